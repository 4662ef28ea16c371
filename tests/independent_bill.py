"""What a plan owes, worked out from the regulation's text: a third reading of the prices.

It reads the rows of a problem and the values of its pack, and calls nothing of the rules,
the wishes or the facts: lines of command, terms, reasons to stay and who is kin are
worked out here in the plainest way. Slow, and good for small bureaus only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from lungang_models.facts.approved import Approved
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.facts.wishes import Wish
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post, Unit
from lungang_models.waiver import Waiver

KIN = {"妻子", "儿子", "哥哥", "舅舅", "岳父", "表弟", "女婿"}
"""Article 20: husband and wife, direct line, three generations, close in-laws."""


def owed(plan: Plan) -> dict[str, int]:
    """The sum of each tier, those included that count only where they are named."""
    return {
        "UNFILLED": sum(_empty(plan, post) for post in _watched(plan.problem)),
        "TENURE": sum(_tenure(plan, who) for who in plan.problem.staff),
        "DISRUPTION": sum(_disruption(plan, who) for who in plan.problem.staff),
        "FIT": _fit(plan),
        "CANONICAL": sum(_lot(who, post) for who, post in plan.placements),
        "MOVED": sum(_goes(plan, who) for who in plan.problem.staff),
        "NEEDED": len({who for who, post in plan.placements
                       if plan.problem.post[post].concurrent}),
    }  # fmt: skip


def value(problem: Problem, policy: str, field: str) -> Any:
    """One value of the pack."""
    return getattr(problem.pack.policies[policy], field)


def _watched(problem: Problem) -> list[Post]:
    return [p for p in problem.posts if p.key or p.high_risk]


def _empty(plan: Plan, post: Post) -> int:
    return post.seats - sum(1 for _, held in plan.placements if held == post.id)


def _lot(who: str, post: str) -> int:
    """The first 20 bits of SHA-256 over number, zero byte, post."""
    return int(hashlib.sha256(f"{who}\0{post}".encode()).hexdigest()[:5], 16)


# -- article 31(1): terms ------------------------------------------------------


def full_years(since: date, on: date) -> int:
    """Anniversaries passed; of 29 February the one of the month's last day counts."""
    years = on.year - since.year
    try:
        day = since.replace(year=on.year)
    except ValueError:
        day = date(on.year, 2, 28)
    return years if day <= on else years - 1


def excused(problem: Problem, who: Person) -> bool:
    """Articles 29 and 31: outside our authority, under investigation, deferred, lent
    away, too near retirement, or in a post that is not ours to fill."""
    if not who.within_authority or who.status.value != "在岗":
        return True
    years = value(problem, "near-retirement", "years")
    # to retire before the day so many years on
    if who.retires is not None and full_years(problem.effect, who.retires) < years:
        return True
    return who.post is not None and not problem.post[who.post].within_authority


def _tenure(plan: Plan, who: Person) -> int:
    problem, main = plan.problem, _main(plan, who)
    if main is None or who.post is None or excused(problem, who):
        return 0
    amount, old = 0, problem.post[who.post]
    if main.id == old.id and who.entered_post is not None:
        served = full_years(who.entered_post, problem.effect)
        kind = "watched" if old.key or old.high_risk else (
            "leading" if old.leading.value != "否" else "other")  # fmt: skip
        due = value(problem, "tenure-limits", f"{kind}_due")
        must = value(problem, "tenure-limits", f"{kind}_must")
        if due is not None and served >= due:
            amount += value(
                problem, "tenure-left", "due_watched" if kind == "watched" else "due"
            )
        if must is not None and served >= must:
            amount += value(problem, "tenure-left", "deferred")
    since = who.entered_unit or who.entered_post
    unit_due = value(problem, "tenure-limits", "unit_due")
    counted = since is not None and unit_due is not None and main.unit == old.unit
    if counted and full_years(since, problem.effect) >= unit_due:
        amount += value(problem, "tenure-left", "due_unit")
    return amount


def _goes(plan: Plan, who: Person) -> bool:
    """Whether the main post of somebody is another than before."""
    was, now = before(plan.problem, who)[0], _main(plan, who)
    return was is not None and now is not None and now.id != was


def _main(plan: Plan, who: Person) -> Post | None:
    held = [plan.problem.post[p] for s, p in plan.placements if s == who.id]
    return next((p for p in held if not p.concurrent), None)


