"""Packs of one plan for several readers, under one commitment.

The statements of a plan stand in the order of their salted hashes, so that a place tells
nothing of what is said there. The key of the salts is random and stays with the personnel
section (``key.json``): with salts made of the plan alone, who knows nearly all of it could
find out the rest by trial. While the key is kept, packs of the same plan written later
carry the same value as those published before.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from lungang.commitment import Tree, derived_salt, sealed
from lungang.disclosure import Role
from lungang.disk import replaced_set
from lungang.document.file import commitment_of
from lungang.document.parts import PlanDocument
from lungang.formats import canonical
from lungang.intake.workbook.cells import clean
from lungang.report.redacted.statements import Statement, statements
from lungang_models.at_work import counted
from lungang_models.words import Words

PACK_SCHEMA = "lungang-pack/1"
KEY_SCHEMA = "lungang-pack-key/1"
KEY, VERIFIER = "key.json", "verify_pack.py"
WHOLE = (Role.inspection, Role.leadership, Role.public)
KEY_BYTES = 32
WRITING = Words("正在写出材料包", "writing the packs")


class AnotherPlan(ValueError):
    """The folder holds the key of another plan: its packs would become unverifiable."""


@dataclass(frozen=True, eq=False)
class Sealed:
    """A plan's statements in the order of their hashes, each with its salt."""

    key: bytes
    said: tuple[Statement, ...]
    salts: tuple[bytes, ...]
    tree: Tree

    @property
    def root(self) -> str:
        """What is published: the commitment to every statement of the plan."""
        return self.tree.root

    def pack(self, role: Role, unit: str = "", name: str = "") -> dict[str, Any]:
        """The pack of a reader: the commitment, and what they may see, proved."""
        some = self._of_unit(unit) if role is Role.unit else range(len(self.said))
        shown = [at for at in some if self.said[at].seen_by(role, unit)]
        return {
            "schema": PACK_SCHEMA,
            "audience": role.value,
            "for": name or role.words.zh,
            "root": self.root,
            "statements": len(self.said),
            "opened": [
                {"at": at, "line": self.said[at].line, "salt": self.salts[at].hex(),
                 "path": list(self.tree.path(at))}
                for at in shown
            ],
        }  # fmt: skip

    def _of_unit(self, unit: str) -> list[int]:
        """The statements that the head of a unit may be shown: not all are looked at for
        each of a thousand units."""
        return sorted({*self._by_unit[""], *self._by_unit.get(unit, ())})

    @cached_property
    def _by_unit(self) -> dict[str, list[int]]:
        """Statements by the units that they concern; for everybody under no name."""
        found: dict[str, list[int]] = {"": []}
        for at, said in enumerate(self.said):
            for unit in ("",) if said.everybody else said.units:
                found.setdefault(unit, []).append(at)
        return found


def seal(document: PlanDocument, key: bytes) -> Sealed:
    """Commit to every statement of a whole plan.

    Raises ``ValueError`` for an edition: it does not say all that the plan says.
    """
    if document.edition != "hr":
        raise ValueError("packs are made from the whole plan")
    told = []
    for at, said in enumerate(statements(document)):
        salt = derived_salt(key, at)
        told.append((sealed(said.line, salt), said, salt))
    told.sort(key=lambda t: t[0])
    return Sealed(
        key,
        tuple(t[1] for t in told),
        tuple(t[2] for t in told),
        Tree(t[0] for t in told),
    )


def units_of(document: PlanDocument) -> Mapping[str, str]:
    """The units that hold or lack anybody in the plan, by id."""
    found = {p.unit: p.unit_name for p in document.placements}
    found |= {v.post.unit: v.post.unit_name for v in document.vacancies}
    return dict(sorted(found.items()))


def pack_names(document: PlanDocument) -> dict[str, tuple[Role, str, str]]:
    """The files of a set of packs: for whom each is, and the unit's id and name."""
    made = {f"{role.value}.json": (role, "", "") for role in WHOLE}
    for number, (unit, name) in enumerate(units_of(document).items(), start=1):
        # An id may hold what no file name may: the number makes the name, not the id.
        made[f"unit-{number:03}.json"] = (Role.unit, unit, clean(name))
    return made


def write_packs(
    folder: str | os.PathLike[str], document: PlanDocument, fresh: bool = True
) -> tuple[str, tuple[Path, ...]]:
    """Write the packs, the verifier and the key; returns the commitment and the files.

    Raises ``FileExistsError`` with ``fresh`` where packs are there already, and
    ``AnotherPlan`` where they are those of another plan.
    """
    where, names = Path(folder), pack_names(document)
    known = [*names, VERIFIER, KEY]
    if fresh and any((where / name).exists() for name in known):
        raise FileExistsError(str(where))
    made = seal(document, _key(where, document))
    with replaced_set(where, known, fresh) as draft:
        for name, (role, unit, title) in counted(names.items(), WRITING):
            _text(draft / name, canonical(made.pack(role, unit, title)))
        _text(draft / VERIFIER, verifier())
        bound = {
            "schema": KEY_SCHEMA, "plan": _plan(document), "root": made.root,
            "key": made.key.hex(),
        }  # fmt: skip
        _text(draft / KEY, canonical(bound))
    return made.root, tuple(where / name for name in known)


def verifier() -> str:
    """The program that checks packs, as it is written beside them."""
    return files(__package__).joinpath(VERIFIER).read_text("utf-8")


def foreign(document: PlanDocument, pack: Mapping[str, Any]) -> Iterator[str]:
    """What a pack says and the whole plan does not: for who has the plan's file.

    Raises ``ValueError`` for a pack of another shape.
    """
    known = [s.line for s in statements(document)]
    said = set(known)
    try:
        lines = [one["line"] for one in pack["opened"]]
        size = pack["statements"]
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from None
    yield from (line for line in lines if line not in said)
    if size != len(known):
        yield f"{size} ≠ {len(known)}"


def _key(where: Path, document: PlanDocument) -> bytes:
    """The key of the packs that are there, if they are of this plan; else a new one."""
    try:
        held = json.loads((where / KEY).read_text("utf-8"))
        plan, key = held["plan"], bytes.fromhex(held["key"])
    except FileNotFoundError:
        return secrets.token_bytes(KEY_BYTES)
    except (ValueError, KeyError, TypeError):
        raise AnotherPlan(str(where / KEY)) from None
    if plan != _plan(document) or len(key) != KEY_BYTES:
        raise AnotherPlan(str(where / KEY))
    return key


def _plan(document: PlanDocument) -> str:
    return commitment_of(document).root


def _text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
