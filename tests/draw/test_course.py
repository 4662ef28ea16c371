"""The course of a draw, as the product records it, as a changed program might, and as
both verifiers tell it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from proceeding import (
    COMMITTED,
    DRAW,
    GROUND,
    OPENED,
    SLIPPED,
    at,
    committed,
    drawn,
    prepared,
)
from verifying import both, run_node, run_python

from lungang.draw import aftermath, opening
from lungang.draw import proceedings as steps
from lungang.draw.alike import letters_of, two_witnesses
from lungang.draw.bundle import write_bundle
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.ledger import Event
from lungang.draw.rearranging import put_off

NOW = at("2026-01-22T10:00:00+08:00")
YEAR_END = at("2026-12-20T10:00:00+08:00")


@pytest.fixture
def scheduled(finished: tuple[Path, str], tmp_path: Path) -> DrawFolder:
    """The draw of the fixtures with its windows."""
    shutil.copytree(finished[0], tmp_path / "home")
    folder = DrawFolder(tmp_path / "home", DRAW)
    aftermath.make_schedule(folder, NOW)
    return folder


def refuses(code: str, act: Callable[..., Any], *arguments: Any) -> None:
    """An action that must be refused with this code, and leave no line."""
    folder = next(one for one in arguments if isinstance(one, DrawFolder))
    before = folder.ledger.path.read_bytes()
    with pytest.raises(Refusal) as refused:
        act(*arguments)
    assert refused.value.code == code
    assert folder.ledger.path.read_bytes() == before


def bundle_of(folder: DrawFolder, target: Path) -> Path:
    """Its inspection bundle."""
    write_bundle(folder, target, inspection=True)
    return target


def wrong(folder: Path) -> list[list[str]]:
    """What the two verifiers hold against a bundle, without the marks."""
    found = []
    for run in (run_python, run_node):
        said = run(folder)[1].splitlines()
        found.append([line for line in said if line.startswith("不符")])
    return found


# -- what the product refuses --------------------------------------------------------------


def test_slips_are_signed_for_since_the_opening(tmp_path: Path) -> None:
    folder, pool = prepared(tmp_path / "home", n=10, pages=10)
    again = DrawFolder(tmp_path / "again", DRAW)
    shutil.copytree(folder.public, again.public)
    shutil.copytree(folder.private, again.private)
    (again.public / "open.json").unlink()
    opening.open_draw(again, opening.Opening("某局", "ab" * 32), at(OPENED))
    for day in ("未签收", "2026-01-04", "2026-01-07", "20260106"):
        receipts = [
            {"pid": pid, "received_on": day if pid == pool.pids[3] else SLIPPED[:10],
             "signed": "是"}
            for pid in pool.pids
        ]  # fmt: skip
        refuses("receipts", opening.record_slips, again, receipts, at(SLIPPED))


def test_an_appeal_is_decided_with_a_reason_before_the_close(
    scheduled: DrawFolder, tmp_path: Path
) -> None:
    pid = aftermath.current_schedule(scheduled).absences[0].pid
    note = aftermath.note_event
    note(scheduled, "APPEAL", pid, {"note": "有异议"}, NOW)
    refuses("appeals", aftermath.close_draw, scheduled, YEAR_END)
    refuses("why", note, scheduled, "DECIDE", pid, {"note": "　"}, NOW, "rejected")
    note(scheduled, "DECIDE", pid, {"note": "按规则计算无误"}, NOW, "rejected")
    (paper,) = (p for p in scheduled.details().values() if p["kind"] == "DECIDE")
    assert paper["outcome"] == "rejected" and paper["evidence"] == ""
    aftermath.close_draw(scheduled, YEAR_END)
    folder = bundle_of(scheduled, tmp_path / "b")
    assert both(folder) == "not-compared"
    for run in (run_python, run_node):
        said = run(folder)[1]
        day = NOW.at[:10]
        assert f"没有遗漏：{pid} {day} 提出异议；{pid} {day} 异议不成立" in said
        said = run(folder, "--lang", "en")[1]
        assert f"know them: {pid} {day} appealed; {pid} {day} rejected" in said


def test_a_leave_begins_in_its_window(scheduled: DrawFolder) -> None:
    leave = aftermath.next_window(
        aftermath.current_schedule(scheduled), date(2026, 1, 22)
    )[0]
    note, pid = aftermath.note_event, leave.pid
    note(scheduled, "NOTIFY", pid, {}, NOW)
    after = at(f"{leave.window.last + timedelta(days=1)}T09:00:00+08:00")
    refuses("window", note, scheduled, "START", pid, {}, after)
    note(scheduled, "START", pid, {}, at(f"{leave.window.last}T09:00:00+08:00"))


def test_a_commitment_is_void_for_a_reason(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    folder, _ = prepared(tmp_path / "home", n=10, pages=10)
    committed(folder, keys)
    two = ("人事科", "内控办")
    refuses("why", steps.void, folder, " ", two, at(COMMITTED))


def test_two_names_of_the_same_letters_are_one() -> None:
    assert letters_of("甲.") == letters_of(" （甲） ") == letters_of("甲\u0301") == "甲"
    assert letters_of("张\ue000") != letters_of("张\ue001")
    assert letters_of("张\U00031350") != letters_of("张\U00031351")
    assert letters_of("——") == letters_of("\U0001fae8") == ""
    assert two_witnesses(["甲", "乙", "甲."]) == ["乙", "甲."]
    with pytest.raises(Refusal):
        two_witnesses(["甲", "甲."])


# -- what a changed program might write ------------------------------------------------------


def test_a_window_put_forward(scheduled: DrawFolder, tmp_path: Path) -> None:
    """A deferral to a day before the window that the lot gave: everything is computed
    as a deferral is, and only its direction is wrong."""
    old = aftermath.current_schedule(scheduled)
    leave = max(old.absences, key=lambda a: (a.window.first, a.pid))
    until = date(2026, 1, 26)
    facts = aftermath._facts(scheduled, "DEFER", leave.pid, GROUND, until=str(until))
    new = put_off(scheduled.pool(), old, leave.pid, until, aftermath._seed(scheduled))
    moved = new.of(leave.pid)
    assert moved is not None and moved.window.first < leave.window.first
    aftermath._seal(scheduled, new, "DEFER", facts, NOW)
    aftermath.close_draw(scheduled, YEAR_END)
    folder = bundle_of(scheduled, tmp_path / "b")
    assert both(folder) == "rejected"
    number = len(scheduled.ledger.entries()) - 1
    for bad in wrong(folder):
        (line,) = bad
        assert line.startswith(
            f"不符 [核查件] ledger.jsonl:{number} DEFER 改期只能往后"
        )


def test_a_line_of_the_diary_by_hand(scheduled: DrawFolder) -> None:
    """The ledger itself refuses what no step of the product writes."""
    pid = aftermath.current_schedule(scheduled).absences[0].pid
    plain = {"pid": pid}
    for code, line in {
        "facts": Event("NOTIFY", NOW.at, "人事科", DRAW, facts=plain | {"by": pid}),
        "detail": Event(
            "NOTIFY", NOW.at, "人事科", DRAW, facts=plain | {"detail": "x"}
        ),
        "actor": Event("NOTIFY", NOW.at, "……", DRAW, facts=plain),
    }.items():
        refuses(code, lambda folder, one: folder.ledger.append(one), scheduled, line)
    noted = Event("NOTIFY", NOW.at, "人事科", DRAW, note="x", facts=plain)
    refuses("facts", lambda folder, one: folder.ledger.append(one), scheduled, noted)


# -- what the verifiers tell -----------------------------------------------------------------


def test_a_notice_long_before_the_window_is_listed(
    scheduled: DrawFolder, tmp_path: Path
) -> None:
    """Lawful, since it is the next window; told, since the rules say the same day."""
    leave = aftermath.next_window(
        aftermath.current_schedule(scheduled), date(2026, 1, 22)
    )[0]
    aftermath.note_event(scheduled, "NOTIFY", leave.pid, {}, NOW)
    aftermath.close_draw(scheduled, YEAR_END)
    folder = bundle_of(scheduled, tmp_path / "b")
    assert both(folder) == "not-compared"
    day, first = date.fromisoformat(NOW.at[:10]), leave.window.first
    calendar = scheduled.pool().calendar
    ahead = sum(d.workday and day < d.date <= first for d in calendar)
    for run in (run_python, run_node):
        said = run(folder)[1]
        assert (
            f"1人的通知早于规定的工作日数（代号=提前的工作日数）：{leave.pid}={ahead}"
            in said
        )


def test_where_no_cover_is_needed_none_is_named(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    folder, _ = prepared(tmp_path / "home", n=10, pages=100, covers=False)
    committed(folder, keys)
    drawn(folder)
    aftermath.make_schedule(folder, NOW)
    aftermath.close_draw(folder, YEAR_END)
    made = bundle_of(folder, tmp_path / "b")
    assert both(made) == "not-compared"
    table = made / "page_covers.csv"
    table.write_bytes(table.read_bytes().replace(b"00000,.", b"00000,P00001", 1))
    for bad in wrong(made):
        assert any("page_covers.csv covers 每页合乎名额" in line for line in bad)
    assert "page_covers.csv 00000" in json.dumps(wrong_by_the_third(made))


def wrong_by_the_third(folder: Path) -> list[str]:
    """What the reader from the specification alone holds against a bundle."""
    import independent_verifier

    return independent_verifier.verify(folder)
