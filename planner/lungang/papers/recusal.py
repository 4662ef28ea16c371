"""The papers of a recusal: whom it concerns, on what fact, and what is decided.

The opinion is kept by the personnel section and states the fact. What the person gets
names a relative only where the person declared that relative themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lungang.disclosure import declared_relatives, may_tell, names_of
from lungang.document.parts import MoveLine, PlanDocument, PostRef
from lungang.papers.citing import cite
from lungang.papers.letters import as_you, leads
from lungang.papers.wording import Called, full, held
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.vocabulary import StaffId

GROUNDS = {
    Fact.KIN.value: "亲属关系回避",
    Fact.BUSINESS.value: "亲属经商办企业回避",
    Fact.ABROAD.value: "家属移居国（境）外，调整岗位",
}
"""The facts for which somebody recuses (articles 20, 21 and 36)."""

_TOLD = {
    Fact.KIN.value: "您与有关人员的亲属关系（具体情形由{personnel}当面说明）",
    Fact.BUSINESS.value: "您亲属经商办企业的情况（具体情形由{personnel}当面说明）",
    Fact.ABROAD.value: "您家属移居国（境）外的情况（具体情形由{personnel}当面说明）",
}


@dataclass
class _Case:
    """One person's recusal: every fact that asks for it."""

    number: str
    name: str
    where: PostRef | None
    fact: str
    article: str
    says: list[str] = field(default_factory=list)
    tells: set[str] = field(default_factory=set)


def recusals(
    plan: Plan, document: PlanDocument, shared: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and values of each recusal that the plan carries out or leaves open."""
    cases: dict[str, _Case] = {}
    moves = {m.staff.id: m for m in document.moves}
    for move in document.moves:
        for reason in move.reasons:
            if fact := _ground(reason.tells):
                _add(cases, move.staff, move.left, fact, reason.article, reason)
    for line in document.findings:
        fact = _ground(line.tells)
        if line.standing == "resolved" or not line.hard or not fact:
            continue
        for person, post in zip(line.staff, line.posts, strict=False):
            _add(cases, person, post, fact, line.article, line)
    called = Called(plan.problem)
    names, own = names_of(plan.problem), declared_relatives(plan.problem)
    for case in cases.values():
        who = plan.problem.person[StaffId(case.number)]
        says = "；".join(s.rstrip("。") for s in dict.fromkeys(case.says))
        mine = own.get(who.id, set())
        told = (
            held(as_you(says, who.id, names))
            if may_tell(says, map(Fact, case.tells), who.id, names, mine)
            else _TOLD[case.fact].format(**shared)
        )
        yield f"{case.number} {case.name}", {"r": {
            "who": case.name, "called": called(who),
            "number": case.number, "where": full(case.where),
            "unit": case.where.unit_name if case.where else "",
            "level": who.level.value, "kind": GROUNDS[case.fact],
            "by": cite(plan.problem.pack, case.article), "says": f"{says}。",
            "told": told, "own": told.replace("您", "本人"),
            "theirs": told.replace("您", case.name),
            "proposed": _proposed(plan, moves.get(case.number)),
            "decided": _decided(plan, moves.get(case.number), shared),
            "case": "应当调整岗位" if case.fact == Fact.ABROAD.value else "应当回避",
        }}  # fmt: skip


def _ground(tells: tuple[str, ...]) -> str:
    return next((fact for fact in GROUNDS if fact in tells), "")


def _add(
    cases: dict[str, _Case], who: Any, where: Any, fact: str, article: str, line: Any
) -> None:
    case = cases.setdefault(who.id, _Case(who.id, who.name, where, fact, article))
    case.says.append(line.says.zh)
    case.tells.update(line.tells)


def _proposed(plan: Plan, move: MoveLine | None) -> str:
    if move is None:
        return "□调整岗位　□不参与有关事项的办理（待填）"
    return _to(plan, move) if move.taken else "离开现任岗位，另行安排"


def _to(plan: Plan, move: MoveLine) -> str:
    if move.taken is None:
        return "另行安排工作"
    if leads(plan, move.taken):
        return f"交流任{full(move.taken)}"
    return f"交流到{full(move.taken)}工作"


def _decided(plan: Plan, move: MoveLine | None, shared: Mapping[str, Any]) -> str:
    if move is None:
        return "（待填：调整岗位，或者不参与有关事项的办理。）"
    to = _to(plan, move)
    return f"自{shared['effect']}起，您不再担任{full(move.left)}，{to}。"
