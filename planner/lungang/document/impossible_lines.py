"""Why there is no plan, and what would make one possible, as lines of a document."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lungang.document.lines import coded, person_refs, post_refs, text_of, tier_line
from lungang.document.parts import (
    ChoiceLine,
    CoreLine,
    GroundLine,
    ReasonsLine,
    RepairLine,
    WayLine,
)
from lungang_models.assumed import ASSUMED
from lungang_models.ground import Ground
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Check, Rule

if TYPE_CHECKING:
    from lungang.explain.impossible import Impossible
    from lungang.explain.repair import Repair
    from lungang.formats import Text
    from lungang.infeasible.core import Core
    from lungang.outcome import NoPlan
    from lungang.proof.counted_shortage import Tally


@cache
def _by_id() -> dict[str, Check]:
    return {c.id: c for c in (*checks(), ASSUMED)}


def check_of(rule: str) -> Check:
    return _by_id()[rule]


def reasons_line(
    problem: Problem, outcome: NoPlan, found: Impossible | None
) -> ReasonsLine:
    """All causes found, at least the one that the verdict rests on; and the ways out."""
    causes = () if found is None else found.cores
    if found is None or not causes:
        first = CoreLine(
            proof=coded(outcome.proof),
            minimal=outcome.minimal,
            counted=_counted(problem, outcome.tally),
            grounds=tuple(_ground(problem, g) for g in outcome.core),
        )
        return ReasonsLine(
            causes=(first,), all_causes=False, repairs=(), all_repairs=False
        )
    return ReasonsLine(
        causes=tuple(_cause(problem, c) for c in causes),
        all_causes=found.all_causes,
        repairs=tuple(_repair(problem, r) for r in found.repairs),
        all_repairs=found.all_repairs,
    )


def _counted(problem: Problem, tally: Tally | None) -> Text | None:
    return None if tally is None else text_of(tally.says(problem))


def _cause(problem: Problem, core: Core) -> CoreLine:
    return CoreLine(
        proof=coded(core.proof),
        minimal=core.minimal,
        counted=_counted(problem, core.tally),
        grounds=tuple(_ground(problem, g) for g in core.grounds),
    )


def _repair(problem: Problem, repair: Repair) -> RepairLine:
    return RepairLine(
        ways=_ways(problem, repair),
        choices=tuple(
            ChoiceLine(ways=_ways(problem, r), as_good=r.prices == repair.prices)
            for r in repair.alike
        ),
        touched=person_refs(problem, repair.touched),
        risks=tuple(text_of(f.says) for f in repair.risks),
        tiers=tuple(tier_line(t) for t in repair.outcome.tiers),
    )


def _ways(problem: Problem, repair: Repair) -> tuple[WayLine, ...]:
    return tuple(
        WayLine(
            rule=w.rule, says=text_of(w.sentence), kind=coded(w.legitimacy),
            authority=text_of(w.authority), paper=text_of(w.paper),
            staff=person_refs(problem, w.staff),
        )
        for w in repair.ways
    )  # fmt: skip


def _ground(problem: Problem, ground: Ground) -> GroundLine:
    check = check_of(ground.rule)
    waivable = check.waivable if isinstance(check, Rule) else None
    return GroundLine(
        rule=ground.rule, title=text_of(check.title), article=check.article(problem),
        says=text_of(ground.says), staff=person_refs(problem, ground.staff),
        posts=post_refs(problem, ground.posts),
        waivable=None if waivable is None else text_of(waivable.says),
    )  # fmt: skip
