"""A key post is not defined away just before its holder is due (articles 13, 16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.catalogue import CatalogueChange
from lungang_models.facts.tenure import (
    TenureArithmetic,
    TenureLimits,
    anniversary,
    later,
    post_clock,
)
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Severity
from lungang_models.words import Words


class FlagRemovedPolicy(Policy):
    """How shortly before the term a removal looks like an evasion."""

    key: ClassVar[str] = "key-flag-removed"
    months: int = Field(
        ge=0,
        le=60,
        description="任职届满前多少个月内取消关键岗位即提示 / months before the term",
    )


class KeyFlagRemoved(Check):
    id = "key-flag-removed"
    rests_on = ("CatalogueChange",)
    family = ROTATION
    code = "T13"
    title = Words("临近届满取消关键岗位", "key-post status removed before the term")
    general = Words(
        "任职将满规定年限之前，岗位被取消关键岗位",
        "a post stopped being key shortly before its holder was due",
    )
    cites = {
        "cn-finance-bureau": "13, 16",
    }
    severity = Severity.SIGNIFICANT
    needs = (CatalogueChange,)
    knobs = (FlagRemovedPolicy, TenureLimits, TenureArithmetic)
    breach = Words(
        "{post}于{changed}{entry}，而{person}自{since}任职，{day}满{years}年",
        "{post}: {entry} on {changed}, though {person}, there since {since}, is due on "
        "{day} after {years} years",
    )
    measure = Words(
        "内控办复核变更理由，任职年限照原岗位类别计算",
        "internal control reviews the change; the clock runs on as before",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = problem.policy(FlagRemovedPolicy).months
        band = problem.policy(TenureLimits).watched
        years = band.due or band.must
        for row in problem.known(CatalogueChange):
            post = problem.post[row.post]
            if not row.entry.removes or post.watched or years is None:
                continue
            for person in plan.holders_of(post):
                since = post_clock(problem, person).since
                if person.post != post.id or since is None or since > row.changed_on:
                    continue
                day = anniversary(since, years)
                if row.changed_on <= problem.effect and day <= later(
                    row.changed_on, months
                ):
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                        changed=row.changed_on,
                        entry=row.entry.words,
                        since=since,
                        day=day,
                        years=years,
                    )
