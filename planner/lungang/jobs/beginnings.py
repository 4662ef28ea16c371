"""Where the work begins: a roster, last year's workbook, the machine itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from lungang.disk import replaced
from lungang.doctor import doctor
from lungang.intake import roster
from lungang.intake.marked_book import write_prepared
from lungang.intake.next_year import TITLE, carried_over, summary
from lungang.intake.prepared import PreparedRows
from lungang.intake.roster import meanings
from lungang.intake.workbook.columns import columns
from lungang_models.fault import BadInput, Fault
from lungang_models.registry import sheets
from lungang_models.words import Language, Words

__all__ = [
    "BadInput",
    "InferredCell",
    "PreparedWorkbook",
    "RosterHints",
    "doctor",
    "import_roster",
    "meanings",
    "next_year",
]


class InferredCell(NamedTuple):
    """A cell that the program filled without being told: where, why, and from what.

    ``sheet`` and ``column`` are the Chinese names of our tables, ``line`` is the line in
    the workbook that was written, ``place`` a cell of the roster or empty.
    """

    sheet: str
    line: int
    column: str
    why: Words
    place: str


class PreparedWorkbook(NamedTuple):
    """A workbook that was written: what it holds, what was told, what is to be asked,
    which cells were inferred, and what each column of the roster was taken to hold."""

    summary: Words
    told: tuple[Fault, ...]
    asked: tuple[Words, ...]
    inferred: tuple[InferredCell, ...] = ()
    columns: Mapping[str, str] = MappingProxyType({})


class RosterHints(NamedTuple):
    """What the user says of a roster: what columns hold, which level a word means, and
    the rule pack to write down (empty: one is proposed)."""

    columns: Mapping[str, str] = MappingProxyType({})
    levels: Mapping[str, str] = MappingProxyType({})
    pack: str = ""


def import_roster(
    files: Sequence[Path],
    out: Path,
    effect: date | None,
    known: RosterHints,
    mapping: Path | None,
    language: Language,
) -> PreparedWorkbook:
    """Write a workbook out of rosters; what was inferred is marked in it.

    What was decided is kept in ``mapping``, by default beside the workbook. Raises
    ``BadInput``.
    """
    kept = mapping or out.with_suffix(".mapping.json")
    before = roster.read_mapping(kept) if kept.exists() else roster.NO_MAPPING
    made = roster.import_roster(files, effect, before.extended(*known[:2]), known.pack)
    says = roster.summary(made)
    write_prepared(out, made, sheets(), (roster.TITLE, says), language)
    with replaced(kept) as draft:
        draft.write_text(made.mapping.as_json(), "utf-8")
    return PreparedWorkbook(
        says, tuple(made.told), tuple(made.asked), tuple(_inferred(made)),
        made.mapping.columns,
    )  # fmt: skip


def _inferred(made: PreparedRows) -> Iterator[InferredCell]:
    for kind, row, field, why, place in made.guesses:
        heading = next(c.heading.zh for c in columns(kind) if c.field == field)
        yield InferredCell(kind.sheet.zh, row + 2, heading, why, place)


class NewYear(NamedTuple):
    """The next effect date, and the day on which all declared, pledged, were screened."""

    effect: date
    declared: date | None = None


def next_year(
    book: Path,
    plan: Path,
    year: NewYear,
    out: Path,
    pack: str | None,
    language: Language,
) -> PreparedWorkbook:
    """Write next year's workbook out of this year's and the plan carried out.

    Raises ``BadInput``.
    """
    made = carried_over(book, plan, year.effect, pack, year.declared)
    write_prepared(out, made, sheets(), (TITLE, summary(made)), language)
    return PreparedWorkbook(
        summary(made), (), tuple(made.asked), tuple(_inferred(made))
    )
