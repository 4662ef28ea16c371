"""A sweep's result: every point with its proof, the front, and the curves between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from pydantic import ConfigDict, Field

from lungang.batch.compare.charts import COLOURS
from lungang.batch.compare.comparison import MeasureRef, measure_refs
from lungang.batch.compare.leaders import (
    OptionAtAGlance,
    OptionLine,
    option_lines,
    warnings,
)
from lungang.batch.compare.pareto import trade_off
from lungang.batch.compare.writers import ComparisonPage, Picture, Section
from lungang.batch.runs import BY_KEY, ScenarioAnswer
from lungang.document.lines import text_of
from lungang.document.parts import STATUS, Coded, Status
from lungang.formats import Part, Text
from lungang.intake.workbook.cells import clean
from lungang.report.charts import Option
from lungang.report.charts import base as option
from lungang.report.table import Column, Line, Table, words
from lungang.scenario import Scenario
from lungang.scenario.knob_names import knob_words
from lungang_models.problem import Problem
from lungang_models.words import Language, Words, same

SWEEP_SCHEMA: Final = "lungang-sweep/2"
TITLE = Words("参数扫描", "Sweep")
MOST_OPTIONS = 9
"""More are read as a table."""
MOST_CURVES = len(COLOURS)
"""With more combinations of the other knobs there are no curves, only the front."""


class PointLine(Part):
    """One point of the grid: its values, and what is proved of its best plan."""

    values: dict[str, str] = Field(description="knob → value")
    status: Status
    proof: Coded | None = Field(
        description="the weakest proof of its tiers or its core"
    )
    measures: dict[str, int] = Field(description="empty where there is no plan")
    front: bool = Field(description="no point betters it in the two measures traded")


class SweepDocument(Part):
    """The points of a grid over policy values, the first knob slowest."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-sweep/2"] = Field(default=SWEEP_SCHEMA, alias="schema")
    program: str
    pack: str
    title: Text = Field(description="of the rules")
    effect: date
    input_hash: str = Field(description="SHA-256 of the workbook as checked")
    knobs: tuple[str, ...]
    trade: tuple[str, str] = Field(description="the two measures of the front")
    options: tuple[OptionLine, ...] = Field(description="what a leader reads first")
    warnings: tuple[Text, ...] = Field(description="what cannot be compared, and why")
    rows: tuple[MeasureRef, ...]
    points: tuple[PointLine, ...]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a sweep."""
    made = SweepDocument.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lungang-sweep:2",
        **made,
    }


def swept(
    base: Problem,
    scenarios: Sequence[Scenario],
    answers: Sequence[ScenarioAnswer],
    trade: tuple[str, str],
) -> SweepDocument:
    """The result of the scenarios of a grid. ``trade`` names two measures."""
    across, up = (BY_KEY[key] for key in trade)
    front = set(trade_off([a.measures for a in answers], across, up))
    points = tuple(
        PointLine(
            values=dict(_values(s)),
            status=a.status,
            proof=a.proof,
            measures=a.measures,
            front=n in front,
        )
        for n, (s, a) in enumerate(zip(scenarios, answers, strict=True))
    )
    asked = [
        OptionAtAGlance.of(_named(p), a) for p, a in zip(points, answers, strict=True)
    ]
    return SweepDocument(
        options=option_lines(asked),
        warnings=warnings(asked),
        program=answers[0].document.provenance.program,
        pack=f"{base.pack.name} {base.pack.version}",
        title=text_of(base.pack.title),
        effect=base.effect,
        input_hash=base.hash,
        knobs=tuple(points[0].values),
        trade=trade,
        rows=measure_refs(),
        points=points,
    )


def _named(point: PointLine) -> Words:
    """A point as people call it: what is set, and to what."""
    pairs = [(knob_words(k), v) for k, v in point.values.items()]
    zh = (f"{k.zh}：{v}{'年' if k.en.endswith('years') else ''}" for k, v in pairs)
    return Words("，".join(zh), ", ".join(f"{k.en}: {v}" for k, v in pairs))


def _values(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for key, knobs in scenario.chain[-1].policies.items():
        for knob, value in knobs.items():
            yield f"{key}.{knob}", str(value)


def table(of: SweepDocument, measures: Sequence[str]) -> Table:
    """A line for each point with some measures."""
    titles = {r.key: words(r.title) for r in of.rows}
    columns = (
        *(Column(knob_words(knob), 20) for knob in of.knobs),
        Column(Words("结论", "outcome"), 18), Column(Words("证明", "proof"), 20),
        Column(Words("两项均无更优", "on the front"), 13),
        *(Column(titles[key], 14) for key in measures),
    )  # fmt: skip
    lines = tuple(
        Line(
            (*(p.values[knob] for knob in of.knobs), STATUS[p.status],
             words(p.proof.says) if p.proof else "—", "✓" if p.front else "",
             *(p.measures.get(key, "—") for key in measures)),
            "good" if p.front else "",
        )
        for p in of.points
    )  # fmt: skip
    return Table("sweep", TITLE, columns, lines)


# -- the page


def page(of: SweepDocument) -> ComparisonPage:
    """What the page of a sweep shows."""
    curves = {f"curve-{key}": _both(of, key) for key in of.trade}
    drawn = {name: both for name, both in curves.items() if both["zh"] is not None}
    titles = {r.key: words(r.title) for r in of.rows}
    pictures = tuple(
        Picture(f"curve-{key}", 340, titles[key])
        for key in of.trade
        if f"curve-{key}" in drawn
    )
    differing = [
        r.key
        for r in of.rows
        if r.key in of.trade or len({p.measures.get(r.key) for p in of.points}) > 1
    ]
    meant = Words("；".join(knob_words(k).zh for k in of.knobs),
                  "; ".join(knob_words(k).en for k in of.knobs))  # fmt: skip
    return ComparisonPage(
        title=TITLE,
        lead=f"{of.title.zh} · {of.effect}",
        sections=(Section(meant, table(of, differing), pictures, NOTE),),
        charts=drawn,
        trade={"zh": _trade(of, "zh"), "en": _trade(of, "en")},
        checks=(same(of.input_hash),),
        options=of.options if len(of.options) <= MOST_OPTIONS else (),
        warnings=of.warnings,
        program=of.program,
    )


NOTE = Words(
    "实心点已证明最优，空心点未证明；无可行方案的取值没有点。各点都相同的指标不列。",
    "Full points are proved optimal, hollow ones are not; where no plan exists there is "
    "none. Measures that are the same everywhere are left out.",
)


def _both(of: SweepDocument, key: str) -> dict[Language, Option | None]:
    return {"zh": curve(of, key, "zh"), "en": curve(of, key, "en")}


def curve(of: SweepDocument, key: str, language: Language) -> Option | None:
    """A measure over the first knob, a line for each combination of the others."""
    first, *others = of.knobs
    places = list(dict.fromkeys(p.values[first] for p in of.points))
    lines: dict[str, list[Any]] = {}
    for point in of.points:
        name = _valued({k: point.values[k] for k in others}, language)
        row = lines.setdefault(name, [None] * len(places))
        if key in point.measures:
            proved = point.status == "optimal"
            row[places.index(point.values[first])] = {
                "value": point.measures[key],
                "symbol": "circle" if proved else "emptyCircle",
            }
    alike: dict[str, list[str]] = {}
    for name, row in lines.items():
        alike.setdefault(str(row), []).append(name)
    lines = {" / ".join(names): lines[names[0]] for names in alike.values()}
    if len(lines) > MOST_CURVES or not any(any(row) for row in lines.values()):
        return None
    title = next(words(r.title) for r in of.rows if r.key == key).in_(language)
    return option(
        grid={"left": 60, "right": 30, "top": 60, "bottom": 50},
        legend={"top": 4, "type": "scroll", "show": bool(others)},
        tooltip={"trigger": "axis"},
        xAxis={"type": "category", "data": [clean(p) for p in places],
               "name": clean(knob_words(first).in_(language)),
               "nameLocation": "middle", "nameGap": 30},
        yAxis={"type": "value", "min": 0, "minInterval": 1, "name": title,
               "nameTextStyle": {"align": "left"}},
        series=[
            {"type": "line", "name": clean(name), "data": row, "symbolSize": 10,
             "label": {"show": len(lines) == 1, "position": "top"},
             "itemStyle": {"color": COLOURS[(n + 1) % len(COLOURS)]},
             "lineStyle": {"color": COLOURS[(n + 1) % len(COLOURS)]}}
            for n, (name, row) in enumerate(lines.items())
        ],
    )  # fmt: skip


def _valued(values: Mapping[str, Any], language: Language) -> str:
    """The values of a point: of one parameter the value, of several with their names."""
    if len(values) == 1:
        return str(next(iter(values.values())))
    named = (f"{knob_words(k).in_(language)}={v}" for k, v in values.items())
    return ("、" if language == "zh" else ", ").join(named)


def _trade(of: SweepDocument, language: Language) -> dict[str, Any]:
    """The points for any two measures; the page marks the front."""
    return {
        "measures": [
            {"key": r.key, "title": getattr(r.title, language), "sense": r.sense}
            for r in of.rows
        ],
        "start": list(of.trade),
        "points": [
            {"name": clean(_valued(p.values, language)),
             "color": COLOURS[1] if p.status == "optimal" else COLOURS[0],
             "values": p.measures}
            for p in of.points if p.measures
        ],
        "option": option(
            grid={"left": 70, "right": 90, "top": 30, "bottom": 60},
            tooltip={"trigger": "item"},
            xAxis={"type": "value", "scale": True, "nameLocation": "middle",
                   "nameGap": 30, "minInterval": 1},
            yAxis={"type": "value", "scale": True, "minInterval": 1},
        ),
    }  # fmt: skip
