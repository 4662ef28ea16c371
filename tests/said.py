"""What the program says, gathered from every output, as plain sentences."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import docx
import openpyxl
import typer.main
from typer.testing import CliRunner

from lungang.cli import app

SCENES = Path(__file__).parents[1] / "scenarios" / "sample-bureau"
HAN = re.compile(r"[\u3400-\u9fff]")


def run(*words: object, lang: str = "zh", store: Path | None = None) -> str:
    """What a command prints, on both streams."""
    done = CliRunner().invoke(
        app,
        [str(w) for w in words],
        env={"LUNGANG_LANG": lang, "LUNGANG_STORE": str(store or "")},
    )
    error = done.exception
    assert error is None or isinstance(error, SystemExit), (words, error)
    return done.output


def of_workbook(path: Path) -> Iterator[str]:
    """Every cell and note of a workbook."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    yield from cell.value.splitlines()
                if cell.comment is not None:
                    yield from cell.comment.text.splitlines()


def of_page(path: Path, lang: str = "zh") -> Iterator[str]:
    """The texts of a page in one language."""
    text = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text("utf-8"), flags=re.S)
    other = "en" if lang == "zh" else "zh"
    text = re.sub(rf'<span class="{other}"[^>]*>.*?</span>', "", text, flags=re.S)
    for part in re.split(r"</?(?!span|b\b|strong|em|a\b)[a-z][^>]*>", text):
        yield from html.unescape(re.sub(r"<[^>]+>", "", part)).splitlines()


def of_paper(path: Path) -> Iterator[str]:
    """The paragraphs and cells of a Word file."""
    paper = docx.Document(str(path))
    yield from (p.text for p in paper.paragraphs)
    yield from (c.text for t in paper.tables for r in t.rows for c in r.cells)


def of_help(lang: str, deep: bool = True) -> Iterator[tuple[str, str]]:
    """The help of every command."""

    def below(path: tuple[str, ...], command: object) -> Iterator[tuple[str, ...]]:
        yield path
        if path and not deep:
            return
        for name, inner in getattr(command, "commands", {}).items():
            yield from below((*path, name), inner)

    for path in below((), typer.main.get_command(app)):
        yield f"help {' '.join(path)}", run(*path, "--help", lang=lang)


def outputs(
    book: Path, home: Path, person: str, lang: str, few: bool = False
) -> Iterator[tuple[str, str]]:
    """Each output by its name: consoles, reports, papers, workbooks, errors; with
    ``few`` those that cost little."""
    store = home / "runs.sqlite"
    plan = home / "plan"

    def said(*words: object) -> tuple[str, str]:
        return " ".join(map(str, words[:2])), run(*words, lang=lang, store=store)

    yield said("solve", book, "--out", plan)
    given = ("--plan", plan / "plan.json")
    four, six = SCENES / "term-of-four-years.yaml", SCENES / "term-of-six-years.yaml"
    yield said("check", book, "--all")
    if few:
        yield said("register", book, *given, "--necessity", 0)
        yield from _errors(book, home, said)
        yield from islice(of_help(lang, deep=False), 12)
        yield "report.html", "\n".join(of_page(plan / "report.html", lang))
        return
    yield said("audit", book, *given)
    yield said("audit", book, "--all")
    yield said("audit", book, *given, "--certificate", plan / "certificate.json")
    yield said("register", book, *given)
    yield said("register", book, *given, "--out", home / "register.xlsx")
    for name in ("due", "explain"):
        yield said(name, book)
    yield said("kin", book, person)
    yield said("kin", book, "--dismissed")
    yield said("kin", "--word", "表哥的女儿")
    yield said("posts", book, "--risks")
    yield said("duties")
    for name in ("why", "must-move", "elsewhere", "exempt", "chance", "letter"):
        yield said("ask", name, book, person, *given)
    yield said("scenario", "show", book, four)
    yield said("scenario", "diff", book, four, six)
    yield said("scenario", "tree", SCENES)
    alone = ("--processes", 1)  # to start others takes longer than what they do
    yield said("compare", book, four, "--out", home / "comparison", *alone)
    yield said("gate", book, four, "--gates", SCENES / "gates.yaml", *alone)
    knob = "tenure-limits.watched_due=4,6"
    yield said("sweep", book, "--set", knob, "--out", home / "sweep", *alone)
    yield said("papers", book, *given, "--out", home / "papers")
    yield said("packs", plan / "plan.json", "--out", home / "packs")
    yield said("report", plan / "plan.json", "--out", home / "edition")
    year = ("--effect", "2028-03-31", "--out", home / "next.xlsx")
    yield said("next-year", book, *given, *year)
    yield said("doctor")
    yield from _errors(book, home, said)
    yield from of_help(lang)
    for path in sorted(home.rglob("*")):
        if path.suffix == ".xlsx" and path.name != "next.xlsx":
            yield path.name, "\n".join(of_workbook(path))
        elif path.suffix == ".html":
            yield path.name, "\n".join(of_page(path, lang))
        elif path.suffix == ".docx" and lang == "zh":
            yield path.name, "\n".join(of_paper(path))


def _errors(book: Path, home: Path, said: object) -> Iterator[tuple[str, str]]:
    assert callable(said)
    yield said("solve", home / "absent.xlsx")
    yield said("solve", book, "--out", home / "plan")
    yield said("solve", book, "--effect", "someday", "--out", home / "x")
    yield said("ask", "why", book, "nobody")
    yield said("nothing")
    yield said("solve", "--nothing")
    yield said("gate", book)
    bad = home / "bad.yaml"
    bad.write_text("name: 甲\nauthor: 乙\npurpose: 丙\nremvoe: {}\n", "utf-8")
    yield said("scenario", "show", book, bad)


def sentences(text: str) -> Iterator[str]:
    """The lines of a text, without frames and spaces."""
    for line in text.splitlines():
        for part in re.split(r"[│┃╭╮╰╯─━┏┓└┘├┤┡┩┼╇┴┬]+|\s{2,}", line):
            if part.strip():
                yield part.strip()
