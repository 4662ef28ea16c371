"""Who must leave a post held today because a recusal demands it (articles 21, 31(3)).

Asked of the adopted rules themselves, twice: the planner's half what they bar and keep
apart, the auditor's what they find if nobody moved. A relative somewhere in the organ is
no reason to leave; only a post that may not be kept is.
"""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.eligibility import Eligibility
from lungang_models.facts import fact
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import today
from lungang_models.problem import Problem
from lungang_models.rule import Rule, waived
from lungang_models.rules import binding
from lungang_models.vocabulary import PostId, StaffId


@fact
def barred_from_today(problem: Problem) -> frozenset[StaffId]:
    """The planner's: whom the rules of recusal would bar or part where they sit."""
    held: set[tuple[StaffId, PostId]] = {
        (person.id, post)
        for person in problem.staff
        for post in (person.post, *person.concurrent)
        if post is not None
    }
    single, apart = Eligibility(problem), Model(Eligibility(problem), settled=held)
    for rule in _of_recusal(problem):
        rule.bar(single)
        if rule.keeps_apart:
            rule.constrain(apart)
    people, posts = single.pairs(held)
    barred = {
        problem.staff[person].id
        for person, post in zip(people.tolist(), posts.tolist(), strict=True)
        if any(
            single.closes(single.bars[bar], post)
            for bar in single.bars_of.get(person, ())
        )
    }
    return frozenset(barred | {who for pair in apart.pairs_apart() for who in pair})


@fact
def found_today(problem: Problem) -> frozenset[StaffId]:
    """The auditor's: who stands in an unwaived breach of recusal if nobody moves."""
    unmoved = today(problem)
    found = (f for rule in _of_recusal(problem) for f in rule.audit(unmoved))
    return frozenset(
        who
        for finding in waived(found, problem.waivers())
        if finding.breach
        for who in finding.staff
    )


def _of_recusal(problem: Problem) -> Iterator[Rule]:
    """The rules of recusal in force that judge where single people, or two kin, sit."""
    for rule in binding(problem.pack):
        recuses = rule.family is RECUSAL
        if recuses and (rule.keeps_apart or type(rule).bar is not Rule.bar):
            yield rule
