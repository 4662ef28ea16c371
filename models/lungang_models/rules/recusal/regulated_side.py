"""From the regulated trade to its regulator, or back: the matters of then are left (21(3))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.business import same_industry
from lungang_models.facts.charge import trades_under
from lungang_models.facts.outside import OutsideTie
from lungang_models.facts.tenure import Spell, later
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Person, Policy, Post, Severity
from lungang_models.words import Words


class RegulatedSidePolicy(Policy):
    """How long the other side of the table counts."""

    key: ClassVar[str] = "regulated-side"
    months: int = Field(
        ge=0,
        le=120,
        description="来自或去往监管服务对象的回避月数 / months the former side counts on",
    )


class RegulatedSide(Check):
    id = "regulated-side"
    rests_on = ("OutsideTie", "OutsideTie.industry")
    family = RECUSAL
    code = "R4"
    title = Words("监管与被监管之间的转换", "between regulator and regulated")
    general = Words(
        "与被监管企业有任职或经营关系的人员，不得到监管它的岗位",
        "whoever is or was with a regulated firm takes no post that supervises it",
    )
    cites = {"cn-finance-bureau": "21(3)", "law": "政府采购法实施条例 9"}
    severity = Severity.SIGNIFICANT
    needs = (OutsideTie, Spell)
    knobs = (RegulatedSidePolicy,)
    breach = Words(
        "{person}与{entity}（{industry}）有任职或经营关系，{state}",
        "{person} is or was with {entity} ({industry}) and {state}",
    )
    measure = Words(
        "列出回避单位清单，不经办其事项",
        "list the bodies to avoid; handle none of their matters",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = problem.policy(RegulatedSidePolicy).months
        for row in problem.known(OutsideTie):
            if not row.industry or not row.recent(problem.effect, months):
                continue
            person = problem.person[row.person]
            over = [p for p in plan.posts_of(person) if self._over(plan, p, row)]
            for post in over:
                state = Words(
                    f"现任监管该行业单位的{post}",
                    f"holds {post}, whose unit supervises the trade",
                )
                yield self._of(plan, row, person, post, state)
            if over or not row.lasts(problem.effect):
                continue
            for post in self._left(plan, person, months):
                if self._over(plan, post, row):
                    state = Words(
                        f"不久前任监管该行业单位的{post}",
                        f"lately held {post}, whose unit supervises the trade",
                    )
                    yield self._of(plan, row, person, post, state)

    def _over(self, plan: Plan, post: Post, row: OutsideTie) -> bool:
        return same_industry(row.industry, trades_under(plan.problem, post))

    def _left(self, plan: Plan, person: Person, months: int) -> list[Post]:
        """Posts left within the span, by the career history or by this plan."""
        problem = plan.problem
        left = {
            s.post
            for s in problem.known(Spell)
            if s.person == person.id
            and s.until is not None
            and s.until <= problem.effect < later(s.until, months)
        }
        if plan.moved(person):
            left.add(person.post)
        return [problem.post[p] for p in sorted(x for x in left if x is not None)]

    def _of(
        self, plan: Plan, row: OutsideTie, person: Person, post: Post, state: Words
    ) -> Finding:
        return self.finding(
            plan,
            [person.id],
            [post.id],
            unit=post.unit,
            person=person,
            entity=row.entity,
            industry=row.industry,
            state=state,
        )
