"""From files to problems, plans and scenarios; every fault is told at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from lungang.intake.open import (
    DEFAULT_PACK,
    CheckedWorkbook,
    check_workbook,
    knobs,
    open_problem,
)
from lungang.intake.row_check import CheckedRow, check_row
from lungang.intake.workbook import (
    mark,
    write_csv_folder,
    write_template,
    write_workbook,
)
from lungang.intake.workbook.annotate import free_name
from lungang.intake.workbook.cells import Raw
from lungang.intake.workbook.dates import day
from lungang.report.given import Given, read_given
from lungang.scenario import (
    Patch,
    Scenario,
    differences,
    read_patch,
    read_scenario,
    scenario_files,
    write_patch,
)
from lungang.scenario.knob_names import settings
from lungang_models.account import Account
from lungang_models.fault import BadInput, Doubt, Fault
from lungang_models.pack import load
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem, assemble
from lungang_models.registry import sheets
from lungang_models.scope import by_what_is_missing
from lungang_models.unexamined import NotExamined
from lungang_models.vocabulary import Person, Row, Tables
from lungang_models.words import Language

__all__ = [
    "Account",
    "BadInput",
    "CheckedRow",
    "CheckedWorkbook",
    "Doubt",
    "Fault",
    "Given",
    "NotExamined",
    "Plan",
    "Problem",
    "Raw",
    "by_what_is_missing",
    "check_workbook",
    "differences",
    "free_name",
    "generated",
    "given_of",
    "mark",
    "new_patch",
    "open_problem",
    "patched",
    "plan_of",
    "row_of",
    "sample",
    "scenarios_of",
    "settings",
    "tree_of",
    "write_patch",
]

File = str | os.PathLike[str]


def sample() -> Problem:
    """The sample bureau, which comes with the program."""
    from lungang.intake.sample import sample_problem

    return sample_problem()


def generated(staff: int, seed: int, *, hard: bool = False) -> Problem:
    """An invented organisation; the same for the same arguments.

    Raises ``ValueError`` outside 60 to 100,000 staff.
    """
    from lungang.intake.generate import generate
    from lungang.intake.sample import EFFECT_KNOB

    rows, settings = generate(staff, seed, hard=hard)
    effect = next(s.value for s in settings if s.knob == EFFECT_KNOB)
    return assemble(Tables(rows), load(DEFAULT_PACK), date.fromisoformat(effect))


def row_of(problem: Problem, sheet: str, cells: Mapping[str, Raw]) -> CheckedRow:
    """One row of a sheet of a problem checked by itself, in milliseconds.

    ``sheet`` is its name in Chinese or English; ``cells`` are keyed by field. Dates are
    held against the effect date and the births of the staff. Raises ``KeyError`` for a
    sheet or a field that is not there.
    """
    kinds = {name: kind for kind in sheets() for name in kind.sheet}
    tables = Tables({Person: list(problem.staff)})
    return check_row(kinds[sheet], cells, problem.effect, tables)


def whole_day(text: str) -> date | None:
    """A date in any spelling that a cell may have; ``None`` if it names no single day.

    >>> whole_day("2026年12月31日"), whole_day("2026.12")
    (datetime.date(2026, 12, 31), None)
    """
    found = day(text)
    return None if found is None or found.month_only else found.date


def template(
    out: File, language: Language, *, full: bool = False, example: bool = False
) -> None:
    """Write an empty workbook with every sheet, its notes and its drop-downs.

    Sheets that few need are in sight only if ``full``; ``example`` fills the workbook
    with a bureau of twelve.
    """
    if not example:
        write_template(Path(out), sheets(), knobs(), language, full)
        return
    from lungang.intake.example import example as of_twelve

    rows, settings = of_twelve()
    write_workbook(Path(out), rows, settings, language)


def write_invented(out: Path, size: tuple[int, int, bool] | None) -> None:
    """Write an invented bureau of some staff, seed and hardness; the sample for ``None``.

    An .xlsx, or a folder of CSV sheets.
    """
    from lungang.intake.generate import generate
    from lungang.intake.sample import sample as built_in

    rows, settings = built_in() if size is None else generate(*size[:2], hard=size[2])
    if out.suffix == ".xlsx":
        write_workbook(out, rows, settings)
    else:
        write_csv_folder(out, rows, settings)


SAMPLE_NAME = "示例.xlsx"


def leave_sample(folder: Path) -> Path:
    """Write the sample bureau into a folder, to be played with; kept if it is there.

    Whoever changed it keeps their changes.
    """
    book = folder / SAMPLE_NAME
    if not book.exists():
        write_invented(book, None)
    return book


def write_forms(
    out: Path, files: Sequence[Path], problem: Problem
) -> tuple[tuple[Fault, ...], tuple[Doubt, ...]]:
    """Write what appointment forms say: families as declarations of kin, and careers.

    Returns the forms and lines that were not taken, and what is to be asked. Raises
    ``BadInput`` where no form could be used; then nothing is written.
    """
    from lungang.intake.forms import read_forms
    from lungang_models.facts.kinship import KinDeclaration
    from lungang_models.facts.tenure import Spell

    found = read_forms(files, problem)
    if found.faults and not (found.declared or found.careers):
        raise BadInput(found.faults)
    rows: dict[type[Row], Sequence[Row]] = {KinDeclaration: found.declared}
    if found.careers:
        rows[Spell] = found.careers
    write_csv_folder(out, rows)
    return found.faults, found.leads


def given_of(file: File | None, problem: Problem) -> Given:
    """The plan in a file with the one it was made of, or today's state.

    A result folder stands for the plan in it, as it was edited if it was. ``notes`` say
    what was met on the way. Raises ``BadInput`` with every fault of the file, and where
    it contradicts itself.
    """
    if file is None:
        return Given(today(problem))
    return read_given(Path(file), problem)


def plan_of(file: File | None, problem: Problem) -> Plan:
    """The plan in a file, or today's state; see :func:`given_of`."""
    return given_of(file, problem).plan


