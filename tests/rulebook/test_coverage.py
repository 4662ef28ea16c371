"""Every article is served or excused, every rule has its article, every quote is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import story
from lungang.rulebook.coverage import (
    SERVED,
    articles,
    cited_articles,
    coverage,
    text,
)
from lungang_models.registry import checks, preferences

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"


def test_every_article_has_a_row_that_says_something() -> None:
    assert [row.article for row in coverage()] == [*SERVED] == [*range(8, 39)]
    assert not [row.article for row in coverage() if not row.settled]
    excused = {row.article for row in coverage() if row.why_not}
    assert not [row for row in coverage() if row.article in excused and row.served]


def test_every_rule_and_wish_has_an_article_that_exists() -> None:
    for source in (*checks(), *preferences()):
        assert cited_articles(source) & set(articles()) or "law" in source.cites, source
    for case in story.cases():
        cited = cited_articles(story.rule(case))
        assert cited <= set(articles()), case.rule


def test_the_page_is_what_the_rules_say() -> None:
    """Write it anew with ``lungang rules coverage > docs/coverage.md``.

    A rule just added may be missing until then; nothing else may differ.
    """
    page = PAGE.read_text("utf-8")
    assert page == text(set(re.findall(r"`([a-z0-9-]+)`", page)))


@pytest.mark.parametrize(
    "file", sorted(story.FOLDER.glob("*.yaml")), ids=lambda f: f.stem
)
def test_a_story_quotes_the_article_word_for_word(file: Path) -> None:
    told = story.opened(file)
    if str(told["article"])[0].isdigit():
        whole = "".join(row["text"] for row in articles().values())
        for part in str(told["quote"]).replace("……", "…").split("…"):
            assert _plain(part) in _plain(whole), told["quote"]


def _plain(words: str) -> str:
    """Width and spaces set aside."""
    table = str.maketrans("，；：（）", ",;:()", " 。")
    return words.translate(table)
