"""A post is held only by staff of a kind of establishment it admits (articles 4 and 10)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.families import STAFFING
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Establishment, Severity
from lungang_models.words import Words


class EstablishmentFits(Rule):
    id = "establishment"
    family = STAFFING
    of_state = True
    code = "T10"
    title = Words("编制类型相符", "establishment")
    cites = {"cn-finance-bureau": "10"}
    severity = Severity.SIGNIFICANT
    norm = Words(
        "{person}为{kind}编制，{post}不接收该类编制",
        "{person} belongs to {kind}, which {post} does not admit",
    )
    breach = Words(
        "{person}（{kind}编制）任{post}，该岗不接收",
        "{person} ({kind}) holds {post}, which does not admit it",
    )
    measure = Words(
        "先办理调任手续，或改任相符岗位", "transfer formally first, or another post"
    )
    waivable = Waivable(
        (Body.APPOINTING_ORGAN,),
        Words("调任手续的文号", "the document of the transfer"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        for kind in Establishment:
            staff = [p for p in problem.staff if p.establishment is kind]
            closed = [p for p in problem.posts if kind not in p.establishments]
            eligibility.forbid(self, staff, closed, kind=kind.words)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for person in plan.problem.staff:
            for post in plan.posts_of(person):
                if person.establishment not in post.establishments:
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                        kind=person.establishment.words,
                    )
