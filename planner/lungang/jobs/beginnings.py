"""Where the work begins: a roster, last year's workbook, the machine itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from lungang.disk import replaced
from lungang.doctor import doctor
from lungang.intake import roster
from lungang.intake.marked_book import write_prepared
from lungang.intake.next_year import TITLE, carried_over, summary
from lungang_models.fault import BadInput, Fault
from lungang_models.registry import sheets
from lungang_models.words import Language, Words

__all__ = ["BadInput", "PreparedWorkbook", "doctor", "import_roster", "next_year"]


class PreparedWorkbook(NamedTuple):
    """A workbook that was written: what it holds, what was told, what is to be asked."""

    summary: Words
    told: tuple[Fault, ...]
    asked: tuple[Words, ...]


def import_roster(
    files: Sequence[Path],
    out: Path,
    effect: date | None,
    known: tuple[Mapping[str, str], Mapping[str, str]],
    mapping: Path | None,
    language: Language,
) -> PreparedWorkbook:
    """Write a workbook out of rosters; what was inferred is marked in it.

    ``known`` are columns and words for levels that the user names; what was decided is
    kept in ``mapping``, by default beside the workbook. Raises ``BadInput``.
    """
    kept = mapping or out.with_suffix(".mapping.json")
    before = roster.read_mapping(kept) if kept.exists() else roster.NO_MAPPING
    made = roster.import_roster(files, effect, before.extended(*known))
    says = roster.summary(made)
    write_prepared(out, made, sheets(), (roster.TITLE, says), language)
    with replaced(kept) as draft:
        draft.write_text(made.mapping.as_json(), "utf-8")
    return PreparedWorkbook(says, tuple(made.told), tuple(made.asked))


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
    return PreparedWorkbook(summary(made), (), tuple(made.asked))
