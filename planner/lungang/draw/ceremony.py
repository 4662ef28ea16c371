"""The plan of the public value and the signers, as people write it: ``plan.json``.

A lottery may name a preset (``"preset": "双色球"``) instead of its parts, a drand
source an instant (``"at"``) instead of a round.  Key files are named relative to the
plan; only public keys are read.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.draw.canonical_bytes import NotCanonical, raise_if, read_json
from lungang.draw.commit import Signer, read_public_key
from lungang.draw.entropy import (
    CHAINS,
    KINDS,
    LOTTERIES,
    MODES,
    Mode,
    NumberGroup,
    Source,
)
from lungang.draw.faults import input_fault
from lungang.draw.shipped import defaults
from lungang.draw.timestamps import BEIJING, instant, written
from lungang_models.fault import Fault
from lungang_models.words import Words


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What ``commit`` needs besides the files of the draw."""

    org: str
    mode: Mode
    sources: tuple[Source, ...]
    signers: tuple[Signer, ...]
    reveal_deadline: str


def read_ceremony(path: Path) -> Ceremony:
    """Read plan.json; raises BadInput naming each key at fault."""
    faults: list[Fault] = []

    def fault(where: str, value: object, zh: str, en: str) -> None:
        faults.append(
            input_fault("plan", f"{path.name} {where}", str(value), Words(zh, en),
                  Words("改正后重试", "correct it and try again"))
        )  # fmt: skip

    try:
        raw: Any = read_json(path.read_bytes().removeprefix(BOM_UTF8))
    except (OSError, NotCanonical) as error:
        fault("", error, "计划读不到或不是 JSON", "the plan cannot be read as JSON")
        raw = {}
    if not isinstance(raw, dict):
        raw = {}
    org, mode = raw.get("org", ""), raw.get("mode")
    if not isinstance(org, str) or not org:
        fault("org", org, "缺少单位名称", "the organisation is missing")
    if mode not in MODES:
        listed = " / ".join(MODES)
        fault("mode", mode, f"可选：{listed}", f"one of: {listed}")
        mode = MODES[0]
    deadline = str(raw.get("reveal_deadline", ""))
    _check_instant(deadline, "reveal_deadline", fault)
    sources = []
    for place, item in enumerate(raw.get("sources") or []):
        source = _source(item, f"sources[{place}]", fault)
        if source is not None:
            sources.append(source)
    signers = []
    for place, item in enumerate(raw.get("signers") or []):
        try:
            key = read_public_key(path.parent / str(item["public_key"]))
            signers.append(Signer(str(item["role"]), key))
        except (OSError, KeyError, TypeError, UnicodeDecodeError) as error:
            fault(f"signers[{place}]", error, "读不到公钥或缺角色", "no key or no role")
    raise_if(faults)
    return Ceremony(str(org), mode, tuple(sources), tuple(signers), deadline)


def _check_instant(text: str, where: str, fault: Any) -> None:
    try:
        instant(text)
    except ValueError:
        fault(where, text, "时间写作 2026-11-23T15:00:00+08:00", "write the instant so")


def _source(item: Any, where: str, fault: Any) -> Source | None:
    if not isinstance(item, dict) or item.get("kind") not in KINDS:
        fault(f"{where}.kind", item, f"可选：{' / '.join(KINDS)}", "unknown kind")
        return None
    kind = item["kind"]
    name = item.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"\S(.{0,38}\S)?", name):
        fault(f"{where}.name", name, "缺少来源名称", "the source needs a name")
        return None
    if kind == "drand":
        return _drand(item, name, where, fault)
    not_before = str(item.get("not_before", ""))
    _check_instant(not_before, f"{where}.not_before", fault)
    if kind == "balls":
        return Source(name, kind, not_before)
    parts = _parts(item, where, fault)
    _check_weekday(item, not_before, where, fault)
    if kind == "dice":
        return Source(name, kind, not_before, parts=parts)
    issue = unicodedata.normalize("NFKC", str(item.get("issue", ""))).strip()
    if not re.fullmatch("[0-9]{1,12}", issue):
        fault(f"{where}.issue", issue, "期号只写数字，如2027029",
              "the issue is written in digits only, as 2027029")  # fmt: skip
    return Source(name, kind, not_before, issue, parts)


def _check_weekday(item: Mapping[str, Any], due: str, where: str, fault: Any) -> None:
    """A lottery that is known is drawn on its weekdays only."""
    known = defaults()["lotteries"].get(str(item.get("preset")))
    try:
        on = known is None or instant(due).isoweekday() in known["weekdays"]
    except ValueError:
        return  # told already
    if not on:
        zh, en = known["when"]
        fault(f"{where}.not_before", due, f"这一天不开奖：{zh}（{known['source']}）",
              f"it is not drawn on this day: {en}")  # fmt: skip


def _drand(item: Mapping[str, Any], name: str, where: str, fault: Any) -> Source | None:
    chain = CHAINS.get(str(item.get("chain")))
    if chain is None:
        fault(
            f"{where}.chain", item.get("chain"), f"可选：{' / '.join(CHAINS)}", "chain"
        )
        return None
    number = item.get("round")
    if number is None:
        _check_instant(str(item.get("at", "")), f"{where}.at", fault)
        try:
            number = chain.round_at(instant(str(item["at"]))) + 1
        except (KeyError, ValueError):
            return None
    if not isinstance(number, int) or number < 1:
        fault(f"{where}.round", number, "轮次应为正整数", "a round is a whole number")
        return None
    due = written(chain.instant_of(number).astimezone(BEIJING))
    return Source(name, "drand", due, chain=str(item["chain"]), round=number)


def _parts(item: Mapping[str, Any], where: str, fault: Any) -> tuple[NumberGroup, ...]:
    preset = item.get("preset")
    if preset is not None:
        if preset in LOTTERIES:
            return LOTTERIES[preset]
        fault(f"{where}.preset", preset, f"可选：{' / '.join(LOTTERIES)}", "no preset")
        return ()
    parts = []
    for place, raw in enumerate(item.get("parts") or []):
        try:
            part = NumberGroup(
                str(raw["name"]), int(raw["count"]), int(raw["low"]), int(raw["high"]),
                bool(raw["ordered"]), bool(raw["distinct"]),
            )  # fmt: skip
            span = part.high - part.low + 1
            good = part.count >= 1 and part.low >= 0 and span >= 2
            if not good or (part.distinct and part.count > span):
                raise ValueError("count or range")
            parts.append(part)
        except (KeyError, TypeError, ValueError) as error:
            fault(f"{where}.parts[{place}]", error, "号码组写法不对", "a part is wrong")
    if not parts:
        fault(f"{where}.parts", "", "缺少号码组", "no parts of numbers")
    return tuple(parts)
