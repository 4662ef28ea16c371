"""Nobody takes up a key post on a poor appraisal (article 37)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import held_today
from lungang_models.families import STAFFING
from lungang_models.plan import Plan
from lungang_models.plausible import Dated
from lungang_models.privacy import Fact
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    Evidence,
    Policy,
    Severity,
    StaffId,
    Term,
    column,
)
from lungang_models.words import Words


class Appraised(Term):
    """Grades of the yearly appraisal, civil servants' and institutions' (合格 …)."""

    EXCELLENT = "优秀"
    COMPETENT = "称职"
    BARELY_COMPETENT = "基本称职"
    INCOMPETENT = "不称职"
    QUALIFIED = "合格"
    BARELY_QUALIFIED = "基本合格"
    UNQUALIFIED = "不合格"
    UNGRADED = "不确定等次"


class Appraisal(Evidence):
    """The result of one year's appraisal; the latest year speaks."""

    sheet = Words("年度考核", "appraisals")
    plausible = {"year": Dated(possible=(-60, 0), of="person", age=14)}
    tells = Fact.APPRAISAL
    about = ("person", "year")
    person: StaffId = column("工号", "staff number")
    year: int = column("年度", "year", ge=1950, le=2100)
    grade: Appraised = column("等次", "grade")


class AppraisalPolicy(Policy):
    """Which appraisal keeps somebody out of a new key post."""

    key: ClassVar[str] = "key-post-appraisal"
    barring: tuple[Appraised, ...] = Field(
        description="最近年度考核为这些等次的不新任关键岗位 / grades that bar"
    )


class KeyPostAppraisal(Rule):
    id = "key-post-appraisal"
    rests_on = (
        "Post.key",
        "Appraisal",
    )
    family = STAFFING
    code = "S2"
    title = Words("考核不达标者不新任关键岗位", "no new key post on a poor appraisal")
    cites = {"cn-finance-bureau": "37"}
    severity = Severity.SIGNIFICANT
    needs = (Appraisal,)
    knobs = (AppraisalPolicy,)
    norm = Words(
        "{person}{year}年度考核为{grade}，不得新任关键岗位{post}",
        "{person} was graded {grade} in {year}: not newly to the key post {post}",
    )
    breach = Words(
        "{person}{year}年度考核为{grade}，却新任关键岗位{post}",
        "{person} was graded {grade} in {year}, yet takes up the key post {post}",
    )
    measure = Words("另选人员", "choose somebody else")
    waivable = Waivable(
        (Body.PARTY_GROUP,), Words("工作需要说明", "a note on the need of work")
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        latest: dict[StaffId, Appraisal] = {}
        for row in problem.known(Appraisal):
            before = latest.setdefault(row.person, row)
            if (row.year, row.grade.value) > (before.year, before.grade.value):
                latest[row.person] = row
        for row in latest.values():
            if row.grade in problem.policy(AppraisalPolicy).barring:
                person = problem.person[row.person]
                posts = [
                    p for p in problem.posts if p.key and p.id not in held_today(person)
                ]
                eligibility.forbid(
                    self, [person], posts, year=row.year, grade=row.grade.words
                )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        barring = problem.policy(AppraisalPolicy).barring
        for person in problem.staff:
            years = [r for r in problem.known(Appraisal) if r.person == person.id]
            last = max(years, key=lambda r: (r.year, r.grade.value), default=None)
            for post in plan.posts_of(person) if last else ():
                new = post.id not in (person.post, *person.concurrent)
                if last and last.grade in barring and post.key and new:
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                        year=last.year,
                        grade=last.grade.words,
                    )
