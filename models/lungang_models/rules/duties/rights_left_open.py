"""Rights, keys and seals of a post end with the post (article 12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

from pydantic import Field

from lungang_models.facts.career import not_held
from lungang_models.families import DUTIES
from lungang_models.fault import Fault
from lungang_models.plan import Plan
from lungang_models.plausible import Dated
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import (
    Evidence,
    Policy,
    PostId,
    Severity,
    StaffId,
    Tables,
    Term,
    column,
)
from lungang_models.words import Words


class RightKind(Term):
    SYSTEM_RIGHT = "系统权限"
    TOKEN = "密钥"
    SEAL = "印鉴"
    KEY = "钥匙"
    BANK_ACCOUNT_SIGNATURE = "银行账户预留"


class AccessRight(Evidence):
    """One right, key or seal, given to a person for a post."""

    sheet = Words("系统权限与印鉴", "rights and seals")
    about = ("person", "post", "kind", "name", "granted")
    plausible = {
        "granted": Dated(possible=(-60, 1), of="person", age=14),
        "revoked": Dated(possible=(-60, 1), after=("granted",)),
    }
    person: StaffId = column("工号", "staff number")
    post: PostId = column(
        "岗位编号", "post", "因哪个岗位而授予", "the post it is given for"
    )
    kind: RightKind = column("类别", "kind")
    name: str = column("名称", "name", min_length=1)
    granted: date | None = column("授予日期", "granted on", default=None)
    revoked: date | None = column(
        "收回日期",
        "revoked on",
        "已收回或已定的收回日期",
        "past or fixed",
        default=None,
    )

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Rights of a post not held when they were given, or taken back before."""
        yield from not_held(
            ((r, "post", r.person, r.post, r.granted) for r in rows), tables
        )
        for row in rows:
            if row.granted and row.revoked and row.revoked < row.granted:
                yield row.fault(
                    "date-impossible",
                    "revoked",
                    Words(
                        f"收回{row.revoked}早于授予{row.granted}",
                        f"revoked {row.revoked} before it was granted {row.granted}",
                    ),
                    Words("核对两个日期", "check both dates"),
                )


class RevokingPolicy(Policy):
    """How soon after the hand-over rights end."""

    key: ClassVar[str] = "rights-left-open"
    days: int = Field(
        ge=0,
        le=90,
        description="离任后收回权限的天数 / days after leaving a post to revoke rights",
    )


class RightsLeftOpen(Check):
    id = "rights-left-open"
    rests_on = ("AccessRight",)
    family = DUTIES
    code = "D6"
    title = Words("原岗位权限、印鉴未收回", "rights of a former post still open")
    general = Words(
        "离任后，原岗位的系统权限、印鉴或钥匙未收回",
        "rights, seals or keys of a former post were not taken back",
    )
    cites = {"cn-finance-bureau": "12"}
    severity = Severity.SIGNIFICANT
    needs = (AccessRight,)
    knobs = (RevokingPolicy,)
    breach = Words(
        "{person}{state}{post}，{kind}“{name}”{end}",
        "{person} {state} {post}: {kind} “{name}” {end}",
    )
    measure = Words(
        "交接当日收回或变更，并登记", "revoke it at the hand-over, on record"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        grace = timedelta(days=problem.policy(RevokingPolicy).days)
        for row in problem.known(AccessRight):
            person, post = problem.person[row.person], problem.post[row.post]
            if any(p.id == post.id for p in plan.posts_of(person)):
                continue
            leaves = post.id in (person.post, *person.concurrent)
            due = problem.effect + grace if leaves else problem.effect
            if row.revoked is not None and row.revoked <= due:
                continue
            found = self.finding(
                plan,
                [person.id],
                [post.id],
                unit=post.unit,
                severity=Severity.ORDINARY if leaves else None,
                person=person,
                post=post,
                state=Words("将离任", "is to leave")
                if leaves
                else Words("已不任", "no longer holds"),
                kind=row.kind.words,
                name=row.name,
                end=Words(f"定于{row.revoked}收回", f"is to end on {row.revoked}")
                if row.revoked
                else Words("未定收回日期", "has no day of revocation"),
            )
            yield replace(found, due=due)
