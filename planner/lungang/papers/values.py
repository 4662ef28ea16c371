"""What fills the papers: the plan, its problem, and who the office is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lungang.document.audience import for_units, seen_by
from lungang.document.lines import leaving_lines
from lungang.document.parts import (
    DueLine,
    FindingLine,
    MoveLine,
    PlanDocument,
)
from lungang.papers import cases
from lungang.papers.citing import goes_by_measure, regulation
from lungang.papers.letters import letters, objections_until
from lungang.papers.recusal import recusals
from lungang.papers.wording import Called, full, lacking, main_name, said
from lungang_models.articles import article_of
from lungang_models.facts.command import direct_leaders
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.office import internal_control, personnel
from lungang_models.organisation import OwnTerms, own_terms
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.scope import by_what_is_missing, scope_of
from lungang_models.vocabulary import DutyId, Leading, Post, PostId
from lungang_models.words import Words

TO_FILL = "（待填）"
BY_HAND = Words(
    "该方案经人工调整，符合全部硬性规则，未证明为最优",
    "edited by hand: every binding rule is kept, no optimum is claimed",
)


_MISSING = 6
"""The most gaps that a paper names one by one."""


@dataclass(frozen=True)
class Office:
    """Who writes: names as they stand at the head and the foot of a paper."""

    bureau: str = TO_FILL
    personnel: str = "组织人事部门"
    telephone: str = TO_FILL
    on: date | None = None
    objection_days: int = 7


def office_of(problem: Problem, on: date | None = None) -> Office:
    """The office as the workbook's first sheet names it; unknown parts are to fill in."""
    told = problem.office
    return Office(
        bureau=told.bureau or TO_FILL, personnel=personnel(problem).zh,
        telephone=told.telephone or TO_FILL, on=on,
    )  # fmt: skip


def shared_values(plan: Plan, document: PlanDocument, office: Office) -> dict[str, Any]:
    """The values that every paper may use; no family fact is among them."""
    problem = plan.problem
    shown = seen_by("leadership", document)
    before, after = document.figures.before, document.figures.after
    called, terms = Called(problem), _terms(problem, office)
    moves = [_move(problem, document, m, called) for m in document.moves]
    return {
        **_of_office(office, terms),
        "regulation": regulation(problem.pack),
        "by_measure": goes_by_measure(problem.pack),
        "year": document.provenance.effect.year,
        "issued": (office.on or document.provenance.effect).year,
        "effect": said(document.provenance.effect),
        "today": said(office.on) if office.on else "　　年　月　日",
        "until": objections_until(office.on, office.objection_days),
        "staff": document.figures.staff, "proof": _proof(document),
        "moves": moves,
        "appointed": [m for m in moves if m["leading"]],
        "exchanged": [m for m in moves if not m["leading"]],
        "leading_gained": sum(m["gains"] for m in moves),
        "leading_lost": sum(m["loses"] for m in moves),
        "overdue_stays": len({
            d.staff.id for d in document.due
            if d.stage.code in ("forced", "due") and not d.settled
        }),
        "due": [_due(d, called) for d in shown.due],
        "due_people": _people(shown.due, "forced", "due"),
        "due_must": _people(shown.due, "forced"),
        "due_soon": _people(shown.due, "due-soon"),
        "vacancies": document.figures.empty,
        "concurrent": [
            {"called": called(c.staff), "post": full(c.post),
             "what": "兼任" if c.taken else "不再兼任"}
            for c in document.concurrent
        ],
        "waivers": [_waiver(w, called) for w in shown.waivers],
        "risks_before": total(before), "risks_after": total(after or before),
        "risks_major": (after or before).major,
        "leaves": [_leave(v, called) for v in sorted(document.leaves, key=_batch)],
        "remaining": list(_remaining(document, terms.whole)),
        "totals": [
            {"unit": t.unit_name or terms.whole, "means": t.means.says.zh,
             "grade": t.grade.says.zh, "before": t.before,
             "after": "—" if t.after is None else t.after}
            for t in shown.register_.totals
        ],
        "overdue": sum(p.overdue for p in document.register_.vanished)
        + sum(bool(f.carried and f.carried.overdue) for f in document.findings),
        "not_examined": _not_examined(problem),
        "watched": [_watched(problem, p, called) for p in problem.posts if p.watched],
        **_separations(problem),
        "risks_ordinary": (after or before).ordinary,
        "leaving": [
            {"member": i.member.name, "subject": i.subject.name,
             "because": "属于应当回避的情形"}
            for i in leaving_lines(plan)
        ],
    }  # fmt: skip


def _terms(problem: Problem, office: Office) -> OwnTerms:
    named = "" if office.bureau == TO_FILL else office.bureau
    return own_terms(named, problem.office.party, problem.pack.name)


def _of_office(office: Office, terms: OwnTerms) -> dict[str, str]:
    return {
        "bureau": office.bureau, "personnel": office.personnel,
        "telephone": office.telephone, "party": terms.party,
        "party_sealed": terms.party_sealed, "whole": terms.whole,
    }  # fmt: skip


