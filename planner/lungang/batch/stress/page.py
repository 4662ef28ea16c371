"""A stress test as one page: how often the plan stands, and where it breaks."""

from __future__ import annotations

from typing import Any

from lungang.batch.compare.writers import ComparisonPage, Picture, Section
from lungang.batch.stress import tables
from lungang.batch.stress.result import StressDocument
from lungang.disclosure import Role
from lungang.intake.workbook.cells import clean
from lungang.report.charts import AMBER, BLUE, GREEN, GREY, RED, Option
from lungang.report.charts import base as option
from lungang_models.words import Language, Words, same

TITLE = Words("压力测试", "Stress test")
FRAGILE = 15
"""Posts that the picture shows; the table holds all."""
COLOURS = {
    "stands": GREEN, "few": BLUE, "many": AMBER, "impossible": RED, "open": GREY,
}  # fmt: skip


def page(of: StressDocument) -> ComparisonPage:
    """What the page of a stress test shows."""
    draws = {"shares": shares, "others": others, "posts": fragile}
    drawn: dict[str, dict[Language, Option | None]] = {
        name: {"zh": zh, "en": draw(of, "en")}
        for name, draw in draws.items()
        if (zh := draw(of, "zh")) is not None
    }
    height = 60 + 30 * min(FRAGILE, len(of.posts))
    table = {t.key: t for t in tables.all_tables(of)}
    edition = Role(of.edition)
    named = () if edition is Role.public else (
        Section(table["posts"].title, table["posts"], (
            Picture("posts", height, Words("最脆弱的岗位", "the most fragile posts")),
        )),
        Section(table["staff"].title, table["staff"]),
        Section(table["rounds"].title, table["rounds"]),
    )  # fmt: skip
    return ComparisonPage(
        title=TITLE,
        lead=of.pack,
        sections=(
            Section(table["shares"].title, table["shares"], (
                Picture("shares", 240, Words("各结论的轮数", "rounds by verdict")),
            ), MEANING),
            Section(table["kinds"].title, table["kinds"]),
            Section(table["others"].title, table["others"], (
                Picture("others", 260, Words("另须改动人数的分布", "people moved for others")),
            ), folded=True),
            *named,
        ),
        charts=drawn,
        trade=None,
        checks=(edition.words, same(f"lungang stress --seed {of.seed} · {of.input_hash}")),
        program=of.program,
    )  # fmt: skip


MEANING = Words(
    "变故发生在方案批准之后、生效之前。每轮按同样的规则重新求解：先补齐关键岗位，"
    "再使与已批方案不同之处最少。",
    "Events come after approval and before the effect date. Each round is solved anew under "
    "the same rules: key posts are filled first, then as little as possible departs from "
    "the approved plan.",
)


def shares(of: StressDocument, language: Language) -> Option:
    """Rounds by verdict."""
    return option(
        grid={"left": 150, "right": 60, "top": 10, "bottom": 30},
        tooltip={"trigger": "item"},
        xAxis={"type": "value", "minInterval": 1},
        yAxis={"type": "category", "inverse": True,
               "data": [tables.SAYS[s.verdict].in_(language) for s in of.shares]},
        series=[{"type": "bar", "barMaxWidth": 26,
                 "label": {"show": True, "position": "right"},
                 "data": [{"value": s.rounds,
                           "itemStyle": {"color": COLOURS[s.verdict]}}
                          for s in of.shares]}],
    )  # fmt: skip


def others(of: StressDocument, language: Language) -> Option | None:
    """Rounds by the number of people moved for others."""
    if not of.others:
        return None
    most = max(of.others)
    return option(
        grid={"left": 60, "right": 20, "top": 30, "bottom": 50},
        tooltip={"trigger": "item"},
        xAxis={"type": "category", "data": [str(n) for n in range(most + 1)],
               "nameLocation": "middle", "nameGap": 30,
               "name": tables.others(of).title.in_(language)},
        yAxis={"type": "value", "minInterval": 1,
               "name": Words("轮", "rounds").in_(language)},
        series=[{"type": "bar", "barMaxWidth": 40, "itemStyle": {"color": BLUE},
                 "label": {"show": True, "position": "top"},
                 "data": [of.others.get(n, 0) for n in range(most + 1)]}],
    )  # fmt: skip


def fragile(of: StressDocument, language: Language) -> Option | None:
    """The posts that break most often, by what becomes of them."""
    worst = [p for p in of.posts if p.impossible or p.changed][:FRAGILE]
    if not worst:
        return None
    parts: tuple[tuple[Words, str, str], ...] = (
        (Words("因而无方案", "no plan then"), "impossible", RED),
        (Words("换人", "held by others"), "changed", BLUE),
    )
    names = [clean(f"{p.post.id} {p.post.unit_name} {p.post.name}") for p in worst]
    series: list[dict[str, Any]] = [
        {"type": "bar", "stack": "all", "name": name.in_(language), "barMaxWidth": 20,
         "itemStyle": {"color": colour}, "data": [getattr(p, key) for p in worst]}
        for name, key, colour in parts
    ]  # fmt: skip
    return option(
        grid={"left": 10, "right": 30, "top": 36, "bottom": 24, "containLabel": True},
        legend={"top": 2},
        tooltip={"trigger": "axis", "axisPointer": {"type": "shadow"}},
        xAxis={"type": "value", "minInterval": 1},
        yAxis={"type": "category", "inverse": True, "data": names,
               "axisLabel": {"interval": 0, "width": 300, "overflow": "truncate"}},
        series=series,
    )  # fmt: skip
