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
from functools import cached_property

import numpy as np

from lungang.certificate import Certificate
from lungang.halving import Cut, joined
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
from lungang.solve.residual import Canceller, Settings, Verdict, feasible, possible
from lungang.statement import Statement
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import LeavePolicy, in_pool
from lungang_models.model import Seat
from lungang_models.plan import Plan
from lungang_models.rows import FREE, Part, Rows
from lungang_models.vocabulary import PostId
from lungang_models.words import Words

ROUNDS = 30
"""So many rounds of cuts a question, before the whole is left to the joint model."""

Worth = tuple[int, ...]


class Unsettled(Exception):
    """A part was not settled: time ran out, or the cuts did not get there."""


@dataclass(frozen=True)
class Option:
    """What a part can do: send ``surplus`` more than its share, at no less than ``worth``.

    The surplus is in hundredths of a leave. ``best`` are the placements; without any,
    the worth is a bound, and to ask for ``least`` would raise it.
    """

    worth: Worth
    surplus: int
    least: int
    best: Found | None


@dataclass(eq=False)
class Bureau:
    """A part of the rows of the year, and what it has answered, the cheapest first.

    ``owed`` is its part of the quota's row, ``most`` what its surplus cannot exceed.
    Once ``cut``, its rows lean on what the windows of settled placements admit.
    """

    part: Part
    owed: Ints
    rows: Rows
    most: int
    found: list[Option] = field(default_factory=list)
    cut: bool = False

    def options(self) -> Iterator[Option]:
        """All it may be able to do, as far as is known."""
        ends = [*(o.least - 1 for o in self.found[1:]), self.most]
        for option, end in zip(self.found, ends, strict=False):
            yield option
            if end > option.surplus:
                yield Option(option.worth, end, option.surplus + 1, None)

    def worth(self, best: Found) -> Worth:
        """What the placements cost here."""
        return tuple((self.part.rows.costs @ best.x).tolist())

    @property
    def members(self) -> Ints:
        """1 where somebody of the pool sits."""
        return np.asarray(self.owed < 0, np.int64)

    @property
    def goes(self) -> Ints:
        """What adds up to how many go, less the pool."""
        return np.asarray((self.owed > 0).astype(np.int64) - self.members, np.int64)

    def among(self, stay: int, pool: int) -> Rows:
        """The rows where so many stay at most of a pool of so many at least."""
        asked = [(_terms(self.goes), -stay)] if stay < FREE else []
        asked += [(_terms(self.members), pool)] if pool > -FREE else []
        return joined(self.rows, asked)


def together(choices: Iterable[Iterable[Option]]) -> tuple[Option, ...] | None:
    """One of each, of the least worth in all, whose surpluses make up for one another."""
    front: list[tuple[Worth, int, tuple[Option, ...]]] = [((), 0, ())]
    for options in choices:
        sums = [
            (_plus(worth, o.worth), surplus + o.surplus, (*chosen, o))
            for o in options
            for worth, surplus, chosen in front
        ]
        sums.sort(key=lambda one: (one[0], -one[1]))
        front = []
        for one in sums:
            if not front or one[1] > front[-1][1]:
                front.append(one)
    return next((chosen for _, surplus, chosen in front if surplus >= 0), None)


def _plus(a: Worth, b: Worth) -> Worth:
    return tuple(x + y for x, y in zip(a, b, strict=True)) if a else b


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
                if known is not None and _sums(known) == _sums(least):
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
            bureau.rows = joined(bureau.rows, self._cuts(part, sending, x))
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
        return Search(rows, self.deadline, self.settings, self.canceller, _silent)

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

    # -- cuts ------------------------------------------------------------------

    def _cuts(self, part: Part, sending: Sending, x: Ints) -> list[Cut]:
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
        if not found:
            raise Unsettled
        return found

    def _no_more(self, sending: Sending, away: list[int], sent: int) -> bool:
        """Whether a second configuration, too, finds no more leaves than these."""
        rows = joined(sending.rows, [(dict.fromkeys(sorted(away), 1), sent + 1)])
        fixed = np.full(rows.size, -1, np.int8)
        fixed[: rows.placements] = sending.x[: rows.placements]
        verdict = possible(rows, fixed, self._left(), SECOND, self.canceller)
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
        bounds = [t.bound for t in floor] if least is None else _sums(least)
        tiers, same, as_floor = [], True, True
        for k, value in enumerate(_sums(chosen)):
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


def _terms(values: Ints) -> dict[int, int]:
    at = np.flatnonzero(values)
    return dict(zip(at.tolist(), values[at].tolist(), strict=True))


def _sums(options: Iterable[Option]) -> list[int]:
    return [sum(v) for v in zip(*(o.worth for o in options), strict=True)]


def _silent(progress: Progress) -> None:
    return None


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
