"""Outcome → document: what a plan says, in the one form that every report is made from.

The document is the JSON that ``plan.json`` holds. It carries no clock and no run time:
equal inputs give equal bytes, whatever the order of their rows. Names of relatives who
are not on the staff never enter it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from lungang import moves as moving
from lungang.audit import audit
from lungang.due import Due, Stage, due, undated
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.rule import Finding
from lungang_models.vocabulary import Severity, StaffId
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.solve.outcome import NoPlan, Outcome, Run, Solved

from lungang.document.lines import (
    chain_line,
    concurrent_line,
    core_line,
    doubt_lines,
    due_line,
    finding_line,
    leave_line,
    move_line,
    person_ref,
    person_refs,
    placement_lines,
    settled,
    stay_line,
    text_of,
    tier_line,
    vacancy_lines,
    waiver_lines,
)
from lungang.document.parts import (
    AUDIT_SCHEMA,
    PLAN_SCHEMA,
    AuditDocument,
    Figures,
    FindingLine,
    Grades,
    PackRef,
    Part,
    PlanDocument,
    Provenance,
    Status,
    VacancyLine,
)


def document(problem: Problem, outcome: Outcome) -> PlanDocument:
    """The document of an outcome, whichever of the three it is."""
    from lungang.solve.outcome import NoPlan, Solved

    if isinstance(outcome, Solved):
        return _of_plan(problem, outcome, outcome.run)
    if isinstance(outcome, NoPlan):
        return _without_plan(problem, "no-plan", outcome.run, outcome)
    if outcome.best is not None:
        return _of_plan(problem, outcome.best, outcome.run)
    return _without_plan(problem, "unknown", outcome.run, None)


def audit_document(plan: Plan) -> AuditDocument:
    """The document of an audit; no solver is loaded."""
    problem, found = plan.problem, audit(plan)
    broken = sum(f.breach for f in found)
    says = Words("未发现违反硬性规则的安排", "no binding rule is broken")
    if broken:
        says = Words(f"有{broken}处违反硬性规则", f"{broken} breaches of binding rules")
    return AuditDocument(
        lawful=not broken,
        says=text_of(says),
        provenance=_provenance(problem, plan, None),
        moves=plan.moves,
        grades=_grades(found),
        findings=tuple(finding_line(problem, f, "today") for f in found),
        waivers=waiver_lines(problem, found),
    )


def to_json(document: PlanDocument | AuditDocument) -> str:
    """The canonical text of a document: sorted keys, UTF-8, one final newline."""
    return canonical(document.model_dump(mode="json", by_alias=True))


def canonical(content: Any) -> str:
    """JSON text that is the same for the same content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def from_json(text: str) -> PlanDocument:
    """Read a document back. Raises ``ValueError`` for another shape."""
    return PlanDocument.model_validate_json(text)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``plan.json``."""
    return _schema(PlanDocument, PLAN_SCHEMA)


def audit_schema() -> dict[str, Any]:
    """The JSON Schema of an audit."""
    return _schema(AuditDocument, AUDIT_SCHEMA)


def _schema(kind: type[Part], name: str) -> dict[str, Any]:
    made = kind.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name.replace('/', ':')}",
        **made,
    }


def plan_hash(plan: Plan) -> str:
    """SHA-256 of who holds what and who is on leave when: the same for equal plans."""
    content = {
        "placements": sorted([s, p] for s, p in plan.placements),
        "leaves": [
            [v.person, v.window, list(map(list, v.covers))] for v in plan.leaves
        ],
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


# -- whole documents


def _of_plan(problem: Problem, solved: Solved, run: Run) -> PlanDocument:
    plan = solved.plan
    found = moving.compared(plan)
    chains = moving.chains(plan, found)
    lines, vacancies = due(problem), vacancy_lines(plan)
    findings = [finding_line(problem, f, "remaining") for f in found.remaining]
    findings += [finding_line(problem, f, "new") for f in found.new]
    findings += [finding_line(problem, f, "resolved") for f in found.resolved]
    return PlanDocument(
        status="optimal" if solved.optimal else "best-found",
        says=text_of(_how_good(solved)),
        provenance=_provenance(problem, plan, run),
        figures=_figures(plan, chains, vacancies, lines, found.before, found.after),
        tiers=tuple(tier_line(t) for t in solved.tiers),
        placements=tuple(placement_lines(plan)),
        moves=tuple(move_line(problem, m) for c in chains for m in c.moves),
        chains=tuple(chain_line(problem, c) for c in chains),
        concurrent=tuple(concurrent_line(problem, b) for b in moving.besides(plan)),
        stays=tuple(stay_line(problem, s) for s in moving.stays(plan, found)),
        unplaced=tuple(person_ref(p) for p in problem.staff if not plan.main_post(p)),
        vacancies=vacancies,
        leaves=tuple(leave_line(plan, leave) for leave in plan.leaves),
        due=tuple(due_line(problem, d, plan) for d in lines),
        undated=person_refs(problem, [p.id for p in undated(problem)]),
        findings=tuple(sorted(findings, key=_gravest_first)),
        waivers=waiver_lines(problem, found.after),
        core=None,
        doubts=doubt_lines(problem),
    )


def _without_plan(
    problem: Problem, status: Status, run: Run, outcome: NoPlan | None
) -> PlanDocument:
    now = today(problem)
    before, lines = audit(now), due(problem)
    return PlanDocument(
        status=status,
        says=text_of(_why_none(outcome)),
        provenance=_provenance(problem, None, run),
        figures=_figures(now, (), (), lines, before, None),
        tiers=(), placements=(), moves=(), chains=(), concurrent=(), stays=(),
        unplaced=(), vacancies=(), leaves=(),
        due=tuple(due_line(problem, d, None) for d in lines),
        undated=person_refs(problem, [p.id for p in undated(problem)]),
        findings=tuple(finding_line(problem, f, "today") for f in before),
        waivers=waiver_lines(problem, before),
        core=None if outcome is None else core_line(problem, outcome),
        doubts=doubt_lines(problem),
    )  # fmt: skip


def _how_good(solved: Solved) -> Words:
    """What may honestly be said of a plan: "optimal" only when every tier is proved."""
    from lungang.solve.outcome import Proof

    if not solved.optimal:
        first = next(t for t in solved.tiers if t.gap or t.proof is Proof.OPEN)
        name = first.tier.value
        return Words(
            f"满足全部硬性规则; 自“{name.zh}”一层起未证毕, 该层距下界{first.gap}",
            f"every binding rule is kept; open from the tier “{name.en}”, "
            f"{first.gap} above its bound",
        )
    certified = sum(t.proof is Proof.CERTIFIED for t in solved.tiers)
    agreed = len(solved.tiers) - certified
    if not agreed:
        return Words(
            "各层目标值均等于已证明的下界, 并附可独立核验的证书",
            "every tier equals its proved bound, with a certificate anyone can check",
        )
    return Words(
        f"各层目标值均等于下界: {certified}层附证书, {agreed}层由两种求解配置一致确认",
        f"every tier equals its bound: {certified} by certificate, {agreed} by two "
        "agreeing solver configurations",
    )


def _why_none(outcome: NoPlan | None) -> Words:
    if outcome is None:
        return Words(
            "未找到方案, 也未证明无方案",
            "no plan was found, nor shown not to exist",
        )
    proof = outcome.proof.value
    return Words(
        f"全部硬性规则不能同时满足({proof.zh})",
        f"the binding rules cannot all be kept ({proof.en})",
    )


def _provenance(problem: Problem, plan: Plan | None, run: Run | None) -> Provenance:
    pack = problem.pack
    return Provenance(
        input_hash=problem.hash,
        plan_hash=None if plan is None else plan_hash(plan),
        effect=problem.effect,
        pack=PackRef(name=pack.name, version=pack.version, title=text_of(pack.title)),
        overlaid={
            name: f"{_knob(problem, name)} — {pack.sources.get(name) or '?'}"
            for name in sorted(pack.overlaid)
        },
        program=program_version(),
        solvers={} if run is None else dict(sorted(run.versions.items())),
        parameters={} if run is None else dict(sorted(run.parameters.items())),
    )


def _knob(problem: Problem, name: str) -> object:
    key, knob = name.split(".", 1)
    return problem.pack.policies[key].model_dump(mode="json")[knob]


def program_version() -> str:
    """The version of the program, ``0`` when run from a bare source tree."""
    try:
        return version("lungang")
    except PackageNotFoundError:
        return "0"


def _figures(
    plan: Plan, chains: Sequence[moving.Chain], vacancies: Sequence[VacancyLine],
    lines: Sequence[Due], before: Sequence[Finding], after: Sequence[Finding] | None,
) -> Figures:  # fmt: skip
    problem = plan.problem
    made = [m for c in chains for m in c.moves]
    return Figures(
        staff=len(problem.staff),
        posts=len(problem.posts),
        seats=sum(p.seats for p in problem.posts),
        moves=len(made),
        across=sum(m.reach is moving.Reach.BETWEEN_UNITS for m in made),
        within=sum(m.reach is moving.Reach.WITHIN_UNIT for m in made),
        promotions=sum(m.kind is moving.MoveKind.PROMOTION for m in made),
        placed=sum(m.kind is moving.MoveKind.FIRST_PLACEMENT for m in made),
        chains=len(chains),
        cycles=sum(c.cycle for c in chains),
        empty=sum(v.empty for v in vacancies),
        empty_watched=sum(v.empty for v in vacancies if v.key or v.high_risk),
        **_due_people(plan, lines),
        leaves=len(plan.leaves),
        before=_grades(before),
        after=None if after is None else _grades(after),
    )


def _due_people(plan: Plan, lines: Sequence[Due]) -> dict[str, int]:
    """People by their gravest clock; of those up, who is kept and who moves."""
    of: dict[StaffId, list[Due]] = {}
    for line in lines:  # gravest first
        of.setdefault(line.person.id, []).append(line)
    stages = Counter(mine[0].stage for mine in of.values())
    soon = Stage.DUE_SOON
    up = [[d for d in mine if d.stage is not soon] for mine in of.values()]
    kept = [bool(mine and any(d.excused or d.deferred for d in mine)) for mine in up]
    moved = [bool(mine and all(settled(plan, d) for d in mine)) for mine in up]
    return {
        "forced": stages[Stage.FORCED],
        "due": stages[Stage.DUE],
        "soon": stages[soon],
        "excused": sum(kept),
        "settled": sum(m and not k for m, k in zip(moved, kept, strict=True)),
    }


def _grades(findings: Iterable[Finding]) -> Grades:
    found = list(findings)
    count = Counter(f.severity for f in found)
    return Grades(
        major=count[Severity.MAJOR],
        significant=count[Severity.SIGNIFICANT],
        ordinary=count[Severity.ORDINARY],
        breaches=sum(f.breach for f in found),
    )


def _gravest_first(line: FindingLine) -> tuple[Any, ...]:
    """What stands before what is resolved; then by grade, people and posts."""
    grades = ("major", "significant", "ordinary")
    return (
        line.standing == "resolved", not line.hard or line.waiver is not None,
        grades.index(line.grade.code), line.code, [p.id for p in line.staff],
        [p.id for p in line.posts], line.says.en, line.standing,
    )  # fmt: skip
