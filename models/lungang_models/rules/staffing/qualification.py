"""A post that the law reserves to the qualified is held, and covered, only by them (15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.eligibility import Eligibility
from lungang_models.families import STAFFING
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Person, Post, Severity
from lungang_models.words import Words


class Qualification(Rule):
    id = "qualification"
    rests_on = ("Post.qualifications",)
    family = STAFFING
    binds_acting = True
    of_state = True
    code = "F6"
    title = Words("具备必备资格", "qualification")
    general = Words(
        "任职或代理应当具备岗位要求的资格",
        "whoever holds or covers a post has the qualifications it requires",
    )
    cites = {"cn-finance-bureau": "15", "law": "会计法 36"}
    severity = Severity.SIGNIFICANT
    norm = Words(
        "{post}须具备资格，{person}不全具备",
        "{post} needs qualifications {person} lacks",
    )
    breach = Words(
        "{person}任职或代理{post}，缺少资格：{missing}",
        "{person} holds or covers {post} without {missing}",
    )
    measure = Words(
        "另选具备资格者；无豁免途径", "choose somebody qualified; no waiver exists"
    )
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        classes: dict[frozenset[str], list[Person]] = defaultdict(list)
        for person in problem.staff:
            classes[frozenset(person.qualifications)].append(person)
        asked: dict[frozenset[str], list[Post]] = defaultdict(list)
        for post in problem.posts:
            asked[frozenset(post.qualifications)].append(post)
        for had, staff in classes.items():
            closed = (
                p for need, posts in asked.items() if not need <= had for p in posts
            )
            eligibility.forbid(self, staff, closed, acting=True)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for person in plan.problem.staff:
            seen = set()
            for moment in plan.moments_of(person):
                for post in plan.posts_of(person, moment):
                    missing = [
                        q for q in post.qualifications if q not in person.qualifications
                    ]
                    if missing and post.id not in seen:
                        seen.add(post.id)
                        yield self.finding(
                            plan,
                            [person.id],
                            [post.id],
                            unit=post.unit,
                            person=person,
                            post=post,
                            missing="、".join(missing),
                        )
