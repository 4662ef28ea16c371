"""Steps taken in a process of their own, which may be killed: on Windows as anywhere.

Windows has no fork: a fresh interpreter takes the step, so what it takes stands here or in
the program, where it can be imported.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from lungang.draw.ledger import Event, Ledger

WINDOWS = sys.platform == "win32"
PROCESSES = multiprocessing.get_context("spawn" if WINDOWS else "fork")
DIED = -getattr(signal, "SIGKILL", signal.SIGTERM)


def killed(step: Callable[[], object], after: float) -> bool:
    """Take a step and kill it after some seconds; whether it was still running."""
    here, there = PROCESSES.Pipe(duplex=False)
    child = PROCESSES.Process(target=_take, args=(step, there))
    child.start()
    there.close()  # so that a child that never begins is noticed
    assert here.recv()
    time.sleep(after)
    child.kill()
    child.join()
    assert child.exitcode in (DIED, 0)
    return child.exitcode == DIED


def _take(step: Callable[[], object], begun: Connection) -> None:
    begun.send(True)
    step()


def append_many(path: str, name: str, ready: Callable[[], object]) -> None:
    """Ten lines of one writer, once the others are ready too."""
    ready()
    for number in range(10):
        Ledger(Path(path)).append(
            Event("OPEN", "2026-01-05T08:00:00+08:00", name, f"{name}-{number}")
        )
