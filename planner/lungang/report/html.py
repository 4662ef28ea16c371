"""The plan as one page: opens from a disk, asks nothing of any network, in two tongues.

The page forbids itself every request and every script but the two that are written into
it, which it names by their hashes; a name that looks like markup stays text.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections import Counter
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import compress
from pathlib import Path
from typing import Any

from lungang.disk import replaced
from lungang.document.parts import STATUS, ChainLine, MoveLine, PlanDocument
from lungang.formats import Text
from lungang.intake.workbook.cells import clean
from lungang.report import brief, charts, pictures, proved, risks, sentences, tables
from lungang.report.table import Table
from lungang_models.at_work import counted
from lungang_models.typeset import full_width
from lungang_models.words import Words

MOST_LINES, MOST_CHAINS = 200, 60
"""Longer tables are cut on the page and whole in the workbook: a page stays light."""


LAYING_OUT = Words("正在排版", "laying out the page")


def write_html(document: PlanDocument, path: str | os.PathLike[str]) -> Path:
    """Write ``report.html``; returns its path. A half-written file replaces none."""
    with replaced(path) as draft:
        draft.write_text(render(document), encoding="utf-8", newline="\n")
    return Path(path)


def render(document: PlanDocument) -> str:
    """The page as text."""
    from markupsafe import Markup

    scripts = (asset("assets/echarts.min.js"), asset("templates/report.js"))
    return str(template("report.html").render(
        document=document,
        status=STATUS[document.status],
        covered=proved.covered(document),
        figures=proved.figures(document),
        tables=_tables(document),
        charts=_charts(document),
        flow_height=charts.flow_height(document),
        heat=pictures.heat(document),
        most_units=pictures.MOST_UNITS,
        kin=pictures.kin(document),
        steps=[_steps(document, c) for c in document.chains[:MOST_CHAINS]],
        staying=_staying(document),
        manners=sentences.MANNERS,
        verify=sentences.VERIFY,
        most=MOST_LINES,
        style=Markup(asset("templates/report.css")),
        scripts=[Markup(s) for s in scripts],
        hashes=[script_hash(s) for s in scripts],
    ))  # fmt: skip


def _tables(document: PlanDocument) -> dict[str, Table]:
    makers = (
        tables.moves, tables.concurrent, tables.vacancies, tables.leaves, tables.due,
        risks.findings, tables.waivers, tables.core, tables.repairs, proved.tiers, proved.grades,
        proved.provenance, tables.stays, risks.unexplained,
        risks.vanished, risks.idle, brief.roll, brief.gravest, charts.flow_table,
        charts.tenure_table,
    )  # fmt: skip
    made = (maker(document) for maker in counted(makers, LAYING_OUT))
    return {t.key: _on_page(t) for t in made}


def _on_page(table: Table) -> Table:
    """A table less the columns that only the workbook has."""
    kept = [c.on_page for c in table.columns]
    return replace(
        table,
        columns=tuple(compress(table.columns, kept)),
        lines=tuple(
            replace(line, cells=tuple(compress(line.cells, kept)))
            for line in table.lines
        ),
    )


def _charts(document: PlanDocument) -> dict[str, dict[str, Any]]:
    """Each chart in both languages."""
    drawn = {"flow": charts.flow, "tenure": charts.tenure, "grades": charts.grades}
    found = {
        name: {"zh": draw(document, "zh"), "en": draw(document, "en")}
        for name, draw in drawn.items()
    }
    return {name: both for name, both in found.items() if both["zh"] is not None}


def _steps(document: PlanDocument, chain: ChainLine) -> dict[str, Any]:
    """A chain as its picture wants it: the moves, each under its first reason."""
    own = [m for m in document.moves if m.chain == chain.number]
    return {"chain": chain, "moves": own, "reason": {m.place: _first(m) for m in own}}


def _staying(document: PlanDocument) -> list[tuple[Text, int]]:
    """How many stay for each reason, the most frequent first."""
    count = Counter(s.reason.code for s in document.stays)
    says = {s.reason.code: s.reason.says for s in document.stays}
    ordered = sorted(count.items(), key=lambda c: (-c[1], c[0]))
    return [(says[code], people) for code, people in ordered]


def _first(move: MoveLine) -> Text:
    return move.reasons[0].reason.says


@cache
def template(name: str) -> Any:
    """A page of the templates folder, every value in it escaped."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(lambda name: asset(f"templates/{name}")),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_tame,
    )  # fmt: skip
    environment.filters["both"] = _both
    environment.policies["json.dumps_kwargs"] = {
        "sort_keys": True, "ensure_ascii": False
    }  # fmt: skip
    return environment.get_template(name)


def _tame(value: Any) -> Any:
    """Text less the marks that turn the direction of writing; markup as it is."""
    return clean(value) if type(value) is str else value


def _both(said: Any) -> Any:
    """Both languages side by side; the page shows one of them."""
    from markupsafe import Markup

    if said is None or said == "":
        return ""
    if not isinstance(said, Words | Text):
        return Markup(_escaped(str(said)))
    if said.zh == said.en:
        return Markup(_escaped(said.zh))
    zh, en = _escaped(full_width(said.zh)), _escaped(said.en)
    return Markup(
        f'<span class="zh" lang="zh">{zh}</span><span class="en" lang="en">{en}</span>'
    )


def _escaped(text: str) -> str:
    """Text as the page may hold it, the line ends of a cell as those of the page."""
    from markupsafe import escape

    return str(escape(clean(text))).replace("\n", "<br>")


@cache
def asset(name: str) -> str:
    """A file that pages are made of."""
    return files("lungang.report").joinpath(*name.split("/")).read_text("utf-8")


def script_hash(script: str) -> str:
    """The hash by which a page names a script that is written into it."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
