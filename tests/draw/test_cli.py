"""The command line: a whole draw typed as an office would, and its exit codes."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from office import GROUND, TWO, Office, office_of_ten, write_plan
from proceeding import BALLS, write_names

from lungang import cli
from lungang.draw import aftermath, timestamps
from lungang.draw.folder import DrawFolder
from lungang.draw.pool_files import write_pool
from lungang.draw.rules import rules_bytes


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office with a pool of 10 and three signers."""
    found = office_of_ten(tmp_path / "home")
    monkeypatch.setattr(timestamps, "clock", lambda: found.now)
    yield found


def test_a_whole_draw(office: Office, keys: dict[str, Path], tmp_path: Path) -> None:
    types = office.types
    draw = "2026-Q1"
    assert "抽2人" in types("open", draw, "--org", "某局")
    types("open", draw, "--org", "某局", code=2)
    slips = tmp_path / "slips"
    assert "10份抽签条" in types("slips", draw, str(slips))
    receipts = slips / "receipts.csv"
    types("receipts", draw, str(receipts), code=2)
    filled = receipts.read_text("utf-8").replace(",,", ",2026-01-05,是")
    receipts.write_text(filled, "utf-8")
    assert "10人的签收" in types("receipts", draw, str(receipts))
    assert office.answers("odds", draw)["gap"] == "0"
    assert office.answers("book", draw)["soft"] == 0
    assert "%" in types("explain", draw, "P00001")
    assert "pages name P00001" in types("explain", draw, "P00001", "--lang", "en")
    types("explain", draw, "nobody", code=2)
    assert office.answers("check", draw)["broken"] == 0
    assert office.answers("who", draw, "P00001")["person"] == "S-P00001"
    plan = str(write_plan(tmp_path, keys))
    office.now = "2026-01-12T09:00:00+08:00"
    before = sorted(path.name for path in office.home.rglob("*"))
    tried = types("commit", draw, "--plan", plan, "--dry-run")
    assert "没有可公布的值" in tried and not re.search(r"[0-9A-F]{8} ", tried)
    assert sorted(path.name for path in office.home.rglob("*")) == before
    said = types("commit", draw, "--plan", plan)
    assert said.count("SHA256:") == 3 and "链首" in said
    for name in ("html", "js", "py"):  # as the record and the instructions print them
        data = (office.home / draw / f"verify_draw.{name}").read_bytes()
        assert f"verify_draw.{name}的哈希 {hashlib.sha256(data).hexdigest()}" in said
    root = said.splitlines()[1]
    types("commit", draw, "--plan", plan, code=2)
    for role, key in keys.items():
        types("sign", draw, role, "--key", str(key))
    types("reveal", draw, code=2)
    query = tmp_path / "q.tsq"
    types("stamp", draw, "--query", str(query))
    assert query.stat().st_size > 50
    office.now = BALLS
    types("entropy", draw, "号球", "--numbers", "4", "--again", "5", code=2)
    types("entropy", draw, "号球", "--numbers", "4", "--again", "4",
          "--witness", "甲", "--witness", "乙")  # fmt: skip
    office.now = "2026-01-21T21:00:00+08:00"
    for name, numbers in (("双色球", "3 8 12 20 27 31 + 9"),
                          ("大乐透", "2 11 17 29 35 + 4 12")):  # fmt: skip
        again = numbers.replace(" + ", "＋0").replace(" 2", ", 02")
        said = types("entropy", draw, name, "--numbers", numbers, "--again", again)
        assert f"{name}：{numbers}" in said
    types("void", draw, "--reason", "x", *TWO, code=2)
    types("fail", draw, "--reason", "unsigned", code=2)
    after_the_draw(office, tmp_path)
    public, inspected = tmp_path / "published", tmp_path / "inspected"
    types("bundle", draw, str(public))
    types("bundle", draw, str(public))  # brought up to date
    types("bundle", draw, str(public), "--inspection", code=2)
    types("bundle", draw, str(inspected), "--inspection")
    assert "承诺1次，抽取1次，作废0次，失败0次" in types("ledger")
    acted = {line["type"]: line["actor"] for line in office.answers("ledger")["lines"]}
    assert acted["OPEN"] == "人事部门" and acted["ENTROPY"] == "内控部门"
    assert acted["APPEAL"] == "纪检机构" and acted["SIGN"] == "discipline"
    said = types("verify", str(public), "--root", root)
    assert said.splitlines()[-1] == "验证通过"
    types("verify", str(public), code=5)
    assert "draw verify --rebind" in types("verify", str(inspected), "--root", root)
    again = types("verify", str(inspected), "--root", root, "--rebind")
    assert "重算一致" in again and "draw verify --rebind" not in again
    types("verify", str(inspected), "--root", "0" * 64, code=6)
    book = public / "book.csv"
    book.write_bytes(book.read_bytes().replace(b"P00001", b"P00002", 1))
    types("verify", str(public), code=6)


