"""What the data were, as lines of a document: read, doubtful, missing."""

from __future__ import annotations

from collections import Counter

from lungang.document.lines import text_of
from lungang.document.parts import Coded, DoubtLine, NotExaminedLine, SheetLine
from lungang_models.account import SheetAccount
from lungang_models.problem import Problem
from lungang_models.unexamined import not_examined


def _sheet(account: SheetAccount) -> str:
    return account.sheet if account.kind is None else account.kind.zh


def account_lines(problem: Problem) -> tuple[SheetLine, ...] | None:
    """What became of the rows of each sheet; ``None`` where nothing was read.

    A sheet goes by the name it was taken for, so that a workbook and a folder of CSV
    files with the same rows have the same account; our own guide and lists of codes
    hold no data and are left out.
    """
    if problem.account is None:
        return None
    return tuple(
        SheetLine(
            sheet=_sheet(s),
            offered=s.rows - s.rows_heading - s.rows_empty,
            used=s.rows_used,
            ignored=s.rows_ignored,
            why=tuple(
                dict.fromkeys(
                    Coded(code=i.code, says=text_of(i.says))
                    for i in s.ignored
                    if i.rows
                )
            ),
        )
        for s in sorted(problem.account.sheets, key=_sheet)
        if not s.guide
    )


def not_examined_lines(problem: Problem) -> tuple[NotExaminedLine, ...]:
    return tuple(
        NotExaminedLine(rule=n.rule, title=text_of(n.title), says=text_of(n.says))
        for n in not_examined(problem)
    )


def doubt_lines(problem: Problem) -> tuple[DoubtLine, ...]:
    """Doubts by kind: their places depend on the order of rows, their number not."""
    count = Counter(d.code for d in problem.doubts)
    return tuple(DoubtLine(code=c, count=n) for c, n in sorted(count.items()))
