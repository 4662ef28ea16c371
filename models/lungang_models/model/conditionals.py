"""Statements that hold while somebody sits somewhere: never both, never all.

They are kept as they are said and become rows when the model is compiled, since who may
act where must be known by then. Holding a post and acting in it count alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, product

from lungang_models.eligibility import Eligibility, LeaveLayout
from lungang_models.ground import Ground
from lungang_models.model.columns import Seat
from lungang_models.model.leave import LeaveColumns
from lungang_models.model.rows import FREE, Rows
from lungang_models.model.statements import DEFINITION
from lungang_models.out_of_reach import tied
from lungang_models.vocabulary import Person, PostId, StaffId
from lungang_models.waiver import Waiver


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

    def movable(self, tied: Mapping[StaffId, frozenset[PostId]]) -> Iterator[_Apart]:
        """What is left of it where both sit in posts that no plan can take from them."""
        a_kept = self.a_posts & tied.get(self.a.id, frozenset())
        b_kept = self.b_posts & tied.get(self.b.id, frozenset())
        if not (a_kept and b_kept):
            yield self
            return
        others = replace(self, a_posts=self.a_posts - a_kept)
        yield from (others,) if others.a_posts else ()
        others = replace(self, a_posts=a_kept, b_posts=self.b_posts - b_kept)
        yield from (others,) if others.b_posts else ()

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


class Conditionals(LeaveColumns):
    """A model that also takes what may not be true at the same time."""

    def __init__(
        self,
        eligibility: Eligibility,
        leave: LeaveLayout | None = None,
        settled: Collection[tuple[StaffId, PostId]] | None = None,
    ) -> None:
        super().__init__(eligibility, leave, settled)
        self._apart: list[_Apart] = []
        self._never_all: dict[tuple[str, tuple[PostId, ...]], Ground] = {}
        self._lendable_of: dict[
            StaffId, dict[PostId, list[tuple[int, tuple[Seat, Seat]]]]
        ] = {}
        self._persons_acting: dict[
            tuple[StaffId, frozenset[tuple[Seat, Seat]]], list[int]
        ] = {}

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
        stated = _Apart(a, set(a_posts), b, set(b_posts), because)
        self._apart += stated.movable(tied(self.problem))

    @property
    def kept_apart(self) -> set[StaffId]:
        """Those who may not sit in some posts while somebody else sits in others."""
        return {person.id for one in self._apart for person in (one.a, one.b)}

    def pairs_apart(self) -> frozenset[frozenset[StaffId]]:
        """The pairs kept apart who each could hold a post that they are kept apart in.

        Waived statements do not count. Where placements are ``settled``, these are the
        pairs whom the settled placements themselves bring together.
        """
        return frozenset(
            frozenset((left.a.id, left.b.id))
            for stated in self._apart
            for left in stated.unwaived(self._waivers)
            if self.holds(left.a, left.a_posts) and self.holds(left.b, left.b_posts)
        )

    def never_all(self, posts: Iterable[PostId], because: Ground) -> None:
        """Nobody holds or acts in all of ``posts``, two or more, at once."""
        self._never_all[because.rule, tuple(sorted(set(posts)))] = because

    def compile(self) -> Rows:
        """All that was stated, as arrays; the model is finished by it."""
        for stated in self._apart:
            for apart in stated.unwaived(self._waivers):
                self._state_apart(apart)
        self._state_never_all()
        return super().compile()

    def _state_apart(self, apart: _Apart) -> None:
        """The rows of one pair kept apart.

        ``unwaived`` has already taken the waivers out, so these rows go to the buffer
        directly instead of through ``at_most``, which would look for waivers once more.
        """
        ours = self._split(self.holds(apart.a, apart.a_posts))
        theirs = self._split(self.holds(apart.b, apart.b_posts)) if ours else []
        for some, others in product(ours, theirs):
            self._single.at_most(1, some + others, apart.because)
        if self.may_cover:
            self._apart_while_acting(apart)
            self._apart_while_acting(apart.mirrored())
            self._apart_both_acting(apart)

    def _lent(
        self, person: Person, posts: set[PostId]
    ) -> dict[int, list[tuple[Seat, Seat]]]:
        """Edges of a person from which they could act in one of ``posts``."""
        lendable = self._lendable(person)
        found: dict[int, list[tuple[Seat, Seat]]] = defaultdict(list)
        for edge, pair in sorted(one for p in posts for one in lendable.get(p, ())):
            found[edge].append(pair)
        return found

    def _lendable(
        self, person: Person
    ) -> dict[PostId, list[tuple[int, tuple[Seat, Seat]]]]:
        """The same for every post: who is kin to many is asked about many times."""
        if person.id not in self._lendable_of:
            found: dict[PostId, list[tuple[int, tuple[Seat, Seat]]]] = defaultdict(list)
            for edge in self.edges_of(person):
                source = self.seat_of(edge)
                if not self.is_one(source):
                    continue  # it is not told which of its holders acts
                for target in self._targets.get(source, ()):
                    found[target[0]].append((edge, (target, source)))
            self._lendable_of[person.id] = dict(found)
        return self._lendable_of[person.id]

    def _apart_while_acting(self, apart: _Apart) -> None:
        """``a`` acting in one of ``a_posts`` while ``b`` holds one of ``b_posts``."""
        held = self._split(self.holds(apart.b, apart.b_posts))
        for edge, pairs in self._lent(apart.a, apart.a_posts).items():
            for pair in pairs:
                for theirs in held:
                    columns = [edge, self.may_cover[pair], *theirs]
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
        if not pairs or (self.leave and self.leave.rounds > 1):
            # The year relaxation has no windows: two covers need not be at the same time,
            # so no row may forbid both. It stays a relaxation; the full model has the row.
            return []
        key = (person.id, pairs)
        if key not in self._persons_acting:
            self._persons_acting[key] = [
                self._define_acting(lent, window)
                for window in sorted({w for _, w in self.on_leave})
            ]
        return self._persons_acting[key]

    def _define_acting(
        self, lent: dict[int, list[tuple[Seat, Seat]]], window: int
    ) -> int:
        acts = {
            edge: [self.covers[target, source, window] for target, source in pairs]
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
            kept = tied(self.problem).items()
            excused |= {person for person, held in kept if held.issuperset(posts)}
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
        places = range(len(self.seats_of(self.problem.post[beside[0]])))
        for place, who in product(places, able):
            for some in product(*(self._split(h[who]) for h in held)):
                columns = [first[who][place], *chain.from_iterable(some)]
                self._single.at_most(len(others), columns, because)

    def _never_acting(
        self,
        target: PostId,
        others: list[PostId],
        excused: set[StaffId],
        because: Ground,
    ) -> None:
        """Nobody acts in ``target`` while they hold one of ``others``, main or concurrent."""
        for seat, source in self._may_cover_of.get(target, []):
            free = [
                (c, -1) for c in self.filled(source) if self.person_of(c).id in excused
            ]
            near = self.concurrent_at(source)
            rest = [near.get(p, []) for p in others if p != source[0]]
            for some in product(*rest):
                terms = [
                    (self.may_cover[seat, source], 1),
                    *((c, 1) for c in some),
                    *free,
                ]
                self._single.linear(terms, -FREE, len(some), because)
