"""One draw, one result: nobody draws again until the names suit (article 38)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.draw_title import title_of
from lungang_models.facts.draw_records import DrawnPerson
from lungang_models.families import LEAVE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words, listed, same


class DrawRepeated(Check):
    id = "draw-repeated"
    rests_on = ("DrawnPerson",)
    family = LEAVE
    code = "F10"
    title = Words("重复抽取或未先承诺", "draw repeated, or seed not committed")
    general = Words(
        "强制休假抽取重复进行，或者未先承诺",
        "a draw was repeated, or not committed to first",
    )
    cites = {"cn-finance-bureau": "38"}
    severity = Severity.MAJOR
    needs = (DrawnPerson,)
    breach = Words("{draw}抽取{state}", "the draw ({draw}) {state}")
    measure = Words("作废，在见证下重新抽取", "void it; draw anew with a witness")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        draws: dict[str, list[DrawnPerson]] = defaultdict(list)
        for row in plan.problem.known(DrawnPerson):
            draws[row.draw].append(row)
        for draw, rows in sorted(draws.items()):
            called, days = title_of(draw), sorted({r.drawn_on for r in rows})
            if len(days) > 1:
                all_days = listed([same(d) for d in days])
                state = Words(
                    f"在{all_days.zh}抽过不止一次", f"was held on {all_days.en}"
                )
                yield self.finding(plan, draw=called, state=state)
            promised = [r.committed_on for r in rows]
            if any(d is not None and d >= days[0] for d in promised):
                state = Words(
                    "的种子承诺不早于抽取", "committed its seed no earlier than it drew"
                )
                yield self.finding(plan, draw=called, state=state)
            elif None in promised:
                state = Words(
                    "没有种子承诺日期", "has no commitment to a seed on record"
                )
                yield self.finding(
                    plan, draw=called, state=state, severity=Severity.ORDINARY
                )
