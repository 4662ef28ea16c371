"""Ctrl-C while something is computed: it ends at once, or what there is by then is kept."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = [signal.SIGINT]
if sys.platform == "win32":
    SIGNALS.append(signal.SIGBREAK)


@contextmanager
def on_interrupt(act: Callable[[], None]) -> Iterator[None]:
    """Within it, Ctrl-C (on Windows Ctrl-Break too) calls ``act`` and ends nothing."""
    before = {s: signal.signal(s, lambda number, frame: act()) for s in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def ending_searches() -> Iterator[None]:
    """Within it, Ctrl-C ends the command and every search that its threads are at.

    They would else go on to their limits, and the command wait for them.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # whoever started us, in the background perhaps, wants no interrupts
        return

    def end() -> None:
        from lungang.jobs.waiting import end_all

        end_all()
        raise KeyboardInterrupt

    with on_interrupt(end):
        yield
