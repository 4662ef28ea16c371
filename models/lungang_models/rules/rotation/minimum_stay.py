"""Nobody is moved again before the minimum stay, unless a recusal demands it (31(3))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.abroad import FamilyAbroad
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration, KinFact
from lungang_models.facts.tenure import TenureArithmetic, post_clock
from lungang_models.families import ROTATION
from lungang_models.ground import Ground
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.rules.must_recuse import barred_from_today, found_today
from lungang_models.vocabulary import Policy, Severity
from lungang_models.way_out import Legitimacy, WayOut
from lungang_models.words import Words


class MinimumStayPolicy(Policy):
    """The shortest stay in a post."""

    key: ClassVar[str] = "minimum-stay"
    years: int = Field(ge=0, le=10, description="任现岗不满此年数不再交流 / years")
    recusal_overrides: bool = Field(
        description="须因回避离开现岗的人员不受此限 / who must leave the present post "
        "to recuse is free"
    )


class MinimumStay(Rule):
    id = "minimum-stay"
    rests_on = (
        "Person.post",
        "Person.entered_post|Spell",
    )
    family = ROTATION
    code = "T5"
    title = Words("最短任期", "minimum stay")
    cites = {
        "cn-finance-bureau": "31",
        "law": "公务员转任规定",
    }
    severity = Severity.ORDINARY
    needs = (KinDeclaration, KinFact, FamilyBusiness, FamilyAbroad)
    knobs = (MinimumStayPolicy, TenureArithmetic)
    norm = Words(
        "{person}自{since}任现岗，不满{years}年不再交流",
        "{person} took the present post on {since}: not moved again within {years} years",
    )
    breach = Words(
        "{person}自{since}任现岗，不满{years}年又转任{post}",
        "{person}, in the present post since {since}, moves to {post} within {years} years",
    )
    measure = Words(
        "留任原岗；确需变动的说明工作需要", "keep in place, or state the need of work"
    )
    waivable = Waivable(
        (Body.ROTATION_LEADING_GROUP, Body.PARTY_GROUP),
        Words("工作需要说明", "a note on the need of work"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        policy = problem.policy(MinimumStayPolicy)
        free = barred_from_today(problem) if policy.recusal_overrides else ()
        for person in problem.staff:
            clock = post_clock(problem, person)
            if person.post is None or clock.since is None or person.id in free:
                continue
            if not clock.reached(policy.years, problem.effect):
                eligibility.restrict_to_main_posts(
                    self,
                    [person],
                    [problem.post[person.post]],
                    since=clock.since,
                    years=policy.years,
                )

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        (person,) = (problem.person[s] for s in ground.staff)
        years = problem.policy(MinimumStayPolicy).years
        months = 12 * years - (post_clock(problem, person).months(problem.effect) or 0)
        yield from self.by_waiver(
            problem,
            ground,
            Words(
                f"{{who}}提前{months}个月交流{{where}}",
                f"move {{who}} {months} months early{{where}}",
            ),
            Legitimacy.DEFERRAL,
            months,
        )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(MinimumStayPolicy)
        recuse = found_today(problem) if policy.recusal_overrides else frozenset()
        for person in problem.staff:
            post, clock = plan.main_post(person), post_clock(problem, person)
            served = clock.months(problem.effect)
            if post is None or person.post is None or served is None:
                continue
            short = served < 12 * policy.years
            if post.id != person.post and short and person.id not in recuse:
                yield self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    person=person,
                    post=post,
                    since=clock.since,
                    years=policy.years,
                )
