"""The regulation, article by article (8 to 38), and what of the program serves each."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lungang_models.registry import checks, preferences
from lungang_models.rule import Check, Preference
from lungang_models.words import Words

BIRTH = "cn-finance-bureau"
SERVED = range(8, 39)


@dataclass(frozen=True)
class Coverage:
    """One article: the rules and wishes that cite it, other outputs, or why none can."""

    article: int
    about: Words
    sources: tuple[Check | Preference, ...]
    served: Words | None
    why_not: Words | None

    @property
    def settled(self) -> bool:
        """Whether something serves the article, or it is recorded why nothing can."""
        return bool(self.sources or self.served or self.why_not)


@cache
def articles() -> Mapping[int, Mapping[str, Any]]:
    """The words of each article and what is recorded of it."""
    from ruamel.yaml import YAML

    file = files("lungang_models.regulation").joinpath(f"{BIRTH}.yaml")
    content: Mapping[int, Mapping[str, Any]] = YAML(typ="safe").load(
        file.read_text("utf-8")
    )
    return content


def cited_articles(source: Check | Preference) -> frozenset[int]:
    """The articles of the regulation that a rule or wish cites, such as 21 in 21(1)."""
    text = source.cites.get(BIRTH, "")
    return frozenset(int(n) for n in re.findall(r"(?:^|, )(\d+)", text))


def coverage() -> tuple[Coverage, ...]:
    """Every article of chapters two to five with what serves it."""
    return tuple(
        Coverage(
            number,
            Words(_first(articles()[number]["text"]), articles()[number]["about"]),
            tuple(s for s in _everything() if number in cited_articles(s)),
            _words(articles()[number], "served"),
            _words(articles()[number], "why_not"),
        )
        for number in SERVED
    )


def _everything() -> tuple[Check | Preference, ...]:
    return (*checks(), *preferences())


def text(known: Container[str] | None = None) -> str:
    """The matrix as Markdown, both languages side by side.

    With ``known`` only those rules and wishes are named.
    """
    lines = [
        "# 条文与规则对照 / Articles and what serves them",
        "",
        "防控办法第二至五章。本页由 `lungang rules coverage` 写成，过期则测试不通过。",
        "Chapters two to five; written by `lungang rules coverage`, tests fail when stale.",
        "",
        "| 条 | 内容 | 规则与提示 | 其他输出，或软件不能落实的原因 |",
        "|---:|---|---|---|",
    ]
    for row in coverage():
        rules = ", ".join(
            f"`{s.id}` ({s.code})" if isinstance(s, Check) else f"`{s.id}`"
            for s in row.sources
            if known is None or s.id in known
        )
        rest = [f"{w.zh} / {w.en}" for w in (row.served, row.why_not) if w]
        about = f"{row.about.zh} / {row.about.en}"
        lines.append(
            f"| {row.article} | {about} | {rules or '—'} | {'; '.join(rest) or '—'} |"
        )
    return "\n".join(lines) + "\n"


def _first(words: str) -> str:
    """The opening words of an article."""
    return re.split(r"[,。;:]", words)[0]


def _words(row: Mapping[str, Any], key: str) -> Words | None:
    return Words(row[key]["zh"], row[key]["en"]) if key in row else None
