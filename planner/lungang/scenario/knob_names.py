"""What the values of the policy sheet are called, so that people need no keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from lungang.intake.workbook.knobs import knob_value
from lungang.intake.workbook.messages import placed
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.registry import checks, policies, preferences
from lungang_models.words import Words, listed, same

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

TOGETHER = {
    "任职年限": ("tenure-limits.watched_due", "tenure-limits.leading_due"),
    "任期": ("tenure-limits.watched_due", "tenure-limits.leading_due"),
    "term": ("tenure-limits.watched_due", "tenure-limits.leading_due"),
    "强制休假比例": ("mandatory-leave.share_percent",),
    "休假比例": ("mandatory-leave.share_percent",),
    "leave share": ("mandatory-leave.share_percent",),
    "最短任职年限": ("minimum-stay.years",),
    "至少任满": ("minimum-stay.years",),
    "退休前年限": ("near-retirement.years",),
}
"""Short names in daily use; the term of office is one number for watched and leading posts."""


CHOICES = {
    "all": Words("一律", "all"),
    "ask": Words("须核实", "to be asked"),
    "bureau": Words("整个机关", "the whole organisation"),
    "cn_accounting": Words("会计人员", "accountants"),
    "cn_bank_key": Words("银行重要岗位人员", "key staff of a bank"),
    "cn_bank_ordinary": Words("银行一般人员", "ordinary staff of a bank"),
    "cn_civil": Words("公务员", "civil servants"),
    "cn_institution": Words("事业单位人员", "staff of public institutions"),
    "counts": Words("算", "counts"),
    "custom": Words("自定", "one's own"),
    "forbid": Words("禁止", "forbidden"),
    "hard": Words("约束", "binds"),
    "no": Words("不算", "does not count"),
    "none": Words("只提示", "reported only"),
    "organ": Words("同一机关", "the same organ"),
    "pool": Words("同一片区", "the same pool"),
    "report": Words("仅提示", "reported only"),
    "soft": Words("先核实", "confirmed first"),
    "unit": Words("本单位", "the unit"),
    "是": Words("是", "yes"),
    "否": Words("否", "no"),
}
"""The words that a value may take where a list is closed, as a page says them."""


class UnknownKnob(ValueError):
    """No value of the policy sheet is called so; ``near`` are those that come close."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.near = name, near


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
    return Words(told[1], usual.en) if told else usual


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


def knobs_named(name: str) -> tuple[str, ...]:
    """The values that a name means: a key, a name of daily use, or what is in the sheet.

    Raises :class:`UnknownKnob` where none or several are meant.

    >>> knobs_named("休假比例")
    ('mandatory-leave.share_percent',)
    """
    wanted = _plain(name)
    known = {k: knob_words(k) for k in _all()}
    if name in known:
        return (name,)
    for said, knobs in TOGETHER.items():
        if _plain(said) == wanted:
            return knobs
    exact = [k for k, w in known.items() if wanted in map(_plain, w)]
    within = [k for k, w in known.items() if any(wanted in _plain(t) for t in w)]
    found = exact or within
    if len(found) == 1:
        return (found[0],)
    near = found or [
        k for k, w in known.items() if get_close_matches(wanted, map(_plain, w), 1, 0.5)
    ]
    raise UnknownKnob(name, tuple(known[k].zh for k in near[:8]))


def settings(texts: Sequence[str]) -> dict[str, dict[str, object]]:
    """The policy values of ``任职年限=4`` or ``minimum-stay.years=3``, by policy and value.

    Raises ``BadInput`` with every setting that is none.
    """
    found: dict[str, dict[str, object]] = {}
    faults = []
    for text in texts:
        name, mark, value = (part.strip() for part in text.partition("="))
        try:
            knobs = knobs_named(name) if mark and value else ()
        except UnknownKnob as met:
            faults.append(_unknown(text, met.near))
            continue
        if not knobs:
            faults.append(_unknown(text, ()))
        for knob in knobs:
            key, _, field = knob.rpartition(".")
            number = value.removesuffix("年").removesuffix("%")
            whole = re.fullmatch(r"-?\d+", number)
            given = int(number) if whole else value
            _, wrong = knob_value(given, policies()[key].model_fields[field], field)
            if wrong is not None:
                faults.append(
                    placed(
                        wrong, Origin(f"--set {text}", 0), knob_words(knob).zh, "", text
                    )
                )
                break
            found.setdefault(key, {})[field] = given
    if faults:
        raise BadInput(tuple(faults))
    return found


def _unknown(text: str, near: tuple[str, ...]) -> Fault:
    zh = f"可写：{'；'.join(near)}" if near else "写成“名称=值”，如 任职年限=4"
    en = f"such as: {'; '.join(near)}" if near else "write NAME=VALUE, such as term=4"
    code = "knob-unknown" if near else "knob-unwritten"
    says = Words(f"不认识的参数：{text}", f"no such value: {text}")
    return Fault(code, says, Words(zh, en), Origin(f"--set {text}", 0), value=text)


def _all() -> Iterator[str]:
    for key, policy in policies().items():
        for field in policy.model_fields:
            yield f"{key}.{field}"


def _topic(key: str) -> Words | None:
    if key in TOPICS:
        return TOPICS[key]
    titles = {c.id: c.title for c in checks()} | {p.id: p.title for p in preferences()}
    return titles.get(key)


def _plain(text: str) -> str:
    return re.sub(r"[\s（）()，、,:：%％]", "", text).casefold()
