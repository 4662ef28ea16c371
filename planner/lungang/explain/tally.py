"""A shortage that can be counted, and the check of it from the workbook alone.

No solver and nothing of the search is used here: whoever distrusts a tally reads these
lines, or counts by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from lungang.statement import barred
from lungang_models.eligibility import Ints
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words

Kind = Literal["people", "posts"]
Edges = tuple[Ints, Ints]

COUNTED = frozenset({"one-main-post", "seats"})
"""The rules whose rows a tally counts."""


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


def holds(problem: Problem, tally: Tally, edges: Edges | None = None) -> bool:
    """Whether the shortage is real: every pair that would end it is struck out by a rule.

    ``edges`` are the pairs that no rule strikes out, if they are at hand.
    """
    if not problem.pack.rules >= COUNTED:
        return False
    staff, posts = set(tally.staff), set(tally.posts)
    named = staff <= problem.person.keys() and posts <= problem.post.keys()
    waived = any(w.rule in COUNTED for w in problem.waivers())
    if waived or not named or len(staff) < len(tally.staff):
        return False
    seats = [problem.post[p] for p in posts]
    if len(posts) < len(tally.posts) or any(p.concurrent for p in seats):
        return False
    people, places = barred(problem).edges() if edges is None else edges
    mine = np.array([p.id in staff for p in problem.staff], bool)[people]
    here = np.array([p.id in posts for p in problem.posts], bool)[places]
    main = np.array([not p.concurrent for p in problem.posts], bool)[places]
    if tally.kind == "people":
        return len(staff) > tally.seats(problem) and not (mine & main & ~here).any()
    if any(p.may_be_vacant for p in seats):
        return False
    return len(staff) < tally.seats(problem) and not (here & ~mine).any()
