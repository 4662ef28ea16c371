"""The papers and the reports of a plan, each set as one archive."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from lungang.document import from_json
from lungang.document.claims import claims_of, original
from lungang.document.parts import PlanDocument
from lungang.papers import Office, office_of, papers, write_papers
from lungang.report import write_reports
from lungang.report.given import read_given
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.words import Language, Words

__all__ = ["papers_archive", "plan_in", "plan_kept", "reports_archive"]

WRITING = Words(
    "正在写第{at}种文书（共{of}种）：{name}", "writing paper {at} of {of}: {name}"
)


def plan_in(text: str, problem: Problem) -> Plan:
    """The plan in the text of a plan.json. Raises ``BadInput``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(text, "utf-8")
        return read_given(file, problem).plan


def plan_kept(text: str, problem: Problem) -> Plan:
    """The plan in a text that was kept as it was made: nothing is compared anew.

    Raises ``ValueError`` where it speaks of people or posts that are not there.
    """
    return original(problem, claims_of(from_json(text)))


def papers_archive(
    problem: Problem, text: str, office: tuple[str, str], day: date,
    tell: Callable[[Words], None],
) -> bytes:  # fmt: skip
    """All papers of a plan; ``office`` is the organisation and its personnel section,
    by default as the workbook names them. ``tell`` hears which paper is written.

    Raises ``BadInput``.
    """
    plan, document = plan_in(text, problem), from_json(text)
    given = office_of(problem, day)
    filled = Office(
        office[0] or given.bureau, office[1] or given.personnel, given.telephone, day
    )
    names = papers()
    with tempfile.TemporaryDirectory() as folder:
        for at, name in enumerate(names, 1):
            tell(WRITING.fill(at=at, of=len(names), name=name))
            write_papers(Path(folder), plan, document, filled, (name,))
        return _archive(Path(folder))


def reports_archive(seen: PlanDocument, language: Language) -> bytes:
    """Every report of a plan, in the edition that ``seen`` is."""
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder) / "plan"
        write_reports(inside, seen, None, language)
        return _archive(inside)


def _archive(folder: Path) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
    return made.getvalue()
