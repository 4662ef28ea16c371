"""Files that are no workbooks, or mean harm: always a fault, never a traceback."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lungang.intake.open import check_workbook
from lungang.intake.workbook import ole_xls, read, read_bytes, safety
from lungang_models.fault import BadInput, Fault


def codes(path: Any, kinds: Any) -> list[str]:
    return [f.code for f in read(path, kinds).faults]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.xlsx", b"", "file-empty"),
        ("blank.xlsx", b"\r\n\0\0  \n", "file-empty"),
        ("table.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "file-kind"),
        ("names.xlsx", "工号,姓名\n1,甲".encode(), "file-kind"),
        ("photo.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file-kind"),
        ("cut.xlsx", b"PK\x03\x04" + b"\0" * 200, "file-broken"),
        ("cut.xls", ole_xls.MAGIC + b"\0" * 600, "file-broken"),
    ],
)
def test_no_workbook_at_all(
    tmp_path: Path, kinds: Any, name: str, data: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert codes(tmp_path / name, kinds) == [code]


def test_a_single_csv_of_no_sheet_is_told(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("工号,姓名\n1,甲", "utf-8")
    found = check_workbook(tmp_path / "names.csv")
    assert found.problem is None
    told = {f.code for f in (*found.faults, *found.doubts)}
    assert told >= {"nothing-to-plan", "sheet-unknown"}


def test_nothing_there(tmp_path: Path, kinds: Any) -> None:
    assert codes(tmp_path / "none.xlsx", kinds) == ["file-missing"]
    assert codes(tmp_path, kinds) == ["file-empty"]
    assert codes("a\0b.xlsx", kinds) == ["file-unreadable"]


def test_not_a_regular_file(tmp_path: Path, kinds: Any) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    assert codes(pipe, kinds) == ["file-kind"]


def test_a_locked_file(tmp_path: Path, kinds: Any, craft: Any, made: Any) -> None:
    new, old = tmp_path / "new.xlsx", tmp_path / "old.xls"
    new.write_bytes(craft.ole(b"secret", "EncryptedPackage"))
    old.write_bytes(craft.ole(craft.biff(craft.good(), locked=True)))
    assert codes(new, kinds) == codes(old, kinds) == ["file-locked"]
    data = bytearray(made(craft.good()).read_bytes())
    for hit in re.finditer(b"PK\x01\x02", bytes(data)):
        data[hit.start() + 8] |= 1
    assert [f.code for f in read_bytes(bytes(data), "x.xlsx", kinds).faults] == [
        "file-locked"
    ]


def test_other_office_files(made: Any, kinds: Any, craft: Any) -> None:
    path = made(craft.good())
    craft.repacked(path, lambda n, d: b"" if n == "xl/workbook.xml" else d)
    assert codes(path, kinds) == ["file-kind"]


def test_a_bomb(made: Any, kinds: Any, craft: Any, monkeypatch: Any) -> None:
    path = made(craft.good())
    craft.repacked(
        path, lambda n, d: d, **{"xl/media/a.bin": bytes(40 * safety.MEGABYTE)}
    )
    assert path.stat().st_size < 200_000
    assert codes(path, kinds) == []
    monkeypatch.setattr(safety, "LARGEST_UNPACKED", 30 * safety.MEGABYTE)
    assert codes(path, kinds) == ["file-too-large"]


def test_a_bomb_that_lies_about_its_size(
    made: Any, kinds: Any, craft: Any, monkeypatch: Any
) -> None:
    path = made(craft.good())
    big = 5_000_000
    craft.repacked(path, lambda n, d: d, **{"xl/media/a.bin": bytes(big)})
    data = path.read_bytes().replace(
        big.to_bytes(4, "little"), (10).to_bytes(4, "little")
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.getinfo("xl/media/a.bin").file_size == 10
    monkeypatch.setattr(safety, "LARGEST_UNPACKED", 4_000_000)
    assert [f.code for f in read_bytes(data, "x.xlsx", kinds).faults] == [
        "file-too-large"
    ]


def test_a_value_in_the_farthest_corner(made: Any, kinds: Any, craft: Any) -> None:
    for where in ("XFD1048576", "A600001", "ZZZ2"):
        path = made(craft.good())
        cell = (
            f'<row r="1048576"><c r="{where}"><v>1</v></c></row></sheetData>'.encode()
        )
        craft.repacked(path, lambda n, d, c=cell: d.replace(b"</sheetData>", c))
        assert codes(path, kinds) == ["file-too-large"]
    # A format without a value out there is common, and harmless.
    path = made(craft.good())
    cell = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    craft.repacked(path, lambda n, d: d.replace(b"</sheetData>", cell))
    assert codes(path, kinds) == []


def test_too_many_parts_and_too_large_a_file(
    made: Any, kinds: Any, craft: Any, monkeypatch: Any
) -> None:
    path = made(craft.good())
    monkeypatch.setattr(safety, "MOST_PARTS", 5)
    assert codes(path, kinds) == ["file-too-large"]
    monkeypatch.setattr(safety, "LARGEST_FILE", 100)
    assert codes(path, kinds) == ["file-too-large"]


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil.xml", "xl\\..\\..\\evil", "C:\\evil", "xl/../a"]
)
def test_paths_that_climb(
    made: Any, kinds: Any, craft: Any, tmp_path: Path, name: str
) -> None:
    path = made(craft.good())
    craft.repacked(path, lambda n, d: d, **{name: b"x"})
    assert codes(path, kinds) == ["file-unsafe"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bureau.xlsx"]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml",
                                  "xl/sharedStrings.xml",
                                  "docProps/core.xml"])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities(
    made: Any, kinds: Any, craft: Any, part: str, encoding: str
) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]>'

    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        head, _, rest = data.decode().partition("?>")
        return f"{head}?>{bomb}{rest}".encode(encoding)

    path = craft.repacked(made(craft.good()), change)
    assert codes(path, kinds) == ["file-unsafe"]


@pytest.mark.parametrize(
    ("part", "left"),
    [("xl/worksheets/sheet3.xml", ["file-broken"]),
     ("xl/workbook.xml", ["file-broken"]),
     ("xl/_rels/workbook.xml.rels", ["file-broken"])],
)  # fmt: skip
def test_damaged_parts(
    made: Any, kinds: Any, craft: Any, part: str, left: list[str]
) -> None:
    path = made(craft.good())
    craft.repacked(path, lambda n, d: d[: len(d) // 2] if n == part else d)
    assert codes(path, kinds) == left


def test_a_huge_cell(made: Any, kinds: Any, craft: Any, tmp_path: Path) -> None:
    path = made(craft.good())
    craft.repacked(path, lambda n, d: d.replace("办公室".encode(), b"x" * 100_000))
    got = read(path, kinds)
    assert [(f.code, f.where, len(f.value)) for f in got.faults] == [
        ("text-too-long", "单位!B2", 60)
    ]
    folder = tmp_path / "csv"
    folder.mkdir()
    (folder / "单位.csv").write_text("单位编号,单位名称\nU1," + "x" * 200_000, "utf-8")
    got = read(folder, kinds)
    assert ("text-too-long", "单位.csv!2") in [(f.code, f.where) for f in got.faults]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\x89PNG\0\0\0", "file-encoding"), (b"\xff\xff\xff\xfd,\x80", "file-encoding"),
     (b"\xff\xfea", "file-encoding"), (b"", "header-missing")],
)  # fmt: skip
def test_csv_that_is_no_text(
    tmp_path: Path, kinds: Any, craft: Any, data: bytes, code: str
) -> None:
    for name in ("单位", "岗位"):
        text = "\n".join(",".join(map(str, row)) for row in craft.good()[name])
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    (tmp_path / "人员.csv").write_bytes(data)
    assert codes(tmp_path, kinds) == [code]


def test_a_link_that_leads_outside_the_folder(
    tmp_path: Path, kinds: Any, craft: Any
) -> None:
    (tmp_path / "secret").write_text("工号,姓名\n1,甲", "utf-8")
    folder = tmp_path / "csv"
    folder.mkdir()
    (folder / "人员.csv").symlink_to(tmp_path / "secret")
    assert codes(folder, kinds) == ["file-unsafe"]


def test_too_many_files_and_rows(tmp_path: Path, kinds: Any, monkeypatch: Any) -> None:
    for n in range(3):
        (tmp_path / f"{n}.csv").write_text("a\n" * 10, "utf-8")
    monkeypatch.setattr(safety, "LAST_ROW", 5)
    assert codes(tmp_path, kinds) == ["file-too-large"] * 3
    monkeypatch.setattr("lungang.intake.workbook.csv_folder.MOST_FILES", 2)
    assert codes(tmp_path, kinds) == ["file-too-large"]


def test_a_file_without_permission(
    tmp_path: Path, kinds: Any, monkeypatch: Any
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"x")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert codes(path, kinds) == ["file-unreadable"]


def test_nothing_personal_in_an_exception(made: Any, kinds: Any, craft: Any) -> None:
    sheets = craft.good()
    sheets["人员"][1][6] = "110101199001010012"
    got = read(made(sheets), kinds)
    assert [f.value for f in got.faults] == ["*" * 14 + "0012"]
    assert "1990" not in repr(got.faults)
    error = BadInput(got.faults)
    assert str(error) == "1 fault in the input; see its .faults"


PLACES = st.integers(0, 1 << 20)


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.data())
def test_a_workbook_with_random_damage_never_raises(
    made: Any, kinds: Any, craft: Any, data: st.DataObject
) -> None:
    good = bytearray(made(craft.good()).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(PLACES) % len(good)
        good[at] = data.draw(st.integers(0, 255))
    cut = data.draw(PLACES) % len(good)
    for damaged in (bytes(good), bytes(good[:cut])):
        got = read_bytes(damaged, "x.xlsx", kinds)
        assert all(isinstance(f, Fault) for f in got.faults)


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.data())
def test_an_old_workbook_with_random_damage_never_raises(
    kinds: Any, craft: Any, data: st.DataObject
) -> None:
    good = bytearray(craft.ole(craft.biff(craft.good())))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(PLACES) % len(good)
        good[at] = data.draw(st.integers(0, 255))
    got = read_bytes(bytes(good), "x.xls", kinds)
    assert all(isinstance(f, Fault) for f in got.faults)


@pytest.mark.parametrize(
    ("row", "column"), [(65_535, 60_000), (1, 2_000), (65_535, 400)]
)
def test_an_old_workbook_that_claims_too_much(
    kinds: Any, craft: Any, row: int, column: int
) -> None:
    """The parser would ask for more memory than there is, and the process would die."""
    number = struct.pack("<HHHHHd", 0x0203, 14, row, column, 0, 1.0)
    head, end = craft.biff(craft.good())[:-4], b"\x0a\0\0\0"
    data = craft.ole(head + number + end)
    assert [f.code for f in read_bytes(data, "x.xls", kinds).faults] == [
        "file-too-large"
    ]


def test_a_run_of_cells_in_an_old_workbook_that_claims_too_much(
    kinds: Any, craft: Any
) -> None:
    run = struct.pack("<HHHH", 0x00BD, 8100, 1, 0) + bytes(8096)
    data = craft.ole(craft.biff(craft.good())[:-4] + run + b"\x0a\0\0\0")
    assert [f.code for f in read_bytes(data, "x.xls", kinds).faults] == [
        "file-too-large"
    ]


def test_an_old_workbook_whose_chain_bites_its_tail(kinds: Any, craft: Any) -> None:
    data = bytearray(craft.ole(craft.biff(craft.good())))
    data[512 + 4 * 5 : 512 + 4 * 6] = struct.pack("<I", 3)
    assert [f.code for f in read_bytes(bytes(data), "x.xls", kinds).faults] == [
        "file-broken"
    ]


def test_a_compound_file_that_is_no_workbook(kinds: Any, craft: Any) -> None:
    data = craft.ole(b"x" * 5000, "WordDocument")
    assert [f.code for f in read_bytes(data, "x.doc", kinds).faults] == ["file-kind"]


def test_a_short_workbook_in_the_small_store_of_its_container(craft: Any) -> None:
    stream = craft.biff({"单位": [["单位编号", "单位名称"], ["U1", "办公室"]]})
    whole = craft.ole(stream)
    assert ole_xls.stream(whole, "Book", "Workbook") == stream.ljust(4096, b"\0")
    # The same bytes as a mini stream: its store is the stream of the root entry.
    data = bytearray(whole)
    table = 512 + 512 * (2 + 8)
    data += struct.pack("<128I", *range(1, 64), 0xFFFFFFFE, *[0xFFFFFFFF] * 64)
    data[60:64] = struct.pack("<I", (table - 512) // 512)
    data[512 + 40 : 512 + 44] = struct.pack("<I", 0xFFFFFFFE)
    root, entry = 1024 + 116, 1024 + 128 + 116
    data[root : root + 8] = struct.pack("<II", 2, 4096)
    data[entry : entry + 8] = struct.pack("<II", 0, len(stream))
    assert ole_xls.stream(bytes(data), "Workbook") == stream
    assert ole_xls.reach(stream) == (2, 2)
