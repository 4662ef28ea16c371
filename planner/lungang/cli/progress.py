"""A command's time: how much of it is left, and a sign of life while it is used."""

from __future__ import annotations

import math
import threading
import time
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING

from lungang.cli.language import arguments, asked, silent_for
from lungang.cli.live import Live
from lungang.cli.options import LanguageOption, said
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.jobs.limits import Progress
    from lungang.jobs.waiting import Heard

SILENT = 2.0
"""Seconds of silence after which something is said."""

_OPEN: list[TimedProgress] = []
"""Those within which we are, the outermost first: that one speaks for all."""


class TimedProgress:
    """Within it, nothing is silent for long: what goes on is said on stderr.

    ``limit`` is in seconds and covers all that is done within it; ``quiet`` says nothing.
    What is said is the phase that goes on, with its count, and where there is none the
    stage. Of one within another the outer speaks, and says the stage of the inner.
    """

    def __init__(self, limit: float, lang: LanguageOption, quiet: bool = False) -> None:
        self._limit, self._lang, self.quiet = limit, lang, quiet
        self._began = time.monotonic()
        self.now: Words | None = Words("正在计算", "at work")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)
        self._within = ExitStack()
        self._work: Heard | None = None

    @property
    def left(self) -> float:
        """Seconds left, never less than one: too little for an answer, enough to say so."""
        return max(1.0, self._limit - (time.monotonic() - self._began))

    def share(self, part: float) -> float:
        """Seconds that a step may take which gets this part of the whole."""
        return max(1.0, min(self.left, self._limit * part))

    def stage(self, zh: str, en: str) -> None:
        """What goes on from now."""
        self.now = Words(zh, en)

    def watch(self, progress: Progress) -> None:
        """The same, as the solver tells it."""
        self.now = progress.stage

    def _tell(self) -> None:
        live = Live(self._lang)
        while not self._over.wait(max(SILENT / 20, SILENT - silent_for())):
            if silent_for() < SILENT or any(p.quiet for p in _OPEN):
                continue
            phase = self._work.says if self._work else None
            stage = phase or (_OPEN[-1].now if _OPEN else None)
            if stage is not None:
                spent = time.monotonic() - self._began
                live.show(said(stage, self._lang), spent, again=True)
        live.end()

    def __enter__(self) -> TimedProgress:
        _OPEN.append(self)
        if _OPEN[0] is self:
            from lungang.jobs.waiting import heard

            self._work = self._within.enter_context(heard())
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _OPEN.remove(self)
        if self._work is not None:
            self._over.set()
            self._thread.join()
            self._within.close()


def end_phases() -> None:
    """End what is being done, at its next piece: nothing of it is wanted any more."""
    for timed in _OPEN[:1]:
        if timed._work is not None:
            timed._work.stop = True


def whole_command() -> TimedProgress:
    """That of a whole command, which says nothing but the phases that go on."""
    given = arguments(None)
    timed = TimedProgress(math.inf, LanguageOption(asked()), quiet="--quiet" in given)
    timed.now = None
    return timed
