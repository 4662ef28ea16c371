"""Nobody takes up or covers a post before the training it asks for (article 35)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import held_today
from lungang_models.facts.tenure import later
from lungang_models.families import STAFFING
from lungang_models.fault import Fault
from lungang_models.plan import Plan
from lungang_models.plausible import Dated
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    Evidence,
    Policy,
    PostId,
    Severity,
    StaffId,
    Tables,
    column,
)
from lungang_models.words import Words


class TrainingNeeded(Evidence):
    """A training that a post asks for before anybody takes it up."""

    sheet = Words("岗前培训要求", "training needed")
    joined_by = {"course": "training"}
    post: PostId = column("岗位编号", "post")
    course: str = column("培训名称", "training", min_length=1)


class TrainingDone(Evidence):
    """A training that somebody has completed, or will have by a day that is fixed."""

    sheet = Words("培训记录", "training records")
    joined_by = {"course": "training"}
    plausible = {"done": Dated(possible=(-40, 3), of="person", age=14)}
    person: StaffId = column("工号", "staff number")
    course: str = column("培训名称", "training", min_length=1)
    done: date = column(
        "完成日期", "completed on", "已完成或者已排定的日期", "past, or fixed"
    )

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        seen: set[tuple[StaffId, str, date]] = set()
        for row in rows:
            key = (row.person, row.course, row.done)
            if key in seen:
                yield row.fault(
                    "row-repeated",
                    "course",
                    Words("同一培训登记两次", "the same training stands here twice"),
                    Words("删去一行", "drop one of the rows"),
                )
            seen.add(key)


class TrainingPolicy(Policy):
    """How long a training counts."""

    key: ClassVar[str] = "training-before-post"
    months: int = Field(
        ge=1, le=120, description="岗前培训有效月数 / months a training counts"
    )


class TrainingBeforePost(Rule):
    id = "training-before-post"
    family = STAFFING
    binds_acting = True
    code = "Q8"
    title = Words("先培训后上岗", "training before the post")
    cites = {"cn-finance-bureau": "35"}
    severity = Severity.ORDINARY
    needs = (TrainingNeeded, TrainingDone)
    rests_on = ("TrainingNeeded",)
    knobs = (TrainingPolicy,)
    norm = Words(
        "{person}未完成“{course}”培训，不得新任或者代理{post}",
        "{person} has not completed the training “{course}”: neither takes up {post} nor "
        "acts in it",
    )
    breach = Words(
        "{person}未完成“{course}”培训，却新任或者代理{post}",
        "{person} has not completed the training “{course}”, yet takes up or covers {post}",
    )
    measure = Words("生效以前完成培训", "complete the training before the move")
    waivable = Waivable(
        (Body.PERSONNEL_SECTION,),
        Words("写明完成期限的培训计划", "a training plan with a term"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        months = problem.policy(TrainingPolicy).months
        able: dict[str, set[StaffId]] = defaultdict(set)
        for row in problem.known(TrainingDone):
            if row.done <= problem.effect < later(row.done, months):
                able[row.course].add(row.person)
        needed = {(row.post, row.course) for row in problem.known(TrainingNeeded)}
        for post_id, course in sorted(needed):
            post = problem.post[post_id]
            untrained = [
                p
                for p in problem.staff
                if p.id not in able[course] and post_id not in held_today(p)
            ]
            eligibility.forbid(self, untrained, [post], acting=True, course=course)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = problem.policy(TrainingPolicy).months
        courses: dict[PostId, set[str]] = defaultdict(set)
        for needed in problem.known(TrainingNeeded):
            courses[needed.post].add(needed.course)
        for person in problem.staff if courses else ():
            held = {person.post, *person.concurrent}
            posts = {
                p.id: p
                for moment in plan.moments_of(person)
                for p in plan.posts_of(person, moment)
                if p.id not in held
            }
            done = [d for d in problem.known(TrainingDone) if d.person == person.id]
            for post in posts.values():
                for course in sorted(courses[post.id]):
                    days = [d.done for d in done if d.course == course]
                    in_time = [d for d in days if d <= problem.effect]
                    if in_time and later(max(in_time), months) > problem.effect:
                        continue
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        about=course,
                        person=person,
                        post=post,
                        course=course,
                    )
