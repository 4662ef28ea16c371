"""Schedules that must move: somebody stuck, put off, gone for good or taken out.

What one person's move allows is placed by the same rule as everything else.  Where
others must make room, CP-SAT changes as few placements as possible; such a schedule is
marked, checked against the caps, and computed again by whoever has the solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lungang.draw.faults import NoPanel
from lungang.draw.panels import OutOfBudget, quiet_solver
from lungang.draw.pool import Pool
from lungang.draw.windows import (
    Absence,
    Diary,
    How,
    Schedule,
    Window,
    by_lot,
    greedy,
    lot,
    placed,
    possible_windows,
    usable_covers,
)

REPAIR_BUDGET = 60.0  # deterministic seconds


def arrange(pool: Pool, drawn: Sequence[str], seed: bytes) -> Schedule:
    """The greedy, repaired if somebody is stuck; NoPanel if proven impossible."""
    first = greedy(pool, drawn, seed)
    if not first.stuck:
        return first
    return replan(pool, drawn, first.absences, how="repaired")


@dataclass(frozen=True, slots=True)
class Changed:
    """What has changed since the schedule was made.

    ``frozen`` people keep window and cover (their leave has begun or been served);
    ``earliest`` gives a first possible day for some (return from sickness);
    ``lost_covers`` can no longer cover.
    """

    frozen: Iterable[str] = ()
    earliest: Mapping[str, date] = field(default_factory=dict)
    lost_covers: Iterable[str] = ()


def replan(
    pool: Pool,
    drawn: Sequence[str],
    before: Sequence[Absence],
    changed: Changed | None = None,
    how: How = "moved",
) -> Schedule:
    """A schedule for ``drawn`` that changes as few placements as possible.

    Among equally few changes, those moved go as early as possible.  Raises NoPanel if
    proven impossible, OutOfBudget otherwise.
    """
    changed = changed or Changed()
    asked = _Asked(
        pool, tuple(drawn), {absence.pid: absence for absence in before},
        frozenset(changed.frozen), dict(changed.earliest),
        frozenset(changed.lost_covers),
    )  # fmt: skip
    model = _Rearrangement(asked)
    for pid in sorted(drawn):
        model.person(pid)
    model.caps()
    return model.solved(how)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a rearrangement starts from."""

    pool: Pool
    drawn: tuple[str, ...]
    old: Mapping[str, Absence]
    fixed: frozenset[str]
    soonest: Mapping[str, date]
    lost: frozenset[str]


class _Rearrangement:
    """The model: a start and a cover for each person, as much kept as can be."""

    def __init__(self, asked: _Asked) -> None:
        from ortools.sat.python import cp_model

        self._api: Any = cp_model
        self._model: Any = cp_model.CpModel()
        self._asked = asked
        self._windows = possible_windows(asked.pool)
        self._usable = usable_covers(asked.pool, asked.drawn)
        self._intervals: dict[str, list[Any]] = defaultdict(list)
        self._loads: dict[str, list[Any]] = defaultdict(list)
        self._groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self._chosen: dict[str, tuple[Any, dict[str, Any]]] = {}
        self._kept: list[Any] = []
        self._starts: list[Any] = []

    def person(self, pid: str) -> None:
        """The start of one person's leave, the covers, and whether both stay."""
        asked, model = self._asked, self._model
        soonest = asked.soonest.get(pid, date.min)
        allowed = [w.start for w in self._windows if w.first >= soonest]
        if pid in asked.fixed:
            allowed = [asked.old[pid].window.start]
        if not allowed:
            raise NoPanel((f"windows:{pid}",))
        start = model.new_int_var_from_domain(self._api.Domain.from_values(allowed), "")
        length = asked.pool.rules.window.working_days
        own = model.new_fixed_size_interval_var(start, length, "")
        self._intervals[pid].append(own)
        holder = asked.pool.holders[asked.pool.index[pid]]
        for key in (("unit", holder.unit), ("process", holder.process), ("all", "")):
            self._groups[key].append(own)
        links = self._links(pid, start, length)
        self._chosen[pid] = (start, links)
        if pid not in asked.fixed:
            self._starts.append(start)
            if pid in asked.old and asked.old[pid].window.start in allowed:
                self._keep(asked.old[pid], start, links)

    def _links(self, pid: str, start: Any, length: int) -> dict[str, Any]:
        asked, model = self._asked, self._model
        if not asked.pool.rules.cover_required:
            return {}
        links: dict[str, Any] = {}
        for cover in self._usable[pid]:
            kept = pid in asked.fixed and asked.old[pid].cover == cover
            if not kept and (pid in asked.fixed or cover in asked.lost):
                continue
            link = links[cover] = model.new_bool_var("")
            self._loads[cover].append(link)
            self._intervals[cover].append(
                model.new_optional_fixed_size_interval_var(start, length, link, "")
            )
        if not links:
            raise NoPanel((f"covers:{pid}",))
        model.add_exactly_one(links.values())
        return links

    def _keep(self, was: Absence, start: Any, links: Mapping[str, Any]) -> None:
        stays = self._model.new_bool_var("")
        self._model.add(start == was.window.start).only_enforce_if(stays)
        if links:
            same = links.get(was.cover)
            if same is None:
                self._model.add(stays == 0)
            else:
                self._model.add_implication(stays, same)
        self._kept.append(stays)

    def caps(self) -> None:
        """Nobody twice at once; covers and absences within their limits."""
        model, rules = self._model, self._asked.pool.rules.window
        for found in self._intervals.values():
            if len(found) > 1:
                model.add_no_overlap(found)
        for cover, links in self._loads.items():
            model.add(sum(links) <= self._asked.pool.capacity.get(cover, 1))
        most = {"unit": rules.unit_absent_max, "process": rules.process_absent_max,
                "all": rules.total_absent_max}  # fmt: skip
        for (kind, value), found in self._groups.items():
            cap = most[kind]
            if cap and len(found) > cap and (value or kind == "all"):
                model.add_cumulative(found, [1] * len(found), cap)

    def solved(self, how: How) -> Schedule:
        """The schedule with the fewest changes; raises NoPanel, OutOfBudget."""
        windows, kept, api = self._windows, self._kept, self._api
        reach = (windows[-1].start + 1) * (len(self._starts) + 1) if windows else 1
        self._model.maximize(reach * sum(kept) - sum(self._starts))
        solver = quiet_solver(REPAIR_BUDGET)
        solver.parameters.cp_model_presolve = True
        solver.parameters.relative_gap_limit = 1 / (2 * (len(kept) + 1))
        status = solver.solve(self._model)
        if status == api.INFEASIBLE:
            raise NoPanel(("windows",))
        if status not in (api.OPTIMAL, api.FEASIBLE):
            raise OutOfBudget(solver.status_name(status))
        old = self._asked.old
        at = {window.start: window for window in windows}
        at.update({old[p].window.start: old[p].window for p in self._asked.fixed})
        absences = []
        for pid, (start, links) in self._chosen.items():
            cover = next((c for c, link in links.items() if solver.value(link)), "")
            window = at[int(solver.value(start))]
            was = old.get(pid)
            same = was is not None and (was.window, was.cover) == (window, cover)
            kind: How = was.how if was is not None and same else how
            absences.append(Absence(pid, window, cover, kind))
        return Schedule(tuple(absences), ())


