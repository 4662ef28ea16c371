"""An officer with nothing but the steps: told before each, told all, told in time."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from draw_worlds import bureau
from proceeding import write_names
from test_papers import words

from lungang.draw import timestamps
from lungang.draw.folder import DrawFolder
from lungang.draw.pool_files import write_pool
from lungang.draw.rules import rules_bytes
from lungang.draw.workdays import year_days
from lungang.jobs.draws import committing
from lungang.jobs.draws.acting import Draw
from lungang.jobs.draws.guiding import guide, next_step
from test_cli import TWO, Office, write_plan

DRAW = "2026"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose pool has a calendar and a year that begins in May."""
    from dataclasses import replace

    found = Office(tmp_path / "home")
    monkeypatch.setattr(timestamps, "clock", lambda: found.now)
    pool, raw = bureau(10, seed=5, pages=10)
    raw["window"] |= {"first": "2026-05-06", "last": "2026-12-18"}
    raw["waiting_days"] = 5
    days, _ = year_days([2026], {})
    write_pool(found.home / DRAW, replace(pool, calendar=days), rules_bytes(raw))
    write_names(DrawFolder(found.home, DRAW), pool)
    found.now = "2026-03-02T09:00:00+08:00"
    return found


def due(office: Office) -> str:
    """The title of the step that is due."""
    step = next_step(Draw(office.home, DRAW))
    return "" if step is None else step.title.zh


def get_ready(office: Office, tmp_path: Path) -> None:
    """Open, slips, book."""
    office.types("open", DRAW, "--org", "某局")
    slips = tmp_path / "slips"
    office.types("slips", DRAW, str(slips))
    listed = slips / "receipts.csv"
    text = listed.read_text("utf-8-sig").replace(",,", ",2026/3/2,是")
    listed.write_text(text, "utf-8")
    office.types("receipts", DRAW, str(listed))
    office.types("odds", DRAW)
    office.types("book", DRAW)


def commit(office: Office, keys: dict[str, Path], folder: Path) -> Path:
    """A plan as the program drafts it, its blanks filled in; committed."""
    path = folder / "draw-plan.json"
    path.unlink(missing_ok=True)
    office.types("plan", DRAW, str(path))
    plan = json.loads(path.read_text("utf-8"))
    for source in plan["sources"]:
        if "issue" in source:
            due = date.fromisoformat(source["not_before"][:10])
            source["issue"] = due.strftime("%Y%j")  # never one of an attempt before
    for signer in plan["signers"]:
        signer["public_key"] = f"{keys[signer['role']]}.pub"
    path.write_text(json.dumps(plan, ensure_ascii=False), "utf-8-sig")  # as WPS saves
    office.types("commit", DRAW, "--plan", str(path))
    return path


def test_the_sheet_is_there_before_anything(tmp_path: Path) -> None:
    office = Office(tmp_path)
    said = office.types("steps", "2027")
    assert said.index("核定规则") < said.index("启动") < said.index("结案")
    assert "→ 1." in said and "√ 1." not in said and "单位全称" in said
    for verb in (
        "open",
        "slips",
        "plan",
        "commit",
        "entropy",
        "fail",
        "decide",
        "close",
    ):
        assert f"lungang draw {verb} " in said
    english = office.types("steps", "2027", "--lang", "en")
    assert not re.search("[，。]", english) and "ORGANISATION" in english
    assert not list(tmp_path.iterdir())


def test_each_step_names_the_next(
    office: Office, keys: dict[str, Path], tmp_path: Path
) -> None:
    """From the opening to the schedule, an attempt that fails in between."""
    assert due(office) == "核定规则"
    get_ready(office, tmp_path)
    assert due(office) == "写计划，承诺"
    path = commit(office, keys, tmp_path)
    sources = json.loads(path.read_text("utf-8-sig"))["sources"]
    assert date.fromisoformat(sources[0]["not_before"][:10]) > date(2026, 3, 6)
    assert due(office) == "签署"
    office.types("sign", DRAW, "hr", "--key", str(keys["hr"]))
    shown = next_step(Draw(office.home, DRAW))
    assert shown is not None and not any("sign 2026 hr" in c.zh for c in shown.commands)
    office.types("paper", DRAW, "failure", str(tmp_path / "no.docx"), code=2)
    office.now = "2026-04-01T09:00:00+08:00"
    assert due(office) == "抽不成时：宣布失败，再次承诺"
    assert "--reason 签名未齐" in office.types("steps", DRAW)
    office.types("fail", DRAW, "--reason", "unsigned")
    for role in ("hr", "control"):
        office.types("sign", DRAW, role, "--failure", "--key", str(keys[role]))
    paper = tmp_path / "failure.docx"
    office.types("paper", DRAW, "failure", str(paper))
    text = words(paper)
    assert "第1次承诺" in text and "没有签齐" in text and "未登记" in text
    assert "由人事部门、内控部门签署" in text and "{{" not in text
    assert due(office) == "写计划，承诺"
    commit(office, keys, tmp_path)
    office.types("void", DRAW, "--reason", "期号写错", *TWO)
    again = tmp_path / "void.docx"
    office.types("paper", DRAW, "failure", str(again))
    assert "期号写错" in words(again) and "第2次承诺" in words(again)
    assert due(office) == "写计划，承诺"


