"""The usual causes of an impossibility, each planted into a bureau without any trouble.

The eleven kinds are those that personnel offices meet. A plant says in which rules and
in which people and posts its cause must be found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from lungang.scenario import Patch, apply
from lungang_models.build import barred
from lungang_models.facts.abroad import AbroadStatus, Emigrated, FamilyAbroad
from lungang_models.facts.business import FamilyBusiness, HoldingForm, Owner
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.facts.kinship import KinFact, recusing
from lungang_models.facts.kinship.declaration import FactKind
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.facts.tenure import Spell
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Leading,
    Level,
    Person,
    Post,
    PostId,
    Sex,
    StaffId,
    Status,
)

RARE = Level.JUNIOR
"""A level that nobody has and no post is of, until it is planted."""
SKILL = "独有资格"
LONG_AGO = date(2005, 3, 1)


@dataclass(frozen=True)
class Plant:
    """A problem with a cause in it: the rules that meet there, and who and what."""

    asked: Problem
    kinds: frozenset[str]
    staff: frozenset[StaffId] = frozenset()
    posts: frozenset[PostId] = frozenset()


def changed(
    problem: Problem,
    staff: dict[StaffId, dict[str, Any]],
    posts: dict[PostId, dict[str, Any]],
    *more: Any,
) -> Problem:
    """The problem with some cells and rows otherwise; no history of those changed."""
    kept = [
        e for e in problem.evidence if not (isinstance(e, Spell) and e.person in staff)
    ]
    return problem.with_(
        staff=tuple(
            p.model_copy(update=staff[p.id]) if p.id in staff else p
            for p in problem.staff
        ),
        posts=tuple(
            p.model_copy(update=posts[p.id]) if p.id in posts else p
            for p in problem.posts
        ),
        evidence=(*kept, *more),
    )


def plain_posts(problem: Problem) -> list[Post]:
    """Clerks' posts of one seat, held by people who may stay and who may move.

    No family bars the people from key posts and no establishment from one another's
    posts: those would be second causes.
    """
    tied = {s for a, b, _ in recusing(problem) for s in (a, b)}
    tied |= {row.person for row in problem.known(FamilyAbroad)}
    tied |= {row.person for row in problem.known(FamilyBusiness)}
    held = {p.post: p for p in problem.staff if p.post}
    eligibility = barred(problem)
    plain = [
        q
        for q in problem.posts
        if q.level is Level.CLERK and q.seats == 1 and not q.concurrent
        and not q.qualifications and q.id in held and q.within_authority
        and (who := held[q.id]).status is Status.PRESENT and who.level is Level.CLERK
        and who.within_authority and not who.concurrent and who.id not in tied
        and who.establishment in q.establishments
        and not any(eligibility.reasons(who.id, q.id))
    ]  # fmt: skip
    kind = held[plain[0].id].establishment
    return [
        q
        for q in plain
        if kind in q.establishments and held[q.id].establishment is kind
    ]


def holder(problem: Problem, post: Post) -> Person:
    """Who holds a post of one seat today."""
    return next(p for p in problem.staff if p.post == post.id)


def alike(problem: Problem, many: int) -> list[Post]:
    """So many plain posts of one pool whose holders are of one establishment."""
    groups: dict[Any, list[Post]] = {}
    for post in plain_posts(problem):
        pool = problem.unit[post.unit].pool
        key = (holder(problem, post).establishment, post.establishments, pool)
        groups.setdefault(key, []).append(post)
    return next(g[:many] for g in groups.values() if len(g) >= many)


def heir_of(problem: Problem, posts: list[Post]) -> tuple[Post, Person]:
    """A post, and somebody of another unit who could take it over."""
    eligibility = barred(problem)
    return next(
        (post, who)
        for post in posts
        for other in posts
        if other.unit != post.unit
        and not any(eligibility.reasons((who := holder(problem, other)).id, post.id))
    )


OUT = {"post": None, "entered_post": None, "entered_unit": None}
OVERDUE = {
    "born": date(1978, 5, 1), "id_number": None, "retires": None,
    **dict.fromkeys(("entered_organ", "entered_unit", "entered_post"), LONG_AGO),
}  # fmt: skip
"""In post for very long, and old enough for it."""


def more_people_than_posts(problem: Problem) -> Plant:
    """1: three people of a level, and two posts of it."""
    posts = alike(problem, 3)
    three = [holder(problem, p).id for p in posts]
    two = [p.id for p in posts[:2]]
    asked = changed(
        problem,
        {s: {"level": RARE, **OUT} for s in three},
        {p: {"level": RARE} for p in two},
    )
    kinds = frozenset({"one-main-post", "seats", "level"})
    return Plant(asked, kinds, frozenset(three), frozenset(two))


def kin_within_one_line(problem: Problem) -> Plant:
    """2: husband and wife, and the only two posts of their level under one leader."""
    one, two = alike(problem, 2)
    a, b = holder(problem, one).id, holder(problem, two).id
    near = {"level": RARE, "unit": one.unit, "reports_to": one.reports_to}
    asked = changed(
        problem,
        {
            s: {"level": RARE, "sex": sex, "id_number": None, **OUT}
            for s, sex in ((a, Sex.MALE), (b, Sex.FEMALE))
        },
        {one.id: near, two.id: near},
        KinFact(kind=FactKind.SPOUSE, a_staff=a, b_staff=b),
    )
    kinds = frozenset({"one-main-post", "level", "kinship-same-leaders"})
    return Plant(asked, kinds, frozenset({a, b}))


def duties_that_nobody_may_join(problem: Problem) -> Plant:
    """3: a duty to be held beside another, incompatible with all that are near."""
    beside = next(p for p in problem.posts if p.concurrent)
    one, two, three = sorted(problem.duty)[:3]
    hosts = [p.id for p in problem.main_posts_for(beside)]
    duties = {h: {"duties": ((one, two)[n % 2],)} for n, h in enumerate(hosts)}
    asked = changed(
        problem,
        {},
        {**duties, beside.id: {"duties": (three,), "may_be_vacant": False}},
        *(IncompatibleDuties(a=a, b=b) for a, b in combinations((one, two, three), 2)),
    )
    return Plant(
        asked, frozenset({"incompatible-duties"}), posts=frozenset({beside.id})
    )


def overdue_and_alone_qualified(problem: Problem) -> Plant:
    """4: a key post held too long, and only its holder has what it asks for."""
    post = plain_posts(problem)[0]
    who = holder(problem, post)
    asked = changed(
        problem,
        {who.id: {"qualifications": (SKILL,), **OVERDUE}},
        {
            post.id: {
                "qualifications": (SKILL,), "key": True, "may_be_vacant": False,
            }
        },
    )  # fmt: skip
    kinds = frozenset({"seats", "qualification", "tenure-in-post"})
    return Plant(asked, kinds, frozenset({who.id}), frozenset({post.id}))


def leaves_without_covers(problem: Problem) -> Plant:
    """5: everybody in the pool to go on leave at once."""
    return Plant(_leave(problem, 100), frozenset({"leave-quota"}))


def closed_by_two_articles(problem: Problem) -> Plant:
    """6: family abroad closes one post of the level, a family business the other."""
    industry = "独有行业"
    first, second = plain_posts(problem)[:2]
    chief = next(
        p
        for p in problem.posts
        if p.leading is not Leading.NONE and p.seats == 1 and not p.concurrent
        and p.within_authority and any(s.post == p.id for s in problem.staff)
        and holder(problem, second).establishment in p.establishments
        and not (p.key or p.high_risk or p.qualifications)
    )  # fmt: skip
    who = holder(problem, second).id
    units = tuple(
        u.model_copy(update={"industries": (*u.industries, industry)})
        if u.id == chief.unit
        else u
        for u in problem.units
    )
    asked = changed(
        problem.with_(units=units),
        {who: {"level": RARE, **OUT}},
        {first.id: {"level": RARE, "key": True}, chief.id: {"level": RARE}},
        FamilyAbroad(
            person=who, who=Emigrated.SPOUSE, status=AbroadStatus.NATIONALITY, verified=True
        ),
        FamilyBusiness(
            person=who, owner=Owner.SPOUSE, entity="某公司", form=HoldingForm.SOLE,
            industry=industry,
        ),
    )  # fmt: skip
    asked = apply(asked, _patch({"family-abroad": {"leading": False}}))
    kinds = {"one-main-post", "level", "family-abroad", "business-interest"}
    return Plant(asked, frozenset(kinds), frozenset({who}))


def a_team_all_overdue(problem: Problem) -> Plant:
    """7: all who lead a unit must go, a third of them may."""
    for unit in problem.units:
        team = [
            p
            for p in problem.posts_of_unit[unit.id]
            if p.leading is not Leading.NONE and not p.concurrent and p.seats == 1
            and any(s.post == p.id for s in problem.staff)
        ]  # fmt: skip
        people = [holder(problem, p) for p in team]
        if len(team) >= 2 and all(
            p.within_authority and q.within_authority and p.status is Status.PRESENT
            for p, q in zip(people, team, strict=True)
        ):
            break
    asked = changed(
        problem,
        {p.id: OVERDUE for p in people},
        {p.id: {"key": True} for p in team},
    )
    kinds = frozenset({"share-of-team", "tenure-in-post"})
    return Plant(asked, kinds, posts=frozenset(p.id for p in team))


def frozen_in_an_overdue_post(problem: Problem) -> Plant:
    """8: under investigation in a post that somebody else was decided to take over."""
    plain = plain_posts(problem)
    keyed = changed(problem, {}, {p.id: {"key": True} for p in plain})
    post, heir = heir_of(keyed, plain)
    who = holder(problem, post)
    asked = changed(
        problem,
        {who.id: {"status": Status.FROZEN, **OVERDUE}},
        {post.id: {"key": True}},
        _pin(heir.id, post.id),
    )
    kinds = frozenset({"one-main-post", "seats", "frozen-person", "pins"})
    staff = frozenset({who.id, heir.id})
    return Plant(_pinned(asked), kinds, staff, frozenset({post.id}))


def everybody_movable_is_exempt(problem: Problem) -> Plant:
    """9: somebody is to join a unit in which all came lately and stay."""
    post, heir = heir_of(problem, plain_posts(problem))
    here = {p.id for p in problem.posts_of_unit[post.unit]}
    lately = problem.effect.replace(year=problem.effect.year - 1)
    asked = changed(
        problem,
        {
            s.id: {"entered_post": lately, "entered_unit": lately}
            for s in problem.staff
            if s.post in here
        },
        {},
        _pin(heir.id, post.id),
    )
    kinds = frozenset({"one-main-post", "seats", "minimum-stay", "pins"})
    who = holder(problem, post).id
    return Plant(_pinned(asked), kinds, frozenset({who, heir.id}), frozenset({post.id}))


def two_thirds_cannot_go(problem: Problem) -> Plant:
    """10: two thirds of the pool have nobody who may act for them."""
    eligibility = barred(problem)
    stay = {
        s.post: s
        for s in problem.staff
        if s.post and problem.post[s.post].key and problem.post[s.post].seats == 1
        and not any(eligibility.reasons(s.id, s.post))
    }  # fmt: skip
    asked = changed(
        problem,
        {
            s.id: {"qualifications": (*s.qualifications, f"{SKILL}{p}")}
            for p, s in stay.items()
        },
        {
            p: {"qualifications": (*problem.post[p].qualifications, f"{SKILL}{p}")}
            for p in stay
        },
    )
    return Plant(_leave(asked, 60), frozenset({"leave-quota", "leave-cover"}))


def no_successor_inside(problem: Problem) -> Plant:
    """11: all who could take a post come from a post incompatible with it."""
    posts = plain_posts(problem)
    post = posts[0]
    able = [holder(problem, p) for p in posts[1:3]]
    one, two = sorted(problem.duty)[:2]
    asked = changed(
        problem,
        {
            **{s.id: {"qualifications": (SKILL,)} for s in able},
            holder(problem, post).id: OUT,
        },
        {
            post.id: {
                "qualifications": (SKILL,), "duties": (two,), "may_be_vacant": False,
            },
            **{s.post: {"duties": (one,)} for s in able if s.post},
        },
        IncompatibleDuties(a=one, b=two),
    )  # fmt: skip
    kinds = frozenset({"seats", "qualification", "incompatible-move"})
    return Plant(asked, kinds, posts=frozenset({post.id}))


PLANTS: tuple[Callable[[Problem], Plant], ...] = (
    more_people_than_posts,
    kin_within_one_line,
    duties_that_nobody_may_join,
    overdue_and_alone_qualified,
    leaves_without_covers,
    closed_by_two_articles,
    a_team_all_overdue,
    frozen_in_an_overdue_post,
    everybody_movable_is_exempt,
    two_thirds_cannot_go,
    no_successor_inside,
)


def _pin(person: StaffId, post: PostId) -> Pin:
    return Pin(person=person, post=post, kind=PinKind.MUST, reason="决定")


def _pinned(problem: Problem) -> Problem:
    from dataclasses import replace

    pack = replace(problem.pack, rules=problem.pack.rules | {"pins"})
    return problem.with_(pack=pack)


def _patch(policies: dict[str, dict[str, Any]]) -> Patch:
    return Patch.model_validate(
        {"name": "plant", "author": "test", "purpose": "plant", "policies": policies}
    )


def _leave(problem: Problem, share: int) -> Problem:
    policies = {"mandatory-leave": {"share_percent": share, "windows": 1}}
    return apply(problem, _patch(policies))
