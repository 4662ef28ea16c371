"""Who may be drawn: holders of key posts, their covers, who was left out and why.

Pure facts in: whoever knows the staff (a plan, a workbook) makes a :class:`Pool` by
:func:`assembling.make_pool`, or people write the files by hand and :func:`read_pool` reads them.
The folder holds ``roster.csv exclusions.csv covers.csv conflicts.csv rules.json
calendar.csv``; every fault in all of them is reported at once.

Names never enter: a person is a ``pid``, see :mod:`lungang.draw.pseudonyms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from lungang.draw.rules import EVERYBODY, Quota, Rules
from lungang.draw.workdays import Day

ROSTER = ("pid", "unit", "process", "years_since_draw")
EXCLUSIONS = (
    "pid", "reason", "article", "evidence", "evidence_hash",
    "approved_by", "second_approver",
)  # fmt: skip
COVERS = ("pid", "cover", "capacity")
CONFLICTS = ("pid", "cover", "reason", "article", "evidence")
INPUT_FILES = (
    "roster.csv", "exclusions.csv", "covers.csv", "conflicts.csv",
    "rules.json", "calendar.csv",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holder:
    """One holder of key posts who may be drawn.

    ``years_since_draw`` counts whole years since the last mandatory leave (or since
    taking up a key post, if never).  ``groups`` are the roster's further columns
    (bureau, grade, post class …), which quotas may name.
    """

    pid: str
    unit: str
    process: str
    years_since_draw: int
    groups: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        """The holder's value in a roster column; None if there is no such column."""
        if name in ("pid", "unit", "process"):
            return str(getattr(self, name))
        return self.groups.get(name)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One holder left out, with the paper behind it and two who approved it."""

    pid: str
    reason: str
    article: str
    evidence: str
    evidence_hash: str
    approved_by: str
    second_approver: str


@dataclass(frozen=True, slots=True)
class BarredPair:
    """A cover who may not stand in for a holder, and by which rule (kin, duties …)."""

    pid: str
    cover: str
    reason: str
    article: str
    evidence: str


@dataclass(frozen=True)
class Pool:
    """Everything a draw knows; immutable, holders sorted by pid.

    ``covers`` gives each holder's possible covers, already filtered (qualified, no
    kin, compatible duties); ``capacity`` how many posts a cover may take in one draw,
    one after another.
    """

    rules: Rules
    holders: tuple[Holder, ...]
    covers: Mapping[str, tuple[str, ...]]
    capacity: Mapping[str, int]
    exclusions: tuple[Exclusion, ...]
    barred_pairs: tuple[BarredPair, ...]
    calendar: tuple[Day, ...]

    @cached_property
    def pids(self) -> tuple[str, ...]:
        """The holders' pids, ascending."""
        return tuple(holder.pid for holder in self.holders)

    @cached_property
    def index(self) -> dict[str, int]:
        """Each pid's place among the holders."""
        return {pid: place for place, pid in enumerate(self.pids)}

    @cached_property
    def size(self) -> int:
        """K: how many are drawn."""
        return self.rules.panel_size(len(self.holders), len(self.exclusions))

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """Each holder's weight, by the years since the last draw."""
        rules = self.rules
        return tuple(rules.weight(holder.years_since_draw) for holder in self.holders)

    @cached_property
    def groups(self) -> tuple[tuple[Quota, tuple[int, ...]], ...]:
        """Each quota with the places of its members; the panel size comes first."""
        everyone = Quota("K", EVERYBODY, "", self.size, self.size, "抽取人数", "38")
        found = [(everyone, tuple(range(len(self.holders))))]
        for quota in self.rules.quotas:
            members = tuple(
                place
                for place, holder in enumerate(self.holders)
                if quota.field == EVERYBODY or holder.value(quota.field) == quota.value
            )
            found.append((quota, members))
        return tuple(found)

    @cached_property
    def uncoverable(self) -> tuple[str, ...]:
        """Holders whom nobody may cover: chance 0, a finding, no exemption."""
        if not self.rules.cover_required:
            return ()
        return tuple(pid for pid in self.pids if not self.covers.get(pid))

    def covers_of(self, pid: str) -> tuple[str, ...]:
        """Who may cover this holder."""
        return self.covers.get(pid, ())


def excluded_share(pool: Pool) -> Fraction:
    """Excluded holders among all holders of key posts."""
    everyone = len(pool.holders) + len(pool.exclusions)
    return Fraction(len(pool.exclusions), everyone)