def test_after_the_draw_the_steps_end_with_the_close(
    office: Office, keys: dict[str, Path], tmp_path: Path
) -> None:
    get_ready(office, tmp_path)
    path = commit(office, keys, tmp_path)
    for number, (role, key) in enumerate(keys.items()):
        office.now = f"2026-03-02T10:0{number}:00+08:00"
        office.types("sign", DRAW, role, "--key", str(key))
    assert due(office) == "登记号码"
    typed = {
        "号球": "4",
        "双色球": "3 8 12 20 27 31 + 9",
        "大乐透": "2 11 17 29 35 + 4 12",
    }
    for source in json.loads(path.read_text("utf-8-sig"))["sources"]:
        office.now, name = source["not_before"], source["name"]
        numbers = ("--numbers", typed[name], "--again", typed[name])
        if name == "号球":
            assert "见证人" in office.types("entropy", DRAW, name, code=2)
            numbers += ("--witness", "甲", "--witness", "乙")
        office.types("entropy", DRAW, name, *numbers)
    assert due(office) == "揭晓"
    assert re.search(r"页码：0000\d", office.types("reveal", DRAW))
    assert due(office) == "出记录，公布，排期"
    office.types("schedule", DRAW)
    assert due(office) == "每个窗口：通知、离岗、返岗"
    office.now = "2026-12-31T09:00:00+08:00"
    office.types("close", DRAW)
    assert due(office) == "" and guide(Draw(office.home, DRAW))[-1].done


def test_receipts_have_dates(office: Office, tmp_path: Path) -> None:
    office.types("open", DRAW, "--org", "某局")
    assert "尚未承诺" in office.types("close", DRAW, code=2)
    slips = tmp_path / "slips"
    office.types("slips", DRAW, str(slips))
    listed = slips / "receipts.csv"
    blank = listed.read_text("utf-8-sig")
    assert blank.splitlines()[0] == "代号,姓名,签收日期,已签收"
    for wrong in ("昨天", "2026-03-01", "2026-03-03"):  # no day, before, tomorrow
        listed.write_text(blank.replace(",,", f",{wrong},是"), "utf-8")
        said = office.types("receipts", DRAW, str(listed), code=4)
        assert "receipts.csv!2 签收日期" in said and wrong in said
    assert due(office) == "发放抽签条，登记签收"


def test_the_opening_tells_all_and_leaves_nothing(tmp_path: Path) -> None:
    book = tmp_path / "b.xlsx"
    from lungang.cli import app

    office = Office(tmp_path / "home")
    office.home.mkdir()
    office._runner.invoke(app, ["generate", str(book), "--sample"])
    said = office.types("open", "2027", code=4)
    assert "--workbook" in said and "--org" in said
    soon = timestamps.clock()[:10]
    said = office.types(
        "open", "2027", "--workbook", str(book), "--first", soon, code=4
    )
    for missing in ("--org", "--approved-by", "window.first"):
        assert said.count(f"{missing}（") + said.count(f"{missing}：") == 1, said
    assert not list(office.home.iterdir())
    rules = tmp_path / "rules.json"
    office._runner.invoke(app, ["draw", "rules", str(book), str(rules)])
    raw = json.loads(rules.read_text("utf-8"))
    raw["quotas"] = [{"id": "q", "field": "nobody", "value": "x", "min": 0, "max": 1,
                      "reason": "-", "article": "38"}]  # fmt: skip
    rules.write_text(json.dumps(raw), "utf-8")
    given = ("--workbook", str(book), "--rules", str(rules), "--org", "某局", *TWO)
    assert "nobody" in office.types("open", "2027", *given, code=4)
    assert not list(office.home.iterdir())


def test_lotteries_keep_their_weekdays(
    office: Office, keys: dict[str, Path], tmp_path: Path
) -> None:
    path = write_plan(tmp_path, keys)
    plan = json.loads(path.read_text("utf-8"))
    plan["sources"][1]["not_before"] = "2026-01-21T21:15:00+08:00"  # a Wednesday
    path.write_text(json.dumps(plan), "utf-8")
    get_ready(office, tmp_path)
    said = office.types("commit", DRAW, "--plan", str(path), code=4)
    assert "sources[1].not_before" in said and "每周二、四、日" in said


def test_a_signature_of_the_same_second_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one second only one order is lawful: the program waits for the next."""
    from lungang.draw.invariants import broken

    tries: list[Any] = []

    def add(*given: Any) -> None:
        tries.append(given)
        if len(tries) == 1:
            raise broken("sign-order")

    slept: list[float] = []
    monkeypatch.setattr(committing.proceedings, "add_signature", add)
    monkeypatch.setattr(committing, "_signature", lambda *_: b"")
    monkeypatch.setattr(committing.time, "sleep", slept.append)
    committing.sign_root(Draw(Path("nowhere"), DRAW), "hr", Path("hr"), None)
    assert len(tries) == 2 and slept == [1.0]
