"""The policy of one draw, read from ``rules.json``.

No number of the law or of a policy lives in the code: share, floor, ceiling, length
of the leave, caps and reasons all come from here, and every group of them names its
source under ``sources``.  Rationals are texts ("1/5"); a floating-point number is a
fault, because two programs may read it differently.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal, cast

from lungang.draw.canonical_bytes import NotCanonical, read_json
from lungang.draw.faults import input_fault
from lungang.draw.rule_reader import FILE, RuleReader
from lungang.draw.stream import HASH_NAMES, HashName
from lungang_models.fault import Fault
from lungang_models.words import Words

SCHEMA = "lungang-draw-rules/2"
LEAST_BITS = 40  # a public value with fewer can be searched through
MOST_DEVIATION = Fraction(1, 20)
EVERYBODY = "*"

Rounding = Literal["up", "down", "nearest"]
ShareBase = Literal["pool", "holders"]
Notice = Literal["announced", "unannounced"]


@dataclass(frozen=True, slots=True)
class Quota:
    """At least ``min`` and at most ``max`` of one group may be drawn.

    The group is everyone whose roster ``field`` equals ``value`` (field "*": all).
    """

    id: str
    field: str
    value: str
    min: int
    max: int
    reason: str
    article: str


@dataclass(frozen=True, slots=True)
class ExclusionReason:
    """One of the closed list of reasons for leaving a holder out."""

    code: str
    words: Words
    article: str


@dataclass(frozen=True, slots=True)
class WindowRules:
    """When those drawn are away.

    ``working_days`` consecutive working days, inside ``first`` … ``last``, touching
    no black-out; starts on any working day or only on the first of a week; caps on
    how many are away at once (0: no cap).
    """

    working_days: int
    first: date
    last: date
    start: Literal["any-day", "week"]
    blackouts: tuple[tuple[date, date, str], ...]
    unit_absent_max: int
    process_absent_max: int
    total_absent_max: int
    notice: Notice
    notice_days: int


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """When the risk register speaks up.

    ``overdue_years``: not on mandatory leave for more years than this (F2);
    ``same_month_years``: windows in the same month so many years running (F4);
    ``blackout_share``: more of the working days than this blacked out (F4).
    """

    overdue_years: int
    same_month_years: int
    blackout_share: Fraction


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the committee decides about a draw before it is committed.

    ``deviation_max``: how far count over pages may lie from the fair chance;
    ``waiting_days``: working days between the commitment and the first value.
    """

    share: Fraction
    rounding: Rounding
    share_base: ShareBase
    quotas: tuple[Quota, ...]
    weight_base: int
    weight_per_year: int
    weight_years_cap: int
    odds_floor: Fraction
    odds_ceiling: Fraction
    pages: int
    deviation_max: Fraction
    cover_required: bool
    drawn_may_cover: bool
    window: WindowRules
    exclusion_reasons: tuple[ExclusionReason, ...]
    exclusion_alarm: Fraction
    replace_max: Fraction
    register: RegisterRules
    hash: HashName
    entropy_bits_min: int
    waiting_days: int
    sources: Mapping[str, str]

    def weight(self, years_since_draw: int) -> int:
        """How much more the chance of somebody long not drawn should weigh."""
        years = min(years_since_draw, self.weight_years_cap)
        return self.weight_base + self.weight_per_year * years

    def panel_size(self, pool: int, excluded: int) -> int:
        """K: the share of the pool (or of all holders), rounded as stated."""
        base = pool if self.share_base == "pool" else pool + excluded
        exact = self.share * base
        if self.rounding == "up":
            return -(-exact.numerator // exact.denominator)
        if self.rounding == "down":
            return exact.numerator // exact.denominator
        doubled = 2 * exact + 1  # halves go up
        return doubled.numerator // (2 * doubled.denominator)


# Each key of rules.json, and the group under which its source must be cited.
SOURCE_OF: dict[str, str] = {
    "share": "share", "rounding": "share", "share_base": "share",
    "quotas": "quotas", "weights": "weights", "odds_floor": "odds",
    "odds_ceiling": "odds", "pages": "pages", "deviation_max": "pages",
    "cover": "cover", "window": "window", "exclusion_reasons": "exclusions",
    "exclusion_alarm": "exclusions", "replace_max": "exclusions",
    "register": "register", "hash": "hash", "entropy_bits_min": "entropy",
    "waiting_days": "entropy",
}  # fmt: skip


def parse_rules(data: bytes, faults: list[Fault]) -> Rules | None:
    """Read rules.json; every fault names its key.  None if it is no JSON object."""
    raw = _object(data, faults)
    if raw is None:
        return None
    top = RuleReader(raw, faults)
    top.choice("schema", (SCHEMA,))
    zero, one = Fraction(0), Fraction(1)
    weights, cover = top.inner("weights"), top.inner("cover")
    rules = Rules(
        share=top.rational("share", Fraction(1, 10**6), one),
        rounding=cast(Rounding, top.choice("rounding", ("up", "down", "nearest"))),
        share_base=cast(ShareBase, top.choice("share_base", ("pool", "holders"))),
        quotas=_quotas(top),
        weight_base=weights.integer("base", 1, 1000),
        weight_per_year=weights.integer("per_year", 0, 1000),
        weight_years_cap=weights.integer("years_cap", 0, 60),
        odds_floor=top.rational("odds_floor", zero, one),
        odds_ceiling=top.rational("odds_ceiling", zero, one),
        pages=top.integer("pages", 1, 100_000),
        deviation_max=top.rational("deviation_max", zero, MOST_DEVIATION),
        cover_required=cover.truth("required"),
        drawn_may_cover=cover.truth("drawn_may_cover"),
        window=_window(top.inner("window")),
        exclusion_reasons=_reasons(top),
        exclusion_alarm=top.rational("exclusion_alarm", zero, one),
        replace_max=top.rational("replace_max", zero, one),
        register=_register(top.inner("register")),
        hash=cast(HashName, top.choice("hash", HASH_NAMES)),
        entropy_bits_min=top.integer("entropy_bits_min", LEAST_BITS, 256),
        waiting_days=top.integer("waiting_days", 0, 60),
        sources=_sources(top),
    )
    weights.nothing_else()
    cover.nothing_else()
    top.nothing_else()
    if rules.odds_floor > rules.odds_ceiling:
        top.fault(
            "floor-above-ceiling", "odds_floor", "机会下限高于上限",
            "the floor of the odds is above the ceiling",
            Words("改低下限或改高上限", "lower the floor or raise the ceiling"),
        )  # fmt: skip
    return rules


def _object(data: bytes, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        raw = read_json(data)
    except NotCanonical as error:
        floating = "float" in str(error)
        faults.append(
            input_fault(
                "float-in-rules" if floating else "not-json",
                FILE,
                str(error),
                Words("含有小数", "holds a floating-point number")
                if floating
                else Words("不是 JSON", "is not JSON"),
                Words('改为文本分数，如 "1/5"', 'write a fraction as text, like "1/5"')
                if floating
                else Words("按模板重写", "write it again from the template"),
            )
        )
        return None
    if not isinstance(raw, dict):
        faults.append(
            input_fault("not-json", FILE, str(raw), Words("应为对象", "must be an object"),
                  Words("写成 {…}", "write {…}"))
        )  # fmt: skip
        return None
    return raw


def _quotas(top: RuleReader) -> tuple[Quota, ...]:
    quotas: list[Quota] = []
    for raw in top.each("quotas"):
        quota = Quota(
            id=raw.text("id"),
            field=raw.text("field"),
            value=raw.text("value"),
            min=raw.integer("min", 0, 10**6),
            max=raw.integer("max", 0, 10**6),
            reason=raw.text("reason"),
            article=raw.article("article"),
        )
        raw.nothing_else()
        if quota.min > quota.max:
            raw.fault(
                "min-above-max", "min", "下限高于上限", "the minimum is above the max",
                Words("改下限或上限", "change one of the two"),
            )  # fmt: skip
        if quota.id in {"K", *(other.id for other in quotas)}:
            raw.fault(
                "id-twice", "id", "编号重复", "this id occurs twice",
                Words("换一个编号", "choose another id"),
            )  # fmt: skip
        quotas.append(quota)
    return tuple(quotas)


def _window(raw: RuleReader) -> WindowRules:
    blackouts = []
    for item in raw.each("blackouts"):
        blackouts.append((item.day("from"), item.day("to"), item.text("reason")))
        item.nothing_else()
        if blackouts[-1][0] > blackouts[-1][1]:
            item.fault(
                "dates-reversed", "to", "结束早于开始", "ends before it begins",
                Words("调换日期", "swap the dates"),
            )  # fmt: skip
    window = WindowRules(
        working_days=raw.integer("working_days", 1, 60),
        first=raw.day("first"),
        last=raw.day("last"),
        start=cast(
            Literal["any-day", "week"], raw.choice("start", ("any-day", "week"))
        ),
        blackouts=tuple(blackouts),
        unit_absent_max=raw.integer("unit_absent_max", 0, 10**6),
        process_absent_max=raw.integer("process_absent_max", 0, 10**6),
        total_absent_max=raw.integer("total_absent_max", 0, 10**6),
        notice=cast(Notice, raw.choice("notice", ("unannounced", "announced"))),
        notice_days=raw.integer("notice_days", 0, 30),
    )
    raw.nothing_else()
    if window.first > window.last:
        raw.fault(
            "dates-reversed", "last", "结束早于开始", "ends before it begins",
            Words("调换日期", "swap the dates"),
        )  # fmt: skip
    return window


def _register(raw: RuleReader) -> RegisterRules:
    found = RegisterRules(
        overdue_years=raw.integer("overdue_years", 0, 60),
        same_month_years=raw.integer("same_month_years", 2, 60),
        blackout_share=raw.rational("blackout_share", Fraction(0), Fraction(1)),
    )
    raw.nothing_else()
    return found


def _reasons(top: RuleReader) -> tuple[ExclusionReason, ...]:
    reasons: list[ExclusionReason] = []
    for raw in top.each("exclusion_reasons"):
        words = Words(raw.text("zh"), raw.text("en"))
        one = ExclusionReason(raw.text("code"), words, raw.article("article"))
        raw.nothing_else()
        if any(one.code == other.code for other in reasons):
            raw.fault(
                "code-twice", "code", "代码重复", "this code occurs twice",
                Words("换一个代码", "choose another code"),
            )  # fmt: skip
        reasons.append(one)
    return tuple(reasons)


def _sources(top: RuleReader) -> dict[str, str]:
    raw = top.inner("sources")
    wanted = sorted(set(SOURCE_OF.values()))
    cited = {name: raw.text(name) for name in wanted}
    raw.nothing_else()
    return cited


def rules_bytes(raw: Mapping[str, Any]) -> bytes:
    """rules.json as it is written for people: sorted keys, two spaces, one file."""
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, indent=2)
    return text.encode("utf-8") + b"\n"
