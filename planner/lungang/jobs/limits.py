"""How long a job may take, with how many workers, and who is told of its progress."""

from __future__ import annotations

from dataclasses import dataclass

from lungang.engines.cp_sat import CpSatSettings
from lungang.memory import one_heap
from lungang.outcome import Progress, Watch, silent

__all__ = ["USUAL", "Limits", "Progress", "Watch", "one_heap", "silent"]


@dataclass(frozen=True)
class Limits:
    """The bounds of one job.

    ``time_limit`` is in seconds and covers everything, the reasons included.
    ``workers`` and ``seed`` go to CP-SAT; neither changes a proved answer.
    """

    time_limit: float = 60.0
    workers: int = 1
    seed: int = 0
    spent: float = 0.0
    """Seconds of the limit that were spent before, or are set aside for what follows."""

    @property
    def settings(self) -> CpSatSettings:
        """How CP-SAT is to be run."""
        return CpSatSettings(workers=self.workers, seed=self.seed)


USUAL = Limits()
"""A minute, one worker."""
