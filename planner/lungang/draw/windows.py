"""When each person drawn is away, and who covers: a rule anybody can recompute.

The greedy: people in order (fewest possible covers first, then by hash), each takes
the first window in their own hash order in which some cover, in order of (load, hash),
is free.  No optimiser, so a short script gives the same schedule bit for bit.  Where
somebody gets stuck :mod:`lungang.draw.rearranging` makes room.

Windows are runs of consecutive working days of the calendar; days are counted as
working days, since nobody is at a post on the others.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from lungang.draw.canonical_bytes import csv_bytes
from lungang.draw.faults import Refusal
from lungang.draw.pool import Pool

COLUMNS = ("pid", "first", "last", "cover", "how")
How = Literal["greedy", "repaired", "moved"]


@dataclass(frozen=True, slots=True)
class Window:
    """A run of working days: its place among all working days, and its dates."""

    start: int
    length: int
    first: date
    last: date

    @property
    def days(self) -> range:
        """The working days it takes, as places."""
        return range(self.start, self.start + self.length)


@dataclass(frozen=True, slots=True)
class Absence:
    """One person's leave: the window, who covers, and how it was placed."""

    pid: str
    window: Window
    cover: str
    how: How


@dataclass(frozen=True, slots=True)
class Schedule:
    """All absences of a draw, by pid; ``stuck`` are people who could not be placed."""

    absences: tuple[Absence, ...]
    stuck: tuple[str, ...]

    def of(self, pid: str) -> Absence | None:
        """One person's absence."""
        return next((a for a in self.absences if a.pid == pid), None)


def possible_windows(pool: Pool) -> tuple[Window, ...]:
    """Every window the rules allow, in order of time.

    A window lies inside first … last, has its working days without a gap of the
    calendar, and no day of it (weekends in between included) is blacked out.  With
    start "week" it begins on the first working day of a calendar week.
    """
    rules = pool.rules.window
    working = [day.date for day in pool.calendar if day.workday]
    found = []
    for start, first in enumerate(working[: len(working) - rules.working_days + 1]):
        last = working[start + rules.working_days - 1]
        if first < rules.first or last > rules.last:
            continue
        if rules.start == "week" and start:
            before = working[start - 1]
            if before.isocalendar()[:2] == first.isocalendar()[:2]:
                continue
        if any(a <= last and first <= b for a, b, _ in rules.blackouts):
            continue
        found.append(Window(start, rules.working_days, first, last))
    return tuple(found)


def lot(seed: bytes, *words: str) -> bytes:
    """The hash that decides an order which nobody chose."""
    return hashlib.sha256(seed + "|".join(words).encode("utf-8")).digest()


class Diary:
    """Who is away or covering on which working day, and the caps on that."""

    def __init__(self, pool: Pool) -> None:
        self._rules = pool.rules.window
        self._capacity = pool.capacity
        self._holder = {holder.pid: holder for holder in pool.holders}
        self._away: dict[tuple[str, str], dict[int, int]] = defaultdict(
            lambda: defaultdict(int)
        )
        self._busy: dict[str, set[int]] = defaultdict(set)
        self.load: dict[str, int] = defaultdict(int)

    def _caps(self, pid: str) -> list[tuple[tuple[str, str], int]]:
        holder, rules = self._holder[pid], self._rules
        caps = [
            (("unit", holder.unit), rules.unit_absent_max),
            (("process", holder.process), rules.process_absent_max),
            (("all", ""), rules.total_absent_max),
        ]
        return [(key, cap) for key, cap in caps if cap and (key[1] or key[0] == "all")]

    def room(self, pid: str, window: Window) -> bool:
        """Whether the person may be away then."""
        return not self._busy[pid].intersection(window.days) and all(
            self._away[key][day] < cap
            for key, cap in self._caps(pid)
            for day in window.days
        )

    def free(self, cover: str, window: Window) -> bool:
        """Whether the cover has capacity left and is free then."""
        has_left = self.load[cover] < self._capacity.get(cover, 1)
        return has_left and not self._busy[cover].intersection(window.days)

    def enter(self, pid: str, cover: str, window: Window) -> None:
        """Write an absence down."""
        for key, _ in self._caps(pid):
            for day in window.days:
                self._away[key][day] += 1
        self._busy[pid].update(window.days)
        if cover:
            self._busy[cover].update(window.days)
            self.load[cover] += 1


def placed(
    diary: Diary, pool: Pool, pid: str, windows: Sequence[Window],
    covers: Sequence[str], seed: bytes,
) -> tuple[Window, str] | None:  # fmt: skip
    """The first window with room in which a cover is free, the least busy first."""
    for window in windows:
        if not diary.room(pid, window):
            continue
        if not pool.rules.cover_required:
            return window, ""
        for cover in sorted(
            covers, key=lambda c: (diary.load[c], lot(seed, "cover", pid, c))
        ):
            if diary.free(cover, window):
                return window, cover
    return None


