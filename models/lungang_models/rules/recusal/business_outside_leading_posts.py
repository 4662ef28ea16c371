"""A family business in the trade a unit supervises concerns its other staff too (21(3))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.business import (
    FamilyBusiness,
    HoldingForm,
    MaterialShare,
    family_share,
    same_industry,
)
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Leading, Severity
from lungang_models.words import Words


class BusinessOutsideLeadingPosts(Check):
    """Of leaders, those whose family holds less than bars them (``business_interest``)."""

    id = "business-outside-leading-posts"
    rests_on = (
        "FamilyBusiness",
        "Unit.industries",
    )
    family = RECUSAL
    code = "B2"
    title = Words("亲属经商（非领导岗位）", "family business, not a leading post")
    cites = {"cn-finance-bureau": "21(3)"}
    severity = Severity.SIGNIFICANT
    needs = (FamilyBusiness,)
    knobs = (MaterialShare,)
    breach = Words(
        "{person}的{owner}经营{entity}，属{post}所在单位监管的行业{industry}",
        "{person}'s {owner} runs {entity} in {industry}, which the unit of {post} supervises",
    )
    measure = Words(
        "列入公务回避清单，不经办该企业事项", "case recusal: no matter of that business"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for row in problem.known(FamilyBusiness):
            person = problem.person[row.person]
            over = row.until is not None and row.until < problem.effect
            ahead = row.since is not None and row.since > problem.effect
            held = family_share(row, problem.known(FamilyBusiness), problem.effect)
            small = (
                row.form is HoldingForm.SHARE
                and row.share is not None
                and not row.controls
                and held < problem.policy(MaterialShare).percent
            )
            for post in plan.posts_of(person) if not (over or ahead) else ():
                supervised = same_industry(
                    row.industry, problem.unit[post.unit].industries
                )
                if supervised and (small or post.leading is Leading.NONE):
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        severity=Severity.MAJOR if post.key else None,
                        person=person,
                        post=post,
                        owner=row.owner.words,
                        entity=row.entity,
                        industry=row.industry,
                    )
