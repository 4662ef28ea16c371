"""A shortage that can be counted, and the check of it from the workbook alone.

No solver and nothing of the search is used here: whoever distrusts a tally reads these
lines, or counts by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from lungang.statement import barred
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words

Kind = Literal["people", "posts"]


@dataclass(frozen=True)
class Tally:
    """``people``: the staff named must each hold a main post, and may hold only the posts
    named, which have fewer seats. ``posts``: the posts named may not stand vacant, and
    only the staff named, fewer than the seats, may hold one."""

    kind: Kind
    staff: tuple[StaffId, ...]
    posts: tuple[PostId, ...]

    def seats(self, problem: Problem) -> int:
        """Seats of the posts named."""
        return sum(problem.post[p].seats for p in self.posts)

    def says(self, problem: Problem) -> Words:
        """The shortage as a sentence."""
        people = "、".join(problem.person[s].name for s in self.staff)
        posts = "、".join(problem.post[p].name for p in self.posts)
        n, m = len(self.staff), self.seats(problem)
        if self.kind == "people":
            return Words(
                f"{n}人({people})只能任{len(self.posts)}个岗位({posts or '无'}), 编制共{m}个",
                f"{n} people ({people}) may hold only {len(self.posts)} posts "
                f"({posts or 'none'}) with {m} seats",
            )
        return Words(
            f"{len(self.posts)}个岗位({posts})编制共{m}个不得空缺, 只有{n}人({people or '无'})可任",
            f"{len(self.posts)} posts ({posts}) with {m} seats may not stand vacant, and "
            f"only {n} people ({people or 'none'}) may hold one",
        )

    def to_json(self) -> dict[str, Any]:
        """The tally as plain data."""
        return {"schema": "lungang-tally/1", **asdict(self)}

    @classmethod
    def from_json(cls, text: str) -> Tally:
        """Read one back. Raises ``ValueError`` for anything else."""
        data = json.loads(text)
        if not isinstance(data, Mapping) or data.get("kind") not in ("people", "posts"):
            raise ValueError("not a tally")
        names = [data.get("staff"), data.get("posts")]
        if not all(
            isinstance(n, list) and all(isinstance(x, str) for x in n) for n in names
        ):
            raise ValueError("staff and posts are lists of ids")
        return cls(data["kind"], tuple(data["staff"]), tuple(data["posts"]))


def holds(problem: Problem, tally: Tally) -> bool:
    """Whether the shortage is real: every pair that would end it is struck out by a rule."""
    if not {"one-main-post", "seats"} <= problem.pack.rules:
        return False
    named = (
        set(tally.staff) <= problem.person.keys(),
        set(tally.posts) <= problem.post.keys(),
    )
    waived = any(w.rule in ("one-main-post", "seats") for w in problem.waivers())
    if waived or not all(named) or len(set(tally.staff)) < len(tally.staff):
        return False
    if len(set(tally.posts)) < len(tally.posts):
        return False
    eligibility = barred(problem)
    mains = [p for p in problem.posts if not p.concurrent]
    if tally.kind == "people":
        outside = [p.id for p in mains if p.id not in tally.posts]
        pairs = [(s, p) for s in tally.staff for p in outside]
        short = len(tally.staff) > tally.seats(problem)
    else:
        posts = [problem.post[p] for p in tally.posts]
        if any(p.may_be_vacant or p.concurrent for p in posts):
            return False
        others = [s.id for s in problem.staff if s.id not in tally.staff]
        pairs = [(s, p) for s in others for p in tally.posts]
        short = len(tally.staff) < tally.seats(problem)
    return short and all(any(True for _ in eligibility.reasons(s, p)) for s, p in pairs)
