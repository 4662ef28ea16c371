"""From what stands in a cell to the value of a field.

A parser never raises: it gives a value, nothing (the cell is empty), or a trouble with
its sentence. Text is only ever text; nothing in a cell is evaluated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import partial
from typing import Any, NamedTuple

from lungang.intake.workbook.columns import SheetColumn, folded
from lungang.intake.workbook.dates import day, january_or_october
from lungang.intake.workbook.lookalikes import is_more, is_nobody, seen, stranger
from lungang.intake.workbook.messages import Trouble, clipped, trouble
from lungang.intake.workbook.synonyms import meaning
from lungang_models.identity_number import flaws, masked, plain_number
from lungang_models.privacy import without_identity
from lungang_models.words import Language, Words, listed

Raw = str | int | float | bool | date | datetime | time | timedelta | None

#: The longest text a spreadsheet cell can hold.
LONGEST = 32_767
#: Nothing that is called by it in a table or a sentence is longer.
_LONGEST_OF = {"id": 64, "person": 64, "name": 200}
#: From here on a spreadsheet number has lost digits (it keeps fifteen).
DAMAGED = 1e15


class CellError(str):
    """What a cell shows when its formula failed, such as ``#N/A``."""

    __slots__ = ()


class NoResult(CellError):
    """A formula that was saved without its result, shown as its own text."""


class Parsed(NamedTuple):
    """The value of a cell (``None`` where it holds nothing), and what is wrong."""

    value: Any = None
    trouble: Trouble | None = None


NOTHING = Parsed()
#: Texts that papers print: no identity number may stand in them.
_CALLED = frozenset({"id", "person", "name", "text"})
Parser = Callable[[Raw], Parsed]

# A lone dash, stroke or 无 says that the cell is empty. 至今 leaves an end date open.
_BLANK = frozenset({
    "", "无", "暂无", "-", "--", "---", "—", "——", "–", "―", "/", "\\", "n/a", "nil",
})  # fmt: skip
_DITTO = frozenset(
    {"同上", "同前", "同左", "如上", "〃", "″", "''", '"', "′′", "ditto", "↑"}
)
_OPEN = frozenset({"至今", "今", "现在", "todate", "present"})
_YES = frozenset({"是", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "有", "对"})
_NO = frozenset({"否", "×", "✗", "✘", "x", "n", "no", "false", "f", "0", "无", "不是"})
# Control characters, invisible marks, and marks that turn the direction of writing:
# they would make two names that look alike differ, or be refused by a spreadsheet.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)
# What failed formulas leave as text, in exports and in other programs.
_FAILED = re.compile(
    r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|GETTING_DATA|[A-Z]{3,10}!)|Err:\d{3}|#{3,}"
)
_SEPARATOR = re.compile(r"[、,，;；/／\n]")
_SHORT_HAN = re.compile(r"[\u3400-\u9fff]{1,2}\s+[\u3400-\u9fff]{1,2}")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff·])\s+"
                      r"(?=[\u3400-\u9fff\U00020000-\U0003ffff·])")  # fmt: skip


