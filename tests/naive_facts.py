"""Each fact that both halves lean on, worked out a second time in the plainest way.

No line is shared with ``lungang_models.facts``: rows are read as they stand in the sheets
and every question is asked anew of all of them. ``TWINS`` gives for each fact two tables
of answers about a whole problem, ours and the naive one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from independent_bill import before, full_years, led_by, value, where_they_lead
from lungang_models.facts import (
    approved,
    business,
    career,
    command,
    continuity,
    duties,
    leave,
    oversight,
    tenure,
)
from lungang_models.facts import charge as facts_charge
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post


class Twin(NamedTuple):
    """The answers of a fact about a problem, and the naive ones."""

    ours: Callable[[Problem], Any]
    naive: Callable[[Problem], Any]


def rows(problem: Problem, kind: str) -> list[Any]:
    return [row for row in problem.evidence if type(row).__name__ == kind]


# -- days ------------------------------------------------------------------------


def full_months(since: date, on: date) -> int:
    """Count month after month; one is full on the same day, or the month's last."""
    months = 0
    while True:
        year, month = divmod(since.year * 12 + since.month + months, 12)
        if date(year, month + 1, min(since.day, _last(year, month + 1))) > on:
            return months
        months += 1


def _last(year: int, month: int) -> int:
    day = 31
    while True:
        try:
            return date(year, month, day).day
        except ValueError:
            day -= 1


# -- tenure ----------------------------------------------------------------------


def since_in_post(problem: Problem, who: Person) -> date | None:
    mine = [s for s in spells(problem, who) if s.post == who.post]
    return since(problem, who, who.entered_post, mine)


def since_in_unit(problem: Problem, who: Person) -> date | None:
    if who.post is None:
        return None
    unit = problem.post[who.post].unit
    mine = [
        s for s in spells(problem, who)
        if unit in (s.unit, s.post and problem.post[s.post].unit)
    ]  # fmt: skip
    return since(problem, who, who.entered_unit or who.entered_post, mine)


def spells(problem: Problem, who: Person) -> list[Any]:
    acting = value(problem, "tenure", "acting_counts")
    return [
        s for s in rows(problem, "Spell")
        if s.person == who.id and (acting or s.kind.value == "任职")
    ]  # fmt: skip


def since(
    problem: Problem, who: Person, entered: date | None, mine: list[Any]
) -> date | None:
    """Join earlier spells one by one while a break is shorter than the policy's."""
    if who.post is None:
        return None
    open_ones = [s.since for s in mine if s.until is None]
    start = entered or (max(open_ones) if open_ones else None)
    while start is not None:
        earlier = [s for s in mine if s.since < start]
        if not earlier:
            break
        ends = [s.until or date.max for s in earlier]
        if max(ends) < start:
            gap = full_months(max(ends), start)
            if gap >= value(problem, "tenure", "interruption_months"):
                break
        latest = [s for s, end in zip(earlier, ends, strict=True) if end == max(ends)]
        start = max(s.since for s in latest)
    return start


def left_lately(problem: Problem, who: Person, months: int) -> set[Any]:
    held = {who.post, *who.concurrent}
    return {
        (s.post, s.since, s.until)
        for s in rows(problem, "Spell")
        if s.person == who.id and s.post is not None and s.post not in held
        and s.since <= problem.effect
        and full_months(min(s.until or problem.effect, problem.effect),
                        problem.effect) < months
    }  # fmt: skip


# -- duties and oversight -----------------------------------------------------------


def clashing(problem: Problem, p: Post, q: Post) -> set[Any]:
    return {
        (x, y)
        for row in rows(problem, "IncompatibleDuties")
        for x, y in ((row.a, row.b), (row.b, row.a))
        if x in p.duties and y in q.duties and (not row.same_unit or p.unit == q.unit)
    }


def sets_of_duties(problem: Problem) -> set[Any]:
    found = {
        (row.name, frozenset((d, problem.duty[d].name) for d in row.duties), row.most,
         row.same_unit)
        for row in rows(problem, "DutySet")
    }  # fmt: skip
    most = value(problem, "process-in-one-hand", "most_stages")
    for process in {d.process for d in problem.duties if d.process and d.stage}:
        mine = [d for d in problem.duties if d.process == process and d.stage]
        if len({d.stage for d in mine}) > most:
            items = frozenset((d.id, d.stage) for d in mine)
            found.add((process, items, most, False))
    return found


