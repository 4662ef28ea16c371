"""Many scenarios: solved once, kept at once, the same wherever they were solved."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sqlite3
import stat
import struct
from concurrent.futures.process import BrokenProcessPool
from itertools import pairwise
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.processes import scenarios
from lungang.batch.runs import (
    Cluster,
    Following,
    Here,
    Processes,
    RunProgress,
    RunSettings,
    ScenarioAnswer,
    Store,
    answer,
    question,
    run,
    running,
)
from lungang.batch.runs.running import solve_chunk
from lungang.engines import lexicographic
from lungang.engines.lexicographic import Memory
from lungang.intake.generate import sample_problem
from lungang.scenario import Patch, Scenario
from lungang.solve import Canceller
from lungang_models.fault import BadInput
from lungang_models.problem import Problem

SETTINGS = RunSettings()
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""On Windows any other signal than that of the keyboard terminates at once."""


@pytest.fixture(scope="module")
def base() -> Problem:
    return sample_problem()


def asked(**parts: object) -> Scenario:
    head = {"name": "一问", "author": "人事科", "purpose": "试一试"}
    return Scenario((Patch.model_validate({**head, **parts}),))


def shares(*percents: int) -> list[Scenario]:
    return [asked(policies={"mandatory-leave": {"share_percent": p}}) for p in percents]


