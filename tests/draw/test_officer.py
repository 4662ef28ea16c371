"""What an officer with only the instructions had to guess, and is told now."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from office import TWO, Office, office_of_ten, write_plan
from proceeding import DRAW, GROUND, at, later, steps_of
from test_papers import words
from verifying import PACKAGE, run_node, run_python

from lungang.draw import aftermath, timestamps
from lungang.draw.bundle import write_bundle
from lungang.draw.canonical_bytes import read_json
from lungang.draw.ceremony import read_ceremony
from lungang.draw.entropy import balls_record, typed_numbers
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.offices import acting
from lungang.draw.papers import failure_values, leave_values, record_values, render
from lungang.draw.records_sheet import records
from lungang.draw.timestamps import typed_instant
from lungang.draw.workdays import read_overlay
from lungang.jobs.ceremonies import number
from lungang.jobs.draws.acting import Draw
from lungang.jobs.draws.guide_sheet import ACTS
from lungang.jobs.draws.guiding import guide
from lungang.jobs.draws.published import Known, write_paper
from lungang_models.fault import BadInput, Fault

SCHEDULED = "2026-01-22T10:00:00+08:00"


@pytest.fixture
def folder(finished: tuple[Path, str], tmp_path: Path) -> DrawFolder:
    """A draw of its own, revealed and scheduled."""
    home = tmp_path / "home"
    shutil.copytree(finished[0], home)
    found = DrawFolder(home, DRAW)
    aftermath.make_schedule(found, at(SCHEDULED))
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the time by which an office acts."""
    return lambda now: monkeypatch.setattr(timestamps, "clock", lambda: now)


def first_away(folder: DrawFolder) -> Any:
    return min(
        aftermath.current_schedule(folder).absences, key=lambda a: a.window.first
    )


def test_a_heading_names_whoever_records_its_commands(tmp_path: Path) -> None:
    """Of every command that the ledger records, whose it is stands above it."""
    for step in guide(Draw(tmp_path, "2027")):
        own = step.office.zh.split("；")[0]
        for command in step.commands:
            verb = command.zh.split(" ")[2]
            if verb in ACTS:
                who = acting(ACTS[verb], "", {})
                said = next(
                    (p for p in step.office.zh.split("；")[1:] if verb in p), own
                )
                assert who in said, (step.title.zh, verb)
    titles = {s.title.zh: s for s in guide(Draw(tmp_path, "2027"))}
    assert titles["有异议时：登记、裁决"].office.zh == "内控部门"
    windows = titles["每个窗口：通知、离岗、返岗"]
    assert windows.office.zh == "人事部门；start、return 由内控部门办"
    assert windows.office.en == "personnel; start, return by internal control"


def test_the_sheet_is_data_and_a_paper(tmp_path: Path, clock: Any) -> None:
    clock("2026-03-02T09:00:00+08:00")
    office = Office(tmp_path / "home")
    found = office.answers("steps", "２０２７")
    assert [s["number"] for s in found["steps"]] == list(range(1, 16))
    assert [s["state"] for s in found["steps"]][:3] == ["now", "later", "if-needed"]
    english = office.answers("steps", "2027", "--lang", "en")
    assert english["steps"][0]["title"] == "Decide the rules"
    said = office.types("steps", "2027", "--lang", "en")  # with names in Chinese, too
    assert "双色球: Tuesday" in said and not re.search("[：；，（）]", said)
    paper = tmp_path / "steps.docx"
    office.types("paper", "2027", "steps", str(paper))
    text = words(paper)
    for step in guide(Draw(tmp_path, "2027")):
        assert step.title.zh in text
        assert all(one.zh in text for one in (*step.commands, *step.notes))
    assert "2026年3月2日打印" in text and "{" not in text


