"""What would make a plan possible: minimal sets of lawful ways out, in amounts.

A tree of choices (Reiter's hitting sets): a node is a set of ways taken, its branches
the ways past one core that still stands in it. Nodes are opened cheapest first, so that
repairs come in the order of legitimacy and price. A repair is offered only after a plan
was found with it and none without each part of it.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from lungang.explain.cores import Core, Cores, stands
from lungang.scenario import Patch, apply
from lungang.solve.outcome import NoPlan, Outcome, Solved
from lungang.solve.residual import Canceller
from lungang.statement import barred, state_placements
from lungang_models.fault import BadInput
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.rule import Finding, Ground
from lungang_models.vocabulary import StaffId
from lungang_models.way_out import WayOut

AUTHOR = "lungang explain"
NEAREST = 3
"""Of many people whom a bar keeps out of a post, so many are asked for a way out."""

Slot = tuple[str, ...]


@dataclass(frozen=True)
class Repair:
    """Ways out that together make a plan possible, and what that plan is like.

    ``tiers`` are its prices; ``touched`` the people the ways speak of and those who hold
    another post than today; ``risks`` the findings that lean on a waiver.
    """

    ways: tuple[WayOut, ...]
    outcome: Solved
    touched: tuple[StaffId, ...]
    risks: tuple[Finding, ...]

    @property
    def cost(self) -> tuple[int, int]:
        """Legitimacy first, then amounts."""
        return sum(w.cost[0] for w in self.ways), sum(w.cost[1] for w in self.ways)

    def patch(self, name: str) -> Patch:
        """The scenario that the repair makes."""
        return patch_of(self.ways, name)


@dataclass(frozen=True)
class _Known:
    """A core and the ways past it.

    Ways only relax, so a core found with some ways taken stands without them as well.
    """

    core: Core
    ways: tuple[WayOut, ...]

    def open_in(self, node: Mapping[Slot, WayOut]) -> bool:
        """Whether it still stands with the ways of a node taken."""
        return not any(
            way.slot in node and node[way.slot].price >= way.price for way in self.ways
        )


@dataclass
class Repairs:
    """The search for repairs; iterate to get them, about in order of cost.

    It ends at the deadline; a repair whose parts were not all tried by then is kept back.
    """

    problem: Problem
    cores: Sequence[Core]
    deadline: float
    canceller: Canceller = field(default_factory=Canceller)
    complete: bool = False
    """Whether the list ended because there is no further repair."""

    def __iter__(self) -> Iterator[Repair]:
        known = [self._known(self.problem, c, {}) for c in self.cores]
        tie = count()
        heap: list[tuple[tuple[int, int], int, dict[Slot, WayOut]]] = []
        seen: set[frozenset[tuple[Slot, int]]] = set()
        found: list[dict[Slot, WayOut]] = []

        def add(node: dict[Slot, WayOut]) -> None:
            if _key(node) not in seen:
                seen.add(_key(node))
                heapq.heappush(heap, (self._least(node, known), next(tie), node))

        add({})
        while heap and self._left() > 0:
            _, _, node = heapq.heappop(heap)
            if any(_part(repair, node) for repair in found):
                continue
            core = next((k for k in known if k.open_in(node)), None)
            if core is None:
                outcome = self._outcome(node, known)
                if isinstance(outcome, Solved):
                    least = self._least_of(node, outcome, known)
                    if least is not None and not any(
                        _part(repair, least[0]) for repair in found
                    ):
                        found.append(least[0])
                        yield self._repair(*least)
                    continue
                if outcome is None:
                    continue
                core = outcome
                known.append(core)
            for way in core.ways:
                add({**node, way.slot: way})
        self.complete = not heap

    def _left(self) -> float:
        return -1.0 if self.canceller.cancelled else self.deadline - time.monotonic()

    def _least(
        self, node: Mapping[Slot, WayOut], known: Iterable[_Known]
    ) -> tuple[int, int]:
        """What a repair on top of a node costs at least.

        Open cores without a way in common each need one of their own.
        """
        costs = [w.cost for w in node.values()]
        spoken: set[Slot] = set()
        for k in known:
            slots = {w.slot for w in k.ways}
            if k.ways and k.open_in(node) and not slots & spoken:
                spoken |= slots
                costs.append(min(w.cost for w in k.ways))
        return sum(c[0] for c in costs), sum(c[1] for c in costs)

    # -- a node

    def _patched(self, node: Mapping[Slot, WayOut]) -> Problem | None:
        """The problem with a node's ways taken; ``None`` where they do not go together."""
        if not node:
            return self.problem
        try:
            return apply(self.problem, patch_of(tuple(node.values()), "repair"))
        except BadInput:
            return None

    def _outcome(
        self, node: Mapping[Slot, WayOut], known: Sequence[_Known]
    ) -> Solved | _Known | None:
        """A plan, or a core that stands in the way; ``None`` when neither is known."""
        problem = self._patched(node)
        if problem is None:
            return None
        for k in known:
            if self._left() > 0 and stands(k.core, problem, self._left()):
                return self._known(problem, k.core, node)
        stated = state_placements(problem)
        core = next(iter(Cores(stated, self.deadline, self.canceller)), None)
        if core is not None:
            return self._known(problem, core, node)
        if self._left() <= 0:  # a solve begun now would outlast the deadline
            return None
        outcome = self._solve(problem)
        if isinstance(outcome, Solved):
            return outcome
        if isinstance(outcome, NoPlan):
            core = Core(outcome.core, outcome.minimal, outcome.proof)
            return self._known(problem, core, node)
        return None

    def _solve(self, problem: Problem) -> Outcome:
        from lungang.solve import solve

        left = max(0.1, self._left())
        return solve(problem, time_limit=left, canceller=self.canceller)

    def _known(
        self, problem: Problem, core: Core, node: Mapping[Slot, WayOut]
    ) -> _Known:
        ways = {
            (way.slot, way.after): _on_top(node, way) for way in ways_out(problem, core)
        }
        ordered = sorted(ways.values(), key=lambda w: (*w.cost, w.slot, w.after))
        return _Known(core, tuple(ordered))

    def _least_of(
        self, node: dict[Slot, WayOut], outcome: Solved, known: Sequence[_Known]
    ) -> tuple[dict[Slot, WayOut], Solved] | None:
        """A part of a node that suffices and of which no way can be spared.

        The dearest ways are tried first. ``None`` when the time leaves one of them open.
        """
        for way in sorted(node.values(), key=lambda w: (w.cost, w.slot), reverse=True):
            rest = {s: w for s, w in node.items() if s != way.slot}
            less = self._outcome(rest, known)
            if less is None:
                return None
            if isinstance(less, Solved):
                node, outcome = rest, less
        return node, outcome

    def _repair(self, node: Mapping[Slot, WayOut], outcome: Solved) -> Repair:
        from lungang.audit import audit

        ways = tuple(sorted(node.values(), key=lambda w: (*w.cost, w.slot)))
        plan = outcome.plan
        moved = {p.id for p in plan.problem.staff if plan.moved(p)}
        touched = moved | {s for w in ways for s in w.staff}
        risks = tuple(f for f in audit(plan) if f.waiver is not None)
        return Repair(ways, outcome, tuple(sorted(touched)), risks)


