"""Small worlds: problems small enough to try every plan of.

A world is drawn around a rule: its own evidence and its own knobs appear in it, so that
the rule has something to bite on. Rows of evidence are built from the types of their
fields; a kind whose rows must hang together names its own strategy in ``SPECIAL``.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from itertools import chain, combinations, product
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from hypothesis import strategies as st
from pydantic import BaseModel

from lungang_models.consistency import faults
from lungang_models.facts.command import SensitiveFunctions
from lungang_models.facts.continuity import ContinuityPolicy
from lungang_models.facts.duties import DutySet, IncompatibleDuties
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy
from lungang_models.facts.leave import LeavePolicy
from lungang_models.facts.oversight import Oversight
from lungang_models.facts.tenure import TenureLimits
from lungang_models.pack import load
from lungang_models.plan import Leave, Plan
from lungang_models.problem import Pack, Problem
from lungang_models.rule import Check
from lungang_models.rules.duties.duties_in_one_hand import OneHand
from lungang_models.rules.staffing.workload import PostShare, WorkloadPolicy
from lungang_models.vocabulary import (
    Duty,
    DutyId,
    Establishment,
    Evidence,
    Function,
    Leading,
    Level,
    Mode,
    Person,
    Policy,
    Post,
    PostId,
    Sex,
    StaffId,
    Status,
    Tables,
    Term,
    Unit,
    UnitId,
    UnitKind,
)
from lungang_models.waiver import Waiver
from lungang_models.words import Words

EFFECT = date(2027, 3, 1)
DAYS = (
    date(2015, 6, 1),
    date(2020, 3, 1),
    date(2022, 2, 28),
    date(2022, 3, 2),
    date(2025, 3, 1),
    date(2026, 9, 15),
    date(2028, 1, 1),
)
DECLARED = (date(2026, 12, 1), date(2026, 3, 1), date(2026, 2, 1))
PEOPLE = tuple(StaffId(s) for s in ("甲", "乙", "丙"))
DUTIES = tuple(DutyId(d) for d in ("付", "记"))
UNITS = tuple(UnitId(u) for u in ("局", "科"))
WORDS = ("妻子", "哥哥", "弟弟", "舅舅", "岳父", "表弟", "女婿", "儿子", "同学")
DEFAULT = load("cn-finance-bureau")


def pick(values: Sequence[Any]) -> st.SearchStrategy[Any]:
    return _one_of_these(*values)


@lru_cache(maxsize=None, typed=True)  # typed: 1 and True are not the same choice
def _one_of_these(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(values))


def of_type(
    annotation: Any, pools: Mapping[Any, Sequence[Any]]
) -> st.SearchStrategy[Any]:
    """Values for a field, by its type."""
    if annotation in pools:
        return pick(pools[annotation])
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        inner = [of_type(a, pools) for a in args if a is not type(None)]
        return st.one_of(st.none(), *inner) if type(None) in args else st.one_of(*inner)
    if origin is tuple:
        return st.lists(of_type(args[0], pools), max_size=2, unique=True).map(tuple)
    if annotation == Mode:
        return pick(("forbid", "forbid", "forbid", "report"))
    if origin is Literal:
        return pick(args)
    if isinstance(annotation, type) and issubclass(annotation, Term):
        return pick(list(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return st.builds(
            annotation,
            **{
                name: numbers(field)
                if int in (field.annotation, *get_args(field.annotation))
                else of_type(field.annotation, pools)
                for name, field in annotation.model_fields.items()
            },
        )
    return {
        bool: st.booleans(),
        date: pick(DAYS),
        float: pick((0.0, 10.0, 60.0)),
        int: st.integers(0, 3),
        str: pick(("文件一", "文件二")),
    }[annotation]


def numbers(field: Any) -> st.SearchStrategy[Any]:
    """Whole numbers within a knob's own range, small ones."""
    low = next((int(m.ge) for m in field.metadata if isinstance(m, Ge)), 0)
    high = next((int(m.le) for m in field.metadata if isinstance(m, Le)), 100)
    some = pick(
        sorted(
            {low, min(high, 1), min(high, 2), min(high, 5), min(high, 50)}
            - {*range(low)}
        )
    )
    return (
        st.one_of(st.none(), some) if type(None) in get_args(field.annotation) else some
    )


