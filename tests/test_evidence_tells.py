"""Screenings, pledges, training, rights, clients, secrecy: each changes what is told.

Each kind of evidence is taken out of the stories of its rule: somewhere a finding must
come or go, and where the rule binds, a plan be let pass or refused.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import story
from lungang_models.plan import Plan
from lungang_models.registry import checks
from lungang_models.rule import Rule
from lungang_models.vocabulary import Evidence

TOLD = (
    "key-post-screening", "key-post-pledge", "training-before-post", "rights-left-open",
    "same-clients", "confidential-cool-off",
)  # fmt: skip
KINDS = [(c, kind) for c in checks() if c.id in TOLD for kind in c.needs]


def with_and_without(rule: str, kind: type[Evidence]) -> Iterator[tuple[Plan, Plan]]:
    """The plan of each story of a rule, and the same without the rows of one kind."""
    for case in story.read(story.FOLDER / f"{rule}.yaml"):
        if case.outcome != "fault":
            plan = story.plan(case)
            kept = tuple(e for e in plan.problem.evidence if not isinstance(e, kind))
            bare = plan.problem.with_(evidence=kept)
            yield plan, Plan(bare, plan.placements, plan.leaves)


def test_every_kind_of_the_other_chapters_is_told_of() -> None:
    names = {kind.__name__ for _, kind in KINDS}
    assert names >= {
        "Screening", "Pledge", "TrainingNeeded", "TrainingDone", "AccessRight",
        "ClientsOfPost", "ClientServed", "ConfidentialPost",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("check", "kind"), KINDS, ids=[f"{c.id}-{k.__name__}" for c, k in KINDS]
)
def test_it_changes_a_finding_and_a_plan(check: object, kind: type[Evidence]) -> None:
    rule = next(c for c in checks() if c is check)
    told = [*with_and_without(rule.id, kind)]
    found = [
        [{(f.staff, f.posts) for f in rule.audit(p)} for p in both] for both in told
    ]
    assert any(one != other for one, other in found)
    if isinstance(rule, Rule):
        allowed = [[story.allows(p, rule) for p in both] for both in told]
        assert any(one != other for one, other in allowed)
