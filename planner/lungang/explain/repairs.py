"""What would make a plan possible: minimal sets of lawful ways out, in amounts.

Every cause must be met by one of its ways. Causes without a way in common are met apart
from one another, and the cheapest sets of the whole are made of the cheapest sets of
each. A set is tried cheapest first, then whatever is least like those found before; a
cause that still stands with it is met as well from then on. A repair is offered only
after a plan was found with it and none without each part of it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import merge
from math import inf

from lungang.engines.allowance import Allowance
from lungang.engines.cp_sat import Canceller, CpSatSettings
from lungang.engines.lexicographic import AtHand, Memory, search
from lungang.engines.part_search import NoPoint
from lungang.explain.amounts import far_enough, in_order, of_leaves
from lungang.explain.hitting_sets import (
    CoreWithWays,
    Kind,
    WaySet,
    contains,
    cost_of,
    kind_of,
    least_tried,
    minimal_hitting_sets,
    swapped,
)
from lungang.explain.repair import Asks, Repair
from lungang.explain.ways import (
    asked_of_few,
    narrowed,
    on_top,
    patch_of,
    ways_out,
)
from lungang.infeasible.core import Core
from lungang.infeasible.cores import Cores
from lungang.infeasible.feasibility_cache import FeasibilityCache
from lungang.infeasible.standing import stands
from lungang.outcome import NoPlan, Solved
from lungang.scenario import apply
from lungang_models.build import BuiltModel, barred, build_full, build_placements
from lungang_models.eligibility import Eligibility
from lungang_models.fault import BadInput
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Finding, waived
from lungang_models.rules.staffing.level import LevelFits
from lungang_models.waiver import Waiver
from lungang_models.way_out import WayOut

WHOLE = (3, 12, 48)
"""After so many sets of one kind in vain it is asked of everybody at once."""
WORK, EACH, SOON, NEXT = 20.0, 4.0, 0.5, 0.5
"""Deterministic seconds for all, for one set (none may use up the work of all), for one
amount of a value (where there is a plan a tenth of it finds one), and for looking for the
next set once a repair is found: of tens of thousands hardly one is unlike the others."""
STATING = 6e-6
"""The work of stating one column, in the same: measured."""
SIBLINGS = 12
"""So many repairs that ask the same of others are tried with each."""
ALIKE = 0.2
"""Two repairs that differ by less than this are one and the same to a reader."""
PATIENCE = {1: 24, 3: 8}
"""With so many repairs in hand, how many sets in a row may be tried in vain."""


@dataclass
class Repairs:
    """The search for repairs; iterate to get them, the cheapest first, then the unlike.

    It ends when its work is spent, or at the deadline; a repair whose parts were not all
    tried by then is kept back.
    ``cache`` and ``memory`` hold what is known of parts of the rows.
    """

    problem: Problem
    cores: Sequence[Core]
    deadline: float
    canceller: Canceller = field(default_factory=Canceller)
    cache: FeasibilityCache = field(default_factory=FeasibilityCache)
    memory: Memory = field(default_factory=dict)
    complete: bool = False
    """Whether the list ended because there is no further repair."""

    def __post_init__(self) -> None:
        self._allowance = Allowance(WORK, self.canceller)
        self._both = list[WaySet]()  # values moved a little each, cheapest first
        self._cut_short = False  # whether there may be sets that were not come to
        self._vain = Counter[Kind]()  # sets that were of no use, by what they ask

    def __iter__(self) -> Iterator[Repair]:
        barring = barred(self.problem)
        known = [self._known(self.problem, c, {}, barring) for c in self.cores]
        found: list[WaySet] = []
        spoilt: list[WaySet] = []
        known, both = far_enough(
            self.problem, known, lambda some: self._suffices(some, known)
        )
        self._both = sorted(both, key=cost_of)
        asked: set[Asks] = set()
        idle, told, refused = 0, 0, False
        while self._left() > 0 and idle <= self._patience(told):
            node = self._next(known, found, spoilt)
            if node is None:
                self.complete = self._left() > 0 and not (refused or self._cut_short)
                open_ones = any(of_leaves(k) or asked_of_few(k.core) for k in known)
                self.complete = self.complete and not open_ones
                return
            idle += 1
            outcome = self._outcome(node, known)
            if isinstance(outcome, list):
                known += outcome
                known += self._of_everybody(kind_of(node), known)
                continue
            least = self._least_of(node, outcome, known) if outcome else None
            if least is None:
                spoilt.append(node)  # in doubt, unless its ways do not go together
                refused = refused or self._patched(node) is not None
            elif not any(contains(least[0], repair) for repair in found):
                repair = self._repair(*least)
                if any(_demotes(self.problem, way) for way in repair.ways):
                    spoilt.append(node)  # a waiver of the level is no sanction (27)
                    refused = True
                    continue
                found.append(least[0])
                if repair.asks in asked:  # of one person by two names of one way
                    continue
                others = list(self._alike(least[0], known, found, spoilt))
                idle, told = 0, told + 1
                asked.add(repair.asks)
                others = [r for r in _unlike_asked(others) if r.asks not in asked]
                asked |= {r.asks for r in others}
                first, *rest = sorted([repair, *others], key=lambda r: r.rank)
                yield replace(first, alike=tuple(rest))

    def _left(self) -> float:
        spent = self._allowance.cancelled
        return -1.0 if spent else self.deadline - time.monotonic()

    @staticmethod
    def _patience(found: int) -> float:
        return min((n for many, n in PATIENCE.items() if found >= many), default=inf)

    def _next(
        self,
        known: Sequence[CoreWithWays],
        found: Sequence[WaySet],
        spoilt: Sequence[WaySet],
    ) -> WaySet | None:
        """The cheapest set worth a try, once some are found the one least like them.

        Those of which a plan is known come before others.
        """

        def fresh(node: WaySet) -> bool:
            had = any(contains(node, repair) for repair in found)
            return not had and node not in spoilt

        looking = Allowance(NEXT if found else WORK, self._allowance)
        sets = minimal_hitting_sets(known, self.deadline, looking)
        both, untried = filter(fresh, self._both), filter(fresh, sets)
        if not found:
            return next(merge(both, untried, key=cost_of), None)
        least = least_tried(both, found, self._vain)
        least = least or least_tried(untried, found, self._vain)
        self._cut_short = looking.cancelled
        return least

    def _of_everybody(
        self, kind: Kind, known: Sequence[CoreWithWays]
    ) -> list[CoreWithWays]:
        """The cores that stand even where what was asked in vain of some is asked of all.

        They spare trying it of one after another.
        """
        self._vain[kind] += 1
        if self._vain[kind] not in WHOLE:
            return []
        ways = (w for k in known for w in k.ways)
        outcome = self._outcome(
            {w.slot: w for w in ways if (w.rule, w.legitimacy) in kind}, known
        )
        return outcome if isinstance(outcome, list) else []

    def _alike(
        self,
        node: WaySet,
        known: list[CoreWithWays],
        found: list[WaySet],
        spoilt: list[WaySet],
    ) -> Iterator[Repair]:
        """The repairs that ask the same of other people or posts, one swapped at a time."""
        queue, tried = [node], list[WaySet]()
        while queue and len(tried) < SIBLINGS and self._left() > 0:
            for other in swapped(queue.pop(0), known):
                if other in (*tried, *spoilt) or any(contains(other, f) for f in found):
                    continue
                if len(tried) == SIBLINGS or self._left() <= 0:
                    return
                tried.append(other)
                outcome = self._outcome(other, known)
                if isinstance(outcome, list):
                    known += outcome
                if not isinstance(outcome, Solved):
                    continue
                least = self._least_of(other, outcome, known)
                if least is None or least[0] != other:
                    continue  # with others one of the ways can be spared
                repair = self._repair(other, outcome)
                if not any(_demotes(self.problem, way) for way in repair.ways):
                    found.append(other)
                    queue.append(other)
                    yield repair

    # -- a node

    def _patched(self, node: WaySet) -> Problem | None:
        """The problem with a node's ways taken; ``None`` where they do not go together."""
        if not node:
            return self.problem
        try:
            return apply(self.problem, patch_of(tuple(node.values()), "repair"))
        except BadInput:
            return None

    def _suffices(self, node: WaySet, known: Sequence[CoreWithWays]) -> bool:
        """Whether a plan is soon found with a node's ways."""
        return isinstance(self._outcome(node, known, SOON), Solved)

    def _outcome(
        self, node: WaySet, known: Sequence[CoreWithWays], work: float = EACH
    ) -> Solved | list[CoreWithWays] | None:
        """A plan, or the cores that stand in the way; ``None`` when neither is known."""
        problem = self._patched(node)
        if problem is None:
            return None
        standing = next(self._standing(problem, node, known), None)
        if standing is not None:
            return [self._known(problem, standing, node)]
        built, own = build_placements(problem), Allowance(work, self._allowance)
        own.spend(STATING * built.rows.size)
        if not self._placed(built, own):
            standing = next(self._standing(problem, node, known, met=True), None)
            if standing is not None:
                return [self._known(problem, standing, node, built.model.eligibility)]
            cores = Cores(built, self.deadline, own, cache=self.cache)
            eligibility = built.model.eligibility
            return [self._known(problem, c, node, eligibility) for c in cores] or None
        if any(map(of_leaves, known)):
            joint = Cores(build_full(problem), self.deadline, own, True, rough=True)
            core = next(iter(joint), None)
            if core is not None:
                return [self._known(problem, core, node)]
        if own.cancelled or self._left() <= 0:
            return None
        return self._solve(problem, built, node, own)

    def _placed(self, built: BuiltModel, canceller: Canceller) -> bool:
        """Whether there are placements, those of untouched parts being remembered."""
        until, at_hand = self.deadline, AtHand(self.memory)
        try:
            search(built.rows, until, CpSatSettings(), canceller, at_hand=at_hand)
        except NoPoint:
            return False
        return True

    def _standing(
        self,
        problem: Problem,
        node: WaySet,
        known: Sequence[CoreWithWays],
        *,
        met: bool = False,
    ) -> Iterator[Core]:
        """Known cores that stand with a node all the same, those it does not meet.

        Or those it does ``met``: a way for one of many lifts no cause for all of them.
        """
        for k in known:
            left = self._left()
            if left <= 0 or k.open_in(node) is met:
                continue
            core = stands(k.core, problem, left, self._allowance, otherwise=met)
            if core is not None:
                yield core

    def _solve(
        self, problem: Problem, built: BuiltModel, node: WaySet, canceller: Canceller
    ) -> Solved | list[CoreWithWays] | None:
        from lungang.solve import solve

        outcome = solve(
            problem,
            time_limit=max(0.1, self._left()),
            canceller=canceller,
            at_hand=AtHand(self.memory, built=lambda: built),
        )
        if isinstance(outcome, Solved):
            return outcome
        if isinstance(outcome, NoPlan):
            core = Core(outcome.core, outcome.minimal, outcome.proof, outcome.tally)
            return [self._known(problem, core, node)]
        return None

    def _known(
        self,
        problem: Problem,
        core: Core,
        node: WaySet,
        eligibility: Eligibility | None = None,
    ) -> CoreWithWays:
        ways = {
            (way.slot, way.after): on_top(node, way)
            for way in ways_out(problem, core, eligibility)
            if way.slot not in node or node[way.slot].change != way.change
        }
        return CoreWithWays(core, tuple(sorted(ways.values(), key=in_order)))

    def _least_of(
        self, node: WaySet, outcome: Solved, known: Sequence[CoreWithWays]
    ) -> tuple[WaySet, Solved] | None:
        """A part of a node that suffices and of which no way can be spared.

        The dearest ways are tried first. ``None`` when the time leaves one of them open.
        """
        for way in sorted(node.values(), key=lambda w: (w.cost, w.slot), reverse=True):
            rest = {s: w for s, w in node.items() if s != way.slot}
            problem = self._patched(rest)
            if problem is not None and any(self._standing(problem, rest, known)):
                continue  # the way is needed
            less = self._outcome(rest, known)
            if less is None:
                return None
            if isinstance(less, Solved):
                node, outcome = rest, less
        return node, outcome

    def _repair(self, node: WaySet, outcome: Solved) -> Repair:
        ways = tuple(sorted(node.values(), key=lambda w: (*w.cost, w.slot)))
        plan = outcome.plan
        leaning = _leaning(plan, ways)
        narrow = tuple(narrowed(self.problem, way, leaning) for way in ways)
        if narrow != ways:
            problem = apply(self.problem, patch_of(narrow, "repair"))
            there = Plan(problem, plan.placements, plan.leaves)
            built = build_placements(problem)
            point = built.model.point(replace(there, leaves=()))
            if point is not None and built.rows.holds_at(point):
                ways, plan = narrow, there
                outcome = replace(outcome, plan=there)
        moved = {p.id for p in plan.problem.staff if plan.moved(p)}
        touched = moved | {s for w in ways for s in w.staff}
        risks = tuple(_leaning(plan, ways))
        return Repair(ways, outcome, tuple(sorted(touched)), risks)


def _demotes(problem: Problem, way: WayOut) -> bool:
    """Whether a waiver of the level puts somebody into a post below their own level."""
    return way.rule == LevelFits.id and any(
        problem.post[p].level.rank < problem.person[s].level.rank
        for p in way.posts
        for s in way.staff
    )


def _unlike_asked(repairs: Sequence[Repair]) -> list[Repair]:
    """Each thing asked once."""
    return list({r.asks: r for r in repairs}.values())


def _leaning(plan: Plan, ways: Sequence[WayOut]) -> list[Finding]:
    """The findings that lean on a waiver, of the rules that some ways waive."""
    named = {w.rule for w in ways if w.change.add.get(Waiver.sheet.zh)}
    found = (f for c in checks() if c.id in named for f in c.audit(plan))
    return [f for f in waived(found, plan.problem.waivers()) if f.waiver is not None]
