"""A comparison as one page: opens from a disk, asks nothing of any network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lungang.batch.compare import charts, tables
from lungang.batch.compare.comparison import Comparison
from lungang.disk import replaced
from lungang.document.parts import PlanDocument
from lungang.report import charts as drawing
from lungang.report.html import MOST_LINES, asset, script_hash, template
from lungang.report.sentences import MANNERS
from lungang_models.words import Language

ROW = 24
"""Pixels for a unit in the heat map."""


def write_page(
    path: str | os.PathLike[str],
    comparison: Comparison,
    documents: Sequence[PlanDocument],
) -> Path:
    """Write the page; ``documents`` are those of the scenarios, in their order."""
    with replaced(path) as draft:
        draft.write_text(render(comparison, documents), encoding="utf-8", newline="\n")
    return Path(path)


def render(comparison: Comparison, documents: Sequence[PlanDocument]) -> str:
    """The page as text."""
    from markupsafe import Markup

    names = ("assets/echarts.min.js", "templates/report.js", "templates/compare.js")
    scripts = [asset(name) for name in names]
    flows = [
        {"name": f"flow-{n}", "title": s.name, "height": drawing.flow_height(d)}
        for n, (s, d) in enumerate(zip(comparison.scenarios, documents, strict=True))
    ]
    units = max((len(s.units) for s in comparison.scenarios), default=0)
    return str(template("compare.html").render(
        comparison=comparison,
        tables={t.key: t for t in tables.all_tables(comparison)},
        charts=_charts(comparison, documents),
        trade=_both(charts.scatter, comparison),
        flows=flows,
        heat_height=ROW * units + 110,
        manners=MANNERS,
        most=len(comparison.people) + MOST_LINES,
        style=Markup(asset("templates/report.css")),
        scripts=[Markup(s) for s in scripts],
        hashes=[script_hash(s) for s in scripts],
    ))  # fmt: skip


def _charts(
    comparison: Comparison, documents: Sequence[PlanDocument]
) -> dict[str, Any]:
    found = {
        "heat": _both(charts.heat, comparison),
        "tenure": _both(charts.tenure, comparison),
    }
    for n, document in enumerate(documents):
        found[f"flow-{n}"] = _both(drawing.flow, document)
    return {name: both for name, both in found.items() if both is not None}


def _both(draw: Any, of: Comparison | PlanDocument) -> dict[Language, Any] | None:
    zh, en = draw(of, "zh"), draw(of, "en")
    return None if zh is None else {"zh": zh, "en": en}