def test_nothing_is_solved_twice(
    base: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios = [*shares(10, 20, 10), Scenario(), asked(name="另一问")]
    told: list[RunProgress] = []
    with Store(tmp_path / "s.sqlite") as store:
        first = run(base, scenarios, store, Here(), SETTINGS, Following(told.append))
        assert len(store) == 3  # the third asks what the first did, the last nothing
    assert first[0] == first[2] and first[3] == first[4]
    assert told[-1].done == 5 and told[-1].reused == 0

    def never(*_: object) -> None:
        raise AssertionError("solved again")

    monkeypatch.setattr("lungang.batch.runs.running.solve_chunk", never)
    with Store(tmp_path / "s.sqlite") as store:
        assert (
            run(base, scenarios, store, Here(), SETTINGS, Following(told.append))
            == first
        )
    assert told[-1].reused == 5


def test_the_store_is_private_and_what_is_damaged_counts_as_absent(
    base: Problem, tmp_path: Path
) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        (found,) = run(base, [Scenario()], store, Here(), SETTINGS)
        key = question(base, Scenario())
        assert store.get(key, SETTINGS) == found
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(path) as db:
        db.execute("update answers set content = zeroblob(9)")
    with Store(path) as store:
        assert store.get(key, SETTINGS) is None
        assert run(base, [Scenario()], store, Here(), SETTINGS) == (found,)


def test_an_unproved_answer_is_asked_again_with_more_time_and_replaces_none(
    base: Problem, tmp_path: Path
) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        (proved,) = run(base, [Scenario()], store, Here(), SETTINGS)
        assert isinstance(proved, ScenarioAnswer) and proved.proved
        open_ = proved.model_copy(update={"status": "unknown"})
        short, long = RunSettings(time_limit=1), RunSettings(time_limit=9)
        store.put("q", open_, short, 1.0)
        assert store.get("q", short) == open_
        assert store.get("q", long) is None
        store.put("q", proved, long, 1.0)
        store.put("q", open_, long, 1.0)
        assert store.get("q", long) == proved


def test_the_faults_of_all_patches_come_after_the_answers(
    base: Problem, tmp_path: Path
) -> None:
    bad = [asked(remove={"人员": [f"Z{n}"]}) for n in range(2)]
    with Store(tmp_path / "s.sqlite") as store:
        with pytest.raises(BadInput) as caught:
            run(base, [bad[0], *shares(10), bad[1]], store, Here(), SETTINGS)
        assert [f.value for f in caught.value.faults] == ["Z0", "Z1"]
        assert len(store) == 1


def test_a_killed_worker_loses_nothing(base: Problem, tmp_path: Path) -> None:
    """One of two processes is killed midway; the answers are those of this process."""
    scenarios = shares(*range(10, 17))
    killed: list[int] = []

    def kill_one(progress: RunProgress) -> None:
        if progress.done and not killed:
            victim = multiprocessing.active_children()[0]
            assert victim.pid is not None
            os.kill(victim.pid, KILL)
            killed.append(victim.pid)

    with Store(tmp_path / "a.sqlite") as store:
        many = run(base, scenarios, store, Processes(2), SETTINGS, Following(kill_one))
    with Store(tmp_path / "b.sqlite") as store:
        alone = run(base, scenarios, store, Here(), SETTINGS)
    assert killed and many == alone


def test_a_cancelled_run_goes_on_where_it_stopped(
    base: Problem, tmp_path: Path
) -> None:
    scenarios = shares(*range(10, 18))
    canceller = Canceller()

    def stop(progress: RunProgress) -> None:
        if progress.done >= 2:
            canceller.cancel()

    with Store(tmp_path / "s.sqlite") as store:
        some = run(
            base, scenarios, store, Processes(2), SETTINGS, Following(stop, canceller)
        )
        done = len(store)
        assert 2 <= done < 8 and sum(a is not None for a in some) == done
        seen: list[RunProgress] = []
        rest = run(base, scenarios, store, Here(), SETTINGS, Following(seen.append))
        assert seen[0].reused == done and all(rest)
        assert all(a in (None, b) for a, b in zip(some, rest, strict=True))


def test_a_cluster_that_loses_a_worker_gives_the_same_answers(
    base: Problem, tmp_path: Path
) -> None:
    import distributed

    _on_a_cluster(distributed, base, tmp_path, shares(10, 20, 30, 40))


@pytest.mark.slow
def test_two_hundred_on_a_cluster_that_loses_a_worker(
    base: Problem, tmp_path: Path
) -> None:
    import distributed

    _on_a_cluster(distributed, base, tmp_path, scenarios())


def _on_a_cluster(
    distributed: Any, base: Problem, tmp_path: Path, scenarios: list[Scenario]
) -> None:
    killed: list[int] = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:

        def kill_one(progress: RunProgress) -> None:
            if progress.done >= len(scenarios) // 4 and not killed:
                pid = next(iter(cluster.workers.values())).pid
                os.kill(pid, KILL)
                killed.append(pid)

        engine = Cluster.at(cluster.scheduler_address)
        assert engine.workers == 2
        with Store(tmp_path / "c.sqlite") as store:
            many = run(base, scenarios, store, engine, SETTINGS, Following(kill_one))
    with Store(tmp_path / "h.sqlite") as store:
        alone = run(base, scenarios, store, Processes(2), SETTINGS)
    assert killed and many == alone


@given(st.integers(0, 60), st.integers(0, 5))
def test_every_scenario_is_dealt_once_and_neighbours_to_one_worker(
    count: int, workers: int
) -> None:
    chunks = running._chunks([(n, Scenario()) for n in range(count)], workers)
    numbers = [[n for n, _ in chunk] for chunk in chunks]
    assert sorted(n for chunk in numbers for n in chunk) == list(range(count))
    assert all(chunk == list(range(chunk[0], chunk[-1] + 1)) for chunk in numbers)
    assert max(map(len, numbers), default=0) <= running.LARGEST_CHUNK
    if workers > 1 and count >= 8 * workers:  # they begin a stretch apart
        firsts = [chunk[0] for chunk in numbers[:workers]]
        apart = [b - a for a, b in pairwise(firsts)]
        assert min(apart) >= count // workers - 1
        assert len(numbers[-1]) == 1, "at the end no worker is idle long"


def test_what_stays_as_it_was_is_not_solved_again(
    base: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another share of leave asks the same of the placements; the answer is the same."""
    first, then = shares(10, 20)
    memory: Memory = {}
    answer(base, first, SETTINGS, memory=memory)
    alone = answer(base, then, SETTINGS)

    def never(*_: object) -> None:
        raise AssertionError("solved again")

    monkeypatch.setattr("lungang.engines.part_search.Search.run", never)
    assert answer(base, then, SETTINGS, memory=memory) == alone
    with pytest.raises(AssertionError):
        answer(base, asked(remove={"人员": ["Y018"]}), SETTINGS, memory=memory)


def test_a_process_forgets_the_oldest_parts_first(
    base: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room for one part of the sample: what was solved before it is gone."""
    monkeypatch.setattr(running, "_solved", {})
    solve_chunk(base, [(0, Scenario())], SETTINGS)
    (first,) = running._solved
    room = len(running._solved[first].x)
    monkeypatch.setattr(lexicographic, "MOST_REMEMBERED", room)
    solve_chunk(base, [(1, asked(remove={"人员": ["Y018"]}))], SETTINGS)
    assert len(running._solved) == 1 and first not in running._solved


def _dies_while_answering() -> None:
    """Leave the beginning of an answer in the pipe of the pool, and die.

    A pipe of Windows passes whole messages: there the beginning of one cannot stand.
    """
    for found in gc.get_objects():
        if isinstance(found, SimpleQueue) and os.name != "nt":
            queue: Any = found
            os.write(queue._writer.fileno(), struct.pack("!i", 1000) + b"x")
    os.kill(os.getpid(), KILL)


def test_a_worker_that_dies_while_it_answers_is_noticed() -> None:
    with pytest.raises(BrokenProcessPool), Processes(2).open() as executor:
        executor.submit(_dies_while_answering).result(timeout=60)
