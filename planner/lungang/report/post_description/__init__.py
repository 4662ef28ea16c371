"""The description of a post (岗位职责说明书, article 14(4)), as the office files it.

It speaks of the post, never of whoever holds it: name, duties, reporting line, what may
not be held beside it, the main risk points with their measures, and for a key or
high-risk post what follows from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from lungang.disk import replaced
from lungang_models.facts.command import direct_leaders
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.facts.risk_points import LIBRARY, main_risks
from lungang_models.facts.tenure import TenureLimits
from lungang_models.office import terms
from lungang_models.problem import Problem
from lungang_models.rules.staffing.training_before_post import TrainingNeeded
from lungang_models.vocabulary import Duty, Leading, Post, PostId, Unit, UnitKind

NONE = "无"


def description(problem: Problem, post: Post, on: date | None = None) -> dict[str, Any]:
    """What the template needs of one post; ``on`` is the day that stands under it.

    >>> from lungang.intake.sample import sample_problem
    >>> problem = sample_problem()
    >>> description(problem, problem.post["BG05"])["name"]
    '出纳岗'
    """
    unit = problem.unit[post.unit]
    risks = main_risks(problem, post)
    day = on or problem.effect
    needed = [r.course for r in problem.known(TrainingNeeded) if r.post == post.id]
    return {
        "name": post.name,
        "number": post.id,
        "unit": unit.name,
        "level": post.level.value,
        "leading": post.leading.value if post.leading is not Leading.NONE else NONE,
        "seats": post.seats,
        "establishment": "、".join(e.value for e in post.establishments),
        "marked": _marked(post),
        "duties": list(_duties(problem, post)),
        "reports": _reports(problem, post),
        "leads": _leads(problem, post),
        "apart": list(_apart(problem, post)) or [NONE],
        "risks": [
            {
                "kind": r.kind.value,
                "where": r.where.zh,
                "measure": r.measure.zh,
                "level": r.level.value,
                "status": "拟定" if r.proposed else "审定",
            }
            for r in risks
        ],
        "proposed": _note(any(r.proposed for r in risks)),
        "watched": "".join(_watched(problem, post)),
        "qualifications": "、".join(post.qualifications) or NONE,
        "training": "、".join(sorted(set(needed))) or NONE,
        "date": f"{day.year}年{day.month}月{day.day}日",
    }


def _marked(post: Post) -> str:
    marks = {
        "领导岗位": post.leading is not Leading.NONE,
        "关键岗位": post.key,
        "高风险岗位": post.high_risk,
    }
    return "、".join(m for m, yes in marks.items() if yes) or "一般岗位"


def _duties(problem: Problem, post: Post) -> Iterator[str]:
    """The duties, each with the process and the stage it stands in."""
    if post.leading is not Leading.NONE:
        unit = problem.unit[post.unit]
        own = unit.kind is not UnitKind.LEADERSHIP
        whole = "本单位全面工作" if own else f"{terms(problem).whole}工作"
        chief = post.leading is Leading.CHIEF
        charge = "、".join(u.name for u in _in_charge(problem, post))
        yield (
            f"{f'主持{whole}' if chief else '协助主要负责人工作'}"
            f"{f'，分管{charge}' if charge else ''}。"
        )
    for duty in (problem.duty[d] for d in post.duties):
        where = "、".join(
            filter(None, (duty.process, duty.stage and f"{duty.stage}环节"))
        )
        yield f"{duty.name}{f'（{where}）' if where else ''}。"


def _reports(problem: Problem, post: Post) -> str:
    """To whom the post reports: the one recorded, else who leads it directly."""
    overseer = problem.unit[post.unit].overseen_by
    above = [post.reports_to] if post.reports_to else _chiefs(problem, post)
    if post.leading is Leading.CHIEF and overseer and not post.reports_to:
        above = [overseer]
    top = "本机关主要负责人，" if post.leading is Leading.CHIEF else ""
    told = f"向{_named(problem, above)}报告工作" if above else f"{top}无直接上级岗位"
    if overseer is not None and overseer not in (*above, post.id):
        told += f"；分管领导：{problem.post[overseer].name}"
    return f"{told}。"


def _chiefs(problem: Problem, post: Post) -> list[PostId]:
    """The chiefs among the direct leaders; all of them where none is a chief."""
    above = sorted(direct_leaders(problem)[post.id])
    own = [p for p in above if problem.post[p].unit == post.unit] or above
    chiefs = [p for p in own if problem.post[p].leading is Leading.CHIEF]
    return chiefs or own


def _leads(problem: Problem, post: Post) -> str:
    """Which posts it leads, by name; of other units those in its charge.

    Who avoids kin is asked of the whole leadership; who reports to whom is not: the
    head of a unit is led by the one in charge of it, where that is recorded.
    """
    led = [
        other
        for other in problem.posts
        if post.id in direct_leaders(problem)[other.id] or other.reports_to == post.id
    ]
    inside = [p.id for p in led if p.unit == post.unit]
    outside = dict.fromkeys(
        problem.unit[p.unit].name
        for p in led
        if p.unit != post.unit
        and problem.unit[p.unit].overseen_by in (None, post.id)
        and p.reports_to in (None, post.id)
    )
    told = filter(
        None, (_named(problem, inside), "、".join(f"{u}负责人" for u in outside))
    )
    return f"直接领导{'，'.join(told)}。" if inside or outside else "无下级岗位。"


def _in_charge(problem: Problem, post: Post) -> list[Unit]:
    """The units that are recorded to be in the charge of a post (分管)."""
    return [u for u in problem.units if u.overseen_by == post.id]


def _named(problem: Problem, posts: Iterable[PostId]) -> str:
    return "、".join(dict.fromkeys(problem.post[p].name for p in posts))


def _apart(problem: Problem, post: Post) -> Iterator[str]:
    """The duties that whoever holds the post may not carry as well (article 12)."""
    for row in problem.known(IncompatibleDuties):
        for mine, other in ((row.a, row.b), (row.b, row.a)):
            if mine in post.duties:
                yield _kept_apart(problem.duty[mine], problem.duty[other], row)


def _kept_apart(mine: Duty, other: Duty, row: IncompatibleDuties) -> str:
    where = "（同一单位内）" if row.same_unit else ""
    return f"“{mine.name}”与“{other.name}”不得由一人承担{where}。"


def _note(proposed: bool) -> str:
    if not proposed:
        return ""
    return (
        f"注：状态为“拟定”的风险点由程序依据风险点库（{LIBRARY}版）提出，"
        "须经本单位集体研究、分管领导审定。"
    )


def _watched(problem: Problem, post: Post) -> list[str]:
    """What follows from being a key or a high-risk post (articles 13, 14(4), 31, 38)."""
    told = [] if post.watched else ["本岗位未界定为关键岗位、高风险岗位。"]
    if post.key:
        told.append("本岗位处于业务流程的关键环节点，界定为关键岗位，重点管理和监督。")
    if post.high_risk:
        domains = "、".join(d.value for d in post.risk_domains)
        told.append(
            f"本岗位界定为高风险岗位{f'，风险领域为{domains}' if domains else ''}。"
        )
    band = problem.policy(TenureLimits).of(post)
    if band.due is not None:
        told.append(f"任职满{band.due}年应当交流。")
    if band.must is not None:
        told.append(f"任职满{band.must}年必须交流。")
    if post.key:
        told.append("任职人员列入强制休假抽取范围，休假期间由他人代职。")
    return told


def write_description(
    problem: Problem, post: Post, path: Path, template: Path | None = None
) -> None:
    """Fill the template, ours or the office's own, and put the file in its place.

    Text goes in as text; a template of unknown origin reaches nothing but the values.
    """
    from docxtpl import DocxTemplate
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    ours = files("lungang.report.post_description") / "templates" / "description.docx"
    with as_file(ours) as built_in:
        document = DocxTemplate(str(template or built_in))
        environment = ImmutableSandboxedEnvironment(autoescape=True)
        document.render(description(problem, post), environment)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as draft:
        document.save(str(draft))


def file_name(post: Post) -> str:
    """A name for the file: the id alone, in characters that no file system minds."""
    plain = "".join(c if c.isalnum() or c in "-_" else "_" for c in post.id)
    return f"岗位职责说明书-{plain}.docx"