def rows_of(
    kind: type[Evidence], pools: Mapping[Any, Sequence[Any]]
) -> st.SearchStrategy[Any]:
    """Rows of one kind of evidence."""
    if kind is KinDeclaration:
        pairs = [(a, b) for a in pools[StaffId] for b in pools[StaffId] if a != b]
        return st.builds(
            lambda pair, word: KinDeclaration(
                declarer=pair[0],
                word=word,
                relative_name=pair[1],
                relative_staff=pair[1],
            ),
            pick(pairs),
            pick(WORDS),
        )
    fields = {
        name: of_type(field.annotation, pools)
        for name, field in kind.model_fields.items()
        if name != "origin" and (field.is_required() or field.annotation is not str)
    }
    if kind.__name__ == "FamilyBusiness":
        fields |= {"industry": pick(("医药",)), "credit_code": st.none()}
    if "year" in fields:
        fields |= {"year": pick((EFFECT.year - 2, EFFECT.year - 1))}
    if kind is DutySet:
        fields |= {"duties": st.just(DUTIES), "most": st.just(1)}
    if kind is IncompatibleDuties:
        fields |= {"a": st.just(DUTIES[0]), "b": st.just(DUTIES[1])}
    if kind is OneHand:
        fields |= {"duties": pick((DUTIES, DUTIES[:1]))}
    if kind is PostShare:
        fields |= {"percent": pick((20, 50, 100, 150))}
    if kind is Oversight:
        fields |= {"post": pick(pools[PostId]), "unit": st.none()}
    if kind.__name__ == "Spell":
        fields |= {"since": pick(DAYS[:3]), "until": pick(DAYS[2:5])}
    return st.builds(kind, **fields)


def policy_of(
    kind: type[Policy], pools: Mapping[Any, Sequence[Any]]
) -> st.SearchStrategy[Any]:
    """Knob values within their range."""
    if kind is KinPolicy:
        return st.just(DEFAULT.policies[KinPolicy.key])
    if kind is SensitiveFunctions:
        some = ((Function.FINANCE,), (Function.FINANCE, Function.AUDIT), ())
        return st.builds(kind, functions=pick(some))
    if kind is WorkloadPolicy:
        return st.builds(kind, most=pick((100, 120, 150)), concurrent=pick((0, 20, 50)))
    if kind is TenureLimits:
        years = st.one_of(st.none(), pick((1, 2, 5)))
        return st.builds(kind, **dict.fromkeys(kind.model_fields, years))
    if kind is LeavePolicy:
        return st.builds(
            kind,
            share_percent=pick((20, 50, 100)),
            windows=st.just(1) | st.just(2),
            working_days=st.just(5),
            unit_absent_percent=pick((0, 50, 100)),
            cover_scope=pick(("unit", "pool")),
            cover_level_gap=pick((0, 1, 5)),
        )
    return st.builds(
        kind,
        **{
            name: numbers(field)
            if field.annotation is int
            else of_type(field.annotation, pools)
            for name, field in kind.model_fields.items()
        },
    )


Names = tuple[tuple[Any, tuple[Any, ...]], ...]


@cache  # to make a strategy takes longer than to draw from it
def some_rows(
    kinds: tuple[type[Evidence], ...], names: Names
) -> st.SearchStrategy[list[Any]]:
    """A few rows of several kinds of evidence; ``names`` are the pools to draw from."""
    pools = dict(names)
    rows = st.one_of(*(rows_of(k, pools) for k in kinds if k is not KinFact))
    return st.lists(rows, min_size=1, max_size=3)


@cache
def some_policy(kind: type[Policy], names: Names) -> st.SearchStrategy[Any]:
    """The same for the values of a kind of knob."""
    return policy_of(kind, dict(names))


