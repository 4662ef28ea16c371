"""The command line: a whole draw typed as an office would, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from draw_worlds import bureau
from proceeding import BALLS, DEADLINE, LOTTERY, SECOND
from typer.testing import CliRunner

from lungang.draw import instants
from lungang.draw.cli import app
from lungang.draw.pool import write_pool
from lungang.draw.rules import rules_bytes


class Office:
    """Types commands in one home, at a time that the test sets."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now = "2026-01-05T09:00:00+08:00"
        self._runner = CliRunner()

    def types(self, *words: str, code: int = 0) -> str:
        """Run one command; the exit code must be this."""
        where = ["--home", str(self.home)]
        if words[0] in ("verify", "years", "plain", "slips"):
            where = []
        result = self._runner.invoke(app, [*words, *where])
        assert result.exit_code == code, (words, result.output, result.exception)
        return str(result.output)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office with a pool of 24 and three signers."""
    found = Office(tmp_path / "home")
    monkeypatch.setattr(instants, "clock", lambda: found.now)
    pool, raw = bureau(24, seed=5, pages=100)
    write_pool(found.home / "2026-Q1", pool, rules_bytes(raw))
    yield found


def write_plan(home: Path, keys: dict[str, Path], **change: Any) -> Path:
    """plan.json beside the keys."""
    plan = {
        "org": "某局",
        "mode": "balls+public",
        "reveal_deadline": DEADLINE,
        "sources": [
            {"name": "号球", "kind": "balls", "not_before": BALLS},
            {"name": "双色球", "kind": "lottery", "preset": "双色球",
             "issue": "2026009", "not_before": LOTTERY},
            {"name": "大乐透", "kind": "lottery", "preset": "大乐透",
             "issue": "2026010", "not_before": SECOND},
        ],
        "signers": [
            {"role": role, "public_key": str(key) + ".pub"} for role, key in keys.items()
        ],
        **change,
    }  # fmt: skip
    path = home / "plan.json"
    path.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_whole_draw(office: Office, keys: dict[str, Path], tmp_path: Path) -> None:
    types = office.types
    draw = "2026-Q1"
    assert "抽5人" in types("open", draw, "--org", "某局")
    types("open", draw, "--org", "某局", code=2)
    assert "gap" in types("odds", draw)
    assert json.loads(types("book", draw, "--json").splitlines()[-1])["soft"] == 0
    assert "%" in types("explain", draw, "P00001")
    types("explain", draw, "nobody", code=2)
    assert "不合规 broken: 0" in types("check", draw)
    plan = str(write_plan(tmp_path, keys))
    office.now = "2026-01-12T09:00:00+08:00"
    before = sorted(path.name for path in office.home.rglob("*"))
    assert "演练" in types("commit", draw, "--plan", plan, "--dry-run")
    assert sorted(path.name for path in office.home.rglob("*")) == before
    types("commit", draw, "--plan", plan)
    types("commit", draw, "--plan", plan, code=2)
    for role, key in keys.items():
        types("sign", draw, role, "--key", str(key))
    types("reveal", draw, code=2)
    query = tmp_path / "q.tsq"
    types("stamp", draw, "--query", str(query))
    assert query.stat().st_size > 50
    office.now = BALLS
    types("entropy", draw, "号球", "--numbers", "44", "--again", "45", code=2)
    types("entropy", draw, "号球", "--numbers", "44", "--again", "44",
          "--witness", "甲", "--witness", "乙")  # fmt: skip
    office.now = "2026-01-21T21:00:00+08:00"
    for name, numbers in (("双色球", "3 8 12 20 27 31 + 9"),
                          ("大乐透", "2 11 17 29 35 + 4 12")):  # fmt: skip
        types("entropy", draw, name, "--numbers", numbers, "--again", numbers)
    types("void", draw, "--reason", "x", code=2)
    office.now = "2026-01-22T09:00:00+08:00"
    shown = json.loads(types("reveal", draw, "--json").splitlines()[-1])
    pid = shown["抽中 drawn"][0]
    said = types("schedule", draw)
    assert "共5人" in said
    types("schedule", draw, "--all", code=2)  # unannounced: the next window only
    types("notify", draw, pid)
    types("defer", draw, pid, "--until", "2026-08-01", "--reason", "病假")
    types("defer", draw, pid, "--until", "八月", "--reason", "病假", code=2)
    types("appeal", draw, pid, "--note", "有异议")
    types("paper", draw, "record", str(tmp_path / "record.docx"))
    types("paper", draw, "notice", str(tmp_path / "notice.docx"), "--pid", pid)
    assert (tmp_path / "record.docx").stat().st_size > 10_000
    types("audit", draw, "--draws", "50000")
    types("close", draw)
    target = tmp_path / "published"
    types("bundle", draw, str(target))
    types("bundle", draw, str(target), code=2)
    root = types("ledger").split("链首")[0]
    assert "承诺1 抽取1 作废0" in root
    assert "公平证书 gap" in types("verify", str(target))
    types("verify", str(target), "--root", "0" * 64, code=6)
    book = target / "book.csv"
    book.write_bytes(book.read_bytes().replace(b"P00001", b"P00002", 1))
    types("verify", str(target), code=6)


def test_input_faults_are_exit_4(office: Office, keys: dict[str, Path]) -> None:
    rules = office.home / "2026-Q1" / "rules.json"
    rules.write_bytes(rules.read_bytes().replace(b'"1/5"', b"0.2", 1))
    assert "rules.json" in office.types("open", "2026-Q1", "--org", "x", code=4)
    plan = write_plan(office.home, keys, mode="dice", sources=[{"kind": "x"}])
    said = office.types("commit", "2026-Q1", "--plan", str(plan), code=4)
    assert "plan.json mode" in said and "plan.json sources[0].kind" in said


def test_proven_impossible_is_exit_3(tmp_path: Path) -> None:
    from draw_worlds import quota, rules_of, rules_raw

    from lungang.draw.pool import Holder, make_pool

    raw = rules_raw(
        share="1/2",
        quotas=[quota("unit", f"u{k}", 0, 1) for k in range(2)],
        cover={"required": False, "drawn_may_cover": False},
    )
    holders = [Holder(f"p{k}", f"u{k % 2}", "-", 0) for k in range(6)]
    pool = make_pool(rules_of(raw), holders, [], {})
    write_pool(tmp_path / "d", pool, rules_bytes(raw))
    office = Office(tmp_path)
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
    office.types("plain", "no-stroke", "25", "10", code=2)
    office.types("plain", "1./", "5", "10", code=2)


def test_slips(office: Office, tmp_path: Path) -> None:
    people = tmp_path / "people.txt"
    people.write_text("A001\nA002\n", encoding="utf-8")
    office.types("slips", "2026-Q1", str(people), str(tmp_path / "names.csv"))
    lines = (tmp_path / "names.csv").read_text().splitlines()
    assert lines[0] == "person,slip,pid" and len(lines) == 3
    office.types("slips", "2026-Q1", str(people), str(tmp_path / "names.csv"), code=4)


def test_years(office: Office) -> None:
    said = office.types("years", "--policy", "1+y", "--guarantee", "5", "--runs", "2")
    assert "没有任何随机性" in said
    office.types("years", "--policy", "os.system", code=2)
    office.types("years", "--share", "2", code=2)


def test_a_drand_plan_names_a_future_round(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    from lungang.draw.plan import read_plan

    path = write_plan(
        tmp_path, keys, mode="public",
        sources=[{"name": "drand", "kind": "drand", "chain": "quicknet",
                  "at": "2026-11-23T15:00:00+08:00"}],
    )  # fmt: skip
    source = read_plan(path).sources[0]
    assert source.round == 34_204_613
    assert source.not_before > "2026-11-23T15:00:00+08:00"


def test_start_is_quick_and_loads_no_solver() -> None:
    """--help must not import a solver, numpy or a document library."""
    script = (
        "import sys; from lungang.draw.cli import app\n"
        "bad = {'ortools', 'highspy', 'numpy', 'docx', 'holidays', 'pandas'}\n"
        "print(sorted(bad & {name.split('.')[0] for name in sys.modules}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(instants.__file__).parents[2]), "PATH": ""},
    )
    assert ran.stdout.strip() == "[]"
