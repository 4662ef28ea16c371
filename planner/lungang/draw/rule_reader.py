"""Typed values out of rules.json; every fault names its key."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from typing import Any

from lungang.draw.alike import is_fit, same_to_the_eye
from lungang.draw.faults import input_fault
from lungang_models.fault import Fault
from lungang_models.words import Words

FILE = "rules.json"
_RATIONAL = re.compile("[0-9]{1,6}(/[1-9][0-9]{0,6})?")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ONE = r"([1-9]|[12][0-9]|3[0-8])(\([0-9]{1,2}\)[0-9]{0,2})?"
_ARTICLES = re.compile(f"{_ONE}(, {_ONE})*")


def is_article(text: str) -> bool:
    """Whether a text names a law: in figures an article of the regulation, of which
    there are 38, with its paragraph; in words any other law, never the regulation.

    >>> is_article("21(1)"), is_article("99"), is_article("公务员法第七十四条")
    (True, False, True)
    >>> is_article("第九十九条")
    False
    """
    if text[:1].isdecimal():
        return _ARTICLES.fullmatch(text) is not None
    seen = same_to_the_eye(text)
    return bool(seen) and not seen.startswith(("第", "本办法", "本规定", "article"))


class RuleReader:
    """Takes typed values out of parsed JSON and notes every fault with its key."""

    def __init__(self, raw: dict[str, Any], faults: list[Fault], at: str = "") -> None:
        self.raw = raw
        self.faults = faults
        self.at = at
        self.seen: set[str] = set()

    def fault(self, code: str, key: str, zh: str, en: str, fix: Words) -> None:
        value = self.raw.get(key, "")
        shown = json.dumps(value, ensure_ascii=False, default=str)
        self.faults.append(
            input_fault(code, f"{FILE} {self.at}{key}", shown, Words(zh, en), fix)
        )

    def _take(self, key: str) -> Any:
        self.seen.add(key)
        if key not in self.raw:
            self.fault(
                "key-missing", key, "缺少此项", "this key is missing",
                Words(f"写上 {key}", f"add {key}"),
            )  # fmt: skip
            return None
        return self.raw[key]

    def integer(self, key: str, low: int, high: int) -> int:
        value = self._take(key)
        if value is None:
            return low
        if isinstance(value, bool) or not isinstance(value, int):
            value = None
        if value is None or not low <= value <= high:
            self.fault(
                "not-in-range", key, "不是所需的整数", "not the integer needed",
                Words(f"填{low}至{high}的整数", f"an integer from {low} to {high}"),
            )  # fmt: skip
            return low
        return int(value)

    def rational(self, key: str, low: Fraction, high: Fraction) -> Fraction:
        value = self._take(key)
        if value is None:
            return high
        if isinstance(value, str) and _RATIONAL.fullmatch(value):
            number = Fraction(value)
            if low <= number <= high:
                return number
        self.fault(
            "not-rational", key, "不是所需的分数", "not the fraction needed",
            Words(
                f"写成文本分数，如“1/5”，范围{low}至{high}",
                f'a fraction as text, like "1/5", from {low} to {high}',
            ),
        )  # fmt: skip
        return high

    def text(self, key: str) -> str:
        value = self._take(key)
        if isinstance(value, str) and same_to_the_eye(value) and is_fit(value):
            return value
        if value is not None:
            self.fault(
                "not-text", key, "应为一行文字", "one line of text is needed",
                Words("填写文字", "write some text"),
            )  # fmt: skip
        return ""

    def article(self, key: str) -> str:
        value = self.text(key)
        if value and not is_article(value):
            self.fault(
                "no-article", key, "没有这一条", "there is no such article",
                Words("写条款号，如“21(1)”，或法规全名", "an article, like 21(1)"),
            )  # fmt: skip
        return value

    def truth(self, key: str) -> bool:
        value = self._take(key)
        if not isinstance(value, bool) and value is not None:
            self.fault(
                "not-boolean", key, "应为 true 或 false", "must be true or false",
                Words("改为 true 或 false", "write true or false"),
            )  # fmt: skip
        return value is True

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self._take(key)
        if value in allowed:
            return str(value)
        if value is not None:
            listed = " / ".join(allowed)
            self.fault(
                "not-a-choice", key, "不在可选值内", "not one of the choices",
                Words(f"可选：{listed}", f"one of: {listed}"),
            )  # fmt: skip
        return allowed[0]

    def day(self, key: str) -> date:
        value = self._take(key)
        try:
            if not _DAY.fullmatch(value):
                raise ValueError(value)  # 20260615 and 2026-W25-1 are read by some only
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            if value is not None:
                self.fault(
                    "not-a-date", key, "不是日期", "not a date",
                    Words("写作 2026-06-15", "write 2026-06-15"),
                )  # fmt: skip
            return date.min

    def inner(self, key: str) -> RuleReader:
        value = self._take(key)
        if not isinstance(value, dict):
            if value is not None:
                self.fault(
                    "not-an-object", key, "应为对象", "an object is needed",
                    Words("写成 {…}", "write {…}"),
                )  # fmt: skip
            value = {}
        return RuleReader(value, self.faults, f"{self.at}{key}.")

    def each(self, key: str) -> list[RuleReader]:
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            if value is not None:
                self.fault(
                    "not-a-list", key, "应为对象的列表", "a list of objects is needed",
                    Words("写成 [{…}，…]", "write [{…}, …]"),
                )  # fmt: skip
            return []
        return [
            RuleReader(inner, self.faults, f"{self.at}{key}[{place}].")
            for place, inner in enumerate(value)
        ]

    def nothing_else(self) -> None:
        for key in self.raw.keys() - self.seen:
            self.fault(
                "key-unknown", key, "没有这个参数", "there is no such key",
                Words("检查拼写或删去", "check the spelling or remove it"),
            )  # fmt: skip
