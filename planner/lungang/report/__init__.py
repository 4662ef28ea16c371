"""The faces of a plan document on paper: a workbook for HR, a page for everybody else.

Everything here is layout. What is said comes from the document alone, so the workbook,
the page and ``plan.json`` cannot disagree.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lungang.commitment import manifest
from lungang.disk import replaced_set
from lungang.document import json_lines
from lungang.document.parts import PlanDocument
from lungang.formats import canonical
from lungang.report.html import write_html
from lungang.report.xlsx import write_xlsx
from lungang_models.at_work import phase
from lungang_models.words import Words

__all__ = ["write_html", "write_reports", "write_xlsx"]

PLAN, BOOK, PAGE = "plan.json", "plan.xlsx", "report.html"
CERTIFICATE, LINEAGE, MANIFEST = "certificate.json", "lineage.json", "manifest.json"
SET = (PLAN, BOOK, PAGE, CERTIFICATE, LINEAGE, MANIFEST)
"""All that a result folder may hold of ours, the manifest last."""
FILES = Words("正在写出文件", "writing the files")


def write_reports(
    folder: str | os.PathLike[str],
    document: PlanDocument,
    certificate: Mapping[str, Any] | None,
    language: str,
    lineage: str = "",
    fresh: bool = False,
) -> tuple[Path, ...]:
    """Write the document in all its forms as one set; returns the files.

    ``certificate`` is the plain form of the proof, if there is one, ``lineage`` the text
    on where a scenario comes from: those of an earlier plan are taken away, for they
    would prove nothing about this one. ``language`` is that of the workbook, ``zh`` or
    ``en``; the page holds both. Raises ``FileExistsError`` with ``fresh`` where another
    set is there, even one that came meanwhile, and ``OSError`` where the disk is full;
    then the folder is as it was.
    """
    where = Path(folder)
    with replaced_set(where, SET, fresh) as draft, phase(FILES, 3) as done:
        with (draft / PLAN).open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(json_lines(document))
        done()
        write_xlsx(document, draft / BOOK, "en" if language == "en" else "zh")
        done()
        write_html(document, draft / PAGE)
        done()
        if certificate is not None:
            _text(draft / CERTIFICATE, canonical(certificate))
        if lineage:
            _text(draft / LINEAGE, lineage)
        written = [draft / n for n in SET if (draft / n).exists()]
        of = document.provenance
        about = {"input_hash": of.input_hash, "plan_hash": of.plan_hash or ""}
        _text(draft / MANIFEST, canonical(manifest(written, **about)))
    return tuple(where / file.name for file in (*written, draft / MANIFEST))


def _text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
