"""A ring in which the same few exchange the same posts is no rotation (article 31)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.tenure import Spell, SpellKind
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Person, Policy, PostId, Severity, StaffId
from lungang_models.words import Words, listed, same


class ClosedRingPolicy(Policy):
    """After how many rounds a ring is reported."""

    key: ClassVar[str] = "closed-ring"
    rounds: int = Field(
        ge=2,
        le=10,
        description="同一批人在同一批岗位间轮换满此轮数即提示 / rounds, this plan's counted",
    )


class ClosedRing(Check):
    """A round: everyone of the ring goes from one of its posts to another."""

    id = "closed-ring"
    rests_on = ("Spell",)
    family = ROTATION
    code = "T6"
    title = Words("小圈子内轮换", "closed ring")
    general = Words(
        "同一批人在同一批岗位之间互换已若干轮",
        "the same people exchange the same posts among themselves for a number of rounds",
    )
    cites = {"cn-finance-bureau": "31"}
    severity = Severity.ORDINARY
    needs = (Spell,)
    knobs = (ClosedRingPolicy,)
    breach = Words(
        "{people}在{places}之间互换，连本次已{rounds}轮",
        "{people} exchange {places} among themselves, {rounds} rounds with this one",
    )
    measure = Words("扩大交流范围", "open the ring to others")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for ring in _rings(plan):
            posts = {p.post for p in ring if p.post is not None}
            rounds = 1 + min(_rounds(problem, person, posts) for person in ring)
            if rounds >= problem.policy(ClosedRingPolicy).rounds:
                yield self.finding(
                    plan,
                    sorted(p.id for p in ring),
                    sorted(posts),
                    people=listed([same(p) for p in ring]),
                    places=listed([same(problem.post[p]) for p in sorted(posts)]),
                    rounds=rounds,
                )


def _rings(plan: Plan) -> Iterator[list[Person]]:
    """Those who hand their main posts on in a circle, each ring once."""
    problem = plan.problem
    into: dict[PostId, list[Person]] = defaultdict(list)
    for person in problem.staff:
        post = plan.main_post(person)
        if person.post is not None and post is not None and plan.moved(person):
            into[post.id].append(person)
    seen: set[StaffId] = set()
    for start in problem.staff:
        ring: list[Person] = []
        here = start
        while here.id not in seen and here.post is not None and plan.moved(here):
            seen.add(here.id)
            ring.append(here)
            followers = into[here.post]
            if len(followers) != 1:
                break
            here = followers[0]
        if len(ring) > 1 and here is start:
            yield sorted(ring, key=lambda p: p.id)


def _rounds(problem: Problem, person: Person, posts: set[PostId]) -> int:
    """How often a person has gone from one of the posts to another before."""
    spells = sorted(
        (s.since, s.post)
        for s in problem.known(Spell)
        if s.person == person.id and s.kind is SpellKind.HOLDING and s.post is not None
    )
    held = [post for _, post in spells]
    now = [person.post] if person.post is not None else []
    return sum(
        before != then and {before, then} <= posts
        for before, then in pairwise([*held, *now])
    )
