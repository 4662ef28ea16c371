"""No leading post over an industry in which close family runs a business (21(2))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from lungang_models.eligibility import Eligibility
from lungang_models.facts.business import FamilyBusiness, Form, same_industry
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Ground, Rule
from lungang_models.vocabulary import Leading, Policy, Post, Severity
from lungang_models.way_out import Change, Legitimacy, WayOut, cells_of
from lungang_models.words import Words


class MaterialShare(Policy):
    """What a 较大份额 is."""

    key: ClassVar[str] = "business-interest"
    percent: float = Field(ge=0, le=100, description="较大份额, % / material share, %")


class BusinessInterest(Rule):
    id = "business-interest"
    code = "B1"
    title = Words("亲属经商回避", "family business")
    cites = {"cn-finance-bureau": "21(2)", "law": "公务员法 74"}
    severity = Severity.MAJOR
    needs = (FamilyBusiness,)
    knobs = (MaterialShare,)
    norm = Words(
        "{person}的{owner}经营{entity}({industry}), 不得任监管该行业单位的{post}",
        "{person}'s {owner} runs {entity} ({industry}): not {post}, whose unit supervises it",
    )
    breach = Words(
        "{person}的{owner}经营{entity}({industry}), 而其任或代理{post}",
        "{person}'s {owner} runs {entity} ({industry}) while {person} holds or covers {post}",
    )
    measure = Words(
        "调整岗位, 或亲属退出经营", "move, or the relative leaves the business"
    )
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        limit = problem.policy(MaterialShare).percent
        leading = [p for p in problem.posts if p.leading is not Leading.NONE]
        closed = {
            industry: tuple(
                p
                for p in leading
                if same_industry(industry, problem.unit[p.unit].industries)
            )
            for industry in {row.industry for row in problem.known(FamilyBusiness)}
        }
        for row in problem.known(FamilyBusiness):
            # a share that is not stated counts as material until it is
            big = (
                row.form is not Form.SHARE
                or row.controls
                or (row.share is None or row.share >= limit)
            )
            now = (row.since is None or row.since <= problem.effect) and (
                row.until is None or row.until >= problem.effect
            )
            if big and now:
                eligibility.bar(
                    self,
                    [problem.person[row.person]],
                    closed[row.industry],
                    acting=True,
                    owner=row.owner.words,
                    entity=row.entity,
                    industry=row.industry,
                )

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        for row in problem.known(FamilyBusiness):
            if row.person in ground.staff and _in_force(problem, row):
                person, sheet = problem.person[row.person], FamilyBusiness.sheet.zh
                cells = cells_of(row)
                ended = {**cells, "until": problem.effect - timedelta(days=1)}
                yield WayOut(
                    self.id,
                    ("business", row.person, row.entity),
                    Words(
                        f"{person}的{row.owner.value}在生效日前退出所经营企业",
                        f"{person}'s {row.owner.words.en} leaves the business in time",
                    ),
                    Words(
                        "本人及亲属, 内控委核验", "the family; the committee verifies"
                    ),
                    Words("退出经营的证明", "proof of divestment"),
                    Legitimacy.PROCEDURE,
                    2,
                    Change(add={sheet: (ended,)}, remove={sheet: (cells,)}),
                    (row.person,),
                )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for row in problem.known(FamilyBusiness):
            if not _in_force(problem, row):
                continue
            person = problem.person[row.person]
            posts = {
                p.id: p
                for m in plan.moments_of(person)
                for p in plan.posts_of(person, m)
            }
            for post in posts.values():
                if _supervises(problem, post, row):
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                        owner=row.owner.words,
                        entity=row.entity,
                        industry=row.industry,
                    )


def _in_force(problem: Problem, row: FamilyBusiness) -> bool:
    """独资、合伙, 或者较大份额参股; 民办非企业单位 in any share."""
    if row.since and row.since > problem.effect:
        return False
    if row.until and row.until < problem.effect:
        return False
    if row.form is Form.SHARE and not row.controls:
        known = row.share if row.share is not None else float("inf")
        return known >= problem.policy(MaterialShare).percent
    return True


def _supervises(problem: Problem, post: Post, row: FamilyBusiness) -> bool:
    leads = post.leading in (Leading.CHIEF, Leading.DEPUTY)
    return leads and same_industry(row.industry, problem.unit[post.unit].industries)
