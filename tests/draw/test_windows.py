"""Windows and covers: lawful, repeatable, repaired, changed as little as possible."""

from __future__ import annotations

from datetime import date

import pytest
from draw_worlds import bureau, calendar_2026, rules_of, rules_raw
from hypothesis import given, settings
from hypothesis import strategies as st

from lungang.draw.assembling import OtherRows, make_pool
from lungang.draw.faults import NoPanel
from lungang.draw.panels import find_panel
from lungang.draw.pool import Holder, Pool
from lungang.draw.rearranging import Changed, arrange, next_replacement, replan
from lungang.draw.windows import (
    Absence,
    Schedule,
    broken_caps,
    greedy,
    possible_windows,
    schedule_bytes,
)
from lungang.draw.workdays import year_days

POOL, _ = bureau(40, seed=4)


def some_panel(pool: Pool, seed: int) -> list[str]:
    """A lawful list that depends on the seed."""
    worth = [(place * 7919 + seed * 104729) % 997 for place in range(len(pool.holders))]
    bounds = [(quota.min, quota.max) for quota, _ in pool.groups]
    page = find_panel(pool, worth, {}, bounds)
    assert page is not None
    return [pool.pids[place] for place in page]


def tight(people: int, weeks: int, **window: object) -> Pool:
    """One unit, one away at a time, one cover for all, so many weeks."""
    holders = [Holder(f"p{k}", "u", "x", 0) for k in range(people)]
    raw = rules_raw(share="1")
    raw["window"] = {
        **raw["window"], "working_days": 5, "first": "2026-03-02",
        "last": date.fromordinal(date(2026, 3, 1).toordinal() + 7 * weeks).isoformat(),
        "blackouts": [], "process_absent_max": 0, **window,
    }  # fmt: skip
    pairs = [(f"p{k}", "c") for k in range(people)]
    return make_pool(
        rules_of(raw),
        holders,
        pairs,
        {"c": people},
        OtherRows(calendar=calendar_2026()),
    )


def test_windows_of_the_calendar() -> None:
    working = {day.date: day.workday for day in POOL.calendar}
    rules = POOL.rules.window
    for window in possible_windows(POOL):
        span = [
            date.fromordinal(n)
            for n in range(window.first.toordinal(), window.last.toordinal() + 1)
        ]
        assert sum(working[one] for one in span) == rules.working_days
        assert rules.first <= window.first and window.last <= rules.last
        assert not any(a <= one <= b for one in span for a, b, _ in rules.blackouts)


def test_2026_make_up_days() -> None:
    """State Council notice of 2025-11-04: 4 January, 14 February are working days."""
    days = {day.date: day for day in calendar_2026()}
    assert days[date(2026, 1, 4)].workday and days[date(2026, 2, 14)].workday
    assert not days[date(2026, 2, 17)].workday and not days[date(2026, 1, 1)].workday


def test_a_year_without_notice_is_a_warning() -> None:
    _, warnings = year_days([2026], {})
    assert warnings == ()
    days, warnings = year_days([2050], {})
    assert len(days) == 365 and "2050" in warnings[0].zh
    overlay = {date(2050, 1, 8): (True, "调休上班")}
    days, warnings = year_days([2050], overlay)
    assert warnings == () and days[7].workday and days[7].label == "调休上班"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=4, max_size=32))
def test_the_greedy_keeps_every_cap(panel: int, seed: bytes) -> None:
    drawn = some_panel(POOL, panel)
    schedule = greedy(POOL, drawn, seed)
    assert broken_caps(POOL, schedule) == []
    assert {a.pid for a in schedule.absences} | set(schedule.stuck) == set(drawn)
    again = greedy(POOL, list(reversed(drawn)), seed)
    assert schedule_bytes(again) == schedule_bytes(schedule)


def test_another_seed_is_another_schedule() -> None:
    drawn = some_panel(POOL, 1)
    assert greedy(POOL, drawn, b"1") != greedy(POOL, drawn, b"2")


