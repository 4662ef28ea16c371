"""The empty workbook that people fill in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from lungang.workbook.book import Book
from lungang.workbook.knobs import Policies, empty_settings, knob_words
from lungang.workbook.write import replaced
from lungang_models.vocabulary import Row
from lungang_models.words import Language


def write_template(
    path: str | os.PathLike[str],
    kinds: Sequence[type[Row]],
    policies: Policies,
    language: Language = "zh",
) -> Path:
    """Write an empty workbook with a sheet for each kind and the policy sheet.

    Headings carry notes, closed lists and ids are chosen from drop-downs, and the first
    sheet says in both languages how to fill it.
    """
    with replaced(path) as draft:
        Book(
            draft, {kind: () for kind in kinds}, empty_settings(policies), language,
            None, knob_words(policies),
        ).write()  # fmt: skip
    return Path(path)
