"""A shortage that can be counted by hand; :mod:`lungang.explain.recount` checks it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words

Kind = Literal["people", "posts", "leaves"]


@dataclass(frozen=True)
class Tally:
    """``people``: the staff named must each hold a main post, and may hold only the posts
    named, which have fewer seats. ``posts``: the posts named may not stand vacant, and
    only the staff named, fewer than the seats, may hold one. ``leaves``: the quota asks
    for more leaves than can be, since few of a unit may be away at once and nobody may
    act in the posts named."""

    kind: Kind
    staff: tuple[StaffId, ...]
    posts: tuple[PostId, ...]

    def seats(self, problem: Problem) -> int:
        """Seats of the posts named."""
        return sum(problem.post[p].seats for p in self.posts)

    def says(self, problem: Problem) -> Words:
        """The shortage as a sentence."""
        if self.kind == "leaves":
            return self._leaves(problem)
        people = "、".join(problem.person[s].name for s in self.staff)
        posts = "、".join(problem.post[p].name for p in self.posts)
        n, m = len(self.staff), self.seats(problem)
        if self.kind == "people" and not posts:
            return Words(f"{people}没有可任的岗位", f"{people} may hold no post at all")
        if self.kind == "posts" and not people:
            return Words(
                f"{posts}不得空缺, 无人可任",
                f"{posts} may not stand vacant, and nobody may hold it",
            )
        if self.kind == "people":
            return Words(
                f"{n}人({people})只能任{len(self.posts)}个岗位({posts}), 编制共{m}个",
                f"{n} people ({people}) may hold only {len(self.posts)} posts "
                f"({posts}) with {m} seats",
            )
        return Words(
            f"{len(self.posts)}个岗位({posts})编制共{m}个不得空缺, 只有{n}人({people})可任",
            f"{len(self.posts)} posts ({posts}) with {m} seats may not stand vacant, and "
            f"only {n} people ({people}) may hold one",
        )

    def _leaves(self, problem: Problem) -> Words:
        from lungang.explain.recount import can_go, leaves

        owed, room = leaves(problem, self.posts)
        by_unit = [(u, can_go(problem, u, self.posts)) for u in problem.units]
        each = "、".join(f"{u}{n}" for u, n in by_unit if n)
        posts = "、".join(problem.post[p].name for p in self.posts)
        zh, en = (f"; {posts}无人可代", f"; nobody may act in {posts}")
        return Words(
            f"至少应休假{owed}人, 各单位至多共{room}人能休({each or '无'})"
            + (zh if posts else ""),
            f"at least {owed} must go on leave, at most {room} can ({each or 'none'})"
            + (en if posts else ""),
        )

    def to_json(self) -> dict[str, Any]:
        """The tally as plain data."""
        return {"schema": "lungang-tally/1", **asdict(self)}

    @classmethod
    def from_json(cls, text: str) -> Tally:
        """Read one back. Raises ``ValueError`` for anything else."""
        data = json.loads(text)
        if not isinstance(data, Mapping) or data.get("kind") not in get_args(Kind):
            raise ValueError("not a tally")
        names = [data.get("staff"), data.get("posts")]
        if not all(
            isinstance(n, list) and all(isinstance(x, str) for x in n) for n in names
        ):
            raise ValueError("staff and posts are lists of ids")
        return cls(data["kind"], tuple(data["staff"]), tuple(data["posts"]))