@st.composite
def problems(
    draw: st.DrawFn,
    *about: Check,
    leave: bool = False,
    concurrent: bool = True,
    people: int = 3,
    mild: bool = False,
) -> Problem:
    """Small problems with the evidence and the knobs of the rules they are about.

    A ``mild`` world is odd only here and there, so that under the whole rule book a
    lawful plan often exists, and often several do.
    """
    # in a fixed order: that of a set would make other worlds of the same draws
    knobs = dict.fromkeys(knob for rule in about for knob in rule.knobs)
    team = ContinuityPolicy in knobs and draw(st.booleans())
    fewest = 3 if mild or team else 2
    main = [PostId(p) for p in ("岗1", "岗2", "岗3")[: draw(st.integers(fewest, 3))]]
    beside = [PostId("兼")] if concurrent and draw(st.booleans()) else []
    staff = PEOPLE[: draw(st.integers(2, people))]
    names: Names = (
        (StaffId, tuple(staff)),
        (PostId, (*main, *beside)),
        (UnitId, UNITS),
        (DutyId, DUTIES),
        (Level, (Level.CLERK, Level.SECTION_DEPUTY)),
    )
    units = (
        Unit(id=UNITS[0], name="局", kind=UnitKind.LEADERSHIP, industries=("医药",)),
        Unit(
            id=UNITS[1],
            name="科",
            parent=UNITS[0],
            pool=draw(pick(("", "甲片"))),
            kind=draw(pick((UnitKind.SECTION, UnitKind.INSTITUTION))),
            industries=("医药",) if draw(st.booleans()) else (),
            headcount=None if mild else draw(pick((None, 0, 1, 2))),
            leader_quota=None if mild else draw(pick((None, 0, 1))),
        ),
    )
    posts = tuple(_post(draw, p, main, p in beside, mild) for p in [*main, *beside])
    if team:
        posts = _team(posts)
    kinds = tuple(k for rule in about for k in rule.needs)
    evidence = _one_for_each(draw(some_rows(kinds, names))) if kinds else []
    if draw(st.integers(0, 3)) == 0:
        evidence.append(
            Waiver(
                rule=draw(
                    pick(
                        [r.id for r in about if getattr(r, "waivable", None)]
                        or ["level"]
                    )
                ),
                reason="工作需要",
                staff=tuple(draw(st.lists(pick(staff), max_size=2, unique=True))),
                posts=tuple(
                    draw(st.lists(pick([*main, *beside]), max_size=2, unique=True))
                ),
                approver="内控委",
                paper="1号",
                until=draw(pick((date(2027, 1, 1), date(2028, 1, 1)))),
            )
        )
    seats = {p.id: p.seats for p in posts}
    today: list[PostId | None] = []
    for k, _ in enumerate(staff):
        options = [None, *(p for p in main if today.count(p) < seats[p])]
        options = [main[k]] if team and k < 2 else options
        today.append(draw(pick(options)))
    tables = Tables(
        {
            Unit: units,
            Post: posts,
            Duty: tuple(
                Duty(id=d, name=d, process="付款", stage=s)
                for d, s in zip(DUTIES, ("执行", "监督"), strict=True)
            ),
            Person: tuple(
                _person(draw, s, today[k], beside if k == 0 else [], mild)
                for k, s in enumerate(staff)
            ),
            Evidence: evidence,
        }
    )
    policies = dict(DEFAULT.policies)
    for knob in knobs:
        if not (mild and draw(st.integers(0, 5))):
            policies[knob.key] = draw(some_policy(knob, names))
    if not leave:
        policies[LeavePolicy.key] = policies[LeavePolicy.key].model_copy(
            update={"share_percent": 0}
        )
    pack = Pack(
        "cn-finance-bureau",
        "0",
        Words("试", "trial"),
        frozenset(r.id for r in about),
        policies,
        {},
    )
    bad = {f.origin for f in faults(tables)}
    problem = Problem(
        effect=EFFECT,
        units=units,
        posts=tuple(sorted(posts, key=lambda p: p.id)),
        staff=tuple(sorted(tables.of(Person), key=lambda p: p.id)),
        duties=tuple(tables.of(Duty)),
        evidence=() if bad and not _only_doubts(tables) else tuple(evidence),
        pack=pack,
    )
    return problem


def _one_for_each(rows: list[Evidence]) -> list[Evidence]:
    """Evidence that extends a noun's sheet stands there once for each row of it."""
    found: dict[Any, Evidence] = {}
    for at, row in enumerate(rows):
        whose = at if row.extends is None else getattr(row, row.whose())
        found.setdefault((type(row), whose), row)
    return [*found.values()]


def _only_doubts(tables: Tables) -> bool:
    from lungang_models.fault import Doubt

    return all(isinstance(f, Doubt) for f in faults(tables))


def _post(
    draw: st.DrawFn,
    post: PostId,
    main: Sequence[PostId],
    concurrent: bool,
    mild: bool,
) -> Post:
    def some(usual: Any, *others: Any) -> Any:
        return _some(draw, mild, usual, others)

    kinds = (Establishment.CIVIL_SERVICE,), (Establishment.INSTITUTION,)
    return Post(
        id=post,
        name=post,
        unit=draw(pick(UNITS)),
        concurrent=concurrent,
        level=some(Level.CLERK, Level.CLERK, Level.SECTION_DEPUTY),
        leading=some(Leading.NONE, Leading.NONE, Leading.CHIEF, Leading.DEPUTY),
        establishments=some(tuple(Establishment), *kinds),
        key=draw(st.booleans()),
        high_risk=draw(st.booleans()),
        seats=1 if concurrent else draw(pick((1, 1, 1, 2))),
        functions=draw(pick(((), (), (Function.FINANCE,)))),
        duties=draw(pick(((), (DUTIES[0],), (DUTIES[1],), DUTIES[:2]))),
        qualifications=some((), (), ("会计师",)),
        desired=draw(pick(((), ("英语",)))),
        reports_to=draw(pick((None, *(p for p in main if p < post)))),
        may_be_vacant=concurrent or some(True, False),
        within_authority=some(True, True, False),
    )


