"""Concurrent posts are held beside a main post of the same unit, and few (articles 9, 12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Policy, Severity
from lungang_models.words import Words


class ConcurrentPolicy(Policy):
    """How many posts one person may hold beside the main post."""

    key: ClassVar[str] = "concurrent-posts"
    most: int = Field(ge=0, le=5, description="一人最多兼任的岗位数 / most a person")


class ConcurrentPosts(Rule):
    id = "concurrent-posts"
    code = "D2"
    title = Words("兼任", "concurrent posts")
    cites = {"cn-finance-bureau": "9, 12"}
    severity = Severity.SIGNIFICANT
    knobs = (ConcurrentPolicy,)
    norm = Words(
        "{person}最多兼任{most}个岗位, 且兼职限于本单位(现任主兼岗均不变的除外)",
        "{person} holds at most {most} concurrent posts, all in the own unit unless "
        "main and concurrent post stay as they are",
    )
    breach = Words(
        "{person}兼任不合规定: {beside}", "{person}'s concurrent posts: {beside}"
    )
    measure = Words("另安排兼任人", "let somebody else hold the post")
    waivable = Words("党组", "party group")

    def constrain(self, model: Model) -> None:
        problem = model.problem
        most = problem.policy(ConcurrentPolicy).most
        beside = [p for p in problem.posts if p.concurrent]
        hosts = {q.id: problem.hosts_of(q) for q in beside}
        for person in problem.staff if beside else ():
            columns = model.holds(person, beside)
            if not columns:
                continue
            ground = self.ground([person.id], [], person=person, most=most)
            model.at_most(most, columns, ground)
            for column in columns:
                post = model.post_at(column)
                allowed = [
                    q
                    for q in hosts[post.id]
                    if q.unit == post.unit
                    or (q.id == person.post and post.id in person.concurrent)
                ]
                here = model.holds(person, allowed)
                terms = [(column, 1), *((h, -1) for h in here)]
                model.linear(terms, ground, high=0)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        most = plan.problem.policy(ConcurrentPolicy).most
        for person in plan.problem.staff:
            held = plan.posts_of(person)
            beside = [p for p in held if p.concurrent]
            units = {p.unit for p in held if not p.concurrent}
            sits_still = any(p.id == person.post for p in held)
            strange = [
                p
                for p in beside
                if p.unit not in units
                and not (sits_still and p.id in person.concurrent)
            ]
            if len(beside) > most or strange:
                yield self.finding(
                    plan,
                    [person.id],
                    [],
                    person=person,
                    beside="、".join(p.name for p in beside),
                )
