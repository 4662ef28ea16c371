"""Results as tables for a terminal, and as the files that hold them in every form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lungang.batch import compare as comparisons
from lungang.batch import stress as stressing
from lungang.batch.compare import gate_page
from lungang.batch.compare.gates import GateVerdict
from lungang.batch.compare.writers import Faces, write_faces
from lungang.batch.runs import BY_KEY
from lungang.batch.stress import page as stress_page
from lungang.batch.sweep import result as sweeping
from lungang.document.audience import Audience, seen_by
from lungang.document.parts import RegisterDocument
from lungang.formats import Part, canonical
from lungang.intake.workbook.cells import clean
from lungang.jobs.batches import (
    Comparison,
    ScenarioAnswer,
    StressDocument,
    SweepDocument,
)
from lungang.report import risks
from lungang.report.table import Table, words
from lungang_models.words import Language, Words

__all__ = [
    "Table",
    "clean",
    "comparison_tables",
    "register_lines",
    "register_tables",
    "report_of",
    "stress_tables",
    "sweep_table",
    "text_of",
    "verdict_words",
    "write_comparison",
    "write_stress",
    "write_sweep",
    "write_verdict",
]


def report_of(folder: Path) -> Path:
    """The page that people read, in a folder of results. Raises ``FileNotFoundError``."""
    page = folder if folder.suffix == ".html" else folder / "report.html"
    if not page.is_file():
        raise FileNotFoundError(page)
    return page.resolve()


def text_of(document: Part) -> str:
    """The canonical JSON of a document."""
    return canonical(document.model_dump(mode="json", by_alias=True))


def comparison_tables(made: Comparison) -> Sequence[Table]:
    """The tables of a comparison, those for a screen first."""
    return comparisons.all_tables(made)


def verdict_words(made: GateVerdict) -> Words:
    """The verdict of the gates in a few words."""
    return gate_page.answer(made)


def write_verdict(
    out: Path, made: GateVerdict, language: Language, organisation: str = ""
) -> tuple[Path, ...]:
    """Write a verdict in the form that ``out`` names, or in all into a folder."""
    return gate_page.write_verdict(out, made, language, organisation)


def write_comparison(
    out: Path,
    made: Comparison,
    answers: Sequence[ScenarioAnswer],
    language: Language,
    audience: Audience = "hr",
) -> tuple[Path, ...]:
    """Write a comparison in all its forms into a folder, for a reader."""
    documents = [seen_by(audience, a.document) for a in answers]
    return comparisons.write_comparison(out, made, documents, language)


def sweep_table(made: SweepDocument, measures: Sequence[str]) -> Table:
    """A line a point with some measures."""
    return sweeping.table(made, measures)


def write_sweep(out: Path, made: SweepDocument, language: Language) -> tuple[Path, ...]:
    """Write a sweep in the form that ``out`` names, or in all into a folder."""
    whole = sweeping.table(made, list(BY_KEY))
    title, text = sweeping.TITLE, text_of(made)
    faces = Faces("sweep", title, text, [whole], lambda: sweeping.page(made))
    return write_faces(out, faces, language)


def stress_tables(made: StressDocument) -> Sequence[Table]:
    """The tables of a stress test, those for a screen first."""
    return stressing.all_tables(made)


def write_stress(
    out: Path, made: StressDocument, language: Language
) -> tuple[Path, ...]:
    """Write a stress test in the form that ``out`` names, or in all into a folder."""
    tables, title = stress_tables(made), stress_page.TITLE
    faces = Faces(
        "stress", title, text_of(made), tables, lambda: stress_page.page(made)
    )
    return write_faces(out, faces, language)


def register_lines(seen: RegisterDocument) -> list[tuple[Words, ...]]:
    """Each risk as its number, standing, grade, sentence, owner and term."""
    return [
        (
            Words(f.risk, f.risk), risks.STANDING[f.standing], words(f.graded),
            words(f.says), words(f.owner), Words(str(f.due), str(f.due)),
        )
        for f in seen.findings
    ]  # fmt: skip


def register_tables(seen: RegisterDocument) -> list[Table]:
    """What is counted of a register: for the public nothing but that."""
    last = risks.totals if seen.audience == "public" else risks.unexplained
    return [risks.counts(seen), last(seen)]
