"""Chinese that people read keeps full-width marks where it is written, not only in print."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

HOME = Path(__file__).parents[1]
PLANNER, MODELS = HOME / "planner" / "lungang", HOME / "models" / "lungang_models"
HAN = r"[\u3400-\u9fff]"
HALF = re.compile(
    rf"{HAN}[,;:?!]|{HAN}\s?\(|\)\s?{HAN}|{HAN}\)|\({HAN}|[,;?!:]\s?{HAN}"
)
PATTERN = re.compile(r"[\^$|\\]|\.\*|\(\?|[\])]\?|\[\(|[\])][*+{]|\(([^()]{1,4})\)\?")
"""Marks of a regular expression: headings and titles of all kinds are recognised so."""

ADDRESSES = {"laws.csv"}
"""Addresses of laws: the names of the files there are not ours to set."""

ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
BETWEEN = re.compile(rf"{HAN}[,;:?!]\s?{HAN}|{HAN}\({HAN}|{HAN}\){HAN}")
"""An English sentence keeps its own marks beside a Chinese word that it quotes: where
there is English, only marks between two Chinese words are wrong."""


def in_table(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            yield from row


def in_yaml(path: Path) -> Iterator[str]:
    def strings(node: object) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            for value in node.values():
                yield from strings(value)
        elif isinstance(node, list):
            for value in node:
                yield from strings(value)

    return strings(YAML(typ="safe").load(path))


def in_page(path: Path) -> Iterator[str]:
    """The Chinese of ``{% say "中文" "English" %}``, and what stands between the tags."""
    text = re.sub(r"(?s)<(style|script).*?</\1>", "", path.read_text("utf-8"))
    yield from re.findall(r'\{% say "([^"]*)"', text)
    bare = re.sub(r"(?s)<[^>]*>", "\n", re.sub(r"(?s)\{[%{#].*?[%}#]\}", "$", text))
    yield from bare.splitlines()


def in_code(path: Path) -> Iterator[str]:
    """The strings of a module that are no docstrings and no patterns."""
    tree = ast.parse(path.read_text("utf-8"))
    alone = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        said = isinstance(node, ast.Constant) and id(node) not in alone
        if said and isinstance(node.value, str) and not PATTERN.search(node.value):
            yield node.value


READERS = {
    "csv": (in_table, [PLANNER, MODELS]),
    "yaml": (in_yaml, [PLANNER, MODELS, HOME / "scenarios"]),
    "html": (in_page, [PLANNER]),
    "py": (in_code, [PLANNER, MODELS]),
}


@pytest.mark.parametrize("ending", READERS)
def test_chinese_is_written_with_full_width_marks(ending: str) -> None:
    read, roots = READERS[ending]
    paths = [p for root in roots for p in sorted(root.rglob(f"*.{ending}"))]
    wrong, seen = [], 0
    for path in paths:
        if path.name not in ADDRESSES:
            for text in read(path):
                seen += bool(re.search(HAN, text))
                marks = BETWEEN if ENGLISH.search(text) else HALF
                if found := marks.search(text):
                    wrong.append(
                        f"{path.name}: {text[max(0, found.start() - 20) :][:60]}"
                    )
    assert seen > 100
    assert wrong == []
