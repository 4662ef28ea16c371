"""Nobody on probation is moved (article 29; 公务员转任规定)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.eligibility import Eligibility
from lungang_models.facts.tenure import anniversary
from lungang_models.families import STAFFING
from lungang_models.fault import Fault
from lungang_models.plan import Plan
from lungang_models.plausible import Dated
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Evidence, Severity, StaffId, Tables, Term, column
from lungang_models.words import Words


class ProbationKind(Term):
    NEW_RECRUIT = "新录用"
    NEW_OFFICE = "领导职务任职"


class Probation(Evidence):
    """A probation and the day on which it is over."""

    sheet = Words("试用期", "probation")
    about = ("person", "kind")
    plausible = {"until": Dated(possible=(-60, 6), usual=(-60, 2))}
    person: StaffId = column("工号", "staff number")
    kind: ProbationKind = column("类别", "kind")
    until: date = column("试用期满日期", "probation ends")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Recruits who have been here for long."""
        for row in rows:
            person = tables.person.get(row.person)
            entered = person.entered_organ if person else None
            recruit = row.kind is ProbationKind.NEW_RECRUIT
            if recruit and entered is not None and anniversary(entered, 3) < row.until:
                yield row.doubt(
                    "probation-late", "until",
                    Words(f"新录用，{person}却自{entered}起即在本机关",
                          f"a new recruit, yet {person} has been here since {entered}"),
                    Words("核对类别、日期和进入本机关时间",
                          "check the kind, the day and since when they are here"),
                )  # fmt: skip


class ProbationRule(Rule):
    """Somebody new without a post yet is placed all the same."""

    id = "probation"
    rests_on = ("Probation",)
    family = STAFFING
    code = "T14"
    title = Words("试用期内不交流", "no move on probation")
    cites = {"cn-finance-bureau": "29", "law": "公务员法 34；公务员转任规定"}
    severity = Severity.SIGNIFICANT
    needs = (Probation,)
    norm = Words(
        "{person}{kind}试用期至{until}，期满前不得交流",
        "{person} is on probation ({kind}) until {until} and not moved before",
    )
    breach = Words(
        "{person}{kind}试用期至{until}，却转任{post}",
        "{person} is on probation ({kind}) until {until}, yet moves to {post}",
    )
    measure = Words("期满合格后再交流", "wait until it is passed")
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        for row in problem.known(Probation):
            person = problem.person[row.person]
            if row.until > problem.effect and person.post is not None:
                eligibility.restrict_to_main_posts(
                    self,
                    [person],
                    [problem.post[person.post]],
                    kind=row.kind.words,
                    until=row.until,
                )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for row in problem.known(Probation):
            person = problem.person[row.person]
            post = plan.main_post(person)
            if (
                post is not None
                and person.post is not None
                and plan.moved(person)
                and problem.effect < row.until
            ):
                yield self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    person=person,
                    post=post,
                    kind=row.kind.words,
                    until=row.until,
                )
