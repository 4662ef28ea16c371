"""What fills the papers about one person, one unit or one waiver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lungang.document.parts import MoveLine, PlanDocument
from lungang.papers.citing import cite
from lungang.papers.wording import said
from lungang_models.facts.abroad import FamilyAbroad
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.tenure import Clock
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rules.duties.rights_left_open import AccessRight, RightKind
from lungang_models.vocabulary import Person, Post, PostId, StaffId

Named = Iterator[tuple[str, dict[str, Any]]]

_GRADES = ("major", "significant", "ordinary")
_CHECKS = (
    "经手资金、账户、票据和实物是否账实相符",
    "审批、分配、采购等事项是否符合程序和权限",
    "有无应当回避而未回避的事项",
    "系统权限、印章和密钥是否收回",
    "未办结事项和历史遗留问题是否交接清楚",
    "上期风险和审计、检查发现的问题是否整改",
)
_HANDOVER = (
    "文件、档案和工作底稿", "现金、账户和票据", "办公用品和固定资产",
    "未办结事项（进展、期限、联系人）", "服务对象和往来单位名册",
)  # fmt: skip
_KINDS = {
    RightKind.SYSTEM_RIGHT: "系统权限（收回和授予）",
    RightKind.TOKEN: "密钥",
    RightKind.SEAL: "印章",
    RightKind.KEY: "钥匙",
    RightKind.BANK_ACCOUNT_SIGNATURE: "银行账户预留印鉴",
}


def handover(problem: Problem, line: MoveLine) -> list[dict[str, str]]:
    """What is handed over: the rights on record for the post, then what nobody told."""
    mine = [
        r
        for r in problem.known(AccessRight)
        if line.left and r.person == line.staff.id and r.post == line.left.id
    ]
    rows = [
        {"item": zh, "known": "；".join(r.name for r in mine if r.kind is kind)}
        for kind, zh in _KINDS.items()
    ]
    return rows + [{"item": item, "known": ""} for item in _HANDOVER]


def duties(problem: Problem, post: Post | None) -> str:
    """The duties of a post in a sentence."""
    if post is None or not post.duties:
        return "（待填：新岗位的职责、报告关系和主要风险点）"
    text = f"新岗位的主要职责：{'、'.join(problem.duty[d].name for d in post.duties)}。"
    kinds = [
        w for w, on in (("关键岗位", post.key), ("高风险岗位", post.high_risk)) if on
    ]
    return text + (f"该岗位为{'、'.join(kinds)}。" if kinds else "")


def leavers(
    plan: Plan, document: PlanDocument, moves: Sequence[Mapping[str, Any]]
) -> Named:
    """Those who leave a key or high-risk post: what is checked before they go."""
    for line, move in zip(document.moves, moves, strict=True):
        left = plan.problem.post[PostId(line.left.id)] if line.left else None
        if left is None or not left.watched:
            continue
        since = plan.problem.person[StaffId(line.staff.id)].entered_post
        yield (
            f"{line.staff.id} {line.staff.name}",
            {"m": {**move, "since": said(since) if since else "", "checks": _CHECKS}},
        )


def inner(document: PlanDocument, moves: Sequence[Mapping[str, Any]]) -> Named:
    """The moves within each unit, which the unit files (article 33(2))."""
    own: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for line, move in zip(document.moves, moves, strict=True):
        if line.left and line.taken and line.left.unit == line.taken.unit:
            own[line.left.unit, line.left.unit_name].append(move)
    for (unit, name), found in own.items():
        yield f"{unit} {name}", {"unit": name, "inner_moves": found}


def waivers(problem: Problem, document: PlanDocument, whole: str) -> Named:
    """Each waiver on record or used, as the form that its body signs."""
    rules = {c.id: c for c in checks()}
    for number, line in enumerate(document.waivers, start=1):
        rule = rules.get(line.rule)
        yield f"{number} {'、'.join(p.name for p in line.staff) or whole}", {"w": {
            "people": "、".join(p.name for p in line.staff) or "—",
            "posts": "、".join(p.name for p in line.posts) or "—",
            "title": rule.title.zh if rule else line.rule,
            "by": cite(problem.pack, rule.article(problem)) if rule else "",
            "rule": line.reason, "mitigation": line.mitigation,
            "until": said(line.until), "approver": line.approver,
            "paper": line.paper or "（待填）",
            "needed": "是" if line.needed else "否，可以撤销",
        }}  # fmt: skip


def declarers(plan: Plan, document: PlanDocument) -> Named:
    """Who declares anew: those who move, and those whose declaration has lapsed."""
    problem = plan.problem
    moved = {m.staff.id for m in document.moves}
    months = problem.policy(NoticePolicy).declaration_months
    for person in problem.staff:
        age = Clock(person.declared).months(problem.effect) if person.declared else None
        if person.id in moved or age is None or age >= months:
            yield f"{person.id} {person.name}", {"d": _declared(problem, person)}


def _declared(problem: Problem, person: Person) -> dict[str, Any]:
    post = problem.post[person.post] if person.post else None
    kin = [
        {"word": r.word, "name": r.relative_name or _name(problem, r.relative_staff),
         "where": _where(problem, r.relative_staff)}
        for r in problem.known(KinDeclaration)
        if r.declarer == person.id and r.until is None
    ]  # fmt: skip
    business = [
        {"relation": r.owner.value, "entity": r.entity, "industry": r.industry,
         "share": "（待填）" if r.share is None else f"{r.share:g}%"}
        for r in problem.known(FamilyBusiness)
        if r.person == person.id and r.until is None
    ]  # fmt: skip
    abroad = [
        f"{r.who.value}，{r.status.value}"
        for r in problem.known(FamilyAbroad)
        if r.person == person.id and r.until is None
    ]
    blank = range(2)
    return {
        "who": person.name, "number": person.id,
        "unit": problem.unit[post.unit].name if post else "（待填）",
        "post": post.name if post else "（待填）",
        "kin": kin + [dict.fromkeys(("word", "name", "where"), "") for _ in blank],
        "business": business
        + [dict.fromkeys(("relation", "entity", "industry", "share"), "") for _ in blank],
        "abroad": f"上年申报：{'；'.join(abroad)}。如有变化请写明：（待填）"
        if abroad else "□无　□有（请写明何人、何国（地区）、何种身份、自何时起）：（待填）",
    }  # fmt: skip


def _name(problem: Problem, staff: StaffId | None) -> str:
    return problem.person[staff].name if staff in problem.person else ""


def _where(problem: Problem, staff: StaffId | None) -> str:
    person = problem.person.get(staff) if staff else None
    if person is None or person.post is None:
        return ""
    post = problem.post[person.post]
    return f"{problem.unit[post.unit].name}{post.name}"


def addressees(
    document: PlanDocument, shared: Mapping[str, Any], control: str
) -> Named:
    """The two readers of the quarterly report (article 5(2) and 5(3))."""
    sums = {
        "by_unit": _sums(document, "unit_name", "unit", shared["whole"]),
        "by_means": _sums(document, "means", "means", ""),
        "grades": {g: sum(1 for f in document.findings if f.standing != "resolved"
                          and f.grade.code == g) for g in _GRADES},
    }  # fmt: skip
    steps = (
        "按期督促落实风险清单所列措施；核实需要核对的资料；对到期的豁免和暂缓重新报批；"
        "对任职期满而未交流的人员在下一年度优先安排。"
    )
    bureau = shared["bureau"]
    own = {"next_steps": steps, **sums}
    yield "报内控办", {"to": control, "from_": f"{bureau}{shared['personnel']}", **own}
    yield "报内控委", {"to": "内控委", "from_": f"{bureau}{control}", **own}


def _sums(
    document: PlanDocument, by: str, name: str, nobody: str
) -> list[dict[str, Any]]:
    found: dict[str, dict[str, int]] = {}
    for t in document.register_.totals:
        value = getattr(t, by)
        key = (getattr(value, "says", None) and value.says.zh) or value or nobody
        row = found.setdefault(key, dict.fromkeys((*_GRADES, "before"), 0))
        row[t.grade.code] += t.before if t.after is None else t.after
        row["before"] += t.before
    rows = []
    for key, row in found.items():
        total = sum(row[g] for g in _GRADES)
        step = total - row["before"]
        change = (
            "持平" if not step else f"{'增加' if step > 0 else '减少'}{abs(step)}项"
        )
        rows.append({name: key, "total": total, "change": change, **row})
    return rows
