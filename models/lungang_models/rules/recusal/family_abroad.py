"""Staff whose family has emigrated hold no restricted post (article 36)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.eligibility import Eligibility
from lungang_models.facts.abroad import (
    AbroadStatus,
    Emigrated,
    FamilyAbroad,
    RestrictedPosts,
)
from lungang_models.families import RECUSAL
from lungang_models.ground import Ground
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Leading, Severity
from lungang_models.way_out import Change, Legitimacy, WayOut, cells_of
from lungang_models.words import Words


class FamilyAbroadRule(Rule):
    id = "family-abroad"
    rests_on = ("FamilyAbroad",)
    family = RECUSAL
    binds_acting = True
    of_state = True
    code = "E1"
    title = Words("家属移居国（境）外人员任职管理", "family abroad")
    general = Words(
        "配偶已移居国（境）外，或者没有配偶而子女均已移居，不得担任或代理限制任职的岗位",
        "nobody whose spouse (or, without one, all children) live abroad holds such a post",
    )
    cites = {
        "cn-finance-bureau": "36",
    }
    severity = Severity.MAJOR
    needs = (FamilyAbroad,)
    knobs = (RestrictedPosts,)
    norm = Words(
        "{person}{abroad}（{status}），不得任受限岗位{post}",
        "{person}: {abroad} ({status}); the restricted post {post} is closed",
    )
    breach = Words(
        "{person}{abroad}（{status}），现任（或代理）受限岗位{post}",
        "{person}: {abroad} ({status}), yet holds or covers the restricted post {post}",
    )
    measure = Words(
        "调整岗位，或家属放弃境外身份", "move, or the family gives up the status"
    )
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        closed = problem.policy(RestrictedPosts)
        restricted = tuple(
            p
            for p in problem.posts
            if (closed.leading and p.leading is not Leading.NONE)
            or (closed.watched and p.watched)
        )
        for row in problem.known(FamilyAbroad):
            if row.who is Emigrated.SOME or row.status is AbroadStatus.OTHER:
                continue
            ended = row.until is not None and row.until <= problem.effect
            begun = row.since is None or row.since <= problem.effect
            if begun and not ended and not row.approved_talent:
                eligibility.forbid(
                    self,
                    [problem.person[row.person]],
                    restricted,
                    acting=True,
                    abroad=row.who.words,
                    status=row.status.words,
                )

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        for row in problem.known(FamilyAbroad):
            if row.person in ground.staff and row.until is None:
                person, sheet = problem.person[row.person], FamilyAbroad.sheet.zh
                cells = cells_of(row)
                ended = {**cells, "until": problem.effect}
                yield WayOut(
                    self.id,
                    ("abroad", row.person, row.who.value, row.status.value),
                    Words(
                        f"{person}的家属在生效日前放弃境外身份",
                        f"{person}'s family gives up the status abroad in time",
                    ),
                    Words("干部管理部门核验", "the cadre authority verifies"),
                    Words("放弃境外身份的证明", "proof that the status was given up"),
                    Legitimacy.PROCEDURE,
                    2,
                    Change(add={sheet: (ended,)}, remove={sheet: (cells,)}),
                    (row.person,),
                )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(RestrictedPosts)
        for row in problem.known(FamilyAbroad):
            clear = {
                AbroadStatus.NATIONALITY,
                AbroadStatus.PERMANENT,
                AbroadStatus.LONG_TERM,
            }
            family = {Emigrated.SPOUSE, Emigrated.ALL_CHILDREN}
            if row.status not in clear or row.who not in family or row.approved_talent:
                continue
            if row.since and row.since > problem.effect:
                continue
            if row.until and row.until <= problem.effect:
                continue
            person = problem.person[row.person]
            posts = {
                p.id: p
                for m in plan.moments_of(person)
                for p in plan.posts_of(person, m)
            }
            for post in posts.values():
                leads = post.leading in (Leading.CHIEF, Leading.DEPUTY)
                if (policy.leading and leads) or (
                    policy.watched and (post.key or post.high_risk)
                ):
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                        abroad=row.who.words,
                        status=row.status.words,
                    )
