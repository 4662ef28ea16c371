"""Whether a core that was found before still holds once something was changed."""

from __future__ import annotations

from lungang.engines.cp_sat import Canceller, CpSatVerdict
from lungang.engines.part_search import SECOND
from lungang.infeasible.core import Core
from lungang.infeasible.subproblem import QUICK, Subproblem
from lungang.proof.check_shortage import holds
from lungang_models.build import adopted
from lungang_models.problem import Problem


def stands(core: Core, problem: Problem, seconds: float, canceller: Canceller) -> bool:
    """Whether a core, found before, is still impossible in a problem with some changes.

    It is tried again, alone, by two configurations; no rules but its own are stated.
    Leaves that were counted are counted again.
    """
    if core.tally is not None and core.tally.kind == "leaves":
        return holds(problem, core.tally)
    if core.subproblem is None or not core.subproblem.staff | core.subproblem.posts:
        return False
    there = core.subproblem.staff <= problem.person.keys()
    if not there or not core.subproblem.posts <= problem.post.keys():
        return False
    binding = [r for r in adopted(problem) if r.id in core.kinds]
    subproblem = Subproblem(
        problem, core.subproblem.staff, core.subproblem.posts, binding
    )
    if not all(
        g in subproblem.by_ground or g in subproblem.barred for g in core.grounds
    ):
        return False
    return all(
        subproblem.verdict(core.grounds, seconds, canceller, chosen)
        is CpSatVerdict.INFEASIBLE
        for chosen in (QUICK, SECOND)
    )
