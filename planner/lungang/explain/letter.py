"""The answer owed to one person: where, why, and what to do against it (PIPL 24).

One page, as text or in a Word template that the office may edit. It speaks of the person
addressed alone: of no other member of staff but the relatives whom they declared
themselves, and of no case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path

from lungang.disclosure import (
    Role,
    declared_relatives,
    facts_of,
    may_see,
    may_tell,
    names_of,
)
from lungang.disk import replaced
from lungang.explain.contrast import Base
from lungang.explain.questions import Answer, exempt, must_move
from lungang.review.moves import titled
from lungang.review.reasons import moves
from lungang.review.stays import Stay, stays
from lungang.solve import Solved
from lungang_models.assumed import ASSUMED
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.office import personnel
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import article_words
from lungang_models.rules.staffing.one_main_post import OneMainPost
from lungang_models.rules.staffing.seats import Seats
from lungang_models.vocabulary import Post, StaffId
from lungang_models.words import Words

HIDDEN = "涉及他人情况，此处从略"
"""In the place of words that name somebody else."""

AS_IT_IS = "按规定继续任现岗，本次不作调整"
"""The verdict on a stay whose reason is not for the person to read."""

BY_RULE = "按规定办理"
"""In the place of a reason that rests on what not even the person may read here."""

PLAIN = (OneMainPost.id, Seats.id)
"""Rules that hold for everybody alike and explain nothing to one person."""

DAY = "　　年　月　日"
"""Where the office writes the day."""


@dataclass(frozen=True)
class _Reader:
    """The person addressed, and what they may be told."""

    plan: Plan
    person: StaffId

    @cached_property
    def _names(self) -> dict[str, set[StaffId]]:
        return names_of(self.plan.problem)

    @cached_property
    def _own(self) -> set[StaffId]:
        return declared_relatives(self.plan.problem).get(self.person, set())

    def may_read(self, says: str, tells: Iterable[Fact] = ()) -> bool:
        return may_tell(says, tells, self.person, self._names, self._own)

    def told(self, head: str, says: str, tells: Iterable[Fact] = ()) -> str:
        """A reason, or its heading alone where the rest is not for the person to read."""
        facts = frozenset(tells)
        if not may_see(Role.person, facts):
            return f"{head}：{BY_RULE}"
        return f"{head}：{says if self.may_read(says, facts) else HIDDEN}"


def letter(base: Solved | Base, person: StaffId, seconds: float) -> dict[str, object]:
    """The values of the letter, all texts; equal plans give equal letters."""
    plan, problem = base.plan, base.plan.problem
    who, after = problem.person[person], plan.main_post(problem.person[person])
    before = problem.post[who.post] if who.post is not None else None
    moved, reader = plan.moved(who), _Reader(plan, person)
    answer = must_move(base, person, seconds) if moved else exempt(plan, person)
    stay = next((s for s in stays(plan) if s.person.id == person), None)

    def named(post: Post | None) -> str:
        return "无" if post is None else titled(problem, post).zh

    verdict = answer.verdict.zh
    if not reader.may_read(verdict, () if stay is None else stay.tells):
        verdict = "按方案安排" if moved else AS_IT_IS
    told = [*_recorded(reader, stay), *_ruled(answer, reader)]
    return {
        "name": who.name,
        "number": str(who.id),
        "effect": problem.effect.isoformat(),
        "before": named(before),
        "after": named(after),
        "verdict": verdict,
        "proof": answer.proved.zh,
        "reasons": [*dict.fromkeys(told)] or ["依据本轮方案及全体人员的统一规则"],
        "office": f"{problem.office.bureau}{personnel(problem).zh}",
        "to_whom": _to_whom(problem),
        "day": DAY,
    }


def _to_whom(problem: Problem) -> str:
    """The section that hears objections, with its telephone where the workbook has one."""
    telephone = problem.office.telephone
    return f"{personnel(problem).zh}{f'（电话：{telephone}）' if telephone else ''}"


def _recorded(reader: _Reader, stay: Stay | None) -> Iterator[str]:
    """The recorded reasons of a move or a stay, as far as the person may read them."""
    mine = (m for m in moves(reader.plan) if m.person.id == reader.person)
    for reason in (r for move in mine for r in move.reasons):
        tells = facts_of(reason.rule) if reason.rule else ()
        yield reader.told(reason.code.words.zh, reason.says.zh, tells)
    if stay is not None:
        yield reader.told(stay.code.words.zh, stay.says.zh, stay.tells)


def _ruled(answer: Answer, reader: _Reader) -> Iterator[str]:
    """The rules that speak of the person; that a post must be filled goes for all."""
    rules = {rule.id: rule for rule in checks()}
    for ground in answer.grounds:
        if (
            reader.person not in ground.staff
            or ground.rule in PLAIN
            or ground.rule == ASSUMED.id
        ):
            continue
        rule = rules[ground.rule]
        article = article_words(rule.article(reader.plan.problem))
        head = f"{rule.title.zh}（{article.zh}）"
        yield reader.told(head, ground.says.zh, facts_of(ground.rule))


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
        f"您可以向{values['to_whom']}要求说明、更正与您有关的事实，也可以提出异议"
        "（防控办法第二十三条；个人信息保护法第二十四条）。",
        f"{values['office']}",
        f"{values['day']}",
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
