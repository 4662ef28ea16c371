"""Who hides behind which pseudonym: fixed at the opening, shown to nobody.

Each row of the table of names is one leaf of a hash tree; its salt comes from a master
salt which the discipline office keeps apart.  The root of the tree is in the first
ledger line and in the commitment.  Whoever has table and master salt can prove the
whole table; one person's own proof (row, row salt, path) shows that a pseudonym is
theirs and nothing about anybody else.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from lungang.commitment import Tree, derived_salt, sealed
from lungang.draw.canonical_bytes import (
    canonical,
    csv_bytes,
    raise_if,
    read_csv,
    write_new,
)
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.pseudonyms import pid_of
from lungang.draw.stream import hexdigest
from lungang_models.fault import Fault

NAMES = ("person", "slip", "pid", "name", "unit", "post", "role", "standing")
MASTER = "names_salt.txt"
Row = Mapping[str, str]


def names_bytes(rows: Sequence[Row]) -> bytes:
    """names.csv, the private table."""
    return csv_bytes(NAMES, rows)


def read_names(folder: DrawFolder) -> dict[str, dict[str, str]]:
    """The private table by pid; Refusal if it is not the one fixed at the opening.

    Empty before the opening of a pool that has no table yet.
    """
    path = folder.private / "names.csv"
    if not path.exists():
        return {}
    faults: list[Fault] = []
    rows = [row for _, row in read_csv(path, NAMES, faults)]
    raise_if(faults)
    known = next((e.facts for e in folder.events() if e.type == "OPEN"), {})
    fixed = known.get("names_root")
    if fixed is not None and names_root(rows, master_salt(folder)) != fixed:
        raise Refusal(
            "names-changed",
            "姓名对照表与启动时锁定的不符，不得使用",
            "the table of names is not the one fixed at the opening",
        )
    return {row["pid"]: row for row in rows}


def master_salt(folder: DrawFolder) -> bytes:
    """The master salt, made once; to be kept by the discipline office."""
    path = folder.private / MASTER
    if not path.exists():
        folder.make()
        write_new(path, secrets.token_hex(32).encode())
    return bytes.fromhex(path.read_text("ascii").strip())


def names_root(rows: Sequence[Row], master: bytes) -> str:
    """The root of the tree over all rows, sorted by pid."""
    if not rows:
        raise Refusal("names", "姓名对照表是空的", "the table of names is empty")
    return _tree(_sorted(rows), master).root


def own_proof(rows: Sequence[Row], pid: str, master: bytes) -> dict[str, Any]:
    """One person's own proof: their row, its salt, the way up to the root."""
    ordered = _sorted(rows)
    place = next((k for k, row in enumerate(ordered) if row["pid"] == pid), None)
    if place is None:
        raise Refusal("person-unknown", f"对照表中没有{pid}", f"{pid} is unknown")
    row = ordered[place]
    return {
        "pid": pid, "person": row["person"], "name": row["name"], "slip": row["slip"],
        "row": _row_hash(row), "salt": derived_salt(master, place).hex(),
        "at": place, "size": len(ordered),
        "path": list(_tree(ordered, master).path(place)),
    }  # fmt: skip


def check_pids(rows: Sequence[Row], draw: str) -> None:
    """Refuse a table in which a pid does not follow from its slip."""
    for row in rows:
        if row["slip"] and pid_of(row["slip"], draw) != row["pid"]:
            raise Refusal(
                "pid",
                f"{row['pid']}不是由抽签码算得",
                f"{row['pid']} is not of its slip",
            )


def _row_hash(row: Row) -> str:
    """Of every column: a post or a standing cover written otherwise is another row, and
    whoever proves their own shows the names in it to nobody."""
    return hexdigest("sha256", canonical([row[column] for column in NAMES]))


def _sorted(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row["pid"])


def _tree(ordered: Sequence[Row], master: bytes) -> Tree:
    return Tree(
        sealed(
            canonical([row["pid"], row["person"], row["name"], _row_hash(row)]),
            derived_salt(master, place),
        )
        for place, row in enumerate(ordered)
    )