def test_after_a_failure_keys_are_not_made_again(
    tmp_path: Path, keys: dict[str, Path], clock: Any
) -> None:
    office = office_of_ten(tmp_path / "home")
    clock("2026-01-05T09:00:00+08:00")
    office.types("open", DRAW, "--org", "某局")
    slips = tmp_path / "slips"
    office.types("slips", DRAW, str(slips))
    listed = slips / "receipts.csv"
    signed = listed.read_text("utf-8-sig").replace(",,", ",２０２６年１月５日,是")
    listed.write_text(signed, "utf-8")
    office.types("receipts", DRAW, str(listed))
    said = office.types(
        "exclude", DRAW, "P00004", "--reason", "想躲", "--article", "38", "--evidence",
        "文1", *TWO, code=2,
    )  # fmt: skip
    assert "可写：" in said and "借调" in said and "seconded" not in said
    office.types("odds", DRAW)
    office.types("book", DRAW)
    clock("2026-01-12T09:00:00+08:00")
    office.types("commit", DRAW, "--plan", str(write_plan(tmp_path, keys)))
    clock("2026-01-31T09:00:00+08:00")
    said = office.types("fail", DRAW, "--reason", "停电", code=2)
    assert "签名未齐；号球未及时登记；彩票停开" in said
    said = office.types("fail", DRAW, "--reason", "彩票停开", code=2)
    assert "--source：没有写明，可写：号球；双色球；大乐透" in said
    office.types("fail", DRAW, "--reason", "签名未齐")
    for role in ("hr", "control"):
        office.types("sign", DRAW, role, "--failure", "--key", str(keys[role]))
    again = next(s for s in guide(Draw(office.home, DRAW)) if "承诺" in s.title.zh)
    assert [c.zh.split(" ")[2] for c in again.commands] == ["plan", "commit"]
    assert all("draw-plan-2.json" in c.zh for c in again.commands)
    values = failure_values(DrawFolder(office.home, DRAW), date(2027, 1, 4))
    assert values["year"] == 2027 and values["ledger_year"] == "2026"


def test_digits_and_signs_of_full_width_are_taken(folder: DrawFolder) -> None:
    lottery = later(10)[1]
    typed = "３　８，12、２０ 27 31＋０9"
    assert typed_numbers(lottery, typed) == [[3, 8, 12, 20, 27, 31], [9]]
    balls = later(10)[0]
    for text in ("４ ２", "４，２", "42"):
        record = balls_record(balls, text, balls.not_before, 100, ["甲", "乙"])
        assert record["digits"] == [4, 2]
    for moment in (
        "２０２６／２／１０　１５：００",
        "2026年2月10日15时",
        "2026-02-10 15:00",
    ):
        assert typed_instant(moment) == "2026-02-10T15:00:00+08:00"
    for wrong in ("2026-02-30 15:00", "2026-02-10", "下午三点"):
        with pytest.raises(ValueError):
            typed_instant(wrong)
    said = Known("ＡＢ １２", (), ("双色球＝３ ８＋９",)).words()
    assert said == ["--value=双色球=3 8+9", "--root=AB 12"]


def test_two_entries_are_compared_in_plain_form(
    folder: DrawFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "lungang.draw.proceedings.add_entropy",
        lambda _folder, _source, once, *_: {"value": once},
    )
    draw = Draw(folder.home, DRAW)
    for once, again in (("４ ２", "42"), ("3 8＋9", "０３，8 + 09"), ("4，2", "４２")):
        assert number(draw, "x", (once, again), ()) == once
    for once, again in (("4 2", "24"), ("3 8+9", "38+9"), ("12 3", "1 23")):
        with pytest.raises(Refusal):
            number(draw, "x", (once, again), ())


