"""No plan: all causes, and the ways out, as far as the deadline allows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice

from lungang.explain.cores import Core, Cores
from lungang.explain.repairs import Repair, Repairs, menu
from lungang.solve.residual import Canceller
from lungang.statement import state, state_placements
from lungang_models.problem import Problem

MENU = 7
"""A menu offers so many repairs at most."""
LOOKED_THROUGH = 24
"""Of so many in the order of cost those most unlike one another are offered."""


@dataclass(frozen=True)
class Impossible:
    """Why no plan exists and what would make one possible.

    ``all_causes``: without the rows of these cores every rule can be kept.
    ``all_repairs``: there is no repair besides those found.
    """

    cores: tuple[Core, ...]
    repairs: tuple[Repair, ...]
    all_causes: bool
    all_repairs: bool


def impossible(
    problem: Problem,
    seconds: float,
    canceller: Canceller | None = None,
    *,
    repairs: int = MENU,
) -> Impossible:
    """The causes, then the repairs, within ``seconds``; empty when nothing was proved.

    Also empty for a problem that has a plan.
    """
    canceller, end = canceller or Canceller(), time.monotonic() + seconds
    search = Cores(state_placements(problem), end - seconds / 2, canceller)
    cores = tuple(search)
    if not cores and search.complete:  # the placements can be made: the leaves cannot
        search = Cores(state(problem), end - seconds / 2, canceller, together=True)
        cores = tuple(search)
    if not cores or not repairs:
        return Impossible(cores, (), search.complete, False)
    found = Repairs(problem, cores, end, canceller)
    offered = menu(list(islice(found, LOOKED_THROUGH)), repairs)
    return Impossible(cores, offered, search.complete, found.complete)
