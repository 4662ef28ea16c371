"""Any plan against the rules, without a solver: audit, register, certificate."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from lungang.document import audit_document, register_document, to_json
from lungang.document.audience import AUDIENCES, Audience, seen_by
from lungang.document.basis import other_basis
from lungang.document.parts import RegisterDocument
from lungang.explain.necessity import necessity
from lungang.formats.json_text import read_json
from lungang.proof.certificate import Certificate
from lungang.proof.recheck import TierCheck, recheck
from lungang.report.given import Given, changes
from lungang.report.register import write_register
from lungang.review.due import Due, due
from lungang.review.register import RegisterEntry, register
from lungang.review.waivers import unneeded
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.registry import checks
from lungang_models.rule import Finding, article_words
from lungang_models.scope import Scope, scope_of
from lungang_models.waiver import Waiver
from lungang_models.words import Words

__all__ = [
    "AUDIENCES",
    "Audience",
    "Audited",
    "Due",
    "NotACertificate",
    "RegisterDocument",
    "RegisterEntry",
    "article_words",
    "audited",
    "checked_certificate",
    "due",
    "registered",
    "write_register",
]


class HandEdit(NamedTuple):
    """What an edit by hand did to the plan it was made of, in numbers."""

    people: int
    broken: int
    fresh: int
    gone: int
    kept: int


@dataclass(frozen=True, eq=False)
class Audited:
    """A plan with everything that was found in it, graded."""

    given: Given

    @property
    def plan(self) -> Plan:
        """The plan that was audited."""
        return self.given.plan

    @cached_property
    def entries(self) -> tuple[RegisterEntry, ...]:
        """What is open, gravest first."""
        return _open(self.plan)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings behind the entries."""
        return tuple(e.finding for e in self.entries)

    @cached_property
    def scope(self) -> Scope:
        """The rules and the facts that "lawful" speaks of."""
        return scope_of(self.plan.problem)

    @property
    def lawful(self) -> bool:
        """Whether no binding rule is broken."""
        return not any(f.breach for f in self.findings)

    def title_of(self, rule: str) -> Words:
        """The name of a rule."""
        return next((c.title for c in checks() if c.id == rule), Words(rule, rule))

    @property
    def unneeded_waivers(self) -> tuple[Waiver, ...]:
        """Waivers whose risk has gone: to be withdrawn."""
        return unneeded(self.plan.problem, self.findings)

    @cached_property
    def before(self) -> frozenset[str]:
        """The risks of the plan before it was edited by hand."""
        if self.given.original is None or not changes(self.given):
            return frozenset()
        return frozenset(e.id for e in _open(self.given.original))

    @property
    def fresh(self) -> tuple[RegisterEntry, ...]:
        """Breaches, and what the original plan did not show."""
        return tuple(
            e for e in self.entries if e.finding.breach or e.id not in self.before
        )

    @property
    def edit(self) -> HandEdit | None:
        """What an edit by hand did; ``None`` where there was none."""
        people = changes(self.given)
        if not people or self.given.original is None:
            return None
        new = [e for e in self.entries if e.id not in self.before]
        broken = sum(e.finding.breach for e in new)
        gone = len(self.before - {e.id for e in self.entries})
        kept = len(self.entries) - len(new)
        return HandEdit(people, broken, len(new) - broken, gone, kept)

    def which_posts(self, finding: Finding) -> Words:
        """Posts whose name alone does not say which: number and unit besides."""
        problem = self.plan.problem
        many = Counter(p.name for p in problem.posts)
        told = [
            problem.post[p] for p in finding.posts if many[problem.post[p].name] > 1
        ]
        texts = [f"{p.id} {problem.unit[p.unit].name} {p.name}" for p in told]
        if not texts:
            return Words("", "")
        return Words(f"〔{'、'.join(texts)}〕", f" [{', '.join(texts)}]")

    def to_json(self, audience: Audience = "hr") -> str:
        """The canonical text of the audit, as far as a reader may see it."""
        return to_json(seen_by(audience, audit_document(self.plan)))


