"""One scenario answered: a pure function of workbook, patches and time limit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from pydantic import Field

from lungang.batch.runs.measures import measured
from lungang.document import document
from lungang.document.parts import Coded, PlanDocument, Status
from lungang.formats import Part
from lungang_models.problem import Problem

if TYPE_CHECKING:
    from lungang.engines.lexicographic import Memory
    from lungang.scenario import Scenario
    from lungang.solve import Canceller, Outcome


class UnitLoad(Part):
    """What a plan asks of one unit: who leaves it, who comes, who moves inside it."""

    unit: str
    name: str
    staff: int
    left: int
    came: int
    within: int


class ScenarioAnswer(Part):
    """What a scenario comes to: its outcome as a document, its measures, its proof.

    Holds no clock: equal questions have equal answers, wherever they were solved. The
    document travels and is kept as text, and is read only by those who look into it.
    """

    problem: str
    status: Status
    proof: Coded | None = Field(
        description="the weakest proof of its tiers, the canonical order aside, which "
        "only picks among equals; or that of the cause why there is no plan"
    )
    measures: dict[str, int]
    units: tuple[UnitLoad, ...]
    certificate: dict[str, Any] | None = Field(description="as audit re-checks it")
    written: str = Field(description="the document of the outcome, as JSON")

    @cached_property
    def document(self) -> PlanDocument:
        """The document of the outcome."""
        return PlanDocument.model_validate_json(self.written)

    @property
    def proved(self) -> bool:
        """Whether more time could not change it."""
        return self.status in ("optimal", "no-plan")


def weakest(document: PlanDocument) -> Coded | None:
    """The weakest proof of the tiers, or that of the cause why there is no plan."""
    causes = document.reasons.causes[:1] if document.reasons else ()
    tiers = [t for t in document.tiers if t.tier.code != "canonical"]
    found = [t.proof for t in tiers] + [c.proof for c in causes]
    return max(found, key=lambda p: _WEAKER.index(p.code), default=None)


_WEAKER = ("certified", "agreed", "open")


class RunSettings(Part):
    """How long each scenario may take, in seconds, and the seed of the solver."""

    time_limit: float = 60.0
    seed: int = 0


def answer(
    base: Problem,
    scenario: Scenario,
    settings: RunSettings,
    canceller: Canceller | None = None,
    memory: Memory | None = None,
) -> ScenarioAnswer:
    """Solve one scenario with one worker. Raises ``BadInput`` for a faulty patch.

    ``memory`` keeps what was proved of parts of the rows, for scenarios that share them.
    """
    from lungang.engines.cp_sat import CpSatSettings
    from lungang.engines.lexicographic import AtHand
    from lungang.explain.impossible import impossible
    from lungang.outcome import certificate_file
    from lungang.solve import NoPlan, OutOfTime, Solved, solve

    problem = scenario.problem(base)
    outcome: Outcome = solve(
        problem,
        time_limit=settings.time_limit,
        settings=CpSatSettings(seed=settings.seed),
        canceller=canceller,
        at_hand=AtHand(memory),
    )
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    plan = solved.plan if isinstance(solved, Solved) else None
    left = settings.time_limit - outcome.run.seconds
    found = None  # of an impossible scenario its causes and the cheapest way out
    if isinstance(outcome, NoPlan) and left > 0:
        found = impossible(problem, left, canceller, repairs=1)
    made = document(problem, outcome, found=found)
    return ScenarioAnswer(
        problem=problem.hash,
        status=made.status,
        proof=weakest(made),
        measures=measured(made, plan),
        units=tuple(_loads(problem, made)) if plan is not None else (),
        certificate=certificate_file(problem, outcome),
        written=made.model_dump_json(by_alias=True),
    )


def _loads(problem: Problem, made: PlanDocument) -> Sequence[UnitLoad]:
    staff: dict[str, int] = {u.id: 0 for u in problem.units}
    left, came, within = dict(staff), dict(staff), dict(staff)
    for person in problem.staff:
        if person.post is not None:
            staff[problem.post[person.post].unit] += 1
    for move in made.moves:
        source = move.left.unit if move.left is not None else ""
        goal = move.taken.unit if move.taken is not None else ""
        if source == goal:
            within[goal] += 1
            continue
        if source:
            left[source] += 1
        if goal:
            came[goal] += 1
    return [
        UnitLoad(
            unit=u.id,
            name=u.name,
            staff=staff[u.id],
            left=left[u.id],
            came=came[u.id],
            within=within[u.id],
        )
        for u in problem.units
    ]


def question(base: Problem, scenario: Scenario) -> str:
    """The key under which an answer is kept: workbook, what the patches change, program.

    Names, authors and purposes are no part of it: the same question asked twice, by
    whomever, is solved once. Another program, or other solvers, are another key.
    """
    parts = [
        base.hash,
        *(p.change_hash for p in scenario.chain if not p.empty),
        engine(),
    ]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


@cache
def engine() -> str:
    """A hash of the program's own text and of the solvers it calls."""
    from importlib.metadata import version

    digest = hashlib.sha256()
    for package in ("lungang", "lungang_models"):
        _feed(digest, files(package), package)
    for name in ("ortools", "highspy"):
        digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()


def _feed(digest: Any, place: Traversable, name: str) -> None:
    for item in sorted(place.iterdir(), key=lambda i: i.name):
        if item.is_dir():
            _feed(digest, item, f"{name}/{item.name}")
        elif item.name.endswith((".py", ".yaml")):
            digest.update(f"{name}/{item.name}\0".encode() + item.read_bytes())
