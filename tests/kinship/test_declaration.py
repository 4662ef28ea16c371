"""What a sheet of kin may not say, and what is doubtful in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kinship.bureau import fact, person, says, tables_of
from lungang_models.consistency import faults
from lungang_models.fault import Doubt, Fault

NUMBER, OTHER = "11010519500101001X", "11010519510101003X"
MEN = [person("1", "男", "张甲", born=date(1980, 5, 1)),
       person("3", "男", "王丙", born=date(1990, 5, 1))]  # fmt: skip
WOMAN = person("2", "女", "李乙", born=date(1982, 5, 1))
STAFF = [*MEN, WOMAN]


def found(*rows: Any, staff: list[Any] | None = None) -> list[Fault]:
    return list(faults(tables_of(staff or STAFF, rows)))


def codes(*rows: Any) -> set[tuple[str, bool]]:
    """Codes, and whether they stop the workbook."""
    return {(f.code, not isinstance(f, Doubt)) for f in found(*rows)}


FATHER = says("1", "父亲", relative_name="老张")


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("kin-two-parents", [FATHER, says("1", "爸爸", relative_name="老王")]),
        ("kin-two-parents", [fact("亲生父母", "1", "2"), fact("亲生父母", "3", "2")]),
        ("kin-two-parents", [FATHER, fact("亲生父母", "3", "1")]),
        ("kin-self", [says("1", "哥哥", "1")]),
        ("kin-self", [fact("夫妻", "1", "1")]),
        ("kin-sex", [says("1", "舅舅", "2")]),
        ("kin-sex", [says("2", "岳父", relative_name="老丈")]),
        ("kin-sex", [says("1", "公公", relative_name="老公公")]),
        ("kin-sex", [fact("夫妻", "1", "3")]),
        ("kin-sex", [says("1", "舅舅", relative_name="某",
                          relative_id_number="110105195503030026")]),
        ("kin-dates", [says("1", "妻子", "2", since=date(2020, 1, 1),
                            until=date(2019, 1, 1), end="离婚")]),
        ("kin-nameless", [says("1", "舅舅")]),
        ("kin-age-impossible", [says("1", "父亲", "3")]),
        ("kin-age-impossible", [fact("亲生父母", "3", "1")]),
        ("kin-own-ancestor", [says("1", "父亲", "3"), says("3", "父亲", "1")]),
        ("kin-two-spouses", [says("1", "妻子", "2"),
                             says("1", "妻子", relative_name="某某")]),
    ],
)  # fmt: skip
def test_a_contradiction_stops_the_workbook(code: str, rows: list[Any]) -> None:
    assert (code, True) in codes(*rows)


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("kin-word-unknown", [says("1", "甲乙丙", "3")]),
        ("kin-word-ambiguous", [says("1", "老表", "3")]),
        ("kin-word-ambiguous", [says("2", "叔公", relative_name="某")]),
        ("kin-word-ambiguous", [says("1", "妻子的儿子", "3")]),
        ("kin-word-loose", [says("1", "阿姨", relative_name="某")]),
        ("kin-age-odd", [says("3", "父亲", "1")]),
        ("kin-age-odd", [says("1", "妻子", "2", since=date(2000, 1, 1))]),
        ("kin-order-odd", [says("1", "哥哥", "3")]),
        ("kin-on-roster", [says("1", "表弟", relative_name="王 丙")]),
        ("kin-name-differs", [says("1", "表弟", "3", relative_name="赵丁")]),
        ("kin-contradicts", [says("1", "表弟", "3"), says("3", "舅舅", "1")]),
        ("kin-contradicts", [says("1", "妻子", "2"), says("2", "前夫", "1")]),
        ("kin-one-sided", [says("1", "表弟", "3"),
                           says("3", "父亲", relative_name="老王")]),
    ],
)  # fmt: skip
def test_what_is_doubtful_passes_the_door(code: str, rows: list[Any]) -> None:
    assert (code, False) in codes(*rows)
    assert all(not stops for _, stops in codes(*rows))


@pytest.mark.parametrize(
    "rows",
    [
        [FATHER, FATHER],
        [FATHER, says("1", "继父", relative_name="老王")],
        [FATHER, says("1", "养父", relative_name="老王")],
        [FATHER, says("1", "岳父", relative_name="老王")],
        [says("1", "妻子", "2", until=date(2019, 1, 1), end="离婚"),
         says("1", "妻子", relative_name="某某", since=date(2020, 1, 1))],
        [says("1", "前妻", "2"), says("2", "前夫", "1"),
         says("1", "妻子", relative_name="某某")],
        [says("1", "表弟", "3"), says("3", "表哥", "1")],
        [says("1", "妻子", "2"), says("2", "丈夫", "1")],
        [says("1", "舅妈", "2"), says("2", "外甥", "1")],
        [says("1", "弟弟", "3"), says("3", "大哥", "1")],
        [says("1", "表弟", relative_name="王丙", relative_born=date(1991, 1, 1))],
    ],
)  # fmt: skip
def test_what_is_in_order_is_not_blamed(rows: list[Any]) -> None:
    assert {code for code, _ in codes(*rows)} <= {"kin-word-loose"}


def test_two_parents_known_only_by_name_and_month_are_doubted() -> None:
    """Probable identity cannot stop a workbook."""
    child = {"relative_name": "童", "relative_born": date(2010, 1, 1)}
    rows = [says("1", "儿子", **child), says("3", "儿子", **child)]
    assert codes(*rows) == {("kin-two-parents", False)}
    sure = [
        says(n, "儿子", relative_name="童", relative_id_number=NUMBER) for n in "13"
    ]
    assert ("kin-two-parents", True) in codes(*sure)


def test_a_fault_names_its_row_its_column_and_a_remedy() -> None:
    (fault,) = found(says("1", "舅舅", "2", row=17))
    assert (fault.where, fault.column, fault.value) == ("亲属申报!17", "称谓", "舅舅")
    assert fault.says.zh and fault.says.en and fault.maybe.zh and fault.maybe.en


def test_each_fault_is_reported_once_on_its_own_sheet() -> None:
    rows = [FATHER, fact("亲生父母", "3", "1")]
    two = [f for f in found(*rows) if f.code == "kin-two-parents"]
    assert len(two) == 1 and two[0].column == "事实"


def test_no_fault_says_an_identity_number() -> None:
    rows = [says("1", "父亲", relative_name="老张", relative_id_number=NUMBER),
            says("1", "父亲", relative_name="老王", relative_id_number=OTHER)]  # fmt: skip
    told = "".join(repr(f) for f in found(*rows))
    assert "老王" in told and NUMBER not in told and OTHER not in told
