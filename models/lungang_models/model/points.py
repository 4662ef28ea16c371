"""From a 0-1 point of the columns to the plan it stands for, and back."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import numpy.typing as npt

from lungang_models.eligibility import Ints
from lungang_models.model.columns import Seat
from lungang_models.model.conditionals import Conditionals
from lungang_models.plan import Leave, Plan
from lungang_models.vocabulary import PostId, StaffId


class Model(Conditionals):
    """The whole model: what rules state rows and prices through.

    ``leave`` lays out the mandatory leave to be planned, if any; where placements are
    ``settled``, only they are edges.
    """

    def plan(self, x: npt.NDArray[np.int64]) -> Plan:
        """The plan that a 0-1 point of the columns stands for.

        Without leaves, where it is not told who of a post's many holders takes them.
        """
        problem = self.problem
        chosen = np.flatnonzero(x[: len(self.edge_person)]).tolist()
        placed = frozenset((self.person_of(c).id, self.post_at(c).id) for c in chosen)
        if self.leave is None or self.leave.alike:
            return Plan(problem, placed)
        holder = {self.seat_of(c): self.person_of(c).id for c in chosen}
        others: dict[StaffId, list[Seat]] = defaultdict(list)
        for seat, person in holder.items():
            if problem.post[seat[0]].concurrent:
                others[person].append(seat)
        acting = defaultdict(list)
        for (target, source, window), column in self.covers.items():
            if x[column]:
                acting[target, window].append(holder[source])
        leaves = []
        for (seat, window), column in self.on_leave.items():
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
            sits[person, post] = post, taken[post]
            taken[post] += 1
            seat = self.seat(*sits[person, post])
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
            column = self.on_leave.get(
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
                source = self.seat(*source)
                acts = self.covers.get((target, source, leave.window))
                if acts is None or x[acts]:
                    return False
                x[acts] = x[self.may_cover[target, source]] = 1
        return True

    def _derive(self, x: Ints) -> bool:
        """Give the derived columns the one value that their meaning leaves."""
        for (seat, host), column in self.concurrent_with.items():
            holder = {self.person_of(c).id for c in self.filled(seat) if x[c]}
            x[column] = any(
                x[c] and self.person_of(c).id in holder for c in self.filled(host)
            )
        for column, meaning in self._derived:
            x[column] = meaning(x)
        return True
