"""What a roster says for the first sheet: the rules that fit, the leaders' own name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.intake.test_past_and_drawn import imported

from lungang.intake.roster import import_roster
from lungang.intake.workbook.reading import StartCell
from lungang_models.fault import BadInput
from lungang_models.vocabulary import Unit

HEAD = ["姓名", "部门", "岗位"]


def roster(title: str, *people: Sequence[str]) -> dict[str, list[list[str]]]:
    return {"名册": [[title], HEAD, *(list(p) for p in people)]}


@pytest.mark.parametrize(
    ("title", "post", "pack"),
    [
        ("明湖市第三医院在编人员名单", "出纳", "cn-institution-2019"),
        ("城关中学教职工花名册", "出纳", "cn-institution-2019"),
        ("清源农村商业银行员工名册", "出纳", "cn-bank-2019"),
        ("东江水务集团有限公司员工名册", "出纳", "cn-institution-2019"),
        ("清源县审计局花名册", "出纳", "cn-civil-2020"),
        ("清源县财政局花名册", "出纳", ""),
        ("人员名单一览", "客户经理", "cn-bank-2019"),
        ("人员名单一览", "护士", "cn-institution-2019"),
        ("人员名单一览", "出纳", ""),
    ],
)
def test_the_pack_is_proposed_by_what_the_roster_says_and_marked(
    tmp_path: Path, title: str, post: str, pack: str
) -> None:
    people = [
        ["江枫", "综合部", post],
        ["常青", "业务部", f"高级{post}"],
        ["于飞", "业务部", "内勤"],
    ]
    made = imported(tmp_path, roster(title, *people))
    assert {s.knob: s.value for s in made.settings}.get("plan.pack", "") == pack
    marked = [g for g in made.guesses if g.kind is StartCell and "暂定" in g.why.zh]
    asked = [q.zh for q in made.asked if "适用规则包暂定" in q.zh]
    assert len(marked) == len(asked) == bool(pack)
    if pack:
        others = asked[0].partition("可选：")[2]
        assert pack in asked[0] and pack not in others and "cn-finance-bureau" in others
    firm = any("没有专为企业拟定" in q.zh for q in made.asked)
    assert firm == ("公司" in title)


def test_a_pack_that_is_named_stands_and_one_that_is_none_is_refused(
    tmp_path: Path,
) -> None:
    imported(tmp_path, roster("清源农村商业银行", ["江枫", "营业部", "柜员"]))
    made = import_roster([tmp_path / "a.xlsx"], None, pack="cn-civil-2020")
    assert {s.knob: s.value for s in made.settings}["plan.pack"] == "cn-civil-2020"
    assert not any("适用规则包暂定" in q.zh for q in made.asked)
    with pytest.raises(BadInput) as bad:
        import_roster([tmp_path / "a.xlsx"], None, pack="no-such")
    assert [f.code for f in bad.value.faults] == ["pack-unknown"]


@pytest.mark.parametrize(
    ("title", "leaders"),
    [
        ("清源县审计局花名册", "局领导"),
        ("明湖市第三医院名单", "院领导"),
        ("人员一览表", "单位领导"),
    ],
)
def test_leaders_without_a_unit_stand_in_one_of_their_own_name(
    tmp_path: Path, title: str, leaders: str
) -> None:
    people = [["江枫", "", "党组书记"], ["常青", "业务部", "内勤"]]
    made = imported(tmp_path, roster(title, *people))
    assert next(u.name for u in made.rows[Unit] if isinstance(u, Unit)) == leaders
