"""The posts of one person together are no more than one person can carry (article 11).

Each post has its share of a full-time workload: 100 % of a main post unless the sheet
says otherwise. What nobody wrote down of a concurrent post is a value of the pack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Ints
from lungang_models.families import STAFFING
from lungang_models.fault import Fault
from lungang_models.ground import Ground
from lungang_models.model import Model
from lungang_models.model.rows import FREE
from lungang_models.out_of_reach import tied
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    Evidence,
    Policy,
    PostId,
    Severity,
    Tables,
    column,
)
from lungang_models.way_out import WayOut, another_value
from lungang_models.words import Words, listed, same

FULL_TIME = 100
"""Per cent of a full-time workload: what a main post is unless the sheet says otherwise."""

LEAST = 5
"""Per cent below which nobody counts a post: less than a morning in a fortnight."""


class PostShare(Evidence):
    """How much of a full-time workload one seat of a post is."""

    sheet = Words("岗位工作量", "workload of posts")
    post: PostId = column("岗位编号", "post")
    percent: int = column(
        "折合工作量（%）", "full-time equivalent (%)",
        "一人任该岗位所占的全时工作量；不填的本职岗位按100%",
        "what one holder of it has to do; a main post not listed is 100 %",
        ge=1, le=300,
    )  # fmt: skip
    source: str = column("依据", "source", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Two shares of one post, or a share that is hardly one of a working week."""
        told: set[PostId] = set()
        for row in rows:
            if not LEAST <= row.percent <= FULL_TIME:
                yield row.doubt(
                    "workload-unlikely", "percent",
                    Words(f"折合工作量{row.percent}%", f"{row.percent} % of full time"),
                    Words(f"本列以%计，一般在{LEAST}至{FULL_TIME}之间；核对此数",
                          f"counted in %, mostly {LEAST} to {FULL_TIME}: check the number"),
                )  # fmt: skip
            if row.post in told:
                yield row.fault(
                    "workload-twice",
                    "post",
                    Words(
                        f"岗位{row.post}的工作量填了两次",
                        f"two workloads of post {row.post}",
                    ),
                    Words("删去其中一行", "drop one of the rows"),
                )
            told.add(row.post)


class WorkloadPolicy(Policy):
    """How much one person carries, in per cent of a full-time workload."""

    key: ClassVar[str] = "workload"
    most: int = Field(
        ge=1,
        le=900,
        description="一人各岗位工作量合计上限，% / most a person carries, %",
    )
    concurrent: int = Field(
        ge=0,
        le=100,
        description="未填工作量的兼任岗位按此折合，% / a concurrent post not listed, %",
    )


class Workload(Rule):
    id = "workload"
    of_state = True
    rests_on = ("PostShare",)
    family = STAFFING
    code = "D12"
    title = Words("工作量上限", "workload")
    general = Words(
        "一人各岗位工作量合计不超过规定的限度",
        "the workload of all posts of one person is within the limit",
    )
    cites = {"cn-finance-bureau": "11"}
    severity = Severity.ORDINARY
    needs = (PostShare,)
    knobs = (WorkloadPolicy,)
    norm = Words(
        "{person}各岗位的工作量合计不超过{most}%",
        "the posts of {person} are together no more than {most} % of a full workload",
    )
    breach = Words(
        "{person}任{places}，工作量合计{total}%，超过{most}%",
        "{person} holds {places}: {total} % of a full workload, more than {most} %",
    )
    measure = Words(
        "另安排兼任人，或核减岗位工作量",
        "let somebody else hold one, or lighten the post",
    )
    waivable = Waivable((Body.PARTY_GROUP,), Words("会议纪要", "minutes"))

    def constrain(self, model: Model) -> None:
        problem, policy = model.problem, model.problem.policy(WorkloadPolicy)
        listed_ = {row.post: row.percent for row in problem.known(PostShare)}
        usual = {False: FULL_TIME, True: policy.concurrent}
        share = np.array(
            [listed_.get(p.id, usual[p.concurrent]) for p in problem.posts], np.int64
        )
        beside = np.array([p.concurrent for p in problem.posts], bool)[model.edge_post]
        each = share[model.edge_post]
        most = np.zeros(len(problem.staff), np.int64)  # the heaviest main post, and all
        np.maximum.at(most, model.edge_person[~beside], each[~beside])
        np.add.at(most, model.edge_person[beside], each[beside])
        could = most > policy.most
        too_much = self._kept_too_much(model, share)
        could[[*too_much]] = False
        some = np.flatnonzero(could[model.edge_person] & (each > 0))

        def because(person: int) -> Ground:
            who = problem.staff[person]
            return self.ground([who.id], [], person=who, most=policy.most)

        model.bulk(
            model.edge_person[some], some, -FREE, policy.most, because, each[some]
        )
        for person, (kept, total) in too_much.items():
            mine = model.edges_of(problem.staff[person])
            terms = [(c, int(each[c])) for c in mine]
            for c in mine:  # whoever carries too much already takes on nothing more
                if each[c] and model.post_at(c).id not in kept:
                    added = [*terms, (c, total - policy.most)]
                    model.linear(added, because(person), high=total)

    def _kept_too_much(
        self, model: Model, share: Ints
    ) -> dict[int, tuple[frozenset[PostId], int]]:
        """Whom posts that no plan can take from them burden too much, and how much."""
        index, most = model.eligibility, model.problem.policy(WorkloadPolicy).most
        totals = {
            index.person_index[person]: (
                kept, int(share[[index.post_index[p] for p in kept]].sum())
            )
            for person, kept in tied(model.problem).items()
        }  # fmt: skip
        return {person: held for person, held in totals.items() if held[1] > most}

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        policy = problem.policy(WorkloadPolicy)
        says = Words(
            "一人工作量合计上限{before}%→{after}%",
            "most a person carries: {before} % → {after} %",
        )
        yield from another_value(policy, "most", policy.most + 10, self.id, says, 1)
        yield from self.by_waiver(problem, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        policy = plan.problem.policy(WorkloadPolicy)
        percent: dict[PostId, int] = defaultdict(lambda: FULL_TIME)
        for post in plan.problem.posts:
            if post.concurrent:
                percent[post.id] = policy.concurrent
        for row in plan.problem.known(PostShare):
            percent[row.post] = row.percent
        for person in plan.problem.staff:
            held = plan.posts_of(person)
            total = sum(percent[p.id] for p in held)
            if total > policy.most:
                found = self.finding(
                    plan,
                    [person.id],
                    [p.id for p in held],
                    person=person,
                    places=listed([same(p) for p in held]),
                    total=total,
                    most=policy.most,
                )
                yield replace(found, posts=())  # the same whichever posts make it up
