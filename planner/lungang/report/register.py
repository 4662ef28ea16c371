"""The register as a workbook of its own, with a warning sheet for each unit (5(3)).

The warning goes to the head of the unit, who need not know the families of the staff:
its words are those the leadership sees, whoever has the workbook made.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from lungang.disk import replaced
from lungang.document.audience import for_units
from lungang.document.parts import FindingLine, RegisterDocument
from lungang.report import risks, tables
from lungang.report.sheets import ReportBook
from lungang.report.table import Column, Line, Table, words
from lungang_models.words import Language, Words

TITLE = Words("岗位利益冲突风险清单", "Register of conflict risks")
NOTICE = Words("风险提示单", "risk notice")
SHEETS = (
    risks.counts, risks.totals, risks.findings, risks.unexplained,
    risks.vanished, risks.idle, risks.avoid, risks.leaving, tables.waivers,
)  # fmt: skip
SELDOM = frozenset({"vanished", "idle", "avoid", "leaving"})
PUBLIC_SHEETS = (risks.counts, risks.totals)
_TOP = 5
"""Rows above the table of a notice: title, unit, what is said, whom it is from."""


def write_register(
    document: RegisterDocument, path: str | os.PathLike[str], language: Language = "zh"
) -> Path:
    """Write the workbook; returns its path. A half-written file never replaces one."""
    with replaced(path) as draft:
        _Book(draft, TITLE, document.provenance, language).write(document)
    return Path(path)


class _Book(ReportBook):
    def write(self, document: RegisterDocument) -> None:
        public = document.audience == "public"
        for maker in PUBLIC_SHEETS if public else SHEETS:
            table = maker(document)
            if table.lines or table.key not in SELDOM:
                self.sheet(table)
        for unit, name, lines in by_unit(for_units(document)):
            self._notice(unit, name, lines)
        self.book.close()

    def _notice(self, unit: str, name: str, lines: Sequence[FindingLine]) -> None:
        table = notice(lines)
        sheet = self.add(Words(f"{NOTICE.zh} {unit}", f"notice {unit}"))
        sheet.hide_gridlines(2)
        last = len(table.columns) - 1
        big = self.format(bold=True, font_size=18)
        sheet.write_string(
            0, 0, self.said(Words(f"{NOTICE.zh}：{name}", f"{NOTICE.en}: {name}")), big
        )
        said = self.format(text_wrap=True, valign="top")
        for row, text in enumerate((warning(name, lines), _FROM), start=1):
            sheet.merge_range(row, 0, row, last, self.said(text), said)
            sheet.set_row(row, 34)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(_TOP - 1, at, self.said(column.heading), self.head)
        for row, line in enumerate(table.lines, start=_TOP):
            for at, cell in enumerate(line.cells):
                self.put(sheet, row, at, cell, line.tone)
        sheet.repeat_rows(_TOP - 1)
        sheet.fit_to_pages(1, 0)


_FROM = Words(
    "提示：组织人事部门；同时报送内控办。风险提示不等于违规认定；等级由内控委审定。",
    "From the personnel section, with a copy to the internal control office. A risk is "
    "a possibility, not a verdict; the committee decides the grades.",
)  # fmt: skip


def by_unit(
    findings: Sequence[FindingLine],
) -> list[tuple[str, str, list[FindingLine]]]:
    """What is still open in each unit, by the unit's id."""
    found: dict[tuple[str, str], list[FindingLine]] = defaultdict(list)
    for line in findings:
        if line.unit_id is not None and line.standing != "resolved":
            found[line.unit_id, line.unit or line.unit_id].append(line)
    return [(*unit, found[unit]) for unit in sorted(found)]


def warning(unit: str, lines: Sequence[FindingLine]) -> Words:
    """What a unit is told, with its numbers and its first term."""
    count = Counter(f.grade.code for f in lines)
    major, significant, ordinary = (
        count[g] for g in ("major", "significant", "ordinary")
    )
    first = min(f.due for f in lines)
    return Words(
        f"{unit}现有岗位利益冲突风险{len(lines)}项：重大{major}项，较大{significant}项，"
        f"一般{ordinary}项。请按下表落实措施，最早期限{first}，办结后报组织人事部门和内控办。",
        f"{unit} has {len(lines)} conflict risks: {major} major, {significant} "
        f"significant, {ordinary} ordinary. Please take the measures below, the first "
        f"by {first}, and report to the personnel section and the internal control office.",
    )


def notice(lines: Sequence[FindingLine]) -> Table:
    """The risks of one unit, with what to do, by whom and by when."""
    columns = tuple(
        Column(Words(zh, en), width)
        for zh, en, width in (
            ("风险编号", "risk", 14), ("等级", "grade", 8), ("风险", "name of the risk", 20),
            ("条款", "article", 10), ("内容", "what was found", 52),
            ("岗位", "posts", 24), ("措施", "measure", 36), ("责任单位", "owner", 20),
            ("整改期限", "due by", 12), ("办理情况", "what was done", 24),
        )
    )  # fmt: skip
    made = tuple(
        Line(
            (f.risk, words(f.grade.says), words(f.title), f.article, words(f.says),
             "、".join(p.name for p in f.posts), words(f.measure), words(f.owner),
             f.due, None),
            f.grade.code,
        )
        for f in lines
    )  # fmt: skip
    return Table("notice", NOTICE, columns, made)
