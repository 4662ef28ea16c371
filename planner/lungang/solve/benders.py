"""Placements that admit the leave, block by block: logic-based Benders decomposition.

The master problem is the model of the year without the windows of the leave
(``build.build_year``). Only the quota ties its blocks together, so each block is solved
alone: what does it cost at least to send a given number more than its share? The
subproblem then seeks windows and covers for its placements. Where it finds none, a cut
says which seats would have to change hands before more people can leave, and the block is
solved again (Hooker and Ottosson 2003). ``leave_allocation`` combines the answers; a
block is asked for no more surplus than the cheapest combination needs. Every optimum is
proved as in any search; every cut, and every claim that a block can do no more, is
confirmed by a second configuration.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from lungang.engines.cp_sat import (
    Canceller,
    CpSatSettings,
    CpSatVerdict,
    check_feasible,
)
from lungang.engines.lexicographic import Best, Memory
from lungang.engines.part_search import SECOND, BestPoint, NoPoint, PartBest, Search
from lungang.outcome import Progress, Proof, TierResult, Watch
from lungang.proof.certificate import Certificate
from lungang.proof.half_cuts import Cut, with_rows
from lungang.solve.leave_allocation import (
    BlockOption,
    LeaveBlock,
    cheapest_combination,
    sums,
)
from lungang.solve.leave_cuts import LeaveCuts
from lungang.solve.leaves import LeaveSearch, pool_of
from lungang_models.build import BuiltModel, build_leaves
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import LeavePolicy
from lungang_models.model import Seat
from lungang_models.model.rows import FREE, Rows
from lungang_models.plan import Plan
from lungang_models.words import Words

ROUNDS = 30
"""Rounds of cuts for one question; after that the joint model decides."""


class Unsettled(Exception):
    """A block was not settled: time ran out, or the rounds of cuts did."""


@dataclass(eq=False)
class Benders:
    """The search for the best placements that admit the leave.

    ``placed`` are the best placements if no leave were asked for, and ``floor`` what is
    proved of them: a lower bound for every placement that admits the leave. Raises
    ``NoPoint`` from :meth:`run` when no placements will do.
    """

    year: BuiltModel
    placed: Plan
    floor: Best
    deadline: float
    settings: CpSatSettings
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
        self.leave_cuts = LeaveCuts(self.year, self.deadline, self.canceller)
        self.share = model.problem.policy(LeavePolicy).share_percent
        self.tied = self.share < 100
        tie = rows.only(np.arange(rows.count - rows.global_rows, rows.count))
        quota_row, away = np.zeros(rows.size, np.int64), np.zeros(rows.size, np.int64)
        quota_row[tie.columns] = tie.values
        away[list(model.on_leave.values())] = 100 - self.share
        if self.tied:
            rows = with_rows(rows.without_global_rows(), self._concurrent_needs_seat())
        self.blocks = [
            LeaveBlock(p, quota_row[p.columns], p.rows, int(away[p.columns].sum()))
            for p in rows.parts()
        ]

    def _concurrent_needs_seat(self) -> Iterator[Cut]:
        """Cuts: whoever holds a concurrent post holds one main seat beside it."""
        model, hosts = self.year.model, defaultdict[Seat, list[int]](list)
        for (seat, _), column in model.concurrent_with.items():
            hosts[seat].append(column)
        for seat, columns in hosts.items():
            holders = dict.fromkeys(model.filled(seat), 1)
            yield holders | dict.fromkeys(columns, -1), 0

    @property
    def cut(self) -> bool:
        """Whether the answer rests on Benders cuts."""
        return any(b.cut for b in self.blocks)

    def run(self) -> Best | None:
        """The best placements; not all proved when not settled, ``None`` without any."""
        settled = True
        try:
            asked = [(b, 0) for b in (self._short() if self.tied else self.blocks)]
            while asked:
                with ThreadPoolExecutor(os.cpu_count()) as pool:
                    list(pool.map(lambda one: self._ask(*one), asked))
                least = cheapest_combination(b.options() for b in self.blocks)
                if least is None:
                    raise NoPoint
                known = cheapest_combination(b.found for b in self.blocks)
                if known is not None and sums(known) == sums(least):
                    break
                chosen = zip(self.blocks, least, strict=True)
                asked = [(b, o.least) for b, o in chosen if o.best is None]
        except Unsettled:
            settled = False
        return self._joined(settled)

    # -- one part --------------------------------------------------------------

    def _short(self) -> Iterator[LeaveBlock]:
        """The blocks that send less than their share under the best placements."""
        for block, surplus in zip(self.blocks, self._sent(self.x)[1], strict=True):
            best = BestPoint(self.x[block.part.columns], ())
            block.found.append(BlockOption(block.cost(best), surplus, -FREE, best))
            if surplus < 0:
                yield block

    def _ask(self, block: LeaveBlock, least: int) -> None:
        """Find the least cost at which a block has a surplus of ``least`` or more."""
        part, x = block.part, self.x.copy()
        n = self.blocks.index(block) + 1
        name = Words(f"第{n}部分的休假", f"the leaves of part {n}")
        self.watch(Progress(name, time.monotonic() - self.started))
        for _ in range(ROUNDS):
            best = self._cheapest(block, least)
            if best is None:
                block.most = least - 1
                return
            x[part.columns] = best.x
            leave_search, (surplus,) = self._sent(x, block)
            if surplus >= least:
                option = BlockOption(block.cost(best), surplus, least, best)
                block.found = sorted([*block.found, option], key=lambda o: o.least)
                return
            cuts = self.leave_cuts.cuts(part, leave_search, x)
            if not cuts:
                break
            block.rows = with_rows(block.rows, cuts)
            block.cut = True
        raise Unsettled

    def _cheapest(self, block: LeaveBlock, least: int) -> PartBest | None:
        """The cheapest point of a block with that surplus, ``None`` without any.

        The search runs over the number of pool members who stay: first as many as under
        the best placements, then more (with a larger pool), then fewer, each way until
        the bound shows that nothing cheaper is left.
        """
        if not self.tied:
            return self._proved(block.rows)
        spare, best = 100 - self.share, list[PartBest]()
        members = int(block.members @ self.x[block.part.columns])
        usual = max(0, (spare * members - least) // 100)
        for step in (0, 1, -1):
            stay = usual + step
            while stay >= 0:
                pool = -(-(least + 100 * stay) // spare)
                asked = {0: (stay, pool), 1: (FREE, pool), -1: (stay, -FREE)}[step]
                here = self._search(block, *asked)
                if here is None or (best and block.cost(here) >= block.cost(best[0])):
                    break
                if (
                    block.quota_row @ here.x < least
                ):  # it is less than what must be paid
                    here = self._search(block, stay, pool)
                if here is not None:
                    best = sorted([*best, here], key=block.cost)
                stay = stay + step if step else -1
        return best[0] if best else None

    def _search(
        self, block: LeaveBlock, stay: int = FREE, pool: int = -FREE
    ) -> PartBest | None:
        """The best point with at most ``stay`` staying and at least ``pool`` in the pool."""
        if stay < FREE and stay < self._least(block, -block.net_leaves):
            return None
        if pool > -FREE and -pool < self._least(block, -block.members, stay):
            return None
        return self._proved(block.limited_to(stay, pool))

    def _least(self, block: LeaveBlock, cost: Ints, stay: int = FREE) -> int:
        """A lower bound of ``cost`` where at most ``stay`` members of the pool stay."""
        rows = block.limited_to(stay, -FREE)
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
        """Have a second configuration confirm that the rows admit no point."""
        verdict = check_feasible(rows, self._left(), SECOND, self.canceller)
        if verdict is not CpSatVerdict.INFEASIBLE:
            raise Unsettled

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def _sent(self, x: Ints, *some: LeaveBlock) -> tuple[LeaveSearch, list[int]]:
        """The most leave that settled placements admit, and the surplus of each block.

        Of the blocks given, or of all.
        """
        model, blocks = self.year.model, some or self.blocks
        plan = replace(model.plan(x), leaves=())
        part_of = {
            model.person_of(c).id: n
            for n, block in enumerate(blocks)
            for c in block.part.columns[x[block.part.columns] == 1].tolist()
            if c < len(model.edge_person)
        }
        pool = [p for p in pool_of(plan) if p.id in part_of]
        statement = build_leaves([plan], pool, model.eligibility)
        leave_search = LeaveSearch(plan, pool, statement)
        if not leave_search.search(self.deadline, self.canceller):
            raise Unsettled
        surplus = [0] * len(blocks)
        for person in pool:
            surplus[part_of[person.id]] -= self.share
        for leave in leave_search.leaves:
            surplus[part_of[leave.person]] += 100
        return leave_search, surplus

    # -- all parts -------------------------------------------------------------

    def _joined(self, settled: bool) -> Best | None:
        """The best point of the whole as far as is known, with the bounds of its tiers."""
        least = cheapest_combination(b.options() for b in self.blocks)
        chosen = cheapest_combination(b.found for b in self.blocks)
        if chosen is None:
            return None
        x, found = self.x.copy(), [o.best for o in chosen if o.best is not None]
        for block, best in zip(self.blocks, found, strict=True):
            x[block.part.columns] = best.x
        proofs = [b.proof for b in found if isinstance(b, PartBest) and b.proof]
        exact = settled and not self.tied and len(proofs) == len(found)
        certificate = Certificate(tuple(proofs), "year") if exact else None
        certificate = None if self.cut else certificate
        return Best(x, self._tiers(chosen, least, certificate), certificate)

    def _tiers(
        self,
        chosen: Iterable[BlockOption],
        least: Iterable[BlockOption] | None,
        certificate: Certificate | None,
    ) -> tuple[TierResult, ...]:
        """What is proved of each tier: by the placements alone, else by the blocks."""
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