def test_a_plan_is_read_as_people_write_it(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    own = {"name": "本省风采", "kind": "lottery", "issue": "２０２６００９",
           "not_before": "2026年1月21日 21：15", "weekdays": [3],
           "parts": [{"name": "号", "count": 7, "low": 1, "high": 35, "ordered": False,
                      "distinct": True}]}  # fmt: skip
    plan = write_plan(tmp_path, keys, mode="public", sources=[own])
    (source,) = read_ceremony(plan).sources
    assert (source.issue, source.not_before) == ("2026009", "2026-01-21T21:15:00+08:00")
    for days, where in (
        ([2, 4], "not_before"),
        ([8], "weekdays"),
        ("周三", "weekdays"),
    ):
        wrong = write_plan(
            tmp_path, keys, mode="public", sources=[{**own, "weekdays": days}]
        )
        with pytest.raises(BadInput) as refused:
            read_ceremony(wrong)
        (fault,) = refused.value.faults
        assert fault.column == f"sources[0].{where}"
    missing = write_plan(
        tmp_path, keys, mode="号球", reveal_deadline="周五",
        signers=[{"role": "hr", "public_key": "hr公钥.pub"}, {"role": "control"}],
    )  # fmt: skip
    with pytest.raises(BadInput) as refused:
        read_ceremony(missing)
    said = {fault.column: fault.says.zh for fault in refused.value.faults}
    assert "找不到公钥文件" in said["signers[0].public_key"]
    assert "hr公钥.pub" in said["signers[0].public_key"]
    assert "public_key" in said["signers[1]"] and "年月日" in said["reveal_deadline"]
    assert "balls+public（号球加公共数值）" in said["mode"]
    assert not any("Errno" in one for one in said.values())


def test_a_rehearsed_opening_shows_no_pseudonym(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lungang.cli import app

    office = Office(tmp_path / "home")
    office.home.mkdir()
    book = tmp_path / "b.xlsx"
    office._runner.invoke(app, ["generate", str(book), "--sample"])
    given = ("--workbook", str(book), "--org", "某局", *TWO)
    monkeypatch.setattr(timestamps, "clock", lambda: "2027-01-04T09:00:00+08:00")
    first = ("--first", "２０２７年４月６日")
    tried = office.types("open", "2027", *given, *first, "--dry-run")
    assert "演练｜可以启动2027" in tried and "已启动" not in tried
    assert all(line.startswith("演练｜") for line in tried.splitlines() if line)
    assert "去掉 --dry-run" in tried and "--overlay" in tried
    said = office.types("open", "2027", *given, *first)
    assert "已启动2027" in said and "演练" not in said
    private = (office.home / "2027.private" / "names.csv").read_text("utf-8")
    rows = [line.split(",") for line in private.splitlines()[1:]]
    assert not any(row[2] in tried for row in rows)
    out = {row[3]: row[0] for row in rows if row[6] == "left-out"}
    assert out and all(f"{name}（{person}）" in tried for name, person in out.items())
    assert "）：" in private and "）: " not in private  # 财务专用章保管（兼任）：某人


def test_a_deferral_tells_what_was_and_what_is(folder: DrawFolder, clock: Any) -> None:
    office = Office(folder.home)
    clock("2026-01-23T10:00:00+08:00")
    near = first_away(folder)
    ground = ("--reason", "病假", "--evidence", "文1", *TWO)
    said = office.types(
        "defer", DRAW, near.pid, "--until", "2026/1/23", *ground, code=2
    )
    span = f"{near.window.first}至{near.window.last}"
    assert f"的窗口是{span}" in said and "未登记" in said
    far = max(aftermath.current_schedule(folder).absences, key=lambda a: a.window.first)
    said = office.types(
        "defer", DRAW, far.pid, "--until", "2026-01-23", *ground, code=2
    )
    assert "尚未公布" in said and str(far.window.first) not in said
    later = str(near.window.last + timedelta(days=1))
    said = office.types("defer", DRAW, near.pid, "--until", later, *ground)
    assert f"原窗口：{near.pid} {span}" in said and "重新送达" in said


def test_an_appeal_that_is_upheld_tells_what_follows(
    folder: DrawFolder, clock: Any, tmp_path: Path
) -> None:
    office = Office(folder.home)
    clock("2026-01-23T10:00:00+08:00")
    pid = steps_of(folder)[0]
    office.types("appeal", DRAW, pid, "--note", "代职人不当")
    said = office.types("decide", DRAW, pid, "--outcome", "驳回", "--note", "-", code=2)
    assert "可写：成立；不成立" in said
    said = office.types("decide", DRAW, pid, "--outcome", "成立", "--note", "属实")
    assert "defer 改期" in said and "报领导小组" in said
    paper = tmp_path / "record.docx"
    render("record", record_values(folder, date(2026, 1, 23)), paper)
    text = words(paper)
    assert "提出异议" in text and "异议成立" in text and "报领导小组" in text
    assert "defer" not in text


def test_the_record_tells_witnesses_hashes_and_changes(
    folder: DrawFolder, tmp_path: Path
) -> None:
    paper = tmp_path / "before.docx"
    render("record", record_values(folder, date(2027, 1, 4)), paper)
    before = words(paper)
    assert "见证：乙、甲" in before and "不在承诺值之内" in before
    assert "变动" not in before and "某局〔2027〕" in before and "2026年台账" in before
    for name in ("verify_draw.html", "verify_draw.js", "verify_draw.py"):
        assert name in before
    found: Any = read_json((folder.public / "commit.json").read_bytes())
    page = found["files"]["verify_draw.html"]
    assert page[:8] in before and page[-8:] in before
    lived_through_but_scheduled(folder)
    after = tmp_path / "after.docx"
    render("record", record_values(folder, date(2027, 1, 4)), after)
    text = words(after)
    assert "改期" in text and "替补" in text and "人事科、内控办" in text


def lived_through_but_scheduled(folder: DrawFolder) -> None:
    near = first_away(folder).pid
    day = date(2026, 8, 3)
    aftermath.defer(folder, near, day, GROUND, at("2026-01-23T10:00:00+08:00"))
    other = next(pid for pid in steps_of(folder) if pid != near)
    aftermath.replace(folder, other, GROUND, at("2026-01-26T10:00:00+08:00"))


def test_a_standing_cover_is_named_in_a_sentence(
    folder: DrawFolder, tmp_path: Path
) -> None:
    absence = first_away(folder)
    row = {"name": "甲", "post": "会计岗", "standing": "专用章保管（兼任）：丙"}
    names = {absence.pid: row, absence.cover: {"name": "乙"}}
    values = leave_values(folder, absence, names, date(2026, 3, 2))
    render("notice", values, tmp_path / "notice.docx")
    said = "向代职人乙、专用章保管（兼任）的代职人丙办理交接"
    assert said in words(tmp_path / "notice.docx")


def test_lists_are_taken_as_people_write_them(tmp_path: Path, clock: Any) -> None:
    """Columns in Chinese or English, saved by any program, days in any spelling."""
    table = tmp_path / "调休.csv"
    table.write_bytes(
        "日期,上班,说明\r\n2027年2月6日,１,春节调休\r\n2027/2/8,放假,\r\n".encode("gbk")
    )
    faults: list[Fault] = []
    found = read_overlay(table, faults)
    assert not faults
    assert found == {
        date(2027, 2, 6): (True, "春节调休"),
        date(2027, 2, 8): (False, ""),
    }
    table.write_text("date,workday,label\n2027-02-06,也许,\n2027-02,1,\n", "utf-8")
    assert not read_overlay(table, faults)
    assert [fault.says.zh for fault in faults] == ["日期或上班、放假的标记不对"] * 2
    office = office_of_ten(tmp_path / "home")
    clock(office.now)
    office.types("open", DRAW, "--org", "某局")
    for language, head in (("en", "pid,name,received_on,signed"),
                           ("zh", "代号,姓名,签收日期,已签收")):  # fmt: skip
        slips = tmp_path / language
        office.types("slips", DRAW, str(slips), "--lang", language)
        listed = slips / "receipts.csv"
        text = listed.read_text("utf-8-sig")
        assert text.splitlines()[0] == head
        listed.write_text(text.replace(",,", ",2026.1.5,是"), "gbk")
        said = office.types("receipts", DRAW, str(listed), "--dry-run")
        assert "10人的签收" in said


def test_a_paper_is_asked_for_by_its_name(
    folder: DrawFolder, tmp_path: Path, clock: Any
) -> None:
    clock("2026-01-23T10:00:00+08:00")
    office = Office(folder.home)
    target = str(tmp_path / "a.docx")
    said = office.types("paper", DRAW, "聘书", target, code=2)
    assert "可写：步骤单；抽取记录；作废记录；通知书" in said
    assert "--pid" in office.types("paper", DRAW, "通知书", target, code=2)
    office.types("paper", DRAW, "抽取记录", target)
    said = office.types("commit", DRAW, "--plan", str(tmp_path / "no.json"), code=4)
    assert (
        "找不到计划文件" in said and "Errno" not in said and said.count("no.json") == 2
    )


def test_papers_are_numbered_by_the_year_of_their_day(folder: DrawFolder) -> None:
    absence = first_away(folder)
    row = {"name": "甲", "post": "某岗", "standing": ""}
    names = {absence.pid: row, absence.cover: {"name": "乙"}}
    values = leave_values(folder, absence, names, date(2027, 1, 4))
    assert values["year"] == 2027


def test_the_sheet_has_the_new_window_its_notice_and_both_approvers(
    folder: DrawFolder,
) -> None:
    near = first_away(folder)
    first, last = near.window.first, near.window.last
    aftermath.note_event(folder, "NOTIFY", near.pid, {}, at(f"{first}T08:30:00+08:00"))
    later_on = date(2026, 8, 3)
    step = at(f"{first}T09:00:00+08:00")
    new = aftermath.defer(folder, near.pid, later_on, GROUND, step).of(near.pid)
    assert new is not None and new.window.first >= later_on
    (row,) = (r for r in records(folder, last) if r.person == f"S-{near.pid}")
    assert (row.since, row.until, row.told_on) == (first, last, first)
    assert (row.state.value, row.approver) == ("改期", "人事科、内控办")
    begins, ends = new.window.first, new.window.last
    (row,) = (r for r in records(folder, begins) if r.person == f"S-{near.pid}")
    assert (row.since, row.until, row.told_on) == (begins, ends, None)
    for kind, moment in (("NOTIFY", f"{begins}T08:30"), ("START", f"{begins}T09:00"),
                         ("RETURN", f"{ends}T17:30")):  # fmt: skip
        aftermath.note_event(folder, kind, near.pid, {}, at(f"{moment}:00+08:00"))
    (row,) = (r for r in records(folder, ends) if r.person == f"S-{near.pid}")
    assert (row.since, row.told_on, row.state.value) == (begins, begins, "已休")


def test_a_bundle_is_brought_up_to_date(folder: DrawFolder, tmp_path: Path) -> None:
    target = tmp_path / "published"
    first = write_bundle(folder, target)
    before = (target / "ledger.jsonl").read_bytes()
    lived_through_but_scheduled(folder)
    assert write_bundle(folder, target) == first
    (target / "ledger.jsonl").unlink()  # half brought up to date by a kill
    assert write_bundle(folder, target) == first
    after = (target / "ledger.jsonl").read_bytes()
    assert after.startswith(before) and len(after) > len(before)
    fresh = tmp_path / "fresh"
    write_bundle(folder, fresh)
    for path in fresh.iterdir():
        assert (target / path.name).read_bytes() == path.read_bytes()
    (target / "entropy-9.json").write_bytes(b"{}")  # of an attempt that ended
    assert (
        write_bundle(folder, target) == first
        and not (target / "entropy-9.json").exists()
    )
    for spoil in (
        lambda: (target / "名单.txt").write_text("x"),
        lambda: (target / "ledger.jsonl").write_bytes(after + b"{}\n"),
        lambda: (target / "open.json").write_bytes(b"{}"),
    ):
        spoil()
        kept = {p.name: p.read_bytes() for p in target.iterdir()}
        with pytest.raises(Refusal) as refused:
            write_bundle(folder, target)
        assert refused.value.code == "exists"
        assert {p.name: p.read_bytes() for p in target.iterdir()} == kept
        shutil.rmtree(target)
        write_bundle(folder, target)
    with pytest.raises(Refusal):
        write_bundle(folder, target, inspection=True)
    with pytest.raises(Refusal):
        write_bundle(folder, folder.home / "ledger.jsonl")


def test_a_paper_of_steps_needs_no_opening(tmp_path: Path, clock: Any) -> None:
    clock("2026-03-02T09:00:00+08:00")
    write_paper(Draw(tmp_path, "2027"), "steps", tmp_path / "a.docx", "", None)
    assert "单位全称" in words(tmp_path / "a.docx")


def test_the_verifiers_speak_to_people(
    public: tuple[Path, str], tmp_path: Path
) -> None:
    """No stamp is passed where there is none; what was given is told back; roles and
    modes in words; both programs alike."""
    folder, root = public
    full = "".join(chr(ord(c) + 0xFEE0) for c in root.upper())
    for run in (run_python, run_node):
        verdict, said = run(
            folder, "--root", full, "--value", "双色球＝３ 8 12 20 27 31＋９"
        )
        assert verdict == "verified", said
        verdict, said = run(folder, "--root", "12ab")
        assert verdict == "rejected" and "所给的是 12ab" in said
        assert "stamp.tsr" not in said
        assert "人事部门（hr）的公钥指纹" in said and "方式：号球加公共数值" in said
    for wrong in ((), (tmp_path / "nowhere",), (folder, "--nothing", "x")):
        ran = without_a_bundle(*wrong)
        assert ran.returncode == 2 and "用法：" in ran.stderr
        assert "posted" not in ran.stderr and "argument" not in ran.stderr
    assert "usage: " in without_a_bundle("--lang", "en").stderr


def test_a_change_is_told_in_words(
    folder: DrawFolder, finished: tuple[Path, str], tmp_path: Path
) -> None:
    lived_through_but_scheduled(folder)
    write_bundle(folder, tmp_path / "b")
    for run in (run_python, run_node):
        verdict, said = run(tmp_path / "b", "--root", finished[1])
        assert verdict == "verified" and re.search("P[0-9]{5}改期 P[0-9]{5}替补", said)
        assert ":REPLACE" in run(tmp_path / "b", "--lang", "en")[1]


def without_a_bundle(*words: object) -> subprocess.CompletedProcess[str]:
    """The Python verifier called with something wrong."""
    script = [sys.executable, "-I", str(PACKAGE / "verify_draw.py"), *map(str, words)]
    return subprocess.run(script, capture_output=True, text=True, check=False)
