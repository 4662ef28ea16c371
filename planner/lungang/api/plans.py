"""A plan, solved or handed in: its tables, its audit, questions about it.

In the examples ``bureau`` is ``lungang.sample_bureau()``, ``result`` what its
``solve()`` gives; ``folder`` is an empty folder.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from lungang.api.batches import Stressed
from lungang.api.draws import Chances
from lungang.api.shown import listing
from lungang.jobs import asking, batches, drawing, reviewing
from lungang.jobs.bounds import (
    CANDIDATES,
    EVENTS,
    ROUNDS,
    SECONDS,
    SEED,
    SPARE_SECONDS,
    within,
)
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding
from lungang_models.words import Language, many

if TYPE_CHECKING:
    import pandas as pd

    from lungang.document.parts import RegisterDocument


class Reply:
    """The answer to a question about a plan: a verdict, its proof, its evidence."""

    def __init__(self, answer: asking.Answer) -> None:
        self.answer = answer

    def says(self, lang: Language = "zh") -> str:
        """Question, verdict, proof and evidence as lines of text."""
        found = self.answer
        head = f"{found.verdict.in_(lang)} ({found.proved.in_(lang)})"
        return "\n".join([found.question.in_(lang), head, *self._behind(lang)])

    def _behind(self, lang: Language) -> list[str]:
        found = self.answer
        evidence = [f"· {w.in_(lang)}" for w in found.evidence]
        return evidence + [f"→ {w.in_(lang)}" for w in found.alternatives]

    def __repr__(self) -> str:
        return f"<Reply: {shorten(self.answer.verdict.en, 100, placeholder='…')}>"

    def _repr_html_(self) -> str:
        found = self.answer
        verdict = f"{found.verdict.zh} ({found.proved.zh})"
        return listing(found.question.zh, verdict, self._behind("zh"))


class PlanView:
    """Any plan of a workbook: today's state, one handed in, or one of ours.

    Tables are pandas DataFrames with headings in ``lang``, ``zh`` or ``en``. Questions
    take staff and post numbers, and raise ``LookupError`` for one that is not there;
    ``seconds`` is the most that an answer may take. ``BadInput`` is raised for seconds
    or counts that are none.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @property
    def plan(self) -> Plan:
        """Who holds which post, and who can be sent on leave when."""
        return self._plan

    @property
    def problem(self) -> Problem:
        """The checked workbook that the plan belongs to."""
        return self.plan.problem

    @cached_property
    def _audited(self) -> reviewing.Audited:
        return reviewing.audited(self.plan)

    # -- audit

    @property
    def lawful(self) -> bool:
        """Whether the audit, which knows no solver, finds no binding rule broken.

        >>> bureau.today().lawful, result.lawful
        (False, True)
        """
        return self._audited.lawful

    def audit(self) -> tuple[Finding, ...]:
        """Every finding of the adopted rules, gravest first.

        >>> any(finding.breach for finding in result.audit())
        False
        """
        return self._audited.findings

    def findings(self, lang: Language = "zh") -> pd.DataFrame:
        """What is open: each risk with its grade, owner and term.

        >>> len(result.findings()) < len(bureau.today().findings())
        True
        """
        from lungang import frames

        return frames.findings(self.problem, self._audited.entries, lang)

    def register(
        self, audience: reviewing.Audience = "hr", *, seconds: float = 0.0
    ) -> RegisterDocument:
        """The register as a reader may see it; ``seconds`` are for each move's need.

        >>> len(result.register("leadership").findings) > 0
        True
        """
        within((SPARE_SECONDS, seconds))
        return reviewing.registered(self.plan, audience, seconds)

    def proved_by(self, certificate: str | os.PathLike[str]) -> bool:
        """Whether a certificate file proves this plan optimal, checked anew.

        Raises ``NotACertificate`` for a file that cannot be read as one.

        >>> small = lungang.generate_bureau(60).solve()
        >>> *_, certificate, manifest = small.write(folder / "方案", replace=True)
        >>> small.proved_by(certificate)
        True
        """
        return reviewing.checked_certificate(self.plan, certificate).proved

    # -- tables

    def moves(self, lang: Language = "zh") -> pd.DataFrame:
        """Who changes main post, from where to where, and why.

        >>> result.moves("en").columns[:3].tolist()
        ['staff', 'name', 'from_post']
        """
        from lungang import frames

        return frames.moves(self.plan, lang)

    def stays(self, lang: Language = "zh") -> pd.DataFrame:
        """Who keeps their main post, and why.

        >>> len(result.stays()) + len(result.moves()) <= len(bureau.problem.staff)
        True
        """
        from lungang import frames
        from lungang.review.stays import stays

        return frames.stays(stays(self.plan), lang)

    def placements(self, lang: Language = "zh") -> pd.DataFrame:
        """Who holds which post, one row a holding.

        >>> len(result.placements()) == len(result.plan.placements)
        True
        """
        from lungang import frames

        return frames.placements(self.plan, lang)

    def vacancies(self, lang: Language = "zh") -> pd.DataFrame:
        """Posts with an empty seat.

        >>> bool(result.vacancies("en").post.notna().all())
        True
        """
        from lungang import frames

        return frames.vacancies(self.plan, lang)

    def leaves(self, lang: Language = "zh") -> pd.DataFrame:
        """Who can be sent on mandatory leave when, and who acts meanwhile.

        >>> len(result.leaves()) > 0
        True
        """
        from lungang import frames

        return frames.leaves(self.plan, lang)

    # -- questions

    @cached_property
    def _base(self) -> asking.Base:
        return asking.about(self.plan)

    def _ask(self, question: str, *names: str, seconds: float) -> Reply:
        within((SECONDS, seconds))
        return Reply(asking.asked(question, self._base, names, seconds))

    def why(self, staff: str, seconds: float = 30.0) -> Reply:
        """Why somebody is where the plan has them, and what another place would cost.

        >>> result.why("Y018")  # doctest: +ELLIPSIS
        <Reply: ...>
        """
        return self._ask("why", staff, seconds=seconds)

    def why_not(self, staff: str, post: str, seconds: float = 30.0) -> Reply:
        """Why somebody does not hold a post: the exact price, or what forbids it.

        >>> result.why_not("Y018", "XZ04")  # doctest: +ELLIPSIS
        <Reply: ...>
        """
        return self._ask("why-not", staff, post, seconds=seconds)

    def must_move(self, staff: str, seconds: float = 30.0) -> Reply:
        """Why somebody must move, or what staying would cost.

        >>> mover = result.moves("en").staff.iloc[0]
        >>> result.must_move(mover)  # doctest: +ELLIPSIS
        <Reply: ...>
        """
        return self._ask("must-move", staff, seconds=seconds)

    def letter(
        self, staff: str, file: str | os.PathLike[str] | None = None,
        seconds: float = 30.0,
    ) -> str:  # fmt: skip
        """The answer owed to one person, on one page; with ``file`` a Word file too.

        >>> "谭云屹同志" in result.letter("Y018", folder / "答复.docx")
        True
        """
        within((SECONDS, seconds))
        values = asking.letter(self._base, staff, seconds)
        if file is not None:
            asking.write_letter(Path(file), values)
        return asking.as_text(values)

    def alternates(
        self, post: str, *, most: int = 5, seconds: float = 30.0, lang: Language = "zh"
    ) -> pd.DataFrame:
        """Who else could hold a post, the cheapest first, with exact prices by tier.

        >>> small = lungang.generate_bureau(60).solve()
        >>> len(small.alternates("BG01", most=1))
        1
        """
        from lungang import frames

        within((SECONDS, seconds), (CANDIDATES, most))
        number = asking.post_named(self.problem, post)
        found = asking.alternates(self._base, number, seconds, most)
        return frames.candidates(self.problem, found.shown, lang)

    def elsewhere(
        self, staff: str, *, most: int = 5, seconds: float = 30.0, lang: Language = "zh"
    ) -> pd.DataFrame:
        """Where else somebody could be placed, the cheapest first, with exact prices.

        >>> small = lungang.generate_bureau(60).solve()
        >>> mover = small.moves("en").staff.iloc[0]
        >>> bool(small.elsewhere(mover, most=1, lang="en").proved.all())
        True
        """
        from lungang import frames

        within((SECONDS, seconds), (CANDIDATES, most))
        number = asking.staff_named(self.problem, staff)
        found = asking.elsewhere(self._base, number, seconds, most)
        return frames.candidates(self.problem, found.shown, lang)

    def chances(self) -> Chances:
        """Everybody's chance of being drawn for leave, by the default rules.

        >>> result.chances()
        <Chances: 47 people, 3 levels>
        """
        return Chances(drawing.chances(self.plan))

    def stress(self, rounds: int = 50, *, events: int = 1, seed: int = 0) -> Stressed:
        """Chance events against the plan: how often and how far it must be repaired.

        Each of ``rounds`` draws ``events`` by ``seed``; the same seed, the same rounds.
        Raises ``Unlawful`` for a plan that breaks a binding rule, ``ValueError`` where
        the staff is too small for so many events.

        >>> lungang.generate_bureau(60).solve().stress(rounds=2)
        <Stressed: 2 rounds>
        """
        within((ROUNDS, rounds), (EVENTS, events), (SEED, seed))
        asked = batches.Stress(rounds=rounds, events=events, seed=seed)
        return Stressed(batches.stress(self.plan, asked))

    def __repr__(self) -> str:
        moves = many(self.plan.moves, "move")
        return f"<PlanView: {len(self.problem.staff)} staff, {moves}>"
