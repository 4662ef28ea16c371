"""What would make an impossible scenario possible, for its column of a comparison."""

from __future__ import annotations

from lungang.compare.comparison import Repairing, WayLine
from lungang.document.lines import text_of
from lungang.explain.impossible import impossible
from lungang_models.problem import Problem


def cheapest_repair(problem: Problem, seconds: float) -> Repairing | None:
    """The cheapest repair found within ``seconds``; ``None`` when none was found.

    Legitimacy counts before amounts. ``proved`` says that every repair was looked at.
    """
    found = impossible(problem, seconds, repairs=1)
    if not found.repairs:
        return None
    (repair,) = found.repairs
    ways = tuple(
        WayLine(
            rule=way.rule,
            says=text_of(way.sentence),
            kind=text_of(way.legitimacy.value),
            authority=text_of(way.authority),
            paper=text_of(way.paper),
        )
        for way in repair.ways
    )
    return Repairing(ways=ways, people=len(repair.touched), proved=found.all_repairs)
