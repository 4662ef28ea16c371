"""The pictures of the register: what they add up to, whom they show, where."""

from __future__ import annotations

import re

import pytest

from lungang.document import document
from lungang.document.parts import PlanDocument
from lungang.report.html import render
from lungang.report.pictures import GRADES, heat, kin
from report import report_bureau as bureau


@pytest.fixture(scope="module")
def made() -> PlanDocument:
    of = bureau.problem()
    return document(of, bureau.solved(of))


def test_the_heat_adds_up_to_the_figures(made: PlanDocument) -> None:
    rows = heat(made)
    assert made.figures.after is not None
    for at, grade in enumerate(GRADES):
        cells = [row.cells[at] for row in rows]
        assert {c.grade for c in cells} == {grade}
        assert sum(c.before for c in cells) == getattr(made.figures.before, grade)
        assert sum(c.after or 0 for c in cells) == getattr(made.figures.after, grade)
        assert all(c.depth == min(c.after or 0, 4) for c in cells)
    assert len({row.unit for row in rows}) == len(rows)


def test_without_a_plan_there_is_today_only() -> None:
    of = bureau.problem()
    cells = [c for row in heat(document(of, bureau.no_plan(of))) for c in row.cells]
    assert {c.after for c in cells} == {None} and any(c.depth for c in cells)


def test_kin_are_staff_whom_a_recusal_joins_and_nobody_else(made: PlanDocument) -> None:
    drawn = kin(made)
    pairs = [f.staff for f in made.findings
             if "kin" in f.tells and len(f.staff) == 2]  # fmt: skip
    assert {n.name for n in drawn.nodes} == {p.name for pair in pairs for p in pair}
    assert [(t.label, t.tone) for t in drawn.ties] == [("K1", "resolved")]
    page = re.sub(r"<script.*?</script>", "", render(made), flags=re.DOTALL)
    assert bureau.OUTSIDER not in page
    assert page.count("<circle") == len(drawn.nodes) == 2


def test_places_are_fixed_and_within_the_drawing(made: PlanDocument) -> None:
    of = bureau.problem(-1)
    drawn = kin(made)
    assert kin(document(of, bureau.solved(of))) == drawn
    assert all(0 < n.x < drawn.width and 0 < n.y < drawn.height for n in drawn.nodes)
    assert len({(n.x, n.y) for n in drawn.nodes}) == len(drawn.nodes)


def test_a_name_that_looks_like_markup_stays_text_in_the_drawing() -> None:
    of = bureau.problem(renamed={"1006": "<b>x", "1007": "</svg>"})
    page = render(document(of, bureau.solved(of)))
    drawing = page[page.index('<svg class="kin"') :].split("</svg>")[0]
    assert "&lt;b&gt;x" in drawing and "&lt;/svg&gt;" in drawing