def ways_out(problem: Problem, core: Core) -> Iterator[WayOut]:
    """The ways past the grounds of a core that their rules name.

    A bar that keeps many people out of a post has no way for all of them: it is asked
    for the few whom the fewest rules keep out.
    """
    known = {r.id: r for r in rules()}
    for ground in core.grounds:
        if ground not in core.many:
            yield from known[ground.rule].ways_out(problem, ground)
        else:
            for single in _nearest(problem, ground):
                yield from known[ground.rule].ways_out(problem, single)


def _nearest(problem: Problem, ground: Ground) -> list[Ground]:
    eligibility, found = barred(problem), []
    for person in problem.staff:
        for post in ground.posts:
            why = list(eligibility.reasons(person.id, post))
            mine = [g for g in why if g.rule == ground.rule]
            if mine:
                found.append((len(why), person.id, mine[0]))
    return [single for _, _, single in sorted(found, key=lambda f: f[:2])[:NEAREST]]


def _on_top(node: Mapping[Slot, WayOut], way: WayOut) -> WayOut:
    """A way as told from the start, where its slot was moved before."""
    before = node.get(way.slot)
    if before is None:
        return way
    return replace(way, before=before.before, price=before.price + way.price)


def _key(node: Mapping[Slot, WayOut]) -> frozenset[tuple[Slot, int]]:
    return frozenset((slot, way.price) for slot, way in node.items())


def _part(repair: Mapping[Slot, WayOut], node: Mapping[Slot, WayOut]) -> bool:
    """Whether a node takes all that a repair takes, or more of it."""
    return all(s in node and node[s].price >= w.price for s, w in repair.items())


def patch_of(ways: Sequence[WayOut], name: str) -> Patch:
    """The scenario in which the ways are taken."""
    says = "; ".join(w.sentence.zh for w in ways)
    merged: dict[str, dict[str, object]] = {}
    rows: dict[str, dict[str, tuple[object, ...]]] = {"add": {}, "remove": {}}
    changes: dict[str, dict[str, dict[str, object]]] = {}
    for way in ways:
        for key, values in way.change.policies.items():
            merged.setdefault(key, {}).update(values)
        for part, those in (("add", way.change.add), ("remove", way.change.remove)):
            for sheet, some in those.items():
                rows[part][sheet] = (*rows[part].get(sheet, ()), *some)
        for sheet, changed in way.change.change.items():
            for one, cells in changed.items():
                changes.setdefault(sheet, {}).setdefault(one, {}).update(cells)
    return Patch.model_validate(
        {
            "name": name[:60],
            "author": AUTHOR,
            "purpose": f"出路: {says}",
            "policies": merged,
            **rows,
            "change": changes,
        }
    )


def menu(repairs: Sequence[Repair], most: int) -> tuple[Repair, ...]:
    """The cheapest repair, then those least like the ones before, in order of cost."""
    chosen: list[Repair] = list(repairs[:1])
    rest = list(repairs[1:])
    while rest and len(chosen) < most:
        best = max(rest, key=lambda r: min(_unlike(r, c) for c in chosen))
        chosen.append(best)
        rest.remove(best)
    return tuple(sorted(chosen, key=repairs.index))


def _unlike(a: Repair, b: Repair) -> float:
    """How different two repairs are: 1 where they share neither a way nor its kind."""
    mine, theirs = ({(w.rule, w.legitimacy) for w in r.ways} for r in (a, b))
    same = {w.slot for w in a.ways} & {w.slot for w in b.ways}
    kinds = len(mine & theirs) / max(1, len(mine | theirs))
    slots = len(same) / max(1, len(a.ways), len(b.ways))
    return 1 - (kinds + slots) / 2
