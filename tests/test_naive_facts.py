"""Shared facts against their naive twins, and a mutation of any of them against both."""

from __future__ import annotations

import ast
import copy
import inspect
import random
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import independent_bill
from lungang_models.facts import (
    approved,
    business,
    career,
    charge,
    command,
    continuity,
    duties,
    leave,
    oversight,
    tenure,
)
from lungang_models.facts.duties import DutySet, IncompatibleDuties, StagesPolicy
from lungang_models.facts.leave import LeavePolicy
from lungang_models.facts.oversight import Oversight
from lungang_models.facts.tenure import Spell, SpellKind, TenureArithmetic
from lungang_models.problem import Problem
from lungang_models.rules.exemptions import exempt, exemption
from lungang_models.vocabulary import Duty, DutyId, PostId, UnitId
from lungang_models.waiver import Waiver
from naive_facts import TWINS
from test_price import EFFECT, bureau

BUREAUS = 40
DUTIES = ("付", "记", "批", "查", "收", "管")
STAGES = ("执行", "记录", "审批", "监督", "", "监督")


def rich(seed: int) -> Problem:
    """The bureau of the price tests with careers, oversight, processes and pools."""
    problem, rng = bureau(seed), random.Random(seed)
    some: Any = rng.choice
    some_duties = tuple(
        Duty(
            id=DutyId(d),
            name=f"{d}款",
            process=some(("付款", "付款", "收费", "")),
            stage=s,
        )
        for d, s in zip(DUTIES, STAGES, strict=True)
    )
    posts = tuple(
        p.model_copy(
            update={
                "duties": tuple(
                    rng.sample([d.id for d in some_duties], rng.choice((0, 1, 1, 2)))
                ),
                "reports_to": some((None, *(q.id for q in problem.posts[:n]))),
            }
        )
        for n, p in enumerate(problem.posts)
    )
    days = [date(y, m, d) for y in range(2014, 2028)
            for m, d in ((1, 31), (2, 27), (2, 28), (3, 1), (8, 31))]  # fmt: skip
    rows: list[Any] = list(problem.evidence)
    for person in problem.staff:
        for _ in range(rng.choice((0, 1, 2, 3))):
            since = some([*days, EFFECT, EFFECT, EFFECT, EFFECT])
            ends = [None, *(d for d in days if d > since)]
            post = some((person.post, person.post, some(posts).id, None))
            unit = None if post and rng.random() < 0.7 else UnitId(some("LASTX"))
            rows.append(Spell(person=person.id, post=post, unit=unit, since=since,
                              until=some(ends), kind=some(tuple(SpellKind))))  # fmt: skip
    for _ in range(rng.choice((0, 1, 2))):
        one, two = rng.sample([p.id for p in posts], 2)
        target = (
            {"post": two} if rng.random() < 0.5 else {"unit": UnitId(some("LASTX"))}
        )
        rows.append(Oversight(supervisor=one, **target))
    for _ in range(rng.choice((0, 1, 3))):
        a, b = rng.sample(DUTIES, 2)
        rows.append(IncompatibleDuties(a=DutyId(a), b=DutyId(b),
                                       same_unit=some((True, False))))  # fmt: skip
    rows.append(DutySet(name="甲组", duties=tuple(map(DutyId, rng.sample(DUTIES, 3))),
                        most=some((1, 2)), same_unit=some((True, False))))  # fmt: skip
    policies = {
        **problem.pack.policies,
        LeavePolicy.key: LeavePolicy(
            share_percent=some((0, 20, 33, 50, 100)), windows=2, working_days=5,
            unit_absent_percent=some((0, 25, 34, 50, 100)),
            cover_scope=some(("unit", "pool")), cover_level_gap=some((0, 1, 2)),
        ),
        StagesPolicy.key: StagesPolicy(most_stages=some((1, 2, 3))),
        TenureArithmetic.key: TenureArithmetic(
            interruption_months=some((0, 1, 6, 12)), acting_counts=some((True, False))
        ),
    }  # fmt: skip
    units = tuple(
        u.model_copy(
            update={
                "pool": some(("", "甲片")),
                "industries": some(((), ("医药",), (u.id,))),
            }
        )
        for u in problem.units
    )
    return replace(problem, units=units, duties=some_duties, posts=posts, evidence=tuple(rows),
                   pack=replace(problem.pack, policies=policies))  # fmt: skip


PROBLEMS = [rich(seed) for seed in range(BUREAUS)]
NAIVE = {name: [twin.naive(p) for p in PROBLEMS] for name, twin in TWINS.items()}
MODULES = (approved, business, career, charge, command, continuity, duties, leave, oversight,
           tenure)  # fmt: skip


@pytest.mark.parametrize("name", sorted(TWINS))
def test_a_fact_and_its_twin_agree(name: str) -> None:
    for seed, problem in enumerate(PROBLEMS):
        assert TWINS[name].ours(problem) == NAIVE[name][seed], seed