def scenarios_of(
    files: Iterable[File], base: Problem
) -> tuple[tuple[Scenario, ...], tuple[Doubt, ...]]:
    """The scenarios of files, and what has changed since they were written.

    Raises ``BadInput`` with the faults of all files, also of those that can be read but
    not applied to ``base``.
    """
    found: list[Scenario] = []
    doubts: list[Doubt] = []
    faults: dict[Fault, None] = {}
    for file in files:
        try:
            scenario = read_scenario(file)
            scenario.problem(base)
        except BadInput as bad:
            faults |= dict.fromkeys(bad.faults)
            continue
        doubts += scenario.drift(base)
        found.append(scenario)
    if faults:
        raise BadInput(tuple(faults))
    return tuple(found), tuple(doubts)


def new_patch(
    name: str, author: str, purpose: str, parent: Path | None, base: Problem | None
) -> Patch:
    """A scenario that changes nothing yet, bound to what it builds on.

    Raises ``BadInput`` where the parent cannot be read.
    """
    above = None if parent is None else read_scenario(parent).chain[-1]
    return Patch(
        name=name,
        author=author,
        purpose=purpose,
        parent=None if parent is None else parent.name,
        parent_hash=None if above is None else above.hash,
        base_hash=None if base is None else base.hash,
    )


class Branch(NamedTuple):
    """A scenario of a folder, and how deep under those it builds on."""

    file: str
    patch: Patch
    depth: int
    parent_changed: bool


def tree_of(folder: File) -> tuple[list[Branch], tuple[Fault, ...]]:
    """Which scenario of a folder builds on which, and the faults of those unreadable."""
    faults: list[Fault] = []
    children: dict[str | None, list[str]] = {}
    patches: dict[str, Patch] = {}
    for file in scenario_files(folder):
        try:
            patches[file.name] = patch = read_patch(file)
        except BadInput as bad:
            faults += bad.faults
            continue
        children.setdefault(patch.parent, []).append(file.name)

    def below(name: str, depth: int, above: str) -> Iterator[Branch]:
        patch = patches[name]
        yield Branch(name, patch, depth, patch.parent_hash not in (None, above))
        for child in children.get(name, []):
            yield from below(child, depth + 1, patch.hash)

    roots = [n for n, p in patches.items() if p.parent not in patches]
    return [b for root in roots for b in below(root, 0, "")], tuple(faults)


def patched(base: Problem, by: File | Patch | Scenario) -> Problem:
    """The problem that a scenario asks about. Raises ``BadInput`` for a faulty one."""
    if isinstance(by, Patch):
        by = Scenario((by,))
    if not isinstance(by, Scenario):
        by = read_scenario(Path(by))
    return by.problem(base)
