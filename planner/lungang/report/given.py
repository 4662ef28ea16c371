"""A plan given back, read as the document it is: every sheet against every other.

``plan.xlsx`` carries the claims of its plan on a hidden sheet. From them and the workbook
the whole file is written anew, in memory, and compared cell by cell with the one given:

* on the sheets of placements and of leave an edit is an edit, if names and ids agree;
* on the list of moves a new post is taken where it names one post and the sheet of
  placements says nothing else; otherwise it is refused with its cell;
* on every other sheet a changed cell is refused with its address: it would be believed
  by whoever reads it, and by nobody else.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lungang.document import plan_hash
from lungang.document.basis import other_basis
from lungang.document.claims import original, rebuilt
from lungang.document.data_lines import account_lines
from lungang.document.parts import PlanDocument
from lungang.document.verify import BARE, checked
from lungang.intake.plan_file import (
    LeaveRow,
    PlacementRow,
    content_of,
    plan_and_doubts,
    plan_of,
)
from lungang.intake.result_folder import plan_in
from lungang.intake.workbook.columns import address, sheet_name
from lungang.intake.workbook.messages import clipped
from lungang.intake.workbook.source import Grid, open_source
from lungang.intake.workbook.unseen import seen_besides
from lungang.report import LINEAGE
from lungang.report.cells_compared import (
    POST,
    STAFF,
    UNIT,
    Cells,
    broken_record,
    cell_differs,
    contradicts,
    differing,
    emptied,
    pairs,
    row_extra,
    row_gone,
    sheet_gone,
    sheet_unknown,
    swapped_lines,
    texts,
    unclear,
    wrong_name,
)
from lungang.report.tables import MOVES
from lungang.report.xlsx import NOTES, RECORD, SUMMARY, write_xlsx
from lungang.scenario.lineage import Lineage
from lungang_models.at_work import phase
from lungang_models.fault import BadInput, Doubt, Fault, Origin
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Language, Words, listed, same

EDITABLE = frozenset({PlacementRow.sheet, LeaveRow.sheet})
READING = Words("正在读取方案并核对", "reading the plan and checking it")


@dataclass(frozen=True)
class Given:
    """A plan given back, the plan it was made of, and what was told on the way."""

    plan: Plan
    original: Plan | None = None
    notes: tuple[Doubt, ...] = ()


@dataclass
class _Found:
    faults: list[Fault] = field(default_factory=list)
    notes: list[Doubt] = field(default_factory=list)
    moved: dict[StaffId, PostId] = field(default_factory=dict)


def read_given(path: str | os.PathLike[str], problem: Problem) -> Given:
    """The plan in ``plan.json`` or ``plan.xlsx``, its document checked as a whole.

    Raises ``BadInput`` with every fault at once: ids that nobody knows, and each place
    that says other than follows.
    """
    where = plan_in(Path(path))
    if where.suffix.lower() == ".json":
        with phase(READING, 2) as done:
            content = content_of(where)
            plan = plan_of(content, where.name, problem)
            done()
            found = checked(content, problem, where.name, plan)
        if found.faults:
            raise BadInput(tuple(found.faults))
        notes = _other_input(content, problem, where)
        notes = notes or _other_account(found.document, problem, where.name)
        return Given(plan, notes=notes)
    plan, doubts = plan_and_doubts(where, problem)
    given = _of_book(where, plan, problem)
    return replace(given, notes=(*doubts, *given.notes))


def _other_input(
    content: Mapping[str, Any], problem: Problem, where: Path
) -> tuple[Doubt, ...]:
    of = content.get("provenance", {})
    if content.keys() <= BARE or of.get("input_hash", problem.hash) == problem.hash:
        return ()
    return (_of_other_input(where, of, problem),)


def _other_account(
    document: PlanDocument | None, problem: Problem, name: str
) -> tuple[Doubt, ...]:
    """The same facts may be read from other rows: told, for the report counts them."""
    mine = account_lines(problem)
    told = document and document.account  # a plan of the built-in bureau has none
    if told is None or mine is None or told == mine:
        return ()
    says = Words(
        "方案所附的数据读取情况与现在读取的不同",
        "the account of what was read differs from what is read now",
    )
    return (Doubt("account-differs", says, Words("", ""), Origin(name, 1), "account"),)


def _of_other_input(where: Path, made: Mapping[str, Any], problem: Problem) -> Doubt:
    scenario = _scenario(where, made, problem)
    if scenario is not None:
        return scenario
    other = other_basis(made, problem)
    says = Words(
        f"方案得出时的依据与现在的不同：{other.zh}；其余内容未核对",
        f"the plan was made on another basis: {other.en}; the rest of it was not compared",
    )
    return Doubt("plan-other-input", says, Words("", ""), Origin(where.name, 1))


def _scenario(where: Path, made: Mapping[str, Any], problem: Problem) -> Doubt | None:
    """That the plan is of a scenario on this very workbook, as its lineage proves."""
    try:
        text = (where.parent / LINEAGE).read_text("utf-8")
        lineage = Lineage.model_validate_json(text)
    except (OSError, ValueError):
        return None
    of_both = lineage.base == problem.hash, lineage.problem == made.get("input_hash")
    if not (lineage.verified and all(of_both)):
        return None
    names = listed([same(step.name) for step in lineage.steps])
    says = Words(
        f"方案是情景“{names.zh}”的方案，以本工作簿为基础，工作簿没有改动；情景所作的改动不在工作簿中",
        f"the plan is of the scenario {names.en} on this very workbook, which has not "
        "changed; what the scenario changes is not in the workbook",
    )
    return Doubt("plan-of-scenario", says, Words("", ""), Origin(where.name, 1))


# -- plan.xlsx


def _of_book(path: Path, plan: Plan, problem: Problem) -> Given:
    grids = {g.name: g for g in open_source(path).grids}
    claims = _claims(grids)
    if claims is None:
        _refuse_unrecorded(grids, path)
        return Given(plan)
    if claims.get("input_hash") != problem.hash:
        return Given(plan, notes=(_of_other_input(path, claims, problem),))
    try:
        first = original(problem, claims)
        document = rebuilt(first, claims)
        if document.provenance.plan_hash != claims.get("plan_hash"):
            raise ValueError("plan_hash")
    except ValueError as error:
        raise BadInput((broken_record(str(error)),)) from None
    language: Language = "zh" if _named(PlacementRow.sheet, "zh") in grids else "en"
    with tempfile.TemporaryDirectory() as folder:
        written = write_xlsx(document, Path(folder) / "plan.xlsx", language)
        ours = {g.name: g for g in open_source(written).grids}
        now = rebuilt(plan, {**claims, "needs": {}})
        written = write_xlsx(now, Path(folder) / "now.xlsx", language)
        then = {g.name: g for g in open_source(written).grids}
    found = _Found()
    for name, expected in ours.items():
        if name == _named(RECORD, language):
            continue
        if name not in grids:
            found.notes.append(sheet_gone(name))
        elif name in {_named(s, language) for s in EDITABLE}:
            _editable(name, grids[name], (expected, then[name]), problem, found)
        elif name == _named(MOVES, language):
            _moves(grids[name], expected, problem, (first, plan), found)
        else:
            _fixed(name, grids[name], expected, found)
            if name in {_named(s, language) for s in (SUMMARY, NOTES)}:
                found.faults += swapped_lines(name, texts(grids[name]), texts(expected))
    found.notes += [
        sheet_unknown(n, g.visible) for n, g in grids.items() if n not in ours
    ]
    for name in ours.keys() & grids.keys() - {_named(s, language) for s in EDITABLE}:
        found.notes += (d for d in seen_besides(grids[name]) if isinstance(d, Doubt))
    if found.faults:
        raise BadInput(tuple(found.faults))
    return Given(_with(plan, found.moved), first, tuple(found.notes))


def _named(sheet: Words, language: Language) -> str:
    return sheet_name(sheet, language)


def _claims(grids: Mapping[str, Grid]) -> dict[str, Any] | None:
    """What the hidden sheet holds, ``None`` where there is none."""
    for language in ("zh", "en"):
        grid = grids.get(_named(RECORD, language))
        if grid is not None:
            text = "".join(str(row[0] or "") for row in grid.rows if row)
            try:
                held = json.loads(text)
            except (ValueError, RecursionError):
                held = None
            if not isinstance(held, dict):
                raise BadInput((broken_record("JSON"),))
            return held
    return None


def _refuse_unrecorded(grids: Mapping[str, Grid], path: Path) -> None:
    """Without its record a plan is its two sheets: others would go unread."""
    own = {_named(s, lang) for s in EDITABLE for lang in ("zh", "en")}
    faults = tuple(
        Fault("sheet-unread", Words(
            f"此表无法核对：文件中没有“{RECORD.zh}”（较早的版本写出，或已被删去）",
            "this sheet cannot be compared: the file has no record of its plan (an "
            "earlier version wrote it, or it was deleted)"),
            Words("交回程序写出的 plan.xlsx，或只保留“全员任职”和“强制休假安排”两表",
                  "give back plan.xlsx as written, or keep the sheets of placements and "
                  "of leave alone"), Origin(name, 1))
        for name in grids if name not in own
    )  # fmt: skip
    if faults:
        raise BadInput(faults)


def _fixed(name: str, grid: Grid, expected: Grid, found: _Found) -> None:
    """A sheet that is not read: each cell must be as it was written."""
    for at, row, like in pairs(texts(grid), texts(expected)):
        if at is None:
            found.faults.append(row_gone(name, like or []))
        elif like is None:
            found.faults.append(row_extra(name, at, row))
        else:
            for column, said, wanted in differing(row, like):
                found.faults.append(cell_differs(name, at, column, said, wanted))


# -- the sheets that may be edited


def _editable(
    name: str, grid: Grid, ours: tuple[Grid, Grid], problem: Problem, found: _Found
) -> None:
    """Ids may change; whatever stands beside them must be what it was, what it has
    become, or empty; and a name must be that of the id beside it."""
    before, after = (_by_first(texts(g)) for g in ours)
    rows = texts(grid)
    head, *_ = [rows.get(0, [])]
    for at, row in rows.items():
        if at == 0:
            continue
        who = row[0] if row else ""
        person = problem.person.get(StaffId(who))
        allowed = [*before.get(who, []), *after.get(who, [])]
        found.notes += emptied(name, at, row, before.get(who, []), _IDS[len(head) > 8])
        for column, said in enumerate(row):
            if not said or column in _IDS[len(head) > 8]:
                continue
            if column == 1 and person is not None and said != person.name:
                found.faults.append(wrong_name(name, at, said, who, person.name))
            elif (
                column != 1
                and not any(
                    column < len(like) and like[column] == said for like in allowed
                )
                and not _is_name_of(row, column, said, problem)
            ):
                wanted = next((r[column] for r in allowed if column < len(r)), "")
                found.faults.append(cell_differs(name, at, column, said, wanted))


_IDS = {False: frozenset({0, 2}), True: frozenset({0, 2, 3, 4})}
"""Columns that are read: of the sheet of placements, and of the sheet of leave."""


def _is_name_of(row: Sequence[str], column: int, said: str, problem: Problem) -> bool:
    """Whether a cell names the person whose number stands before it."""
    before = problem.person.get(StaffId(row[column - 1])) if column else None
    return before is not None and before.name == said


def _by_first(cells: Cells) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = defaultdict(list)
    for row in cells.values():
        found[row[0]].append(row)
    return found


# -- the list of moves


def _moves(
    grid: Grid,
    expected: Grid,
    problem: Problem,
    plans: tuple[Plan, Plan],
    found: _Found,
) -> None:
    name = grid.name
    for at, row, like in pairs(texts(grid), texts(expected)):
        if at is None:
            found.faults.append(row_gone(name, like or []))
            continue
        if like is None:
            found.faults.append(row_extra(name, at, row))
            continue
        changed = list(differing(row, like))
        posts = [c for c in changed if c[0] in (UNIT, POST)]
        for column, said, wanted in changed:
            if column not in (UNIT, POST):
                found.faults.append(cell_differs(name, at, column, said, wanted))
        if posts and len(posts) == len(changed):
            _taken(name, at, row, problem, plans, found)


def _taken(
    name: str, at: int, row: Sequence[str], problem: Problem,
    plans: tuple[Plan, Plan], found: _Found,
) -> None:  # fmt: skip
    """A post changed on the list of moves: taken where it can mean one thing only."""
    first, now = plans
    person = problem.person.get(StaffId(row[STAFF]))
    meant = [
        p for p in problem.posts
        if row[POST] in (p.name, p.id) and not p.concurrent
        and row[UNIT] in (problem.unit[p.unit].name, p.unit)
    ]  # fmt: skip
    if person is None or len(meant) != 1:
        found.faults.append(unclear(name, at, row[POST], len(meant)))
        return
    held, was = now.main_post(person), first.main_post(person)
    if held is not None and held.id == meant[0].id:
        return  # both sheets say the same
    if (held and held.id) != (was and was.id):
        found.faults.append(
            contradicts(name, at, row[POST], held.name if held else "—")
        )
        return
    found.moved[person.id] = meant[0].id
    says = Words(
        f"按此处改动，{person.name}拟任{meant[0].name}（{meant[0].id}）",
        f"taken as edited here: {person.name} to {meant[0].name} ({meant[0].id})",
    )
    found.notes.append(
        Doubt("edit-taken", says, Words("以“全员任职”为准时请一并修改",
              "change the sheet of placements as well"), Origin(name, at + 1), "",
              address(at, POST), clipped(row[POST]))
    )  # fmt: skip


def _with(plan: Plan, moved: Mapping[StaffId, PostId]) -> Plan:
    if not moved:
        return plan
    problem = plan.problem
    kept = {
        (s, p)
        for s, p in plan.placements
        if s not in moved or problem.post[p].concurrent
    }
    return replace(plan, placements=frozenset(kept | set(moved.items())))


def changes(given: Given) -> int:
    """How many people hold other posts, or go on leave otherwise, than in the original."""
    if given.original is None or plan_hash(given.plan) == plan_hash(given.original):
        return 0
    posts = {s for s, _ in given.plan.placements ^ given.original.placements}
    leaves = {v.person for v in {*given.plan.leaves} ^ {*given.original.leaves}}
    return len(posts | leaves)
