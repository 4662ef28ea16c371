"""A question's time: how much of it is left, and a sign of life while it is used."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from lungang.cli.live import Live
from lungang.cli.options import LanguageOption, said
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.jobs.limits import Progress

SILENT = 2.0
"""Seconds after which something is said, and again after as many."""


class Pulse:
    """Within it, what is going on is said on stderr every few seconds.

    ``limit`` is in seconds and covers all that is done within it; ``quiet`` says nothing.
    """

    def __init__(self, limit: float, lang: LanguageOption, quiet: bool = False) -> None:
        self._limit, self._lang, self._quiet = limit, lang, quiet
        self._began = time.monotonic()
        self._stage = Words("正在计算", "at work")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    @property
    def left(self) -> float:
        """Seconds left, never less than one: too little for an answer, enough to say so."""
        return max(1.0, self._limit - (time.monotonic() - self._began))

    def share(self, part: float) -> float:
        """Seconds that a step may take which gets this part of the whole."""
        return max(1.0, min(self.left, self._limit * part))

    def stage(self, zh: str, en: str) -> None:
        """What goes on from now."""
        self._stage = Words(zh, en)

    def watch(self, progress: Progress) -> None:
        """The same, as the solver tells it."""
        self._stage = progress.stage

    def _beat(self) -> None:
        live = Live(self._lang, self._quiet)
        while not self._over.wait(SILENT):
            spent = time.monotonic() - self._began
            live.show(said(self._stage, self._lang), spent, again=True)
        live.end()

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
