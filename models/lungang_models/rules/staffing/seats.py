"""No more holders than a post has seats; some posts may not stand empty (article 10)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Ground, Rule
from lungang_models.vocabulary import Severity
from lungang_models.words import Words

NONE_VACANT = Words(", 不得空缺", ", none vacant")


class Seats(Rule):
    id = "seats"
    code = "T10"
    title = Words("编制与职数", "seats")
    cites = {"cn-finance-bureau": "10"}
    severity = Severity.SIGNIFICANT
    norm = Words("{post}编制{seats}{least}", "{post} has {seats} seats{least}")
    breach = Words(
        "{post}编制{seats}, 拟任{count}人",
        "{post} has {seats} seats and {count} holders",
    )
    measure = Words("调整编制或人选", "adjust the seats or the holders")
    waivable = None

    def constrain(self, model: Model) -> None:
        seats, posts = model.seats, model.problem.post
        number = {seat: i for i, seat in enumerate(seats)}
        empty = [(number[seat], column) for seat, column in model.vacant.items()]
        at, columns = np.array(empty, np.int64).reshape(-1, 2).T
        one = np.ones(len(seats), np.int64)

        def because(i: int) -> Ground:
            post = posts[seats[i][0]]
            least = Words("", "") if post.may_be_vacant else NONE_VACANT
            return self.ground([], [post.id], post=post, seats=post.seats, least=least)

        model.bulk(
            np.concatenate([model.edge_seat, at]),
            np.concatenate([np.arange(len(model.edge_seat)), columns]),
            one,
            one,
            because,
        )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for post in plan.problem.posts:
            holders = plan.holders_of(post)
            if len(holders) > post.seats or (
                len(holders) < post.seats and not post.may_be_vacant
            ):
                yield self.finding(
                    plan,
                    [h.id for h in holders],
                    [post.id],
                    unit=post.unit,
                    post=post,
                    seats=post.seats,
                    count=len(holders),
                )
