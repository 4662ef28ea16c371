"""Pools for the tests: invented bureaus of any size, and tiny ones for enumeration."""

from __future__ import annotations

import itertools
import math
import random
from datetime import date
from typing import Any

from lungang.draw.assembling import OtherRows, make_pool
from lungang.draw.pool import BarredPair, Exclusion, Holder, Pool
from lungang.draw.rules import Rules, parse_rules, rules_bytes
from lungang.draw.workdays import Day, year_days

SOURCES = {
    name: "测试用口径 (a figure invented for the tests)"
    for name in ("share", "quotas", "weights", "odds", "pages", "cover", "window",
                 "exclusions", "hash", "entropy", "register")
}  # fmt: skip


def rules_raw(**changes: Any) -> dict[str, Any]:
    """A complete rules.json as a dictionary, with some keys changed."""
    raw: dict[str, Any] = {
        "schema": "lungang-draw-rules/2",
        "share": "1/5",
        "rounding": "up",
        "share_base": "pool",
        "quotas": [],
        "weights": {"base": 1, "per_year": 0, "years_cap": 10},
        "odds_floor": "0",
        "odds_ceiling": "1",
        "pages": 1000,
        "deviation_max": "1/20",
        "cover": {"required": True, "drawn_may_cover": False},
        "window": {
            "working_days": 10, "first": "2026-03-02", "last": "2026-12-11",
            "start": "week",
            "blackouts": [
                {"from": "2026-10-12", "to": "2026-11-20", "reason": "预算编制"}
            ],
            "unit_absent_max": 1, "process_absent_max": 2, "total_absent_max": 0,
            "notice": "unannounced", "notice_days": 0,
        },
        "exclusion_reasons": [
            {"code": "maternity", "zh": "产假", "en": "maternity", "article": "38"},
            {"code": "seconded", "zh": "借调在外", "en": "seconded", "article": "38"},
        ],
        "exclusion_alarm": "3/10",
        "replace_max": "1/10",
        "register": {
            "overdue_years": 3, "same_month_years": 3, "blackout_share": "1/4"
        },
        "hash": "sha256",
        "entropy_bits_min": 40,
        "waiting_days": 5,
        "sources": SOURCES,
    }  # fmt: skip
    raw.update(changes)
    return raw


def rules_of(raw: dict[str, Any]) -> Rules:
    """Parse, insisting that there is no fault."""
    faults: list[Any] = []
    rules = parse_rules(rules_bytes(raw), faults)
    assert not faults, [str(fault) for fault in faults]
    assert rules is not None
    return rules


def quota(field: str, value: str, low: int, high: int) -> dict[str, Any]:
    """One quota as it stands in rules.json."""
    return {
        "id": f"{field}={value}", "field": field, "value": value, "min": low,
        "max": high, "reason": "均衡抽取", "article": "38",
    }  # fmt: skip


def calendar_2026() -> tuple[Day, ...]:
    """The working days of 2026."""
    return year_days([2026], {})[0]


def bureau(
    n: int,
    seed: int = 1,
    covers: bool = True,
    weights: bool = True,
    cross: bool = True,
    pages: int = 1000,
    **changes: Any,
) -> tuple[Pool, dict[str, Any]]:
    """A bureau of n holders: units of 3 to 16 in divisions, grades, post classes.

    Tight quotas (some units must send one, small units may send only one), about 3.5
    covers a person, a tenth of them struck out for kinship or incompatible duties.
    """
    chance = random.Random(seed * 1_000_003 + n)
    sizes: list[int] = []
    while sum(sizes) < n:
        sizes.append(chance.choice([3, 4, 5, 6, 8, 10, 12, 16]))
    units = [u for u, size in enumerate(sizes) for _ in range(size)][:n]
    divisions = max(3, round(math.sqrt(n) / 3))
    many = units[-1] + 1
    classes = ["审批", "资金", "采购", "资产", "政策"]
    unit_class = [chance.choice(classes) for _ in range(many)]
    holders = []
    for place in range(n):
        unit = units[place]
        kind = unit_class[unit] if chance.random() < 0.6 else chance.choice(classes)
        holders.append(
            Holder(
                pid=f"P{place:05d}",
                unit=f"U{unit:03d}",
                process=f"{kind}-{unit // 3}",
                years_since_draw=chance.choice([0, 1, 1, 2, 2, 3, 3, 4, 5]),
                groups={
                    "division": f"D{unit * divisions // many}",
                    "grade": chance.choices(["科长", "副科长", "科员"], [1, 2, 7])[0],
                    "post_class": kind,
                },
            )
        )
    share = 0.2
    size = math.ceil(share * n)
    quotas = []
    for unit in sorted({h.unit for h in holders}):
        count = sum(h.unit == unit for h in holders)
        low = 1 if chance.random() < 0.3 and count > 3 else 0
        high = 1 if count <= 6 else 2 if count <= 12 else 3
        quotas.append(quota("unit", unit, low, min(high, count)))
    for name, below, above in (
        ("division", 0.85, 1.15),
        *((("grade", 0.75, 1.25), ("post_class", 0.85, 1.15)) if cross else ()),
    ):
        for value in sorted({h.groups[name] for h in holders}):
            count = sum(h.groups[name] == value for h in holders)
            quotas.append(
                quota(
                    name, value,
                    math.floor(below * share * count), math.ceil(above * share * count),
                )
            )  # fmt: skip
    raw = rules_raw(
        quotas=quotas,
        pages=pages,
        weights={"base": 1, "per_year": 1 if weights else 0, "years_cap": 10},
        cover={"required": covers, "drawn_may_cover": False},
        **changes,
    )
    pairs, capacity, barred_pairs = (
        _cover_pairs(chance, holders) if covers else ([], {}, [])
    )
    exclusions = [
        Exclusion(
            "X00001", "maternity", "38", "人字〔2026〕3号", "", "人事科", "内控办"
        )
    ]
    pool = make_pool(
        rules_of(raw),
        holders,
        pairs,
        capacity,
        OtherRows(exclusions, barred_pairs, calendar_2026()),
    )
    assert pool.size == size
    return pool, raw