def _open(plan: Plan) -> tuple[RegisterEntry, ...]:
    return tuple(e for e in register(plan).entries if not e.resolved)


def audited(plan: Plan | Given) -> Audited:
    """The audit of a plan, whoever made it; today's state is a plan as well."""
    return Audited(plan if isinstance(plan, Given) else Given(plan))


class NotACertificate(Exception):
    """A file cannot be read as a certificate."""


class TierStanding(Enum):
    """What a certificate says of a tier of the plan, once checked.

    ``AGREED``: it proves a bound below the value and nothing speaks against the value,
    which two configurations of the solver agreed on, or which is open.
    """

    PROVED = 0
    AGREED = 1
    REFUTED = 2


class CheckedTier(NamedTuple):
    """A tier as recomputed, and what that amounts to."""

    check: TierCheck
    standing: TierStanding


@dataclass(frozen=True)
class Rechecked:
    """What became of a certificate: ``says`` where it does not fit the plan at all."""

    tiers: tuple[CheckedTier, ...]
    says: Words | None = None

    @property
    def of_value(self) -> tuple[CheckedTier, ...]:
        """The tiers that weigh one plan against another.

        The canonical order does not: it only picks among equally good plans.
        """
        return tuple(t for t in self.tiers if t.check.tier is not Tier.CANONICAL)

    @property
    def standing(self) -> TierStanding:
        """The worst that is said of a tier of value."""
        if self.says is not None:
            return TierStanding.REFUTED
        found = [t.standing for t in self.of_value]
        return max(found, key=lambda s: s.value, default=TierStanding.PROVED)

    @property
    def proved(self) -> bool:
        """Whether every tier of value is proved."""
        return self.standing is TierStanding.PROVED


OTHER_SCOPE = Words(
    "证书所称的规则和数据范围与工作簿不符",
    "the certificate claims other rules or facts than the workbook has",
)


def checked_certificate(plan: Plan, file: str | os.PathLike[str]) -> Rechecked:
    """Check a proof anew, tier by tier, with exact arithmetic and no solver.

    Raises ``NotACertificate`` for a file that is none.
    """
    try:
        content = read_json(Path(file).read_text("utf-8"))
        given = Certificate.from_json(content)
    except (OSError, ValueError, RecursionError) as error:
        raise NotACertificate(type(error).__name__) from error
    if content.get("input_hash") != plan.problem.hash:
        other = other_basis(content, plan.problem)
        return Rechecked((), Words(
            f"证书得出时的依据与现在的不同：{other.zh}",
            f"the certificate rests on another basis: {other.en}",
        ))  # fmt: skip
    if content.get("covers") != scope_of(plan.problem).to_json():
        return Rechecked((), OTHER_SCOPE)
    found = recheck(plan, given)
    if isinstance(found, Words):
        return Rechecked((), found)
    claims = content.get("proofs")
    claims = claims if isinstance(claims, dict) else {}
    return Rechecked(tuple(CheckedTier(t, _standing(t, claims)) for t in found))


def _standing(line: TierCheck, claims: dict[str, object]) -> TierStanding:
    if line.proved:
        return TierStanding.PROVED
    short = line.billed == line.claimed > line.bound  # nothing speaks against it
    agreed = claims.get(line.tier.name) in ("AGREED", "OPEN")
    if short and (agreed or line.tier is Tier.CANONICAL):
        return TierStanding.AGREED
    return TierStanding.REFUTED


def registered(
    plan: Plan, audience: Audience = "hr", seconds: float = 0.0
) -> RegisterDocument:
    """The register of a plan as far as a reader may see it.

    ``seconds`` are spent on whether each move was needed; 0 asks nothing.
    """
    return seen_by(audience, register_document(plan, necessity(plan, seconds)))