def reviewing(problem: Problem) -> set[tuple[str, str]]:
    """Who reviews whose work, pair by pair."""
    found: set[tuple[str, str]] = set()
    for row in rows(problem, "Oversight"):
        below = [p for p in problem.posts if p.id == row.post]
        if row.unit is not None:
            below += [p for p in problem.posts if p.unit == row.unit]
        found |= {(row.supervisor, p.id) for p in below if p.id != row.supervisor}
    for p in problem.posts:
        for q in problem.posts:
            for x in (problem.duty[d] for d in p.duties):
                for y in (problem.duty[d] for d in q.duties):
                    last = x.stage == "监督" and p.leading.value == "否"
                    other = y.process == x.process != "" and y.stage != "监督"
                    near = p.unit == q.unit or q.id in line(problem, p)
                    if last and other and (near or p.id in line(problem, q)):
                        found.add((p.id, q.id))
    return found


def heads(problem: Problem, post: Post) -> bool:
    """Whether a post answers for its unit: its leaders do, or all where it has none."""
    unit = [p for p in problem.posts if p.unit == post.unit]
    return post.leading.value != "否" or all(p.leading.value == "否" for p in unit)


def line(problem: Problem, post: Post) -> list[str]:
    """Those above a post by the column of whom it reports to."""
    if post.reports_to is None:
        return []
    return [post.reports_to, *line(problem, problem.post[post.reports_to])]


def charge(problem: Problem, post: Post) -> set[str]:
    """The units a leader answers for: the own, those in charge, all below a chief."""
    found = {post.unit} if post.leading.value != "否" else set()
    for unit in problem.units:
        up = [unit]
        while up[-1].parent is not None:
            up.append(problem.unit[up[-1].parent])
        named = [u.overseen_by for u in up if u.overseen_by is not None]
        if named and named[0] == post.id:
            found.add(unit.id)
        own = problem.unit[post.unit]
        led = own in up or (
            all(u.kind.value != "局领导班子" for u in up)
            and own.kind.value == "局领导班子"
            and own.organ == unit.organ
        )
        if post.leading.value == "正职" and led:
            found.add(unit.id)
    return found


# -- leave -------------------------------------------------------------------------


def near_covers(problem: Problem, post: Post) -> set[str]:
    found = set()
    for other in problem.posts:
        scope = value(problem, "mandatory-leave", "cover_scope")
        one, two = problem.unit[post.unit], problem.unit[other.unit]
        near = one.id == two.id if scope == "unit" else one.pool == two.pool
        gap = value(problem, "mandatory-leave", "cover_level_gap")
        levels = other.level.rank - post.level.rank
        another = other.id != post.id or post.seats > 1
        if near and another and not other.concurrent and -gap <= levels <= gap:
            found.add(other.id)
    return found


def owed(problem: Problem, pool: int) -> int:
    """The smallest whole number that is no less than the share."""
    number = 0
    while number * 100 < value(problem, "mandatory-leave", "share_percent") * pool:
        number += 1
    return number


def away_at_once(problem: Problem, unit: str) -> int:
    seats = sum(p.seats for p in problem.posts if p.unit == unit and not p.concurrent)
    percent = value(problem, "mandatory-leave", "unit_absent_percent")
    most = max((n for n in range(seats + 1) if n * 100 <= percent * seats), default=0)
    return most or 1


# -- industries ----------------------------------------------------------------------

INDUSTRIES = (
    "医药",
    "医药业",
    "医药行业",
    " 医 药",
    "ＩＴ",
    "it",
    "IT业",
    "业",
    "建筑",
)


def industry(word: str) -> str:
    word = "".join(unicodedata.normalize("NFKC", c) for c in word if c != " ").lower()
    for end in ("行业", "业"):
        if word.endswith(end) and word != end:
            return word[: -len(end)]
    return word


# -- who serves where ----------------------------------------------------------------


def serving(problem: Problem, unit: str) -> list[tuple[Any, Post]]:
    return [
        (who.id, problem.post[post])
        for who in problem.staff
        for post in (who.post, *who.concurrent)
        if post is not None and problem.post[post].unit == unit
    ]


