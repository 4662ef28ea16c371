"""Gates: what a scenario must keep to, held against the baseline, for internal control."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from lungang.batch.runs import BY_KEY, ScenarioAnswer
from lungang.document.lines import text_of
from lungang.document.parts import Status
from lungang.formats import Part, Text, schema_of
from lungang.scenario.faults import fault
from lungang.scenario.file import SUFFIXES, parsed
from lungang.scenario.file import text_of as content_of
from lungang_models.fault import BadInput
from lungang_models.words import Words


class Gate(Part):
    """Limits on one measure: on its value, or on its step from the baseline's value."""

    measure: str = Field(json_schema_extra={"enum": list(BY_KEY)})
    at_most: int | None = Field(default=None, description="上限 / the value at most")
    at_least: int | None = Field(default=None, description="下限 / the value at least")
    rise: int | None = Field(
        default=None, ge=0, description="比基准最多增加 / over the baseline at most"
    )
    rise_percent: int | None = Field(
        default=None, ge=0, description="比基准最多增加% / the same in per cent of it"
    )
    fall: int | None = Field(
        default=None, ge=0, description="比基准最多减少 / under the baseline at most"
    )
    fall_percent: int | None = Field(
        default=None, ge=0, description="比基准最多减少% / the same in per cent of it"
    )
    why: str = Field(default="", description="依据 / what it rests on")

    @field_validator("measure")
    @classmethod
    def _known(cls, measure: str) -> str:
        if measure not in BY_KEY:
            raise PydanticCustomError("gates-measure", "no such measure")
        return measure

    @model_validator(mode="after")
    def _limits_something(self) -> Gate:
        if all(getattr(self, name) is None for name in LIMITS):
            raise PydanticCustomError("gates-no-limit", "no limit")
        return self


LIMITS: dict[str, Words] = {
    "at_most": Words("至多{limit}", "at most {limit}"),
    "at_least": Words("至少{limit}", "at least {limit}"),
    "rise": Words("比基准最多增加{limit}", "at most {limit} over the baseline"),
    "rise_percent": Words("比基准最多增加{limit}%", "at most {limit}% over the baseline"),
    "fall": Words("比基准最多减少{limit}", "at most {limit} under the baseline"),
    "fall_percent": Words("比基准最多减少{limit}%", "at most {limit}% under the baseline"),
}  # fmt: skip
"""The kinds of limit, and how each is said."""


class Gates(Part):
    """The gates of an organisation.

    ``proved``: the plan must be proved optimal, and the baseline's as well where a gate
    is held against it; else chance, and not the scenario, could pass or fail.
    """

    name: str = Field(default="", description="名称 / what these gates are called")
    proved: bool = Field(
        default=True, description="方案须证明最优 / the plan must be proved optimal"
    )
    gates: tuple[Gate, ...] = Field(json_schema_extra={"minItems": 1})

    @field_validator("gates")
    @classmethod
    def _some(cls, gates: tuple[Gate, ...]) -> tuple[Gate, ...]:
        if not gates:
            raise PydanticCustomError("gates-shape", "no gates")
        return gates


class Held(Part):
    """One limit held against the answers. No value where there is no plan."""

    measure: str
    title: Text
    value: int | None
    baseline: int | None
    limit: Text
    passed: bool
    why: str


class GateVerdict(Part):
    """Whether a scenario passes, limit by limit, and the reasons where it does not."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-gate/1"] = Field(default="lungang-gate/1", alias="schema")
    scenario: Text
    baseline: Text
    status: Status
    baseline_status: Status
    passed: bool
    reasons: tuple[Text, ...]
    limits: tuple[Held, ...]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a gates file, with every measure, for editors."""
    made = Gates.model_json_schema()
    made["properties"] = {"$schema": {"type": "string"}, **made["properties"]}
    made["$defs"]["Gate"]["anyOf"] = [{"required": [name]} for name in LIMITS]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lungang-gates:1",
        **made,
    }


def verdict_schema() -> dict[str, Any]:
    """The JSON Schema of a verdict."""
    return schema_of(GateVerdict, "lungang-gate/1")


def read_gates(path: str | os.PathLike[str]) -> Gates:
    """The gates of a file. Raises ``BadInput`` with the line of every fault."""
    file = Path(path)
    if file.suffix not in SUFFIXES or not file.is_file():
        raise BadInput((fault("gates-missing", None, file.name),))
    return parsed(content_of(file), file.name, Gates, "gates")[0]


def judge(
    gates: Gates,
    scenario: Words,
    answer: ScenarioAnswer,
    baseline: Words,
    before: ScenarioAnswer,
) -> GateVerdict:
    """The verdict on the answer to a scenario, beside the answer to the baseline."""
    limits = tuple(
        _held(gate, name, answer.measures, before.measures)
        for gate in gates.gates
        for name in LIMITS
        if getattr(gate, name) is not None
    )
    reasons = tuple(text_of(w) for w in _reasons(gates, limits, answer, before))
    return GateVerdict(
        scenario=text_of(scenario),
        baseline=text_of(baseline),
        status=answer.status,
        baseline_status=before.status,
        passed=not reasons,
        reasons=reasons,
        limits=limits,
    )


def _held(gate: Gate, name: str, now: dict[str, int], then: dict[str, int]) -> Held:
    value, baseline = now.get(gate.measure), then.get(gate.measure)
    limit = getattr(gate, name)
    return Held(
        measure=gate.measure,
        title=text_of(BY_KEY[gate.measure].title),
        value=value,
        baseline=baseline,
        limit=text_of(LIMITS[name].fill(limit=limit)),
        passed=value is not None and _within(name, limit, value, baseline),
        why=gate.why,
    )


def _within(name: str, limit: int, value: int, baseline: int | None) -> bool:
    if name == "at_most":
        return value <= limit
    if name == "at_least":
        return value >= limit
    if baseline is None:
        return False
    step = value - baseline if name.startswith("rise") else baseline - value
    if name.endswith("percent"):
        return 100 * step <= limit * abs(baseline)
    return step <= limit


def _reasons(
    gates: Gates,
    limits: tuple[Held, ...],
    answer: ScenarioAnswer,
    before: ScenarioAnswer,
) -> Iterator[Words]:
    if not answer.measures:
        says = answer.document.says
        yield Words(
            f"该情景没有方案：{says.zh}", f"the scenario has no plan: {says.en}"
        )
        return
    relative = any(
        getattr(gate, name) is not None
        for gate in gates.gates for name in LIMITS if not name.startswith("at_")
    )  # fmt: skip
    if relative and not before.measures:
        yield Words(
            "基准没有方案，无从比较", "the baseline has no plan to compare with"
        )
    if gates.proved and answer.status != "optimal":
        yield Words("方案未证明最优", "the plan is not proved optimal")
    if gates.proved and relative and before.status == "best-found":
        yield Words("基准方案未证明最优", "the baseline's plan is not proved optimal")
    for held in limits:
        if not held.passed:
            was = "—" if held.baseline is None else held.baseline
            why = Words("", "")
            if held.why:
                why = Words(f"（{held.why}）", f" ({held.why})")
            yield Words(
                f"{held.title.zh}为{held.value}（基准{was}），应{held.limit.zh}{why.zh}",
                f"{held.title.en} is {held.value} (baseline {was}), "
                f"must be {held.limit.en}{why.en}",
            )
