"""A change of key posts or incompatible duties is filed (articles 14(5), 16)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.catalogue import CatalogueChange
from lungang_models.families import PROCEDURE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class ChangeNotFiled(Check):
    id = "change-not-filed"
    rests_on = ("CatalogueChange",)
    family = PROCEDURE
    code = "P5"
    title = Words("岗位调整未备案", "change of posts not filed")
    general = Words(
        "岗位设置或职责有变动，未报内控办和人事科备案",
        "a post was changed and the change not filed",
    )
    cites = {"cn-finance-bureau": "14(5), 16"}
    severity = Severity.SIGNIFICANT
    needs = (CatalogueChange,)
    breach = Words(
        "{post}于{changed}{entry}，未报内控办和人事科备案",
        "{post}: {entry} on {changed}, not filed",
    )
    measure = Words("补办备案", "file it")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for row in problem.known(CatalogueChange):
            filed = row.filed_on is not None and row.filed_on <= problem.effect
            if row.changed_on <= problem.effect and not filed:
                post = problem.post[row.post]
                yield self.finding(
                    plan,
                    posts=[post.id],
                    unit=post.unit,
                    post=post,
                    changed=row.changed_on,
                    entry=row.entry.words,
                )
