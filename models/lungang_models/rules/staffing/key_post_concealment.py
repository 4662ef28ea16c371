"""Who hid a recusal takes up and covers no key post until it is settled (article 26)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import held_today
from lungang_models.families import STAFFING
from lungang_models.fault import Fault
from lungang_models.plan import Plan
from lungang_models.plausible import PAST, Dated
from lungang_models.privacy import Fact
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Evidence, Severity, StaffId, Tables, column
from lungang_models.words import Words


class Concealment(Evidence):
    """A recusal that was hidden or not reported in time, and when it was settled."""

    sheet = Words("瞒报核查", "concealment cases")
    about = ("person", "opened_on")
    plausible = {
        "opened_on": PAST,
        "settled_on": Dated(possible=(-60, 1), after=("opened_on",)),
    }
    tells = Fact.CONCEALMENT
    person: StaffId = column("工号", "staff number")
    opened_on: date = column("立项日期", "opened on")
    settled_on: date | None = column(
        "处理完毕日期",
        "settled on",
        "空=尚未处理完毕",
        "empty = still open",
        default=None,
    )
    paper: str = column("文号", "document number", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        for row in rows:
            if not row.paper.strip():
                who = tables.person.get(row.person, row.person)
                what = Words(f"{who}瞒报的核查", f"the case of {who}")
                yield row.without_paper("paper", what)


class KeyPostConcealment(Rule):
    id = "key-post-concealment"
    rests_on = (
        "Post.key",
        "Concealment",
    )
    family = STAFFING
    binds_acting = True
    code = "S3"
    title = Words(
        "瞒报未处理完毕者不任不代关键岗位", "no key post for one who hid a recusal"
    )
    cites = {"cn-finance-bureau": "26"}
    severity = Severity.SIGNIFICANT
    needs = (Concealment,)
    norm = Words(
        "{person}瞒报回避情况自{opened}起核查，尚未处理完毕，不得新任或代理关键岗位{post}",
        "{person} hid a recusal, open since {opened}: neither newly to the key post {post} "
        "nor acting in it",
    )
    breach = Words(
        "{person}瞒报回避情况尚未处理完毕，却新任或代理关键岗位{post}",
        "{person} hid a recusal, not settled, yet takes up or covers the key post {post}",
    )
    measure = Words("处理完毕后再安排", "settle the case first")
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        for row in problem.known(Concealment):
            begun = row.opened_on <= problem.effect
            settled = row.settled_on is not None and row.settled_on <= problem.effect
            if begun and not settled:
                person = problem.person[row.person]
                posts = [
                    p for p in problem.posts if p.key and p.id not in held_today(person)
                ]
                eligibility.forbid(
                    self, [person], posts, acting=True, opened=row.opened_on
                )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        open_cases = {
            row.person
            for row in problem.known(Concealment)
            if row.opened_on <= problem.effect
            and (row.settled_on is None or row.settled_on > problem.effect)
        }
        for person in problem.staff:
            if person.id not in open_cases:
                continue
            posts = {
                p.id: p
                for m in plan.moments_of(person)
                for p in plan.posts_of(person, m)
            }
            for post in posts.values():
                if post.key and post.id not in (person.post, *person.concurrent):
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                    )
