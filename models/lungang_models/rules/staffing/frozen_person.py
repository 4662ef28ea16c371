"""Nobody under investigation, exempted or away is moved (政务处分法 52, articles 29, 31)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.eligibility import Eligibility
from lungang_models.families import STAFFING
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Person, Severity, Status
from lungang_models.words import Words

_NOT_ACTING = (Status.FROZEN, Status.AWAY)


class FrozenPerson(Rule):
    id = "frozen-person"
    family = STAFFING
    binds_acting = True
    code = "T10"
    title = Words("冻结与暂缓人员不动", "frozen, exempt and absent staff stay")
    general = Words(
        "按规定不得变动的人员，不变动、不代理",
        "people whom the rules keep in place neither move nor cover",
    )
    cites = {"cn-finance-bureau": "29", "law": "公职人员政务处分法 52"}
    severity = Severity.MAJOR
    also = frozenset({Fact.CASE})
    norm = Words(
        "{person}处于{status}（{paper}），期间不得交流或代理",
        "{person} is {status} ({paper}): neither moved nor acting meanwhile",
    )
    breach = Words(
        "{person}处于{status}，却变动或代理{post}",
        "{person} is {status} yet gets {post}",
    )
    measure = Words(
        "维持原岗；需要时停职并安排代理", "leave in place; suspend and cover if needed"
    )
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        for person in problem.staff:
            if person.status is Status.PRESENT:
                continue
            mine = [person.post, *person.concurrent]
            eligibility.restrict_to(
                self,
                [person],
                [problem.post[p] for p in mine if p is not None],
                status=person.status.words,
                paper=_paper(person),
            )
            if person.status in _NOT_ACTING:
                eligibility.never_acts(person)

    def constrain(self, model: Model) -> None:
        for person in model.problem.staff:
            for post in (
                person.concurrent if person.status is not Status.PRESENT else ()
            ):
                ground = self.ground(
                    [person.id],
                    [post],
                    person=person,
                    status=person.status.words,
                    paper=_paper(person),
                )
                model.at_least(1, model.holds(person, [post]), ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for person in plan.problem.staff:
            if person.status is Status.PRESENT:
                continue
            before = {p for p in (person.post, *person.concurrent) if p is not None}
            gained = {p.id for p in plan.posts_of(person)} ^ before
            if person.status is not Status.EXEMPT:
                for leave in plan.leaves:
                    gained |= {
                        post for post, cover in leave.covers if cover == person.id
                    }
            for post in sorted(gained):
                yield self.finding(
                    plan,
                    [person.id],
                    [post],
                    unit=plan.problem.post[post].unit,
                    person=person,
                    post=plan.problem.post[post],
                    status=person.status.words,
                )


def _paper(person: Person) -> str:
    """The paper on a status, or a dash where none is named."""
    return person.status_paper or "—"
