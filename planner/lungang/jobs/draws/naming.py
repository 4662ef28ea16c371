"""Names and slips of a draw: who is who, and proof of it."""

from __future__ import annotations

from pathlib import Path

from lungang.draw.canonical_bytes import (
    canonical,
    csv_bytes,
    raise_if,
    read_form,
    without_formula,
    write_new,
)
from lungang.draw.faults import Refusal
from lungang.draw.names import NAMES, master_salt, names_bytes, own_proof, read_names
from lungang.draw.opening import record_slips
from lungang.draw.pseudonyms import new_slips, pids_of
from lungang.jobs.draws.acting import Draw
from lungang.jobs.draws.documents import PersonDocument
from lungang_models.fault import Fault

__all__ = ["issue_names", "record_receipts", "who", "write_proof", "write_slips"]

RECEIPTS = ("pid", "received_on", "signed")


def issue_names(draw: Draw, people: Path) -> int:
    """Slips and pseudonyms for a roster made by hand: writes the table of names.

    ``people`` is a CSV of person and name. Returns how many. Raises ``BadInput``.
    """
    faults: list[Fault] = []
    listed = [row for _, row in read_form(people, ("person", "name"), faults)]
    raise_if(faults)
    if len({row["person"] for row in listed}) != len(listed):
        raise Refusal("twice", "名单中有重复的工号", "a staff number occurs twice")
    issued = new_slips([row["person"] for row in listed])
    pids = pids_of(issued, draw.id)
    rows = [
        {
            **dict.fromkeys(NAMES, ""), "role": "member", "pid": pids[row["person"]],
            "person": without_formula(row["person"]), "slip": issued[row["person"]],
            "name": without_formula(row["name"]),
        }
        for row in listed
    ]  # fmt: skip
    draw.folder.make()
    write_new(draw.folder.private / "names.csv", names_bytes(rows))
    return len(rows)


def write_slips(draw: Draw, out: Path) -> tuple[int, Path]:
    """A slip for everybody of the roster, and the list on which they sign for it.

    Returns how many, and the list.
    """
    from lungang.draw.papers import render, slip_values

    folder = draw.folder
    opening, pool, known = folder.opening(), folder.pool(), read_names(folder)
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for pid in pool.pids:
        render("slip", slip_values(opening, known[pid]), out / f"{pid}.docx")
    rows = [{"pid": pid, "received_on": "", "signed": ""} for pid in pool.pids]
    write_new(out / "receipts.csv", csv_bytes(RECEIPTS, rows))
    return len(rows), out / "receipts.csv"


def record_receipts(draw: Draw, signed: Path) -> int:
    """Record that everybody signed for their slip. Raises ``BadInput``, ``Refusal``."""
    faults: list[Fault] = []
    rows = [row for _, row in read_form(signed, RECEIPTS, faults)]
    raise_if(faults)
    return record_slips(draw.folder, rows, draw.step("SLIPS"))


def write_proof(draw: Draw, pid: str, target: Path) -> None:
    """One person's own proof, which tells of nobody else."""
    rows = list(read_names(draw.folder).values())
    draw.folder.opening()
    write_new(target, canonical(own_proof(rows, pid, master_salt(draw.folder))))


def who(draw: Draw, pid: str) -> PersonDocument:
    """Whose pseudonym it is; for the office only. Raises ``Refusal``."""
    row = read_names(draw.folder).get(pid)
    if row is None:
        raise Refusal("person-unknown", f"对照表中没有{pid}", f"{pid} is unknown")
    return PersonDocument(
        person=row["person"], name=row["name"], unit=row["unit"], post=row["post"],
        standing=row["standing"],
    )  # fmt: skip
