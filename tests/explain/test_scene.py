"""The bars told of in a scene are those that keep the pairs out of the whole question."""

from __future__ import annotations

from hypothesis import given, settings

from lungang.explain.scene import Scene
from lungang.statement import barred
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import problems

PLACING = tuple(r for r in rules() if not r.id.startswith("leave-"))


@settings(max_examples=60)
@given(problems(*PLACING))
def test_a_pair_is_struck_out_by_just_the_rules_that_bar_it(problem: Problem) -> None:
    """A pin to a main post, for one, says nothing of the posts held beside it."""
    people = [p.id for p in problem.staff[:1]]
    posts = [p.id for p in problem.posts[-1:]]
    scene, eligibility = Scene(problem, people, posts), barred(problem)
    told: dict[tuple[str, str], set[str]] = {
        (s, p.id): set() for s in people for p in problem.posts
    }
    told |= {(s.id, p): set() for s in problem.staff for p in posts}
    for struck in scene.struck.values():
        for pair in scene.pairs(struck.columns):
            told[pair].add(struck.rule.id)
    for (person, post), by in told.items():
        assert by == {g.rule for g in eligibility.reasons(person, post)}
