"""The empty workbook that people fill in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from lungang.disk import replaced
from lungang.intake.workbook.knobs import Policies, empty_settings, knob_words
from lungang.intake.workbook.rings import examples
from lungang.intake.workbook.xlsx_writer import TemplateContent, XlsxBook
from lungang_models.vocabulary import Row
from lungang_models.words import Language


def write_template(
    path: str | os.PathLike[str],
    kinds: Sequence[type[Row]],
    policies: Policies,
    language: Language = "zh",
    full: bool = False,
) -> Path:
    """Write an empty workbook with a sheet for each kind and the policy sheet.

    Headings carry notes, closed lists and ids are chosen from drop-downs. The sheets
    that few need are hidden unless ``full``.
    """
    form = TemplateContent(knob_words(policies), examples(language), full)
    empty = {kind: () for kind in kinds}
    with replaced(path) as draft:
        XlsxBook(
            draft, empty, empty_settings(policies, language), language, None, form
        ).write()
    return Path(path)
