"""Scenarios side by side: one document from which every face of a comparison is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal

from pydantic import ConfigDict, Field

from lungang.batch.compare.gates import Gates, GateVerdict, judge
from lungang.batch.compare.leaders import (
    OptionAtAGlance,
    OptionLine,
    option_lines,
    warnings,
)
from lungang.batch.runs import MEASURES, ScenarioAnswer, UnitLoad
from lungang.disclosure import Role, facts_of_cell, may_see
from lungang.document.audience import seen_by
from lungang.document.lines import text_of
from lungang.document.parts import (
    CoreLine,
    Edition,
    Grades,
    PersonRef,
    PlanDocument,
    PostRef,
    RepairLine,
    Status,
    TierLine,
)
from lungang.formats import Part, Text
from lungang.report.charts import LONGEST_BAR, tenures
from lungang.scenario import Lineage, Scenario, differences
from lungang_models.problem import Problem

COMPARISON_SCHEMA: Final = "lungang-comparison/2"
FEWEST, MOST = 2, 10


class MeasureRef(Part):
    """A row of the table: what is measured, and which way it improves."""

    key: str
    title: Text
    sense: Literal["less", "more", "none"]


class ScenarioColumn(Part):
    """One scenario of the table: what it asks, what it comes to, what is proved of it."""

    name: Text
    purpose: str
    author: str
    lineage: Lineage
    changes: tuple[Text, ...] = Field(description="what differs from the workbook")
    status: Status
    says: Text
    tiers: tuple[TierLine, ...]
    measures: dict[str, int] = Field(description="empty where there is no plan")
    before: Grades
    after: Grades | None
    gates: GateVerdict | None = Field(description="the conditions held against it")
    core: CoreLine | None = Field(description="why no plan exists")
    repair: RepairLine | None = Field(description="the cheapest way to have one")
    every_repair: bool = Field(description="whether all were looked at")
    units: tuple[UnitLoad, ...]
    tenures: tuple[int, ...] = Field(
        description="people by full years in their post, the last bar open-ended"
    )


class PlacedUnder(Part):
    """Where somebody is under one scenario, and why if they move there.

    ``standing``: kept in their post, moved, without a post, not on the staff in that
    scenario, or unknown because it has no plan.
    """

    standing: Literal["kept", "moved", "unplaced", "absent", "no-plan"]
    post: PostRef | None
    why: Text | None


class PersonLine(Part):
    """Somebody whom the scenarios treat differently."""

    staff: PersonRef
    today: PostRef | None
    under: tuple[PlacedUnder, ...]


class Comparison(Part):
    """Two to ten scenarios of one workbook. The first is what others are held against."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-comparison/2"] = Field(
        default=COMPARISON_SCHEMA, alias="schema"
    )
    program: str
    pack: str
    organisation: str = Field(description="as it was named; else the name of the rules")
    effect: date
    options: tuple[OptionLine, ...] = Field(description="what a leader reads first")
    warnings: tuple[Text, ...] = Field(description="what cannot be compared, and why")
    rows: tuple[MeasureRef, ...]
    scenarios: tuple[ScenarioColumn, ...]
    people: tuple[PersonLine, ...]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a comparison."""
    made = Comparison.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lungang-comparison:2",
        **made,
    }


def compare(
    base: Problem,
    scenarios: Sequence[Scenario],
    answers: Sequence[ScenarioAnswer],
    audience: Edition = "hr",
    gates: Gates | None = None,
    organisation: str = "",
) -> Comparison:
    """The comparison of scenarios with their answers, in the order given.

    ``gates`` are conditions of adoption, held against each scenario beside the first;
    ``organisation`` stands at the head of the page. ``audience`` is for whom it is
    made: changes of private evidence, causes and reasons are told only as far as the
    reader may see them.
    Raises ``ValueError`` for fewer than two or more than ten.
    """
    if not FEWEST <= len(scenarios) <= MOST:
        beside = f"{FEWEST - 1} to {MOST - 1}, not {len(scenarios) - 1}"
        raise ValueError(f"scenarios to compare beside the workbook: {beside}")
    seen = [seen_by(audience, a.document) for a in answers]
    first, of = seen[0], seen[0].provenance
    verdicts = [None, *(
        None if gates is None
        else judge(gates, s.title, a, scenarios[0].title, answers[0])
        for s, a in zip(scenarios[1:], answers[1:], strict=True)
    )]  # fmt: skip
    people = tuple(_people(base, seen))
    asked = [
        OptionAtAGlance.of(s.title, a, _moved(people, n), v)
        for n, (s, a, v) in enumerate(zip(scenarios, answers, verdicts, strict=True))
    ]
    return Comparison(
        program=of.program,
        pack=f"{of.pack.name} {of.pack.version}",
        organisation=organisation or first.provenance.pack.title.zh,
        effect=of.effect,
        options=option_lines(asked),
        warnings=warnings(asked),
        rows=measure_refs(),
        scenarios=tuple(
            _column(base, s, a, d, v, audience)
            for s, a, d, v in zip(scenarios, answers, seen, verdicts, strict=True)
        ),
        people=people,
    )


def _moved(people: Sequence[PersonLine], at: int) -> tuple[str, ...]:
    """Those whom an option with a plan places otherwise than the first one does."""
    return tuple(
        p.staff.name for p in people
        if "no-plan" not in (p.under[0].standing, p.under[at].standing)
        and _seat(p.under[at]) != _seat(p.under[0])
    )  # fmt: skip


def measure_refs() -> tuple[MeasureRef, ...]:
    """Every measure, as a document names it."""
    return tuple(
        MeasureRef(key=m.key, title=text_of(m.title), sense=_SENSES[m.sense.name])
        for m in MEASURES
    )


_SENSES: dict[str, Literal["less", "more", "none"]] = {
    "LESS": "less", "MORE": "more", "NONE": "none",
}  # fmt: skip


def _changes(base: Problem, made: Problem, audience: Edition) -> Iterator[Text]:
    """What a scenario changes; rows that tell of families are only counted."""
    role, hidden = Role(audience), 0
    for d in differences(base, made):
        if may_see(role, facts_of_cell(d.sheet.zh, d.column.zh)):
            yield text_of(d.says)
        else:
            hidden += 1
    if hidden:
        yield Text(
            zh=f"另有{hidden}处改动涉及由组织人事部门掌握的情况",
            en=f"{hidden} more changes of facts kept by the personnel section",
        )


def _column(
    base: Problem,
    scenario: Scenario,
    answer: ScenarioAnswer,
    document: PlanDocument,
    verdict: GateVerdict | None,
    audience: Edition,
) -> ScenarioColumn:
    made = scenario.problem(base)
    last = scenario.chain[-1] if scenario.chain else None
    reasons = document.reasons
    return ScenarioColumn(
        name=text_of(scenario.title),
        purpose=last.purpose if last else "",
        author=last.author if last else "",
        lineage=scenario.lineage(base, made),
        changes=tuple(_changes(base, made, audience)),
        status=document.status,
        says=document.says,
        tiers=document.tiers,
        measures=answer.measures,
        before=document.figures.before,
        after=document.figures.after,
        gates=verdict,
        core=reasons.causes[0] if reasons else None,
        repair=reasons.repairs[0] if reasons and reasons.repairs else None,
        every_repair=reasons.all_repairs if reasons else False,
        units=answer.units,
        tenures=_tenures(document),
    )


def _tenures(document: PlanDocument) -> tuple[int, ...]:
    if not document.placements:
        return ()
    _, after = tenures(document)
    return tuple(after[years] for years in range(LONGEST_BAR + 1))


def _people(base: Problem, documents: Sequence[PlanDocument]) -> Iterator[PersonLine]:
    """Those whom two scenarios with a plan place differently."""
    under = [_placed(d) for d in documents]
    everybody = {s: p for d in under for s, p in d.items()}
    planned = [n for n, d in enumerate(documents) if d.placements]
    for staff in sorted(everybody):
        places = [_of(d, u, staff) for d, u in zip(documents, under, strict=True)]
        if len({_seat(places[n]) for n in planned}) > 1:
            name, today = _today(base, documents, staff)
            yield PersonLine(
                staff=PersonRef(id=staff, name=name), today=today, under=tuple(places)
            )


def _seat(placed: PlacedUnder) -> tuple[str, str]:
    gone = placed.standing == "absent"
    return ("absent" if gone else "", placed.post.id if placed.post else "")


def _placed(document: PlanDocument) -> dict[str, PlacedUnder]:
    """Everybody's main post under a plan."""
    found: dict[str, PlacedUnder] = {}
    for line in document.placements:
        if line.main:
            post = PostRef(
                id=line.post, name=line.post_name, unit=line.unit,
                unit_name=line.unit_name,
            )  # fmt: skip
            found[line.staff] = PlacedUnder(standing="kept", post=post, why=None)
    for person in document.unplaced:
        found[person.id] = PlacedUnder(standing="unplaced", post=None, why=None)
    for move in document.moves:
        why = move.reasons[0].says if move.reasons else None
        standing: Any = "moved" if move.taken is not None else "unplaced"
        found[move.staff.id] = PlacedUnder(standing=standing, post=move.taken, why=why)
    return found


def _of(
    document: PlanDocument, placed: dict[str, PlacedUnder], staff: str
) -> PlacedUnder:
    missing: Any = "absent" if document.placements else "no-plan"
    return placed.get(staff) or PlacedUnder(standing=missing, post=None, why=None)


def _today(
    base: Problem, documents: Sequence[PlanDocument], staff: str
) -> tuple[str, PostRef | None]:
    """Name and present post; somebody a scenario adds has none."""
    person = next((p for p in base.staff if p.id == staff), None)
    if person is None:
        lines = (p for d in documents for p in d.placements)
        return next((p.name for p in lines if p.staff == staff), staff), None
    if person.post is None:
        return person.name, None
    post = base.post[person.post]
    unit = base.unit[post.unit]
    return person.name, PostRef(
        id=post.id, name=post.name, unit=unit.id, unit_name=unit.name
    )
