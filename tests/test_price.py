"""The price is right: rows, bill and a reading from the text alone owe the same."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import independent_bill
from lungang_models.build import build_full
from lungang_models.facts.approved import Approved
from lungang_models.facts.command import RecusalPolicy, SensitiveFunctions
from lungang_models.facts.duties import ChainPolicy, IncompatibleDuties
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.facts.wishes import Wish, WishKind
from lungang_models.objective import Objective, Tier
from lungang_models.pack import load
from lungang_models.plan import Plan
from lungang_models.preferences.fewest_moves import MovePrices
from lungang_models.problem import Problem
from lungang_models.registry import preferences
from lungang_models.rules.recusal.kinship_functions_elsewhere import (
    FunctionsElsewherePolicy,
)
from lungang_models.rules.recusal.kinship_two_levels import TwoLevelsPolicy
from lungang_models.vocabulary import (
    Duty,
    DutyId,
    Establishment,
    Evidence,
    Function,
    Leading,
    Level,
    Person,
    Post,
    PostId,
    RiskDomain,
    Sex,
    StaffId,
    Status,
    Unit,
    UnitId,
    UnitKind,
)
from lungang_models.waiver import Waiver

EFFECT = date(2027, 2, 28)
PACK = load("cn-finance-bureau")
KIN_RULES = ("kinship-line", "kinship-same-leaders", "kinship-functions",
             "kinship-functions-elsewhere", "kinship-two-levels", "kinship-chain",
             "kinship-cover")  # fmt: skip
WORDS = ("妻子", "儿子", "哥哥", "舅舅", "岳父", "表弟", "女婿", "同学", "战友")


def unit(number: str, parent: str | None, kind: UnitKind, **more: Any) -> Unit:
    return Unit(id=UnitId(number), name=number, kind=kind,
                parent=UnitId(parent) if parent else None, **more)  # fmt: skip


def bureau(seed: int) -> Problem:
    """A small bureau of everything that a price depends on, drawn at random."""
    rng = random.Random(seed)
    some: Any = rng.choice
    posts = [
        Post(
            id=PostId(f"P{n:02d}"), name=f"岗{n}", unit=UnitId(some("LASTX")),
            level=some((Level.CLERK, Level.SECTION_DEPUTY)),
            leading=some((Leading.NONE, Leading.NONE, Leading.CHIEF, Leading.DEPUTY)),
            establishments=tuple(Establishment), seats=some((1, 1, 2)),
            key=some((False, True)), high_risk=some((False, False, True)),
            risk_domains=some(((), (RiskDomain.FUNDS,))),
            functions=some(((), (Function.FINANCE,), (Function.INTERNAL_CONTROL,))),
            duties=some(((), (DutyId("付"),), (DutyId("记"),))),
            desired=some(((), ("英语",), ("英语", "法律"))),
            concurrent=n >= 9, within_authority=some((True, True, True, False)),
        )
        for n in range(11)
    ]  # fmt: skip
    for n in (3, 6):
        posts[n] = posts[n].model_copy(update={"reports_to": some((None, posts[0].id))})
    mains = [p.id for p in posts for _ in range(p.seats) if not p.concurrent]
    beside = [p.id for p in posts if p.concurrent]
    rng.shuffle(mains)
    days = [None, EFFECT, *(date(year, month, day) for year in range(2012, 2027)
                            for month, day in ((2, 28), (3, 1), (9, 30)))]  # fmt: skip
    days.append(date(2016, 2, 29))
    staff = [
        Person(
            id=StaffId(f"S{n}"), name=f"人{n}", sex=Sex.MALE,
            level=some((Level.CLERK, Level.SECTION_DEPUTY, Level.SECTION_CHIEF)),
            establishment=Establishment.CIVIL_SERVICE,
            post=mains[n] if rng.random() < 0.9 else None,
            qualifications=some(((), ("英语",), ("法律", "英语"))),
            entered_post=some(days), entered_unit=some(days),
            retires=some((None, None, date(2030, 2, 27), date(2030, 2, 28),
                          date(2030, 3, 1))),
            within_authority=some((True, True, True, True, False)),
            status=some((Status.PRESENT,) * 5 + tuple(Status)),
        )
        for n in range(7)
    ]  # fmt: skip
    staff[0] = staff[0].model_copy(
        update={"concurrent": (beside[0],) if staff[0].post else ()}
    )
    people = [p.id for p in staff]
    rng.shuffle(people)
    pairs = [people[0:2], people[2:4], people[4:6]]  # no one in two: nothing to derive
    rows: list[Evidence] = [
        KinDeclaration(declarer=a, relative_name=b, relative_staff=b, word=some(WORDS))
        for a, b in pairs
    ]
    if rng.random() < 0.5:
        rows.append(IncompatibleDuties(a=DutyId("付"), b=DutyId("记"),
                                       same_unit=some((True, False))))  # fmt: skip
    for pair in pairs:
        if rng.random() < 0.4:
            rows.append(Waiver(
                rule=some(KIN_RULES), staff=tuple(pair), reason="试行", approver="内控委",
                posts=tuple(rng.sample([p.id for p in posts], rng.choice((0, 0, 2, 6)))),
                paper="1号", until=some((date(2027, 2, 27), date(2027, 2, 28))),
            ))  # fmt: skip
    for _ in range(rng.randint(0, 4)):
        post: Any = some((None, some(posts).id))
        where = None if post else UnitId(some("LASTX"))
        rows.append(Wish(person=some(people), post=post, unit=where,
                         kind=some(tuple(WishKind))))  # fmt: skip
    if rng.random() < 0.4:
        for who in rng.sample(people, 2):
            rows.append(Approved(person=who, post=some(mains)))
    modes = ("forbid", "report")
    policies = {
        **PACK.policies,
        Objective.key: Objective(order=("moved", "needed")),
        MovePrices.key: PACK.policy(MovePrices).model_copy(
            update={"leading_lost": some((0, 7)), "leading_gained": some((0, 5))}
        ),
        TwoLevelsPolicy.key: TwoLevelsPolicy(mode=some(modes)),
        FunctionsElsewherePolicy.key: FunctionsElsewherePolicy(mode=some(modes)),
        ChainPolicy.key: ChainPolicy(scope=some(("all", "key_funds", "none"))),
        RecusalPolicy.key: RecusalPolicy(
            same_leader=some(("team", "supervising")),
            scope=some(("unit", "organ", "bureau")),
        ),
        SensitiveFunctions.key: SensitiveFunctions(
            functions=some(((), (Function.FINANCE,), tuple(Function)))
        ),
    }
    left_out = {r for r in KIN_RULES if rng.random() < 0.3}
    return Problem(
        effect=EFFECT,
        units=(
            unit("L", None, UnitKind.LEADERSHIP),
            unit("A", "L", UnitKind.SECTION, overseen_by=some((None, posts[1].id))),
            unit("S", "A", UnitKind.SECTION),
            unit("T", "L", UnitKind.INSTITUTION, organ="中心"),
            unit("X", None, UnitKind.SECTION, overseen_by=some((None, posts[2].id))),
        ),
        posts=tuple(posts),
        staff=tuple(staff),
        duties=(Duty(id=DutyId("付"), name="付"), Duty(id=DutyId("记"), name="记")),
        evidence=tuple(rows),
        pack=replace(PACK, rules=PACK.rules - left_out, policies=policies),
    )


def any_plan(problem: Problem, rng: random.Random) -> Plan:
    """People anywhere, as many as sit; half of them where they are."""
    free = Counter({p.id: p.seats for p in problem.posts})
    placed: set[tuple[StaffId, PostId]] = set()
    for person in rng.sample(problem.staff, len(problem.staff)):
        mains = [p.id for p in problem.posts if not p.concurrent and free[p.id]]
        stay = person.post in mains and rng.random() < 0.5
        chosen = person.post if stay else rng.choice([*mains, None])
        if chosen is not None:
            placed.add((person.id, chosen))
            free[chosen] -= 1
    for post in (p.id for p in problem.posts if p.concurrent and rng.random() < 0.6):
        placed.add((rng.choice(problem.staff).id, post))
    return Plan(problem, frozenset(placed))


def by_rows(plan: Plan) -> dict[str, int]:
    """What the columns of the model cost at the plan."""
    built = build_full(plan.problem, ())
    point = built.model.point(plan)
    assert point is not None
    return {
        tier.name: int(costs @ point)
        for tier, costs in zip(built.rows.tiers, built.rows.costs, strict=True)
    }


def by_bill(plan: Plan) -> dict[str, int]:
    """What the wishes bill, line by line."""
    owed = Counter({tier.name: 0 for tier in plan.problem.policy(Objective).tiers})
    for wish in preferences():
        for line in wish.bill(plan):
            owed[wish.tier.name] += line.amount
    return dict(owed)


@pytest.mark.parametrize("seed", range(200))
def test_rows_bill_and_the_text_owe_the_same(seed: int) -> None:
    problem = bureau(seed)
    plan = any_plan(problem, random.Random(seed))
    assert by_bill(plan) == by_rows(plan) == independent_bill.owed(plan)


def test_the_bureaus_have_what_prices_depend_on() -> None:
    """Else the test above would agree on nothing: counted over the same two hundred."""
    seen: Counter[str] = Counter()
    for seed in range(200):
        problem = bureau(seed)
        for person in problem.staff:
            for other in independent_bill.kin(problem, person):
                if independent_bill.conflict(problem, person, other):
                    seen["must part"] += 1
                    seen["and differ in level"] += person.level != other.level
        owed = independent_bill.owed(any_plan(problem, random.Random(seed)))
        seen.update({tier for tier, amount in owed.items() if amount})
    assert seen["must part"] > 80 and seen["and differ in level"] > 30
    assert all(seen[tier.name] > 100 for tier in Tier)


def uncle_and_nephew(function: Function, *rules: str) -> Plan:
    """A deputy chief moves sideways; the nephew carries a function in the deputy's unit."""
    problem = bureau(0)
    chief, deputy, other, desk = problem.posts[:4]
    posts = (
        chief.model_copy(update={"unit": "L", "leading": Leading.CHIEF, "functions": ()}),
        deputy.model_copy(update={"unit": "L", "leading": Leading.DEPUTY, "functions": (),
                                  "concurrent": False, "reports_to": None}),
        other.model_copy(update={"unit": "T", "functions": (), "leading": Leading.NONE}),
        desk.model_copy(update={"unit": "A", "leading": Leading.NONE, "reports_to": None,
                                "functions": (function,), "duties": ()}),
        desk.model_copy(update={"id": PostId("P99"), "unit": "A", "reports_to": None,
                                "leading": Leading.CHIEF, "functions": ()}),
    )  # fmt: skip
    uncle, nephew = problem.staff[:2]
    staff = (
        uncle.model_copy(update={"post": deputy.id, "concurrent": (),
                                 "level": Level.SECTION_CHIEF}),
        nephew.model_copy(update={"post": desk.id, "concurrent": (),
                                  "level": Level.CLERK}),
    )  # fmt: skip
    rows = (
        KinDeclaration(declarer=nephew.id, relative_name=uncle.name,
                       relative_staff=uncle.id, word="舅舅"),
    )  # fmt: skip
    units = tuple(u.model_copy(update={"overseen_by": None}) for u in problem.units)
    pack = replace(PACK, rules=frozenset(rules or PACK.rules))
    problem = replace(problem, posts=posts, staff=staff, units=units, evidence=rows,
                      pack=pack)  # fmt: skip
    return Plan(problem, frozenset({(uncle.id, other.id), (nephew.id, desk.id)}))


def test_kin_whom_no_rule_parts_cost_what_others_cost() -> None:
    """内控 is not among the pack's sensitive functions: the uncle is moved like anybody."""
    plan = uncle_and_nephew(Function.INTERNAL_CONTROL)
    assert by_bill(plan)["DISRUPTION"] == by_rows(plan)["DISRUPTION"] == 10


def test_kin_who_must_part_cost_more_only_where_the_rule_is_adopted() -> None:
    """财务 is: the nephew should go, unless the pack does not adopt the rule."""
    plan = uncle_and_nephew(Function.FINANCE)
    assert by_bill(plan)["DISRUPTION"] == by_rows(plan)["DISRUPTION"] == 50
    plan = uncle_and_nephew(Function.FINANCE, "one-main-post", "seats")
    assert by_bill(plan)["DISRUPTION"] == by_rows(plan)["DISRUPTION"] == 10
