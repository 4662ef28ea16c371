"""Whose term is up under a plan and who stays all the same (article 31(1))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from lungang_models.facts import fact
from lungang_models.facts.tenure import TenureLimits, post_clock, unit_clock
from lungang_models.plan import Plan
from lungang_models.vocabulary import Person, Post
from lungang_models.words import Words

BESIDE = "unit"
"""What marks the unit's clock told beside the post's: of one stay, no second risk."""


class Overstay(NamedTuple):
    """Somebody who stays beyond the term of the post, or of the unit.

    ``where`` says that they hold the post, or work in the unit; ``must`` is the longer
    term, at which they have to leave, and ``forced`` that it is full as well. ``clock``
    is empty for the one clock told of most people, ``BESIDE`` for the unit's beside it.
    """

    person: Person
    post: Post
    where: Words
    since: date
    years: int
    months: int
    must: int | None
    forced: bool
    clock: str


def due(stay: Overstay) -> Words:
    """How the time served stands to the term at which a move is due."""
    return term_words(stay.months, stay.years, Words("应当", "due"))


def overdue(stay: Overstay) -> Words:
    """How the time served stands to the longer term, at which a move is a must."""
    return term_words(stay.months, stay.must or stay.years, Words("必须", "a must"))


def term_words(months: int, years: int, move: Words) -> Words:
    """A term just full, or passed, without telling its length twice.

    >>> term_words(60, 5, Words("应当", "due")).zh
    '达到应当交流的年限'
    >>> term_words(90, 5, Words("应当", "due")).zh
    '超过应当交流的年限（5年）'
    """
    if months // 12 == years:
        return Words(
            f"达到{move.zh}交流的年限", f"the term at which a move is {move.en}"
        )
    return Words(
        f"超过{move.zh}交流的年限（{years}年）",
        f"more than the {years} at which a move is {move.en}",
    )


@fact
def overstays(plan: Plan) -> tuple[Overstay, ...]:
    """One for each person whose clock is up: the post's before the unit's.

    Where the post's clock forces a move, the unit's is told beside it: it would stay
    unsaid. Whether somebody is excused is not asked here: it is the rules' to decide.
    """
    return tuple(_overstays(plan))


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
        told = False
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
                    person, post, where, clock.since, years, months, band.must, forced,
                    BESIDE if told else "",
                )  # fmt: skip
                told = True
                if not forced:
                    break
