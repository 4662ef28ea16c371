"""The bars told of in a subproblem are those that keep the pairs out of the whole question."""

from __future__ import annotations

from hypothesis import given, settings

from lungang.document.impossible_lines import check_of
from lungang.engines.cp_sat import Canceller, CpSatVerdict
from lungang.infeasible.subproblem import Subproblem
from lungang_models.assumed import ASSUMED
from lungang_models.build import barred
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import problems

PLACING = tuple(r for r in rules() if not r.family.about_leave)


@settings(max_examples=60)
@given(problems(*PLACING))
def test_a_pair_is_struck_out_by_just_the_rules_that_bar_it(problem: Problem) -> None:
    """A pin to a main post, for one, says nothing of the posts held beside it."""
    people = [p.id for p in problem.staff[:1]]
    posts = [p.id for p in problem.posts[-1:]]
    subproblem, eligibility = Subproblem(problem, people, posts), barred(problem)
    told: dict[tuple[str, str], set[str]] = {
        (s, p.id): set() for s in people for p in problem.posts
    }
    told |= {(s.id, p): set() for s in problem.staff for p in posts}
    for struck in subproblem.barred.values():
        for pair in subproblem.pairs(struck.columns):
            told[pair].add(struck.rule.id)
    for (person, post), by in told.items():
        assert by == {g.rule for g in eligibility.reasons(person, post)}


@settings(max_examples=40)
@given(problems(*PLACING))
def test_fractions_never_refute_what_whole_numbers_can_keep(problem: Problem) -> None:
    """Nor do they miss anything: where they see nothing, the engine is asked."""
    everybody = [p.id for p in problem.staff]
    subproblem = Subproblem(problem, everybody, ())
    grounds = [*subproblem.by_ground, *subproblem.barred]
    canceller = Canceller()
    for kept in (grounds, grounds[::2], grounds[1::2]):
        slow = subproblem.verdict(kept, 10, canceller)
        quick = subproblem.verdict(kept, 10, canceller, by_vertex=True)
        assert quick is slow and slow in (CpSatVerdict.OPTIMAL, CpSatVerdict.INFEASIBLE)


def test_what_a_question_assumes_has_a_title_in_a_document() -> None:
    assert check_of(ASSUMED.id).title == ASSUMED.title
