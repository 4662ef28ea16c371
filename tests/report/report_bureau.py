"""A bureau of six units and eighteen people, with a plan for it made by hand.

甲 to 癸 are invented. Planted: a forced and two due tenures in a chain that ends in a
vacancy, a couple in one line of command who part by an exchange, a first placement, a
person under investigation, one near retirement, one deferred by waiver, a decision of
the party group, a concurrent post that changes hands, a key post nobody qualifies for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from lungang.outcome import (
    NoPlan,
    Outcome,
    OutOfTime,
    Proof,
    Run,
    Solved,
    TierResult,
)
from lungang.proof.certificate import Certificate
from lungang_models.facts.kinship import KinDeclaration, KinFact
from lungang_models.facts.kinship.declaration import FactKind
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.ground import Ground
from lungang_models.objective import USUAL, Tier
from lungang_models.pack import load
from lungang_models.plan import Leave, Plan
from lungang_models.problem import Problem, assemble
from lungang_models.registry import preferences
from lungang_models.vocabulary import (
    Duty,
    Establishment,
    Leading,
    Level,
    Person,
    Policy,
    Post,
    PostId,
    Row,
    StaffId,
    Status,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)
from lungang_models.waiver import Waiver
from lungang_models.words import Words

EFFECT = date(2027, 3, 1)
CIVIL = (Establishment.CIVIL_SERVICE,)
OUTSIDER = "外人某"

_UNITS = (
    ("LD", "局领导班子", UnitKind.LEADERSHIP, None),
    ("BG", "办公室", UnitKind.SECTION, "LD"),
    ("YS", "预算科", UnitKind.SECTION, "LD"),
    ("GK", "国库科", UnitKind.SECTION, "LD"),
    ("JC", "监督检查科", UnitKind.SECTION, "LD"),
    ("ZX", "信息中心", UnitKind.INSTITUTION, "LD"),
)
_POSTS: tuple[tuple[str, str, Level, dict[str, Any]], ...] = (
    ("LD1", "局长", Level.DIVISION_CHIEF,
     {"leading": Leading.CHIEF, "within_authority": False}),
    ("BG1", "办公室主任", Level.SECTION_CHIEF, {"leading": Leading.CHIEF}),
    ("BG2", "文秘岗", Level.CLERK, {"seats": 3}),
    ("BG3", "出纳岗", Level.CLERK, {"key": True, "may_be_vacant": False}),
    ("BG9", "印章保管（兼任）", Level.CLERK, {"concurrent": True}),
    ("YS1", "预算科科长", Level.SECTION_CHIEF, {"leading": Leading.CHIEF}),
    ("YS2", "预算编制岗", Level.CLERK, {"key": True, "high_risk": True, "seats": 2}),
    ("YS3", "绩效评价岗", Level.CLERK, {}),
    ("GK1", "国库科科长", Level.SECTION_CHIEF, {"leading": Leading.CHIEF}),
    ("GK2", "资金支付岗", Level.CLERK, {"key": True, "high_risk": True, "seats": 2}),
    ("GK3", "总会计岗", Level.CLERK, {"key": True, "qualifications": ("高级会计师",)}),
    ("JC1", "监督检查科科长", Level.SECTION_CHIEF, {"leading": Leading.CHIEF}),
    ("JC2", "检查岗", Level.CLERK, {"seats": 2}),
    ("ZX1", "信息中心主任", Level.SECTION_CHIEF, {"leading": Leading.CHIEF}),
    ("ZX2", "运维岗", Level.CLERK, {"seats": 2}),
)  # fmt: skip
_STAFF: tuple[tuple[str, str, str | None, date | None, dict[str, Any]], ...] = (
    ("1001", "甲局", "LD1", date(2022, 1, 1), {"level": Level.DIVISION_CHIEF}),
    ("1002", "赵甲", "BG1", date(2023, 5, 1), {"level": Level.SECTION_CHIEF}),
    ("1003", "钱乙", "YS2", date(2016, 2, 1), {}),
    ("1004", "孙丙", "GK2", date(2021, 1, 10), {}),
    ("1005", "李丁", "BG3", date(2021, 9, 1), {"concurrent": ("BG9",)}),
    ("1006", "周戊", "YS1", date(2024, 6, 1), {"level": Level.SECTION_CHIEF}),
    ("1007", "吴己", "YS3", date(2024, 1, 5), {}),
    ("1008", "郑庚", "JC2", date(2023, 7, 1), {}),
    ("1009", "王辛", "GK1", date(2016, 8, 1), {"level": Level.SECTION_CHIEF}),
    ("1010", "冯壬", "JC1", date(2020, 1, 1),
     {"level": Level.SECTION_CHIEF, "status": Status.FROZEN, "status_paper": "纪立1号"}),
    ("1011", "陈癸", "ZX1", date(2019, 1, 1),
     {"level": Level.SECTION_CHIEF, "retires": date(2028, 6, 1)}),
    ("1012", "褚子", "YS2", date(2025, 12, 1), {}),
    ("1013", "卫丑", "GK2", date(2025, 4, 1), {}),
    ("1014", "蒋寅", None, None, {}),
    ("1015", "沈卯", "BG2", date(2026, 2, 1), {}),
    ("1016", "韩辰", "ZX2", date(2022, 8, 1), {}),
    ("1017", "杨巳", "JC2", None, {}),
    ("1018", "朱午", "BG2", date(2018, 3, 1), {}),
)  # fmt: skip


def tables(renamed: dict[str, str] | None = None) -> dict[type[Row], list[Row]]:
    """The rows of the bureau; ``renamed`` gives some people other names."""
    names = renamed or {}
    posts = [
        Post(
            id=PostId(i),
            name=n,
            unit=UnitId(i[:2]),
            level=v,
            establishments=CIVIL,
            **more,
        )
        for i, n, v, more in _POSTS
    ]
    staff = [
        Person(**{
            "id": StaffId(i), "name": names.get(i, n), "level": Level.CLERK, "post": p,
            "establishment": CIVIL[0], "entered_post": since, "entered_unit": since,
            **more,
        })
        for i, n, p, since, more in _STAFF
    ]  # fmt: skip
    units = [
        Unit(id=UnitId(i), name=n, kind=k, parent=UnitId(p) if p else None)
        for i, n, k, p in _UNITS
    ]
    return {Unit: units, Post: posts, Person: staff, Duty: [], **_evidence()}


def _evidence() -> dict[type[Row], list[Row]]:
    a, b = StaffId("1006"), StaffId("1007")
    couple = KinFact(kind=FactKind.SPOUSE, a_staff=a, b_staff=b, verified=True)
    cousin = KinDeclaration(
        declarer=StaffId("1016"), word="表弟", relative_name=OUTSIDER
    )
    waiver = Waiver(
        rule="tenure-in-post", staff=(StaffId("1009"),), posts=(PostId("GK1"),),
        reason="主持国库改革，项目年内完成", approver="交流轮岗工作领导小组",
        paper="岗轮〔2027〕3号", until=date(2027, 12, 31), mitigation="专项审计",
    )  # fmt: skip
    pin = Pin(
        person=StaffId("1016"), post=PostId("ZX2"), kind=PinKind.MUST,
        reason="党组会纪要〔2027〕5号",
    )  # fmt: skip
    return {KinFact: [couple], KinDeclaration: [cousin], Waiver: [waiver], Pin: [pin]}


#: A rule book that does not grow with the project, so that the tests stay readable.
RULES = frozenset({
    "authority", "business-interest", "concurrent-posts", "due-and-staying",
    "establishment", "exempt-and-due", "family-abroad", "frozen-person", "incompatible-duties",
    "kinship-cover", "kinship-functions", "kinship-line", "kinship-same-leaders",
    "leave-caps", "leave-cover", "leave-quota", "level", "minimum-stay",
    "near-retirement", "one-main-post", "pins", "qualification", "rotation-pool",
    "seats", "tenure-in-post", "tenure-in-unit", "tenure-unknown", "vacant-key-post",
})  # fmt: skip
PACK = replace(load("cn-finance-bureau"), rules=RULES, version="trial")


def problem(order: int = 1, renamed: dict[str, str] | None = None) -> Problem:
    """The bureau as a problem; ``order`` -1 gives its rows the other way round."""
    rows = {k: those[::order] for k, those in tables(renamed).items()}
    return assemble(Tables(rows), PACK, EFFECT)


def with_policy(of: Problem, kind: type[Policy], **changes: Any) -> Problem:
    """The same problem under other values of one policy."""
    policies = {
        **of.pack.policies,
        kind.key: of.policy(kind).model_copy(update=changes),
    }
    return of.with_(pack=replace(of.pack, policies=policies))


def with_person(of: Problem, person: str, **changes: Any) -> Problem:
    """The same problem with one person changed."""
    staff = (p.model_copy(update=changes) if p.id == person else p for p in of.staff)
    return of.with_(staff=tuple(staff))


MOVES = {
    "1003": "GK2", "1004": "BG3", "1005": "BG2", "1007": "JC2", "1008": "YS3",
    "1014": "YS2",
}  # fmt: skip


def plan(of: Problem) -> Plan:
    """The plan made by hand: lawful, with a chain, an exchange and a first placement."""
    held = {
        (p.id, PostId(MOVES.get(p.id, p.post or ""))) for p in of.staff
        if p.id in MOVES or p.post
    }  # fmt: skip
    held.add((StaffId("1015"), PostId("BG9")))
    covers = ((PostId("YS2"), StaffId("1008")),)
    return Plan(of, frozenset(held), (Leave(StaffId("1012"), 2, covers),))


def run() -> Run:
    parameters = {"time_limit": 60.0, "workers": 1, "seed": 0}
    return Run(1.5, parameters, {"ortools": "9.15.6755", "highspy": "1.14.0"})


def billed(of: Plan) -> dict[Tier, int]:
    """What the plan owes in each tier."""
    return {
        tier: sum(
            price.amount for wish in preferences() if wish.tier is tier
            for price in wish.bill(of)
        )
        for tier in USUAL
    }  # fmt: skip


def solved(of: Problem, proofs: Sequence[Proof] = (Proof.CERTIFIED,) * 5) -> Solved:
    """The plan as an outcome; a tier that is open gets a bound below its value."""
    made = plan(of)
    tiers = tuple(
        TierResult(tier, value, value - 3 * (proof is Proof.OPEN), proof)
        for (tier, value), proof in zip(billed(made).items(), proofs, strict=True)
    )
    return Solved(made, tiers, run(), Certificate(()))


def no_plan(of: Problem) -> NoPlan:
    """An impossibility with two grounds, one of which might be waived."""
    clerk, post = StaffId("1003"), PostId("GK3")
    grounds = (
        Ground("seats", (), (post,), Words("总会计岗不得空缺", "the post must be filled")),
        Ground("qualification", (clerk,), (post,), Words(
            "总会计岗须具备资格，钱乙不全具备", "钱乙 lacks what the post needs")),
    )  # fmt: skip
    return NoPlan(grounds, Proof.AGREED, True, run())


def out_of_time(best: Solved | None = None) -> OutOfTime:
    return OutOfTime(best, run())


def outcomes(of: Problem) -> tuple[Outcome, ...]:
    """One of each kind."""
    half_open = solved(of, (Proof.CERTIFIED, Proof.AGREED, *(Proof.OPEN,) * 3))
    agreed = solved(of, (Proof.CERTIFIED, *(Proof.AGREED,) * 4))
    return (solved(of), agreed, out_of_time(half_open), no_plan(of), out_of_time())
