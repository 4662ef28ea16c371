"""Scenarios side by side: one document from which every face of a comparison is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from pydantic import ConfigDict, Field

from lungang.document.lines import text_of
from lungang.document.parts import (
    CoreLine,
    Grades,
    Part,
    PersonRef,
    PlanDocument,
    PostRef,
    RepairLine,
    Status,
    Text,
    TierLine,
)
from lungang.report.charts import LONGEST_BAR, tenures
from lungang.runs import MEASURES, Answer, UnitLoad
from lungang.scenario import Lineage, Scenario, differences
from lungang_models.problem import Problem

COMPARISON_SCHEMA: Final = "lungang-comparison/1"
FEWEST, MOST = 2, 10


class MeasureRef(Part):
    """A row of the table: what is measured, and which way it improves."""

    key: str
    title: Text
    sense: Literal["less", "more", "none"]


class Column(Part):
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
    core: CoreLine | None = Field(description="why no plan exists")
    repair: RepairLine | None = Field(description="the cheapest way to have one")
    every_repair: bool = Field(description="whether all were looked at")
    units: tuple[UnitLoad, ...]
    tenures: tuple[int, ...] = Field(
        description="people by full years in their post, the last bar open-ended"
    )


class Placed(Part):
    """Where somebody is under one scenario, and why if he moves there.

    ``standing``: kept in his post, moved, without a post, not on the staff in that
    scenario, or unknown because it has no plan.
    """

    standing: Literal["kept", "moved", "unplaced", "absent", "no-plan"]
    post: PostRef | None
    why: Text | None


class PersonLine(Part):
    """Somebody whom the scenarios treat differently."""

    staff: PersonRef
    today: PostRef | None
    under: tuple[Placed, ...]


class Comparison(Part):
    """Two to ten scenarios of one workbook. The first is what others are held against."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-comparison/1"] = Field(
        default=COMPARISON_SCHEMA, alias="schema"
    )
    program: str
    pack: str
    rows: tuple[MeasureRef, ...]
    scenarios: tuple[Column, ...]
    people: tuple[PersonLine, ...]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a comparison."""
    made = Comparison.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lungang-comparison:1",
        **made,
    }


def compare(
    base: Problem, scenarios: Sequence[Scenario], answers: Sequence[Answer]
) -> Comparison:
    """The comparison of scenarios with their answers, in the order given.

    Raises ``ValueError`` for fewer than two or more than ten.
    """
    if not FEWEST <= len(scenarios) <= MOST:
        raise ValueError(f"{FEWEST} to {MOST} scenarios can be compared")
    first = answers[0].document
    return Comparison(
        program=first.provenance.program,
        pack=f"{first.provenance.pack.name} {first.provenance.pack.version}",
        rows=measure_refs(),
        scenarios=tuple(
            _column(base, s, a) for s, a in zip(scenarios, answers, strict=True)
        ),
        people=tuple(_people(base, [a.document for a in answers])),
    )


def measure_refs() -> tuple[MeasureRef, ...]:
    """Every measure, as a document names it."""
    return tuple(
        MeasureRef(key=m.key, title=text_of(m.title), sense=_SENSES[m.sense.name])
        for m in MEASURES
    )


_SENSES: dict[str, Literal["less", "more", "none"]] = {
    "LESS": "less", "MORE": "more", "NONE": "none",
}  # fmt: skip


def _column(base: Problem, scenario: Scenario, answer: Answer) -> Column:
    made = scenario.problem(base)
    document, last = answer.document, scenario.chain[-1] if scenario.chain else None
    reasons = document.reasons
    return Column(
        name=text_of(scenario.title),
        purpose=last.purpose if last else "",
        author=last.author if last else "",
        lineage=scenario.lineage(base, made),
        changes=tuple(text_of(d.says) for d in differences(base, made)),
        status=document.status,
        says=document.says,
        tiers=document.tiers,
        measures=answer.measures,
        before=document.figures.before,
        after=document.figures.after,
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


def _seat(placed: Placed) -> tuple[str, str]:
    gone = placed.standing == "absent"
    return ("absent" if gone else "", placed.post.id if placed.post else "")


def _placed(document: PlanDocument) -> dict[str, Placed]:
    """Everybody's main post under a plan."""
    found: dict[str, Placed] = {}
    for line in document.placements:
        if line.main:
            post = PostRef(
                id=line.post, name=line.post_name, unit=line.unit,
                unit_name=line.unit_name,
            )  # fmt: skip
            found[line.staff] = Placed(standing="kept", post=post, why=None)
    for person in document.unplaced:
        found[person.id] = Placed(standing="unplaced", post=None, why=None)
    for move in document.moves:
        why = move.reasons[0].says if move.reasons else None
        standing: Any = "moved" if move.taken is not None else "unplaced"
        found[move.staff.id] = Placed(standing=standing, post=move.taken, why=why)
    return found


def _of(document: PlanDocument, placed: dict[str, Placed], staff: str) -> Placed:
    missing: Any = "absent" if document.placements else "no-plan"
    return placed.get(staff) or Placed(standing=missing, post=None, why=None)


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
