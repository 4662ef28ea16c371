"""Each post has its duties and its line, each unit its key posts named (9(4), 14(4))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.command import RecusalPolicy, direct_leaders
from lungang_models.families import DATA
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Leading, Severity, UnitKind
from lungang_models.words import Words, listed, same


class PostIncomplete(Check):
    """One finding a unit. Silent on what the organisation records nowhere at all."""

    id = "post-incomplete"
    family = DATA
    code = "Q6"
    title = Words("岗位说明不全", "post without duties, line or key decision")
    general = Words(
        "岗位没有职责、报告关系等应当写明的内容",
        "a post lacks duties or a superior",
    )
    cites = {"cn-finance-bureau": "9(4), 14(4)"}
    severity = Severity.ORDINARY
    knobs = (RecusalPolicy,)
    breach = Words("{unit}{what}", "{unit}: {what}")
    measure = Words("补全岗位职责说明书并备案", "complete and file the description")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        leaders = direct_leaders(problem)
        some_duties = any(p.duties for p in problem.posts)
        some_key = any(p.watched for p in problem.posts)
        for unit in problem.units:
            posts = problem.posts_of_unit[unit.id]
            if unit.kind is UnitKind.LEADERSHIP or not posts:
                continue
            idle = [p for p in posts if some_duties and not p.duties]
            if idle:
                names = listed([same(p) for p in idle])
                what = Words(
                    f"的{names.zh}未列职责", f"no duties recorded for {names.en}"
                )
                yield self.finding(
                    plan, posts=[p.id for p in idle], unit=unit.id, what=what
                )
            alone = [
                p for p in posts if not leaders[p.id] and p.leading is not Leading.CHIEF
            ]
            if alone:
                names = listed([same(p) for p in alone])
                what = Words(
                    f"的{names.zh}没有报告对象", f"{names.en} report to nobody"
                )
                yield self.finding(
                    plan, posts=[p.id for p in alone], unit=unit.id, what=what
                )
            if some_key and not any(p.watched for p in posts):
                what = Words(
                    "没有界定任何关键或高风险岗位", "no key or high-risk post named"
                )
                yield self.finding(plan, unit=unit.id, what=what)
