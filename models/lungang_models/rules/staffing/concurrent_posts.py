"""Concurrent posts are held beside a main post of the same unit, and few (articles 9, 12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Ints
from lungang_models.families import STAFFING
from lungang_models.ground import Ground
from lungang_models.model import Model
from lungang_models.model.rows import FREE
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Policy, Severity
from lungang_models.way_out import WayOut, another_value
from lungang_models.words import Words


class ConcurrentPolicy(Policy):
    """How many posts one person may hold beside the main post."""

    key: ClassVar[str] = "concurrent-posts"
    most: int = Field(ge=0, le=99, description="一人最多兼任的岗位数 / most a person")


class ConcurrentPosts(Rule):
    id = "concurrent-posts"
    family = STAFFING
    code = "D2"
    title = Words("兼任", "concurrent posts")
    general = Words(
        "兼任的岗位数、岗位或编制不合规定",
        "posts held beside the main one are too many or of a kind that may not be",
    )
    cites = {"cn-finance-bureau": "9, 12"}
    severity = Severity.SIGNIFICANT
    knobs = (ConcurrentPolicy,)
    norm = Words(
        "{person}最多兼任{most}个岗位，且兼职限于本单位（现任主兼岗均不变的除外）",
        "{person} holds at most {most} concurrent posts, all in the own unit unless "
        "main and concurrent post stay as they are",
    )
    breach = Words(
        "{person}兼任不合规定：{beside}", "{person}'s concurrent posts: {beside}"
    )
    measure = Words("另安排兼任人", "let somebody else hold the post")
    waivable = Waivable(
        (Body.PARTY_GROUP,),
        Words("会议纪要", "minutes"),
    )

    def constrain(self, model: Model) -> None:
        problem, most = model.problem, model.problem.policy(ConcurrentPolicy).most
        people, posts = model.edge_person, model.edge_post
        beside = np.array([p.concurrent for p in problem.posts], bool)[posts]
        held = np.flatnonzero(beside)

        def because(person: int) -> Ground:
            who = problem.staff[person]
            return self.ground([who.id], [], person=who, most=most)

        model.bulk(people[held], held, -FREE, most, because)
        rows, hosts, place = self._hosts(model, held, np.flatnonzero(~beside))
        if (
            most != 1
        ):  # where one may be held, those with the same hosts share a sharp row
            place = np.arange(len(held))
        _, first, alike = np.unique(place, return_index=True, return_inverse=True)
        spoken = np.isin(rows, first)
        rows, hosts = alike[rows[spoken]], hosts[spoken]
        model.bulk(  # each held only where one of its hosts is held as well
            np.concatenate([alike, rows]),
            np.concatenate([held, hosts]),
            -FREE,
            0,
            lambda row: because(int(people[held[first[row]]])),
            np.concatenate([np.ones(len(held), np.int64), np.full(len(hosts), -1)]),
        )

    def _hosts(self, model: Model, held: Ints, mains: Ints) -> tuple[Ints, Ints, Ints]:
        """For each column of a concurrent post, those of the main posts to hold it by.

        The person's main posts in its unit; and the present one, if they hold both today.
        The last of the answer is the same for columns with the same hosts.
        """
        problem, person = model.problem, model.edge_person
        units = {u.id: i for i, u in enumerate(problem.units)}
        unit = np.array([units[p.unit] for p in problem.posts], np.int64)
        place = person * len(units) + unit[model.edge_post]  # a person in a unit
        mains = mains[np.argsort(place[mains], kind="stable")]
        first = np.searchsorted(place[mains], place[held], "left")
        counts = np.searchsorted(place[mains], place[held], "right") - first
        rows = np.repeat(np.arange(len(held)), counts)
        at = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        hosts = mains[np.repeat(first, counts) + at]
        kept = [
            (row, host)
            for row, column in enumerate(held.tolist())
            if model.post_at(column).id in (who := model.person_of(column)).concurrent
            and who.post is not None
            and problem.post[who.post].unit != model.post_at(column).unit
            for host in model.holds(who, [who.post])
        ]
        more_rows, more_hosts = np.array(kept, np.int64).reshape(-1, 2).T
        rows, hosts = (
            np.concatenate([rows, more_rows]),
            np.concatenate([hosts, more_hosts]),
        )
        alike = place[held]
        alike[more_rows] = -1 - more_rows
        return rows, hosts, alike

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        policy = problem.policy(ConcurrentPolicy)
        says = Words(
            "一人最多兼任{before}→{after}个岗位",
            "concurrent posts a person: {before} → {after}",
        )
        yield from another_value(policy, "most", policy.most + 1, self.id, says, 1)
        yield from self.by_waiver(problem, ground)

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
