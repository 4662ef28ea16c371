"""Dates with two readings, read as the rest of their column is written.

2019.1 may be January, or October whose zero a spreadsheet dropped; 3/4/2019 has its day
first or its month. Where the other cells of the column tell, the reading is taken and
marked; where they do not, the cell is left to be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lungang.intake.workbook.cells import Raw, as_text
from lungang.intake.workbook.dates import january_or_october
from lungang_models.words import Words

Read = tuple[Raw, Words | None]
"""A cell as the workbook reads it, and why it is a guess (``None`` where it is none)."""

_SHORT = re.compile(r"((?:19|20)\d\d)\.1")
_PADDED = re.compile(r"(?:19|20)\d\d\.0[1-9]")
_PLAIN = re.compile(r"(?:19|20)\d\d\.[2-9]")
_TEN = re.compile(r"(?:19|20)\d\d\.10")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)")
_DAY_NAMED = re.compile(r"\d{1,2}(st|nd|rd|th)?[ -][A-Za-z]{3}")
_NAMED_DAY = re.compile(r"[A-Za-z]{3,9}\.? \d{1,2}(st|nd|rd|th)?\b(?! ?\d{3})")

OCTOBER = Words(
    "“{text}”按10月录入：此栏一位数的月份都补了零",
    "{text} taken as October: one-digit months have a zero in this column",
)
JANUARY = Words(
    "“{text}”按1月录入：此栏的10月写作“.10”，或此格是文字",
    "{text} taken as January: October is written .10 in this column, or the cell is text",
)
EITHER = Words(
    "“{text}”分不清哪个是日、哪个是月", "{text}: day and month cannot be told apart"
)
DAY_FIRST = Words(
    "“{text}”按日在前录入：此栏的其他日期如此",
    "{text} taken with the day first, as other dates of the column have it",
)
MONTH_FIRST = Words(
    "“{text}”按月在前录入：此栏的其他日期如此",
    "{text} taken with the month first, as other dates of the column have it",
)


def settled(column: Sequence[Raw], is_text_file: bool) -> Mapping[int, Read]:
    """The cells of a column that have two readings, by their place in it.

    ``is_text_file`` says that numbers and texts cannot be told apart any more.

    >>> settled(["2018.03", 2019.1], False)[1][0]
    '2019-10'
    """
    texts = [as_text(c).strip() if c is not None else "" for c in column]
    return {**_months(column, texts, is_text_file), **_slashed(texts)}


def _months(
    column: Sequence[Raw], texts: Sequence[str], is_text_file: bool
) -> dict[int, Read]:
    padded, plain, ten = (
        any(pattern.fullmatch(t) for t in texts) for pattern in (_PADDED, _PLAIN, _TEN)
    )
    found: dict[int, Read] = {}
    for at, (raw, text) in enumerate(zip(column, texts, strict=True)):
        match = _SHORT.fullmatch(text)
        if match is None:
            continue
        number = january_or_october(raw) is not None
        if padded and not plain:
            found[at] = f"{match[1]}-10", OCTOBER.fill(text=text)
        elif not number and (ten or not is_text_file):
            found[at] = f"{match[1]}-01", JANUARY.fill(text=text)
        elif not number:
            # As the number it was before it became text: the reader then asks.
            found[at] = float(text), None
    return found


def _slashed(texts: Sequence[str]) -> dict[int, Read]:
    parts = {at: m for at, t in enumerate(texts) if (m := _SLASHED.fullmatch(t))}
    first, second = (any(int(m[i]) > 12 for m in parts.values()) for i in (1, 2))
    if not (first or second):  # months by name tell what stands first
        first, second = (
            any(p.match(t) for t in texts) for p in (_DAY_NAMED, _NAMED_DAY)
        )
    if first == second:  # nothing tells, or the column is at odds with itself
        both = {at: m for at, m in parts.items() if max(int(m[1]), int(m[2])) <= 12}
        return {at: (m[0], EITHER.fill(text=m[0])) for at, m in both.items()}
    why = DAY_FIRST if first else MONTH_FIRST
    found: dict[int, Read] = {}
    for at, m in parts.items():
        day, month = (m[1], m[2]) if first else (m[2], m[1])
        sure = int(day) > 12
        found[at] = (
            f"{m[3]}-{month:0>2}-{day:0>2}", None if sure else why.fill(text=m[0])
        )  # fmt: skip
    return found
