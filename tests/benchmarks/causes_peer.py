"""One minimal conflict by CPMpy, of the same grounds and in the part that admits no point.

CPMpy is told which part that is, and takes the bars as they stand; ours finds the part,
lists every cause and shrinks the bars as well.
"""

from __future__ import annotations

import signal
import time
from types import FrameType

from cpmpy.tools.explain import mus

from benchmarks.subjects import Measured
from infeasible.test_against_cpmpy import in_cpmpy
from lungang.engines.cp_sat import Canceller, CpSatVerdict
from lungang.infeasible.feasibility_cache import FeasibilityCache
from lungang.infeasible.subproblem import Block
from lungang_models.build import build_placements
from lungang_models.problem import Problem


def cpmpy(problem: Problem, limit: float) -> Measured:
    """The grounds of its conflict are the value; not proved where it was stopped."""
    blocks = [Block(part) for part in build_placements(problem).rows.parts()]
    cache, canceller = FeasibilityCache(), Canceller()
    short = next(
        b
        for b in blocks
        if cache.verdict(b.rows, 60, canceller) is CpSatVerdict.INFEASIBLE
    )
    done, since = Measured(), time.perf_counter()
    switch, hard = in_cpmpy(short)
    since = done.stage("build", since)
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, limit)  # of its own work, not of the clock
    try:
        done.values = [len(mus([*switch.values()], hard))]
        done.proved = True
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    done.stage("solve", since)
    return done


def _stop(number: int, frame: FrameType | None) -> None:
    raise TimeoutError