def _cover_pairs(
    chance: random.Random, holders: list[Holder]
) -> tuple[list[tuple[str, str]], dict[str, int], list[BarredPair]]:
    by_unit: dict[str, list[str]] = {}
    for extra in range(len(holders) // 2):
        unit = chance.choice(holders).unit
        by_unit.setdefault(unit, []).append(f"C{extra:05d}")
    pairs, barred_pairs = [], []
    capacity: dict[str, int] = {}
    for holder in holders:
        possible = [c for c in by_unit.get(holder.unit, []) if chance.random() < 0.55]
        peers = [
            other.pid
            for other in holders
            if other.pid != holder.pid
            and other.groups["division"] == holder.groups["division"]
            and other.groups["post_class"] == holder.groups["post_class"]
        ]
        chance.shuffle(peers)
        possible += peers[: chance.choice([0, 1, 1, 2, 3])]
        for cover in sorted(set(possible)):
            if chance.random() < 0.1:
                barred_pairs.append(
                    BarredPair(holder.pid, cover, "kinship", "21(1)", "申报表")
                )
                continue
            pairs.append((holder.pid, cover))
            capacity[cover] = 2 if cover.startswith("C") else 1
    return pairs, capacity, barred_pairs


def tiny(seed: int) -> Pool | None:
    """6 to 10 people, mutual covers, crossing quotas; None if no list is lawful."""
    chance = random.Random(seed)
    n = chance.randint(6, 10)
    size = chance.randint(2, 4)
    style = seed % 3
    holders = [
        Holder(
            pid=f"p{place}",
            unit=f"u{chance.randrange(3)}",
            process="-",
            years_since_draw=chance.choice([0, 0, 1, 2]),
            groups={"a": f"a{chance.randrange(3)}", "b": f"b{chance.randrange(2)}"},
        )
        for place in range(n)
    ]
    fields = ("unit",) if style < 2 else ("unit", "a", "b")
    quotas = []
    for name in fields:
        for value in sorted({str(h.value(name)) for h in holders}):
            count = sum(h.value(name) == value for h in holders)
            high = chance.randint(1, 2)
            low = 1 if chance.random() < 0.2 else 0
            quotas.append(quota(name, value, low, min(high, count)))
    pairs = set()
    for place in range(n):
        if style == 2:
            pairs.add((f"p{place}", f"own{place}"))
            continue
        others = [other for other in range(n) if other != place]
        for other in chance.sample(others, chance.choice([1, 1, 2])):
            pairs.add((f"p{place}", f"p{other}"))
        if style == 0 and chance.random() < 0.3:
            pairs.add((f"p{place}", f"out{chance.randrange(2)}"))
    raw = rules_raw(
        share=f"{size}/{n}",
        quotas=quotas,
        weights={"base": 1, "per_year": chance.choice([0, 1]), "years_cap": 10},
    )
    try:
        pool = make_pool(
            rules_of(raw), holders, sorted(pairs), {c: 1 for _, c in pairs}
        )
    except Exception:
        return None
    return pool if every_panel(pool) else None


def lawful(pool: Pool, panel: tuple[int, ...]) -> bool:
    """Whether a list obeys quotas and covers, decided by trying every cover."""
    for limit, members in pool.groups:
        if not limit.min <= len(set(members) & set(panel)) <= limit.max:
            return False
    if not pool.rules.cover_required:
        return True
    drawn = {pool.pids[place] for place in panel}

    def place_rest(rest: list[str], load: dict[str, int]) -> bool:
        if not rest:
            return True
        for cover in pool.covers_of(rest[0]):
            if cover in drawn and not pool.rules.drawn_may_cover:
                continue
            if load.get(cover, 0) < pool.capacity.get(cover, 1):
                taken = {**load, cover: load.get(cover, 0) + 1}
                if place_rest(rest[1:], taken):
                    return True
        return False

    return place_rest(sorted(drawn), {})


def every_panel(pool: Pool) -> list[tuple[int, ...]]:
    """All lawful lists, by trying every combination."""
    return [
        panel
        for panel in itertools.combinations(range(len(pool.holders)), pool.size)
        if lawful(pool, panel)
    ]


def day(text: str) -> date:
    """A date from its text."""
    return date.fromisoformat(text)
