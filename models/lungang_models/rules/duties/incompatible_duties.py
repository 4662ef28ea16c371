"""Incompatible duties stay in different hands, at every moment (article 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from lungang_models.body import Body, Waivable
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Ground, Rule
from lungang_models.vocabulary import DutyId, PostId, Severity
from lungang_models.way_out import WayOut
from lungang_models.words import Words


class IncompatibleDutiesRule(Rule):
    id = "incompatible-duties"
    code = "D1"
    title = Words("不相容职责分离", "segregation of duties")
    cites = {
        "cn-finance-bureau": "12",
        "law": "会计法 25, 35",
        "cn-bank-2019": "商业银行内部控制指引(2014)",
        "us-bank": "GAO Green Book, principle 10",
        "in-psb": "CVC 03/09/13",
    }
    severity = Severity.SIGNIFICANT
    needs = (IncompatibleDuties,)
    norm = Words(
        "{p}与{q}承担不相容职责({duties}), 不得由一人担任或代理",
        "{p} and {q} carry incompatible duties ({duties}): never in one hand",
    )
    breach = Words(
        "{person}同时担任或代理{p}与{q}, 职责不相容: {duties}",
        "{person} holds or covers both {p} and {q}, whose duties are incompatible: {duties}",
    )
    measure = Words(
        "改由他人担任; 标准类可经内控委批准并设替代控制",
        "separate them, or mitigate on record",
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("不相容岗位审批表", "an approval for the pair"),
        control=True,
        but=Words("法定不相容除外", "never for pairs in law"),
    )

    def constrain(self, model: Model) -> None:
        problem = model.problem
        against: dict[DutyId, list[tuple[DutyId, IncompatibleDuties]]]
        against = defaultdict(list)
        for pair in problem.known(IncompatibleDuties):
            against[pair.a].append((pair.b, pair))
            against[pair.b].append((pair.a, pair))
        for p in problem.posts:
            opposed = [other for duty in p.duties for other in against[duty]]
            later = (q for q in model.together[p.id] if q > p.id) if opposed else ()
            for q in (problem.post[i] for i in sorted(later)):
                for duty, pair in opposed:
                    if duty in q.duties and (p.unit == q.unit or not pair.same_unit):
                        says = f"{problem.duty[pair.a]}—{problem.duty[pair.b]}"
                        both = [p.id, q.id]
                        ground = self.ground([], both, p=p, q=q, duties=says)
                        model.never_all(both, ground)

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        duties = [set(problem.post[p].duties) for p in ground.posts]
        for pair in problem.known(IncompatibleDuties):
            apart = any(pair.a in x and pair.b in y for x in duties for y in duties)
            if apart and not pair.waivable:
                return  # the law's own pair
        for person in problem.staff:
            if {person.post, *person.concurrent} & set(ground.posts):
                one = replace(ground, staff=(person.id,))
                yield from self.by_waiver(problem, one)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        pairs: dict[frozenset[DutyId], IncompatibleDuties] = {}
        for row in problem.known(IncompatibleDuties):
            pair = frozenset((row.a, row.b))
            if pair not in pairs or not row.same_unit:  # the wider row speaks
                pairs[pair] = row
        for person in problem.staff:
            seen: set[tuple[PostId, PostId]] = set()
            for moment in plan.moments_of(person):
                for p, q in combinations(plan.posts_of(person, moment), 2):
                    clashes = sorted(
                        {
                            k
                            for x in p.duties
                            for y in q.duties
                            if (k := frozenset((x, y))) in pairs
                            and (p.unit == q.unit or not pairs[k].same_unit)
                        },
                        key=sorted,
                    )
                    both = (min(p.id, q.id), max(p.id, q.id))
                    if clashes and both not in seen and p.id != q.id:
                        seen.add(both)
                        words = "; ".join(
                            f"{problem.duty[pairs[k].a]}—{problem.duty[pairs[k].b]}"
                            for k in clashes
                        )
                        found = self.finding(
                            plan,
                            [person.id],
                            both,
                            unit=p.unit,
                            person=person,
                            p=p,
                            q=q,
                            duties=words,
                            severity=Severity.MAJOR
                            if moment or (p.watched and q.watched)
                            else None,
                        )
                        # in one hand only while somebody is on leave: the classic hole
                        yield replace(found, code="D4") if moment else found
