"""What is answered: who holds which post, and who goes on leave when, covered by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post, PostId, StaffId


@dataclass(frozen=True, order=True)
class Leave:
    """A mandatory leave that the plan shows to be possible (article 38).

    ``window`` counts from 1; ``covers`` names the acting holder of each post that
    must not stand empty while ``person`` is away.
    """

    person: StaffId
    window: int
    covers: tuple[tuple[PostId, StaffId], ...]


@dataclass(frozen=True)
class Plan:
    """Placements (staff id, post id), main and concurrent, and the leaves."""

    problem: Problem
    placements: frozenset[tuple[StaffId, PostId]]
    leaves: tuple[Leave, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "leaves", tuple(sorted(self.leaves)))

    def posts_of(self, person: Person, window: int | None = None) -> tuple[Post, ...]:
        """The posts a person holds, and with ``window`` those they act in during it.

        Leave does not end a holding: one away still holds the post they left.
        """
        held = self._posts.get(person.id, ())
        if window is None:
            return held
        acting = self._acting[window].get(person.id, [])
        return (*held, *(self.problem.post[p] for p in acting))

    def holders_of(self, post: Post, window: int | None = None) -> tuple[Person, ...]:
        """Who holds a post, and with ``window`` also who acts in it during it."""
        held = self._holders.get(post.id, ())
        if window is None:
            return held
        acting = self._acting[window].items()
        return (*held, *(self.problem.person[s] for s, q in acting if post.id in q))

    def main_post(self, person: Person) -> Post | None:
        """The main post of a person; the first by id if a broken plan gives several."""
        return self._mains.get(person.id)

    def moved(self, person: Person) -> bool:
        """Whether a person leaves the main post held today."""
        main = self.main_post(person)
        return (main.id if main else None) != person.post

    @property
    def moves(self) -> int:
        """How many people change their main post."""
        return sum(self.moved(p) for p in self.problem.staff)

    @property
    def moments(self) -> tuple[int | None, ...]:
        """Ordinary days (``None``), then every window in which somebody is on leave."""
        return (None, *sorted({leave.window for leave in self.leaves}))

    def moments_of(self, *people: Person) -> tuple[int | None, ...]:
        """Ordinary days, then every window in which one of ``people`` covers for somebody.

        Only then do the posts they sit in differ from those of ordinary days.
        """
        windows = {w for p in people for w in self._covering.get(p.id, ())}
        return (None, *sorted(windows))

    @cached_property
    def _covering(self) -> dict[StaffId, set[int]]:
        found: dict[StaffId, set[int]] = defaultdict(set)
        for leave in self.leaves:
            for _, cover in leave.covers:
                found[cover].add(leave.window)
        return dict(found)

    @cached_property
    def _facts(self) -> dict[Hashable, Any]:
        """What was derived of the plan once and is kept with it."""
        return {}

    @cached_property
    def _posts(self) -> dict[StaffId, tuple[Post, ...]]:
        found: dict[StaffId, list[Post]] = defaultdict(list)
        for person, post in sorted(self.placements):
            found[person].append(self.problem.post[post])
        return {person: tuple(posts) for person, posts in found.items()}

    @cached_property
    def _mains(self) -> dict[StaffId, Post]:
        first = reversed([(s, p) for s, posts in self._posts.items() for p in posts])
        return {s: p for s, p in first if not p.concurrent}

    @cached_property
    def _holders(self) -> dict[PostId, tuple[Person, ...]]:
        found: dict[PostId, list[Person]] = defaultdict(list)
        for person, post in sorted(self.placements):
            found[post].append(self.problem.person[person])
        return {post: tuple(people) for post, people in found.items()}

    @cached_property
    def _acting(self) -> defaultdict[int | None, dict[StaffId, list[PostId]]]:
        acting: defaultdict[int | None, dict[StaffId, list[PostId]]]
        acting = defaultdict(lambda: defaultdict(list))
        for leave in self.leaves:
            for post, cover in leave.covers:
                acting[leave.window][cover].append(post)
        return acting


def today(problem: Problem) -> Plan:
    """The state of the organisation as it stands: the baseline of every comparison.

    It is kept with the problem, as facts are, and so is what is found in it.
    """
    if today not in problem._facts:
        held = {(p.id, p.post) for p in problem.staff if p.post is not None}
        held |= {(p.id, c) for p in problem.staff for c in p.concurrent}
        problem._facts[today] = Plan(problem, frozenset(held))
    kept: Plan = problem._facts[today]
    return kept
