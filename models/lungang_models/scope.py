"""What a verdict speaks of: over which rules, and over which facts.

"Optimal", "lawful" and "impossible" hold for the rules that were examined and for the
rows that were read, and for nothing else; whoever reads the word reads this beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from lungang_models.extended import extends
from lungang_models.problem import Problem
from lungang_models.registry import sheets
from lungang_models.unexamined import NotExamined, not_examined, rows_of
from lungang_models.words import Words

#: The most titles in a sentence; the rest is counted.
_NAMED = 3


class Facts(NamedTuple):
    """One sheet that holds rows, and how many."""

    sheet: Words
    rows: int


class Scope(NamedTuple):
    """The rules examined and those not, the sheets with rows, the doubts left.

    ``rules`` are the ids of the rules and checks that were examined, in order.
    """

    title: Words
    version: str
    rules: tuple[str, ...]
    not_examined: tuple[NotExamined, ...]
    facts: tuple[Facts, ...]
    doubts: int

    @property
    def says(self) -> Words:
        """The sentence beside a verdict."""
        zh, en = self._of_rules()
        sheets_zh, sheets_en = self._of_facts()
        doubts_zh = f"；存疑{self.doubts}处未核实" if self.doubts else ""
        doubts_en = f"; {self.doubts} doubts stand" if self.doubts else ""
        return Words(
            f"依据范围：{self.title.zh}（{self.version}）{zh}；数据：{sheets_zh}"
            f"{doubts_zh}",
            f"scope: {self.title.en} ({self.version}), {en}; data: {sheets_en}"
            f"{doubts_en}",
        )

    def _of_rules(self) -> Words:
        count, left = len(self.rules), len(self.not_examined)
        if not left:
            return Words(f"{count}项规则均已检查", f"all {count} rules examined")
        named = self.not_examined[:_NAMED]
        more = left > _NAMED
        titles_zh = "、".join(n.title.zh for n in named) + ("等" if more else "")
        titles_en = ", ".join(n.title.en for n in named) + (" …" if more else "")
        return Words(
            f"{count + left}项规则中检查了{count}项，{left}项缺少资料未检查，不等于已遵守"
            f"（{titles_zh}）",
            f"{count} of {count + left} rules examined; {left} lack their evidence and "
            f"were not, which is not being kept ({titles_en})",
        )

    def _of_facts(self) -> Words:
        first, rest = self.facts[:_NAMED], self.facts[_NAMED:]
        zh = "、".join(f"{f.sheet.zh}{f.rows}行" for f in first)
        en = ", ".join(f"{f.rows} {f.sheet.en}" for f in first)
        if not rest:
            return Words(zh, en)
        rows = sum(f.rows for f in rest)
        return Words(
            f"{zh}，另有{len(rest)}张表{rows}行",
            f"{en}, {rows} rows of {len(rest)} other sheets",
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data, as a certificate carries it."""
        return {
            "rules": list(self.rules),
            "not_examined": {
                n.rule: [m.en for m in n.missing] for n in self.not_examined
            },
            "facts": {f.sheet.en: f.rows for f in self.facts},
            "doubts": self.doubts,
        }


def scope_of(problem: Problem) -> Scope:
    """What any verdict over this problem speaks of.

    >>> from lungang.intake.sample import sample_problem
    >>> [n.rule for n in scope_of(sample_problem()).not_examined]
    ['rotation-pool']
    """
    left = not_examined(problem)
    counted = (
        (kind, len(list(rows_of(kind, problem))))
        for kind in sheets()
        if extends(kind) is None
    )
    return Scope(
        title=problem.pack.title,
        version=problem.pack.version,
        rules=tuple(sorted(problem.pack.rules - {n.rule for n in left})),
        not_examined=left,
        facts=tuple(Facts(kind.sheet, rows) for kind, rows in counted if rows),
        doubts=len(problem.doubts),
    )


class Missing(NamedTuple):
    """What is not there, and the rules that would need it."""

    says: Words
    titles: tuple[Words, ...]


def by_what_is_missing(lines: Iterable[NotExamined]) -> Sequence[Missing]:
    """The rules not examined under what they lack, what most of them lack first.

    A rule that lacks several things stands under each of them: all must be filled.
    """
    found: dict[Words, list[Words]] = {}
    for line in lines:
        for what in line.missing:
            found.setdefault(what, []).append(line.title)
    return sorted(
        (Missing(what, tuple(titles)) for what, titles in found.items()),
        key=lambda m: -len(m.titles),
    )
