"""Whether a core that was found before still holds once something was changed."""

from __future__ import annotations

from lungang.engines.cp_sat import Canceller, CpSatVerdict
from lungang.engines.part_search import SECOND
from lungang.infeasible.core import Core, core_of
from lungang.infeasible.subproblem import QUICK, Subproblem
from lungang.proof.check_shortage import holds
from lungang_models.build import adopted
from lungang_models.problem import Problem


def stands(
    core: Core,
    problem: Problem,
    seconds: float,
    canceller: Canceller,
    *,
    otherwise: bool = False,
) -> Core | None:
    """A core, found before, as it stands in a problem with some changes; or ``None``.

    It is tried again, alone, by two configurations; no rules but its own are stated.
    Leaves that were counted are counted again. ``otherwise``: where a bar speaks of
    others than before, all that its rule bars there is tried in its place; of the core
    that is then found ``minimal`` is not claimed.
    """
    if core.tally is not None and core.tally.kind == "leaves":
        return core if holds(problem, core.tally) else None
    if core.subproblem is None or not core.subproblem.staff | core.subproblem.posts:
        return None
    there = core.subproblem.staff <= problem.person.keys()
    if not there or not core.subproblem.posts <= problem.post.keys():
        return None
    binding = [r for r in adopted(problem) if r.id in core.kinds]
    subproblem = Subproblem(
        problem, core.subproblem.staff, core.subproblem.posts, binding
    )
    rows = [g for g in core.grounds if g not in core.bars]
    bars, same = [*core.bars], core.bars <= subproblem.barred.keys()
    if not same and not otherwise:
        return None
    if not same:
        kinds = {g.rule for g in core.bars}
        bars = [g for g in subproblem.barred if g.rule in kinds]
    if not all(g in subproblem.by_ground for g in rows):
        return None
    refuted = all(
        subproblem.verdict([*rows, *bars], seconds, canceller, chosen)
        is CpSatVerdict.INFEASIBLE
        for chosen in (QUICK, SECOND)
    )
    if not refuted or same:
        return core if refuted else None
    return core_of(subproblem, rows, bars, False, None)
