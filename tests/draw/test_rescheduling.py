"""Schedules a solver repaired: the caps alone let a swap through, the recount does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from forging import Forgery
from proceeding import at, committed, drawn, prepared
from verifying import run_node, run_python

from lungang.draw import aftermath
from lungang.draw.bundle import write_bundle
from lungang.draw.recheck import recheck

Bundle = tuple[Path, str]
CRAMPED = {
    "working_days": 5, "first": "2026-03-02", "last": "2026-04-03",
    "start": "any-day", "blackouts": [], "unit_absent_max": 0,
    "process_absent_max": 0, "total_absent_max": 1, "notice": "unannounced",
    "notice_days": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def cramped(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Bundle:
    """A closed draw with 25 days for five leaves of five: the solver had to help."""
    home = tmp_path_factory.mktemp("cramped")
    folder, _ = prepared(home, window=CRAMPED)
    root = committed(folder, keys)
    drawn(folder)
    schedule = aftermath.make_schedule(folder, at("2026-01-22T10:00:00+08:00"))
    assert any(a.how == "repaired" for a in schedule.absences)
    aftermath.close_draw(folder, at("2026-12-20T10:00:00+08:00"))
    write_bundle(folder, home / "inspected", inspection=True)
    return home / "inspected", root


def said(folder: Path) -> dict[str, bool | None]:
    """What the recount says, by its Chinese words."""
    return {words.zh: good for words, good in recheck(folder, None, rebind=True)}


def test_a_repaired_schedule_is_computed_again(cramped: Bundle) -> None:
    folder, root = cramped
    for run in (run_python, run_node):
        verdict, told = run(folder, "--root", root)
        assert verdict == "verified" and "排期由求解器修补，只核对了上限" in told
    found = said(folder)
    assert found["schedule-000.csv（求解器修补）重算一致"] is True
    assert False not in found.values()


def test_two_who_exchanged_windows_within_the_caps(
    cramped: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    forged = Forgery(cramped[0], tmp_path / "b", keys)
    head, *rows = forged.lines("schedule-000.csv")
    cells = [row.split(",") for row in rows]
    one, two = 0, 1
    cells[one][1:3], cells[two][1:3] = cells[two][1:3], cells[one][1:3]
    forged.write("schedule-000.csv", [head, *sorted(",".join(c) for c in cells)])
    folder = forged.after()
    for run in (run_python, run_node):
        verdict, told = run(folder, "--root", cramped[1])
        assert verdict == "verified" and "--rebind" in told
    assert said(folder)["schedule-000.csv（求解器修补）重算一致"] is False


def test_another_solver_is_no_verdict(
    cramped: Bundle, monkeypatch: pytest.MonkeyPatch, keys: dict[str, Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    """The same exchange, where the solver installed is not the one of the commitment."""
    from lungang.draw import rescheduling

    test_two_who_exchanged_windows_within_the_caps(cramped, keys, tmp_path)
    monkeypatch.setattr(rescheduling, "software", lambda: {"ortools": "0"})
    found = said(tmp_path / "b")
    told = [good for words, good in found.items() if "须用承诺时的 ortools" in words]
    assert told == [None]


def test_a_year_with_a_deferral_and_a_replacement(closed: Bundle) -> None:
    found = said(closed[0])
    for number in range(3):
        assert found[f"schedule-{number:03d}.csv重算一致"] is True


def test_before_the_close_nothing_is_claimed(bundle: Bundle) -> None:
    assert said(bundle[0])["排期在结案之后重算"] is None
