"""``recusal.scope`` means the same in every rule: a unit, an organ, or the bureau."""

from __future__ import annotations

import pytest

import story
from lungang_models.plan import today
from lungang_models.registry import checks

RULES = [
    c for c in checks() if c.id in ("kinship-functions", "kinship-functions-elsewhere")
]
LEADERS = {"赵": "局", "孙": "预算科", "卫": "评审中心", "陈": "监督科"}
"""Who leads which unit; the relative is always 褚, of 财政监督 in 监督科."""


@pytest.mark.parametrize("scope", ["unit", "organ", "bureau"])
@pytest.mark.parametrize("apart", [False, True], ids=["one organ", "two organs"])
@pytest.mark.parametrize("leader", LEADERS)
def test_who_leads_is_kept_from_kin_as_far_as_the_scope_says(
    leader: str, apart: bool, scope: str
) -> None:
    """By one of the rules where the relative sits within the scope, by none elsewhere."""
    organ = "监督检查局" if apart else "财政局"
    units = [
        f"{{单位编号: {u}, 所属机关: 财政局}}"
        for u in LEADERS.values()
        if u != "监督科"
    ]
    problem = story.world(f"""
    policy: {{recusal: {{scope: {scope}}}}}
    单位: [{{单位编号: 监督科, 所属机关: {organ}}}, {", ".join(units)}]
    亲属申报: [{{申报人工号: {leader}, 称谓: 外甥女, 亲属工号: 褚}}]
    """)
    found = [
        f for rule in RULES for f in rule.audit(today(problem)) if f.hard or f.staff
    ]
    near = LEADERS[leader] == "监督科"
    within = near or scope == "bureau" or (scope == "organ" and not apart)
    assert [set(f.staff) for f in found] == ([{leader, "褚"}] if within else [])


@pytest.mark.parametrize(
    ("since", "served", "grade"),
    [
        ("2006-03-01", "已满21年", "重大"),
        (
            "2017-03-01",
            "已满10年",
            "较大",
        ),  # they must go; twice the ten years weighs more
        ("2017-03-02", "已满9年", "一般"),
    ],
)
def test_who_is_near_retirement_is_graded_by_the_years_served(
    since: str, served: str, grade: str
) -> None:
    problem = story.world(
        f"人员: [{{工号: 孙, 任现岗位时间: {since}, 退休日期: 2029-12-01}}]"
    )
    rule = next(c for c in checks() if c.id == "exempt-and-due")
    (found,) = rule.audit(today(problem))
    assert served in found.says.zh and found.severity.value == grade
    assert ("10年" in found.says.zh) is (grade != "一般")
