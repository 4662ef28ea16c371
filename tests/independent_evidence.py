"""What keeps somebody from a post, judged anew from the evidence on the sheets.

Screenings, pledges, training, secrets and clients, and what articles 19, 26,
29, 31, 33 and 37 say of who may take a post. Numbers are those of the bureau's pack.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from independent_leave import moments
from independent_terms import months
from lungang_models.facts.tenure import Spell
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import sheets
from lungang_models.vocabulary import Person, Post, PostId

Found = tuple[str, frozenset[str], frozenset[str]]

YEAR, TRAINED, AWAY, SERVED = 12, 36, 36, 60
"""Months that a screening, a pledge and a declaration hold, that training holds, that one
stays out of a post left, and that one may serve a client."""
SECRET = {"核心": 36, "重要": 24, "一般": 12}
POOR = {"基本称职", "不称职", "基本合格", "不合格"}


def rows(problem: Problem, sheet: str, person: str | None = None) -> list[Any]:
    """The rows of a sheet, of one person where there is one."""
    kind = next(k for k in sheets() if k.sheet.zh == sheet)
    found = list(problem.known(kind))
    return found if person is None else [r for r in found if r.person == person]


def lasts(on: date | None, term: int, day: date) -> bool:
    """Whether something of a day is not yet as old as its term."""
    return on is not None and on <= day and months(on, day) < term


def barred(plan: Plan) -> Iterator[Found]:
    """Each post somebody takes, keeps or covers against the evidence."""
    problem, everywhen = plan.problem, moments(plan)
    for person in problem.staff:
        before = {p for p in (person.post, *person.concurrent) if p}
        held = {p.id: p for p in everywhen[0][person.id]}
        acting = {
            p.id: p for m in everywhen[1:] for p in m[person.id] if p.id not in held
        }
        new = {i: p for i, p in held.items() if i not in before}
        reasons = [
            *_of_key_posts(problem, person, held, new, acting),
            *_of_any_post(problem, person, held, new, acting, before),
        ]
        for rule, *posts in reasons:
            yield rule, frozenset((person.id,)), frozenset(posts)


Held = dict[PostId, Post]


def _of_key_posts(
    problem: Problem, person: Person, held: Held, new: Held, acting: Held
) -> Iterator[tuple[str, ...]]:
    day = problem.effect
    taken = [p for p in new.values() if p.key]
    lent = [p for p in acting.values() if p.key]
    if rows(problem, "行为排查"):
        last = max(
            rows(problem, "行为排查", person.id), key=lambda r: r.on, default=None
        )
        failed = last is not None and last.result.value == "有异常"
        bound = person.status.value != "在岗" or not person.within_authority
        stays = [
            p for p in held.values()
            if p.key and failed and not bound and p.within_authority
        ]  # fmt: skip
        clear = last is not None and last.result.value == "未见异常"
        fresh = clear and lasts(last.on, YEAR, day)
        for post in {p.id for p in (*stays, *(() if fresh else (*taken, *lent)))}:
            yield "key-post-screening", post
    signed = [
        r.signed
        for r in rows(problem, "承诺书", person.id)
        if r.kind.value == "廉洁承诺"
    ]
    if rows(problem, "承诺书") and not any(lasts(s, YEAR, day) for s in signed):
        yield from (("key-post-pledge", p.id) for p in taken)
    if not lasts(person.declared, YEAR, day):
        yield from (("key-post-undeclared", p.id) for p in taken)
    judged = max(
        rows(problem, "年度考核", person.id), key=lambda r: r.year, default=None
    )
    if judged is not None and judged.grade.value in POOR:
        yield from (("key-post-appraisal", p.id) for p in taken)
    for row in rows(problem, "瞒报核查", person.id):
        if row.opened_on <= day and (row.settled_on is None or row.settled_on > day):
            yield from (("key-post-concealment", p.id) for p in (*taken, *lent))


def _of_any_post(
    problem: Problem,
    person: Person,
    held: Held,
    new: Held,
    acting: Held,
    before: set[PostId],
) -> Iterator[tuple[str, ...]]:
    day = problem.effect
    mains = [p for p in held.values() if not p.concurrent]
    moved = [p for p in mains if p.id != person.post]
    for row in rows(problem, "岗前培训要求"):
        done = [
            r.done
            for r in rows(problem, "培训记录", person.id)
            if r.course == row.course
        ]
        takes = row.post in new or (row.post in acting and row.post not in before)
        if takes and not any(lasts(d, TRAINED, day) for d in done):
            yield "training-before-post", row.post
    spells = [s for s in problem.known(Spell) if s.person == person.id]
    for row in rows(problem, "涉密岗位"):
        term = SECRET[row.secrecy.value]
        beside = row.post in held or row.post in acting
        knows = row.post in before or any(
            s.post == row.post and s.since <= day and lasts(min(s.until or day, day), term, day)
            for s in spells
        )  # fmt: skip
        organ = problem.unit[problem.post[row.post].unit].organ
        for post in (*held.values(), *acting.values()):
            away = problem.unit[post.unit].organ != organ
            closed = post.id != row.post and (post.id in row.closed or away)
            if closed and (knows or beside):
                source = () if knows else (row.post,)
                yield "confidential-cool-off", *source, post.id
    for row in rows(problem, "岗位服务对象"):
        mine = [
            r
            for r in rows(problem, "客户服务记录", person.id)
            if r.client == row.client
        ]
        if row.post in held and _served(mine, day) >= SERVED:
            yield "same-clients", row.post
    for post in new.values():
        left = [
            s.until for s in spells
            if s.post == post.id and s.until and s.kind.value == "任职"
        ]  # fmt: skip
        if any(lasts(until, AWAY, day) for until in left):
            yield "boomerang", post.id
    for post in moved:
        if person.retires and person.retires < day.replace(year=day.year + 3):
            yield "near-retirement", post.id
        trial = any(r.until > day for r in rows(problem, "试用期", person.id))
        if trial and person.post:  # a first post is no exchange
            yield "probation", post.id
        if post.level not in (person.level, person.promoted_to):
            yield "level", post.id
    for post in held.values():
        if person.establishment not in post.establishments:
            yield "establishment", post.id
    for changed in before ^ set(held):
        if not (person.within_authority and problem.post[changed].within_authority):
            yield "authority", changed


def _served(spells: list[Any], day: date) -> int:
    """Months of service without a break of a year, up to a day."""
    start: date | None = None
    for row in sorted(spells, key=lambda r: r.since, reverse=True):
        if row.since > day:
            continue
        if months(min(row.until or day, day), start or day) >= YEAR:
            break
        start = min(start or row.since, row.since)
    return months(start, day) if start else 0
