"""Canonical bytes: the published examples, and what must be refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lungang.draw.canonical_bytes import (
    NotCanonical,
    canonical,
    csv_bytes,
    read_canonical,
    read_csv,
    read_json,
    without_formula,
    write_new,
)
from lungang_models.fault import Fault

leaves = st.none() | st.booleans() | st.integers(1 - 10**15, 10**15 - 1) | st.text()
ascii_keys = st.text(st.characters(max_codepoint=127))
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner) | st.dictionaries(ascii_keys, inner),
    max_leaves=20,
)


def test_rfc8785_literals_and_order() -> None:
    """RFC 8785 sections 3.2.2 and 3.2.3, the parts without floating point."""
    raw = '{"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",'
    raw += '"literals":[null,true,false]}'
    wanted = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical(read_json(raw.encode())) == wanted.encode()


@given(values)
def test_round_trip_and_fixed_point(value: object) -> None:
    try:
        data = canonical(value)
    except NotCanonical:
        assert "\\ud" in json.dumps(value)  # lone surrogates only
        return
    assert read_canonical(data) == value
    assert canonical(read_json(json.dumps(value, indent=3).encode())) == data


@pytest.mark.parametrize(
    "text", ["1.0", "[1e3]", '{"a":NaN}', '{"a":1,"a":2}', "[", '{"键":1}', str(10**15)]
)
def test_outside_the_subset(text: str) -> None:
    with pytest.raises(NotCanonical):
        canonical(read_json(text.encode()))


def test_spaces_are_not_canonical() -> None:
    with pytest.raises(NotCanonical):
        read_canonical(b'{"a": 1}')


def test_csv_order_and_quotes(tmp_path: Path) -> None:
    rows = [{"a": "b", "b": 'x,"y"'}, {"a": "a", "b": ""}]
    data = csv_bytes(("a", "b"), rows)
    assert data == b'a,b\na,\nb,"x,""y"""\n'
    (tmp_path / "t.csv").write_bytes(data)
    faults: list[Fault] = []
    read = read_csv(tmp_path / "t.csv", ("a", "b"), faults)
    assert not faults and [row for _, row in read] == [rows[1], rows[0]]
    assert csv_bytes(("a", "b"), [row for _, row in reversed(read)]) == data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xef\xbb\xbfa,b\n1,2\n", "resaved-by-excel"),
        (b"a,b\r\n1,2\r\n", "resaved-by-excel"),
        ("a,b\n人,2\n".encode("gbk"), "not-utf8"),
        ("a,b\ne\u0301,2\n".encode(), "not-nfc"),
        (b"a,c\n1,2\n", "column-missing"),
        (b"a,b\n1\n", "cells-count"),
        (b'a,b\n1,"2\n3,4\n', "quote-open"),
        (b"a,b\n1,2\n3,4", "file-unended"),
        (b"a,b\n1,=2\n", "formula"),
    ],
)
def test_damaged_tables_are_named(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "t.csv").write_bytes(data)
    faults: list[Fault] = []
    read_csv(tmp_path / "t.csv", ("a", "b"), faults)
    assert [fault.code for fault in faults] == [code]
    assert faults[0].where.startswith("t.csv")
    assert faults[0].maybe.zh and faults[0].maybe.en


def test_formulas_are_neutralised_for_excel() -> None:
    for cell in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx"):
        assert without_formula(cell) == "'" + cell
    assert without_formula("张三") == "张三"


def test_files_are_never_overwritten(tmp_path: Path) -> None:
    write_new(tmp_path / "f", b"one")
    write_new(tmp_path / "f", b"one")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "f", b"two")
    assert (tmp_path / "f").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_form_is_read_as_any_spreadsheet_program_saves_it(
    coding: str, tmp_path: Path
) -> None:
    """The list of receipts is filled in by the office: its bytes are hashed nowhere."""
    from lungang.draw.canonical_bytes import read_form

    path = tmp_path / "receipts.csv"
    text = "pid,received_on,signed\r\nab12,2027/3/1,是\r\n"
    path.write_bytes(text.encode(coding))
    faults: list[Fault] = []
    rows = read_form(path, ("pid", "signed"), faults)
    assert rows == [(2, {"pid": "ab12", "received_on": "2027/3/1", "signed": "是"})]
    assert faults == []
    assert read_form(tmp_path / "none.csv", ("pid",), faults) == []
    assert [fault.code for fault in faults] == ["file-missing"]
