"""The sample, damaged in every way that a machine can think of: used or told, always.

A mutation that changes what was read must be told; whatever is read, the account adds
up and nothing breaks. The default run takes a share, the slow one all of them.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from lungang.intake.open import CheckedWorkbook, check_workbook
from lungang_models.fault import Doubt

Cells = list[list[str]]
SHEETS = ("人员", "岗位", "单位", "亲属申报", "家属经商", "家属移居", "任职经历", "豁免",
          "休假记录", "交接安排", "不相容职责", "指定与排除")  # fmt: skip


def _sample() -> dict[str, Cells]:
    with as_file(files("lungang.intake.sample")) as folder:
        return {
            p.stem: list(csv.reader(io.StringIO(p.read_text("utf-8-sig"), newline="")))
            for p in Path(folder).glob("*.csv")
        }


def _text(rows: Cells) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _dated(rows: Cells, dice: random.Random) -> tuple[int, int] | None:
    places = [
        (r, c) for r, row in enumerate(rows[1:], 1) for c, cell in enumerate(row)
        if len(cell) == 10 and cell[4:5] == cell[7:8] == "-"
    ]  # fmt: skip
    return dice.choice(places) if places else None


def wrong_century(rows: Cells, dice: random.Random) -> str | None:
    place = _dated(rows, dice)
    if place is None:
        return None
    rows[place[0]][place[1]] = (
        "2" + dice.choice("12345678") + rows[place[0]][place[1]][2:]
    )
    return _text(rows) if rows[place[0]][place[1]][1] != "0" else None


def no_date(rows: Cells, dice: random.Random) -> str | None:
    place = _dated(rows, dice)
    if place is None:
        return None
    rows[place[0]][place[1]] = dice.choice(["2021-02-30", "昨天", "20.13.45", "#REF!"])
    return _text(rows)


def open_quote(rows: Cells, dice: random.Random) -> str:
    lines = _text(rows).split("\r\n")
    at = dice.randrange(1, len(lines) - 1)
    lines[at] = '"' + lines[at]
    return "\r\n".join(lines)


def cut(rows: Cells, dice: random.Random) -> str:
    text = _text(rows)
    first = text.index("\r\n") + 2
    at = dice.randrange(first + 1, len(text) - 2)
    while text[at - 1] in "\r\n":
        at -= 1
    return text[:at]


def short_row(rows: Cells, dice: random.Random) -> str:
    row = dice.choice(rows[1:])
    del row[dice.randrange(1, len(row)) :]
    return _text(rows)


def long_row(rows: Cells, dice: random.Random) -> str:
    dice.choice(rows[1:]).append("多出")
    return _text(rows)


def renamed_column(rows: Cells, dice: random.Random) -> str:
    at = dice.randrange(len(rows[0]))
    rows[0][at] = f"另{rows[0][at]}项"
    return _text(rows)


def repeated_column(rows: Cells, dice: random.Random) -> str:
    at = dice.randrange(len(rows[0]))
    for row in rows:
        row.append(row[at] if at < len(row) else "")
    return _text(rows)


def wrong_reference(rows: Cells, dice: random.Random) -> str | None:
    heads = [c for c, h in enumerate(rows[0])
             if h in ("单位编号", "现任岗位", "申报人工号", "工号", "涉及人员", "岗位编号")
             and not (c == 0 and rows[0][c] in ("单位编号", "工号", "岗位编号")
                      and len(rows[0]) > 8)]  # fmt: skip
    places = [(r, c) for r in range(1, len(rows)) for c in heads if rows[r][c]]
    if not places:
        return None
    r, c = dice.choice(places)
    rows[r][c] = dice.choice(["没有的", "Ｚ９９９", "А001", "待定"])
    return _text(rows)


def another_word(rows: Cells, dice: random.Random) -> str | None:
    words = {"行政", "事业", "科员", "副科", "正科", "内设科室", "配偶", "任职"}
    places = [(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row)
              if cell in words]  # fmt: skip
    if not places:
        return None
    r, c = dice.choice(places)
    rows[r][c] += "级别"
    return _text(rows)


HOW: tuple[Callable[[Cells, random.Random], str | None], ...] = (
    wrong_century, no_date, open_quote, cut, short_row, long_row, renamed_column,
    repeated_column, wrong_reference, another_word,
)  # fmt: skip


def damaged(seed: int, folder: Path) -> tuple[str, str] | None:
    """Writes the sample with one mutation; which sheet, and how."""
    dice = random.Random(seed)
    sheets = _sample()
    how, sheet = HOW[seed % len(HOW)], dice.choice(SHEETS)
    text = how([list(row) for row in sheets[sheet]], dice)
    if text is None:
        return None
    for name, rows in sheets.items():
        content = text if name == sheet else _text(rows)
        (folder / f"{name}.csv").write_text(content, "utf-8", newline="")
    return sheet, how.__name__


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> CheckedWorkbook:
    folder = tmp_path_factory.mktemp("intact")
    for name, rows in _sample().items():
        (folder / f"{name}.csv").write_text(_text(rows), "utf-8", newline="")
    return check_workbook(folder)


def held(seed: int, folder: Path, intact: CheckedWorkbook) -> None:
    made = damaged(seed, folder)
    if made is None:
        return
    found = check_workbook(folder)
    assert found.account.adds_up, made
    known = {(d.code, d.column, d.value) for d in intact.doubts}
    new = [
        f for f in (*found.faults, *found.doubts)
        if not isinstance(f, Doubt) or (f.code, f.column, f.value) not in known
    ]  # fmt: skip
    assert intact.problem is not None
    same = found.problem is not None and found.problem.hash == intact.problem.hash
    assert new or same or found.not_examined != intact.not_examined, made
    for fault in new:
        assert fault.says.zh and fault.says.en and fault.maybe.zh and fault.maybe.en
        assert fault.origin is not None or fault.code.startswith(
            ("file-", "no", "sheet-")
        )


@pytest.mark.parametrize("seed", range(20))
def test_a_mutation_is_told(seed: int, tmp_path: Path, intact: CheckedWorkbook) -> None:
    held(seed, tmp_path, intact)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 400))
def test_every_mutation_is_told(
    seed: int, tmp_path: Path, intact: CheckedWorkbook
) -> None:
    held(seed, tmp_path, intact)
