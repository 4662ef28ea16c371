"""Many scenarios: each solved once, wherever, its answer kept as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from lungang.batch.runs.answer import RunSettings, ScenarioAnswer, answer, question
from lungang.batch.runs.engine import Engine, Here
from lungang.batch.runs.store import Store
from lungang.engines.lexicographic import forget_oldest
from lungang.scenario import Scenario
from lungang_models.at_work import Stopped, phase
from lungang_models.fault import BadInput, Fault
from lungang_models.problem import Problem
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.engines.lexicographic import Memory
    from lungang.solve import Canceller

LARGEST_CHUNK = 8
CHUNKS_EACH = 4
"""Scenarios travel in runs of neighbours, the last ones short: no worker is idle long."""
ANSWERING = Words("正在求解各情景", "solving the scenarios")
MOST_BREAKS = 3
"""Times in a row that the workers may die without a single answer between."""


@dataclass(frozen=True)
class RunProgress:
    """How far a run has come; ``reused`` answers were in the store already."""

    done: int
    of: int
    reused: int
    seconds: float


Watch = Callable[[RunProgress], None]
Answered = tuple[int, ScenarioAnswer, float]
Reply = list[tuple[int, ScenarioAnswer | tuple[Fault, ...], float]]
Ask = Callable[[Problem, list[tuple[int, Scenario]], RunSettings], Reply]


class WorkersDie(Exception):
    """The workers ended again and again without an answer: too little memory, perhaps."""


@dataclass(frozen=True)
class Following:
    """Who hears of the progress of a run, and what can stop it."""

    watch: Watch = lambda progress: None
    canceller: Canceller | None = None


def run(
    base: Problem,
    scenarios: Sequence[Scenario],
    store: Store,
    engine: Engine,
    settings: RunSettings,
    following: Following | None = None,
) -> tuple[ScenarioAnswer | None, ...]:
    """The answer to every scenario, in their order; ``None`` for those cancelled.

    Answers in the store are used again; every new one is kept at once, so an
    interrupted run goes on where it stopped. Equal questions are asked once. Raises
    ``BadInput`` with the faults of all patches, after the others have been answered,
    and ``WorkersDie`` when no worker lives long enough.
    """
    following = following or Following()
    canceller, started = following.canceller, time.monotonic()
    keys = [question(base, s) for s in scenarios]
    known = {k: a for k in dict.fromkeys(keys) if (a := store.get(k, settings))}
    reused = sum(k in known for k in keys)
    first = {k: n for n, k in reversed(list(enumerate(keys))) if k not in known}
    asked = [(n, scenarios[n]) for n in sorted(first.values())]
    faults: list[Fault] = []

    def tell() -> None:
        done = sum(k in known for k in keys)
        following.watch(
            RunProgress(done, len(keys), reused, time.monotonic() - started)
        )

    tell()
    replies = _replies(base, asked, engine, settings, canceller)
    with suppress(Stopped), phase(ANSWERING, len(asked)) as done:
        for number, found, seconds in replies:
            if isinstance(found, ScenarioAnswer):
                stopped = canceller is not None and canceller.cancelled
                if found.proved or not stopped:
                    store.put(keys[number], found, settings, seconds)
                    known[keys[number]] = found
            else:
                faults += found
            done()
            tell()
    if faults:
        raise BadInput(tuple(dict.fromkeys(faults)))
    return tuple(known.get(k) for k in keys)


def _replies(
    base: Problem,
    asked: list[tuple[int, Scenario]],
    engine: Engine,
    settings: RunSettings,
    canceller: Canceller | None,
) -> Iterator[tuple[int, ScenarioAnswer | tuple[Fault, ...], float]]:
    """What comes back, in any order; chunks whose worker died are asked again."""
    left, breaks = _chunks(asked, engine.workers), 0
    ask: Ask = solve_chunk
    if isinstance(engine, Here):  # the only one that a flag of this process reaches
        here = partial(solve_chunk, canceller=canceller)
        ask = partial(copy_context().run, here)  # whoever listens hears of it
    while left and not (canceller and canceller.cancelled):
        try:
            with engine.open() as executor:
                for chunk, reply in _finished(
                    executor, ask, base, left, settings, canceller
                ):
                    left.remove(chunk)
                    breaks = 0
                    yield from reply
        except _Cancelled:
            return
        except engine.lost as death:
            breaks += 1
            if breaks >= MOST_BREAKS:
                raise WorkersDie from death


def _chunks(
    asked: list[tuple[int, Scenario]], workers: int
) -> list[list[tuple[int, Scenario]]]:
    """Runs of neighbours, dealt so that workers begin far apart and stay there.

    What neighbours share is then solved by one worker and not by each of them.
    """
    each = -(-len(asked) // max(1, workers))
    stretches = [asked[at : at + each] for at in range(0, len(asked), each or 1)]
    dealt = zip_longest(*(_cut(stretch) for stretch in stretches))
    return [chunk for turn in dealt for chunk in turn if chunk]


def _cut(
    stretch: list[tuple[int, Scenario]],
) -> Iterator[list[tuple[int, Scenario]]]:
    while stretch:
        size = max(1, min(LARGEST_CHUNK, len(stretch) // CHUNKS_EACH))
        yield stretch[:size]
        stretch = stretch[size:]


class _Cancelled(Exception):
    """Leaves an engine, which ends its work."""


def _finished(
    executor: Executor,
    ask: Ask,
    base: Problem,
    chunks: list[list[tuple[int, Scenario]]],
    settings: RunSettings,
    canceller: Canceller | None,
) -> Iterator[tuple[list[tuple[int, Scenario]], Reply]]:
    waiting: dict[Future[Reply], list[tuple[int, Scenario]]] = {
        executor.submit(ask, base, chunk, settings): chunk for chunk in chunks
    }
    while waiting:
        if canceller is not None and canceller.cancelled:
            raise _Cancelled
        done, _ = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
        for future in done:
            chunk = waiting.pop(future)
            yield chunk, future.result()


_solved: Memory = {}


def solve_chunk(
    base: Problem,
    chunk: list[tuple[int, Scenario]],
    settings: RunSettings,
    canceller: Canceller | None = None,
) -> Reply:
    """The answers to neighbouring scenarios, or the faults of their patches.

    What a scenario leaves as it was for the one before is not solved again.
    """
    replies: Reply = []
    for number, scenario in chunk:
        started = time.monotonic()
        found: ScenarioAnswer | tuple[Fault, ...]
        try:
            found = answer(base, scenario, settings, canceller, _solved)
        except BadInput as bad:
            found = bad.faults
        replies.append((number, found, time.monotonic() - started))
        forget_oldest(_solved)
    return replies
