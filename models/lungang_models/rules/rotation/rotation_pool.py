"""Staff rotate within their own pool of units (article 32)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Person, Post, Severity
from lungang_models.words import Words


class RotationPool(Rule):
    id = "rotation-pool"
    rests_on = ("Unit.pool",)
    family = ROTATION
    code = "T10"
    title = Words("交流范围", "rotation pool")
    general = Words(
        "只在同一交流片区内交流",
        "people rotate within their pool",
    )
    cites = {"cn-finance-bureau": "32"}
    severity = Severity.SIGNIFICANT
    norm = Words(
        "{person}在片区“{pool}”内交流", "{person} rotates within the pool {pool!r}"
    )
    breach = Words(
        "{person}跨片区转任{post}", "{person} would move to {post} of another pool"
    )
    measure = Words("在片区内安排，或先调整片区", "stay within the pool, or redraw it")
    waivable = Waivable(
        (Body.ROTATION_LEADING_GROUP,),
        Words("跨片区交流审批表", "an approval across pools"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        pool = {u.id: u.pool for u in problem.units}
        posts: dict[str, list[Post]] = defaultdict(list)
        for post in problem.posts:
            posts[pool[post.unit]].append(post)
        if len(posts) == 1:
            return
        beside = [p for p in problem.posts if p.concurrent]
        staff: dict[str, list[Person]] = defaultdict(list)
        for person in problem.staff:
            if person.post is not None:
                staff[pool[problem.post[person.post].unit]].append(person)
        for name, people in staff.items():
            eligibility.restrict_to_main_posts(self, people, posts[name], pool=name)
            far = [p for p in beside if pool[p.unit] != name]
            far_ids = {p.id for p in far}
            abroad = [s for s in people if far_ids & {*s.concurrent}]
            for person in abroad:  # what is held today may be kept
                rest = [p for p in far if p.id not in person.concurrent]
                eligibility.forbid(self, [person], rest, pool=name)
            others = [s for s in people if s not in abroad]
            eligibility.forbid(self, others, far, pool=name)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for person in problem.staff:
            if person.post is None:
                continue
            home = problem.unit[problem.post[person.post].unit].pool
            for post in plan.posts_of(person):
                far = problem.unit[post.unit].pool != home
                if far and post.id not in person.concurrent:
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                    )
