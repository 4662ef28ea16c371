"""Nobody is sent back to a post left a short while ago (articles 31, 30(4))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import spells_left
from lungang_models.facts.tenure import Spell, SpellKind, TenureArithmetic, later
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Mode, Policy, PostId, Severity, StaffId
from lungang_models.words import Words


class BoomerangPolicy(Policy):
    """How long a former post stays closed to whoever held it."""

    key: ClassVar[str] = "boomerang"
    mode: Mode = Field(description="forbid=禁止 report=仅提示 / forbid or report only")
    years: int = Field(
        ge=0, le=10, description="离任后不满此年数不得回任原岗 / years before a return"
    )


class Boomerang(Rule):
    """To have acted in a post is no reason not to be appointed to it."""

    id = "boomerang"
    rests_on = ("Spell",)
    family = ROTATION
    code = "T3"
    title = Words("短期内回任原岗", "back to a former post")
    general = Words(
        "离任某岗位不满若干年又回任该岗位",
        "somebody returns to a post within a number of years of leaving it",
    )
    cites = {"cn-finance-bureau": "30(4), 31"}
    severity = Severity.SIGNIFICANT
    needs = (Spell,)
    knobs = (BoomerangPolicy, TenureArithmetic)
    norm = Words(
        "{person}离任{post}不满{years}年，不得回任",
        "{person} left {post} less than {years} years ago and does not return to it",
    )
    breach = Words(
        "{person}于{left}离任{post}，不满{years}年又回任{counts}",
        "{person} left {post} on {left} and returns within {years} years{counts}",
    )
    measure = Words(
        "改任他岗；确需回任的说明工作需要", "another post, or state the need of work"
    )
    waivable = Waivable(
        (Body.ROTATION_LEADING_GROUP, Body.PARTY_GROUP),
        Words("工作需要说明", "a note on the need of work"),
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(BoomerangPolicy).mode == "forbid"

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        years = problem.policy(BoomerangPolicy).years
        for person in problem.staff:
            former = {
                spell.post
                for spell in spells_left(problem, person, 12 * years)
                if spell.post is not None and spell.kind is SpellKind.HOLDING
            }
            posts = [problem.post[p] for p in sorted(former)]
            eligibility.forbid(self, [person], posts, years=years)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        years = problem.policy(BoomerangPolicy).years
        unbroken = problem.policy(TenureArithmetic).interruption_months
        left: dict[tuple[StaffId, PostId | None], list[date]] = defaultdict(list)
        for spell in problem.known(Spell):
            if spell.kind is SpellKind.HOLDING and spell.since <= problem.effect:
                end = min(spell.until or problem.effect, problem.effect)
                left[spell.person, spell.post].append(end)
        for person in problem.staff:
            for post in plan.posts_of(person):
                if post.id in (person.post, *person.concurrent):
                    continue
                ends = left[person.id, post.id]
                if ends and later(max(ends), 12 * years) > problem.effect:
                    short = later(max(ends), unbroken) > problem.effect
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                        left=max(ends),
                        years=years,
                        counts=Words(
                            "，任职年限连续计算", "; the tenure counts as unbroken"
                        )
                        if short
                        else Words("", ""),
                    )