# -- the table -----------------------------------------------------------------------


def by_post(
    answer: Callable[[Problem, Post], Any],
) -> Callable[[Problem], dict[str, Any]]:
    return lambda problem: {p.id: answer(problem, p) for p in problem.posts}


def by_person(
    answer: Callable[[Problem, Person], Any],
) -> Callable[[Problem], dict[str, Any]]:
    return lambda problem: {p.id: answer(problem, p) for p in problem.staff}


def by_unit(
    answer: Callable[[Problem, Any], Any],
) -> Callable[[Problem], dict[str, Any]]:
    return lambda problem: {u.id: answer(problem, u) for u in problem.units}


def two_above(problem: Problem, post: Post) -> set[str]:
    direct = led_by(problem, post)
    tops: set[str] = set()
    for mid in direct:
        tops |= led_by(problem, problem.post[mid])
    return tops - direct - {post.id}


def opposed(problem: Problem) -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = {}
    for row in rows(problem, "IncompatibleDuties"):
        same = [r for r in rows(problem, "IncompatibleDuties")
                if {r.a, r.b} == {row.a, row.b}]  # fmt: skip
        near = all(r.same_unit for r in same)
        found.setdefault(row.a, {})[row.b] = near
        found.setdefault(row.b, {})[row.a] = near
    return found


