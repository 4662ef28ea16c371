"""Nobody is moved shortly before retirement (article 31, local practice)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.retirement import RetirementPolicy
from lungang_models.facts.tenure import Clock
from lungang_models.families import STAFFING
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class NearRetirement(Rule):
    id = "near-retirement"
    rests_on = ("Person.retires",)
    family = STAFFING
    code = "T9"
    title = Words("临近退休不动", "near retirement")
    cites = {"cn-finance-bureau": "31"}
    severity = Severity.ORDINARY
    knobs = (RetirementPolicy,)
    norm = Words(
        "{person}将于{retires}退休，不再交流",
        "{person} retires on {retires} and is not moved",
    )
    breach = Words(
        "{person}将于{retires}退休，仍转任{post}",
        "{person} retires on {retires}, yet moves to {post}",
    )
    measure = Words("留任至退休", "keep in place until retirement")
    waivable = Waivable(
        (Body.ROTATION_LEADING_GROUP,),
        Words("写明工作需要的审批表", "an approval that states the need of work"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        years = problem.policy(RetirementPolicy).years
        for person in problem.staff:
            if person.post is None or person.retires is None:
                continue
            if not Clock(problem.effect).reached(years, person.retires):
                eligibility.restrict_to_main_posts(
                    self, [person], [problem.post[person.post]], retires=person.retires
                )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = 12 * problem.policy(RetirementPolicy).years
        for person in problem.staff:
            post = plan.main_post(person)
            if person.post is None or person.retires is None or post is None:
                continue
            left = Clock(problem.effect).months(person.retires)
            if post.id != person.post and left is not None and left < months:
                yield self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    person=person,
                    post=post,
                    retires=person.retires,
                )
