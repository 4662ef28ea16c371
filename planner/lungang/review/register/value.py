"""The register as a value: each risk with its grade, its owner, its term and its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lungang.review.register.means import Means
from lungang_models.facts.risk import DecidedGrade, PastRisk, RiskStanding, RiskState
from lungang_models.rule import Finding
from lungang_models.vocabulary import Severity, UnitId
from lungang_models.words import Words


@dataclass(frozen=True)
class GradeStep:
    """One step of a grade's arithmetic: how many grades up (or down), and why."""

    by: int
    why: Words

    @property
    def says(self) -> Words:
        """The step in words."""
        way = Words("上调", "up") if self.by > 0 else Words("下调", "down")
        by = abs(self.by)
        if self.why.zh.startswith("累计"):  # the cap on what went before
            return self.why
        return Words(
            f"因{self.why.zh}{way.zh}{'零一二三'[by]}级",
            f"{way.en} {by} for: {self.why.en}",
        )


@dataclass(frozen=True)
class Grade:
    """A proposed grade with every step that led to it, and the decided one, if any."""

    base: Severity
    steps: tuple[GradeStep, ...]
    proposed: Severity
    decided: DecidedGrade | None = None

    @property
    def final(self) -> Severity:
        """What counts: the decision, where there is one (article 5(1))."""
        return self.decided.grade if self.decided is not None else self.proposed

    @property
    def says(self) -> Words:
        """How it came about: 较大，因关键岗位经手财政资金上调一级，拟定为重大."""
        base, proposed = self.base.words, self.proposed.words
        told = [s.says for s in self.steps]
        zh = "".join(f"，{w.zh}" for w in told)
        en = "".join(f", {w.en}" for w in told)
        if self.steps:
            zh, en = f"{zh}，拟定为{proposed.zh}", f"{en}: proposed {proposed.en}"
        if self.decided is not None:
            final = self.decided.grade.words
            zh += f"；审定{final.zh}：{self.decided.reason}"
            en += f"; decided {final.en}: {self.decided.reason}"
        return Words(base.zh + zh, base.en + en)


@dataclass(frozen=True)
class RegisterEntry:
    """One risk of the register.

    ``id`` is the same in every run in which the same kind of risk meets the same people,
    posts and unit. ``before`` is the grade of today's state, ``None`` where the plan
    brings the risk; for a resolved risk ``grade`` is that of today. ``carried`` is the
    line of the last register that it continues.
    """

    id: str
    finding: Finding
    title: Words
    standing: RiskStanding
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
        return self.standing is RiskStanding.RESOLVED

    @property
    def ordinary(self) -> bool:
        """Whether its final grade is 一般."""
        return self.grade.final is Severity.ORDINARY


@dataclass(frozen=True)
class Register:
    """Every risk before and after a plan.

    ``vanished`` were open in the last register and are no longer found; ``idle`` are
    decisions about risks that are not in this register. Neither is lost silently.
    """

    entries: tuple[RegisterEntry, ...]
    vanished: tuple[PastRisk, ...]
    idle: tuple[DecidedGrade, ...]
