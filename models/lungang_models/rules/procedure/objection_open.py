"""An objection is decided with a reason, not passed over (article 33(1)2)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.wishes import Wish, WishKind
from lungang_models.families import PROCEDURE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words

GIVING = "调出"
OWN_VOICE = "本人"


class ObjectionOpen(Check):
    """Who did not want a post or unit gets it; or the giving unit wished to keep them.

    The person's own reason may be of health or family and is not repeated.
    """

    id = "objection-open"
    rests_on = ("Wish",)
    family = PROCEDURE
    code = "P3"
    title = Words("不同意见未处理", "objection unresolved")
    general = Words(
        "本人或单位对拟任岗位有不同意见，未见处理意见",
        "somebody or a unit objects to a posting, and nobody settled it",
    )
    cites = {"cn-finance-bureau": "33(1)2"}
    severity = Severity.ORDINARY
    needs = (Wish,)
    breach = Words(
        "{person}拟转任{post}，{voice}{objects}{reason}，未见处理意见",
        "{person} is to take {post}; {voice} {objects}{reason}, and nobody settled it",
    )
    measure = Words(
        "说明不采纳的理由，填入处理意见", "decide it, with a reason on record"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for row in problem.known(Wish):
            person = problem.person[row.person]
            post = plan.main_post(person)
            if row.settled or post is None or not plan.moved(person):
                continue
            there = post.id == row.post or post.unit == row.unit
            if row.kind is WishKind.UNWILLING and there:
                objects = Words("不愿", "objected")
            elif row.kind is WishKind.WANTS and GIVING in row.voice and not there:
                objects = Words("希望留用", "wished to keep the person")
            else:
                continue
            yield self.finding(
                plan,
                [person.id],
                [post.id],
                unit=post.unit,
                person=person,
                post=post,
                voice=row.voice,
                objects=objects,
                reason=Words(f"（{row.reason}）", f" ({row.reason})")
                if row.reason and row.voice != OWN_VOICE
                else Words("", ""),
            )
