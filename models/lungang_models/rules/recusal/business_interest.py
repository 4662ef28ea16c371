"""No leading post over an industry in which close family runs a business (21(2)).

The leader in charge of a supervising unit and the chief of the organ lead it too. A share
without a percentage is no fact: it is asked about (``business_share_unknown``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from lungang_models.eligibility import Eligibility
from lungang_models.facts.business import (
    FamilyBusiness,
    HoldingForm,
    MaterialShare,
    family_share,
    folded,
    same_firm,
    same_industry,
)
from lungang_models.facts.charge import answers_for
from lungang_models.families import RECUSAL
from lungang_models.ground import Ground
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    Leading,
    Post,
    Severity,
    StaffId,
    Unit,
    UnitKind,
)
from lungang_models.way_out import Change, Legitimacy, WayOut, cells_of
from lungang_models.words import Words


class BusinessInterest(Rule):
    id = "business-interest"
    rests_on = (
        "FamilyBusiness",
        "Unit.industries",
    )
    family = RECUSAL
    binds_acting = True
    of_state = True
    code = "B1"
    title = Words("亲属经商回避", "family business")
    general = Words(
        "本人亲属经营企业，而本人任职或代理的领导岗位监管该行业",
        "somebody's relative runs a firm while they hold or cover a leading post over its trade",
    )
    cites = {"cn-finance-bureau": "21(2)", "law": "公务员法 74"}
    severity = Severity.MAJOR
    needs = (FamilyBusiness,)
    knobs = (MaterialShare,)
    norm = Words(
        "{person}的{owner}经营{entity}（{industry}），不得任领导或分管该行业监管单位的{post}",
        "{person}'s {owner} runs {entity} ({industry}): not {post}, which leads or has "
        "charge of a unit that supervises it",
    )
    breach = Words(
        "{person}的{owner}经营{entity}（{industry}），而其任或代理{post}，领导或分管监管该行业的{units}",
        "{person}'s {owner} runs {entity} ({industry}) while {person} holds or covers "
        "{post}, which leads or has charge of {units}, where the trade is supervised",
    )
    measure = Words(
        "调整岗位，或亲属退出经营", "move, or the relative leaves the business"
    )
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        limit = problem.policy(MaterialShare).percent
        over: dict[str, list[Post]] = defaultdict(list)
        for p in problem.posts:
            units = (problem.unit[u] for u in answers_for(problem, p))
            for trade in {folded(i) for unit in units for i in unit.industries}:
                over[trade].append(p)
        closed = {trade: tuple(posts) for trade, posts in over.items()}
        now: dict[StaffId, list[FamilyBusiness]] = defaultdict(list)
        for row in problem.known(FamilyBusiness):
            begun = row.since is None or row.since <= problem.effect
            if begun and (row.until is None or row.until >= problem.effect):
                now[row.person].append(row)
        for row in (r for rows in now.values() for r in rows):
            # a share that is not stated is no ground to bar anybody before it is
            together = sum(
                other.share or 0.0
                for other in now[row.person]
                if other.form is HoldingForm.SHARE and same_firm(other, row)
            )
            stated = row.share is not None and together >= limit
            big = row.form is not HoldingForm.SHARE or row.controls or stated
            if big:
                eligibility.forbid(
                    self,
                    [problem.person[row.person]],
                    closed.get(folded(row.industry), ()),
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
                        "本人及亲属，内控委核验", "the family; the committee verifies"
                    ),
                    Words("退出经营的证明", "proof of divestment"),
                    Legitimacy.PROCEDURE,
                    2,
                    Change(add={sheet: (ended,)}, remove={sheet: (cells,)}),
                    (row.person,),
                )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        rows = [r for r in problem.known(FamilyBusiness) if _in_force(problem, r)]
        supervisors = {
            industry: [
                u for u in problem.units if same_industry(industry, u.industries)
            ]
            for industry in {row.industry for row in rows}
        }
        for row in rows:
            person = problem.person[row.person]
            posts = {
                p.id: p
                for m in plan.moments_of(person)
                for p in plan.posts_of(person, m)
            }
            for post in posts.values():
                units = [
                    u for u in supervisors[row.industry] if _leads(problem, post, u)
                ]
                if units:
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
                        units="、".join(str(u) for u in units),
                    )


def _in_force(problem: Problem, row: FamilyBusiness) -> bool:
    """独资、合伙, 或者较大份额参股; 民办非企业单位 in any share."""
    if row.since and row.since > problem.effect:
        return False
    if row.until and row.until < problem.effect:
        return False
    if row.form is HoldingForm.SHARE and not row.controls:
        held = family_share(row, problem.known(FamilyBusiness), problem.effect)
        return row.share is not None and held >= problem.policy(MaterialShare).percent
    return True


def _leads(problem: Problem, post: Post, unit: Unit) -> bool:
    """Whether a post leads a unit, has charge of it, or is the chief above it."""
    line = [unit]
    while line[-1].parent is not None:
        line.append(problem.unit[line[-1].parent])
    charged = [u.overseen_by for u in line if u.overseen_by is not None]
    if post.id in charged[:1]:
        return True
    if post.leading is not Leading.CHIEF:
        return post.leading is Leading.DEPUTY and post.unit == unit.id
    home = problem.unit[post.unit]
    if home in line:
        return True
    orphan = all(u.kind is not UnitKind.LEADERSHIP for u in line)
    return orphan and home.kind is UnitKind.LEADERSHIP and home.organ == unit.organ