def test_repair_when_the_greedy_is_stuck() -> None:
    """5 people, any-day starts: the greedy scatters and gets stuck; CP-SAT does not."""
    pool = tight(5, 5, start="any-day")
    stuck = [seed for seed in range(30) if greedy(pool, pool.pids, bytes([seed])).stuck]
    assert stuck
    for seed in stuck[:5]:
        schedule = arrange(pool, pool.pids, bytes([seed]))
        assert broken_caps(pool, schedule) == [] and not schedule.stuck
        assert len(schedule.absences) == 5
        assert any(a.how == "repaired" for a in schedule.absences)


def test_proven_impossible() -> None:
    pool = tight(6, 5)
    with pytest.raises(NoPanel):
        arrange(pool, pool.pids, b"x")


def test_deferral_moves_as_few_as_possible() -> None:
    drawn = some_panel(POOL, 2)
    old = arrange(POOL, drawn, b"x")
    first = min(old.absences, key=lambda a: a.window.first)
    new = replan(
        POOL, drawn, old.absences, Changed(earliest={first.pid: date(2026, 8, 1)})
    )
    moved = [a.pid for a, b in zip(old.absences, new.absences, strict=True) if a != b]
    assert moved == [first.pid] and broken_caps(POOL, new) == []
    found = new.of(first.pid)
    assert found is not None and found.window.first == date(2026, 8, 3)
    assert found.how == "moved"


def test_frozen_leave_does_not_move() -> None:
    pool = tight(3, 4)
    old = arrange(pool, pool.pids, b"x")
    one, two, three = sorted(old.absences, key=lambda a: a.window.start)
    new = replan(
        pool, pool.pids, old.absences,
        Changed([one.pid], {two.pid: three.window.first}),
    )  # fmt: skip
    assert new.of(one.pid) == one and broken_caps(pool, new) == []
    found = new.of(two.pid)
    assert found is not None and found.window.first >= three.window.first


def test_a_lost_cover_is_replaced() -> None:
    drawn = some_panel(POOL, 3)
    old = arrange(POOL, drawn, b"x")
    drawn_set = set(drawn)
    victim: Absence = next(
        a for a in old.absences if len(set(POOL.covers_of(a.pid)) - drawn_set) > 1
    )
    new = replan(POOL, drawn, old.absences, Changed(lost_covers=[victim.cover]))
    assert all(a.cover != victim.cover for a in new.absences)
    assert broken_caps(POOL, new) == []


def test_broken_caps_sees_each_kind() -> None:
    pool = tight(2, 3, process_absent_max=1, total_absent_max=1)
    a, b = arrange(pool, pool.pids, b"x").absences
    from lungang.draw.windows import Schedule

    same = Absence(b.pid, a.window, "c", "greedy")
    said = " ".join(broken_caps(pool, Schedule((a, same), ())))
    for kind in ("unit:", "process:", "all:", "busy:c"):
        assert kind in said
    stranger = Absence(b.pid, b.window, "nobody", "greedy")
    assert broken_caps(pool, Schedule((a, stranger), ())) == [f"cover:{b.pid}"]


WINDOWS = possible_windows(POOL)


def test_replacement_follows_the_hash_order() -> None:
    """Same unit, not yet drawn, list still lawful; the same for the same seed."""
    for panel in range(30):
        drawn = some_panel(POOL, panel)
        for leaver in drawn:
            absences = [Absence(p, WINDOWS[0], "", "greedy") for p in drawn]
            old = Schedule(tuple(absences), ())
            found = next_replacement(POOL, old, (), leaver, b"seed")
            if found is not None:
                unit = {h.pid: h.unit for h in POOL.holders}
                assert found not in drawn and unit[found] == unit[leaver]
                turned = Schedule(tuple(absences[::-1]), ())
                assert found == next_replacement(POOL, turned, (), leaver, b"seed")
                assert found != next_replacement(POOL, old, [found], leaver, b"seed")
                return
    pytest.fail("no replacement in thirty lists")
