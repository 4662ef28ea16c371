"""What differs between two problems, in the words of the workbook.

Names and births of relatives, and identity numbers, are left out: only people on the
staff are named, by number and name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lungang.formats import Part, Text
from lungang.intake.workbook.cells import plain
from lungang.intake.workbook.columns import SheetColumn, columns
from lungang.scenario.apply import by_kind
from lungang.scenario.knob_names import knob_words, value_words
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.vocabulary import Evidence, Row
from lungang_models.words import Words, listed, same

ADDED, REMOVED = Words("增加", "added"), Words("减少", "removed")
SETTINGS = Words("政策参数", "policy values")
RULES = Words("规则", "rules")


class Difference(Part):
    """One thing that differs: a value, a rule, a cell, or a whole row.

    ``before`` and ``after`` are empty where there is nothing to compare.
    """

    sheet: Text
    row: Text
    column: Text
    before: Text
    after: Text

    @property
    def says(self) -> Words:
        """The difference as one line."""
        zh, en = (self._line(of) for of in ("zh", "en"))
        return Words(zh, en)

    def _line(self, language: str) -> str:
        parts = (self.sheet, self.row, self.column)
        head = " ".join(t for p in parts if (t := getattr(p, language)))
        before, after = getattr(self.before, language), getattr(self.after, language)
        colon = "：" if language == "zh" else ": "
        return f"{head}{colon}{before} → {after}" if before else f"{head}{colon}{after}"


def differences(before: Problem, after: Problem) -> tuple[Difference, ...]:
    """Everything that differs; empty for problems with the same content."""
    return (*_settings(before, after), *_rows(before, after))


def _made(
    sheet: Words, row: Words, column: Words, before: Words, after: Words
) -> Difference:
    texts = (Text(zh=w.zh, en=w.en) for w in (sheet, row, column, before, after))
    names = ("sheet", "row", "column", "before", "after")
    return Difference(**dict(zip(names, texts, strict=True)))


NONE = Words("", "")


def _settings(before: Problem, after: Problem) -> Iterator[Difference]:
    if before.effect != after.effect:
        name = Words("方案生效日期", "effect date")
        days = (same(before.effect), same(after.effect))
        yield _made(SETTINGS, NONE, name, *days)
    for key in sorted(after.pack.policies):
        old, new = before.pack.policies[key], after.pack.policies[key]
        now = new.model_dump(mode="json")
        for knob, value in old.model_dump(mode="json").items():
            if now[knob] != value:
                name = knob_words(f"{key}.{knob}")
                yield _made(
                    SETTINGS, name, NONE, value_words(value), value_words(now[knob])
                )
    for rule in sorted(after.pack.rules - before.pack.rules):
        yield _made(RULES, _titles()[rule], NONE, NONE, Words("采用", "adopted"))
    for rule in sorted(before.pack.rules - after.pack.rules):
        yield _made(RULES, _titles()[rule], NONE, NONE, Words("停用", "dropped"))


def _titles() -> dict[str, Words]:
    return {c.id: c.title for c in checks()}


def _rows(before: Problem, after: Problem) -> Iterator[Difference]:
    was, now = by_kind(before), by_kind(after)
    for kind in was:
        if issubclass(kind, Evidence):
            yield from _evidence(kind, was[kind], now[kind])
            continue
        old = {str(getattr(r, "id", "")): r for r in was[kind]}
        new = {str(getattr(r, "id", "")): r for r in now[kind]}
        for name in sorted({*old, *new}):
            if name not in new:
                yield _made(kind.sheet, _titled(old[name]), NONE, NONE, REMOVED)
            elif name not in old:
                yield _made(kind.sheet, _titled(new[name]), NONE, NONE, ADDED)
            else:
                yield from _cells(kind, old[name], new[name])


def _titled(row: Any) -> Words:
    return same(f"{row.id} {row}")


def _cells(kind: type[Row], old: Row, new: Row) -> Iterator[Difference]:
    for column in columns(kind):
        a, b = getattr(old, column.field), getattr(new, column.field)
        if a != b:
            hidden = column.sort == "identity"
            shown = (HIDDEN, HIDDEN) if hidden else (_cell(a, column), _cell(b, column))
            yield _made(kind.sheet, _titled(new), column.heading, *shown)


HIDDEN = Words("（不显示）", "(not shown)")


def _cell(value: Any, column: SheetColumn) -> Words:
    zh, en = (str(plain(value, column, language)) for language in ("zh", "en"))
    return Words(zh or "空", en or "empty")


def _evidence(kind: type[Row], was: list[Row], now: list[Row]) -> Iterator[Difference]:
    old, new = Counter(_shown(r) for r in was), Counter(_shown(r) for r in now)
    for change, word in ((old - new, REMOVED), (new - old, ADDED)):
        for told, times in sorted(change.items()):
            for _ in range(times):
                yield _made(kind.sheet, told, NONE, NONE, word)


def _shown(row: Row) -> Words:
    """A row of evidence by what may be shown of it."""
    parts = []
    for column in columns(type(row)):
        value = getattr(row, column.field)
        private = (
            column.sort in ("person", "identity", "name") or "born" in column.field
        )
        if value in (None, "", ()) or private:
            continue
        cell = _cell(value, column)
        parts.append(
            Words(f"{column.heading.zh}={cell.zh}", f"{column.heading.en}={cell.en}")
        )
    return listed(parts)
