"""From an organisation's own roster to a workbook, every guess marked.

A roster is a list of people as an office keeps it: titles above the heading, sections
as rows of their own, dates in any spelling, remarks that hold facts. Nothing is
invented unmarked: a cell that the roster does not say is marked as a guess with its
reason, a row or a cell that was not taken is told with its place.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lungang.intake.open import shipped
from lungang.intake.prepared import Guess, PreparedRows
from lungang.intake.roster.building import Builder
from lungang.intake.roster.career_lists import career_lists
from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.drawn import of_another_shape
from lungang.intake.roster.first_sheet import first_sheet
from lungang.intake.roster.headings import spellings
from lungang.intake.roster.kin_lists import kin_lists
from lungang.intake.roster.levels import level_in
from lungang.intake.roster.table import RosterTable, settle_years, tables
from lungang.intake.roster.units import bureau_name
from lungang.intake.workbook.cells import as_text
from lungang.intake.workbook.columns import columns, folded
from lungang.intake.workbook.grid import Grid
from lungang.intake.workbook.source import open_source
from lungang_models.facts.abroad import FamilyAbroad
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.facts.tenure import Spell
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.vocabulary import Level, Person, Post, Row, Unit
from lungang_models.words import Words

__all__ = [
    "NO_MAPPING",
    "TITLE",
    "Guess",
    "Imported",
    "Mapped",
    "import_roster",
    "meanings",
    "read_mapping",
    "summary",
]


@dataclass(frozen=True)
class Mapped:
    """What the user decided about a roster's headings and words; kept for next time.

    ``columns`` maps a heading to what stands below it (``name``, ``unit``, ``post``,
    ``level`` … or ``unused``); ``levels`` a word for a level to the level.
    """

    columns: Mapping[str, str]
    levels: Mapping[str, Level]

    def extended(self, columns: Mapping[str, str], levels: Mapping[str, str]) -> Mapped:
        """The mapping with more said; ``BadInput`` where a column or level is none."""
        return Mapped(
            {**self.columns, **_targets(columns, "--column")},
            {**self.levels, **_levels(levels, "--level")},
        )

    def as_json(self) -> str:
        """The mapping as a file that :func:`read_mapping` takes."""
        return json.dumps(
            {"columns": dict(self.columns),
             "levels": {w: v.value for w, v in self.levels.items()}},
            ensure_ascii=False, indent=2, sort_keys=True,
        )  # fmt: skip


NO_MAPPING = Mapped({}, {})


@dataclass(frozen=True)
class Imported(PreparedRows):
    """A workbook's rows made of a roster, in the order of the workbook.

    ``counts`` tells how many rows were passed over and why; ``mapping`` is what was
    understood of the headings.
    """

    counts: Mapping[str, int]
    mapping: Mapped


def import_roster(
    files: Sequence[str | os.PathLike[str]],
    effect: date | None = None,
    mapping: Mapped = NO_MAPPING,
    pack: str = "",
) -> Imported:
    """Read rosters (.xlsx, .xls, .et, .ods, CSV; several files and sheets) as one.

    ``effect`` is the effect date of the coming plan; without it the date is asked for.
    ``pack`` is the rule pack to write down; without it one is proposed by what the roster
    says, and marked. Raises ``BadInput`` where a file cannot be opened, no table of
    people is found, or no pack of that name comes with the program.

    >>> import_roster(["花名册.xlsx"]).rows[Person][0].name  # doctest: +SKIP
    '王建国'
    """
    if pack:
        shipped(pack)
    grids = _grids(files)
    wanted = {folded(h): t for h, t in mapping.columns.items()}
    kin, others = kin_lists(grids)
    careers, others = career_lists(others)
    found, without = tables(others, wanted)
    if kin and not found:  # they are all there is, so they are the roster
        kin, (found, without) = [], tables(grids, wanted)
    for grid in list(without):
        if shaped := of_another_shape(grid):
            found += shaped
            without.remove(grid)
    if not found:
        raise BadInput((_no_roster(grids),))
    for table in found:
        settle_years(table, effect or date.today())
    lines = [line for table in found for line in table.lines]
    bureau = bureau_name(_titles(found))
    own = {folded(w): v for w, v in mapping.levels.items()}
    draft = Builder(lines, bureau, own, kin, careers).build()
    _tell_the_rest(draft, found, without)
    beside = [(x.lines, x.unread) for x in kin] + [(x.lines, x.unread) for x in careers]
    for taken, unread in beside:
        draft.told += (_untaken(taken[0].sheet, h) for h in unread if taken)
    return _imported(draft, found, bureau, effect, pack, mapping)


def read_mapping(path: str | os.PathLike[str]) -> Mapped:
    """A kept mapping. Raises ``BadInput`` where the file is none."""
    name = Path(path).name
    try:
        data = json.loads(Path(path).read_text("utf-8"))
        columns = {str(k): str(v) for k, v in data.get("columns", {}).items()}
        words = {str(k): str(v) for k, v in data.get("levels", {}).items()}
    except (OSError, ValueError, AttributeError, RecursionError):
        raise BadInput((_bad_mapping(name, ""),)) from None
    return Mapped(_targets(columns, name), _levels(words, name))


def _targets(said: Mapping[str, str], place: str) -> Mapping[str, str]:
    """The columns as they are said; ``BadInput`` where one is said to hold nothing."""
    known = dict.fromkeys(spellings().values())
    faults = [
        _no_column(place, heading, target, known)
        for heading, target in said.items()
        if target not in known
    ]
    if faults:
        raise BadInput(tuple(faults))
    return said


def _no_column(place: str, heading: str, target: str, known: Iterable[str]) -> Fault:
    names = [(t, _MEANING.get(t)) for t in known]
    return Fault(
        "mapping-column",
        Words(f"“{heading}={target}”中的“{target}”不是可用的栏名",
              f"{heading}={target}: there is no column {target}"),
        Words("可用的栏名：" + "、".join(f"{t}（{m.zh}）" if m else t for t, m in names),
              "columns are: " + ", ".join(f"{t} ({m.en})" if m else t for t, m in names)),
        Origin(place, 1), heading, "", target,
    )  # fmt: skip


def _levels(words: Mapping[str, str], place: str) -> dict[str, Level]:
    levels: dict[str, Level] = {}
    for word, value in words.items():
        level = level_in(value, {})
        if level is None:
            raise BadInput((_bad_mapping(place, value),))
        levels[word] = level
    return levels


def _bad_mapping(name: str, value: str) -> Fault:
    return Fault(
        "mapping-unreadable",
        Words(f"“{name}”不是列对照文件", f"{name} is no mapping of columns"),
        Words("删去此文件重新导入，或按说明填写 columns 和 levels",
              "delete it and import again, or fill in columns and levels"),
        Origin(name, 1), "", "", value,
    )  # fmt: skip


def _grids(files: Sequence[str | os.PathLike[str]]) -> list[Grid]:
    grids: list[Grid] = []
    faults: list[Fault] = []
    for file in files:
        source = open_source(file)
        faults += source.faults
        grids += (g for g in source.grids if g.visible)
    if faults:
        raise BadInput(tuple(faults))
    return grids


def _no_roster(grids: Sequence[Grid]) -> Fault:
    names = "、".join(g.name for g in grids[:5])
    return Fault(
        "roster-missing",
        Words(
            f"没有找到人员名单（看了{names}）", f"no list of people found in {names}"
        ),
        Words(
            "表头中应有“姓名”或“在岗人员”一栏；机构图请每格写作“岗位：姓名”，部门写在上方",
            "one heading should be 姓名 or name; in an organogram write a box as "
            "“岗位：姓名” below the name of its unit",
        ),
    )


def _titles(found: Sequence[RosterTable]) -> list[str]:
    """What stands above the headings, and the names of the sheets."""
    texts: list[str] = []
    for table in found:
        first = table.lines[0].number if table.lines else 1
        for row, line in zip(table.grid.rows, table.grid.lines, strict=True):
            if line >= first:
                break
            texts += [as_text(c) for c in row if isinstance(c, str) and len(c) > 4]
    return texts


def _tell_the_rest(
    draft: WorkbookDraft, found: Sequence[RosterTable], without: Sequence[Grid]
) -> None:
    """Columns, rows and sheets of the roster that nothing was taken from."""
    for table in found:
        for at, heading in table.unread.items():
            shown = heading or f"第{at + 1}列"
            draft.told.append(_untaken(table.grid.name, shown))
        draft.asked += (
            TAKEN_AS.fill(
                heading=table.headings.get(told.target)
                or Words(f"第{at + 1}列", f"no. {at + 1}"),
                target=_MEANING[told.target],
            )
            for at, told in table.columns.items()
            if not told.by_heading
        )
        for _, why in table.skipped:
            draft.counts[f"row-{why}"] += 1
        draft.told += (_no_box(table.grid, at, said) for at, said in table.passed)
    for grid in without:
        draft.told.append(
            Fault(
                "roster-sheet",
                Words(
                    f"“{grid.name}”中没有人员名单，未读取",
                    f"{grid.name} holds no list of people",
                ),
                Words("如有，请给它加上表头", "if it does, give it headings"),
                Origin(grid.name, 1),
            )
        )  # fmt: skip


def _no_box(grid: Grid, place: str, text: str) -> Fault:
    row = int(re.sub(r"\D", "", place))
    return Fault(
        "roster-box",
        Words("此格未录入", "this cell was not taken over"),
        Words("写有人员的，请写作“岗位：姓名”；是部门的，写明科、股、部等",
              "where it names people, write “岗位：姓名”"),
        Origin(grid.name, row), "", place, text,
    )  # fmt: skip


def _untaken(sheet: str, heading: str) -> Fault:
    return Fault(
        "roster-column",
        Words(f"“{heading}”一栏未录入", f"the column {heading} was not taken over"),
        Words("如需要，指明它是什么", "if it is needed, say what it holds"),
        Origin(sheet, 1), heading,
    )  # fmt: skip


def _imported(
    draft: WorkbookDraft, found: Sequence[RosterTable], bureau: str, effect: date | None,
    pack: str, mapping: Mapped,
) -> Imported:  # fmt: skip
    rows: dict[type[Row], tuple[Row, ...]] = {
        Unit: tuple(Unit(**u) for u in draft.units),
        Post: tuple(Post(**p) for p in draft.posts),
        Person: tuple(Person(**_given(p)) for p in draft.staff),
    }
    for kind in (KinDeclaration, FamilyBusiness, FamilyAbroad, Spell):
        if found_of := draft.of(kind):
            rows[kind] = tuple(kind(**d) for d in found_of)
    settings, guesses, asked = first_sheet(bureau, rows, effect, pack)
    draft.asked += asked
    if effect is None:
        draft.asked.append(
            Words("请在“开始”表填写方案生效日期",
                  "fill in the effect date on the sheet 'start'")
        )  # fmt: skip
    understood = {
        as_text(table.grid.rows[r][at]): told.target
        for table in found
        for at, told in table.columns.items()
        for r in [_heading_row(table)]
        if r is not None and at < len(table.grid.rows[r]) and table.grid.rows[r][at]
    }
    return Imported(
        rows, settings, (*guesses, *draft.guesses), tuple(dict.fromkeys(draft.told)),
        tuple(dict.fromkeys(draft.asked)),
        dict(draft.counts), Mapped({**understood, **mapping.columns}, mapping.levels),
    )  # fmt: skip


def _heading_row(table: RosterTable) -> int | None:
    first = table.lines[0].number if table.lines else 0
    above = [i for i, line in enumerate(table.grid.lines) if line < first]
    return above[-1] if above else None


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v is not None}


TAKEN_AS = Words(
    "“{heading}”一栏认作“{target}”，请核对；不是的，另行指明",
    "the column {heading} was taken as “{target}”; if it is not, say what it holds",
)
_MEANING = {
    **{c.field: c.heading for kind in (Post, Person) for c in columns(kind)},
    "number": next(c.heading for c in columns(Person) if c.field == "id"),
    "given": Words("名", "given name"),
    "surname": Words("姓", "family name"),
    "unit": Unit.sheet,
    "bureau": Words("机关名称", "organisation"),
    "unused": Words("不录入", "not used"),
    "remark": Words("备注", "remarks"),
    "status": next(c.heading for c in columns(Person) if c.field == "status"),
    "post_number": Words("岗位编号（不录入）", "number of the post (not used)"),
    "entered_level": Words("任现职级时间（不录入）", "date of the grade (not used)"),
}
TITLE = Words("花名册导入说明", "What was made of the roster")


def meanings() -> dict[str, Words]:
    """What a column of a roster may hold, as :class:`Mapped` names it, in words."""
    known = dict.fromkeys(spellings().values())
    return {target: _MEANING[target] for target in known if target in _MEANING}


def summary(imported: Imported) -> Words:
    """One sentence: how much was read, guessed and left out."""
    people, posts, units = (len(imported.rows[k]) for k in (Person, Post, Unit))
    kin = len(imported.rows.get(KinDeclaration, ()))
    share = f"{len(imported.guesses) / max(imported.filled, 1):.0%}"
    return Words(
        f"录入{people}人、{posts}个岗位、{units}个单位{f'、亲属申报{kin}行' * bool(kin)}，"
        f"共{imported.filled}格；其中推定"
        f"{len(imported.guesses)}格（{share}，均已着色并注明理由，请核对）；未录入{len(imported.told)}处；空缺岗位"
        f"{imported.counts.get('vacancy', 0)}个；待补充{len(imported.asked)}项。",
        f"{people} people, {posts} posts, {units} units"
        f"{f', {kin} declarations of kin' * bool(kin)} taken over, {imported.filled} "
        f"cells; {len(imported.guesses)} of them inferred ({share}, each coloured with its "
        f"reason: please check); {len(imported.told)} places "
        f"not taken over; {imported.counts.get('vacancy', 0)} vacancies; "
        f"{len(imported.asked)} things to fill in.",
    )
