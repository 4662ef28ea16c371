"""Terms of office counted from article 31's words: clocks, what is due, how grave it is.

A term runs from the day the post was taken, and from earlier when a break was shorter
than a year; full years are full on the anniversary. Five years in a key, high-risk or
leading post are due, ten are a must; eight in one unit are due.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from lungang_models.facts.tenure import Spell
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post

Graded = tuple[str, frozenset[str], frozenset[str]]
"""A rule, the person, and post with grade."""

DUE, MUST, IN_UNIT, STAY, BREAK, RETIRING = 5, 10, 8, 2, 12, 3
"""Years; of a break the months; of retirement the years ahead that excuse."""


def months(since: date, on: date) -> int:
    """Full months from one day to another; a month's last day stands for a missing one."""
    full = (on.year - since.year) * 12 + on.month - since.month
    last = (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return full - (on.day < min(since.day, last.day))


def begun(problem: Problem, person: Person, unit: bool = False) -> date | None:
    """Since when the post of today is held (or its unit worked in), breaks passed over."""
    if person.post is None:
        return None
    home = problem.post[person.post].unit
    mine = [
        s for s in problem.known(Spell)
        if s.person == person.id
        and (
            (s.unit == home or (s.post is not None and problem.post[s.post].unit == home))
            if unit else s.post == person.post
        )
    ]  # fmt: skip
    start = (person.entered_unit if unit else None) or person.entered_post
    if start is None:
        start = max((s.since for s in mine if s.until is None), default=None)
    while start is not None:
        earlier = [
            s for s in mine
            if s.since < start and (s.until is None or months(s.until, start) < BREAK)
        ]  # fmt: skip
        before = [s for s in mine if s.since < start]
        last = max(before, key=lambda s: (s.until or date.max, s.since), default=None)
        if last is None or last not in earlier:
            break
        start = last.since
    return start


def excused(problem: Problem, person: Person) -> bool:
    """Whom no term moves: case, leave to stay, secondment, retirement, other authority."""
    ahead = problem.effect.replace(year=problem.effect.year + RETIRING)
    there = problem.post[person.post].within_authority if person.post else True
    return (
        person.status.value != "在岗"
        or not person.within_authority
        or not there
        or (person.retires is not None and person.retires < ahead)
    )


def _limits(post: Post) -> tuple[int | None, int | None]:
    if post.key or post.high_risk or post.leading.value in ("正职", "副职"):
        return DUE, MUST
    return None, None


def overdue(plan: Plan) -> Iterator[Graded]:
    """Whoever stays beyond a term, with the grade of the risk."""
    problem = plan.problem
    main = {s: problem.post[p] for s, p in sorted(plan.placements, reverse=True)
            if not problem.post[p].concurrent}  # fmt: skip
    for person in problem.staff:
        post = main.get(person.id)
        if post is None or person.post is None:
            continue
        clocks = []
        if post.id == person.post:
            clocks.append((begun(problem, person), *_limits(post)))
        if post.unit == problem.post[person.post].unit:
            clocks.append((begun(problem, person, unit=True), IN_UNIT, None))
        yield from _told(problem, person, post, clocks)


def _told(
    problem: Problem,
    person: Person,
    post: Post,
    clocks: list[tuple[date | None, int | None, int | None]],
) -> Iterator[Graded]:
    """The post's clock before the unit's, which is told besides where a move is a must."""
    who, watched, first = frozenset((person.id,)), post.key or post.high_risk, True
    for since, due, must in clocks:
        if since is None or due is None:
            continue
        served = months(since, problem.effect)
        if served < 12 * due:
            continue
        forced = must is not None and served >= 12 * must
        grade = "较大" if watched else "一般"
        if excused(problem, person):
            if forced:
                grade = "较大"
            if first:  # no excuse makes a stay graver than it is without
                term = must if forced and must else due
                yield _graded("exempt-and-due", who, post, served >= 24 * term, grade)
        elif forced and must is not None:
            yield _graded("tenure-in-post", who, post, served >= 24 * must, "较大")
        else:
            yield _graded("due-and-staying", who, post, served >= 24 * due, grade)
        first = False
        if not forced:
            return


def _graded(
    rule: str, who: frozenset[str], post: Post, twice: bool, grade: str
) -> Graded:
    return rule, who, frozenset((post.id, "重大" if twice else grade))


def too_early(plan: Plan, recused: set[str]) -> Iterator[Graded]:
    """Whoever leaves the post within the shortest stay without having to recuse."""
    problem = plan.problem
    for person in problem.staff:
        since = begun(problem, person)
        main = [p for s, p in sorted(plan.placements)
                if s == person.id and not problem.post[p].concurrent]  # fmt: skip
        if since is None or not main or person.id in recused:
            continue
        if main[0] != person.post and months(since, problem.effect) < 12 * STAY:
            yield "minimum-stay", frozenset((person.id,)), frozenset(main[:1])
