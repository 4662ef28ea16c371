"""The rule book is said in general: no sentence keeps a gap or a stopgap."""

from __future__ import annotations

import re

import pytest

from lungang.rulebook.book import rule_book
from lungang_models.pack import load
from lungang_models.words import Language

GAPS = re.compile(
    r"[{}…]|某种情形|事由|有关岗位|some state|the ground\b|the posts concerned"
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_rule_says_has_no_gap(language: Language) -> None:
    book = rule_book(load("cn-finance-bureau"))
    for rule in book.to_json()["rules"]:
        assert not GAPS.search(rule["says"][language]), rule
    text = book.text(language)
    says = [ln for ln in text.splitlines() if ln.startswith(("- 内容", "- content"))]
    assert len(says) > 100
    assert [line for line in says if GAPS.search(line)] == []
