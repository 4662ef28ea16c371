"""Matters a person keeps out of in the new post: recusal on duty (article 21(3))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lungang_models.facts.business import FamilyBusiness, same_industry
from lungang_models.facts.career import held_today
from lungang_models.facts.charge import trades_under
from lungang_models.facts.duties import clashes
from lungang_models.facts.kinship import recusing
from lungang_models.facts.outside import OutsideTie
from lungang_models.facts.oversight import reviewed_by
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post, StaffId, Term
from lungang_models.words import Words


class Cause(Term):
    """Why a matter is to be avoided."""

    KIN = "亲属"
    BUSINESS = "亲属经商"
    OUTSIDE = "本人社会任职"
    FORMER_POST = "原岗位经办"


class Matter(NamedTuple):
    """One kind of matter that a person, in a post, leaves to others."""

    person: Person
    post: Post
    ground: Cause
    says: Words


def matters(plan: Plan, person: Person) -> Iterator[Matter]:
    """What a person avoids in each post taken up anew; nothing for one who stays.

    Kin on the staff: where the new post meets theirs in one process, reviews it or
    carries a sensitive function. Businesses of the family, and the person's own ties,
    in an industry that the new unit supervises. What the former post did, where the
    new one meets it.
    """
    problem = plan.problem
    for post in plan.posts_of(person):
        if post.id not in held_today(person):
            yield from _of_kin(plan, person, post)
            yield from _of_business(problem, person, post)
            yield from _of_former_posts(problem, person, post)


def _of_kin(plan: Plan, person: Person, post: Post) -> Iterator[Matter]:
    problem = plan.problem
    kin = {
        (b if a == person.id else a): tie
        for a, b, tie in recusing(problem)
        if person.id in (a, b)
    }
    for other, tie in sorted(kin.items(), key=lambda item: item[0]):
        relative = problem.person[StaffId(other)]
        theirs = plan.posts_of(relative)
        if post.functions or any(_meets(problem, post, p) for p in theirs):
            names = "、".join(p.name for p in theirs) or "—"
            yield Matter(
                person,
                post,
                Cause.KIN,
                Words(
                    f"涉及{relative}（{tie.category.words.zh}，{names}）本人或其经办的事项",
                    f"whatever concerns {relative} ({tie.category.words.en}, {names}) "
                    "or passes through those hands",
                ),
            )


def _of_business(problem: Problem, person: Person, post: Post) -> Iterator[Matter]:
    supervised = trades_under(problem, post)
    for row in problem.known(FamilyBusiness):
        over = row.until is not None and row.until < problem.effect
        if row.person != person.id or over:
            continue
        if same_industry(row.industry, supervised):
            yield Matter(
                person,
                post,
                Cause.BUSINESS,
                Words(
                    f"涉及{row.owner.words.zh}经营的{row.entity}的事项",
                    f"whatever concerns {row.entity}, run by the {row.owner.words.en}",
                ),
            )
    for tie in problem.known(OutsideTie):
        near = tie.supplier or same_industry(tie.industry, supervised)
        if tie.person == person.id and tie.lasts(problem.effect) and near:
            yield Matter(
                person,
                post,
                Cause.OUTSIDE,
                Words(
                    f"涉及{tie.entity}（本人{tie.capacity.words.zh}）的事项",
                    f"whatever concerns {tie.entity} (own tie: {tie.capacity.words.en})",
                ),
            )


def _of_former_posts(problem: Problem, person: Person, post: Post) -> Iterator[Matter]:
    for former in sorted(held_today(person)):
        old = problem.post[former]
        if _meets(problem, post, old):
            yield Matter(
                person,
                post,
                Cause.FORMER_POST,
                Words(
                    f"本人在{old}经办的事项，不作复核、检查",
                    f"no review of what was done in {old}",
                ),
            )


def _meets(problem: Problem, post: Post, other: Post) -> bool:
    """Whether one post checks the other, or their duties must stay apart."""
    return (
        post.id in reviewed_by(problem, other.id)
        or other.id in reviewed_by(problem, post.id)
        or bool(clashes(problem, post, other))
    )