def after_the_draw(office: Office, tmp_path: Path) -> None:
    """Reveal, windows, papers, changes, the close."""
    types, draw = office.types, "2026-Q1"
    office.now = "2026-01-22T09:00:00+08:00"
    shown = office.answers("reveal", draw)
    assert "共2人" in types("schedule", draw)
    types("schedule", draw, "--all", code=2)  # unannounced: the next window only
    near = types("schedule", draw).split(" ")[0]
    far = next(pid for pid in shown["drawn"] if pid != near)
    types("paper", draw, "notice", str(tmp_path / "no.docx"), "--pid", far, code=2)
    types("paper", draw, "notice", str(tmp_path / "notice.docx"), "--pid", near)
    types("paper", draw, "record", str(tmp_path / "record.docx"))
    assert (tmp_path / "record.docx").stat().st_size > 10_000
    types("return", draw, near, code=2)
    types("notify", draw, near)
    types("start", draw, near, code=2)
    types("notify", draw, "ffffffffff", code=2)
    types("notify", draw, far, code=2)  # whom no paper may tell
    window = aftermath.current_schedule(DrawFolder(office.home, draw)).of(far)
    assert window is not None
    begins, after = window.window.first, window.window.first + timedelta(days=1)
    assert "无须改期" in types(
        "defer", draw, far, "--until", str(begins), *GROUND, code=2
    )
    said = types("defer", draw, far, "--until", str(after), *GROUND)
    assert "封存" in said and not re.search(r"\d{4}-\d\d-\d\d", said)
    types("defer", draw, far, "--until", "八月", *GROUND, code=2)
    assert "carry" in types(
        "defer", draw, far, "--until", "2027-03-01", *GROUND, code=2
    )
    types("appeal", draw, near, "--note", "有异议", "--actor", "discipline")
    types("close", draw, code=2)
    office.now = "2026-12-31T09:00:00+08:00"
    assert "没有裁决" in types("close", draw, code=2)
    answer = ("--note", "机会按规则计算无误")
    types("decide", draw, far, "--outcome", "rejected", *answer, code=2)
    types("decide", draw, near, "--outcome", "rejected", *answer)
    types("decide", draw, near, "--outcome", "upheld", *answer, code=2)
    types("close", draw)


def test_input_faults_are_exit_4(office: Office, keys: dict[str, Path]) -> None:
    rules = office.home / "2026-Q1" / "rules.json"
    rules.write_bytes(rules.read_bytes().replace(b'"1/5"', b"0.2", 1))
    assert "rules.json" in office.types("open", "2026-Q1", "--org", "x", code=4)
    plan = write_plan(office.home, keys, mode="dice", sources=[{"kind": "x"}])
    said = office.types("commit", "2026-Q1", "--plan", str(plan), code=4)
    assert "plan.json mode" in said and "plan.json sources[0].kind" in said


