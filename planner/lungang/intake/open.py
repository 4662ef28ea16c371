"""Workbook → problem: everything checked at the door, every fault told at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from lungang.intake.knobs_at_odds import knobs_at_odds
from lungang.intake.past_risks import (
    grades_of_nothing,
    past_risks_at_odds,
    register_miscounted,
)
from lungang.intake.waivers import (
    approved_by_kin,
    waiver_faults,
    waivers_of_no_case,
    waivers_of_nothing,
)
from lungang.intake.workbook import (
    WorkbookReading,
    cross_checked,
    knob_values,
    locate,
    read,
)
from lungang.intake.workbook.grid import GivenGrids
from lungang.intake.workbook.knob_words import knob_words
from lungang.intake.workbook.messages import SAYINGS
from lungang_models.account import Account
from lungang_models.consistency import without_faults
from lungang_models.fault import BadInput, Doubt, Fault, FormDoubt
from lungang_models.implausible import newest
from lungang_models.pack import load, names, overlay
from lungang_models.problem import (
    OfficeSettings,
    Pack,
    PlanSettings,
    Problem,
    assemble_checked,
)
from lungang_models.registry import policies, sheets
from lungang_models.unexamined import NotExamined, not_examined
from lungang_models.vocabulary import Policy, Tables, UnitKind
from lungang_models.words import Words

DEFAULT_PACK = "cn-finance-bureau"
A_YEAR = 366
"""Days within which something is recorded in any office."""

F = TypeVar("F", bound=Fault)


@dataclass(frozen=True)
class CheckedWorkbook:
    """What was found in a workbook; ``problem`` when nothing is wrong with it.

    ``account`` says what became of every row and cell that was offered;
    ``not_examined`` names the rules whose evidence is absent; ``pack`` is the rules in
    force with the workbook's own values, none where the pack it names cannot be read;
    ``source`` is the cells that were read, for a marked copy.
    """

    problem: Problem | None
    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...]
    account: Account
    not_examined: tuple[NotExamined, ...] = ()
    pack: Pack | None = None
    source: GivenGrids | None = field(default=None, repr=False)


def knobs() -> dict[str, type[Policy]]:
    """Every knob a policy sheet may set, those of the plan itself first."""
    own = {kind.key: kind for kind in (PlanSettings, OfficeSettings)}
    return {**own, **policies()}


def check_workbook(
    path: str | Path, pack: str | Path | None = None, effect: date | None = None
) -> CheckedWorkbook:
    """Read a workbook and say everything that is wrong or doubtful in it.

    ``pack`` and ``effect`` override what the policy sheet says. Never raises for what
    stands in the file.
    """
    return check_reading(read(path, sheets()), pack, effect)


def check_reading(
    reading: WorkbookReading, pack: str | Path | None = None, effect: date | None = None
) -> CheckedWorkbook:
    """Everything wrong or doubtful in what was read, found in one pass."""
    values, wrong = knob_values(reading, knobs())
    plan = values.pop(PlanSettings.key, {})
    office = OfficeSettings(**values.pop(OfficeSettings.key, {}))
    chosen, of_pack = _pack(pack, plan.get("pack"), reading)
    day = effect or plan.get("effect_on")
    reading = cross_checked(reading, day)
    found = [*reading.faults, *wrong, *of_pack]
    if day is None and not any(f.code in _NO_POLICY for f in found):
        found.append(_no_effect())
    found += (locate(f, reading) for f in waiver_faults(reading.tables))
    found += (locate(f, reading) for f in _without_source(reading))
    found += (locate(f, reading) for f in grades_of_nothing(reading.tables))
    odd = chain(
        _strange_units(reading, office),
        waivers_of_nothing(reading.tables),
        past_risks_at_odds(reading.tables),
        register_miscounted(reading.tables, reading.settings),
        knobs_at_odds(reading, chosen, values),
        _late(reading, day),
    )
    located = (locate(f, reading) for f in odd)
    strange = [f for f in located if isinstance(f, Doubt)]
    gaps = [locate(f, reading) for f in _gaps(reading.tables)]
    if not reading.faults:  # else there may be rows, only none without a fault
        found += (f for f in gaps if not isinstance(f, Doubt))
    besides: list[Doubt] = [*strange, *(f for f in gaps if isinstance(f, Doubt))]
    doubts = _sorted([*reading.doubts, *besides])
    problem: Problem | None = None
    sources = {s.knob: s.source for s in reading.settings if s.value}
    in_force = chosen and overlay(chosen, values, sources)
    if in_force is not None and day is not None:
        tables = without_faults(reading.tables, found)
        problem = assemble_checked(tables, in_force, day, doubts).with_(
            account=reading.account, office=office
        )
        found += (locate(f, reading) for f in approved_by_kin(problem))
        idle = () if found else tuple(waivers_of_no_case(problem))
        if idle:
            placed = [f for d in idle if isinstance(f := locate(d, reading), Doubt)]
            doubts = _sorted([*doubts, *placed])
            problem = problem.with_(doubts=(*problem.doubts, *placed))
    return CheckedWorkbook(
        None if found else problem,
        _sorted(found),
        doubts,
        reading.account,
        not_examined(problem) if problem and not found else (),
        in_force,
        reading.source,
    )


#: Faults beside which a missing effect date says nothing new: nothing was read.
_NO_POLICY = frozenset(
    code for code in SAYINGS if code.startswith("file-") and SAYINGS[code].grave
)


def _no_effect() -> Fault:
    return Fault(
        "effect-missing",
        Words("没有方案生效日期", "no effect date is given"),
        Words(
            "在“开始”表填写方案生效日期",
            "fill in the effect date on the sheet 'start'",
        ),
    )


def _pack(
    given: str | Path | None, named: str | None, reading: WorkbookReading
) -> tuple[Pack | None, list[Fault]]:
    """The pack in force, or why there is none: at the cell that names it."""
    try:
        return load(given or shipped(named)), []
    except BadInput as bad:
        cell = next((s for s in reading.settings if s.knob == "plan.pack"), None)
        if given is not None or cell is None or cell.origin is None:
            return None, list(bad.faults)
        heading = type(cell).headings()["value"].zh
        placed = [
            replace(f, origin=cell.origin, column=heading, value=cell.value)
            if f.origin is None
            else f
            for f in bad.faults
        ]
        return None, [locate(f, reading) for f in placed]


def _nouns(tables: Tables) -> tuple[dict[Any, Any], ...]:
    return (tables.person, tables.post, tables.unit)


def open_problem(
    path: str | Path, pack: str | Path | None = None, effect: date | None = None
) -> Problem:
    """The problem in a workbook. Raises ``BadInput`` with every fault at once."""
    found = check_workbook(path, pack, effect)
    if found.problem is None:
        raise BadInput(found.faults)
    return found.problem


def shipped(pack: str | None) -> str:
    """A pack that comes with the program: a cell never becomes a path."""
    if pack is None:
        return DEFAULT_PACK
    if pack not in names():
        says = Words(f"没有名为“{pack}”的规则包", f"no rule pack {pack!r}")
        maybe = Words(
            f"内置：{'、'.join(names())}；自备规则包用 --pack 指定",
            f"built in: {', '.join(names())}; name your own with --pack",
        )
        raise BadInput((Fault("pack-unknown", says, maybe),))
    return pack


def _gaps(tables: Tables) -> Iterator[Fault]:
    """What is left empty and silently switches rules off; nothing at all is a fault."""
    if not all(_nouns(tables)):
        yield Fault(
            "nothing-to-plan",
            Words("没有单位、岗位或人员", "no units, posts or staff"),
            Words("填写“单位”“岗位”“人员”三张表", "fill in the three sheets"),
        )
        return
    idle = sum(p.post is None for p in tables.person.values())
    if idle > 0.9 * len(tables.person):
        total = len(tables.person)
        yield _gap(
            "nobody-in-post",
            Words(
                f"{total}人中{idle}人没有填现任岗位，都按待安排处理",
                f"{idle} of {total} staff have no post given; all are to be placed",
            ),
            Words("填写“人员”表的“现任岗位”", "fill in the post of each person"),
        )
    yield from _shifted(tables)
    if not any(p.key for p in tables.post.values()):
        yield next(iter(tables.post.values())).doubt(
            "no-key-posts",
            "key",
            Words("没有关键岗位", "no key posts"),
            Words(
                "填写“关键岗位”；不填的，任职年限和强制休假都不会检查",
                "fill in the column: tenure and mandatory leave go unchecked without",
            ),
        )
    if not any(u.kind is UnitKind.LEADERSHIP for u in tables.unit.values()):
        yield _gap(
            "no-leadership",
            Words("没有类别为“局领导班子”的单位", "no leadership unit"),
            Words(
                "与领导有关的回避不会检查", "recusal across the bureau goes unchecked"
            ),
        )
    for unit in tables.unit.values():
        if unit.overseen_by is not None and unit.parent is None:
            yield Doubt(
                "unit-without-parent",
                Words(
                    f"{unit.name}有分管领导而无上级单位",
                    f"{unit.name} has a leader in charge and no parent unit",
                ),
                Words("填写上级单位，否则不查上下级回避", "name the parent unit"),
                unit.origin,
                unit.headings()["parent"].zh,
            )


#: A column that was moved against the others fits so few of its rows.
_SHIFTED = 0.3


def _shifted(tables: Tables) -> Iterator[Doubt]:
    """Posts that many of their holders cannot hold: the column may have been moved."""
    held = [(p, tables.post[p.post]) for p in tables.person.values()
            if p.post is not None and p.post in tables.post]  # fmt: skip
    odd = [
        p for p, post in held
        if p.level is not post.level or (
            post.establishments and p.establishment not in post.establishments
        )
    ]  # fmt: skip
    if len(odd) > _SHIFTED * len(held):
        first = odd[0]
        yield Doubt(
            "posts-shifted",
            Words(
                f"{len(held)}人中{len(odd)}人的职务层次或编制类型与现任岗位不符",
                f"{len(odd)} of {len(held)} staff have another level or kind of "
                "employment than their post",
            ),
            Words(
                "核对“现任岗位”列是否错行，例如只对其中一列做过排序",
                "check whether the column was moved or sorted by itself",
            ),
            first.origin,
            first.headings()["post"].zh,
            "",
            str(first.post),
        )


def _gap(code: str, says: Words, maybe: Words) -> Doubt:
    return Doubt(code, says, maybe)


def _late(reading: WorkbookReading, effect: date | None) -> Iterator[Doubt]:
    """An effect date of which everything recorded lies more than a year back."""
    last = newest(reading.tables, effect) if effect is not None else None
    cell = next((s for s in reading.settings if s.knob == "plan.effect_on"), None)
    if last is None or effect is None or (effect - last).days <= A_YEAR:
        return
    says = Words(
        f"方案生效日{effect}以前一年内没有任何记录，最近的是{last}",
        f"nothing is recorded of the year before the effect date {effect}: the last day "
        f"is {last}",
    )
    maybe = Words("核对生效日期的年份；不错的，补登近一年的情况",
                  "check the year of the effect date, or record what happened since")  # fmt: skip
    if cell is None:
        yield Doubt("effect-late", says, maybe)
    else:
        yield cell.doubt("effect-late", "value", says, maybe)


def _strange_units(reading: WorkbookReading, office: OfficeSettings) -> Iterator[Doubt]:
    """A unit of the first sheet that the sheet of units does not hold."""
    known = {text for u in reading.tables.unit.values() for text in (u.id, u.name)}
    for setting in reading.settings:
        field = setting.knob.removeprefix(f"{OfficeSettings.key}.")
        if field not in ("personnel", "internal_control"):
            continue
        name = getattr(office, field)
        if name and name not in known:
            yield FormDoubt(
                "office-unit-unknown",
                Words(f"“单位”表中没有“{name}”", f"no such unit: {name!r}"),
                Words("填单位编号或单位名称", "give the number or the name of a unit"),
                setting.origin, type(setting).headings()["value"].zh, "", name,
            )  # fmt: skip


def _without_source(reading: WorkbookReading) -> Iterator[Fault]:
    """Values of the policy sheet that nobody answers for."""
    for cell in reading.settings:
        if (
            cell.value
            and not cell.source
            and not cell.knob.startswith(("plan.", "office."))
        ):
            yield cell.fault(
                "value-without-source",
                "source",
                Words("“{name}”没有依据", "{name} has no source").fill(
                    name=knob_words(cell.knob)
                ),
                Words("填写文号或决定", "name the document or the decision"),
            )


def _sorted(faults: list[F]) -> tuple[F, ...]:
    """Each once, in the order of the sheets and rows."""

    def place(fault: Fault) -> tuple[str, int, str, str]:
        origin = fault.origin
        return (
            (origin.sheet, origin.row, fault.column, fault.code)
            if origin
            else ("", 0, "", fault.code)
        )

    unique = {(f.code, f.where, f.column, f.value): f for f in faults}
    return tuple(sorted(unique.values(), key=place))
