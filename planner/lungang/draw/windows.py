"""When each person drawn is away, and who covers: a rule anybody can recompute.

The greedy: people in order (fewest possible covers first, then by hash), each takes
the first window in his own hash order in which some cover, in order of (load, hash),
is free.  No optimiser, so a short script gives the same schedule bit for bit.  When
somebody gets stuck CP-SAT repairs it, changing as few placements as possible; such a
schedule is checked against the caps instead of recomputed, and says so.

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

from lungang.draw.canon import csv_bytes
from lungang.draw.faults import NoPanel, Refusal
from lungang.draw.panels import OutOfBudget, quiet_solver
from lungang.draw.pool import Pool

COLUMNS = ("pid", "first", "last", "cover", "how")
REPAIR_BUDGET = 60.0  # deterministic seconds
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


def _hash(seed: bytes, *words: str) -> bytes:
    return hashlib.sha256(seed + "|".join(words).encode("utf-8")).digest()


class _Diary:
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


def greedy(pool: Pool, drawn: Sequence[str], seed: bytes) -> Schedule:
    """The deterministic schedule; people without room are returned as stuck."""
    windows = possible_windows(pool)
    diary = _Diary(pool)
    usable = _usable_covers(pool, drawn)
    absences, stuck = [], []
    for pid in sorted(drawn, key=lambda p: (len(usable[p]), _hash(seed, "order", p))):
        found = None
        for window in sorted(
            windows, key=lambda w: _hash(seed, "start", pid, w.first.isoformat())
        ):
            if not diary.room(pid, window):
                continue
            by_load = sorted(
                usable[pid], key=lambda c: (diary.load[c], _hash(seed, "cover", pid, c))
            )
            cover = next((c for c in by_load if diary.free(c, window)), None)
            if not pool.rules.cover_required:
                cover = ""
            if cover is not None:
                found = Absence(pid, window, cover, "greedy")
                break
        if found is None:
            stuck.append(pid)
        else:
            diary.enter(pid, found.cover, found.window)
            absences.append(found)
    absences.sort(key=lambda a: a.pid)
    return Schedule(tuple(absences), tuple(sorted(stuck)))


def _usable_covers(pool: Pool, drawn: Iterable[str]) -> dict[str, tuple[str, ...]]:
    barred = set() if pool.rules.drawn_may_cover else set(drawn)
    return {
        pid: tuple(c for c in pool.covers_of(pid) if c not in barred) for pid in drawn
    }


def arrange(pool: Pool, drawn: Sequence[str], seed: bytes) -> Schedule:
    """The greedy, repaired if somebody is stuck; NoPanel if proven impossible."""
    first = greedy(pool, drawn, seed)
    if not first.stuck:
        return first
    return replan(pool, drawn, first.absences, how="repaired")


def replan(
    pool: Pool,
    drawn: Sequence[str],
    before: Sequence[Absence],
    frozen: Iterable[str] = (),
    earliest: Mapping[str, date] | None = None,
    lost_covers: Iterable[str] = (),
    how: How = "moved",
) -> Schedule:
    """A schedule for ``drawn`` that changes as few placements as possible.

    ``frozen`` people keep window and cover (their leave has begun or been served);
    ``earliest`` gives a first possible day for some (return from sickness);
    ``lost_covers`` can no longer cover.  Among equally few changes, those moved go as
    early as possible.  Raises NoPanel if proven impossible, OutOfBudget otherwise.
    """
    from ortools.sat.python import cp_model

    windows = possible_windows(pool)
    old = {absence.pid: absence for absence in before}
    fixed, lost, soonest = set(frozen), set(lost_covers), dict(earliest or {})
    model: Any = cp_model.CpModel()
    intervals: dict[str, list[Any]] = defaultdict(list)
    loads: dict[str, list[Any]] = defaultdict(list)
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    length = pool.rules.window.working_days
    chosen: dict[str, tuple[Any, dict[str, Any]]] = {}
    kept, starts = [], []
    usable = _usable_covers(pool, drawn)
    for pid in sorted(drawn):
        allowed = [w.start for w in windows if w.first >= soonest.get(pid, date.min)]
        if pid in fixed:
            allowed = [old[pid].window.start]
        if not allowed:
            raise NoPanel((f"windows:{pid}",))
        start = model.new_int_var_from_domain(cp_model.Domain.from_values(allowed), "")
        own = model.new_fixed_size_interval_var(start, length, "")
        intervals[pid].append(own)
        holder = pool.holders[pool.index[pid]]
        for key in (("unit", holder.unit), ("process", holder.process), ("all", "")):
            groups[key].append(own)
        links = {}
        for cover in usable[pid] if pool.rules.cover_required else ():
            if cover in lost and not (pid in fixed and old[pid].cover == cover):
                continue
            if pid in fixed and old[pid].cover != cover:
                continue
            link = model.new_bool_var("")
            links[cover] = link
            loads[cover].append(link)
            intervals[cover].append(
                model.new_optional_fixed_size_interval_var(start, length, link, "")
            )
        if pool.rules.cover_required:
            if not links:
                raise NoPanel((f"covers:{pid}",))
            model.add_exactly_one(links.values())
        chosen[pid] = (start, links)
        if pid in old and pid not in fixed and old[pid].window.start in allowed:
            stays = model.new_bool_var("")
            model.add(start == old[pid].window.start).only_enforce_if(stays)
            if links:
                same = links.get(old[pid].cover)
                if same is None:
                    model.add(stays == 0)
                else:
                    model.add_implication(stays, same)
            kept.append(stays)
        if pid not in fixed:
            starts.append(start)
    for found in intervals.values():
        if len(found) > 1:
            model.add_no_overlap(found)
    for cover, links_of in loads.items():
        model.add(sum(links_of) <= pool.capacity.get(cover, 1))
    rules = pool.rules.window
    for (kind, value), found in groups.items():
        cap = {"unit": rules.unit_absent_max, "process": rules.process_absent_max,
               "all": rules.total_absent_max}[kind]  # fmt: skip
        if cap and len(found) > cap and (value or kind == "all"):
            model.add_cumulative(found, [1] * len(found), cap)
    reach = (windows[-1].start + 1) * (len(starts) + 1) if windows else 1
    model.maximize(reach * sum(kept) - sum(starts))
    solver = quiet_solver(REPAIR_BUDGET)
    solver.parameters.cp_model_presolve = True
    solver.parameters.relative_gap_limit = 1 / (2 * (len(kept) + 1))
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        raise NoPanel(("windows",))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise OutOfBudget(solver.status_name(status))
    at = {window.start: window for window in windows}
    at.update({old[pid].window.start: old[pid].window for pid in fixed})
    absences = []
    for pid, (start, links) in chosen.items():
        cover = next((c for c, link in links.items() if solver.value(link)), "")
        window = at[int(solver.value(start))]
        was = old.get(pid)
        same_place = was is not None and (was.window, was.cover) == (window, cover)
        kind_of: How = was.how if was is not None and same_place else how
        absences.append(Absence(pid, window, cover, kind_of))
    return Schedule(tuple(absences), ())


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


def next_replacement(
    pool: Pool, drawn: Sequence[str], leaver: str, seed: bytes
) -> str | None:
    """Who takes the place of somebody who left the post for good.

    The next in hash order in the same unit (SHA-256 of seed, "alt" and pid) with whom
    the list still keeps all quotas and covers; None if there is nobody.
    """
    from lungang.draw.book import broken_pages

    unit = pool.holders[pool.index[leaver]].unit
    others = [h.pid for h in pool.holders if h.unit == unit and h.pid not in drawn]
    for pid in sorted(others, key=lambda p: _hash(seed, "alt", p)):
        panel = [pool.index[p] for p in drawn if p != leaver] + [pool.index[pid]]
        if not broken_pages(pool, [sorted(panel)]):
            return pid
    return None
