"""The vocabulary of kinship as data: ``kin_words.tsv``, one meaning a line.

Columns: words (blank between words, ``_`` for a blank inside one), paths (``;`` between
readings), mark and a note in both languages. The mark ``none`` is a word for people who
are not kin, ``ask`` one that names no definite relation, ``loose`` one that is also
used of people who are not kin.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lungang_models.facts.kinship.patterns import Path, path_of
from lungang_models.words import Words


@dataclass(frozen=True)
class WordSense:
    """What a word or a phrase means: its paths, or a mark that it has none."""

    paths: tuple[Path, ...] = ()
    mark: str = ""
    loose: bool = False
    note: Words | None = None


@cache
def vocabulary() -> dict[str, WordSense]:
    """Every word of the table with its sense."""
    text = files(__package__).joinpath("kin_words.tsv").read_text("utf-8")
    found: dict[str, WordSense] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            words, sense = _entry(line)
            for word in words:
                if word in found:
                    raise ValueError(f"{word} stands twice in kin_words.tsv")
                found[word] = sense
    return found


def _entry(line: str) -> tuple[list[str], WordSense]:
    words, paths, mark, zh, en = (*line.split("\t"), "", "", "", "")[:5]
    read = tuple(path_of(p) for p in paths.split(";")) if paths else ()
    sense = WordSense(
        read, "" if mark == "loose" else mark, mark == "loose",
        Words(zh, en) if zh else None,
    )  # fmt: skip
    return [word.replace("_", " ") for word in words.split()], sense
