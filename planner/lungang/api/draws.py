"""The draw before it is held: chances, and a trial of its numbered book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lungang.jobs import drawing
from lungang_models.words import Language

if TYPE_CHECKING:
    import pandas as pd


class Chances:
    """Everybody's chance of being drawn for leave, proved as fair as any draw can be."""

    def __init__(self, found: drawing.LeaveChances) -> None:
        self.found = found

    @property
    def levels(self) -> int:
        """How many different chances there are, each as high as those below allow."""
        return self.found.proof.levels

    @property
    def attained(self) -> bool | None:
        """Whether a real draw reaches these chances; ``None`` where that is open."""
        verdict = self.found.verdict
        return None if verdict is None else verdict.attained

    def frame(self, lang: Language = "zh") -> pd.DataFrame:
        """One row a person in the pool: the chance, and why it is what it is."""
        from lungang import frames

        return frames.chances(self.found, lang)

    def left_out(self, lang: Language = "zh") -> pd.DataFrame:
        """Holders of key posts who are in no pool."""
        from lungang import frames

        return frames.left_out(self.found, lang)

    def trial_book(self, seed: str = "trial") -> TrialBook:
        """A book of pages as a draw would bind one; nothing is committed or published."""
        return TrialBook(self.found, self.found.book(seed.encode()))

    def __repr__(self) -> str:
        return f"<Chances: {len(self.found.people)} people, {self.levels} levels>"

    def _repr_html_(self) -> str:
        return str(self.frame().to_html())


class TrialBook:
    """A numbered book: each page a lawful list, a chance is a count of pages."""

    def __init__(self, found: drawing.LeaveChances, book: drawing.Book) -> None:
        self._found, self._book = found, book

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._book.pages)

    def frame(self, lang: Language = "zh") -> pd.DataFrame:
        """The chances with the pages on which each person stands."""
        from lungang import frames

        made = frames.chances(self._found, lang)
        made["页数" if lang == "zh" else "pages"] = self._book.counts
        return made

    def evenness(self, draws: int = 200_000, lang: Language = "zh") -> pd.DataFrame:
        """Whether page numbers look even: ours first, then frauds planted on purpose."""
        from lungang import frames

        return frames.evenness(self._found.audited(self._book, draws), lang)

    def __repr__(self) -> str:
        return f"<TrialBook: {self.pages} pages>"
