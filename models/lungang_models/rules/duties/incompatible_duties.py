"""Incompatible duties stay in different hands, at every moment (article 12).

A post that carries both by itself puts them in one hand whoever holds it: nobody may,
unless the pair is waived or the duties are divided (9(3), 14).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.duties import IncompatibleDuties, clashes
from lungang_models.families import DUTIES
from lungang_models.ground import Ground
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import DutyId, Leading, Post, PostId, Severity
from lungang_models.way_out import Change, Legitimacy, WayOut
from lungang_models.words import Words, same


class IncompatibleDutiesRule(Rule):
    id = IncompatibleDuties.waived_as
    family = DUTIES
    binds_acting = True
    rests_on = (
        "IncompatibleDuties",
        "Post.duties",
    )
    of_state = True
    code = "D1"
    other_codes = ("D4",)
    title = Words("不相容职责分离", "segregation of duties")
    general = Words(
        "不相容职责不得由一人承担、担任或代理",
        "incompatible duties are not to be held or covered by one person",
    )
    cites = {
        "cn-finance-bureau": "9(3), 12",
        "law": "会计法 25, 35",
    }
    severity = Severity.SIGNIFICANT
    needs = (IncompatibleDuties,)
    norm = Words(
        "{where}承担不相容职责（{duties}），不得由一人担任或代理",
        "{where}: incompatible duties ({duties}), never in one hand",
    )
    breach = Words(
        "{person}担任或代理{where}，一人承担不相容职责：{duties}",
        "{person} holds or covers {where}, and with it incompatible duties: {duties}",
    )
    measure = Words(
        "改由他人担任；标准类可经内控委批准并设替代控制",
        "separate them, or mitigate on record",
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("不相容岗位审批表", "an approval for the pair"),
        control=True,
        but=Words("法定不相容除外", "never for pairs in law"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        everybody = tuple(problem.staff)
        carrying: dict[DutyId, list[Post]] = defaultdict(list)
        for post in problem.posts:
            for duty in dict.fromkeys(post.duties):
                carrying[duty].append(post)
        for pair in problem.known(IncompatibleDuties):
            says = f"{problem.duty[pair.a]}—{problem.duty[pair.b]}"
            for post in carrying.get(pair.a, ()) if pair.a != pair.b else ():
                if pair.b in post.duties:
                    eligibility.forbid(
                        self, everybody, [post], acting=True,
                        where=Words(f"{post}一岗", f"{post} alone"), duties=says,
                    )  # fmt: skip

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
                        where = Words(f"{p}与{q}", f"{p} and {q}")
                        ground = self.ground([], both, where=where, duties=says)
                        model.never_all(both, ground)

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        if len(ground.posts) == 1:
            yield from self._divided(problem, problem.post[ground.posts[0]])
        duties = [set(problem.post[p].duties) for p in ground.posts]
        for pair in problem.known(IncompatibleDuties):
            apart = any(pair.a in x and pair.b in y for x in duties for y in duties)
            if apart and not pair.waivable:
                return  # the law's own pair
        if ground.staff:
            yield from self.by_waiver(problem, ground)
            return
        for person in problem.staff:
            if {person.post, *person.concurrent} & set(ground.posts):
                one = replace(ground, staff=(person.id,))
                yield from self.by_waiver(problem, one)

    def _divided(self, problem: Problem, post: Post) -> Iterator[WayOut]:
        """One of the two duties goes to another post of the unit (articles 11, 14)."""
        for duty in dict.fromkeys(x.id for x, _ in clashes(problem, post, post)):
            given = post.model_copy(update={"duties": (duty,)})
            other = next(
                (
                    q
                    for q in sorted(problem.posts_of_unit[post.unit], key=_fewest)
                    if q.id != post.id
                    and not q.concurrent
                    and not clashes(problem, q, given)
                ),
                None,
            )
            if other is None:
                continue
            left = tuple(d for d in post.duties if d != duty)
            yield WayOut(
                self.id,
                ("duties", post.id, duty),
                Words(
                    f"{post}的“{problem.duty[duty]}”改由{other}承担",
                    f"“{problem.duty[duty]}” goes from {post} to {other}",
                ),
                Words(
                    "单位领导集体研究，分管领导审定",
                    "the unit's leaders together; the leader in charge approves",
                ),
                Words(
                    "岗位设置方案及岗位职责说明书",
                    "the post set-up and the post description",
                ),
                Legitimacy.PROCEDURE,
                2,
                Change(
                    change={
                        Post.sheet.zh: {
                            post.id: {"duties": left},
                            other.id: {"duties": (*other.duties, duty)},
                        }
                    }
                ),
                posts=(post.id, other.id),
            )

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
                held = plan.posts_of(person, moment)
                alone = ((p, p) for p in held)
                for p, q in (*alone, *combinations(held, 2)):
                    apart = sorted(
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
                    if apart and both not in seen:
                        seen.add(both)
                        words = "; ".join(
                            f"{problem.duty[pairs[k].a]}—{problem.duty[pairs[k].b]}"
                            for k in apart
                        )
                        found = self.finding(
                            plan,
                            [person.id],
                            dict.fromkeys(both),
                            unit=p.unit,
                            person=person,
                            where=Words(f"{p}与{q}", f"{p} and {q}")
                            if p.id != q.id
                            else same(p),
                            duties=words,
                            severity=Severity.MAJOR
                            if moment or (p.watched and q.watched)
                            else None,
                        )
                        # in one hand only while somebody is on leave: the classic hole
                        yield replace(found, code="D4") if moment else found


def _fewest(post: Post) -> tuple[bool, int, PostId]:
    """Leaders last, then by how many duties a post carries already."""
    return post.leading is not Leading.NONE, len(post.duties), post.id