def test_proven_impossible_is_exit_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from draw_worlds import calendar_2026, quota, rules_of, rules_raw

    from lungang.draw.assembling import OtherRows, make_pool
    from lungang.draw.pool import Holder

    raw = rules_raw(
        share="1/2",
        quotas=[quota("unit", f"u{k}", 0, 1) for k in range(2)],
        cover={"required": False, "drawn_may_cover": False},
    )
    holders = [Holder(f"p{k}", f"u{k % 2}", "-", 0) for k in range(6)]
    others = OtherRows(calendar=calendar_2026())
    pool = make_pool(rules_of(raw), holders, [], {}, others)
    write_pool(tmp_path / "d", pool, rules_bytes(raw))
    write_names(DrawFolder(tmp_path, "d"), pool)
    office = Office(tmp_path)
    monkeypatch.setattr(timestamps, "clock", lambda: office.now)
    office.types("open", "d", "--org", "x")
    said = office.types("odds", "d", code=3)
    assert "unit=u0" in said and "可行的出路" in said


def test_a_broken_ledger_is_exit_6(office: Office) -> None:
    office.types("open", "2026-Q1", "--org", "x")
    path = office.home / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b"OPEN", b"NOPE"))
    assert "ledger.jsonl:1" in office.types("ledger", code=6)
    office.types("exclude", "2026-Q1", "P00001", "--reason", "seconded", "--article",
                 "38", "--evidence", "文1", "--approved-by", "甲",
                 "--second-approver", "乙", code=6)  # fmt: skip


def test_plain_mode_is_rfc3797(office: Office) -> None:
    said = office.types("plain", "9319./2.5.8.10.12./9.18.26.34.41.45./", "25", "10")
    chosen = [int(line.split()[-1]) for line in said.strip().splitlines()]
    assert chosen == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]
    for bad in ("no-stroke", "hello/", "1.2/", "/", "1./x", "1.//"):
        office.types("plain", bad, "25", "10", code=2)
    # the nominations committee of 2013, as its inputs were published
    zeros = office.types("plain", "08285182./2.1./", "100", "5").splitlines()
    plain = office.types("plain", "8285182./1.2./", "100", "5").splitlines()
    assert zeros[-5:] == plain[-5:] and "8285182./1.2./" in zeros[0]
    office.types("plain", "1./", "5", "10", code=2)


def test_names_of_a_pool_made_by_hand(office: Office, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("person,name\nA001,甲\nA002,乙\n", encoding="utf-8")
    office.types("names", "2026-Q3", str(people))
    rows = (
        (office.home / "2026-Q3.private" / "names.csv").read_text("utf-8").splitlines()
    )
    assert rows[0].startswith("person,slip,pid,name") and len(rows) == 3
    office.types("names", "2026-Q3", str(people), code=4)


def test_years(office: Office) -> None:
    said = office.types("years", "--policy", "1+y", "--guarantee", "5", "--runs", "2")
    assert "没有任何随机性" in said
    office.types("years", "--policy", "os.system", code=2)
    office.types("years", "--share", "2", code=2)


def test_a_drand_plan_names_a_future_round(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    from lungang.draw.ceremony import read_ceremony

    path = write_plan(
        tmp_path, keys, mode="public",
        sources=[{"name": "drand", "kind": "drand", "chain": "quicknet",
                  "at": "2026-11-23T15:00:00+08:00"}],
    )  # fmt: skip
    source = read_ceremony(path).sources[0]
    assert source.round == 34_204_613
    assert source.not_before > "2026-11-23T15:00:00+08:00"


def test_start_is_quick_and_loads_no_solver() -> None:
    """--help must not import a solver, numpy or a document library."""
    script = (
        "import sys; from lungang.cli.draw import app\n"
        "bad = {'ortools', 'highspy', 'numpy', 'docx', 'holidays', 'pandas'}\n"
        "print(sorted(bad & {name.split('.')[0] for name in sys.modules}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(timestamps.__file__).parents[2]), "PATH": ""},
    )
    assert ran.stdout.strip() == "[]"


def test_nobody_at_a_question_is_no_defect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise typer.Abort

    monkeypatch.setattr(cli, "app", stopped)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 2 and "缺陷" not in said.out + said.err
