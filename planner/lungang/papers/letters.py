"""What one person is told: what is decided about them, and why, in their own facts.

A person may demand the reasons of a decision (Personal Information Protection Law,
article 24). The letter names nobody else, but for relatives whom the person declared
themselves; of cases and of standing it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from lungang.disclosure import declared_relatives, may_tell, names_of
from lungang.document.parts import (
    MoveLine,
    PlanDocument,
    PostRef,
    StayLine,
)
from lungang.papers.citing import cite, regulation
from lungang.papers.wording import Called, full, held, said
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.problem import Pack
from lungang_models.vocabulary import Leading, PostId, StaffId

_BY_RULE = "以上安排依据{by}作出。"
_PLAIN = "这是根据本年度轮岗方案，按照统一的规则作出的安排。"
_FOR_WORK = "因工作需要，作出这一安排。"
"""What a mover is told whose reasons are all about other people."""
#: How each reason to stay is said to the person; the others are said as they stand.
_STAYS = {
    "not-due": "您任现岗已{says}，未到规定的交流年限。",
    "no-limit": "您所在岗位未规定任职年限，本次不需要交流。",
    "due-but-stays": "{says}。",
    "due-soon": "您的任职年限将于{says}交流。",
    "recently-placed": "{says}，未到可以再次交流的最短年限。",
    "excused": "您{says}，按规定本次不纳入交流。",
    "deferred": "您的交流已批准暂缓（{says}）。",
    "decided": "经组织决定，您留任现岗（{says}）。",
    "kin-moved": "{says}，按规定应当有一方回避；对方已调整岗位，您不作调整。",
    "tenure-unknown": "您的任现岗时间资料不全，暂无法计算任职年限，本次不作调整。",
}
_PROPOSED = "（拟）"
"""How a paper begins that is asked for and not granted yet."""
_TO_BE_DEFERRED = "您的交流拟予暂缓，尚待批准（{says}）。"
_NEUTRAL = "按规定，本次不纳入交流范围。"


def letters(
    plan: Plan, document: PlanDocument, shared: Mapping[str, Any], on: date | None,
    days: int,
) -> Iterator[tuple[str, dict[str, Any]]]:  # fmt: skip
    """Name and values of the letter of everybody whom the plan moves or keeps.

    ``on`` is the day of the letters and ``days`` the time for objections.
    """
    until = objections_until(on, days)
    names, called = names_of(plan.problem), Called(plan.problem)
    own, pack = declared_relatives(plan.problem), plan.problem.pack
    for line in document.moves:
        who = line.staff
        why = _move_reasons(line, names, own.get(StaffId(who.id), set()), pack)
        yield f"{who.id} {who.name}", {
            "who": who.name, "called": called(who), "moved": True,
            "what": _what(plan, line, shared), "why": why,
            "until": until,
        }  # fmt: skip
    for stay in document.stays:
        who = stay.staff
        yield f"{who.id} {who.name}", {
            "who": who.name, "called": called(who), "moved": False,
            "what": f"按照本年度轮岗方案，您继续{_at(plan, stay.post)}，不作调整。",
            "why": _stay_reason(stay, names, own.get(StaffId(who.id), set()), pack),
            "until": until,
        }  # fmt: skip


def objections_until(on: date | None, days: int) -> str:
    """The last day for objections, or a blank for it."""
    return said(on + timedelta(days=days)) if on else "　　年　月　日"


def _what(plan: Plan, line: MoveLine, shared: Mapping[str, Any]) -> str:
    left = f"由{full(line.left)}" if line.left else ""
    if line.taken is None:
        taken = "离开现任岗位，另行安排工作"
    else:
        how = "交流" if line.left else ""
        leading = leads(plan, line.taken)
        taken = full(line.taken)
        taken = f"{how}任{taken}" if leading else f"{how}到{taken}工作"
    return f"按照本年度轮岗方案，您自{shared['effect']}起{left}{taken}。"


def _at(plan: Plan, post: PostRef) -> str:
    return f"担任{full(post)}" if leads(plan, post) else f"在{full(post)}工作"


def leads(plan: Plan, post: PostRef) -> bool:
    """Whether whoever holds a post leads a unit."""
    return plan.problem.post[PostId(post.id)].leading is not Leading.NONE


def _move_reasons(
    line: MoveLine, names: Mapping[str, set[StaffId]], own: set[StaffId],
    pack: Pack,
) -> str:  # fmt: skip
    """The facts in the person's own terms, then the articles, the regulation named once."""
    who = line.staff.id
    facts = [
        _fact(as_you(r.says.zh, who, names), r.reason.code)
        for r in line.reasons
        if may_tell(r.says.zh, map(Fact, r.tells), who, names, own)
    ]
    law = _law([r.article for r in line.reasons], pack)
    if not law:
        return "".join(dict.fromkeys(facts)) or _PLAIN
    return ("".join(dict.fromkeys(facts)) or _FOR_WORK) + law


def _fact(says: str, code: str) -> str:
    if code == "decided":
        what, _, paper = says.rstrip("。").partition("：")
        return (
            f"组织{what.replace('任', '您任', 1)}（{paper}）。"
            if paper
            else f"{what}。"
        )
    said_to = f"您{says}" if code == "placement" else held(says)
    return f"{said_to.rstrip('。')}。"


def _law(articles: Iterable[str], pack: Pack) -> str:
    """The sentence that names the articles, each once."""
    cited = dict.fromkeys(cite(pack, a) for told in articles for a in _each(told))
    if not cited:
        return ""
    first, *more = cited
    named = regulation(pack)
    by = "、".join([first, *(m.removeprefix(named) for m in more)])
    return _BY_RULE.format(by=by)


def _each(articles: str) -> list[str]:
    """The articles of one reason: several of the measure, or one sentence of a law."""
    parts = [p.strip() for p in re.split("[,，、]", articles) if p.strip()]
    return parts if all(p[0].isdigit() for p in parts) else [articles]


def _stay_reason(
    line: StayLine, names: Mapping[str, set[StaffId]], own: set[StaffId],
    pack: Pack,
) -> str:  # fmt: skip
    if not may_tell(line.says.zh, map(Fact, line.tells), line.staff.id, names, own):
        return _NEUTRAL
    says = as_you(line.says.zh.removeprefix("由对方调整："), line.staff.id, names)
    if says.startswith("不在"):
        says = f"的任免{says}"
    head = _STAYS.get(line.reason.code, f"{line.reason.says.zh}：{{says}}。")
    if line.reason.code == "deferred" and says.startswith(_PROPOSED):
        head, says = _TO_BE_DEFERRED, says.removeprefix(_PROPOSED)
    return head.format(says=says.rstrip("。")) + _law([line.article], pack)


def as_you(text: str, who: str, names: Mapping[str, set[StaffId]]) -> str:
    """A sentence about a person, said to them."""
    mine = next((n for n, i in names.items() if who in i), "")
    said_to = re.sub(rf"{re.escape(mine)}(?:同志)?", "您", text) if mine else text
    return f"您{said_to}" if said_to.startswith("自") else said_to
