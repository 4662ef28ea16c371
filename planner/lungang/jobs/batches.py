"""Scenarios: run, compared, swept over values, passed through gates, stressed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from lungang.batch.compare import Comparison, compare
from lungang.batch.compare.comparison import MOST
from lungang.batch.compare.gates import Gates, GateVerdict, judge, read_gates
from lungang.batch.runs import (
    BY_KEY,
    Engine,
    Following,
    Here,
    RunProgress,
    RunSettings,
    ScenarioAnswer,
    Store,
    WorkersDie,
    engine_of,
    run,
)
from lungang.batch.stress import (
    EventKind,
    Stress,
    StressDocument,
    as_incumbent,
    rounds,
    stressed,
)
from lungang.batch.sweep.patches import grid
from lungang.batch.sweep.result import SweepDocument, swept
from lungang.disk import private_folder
from lungang.document.audience import seen_by
from lungang.engines.cp_sat import Canceller
from lungang.formats import canonical
from lungang.jobs.reviewing import Audience, audited
from lungang.report import write_reports
from lungang.scenario import Scenario
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding
from lungang_models.words import Language

__all__ = [
    "AS_IT_STANDS",
    "BY_KEY",
    "MOST_ABREAST",
    "Batch",
    "Comparison",
    "EventKind",
    "GateVerdict",
    "Gates",
    "Interrupted",
    "RunProgress",
    "Scenario",
    "ScenarioAnswer",
    "Stress",
    "StressDocument",
    "SweepDocument",
    "Unlawful",
    "WorkersDie",
    "answers",
    "compared",
    "gated",
    "grid",
    "read_gates",
    "stress",
    "sweep",
    "write_answer",
]


MOST_ABREAST = MOST - 1
"""Scenarios that can stand beside the workbook in one comparison."""


def _silent(progress: RunProgress) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Batch:
    """How many scenarios are answered: where, for how long each, what is kept.

    ``store`` is the file in which answers are kept, ``None`` to keep none. ``processes``
    1 works here, 0 uses one a core; ``cluster`` is the address of a Dask scheduler.
    ``time_limit`` is in seconds for each scenario.
    """

    time_limit: float = 60.0
    store: Path | None = None
    processes: int = 1
    cluster: str = ""
    watch: Callable[[RunProgress], None] = field(default=_silent, compare=False)
    canceller: Canceller = field(default_factory=Canceller, compare=False)

    def engine(self, most: int) -> Engine:
        """The engine, with no more processes than there is work.

        Raises ``ImportError`` without the extra ``cluster``, ``OSError`` or
        ``ValueError`` where the cluster cannot be reached.
        """
        if not self.cluster and (most <= 1 or self.processes == 1):
            return Here()
        return engine_of(self.processes, self.cluster)


AS_IT_STANDS = Scenario()
"""The workbook itself, without any patch."""
HERE = Batch()
QUICK = Batch(time_limit=10.0)


class Interrupted(Exception):
    """Cancelled: ``done`` of ``of`` answers are kept, and a next run goes on there."""

    def __init__(self, done: int, of: int) -> None:
        super().__init__(f"{done} of {of}")
        self.done, self.of = done, of


def answers(
    base: Problem, scenarios: Sequence[Scenario], batch: Batch = HERE
) -> tuple[ScenarioAnswer, ...]:
    """The answer to every scenario, each solved once, in their order.

    Raises ``BadInput`` with the faults of all patches, ``WorkersDie`` when no worker
    lives long enough, ``Interrupted`` when cancelled.
    """
    with ExitStack() as stack:
        path = batch.store
        if path is None:
            folder = stack.enter_context(TemporaryDirectory())
            path = Path(folder) / "answers.sqlite"
        private_folder(path.parent)
        kept = stack.enter_context(Store(path))
        found = run(
            base,
            scenarios,
            kept,
            batch.engine(len(scenarios)),
            RunSettings(time_limit=batch.time_limit),
            Following(batch.watch, batch.canceller),
        )
    there = tuple(a for a in found if a is not None)
    if len(there) < len(found):
        raise Interrupted(len(there), len(found))
    return there


def write_answer(
    folder: Path, base: Problem, scenario: Scenario, answer: ScenarioAnswer, language: Language,
    audience: Audience = "hr",
) -> None:  # fmt: skip
    """Write the reports of one scenario into a folder, for a reader.

    The personnel section also gets the certificate and where the scenario comes from.
    """
    if audience != "hr":
        write_reports(folder, seen_by(audience, answer.document), None, language)
        return
    lineage = scenario.lineage(base, scenario.problem(base))
    text = canonical(lineage.model_dump(mode="json"))
    write_reports(folder, answer.document, answer.certificate, language, text)


def compared(
    base: Problem,
    scenarios: Sequence[Scenario],
    batch: Batch = HERE,
    audience: Audience = "hr",
    gates: Gates | None = None,
    organisation: str = "",
) -> tuple[Comparison, tuple[ScenarioAnswer, ...]]:
    """The workbook as it stands and up to nine scenarios beside it, for a reader.

    ``gates`` are conditions of adoption held against each; ``organisation`` stands at
    the head of the page. Raises ``ValueError`` for more, and what :func:`answers` raises.
    """
    abreast = [Scenario(), *scenarios]
    found = answers(base, abreast, batch)
    return compare(base, abreast, found, audience, gates, organisation), found


def points(values: Mapping[str, Sequence[object]] | Sequence[str]) -> Sequence[str]:
    """The settings of a grid, from a mapping of knobs to values, or as they are."""
    if isinstance(values, Mapping):
        return [f"{k}={','.join(map(str, v))}" for k, v in values.items()]
    return values


def sweep(
    base: Problem,
    values: Mapping[str, Sequence[object]] | Sequence[str],
    trade: tuple[str, str] = ("moves", "overdue"),
    batch: Batch = HERE,
) -> SweepDocument:
    """Every combination of policy values solved, with the front of two measures.

    ``values`` maps knobs such as ``tenure-limits.watched_due`` to the values tried, or
    lists settings such as ``tenure-limits.watched_due=4..8``. Raises ``ValueError`` for
    a setting or a measure that is none, and what :func:`answers` raises.
    """
    if not set(trade) <= BY_KEY.keys():
        raise ValueError(f"trade: two of {', '.join(BY_KEY)}")
    try:
        scenarios = grid(points(values), "sweep")
    except ValueError as error:
        hint = "name a knob and its values, such as tenure-limits.watched_due=4..8"
        raise ValueError(f"cannot be swept: {error}; {hint}") from None
    return swept(base, scenarios, answers(base, scenarios, batch), trade)


def gated(
    base: Problem,
    asked: Scenario,
    gates: Gates | str | os.PathLike[str],
    against: Scenario = AS_IT_STANDS,
    batch: Batch = HERE,
) -> GateVerdict:
    """Whether a scenario passes the thresholds, held against a baseline."""
    limits = gates if isinstance(gates, Gates) else read_gates(gates)
    then, now = answers(base, [against, asked], batch)
    return judge(limits, asked.title, now, against.title, then)


class Unlawful(Exception):
    """The plan breaks a binding rule: a stress test would measure that instead."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} breaches")
        self.findings = findings


FIFTY = Stress()


def stress(plan: Plan, asked: Stress = FIFTY, batch: Batch = QUICK) -> StressDocument:
    """How often, how far and where an approved plan breaks under chance events.

    Raises ``Unlawful`` for a plan that breaks a rule, ``ValueError`` where so many
    events cannot be drawn, and what :func:`answers` raises.
    """
    broken = tuple(f for f in audited(plan).findings if f.breach)
    if broken:
        raise Unlawful(broken)
    base = as_incumbent(plan)
    drawn = tuple(rounds(base, asked.kinds, asked.events, asked.rounds, asked.seed))
    scenarios = [Scenario(), *(r.scenario for r in drawn)]
    usual, *found = answers(base, scenarios, batch)
    return stressed(plan, base, drawn, usual, found, asked)
