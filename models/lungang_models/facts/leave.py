"""Mandatory leave: the policy of article 38 and who belongs to the pool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import Field

from lungang_models.facts import fact
from lungang_models.facts.career import not_held
from lungang_models.facts.catalogue import kept_as_key
from lungang_models.facts.tenure import post_clock
from lungang_models.fault import Fault
from lungang_models.plausible import Dated
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Evidence,
    Person,
    Policy,
    Post,
    PostId,
    StaffId,
    Status,
    Tables,
    Unit,
    column,
)
from lungang_models.words import Words

SHORTEST = 3
"""Days that a mandatory leave seldom falls short of, whatever the policy."""

_LEFT = Words(
    "却有{row.since}起的强制休假记录",
    "a mandatory leave from {row.since} on is on record",
)

LONGEST = 92
"""Days that a mandatory leave seldom exceeds, whatever the policy."""


class LeaveRecord(Evidence):
    """A leave that was taken, from the record."""

    sheet = Words("休假记录", "leave records")
    about = ("person", "since")
    plausible = {
        "since": Dated(possible=(-40, 2), usual=(-40, 0), of="person", age=14),
        "until": Dated(possible=(-40, 3), after=("since",)),
        "concluded": Dated(possible=(-40, 3), seldom_before=("since",)),
    }
    person: StaffId = column("工号", "staff number")
    post: PostId | None = column("岗位编号", "post", default=None)
    since: date = column("起", "from")
    until: date = column("止", "to")
    mandatory: bool = column("强制休假", "mandatory", default=True)
    result: str = column("检查结论", "audit result", default="")
    concluded: date | None = column(
        "结论日期", "concluded on", "返岗以前作出", "before the return", default=None
    )

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Mandatory leaves of a length that none has, two at once, or of no key post."""
        yield from kept_as_key(
            ((r.post, _LEFT.fill(row=r)) for r in rows if r.mandatory), tables
        )
        yield from not_held(
            ((r, "post", r.person, r.post, r.since) for r in rows), tables
        )
        until: dict[StaffId, date] = {}
        for row in sorted((r for r in rows if r.mandatory), key=lambda r: r.since):
            days = (row.until - row.since).days
            if days + 1 < SHORTEST:
                yield row.doubt(
                    "time-short", "until",
                    Words(f"强制休假自{row.since}至{row.until}只有{days + 1}天",
                          f"a mandatory leave of {days + 1} days, {row.since} to {row.until}"),
                    Words("核对两个日期；提前返岗的，在检查结论中写明",
                          "check both dates; say in the result if it was broken off"),
                )  # fmt: skip
            if days > LONGEST:
                yield row.doubt(
                    "time-long", "until",
                    Words(f"强制休假自{row.since}至{row.until}长达{days}天",
                          f"a mandatory leave of {days} days, {row.since} to {row.until}"),
                    Words("核对两个日期；不是强制休假的，“强制休假”填“否”",
                          "check both dates; say 'no' under 'mandatory' if it was not"),
                )  # fmt: skip
            before = until.get(row.person)
            if before is not None and row.since <= before:
                yield row.doubt(
                    "leaves-overlap", "since",
                    Words(f"与同一人至{before}止的强制休假重叠",
                          f"overlaps their mandatory leave to {before}"),
                    Words("核对日期；同一次休假只留一行", "check the days; one row a leave"),
                )  # fmt: skip
            until[row.person] = max(row.until, before or row.until)


class LeavePolicy(Policy):
    """What article 38 leaves open: the share, the windows, the caps, who may cover."""

    key: ClassVar[str] = "mandatory-leave"
    share_percent: int = Field(
        ge=0, le=100, description="每年安排强制休假的比例，% / share a year, %"
    )
    windows: int = Field(ge=1, le=52, description="一年的批次数 / windows a year")
    working_days: int = Field(ge=1, le=60, description="连续工作日数 / working days")
    unit_absent_percent: int = Field(
        ge=0,
        le=100,
        description="同一单位同时离岗的最高比例，%，至少允许一人 / most of a unit away "
        "at once, %, one at least",
    )
    cover_scope: Literal["unit", "pool"] = Field(
        description="代职人来自本单位或同一片区 / covers come from the unit or the pool"
    )
    cover_level_gap: int = Field(
        ge=0,
        le=5,
        description="代职人与岗位的层次差不超过 / levels between cover and post",
    )


def in_pool(person: Person) -> bool:
    """Whether a holder of a key post belongs to the pool of the draw.

    Those outside the organ's authority, frozen or away are left out.
    """
    return person.within_authority and person.status not in (Status.FROZEN, Status.AWAY)


def last_leave(problem: Problem, person: Person) -> date | None:
    """When the last mandatory leave ended, or else since when the post is held.

    ``None`` when neither is known.
    """
    ended = _leaves_ended(problem).get(person.id)
    since = post_clock(problem, person).since
    return max((d for d in (ended, since) if d is not None), default=None)


@fact
def _leaves_ended(problem: Problem) -> dict[StaffId, date]:
    """By person the end of the last mandatory leave on record."""
    ends: dict[StaffId, date] = {}
    for record in problem.known(LeaveRecord):
        if record.mandatory:
            ends[record.person] = max(
                record.until, ends.get(record.person, record.until)
            )
    return ends


def latest_leaves(problem: Problem, since: date) -> tuple[LeaveRecord, ...]:
    """The last mandatory leave of each person that ended after ``since``, by number."""
    last: dict[StaffId, LeaveRecord] = {}
    for record in problem.known(LeaveRecord):
        if record.mandatory and since < record.until < problem.effect:
            before = last.setdefault(record.person, record)
            if record.until > before.until:
                last[record.person] = record
    return tuple(last[person] for person in sorted(last))


def quota(problem: Problem, pool: int) -> int:
    """How many of ``pool`` holders the year's share demands, rounded up."""
    share = Fraction(problem.policy(LeavePolicy).share_percent, 100)
    return -int(-(share * pool) // 1)


def absent_at_once(problem: Problem, unit: Unit) -> int:
    """How many of a unit may be away in one window."""
    seats = sum(p.seats for p in problem.posts_of_unit[unit.id] if not p.concurrent)
    return max(1, seats * problem.policy(LeavePolicy).unit_absent_percent // 100)


def cover_posts(problem: Problem, post: Post) -> tuple[PostId, ...]:
    """The main posts whose holders are near enough to act in ``post``."""
    policy = problem.policy(LeavePolicy)
    if policy.cover_scope == "unit":
        near = problem.posts_of_unit[post.unit]
    else:
        pool = problem.unit[post.unit].pool
        near = tuple(p for p in problem.posts if problem.unit[p.unit].pool == pool)
    return tuple(
        p.id
        for p in near
        if not p.concurrent
        and abs(p.level.rank - post.level.rank) <= policy.cover_level_gap
        and (p.id != post.id or p.seats > 1)
    )
