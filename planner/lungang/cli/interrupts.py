"""Ctrl-C while something is computed: what there is by then is kept."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def on_interrupt(act: Callable[[], None]) -> Iterator[None]:
    """Within it, Ctrl-C (on Windows Ctrl-Break too) calls ``act`` and ends nothing."""
    asked = [signal.SIGINT]
    if sys.platform == "win32":
        asked.append(signal.SIGBREAK)
    before = {s: signal.signal(s, lambda number, frame: act()) for s in asked}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
