"""A table of a report: columns declared once, lines of cells, for the workbook and the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lungang.document.parts import PersonRef, PostRef
from lungang.formats import Text
from lungang.intake.plan_file import post_label
from lungang.review.due import span
from lungang_models.words import Words

Cell = str | int | date | Words | None

YES, NO = Words("是", "yes"), Words("否", "no")
NOTHING = Words("无", "none")


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters, and whether the page has it too.

    What is not ``on_page`` the page tells beside the table, or can do without.
    """

    heading: Words
    width: int
    on_page: bool = True


@dataclass(frozen=True)
class Line:
    """A row of cells; ``tone`` says how it is to be coloured."""

    cells: tuple[Cell, ...]
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its title; ``none`` is said where it has no rows."""

    key: str
    title: Words
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    none: Words = NOTHING


def headed(*those: tuple[str, str, int] | Column) -> tuple[Column, ...]:
    return tuple(
        c if isinstance(c, Column) else Column(Words(c[0], c[1]), c[2]) for c in those
    )


def in_book(zh: str, en: str, width: int) -> Column:
    """A column of the workbook that the page does without."""
    return Column(Words(zh, en), width, on_page=False)


def words(text: Text) -> Words:
    """A sentence of the document."""
    return Words(text.zh, text.en)


def lines_of(parts: Iterable[Words]) -> Words:
    """Several sentences, each on its own line."""
    those = list(parts)
    return Words("\n".join(p.zh for p in those), "\n".join(p.en for p in those))


def years(months: int | None) -> Cell:
    return None if months is None else span(months)


def people(those: Sequence[PersonRef]) -> str:
    return "\n".join(f"{p.id} {p.name}" for p in those)


def posts(those: Sequence[PostRef]) -> str:
    return "\n".join(f"{p.id} {p.unit_name} {p.name}" for p in those)


def label(post: PostRef) -> str:
    return post_label(post.id, post.unit_name, post.name)
