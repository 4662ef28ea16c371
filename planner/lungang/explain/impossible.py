"""No plan: all causes, and the ways out, as far as the deadline allows."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lungang.engines.cp_sat import Canceller
from lungang.explain.contrast import wishing
from lungang.explain.hitting_sets import unlike
from lungang.explain.pricing import AskedPlacement
from lungang.explain.repair import Repair
from lungang.explain.repairs import ALIKE, Repairs
from lungang.infeasible.core import Core, core_of
from lungang.infeasible.cores import Cores
from lungang.infeasible.every_conflict import every_conflict
from lungang.infeasible.feasibility_cache import FeasibilityCache
from lungang.outcome import Progress, Watch, silent
from lungang_models.build import build_full, build_placements
from lungang_models.ground import Ground
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.words import Words

MENU = 7
"""A menu offers so many repairs at most."""
FEW = 3
"""Beyond so many only what is clearly unlike the others is offered."""


@dataclass(frozen=True)
class Impossible:
    """Why no plan exists and what would make one possible.

    ``all_causes``: there is no other minimal conflict; without cores, a plan exists.
    ``covering``: without the rows of these cores every rule on posts can be kept, though
    other combinations of the same grounds may conflict as well.
    ``all_repairs``: there is no repair besides those found.
    """

    cores: tuple[Core, ...]
    repairs: tuple[Repair, ...]
    all_causes: bool
    all_repairs: bool
    covering: bool = False


def as_placed(plan: Plan) -> Problem:
    """The problem in which every placement of a hand-made plan is a decision to keep."""
    wishes = [AskedPlacement(s, p) for s, p in sorted(plan.placements)]
    return wishing(plan.problem, wishes)


def impossible(
    problem: Problem,
    seconds: float,
    canceller: Canceller | None = None,
    *,
    repairs: int = MENU,
    watch: Watch = silent,
) -> Impossible:
    """The causes, then the repairs, within ``seconds``; empty when nothing was proved.

    Also empty for a problem that has a plan.
    """
    canceller, started = canceller or Canceller(), time.monotonic()
    end = started + seconds
    half = end - seconds / 2

    def tell(zh: str, en: str) -> None:
        watch(Progress(Words(zh, en), time.monotonic() - started))

    tell("正在找原因", "looking for the causes")
    built, cache = build_placements(problem), FeasibilityCache()
    nothing = Impossible((), (), False, False)
    if time.monotonic() >= half:
        return nothing
    search = Cores(built, half, canceller, cache=cache)
    cores = tuple(search)
    placeable = not cores and search.complete
    if placeable and time.monotonic() >= half:  # stating the leaves takes as long again
        return nothing
    if placeable:  # the placements can be made: the leaves cannot
        tell("岗位可以安排，正在看休假", "places can be found; now the leaves")
        search = Cores(build_full(problem), half, canceller, together=True)
        cores = tuple(search)
    possible = not cores and search.complete
    cores, whole = with_every_conflict(problem, cores, half, canceller)
    covering = search.complete or whole
    if not cores or not repairs:
        return Impossible(cores, (), whole or possible, False, covering)
    found = Repairs(problem, cores, end, canceller, cache)
    offered = sorted(_menu(found, repairs, len(cores), tell), key=lambda r: r.rank)
    return Impossible(cores, tuple(offered), whole, found.complete, covering)


def with_every_conflict(
    problem: Problem, cores: tuple[Core, ...], deadline: float, canceller: Canceller
) -> tuple[tuple[Core, ...], bool]:
    """Every minimal conflict of placements and leaves, and whether these are all.

    A small organisation is looked through whole; a conflict that was counted is told with
    its count. In a larger one, or where there are too many to be read, the cores stay as
    they are and nothing is claimed.
    """
    every = every_conflict(problem, deadline, canceller) if cores else None
    if every is None:
        return cores, False
    whole, conflicts = every
    told: list[Core] = []
    for conflict in conflicts:
        rows, bars = (
            sorted((g for g in conflict if (g in whole.barred) is barred), key=_order)
            for barred in (False, True)
        )
        told.append(core_of(whole, rows, bars, True, None))
    alike = Counter(map(_about, told))
    known = {_about(c): c for c in cores if alike[_about(c)] == 1}
    told = [known.get(_about(c), c) for c in told]
    return tuple(sorted(told, key=lambda c: c.tally is None)), True


def _about(core: Core) -> tuple[frozenset[Ground], frozenset[str]]:
    """What tells a conflict from others however its bars are put into sentences."""
    rows = frozenset(core.grounds) - core.bars
    return rows, frozenset(g.rule for g in core.bars)


def _order(ground: Ground) -> tuple[str, str]:
    return ground.rule, ground.says.zh


def _menu(
    found: Repairs, most: int, causes: int, tell: Callable[[str, str], None]
) -> list[Repair]:
    """The cheapest repair and those least like the ones before."""
    offered: list[Repair] = []
    tell(f"原因{causes}个，正在找出路", f"{causes} causes; looking for ways out")
    for repair in found:
        nodes = [{w.slot: w for w in r.ways} for r in (*offered, repair)]
        apart = min((unlike(nodes[-1], n) for n in nodes[:-1]), default=1.0)
        if len(offered) >= FEW and apart < ALIKE:
            break
        offered.append(repair)
        tell(
            f"原因{causes}个，出路{len(offered)}条，正在找别的出路",
            f"{causes} causes, {len(offered)} ways out; looking for others",
        )
        if len(offered) == most:
            break
    return offered


def to_json(problem: Problem, found: Impossible) -> dict[str, Any]:
    """Causes and repairs as plain data, the tallies ready for their checker."""
    return {
        "schema": "lungang-reasons/1",
        "input_hash": problem.hash,
        "all_causes": found.all_causes,
        "all_repairs": found.all_repairs,
        "causes": [_core(c) for c in found.cores],
        "repairs": [_repair(r, f"出路{n}") for n, r in enumerate(found.repairs, 1)],
    }


def _core(core: Core) -> dict[str, Any]:
    return {
        "kinds": list(core.kinds),
        "proof": core.proof.name.lower(),
        "minimal": core.minimal,
        "tally": None if core.tally is None else core.tally.to_json(),
        "grounds": [
            {
                "rule": g.rule,
                "staff": list(g.staff),
                "posts": list(g.posts),
                "says": g.says._asdict(),
            }
            for g in core.grounds
        ],
    }


def _repair(repair: Repair, name: str) -> dict[str, Any]:
    return {
        "cost": {"legitimacy": repair.cost[0], "amount": repair.cost[1]},
        "touched": list(repair.touched),
        "risks": [f.says._asdict() for f in repair.risks],
        "tiers": {t.tier.name.lower(): t.value for t in repair.outcome.tiers},
        "alike": [
            {
                "says": [w.sentence._asdict() for w in other.ways],
                "tiers": {t.tier.name.lower(): t.value for t in other.outcome.tiers},
            }
            for other in repair.alike
        ],
        "scenario": repair.patch(name).model_dump(mode="json", exclude_defaults=True),
        "ways": [
            {
                "rule": w.rule,
                "says": w.sentence._asdict(),
                "before": w.before,
                "after": w.after,
                "authority": w.authority._asdict(),
                "paper": w.paper._asdict(),
                "legitimacy": w.legitimacy.name.lower(),
                "price": w.price,
                "staff": list(w.staff),
                "posts": list(w.posts),
            }
            for w in repair.ways
        ],
    }
