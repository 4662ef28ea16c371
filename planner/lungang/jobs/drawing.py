"""The mandatory-leave draw, as far as other jobs meet it: chances, and a trial book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from lungang.draw.attainability import Verdict, judge
from lungang.draw.audit import Uniformity, audit_book
from lungang.draw.book import Book, bind, broken_pages
from lungang.draw.certificate import LotteryProof, certify, check
from lungang.draw.chances import JUDGE_UP_TO
from lungang.draw.covering import left_out
from lungang.draw.odds import Odds, leximin
from lungang.draw.panels import require_a_panel
from lungang.draw.pool import Pool
from lungang.draw.reasons import reasons
from lungang.explain.chance import pool_for
from lungang_models.plan import Plan
from lungang_models.vocabulary import Person, StaffId
from lungang_models.words import Words

__all__ = ["Book", "LeaveChances", "Uniformity", "chances"]


@dataclass(frozen=True)
class LeaveChances:
    """Everybody's chance of being drawn for leave under a plan, by the default rules.

    ``odds`` raise the lowest chance as far as any draw allows, then the next; ``proof``
    checks that with fractions. ``verdict`` says whether a real draw reaches them, where
    the pool is small enough for that to be settled.
    """

    plan: Plan
    pool: Pool
    odds: Odds
    proof: LotteryProof
    verdict: Verdict | None

    @property
    def ideal(self) -> tuple[float, ...]:
        """The chance of each holder in the pool."""
        return tuple(float(c) for c in self._exact)

    @property
    def _exact(self) -> Sequence[Fraction]:
        return self.odds.ideal if self.verdict is None else self.verdict.ideal

    @cached_property
    def says(self) -> tuple[Words, ...]:
        """Why each chance is what it is."""
        told = reasons(self.pool, self.odds, self._exact)
        return tuple(Words(w.zh, w.en) for w in told)

    @property
    def people(self) -> tuple[Person, ...]:
        """Who is in the pool, in its order."""
        return tuple(self.plan.problem.person[StaffId(pid)] for pid in self.pool.pids)

    @property
    def left_out(self) -> tuple[Person, ...]:
        """Holders of key posts who are in no pool: away, frozen, outside the authority."""
        return left_out(self.plan)

    def book(self, seed: bytes) -> Book:
        """A trial book: every page a lawful list, a chance is a count of pages."""
        made = bind(self.pool, self._exact, seed)
        assert not broken_pages(self.pool, made.pages)
        return made

    def audited(self, book: Book, draws: int) -> list[Uniformity]:
        """Whether page numbers look even: the program's own, then planted frauds."""
        return audit_book(book.pages, len(self.pool.holders), draws)


def chances(plan: Plan) -> LeaveChances:
    """The chances of a plan. Raises ``NoPanel`` where no list can meet the rules."""
    pool = pool_for(plan)
    require_a_panel(pool)
    odds = leximin(pool)
    small = len(pool.holders) <= JUDGE_UP_TO
    proof = check(pool, certify(pool, odds))
    return LeaveChances(plan, pool, odds, proof, judge(pool, odds) if small else None)