TWINS: Mapping[str, Twin] = {
    "direct_leaders": Twin(
        lambda p: {k: set(v) for k, v in command.direct_leaders(p).items()},
        by_post(led_by),
    ),
    "second_leaders": Twin(
        lambda p: {k: set(v) for k, v in command.second_leaders(p).items()},
        by_post(two_above),
    ),
    "reach": Twin(
        by_post(lambda p, post: set(command.reach(p, post))), by_post(where_they_lead)
    ),
    "team": Twin(
        by_unit(lambda p, u: {x.id for x in command.team(p, u.id)}),
        by_unit(
            lambda p, u: {
                x.id
                for x in p.posts
                if x.unit == u.id and x.leading.value in ("正职", "副职")
            }
        ),
    ),
    "post_clock": Twin(
        by_person(lambda p, who: tenure.post_clock(p, who).since),
        by_person(since_in_post),
    ),
    "unit_clock": Twin(
        by_person(lambda p, who: tenure.unit_clock(p, who).since),
        by_person(since_in_unit),
    ),
    "anniversary": Twin(
        by_person(
            lambda p, who: (
                who.entered_unit
                and [
                    tenure.anniversary(who.entered_unit, n) <= p.effect
                    for n in range(20)
                ]
            )
        ),
        by_person(
            lambda p, who: (
                who.entered_unit
                and [full_years(who.entered_unit, p.effect) >= n for n in range(20)]
            )
        ),
    ),
    "later": Twin(
        by_person(
            lambda p, who: (
                who.entered_unit
                and [tenure.later(who.entered_unit, n) <= p.effect for n in range(200)]
            )
        ),
        by_person(
            lambda p, who: (
                who.entered_unit
                and [full_months(who.entered_unit, p.effect) >= n for n in range(200)]
            )
        ),
    ),
    "spells_left": Twin(
        by_person(
            lambda p, who: {
                (s.post, s.since, s.until) for s in career.spells_left(p, who, 24)
            }
        ),
        by_person(lambda p, who: left_lately(p, who, 24)),
    ),
    "held_today": Twin(
        by_person(lambda p, who: set(career.held_today(who))),
        by_person(lambda p, who: {who.post, *who.concurrent} - {None}),
    ),
    "months_since": Twin(
        lambda p: [career.months_since(p, s) for s in rows(p, "Spell")],
        lambda p: [
            full_months(min(s.until or p.effect, p.effect), p.effect)
            for s in rows(p, "Spell")
        ],
    ),
    "clashes": Twin(
        lambda p: {
            (a.id, b.id): {(x.id, y.id) for x, y in duties.clashes(p, a, b)}
            for a in p.posts
            for b in p.posts
        },
        lambda p: {(a.id, b.id): clashing(p, a, b) for a in p.posts for b in p.posts},
    ),
    "opposites": Twin(lambda p: duties.opposites(p), opposed),
    "posts_with": Twin(
        lambda p: {
            d: {x.id for x in posts} for d, posts in duties.posts_with(p).items()
        },
        lambda p: {
            d.id: carriers
            for d in p.duties
            if (carriers := {x.id for x in p.posts if d.id in x.duties})
        },
    ),
    "bundles": Twin(
        lambda p: {
            (b.name.zh, frozenset(b.item.items()), b.most, b.same_unit)
            for b in duties.bundles(p)
        },
        sets_of_duties,
    ),
    "answering": Twin(
        lambda p: set(oversight.answering(p)),
        lambda p: {
            (row.supervisor, x.id)
            for row in rows(p, "Oversight")
            for x in p.posts
            if x.id != row.supervisor
            and (x.id == row.post or (x.unit == row.unit and heads(p, x)))
        },
    ),
    "reviews": Twin(
        lambda p: {
            (a, b) for r in oversight.reviews(p) for a in r.above for b in r.below
        },
        reviewing,
    ),
    "review_of": Twin(
        by_post(
            lambda p, x: {
                y.id for y in p.posts if oversight.review_of(p, x.id, y.id) is not None
            }
        ),
        by_post(lambda p, x: {b for a, b in reviewing(p) if a == x.id} - {x.id}),
    ),
    "answers_for": Twin(
        by_post(lambda p, x: set(facts_charge.answers_for(p, x))), by_post(charge)
    ),
    "trades_under": Twin(
        by_post(lambda p, x: set(facts_charge.trades_under(p, x))),
        by_post(
            lambda p, x: {
                trade for u in {x.unit, *charge(p, x)} for trade in p.unit[u].industries
            }
        ),
    ),
    "reviewed_by": Twin(
        by_post(lambda p, x: set(oversight.reviewed_by(p, x.id))),
        by_post(lambda p, x: {a for a, b in reviewing(p) if b == x.id} - {x.id}),
    ),
    "reviews_of": Twin(
        by_post(
            lambda p, x: {a for r in oversight.reviews_of(p, x.id) for a in r.above}
        ),
        by_post(lambda p, x: {a for a, b in reviewing(p) if b == x.id}),
    ),
    "in_pool": Twin(
        by_person(lambda p, who: leave.in_pool(who)),
        by_person(
            lambda p, who: (
                who.within_authority and who.status.value in ("在岗", "暂缓交流")
            )
        ),
    ),
    "cover_posts": Twin(
        by_post(lambda p, post: set(leave.cover_posts(p, post))), by_post(near_covers)
    ),
    "quota": Twin(
        lambda p: [leave.quota(p, n) for n in range(250)],
        lambda p: [owed(p, n) for n in range(250)],
    ),
    "absent_at_once": Twin(
        by_unit(lambda p, u: leave.absent_at_once(p, u)),
        by_unit(lambda p, u: away_at_once(p, u.id)),
    ),
    "as_approved": Twin(
        by_person(
            lambda p, who: (lambda a: (a.post, set(a.concurrent)))(
                approved.as_approved(p, who)
            )
        ),
        by_person(before),
    ),
    "team_today": Twin(
        by_unit(lambda p, u: [(w.id, x.id) for w, x in continuity.team_today(p, u.id)]),
        by_unit(
            lambda p, u: [
                (w, x.id)
                for w, x in serving(p, u.id)
                if x.leading.value != "否" and not x.concurrent
            ]
        ),
    ),
    "key_holders_today": Twin(
        by_unit(
            lambda p, u: [
                (w.id, x.id) for w, x in continuity.key_holders_today(p, u.id)
            ]
        ),
        by_unit(lambda p, u: [(w, x.id) for w, x in serving(p, u.id) if x.key]),
    ),
    "same_industry": Twin(
        lambda p: [
            [business.same_industry(a, (b,)) for a in INDUSTRIES] for b in INDUSTRIES
        ],
        lambda p: [
            [industry(a) == industry(b) for a in INDUSTRIES] for b in INDUSTRIES
        ],
    ),
}

TWINS_ELSEWHERE = {"recusing", "fact"}
"""Kinship has its oracle of set definitions (tests/kinship); ``fact`` derives nothing."""
