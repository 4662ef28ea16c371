"""A verdict as a page, a workbook and JSON: whether an option may be adopted, and why."""

from __future__ import annotations

from pathlib import Path

from lungang.batch.compare.gates import GateVerdict, Held
from lungang.batch.compare.writers import ComparisonPage, Faces, Section, write_faces
from lungang.formats import canonical
from lungang.report.table import Column, Line, Table, words
from lungang_models.words import Language, Words

TITLE = Words("采纳条件", "Conditions of adoption")


def write_verdict(
    out: Path, verdict: GateVerdict, language: Language, organisation: str = ""
) -> tuple[Path, ...]:
    """Write the form that ``out`` names by its suffix, or all of them into a folder."""
    text = canonical(verdict.model_dump(mode="json", by_alias=True))
    tables = (reasons(verdict), limits(verdict))
    return write_faces(
        out,
        Faces("gate", TITLE, text, tables, lambda: page(verdict, organisation)),
        language,
    )


def page(verdict: GateVerdict, organisation: str = "") -> ComparisonPage:
    """What the page of a verdict shows: the answer first, then each limit."""
    said, name = answer(verdict), verdict.scenario
    heading = Words(f"{name.zh}：{said.zh}", f"{name.en}: {said.en}")
    return ComparisonPage(
        title=TITLE, lead=organisation,
        sections=(Section(heading, reasons(verdict)),
                  Section(limits(verdict).title, limits(verdict))),
        charts={}, trade=None, checks=(), program="",
    )  # fmt: skip


def answer(verdict: GateVerdict) -> Words:
    """The verdict in three words."""
    if verdict.passed:
        return Words("符合采纳条件", "may be adopted")
    return Words("不符合采纳条件", "may not be adopted")


def reasons(verdict: GateVerdict) -> Table:
    """Why it may not be adopted, a sentence a line."""
    columns = (Column(Words("原因", "why"), 90),)
    lines = tuple(Line((words(r),), "major") for r in verdict.reasons)
    none = Words("各项采纳条件均已满足", "every condition is met")
    return Table("reasons", Words("结论", "verdict"), columns, lines, none)


def limits(verdict: GateVerdict) -> Table:
    """Each limit with the value, the baseline's, and whether it holds."""
    columns = (
        Column(Words("指标", "measure"), 30), Column(Words("限制", "limit"), 26),
        Column(Words("本方案", "this option"), 12), Column(Words("基准", "baseline"), 12),
        Column(Words("是否符合", "holds"), 12), Column(Words("依据", "rests on"), 40),
    )  # fmt: skip
    lines = tuple(
        Line((words(h.title), words(h.limit), _number(h.value), _number(h.baseline),
              _holds(h), h.why), "" if h.passed else "major")
        for h in verdict.limits
    )  # fmt: skip
    return Table("limits", Words("逐项核对", "limit by limit"), columns, lines)


def _number(value: int | None) -> int | str:
    return "—" if value is None else value


def _holds(held: Held) -> Words:
    return Words("符合", "yes") if held.passed else Words("不符合", "no")
