"""A share whose size nobody stated is asked about before it binds (21(2), 24)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.business import FamilyBusiness, HoldingForm, same_industry
from lungang_models.facts.charge import answers_for
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class BusinessShareUnknown(Check):
    id = "business-share-unknown"
    rests_on = (
        "FamilyBusiness",
        "Unit.industries",
    )
    family = RECUSAL
    code = "B5"
    title = Words("参股份额待核实", "a share of unknown size")
    cites = {"cn-finance-bureau": "21(2), 24"}
    severity = Severity.SIGNIFICANT
    needs = (FamilyBusiness,)
    breach = Words(
        "{person}的{owner}参股{entity}（{industry}），未填持股比例，而其任{post}，"
        "领导或分管该行业的监管单位：是否较大份额须核实",
        "{person}'s {owner} holds a share of unstated size in {entity} ({industry}) while "
        "{person} holds {post}, which leads or has charge of a unit that supervises it: "
        "verify whether it is a material share",
    )
    measure = Words(
        "核实并补填持股比例，较大份额的调整岗位或退出经营",
        "verify and state the share; if material, move or divest",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for row in problem.known(FamilyBusiness):
            known = row.controls or row.share is not None
            begun = row.since is None or row.since <= problem.effect
            over = row.until is not None and row.until < problem.effect
            if row.form is not HoldingForm.SHARE or known or over or not begun:
                continue
            person = problem.person[row.person]
            held = {  # also where they stand in for somebody on leave
                p.id: p
                for m in plan.moments_of(person)
                for p in plan.posts_of(person, m)
            }
            for post in held.values():
                units = (problem.unit[u] for u in answers_for(problem, post))
                if any(same_industry(row.industry, u.industries) for u in units):
                    yield self.finding(
                        plan, [person.id], [post.id], unit=post.unit, about=row.entity,
                        person=person, post=post, owner=row.owner.words,
                        entity=row.entity, industry=row.industry,
                    )  # fmt: skip
