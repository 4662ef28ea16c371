"""One result in three forms: JSON, a workbook, and a page; all, or the one asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.batch.compare.leaders import OptionLine
from lungang.batch.compare.xlsx import write_tables
from lungang.disk import private_folder, replaced
from lungang.formats import Text
from lungang.report.html import MOST_LINES, asset, script_hash, template
from lungang.report.sentences import MANNERS
from lungang.report.table import Table
from lungang_models.words import Language, Words

NO_NOTE = Words("", "")
SUFFIXES = (".json", ".xlsx", ".html")


@dataclass(frozen=True)
class Picture:
    """A chart of a page: its name, its height in pixels, and what it shows in words."""

    name: str
    height: int
    says: Words


@dataclass(frozen=True)
class Section:
    """A part of a page: a heading, pictures, and the table that holds the figures.

    ``folded``: the table is only shown when it is asked for, or printed.
    """

    title: Words
    table: Table
    pictures: tuple[Picture, ...] = ()
    note: Words = NO_NOTE
    folded: bool = False


@dataclass(frozen=True)
class ComparisonPage:
    """What a page shows. ``options`` and ``warnings`` head it.

    ``charts`` are ECharts options by name and language.
    """

    title: Words
    lead: str
    sections: Sequence[Section]
    charts: Mapping[str, Mapping[Language, Any]]
    trade: Mapping[Language, Any] | None
    checks: Sequence[Words]
    program: str
    options: Sequence[OptionLine] = ()
    warnings: Sequence[Text] = ()


def render(page: ComparisonPage) -> str:
    """The page as text; it asks nothing of any network."""
    from markupsafe import Markup

    names = ["assets/echarts.min.js", "templates/report.js"]
    if page.trade:
        names.append("templates/compare.js")
    scripts = [asset(name) for name in names]
    return str(template("result.html").render(
        page=page,
        charts=page.charts,
        manners=(*page.checks, *MANNERS),
        most=MOST_LINES,
        style=Markup(asset("templates/report.css")),
        scripts=[Markup(s) for s in scripts],
        hashes=[script_hash(s) for s in scripts],
    ))  # fmt: skip


@dataclass(frozen=True)
class Faces:
    """The forms of one result: its JSON text, its tables, and how its page is made.

    ``stem`` names its files.
    """

    stem: str
    title: Words
    text: str
    tables: Sequence[Table]
    page: Callable[[], ComparisonPage]


def write_faces(out: Path, faces: Faces, language: Language) -> tuple[Path, ...]:
    """Write the form that ``out`` names by its suffix, or all of them into a folder."""
    single = out.suffix.lower() in SUFFIXES
    files = [out] if single else [out / f"{faces.stem}{s}" for s in SUFFIXES]
    private_folder(files[0].parent)
    for file in files:
        match file.suffix.lower():
            case ".json":
                _text(file, faces.text)
            case ".xlsx":
                write_tables(file, faces.tables, faces.title, language)
            case _:
                _text(file, render(faces.page()))
    return tuple(files)


def _text(path: Path, text: str) -> None:
    with replaced(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
