"""The answer owed to one person: where, why, and what to do against it (PIPL 24).

One page, as text or in a Word template that the office may edit. It speaks of the person
addressed alone: no other member of staff, and no family but by the rule that applies.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from lungang.disk import replaced
from lungang.explain.contrast import Base
from lungang.explain.questions import Answer, exempt, must_move
from lungang.review.moves import titled
from lungang.review.reasons import moves
from lungang.review.stays import stays
from lungang.solve import Solved
from lungang_models.assumed import ASSUMED
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.plan import Plan
from lungang_models.registry import checks
from lungang_models.rule import article_words
from lungang_models.rules.staffing.one_main_post import OneMainPost
from lungang_models.rules.staffing.seats import Seats
from lungang_models.vocabulary import Post, StaffId
from lungang_models.words import Words

HIDDEN = "涉及他人情况，此处从略"
"""In the place of words that name somebody else."""

PLAIN = (OneMainPost.id, Seats.id)
"""Rules that hold for everybody alike and explain nothing to one person."""


def letter(base: Solved | Base, person: StaffId, seconds: float) -> dict[str, object]:
    """The values of the letter, all texts; equal plans give equal letters."""
    plan, problem = base.plan, base.plan.problem
    who, after = problem.person[person], plan.main_post(problem.person[person])
    before = problem.post[who.post] if who.post is not None else None
    answer = (
        must_move(base, person, seconds) if plan.moved(who) else exempt(plan, person)
    )
    others = {p.name for p in problem.staff if p.id != person}

    def named(post: Post | None) -> str:
        return "无" if post is None else titled(problem, post).zh

    verdict = answer.verdict.zh if _alone(answer.verdict.zh, others) else "按方案安排"
    told = [*_recorded(plan, person, others), *_ruled(answer, plan, person, others)]
    return {
        "name": who.name,
        "number": str(who.id),
        "effect": problem.effect.isoformat(),
        "before": named(before),
        "after": named(after),
        "verdict": verdict,
        "proof": answer.proved.zh,
        "reasons": [*dict.fromkeys(told)] or ["依据本轮方案及全体人员的统一规则"],
    }


def _recorded(plan: Plan, person: StaffId, others: set[str]) -> Iterator[str]:
    """The recorded reasons of a move or a stay; of one that names others its head."""
    mine = (m for m in moves(plan) if m.person.id == person)
    for reason in (r for move in mine for r in move.reasons):
        yield _guarded(reason.code.words.zh, reason.says.zh, others)
    for stay in (s for s in stays(plan) if s.person.id == person):
        yield _guarded(stay.code.words.zh, stay.says.zh, others)


def _ruled(
    answer: Answer, plan: Plan, person: StaffId, others: set[str]
) -> Iterator[str]:
    """The rules that speak of the person; that a post must be filled goes for all."""
    rules = {rule.id: rule for rule in checks()}
    for ground in answer.grounds:
        if (
            person not in ground.staff
            or ground.rule in PLAIN
            or ground.rule == ASSUMED.id
        ):
            continue
        rule = rules[ground.rule]
        head = f"{rule.title.zh}（{article_words(rule.article(plan.problem)).zh}）"
        yield _guarded(head, ground.says.zh, others)


def _guarded(head: str, says: str, others: set[str]) -> str:
    return f"{head}：{says if _alone(says, others) else HIDDEN}"


def _alone(text: str, others: set[str]) -> bool:
    return not any(name in text for name in others)


def as_text(values: dict[str, object]) -> str:
    """The letter without a word processor."""
    reasons = values["reasons"]
    assert isinstance(reasons, list)
    return "\n".join([
        f"{values['name']}同志（工号{values['number']}）：",
        f"现就轮岗方案（生效日{values['effect']}）中对您的安排说明如下。",
        f"现任岗位：{values['before']}",
        f"拟任岗位：{values['after']}",
        f"结论：{values['verdict']}（{values['proof']}）",
        "理由：",
        *(f"  · {line}" for line in reasons),
        "您可以要求说明、更正与您有关的事实，也可以提出异议"
        "（防控办法第二十三条；个人信息保护法第二十四条）。",
    ])  # fmt: skip


def write_letter(
    path: Path, values: dict[str, object], template: Path | None = None
) -> None:
    """Fill the template, ours or the office's own; text goes in as text.

    A template of unknown origin can reach nothing but the values. Raises ``BadInput`` for
    one that is no Word file or cannot be filled.
    """
    from docx.opc.exceptions import OpcError
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    ours = files("lungang.explain") / "templates" / "answer.docx"
    with as_file(ours) as built_in:
        try:
            document = DocxTemplate(str(template or built_in))
            document.render(values, ImmutableSandboxedEnvironment(autoescape=True))
        except (
            OpcError,
            TemplateError,
            ValueError,
            LookupError,
            OSError,
            OverflowError,
        ) as error:
            if template is None:
                raise
            raise BadInput((_unfit(template.name, error),)) from None
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as draft:
            document.save(str(draft))


def _unfit(name: str, error: Exception) -> Fault:
    return Fault(
        "template-unfit",
        Words("不是可用的信函模板", "this is no template that can be filled"),
        Words(
            "用 Word 另存为 .docx，只用 {{ name }} 一类占位",
            "save a .docx in Word that holds nothing but places such as {{ name }}",
        ),
        Origin(name, 1),
        value=type(error).__name__,
    )
