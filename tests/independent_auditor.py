"""A second auditor, written from the words of the regulation, sharing only data types.

It reads rows and placements and knows nothing of the product's facts and rules. It
speaks of articles 9(3), 12, 20 to 22, 24, 31, 36 and 38 where its cases plant something:
who is kin stands in ``independent_kin``, terms of office in ``independent_terms``,
leaves and stand-ins in ``independent_leave``, screenings, pledges and what else keeps
somebody from a post in ``independent_evidence``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from independent_evidence import barred
from independent_kin import kin
from independent_leave import away, moments, unqualified
from independent_terms import months, overdue, too_early
from lungang_models.facts.abroad import FamilyAbroad
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.facts.oversight import Oversight
from lungang_models.facts.tenure import Spell
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post, PostId, StaffId, Unit

Found = tuple[str, frozenset[str], frozenset[str]]
"""A rule, the people and the posts of one finding."""

MATERIAL = 10.0
"""较大份额 in percent, as the bureau's pack sets it."""
SENSITIVE = {"组织人事", "纪检监察", "财政监督", "财务", "审计"}
COOL_OFF = 12
"""Months after leaving a post, as the bureau's pack sets them."""


def audited(plan: Plan) -> set[Found]:
    """All findings, judged on the effect date of the problem."""
    found = {*_kin(plan), *_business(plan), *_abroad(plan), *_duties(plan)}
    found |= {*_cooling(plan), *away(plan), *unqualified(plan), *overdue(plan)}
    found |= {*barred(plan)}
    return found | set(too_early(plan, recused(plan.problem)))


# -- who sits where ----------------------------------------------------------------


def before(problem: Problem) -> dict[StaffId, list[Post]]:
    """The posts each person holds today."""
    return {
        p.id: [problem.post[x] for x in (p.post, *p.concurrent) if x]
        for p in problem.staff
    }


def line(problem: Problem, unit: Unit) -> list[Unit]:
    """A unit and those above it."""
    return (
        [unit]
        if unit.parent is None
        else [unit, *line(problem, problem.unit[unit.parent])]
    )


def leads(post: Post) -> bool:
    return post.leading.value in ("正职", "副职")


# -- articles 18 to 22, 24: kin ----------------------------------------------------


def superiors(problem: Problem, post: Post) -> set[PostId]:
    """Who directly leads a post: its unit's leaders, or those of the unit above."""
    unit = problem.unit[post.unit]
    own = {p.id for p in problem.posts if p.unit == unit.id and leads(p)}
    found: set[PostId] = set()
    if own and not leads(post):
        found |= own
    else:
        for above in line(problem, unit)[1:]:
            team = {p.id for p in problem.posts if p.unit == above.id and leads(p)}
            if team:
                found |= team
                break
        else:
            if unit.parent is None and unit.overseen_by:
                found.add(unit.overseen_by)
    if post.leading.value == "副职":
        found |= {
            p.id
            for p in problem.posts
            if p.unit == unit.id and p.leading.value == "正职"
        }
    if post.reports_to:
        found.add(post.reports_to)
    return found - {post.id}


def _reach(problem: Problem, post: Post) -> set[str]:
    """Where a leader leads: the bureau for its leadership, else the own unit."""
    home = problem.unit[post.unit]
    if home.kind.value != "局领导班子":
        return {home.id}
    return {
        u.id for u in problem.units
        if u.organ == home.organ or home in line(problem, u)
    }  # fmt: skip


def _kin(plan: Plan) -> Iterator[Found]:
    problem = plan.problem
    for pair, held in product(kin(problem), moments(plan)):
        a, b = sorted(pair)
        for p, q in product(held[a], held[b]):
            posts = frozenset((p.id, q.id))
            over_p, over_q = superiors(problem, p), superiors(problem, q)
            if p.id == q.id:
                yield "kinship-cover", pair, posts
            if p.id in over_q or q.id in over_p:
                yield "kinship-line", pair, posts
            if over_p & over_q:
                yield "kinship-same-leaders", pair, posts
            for upper, lower in ((p, q), (q, p)):
                functions = {f.value for f in lower.functions} & SENSITIVE
                if leads(upper) and functions and lower.unit in _reach(problem, upper):
                    yield "kinship-functions", pair, posts


# -- article 21(2): family business ------------------------------------------------


def in_charge(problem: Problem, post: Post, unit: Unit) -> bool:
    """Whether a post leads a unit, has charge of it, or is a chief above it."""
    if leads(post) and post.unit == unit.id:
        return True
    charge = next((u.overseen_by for u in line(problem, unit) if u.overseen_by), None)
    above = {u.id for u in line(problem, unit)}
    if not any(u.kind.value == "局领导班子" for u in line(problem, unit)):
        above |= {
            u.id for u in problem.units
            if u.kind.value == "局领导班子" and u.organ == unit.organ
        }  # fmt: skip
    return charge == post.id or (post.leading.value == "正职" and post.unit in above)


def _runs_on(row: FamilyBusiness, day: date) -> bool:
    return not (row.since and row.since > day) and not (row.until and row.until < day)