# -- article 30(4) and 22: few moves, the lower of two recuses -------------------


def before(problem: Problem, who: Person) -> tuple[str | None, set[str]]:
    """Main and concurrent posts of the approved plan, or of today where it is silent."""
    rows = [r.post for r in problem.evidence
            if isinstance(r, Approved) and r.person == who.id]  # fmt: skip
    if not rows:
        return who.post, set(who.concurrent)
    beside = {p for p in rows if problem.post[p].concurrent}
    return next((p for p in rows if p not in beside), None), beside


def _disruption(plan: Plan, who: Person) -> int:
    problem = plan.problem
    main, beside = before(problem, who)
    if main is None:
        return 0
    amount = 0
    held = {p for s, p in plan.placements if s == who.id}
    for post in held - beside:
        if problem.post[post].concurrent:
            amount += value(problem, "fewest-moves", "concurrent")
    now = _main(plan, who)
    if now is None or now.id == main:
        return amount
    amount += value(problem, "fewest-moves", "move")
    led, leads = problem.post[main].leading.value, now.leading.value
    if led != "否" and leads == "否":
        amount += value(problem, "fewest-moves", "leading_lost")
    if led == "否" and leads != "否":
        amount += value(problem, "fewest-moves", "leading_gained")
    lower = [k for k in kin(problem, who) if k.level.rank < who.level.rank]
    if any(conflict(problem, who, other) for other in lower):
        amount += value(problem, "fewest-moves", "higher_of_kin")
        if problem.post[main].leading.value == "正职":
            amount += value(problem, "fewest-moves", "chief_of_kin")
    return amount


def kin(problem: Problem, who: Person) -> list[Person]:
    found = set()
    for row in problem.evidence:
        if isinstance(row, KinDeclaration) and row.word in KIN:
            if row.declarer == who.id:
                found.add(row.relative_staff)
            if row.relative_staff == who.id:
                found.add(row.declarer)
    return [p for p in problem.staff if p.id in found]


def conflict(problem: Problem, a: Person, b: Person) -> bool:
    """Whether a rule in force, not waived, forbids the posts they hold before."""
    waivers = [w for w in problem.evidence
               if isinstance(w, Waiver) and w.until >= problem.effect]  # fmt: skip

    def held(who: Person) -> list[Post]:
        main, beside = before(problem, who)
        return [problem.post[p] for p in sorted({*beside, *([main] if main else [])})]

    for p, q in product(held(a), held(b)):
        if bound(problem, a, p) and bound(problem, b, q):
            continue  # neither can be made to go: it is reported, not to be ended here
        for rule, posts in broken(problem, p, q):
            if rule in problem.pack.rules and not any(
                w.rule == rule
                and set(w.staff) == {a.id, b.id}
                and (not w.posts or posts <= set(w.posts))
                for w in waivers
            ):
                return True
    return False


def bound(problem: Problem, who: Person, post: Post) -> bool:
    """Articles 29 and 32, 政务处分法 52: a post of today that this organ cannot take away."""
    if post.id != who.post and post.id not in who.concurrent:
        return False
    ours = problem.post[who.post].within_authority if who.post else True
    return (
        who.status.value == "立案调查"
        or not (who.within_authority and post.within_authority and ours)
    )  # fmt: skip


