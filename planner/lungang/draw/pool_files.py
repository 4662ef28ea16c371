"""A pool as six files, read with every fault at once and written byte for byte alike."""

from __future__ import annotations

import re
from pathlib import Path

from lungang.draw.assembling import PoolRows, assemble
from lungang.draw.canonical_bytes import csv_bytes, raise_if, read_csv, write_new
from lungang.draw.faults import input_fault
from lungang.draw.pool import (
    CONFLICTS,
    COVERS,
    EXCLUSIONS,
    ROSTER,
    BarredPair,
    Exclusion,
    Holder,
    Pool,
)
from lungang.draw.rule_reader import FILE
from lungang.draw.rules import parse_rules
from lungang.draw.workdays import calendar_bytes, read_calendar
from lungang_models.fault import Fault
from lungang_models.words import Words


def read_pool(folder: Path) -> Pool:
    """Read a draw's folder; raises BadInput with every fault of every file."""
    faults: list[Fault] = []
    holders = _read_roster(folder / "roster.csv", faults)
    exclusions = [
        (
            f"exclusions.csv:{line}",
            Exclusion(**{name: row[name] for name in EXCLUSIONS}),
        )
        for line, row in read_csv(folder / "exclusions.csv", EXCLUSIONS, faults)
    ]
    barred_pairs = [
        (f"conflicts.csv:{line}", BarredPair(**{name: row[name] for name in CONFLICTS}))
        for line, row in read_csv(folder / "conflicts.csv", CONFLICTS, faults)
    ]
    covers, capacity = _read_covers(folder / "covers.csv", faults)
    calendar = read_calendar(folder / "calendar.csv", faults)
    try:
        data = (folder / FILE).read_bytes()
    except OSError as error:
        faults.append(
            input_fault(
                "file-missing", FILE, str(error.strerror),
                Words("文件读不到", "the file cannot be read"),
                Words("把该文件放入抽取文件夹", "put the file into the draw's folder"),
            )
        )  # fmt: skip
        data = b""
    rules = parse_rules(data, faults) if data else None
    if rules is None:
        raise_if(faults)
        raise AssertionError("rules.json unread without a fault")
    read = PoolRows(holders, covers, capacity, exclusions, barred_pairs, calendar)
    pool = assemble(rules, read, faults)
    raise_if(faults)
    return pool


def _count(text: str, low: int, high: int) -> int | None:
    if re.fullmatch(r"0|[1-9]\d{0,5}", text) and low <= int(text) <= high:
        return int(text)
    return None


def _read_roster(path: Path, faults: list[Fault]) -> list[tuple[str, Holder]]:
    holders = []
    for line, row in read_csv(path, ROSTER, faults):
        at = f"{path.name}:{line}"
        years = _count(row["years_since_draw"], 0, 60)
        if years is None:
            faults.append(
                input_fault(
                    "years-form", f"{at} years_since_draw", row["years_since_draw"],
                    Words("不是0至60的整数年", "not whole years from 0 to 60"),
                    Words("填整数；从未抽中的填任关键岗位年数",
                          "a whole number; if never drawn, years in key posts"),
                )
            )  # fmt: skip
        if not row["unit"].strip():
            faults.append(
                input_fault(
                    "unit-missing", f"{at} unit", "",
                    Words("缺少单位", "the unit is missing"),
                    Words("填单位代码", "give the unit's code"),
                )
            )  # fmt: skip
        groups = {name: row[name] for name in row if name not in ROSTER}
        holders.append(
            (at, Holder(row["pid"], row["unit"], row["process"], years or 0, groups))
        )
    if not holders and path.exists():
        faults.append(
            input_fault(
                "roster-empty", path.name, "",
                Words("名册是空的", "the roster is empty"),
                Words("写入关键岗位人员", "list the holders of key posts"),
            )
        )  # fmt: skip
    return holders


def _read_covers(
    path: Path, faults: list[Fault]
) -> tuple[list[tuple[str, str, str]], dict[str, int]]:
    pairs, capacity = [], dict[str, int]()
    for line, row in read_csv(path, COVERS, faults):
        at = f"{path.name}:{line}"
        pairs.append((at, row["pid"], row["cover"]))
        many = _count(row["capacity"], 1, 100)
        if many is None or capacity.setdefault(row["cover"], many) != many:
            faults.append(
                input_fault(
                    "capacity", f"{at} capacity", row["capacity"],
                    Words("可代职次数不是1至100的整数，或与前文不一",
                          "not a number from 1 to 100, or not the one given before"),
                    Words("同一代职人写同一个数", "the same number for the same cover"),
                )
            )  # fmt: skip
    return pairs, capacity


def pool_files(pool: Pool, rules: bytes) -> dict[str, bytes]:
    """The folder's files for a pool; ``rules`` are the bytes of its rules.json."""
    extra = sorted({name for holder in pool.holders for name in holder.groups})
    roster = [
        {
            "pid": holder.pid,
            "unit": holder.unit,
            "process": holder.process,
            "years_since_draw": str(holder.years_since_draw),
            **{name: holder.groups.get(name, "") for name in extra},
        }
        for holder in pool.holders
    ]
    covers = [
        {"pid": pid, "cover": cover, "capacity": str(pool.capacity.get(cover, 1))}
        for pid, found in pool.covers.items()
        for cover in found
    ]
    return {
        "roster.csv": csv_bytes((*ROSTER, *extra), roster),
        "exclusions.csv": csv_bytes(
            EXCLUSIONS,
            [
                {name: getattr(row, name) for name in EXCLUSIONS}
                for row in pool.exclusions
            ],
        ),
        "covers.csv": csv_bytes(COVERS, covers),
        "conflicts.csv": csv_bytes(
            CONFLICTS,
            [
                {name: getattr(row, name) for name in CONFLICTS}
                for row in pool.barred_pairs
            ],
        ),
        "rules.json": rules,
        "calendar.csv": calendar_bytes(pool.calendar),
    }


def write_pool(folder: Path, pool: Pool, rules: bytes) -> None:
    """Write the folder's files; a file there with other content is never touched."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in pool_files(pool, rules).items():
        write_new(folder / name, data)