def _team(posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """Chief and deputy of one unit, both in key posts, and room for both elsewhere."""
    chief, deputy, *others = posts
    lead = {"unit": UNITS[1], "key": True, "seats": 1, "may_be_vacant": True}
    return (
        chief.model_copy(update={**lead, "leading": Leading.CHIEF}),
        deputy.model_copy(update={**lead, "leading": Leading.DEPUTY}),
        *(
            p if p.concurrent else p.model_copy(update={"seats": 2, "unit": UNITS[0]})
            for p in others
        ),
    )


def _person(
    draw: st.DrawFn,
    person: StaffId,
    post: PostId | None,
    beside: Sequence[PostId],
    mild: bool,
) -> Person:
    def some(usual: Any, *others: Any) -> Any:
        return _some(draw, mild, usual, others)

    held = tuple(beside) if beside and post is not None and draw(st.booleans()) else ()
    civil, other = Establishment.CIVIL_SERVICE, Establishment.INSTITUTION
    return Person(
        id=person,
        name=person,
        sex=Sex.MALE,
        post=post,
        concurrent=held,
        level=some(Level.CLERK, Level.CLERK, Level.SECTION_DEPUTY),
        establishment=some(civil, civil, other),
        qualifications=draw(pick(((), ("会计师",), ("会计师", "英语")))),
        entered_post=draw(pick((None, *DAYS[1:6]))),
        entered_unit=draw(pick((None, *DAYS[:3]))),
        retires=some(None, None, date(2028, 1, 1), date(2029, 3, 1)),
        within_authority=some(True, True, True, False),
        status=some(Status.PRESENT, Status.PRESENT, *Status),
        declared=some(DECLARED[0], *DECLARED, None),
        promoted_to=draw(pick((None, None, Level.SECTION_DEPUTY))),
    )


def _some(draw: st.DrawFn, mild: bool, usual: Any, others: Sequence[Any]) -> Any:
    """Anything; in a mild world mostly the usual."""
    return usual if mild and draw(st.integers(0, 14)) else draw(pick([usual, *others]))


def every_plan(problem: Problem, mains_only: bool = True) -> Iterator[Plan]:
    """Every plan of a world; with ``mains_only`` each person has exactly one main post."""
    mains = [p.id for p in problem.posts if not p.concurrent]
    beside = [p.id for p in problem.posts if p.concurrent]
    if mains_only:
        choices = [(m,) for m in mains]
    else:
        choices = list(chain.from_iterable(combinations(mains, n) for n in range(3)))
    options = [
        tuple(m) + extra
        for m in choices
        for extra in chain.from_iterable(
            combinations(beside, n) for n in range(len(beside) + 1)
        )
    ]
    for held in product(options, repeat=len(problem.staff)):
        yield Plan(
            problem,
            frozenset(
                (s.id, p)
                for s, posts in zip(problem.staff, held, strict=True)
                for p in posts
            ),
        )


def every_leave(plan: Plan, windows: int, covers: bool = True) -> Iterator[Plan]:
    """Every way to send people of a plan on leave, lawful or not."""
    staff = [s.id for s in plan.problem.staff]
    options: list[list[Leave | None]] = []
    for person in plan.problem.staff:
        posts = [p.id for p in plan.posts_of(person)]
        ways = [
            tuple((p, c) for p, c in zip(posts, pick_, strict=True) if c is not None)
            for pick_ in product([None, *(staff if covers else ())], repeat=len(posts))
        ]
        options.append(
            [
                None,
                *(
                    Leave(person.id, w, tuple(sorted(c)))
                    for w in range(1, windows + 1)
                    for c in ways
                ),
            ]
        )
    for chosen in product(*options):
        yield Plan(
            plan.problem, plan.placements, tuple(v for v in chosen if v is not None)
        )


def every_way(
    plan: Plan, windows: int, fits: Callable[[Plan], bool] = lambda plan: True
) -> Iterator[Plan]:
    """Every window of those on leave, and every way to cover their posts or not to.

    Leaves are added one by one; where some do not fit, no more are added to them.
    """
    staff = [s.id for s in plan.problem.staff]
    options: list[list[Leave]] = []
    for leave in plan.leaves:
        posts = [p.id for p in plan.posts_of(plan.problem.person[leave.person])]
        ways = product([None, *staff], repeat=len(posts))
        held = [
            tuple((p, c) for p, c in zip(posts, way, strict=True) if c is not None)
            for way in ways
        ]
        options.append([
            Leave(leave.person, w, tuple(sorted(c)))
            for w in range(1, windows + 1)
            for c in held
        ])  # fmt: skip

    def grown(leaves: tuple[Leave, ...]) -> Iterator[Plan]:
        if len(leaves) == len(options):
            yield replace(plan, leaves=leaves)
            return
        for leave in options[len(leaves)]:
            more = (*leaves, leave)
            if fits(replace(plan, leaves=more)):
                yield from grown(more)

    yield from grown(())
