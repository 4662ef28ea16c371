"""Everyone who is placed holds exactly one main post (articles 8 and 15)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lungang_models.families import STAFFING
from lungang_models.ground import Ground
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class OneMainPost(Rule):
    id = "one-main-post"
    family = STAFFING
    explains_moves = False  # a reason of its own
    code = "S1"
    title = Words("一人一个本职岗位", "one main post each")
    cites = {"cn-finance-bureau": "15"}
    basic = True
    severity = Severity.SIGNIFICANT
    norm = Words(
        "{person}须任一个且仅一个本职岗位", "{person} holds exactly one main post"
    )
    breach = Words("{person}任{count}个本职岗位", "{person} holds {count} main posts")
    measure = Words("另行安排岗位", "find the person a post")
    waivable = None

    def constrain(self, model: Model) -> None:
        staff = model.problem.staff
        concurrent = np.array([p.concurrent for p in model.problem.posts], bool)
        columns = np.flatnonzero(~concurrent[model.edge_post])
        one = np.ones(len(staff), np.int64)

        def because(i: int) -> Ground:
            return self.ground([staff[i].id], person=staff[i])

        model.bulk(model.edge_person[columns], columns, one, one, because)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for person in plan.problem.staff:
            mains = [p for p in plan.posts_of(person) if not p.concurrent]
            if len(mains) != 1:
                yield self.finding(
                    plan,
                    [person.id],
                    [p.id for p in mains],
                    person=person,
                    count=len(mains),
                )
