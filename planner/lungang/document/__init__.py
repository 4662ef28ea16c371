"""Outcome → document: what a plan says, in the one form that every report is made from.

The document is the JSON that ``plan.json`` holds. It carries no clock and no run time:
equal inputs give equal bytes, whatever the order of their rows. Names of relatives who
are not on the staff never enter it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from lungang.explain.necessity import NOT_ASKED, Needs
from lungang.formats import canonical, schema_of
from lungang.review.compare_findings import compared
from lungang.review.due import Due, Stage, due, undated
from lungang.review.moves import Chain, MoveKind, Reach, concurrent_changes
from lungang.review.reasons import chains as chains_of
from lungang.review.reasons import moves as moves_of
from lungang.review.register import register
from lungang.review.stays import stays
from lungang_models.at_work import counted
from lungang_models.build import gc_paused
from lungang_models.facts.risk import PastRisk
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.rule import Finding
from lungang_models.vocabulary import StaffId
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.explain.impossible import Impossible
    from lungang.outcome import NoPlan, Outcome, Run, Solved

from lungang.document.data_lines import account_lines, doubt_lines, not_examined_lines
from lungang.document.file import (
    from_json,
    json_lines,
    json_schema,
    to_json,
)
from lungang.document.impossible_lines import reasons_line
from lungang.document.lines import (
    avoid_lines,
    chain_line,
    concurrent_line,
    due_line,
    finding_line,
    leave_line,
    leaving_lines,
    move_lines,
    person_ref,
    person_refs,
    placement_lines,
    register_part,
    settled,
    stay_line,
    text_of,
    tier_line,
    waiver_lines,
)
from lungang.document.parts import (
    AUDIT_SCHEMA,
    REGISTER_SCHEMA,
    AuditDocument,
    Counts,
    Figures,
    FindingLine,
    Grades,
    PackRef,
    PlanDocument,
    Provenance,
    RegisterDocument,
    Status,
    VacancyLine,
)
from lungang.document.vacancy_lines import vacancy_lines

__all__ = [
    "audit_document", "audit_schema", "canonical", "document", "from_json",
    "json_lines", "json_schema", "plan_hash", "program_version", "register_document",
    "register_schema", "to_json",
]  # fmt: skip


LINES = Words("正在整理风险", "setting out the risks")


def document(
    problem: Problem,
    outcome: Outcome,
    needs: Needs = NOT_ASKED,
    found: Impossible | None = None,
) -> PlanDocument:
    """The document of an outcome, whichever of the three it is.

    ``needs`` tells what made each move necessary, ``found`` why there is no plan and
    what would make one possible, as far as that was asked.
    """
    from lungang.outcome import NoPlan, Solved

    if isinstance(outcome, Solved):
        return _of_plan(outcome, outcome.run, needs)
    if isinstance(outcome, NoPlan):
        return _without_plan(problem, "no-plan", outcome.run, outcome, found)
    if outcome.best is not None:
        return _of_plan(outcome.best, outcome.run, needs)
    return _without_plan(problem, "unknown", outcome.run, None)


def audit_document(plan: Plan) -> AuditDocument:
    """The document of an audit; no solver is loaded."""
    problem, kept = plan.problem, register(plan)
    lines = tuple(finding_line(problem, e) for e in kept.entries)
    found = [e.finding for e in kept.entries if not e.resolved]
    broken = sum(f.breach for f in found)
    says = Words("未发现违反硬性规则的安排", "no binding rule is broken")
    if broken:
        says = Words(f"有{broken}处违反硬性规则", f"{broken} breaches of binding rules")
    return AuditDocument(
        lawful=not broken,
        says=text_of(says),
        provenance=_provenance(problem, plan, None),
        moves=plan.moves,
        grades=_after(lines),
        findings=lines,
        register=register_part(kept, problem),
        waivers=waiver_lines(problem, found),
    )


def register_document(plan: Plan, needs: Needs = NOT_ASKED) -> RegisterDocument:
    """The register of a plan by itself, whole: as the personnel section sees it."""
    problem = plan.problem
    changed = plan.placements != today(problem).placements or bool(plan.leaves)
    found = compared(plan) if changed else None
    made = () if found is None else moves_of(plan, found)
    kept = register(plan, found, made)
    lines = tuple(finding_line(problem, e) for e in kept.entries)
    moves, after = move_lines(problem, made, needs), _after(lines)
    return RegisterDocument(
        audience="hr",
        provenance=_provenance(problem, plan, None),
        counts=Counts(
            before=after if found is None else _before(lines, found.before),
            after=None if found is None else after,
            waived=sum(f.waiver is not None for f in _left(lines)),
            overdue=sum(p.overdue(problem.effect) for p in problem.known(PastRisk)),
            carried=sum(e.carried is not None for e in kept.entries),
            vanished=len(kept.vanished),
            unrequired=sum(not m.required for m in moves),
        ),
        register=register_part(kept, problem),
        findings=lines,
        moves=moves,
        waivers=waiver_lines(
            problem, [e.finding for e in kept.entries if not e.resolved]
        ),
        avoid=avoid_lines(plan),
        leaving=leaving_lines(plan),
    )


def audit_schema() -> dict[str, Any]:
    """The JSON Schema of an audit."""
    return schema_of(AuditDocument, AUDIT_SCHEMA)


def register_schema() -> dict[str, Any]:
    """The JSON Schema of a register."""
    return schema_of(RegisterDocument, REGISTER_SCHEMA)


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


@gc_paused()
def _of_plan(solved: Solved, run: Run, needs: Needs) -> PlanDocument:
    plan = solved.plan
    problem = plan.problem
    found = compared(plan)
    chains = chains_of(plan, found)
    lines, vacancies = due(problem), vacancy_lines(plan)
    made = [m for c in chains for m in c.moves]
    kept = register(plan, found, made)
    findings = tuple(finding_line(problem, e) for e in counted(kept.entries, LINES))
    return PlanDocument(
        status="optimal" if solved.optimal else "best-found",
        says=text_of(_how_good(solved)),
        provenance=_provenance(problem, plan, run),
        figures=_figures(
            plan,
            chains,
            vacancies,
            lines,
            _before(findings, found.before),
            _after(findings),
        ),
        tiers=tuple(tier_line(t) for t in solved.tiers),
        placements=tuple(placement_lines(plan)),
        moves=move_lines(problem, made, needs),
        chains=tuple(chain_line(problem, c) for c in chains),
        concurrent=tuple(concurrent_line(problem, b) for b in concurrent_changes(plan)),
        stays=tuple(stay_line(problem, s) for s in stays(plan, found)),
        unplaced=tuple(person_ref(p) for p in problem.staff if not plan.main_post(p)),
        vacancies=vacancies,
        leaves=tuple(leave_line(plan, leave) for leave in plan.leaves),
        due=tuple(due_line(problem, d, plan) for d in lines),
        undated=person_refs(problem, [p.id for p in undated(problem)]),
        findings=findings,
        register=register_part(kept, problem),
        waivers=waiver_lines(problem, found.after),
        reasons=None,
        doubts=doubt_lines(problem),
        account=account_lines(problem),
        not_examined=not_examined_lines(problem),
    )


def _without_plan(
    problem: Problem,
    status: Status,
    run: Run,
    outcome: NoPlan | None,
    found: Impossible | None = None,
) -> PlanDocument:
    now = today(problem)
    kept, lines = register(now), due(problem)
    findings = tuple(finding_line(problem, e) for e in kept.entries)
    return PlanDocument(
        status=status,
        says=text_of(_why_none(outcome)),
        provenance=_provenance(problem, None, run),
        figures=_figures(now, (), (), lines, _after(findings), None),
        tiers=(), placements=(), moves=(), chains=(), concurrent=(), stays=(),
        unplaced=(), vacancies=(), leaves=(),
        due=tuple(due_line(problem, d, None) for d in lines),
        undated=person_refs(problem, [p.id for p in undated(problem)]),
        findings=findings,
        register=register_part(kept, problem),
        waivers=waiver_lines(problem, (e.finding for e in kept.entries)),
        reasons=None if outcome is None else reasons_line(problem, outcome, found),
        doubts=doubt_lines(problem),
        account=account_lines(problem), not_examined=not_examined_lines(problem),
    )  # fmt: skip


def _how_good(solved: Solved) -> Words:
    """What may honestly be said of a plan: "optimal" only when every tier is proved."""
    from lungang.outcome import Proof

    if not solved.optimal:
        first = next(t for t in solved.tiers if t.gap or t.proof is Proof.OPEN)
        name = first.tier.value
        return Words(
            f"满足全部硬性规则；自“{name.zh}”一层起未证毕，该层与已证明的最小值相差{first.gap}",
            f"every binding rule is kept; open from the tier “{name.en}”, "
            f"{first.gap} above its bound",
        )
    certified = sum(t.proof is Proof.CERTIFIED for t in solved.tiers)
    agreed = len(solved.tiers) - certified
    if not agreed:
        return Words(
            "各项目标均已达到经证明的最优值，并附可独立核验的证书",
            "every tier equals its proved bound, with a certificate anyone can check",
        )
    return Words(
        f"各项目标均已达到经证明的最优值：{certified}层附证书，{agreed}层由经两种独立算法设置复核一致确认",
        f"every tier equals its bound: {certified} by certificate, {agreed} by two "
        "agreeing solver configurations",
    )


def _why_none(outcome: NoPlan | None) -> Words:
    if outcome is None:
        return Words(
            "未找到方案，也未证明无方案",
            "no plan was found, nor shown not to exist",
        )
    proof = outcome.proof.value
    return Words(
        f"全部硬性规则不能同时满足（{proof.zh}）",
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
    plan: Plan, chains: Sequence[Chain], vacancies: Sequence[VacancyLine],
    lines: Sequence[Due], before: Grades, after: Grades | None,
) -> Figures:  # fmt: skip
    problem = plan.problem
    made = [m for c in chains for m in c.moves]
    return Figures(
        staff=len(problem.staff),
        posts=len(problem.posts),
        seats=sum(p.seats for p in problem.posts),
        moves=len(made),
        across=sum(m.reach is Reach.BETWEEN_UNITS for m in made),
        within=sum(m.reach is Reach.WITHIN_UNIT for m in made),
        promotions=sum(m.kind is MoveKind.PROMOTION for m in made),
        leading_lost=sum(m.loses_lead for m in made),
        leading_gained=sum(m.gains_lead for m in made),
        placed=sum(m.kind is MoveKind.FIRST_PLACEMENT for m in made),
        chains=len(chains),
        cycles=sum(c.cycle for c in chains),
        empty=sum(v.empty for v in vacancies),
        empty_watched=sum(v.empty for v in vacancies if v.key or v.high_risk),
        **_due_people(plan, lines),
        leaves=len(plan.leaves),
        before=before,
        after=after,
    )


def _due_people(plan: Plan, lines: Sequence[Due]) -> dict[str, int]:
    """People by their gravest clock; of those up, who is kept and who moves."""
    of: dict[StaffId, list[Due]] = {}
    for line in lines:  # gravest first
        of.setdefault(line.person.id, []).append(line)
    stages = Counter(mine[0].stage for mine in of.values())
    soon = Stage.DUE_SOON
    up = [[d for d in mine if d.stage is not soon] for mine in of.values()]
    free = [[d for d in mine if not (d.excused or d.deferred)] for mine in up]
    return {
        "forced": stages[Stage.FORCED],
        "due": stages[Stage.DUE],
        "soon": stages[soon],
        "excused": sum(map(bool, up)) - sum(map(bool, free)),
        "settled": sum(bool(f and all(settled(plan, d) for d in f)) for f in free),
    }


def _before(lines: Iterable[FindingLine], found: Iterable[Finding]) -> Grades:
    grades = [f.before.code for f in lines if f.before is not None]
    return _grades(grades, sum(f.breach for f in found))


def _after(lines: Sequence[FindingLine]) -> Grades:
    left = _left(lines)
    breaches = sum(f.hard and f.waiver is None for f in left)
    return _grades([f.grade.code for f in left], breaches)


def _left(lines: Iterable[FindingLine]) -> list[FindingLine]:
    return [f for f in lines if f.standing != "resolved"]


def _grades(grades: Iterable[str], breaches: int) -> Grades:
    count = Counter(grades)
    return Grades(
        major=count["major"], significant=count["significant"],
        ordinary=count["ordinary"], breaches=breaches,
    )  # fmt: skip
