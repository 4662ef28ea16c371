"""The faces of a plan document on paper: a workbook for HR, a page for everybody else.

Everything here is layout. What is said comes from the document alone, so the workbook,
the page and ``plan.json`` cannot disagree.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lungang.document import canonical, to_json
from lungang.document.parts import PlanDocument
from lungang.report.html import write_html
from lungang.report.xlsx import write_xlsx
from lungang.workbook.write import replaced

__all__ = ["write_html", "write_reports", "write_xlsx"]

PLAN, BOOK, PAGE = "plan.json", "plan.xlsx", "report.html"
CERTIFICATE = "certificate.json"


def write_reports(
    folder: str | os.PathLike[str],
    document: PlanDocument,
    certificate: Mapping[str, Any] | None,
    language: str,
) -> tuple[Path, ...]:
    """Write the document in all its forms into a folder; returns the files.

    ``certificate`` is the plain form of the proof, if there is one; that of an earlier
    plan is taken away, for it would prove nothing about this one. ``language`` is that
    of the workbook, ``zh`` or ``en``; the page holds both.
    """
    where = Path(folder)
    where.mkdir(parents=True, exist_ok=True)
    _text(where / PLAN, to_json(document))
    write_xlsx(document, where / BOOK, "en" if language == "en" else "zh")
    write_html(document, where / PAGE)
    files = [where / PLAN, where / BOOK, where / PAGE]
    if certificate is None:
        (where / CERTIFICATE).unlink(missing_ok=True)
    else:
        _text(where / CERTIFICATE, canonical(certificate))
        files.append(where / CERTIFICATE)
    return tuple(files)


def _text(path: Path, content: str) -> None:
    with replaced(path) as draft:
        draft.write_text(content, encoding="utf-8", newline="\n")
