"""What solving came to: a plan with its proofs and papers, or why there is none.

In the examples ``result`` is ``lungang.sample_bureau().solve()`` and ``folder`` an
empty folder.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lungang.api.plans import PlanView
from lungang.api.shown import card
from lungang.jobs import asking, editions, papering, reviewing, solving
from lungang.outcome import Outcome
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.words import Language

if TYPE_CHECKING:
    import pandas as pd

    from lungang.document.parts import PlanDocument, Status


class NoPlanToShow(LookupError):
    """A table of a plan was asked for where there is none; see ``why_none``."""


class Result(PlanView):
    """What solving came to: a plan with its proofs, the proof that none exists, or neither.

    >>> import lungang
    >>> result = lungang.sample_bureau().solve(time_limit=60)
    >>> result.status, result.lawful
    ('optimal', True)
    >>> len(result.moves("en")) == result.plan.moves
    True
    """

    def __init__(self, planned: solving.Planned) -> None:
        self.planned = planned

    @property
    def outcome(self) -> Outcome:
        """``Solved``, ``NoPlan`` or ``OutOfTime``: three outcomes are three types."""
        return self.planned.outcome

    @property
    def status(self) -> Status:
        """``optimal``, ``best-found``, ``no-plan`` or ``unknown``."""
        return self.planned.status

    @property
    def optimal(self) -> bool:
        """Whether every tier of the plan is proved to be at its least."""
        return self.status == "optimal"

    @property
    def problem(self) -> Problem:
        """The checked workbook that was asked about."""
        return self.planned.problem

    @property
    def plan(self) -> Plan:
        """The plan. Raises ``NoPlanToShow`` where there is none."""
        if self.planned.plan is None:
            raise NoPlanToShow(f"{self.status}: there is no plan; see why_none()")
        return self.planned.plan

    @property
    def document(self) -> PlanDocument:
        """The outcome as the document of ``plan.json``."""
        return self.planned.document

    @cached_property
    def _base(self) -> asking.Base:
        if self.planned.solved is None:
            raise NoPlanToShow(f"{self.status}: there is no plan; see why_none()")
        return asking.Base.of(self.planned.solved)

    def tiers(self, lang: Language = "zh") -> pd.DataFrame:
        """Each tier of the objective: its value, its lower bound, its proof.

        >>> result.tiers("en").columns.tolist()
        ['tier', 'value', 'bound', 'gap', 'proof']
        """
        from lungang import frames

        solved = self.planned.solved
        return frames.tiers(() if solved is None else solved.tiers, lang)

    def why_none(self, lang: Language = "zh") -> list[str]:
        """Why no plan exists and the ways out, as sentences; empty where there is one.

        >>> result.why_none()
        []
        """
        found = self.planned.why_none
        if found is None:
            return []
        return [w.in_(lang) for w in asking.causes_and_ways(self.problem, found)]

    def write(
        self,
        folder: str | os.PathLike[str],
        lang: Language = "zh",
        *,
        audience: reviewing.Audience = "hr",
        replace: bool = False,
    ) -> tuple[Path, ...]:
        """Write plan.json, plan.xlsx, report.html and, with a proof, certificate.json.

        An ``audience`` other than ``hr`` gets its edition: what it may see, and no
        certificate. Raises ``Taken`` where the folder holds a plan and ``replace`` is
        not given.

        >>> small = lungang.generate_bureau(60).solve()
        >>> [file.name for file in small.write(folder / "方案", replace=True)][:3]
        ['plan.json', 'plan.xlsx', 'report.html']
        """
        if audience == "hr":
            return solving.write(self.planned, folder, lang, replace=replace)
        return editions.write_edition_of(
            self.document, audience, folder, lang, replace=replace
        )

    def write_papers(
        self,
        folder: str | os.PathLike[str],
        office: papering.Office | None = None,
        only: Sequence[str] = (),
        templates: Path | None = None,
    ) -> tuple[Path, ...]:
        """Write the papers of the cycle as Word files; see ``lungang papers``.

        ``office`` says who issues them, by default what the workbook says. ``only``
        names some of the papers. Raises ``NoPlanToShow``, and ``BadInput`` for a
        template that cannot be filled.

        >>> papers = result.write_papers(folder / "公文", only=["轮岗通知"])
        >>> len(papers) == len(result.moves())
        True
        """
        who = office or papering.office_of(self.problem)
        return papering.write_papers(
            folder, self.plan, self.document, who, only, templates
        )

    def _facts(self) -> list[tuple[str, object]]:
        solved = self.planned.solved
        if solved is None:
            return [("结论", self.planned.says.zh)]
        facts: list[tuple[str, object]] = [
            ("结论", self.planned.says.zh), ("调整人数", solved.plan.moves),
            ("可安排强制休假", len(solved.plan.leaves)),
        ]  # fmt: skip
        return facts + [(t.tier.value.zh, t.value) for t in solved.tiers[:-1]]

    def __repr__(self) -> str:
        plan = self.planned.plan
        moves = "" if plan is None else f", {plan.moves} moves"
        return f"<Result: {self.status}{moves}>"

    def _repr_html_(self) -> str:
        return card("轮岗方案", self._facts())
