"""No more holders than a post has seats; some posts may not stand empty (article 10)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lungang_models.families import STAFFING
from lungang_models.ground import Ground
from lungang_models.model import Model
from lungang_models.model.rows import FREE
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Post, Severity
from lungang_models.way_out import Change, Legitimacy, WayOut
from lungang_models.words import Words


class Seats(Rule):
    id = "seats"
    family = STAFFING
    code = "T10"
    title = Words("编制与职数", "seats")
    general = Words(
        "拟任人数不得超出岗位编制数",
        "no more people hold a post than it has seats",
    )
    cites = {"cn-finance-bureau": "10"}
    basic = True
    severity = Severity.SIGNIFICANT
    norm = Words("{post}{demand}", "{post} {demand}")
    breach = Words(
        "{post}编制{seats}，拟任{count}人",
        "{post} has {seats} seats and {count} holders",
    )
    measure = Words("调整编制或人选", "adjust the seats or the holders")
    waivable = None

    def constrain(self, model: Model) -> None:
        seats, posts, room = model.seats, model.problem.post, model.capacity
        number = {seat: i for i, seat in enumerate(seats)}
        empty = [(number[model.seat(*s)], column) for s, column in model.vacant.items()]
        at, columns = np.array(empty, np.int64).reshape(-1, 2).T
        filled = np.array([not posts[s[0]].may_be_vacant for s in seats], bool)
        keys = np.concatenate([model.edge_seat, at])
        those = np.concatenate([np.arange(len(model.edge_seat)), columns])
        model.bulk(
            keys,
            those,
            np.where(filled, -FREE, room),  # elsewhere "vacant" takes up the rest
            room,
            lambda i: self._no_more(posts[seats[i][0]]),
        )
        kept = filled[keys]
        renumbered = np.cumsum(filled) - 1
        must = np.flatnonzero(filled)
        model.bulk(
            renumbered[keys[kept]],
            those[kept],
            room[must],
            np.full(len(must), FREE, np.int64),
            lambda i: self._no_fewer(posts[seats[must[i]][0]]),
        )

    def _no_more(self, post: Post) -> Ground:
        seats = Words(f"编制{post.seats}个", f"has {post.seats} seats")
        return self.ground([], [post.id], post=post, demand=seats)

    def _no_fewer(self, post: Post) -> Ground:
        demand = Words("不得空缺", "may not stand vacant")
        return self.ground([], [post.id], post=post, demand=demand)

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        (post,) = (problem.post[p] for p in ground.posts)
        fewer = ground == self._no_fewer(post)
        yield self._vacant(post) if fewer else self._one_more(post)

    def _vacant(self, post: Post) -> WayOut:
        return WayOut(
            self.id,
            ("post", post.id, "may_be_vacant"),
            Words(
                f"{post}暂缺，期间设代理人",
                f"leave {post} vacant for now, with somebody acting",
            ),
            Words("党组", "party group"),
            Words("暂缺及代理安排的决定", "decision on vacancy and cover"),
            Legitimacy.ARRANGEMENT,
            2 if post.watched else 1,
            Change(change={Post.sheet.zh: {post.id: {"may_be_vacant": True}}}),
            posts=(post.id,),
        )

    def _one_more(self, post: Post) -> WayOut:
        return WayOut(
            self.id,
            ("post", post.id, "seats"),
            Words(
                f"{post}编制{{before}}→{{after}}",
                f"{post}: {{before}} → {{after}} seats",
            ),
            Words("机构编制部门", "establishment authority"),
            Words("增编批复", "approval of the seat"),
            Legitimacy.HIGHER,
            1,
            Change(change={Post.sheet.zh: {post.id: {"seats": post.seats + 1}}}),
            posts=(post.id,),
            before=str(post.seats),
            after=str(post.seats + 1),
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