def _business(plan: Plan) -> Iterator[Found]:
    problem, everywhen = plan.problem, moments(plan)
    for row in problem.known(FamilyBusiness):
        if not _runs_on(row, problem.effect):
            continue
        trade = row.industry.removesuffix("业")
        for post in (p for held in everywhen for p in held[row.person]):
            under = [
                u for u in problem.units
                if trade in {i.removesuffix("业") for i in u.industries}
                and in_charge(problem, post, u)
            ]  # fmt: skip
            if not under:
                continue
            who, where = frozenset((row.person,)), frozenset((post.id,))
            shares = row.form.value == "参股" and not row.controls
            family = sum(  # spouse, children and their spouses hold together
                r.share or 0 for r in problem.known(FamilyBusiness)
                if (r.person, r.entity, r.form) == (row.person, row.entity, row.form)
                and _runs_on(r, problem.effect)
            )  # fmt: skip
            if shares and row.share is None:
                yield "business-share-unknown", who, where
            elif not shares or family >= MATERIAL:
                yield "business-interest", who, where


# -- articles 9(3), 12: duties and supervision -------------------------------------


def _duties(plan: Plan) -> Iterator[Found]:
    """One hand with two duties of a pair, held or covered."""
    for held in moments(plan):
        for person, posts in held.items():
            for p, q in product(posts, posts):
                if _clash(plan.problem, p, q):
                    both = frozenset((p.id, q.id))
                    yield "incompatible-duties", frozenset((person,)), both


def _clash(problem: Problem, p: Post, q: Post) -> bool:
    return any(
        ((row.a in p.duties and row.b in q.duties)
         or (row.b in p.duties and row.a in q.duties))
        and (p.unit == q.unit or not row.same_unit)
        for row in problem.known(IncompatibleDuties)
    )  # fmt: skip


def supervises(problem: Problem, upper: Post, lower: Post) -> bool:
    """A recorded relation; or the audit stage of one process in one unit or line."""
    if upper.id == lower.id:
        return False
    for row in problem.known(Oversight):
        within = row.post == lower.id or row.unit == lower.unit
        if row.supervisor == upper.id and within:
            return True
    if leads(upper):
        return False
    audit, other = (
        {
            problem.duty[d].process for d in p.duties
            if problem.duty[d].process and (problem.duty[d].stage == "监督") is last
        }
        for p, last in ((upper, True), (lower, False))
    )  # fmt: skip
    return bool(audit & other) and (
        upper.unit == lower.unit
        or upper.id in _chain(problem, lower)
        or lower.id in _chain(problem, upper)
    )


def _chain(problem: Problem, post: Post) -> list[PostId]:
    if post.reports_to is None:
        return []
    return [post.reports_to, *_chain(problem, problem.post[post.reports_to])]


def _left(plan: Plan) -> dict[StaffId, set[PostId]]:
    """The posts that each gives up by the plan, or gave up within the year before."""
    now, then = moments(plan)[0], before(plan.problem)
    left = {s: {p.id for p in then[s]} - {p.id for p in now[s]} for s in now}
    for spell in plan.problem.known(Spell):
        end = min(spell.until or plan.problem.effect, plan.problem.effect)
        recent = months(end, plan.problem.effect) < COOL_OFF
        held = {p.id for p in then[spell.person]}
        begun_ = spell.since <= plan.problem.effect
        if spell.post and recent and begun_ and spell.post not in held:
            left[spell.person].add(spell.post)
    return left


def _cooling(plan: Plan) -> Iterator[Found]:
    """Within the year after a post nobody supervises it or takes what must check it."""
    problem, now, then = plan.problem, moments(plan)[0], before(plan.problem)
    for person, left in _left(plan).items():
        who, known = frozenset((person,)), {p.id for p in then[person]}
        acting = [
            problem.post[p] for v in plan.leaves for p, c in v.covers if c == person
        ]
        after = {p.id for p in now[person]}
        for taken, covers in ((now[person], False), (acting, True)):
            for new in taken:
                if new.id in known or (covers and new.id in after):
                    continue
                against = {
                    "incompatible-move": any(_clash(problem, problem.post[o], new) for o in left),
                    "self-review": any(supervises(problem, new, problem.post[o]) for o in left),
                }  # fmt: skip
                for rule, speaks in against.items():
                    if speaks:
                        name = "cover-in-cool-off" if covers else rule
                        yield name, who, frozenset((new.id,))


# -- article 31: the shortest stay, and who must recuse -----------------------------


def recused(problem: Problem) -> set[str]:
    """Who stands in a breach of recusal where they sit today and so has to leave."""
    still = frozenset(
        (p, post.id) for p, posts in before(problem).items() for post in posts
    )
    unmoved = Plan(problem, still)
    bound = {
        p.id for p in problem.staff
        if not p.within_authority or p.status.value == "立案调查"
    }  # fmt: skip
    found = (*_kin(unmoved), *_business(unmoved), *_abroad(unmoved))
    return {
        who for rule, people, _ in found
        if rule != "business-share-unknown" and not people <= bound for who in people
    }  # fmt: skip


def _abroad(plan: Plan) -> Iterator[Found]:
    """Article 36: leading and watched posts, held or covered, of whose family has left."""
    for row in plan.problem.known(FamilyAbroad):
        settled = row.status.value in ("外国国籍", "永久居留权", "长期居留许可")
        given_up = row.until is not None and row.until <= plan.problem.effect
        ahead = row.since is not None and row.since > plan.problem.effect
        if (
            row.who.value == "部分子女移居或情况不明"
            or not settled
            or given_up
            or ahead
        ):
            continue
        if row.approved_talent:
            continue
        for post in (p for held in moments(plan) for p in held[row.person]):
            if leads(post) or post.key or post.high_risk:
                yield "family-abroad", frozenset((row.person,)), frozenset((post.id,))


def exchanged(person: Person, other: Person) -> bool:
    """Whether two may change places: one level, one kind of establishment."""
    return (person.level, person.establishment) == (other.level, other.establishment)
