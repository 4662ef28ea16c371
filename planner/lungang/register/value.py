"""The register as a value: each risk with its grade, its owner, its term and its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lungang.register.means import Means
from lungang_models.facts.risk import DecidedGrade, PastRisk, RiskState, Standing
from lungang_models.rule import Finding
from lungang_models.vocabulary import Severity, UnitId
from lungang_models.words import Words


@dataclass(frozen=True)
class Step:
    """One step of a grade's arithmetic: so many grades up (or down), and why."""

    by: int
    why: Words


@dataclass(frozen=True)
class Grade:
    """A proposed grade with every step that led to it, and the decided one, if any."""

    base: Severity
    steps: tuple[Step, ...]
    proposed: Severity
    decided: DecidedGrade | None = None

    @property
    def final(self) -> Severity:
        """What counts: the decision, where there is one (article 5(1))."""
        return self.decided.grade if self.decided is not None else self.proposed

    @property
    def says(self) -> Words:
        """The arithmetic: 较大 +1 关键岗位经手资金 = 重大."""
        base, proposed = self.base.words, self.proposed.words
        zh = "".join(f" {s.by:+d} {s.why.zh}" for s in self.steps)
        en = "".join(f" {s.by:+d} {s.why.en}" for s in self.steps)
        if self.steps:
            zh, en = f"{zh} = {proposed.zh}", f"{en} = {proposed.en}"
        if self.decided is not None:
            final = self.decided.grade.words
            zh += f"; 审定{final.zh}: {self.decided.reason}"
            en += f"; decided {final.en}: {self.decided.reason}"
        return Words(base.zh + zh, base.en + en)


@dataclass(frozen=True)
class Entry:
    """One risk of the register.

    ``id`` is the same in every run in which the same kind of risk meets the same people,
    posts and unit. ``before`` is the grade of today's state, ``None`` where the plan
    brings the risk; for a resolved risk ``grade`` is that of today. ``carried`` is the
    line of the last register that it continues.
    """

    id: str
    finding: Finding
    title: Words
    standing: Standing
    grade: Grade
    before: Severity | None
    means: Means
    unit: UnitId | None
    owner: Words
    due: date
    state: RiskState
    carried: PastRisk | None = None

    @property
    def resolved(self) -> bool:
        return self.standing is Standing.RESOLVED


@dataclass(frozen=True)
class Register:
    """Every risk before and after a plan.

    ``vanished`` were open in the last register and are no longer found; ``idle`` are
    decisions about risks that are not in this register. Neither is lost silently.
    """

    entries: tuple[Entry, ...]
    vanished: tuple[PastRisk, ...]
    idle: tuple[DecidedGrade, ...]
