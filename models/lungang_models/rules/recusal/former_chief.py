"""Nobody reviews the work of one who was lately their own chief (article 21(3))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, NamedTuple

from pydantic import Field

from lungang_models.facts.command import RecusalPolicy, direct_leaders
from lungang_models.facts.oversight import Oversight, answering
from lungang_models.facts.tenure import Spell, later
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Person, Policy, PostId, Severity, StaffId
from lungang_models.words import Words


class FormerChiefPolicy(Policy):
    """How long a former chief counts as one."""

    key: ClassVar[str] = "former-chief"
    months: int = Field(
        ge=0,
        le=120,
        description="原上下级关系结束后的回避月数 / months a former chief counts on",
    )


class _Held(NamedTuple):
    """A post held from a day (or from nobody knows when) to a day."""

    post: PostId
    since: date
    until: date


class FormerChief(Check):
    id = "former-chief"
    rests_on = ("Oversight",)
    family = RECUSAL
    code = "R3"
    title = Words("原下级监督原上级", "former subordinate reviews former chief")
    cites = {"cn-finance-bureau": "21(3)"}
    severity = Severity.ORDINARY
    needs = (Oversight, Spell)
    knobs = (FormerChiefPolicy, RecusalPolicy)
    breach = Words(
        "{a}任{p}监督{b}所任{q}，而{until}以前{b}曾是{a}的直接上级",
        "{a} ({p}) reviews {b} ({q}), who was their direct chief until {until}",
    )
    measure = Words("该事项改由他人监督", "let somebody else review this matter")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = problem.policy(FormerChiefPolicy).months
        careers = _careers(problem)
        for one, other in answering(problem):
            p, q = problem.post[one], problem.post[other]
            for a in plan.holders_of(p):
                for b in plan.holders_of(q):
                    until = self._led_until(plan, a, b, careers)
                    if until is not None and later(until, months) > problem.effect:
                        yield self.finding(
                            plan,
                            [a.id, b.id],
                            [one, other],
                            unit=q.unit,
                            a=a,
                            b=b,
                            p=p,
                            q=q,
                            until=until,
                        )

    def _led_until(
        self, plan: Plan, a: Person, b: Person, careers: Mapping[StaffId, list[_Held]]
    ) -> date | None:
        """The last day on which ``b`` led ``a`` in posts not both held any more."""
        leaders = direct_leaders(plan.problem)
        now = {p.id for p in plan.posts_of(a)}, {p.id for p in plan.posts_of(b)}
        days = [
            min(low.until, high.until)
            for low in careers[a.id]
            for high in careers[b.id]
            if high.post in leaders[low.post]
            and not (low.post in now[0] and high.post in now[1])
            and max(low.since, high.since) < min(low.until, high.until)
        ]
        return max(days, default=None)


def _careers(problem: Problem) -> Mapping[StaffId, list[_Held]]:
    """The posts each person is known to have held before the effect date."""
    effect = problem.effect
    found: dict[StaffId, list[_Held]] = {p.id: [] for p in problem.staff}
    for spell in problem.known(Spell):
        if spell.post is not None:
            until = min(spell.until or effect, effect)
            found[spell.person].append(_Held(spell.post, spell.since, until))
    for person in problem.staff:
        if person.post is not None and person.entered_post is not None:
            found[person.id].append(_Held(person.post, person.entered_post, effect))
    return found