def put_off(pool: Pool, old: Schedule, pid: str, until: date, seed: bytes) -> Schedule:
    """Move one person to the first window on or after a day; nobody else moves.

    Where there is no such window the solver moves as few others as possible.  Raises
    NoPanel if proven impossible.
    """
    windows = [w for w in possible_windows(pool) if w.first >= until]
    found = _moved(pool, old, pid, pid, windows, seed)
    if found is not None:
        return found
    return replan(
        pool, [a.pid for a in old.absences], old.absences,
        Changed(_begun(old, until, pid), {pid: until}), how="repaired",
    )  # fmt: skip


def put_in(
    pool: Pool, old: Schedule, leaver: str, newcomer: str, today: date, seed: bytes
) -> Schedule:
    """Give the place of one to another, in the first window of that person's own order
    after today; nobody else moves unless there is none."""
    windows = [w for w in possible_windows(pool) if w.first > today]
    ordered = by_lot(seed, newcomer, windows)
    found = _moved(pool, old, leaver, newcomer, ordered, seed)
    if found is not None:
        return found
    others = [a for a in old.absences if a.pid != leaver]
    return replan(
        pool, [*(a.pid for a in others), newcomer], others,
        Changed(_begun(old, today, leaver), {newcomer: today}), how="repaired",
    )  # fmt: skip


def taken_out(old: Schedule, pid: str) -> Schedule:
    """The schedule without one person; nobody else moves."""
    return Schedule(tuple(a for a in old.absences if a.pid != pid), ())


def _begun(old: Schedule, today: date, but: str) -> list[str]:
    return [a.pid for a in old.absences if a.window.first <= today and a.pid != but]


def _moved(
    pool: Pool, old: Schedule, leaver: str, pid: str, windows: Sequence[Window],
    seed: bytes,
) -> Schedule | None:  # fmt: skip
    others = [a for a in old.absences if a.pid != leaver]
    diary = Diary(pool)
    for other in others:
        diary.enter(other.pid, other.cover, other.window)
    usable = usable_covers(pool, [*(a.pid for a in others), pid])[pid]
    found = placed(diary, pool, pid, windows, usable, seed)
    if found is None:
        return None
    absences = [*others, Absence(pid, *found, "moved")]
    return Schedule(tuple(sorted(absences, key=lambda a: a.pid)), ())


def next_replacement(
    pool: Pool, old: Schedule, gone: Iterable[str], leaver: str, seed: bytes
) -> str | None:
    """Who takes the place of somebody who left the post for good.

    The next in hash order in the same unit (SHA-256 of seed, "alt" and pid) with whom
    the list still keeps all quotas and covers; nobody who was on the list before
    (``gone``) and nobody who covers for somebody now.  None if there is nobody.
    """
    from lungang.draw.book import seating

    listed = {absence.pid for absence in old.absences}
    barred = listed | set(gone)
    if not pool.rules.drawn_may_cover:
        barred |= {a.cover for a in old.absences if a.pid != leaver}
    unit = pool.holders[pool.index[leaver]].unit
    others = [h.pid for h in pool.holders if h.unit == unit and h.pid not in barred]
    for pid in sorted(others, key=lambda p: lot(seed, "alt", p)):
        people = {pool.index[p] for p in listed if p != leaver} | {pool.index[pid]}
        kept = all(
            quota.min <= len(people.intersection(members)) <= quota.max
            for quota, members in pool.groups[1:]
        )
        if kept and seating(pool, sorted(people)) is not None:
            return pid
    return None
