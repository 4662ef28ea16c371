"""What the values of the policy sheet, and their choices, are called.

A value has a key for programs (``boomerang.mode``) and a name for people; so has each
word of a closed list. The sheet shows the names, and takes the keys as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin

from lungang.intake.workbook.columns import folded
from lungang_models.registry import checks, policies, preferences
from lungang_models.words import Language, Words, listed, same

TOPICS = {
    "continuity": Words("工作连续性", "continuity"),
    "grading": Words("风险定级", "grading"),
    "kinship": Words("亲属范围", "kin"),
    "notice": Words("提示期限", "notice"),
    "objective": Words("目标次序", "order of aims"),
    "office": Words("单位情况", "office"),
    "procedure-steps": Words("程序步骤", "steps of procedure"),
    "recusal": Words("岗位回避", "recusal"),
    "tenure": Words("任职年限计算", "counting of tenure"),
    "tenure-limits": Words("任职年限", "term of office"),
}
"""Policies that several rules share, and that bear no rule's title."""

CHOICES = {
    "all": Words("一律", "all"),
    "ask": Words("须核实", "to be asked"),
    "bureau": Words("整个机关", "the whole organisation"),
    "civil_code_close": Words("民法典所称近亲属", "close relatives of the Civil Code"),
    "cn_accounting": Words("会计人员", "accountants"),
    "cn_bank_key": Words("银行重要岗位人员", "key staff of a bank"),
    "cn_bank_ordinary": Words("银行一般人员", "ordinary staff of a bank"),
    "cn_civil": Words("公务员", "civil servants"),
    "cn_institution": Words("事业单位人员", "staff of public institutions"),
    "counts": Words("算", "counts"),
    "custom": Words("自定", "one's own"),
    "forbid": Words("禁止", "forbidden"),
    "hard": Words("约束", "binds"),
    "key_funds": Words(
        "其中一方为涉及资金的关键岗位", "one of them a key post of funds"
    ),
    "no": Words("不算", "does not count"),
    "none": Words("只提示", "reported only"),
    "organ": Words("同一机关", "the same organ"),
    "pool": Words("同一片区", "the same pool"),
    "report": Words("仅提示", "reported only"),
    "soft": Words("先核实", "confirmed first"),
    "supervising": Words("仅主要领导和分管领导", "the chief and the one in charge"),
    "team": Words("班子成员均算", "any of the team"),
    "unit": Words("本单位", "the unit"),
    "us_3110": Words("美国法典第5编第3110条的亲属", "relatives of 5 U.S.C. 3110"),
    "是": Words("是", "yes"),
    "否": Words("否", "no"),
}
"""The words that a value may take where a list is closed, as a page says them."""


def knob_words(knob: str) -> Words:
    """The name of a value such as ``minimum-stay.years``; the key where it has none."""
    key, _, field = knob.rpartition(".")
    policy = policies().get(key)
    info = policy.model_fields.get(field) if policy else None
    if info is None:
        return Words(knob, knob)
    zh, _, en = (info.description or knob).partition(" / ")
    # After the comma stands how to fill in the cell, which is no part of the name.
    zh, en = re.split(r"，[填0空仅%]|，至少", zh)[0], (en or zh).partition("; none")[0]
    topic = _topic(key)
    if "=" in zh:  # the words allowed, not a name
        zh, en = re.split(r"[：\s]*\w+=", zh)[0], re.split(r"\s*\w+=", en)[0]
    if topic is None:
        return Words(zh, en)
    return Words(
        f"{topic.zh}（{zh}）" if zh else topic.zh,
        f"{topic.en} ({en})" if en else topic.en,
    )


def value_words(value: Any, knob: str = "") -> Words:
    """A value as people read it; of a closed list as the description of ``knob`` says."""
    if value is None:
        return Words("不设", "none")
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    if isinstance(value, list | tuple):
        found = [value_words(v, knob) for v in value]
        return listed(found) if found else Words("无", "none")
    if hasattr(value, "words"):
        return Words(*value.words)
    zh = _description(knob).partition(" / ")[0]
    told = re.search(rf"\b{re.escape(str(value))}=([^\s；，：]+)", zh)
    usual = CHOICES.get(str(value), same(value)) if knob else same(value)
    # A remark in brackets may go on behind a comma: it is no part of the word.
    return Words(re.sub("（[^）]*$", "", told[1]), usual.en) if told else usual


def choices(knob: str) -> tuple[str, ...]:
    """The texts that a closed list takes; none where anything of its kind may stand."""
    key, _, field = knob.rpartition(".")
    kind = policies()[key].model_fields[field].annotation
    if kind is bool:
        return ("是", "否")
    return get_args(kind) if get_origin(kind) is Literal else ()


def _description(knob: str) -> str:
    key, _, field = knob.rpartition(".")
    policy = policies().get(key)
    info = policy.model_fields.get(field) if policy else None
    return (info.description or "") if info else ""


def every_knob() -> Iterator[str]:
    """The keys of all values."""
    for key, policy in policies().items():
        for field in policy.model_fields:
            yield f"{key}.{field}"


def _topic(key: str) -> Words | None:
    if key in TOPICS:
        return TOPICS[key]
    titles = {c.id: c.title for c in checks()} | {p.id: p.title for p in preferences()}
    return titles.get(key)


_YES_NO = ("是", "否")
_SEVERAL = re.compile("[、，,;；]")


@cache
def keys_by_name() -> Mapping[str, str]:
    """The key of each value by its folded names."""
    return {folded(name): key for key in every_knob() for name in knob_words(key)}


def chosen(knob: str, text: str) -> str:
    """The text of a cell with the names of choices as the words the list takes.

    >>> chosen("boomerang.mode", "禁止"), chosen("boomerang.mode", "forbid")
    ('forbid', 'forbid')
    >>> chosen("boomerang.years", "3")
    '3'
    """
    known = _choices_by_name(knob)
    if not known:
        return text
    parts = [known.get(folded(p), p.strip()) for p in _SEVERAL.split(text)]
    return "、".join(parts)


@cache
def _choices_by_name(knob: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word in _words_of(knob):
        for name in (word, *value_words(word, knob)):
            found.setdefault(folded(name), word)
    return found


def choice_words(knob: str) -> tuple[Words, ...]:
    """The choices of a value by name; none where its list is not closed."""
    return tuple(value_words(word, knob) for word in _words_of(knob))


def as_told(knob: str, text: str, language: Language) -> str:
    """A value as the sheet shows it: its choice by name, else as it stands."""
    words = _words_of(knob) or _YES_NO
    if not text:
        return text
    parts = [p.strip() for p in _SEVERAL.split(text)]
    return "、".join(
        value_words(p, knob).in_(language) if p in words else p for p in parts
    )


def _words_of(knob: str) -> tuple[str, ...]:
    key, _, field = knob.rpartition(".")
    policy = policies().get(key)
    if policy is None or field not in policy.model_fields:
        return ()
    kinds = (policy.model_fields[field].annotation,)
    inner = [
        *kinds,
        *(a for k in kinds for a in get_args(k)),
    ]  # ``Literal[...] | None``
    kind = next((k for k in inner if get_origin(k) is Literal), None)
    return get_args(kind) if kind else ()
