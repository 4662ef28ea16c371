"""No duty is left without anybody to do it (article 9(2))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.families import DUTIES
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import DutyId, Post, Severity
from lungang_models.words import Words, listed, same


class DutyWithoutHolder(Check):
    """Duties that no post carries are told in one finding."""

    id = "duty-without-holder"
    rests_on = ("Duty",)
    family = DUTIES
    code = "D8"
    title = Words("职责无人承担", "duty without a holder")
    general = Words(
        "有职责无人承担",
        "a duty is carried by nobody",
    )
    cites = {"cn-finance-bureau": "9(2), 11"}
    severity = Severity.SIGNIFICANT
    breach = Words("职责“{duty}”{state}", "the duty {duty} {state}")
    measure = Words(
        "指定代理人并限期明确承担岗位", "name an acting holder, and the post by a day"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        carriers: dict[DutyId, list[Post]] = {}
        for post in problem.posts:
            for duty in post.duties:
                carriers.setdefault(duty, []).append(post)
        orphans = [d for d in problem.duties if d.id not in carriers]
        if orphans and carriers:
            state = Words("没有任何岗位承担", "is carried by no post")
            names = listed([same(d) for d in orphans])
            yield self.finding(plan, duty=names, state=state)
        for duty, posts in sorted(carriers.items()):
            if any(plan.holders_of(p) for p in posts):
                continue
            names = listed([same(p) for p in posts])
            units = {p.unit for p in posts}
            yield self.finding(
                plan,
                posts=[p.id for p in posts],
                unit=next(iter(units)) if len(units) == 1 else None,
                duty=problem.duty[duty],
                state=Words(
                    f"所在的{names.zh}空缺", f"lies with the vacant {names.en}"
                ),
            )
