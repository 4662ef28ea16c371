"""Who reviews, audits or supervises whose work: lines of control beside those of command."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from lungang_models.facts.command import team
from lungang_models.fault import Fault
from lungang_models.problem import Problem
from lungang_models.vocabulary import Evidence, Leading, PostId, Tables, UnitId, column
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
        for row in rows:
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


def reviews(
    problem: Problem,
) -> tuple[tuple[frozenset[PostId], frozenset[PostId]], ...]:
    """Groups of posts: each of the first reviews the work of each of the second.

    From the sheet of oversight, and from the stages of each process: who carries the
    last one, 监督, reviews who carries another. A chief or deputy does not, unless the
    sheet says so: to lead those whose work one once did is promotion.
    """
    if "reviews" not in problem._facts:
        lines: dict[PostId, set[PostId]] = defaultdict(set)
        for supervisor, post in answering(problem):
            lines[supervisor].add(post)
        groups = [({one}, below) for one, below in sorted(lines.items())]
        last: dict[str, set[PostId]] = defaultdict(set)
        others: dict[str, set[PostId]] = defaultdict(set)
        for carrier in problem.posts:
            for duty in (problem.duty[d] for d in carrier.duties):
                if duty.process and duty.stage != AUDITING:
                    others[duty.process].add(carrier.id)
                elif duty.process and carrier.leading is Leading.NONE:
                    last[duty.process].add(carrier.id)
        groups += [(last[p], others[p]) for p in sorted(last.keys() & others.keys())]
        problem._facts["reviews"] = tuple(
            (frozenset(above), frozenset(below)) for above, below in groups
        )
    found: tuple[tuple[frozenset[PostId], frozenset[PostId]], ...]
    found = problem._facts["reviews"]
    return found


def reviewed_by(problem: Problem, post: PostId) -> frozenset[PostId]:
    """The posts that review the work of a post."""
    if "reviewed by" not in problem._facts:
        numbers: dict[PostId, list[int]] = defaultdict(list)
        for number, (_, below) in enumerate(reviews(problem)):
            for one in below:
                numbers[one].append(number)
        # many posts stand in the same groups: one union serves them all
        problem._facts["reviewed by"] = {p: tuple(n) for p, n in numbers.items()}, {}
    groups_of, unions = problem._facts["reviewed by"]
    groups = groups_of.get(post, ())
    if groups not in unions:
        unions[groups] = frozenset().union(*(reviews(problem)[n][0] for n in groups))
    above: frozenset[PostId] = unions[groups]
    return above - {post} if post in above else above
