"""Workbook → problem: everything checked at the door, every fault told at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lungang.waivers import approved_by_kin, waiver_faults
from lungang.workbook import Reading, cross_checked, knob_values, locate, read
from lungang_models.fault import BadInput, Doubt, Fault
from lungang_models.pack import load, names, overlay
from lungang_models.problem import Pack, PlanSettings, Problem, assemble
from lungang_models.registry import policies, sheets
from lungang_models.vocabulary import Policy, Tables, UnitKind
from lungang_models.words import Words

DEFAULT_PACK = "cn-finance-bureau"


@dataclass(frozen=True)
class Inspection:
    """What the door found in a workbook; ``problem`` when nothing keeps it out."""

    problem: Problem | None
    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...]


def knobs() -> dict[str, type[Policy]]:
    """Every knob a policy sheet may set, those of the plan itself first."""
    return {PlanSettings.key: PlanSettings, **policies()}


def inspect(
    path: str | Path, pack: str | Path | None = None, effect: date | None = None
) -> Inspection:
    """Read a workbook and say everything that is wrong or doubtful in it.

    ``pack`` and ``effect`` override what the policy sheet says. Never raises for what
    stands in the file.
    """
    reading = cross_checked(read(path, sheets()))
    gaps = [locate(f, reading) for f in _gaps(reading.tables)]
    doubts = (*reading.doubts, *(f for f in gaps if isinstance(f, Doubt)))
    values, wrong = knob_values(reading, knobs())
    plan = values.pop(PlanSettings.key, {})
    found = [*reading.faults, *wrong]
    if not found:
        found += [f for f in gaps if not isinstance(f, Doubt)]
    chosen: Pack | None = None
    try:
        chosen = load(pack or _named(plan.get("pack")))
    except BadInput as bad:
        found += bad.faults
    day = effect or plan.get("effect_on")
    if day is None and not any(f.code.startswith(("file-", "sheet-")) for f in found):
        says = Words("没有方案生效日期", "no effect date is given")
        maybe = Words(
            "在“政策参数”表填写 plan.effect_on, 或用 --effect 指定",
            "fill in plan.effect_on on the policy sheet, or give --effect",
        )
        found.append(Fault("effect-missing", says, maybe))
    found += (locate(f, reading) for f in waiver_faults(reading.tables))
    found += (locate(f, reading) for f in _without_source(reading))
    if found or chosen is None or day is None:
        return Inspection(None, _sorted(found), doubts)
    sources = {s.knob: s.source for s in reading.settings if s.value}
    problem = assemble(reading.tables, overlay(chosen, values, sources), day)
    kin = [locate(f, reading) for f in approved_by_kin(problem)]
    if kin:
        return Inspection(None, _sorted(kin), doubts)
    # doubts about facts become findings; those about the form of the file do not
    facts = tuple(d for d in doubts if d.column and not d.code.startswith("row-"))
    return Inspection(replace(problem, doubts=facts), (), doubts)


def open_problem(
    path: str | Path, pack: str | Path | None = None, effect: date | None = None
) -> Problem:
    """The problem in a workbook. Raises ``BadInput`` with every fault at once."""
    found = inspect(path, pack, effect)
    if found.problem is None:
        raise BadInput(found.faults)
    return found.problem


def _named(pack: str | None) -> str:
    """A pack that comes with the program: a cell never becomes a path."""
    if pack is None:
        return DEFAULT_PACK
    if pack not in names():
        says = Words(f"没有名为“{pack}”的规则包", f"no rule pack {pack!r}")
        maybe = Words(
            f"内置: {'、'.join(names())}; 自备规则包用 --pack 指定",
            f"built in: {', '.join(names())}; name your own with --pack",
        )
        raise BadInput((Fault("pack-unknown", says, maybe),))
    return pack


def _gaps(tables: Tables) -> Iterator[Fault]:
    """What is left empty and silently switches rules off; nothing at all is a fault."""
    if not (tables.person and tables.post and tables.unit):
        yield Fault(
            "nothing-to-plan",
            Words("没有单位、岗位或人员", "no units, posts or staff"),
            Words("填写“单位”“岗位”“人员”三张表", "fill in the three sheets"),
        )
        return
    if not any(p.key for p in tables.post.values()):
        yield _gap(
            "no-key-posts",
            Words("没有关键岗位", "no key posts"),
            Words(
                "关键岗位的任职年限和强制休假都不会检查",
                "their tenure and mandatory leave go unchecked",
            ),
        )
    if not any(u.kind is UnitKind.LEADERSHIP for u in tables.unit.values()):
        yield _gap(
            "no-leadership",
            Words("没有“局领导班子”单位", "no leadership unit"),
            Words("全局范围的回避不会检查", "recusal across the bureau goes unchecked"),
        )
    for unit in tables.unit.values():
        if unit.overseen_by is not None and unit.parent is None:
            yield Doubt(
                "unit-without-parent",
                Words(
                    f"{unit.name}有分管领导而无上级单位",
                    f"{unit.name} has a leader in charge and no parent unit",
                ),
                Words("填写上级单位, 否则不查上下级回避", "name the parent unit"),
                unit.origin,
                unit.headings()["parent"].zh,
            )


def _gap(code: str, says: Words, maybe: Words) -> Doubt:
    return Doubt(code, says, maybe)


def _without_source(reading: Reading) -> Iterator[Fault]:
    """Values of the policy sheet that nobody answers for."""
    for cell in reading.settings:
        if cell.value and not cell.source and not cell.knob.startswith("plan."):
            yield cell.fault(
                "value-without-source",
                "source",
                Words(f"{cell.knob}没有依据", f"{cell.knob} has no source"),
                Words("填写文号或决定", "name the document or the decision"),
            )


def _sorted(faults: list[Fault]) -> tuple[Fault, ...]:
    def place(fault: Fault) -> tuple[str, int, str, str]:
        origin = fault.origin
        return (
            (origin.sheet, origin.row, fault.column, fault.code)
            if origin
            else ("", 0, "", fault.code)
        )

    unique = {(f.code, f.where, f.column, f.value): f for f in faults}
    return tuple(sorted(unique.values(), key=place))
