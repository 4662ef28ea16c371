"""Benders cuts of the leave: why settled placements cannot send more people.

With the placements settled, the rows of the leave fall into groups of posts. For each
group a second configuration must agree that no more can leave than were sent. Then no
more can ever leave those posts, unless one of their seats passes to somebody who can
cover more posts. Such a cut holds for every placement, not only for this one.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lungang.engines.cp_sat import Canceller, CpSatVerdict, check_feasible_with
from lungang.engines.part_search import SECOND
from lungang.proof.half_cuts import Cut, with_rows
from lungang.solve.leaves import LeaveSearch
from lungang_models.build import BuiltModel
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import in_pool
from lungang_models.model import Seat
from lungang_models.model.rows import FREE, RowsPart
from lungang_models.vocabulary import PostId


@dataclass(eq=False)
class LeaveCuts:
    """The cuts of one problem; ``year`` is its model without the windows of the leave."""

    year: BuiltModel
    deadline: float
    canceller: Canceller

    def cuts(self, part: RowsPart, search: LeaveSearch, x: Ints) -> list[Cut]:
        """Cuts that the present placements ``x`` violate, one a group of posts.

        Each says: no more people leave these posts than were sent, or one of their seats
        passes to somebody who can cover more posts than its holder.
        """
        model, found = self.year.model, list[Cut]()
        place = np.full(len(x), -1, np.int64)
        place[part.columns] = np.arange(len(part.columns))
        for posts in _groups(search):
            away = [c for (seat, _), c in model.on_leave.items() if seat[0] in posts]
            own = [c for (s, _), c in search.model.on_leave.items() if s[0] in posts]
            sent = int(search.x[own].sum())
            if int(x[away].sum()) <= sent or not self._no_more(search, own, sent):
                continue
            room = len(away) - sent  # whatever changes, no more than all can leave
            seats = [s for s in model.seats if s[0] in posts]
            kept = Counter(c for s in seats for c in self._no_better_cover(s, x))
            terms = dict.fromkeys(place[away].tolist(), -1)
            terms |= {int(place[c]): -room * often for c, often in kept.items()}
            if -1 in terms:  # it reaches into another part
                continue
            now = sum(often for c, often in kept.items() if x[c])
            found.append((terms, -sent - room * now))
        return found

    def _no_more(self, search: LeaveSearch, away: list[int], sent: int) -> bool:
        """Whether a second configuration agrees that no more can leave these posts."""
        rows = with_rows(search.rows, [(dict.fromkeys(sorted(away), 1), sent + 1)])
        fixed = np.full(rows.size, -1, np.int8)
        fixed[: rows.placements] = search.x[: rows.placements]
        verdict = check_feasible_with(
            rows, fixed, self.deadline - time.monotonic(), SECOND, self.canceller
        )
        return verdict is CpSatVerdict.INFEASIBLE

    def _no_better_cover(self, seat: Seat, x: Ints) -> list[int]:
        """The columns under which a seat can cover no more posts than under its holder."""
        model = self.year.model
        if not model.is_one(seat):
            return self._of_a_shared_post(seat, x)
        empty = [model.vacant[seat]] if seat in model.vacant else []
        now = next((c for c in model.filled(seat) if x[c]), None)
        if now is None:
            return empty
        holder = model.person_of(now)
        if holder.id in self._named_alone or x[list(model.edges_of(holder))].sum() > 1:
            return [now]
        return empty + [
            c
            for c in model.filled(seat)
            if model.person_of(c).id not in self._named_alone
            and self._no_better(seat, c, now)
        ]

    def _no_better(self, seat: Seat, column: int, than: int) -> bool:
        """Whether somebody there leaves and covers nothing that somebody else could not."""
        model, may_act = self.year.model, self.year.model.eligibility.may_act
        one, other = (int(model.edge_person[c]) for c in (column, than))
        some = in_pool(model.person_of(column)) <= in_pool(model.person_of(than))
        return some and all(
            may_act(other, p) or not may_act(one, p) for p in self._near[seat]
        )

    def _of_a_shared_post(self, seat: Seat, x: Ints) -> list[int]:
        """The same for a post whose seats are not told apart: whoever leaves or covers.

        Somebody no better than any of its holders may take the place of any of them, as
        long as none is empty. Columns of individually named people (kin, waivers) count
        twice, so that no one else can make up for their going.
        """
        model = self.year.model
        places = [(seat[0], k) for k in range(model.problem.post[seat[0]].seats)]
        empty = [model.vacant[s] for s in places if s in model.vacant]
        now, found = [c for c in model.filled(seat) if x[c]], list(empty)
        silent = not self._near[seat] and seat[0] not in self._left
        full = not x[empty].any()

        def changes_nothing(column: int) -> bool:
            return silent or (
                full and all(self._no_better(seat, column, c) for c in now)
            )

        for column in model.filled(seat):
            who = model.person_of(column)
            alone = who.id not in self._named_alone
            if x[column] and not (alone and x[list(model.edges_of(who))].sum() == 1):
                found += [column, column]
            elif x[column] or (alone and changes_nothing(column)):
                found.append(column)
        return found

    @cached_property
    def _left(self) -> set[PostId]:
        """The posts that somebody may leave for a leave."""
        return {place[0] for place, _ in self.year.model.on_leave}

    @cached_property
    def _near(self) -> dict[Seat, set[PostId]]:
        """The posts that the holder of a seat may cover by distance and rank alone."""
        found: dict[Seat, set[PostId]] = defaultdict(set)
        for target, source in self.year.model.may_cover:
            found[source].add(target[0])
        return found

    @cached_property
    def _named_alone(self) -> set[str]:
        """People with constraints of their own (kin, waivers): no one stands in for them."""
        waived = {s for w in self.year.model.problem.waivers() for s in w.staff}
        return waived | self.year.model.kept_apart


def _groups(search: LeaveSearch) -> Iterable[set[PostId]]:
    """The groups of posts that share rows once the placements are settled."""
    model, of = search.model, defaultdict[PostId, list[int]](list)
    for column in range(len(model.edge_person)):
        of[model.post_at(column).id].append(column)
    for (seat, _), column in model.on_leave.items():
        of[seat[0]].append(column)
    for pairs in (model.may_cover, model.concurrent_with):
        for pair, column in pairs.items():
            for post, _ in pair:
                of[post].append(column)
    whole = [(dict.fromkeys(columns, 1), -FREE) for columns in of.values()]
    label = with_rows(search.rows, whole).components()
    found = defaultdict[int, set[PostId]](set)
    for post, columns in of.items():
        found[int(label[columns[0]])].add(post)
    return found.values()
