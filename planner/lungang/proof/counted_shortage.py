"""A shortage that can be counted by hand; :mod:`lungang.proof.check_shortage` checks it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from lungang_models.facts.leave import LeavePolicy, absent_at_once, in_pool, quota
from lungang_models.problem import Problem
from lungang_models.rules.leave.leave_caps import LeaveCaps
from lungang_models.rules.leave.leave_quota import LeaveQuota
from lungang_models.vocabulary import PostId, StaffId, Unit
from lungang_models.words import Words

NAMED, FIRST = 5, 3
"""A sentence names so many; of more the first ones, beside their number."""

Kind = Literal["people", "posts", "leaves", "kin", "tied"]


@dataclass(frozen=True)
class Tally:
    """``people``: the staff named must each hold a main post, and may hold only the posts
    named, which have fewer seats. ``posts``: the posts named may not stand vacant, and
    only the staff named, fewer than the seats, may hold one. ``leaves``: the quota asks
    for more leaves than can be, since few of a unit may be away at once and nobody may
    act in the posts named. ``kin``: the staff named are kin of one another and may hold
    only the posts named, which fall into fewer circles within which no two of them may
    sit; ``circles`` are those. ``tied``: the posts named may not stand vacant; the first
    of ``tied`` may hold only the posts of the one circle, and from any of them keeps
    the others, who are kin, out of the posts named; only the staff named may hold one
    then, fewer than the seats."""

    kind: Kind
    staff: tuple[StaffId, ...]
    posts: tuple[PostId, ...]
    circles: tuple[tuple[PostId, ...], ...] = ()
    tied: tuple[StaffId, ...] = ()

    def seats(self, problem: Problem) -> int:
        """Seats of the posts named."""
        return sum(problem.post[p].seats for p in self.posts)

    def says(self, problem: Problem, whole: bool = False) -> Words:
        """The shortage as a sentence; every name in it if the ``whole`` is asked for."""
        if self.kind == "leaves":
            return self._leaves(problem, whole)
        if self.kind == "kin":
            return self._kin(problem, whole)
        if self.kind == "tied":
            return self._tied(problem, whole)
        staff = [problem.person[s].name for s in self.staff]
        places = [_place(problem, p) for p in self.posts]
        n, m, k = len(self.staff), self.seats(problem), len(self.posts)
        if self.kind == "people" and not self.posts:
            people = _some(staff, whole, "人")
            return Words(
                f"{people.zh}没有可任的岗位", f"{people.en} may hold no post at all"
            )
        if self.kind == "posts" and not self.staff:
            posts = _some(places, whole, "个岗位")
            return Words(
                f"{posts.zh}不得空缺，无人可任",
                f"{posts.en} may not stand vacant, and nobody may hold "
                + ("it" if k == 1 else "them"),
            )
        people, posts = _some(staff, whole), _some(places, whole)
        if self.kind == "people":
            return Words(
                f"{n}人（{people.zh}）只能任{k}个岗位（{posts.zh}），编制共{m}个",
                f"{n} people ({people.en}) may hold only {k} posts ({posts.en}) with {m} "
                "seats",
            )
        return Words(
            f"{k}个岗位（{posts.zh}）编制共{m}个不得空缺，只有{n}人（{people.zh}）可任",
            f"{k} posts ({posts.en}) with {m} seats may not stand vacant, and only {n} "
            f"people ({people.en}) may hold one",
        )

    def _kin(self, problem: Problem, whole: bool) -> Words:
        people = _some([problem.person[s].name for s in self.staff], whole)
        n, m = len(self.staff), len(self.circles)
        units = [
            "、".join(dict.fromkeys(problem.unit[problem.post[p].unit].name for p in c))
            for c in self.circles
        ]
        where = _some(units, whole, between="；")
        return Words(
            f"{n}人（{people.zh}）互为应回避的亲属，两两不得在同一处任职，"
            f"而可任的岗位只分属{m}处（{where.zh}）",
            f"{n} people ({people.en}) are relatives of one another, no two of whom may "
            f"serve in one place, and the posts open to them lie in {m} places only "
            f"({where.en})",
        )

    def _tied(self, problem: Problem, whole: bool) -> Words:
        one, *kin = (problem.person[s].name for s in self.tied)
        able = _some([problem.person[s].name for s in self.staff], whole)
        open_to = _some([_place(problem, p) for p in self.circles[0]], whole, "个岗位")
        posts, named = (
            _some([_place(problem, p) for p in self.posts], whole),
            _some(kin, whole),
        )
        n, m = len(self.staff), self.seats(problem)
        return Words(
            f"{one}只能任{open_to.zh}，其亲属{len(kin)}人（{named.zh}）因此不得任"
            f"{len(self.posts)}个不得空缺的岗位（{posts.zh}，编制共{m}个），"
            f"其余可任的只有{n}人" + (f"（{able.zh}）" if able.zh else ""),
            f"{one} may hold only {open_to.en}, which keeps {len(kin)} relatives "
            f"({named.en}) out of {len(self.posts)} posts ({posts.en}) with {m} seats that "
            f"may not stand vacant; only {n} others may hold one"
            + (f" ({able.en})" if able.en else ""),
        )

    def _leaves(self, problem: Problem, whole: bool) -> Words:
        owed, room = leaves(problem, self.posts)
        by_unit = [(u, can_go(problem, u, self.posts)) for u in problem.units]
        each = _some([f"{u}{n}" for u, n in by_unit if n], whole)
        posts = _some([_place(problem, p) for p in self.posts], whole, "个岗位")
        zh, en = (f"；{posts.zh}无人可代", f"; nobody may act in {posts.en}")
        return Words(
            f"至少应休假{owed}人，各单位至多共{room}人能休（{each.zh or '无'}）"
            + (zh if self.posts else ""),
            f"at least {owed} must go on leave, at most {room} can ({each.en or 'none'})"
            + (en if self.posts else ""),
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
        names = [data.get("staff"), data.get("posts"), data.get("tied", [])]
        if not all(
            isinstance(n, list) and all(isinstance(x, str) for x in n) for n in names
        ):
            raise ValueError("staff, posts and tied are lists of ids")
        circles = data.get("circles", [])
        if not isinstance(circles, list) or not all(
            isinstance(c, list) and all(isinstance(x, str) for x in c) for c in circles
        ):
            raise ValueError("circles are lists of ids")
        return cls(
            data["kind"],
            tuple(data["staff"]),
            tuple(data["posts"]),
            tuple(map(tuple, circles)),
            tuple(data.get("tied", [])),
        )


def _place(problem: Problem, post: PostId) -> str:
    """A post with its unit: every unit may have a head of the same title."""
    unit, name = problem.unit[problem.post[post].unit].name, problem.post[post].name
    between = " " if unit.isascii() else ""
    return name if unit in name else f"{unit}{between}{name}"


def _some(
    names: Sequence[str], whole: bool, counted: str = "", between: str = "、"
) -> Words:
    """Names as one list; the first few, where there are many and not all are asked for.

    Then with their number, if they are ``counted``: the sentence does not tell it.
    """
    if whole or len(names) <= NAMED:
        return Words(between.join(names), ", ".join(names))
    number = f"{len(names)}{counted}" if counted else ""
    first, rest = names[:FIRST], len(names) - FIRST
    return Words(
        f"{between.join(first)}等{number}", f"{', '.join(first)} and {rest} others"
    )


def leaves(problem: Problem, closed: Collection[PostId]) -> tuple[int, int]:
    """How many must be sent on leave at least, and how many can go at most.

    Whoever finds no seat without a key post holds one, and so belongs to the pool.
    ``closed`` are key posts in which nobody may act.
    """
    if LeaveQuota.id not in problem.pack.rules:
        return 0, 0
    idle = sum(p.seats for p in problem.posts if not (p.concurrent or p.key))
    owed = quota(problem, max(0, sum(map(in_pool, problem.staff)) - idle))
    return owed, sum(can_go(problem, unit, closed) for unit in problem.units)


def can_go(problem: Problem, unit: Unit, closed: Collection[PostId]) -> int:
    """How many who sit in a unit can go on leave in all windows together, at most."""
    beside = [p for p in problem.posts if p.key and p.concurrent]
    left = {q.id for p in beside for q in problem.main_posts_for(p)}
    left |= {p.id for p in problem.posts if p.key}
    here = [p for p in problem.posts_of_unit[unit.id] if not p.concurrent]
    seats = sum(p.seats for p in here if p.id in left and p.id not in closed)
    if LeaveCaps.id not in problem.pack.rules:
        return seats
    windows = problem.policy(LeavePolicy).windows
    return min(seats, absent_at_once(problem, unit) * windows)
