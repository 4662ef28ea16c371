"""What came of many scenarios: a comparison, a sweep, a stress test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lungang.jobs.batches import Comparison, StressDocument, SweepDocument
from lungang_models.words import Language, many

if TYPE_CHECKING:
    import pandas as pd


class Compared:
    """Scenarios side by side; the first is the workbook as it stands."""

    def __init__(self, document: Comparison) -> None:
        self.document = document

    def frame(self, lang: Language = "zh") -> pd.DataFrame:
        """One row a scenario: its outcome and every measure."""
        from lungang import frames

        return frames.comparison(self.document, lang)

    def __repr__(self) -> str:
        return f"<Compared: {many(len(self.document.scenarios), 'scenario')}>"

    def _repr_html_(self) -> str:
        return str(self.frame().to_html())


class Swept:
    """A grid over policy values, each point solved, with the front of two measures."""

    def __init__(self, document: SweepDocument) -> None:
        self.document = document

    def frame(self, lang: Language = "zh") -> pd.DataFrame:
        """One row a point: its values, its outcome with the proof, every measure."""
        from lungang import frames

        return frames.sweep(self.document, lang)

    def __repr__(self) -> str:
        return f"<Swept: {many(len(self.document.points), 'point')}>"

    def _repr_html_(self) -> str:
        return str(self.frame().to_html())


class Stressed:
    """An approved plan under rounds of chance events."""

    def __init__(self, document: StressDocument) -> None:
        self.document = document

    def frame(self, lang: Language = "zh") -> pd.DataFrame:
        """One row a round: what happened, and how far the plan had to be repaired."""
        from lungang import frames

        return frames.stress(self.document, lang)

    def __repr__(self) -> str:
        return f"<Stressed: {many(len(self.document.rounds), 'round')}>"

    def _repr_html_(self) -> str:
        return str(self.frame().to_html())
