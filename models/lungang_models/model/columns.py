"""The 0-1 columns of the placement, and how to find them.

One column stands for each (person, post) pair that no rule strikes out, and one for each
seat that may stand vacant. The seats of a post are told apart only where leave speaks of
them, and then a pair has a column for each seat, if it is not settled: elsewhere a post
of twenty seats would be one question said in twenty ways. The pairs come first, sorted by
person, then post, then seat; the vacancies follow; later floors of the model add theirs
behind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cached_property

import numpy as np

from lungang_models.eligibility import Eligibility, Ints
from lungang_models.vocabulary import Person, Post, PostId, StaffId

Seat = tuple[PostId, int]
"""A post and the number of one of its seats, from 0."""


class Columns:
    """The columns of people in seats and of vacant seats.

    Where placements are ``settled``, only they are edges. The seats of the posts
    ``told_apart`` have columns of their own; of other posts the first stands for all,
    and ``capacity`` says how many each of ``seats`` stands for.
    """

    def __init__(
        self,
        eligibility: Eligibility,
        settled: Collection[tuple[StaffId, PostId]] | None = None,
        told_apart: Collection[PostId] = (),
    ) -> None:
        self.eligibility = eligibility
        self.problem = problem = eligibility.problem
        self._told_apart = frozenset(told_apart)
        self._derived: list[tuple[int, Callable[[Ints], bool]]] = []
        self.seats: list[Seat] = [s for p in problem.posts for s in self.seats_of(p)]
        if settled is None:
            self._open_edges(*eligibility.edges(), settled=False)
        else:
            self._open_edges(*eligibility.pairs(settled), settled=True)
        self.size = len(self.edge_person)
        self.vacant: dict[Seat, int] = {
            (p.id, k): self.column()
            for p in problem.posts
            if p.may_be_vacant
            for k in range(p.seats)
        }
        self.placements = self.size

    def _open_edges(self, people: Ints, posts: Ints, *, settled: bool) -> None:
        """A column for each seat of each pair; the pairs are sorted index arrays.

        Of settled pairs each has one seat: who sits in which changes nothing.
        """
        problem = self.problem
        seats = np.array([len(self.seats_of(p)) for p in problem.posts], np.int64)
        whole = np.array([p.seats for p in problem.posts], np.int64)
        self.capacity: Ints = np.repeat(whole // seats, seats)
        repeat = np.ones_like(posts) if settled or not len(posts) else seats[posts]
        self.edge_person: Ints = np.repeat(people, repeat)
        self.edge_post: Ints = np.repeat(posts, repeat)
        nth = np.arange(len(self.edge_post)) - np.repeat(
            np.cumsum(repeat) - repeat, repeat
        )
        if settled and len(posts):
            nth = _rank(posts) % seats[posts]
        first_seat = np.concatenate([[0], np.cumsum(seats)]).astype(np.int64)
        self.edge_seat: Ints = first_seat[self.edge_post] + nth
        self._person_start = np.searchsorted(
            self.edge_person, np.arange(len(problem.staff) + 1)
        ).tolist()
        self._edge_posts: list[int] = self.edge_post.tolist()
        self._edge_people: list[int] = self.edge_person.tolist()
        concurrent = np.array([p.concurrent for p in problem.posts], bool)
        self._is_concurrent: list[bool] = concurrent[self.edge_post].tolist()

    def column(self) -> int:
        """A new 0-1 column."""
        self.size += 1
        return self.size - 1

    def derived(self, meaning: Callable[[Ints], bool]) -> int:
        """A new column whose value ``meaning`` reads off the others."""
        column = self.column()
        self._derived.append((column, meaning))
        return column

    def seats_of(self, post: Post) -> list[Seat]:
        """The seats of a post; its first stands for all where they are not told apart."""
        return [
            self.seat(post.id, 0),
            *(
                (post.id, k)
                for k in range(1, post.seats)
                if post.id in self._told_apart
            ),
        ]

    def is_one(self, seat: Seat) -> bool:
        """Whether a seat is one place, and does not stand for several."""
        return seat[0] in self._told_apart or self.problem.post[seat[0]].seats == 1

    def seat(self, post: PostId, place: int) -> Seat:
        """The seat that stands for one place of a post, counted from 0."""
        return post, place if post in self._told_apart else 0

    def holds(self, person: Person, posts: Iterable[Post | PostId]) -> list[int]:
        """Columns that are 1 where ``person`` holds one of ``posts``."""
        edges, index = self.edges_of(person), self.eligibility.post_index
        wanted = {index[p.id if isinstance(p, Post) else p] for p in posts}
        if 4 * len(wanted) > len(edges):  # shorter to look through what there is
            return [c for c in edges if self._edge_posts[c] in wanted]
        found = []
        for j in sorted(wanted):
            column = bisect_left(self._edge_posts, j, edges.start, edges.stop)
            while column < edges.stop and self._edge_posts[column] == j:
                found.append(column)
                column += 1
        return found

    def edges_of(self, person: Person) -> range:
        """The placement columns of a person."""
        i = self.eligibility.person_index[person.id]
        return range(self._person_start[i], self._person_start[i + 1])

    @cached_property
    def concurrent_open(self) -> dict[StaffId, list[int]]:
        """The columns of the concurrent posts that people could hold, by person."""
        found: dict[StaffId, list[int]] = {p.id: [] for p in self.problem.staff}
        for column in np.flatnonzero(self._is_concurrent).tolist():
            found[self.person_of(column).id].append(column)
        return found

    def post_at(self, column: int) -> Post:
        """The post of a placement column."""
        return self.problem.posts[self._edge_posts[column]]

    def filled(self, seat: Seat) -> list[int]:
        """Columns of the people who may sit in ``seat``."""
        return self._by_seat.get(seat, [])

    @cached_property
    def _by_seat(self) -> dict[Seat, list[int]]:
        order = np.argsort(self.edge_seat, kind="stable").tolist()
        ends = np.cumsum(np.bincount(self.edge_seat, minlength=len(self.seats)))
        first, found = 0, {}
        for seat, last in zip(self.seats, ends.tolist(), strict=True):
            found[seat] = order[first:last]
            first = last
        return found

    def _held_by(self, post: PostId) -> dict[int, list[int]]:
        """The columns of a post by who may hold it (by index)."""
        found: dict[int, list[int]] = defaultdict(list)
        for seat in self.seats_of(self.problem.post[post]):
            for column in self.filled(seat):
                found[self._edge_people[column]].append(column)
        return found

    def seat_of(self, column: int) -> Seat:
        """The seat of a placement column."""
        return self.seats[int(self.edge_seat[column])]

    def person_of(self, column: int) -> Person:
        """The person of a placement column."""
        return self.problem.staff[self._edge_people[column]]

    def _split(self, columns: list[int]) -> list[list[int]]:
        """Main posts together (a person has one), each concurrent post by itself."""
        mains = [c for c in columns if not self._is_concurrent[c]]
        others = [[c] for c in columns if self._is_concurrent[c]]
        return [mains, *others] if mains else others


def _rank(posts: Ints) -> Ints:
    """For each entry how many before it are the same."""
    order = np.argsort(posts, kind="stable")
    first = np.searchsorted(posts[order], posts[order], side="left")
    rank = np.empty_like(posts)
    rank[order] = np.arange(len(posts)) - first
    return rank
