"""What the values of the policy sheet are called, so that people need no keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from lungang.intake.workbook.knob_words import (
    CHOICES,
    TOPICS,
    choices,
    every_knob,
    knob_words,
    value_words,
)
from lungang.intake.workbook.knobs import knob_value
from lungang.intake.workbook.messages import placed
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.registry import policies
from lungang_models.words import Words

__all__ = [
    "CHOICES",
    "TOGETHER",
    "TOPICS",
    "UnknownKnob",
    "choices",
    "knob_words",
    "knobs_named",
    "settings",
    "value_words",
]

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


class UnknownKnob(ValueError):
    """No value of the policy sheet is called so; ``near`` are those that come close."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.near = name, near


def knobs_named(name: str) -> tuple[str, ...]:
    """The values that a name means: a key, a name of daily use, or what is in the sheet.

    Raises :class:`UnknownKnob` where none or several are meant.

    >>> knobs_named("休假比例")
    ('mandatory-leave.share_percent',)
    """
    wanted = _plain(name)
    known = {k: knob_words(k) for k in every_knob()}
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


def _plain(text: str) -> str:
    return re.sub(r"[\s（）()，、,:：%％]", "", text).casefold()
