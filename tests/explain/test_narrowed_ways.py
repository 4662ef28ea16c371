"""A waiver narrowed to some posts names them so that posts of one name are told apart."""

from __future__ import annotations

from datetime import date

import pytest

from lungang.explain.ways import narrowed
from lungang_models.pack import load
from lungang_models.problem import assemble
from lungang_models.rule import Finding, Severity
from lungang_models.vocabulary import (
    Person,
    Post,
    PostId,
    StaffId,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)
from lungang_models.waiver import Waiver
from lungang_models.way_out import Change, Legitimacy, WayOut
from lungang_models.words import same
from small_bureau import person_of, post_of


@pytest.mark.parametrize(("post", "called"), [("P2", "农机站站长"), ("P3", "会计")])
def test_posts_of_one_name_are_told_by_their_units(post: str, called: str) -> None:
    units = [
        Unit(id=UnitId(u), name=u, kind=UnitKind.SECTION) for u in ("农经站", "农机站")
    ]
    posts = [
        post_of(PostId("P1"), "农经站", name="站长"),
        post_of(PostId("P2"), "农机站", name="站长"),
        post_of(PostId("P3"), "农机站", name="会计"),
    ]
    tables = Tables({Unit: units, Post: posts, Person: [person_of("甲")]})
    problem = assemble(tables, load("cn-finance-bureau"), date(2026, 12, 31))
    who = (StaffId("甲"),)
    way = WayOut(
        "level", ("甲",), same("豁免甲"), same("局"), same("文号"), Legitimacy.WAIVER, 1,
        Change(add={Waiver.sheet.zh: ({"staff": ("甲",)},)}), who,
    )  # fmt: skip
    leans = Finding(
        "level", "L1", "10", Severity.ORDINARY, same("不符"), same("核对"), who,
        (PostId(post),),
    )  # fmt: skip
    assert narrowed(problem, way, [leans]).says.zh == f"豁免甲，限于任{called}"
