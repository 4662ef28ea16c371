"""Whose term is up under a plan and who stays all the same (article 31(1))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from lungang_models.facts.exempt import reason_to_stay
from lungang_models.facts.tenure import TenureLimits, post_clock, unit_clock
from lungang_models.plan import Plan
from lungang_models.vocabulary import Person, Post
from lungang_models.words import Words


class Overstay(NamedTuple):
    """Somebody who stays beyond the term of his post, or else of his unit.

    ``where`` says that he holds the post, or works in the unit; ``forced`` that the
    longer term, at which he must leave, is full as well.
    """

    person: Person
    post: Post
    where: Words
    since: date
    years: int
    months: int
    forced: bool
    excuse: Words | None


def overstays(plan: Plan) -> tuple[Overstay, ...]:
    """One for each person whose clock is up: the post's before the unit's.

    Found once for a plan.
    """
    if "overstays" not in plan._facts:
        plan._facts["overstays"] = tuple(_overstays(plan))
    known: tuple[Overstay, ...] = plan._facts["overstays"]
    return known


def _overstays(plan: Plan) -> Iterator[Overstay]:
    problem = plan.problem
    limits = problem.policy(TenureLimits)
    for person in problem.staff:
        post = plan.main_post(person)
        if post is None or person.post is None:
            continue
        clocks = []
        if post.id == person.post:
            held = Words(f"任{post}", f"in {post}")
            clocks.append((held, post_clock(problem, person), limits.of(post)))
        if post.unit == problem.post[person.post].unit:
            name = problem.unit[post.unit]
            works = Words(f"在{name}工作", f"in {name}")
            clocks.append((works, unit_clock(problem, person), limits.unit))
        for where, clock, band in clocks:
            years = band.due or band.must
            months = clock.months(problem.effect)
            if years is None or clock.since is None or months is None:
                continue
            if clock.reached(years, problem.effect):
                forced = band.must is not None and clock.reached(
                    band.must, problem.effect
                )
                yield Overstay(
                    person, post, where, clock.since, years, months, forced,
                    reason_to_stay(problem, person),
                )  # fmt: skip
                break
