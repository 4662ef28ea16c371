"""Names and slips of a draw: who is who, and proof of it."""

from __future__ import annotations

from codecs import BOM_UTF8
from datetime import date
from pathlib import Path

from lungang.draw.canonical_bytes import (
    canonical,
    csv_bytes,
    raise_if,
    read_form,
    without_formula,
    write_new,
)
from lungang.draw.faults import Refusal, input_fault
from lungang.draw.names import NAMES, master_salt, names_bytes, own_proof, read_names
from lungang.draw.opening import record_slips
from lungang.draw.pseudonyms import new_slips, pids_of
from lungang.jobs.draws.acting import Draw, today
from lungang.jobs.draws.documents import PersonDocument
from lungang.jobs.reading import whole_day
from lungang_models.fault import Fault
from lungang_models.words import Language, Words

__all__ = ["issue_names", "record_receipts", "who", "write_proof", "write_slips"]

RECEIPTS = ("pid", "received_on", "signed")
LISTED = ("pid", "name", "received_on", "signed")
CALLED = {"代号": "pid", "姓名": "name", "签收日期": "received_on", "已签收": "signed",
          "工号": "person"}  # fmt: skip


def issue_names(draw: Draw, people: Path) -> int:
    """Slips and pseudonyms for a roster made by hand: writes the table of names.

    ``people`` is a CSV of person and name. Returns how many. Raises ``BadInput``.
    """
    faults: list[Fault] = []
    listed = [row for _, row in read_form(people, ("person", "name"), faults, CALLED)]
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


def write_slips(draw: Draw, out: Path, language: Language) -> tuple[int, Path]:
    """A slip for everybody of the roster, and the list on which they sign for it.

    Returns how many, and the list, whose columns are called in one language.
    """
    from lungang.draw.papers import render, slip_values

    folder = draw.folder
    opening, pool, known = folder.opening(), folder.pool(), read_names(folder)
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for pid in pool.pids:
        render("slip", slip_values(opening, known[pid]), out / f"{pid}.docx")
    blank = {"received_on": "", "signed": ""}
    rows = [{"pid": pid, "name": known[pid]["name"], **blank} for pid in pool.pids]
    shown = {name: zh for zh, name in CALLED.items()} if language == "zh" else {}
    named = [
        {shown.get(name, name): cell for name, cell in row.items()} for row in rows
    ]
    columns = [shown.get(name, name) for name in LISTED]
    write_new(out / "receipts.csv", BOM_UTF8 + csv_bytes(columns, named))  # for Excel
    return len(rows), out / "receipts.csv"


def record_receipts(draw: Draw, signed: Path) -> int:
    """Record that everybody signed for their slip. Raises ``BadInput``, ``Refusal``.

    A slip is received on a day from the opening until today.
    """
    faults: list[Fault] = []
    draw.folder.opening()
    opened = next(e.at for e in draw.folder.events() if e.type == "OPEN")
    first, rows = date.fromisoformat(opened[:10]), []
    for line, row in read_form(signed, RECEIPTS, faults, CALLED):
        given = row["received_on"].strip()
        day = whole_day(given) if given else None
        if given and not (day and first <= day <= today()):
            faults.append(
                input_fault(
                    "received-on", f"{signed.name}:{line} 签收日期", given,
                    Words("不是启动之日至今的日期", "is no day from the opening to today"),
                    Words(f"填{first}至{today()}之间的签收日期，如 {today()}",
                          f"write the day it was received, {first} to {today()}"),
                )
            )  # fmt: skip
        rows.append({**row, "received_on": str(day or "")})
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
