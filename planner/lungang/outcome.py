"""The three outcomes of a solve, and what each tier of the objective is known to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from lungang.proof.certificate import Certificate
from lungang.proof.counted_shortage import Tally
from lungang_models.ground import Ground
from lungang_models.objective import USUAL, Tier
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.scope import scope_of
from lungang_models.words import Words


class Proof(Enum):
    """How far a claim has been checked by other code than made it."""

    CERTIFIED = Words("已证明，附证书", "proved, with a certificate")
    AGREED = Words("经两种独立算法设置复核一致", "agreed by two solver configurations")
    OPEN = Words("未证明", "not proved")


@dataclass(frozen=True)
class TierResult:
    """A tier of the objective: its value in the plan and what no plan can go below."""

    tier: Tier
    value: int
    bound: int
    proof: Proof

    @property
    def gap(self) -> int:
        """Points between the value and the bound; 0 where the value is optimal."""
        return self.value - self.bound


def all_proved(tiers: Iterable[TierResult]) -> bool:
    """Whether every tier is proved to be at its least."""
    return all(t.gap == 0 and t.proof is not Proof.OPEN for t in tiers)


@dataclass(frozen=True)
class Run:
    """How an answer was made: enough to make it again."""

    seconds: float
    parameters: Mapping[str, int | float | str]
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Solved:
    """A plan that keeps every rule, with what is proved of it."""

    plan: Plan
    tiers: tuple[TierResult, ...]
    run: Run
    certificate: Certificate | None = field(default=None, repr=False)

    @property
    def optimal(self) -> bool:
        """Whether every tier is proved; only then may a face say "optimal"."""
        return all_proved(self.tiers)


@dataclass(frozen=True)
class NoPlan:
    """No plan exists: grounds that cannot all hold, and how that was checked.

    ``minimal`` says whether each ground was shown to be needed.
    """

    core: tuple[Ground, ...]
    proof: Proof
    minimal: bool
    run: Run
    tally: Tally | None = None
    """The count that shows it, where it can be counted."""


@dataclass(frozen=True)
class OutOfTime:
    """The deadline came, or the user stopped; the best plan so far, if any."""

    best: Solved | None
    run: Run


Outcome = Solved | NoPlan | OutOfTime


def certificate_file(problem: Problem, outcome: Outcome) -> dict[str, Any] | None:
    """The certificate as it is filed, with what it was made of; ``None`` without one.

    ``covers`` states over which rules and which facts its bounds hold.
    """
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if not isinstance(solved, Solved) or solved.certificate is None:
        return None
    return {
        **solved.certificate.to_json(),
        "proofs": {t.tier.name: t.proof.name for t in solved.tiers},
        "input_hash": problem.hash,
        "covers": scope_of(problem).to_json(),
        "pack": f"{problem.pack.name} {problem.pack.version}",
        "solvers": dict(solved.run.versions),
    }


@dataclass(frozen=True)
class Progress:
    """One line of live progress; ``value`` and ``bound`` belong to ``tier``."""

    stage: Words
    seconds: float
    tier: Tier | None = None
    value: int | None = None
    bound: int | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Which tier of how many it is, in their usual order."""
        tiers = tuple(Tier) if self.tier not in USUAL else USUAL
        return (tiers.index(self.tier) + 1 if self.tier else 0, len(tiers))

    @property
    def orders_equals(self) -> bool:
        """Whether it is about the last tier, whose number only orders equal plans."""
        return self.tier is Tier.CANONICAL

    @property
    def says(self) -> Words:
        """The stage with the name of its tier, as people read it."""
        if self.orders_equals:
            return Words(
                "同样好的方案中按固定次序取定一个",
                "choosing one of equal plans by a fixed order",
            )
        if self.tier is None:
            return self.stage
        name = self.tier.value
        return Words(f"{name.zh}：{self.stage.zh}", f"{name.en}: {self.stage.en}")


Watch = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Tell nobody: the watch of whoever does not look."""
