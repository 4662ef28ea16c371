"""Who reviews, audits or supervises whose work: lines of control beside those of command."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from lungang_models.facts import fact
from lungang_models.facts.command import team
from lungang_models.fault import Fault
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Evidence,
    Leading,
    Post,
    PostId,
    Tables,
    UnitId,
    column,
)
from lungang_models.words import Words


class Oversight(Evidence):
    """One post that supervises another post, or a whole unit."""

    sheet = Words("监督关系", "oversight")
    supervisor: PostId = column("监督岗位", "supervising post")
    post: PostId | None = column("被监督岗位", "supervised post", default=None)
    unit: UnitId | None = column("被监督单位", "supervised unit", default=None)
    matter: str = column("监督事项", "matter", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        over = {(r.supervisor, p) for r in rows for p in _supervised(r, tables)}
        for row in rows:
            field = "post" if row.post is not None else "unit"
            below = _supervised(row, tables) - {row.supervisor}
            back = sorted(p for p in below if (p, row.supervisor) in over)
            if back:
                yield row.doubt(
                    "oversight-mutual", field,
                    Words(f"{row.supervisor}与{back[0]}互相监督，两岗之间不得互换任职",
                          f"{row.supervisor} and {back[0]} supervise each other"),
                    Words("核对谁监督谁，只留一行", "check who supervises whom; keep one"),
                )  # fmt: skip
            above = sorted(below & _above_in_line(row, tables))
            if above:
                yield row.doubt(
                    "oversight-of-superior", field,
                    Words(f"{above[0]}是{row.supervisor}的上级，却由其监督",
                          f"{row.supervisor} reports to {above[0]} and supervises it"),
                    Words("核对监督岗位与被监督岗位、单位是否写反",
                          "check whether who supervises and who is supervised are swapped"),
                )  # fmt: skip
            if (row.post is None) is (row.unit is None):
                yield row.fault(
                    "oversight-target",
                    "post",
                    Words(
                        "被监督岗位与被监督单位须填且只填一项",
                        "name a supervised post or a unit, not both",
                    ),
                    Words("补填或删去其中一项", "fill in or clear one of the two"),
                )
            if row.post == row.supervisor:
                yield row.fault(
                    "oversight-of-itself",
                    "post",
                    Words("岗位监督自身", "a post that supervises itself"),
                    Words("改正其中一项", "mend one of the two"),
                )


def _supervised(row: Oversight, tables: Tables) -> set[PostId]:
    """The post that a row names, or the posts of its unit."""
    here = {p.id for p in tables.of(Post) if p.unit == row.unit} if row.unit else set()
    return here | {row.post} if row.post is not None else here


def _above_in_line(row: Oversight, tables: Tables) -> set[PostId]:
    """The posts that the supervising post reports to, near and far, and who leads its unit."""
    found: set[PostId] = set()
    first = here = tables.post.get(row.supervisor)
    while here is not None and here.reports_to and here.reports_to not in found:
        found.add(here.reports_to)
        here = tables.post.get(here.reports_to)
    if first is not None and first.leading is Leading.NONE:
        found |= {
            p.id for p in tables.of(Post)
            if p.unit == first.unit and p.leading is not Leading.NONE
        }  # fmt: skip
    return found


def answering(problem: Problem) -> tuple[tuple[PostId, PostId], ...]:
    """Each supervising post with each post that answers to it.

    For a supervised unit its leadership answers, or every post where it has none.
    """
    pairs: set[tuple[PostId, PostId]] = set()
    for row in problem.known(Oversight):
        if row.post is not None:
            pairs.add((row.supervisor, row.post))
        if row.unit is not None:
            heads = team(problem, row.unit) or problem.posts_of_unit[row.unit]
            pairs.update((row.supervisor, p.id) for p in heads)
    return tuple(sorted(p for p in pairs if p[0] != p[1]))


AUDITING = "监督"
"""The stage of a process that looks at what was done in its other stages."""


class Review(NamedTuple):
    """Each post of ``above`` reviews the work of each of ``below``; ``why`` says whence."""

    above: frozenset[PostId]
    below: frozenset[PostId]
    why: Words


_RECORDED = Words("监督关系表载明", "recorded on the sheet of oversight")


@fact
def reviews(problem: Problem) -> tuple[Review, ...]:
    """Who reviews whose work, each group with its ground.

    From the sheet of oversight, a unit's work being that of all of its posts; and from
    the stages of a process where the posts sit in one unit, or one reports to the other:
    who carries the last stage, 监督, reviews who carries another. That two posts far
    apart carry stages of one process makes nobody anybody's supervisor. A chief or deputy
    does not review by a stage alone: to lead those whose work one once did is promotion.
    """
    lines: dict[PostId, set[PostId]] = defaultdict(set)
    for supervisor, post in answering(problem):
        lines[supervisor].add(post)
    for row in problem.known(Oversight):
        if row.unit is not None:  # whoever works there has a part in what is reviewed
            lines[row.supervisor] |= {p.id for p in problem.posts_of_unit[row.unit]}
    found = [
        Review(frozenset({one}), frozenset(below - {one}), _RECORDED)
        for one, below in sorted(lines.items())
    ]
    return (*found, *_by_stage(problem))


def _by_stage(problem: Problem) -> Iterator[Review]:
    last: dict[str, list[Post]] = defaultdict(list)
    others: dict[str, list[Post]] = defaultdict(list)
    for carrier in problem.posts:
        for duty in (problem.duty[d] for d in carrier.duties):
            if duty.process and duty.stage != AUDITING:
                others[duty.process].append(carrier)
            elif duty.process and carrier.leading is Leading.NONE:
                last[duty.process].append(carrier)
    for process in sorted(last.keys() & others.keys()):
        upper, lower = _by_unit(last[process]), _by_unit(others[process])
        for unit in sorted(upper.keys() & lower.keys()):
            why = Words(
                f"同在{problem.unit[unit]}，承担流程“{process}”的监督环节",
                f"both in {problem.unit[unit]}; it carries the audit stage of {process}",
            )
            yield Review(frozenset(upper[unit]), frozenset(lower[unit]), why)
        why = Words(
            f"在同一报告关系中，承担流程“{process}”的监督环节",
            f"in one reporting line; it carries the audit stage of {process}",
        )
        place: dict[PostId, set[int]] = defaultdict(set)
        reporting: dict[PostId, set[int]] = defaultdict(set)
        for number, q in enumerate(others[process]):
            place[q.id].add(number)
            for chief in _reports_to(problem, q):
                reporting[chief].add(number)
        for p in last[process]:
            line = (place[q] for q in _reports_to(problem, p) if q in place)
            for q in (others[process][n] for n in sorted(reporting[p.id].union(*line))):
                if p.unit != q.unit:
                    yield Review(frozenset({p.id}), frozenset({q.id}), why)


def _by_unit(posts: Iterable[Post]) -> dict[UnitId, set[PostId]]:
    found: dict[UnitId, set[PostId]] = defaultdict(set)
    for post in posts:
        found[post.unit].add(post.id)
    return found


def _reports_to(problem: Problem, post: Post) -> set[PostId]:
    """The posts above one by the column 报告对象, near and far."""
    found: set[PostId] = set()
    while post.reports_to is not None:
        found.add(post.reports_to)
        post = problem.post[post.reports_to]
    return found


def review_of(problem: Problem, upper: PostId, lower: PostId) -> Words | None:
    """Why one post reviews the work of another; ``None`` where it does not."""
    if upper == lower:
        return None
    return next((r.why for r in reviews_of(problem, lower) if upper in r.above), None)


def reviews_of(problem: Problem, post: PostId) -> tuple[Review, ...]:
    """The reviews of the work of a post, in the order of all."""
    every = reviews(problem)
    return tuple(every[n] for n in _groups_below(problem).get(post, ()))


def reviewed_by(problem: Problem, post: PostId) -> frozenset[PostId]:
    """The posts that review the work of a post."""
    above = _above(problem, _groups_below(problem).get(post, ()))
    return above - {post} if post in above else above


@fact
def _groups_below(problem: Problem) -> dict[PostId, tuple[int, ...]]:
    """By post the reviews in which its work is reviewed."""
    numbers: dict[PostId, list[int]] = defaultdict(list)
    for number, group in enumerate(reviews(problem)):
        for one in group.below:
            numbers[one].append(number)
    return {p: tuple(n) for p, n in numbers.items()}


@fact
def _above(problem: Problem, groups: tuple[int, ...]) -> frozenset[PostId]:
    """Who reviews in some groups: many posts stand in the same, and share the answer."""
    every = reviews(problem)
    return frozenset().union(*(every[n].above for n in groups))
