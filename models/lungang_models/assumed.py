"""Questions put to the planner: what if somebody held a post, or did not.

An assumption is no decision of anybody and no rule of the regulation: it stands in no
rule book, no pack and no workbook, and nobody can waive it. It binds only the problem
that carries it (``Problem.assumptions``), in both halves like a rule, so that an answer
is audited and an impossibility names what was assumed.
"""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.eligibility import Eligibility
from lungang_models.families import STAFFING
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class Assumed(Rule):
    """What was assumed, kept like a rule."""

    id = "assumed"
    family = STAFFING
    code = "—"
    title = Words("提问中的假设", "an assumption of the question")
    cites = {"cn-finance-bureau": "—"}
    severity = Severity.SIGNIFICANT
    explains_moves = False
    norm = Words(
        "假设{person}{demand}{where}（提问中的假设）",
        "assumed: {person} {demand} {where}",
    )
    breach = Words(
        "{person}未按假设{demand}{where}",
        "{person} against the assumption: {demand} {where}",
    )
    measure = Words("重新求解", "solve again")
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        for one in problem.assumptions:
            person, post = problem.person[one.person], problem.post[one.post]
            if not one.holds:
                never = Words("不任", "does not hold")
                eligibility.forbid(self, [person], [post], where=post, demand=never)
            elif not post.concurrent:
                must = Words("任", "holds")
                eligibility.restrict_to_main_posts(
                    self, [person], [post], where=post, demand=must
                )

    def constrain(self, model: Model) -> None:
        problem = model.problem
        for one in problem.assumptions:
            person, post = problem.person[one.person], problem.post[one.post]
            if one.holds and post.concurrent:
                must = Words("兼任", "holds beside")
                ground = self.ground(
                    [person.id], [post.id], person=person, where=post, demand=must
                )
                model.at_least(1, model.holds(person, [post]), ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for person, post, holds in plan.problem.assumptions:
            if ((person, post) in plan.placements) is not holds:
                who, where = plan.problem.person[person], plan.problem.post[post]
                demand = (
                    Words("任", "holds") if holds else Words("不任", "does not hold")
                )
                yield self.finding(
                    plan, [person], [post], person=who, where=where, demand=demand
                )


ASSUMED = Assumed()


def assumed(problem: Problem) -> tuple[Rule, ...]:
    """The rule that keeps a problem's assumptions; nothing where it has none."""
    return (ASSUMED,) if problem.assumptions else ()
