"""Reviewer and reviewed do not change places with one another (article 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.oversight import (
    Oversight,
    review_of,
    reviewed_by,
    reviews,
    reviews_of,
)
from lungang_models.families import ROTATION
from lungang_models.model import Model
from lungang_models.plan import Plan, today
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Mode, Person, Policy, PostId, Severity
from lungang_models.words import Words


class ReviewerSwapPolicy(Policy):
    """What becomes of a swap between reviewer and reviewed."""

    key: ClassVar[str] = "reviewer-swap"
    mode: Mode = Field(description="forbid=禁止 report=仅提示 / forbid or report only")


class ReviewerSwap(Rule):
    id = "reviewer-swap"
    rests_on = ("Oversight",)
    family = ROTATION
    people = 2
    code = "R5"
    title = Words("监督与被监督岗位不得对调", "reviewer and reviewed do not swap")
    general = Words(
        "监督与被监督的双方不得互换岗位",
        "those who review and are reviewed do not swap posts",
    )
    cites = {"cn-finance-bureau": "12"}
    severity = Severity.SIGNIFICANT
    needs = (Oversight,)
    knobs = (ReviewerSwapPolicy,)
    norm = Words(
        "{upper}监督检查{lower}（{why}），{reviewer}与{reviewed}不得对调",
        "{upper} reviews {lower} ({why}): {reviewer} and {reviewed} do not swap",
    )
    breach = Words(
        "{reviewer}与{reviewed}对调，而{upper}监督检查{lower}（{why}）",
        "{reviewer} and {reviewed} swap, although {upper} reviews {lower} ({why})",
    )
    measure = Words("其中一人改任他岗", "send one of the two elsewhere")
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("写明回避事项的审批表", "an approval that names the files to avoid"),
        control=True,
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(ReviewerSwapPolicy).mode == "forbid"

    def constrain(self, model: Model) -> None:
        problem = model.problem
        sitting: dict[PostId, list[Person]] = defaultdict(list)
        for person in problem.staff:
            if person.post is not None:
                sitting[person.post].append(person)
        for upper in sorted({p for r in reviews(problem) for p in r.above}):
            seats = model.seats_of(problem.post[upper])
            takers = {model.person_of(c).id for s in seats for c in model.filled(s)}
            for taker in sorted(takers):
                reviewed = problem.person[taker]
                lower = reviewed.post
                if lower is None or upper not in reviewed_by(problem, lower):
                    continue
                for reviewer in sitting[upper]:
                    ground = self.ground(
                        [reviewer.id, reviewed.id],
                        [upper, lower],
                        reviewer=reviewer,
                        reviewed=reviewed,
                        upper=problem.post[upper],
                        lower=problem.post[lower],
                        why=review_of(problem, upper, lower),
                    )
                    down = model.holds(reviewer, [lower])
                    model.at_most(1, [*down, *model.holds(reviewed, [upper])], ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem, now = plan.problem, today(plan.problem)
        for reviewer in problem.staff:
            down = plan.main_post(reviewer)
            if down is None or reviewer.post is None:
                continue
            for reviewed in now.holders_of(down):
                up = plan.main_post(reviewed)
                swap = (
                    up is not None
                    and (up.id, down.id) == (reviewer.post, reviewed.post)
                    and up.id != down.id
                )
                why = [
                    r.why
                    for r in (reviews_of(problem, down.id) if swap else ())
                    if reviewer.post in r.above
                ]
                if why:
                    yield self.finding(
                        plan,
                        [reviewer.id, reviewed.id],
                        [reviewer.post, down.id],
                        unit=down.unit,
                        reviewer=reviewer,
                        reviewed=reviewed,
                        upper=problem.post[reviewer.post],
                        lower=down,
                        why=why[0],
                    )
