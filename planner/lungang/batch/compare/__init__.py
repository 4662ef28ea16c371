"""Scenarios side by side: as a table, a workbook, JSON, and one page for a projector."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from lungang.batch.compare.comparison import Comparison, compare, json_schema
from lungang.batch.compare.page import write_page
from lungang.batch.compare.pareto import front, trade_off
from lungang.batch.compare.tables import all_tables
from lungang.batch.compare.xlsx import write_tables
from lungang.disk import private_folder, replaced
from lungang.document.parts import PlanDocument
from lungang.formats import canonical
from lungang_models.words import Language, Words

__all__ = [
    "Comparison",
    "all_tables",
    "compare",
    "front",
    "json_schema",
    "to_json",
    "trade_off",
    "write_comparison",
    "write_tables",
]

TITLE = Words("方案比较", "Options compared")


def to_json(comparison: Comparison) -> str:
    """The canonical text of a comparison."""
    return canonical(comparison.model_dump(mode="json", by_alias=True))


def write_comparison(
    folder: str | os.PathLike[str],
    comparison: Comparison,
    documents: Sequence[PlanDocument],
    language: Language,
) -> tuple[Path, ...]:
    """Write the comparison in all its forms into a folder; returns the files."""
    where = Path(folder)
    private_folder(where)
    plain = where / "comparison.json"
    with replaced(plain) as draft:
        draft.write_text(to_json(comparison), encoding="utf-8", newline="\n")
    book = write_tables(
        where / "comparison.xlsx", all_tables(comparison), TITLE, language
    )
    page = write_page(where / "comparison.html", comparison, documents)
    return plain, book, page
