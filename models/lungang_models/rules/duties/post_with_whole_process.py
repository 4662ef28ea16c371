"""A post that by itself holds too much of one process is divided (articles 11, 12)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.duties import DutySet, StagesPolicy, bundles
from lungang_models.families import DUTIES
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class PostWithWholeProcess(Check):
    """No choice of people mends it, so no plan is refused for it."""

    id = "post-with-whole-process"
    rests_on = (
        "DutySet|Duty.process",
        "DutySet|Duty.stage",
        "Post.duties",
    )
    family = DUTIES
    code = "D3"
    title = Words("一岗独揽流程", "a process in one post")
    cites = {"cn-finance-bureau": "11, 12"}
    severity = Severity.MAJOR
    needs = (DutySet,)
    knobs = (StagesPolicy,)
    breach = Words(
        "{post}一岗承担“{name}”的{items}，超过{most}项",
        "{post} by itself carries {items} of “{name}”, more than {most}",
    )
    measure = Words("重新划分岗位职责", "divide the duties of the post anew")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for post in problem.posts:
            for bundle in bundles(problem) if post.duties else ():
                if len(bundle.carried([post])) > bundle.most:
                    yield self.finding(
                        plan,
                        [h.id for h in plan.holders_of(post)],
                        [post.id],
                        unit=post.unit,
                        post=post,
                        name=bundle.name,
                        most=bundle.most,
                        items="、".join(sorted(bundle.carried([post]))),
                    )
