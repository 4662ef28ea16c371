"""The pictures of a report as ECharts options: small pure functions of the document.

An option is plain data: no functions and no markup in it, so it can be kept in a test
and put into a page as JSON. What a label shows that is not its name stands in ``text``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from lungang.document.parts import MoveLine, PlanDocument
from lungang.intake.workbook.cells import clean
from lungang.report.table import Column, Line, Table
from lungang_models.words import Language, Words

Option = dict[str, Any]

BLUE, GREY, GREEN, RED, AMBER = "#2F6B8F", "#B4C2CC", "#5B9A77", "#C2564B", "#DDA13F"
LONGEST_BAR = 10
"""Years from which on tenures share one bar."""
INK, FAINT = "#33424D", "#E3E9ED"
TODAY, PLAN = Words("现状", "today"), Words("方案", "under the plan")
COMING, GOING = Words("新任", "placed anew"), Words("待安排", "unplaced")


def base(**more: Any) -> Option:
    return {
        "animation": False,
        "aria": {"enabled": True},
        "textStyle": {"color": INK, "fontFamily": "inherit"},
        **more,
    }


# -- who goes where


def flow(document: PlanDocument, language: Language) -> Option | None:
    """The moves as streams from unit to unit; ``None`` when nobody moves."""
    streams = _streams(document)
    if not streams:
        return None
    units = _units(document)
    nodes: dict[str, str] = {}
    for source, goal in streams:
        nodes[f"from {source}"] = units.get(source, COMING.in_(language))
        nodes[f"to {goal}"] = units.get(goal, GOING.in_(language))
    return base(
        tooltip={"trigger": "item"},
        series=[{
            "type": "sankey", "left": 8, "right": 150, "top": 12, "bottom": 12,
            "nodeWidth": 14, "nodeGap": 10, "layoutIterations": 32, "draggable": False,
            "emphasis": {"focus": "adjacency"},
            "label": {"color": INK, "fontSize": 13},
            "lineStyle": {"color": "source", "opacity": 0.3, "curveness": 0.5},
            "data": [
                {"name": name, "text": clean(text),
                 "itemStyle": {"color": BLUE if name.startswith("from ") else GREEN}}
                for name, text in sorted(nodes.items())
            ],
            "links": [
                {"source": f"from {a}", "target": f"to {b}", "value": n}
                for (a, b), n in sorted(streams.items())
            ],
        }],
    )  # fmt: skip


def flow_height(document: PlanDocument) -> int:
    """How many pixels the streams need."""
    sides: tuple[set[str], set[str]] = (set(), set())
    for source, goal in _streams(document):
        sides[0].add(source)
        sides[1].add(goal)
    return max(240, 40 * max(map(len, sides)) + 40)


def _streams(document: PlanDocument) -> Counter[tuple[str, str]]:
    return Counter((_side(m, True), _side(m, False)) for m in document.moves)


def _side(move: MoveLine, leaving: bool) -> str:
    post = move.left if leaving else move.taken
    return post.unit if post is not None else ""


def _units(document: PlanDocument) -> Mapping[str, str]:
    ends = [p for m in document.moves for p in (m.left, m.taken) if p is not None]
    return {p.unit: p.unit_name for p in ends}


def flow_table(document: PlanDocument) -> Table:
    """The streams in figures."""
    columns = (
        Column(Words("由", "from"), 20), Column(Words("到", "to"), 20),
        Column(Words("人数", "people"), 8),
    )  # fmt: skip
    names = _units(document)
    lines = tuple(
        Line((names.get(a, COMING), names.get(b, GOING), n))
        for (a, b), n in sorted(_streams(document).items(), key=lambda s: (-s[1], s[0]))
    )
    title = Words("单位之间的流向", "streams between units")
    return Table("flow", title, columns, lines)


# -- how long in the post


def tenure(document: PlanDocument, language: Language) -> Option | None:
    """Years in the present post, today and under the plan."""
    before, after = tenures(document)
    if not before and not after:
        return None
    return _bars(
        [str(y) if y < LONGEST_BAR else f"{y}+" for y in range(LONGEST_BAR + 1)],
        [(TODAY.in_(language), GREY, [before[y] for y in range(LONGEST_BAR + 1)]),
         (PLAN.in_(language), BLUE, [after[y] for y in range(LONGEST_BAR + 1)])],
        Words("任现岗满年数", "full years in the post").in_(language),
        Words("人", "people").in_(language),
    )  # fmt: skip


def tenures(document: PlanDocument) -> tuple[Counter[int], Counter[int]]:
    """People by full years in their main post, today and under the plan."""
    after = [p.months for p in document.placements if p.main]
    stays = [p.months for p in document.placements if p.main and not p.moved]
    before = [*stays, *(m.months for m in document.moves if m.left is not None)]
    return _by_years(before), _by_years(after)


def _by_years(months: list[int | None]) -> Counter[int]:
    return Counter(
        min(max(m, 0) // 12, LONGEST_BAR) for m in months if m is not None
    )  # fmt: skip


def tenure_table(document: PlanDocument) -> Table:
    """The bars in figures."""
    before, after = tenures(document)
    columns = (
        Column(Words("任现岗满年数", "full years in the post"), 16),
        Column(TODAY, 8), Column(PLAN, 12),
    )  # fmt: skip
    lines = tuple(
        Line((str(y) if y < LONGEST_BAR else f"{y}+", before[y], after[y]))
        for y in range(LONGEST_BAR + 1)
    )
    title = Words("任现岗年限分布", "years in the post")
    return Table("tenure", title, columns, lines)


# -- how grave


def grades(document: PlanDocument, language: Language) -> Option:
    """Findings by proposed grade, today and under the plan."""
    before, after = document.figures.before, document.figures.after
    names = (
        Words("重大", "major"),
        Words("较大", "significant"),
        Words("一般", "ordinary"),
    )
    bars = [(TODAY.in_(language), GREY,
             [before.major, before.significant, before.ordinary])]  # fmt: skip
    if after is not None:
        bars.append((PLAN.in_(language), RED,
                     [after.major, after.significant, after.ordinary]))  # fmt: skip
    return _bars([n.in_(language) for n in names], bars, "",
                 Words("处", "findings").in_(language))  # fmt: skip


def _bars(
    names: list[str], bars: list[tuple[str, str, list[int]]], across: str, up: str
) -> Option:
    return base(
        grid={"left": 44, "right": 16, "top": 44, "bottom": 44 if across else 28},
        legend={"top": 4, "right": 8, "itemWidth": 14, "itemHeight": 10},
        tooltip={"trigger": "axis", "axisPointer": {"type": "shadow"}},
        xAxis={"type": "category", "data": names, "name": across,
               "nameLocation": "middle", "nameGap": 28, "axisTick": {"show": False}},
        yAxis={"type": "value", "name": up, "minInterval": 1,
               "splitLine": {"lineStyle": {"color": FAINT}}},
        series=[
            {"type": "bar", "name": name, "data": values, "barMaxWidth": 26,
             "itemStyle": {"color": color, "borderRadius": [3, 3, 0, 0]},
             "label": {"show": True, "position": "top", "color": INK}}
            for name, color, values in bars
        ],
    )  # fmt: skip
