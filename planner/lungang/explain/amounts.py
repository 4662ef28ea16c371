"""How far values must be moved for a plan to exist: alone, or a little of each of two.

One step mostly is not enough, and steps of several values are too many to try one by one.
A value moved farther lifts no less than before, so what is enough is found by halving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lungang.explain.hitting_sets import CoreWithWays, Slot, WaySet, cost_of
from lungang.explain.ways import farther
from lungang_models.problem import Problem
from lungang_models.rules.leave.leave_quota import LeaveQuota
from lungang_models.way_out import WayOut

Enough = Callable[[WaySet], bool]
"""Whether a plan was found with some ways taken."""


def of_leaves(known: CoreWithWays) -> bool:
    """Whether a cause is a shortage of leaves."""
    return LeaveQuota.id in known.core.kinds


def in_order(way: WayOut) -> tuple[object, ...]:
    """What puts ways in order: the cheapest first."""
    return *way.cost, way.slot, way.after


def far_enough(
    problem: Problem, known: Sequence[CoreWithWays], enough: Enough
) -> tuple[list[CoreWithWays], list[WaySet]]:
    """Causes of leaves with each value set as far as it takes, if that is enough.

    Where no step is, something else is asked as well: that is one cause more. Beside
    them, for a value that is enough and another, the least of both that is.
    """
    found = [k for k in known if not of_leaves(k)]
    both: list[WaySet] = []
    for one in (k for k in known if of_leaves(k)):
        ways: list[WayOut] = []
        less: dict[Slot, list[WayOut]] = {}
        alone: list[WayOut] = []
        for way in one.ways:
            steps = farther(problem, one.core, way)
            low = _least(steps, lambda step: enough({step.slot: step}))
            less[way.slot] = steps[:low]
            if low == len(steps):
                others = tuple(w for w in one.ways if w.slot != way.slot)
                found.append(CoreWithWays(one.core, others))
            else:
                alone.append(steps[low])
            ways.append(steps[low] if low < len(steps) else way)
        found.append(CoreWithWays(one.core, tuple(sorted(ways, key=in_order))))
        for way, slot in ((w, s) for w in alone for s in less if s != w.slot):
            sets = _exchanged(less[way.slot], less[slot], way.price, enough)
            least = min(sets, key=cost_of, default=None)
            both += [least] if least is not None and least not in both else []
    return found, both


def _least(steps: Sequence[WayOut], enough: Callable[[WayOut], bool]) -> int:
    """The first step that is enough; their number where none is."""
    low, high = 0, len(steps)
    while low < high:  # the last first: where it is not enough, none is
        at = high - 1 if high == len(steps) else (low + high) // 2
        low, high = (low, at) if enough(steps[at]) else (at + 1, high)
    return low


def _exchanged(
    less: Sequence[WayOut], more: Sequence[WayOut], most: int, enough: Enough
) -> Iterator[WaySet]:
    """Less of one value and some of another: no set costs above ``most``, none is idle.

    From as much of the other as may be asked, step by step to as little as is enough.
    """
    more = [m for m in more if less and m.price + less[0].price <= most]
    if not more:
        return

    def pair(one: WayOut, other: WayOut) -> WaySet:
        return {one.slot: one, other.slot: other}

    at, place = len(more) - 1, _least(less, lambda w: enough(pair(w, more[-1])))
    while place < len(less) and at >= 0:
        while at > 0 and enough(pair(less[place], more[at - 1])):
            at -= 1
        if less[place].price + more[at].price <= most:
            yield pair(less[place], more[at])
        at -= 1
        while at >= 0 and place < len(less) and not enough(pair(less[place], more[at])):
            place += 1
