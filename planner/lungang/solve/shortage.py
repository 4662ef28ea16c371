"""Why settled placements send no more on leave, as cuts on the placements.

Once the seats are settled, rows tie some posts together; of each such group a second
configuration must agree that no more leave than were sent. Then no more ever leave those
posts, unless a seat of theirs passes to somebody who can cover for more.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lungang.halving import Cut, joined
from lungang.solve.leave import Sending
from lungang.solve.lexicographic import SECOND
from lungang.solve.residual import Canceller, Verdict, possible
from lungang.statement import Statement
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import in_pool
from lungang_models.model import Seat
from lungang_models.rows import FREE, Part
from lungang_models.vocabulary import PostId


@dataclass(eq=False)
class Shortage:
    """The cuts of one problem; ``year`` states it without the windows of the leaves."""

    year: Statement
    deadline: float
    canceller: Canceller

    def cuts(self, part: Part, sending: Sending, x: Ints) -> list[Cut]:
        """Of some posts no more leave than the windows let, or their seats change hands.

        A seat may pass to whoever could cover for no more than its holder does.
        """
        model, found = self.year.model, list[Cut]()
        place = np.full(len(x), -1, np.int64)
        place[part.columns] = np.arange(len(part.columns))
        for posts in _groups(sending):
            away = [c for (seat, _), c in model.away.items() if seat[0] in posts]
            own = [c for (s, _), c in sending.model.away.items() if s[0] in posts]
            sent = int(sending.x[own].sum())
            if int(x[away].sum()) <= sent or not self._no_more(sending, own, sent):
                continue
            room = len(away) - sent  # whatever changes, no more than all can leave
            seats = [s for s in model.seats if s[0] in posts]
            kept = [c for s in seats for c in self._as_little(s, x)]
            terms = dict.fromkeys(place[away].tolist(), -1)
            terms |= dict.fromkeys(place[kept].tolist(), -room)
            if -1 in terms:  # it reaches into another part
                continue
            found.append((terms, -sent - room * len(seats)))
        return found

    def _no_more(self, sending: Sending, away: list[int], sent: int) -> bool:
        """Whether a second configuration, too, finds no more leaves than these."""
        rows = joined(sending.rows, [(dict.fromkeys(sorted(away), 1), sent + 1)])
        fixed = np.full(rows.size, -1, np.int8)
        fixed[: rows.placements] = sending.x[: rows.placements]
        verdict = possible(
            rows, fixed, self.deadline - time.monotonic(), SECOND, self.canceller
        )
        return verdict is Verdict.INFEASIBLE

    def _as_little(self, seat: Seat, x: Ints) -> list[int]:
        """The columns of a seat with which nobody leaves who cannot leave as it is."""
        model, may_act = self.year.model, self.year.model.eligibility.may_act
        empty = [model.vacant[seat]] if seat in model.vacant else []
        now = next((c for c in model.filled(seat) if x[c]), None)
        if now is None:
            return empty
        holder = model.person_of(now)
        if holder.id in self._particular or x[list(model.edges_of(holder))].sum() > 1:
            return [now]
        near = self._near[seat]
        acts = {p for p in near if may_act(int(model.edge_person[now]), p)}
        return empty + [
            c
            for c in model.filled(seat)
            if in_pool(model.person_of(c)) <= in_pool(holder)
            and model.person_of(c).id not in self._particular
            and not any(may_act(int(model.edge_person[c]), p) for p in near - acts)
        ]

    @cached_property
    def _near(self) -> dict[Seat, set[PostId]]:
        """The posts that the holder of a seat is near enough to act in."""
        found: dict[Seat, set[PostId]] = defaultdict(set)
        for target, source in self.year.model.lends:
            found[source].add(target[0])
        return found

    @cached_property
    def _particular(self) -> set[str]:
        """People whom more depends on than what they may act in: kin, and waivers."""
        waived = {s for w in self.year.model.problem.waivers() for s in w.staff}
        return waived | self.year.model.kept_apart


def _groups(sending: Sending) -> Iterable[set[PostId]]:
    """The posts that rows tie together once the placements are settled."""
    model, of = sending.model, defaultdict[PostId, list[int]](list)
    for column in range(len(model.edge_person)):
        of[model.post_at(column).id].append(column)
    for (seat, _), column in model.away.items():
        of[seat[0]].append(column)
    for pairs in (model.lends, model.beside):
        for pair, column in pairs.items():
            for post, _ in pair:
                of[post].append(column)
    whole = [(dict.fromkeys(columns, 1), -FREE) for columns in of.values()]
    label = joined(sending.rows, whole).components()
    found = defaultdict[int, set[PostId]](set)
    for post, columns in of.items():
        found[int(label[columns[0]])].add(post)
    return found.values()
