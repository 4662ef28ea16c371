"""What people call a draw: its year and its turn in it, read off the id."""

from __future__ import annotations

import re

from lungang_models.words import Words

_FORM = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|0?(\d{1,2})|(.+)))?")
_HALVES = (Words("上半年", "first half of"), Words("下半年", "second half of"))


def title_of(draw: str) -> Words:
    """2026-Q1 is 2026年第1季度, 2027 is 2027年度; any other id stays as it is written."""
    found = _FORM.fullmatch(draw)
    if found is None:
        return Words(f"“{draw}”", draw)
    year, quarter, half, turn, other = found.groups()
    if quarter:
        return Words(f"{year}年第{quarter}季度", f"quarter {quarter} of {year}")
    if half:
        words = _HALVES[int(half) - 1]
        return Words(f"{year}年{words.zh}", f"{words.en} {year}")
    if turn:
        return Words(f"{year}年第{turn}批", f"batch {turn} of {year}")
    if other:
        return Words(f"{year}年度（{other}）", f"{year} ({other})")
    return Words(f"{year}年度", year)
