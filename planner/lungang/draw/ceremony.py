"""The plan of the public value and the signers, as people write it: ``plan.json``.

A lottery may name a preset (``"preset": "双色球"``) instead of its parts, a drand
source an instant (``"at"``) instead of a round.  Key files are named relative to the
plan; only public keys are read. Instants are read as people type them.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.draw.alike import is_source_name
from lungang.draw.canonical_bytes import NotCanonical, raise_if, read_json
from lungang.draw.commit import Signer, read_public_key
from lungang.draw.entropy import (
    CHAINS,
    KINDS,
    LOTTERIES,
    MODE_WORDS,
    MODES,
    Mode,
    NumberGroup,
    Source,
)
from lungang.draw.faults import input_fault
from lungang.draw.shipped import defaults
from lungang.draw.timestamps import BEIJING, instant, typed_instant, written
from lungang_models.fault import Fault
from lungang_models.words import Words

WEEK = [1, 2, 3, 4, 5, 6, 7]
_DAYS = frozenset(map(str, WEEK))


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

    raw: Any = None
    try:
        raw = read_json(path.read_bytes().removeprefix(BOM_UTF8))
    except OSError:
        fault("", "", f"找不到计划文件：{path}，样本由 plan 写出",
              f"there is no plan {path}: the verb plan writes one")  # fmt: skip
    except NotCanonical as error:
        fault("", error, "计划不是 JSON", "the plan cannot be read as JSON")
    raise_if(faults)
    if not isinstance(raw, dict):
        raw = {}
    org, mode = raw.get("org", ""), raw.get("mode")
    if not isinstance(org, str) or not org:
        fault("org", org, "缺少单位名称", "the organisation is missing")
    if mode not in MODES:
        listed = "、".join(
            f"{mode}（{words.zh}）" for mode, words in MODE_WORDS.items()
        )
        fault("mode", mode, f"可选：{listed}", f"one of: {', '.join(MODES)}")
        mode = MODES[0]
    deadline = _instant(str(raw.get("reveal_deadline", "")), "reveal_deadline", fault)
    sources = []
    for place, item in enumerate(raw.get("sources") or []):
        source = _source(item, f"sources[{place}]", fault)
        if source is not None:
            sources.append(source)
    signers = []
    for place, item in enumerate(raw.get("signers") or []):
        signer = _signer(item, path.parent, f"signers[{place}]", fault)
        if signer is not None:
            signers.append(signer)
    raise_if(faults)
    return Ceremony(str(org), mode, tuple(sources), tuple(signers), deadline)


def _signer(item: Any, beside: Path, where: str, fault: Any) -> Signer | None:
    """A signer with the key in the file named, which lies beside the plan."""
    named = item if isinstance(item, dict) else {}
    role, file = (str(named.get(k, "")).strip() for k in ("role", "public_key"))
    if not role or not file:
        fault(where, item, "须写明签署人角色 role 和公钥文件 public_key",
              "name the signer's role and the file with the public_key")  # fmt: skip
        return None
    try:
        return Signer(role, read_public_key(beside / file))
    except FileNotFoundError:
        fault(f"{where}.public_key", file,
              f"找不到公钥文件：{beside / file}；请向签署人索取，放在计划旁边",
              f"there is no key file {beside / file}: get it from the signer")  # fmt: skip
    except (OSError, UnicodeDecodeError):
        fault(f"{where}.public_key", file,
              f"公钥文件读不出来：{beside / file}；应为签署人交出的 .pub 文本文件",
              f"the key file cannot be read: {beside / file}")  # fmt: skip
    return None


def _instant(text: str, where: str, fault: Any) -> str:
    """An instant in the form that is kept; the fault of what is none."""
    try:
        return typed_instant(text)
    except ValueError:
        fault(where, text, "写明年月日和时分，如 2027-03-16 15:00（北京时间）",
              "write day and time, as 2027-03-16 15:00, Beijing time")  # fmt: skip
        return text


def _source(item: Any, where: str, fault: Any) -> Source | None:
    if not isinstance(item, dict) or item.get("kind") not in KINDS:
        fault(f"{where}.kind", item, f"可选：{' / '.join(KINDS)}", "unknown kind")
        return None
    kind = item["kind"]
    name = str(item.get("name", ""))
    if not is_source_name(name):
        fault(
            f"{where}.name",
            name,
            "来源名称只用字母、汉字、数字，不超过20个，不带“已核对”一类的话",
            "a source is called by 20 letters or digits at most, with no word of a verdict",
        )
        return None
    if kind == "drand":
        return _drand(item, name, where, fault)
    not_before = _instant(str(item.get("not_before", "")), f"{where}.not_before", fault)
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
    """A lottery is drawn on its weekdays only: those known of it, else those stated in
    the plan (``weekdays``, Monday 1); of dice, or where none are stated, on any day."""
    known = defaults()["lotteries"].get(str(item.get("preset")))
    days = known["weekdays"] if known else item.get("weekdays", WEEK)
    if not isinstance(days, list) or not days or not set(map(str, days)) <= _DAYS:
        fault(f"{where}.weekdays", days, "开奖日写1至7的列表，周一为1，如 [2, 4, 7]",
              "weekdays are a list of 1 to 7, Monday is 1: [2, 4, 7]")  # fmt: skip
        return
    try:
        on = str(instant(due).isoweekday()) in map(str, days)
    except ValueError:
        return  # told already
    if on:
        return
    zh, en = "按计划的 weekdays", "by the weekdays of the plan"
    if known:
        (zh, en), by = known["when"], known["source"]
        zh = f"{zh}（{by}）"
    fault(f"{where}.not_before", due, f"这一天不开奖：{zh}",
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
        moment = _instant(str(item.get("at", "")), f"{where}.at", fault)
        try:
            number = chain.round_at(instant(moment)) + 1
        except ValueError:
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
