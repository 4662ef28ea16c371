"""Where scenarios are solved: in this process, in several, or on a cluster.

All are executors of :mod:`concurrent.futures`. An answer is a pure function of its
question, so a lost one is simply asked again.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from threading import Event, Thread
from typing import Any, Protocol

Lost = tuple[type[BaseException], ...]


class Engine(Protocol):
    """Where chunks of scenarios are solved.

    ``lost`` are the errors that say a worker died, and not that a question was wrong.
    """

    @property
    def workers(self) -> int: ...

    @property
    def lost(self) -> Lost: ...

    @contextmanager
    def open(self) -> Iterator[Executor]:
        """An executor, closed afterwards; leaving by an exception stops its work."""
        ...


@dataclass(frozen=True)
class Here:
    """One scenario after another in this process."""

    workers: int = 1
    lost: Lost = ()

    @contextmanager
    def open(self) -> Iterator[Executor]:
        executor = ThreadPoolExecutor(1)
        try:
            yield executor
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True)
class Processes:
    """Several processes of this machine, each with one CP-SAT worker."""

    workers: int
    lost: Lost = (BrokenProcessPool,)

    @contextmanager
    def open(self) -> Iterator[Executor]:
        executor = ProcessPoolExecutor(
            self.workers, mp_context=get_context("spawn"), initializer=_deaf
        )
        # Python 3.11 waits for ever at its end for a question half sent to a dead worker
        questions: Any = getattr(executor, "_call_queue", None)
        if questions is not None:
            questions.cancel_join_thread()
        over = Event()
        Thread(target=_watch, args=(executor, over), daemon=True).start()
        try:
            yield executor
            executor.shutdown(wait=True)
        except BaseException:
            _stop(executor)
            raise
        finally:
            over.set()


PATIENCE = 1.0
"""Seconds in which the pool notices by itself that a worker has died."""


def _watch(executor: Any, over: Event) -> None:
    """End a pool that waits for the rest of an answer of which the worker has died.

    Killed in the midst of sending, a worker leaves half an answer in the pipe; the pool
    reads on for as long as anybody could write there, and notices no death meanwhile.
    """
    before: set[int] = set()
    while not over.wait(PATIENCE):
        workers = dict(executor._processes or {})
        dead = {n for n, worker in workers.items() if worker.exitcode is not None}
        if dead & before:
            for worker in workers.values():
                worker.terminate()
            executor._result_queue._writer.close()  # now nobody could: it is noticed
            return
        before = dead


def _deaf() -> None:
    """Ctrl-C is for the program that asked; it tells its workers, or takes them along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_mortal, args=(os.getppid(),), daemon=True).start()


def _mortal(parent: int) -> None:
    """A worker does not outlive a program that was killed."""
    while os.getppid() == parent:
        time.sleep(PATIENCE)
    os._exit(1)


def _stop(executor: ProcessPoolExecutor) -> None:
    """End the workers now: a solve under way would else run to its time limit."""
    running: dict[int, Any] = dict(getattr(executor, "_processes", None) or {})
    executor.shutdown(wait=False, cancel_futures=True)
    for process in running.values():
        process.terminate()


@dataclass(frozen=True)
class Cluster:
    """A Dask cluster at ``tcp://host:port``; all its parts need this program installed.

    Needs the extra ``lungang[cluster]``. A worker that dies costs a retry, no answer.
    """

    address: str
    workers: int = 0
    lost: Lost = ()
    retries: int = 5

    @classmethod
    def at(cls, address: str) -> Cluster:
        """The cluster at an address. Raises ``OSError`` when nobody answers there."""
        with _client(address) as client:
            workers = client.scheduler_info(n_workers=-1)["workers"]
            return cls(address, max(1, len(workers)))

    @contextmanager
    def open(self) -> Iterator[Executor]:
        with _client(self.address) as client:
            executor = client.get_executor(retries=self.retries, pure=False)
            try:
                yield executor
            finally:
                executor.shutdown(wait=False)


def _client(address: str) -> Any:
    """Raises ``ImportError`` without the extra, ``OSError`` when nobody answers."""
    return import_module("distributed").Client(address, timeout=10)


def engine_of(processes: int, cluster: str) -> Engine:
    """The engine for the options of the command line; 0 processes = one a core."""
    if cluster:
        return Cluster.at(cluster)
    count = processes or os.cpu_count() or 1
    return Processes(count) if count > 1 else Here()
