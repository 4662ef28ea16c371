"""The pool: round trips, and every fault named with file, field, value and remedy."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from draw_worlds import SOURCES, bureau, rules_of, rules_raw

from lungang.draw.findings import policy_warnings
from lungang.draw.pool_files import pool_files, read_pool, write_pool
from lungang.draw.rules import parse_rules, rules_bytes
from lungang_models.fault import BadInput, Fault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The six files of a pool of 20."""
    pool, raw = bureau(20, seed=2)
    write_pool(tmp_path / "d", pool, rules_bytes(raw))
    return tmp_path / "d"


def faults_of(folder: Path) -> list[Fault]:
    """Every fault of a folder; each must say where, what and how to mend it."""
    with pytest.raises(BadInput) as raised:
        read_pool(folder)
    for fault in raised.value.faults:
        assert fault.where.split("!")[0].endswith((".csv", ".json"))
        assert all((fault.says.zh, fault.says.en, fault.maybe.zh, fault.maybe.en))
    return list(raised.value.faults)


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def test_round_trip(folder: Path) -> None:
    pool, raw = bureau(20, seed=2)
    read = read_pool(folder)
    assert read == pool
    assert pool_files(read, rules_bytes(raw)) == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_all_faults_at_once(folder: Path) -> None:
    """Seven faults in five files: seven answers."""
    edit(folder / "roster.csv", "P00001,", "P00000,")
    edit(folder / "roster.csv", "P00002,U", "P0 002,U")
    (folder / "exclusions.csv").write_bytes(
        b"pid,reason,article,evidence,evidence_hash,approved_by,second_approver\n"
        b"X1,because,38,,,a,a\n"
    )
    edit(folder / "rules.json", '"share": "1/5"', '"share": 0.2')
    faults = faults_of(folder)
    assert [f.code for f in faults] == ["float-in-rules"]
    edit(folder / "rules.json", '"share": 0.2', '"share": "1/5"')
    codes = sorted(f.code for f in faults_of(folder))
    for code in ("pid-twice", "pid-form", "reason-unknown", "exclusion-unfounded",
                 "one-approver", "person-unknown"):  # fmt: skip
        assert code in codes
    where = {f.code: (f.where, f.column) for f in faults_of(folder)}
    assert where["pid-form"] == ("roster.csv!4", "pid")
    assert where["one-approver"] == ("exclusions.csv!2", "second_approver")


def test_a_unit_is_spelled_in_one_way(folder: Path) -> None:
    """In full width somebody would be outside the quota of the unit they sit in."""
    edit(folder / "roster.csv", "P00001,U", "P00001,Ｕ")
    found = {f.code: (f.where, f.column) for f in faults_of(folder)}
    assert found["spelled-twice"] == ("roster.csv!3", "unit")


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("covers.csv", "P00", "P99", "person-unknown"),
        ("roster.csv", "years_since_draw", "years", "column-missing"),
        ("calendar.csv", "2026-01-02,", "2026-01-03,", "calendar-gap"),
        ("calendar.csv", "2026-01-02,0", "2026-01-02,x", "calendar-line"),
        ("rules.json", '"share"', '"shere"', "key-unknown"),
        ("rules.json", '"share"', '"shere"', "key-missing"),
        ("rules.json", '"1/5"', '"1/0"', "not-rational"),
        ("rules.json", '"rounding": "up"', '"rounding": "around"', "not-a-choice"),
        ("rules.json", '"first": "2026-03-02"', '"first": "3月2日"', "not-a-date"),
        ("rules.json", '"pages": 1000', '"pages": 0', "not-in-range"),
        ("rules.json", '"pages": 1000', '"pages": true', "not-in-range"),
        ("rules.json", '"required": true', '"required": 1', "not-boolean"),
        ("rules.json", "lungang-draw-rules/2", "rules/1", "not-a-choice"),
        ("rules.json", '"field": "unit"', '"field": "team"', "quota-empty"),
        ("rules.json", "{", "[", "not-json"),
    ],
)
def test_single_faults(folder: Path, name: str, old: str, new: str, code: str) -> None:
    edit(folder / name, old, new)
    assert code in [fault.code for fault in faults_of(folder)]


def test_excel_is_detected(folder: Path) -> None:
    data = (folder / "roster.csv").read_bytes()
    (folder / "roster.csv").write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    faults = faults_of(folder)
    assert [f.code for f in faults] == ["resaved-by-excel"]
    assert faults[0].where == "roster.csv"


def test_missing_files(tmp_path: Path) -> None:
    faults = faults_of(tmp_path)
    assert len(faults) == 6 and {f.code for f in faults} == {"file-missing"}


def test_every_number_has_a_cited_source() -> None:
    for name in SOURCES:
        sources = {key: text for key, text in SOURCES.items() if key != name}
        faults: list[Fault] = []
        parse_rules(rules_bytes(rules_raw(sources=sources)), faults)
        where = [(f.where, f.column) for f in faults]
        assert where == [("rules.json", f"sources.{name}")]


def test_nothing_is_overwritten(folder: Path) -> None:
    pool, raw = bureau(20, seed=3)
    with pytest.raises(FileExistsError):
        write_pool(folder, pool, rules_bytes(raw))


@pytest.mark.parametrize(
    ("share", "rounding", "base", "size"),
    [
        ("1/5", "up", "pool", 5),
        ("1/5", "down", "pool", 4),
        ("1/5", "nearest", "pool", 4),
        ("1/5", "down", "holders", 4),
        ("1/5", "up", "holders", 5),
        ("5/44", "nearest", "pool", 3),
        ("1", "up", "pool", 22),
    ],
)
def test_rounding_is_as_stated(share: str, rounding: str, base: str, size: int) -> None:
    rules = rules_of(rules_raw(share=share, rounding=rounding, share_base=base))
    assert rules.panel_size(22, 1) == size


def test_weights_are_capped() -> None:
    rules = rules_of(rules_raw(weights={"base": 2, "per_year": 3, "years_cap": 4}))
    assert [rules.weight(years) for years in (0, 1, 4, 9)] == [2, 5, 14, 14]


def test_policy_warnings() -> None:
    pool, _ = bureau(20)
    said = " ".join(words.zh for words in policy_warnings(pool))
    assert "下限为0" in said and "上限为1" in said
    pool, _ = bureau(20, odds_floor="1/20", odds_ceiling="7/10")
    assert list(policy_warnings(pool)) == []


def test_rules_file_is_plain_json() -> None:
    raw: Any = json.loads(rules_bytes(rules_raw()))
    assert raw == rules_raw()
    assert rules_of(raw).share == Fraction(1, 5)