def test_both_halves_of_the_exemptions_agree_with_the_text() -> None:
    seen = set()
    for seed in range(200):
        problem = bureau(seed)
        planner = exempt(problem)
        for person in problem.staff:
            why = exemption(problem, person)
            assert (why is not None) is (person.id in planner)
            assert (why is not None) is independent_bill.excused(problem, person)
            seen.add(why.en if why else None)
    assert len(seen) == 7


def test_a_waiver_covers_what_its_words_say() -> None:
    """One rule, just these people, and either any post or only posts that it names."""
    rng = random.Random(1)
    people, posts = ("甲", "乙", "丙"), ("一", "二", "三")
    both = set()
    for _ in range(3000):
        named, where = (
            rng.sample(people, rng.randint(0, 2)),
            rng.sample(posts, rng.randint(0, 2)),
        )
        waiver = Waiver(rule=rng.choice(("r", "s")), staff=tuple(named), posts=tuple(where),
                        reason="试行", approver="内控委", paper="1", until=EFFECT)  # fmt: skip
        staff, at = (
            rng.sample(people, rng.randint(0, 2)),
            rng.sample(posts, rng.randint(0, 2)),
        )
        covered = waiver.rule == "r" and sorted(named) == sorted(staff)
        if where:
            covered = covered and at != [] and all(p in where for p in at)
        assert waiver.covers("r", staff, [PostId(p) for p in at]) is covered
        both.add(covered)
    assert both == {True, False}


# -- a mutation of any shared fact turns a test red ---------------------------------


class Mutator(ast.NodeTransformer):
    """Changes the ``n``-th thing that can be changed, and counts them."""

    def __init__(self, n: int) -> None:
        self.n, self.count, self.what = n, 0, ""

    def here(self, what: str) -> bool:
        self.count += 1
        if self.count - 1 == self.n:
            self.what = what
            return True
        return False

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        swap: dict[type, type[ast.cmpop]] = {
            ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
            ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
            ast.In: ast.NotIn, ast.NotIn: ast.In,
        }  # fmt: skip
        if self.here(f"compare: {ast.unparse(node)}"):
            node.ops[0] = swap[type(node.ops[0])]()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self.here(f"and/or: {ast.unparse(node)}"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Sub | ast.BitOr) and self.here(ast.unparse(node)):
            return node.left
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int) and self.here(f"constant {node.value!r}"):
            wrong = not node.value if isinstance(node.value, bool) else node.value + 1
            return ast.Constant(wrong)
        return node


def mutants(function: Any) -> Iterator[tuple[str, Any]]:
    """Every version of a function with one thing changed."""
    plain = inspect.unwrap(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(plain)))
    of = tree.body[0]
    assert isinstance(of, ast.FunctionDef)
    of.decorator_list = []
    if isinstance(of.body[0], ast.Expr) and isinstance(of.body[0].value, ast.Constant):
        del of.body[0]
    of.args.defaults, of.returns = [], None
    for argument in of.args.args:
        argument.annotation = None
    n = 0
    while True:
        mutator = Mutator(n)
        changed = ast.fix_missing_locations(mutator.visit(copy.deepcopy(tree)))
        if not mutator.what:
            return
        scope: dict[str, Any] = {}
        exec(compile(changed, "mutant", "exec"), plain.__globals__, scope)
        yield mutator.what, scope[of.name]
        n += 1


def mutable() -> list[tuple[Any, str]]:
    """The facts that have twins, and the helpers in their modules that they call."""
    found: dict[tuple[str, str], Any] = {}
    waiting = list(TWINS)
    while waiting:
        name = waiting.pop()
        module = next((m for m in MODULES if name in vars(m)), None)
        thing = getattr(module, name, None)
        if not inspect.isfunction(inspect.unwrap(thing)) if thing else True:
            continue
        home = sys.modules[inspect.unwrap(thing).__module__]
        if home not in MODULES or (home.__name__, name) in found:
            continue
        found[home.__name__, name] = home
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(thing))))
        waiting += [n.id for n in ast.walk(tree) if isinstance(n, ast.Name)]
    return [(home, name) for (_, name), home in sorted(found.items())]


EQUAL = {
    # an overlap is no break, whatever it is counted as; no two spells end on date.max
    "_continuous_since": {"constant 0"},
}
"""Changes that change no answer, with the reason."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("home", "name"), mutable(), ids=lambda x: getattr(x, "__name__", x)
)
def test_a_mutated_fact_is_caught_by_a_twin(
    home: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each comparison, and/or, difference and constant in it, changed one at a time."""
    survived = []
    for what, mutant in mutants(getattr(home, name)):
        for module in MODULES:
            if name in vars(module):
                monkeypatch.setattr(module, name, mutant)
        if not caught() and what not in EQUAL.get(name, ()):
            survived.append(what)
        monkeypatch.undo()
    assert not survived


def caught() -> bool:
    try:
        for seed, problem in enumerate(PROBLEMS):
            anew = replace(problem)  # nothing is known of it yet
            if any(twin.ours(anew) != NAIVE[n][seed] for n, twin in TWINS.items()):
                return True
    except Exception:  # a mutant that cannot even answer is caught as well
        return True
    return False
