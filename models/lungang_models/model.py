"""The placement model, spoken in the words of the trade and kept as data.

Rules state rows through :class:`Model`: who may not sit where while somebody else sits
there, how many may be away, what a move costs. Nothing here knows a solver: ``compile``
gives the rows as arrays (``rows.Rows``), which every engine and the certificate read.

Columns are 0-1: one per surviving (person, seat) pair, one per seat that may stand
vacant, and, where mandatory leave is planned, ``away`` (the holder of a seat is on leave
in a window), ``acts`` (the holder of one seat acts in another in a window), ``lends``
(ever does so) and ``beside`` (a concurrent post is held beside a seat).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product

import numpy as np
import numpy.typing as npt

from lungang_models.eligibility import Eligibility, Ints, LeaveLayout
from lungang_models.plan import Leave, Plan
from lungang_models.rows import FREE, Family, Rows
from lungang_models.rule import Ground, Objective, Tier
from lungang_models.stated import Stated
from lungang_models.vocabulary import Person, Post, PostId, StaffId
from lungang_models.waiver import Waiver
from lungang_models.words import Words

Seat = tuple[PostId, int]

DEFINITION = Ground("definition", (), (), Words("定义", "definition"))
"""The ground of rows that only give a column its meaning; never to blame."""


@dataclass(frozen=True)
class _Apart:
    """Two people who may not sit in certain posts at the same time."""

    a: Person
    a_posts: set[PostId]
    b: Person
    b_posts: set[PostId]
    because: Ground

    def mirrored(self) -> _Apart:
        """The same, said from the other side."""
        return _Apart(self.b, self.b_posts, self.a, self.a_posts, self.because)

    def unwaived(self, waivers: Iterable[Waiver]) -> Iterator[_Apart]:
        """What is left to state: pair by pair where a waiver speaks of the two."""
        people = {self.a.id, self.b.id}
        mine = [
            w for w in waivers if w.rule == self.because.rule and set(w.staff) == people
        ]
        if not mine:
            yield self
            return
        for p in sorted(self.a_posts):
            for q in sorted(self.b_posts):
                if not any(not w.posts or {p, q} <= set(w.posts) for w in mine):
                    yield _Apart(self.a, {p}, self.b, {q}, self.because)


class Model:
    """Rows and prices in the making.

    ``leave`` lays out the mandatory leave to be planned, if any; where placements are
    ``settled``, only they are edges.
    """

    def __init__(
        self,
        eligibility: Eligibility,
        leave: LeaveLayout | None = None,
        settled: Collection[tuple[StaffId, PostId]] | None = None,
    ) -> None:
        self.eligibility = eligibility
        self.leave = leave
        self.problem = problem = eligibility.problem
        self._waivers = problem.waivers()
        self._waivers_of: dict[str, list[Waiver]] = defaultdict(list)
        for waiver in self._waivers:
            self._waivers_of[waiver.rule].append(waiver)
        self._families: list[Family] = []
        self._single = Stated()
        self._overall = Stated()
        self._persons_acting: dict[
            tuple[StaffId, frozenset[tuple[Seat, Seat]]], list[int]
        ] = {}
        self._derived: list[tuple[int, Callable[[Ints], bool]]] = []
        self._prices: list[tuple[Tier, Ints, Ints]] = []
        self._apart: list[_Apart] = []
        self._never_all: dict[tuple[str, tuple[PostId, ...]], Ground] = {}

        people, posts = (
            eligibility.edges() if settled is None else eligibility.pairs(settled)
        )
        seats = np.array([p.seats for p in problem.posts], dtype=np.int64)
        repeat = seats[posts] if len(posts) else posts
        self.edge_person: Ints = np.repeat(people, repeat)
        self.edge_post: Ints = np.repeat(posts, repeat)
        nth = np.arange(len(self.edge_post)) - np.repeat(
            np.cumsum(repeat) - repeat, repeat
        )
        self._seat_start: Ints = np.concatenate([[0], np.cumsum(seats)]).astype(
            np.int64
        )
        self.edge_seat: Ints = self._seat_start[self.edge_post] + nth
        self._person_start = np.searchsorted(
            self.edge_person, np.arange(len(problem.staff) + 1)
        ).tolist()
        self._edge_posts: list[int] = self.edge_post.tolist()
        self._edge_people: list[int] = self.edge_person.tolist()
        beside = np.array([p.concurrent for p in problem.posts], bool)
        self._is_beside: list[bool] = beside[self.edge_post].tolist()
        self.size = len(self.edge_person)
        self.seats: list[Seat] = [
            (p.id, k) for p in problem.posts for k in range(p.seats)
        ]
        self.vacant: dict[Seat, int] = {
            (p.id, k): self.column()
            for p in problem.posts
            if p.may_be_vacant
            for k in range(p.seats)
        }
        self.placements = self.size
        self.away: dict[tuple[Seat, int], int] = {}
        self.acts: dict[tuple[Seat, Seat, int], int] = {}
        self.lends: dict[tuple[Seat, Seat], int] = {}
        self.beside: dict[tuple[Seat, Seat], int] = {}
        if leave is not None:
            self._open_leave(leave)

    # -- columns ---------------------------------------------------------------

    def column(self) -> int:
        """A new 0-1 column."""
        self.size += 1
        return self.size - 1

    def seats_of(self, post: Post) -> list[Seat]:
        """The seats of a post."""
        return [(post.id, k) for k in range(post.seats)]

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
    def besides_open(self) -> dict[StaffId, list[int]]:
        """The columns of the concurrent posts that people could hold, by person."""
        found: dict[StaffId, list[int]] = {p.id: [] for p in self.problem.staff}
        for column in np.flatnonzero(self._is_beside).tolist():
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

    def seat_of(self, column: int) -> Seat:
        """The seat of a placement column."""
        return self.seats[int(self.edge_seat[column])]

    def person_of(self, column: int) -> Person:
        """The person of a placement column."""
        return self.problem.staff[self._edge_people[column]]

    # -- statements ------------------------------------------------------------

    def at_most(self, n: int, columns: Iterable[int], because: Ground) -> None:
        """No more than ``n`` of ``columns``."""
        columns = list(columns)
        if len(set(columns)) < len(columns):
            self.linear([(c, 1) for c in columns], because, high=n)
        elif not self._is_waived(because):
            self._single.at_most(n, columns, because)

    def at_least(self, n: int, columns: Iterable[int], because: Ground) -> None:
        """No fewer than ``n`` of ``columns``."""
        self.linear([(c, 1) for c in columns], because, low=n)

    def exactly(self, n: int, columns: Iterable[int], because: Ground) -> None:
        """Just ``n`` of ``columns``."""
        self.linear([(c, 1) for c in columns], because, low=n, high=n)

    def linear(
        self,
        terms: Iterable[tuple[int, int]],
        because: Ground,
        *,
        low: int = -FREE,
        high: int = FREE,
    ) -> None:
        """``low ≤ Σ coefficient · column ≤ high``; a column may stand in it twice.

        Nothing is stated where a waiver in force covers the ground.
        """
        if not self._is_waived(because):
            self._single.linear(terms, low, high, because)

    def overall(
        self, terms: Iterable[tuple[int, int]], because: Ground, low: int
    ) -> None:
        """``low ≤ Σ coefficient · column`` over the whole organisation.

        Such a row ties together what is otherwise apart, so it is kept by itself.
        """
        if not self._is_waived(because):
            self._overall.linear(terms, low, FREE, because)

    def bulk(
        self,
        keys: Ints,
        columns: Ints,
        low: Ints | int,
        high: Ints | int,
        because: Callable[[int], Ground],
        values: Ints | int = 1,
    ) -> None:
        """Many rows at once: ``columns`` grouped by ``keys``, the numbers of the rows.

        ``values`` are the coefficients. ``low`` and ``high`` are the bounds of the rows
        0…n-1, with columns or without; or one bound each for all rows that have any.
        Rows whose ground is waived are left out.
        """
        if isinstance(low, np.ndarray):
            numbers = np.arange(len(low))
        else:
            numbers, keys = np.unique(keys, return_inverse=True)
        order = np.argsort(keys, kind="stable")
        low, high = (np.broadcast_to(b, numbers.shape) for b in (low, high))
        values = np.broadcast_to(np.asarray(values, np.int64), columns.shape)
        family = Family(
            np.searchsorted(keys[order], np.arange(len(numbers) + 1)).astype(np.int64),
            columns[order],
            values[order],
            np.asarray(low, np.int64),
            np.asarray(high, np.int64),
            lambda i: because(int(numbers[i])),
        )
        self._families.append(self._unwaived(family))

    def _unwaived(self, family: Family) -> Family:
        n = len(family.low)
        if not n or family.ground(0).rule not in self._waivers_of:
            return family
        kept = [i for i in range(n) if not self._is_waived(family.ground(i))]
        return family.only(np.array(kept, np.int64))

    def _is_waived(self, because: Ground) -> bool:
        return any(
            w.covers(because.rule, because.staff, because.posts)
            for w in self._waivers_of.get(because.rule, ())
        )

    def apart(
        self,
        a: Person,
        a_posts: Iterable[PostId],
        b: Person,
        b_posts: Iterable[PostId],
        because: Ground,
    ) -> None:
        """Never ``a`` in one of ``a_posts`` while ``b`` is in one of ``b_posts``.

        Holding and acting count alike, at every moment of the plan.
        """
        self._apart.append(_Apart(a, set(a_posts), b, set(b_posts), because))

    @property
    def kept_apart(self) -> set[StaffId]:
        """Those who may not sit in some posts while somebody else sits in others."""
        return {person.id for one in self._apart for person in (one.a, one.b)}

    def never_all(self, posts: Iterable[PostId], because: Ground) -> None:
        """Nobody holds or acts in all of ``posts``, two or more, at once."""
        self._never_all[because.rule, tuple(sorted(set(posts)))] = because

    def price(
        self,
        tier: Tier,
        columns: Sequence[int] | Ints,
        amounts: Sequence[int] | Ints | int,
    ) -> None:
        """Charge ``amounts`` (whole points of the tier) where ``columns`` are 1."""
        at = np.asarray(columns, np.int64)
        self._prices.append(
            (tier, at, np.broadcast_to(np.asarray(amounts, np.int64), at.shape))
        )

    # -- leave -----------------------------------------------------------------

    def _open_leave(self, layout: LeaveLayout) -> None:
        post = self.problem.post
        for window in range(1, layout.windows + 1):
            for away in layout.covers:
                if post[away].concurrent:
                    continue
                for seat in self.seats_of(post[away]):
                    self.away[seat, window] = self.column()
        for target, sources in layout.covers.items():
            for seat in self.seats_of(post[target]):
                for source in (s for r in sources for s in self.seats_of(post[r])):
                    if source == seat:
                        continue
                    self.lends[seat, source] = self.column()
                    for window in range(1, layout.windows + 1):
                        self.acts[seat, source, window] = self.column()
        self._open_beside()
        self._define_beside()

    def _open_beside(self) -> None:
        """``beside`` says which seat the holder of a concurrent post sits in."""
        for post in (p for p in self.problem.posts if p.concurrent):
            for seat in self.seats_of(post):
                for host in (
                    h for q in self.problem.hosts_of(post) for h in self.seats_of(q)
                ):
                    self.beside[seat, host] = self.column()

    def _define_beside(self) -> None:
        for (seat, host), together in self.beside.items():
            holders = self.filled(seat)
            self.linear(
                [(together, 1), *((h, -1) for h in holders)], DEFINITION, high=0
            )
            sits = {self.person_of(c).id: c for c in self.filled(host)}
            for held in holders:
                here = sits.get(self.person_of(held).id)
                main = [] if here is None else [(here, -1)]
                self.linear([(together, 1), (held, 1), *main], DEFINITION, high=1)
                if here is not None:
                    self.linear(
                        [(held, 1), (here, 1), (together, -1)], DEFINITION, high=1
                    )

    def acting_in(self, seat: Seat, window: int) -> list[int]:
        """Columns of all who may act in ``seat`` in a window."""
        return self._acting.get((seat, window), [])

    @cached_property
    def _acting(self) -> dict[tuple[Seat, int], list[int]]:
        found: dict[tuple[Seat, int], list[int]] = defaultdict(list)
        for (seat, _source, window), column in self.acts.items():
            found[seat, window].append(column)
        return dict(found)

    # -- compilation -----------------------------------------------------------

    def compile(self) -> Rows:
        """All that was stated, as arrays; the model is finished by it."""
        for stated in self._apart:
            for apart in stated.unwaived(self._waivers):
                self._state_apart(apart)
        self._state_never_all()
        families = [*self._families, self._single.family(), self._overall.family()]
        starts, first, numbered = [np.zeros(1, np.int64)], 0, []
        offset = 0
        for family in families:
            numbered.append((first, family))
            starts.append(family.starts[1:] + offset)
            first += len(family.low)
            offset += len(family.columns)
        tiers = self.problem.policy(Objective).tiers
        costs = np.zeros((len(tiers), self.size), np.int64)
        for tier, columns, amounts in self._prices:
            np.add.at(costs[tiers.index(tier)], columns, amounts)
        return Rows(
            self.size,
            np.concatenate(starts),
            np.concatenate([f.columns for f in families]),
            np.concatenate([f.values for f in families]),
            np.concatenate([f.low for f in families]),
            np.concatenate([f.high for f in families]),
            costs,
            tuple(numbered),
            self.placements,
            len(self._overall),
            tiers,
        )

    def _split(self, columns: list[int]) -> list[list[int]]:
        """Main posts together (a person has one), each concurrent post by itself."""
        mains = [c for c in columns if not self._is_beside[c]]
        others = [[c] for c in columns if self._is_beside[c]]
        return [mains, *others] if mains else others

    def _state_apart(self, apart: _Apart) -> None:
        """Its waivers were minded before, so what follows is stated without asking."""
        ours = self._split(self.holds(apart.a, apart.a_posts))
        theirs = self._split(self.holds(apart.b, apart.b_posts)) if ours else []
        for some, others in product(ours, theirs):
            self._single.at_most(1, some + others, apart.because)
        if self.lends:
            self._apart_while_acting(apart)
            self._apart_while_acting(apart.mirrored())
            self._apart_both_acting(apart)

    def _lent(
        self, person: Person, posts: set[PostId]
    ) -> dict[int, list[tuple[Seat, Seat]]]:
        """Edges of a person from which he could act in one of ``posts``."""
        found = {}
        for edge in self.edges_of(person):
            source = self.seat_of(edge)
            pairs = [
                (t, source) for t in self._targets.get(source, []) if t[0] in posts
            ]
            if pairs:
                found[edge] = pairs
        return found

    @cached_property
    def _targets(self) -> dict[Seat, list[Seat]]:
        found: dict[Seat, list[Seat]] = defaultdict(list)
        for target, source in self.lends:
            found[source].append(target)
        return dict(found)

    def _apart_while_acting(self, apart: _Apart) -> None:
        """``a`` acting in one of ``a_posts`` while ``b`` holds one of ``b_posts``."""
        held = self._split(self.holds(apart.b, apart.b_posts))
        for edge, pairs in self._lent(apart.a, apart.a_posts).items():
            for pair in pairs:
                for theirs in held:
                    columns = [edge, self.lends[pair], *theirs]
                    self._single.at_most(2, columns, apart.because)

    def _apart_both_acting(self, apart: _Apart) -> None:
        """``a`` acting in one of ``a_posts`` while ``b`` acts in one of ``b_posts``."""
        ours = self._acting_person(apart.a, apart.a_posts)
        theirs = self._acting_person(apart.b, apart.b_posts)
        for mine, other in zip(ours, theirs, strict=False):
            self._single.at_most(1, [mine, other], apart.because)

    def _acting_person(self, person: Person, posts: set[PostId]) -> list[int]:
        """A column a window: the person acts in one of ``posts`` then. Empty if never."""
        lent = self._lent(person, posts)
        pairs = frozenset(pair for found in lent.values() for pair in found)
        if not pairs or (self.leave and self.leave.rounds > 1):  # whoever knows when
            return []
        key = (person.id, pairs)
        if key not in self._persons_acting:
            self._persons_acting[key] = [
                self._define_acting(lent, window)
                for window in sorted({w for _, w in self.away})
            ]
        return self._persons_acting[key]

    def _define_acting(
        self, lent: dict[int, list[tuple[Seat, Seat]]], window: int
    ) -> int:
        acts = {
            edge: [self.acts[target, source, window] for target, source in pairs]
            for edge, pairs in lent.items()
        }
        acting = self.derived(
            lambda x: any(x[e] and x[columns].any() for e, columns in acts.items())
        )
        for edge, columns in acts.items():
            terms = [(edge, 1), *((c, 1) for c in columns), (acting, -1)]
            self.linear(terms, DEFINITION, high=1)
        return acting

    def _state_never_all(self) -> None:
        for (_, posts), because in self._never_all.items():
            excused = {
                w.staff[0]
                for w in self._waivers
                if w.rule == because.rule
                and len(w.staff) == 1
                and (not w.posts or {*posts} <= set(w.posts))
            }
            self._never_holding(posts, excused, because)
            for target in posts:
                others = [p for p in posts if p != target]
                self._never_acting(target, others, excused, because)

    def _never_holding(
        self, posts: tuple[PostId, ...], excused: set[StaffId], because: Ground
    ) -> None:
        """Nobody holds all of ``posts``: at most one of them is a main post."""
        beside = [p for p in posts if self.problem.post[p].concurrent]
        if len(posts) - len(beside) > 1:
            return
        first, others = self._held_by(beside[0]), [p for p in posts if p != beside[0]]
        held = [self._held_by(p) for p in others]
        free = {self.eligibility.person_index[s] for s in excused}
        able = sorted(set(first).intersection(*held) - free)
        for seat, who in product(range(self.problem.post[beside[0]].seats), able):
            for some in product(*(self._split(h[who]) for h in held)):
                columns = [first[who][seat], *chain.from_iterable(some)]
                self._single.at_most(len(others), columns, because)

    def _held_by(self, post: PostId) -> dict[int, list[int]]:
        """The columns of a post by who may hold it (by index)."""
        found: dict[int, list[int]] = defaultdict(list)
        for seat in self.seats_of(self.problem.post[post]):
            for column in self.filled(seat):
                found[self._edge_people[column]].append(column)
        return found

    def _never_acting(
        self,
        target: PostId,
        others: list[PostId],
        excused: set[StaffId],
        because: Ground,
    ) -> None:
        """Nobody acts in ``target`` while he sits in ``others`` or holds them beside."""
        for seat, source in self._lends_to.get(target, []):
            free = [
                (c, -1) for c in self.filled(source) if self.person_of(c).id in excused
            ]
            near = self.besides(source)
            rest = [near.get(p, []) for p in others if p != source[0]]
            for some in product(*rest):
                terms = [(self.lends[seat, source], 1), *((c, 1) for c in some), *free]
                self._single.linear(terms, -FREE, len(some), because)

    @cached_property
    def _lends_to(self) -> dict[PostId, list[tuple[Seat, Seat]]]:
        found: dict[PostId, list[tuple[Seat, Seat]]] = defaultdict(list)
        for target, source in self.lends:
            found[target[0]].append((target, source))
        return dict(found)

    def besides(self, host: Seat) -> dict[PostId, list[int]]:
        """Columns saying that a concurrent post is held beside the seat ``host``."""
        return self._besides.get(host, {})

    @cached_property
    def _besides(self) -> dict[Seat, dict[PostId, list[int]]]:
        found: dict[Seat, dict[PostId, list[int]]] = {}
        for (seat, host), column in self.beside.items():
            found.setdefault(host, {}).setdefault(seat[0], []).append(column)
        return found

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
        for target, source in self.lends:
            found[target[0]] |= {source[0], *self.besides(source)}
        for concurrent, host in self.beside:
            found[concurrent[0]].add(host[0])
        for post in (p for p in self.problem.posts if p.concurrent):
            found[post.id] |= self._sits_beside(post)
        for one, others in [*found.items()]:
            others.discard(one)
            for other in others:
                found[other].add(one)
        return found

    def _sits_beside(self, concurrent: Post) -> set[PostId]:
        """The posts that somebody who may hold ``concurrent`` could hold as well."""
        posts: set[int] = set()
        for person in self._held_by(concurrent.id):
            first, last = self._person_start[person], self._person_start[person + 1]
            posts.update(self._edge_posts[first:last])
        return {self.problem.posts[j].id for j in posts}

    # -- the way back ----------------------------------------------------------

    def plan(self, x: npt.NDArray[np.int64]) -> Plan:
        """The plan that a 0-1 point of the columns stands for."""
        problem = self.problem
        chosen = np.flatnonzero(x[: len(self.edge_person)]).tolist()
        holder = {self.seat_of(c): self.person_of(c).id for c in chosen}
        others: dict[StaffId, list[Seat]] = defaultdict(list)
        for seat, person in holder.items():
            if problem.post[seat[0]].concurrent:
                others[person].append(seat)
        placed = frozenset((self.person_of(c).id, self.post_at(c).id) for c in chosen)
        acting = defaultdict(list)
        for (target, source, window), column in self.acts.items():
            if x[column]:
                acting[target, window].append(holder[source])
        leaves = []
        for (seat, window), column in self.away.items():
            if not x[column]:
                continue
            person = holder[seat]
            covers = [
                (s[0], cover)
                for s in (seat, *others[person])
                for cover in acting.get((s, window), [])
            ]
            leaves.append(Leave(person, window, tuple(sorted(covers))))
        return Plan(problem, placed, tuple(leaves))

    def point(self, plan: Plan) -> npt.NDArray[np.int64] | None:
        """The 0-1 point of a plan; ``None`` where it uses a pair that was struck out.

        Rows hold at the point just when the model allows the plan.
        """
        x = np.zeros(self.size, np.int64)
        sits: dict[tuple[StaffId, PostId], Seat] = {}
        taken = Counter[PostId]()
        for person, post in sorted(plan.placements):
            columns = self.holds(self.problem.person[person], [post])
            if not columns or taken[post] == self.problem.post[post].seats:
                return None
            sits[person, post] = seat = (post, taken[post])
            taken[post] += 1
            x[next(c for c in columns if self.seat_of(c) == seat)] = 1
        for (post, place), column in self.vacant.items():
            x[column] = place >= taken[post]
        return x if self._put_leaves(plan, sits, x) and self._derive(x) else None

    def _put_leaves(
        self, plan: Plan, sits: dict[tuple[StaffId, PostId], Seat], x: Ints
    ) -> bool:
        main = {
            p: seat
            for (p, q), seat in sits.items()
            if not self.problem.post[q].concurrent
        }
        for leave in plan.leaves:
            column = self.away.get(
                (main.get(leave.person, (PostId(""), 0)), leave.window)
            )
            if column is None or x[column]:
                return False
            x[column] = 1
            for post, cover in leave.covers:
                target = sits.get((leave.person, post))
                source = main.get(cover)
                if target is None or source is None:
                    return False
                acts = self.acts.get((target, source, leave.window))
                if acts is None or x[acts]:
                    return False
                x[acts] = x[self.lends[target, source]] = 1
        return True

    def _derive(self, x: Ints) -> bool:
        """Give the derived columns the one value that their meaning leaves."""
        for (seat, host), column in self.beside.items():
            holder = {self.person_of(c).id for c in self.filled(seat) if x[c]}
            x[column] = any(
                x[c] and self.person_of(c).id in holder for c in self.filled(host)
            )
        for column, meaning in self._derived:
            x[column] = meaning(x)
        return True

    def derived(self, meaning: Callable[[Ints], bool]) -> int:
        """A new column whose value ``meaning`` reads off the others."""
        column = self.column()
        self._derived.append((column, meaning))
        return column
