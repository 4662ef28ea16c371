"""The cheapest sets of ways that meet every known cause: pure choice, nothing is solved.

Causes whose ways move nothing in common are met apart from one another, so the sets of
the whole are products of the sets of each group, cheapest sums first.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice

from lungang.engines.cp_sat import Canceller
from lungang.infeasible.core import Core
from lungang_models.way_out import Legitimacy, WayOut

Slot = tuple[str, ...]
WaySet = dict[Slot, WayOut]
Cost = tuple[int, int]
Kind = frozenset[tuple[str, Legitimacy]]

AHEAD, LIKE = 400, 2
"""So many untried sets, and so few of one kind, are looked through for the next to try."""
NODE, CHILD, LOOK = 1e-4, 5e-6, 5e-7
"""The work of opening one set, of each set made of it, and of holding it against one
found before, in deterministic seconds: measured."""


@dataclass(frozen=True)
class CoreWithWays:
    """A core and the ways past it.

    Ways only relax, so a core found with some ways taken stands without them as well.
    """

    core: Core
    ways: tuple[WayOut, ...]

    @cached_property
    def least(self) -> dict[Slot, int]:
        """How far each slot must be moved."""
        found: dict[Slot, int] = {}
        for way in self.ways:
            found[way.slot] = min(way.price, found.get(way.slot, way.price))
        return found

    def open_in(self, node: Mapping[Slot, WayOut]) -> bool:
        """Whether none of its ways is among those of a node."""
        least = self.least
        return not any(s in least and w.price >= least[s] for s, w in node.items())


def contains(node: Mapping[Slot, WayOut], some: Mapping[Slot, WayOut]) -> bool:
    """Whether a node takes all of some ways, or more of them."""
    return all(s in node and node[s].price >= w.price for s, w in some.items())


def kind_of(node: WaySet) -> Kind:
    """What a set asks, of whomever it asks it."""
    return frozenset((w.rule, w.legitimacy) for w in node.values())


def unlike(a: WaySet, b: WaySet) -> float:
    """How different two sets of ways are: 1 where they share neither a way nor its kind."""
    mine, theirs = kind_of(a), kind_of(b)
    kinds = len(mine & theirs) / max(1, len(mine | theirs))
    slots = len(a.keys() & b.keys()) / max(1, len(a), len(b))
    return 1 - (kinds + slots) / 2


def least_tried(
    untried: Iterator[WaySet], found: Sequence[WaySet], vain: Mapping[Kind, int]
) -> WaySet | None:
    """Of the kind least often tried in vain, the set least like those found."""
    seen, some = Counter[Kind](), list[WaySet]()
    for node in islice(untried, AHEAD):
        seen[kind_of(node)] += 1
        if seen[kind_of(node)] <= LIKE:
            some.append(node)

    def worth(node: WaySet) -> tuple[int, float]:
        return -vain.get(kind_of(node), 0), min(unlike(node, f) for f in found)

    return max(some, key=worth, default=None)


def swapped(node: WaySet, known: Sequence[CoreWithWays]) -> list[WaySet]:
    """The sets that ask one thing of a set of somebody else."""
    pool = {way.slot: way for k in known for way in k.ways}
    return [
        {**{s: w for s, w in node.items() if s != slot}, other.slot: other}
        for slot, way in node.items()
        for other in pool.values()
        if (other.rule, other.cost) == (way.rule, way.cost) and other.slot not in node
    ]


def minimal_hitting_sets(
    known: Sequence[CoreWithWays], deadline: float, canceller: Canceller
) -> Iterator[WaySet]:
    """Sets of ways that meet every cause, the cheapest first, none a part of a later one.

    Ends at the deadline, or when the work is spent, and at once where a cause has no way.
    """
    sources = [
        _minimal_of_group(group, deadline, canceller) for group in _groups(known)
    ]
    lists: list[list[WaySet]] = [[] for _ in sources]

    def has(group: int, place: int) -> bool:
        while len(lists[group]) <= place:
            node = next(sources[group], None)
            if node is None:
                return False
            lists[group].append(node)
        return True

    first = (0,) * len(sources)
    if not all(has(group, 0) for group in range(len(sources))):
        return
    heap, seen = [(_sum(lists, first), first)], {first}
    while heap and time.monotonic() < deadline and not canceller.cancelled:
        canceller.spend(NODE)
        _, places = heapq.heappop(heap)
        yield {s: w for g, p in enumerate(places) for s, w in lists[g][p].items()}
        for group in range(len(sources)):
            after = tuple(p + (g == group) for g, p in enumerate(places))
            if after not in seen and has(group, after[group]):
                seen.add(after)
                heapq.heappush(heap, (_sum(lists, after), after))


def _sum(lists: Sequence[Sequence[WaySet]], places: Sequence[int]) -> Cost:
    costs = [cost_of(lists[g][p]) for g, p in enumerate(places)]
    return sum(c[0] for c in costs), sum(c[1] for c in costs)


def cost_of(node: Mapping[Slot, WayOut]) -> Cost:
    """Legitimacy first, then amounts."""
    costs = [w.cost for w in node.values()]
    return sum(c[0] for c in costs), sum(c[1] for c in costs)


def _groups(known: Sequence[CoreWithWays]) -> list[list[CoreWithWays]]:
    """Causes tied together by what their ways move."""
    groups: list[tuple[set[Slot], list[CoreWithWays]]] = []
    for one in known:
        slots, members = {w.slot for w in one.ways}, [one]
        for other in [g for g in groups if g[0] & slots]:
            groups.remove(other)
            slots, members = slots | other[0], [*other[1], *members]
        groups.append((slots, members))
    return [members for _, members in groups]


def _minimal_of_group(
    known: Sequence[CoreWithWays], deadline: float, canceller: Canceller
) -> Iterator[WaySet]:
    """The same for one group: a tree of choices (Reiter), cheapest nodes opened first.

    What a node costs at least is worked out where it comes up, not where it is made.
    """
    tie = count()
    heap: list[tuple[Cost, int, bool, WaySet]] = [((0, 0), next(tie), True, {})]
    seen: set[frozenset[tuple[Slot, int]]] = set()
    found: dict[Slot | None, list[WaySet]] = {}  # by one of their slots
    while heap and time.monotonic() < deadline and not canceller.cancelled:
        cost, number, bounded, node = heapq.heappop(heap)
        near = [one for slot in (None, *node) for one in found.get(slot, ())]
        canceller.spend(LOOK * (len(node) + len(near)))
        if any(contains(node, one) for one in near):
            continue
        if not bounded:
            heapq.heappush(heap, (max(cost, _least(node, known)), number, True, node))
            canceller.spend(CHILD)
            continue
        canceller.spend(NODE)
        cause = next((k for k in known if k.open_in(node)), None)
        if cause is None:
            rare = min(node, key=lambda s: len(found.get(s, ())), default=None)
            found.setdefault(rare, []).append(node)
            yield node
            continue
        for way in cause.ways:
            more = {**node, way.slot: way}
            key = frozenset((slot, w.price) for slot, w in more.items())
            if key not in seen:
                seen.add(key)
                heapq.heappush(heap, (cost_of(more), next(tie), False, more))
        canceller.spend(CHILD * len(cause.ways))


def _least(node: WaySet, known: Sequence[CoreWithWays]) -> Cost:
    """What a set on top of a node costs at least.

    Open causes without a way in common each need one of their own.
    """
    costs = [cost_of(node)]
    spoken: set[Slot] = set()
    for k in known:
        if k.ways and k.open_in(node) and spoken.isdisjoint(k.least):
            spoken |= k.least.keys()
            costs.append(min(_more(w, node) for w in k.ways))
    return sum(c[0] for c in costs), sum(c[1] for c in costs)


def _more(way: WayOut, node: WaySet) -> Cost:
    """What a way adds to a node: of a slot that is moved already only the rest."""
    before = node.get(way.slot)
    return way.cost if before is None else (0, way.price - before.price)
