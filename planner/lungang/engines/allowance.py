"""Work that may be spent on a question: counted, not timed.

A limit in seconds strikes earlier on a busy machine, and what was left open then would be
answered another day. Work is the same everywhere: CP-SAT counts its own deterministic
seconds, and steps of the simplex are charged in the same coin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lungang.engines.cp_sat import Canceller


class Allowance(Canceller):
    """A canceller that also stops a search once its work is spent.

    ``work`` is in deterministic seconds, about those of an idle machine; no more than what
    ``within`` has left. What is spent here is spent there as well, unless ``apart``: of
    several threads each may use up what is left, and who gathers their answers charges
    them in a fixed order. Cancelling ``within`` cancels this too.

    Example::

        each = Allowance(10.0, canceller)
        answer = solve(task, seconds, CpSatSettings(), each)
        each.cancelled  # whether the answer may be missing for lack of work
    """

    def __init__(self, work: float, within: Canceller, *, apart: bool = False) -> None:
        super().__init__()
        self.most = min(work, within.work)
        self.spent = 0.0
        self._within, self._apart = within, apart

    @property
    def work(self) -> float:
        return max(0.0, self.most - self.spent)

    def spend(self, work: float) -> None:
        self.spent += work
        if not self._apart:
            self._within.spend(work)

    @property
    def cancelled(self) -> bool:
        return self.spent >= self.most or self._within.cancelled

    def cancel(self) -> None:
        self._within.cancel()

    @contextmanager
    def over(self, stop: Callable[[], None]) -> Iterator[None]:
        with self._within.over(stop):
            yield
