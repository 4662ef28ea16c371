"""The pictures of a comparison as ECharts options: plain data, no markup, no functions."""

from __future__ import annotations

from typing import Any

from lungang.batch.compare.comparison import Comparison, ScenarioColumn
from lungang.batch.compare.tables import share
from lungang.intake.workbook.cells import clean
from lungang.report.charts import AMBER, BLUE, GREEN, GREY, INK, RED, Option
from lungang.report.charts import base as option
from lungang_models.words import Language, Words

COLOURS = (GREY, BLUE, GREEN, AMBER, RED, "#7A6A9B", "#4E9A9A", "#9A7B4E", "#A05A7A",
           "#55707F")  # fmt: skip


def planned(comparison: Comparison) -> list[tuple[int, ScenarioColumn]]:
    """The scenarios that have a plan, with their places."""
    return [(n, s) for n, s in enumerate(comparison.scenarios) if s.measures]


def heat(comparison: Comparison, language: Language) -> Option | None:
    """Units by scenarios: the share of staff that leaves."""
    columns = planned(comparison)
    if not columns:
        return None
    units = list(dict.fromkeys(u.name for _, s in columns for u in s.units))
    cells = [
        [x, units.index(u.name), share(u.left, u.staff)]
        for x, (_, s) in enumerate(columns) for u in s.units
    ]  # fmt: skip
    highest = max((c[2] for c in cells), default=0)
    return option(
        tooltip={"position": "top"},
        grid={"left": 150, "right": 20, "top": 30, "bottom": 60},
        xAxis={"type": "category", "position": "top",
               "data": [_name(s, language) for _, s in columns]},
        yAxis={"type": "category", "inverse": True, "data": [clean(u) for u in units],
               "axisLabel": {"interval": 0}},
        visualMap={"min": 0, "max": max(highest, 1), "orient": "horizontal",
                   "left": "center", "bottom": 4, "calculable": False,
                   "inRange": {"color": ["#FFFFFF", AMBER, RED]},
                   "text": [f"{highest}%", "0%"]},
        series=[{"type": "heatmap", "data": cells,
                 "label": {"show": True, "color": INK},
                 "itemStyle": {"borderColor": "#E3E9ED", "borderWidth": 1}}],
    )  # fmt: skip


def tenure(comparison: Comparison, language: Language) -> Option | None:
    """People by full years in their post, a series for each scenario."""
    columns = planned(comparison)
    if not columns:
        return None
    years = len(columns[0][1].tenures)
    names = [str(y) if y < years - 1 else f"{y}+" for y in range(years)]
    return option(
        grid={"left": 44, "right": 16, "top": 56, "bottom": 44},
        legend={"top": 4, "type": "scroll"},
        tooltip={"trigger": "axis", "axisPointer": {"type": "shadow"}},
        xAxis={"type": "category", "data": names, "nameLocation": "middle",
               "nameGap": 28,
               "name": Words("任现岗满年数", "full years in the post").in_(language)},
        yAxis={"type": "value", "minInterval": 1,
               "name": Words("人", "people").in_(language)},
        series=[
            {"type": "bar", "name": _name(s, language), "data": list(s.tenures),
             "barMaxWidth": 18, "itemStyle": {"color": COLOURS[n]}}
            for n, s in columns
        ],
    )  # fmt: skip


def scatter(comparison: Comparison, language: Language) -> dict[str, Any] | None:
    """The points of the trade-off; the page chooses two measures and marks the front."""
    columns = planned(comparison)
    if not columns:
        return None
    return {
        "measures": [
            {"key": r.key, "title": getattr(r.title, language), "sense": r.sense}
            for r in comparison.rows
        ],
        "points": [
            {"name": _name(s, language), "color": COLOURS[n], "values": s.measures}
            for n, s in columns
        ],
        "option": option(
            grid={"left": 70, "right": 30, "top": 30, "bottom": 60},
            tooltip={"trigger": "item"},
            xAxis={"type": "value", "scale": True, "nameLocation": "middle",
                   "nameGap": 30, "minInterval": 1},
            yAxis={"type": "value", "scale": True, "minInterval": 1},
        ),
    }  # fmt: skip


def _name(scenario: ScenarioColumn, language: Language) -> str:
    return clean(getattr(scenario.name, language))
