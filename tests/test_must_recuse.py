"""Who must leave to recuse: the planner's answer is the auditor's, on worlds of kin."""

from __future__ import annotations

from hypothesis import given, settings

from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.rules.must_recuse import barred_from_today, found_today
from worlds import problems

ASKED = tuple(
    r
    for r in rules()
    if r.id
    in (
        "kinship-line",
        "kinship-same-leaders",
        "kinship-functions",
        "business-interest",
        "family-abroad",
    )
)
SEEN: set[bool] = set()


def test_the_two_halves_name_the_same_people() -> None:
    @settings(max_examples=60)
    @given(problems(*ASKED))
    def holds(problem: Problem) -> None:
        assert barred_from_today(problem) == found_today(problem)
        SEEN.add(bool(found_today(problem)))

    holds()
    assert {True, False} == SEEN
