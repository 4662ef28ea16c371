"""What rules say: full-width punctuation, nobody's sex guessed, nothing told twice."""

from __future__ import annotations

import re

import pytest

import story
from lungang.intake.generate import sample_problem
from lungang.review.audit import audit
from lungang_models.plan import today
from lungang_models.registry import checks, preferences
from lungang_models.rule import Check, Preference, Rule
from lungang_models.words import Words

HALF_WIDTH = re.compile(r"[,;:()!?](?!\d)")
GUESSED = re.compile(r"\b(he|she|him|his|her|himself|herself)\b")
TERM = re.compile(r"满?\d+(?:年|个月)")


def sentences(source: Check | Preference) -> list[Words]:
    """The fixed sentences of a rule or wish, blanks unfilled."""
    found = [source.title]
    if isinstance(source, Check):
        found += [source.breach, source.measure]
    if isinstance(source, Rule):
        found += [source.norm]
    return found


@pytest.mark.parametrize("source", [*checks(), *preferences()], ids=lambda s: s.id)
def test_a_sentence_keeps_the_marks_of_its_language(source: Check | Preference) -> None:
    for said in sentences(source):
        bare = re.sub(r"\{[^}]*\}", "某", said.zh)
        assert not HALF_WIDTH.search(bare), said.zh
        assert not GUESSED.search(said.en), said.en


def twice(text: str) -> str | None:
    """A clause, or a term of years, that a sentence tells twice; ``None`` where none is."""
    clauses = [c for c in re.split("[，；：。（）]", text) if len(c) > 2]
    terms: list[str] = TERM.findall(text)
    for told in (clauses, terms):
        for at, one in enumerate(told):
            if one in told[at + 1 :]:
                return one
    return None


def test_what_is_told_twice_is_seen() -> None:
    assert twice("某自2022-03-01任出纳岗，已满5年，满5年应交流而留任") == "满5年"
    assert twice("某任出纳岗，须回避，须回避") == "须回避"
    assert twice("某自2022-03-01任出纳岗，已满5年，达到应当交流的年限而留任") is None


def test_no_finding_of_a_story_tells_a_thing_twice() -> None:
    told = 0
    for case in story.cases():
        if case.outcome == "breach":
            for finding in story.found(case, story.plan(case)):
                assert not twice(finding.says.zh), finding.says.zh
                assert not HALF_WIDTH.search(finding.says.zh), finding.says.zh
                assert not GUESSED.search(finding.says.en), finding.says.en
                told += 1
    assert told > 200


def test_no_finding_of_the_sample_tells_a_thing_twice() -> None:
    found = audit(today(sample_problem()))
    assert len(found) > 100
    for finding in found:
        assert not twice(finding.says.zh), finding.says.zh