def _not_examined(problem: Problem) -> str:
    """What the audit left out, in one paragraph: what is missing most, not every rule."""
    scope = scope_of(problem)
    missing = by_what_is_missing(scope.not_examined)
    if not missing:
        return "各项规则所需资料齐备，均已审核。"
    named = "；".join(lacking(m.says.zh) for m in missing[:_MISSING])
    more = f"；另有{len(missing) - _MISSING}处" if len(missing) > _MISSING else ""
    left = len(scope.not_examined)
    return (
        f"{len(scope.rules) + left}项规则中，{left}项因缺少资料未审核，不等于已遵守。"
        f"所缺资料：{named}{more}。各项规则及所缺资料见方案表格“未检查的规则”，"
        "资料补齐后重新审核。"
    )


def subjects(
    each: str,
    plan: Plan,
    document: PlanDocument,
    office: Office,
    shared: Mapping[str, Any],
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and values of each unit, move, recusal or person with a paper of their own."""
    if each == "move":
        for line, move in zip(document.moves, shared["moves"], strict=True):
            yield f"{line.staff.id} {line.staff.name}", {"m": move}
    elif each in ("unit-moves", "unit-risks"):
        wanted = each.replace("-", "_")
        found = _units(plan.problem, document, shared)
        yield from ((name, own) for name, own in found if own[wanted])
    elif each == "recusal":
        yield from recusals(plan, document, shared)
    elif each == "person":
        yield from letters(plan, document, shared, office.on, office.objection_days)
    elif each == "leaver":
        yield from cases.leavers(plan, document, shared["moves"])
    elif each == "inner":
        yield from cases.inner(document, shared["moves"])
    elif each == "waiver":
        yield from cases.waivers(plan.problem, document, shared["whole"])
    elif each == "declarer":
        yield from cases.declarers(plan, document)
    elif each == "addressee":
        control = internal_control(plan.problem).zh.partition("（")[0]
        yield from cases.addressees(document, shared, control)
    else:
        raise ValueError(f"no papers for each {each}")


def total(grades: Any) -> int:
    """How many risks, of all grades."""
    return int(grades.major + grades.significant + grades.ordinary)


def _proof(document: PlanDocument) -> str:
    if document.status == "optimal":
        return "该方案在现行规则和本次提供的资料范围内经证明为最优，证明可独立复核。"
    if document.says.zh == BY_HAND.zh:
        return f"{BY_HAND.zh}。"
    return "该方案为时限内得到的最好结果，尚未证明为最优。"


def _move(
    problem: Problem, document: PlanDocument, line: MoveLine, called: Called
) -> dict[str, Any]:
    left = problem.post[PostId(line.left.id)] if line.left else None
    taken = problem.post[PostId(line.taken.id)] if line.taken else None
    leads = [p is not None and p.leading is not Leading.NONE for p in (left, taken)]
    into = [called(m.staff) for m in document.moves if m.taken == line.left and m.taken]
    return {
        "number": line.staff.id, "name": line.staff.name, "called": called(line.staff),
        "order": _order(line, *leads), "left": full(line.left),
        "taken": full(line.taken), "kind": line.kind.says.zh,
        "gains": leads[1] and not leads[0], "loses": leads[0] and not leads[1],
        "left_unit": line.left.unit if line.left else "",
        "taken_unit": line.taken.unit if line.taken else "",
        "successor": "、".join(into), "handover": cases.handover(problem, line),
        "duties": cases.duties(problem, taken),
        "going": _going(line, leads[1]), "leading": any(leads),
    }  # fmt: skip


def _order(line: MoveLine, left: bool, taken: bool) -> str:
    """The line of an order of appointment: only a leading post is 任 and 免."""
    parts = [f"免去{full(line.left)}职务"] if left else []
    if line.taken is None:
        return "，".join([*parts, "另行安排工作"])
    if not taken:
        return "，".join([*parts, f"交流到{full(line.taken)}工作"])
    return "，".join([f"任{full(line.taken)}", *parts])


def _going(line: MoveLine, leads: bool) -> str:
    if line.taken is None:
        return "离开现任岗位，另行安排工作"
    if line.left is None:
        return f"任{full(line.taken)}" if leads else f"到{full(line.taken)}工作"
    return f"交流任{full(line.taken)}" if leads else f"交流到{full(line.taken)}工作"


def _people(due: Sequence[DueLine], *stages: str) -> int:
    """How many people stand on the due list at some stages, each counted once."""
    return len({line.staff.id for line in due if line.stage.code in stages})


def _due(line: Any, called: Called) -> dict[str, Any]:
    return {
        "called": called(line.staff), "unit": line.post.unit_name, "post": line.post.name,
        "since": said(line.since),
        "band": f"{line.months // 12}年{line.months % 12}个月", "stage": line.stage.says.zh,
        "article": article_of(line.article), "excused": line.excused.zh if line.excused else "",
    }  # fmt: skip


def _waiver(line: Any, called: Called) -> dict[str, Any]:
    return {
        "rule": line.reason, "people": "、".join(map(called, line.staff)),
        "approver": line.approver, "paper": line.paper, "until": said(line.until),
    }  # fmt: skip


def _batch(line: Any) -> int:
    return int(line.window)


def _leave(line: Any, called: Called) -> dict[str, Any]:
    return {
        "window": line.window, "called": called(line.staff), "days": line.working_days,
        "posts": "、".join(full(p) for p in line.posts),
        "covers": "；".join(f"{c.post.name}由{called(c.cover)}代职" for c in line.covers)
        or "无须代职",
    }  # fmt: skip


def _watched(problem: Problem, post: Post, called: Called) -> dict[str, Any]:
    holders = [called(p) for p in problem.staff if post.id in (p.post, *p.concurrent)]
    kinds = [
        w for w, on in (("关键岗位", post.key), ("高风险岗位", post.high_risk)) if on
    ]
    return {
        "id": post.id, "name": post.name, "unit": problem.unit[post.unit].name,
        "kind": "、".join(kinds), "domains": "、".join(d.value for d in post.risk_domains),
        "holders": "、".join(holders) or "空缺", "reports_to": _superior(problem, post),
    }  # fmt: skip


def _superior(problem: Problem, post: Post) -> str:
    """To whom a post reports: as recorded, else the head of those who lead it."""
    if post.reports_to:
        return problem.post[post.reports_to].name
    above = [problem.post[p] for p in direct_leaders(problem)[post.id]]
    heads = [p for p in above if p.leading is Leading.CHIEF] or above
    return "、".join(sorted(main_name(p.name) for p in heads)) or TO_FILL


def _separations(problem: Problem) -> dict[str, Any]:
    """The incompatible pairs: each that one post joins, then the others by one side.

    A duty that many others exclude is told once, with all of them beside it.
    """
    carriers: dict[DutyId, set[Post]] = defaultdict(set)
    for post in problem.posts:
        for duty in post.duties:
            carriers[duty].add(post)
    others: dict[DutyId, list[DutyId]] = defaultdict(list)
    rows, pairs = [], problem.known(IncompatibleDuties)
    for pair in pairs:
        if carriers[pair.a] & carriers[pair.b]:
            rows.append(_separation(problem, carriers, pair.a, [pair.b], "未分离"))
        else:
            others[pair.a].append(pair.b)
            others[pair.b].append(pair.a)
    joined = len(rows)
    while left := [d for d in others if others[d]]:
        most = max(left, key=lambda d: len(others[d]))
        rows.append(_separation(problem, carriers, most, others[most], "已分离"))
        for duty in others.pop(most):
            others[duty].remove(most)
    return {"separations": rows, "pairs": len(pairs), "joined": joined}


def _separation(
    problem: Problem, carriers: Mapping[DutyId, set[Post]], one: DutyId,
    others: Sequence[DutyId], apart: str,
) -> dict[str, str]:  # fmt: skip
    def carried(duty: DutyId) -> str:
        return _by_unit(problem, carriers[duty])

    duty = problem.duty
    told = [f"{duty[d].name}（{carried(d)}）" for d in others]
    return {
        "process": duty[one].process or duty[others[0]].process, "one": duty[one].name,
        "one_posts": carried(one), "others": "；".join(told), "apart": apart,
        "control": TO_FILL if apart == "未分离" else "",
    }  # fmt: skip


def _by_unit(problem: Problem, posts: Collection[Post]) -> str:
    """Posts with their units, each unit named once."""
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for post in sorted(posts, key=lambda p: p.id):
        unit = problem.unit[post.unit].name
        named[unit][main_name(post.name).removeprefix(unit)] = None
    return "、".join(f"{u}{'、'.join(n)}" for u, n in named.items()) or "无岗位承担"


def _remaining(document: PlanDocument, whole: str) -> Iterator[dict[str, Any]]:
    """The grave risks that the plan leaves, for a meeting: nobody's own facts among them."""
    for line in document.findings:
        if line.standing != "resolved" and line.grade.code != "ordinary":
            title = {"title": "涉及个人有关事项"} if line.tells else {}
            yield {**_risk(line, line.unit or whole), **title}


def _risk(line: FindingLine, unit: str = "") -> dict[str, Any]:
    return {
        "id": line.risk, "grade": line.grade.says.zh, "title": line.title.zh, "unit": unit,
        "says": line.says.zh, "measure": line.measure.zh, "due": said(line.due),
    }  # fmt: skip


def _units(
    problem: Problem, document: PlanDocument, shared: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    risks: dict[str, list[FindingLine]] = defaultdict(list)
    for line in for_units(document):
        if line.standing != "resolved" and line.unit_id:
            risks[line.unit_id].append(line)
    for unit in problem.units:
        moves = [
            m for m in shared["moves"] if unit.id in (m["left_unit"], m["taken_unit"])
        ]
        yield f"{unit.id} {unit.name}", {
            "unit": unit.name, "unit_moves": moves,
            "unit_risks": [_risk(f) for f in risks[unit.id]],
        }  # fmt: skip
