"""Nobody serves one client for too many years, in whatever post (article 31)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.tenure import anniversary, later
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.plausible import Dated
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    Evidence,
    Mode,
    Person,
    Policy,
    Post,
    PostId,
    Severity,
    StaffId,
    Status,
    column,
)
from lungang_models.words import Words


class ClientsOfPost(Evidence):
    """A client that a post serves: an employer, a borrower, a body under supervision."""

    sheet = Words("岗位服务对象", "clients of posts")
    joined_by = {"client": "client"}
    post: PostId = column("岗位编号", "post")
    client: str = column("服务对象", "client", min_length=1)


class ClientServed(Evidence):
    """A spell in which somebody served a client, whatever post they sat in."""

    sheet = Words("客户服务记录", "clients served")
    about = ("person", "client", "since")
    joined_by = {"client": "client"}
    plausible = {
        "since": Dated(possible=(-60, 0), of="person", age=14),
        "until": Dated(possible=(-60, 5), after=("since",)),
    }
    person: StaffId = column("工号", "staff number")
    client: str = column("服务对象", "client", min_length=1)
    since: date = column("起", "from")
    until: date | None = column("止", "to", "空=至今", "empty = to date", default=None)


class ClientPolicy(Policy):
    """How many years with one client are enough, and how long a pause must be."""

    key: ClassVar[str] = "same-clients"
    mode: Mode = Field(description="forbid=禁止 report=仅提示 / forbid or report only")
    years: int = Field(
        ge=1, le=30, description="连续服务同一对象的最长年数 / years with one client"
    )
    pause_months: int = Field(
        ge=0,
        le=60,
        description="间隔不足此月数的连续计算 / a pause shorter than this does not count",
    )


class SameClients(Rule):
    """Moving to another post that serves the same client changes nothing."""

    id = "same-clients"
    of_state = True
    family = ROTATION
    code = "R6"
    title = Words("同一服务对象服务年限", "years with the same client")
    cites = {"cn-finance-bureau": "31"}
    severity = Severity.SIGNIFICANT
    needs = (ClientsOfPost, ClientServed)
    rests_on = ("ClientsOfPost", "ClientServed")
    knobs = (ClientPolicy,)
    norm = Words(
        "{person}自{since}服务{client}，满{years}年不得再任服务该对象的{post}",
        "{person} has served {client} since {since}: after {years} years no longer in "
        "{post}, which serves it",
    )
    breach = Words(
        "{person}自{since}服务{client}，已满{years}年，仍任服务该对象的{post}",
        "{person} has served {client} since {since}, beyond {years} years, and sits in "
        "{post}, which serves it",
    )
    measure = Words(
        "交流到不服务该对象的岗位，或者把该对象分给他人",
        "a post that does not serve it, or give the client to somebody else",
    )
    meanwhile = Words(
        "把该对象分给他人；情形消除后即予交流",
        "give the client to somebody else; a move as soon as the reason has gone",
    )
    waivable = Waivable(
        (Body.ROTATION_LEADING_GROUP,),
        Words("工作需要说明", "a note on the need of work"),
        control=True,
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(ClientPolicy).mode == "forbid"

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        policy = problem.policy(ClientPolicy)
        serving: dict[str, list[PostId]] = defaultdict(list)
        for row in problem.known(ClientsOfPost):
            serving[row.client].append(row.post)
        spells: dict[tuple[StaffId, str], list[ClientServed]] = defaultdict(list)
        for spell in problem.known(ClientServed):
            if spell.since <= problem.effect:
                spells[spell.person, spell.client].append(spell)
        for (who, client), found in sorted(spells.items()):
            person = problem.person[who]
            excused = person.status in (Status.EXEMPT, Status.AWAY)
            stays = {person.post, *person.concurrent} if excused else set()
            found.sort(key=lambda s: s.since)
            begun, end = found[0].since, found[0].until or date.max
            for spell in found[1:]:
                paused = later(min(end, problem.effect), policy.pause_months)
                if end < spell.since and paused <= spell.since:
                    begun, end = spell.since, date.min
                end = max(end, spell.until or date.max)
            paused = later(min(end, problem.effect), policy.pause_months)
            lapsed = end < problem.effect and paused <= problem.effect
            if not lapsed and anniversary(begun, policy.years) <= problem.effect:
                posts = [problem.post[p] for p in sorted({*serving[client]} - stays)]
                eligibility.forbid(
                    self,
                    [person],
                    posts,
                    since=begun,
                    client=client,
                    years=policy.years,
                )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(ClientPolicy)
        for person in problem.staff:
            mine = [s for s in problem.known(ClientServed) if s.person == person.id]
            for post in plan.posts_of(person):
                rows = [r for r in problem.known(ClientsOfPost) if r.post == post.id]
                for client in sorted({r.client for r in rows}):
                    since = self._unbroken_since(
                        [s for s in mine if s.client == client], problem.effect, policy
                    )
                    if (
                        since is None
                        or later(since, 12 * policy.years) > problem.effect
                    ):
                        continue
                    found = self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        about=client,
                        person=person,
                        post=post,
                        client=client,
                        since=since,
                        years=policy.years,
                    )
                    yield self._of_excused(found, person, post)

    def _of_excused(self, found: Finding, person: Person, post: Post) -> Finding:
        """Whoever is excused from rotation or away may stay; the risk is told all the same."""
        here = post.id == person.post or post.id in person.concurrent
        if person.status in (Status.EXEMPT, Status.AWAY) and here:
            return replace(found, hard=False, measure=self.meanwhile)
        return found

    @staticmethod
    def _unbroken_since(
        spells: Sequence[ClientServed], on: date, policy: ClientPolicy
    ) -> date | None:
        """Going back from the day over short pauses: since when a client is served."""
        since: date | None = None
        here = on
        while True:
            reaching = [
                s.since
                for s in spells
                if s.since <= on
                and (since is None or s.since < since)
                and (
                    s.until is None
                    or s.until >= here
                    or later(s.until, policy.pause_months) > here
                )
            ]
            if not reaching:
                return since
            since = here = min(reaching)
