"""Article 38 read anew: who is away, who stands in, and what a stand-in may not be.

Every year a share of the holders of key posts is away for a while; each key post left
has one stand-in near by, qualified, present, in one post only, no kin of the holder, with
no duty of their own that the covered one must check, and not fresh from a post that
speaks against it. Numbers are those of the bureau's pack.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction

from lungang_models.plan import Plan
from lungang_models.vocabulary import Person, Post, PostId, StaffId

Found = tuple[str, frozenset[str], frozenset[str]]

SHARE, WINDOWS, AWAY, LEVELS = 20, 12, 25, 1
"""A fifth a year, in twelve windows, at most a quarter of a unit, one level of gap."""
RANKS = ("办事员", "科员", "副科", "正科", "副处", "正处")


def moments(plan: Plan) -> list[dict[StaffId, list[Post]]]:
    """Who sits where on ordinary days, then in each window with a leave: held and covered."""
    held: dict[StaffId, list[Post]] = {p.id: [] for p in plan.problem.staff}
    for person, post in sorted(plan.placements):
        held[person].append(plan.problem.post[post])
    found = [held]
    for window in sorted({v.window for v in plan.leaves}):
        then = {person: [*posts] for person, posts in held.items()}
        for leave in plan.leaves:
            for post, cover in leave.covers if leave.window == window else ():
                then[cover].append(plan.problem.post[post])
        found.append(then)
    return found


def away(plan: Plan) -> Iterator[Found]:
    """Findings of the quota, the caps and the covers."""
    held = moments(plan)[0]
    yield from _quota(plan, held)
    yield from _caps(plan, held)
    for leave in plan.leaves:
        yield from _covered(plan, held, leave.person, leave.window, leave.covers)


def _drawn_from(plan: Plan, held: dict[StaffId, list[Post]]) -> set[StaffId]:
    """Holders of key posts whom the organ decides on and who are there to be drawn."""
    return {
        p.id for p in plan.problem.staff
        if p.within_authority and p.status.value not in ("立案调查", "借出挂职")
        and any(post.key for post in held[p.id])
    }  # fmt: skip


def _quota(plan: Plan, held: dict[StaffId, list[Post]]) -> Iterator[Found]:
    pool, sent = _drawn_from(plan, held), [v.person for v in plan.leaves]
    wanted = math.ceil(Fraction(SHARE * len(pool), 100))
    strange = (
        set(sent) - pool
        or len(set(sent)) < len(sent)
        or any(not 1 <= v.window <= WINDOWS for v in plan.leaves)
    )
    if len(set(sent) & pool) < wanted or strange:
        yield "leave-quota", frozenset(), frozenset()


def _caps(plan: Plan, held: dict[StaffId, list[Post]]) -> Iterator[Found]:
    gone: dict[tuple[str, int], int] = Counter()
    for leave in plan.leaves:
        mains = [p for p in held[leave.person] if not p.concurrent]
        if mains:
            gone[mains[0].unit, leave.window] += 1
    for (unit, _), count in gone.items():
        seats = sum(
            p.seats for p in plan.problem.posts if p.unit == unit and not p.concurrent
        )
        if count > max(1, seats * AWAY // 100):
            yield "leave-caps", frozenset(), frozenset((unit,))


def _covered(
    plan: Plan, held: dict[StaffId, list[Post]], who: StaffId, window: int,
    covers: tuple[tuple[PostId, StaffId], ...],
) -> Iterator[Found]:  # fmt: skip
    mine = {p.id: p for p in held[who]}
    times = Counter(post for post, _ in covers)
    wrong = {p.id for p in mine.values() if p.key and times[p.id] != 1}
    out = {v.person for v in plan.leaves if v.window == window}
    busy = Counter(c for v in plan.leaves if v.window == window for _, c in v.covers)
    for post, cover in covers:
        near = _near(plan, held, post, cover)
        own = post in mine and mine[post].key
        if not own or cover == who or not near or cover in out or busy[cover] > 1:
            wrong.add(post)
    for post in wrong:
        yield "leave-cover", frozenset((who,)), frozenset((post,))


def _near(
    plan: Plan, held: dict[StaffId, list[Post]], post: PostId, cover: StaffId
) -> bool:
    """From the same unit, of the same level or the next, and not the post's one seat."""
    mains = [p for p in held[cover] if not p.concurrent]
    target = plan.problem.post[post]
    if not mains or mains[0].unit != target.unit:
        return False
    gap = RANKS.index(mains[0].level.value) - RANKS.index(target.level.value)
    return abs(gap) <= LEVELS and (mains[0].id != post or target.seats > 1)


def unqualified(plan: Plan) -> Iterator[Found]:
    """Holders and stand-ins without what the post asks for, and stand-ins who may not act."""
    person: dict[StaffId, Person] = plan.problem.person
    for then in moments(plan):
        for who, posts in then.items():
            for post in posts:
                if set(post.qualifications) - set(person[who].qualifications):
                    yield "qualification", frozenset((who,)), frozenset((post.id,))
    before = {
        p.id: {x for x in (p.post, *p.concurrent) if x} for p in plan.problem.staff
    }
    after: dict[StaffId, set[PostId]] = defaultdict(set)
    for who, post_id in plan.placements:
        after[who].add(post_id)
    for one in plan.problem.staff:
        if one.status.value == "在岗":
            continue
        new = before[one.id] ^ after[one.id]
        if one.status.value != "暂缓交流":
            new |= {p for v in plan.leaves for p, c in v.covers if c == one.id}
        for post_id in new:
            yield "frozen-person", frozenset((one.id,)), frozenset((post_id,))
