"""Placements that admit the leaves, part by part: logic-based Benders decomposition.

The master is the year without its windows (``statement.state_year``). Only the quota
ties its parts together, so each part (a bureau, say) is asked alone: what is the least it
costs that so many more than its share are sent? Its placements settled, the windows are
sought; where they cannot be found, a cut says which seats must be held otherwise for more
leaves there, and the part is asked again (Hooker & Ottosson 2003). What the parts answer
is put together so that they make up for one another at the least cost, and a part is
asked no more than that takes. Answers are proved as those of any search are; that a part
can do no more, and every cut, is found by a second configuration too.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from lungang.certificate import Certificate
from lungang.halving import Cut, joined
from lungang.solve.bureaus import Bureau, Option, sums, together
from lungang.solve.leave import Sending, pool_of
from lungang.solve.lexicographic import (
    SECOND,
    Best,
    Found,
    Memory,
    NoPoint,
    PartBest,
    Search,
)
from lungang.solve.outcome import Progress, Proof, TierResult, Watch
from lungang.solve.residual import Canceller, Settings, Verdict, feasible
from lungang.solve.shortage import Shortage
from lungang.statement import Statement
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import LeavePolicy
from lungang_models.model import Seat
from lungang_models.plan import Plan
from lungang_models.rows import FREE, Rows
from lungang_models.words import Words

ROUNDS = 30
"""So many rounds of cuts a question, before the whole is left to the joint model."""


class Unsettled(Exception):
    """A part was not settled: time ran out, or the cuts did not get there."""


@dataclass(eq=False)
class Benders:
    """The search for placements that admit the leaves, above the best without them.

    ``placed`` are the best placements as if no leaves were asked for, ``floor`` what is
    proved of them. Raises ``NoPoint`` from :meth:`run` when no placements will do.
    """

    year: Statement
    placed: Plan
    floor: Best
    deadline: float
    settings: Settings
    canceller: Canceller
    watch: Watch
    started: float
    known: Memory = field(default_factory=dict)
    least: dict[bytes, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        model, rows = self.year.model, self.year.rows
        x = model.point(replace(self.placed, leaves=()))
        assert x is not None, "the best placements are edges"
        self.x = x
        self.shortage = Shortage(self.year, self.deadline, self.canceller)
        self.share = model.problem.policy(LeavePolicy).share_percent
        self.tied = self.share < 100
        tie = rows.only(np.arange(rows.count - rows.overall, rows.count))
        owed, away = np.zeros(rows.size, np.int64), np.zeros(rows.size, np.int64)
        owed[tie.columns] = tie.values
        away[list(model.away.values())] = 100 - self.share
        if self.tied:
            rows = joined(rows.severally(), self._beside_one())
        self.bureaus = [
            Bureau(p, owed[p.columns], p.rows, int(away[p.columns].sum()))
            for p in rows.parts()
        ]

    def _beside_one(self) -> Iterator[Cut]:
        """A concurrent post is held beside one seat: whoever holds it sits in one."""
        model, hosts = self.year.model, defaultdict[Seat, list[int]](list)
        for (seat, _), column in model.beside.items():
            hosts[seat].append(column)
        for seat, columns in hosts.items():
            holders = dict.fromkeys(model.filled(seat), 1)
            yield holders | dict.fromkeys(columns, -1), 0

    @property
    def cut(self) -> bool:
        """Whether the answer leans on cuts."""
        return any(b.cut for b in self.bureaus)

    def run(self) -> Best | None:
        """The best placements; not all proved when not settled, ``None`` without any."""
        settled = True
        try:
            asked = [(b, 0) for b in (self._short() if self.tied else self.bureaus)]
            while asked:
                with ThreadPoolExecutor(os.cpu_count()) as pool:
                    list(pool.map(lambda one: self._ask(*one), asked))
                least = together(b.options() for b in self.bureaus)
                if least is None:
                    raise NoPoint
                known = together(b.found for b in self.bureaus)
                if known is not None and sums(known) == sums(least):
                    break
                chosen = zip(self.bureaus, least, strict=True)
                asked = [(b, o.least) for b, o in chosen if o.best is None]
        except Unsettled:
            settled = False
        return self._joined(settled)

    # -- one part --------------------------------------------------------------

    def _short(self) -> Iterator[Bureau]:
        """The parts that send less than their share where the placements are best."""
        for bureau, surplus in zip(self.bureaus, self._sent(self.x)[1], strict=True):
            best = Found(self.x[bureau.part.columns], ())
            bureau.found.append(Option(bureau.worth(best), surplus, -FREE, best))
            if surplus < 0:
                yield bureau

    def _ask(self, bureau: Bureau, least: int) -> None:
        """The least cost of sending so much more than the share of a part."""
        part, x = bureau.part, self.x.copy()
        n = self.bureaus.index(bureau) + 1
        name = Words(f"第{n}部分的休假", f"the leaves of part {n}")
        self.watch(Progress(name, time.monotonic() - self.started))
        for _ in range(ROUNDS):
            best = self._cheapest(bureau, least)
            if best is None:
                bureau.most = least - 1
                return
            x[part.columns] = best.x
            sending, (surplus,) = self._sent(x, bureau)
            if surplus >= least:
                option = Option(bureau.worth(best), surplus, least, best)
                bureau.found = sorted([*bureau.found, option], key=lambda o: o.least)
                return
            cuts = self.shortage.cuts(part, sending, x)
            if not cuts:
                break
            bureau.rows = joined(bureau.rows, cuts)
            bureau.cut = True
        raise Unsettled

    def _cheapest(self, bureau: Bureau, least: int) -> PartBest | None:
        """The cheapest point of a part with such a surplus, ``None`` without any.

        Sought by how many of the pool stay: as many as where the placements are best;
        more, in a larger pool; fewer, until neither can be cheaper.
        """
        if not self.tied:
            return self._proved(bureau.rows)
        spare, best = 100 - self.share, list[PartBest]()
        members = int(bureau.members @ self.x[bureau.part.columns])
        usual = max(0, (spare * members - least) // 100)
        for step in (0, 1, -1):
            stay = usual + step
            while stay >= 0:
                pool = -(-(least + 100 * stay) // spare)
                asked = {0: (stay, pool), 1: (FREE, pool), -1: (stay, -FREE)}[step]
                here = self._search(bureau, *asked)
                if here is None or (
                    best and bureau.worth(here) >= bureau.worth(best[0])
                ):
                    break
                if bureau.owed @ here.x < least:  # it is less than what must be paid
                    here = self._search(bureau, stay, pool)
                if here is not None:
                    best = sorted([*best, here], key=bureau.worth)
                stay = stay + step if step else -1
        return best[0] if best else None

    def _search(
        self, bureau: Bureau, stay: int = FREE, pool: int = -FREE
    ) -> PartBest | None:
        """The best point where so many stay at most of a pool of so many at least."""
        if stay < FREE and stay < self._least(bureau, -bureau.goes):
            return None
        if pool > -FREE and -pool < self._least(bureau, -bureau.members, stay):
            return None
        return self._proved(bureau.among(stay, pool))

    def _least(self, bureau: Bureau, cost: Ints, stay: int = FREE) -> int:
        """What some cost cannot be below where so many stay at most."""
        rows = bureau.among(stay, -FREE)
        rows = replace(rows, costs=cost[None, :], tiers=rows.tiers[:1])
        key = rows.digest
        if key not in self.least:
            least = self._searching(rows).least()
            if least is None:
                raise Unsettled
            self.least[key] = least
        return self.least[key]

    def _proved(self, rows: Rows) -> PartBest | None:
        """The best point of some rows; remembered, for it is often asked again."""
        key = rows.digest
        if key not in self.known:
            try:
                best = self._searching(rows).run()
            except NoPoint:
                self._agree_on_none(rows)
                return None
            if best is None or not best.proved:
                raise Unsettled
            self.known[key] = best
        return self.known[key]

    def _searching(self, rows: Rows) -> Search:
        if self._left() <= 0 or self.canceller.cancelled:
            raise Unsettled
        return Search(rows, self.deadline, self.settings, self.canceller)

    def _agree_on_none(self, rows: Rows) -> None:
        """Rows without a point must be so to a second configuration."""
        verdict = feasible(rows, self._left(), SECOND, self.canceller)
        if verdict is not Verdict.INFEASIBLE:
            raise Unsettled

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def _sent(self, x: Ints, *some: Bureau) -> tuple[Sending, list[int]]:
        """Whom settled placements send, and how much more than the share of each part.

        Of some parts, or of all.
        """
        model, bureaus = self.year.model, some or self.bureaus
        plan = replace(model.plan(x), leaves=())
        part_of = {
            model.person_of(c).id: n
            for n, bureau in enumerate(bureaus)
            for c in bureau.part.columns[x[bureau.part.columns] == 1].tolist()
            if c < len(model.edge_person)
        }
        pool = [p for p in pool_of(plan) if p.id in part_of]
        sending = Sending(plan, pool, model.eligibility)
        if not sending.search(self.deadline, self.canceller):
            raise Unsettled
        surplus = [0] * len(bureaus)
        for person in pool:
            surplus[part_of[person.id]] -= self.share
        for leave in sending.leaves:
            surplus[part_of[leave.person]] += 100
        return sending, surplus

    # -- all parts -------------------------------------------------------------

    def _joined(self, settled: bool) -> Best | None:
        """The best of the whole as far as is known, and what nothing can be below."""
        least = together(b.options() for b in self.bureaus)
        chosen = together(b.found for b in self.bureaus)
        if chosen is None:
            return None
        x, found = self.x.copy(), [o.best for o in chosen if o.best is not None]
        for bureau, best in zip(self.bureaus, found, strict=True):
            x[bureau.part.columns] = best.x
        proofs = [b.proof for b in found if isinstance(b, PartBest) and b.proof]
        exact = settled and not self.tied and len(proofs) == len(found)
        certificate = Certificate(tuple(proofs), "year") if exact else None
        certificate = None if self.cut else certificate
        return Best(x, self._tiers(chosen, least, certificate), certificate)

    def _tiers(
        self,
        chosen: Iterable[Option],
        least: Iterable[Option] | None,
        certificate: Certificate | None,
    ) -> tuple[TierResult, ...]:
        """What is known of each tier: by the placements alone, else by the parts."""
        floor = self.floor.tiers
        bounds = [t.bound for t in floor] if least is None else sums(least)
        tiers, same, as_floor = [], True, True
        for k, value in enumerate(sums(chosen)):
            bound = min(bounds[k] if same else 0, value)
            same, as_floor = (
                same and bound == value,
                as_floor and value == floor[k].value,
            )
            proof = Proof.AGREED if same else Proof.OPEN
            if same and as_floor:
                proof = floor[k].proof
            elif same and certificate is not None:
                several = [o.best.tiers[k].proof for o in chosen if o.best is not None]
                proof = max(several, key=list(Proof).index)
            tiers.append(TierResult(floor[k].tier, value, bound, proof))
        return tuple(tiers)
