"""The columns of mandatory leave, and which seats may cover for which.

``on_leave`` says that the holder of a seat is on leave in a window; ``covers`` that the
holder of one seat acts in another in a window; ``may_cover`` that they do so in at least
one window; ``concurrent_with`` that a concurrent post is held together with a main seat.
Of a post whose seats are not told apart one seat covers for all of its holders, and
a leave is that of any of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from lungang_models.eligibility import Eligibility, LeaveLayout
from lungang_models.model.columns import Seat
from lungang_models.model.statements import DEFINITION, Statements
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post, PostId, StaffId

MANY = 4
"""A post of so many seats is one column a person in the year; fewer are told apart, for
then the year is the sharper.

With windows all seats are told apart. Duties, kin and qualifications bind whoever acts,
so it must be known which of the holders acts where and when; a seat names its one holder.
Naming the person instead takes a column for each who could act, in each window: 127,483
columns for the sample bureau, against 13,251."""


def _named(problem: Problem, layout: LeaveLayout) -> set[PostId]:
    """The posts whose seats leave speaks of: who leaves, who covers, who sits beside."""
    beside = [p for p in problem.posts if p.concurrent]
    hosts = [q.id for p in beside for q in problem.main_posts_for(p)]
    sources = [source for some in layout.covers.values() for source in some]
    own = {
        p for p in (*layout.covers, *sources)
        if not layout.alike or problem.post[p].seats < MANY
    }  # fmt: skip
    return {*own, *(p.id for p in beside), *hosts}


class LeaveColumns(Statements):
    """The placement's columns, and those of the mandatory leave laid out, if any."""

    def __init__(
        self,
        eligibility: Eligibility,
        leave: LeaveLayout | None = None,
        settled: Collection[tuple[StaffId, PostId]] | None = None,
    ) -> None:
        super().__init__(
            eligibility, settled, _named(eligibility.problem, leave) if leave else ()
        )
        self.leave = leave
        self.on_leave: dict[tuple[Seat, int], int] = {}
        self.covers: dict[tuple[Seat, Seat, int], int] = {}
        self.may_cover: dict[tuple[Seat, Seat], int] = {}
        self.concurrent_with: dict[tuple[Seat, Seat], int] = {}
        if leave is not None:
            self._open_leave(leave)

    def _open_leave(self, layout: LeaveLayout) -> None:
        post = self.problem.post
        for window in range(1, layout.windows + 1):
            for away in layout.covers:
                if post[away].concurrent:
                    continue
                for place in range(post[away].seats):
                    self.on_leave[(away, place), window] = self.column()
        for target, sources in layout.covers.items():
            for seat in ((target, k) for k in range(post[target].seats)):
                for source in (s for r in sources for s in self.seats_of(post[r])):
                    if source == seat and self.is_one(seat):
                        continue
                    self.may_cover[seat, source] = self.column()
                    for window in range(1, layout.windows + 1):
                        self.covers[seat, source, window] = self.column()
        self._open_concurrent()
        self._define_concurrent()

    def _open_concurrent(self) -> None:
        """``concurrent_with`` says which seat the holder of a concurrent post sits in."""
        for post in (p for p in self.problem.posts if p.concurrent):
            for seat in self.seats_of(post):
                for host in (
                    h
                    for q in self.problem.main_posts_for(post)
                    for h in self.seats_of(q)
                ):
                    self.concurrent_with[seat, host] = self.column()

    def _define_concurrent(self) -> None:
        """Together just when one person holds both; who cannot hold both needs no row."""
        for (seat, host), together in self.concurrent_with.items():
            sits = {self._edge_people[c]: c for c in self.filled(host)}
            both = [
                (held, sits[self._edge_people[held]])
                for held in self.filled(seat)
                if self._edge_people[held] in sits
            ]
            holders = [(together, 1), *((held, -1) for held, _ in both)]
            self.linear(holders, DEFINITION, high=0)
            for held, here in both:
                main = [(together, 1), (held, 1), (here, -1)]
                self.linear(main, DEFINITION, high=1)
                self.linear([(held, 1), (here, 1), (together, -1)], DEFINITION, high=1)

    def acting_in(self, seat: Seat, window: int) -> list[int]:
        """Columns of all who may act in ``seat`` in a window."""
        return self._acting.get((seat, window), [])

    @cached_property
    def _acting(self) -> dict[tuple[Seat, int], list[int]]:
        found: dict[tuple[Seat, int], list[int]] = defaultdict(list)
        for (seat, _source, window), column in self.covers.items():
            found[seat, window].append(column)
        return dict(found)

    def concurrent_at(self, host: Seat) -> dict[PostId, list[int]]:
        """Columns saying that a concurrent post is held beside the seat ``host``."""
        return self._concurrent_at.get(host, {})

    @cached_property
    def _concurrent_at(self) -> dict[Seat, dict[PostId, list[int]]]:
        found: dict[Seat, dict[PostId, list[int]]] = {}
        for (seat, host), column in self.concurrent_with.items():
            found.setdefault(host, {}).setdefault(seat[0], []).append(column)
        return found

    @cached_property
    def _targets(self) -> dict[Seat, list[Seat]]:
        found: dict[Seat, list[Seat]] = defaultdict(list)
        for target, source in self.may_cover:
            found[source].append(target)
        return dict(found)

    @cached_property
    def _may_cover_of(self) -> dict[PostId, list[tuple[Seat, Seat]]]:
        found: dict[PostId, list[tuple[Seat, Seat]]] = defaultdict(list)
        for target, source in self.may_cover:
            found[target[0]].append((target, source))
        return dict(found)

    def could_sit(self, person: Person) -> set[PostId]:
        """The posts a person could hold, or act in, in some plan."""
        mine = {self.seat_of(e) for e in self.edges_of(person)}
        return {s[0] for s in mine} | {
            t[0] for s in mine for t in self._targets.get(s, [])
        }

    @cached_property
    def together(self) -> dict[PostId, set[PostId]]:
        """For each post those that one person could ever sit in at the same time."""
        found: dict[PostId, set[PostId]] = {p.id: set() for p in self.problem.posts}
        for target, source in self.may_cover:
            found[target[0]] |= {source[0], *self.concurrent_at(source)}
        for concurrent, host in self.concurrent_with:
            found[concurrent[0]].add(host[0])
        for post in (p for p in self.problem.posts if p.concurrent):
            found[post.id] |= self._sits_with(post)
        for one, others in [*found.items()]:
            others.discard(one)
            for other in others:
                found[other].add(one)
        return found

    def _sits_with(self, concurrent: Post) -> set[PostId]:
        """The posts that somebody who may hold ``concurrent`` could hold as well."""
        posts: set[int] = set()
        for person in self._held_by(concurrent.id):
            first, last = self._person_start[person], self._person_start[person + 1]
            posts.update(self._edge_posts[first:last])
        return {self.problem.posts[j].id for j in posts}