def broken(problem: Problem, p: Post, q: Post) -> Iterator[tuple[str, set[str]]]:
    """Each rule by which kin may not hold both posts, and the posts it is broken in."""
    over_p, over_q = led_by(problem, p), led_by(problem, q)
    both = {p.id, q.id}
    if p.id == q.id:
        yield "kinship-cover", {p.id}
    if p.id in over_q or q.id in over_p:
        yield "kinship-line", both
    if over_p & over_q:
        yield "kinship-same-leaders", both
    if value(problem, "kinship-two-levels", "mode") == "forbid" and p.id != q.id:
        for top, over in ((p, over_q), (q, over_p)):
            mids = [led_by(problem, problem.post[m]) for m in over]
            if top.id not in over and any(top.id in mid for mid in mids):
                yield "kinship-two-levels", both
    closed = {f.value for f in value(problem, "sensitive-functions", "functions")}
    for leader, other in ((p, q), (q, p)):
        if leader.leading.value == "否":
            continue
        if closed & {f.value for f in other.functions}:
            one, two = problem.unit[leader.unit], problem.unit[other.unit]
            if other.unit in where_they_lead(problem, leader):
                yield "kinship-functions", both
            elif in_scope(problem, one, two) and (
                value(problem, "kinship-functions-elsewhere", "mode") == "forbid"
            ):
                yield "kinship-functions-elsewhere", both
    scope = value(problem, "kinship-chain", "scope")
    funds = any(x.key and ("财政资金分配使用" in [d.value for d in x.risk_domains]
                           or "财务" in [f.value for f in x.functions])
                for x in (p, q))  # fmt: skip
    if scope == "all" or (scope == "key_funds" and funds):
        for row in problem.evidence:
            if isinstance(row, IncompatibleDuties):
                crossed = (row.a in p.duties and row.b in q.duties) or (
                    row.b in p.duties and row.a in q.duties
                )
                if crossed and (not row.same_unit or p.unit == q.unit):
                    yield "kinship-chain", both


def in_scope(problem: Problem, one: Unit, two: Unit) -> bool:
    """Whether the scope of recusal (unit, organ, bureau) joins two units."""
    scope = value(problem, "recusal", "scope")
    if one.id == two.id or (scope != "unit" and one.organ == two.organ):
        return True
    tops = [one, two]
    for n in (0, 1):
        while tops[n].parent is not None:
            tops[n] = problem.unit[str(tops[n].parent)]
    return bool(scope == "bureau" and tops[0].id == tops[1].id)


# -- lines of command (article 21(1), gloss of article 74 of the law) ------------


def led_by(problem: Problem, post: Post) -> set[str]:
    """Who directly leads a post: the team of its unit, or for the team that above it."""
    unit = problem.unit[post.unit]
    leads = post.leading.value != "否"
    own = [p for p in problem.posts if p.unit == unit.id and p.leading.value != "否"]
    found: set[str] = set()
    if not leads and own:
        found |= {p.id for p in own}
    else:
        found |= _above(problem, post)
    if post.leading.value == "副职":
        found |= {p.id for p in own if p.leading.value == "正职"}
    if post.reports_to is not None:
        found.add(post.reports_to)
    return found - {post.id}


def _above(problem: Problem, post: Post) -> set[str]:
    unit = problem.unit[post.unit]
    parent = unit.parent
    while parent is not None:
        team = [
            p for p in problem.posts if p.unit == parent and p.leading.value != "否"
        ]
        if team:
            whole = value(problem, "recusal", "same_leader") == "team"
            if whole or unit.overseen_by is None:
                return {p.id for p in team}
            chiefs = {p.id for p in team if p.leading.value == "正职"}
            return chiefs | {unit.overseen_by}
        parent = problem.unit[parent].parent
    return {unit.overseen_by} if unit.overseen_by is not None else set()


def where_they_lead(problem: Problem, leader: Post) -> set[str]:
    """The units where a leader's kin keep out of sensitive functions."""
    own, scope = problem.unit[leader.unit], value(problem, "recusal", "scope")
    found = {own.id}
    if own.kind.value != "局领导班子" or scope == "unit":
        return found
    for unit in problem.units:
        line, up = set(), unit.parent
        while up is not None:
            line.add(up)
            up = problem.unit[up].parent
        if unit.organ == own.organ or (scope == "bureau" and own.id in line):
            found.add(unit.id)
    return found


# -- articles 15 and 33(1)2: fit ---------------------------------------------------


def _fit(plan: Plan) -> int:
    problem, total = plan.problem, 0
    for post in problem.posts:
        if not (post.key or post.high_risk):
            total += _empty(plan, post) * value(problem, "fit", "vacancy")
    for who, where in plan.placements:
        person, post = problem.person[who], problem.post[where]
        lacking = set(post.desired) - set(person.qualifications)
        total += len(lacking) * value(problem, "fit", "lacking")
        for wish in problem.evidence:
            if not isinstance(wish, Wish) or wish.person != who:
                continue
            if wish.post == where or (wish.unit and wish.unit == post.unit):
                met = wish.kind.value == "愿意"
                total += (
                    -value(problem, "fit", "wish_met")
                    if met
                    else value(problem, "fit", "wish_refused")
                )
    return total