def clean(text: str) -> str:
    """A text without unseen characters and blank edges, lines ending in ``\\n``."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _UNSEEN.sub("", text)
    return text.strip()


def is_blank(text: str) -> bool:
    """Whether a text says that there is nothing: empty, a lone dash, 无."""
    return len(text) <= 4 and folded(text) in _BLANK


def parser(column: SheetColumn) -> Parser:
    """The function that reads the cells of this column."""
    one = partial(_PARSERS[column.sort], column)
    many = partial(_several, column, one) if column.many else one
    limit = LONGEST if column.many else _LONGEST_OF.get(column.sort, LONGEST)
    called = column.sort in _CALLED

    def parse(raw: Raw) -> Parsed:
        if raw is None or raw == "":
            return NOTHING
        if isinstance(raw, NoResult):
            return Parsed(trouble=trouble("formula-without-value"))
        if isinstance(raw, CellError):
            return Parsed(trouble=trouble("cell-error", text=raw))
        if isinstance(raw, str):
            raw = clean(raw)
            if _FAILED.fullmatch(raw):
                return Parsed(trouble=trouble("cell-error", text=raw))
            if raw in _DITTO:
                return Parsed(trouble=trouble("value-ditto", text=raw))
            if len(raw) > limit:
                return Parsed(
                    trouble=trouble("text-too-long", found=len(raw), limit=limit)
                )
            if called and len(raw) > 17 and without_identity(raw) != raw:
                return Parsed(trouble=trouble("id-number-misplaced", text=raw))
            if is_blank(raw) and column.sort != "verbatim":
                # 无 may be a word of the list (非领导职务), or a plain no.
                return _of_blank(column, raw)
        return many(raw)

    return parse


def _of_blank(column: SheetColumn, text: str) -> Parsed:
    if column.sort == "word" and not column.many:
        return Parsed(meaning(column, text))
    if column.sort == "boolean" and folded(text) in _NO:
        return Parsed(False)
    return NOTHING


def shown(column: SheetColumn, raw: Raw) -> str:
    """The value of a cell as a fault may show it: an identity number is masked."""
    if column.sort == "identity":
        return masked(as_text(raw))
    if isinstance(raw, float) and raw >= DAMAGED:
        return masked(f"{raw:.0f}")
    return clipped(as_text(raw))


def as_text(raw: Raw) -> str:
    """What a cell holds, as text: 1001.0 is 1001."""
    if isinstance(raw, str):
        return raw
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return f"{raw:.0f}" if raw.is_integer() and raw < 1e20 else repr(raw)
    if isinstance(raw, datetime) and raw.time() == time():
        raw = raw.date()
    return raw.isoformat() if isinstance(raw, date | time) else str(raw)


def _several(column: SheetColumn, one: Parser, raw: Raw) -> Parsed:
    """Several values in one cell, each once; the first trouble stands for the cell."""
    if not isinstance(raw, str):
        parsed = one(raw)
        return (
            parsed._replace(value=(parsed.value,))
            if parsed.value is not None
            else parsed
        )
    values: dict[Any, None] = {}
    doubt: Trouble | None = None
    for item in split(raw):
        parsed = one(item)
        if parsed.trouble is not None and parsed.trouble.grave:
            return parsed
        doubt = doubt or parsed.trouble
        if parsed.value in values and parsed.value is not None:
            doubt = trouble("item-repeated", text=item)
        if parsed.value is not None:
            values[parsed.value] = None
    return Parsed(tuple(values) or None, doubt)


def split(text: str) -> list[str]:
    """The items of a list; an item in double quotes may hold separators itself."""
    if '"' not in text:
        return [i for i in map(str.strip, _SEPARATOR.split(text)) if not is_blank(i)]
    items, rest = [], text
    while rest:
        rest = rest.lstrip()
        quoted = re.match(r'"((?:[^"]|"")*)"\s*(?=[、,，;；/／\n]|$)', rest)
        if quoted:
            items.append(quoted[1].replace('""', '"'))
            rest = rest[quoted.end() + 1 :]
            continue
        item, *after = _SEPARATOR.split(rest, maxsplit=1)
        if not is_blank(item.strip()):
            items.append(item.strip())
        rest = after[0] if after else ""
    return items


def join(items: list[str]) -> str:
    """Several values as one cell, such that :func:`split` gives them back."""
    return "、".join(
        '"' + i.replace('"', '""') + '"'
        if _SEPARATOR.search(i) or i.startswith('"') or is_blank(i) or i != i.strip()
        else i
        for i in items
    )


def _text(column: SheetColumn, raw: Raw) -> Parsed:
    if isinstance(raw, float) and raw >= DAMAGED:
        return Parsed(trouble=_damaged(raw))
    text = as_text(raw)
    if _SHORT_HAN.fullmatch(text):
        # A person named in a free column, set out with spaces: 张　三.
        text = re.sub(r"\s", "", text)
    visible = seen(text) if not text.isascii() else text
    return Parsed(visible or None, _unseen(text, visible) if visible else None)


def _name(column: SheetColumn, raw: Raw) -> Parsed:
    parsed = _text(column, raw)
    if parsed.value is not None:
        parsed = parsed._replace(value=_HAN_GAP.sub("", parsed.value))
    return parsed


def _person(column: SheetColumn, raw: Raw) -> Parsed:
    parsed = _text(column, raw)
    if parsed.value is None:
        return parsed
    visible = parsed.value
    name = unicodedata.normalize("NFKC", visible)
    name = re.sub(r"\s+", " ", _HAN_GAP.sub("", name)).strip()
    if not name:
        return NOTHING
    if column.required and is_nobody(name):
        return Parsed(trouble=trouble("name-of-nobody", text=name))
    doubt = parsed.trouble
    odd = (
        stranger(name)
        if name.isascii() is False and re.search("[A-Za-z]", name)
        else None
    )
    if odd is not None:
        doubt = _look_alike("name-look-alike", name, odd)
    elif is_nobody(name) or is_more(name):
        doubt = trouble("name-doubtful", text=name)
    return Parsed(name, doubt)


def _unseen(text: str, visible: str) -> Trouble | None:
    return trouble("text-unseen", text=visible) if text != visible else None


def _look_alike(code: str, text: str, odd: tuple[str, str]) -> Trouble:
    letter, latin = odd
    return trouble(
        code, text=text, letter=letter, latin=latin, sign=f"U+{ord(letter):04X}"
    )


def _id(column: SheetColumn, raw: Raw) -> Parsed:
    if isinstance(raw, float) and raw >= DAMAGED:
        return Parsed(trouble=_damaged(raw))
    if isinstance(raw, date | time | timedelta):
        return Parsed(trouble=trouble("id-is-date", text=as_text(raw)))
    plain = as_text(raw)
    visible = seen(plain)
    text = unicodedata.normalize("NFKC", visible)
    text = re.sub(r"\s", "", text).removeprefix("'")
    odd = stranger(text)
    if odd is not None:
        return Parsed(trouble=_look_alike("id-look-alike", text, odd))
    own = column.field == "id" and text and not any(c.isdigit() for c in text)
    if own and is_nobody(text):
        return Parsed(trouble=trouble("id-of-nobody", text=text))
    return Parsed(text or None, _unseen(plain, visible) if text else None)


def _identity(column: SheetColumn, raw: Raw) -> Parsed:
    if isinstance(raw, float) and raw >= DAMAGED:
        return Parsed(trouble=_damaged(raw))
    text = plain_number(as_text(raw))
    if re.fullmatch(r"\d(\.\d+)?E\+?1[4-9]", text):
        return Parsed(trouble=trouble("id-number-damaged", text="****"))
    if why := flaws(text):
        reasons = Words("；".join(w.zh for w in why), "; ".join(w.en for w in why))
        return Parsed(
            trouble=trouble("id-number-invalid", text=masked(text), why=reasons)
        )
    return Parsed(text)


def _damaged(raw: float) -> Trouble:
    return trouble("id-number-damaged", text=masked(f"{raw:.0f}"))


def _date(column: SheetColumn, raw: Raw) -> Parsed:
    if isinstance(raw, str) and folded(raw) in _OPEN:
        return NOTHING
    found = day(raw)
    if found is None:
        year = january_or_october(raw)
        if year is not None:
            return Parsed(
                trouble=trouble("date-month-ambiguous", text=as_text(raw), year=year)
            )
        return Parsed(trouble=trouble("date-unreadable", text=as_text(raw)))
    # 出生年月 asks for the month alone: no doubt there, and no line in the register
    if found.month_only and not column.heading.zh.endswith("年月"):
        return Parsed(found.date, trouble("date-month-only", text=as_text(raw)))
    return Parsed(found.date)


def _boolean(column: SheetColumn, raw: Raw) -> Parsed:
    if isinstance(raw, bool):
        return Parsed(raw)
    word = folded(as_text(raw))
    if word in _YES or word in _NO:
        return Parsed(word in _YES)
    return Parsed(trouble=trouble("boolean-unreadable", text=as_text(raw)))


def _number(column: SheetColumn, raw: Raw) -> Parsed:
    whole = column.sort == "integer"
    if isinstance(raw, str):
        plain = re.sub(r"[人名个]$", "", folded(raw))
        plain = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", plain)
        if not whole and plain.endswith("%"):
            part = _number(column, plain[:-1])
            if part.trouble or "%" in column.heading.zh:  # counted in percent
                return part
            return Parsed(part.value / 100)
        pattern = (
            r"[+-]?\d{1,15}(\.0*)?"
            if whole
            else r"[+-]?\d{0,30}\.?\d{1,30}(e[+-]?\d{1,3})?"
        )
        if re.fullmatch(pattern, plain, re.ASCII):
            return Parsed(int(float(plain)) if whole else float(plain))
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        if not whole:
            return Parsed(float(raw))
        if float(raw).is_integer() and abs(raw) < DAMAGED:
            return Parsed(int(raw))
    return Parsed(trouble=trouble("number-unreadable", text=as_text(raw)))


def _word(column: SheetColumn, raw: Raw) -> Parsed:
    found = meaning(column, as_text(raw))
    if found is None:
        what = trouble("word-unknown", text=as_text(raw), words=column.listed)
        return Parsed(trouble=what)
    return Parsed(found)


def _other(column: SheetColumn, raw: Raw) -> Parsed:
    return Parsed(raw)


_PARSERS: dict[str, Callable[[SheetColumn, Raw], Parsed]] = {
    "id": _id, "identity": _identity, "person": _person, "name": _name, "text": _text,
    "date": _date, "boolean": _boolean, "integer": _number, "number": _number,
    "word": _word, "verbatim": _text, "other": _other,
}  # fmt: skip


def fits(limits: dict[str, Any]) -> Words:
    """A range as words: ``ge=1`` is 不小于1."""
    spoken = {
        "ge": Words("不小于{}", "at least {}"), "gt": Words("大于{}", "above {}"),
        "le": Words("不大于{}", "at most {}"), "lt": Words("小于{}", "below {}"),
        "multiple_of": Words("为{}的倍数", "a multiple of {}"),
    }  # fmt: skip
    return listed([
        Words(spoken[k].zh.format(v), spoken[k].en.format(v))
        for k, v in limits.items() if k in spoken
    ])  # fmt: skip


def plain(value: Any, column: SheetColumn, language: Language) -> Any:
    """A value as it stands in a cell: text, a number, a date, or nothing."""
    if value is None:
        return ""
    if isinstance(value, tuple | list | set | frozenset):
        return join([str(plain(item, column, language)) for item in value])
    if isinstance(value, Enum):
        words = dict(zip(column.term or (), column.words, strict=True))
        return words[value].in_(language)
    if isinstance(value, bool):
        return (Words("是", "yes") if value else Words("否", "no")).in_(language)
    if isinstance(value, str):
        return clean(value)
    return value
