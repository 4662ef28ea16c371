"""The plan with its reasons: solved, explained, written down."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from lungang.document import document, to_json
from lungang.document.parts import STATUS, PlanDocument, Status
from lungang.engines.cp_sat import Canceller
from lungang.engines.lexicographic import AtHand, Memory, forget_oldest
from lungang.explain.impossible import Impossible, impossible
from lungang.explain.necessity import NOT_ASKED, Needs, necessity
from lungang.jobs.limits import USUAL, Limits, Progress, Watch, silent
from lungang.memory import give_back
from lungang.outcome import (
    NoPlan,
    Outcome,
    OutOfTime,
    Run,
    Solved,
    TierResult,
    certificate_file,
)
from lungang.report import SET, write_reports
from lungang.solve import solve
from lungang_models.build import BuiltModel, build_placements
from lungang_models.ground import Ground
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.scope import Scope, scope_of
from lungang_models.words import Language, Words

__all__ = ["Canceller", "Memory", "Planned", "Taken", "plan", "taken", "write"]

ASKING = Words("查明理由", "asking for the reasons")


@dataclass(frozen=True, eq=False)
class Planned:
    """An outcome with its reasons: of a plan why each move, of none the ways out."""

    problem: Problem
    outcome: Outcome
    needs: Needs = field(default_factory=lambda: NOT_ASKED)
    why_none: Impossible | None = None

    @property
    def solved(self) -> Solved | None:
        """The plan with its proofs, the best so far where time ran out."""
        found = self.outcome
        if isinstance(found, OutOfTime):
            return found.best
        return found if isinstance(found, Solved) else None

    @property
    def says(self) -> Words:
        """How the search ended, in the words of the report."""
        return STATUS[self.status]

    @property
    def plan(self) -> Plan | None:
        """The plan, if there is one."""
        return None if self.solved is None else self.solved.plan

    @cached_property
    def document(self) -> PlanDocument:
        """The outcome as the one document that every report is made from."""
        return document(self.problem, self.outcome, self.needs, self.why_none)

    @cached_property
    def scope(self) -> Scope:
        """The rules and the facts that the verdict speaks of."""
        return scope_of(self.problem)

    @property
    def status(self) -> Status:
        """``optimal``, ``best-found``, ``no-plan`` or ``unknown``."""
        if self.solved is not None:
            return "optimal" if self.solved.optimal else "best-found"
        return "no-plan" if isinstance(self.outcome, NoPlan) else "unknown"

    @property
    def exit_code(self) -> int:
        """0 for a plan, 3 where none exists, 5 where nothing was found in time."""
        return {"no-plan": 3, "unknown": 5}.get(self.status, 0)

    @property
    def core(self) -> tuple[Ground, ...]:
        """Grounds that cannot all hold; empty where there is a plan."""
        return self.outcome.core if isinstance(self.outcome, NoPlan) else ()

    @property
    def proof_of_none(self) -> Words:
        """How it was checked that no plan exists."""
        found = self.outcome
        return found.proof.value if isinstance(found, NoPlan) else Words("", "")

    @property
    def placed_first(self) -> int:
        """People who get a main post and have none today."""
        plan = self.plan
        if plan is None:
            return 0
        return sum(
            p.post is None and plan.main_post(p) is not None for p in self.problem.staff
        )

    @property
    def tiers_shown(self) -> tuple[TierResult, ...]:
        """The tiers that people read: the canonical order only picks among equals."""
        tiers = () if self.solved is None else self.solved.tiers
        return tuple(t for t in tiers if t.tier is not Tier.CANONICAL)

    @property
    def certificate(self) -> dict[str, Any] | None:
        """The proof as it is filed; ``None`` where there is none."""
        return certificate_file(self.problem, self.outcome)

    def to_json(self) -> str:
        """The canonical text of the document."""
        return to_json(self.document)


def plan(
    problem: Problem,
    limits: Limits = USUAL,
    *,
    watch: Watch = silent,
    canceller: Canceller | None = None,
    memory: Memory | None = None,
) -> Planned:
    """Solve, then ask for the reasons within what is left of the time.

    Of a plan: what made each move necessary. Of none: all causes and the ways out.
    After ``canceller.cancel()`` the best plan so far comes back. Parts of the rows that
    ``memory`` knows are not solved anew; what is proved of the others is added to it.
    """
    canceller = canceller or Canceller()
    memory = {} if memory is None else memory

    @cache
    def built() -> BuiltModel:
        return build_placements(problem)

    outcome = solve(
        problem,
        time_limit=limits.time_limit - limits.spent,
        settings=limits.settings,
        watch=watch,
        canceller=canceller,
        at_hand=AtHand(memory, built=built),
    )
    forget_oldest(memory)
    outcome = replace(outcome, run=_as_asked(outcome.run, limits))
    give_back()  # the reasons need as much again
    watch(Progress(ASKING, outcome.run.seconds))
    seconds = limits.time_limit - limits.spent - outcome.run.seconds
    bare = Planned(problem, outcome)
    if bare.solved is not None:
        needs = necessity(
            bare.solved.plan, seconds, canceller,
            certificate=bare.solved.certificate, built=built(), watch=watch,
        )  # fmt: skip
        give_back()  # before the documents
        return Planned(problem, outcome, needs)
    if isinstance(outcome, OutOfTime) or seconds <= 0:
        return bare
    found = impossible(problem, seconds, canceller, watch=watch)
    return Planned(problem, outcome, why_none=found)


def _as_asked(run: Run, limits: Limits) -> Run:
    """The run with the limit that was asked for, whatever of it was spent before."""
    return replace(run, parameters={**run.parameters, "time_limit": limits.time_limit})


class Taken(Exception):
    """The folder holds results that may have been edited by hand; see ``replace``."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


def taken(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder already holds a plan of ours."""
    return any((Path(folder) / f).exists() for f in SET)


def write(
    found: Planned,
    folder: str | os.PathLike[str],
    language: Language = "zh",
    *,
    replace: bool = False,
) -> tuple[Path, ...]:
    """Write every report of an outcome into a folder; returns the files.

    Raises ``Taken`` where it holds a plan already and ``replace`` is not given.
    """
    try:
        return write_reports(
            folder, found.document, found.certificate, language, fresh=not replace
        )
    except FileExistsError as there:
        raise Taken(Path(folder)) from there
