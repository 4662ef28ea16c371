"""The worker: takes queued jobs one after the other, each in a process of its own.

A crash or a hang of native code takes one job with it, never the desk. The worker lives
as long as the pipe from the server is open, a job as long as that from the worker: after
a kill nobody is left behind. What was running is begun again, once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress

from lungang.web.service import queue

__all__ = ["end_with_parent", "main", "run_one", "start"]

PAUSE = 0.3
"""Seconds between two looks at the queue."""
GRACE = 30.0
"""Seconds that a job may go on after its time is up and it was asked to stop."""


def start() -> subprocess.Popen[bytes]:
    """Start a worker that ends with this process."""
    return _child("worker")


def main() -> None:
    """Work until the server is gone."""
    end_with_parent()
    queue.left_over()
    while True:
        if not run_one():
            time.sleep(PAUSE)


def run_one() -> bool:
    """Run the next job to its end; false where none waits."""
    job = queue.took()
    if job is None:
        return False
    child = _child("job", str(job.pk), str(job.attempts))
    limit = float(job.asked.get("seconds", 120)) * 2 + 60 + GRACE
    try:
        child.wait(limit)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    # Whoever ended well has said so; of the others nothing was kept.
    queue.failed(job.pk, job.attempts, queue.DIED)
    return True


def _child(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "lungang.web", *command], stdin=subprocess.PIPE
    )


def end_with_parent() -> None:
    """End this process as soon as the one that started it is gone."""

    def wait() -> None:
        with suppress(OSError, ValueError):
            while os.read(0, 1):
                pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
