"""What the party group decided about a person is not altered afterwards (33(1)3)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.decisions import Decision
from lungang_models.families import PROCEDURE
from lungang_models.plan import Plan, today
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class DecisionChanged(Check):
    """Looks at a plan; of today's state the check on open decisions speaks."""

    id = "decision-changed"
    rests_on = ("Decision",)
    family = PROCEDURE
    code = "P4"
    title = Words("方案与已作决定不符", "plan departs from a decision")
    general = Words(
        "方案的安排与组织已作出的任职决定不符",
        "the plan departs from a posting already decided",
    )
    cites = {"cn-finance-bureau": "33(1)3"}
    severity = Severity.SIGNIFICANT
    needs = (Decision,)
    breach = Words(
        "{kind}（{paper}）定{person}任{post}，方案却安排{instead}",
        "the {kind} {paper} gives {person} {post}, the plan {instead}",
    )
    measure = Words(
        "按决定安排，或重新提交党组", "follow it, or go back to the party group"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        if plan.placements == today(problem).placements:
            return
        for row in problem.known(Decision):
            if row.post is None or row.executed_on is not None:
                continue
            person = problem.person[row.person]
            held = plan.posts_of(person)
            if row.decided_on > problem.effect or any(p.id == row.post for p in held):
                continue
            post, main = problem.post[row.post], plan.main_post(person)
            yield self.finding(
                plan,
                [person.id],
                [p.id for p in (post, main) if p is not None],
                unit=post.unit,
                kind=row.kind.words,
                paper=row.paper,
                person=person,
                post=post,
                instead=Words(f"任{main}", f"{main}")
                if main is not None
                else Words("待安排", "nothing"),
            )
