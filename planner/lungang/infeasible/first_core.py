"""The first cause of an impossibility, where one is enough."""

from __future__ import annotations

import time

from lungang.engines.cp_sat import Canceller
from lungang.infeasible.core import Core
from lungang.infeasible.cores import Cores
from lungang_models.build import barred, build_placements, build_unstated
from lungang_models.problem import Problem


def first_core(problem: Problem, seconds: float, canceller: Canceller) -> Core | None:
    """The first cause found, or ``None`` when none could be verified in time.

    Where a shortage can be counted the rows are never stated.
    """
    deadline, eligibility = time.monotonic() + seconds, barred(problem)
    unstated = Cores(build_unstated(eligibility), deadline, canceller)
    core = next(unstated.counted(), None)
    if core is None:
        built = build_placements(problem, eligibility)
        core = next(iter(Cores(built, deadline, canceller)), None)
    return core