def by_lot(seed: bytes, pid: str, windows: Iterable[Window]) -> list[Window]:
    """The windows in an order of the person's own, which nobody chose."""
    return sorted(windows, key=lambda w: lot(seed, "start", pid, w.first.isoformat()))


def greedy(pool: Pool, drawn: Sequence[str], seed: bytes) -> Schedule:
    """The deterministic schedule; people without room are returned as stuck."""
    windows = possible_windows(pool)
    diary = Diary(pool)
    usable = usable_covers(pool, drawn)
    absences, stuck = [], []
    for pid in sorted(drawn, key=lambda p: (len(usable[p]), lot(seed, "order", p))):
        found = placed(diary, pool, pid, by_lot(seed, pid, windows), usable[pid], seed)
        if found is None:
            stuck.append(pid)
            continue
        window, cover = found
        diary.enter(pid, cover, window)
        absences.append(Absence(pid, window, cover, "greedy"))
    absences.sort(key=lambda a: a.pid)
    return Schedule(tuple(absences), tuple(sorted(stuck)))


def usable_covers(pool: Pool, drawn: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The covers of each, less people drawn where these may not cover."""
    barred = set() if pool.rules.drawn_may_cover else set(drawn)
    return {
        pid: tuple(c for c in pool.covers_of(pid) if c not in barred) for pid in drawn
    }


def broken_caps(pool: Pool, schedule: Schedule) -> list[str]:
    """What a schedule breaks, recomputed apart from how it was made (F9)."""
    rules = pool.rules.window
    allowed = set(possible_windows(pool))
    broken = [f"window:{a.pid}" for a in schedule.absences if a.window not in allowed]
    away: dict[tuple[str, str, int], int] = defaultdict(int)
    busy: dict[tuple[str, int], int] = defaultdict(int)
    load: dict[str, int] = defaultdict(int)
    drawn = {absence.pid for absence in schedule.absences}
    for absence in schedule.absences:
        holder = pool.holders[pool.index[absence.pid]]
        for day in absence.window.days:
            away["unit", holder.unit, day] += 1
            away["process", holder.process, day] += 1
            away["all", "", day] += 1
            busy[absence.pid, day] += 1
            if absence.cover:
                busy[absence.cover, day] += 1
        load[absence.cover] += 1
        if pool.rules.cover_required:
            stranger = absence.cover not in pool.covers_of(absence.pid)
            in_draw = absence.cover in drawn and not pool.rules.drawn_may_cover
            if stranger or in_draw:
                broken.append(f"cover:{absence.pid}")
    caps = {"unit": rules.unit_absent_max, "process": rules.process_absent_max,
            "all": rules.total_absent_max}  # fmt: skip
    broken += sorted(
        {
            f"{kind}:{value}"
            for (kind, value, _), many in away.items()
            if caps[kind] and many > caps[kind] and (value or kind == "all")
        }
    )
    broken += sorted({f"busy:{who}" for (who, _), many in busy.items() if many > 1})
    broken += sorted(
        f"load:{cover}"
        for cover, many in load.items()
        if cover and many > pool.capacity.get(cover, 1)
    )
    return broken


def schedule_bytes(schedule: Schedule) -> bytes:
    """schedule.csv."""
    return csv_bytes(
        COLUMNS,
        [
            {
                "pid": a.pid, "first": a.window.first.isoformat(),
                "last": a.window.last.isoformat(), "cover": a.cover, "how": a.how,
            }
            for a in schedule.absences
        ],
    )  # fmt: skip


def read_schedule(pool: Pool, rows: Iterable[Mapping[str, str]]) -> Schedule:
    """Read schedule.csv back; raises Refusal for dates that are no window."""
    working = [day.date for day in pool.calendar if day.workday]
    places = {day: place for place, day in enumerate(working)}
    absences = []
    for row in rows:
        try:
            first, last = (date.fromisoformat(row[k]) for k in ("first", "last"))
            start, end = places[first], places[last]
        except (KeyError, ValueError) as error:
            raise Refusal(
                "schedule",
                f"schedule.csv 中{row}不是工作日",
                f"not working days: {row}",
            ) from error
        how: Any = row["how"]
        absences.append(
            Absence(
                row["pid"],
                Window(start, end - start + 1, first, last),
                row["cover"],
                how,
            )
        )
    return Schedule(tuple(sorted(absences, key=lambda a: a.pid)), ())
