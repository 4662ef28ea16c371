"""Parts solved by other machines: the same plan and proof, even when one is lost."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from lungang.engines.lexicographic import AtHand
from lungang.intake.generate import generate
from lungang.intake.sample import effect
from lungang.solve import Progress, Solved, solve
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.vocabulary import Tables


def organisation(staff: int) -> Problem:
    """Several bureaus, so that the rows fall into parts."""
    rows = generate(staff, 1).rows
    return assemble(Tables(rows), load("cn-finance-bureau"), effect(), ())


def same(one: object, other: object) -> None:
    assert isinstance(one, Solved) and isinstance(other, Solved)
    assert one.plan.placements == other.plan.placements
    assert one.plan.leaves == other.plan.leaves
    assert one.certificate is not None and other.certificate is not None
    assert one.certificate.to_json() == other.certificate.to_json()


def test_other_processes_give_the_same_plan_and_proof() -> None:
    problem = organisation(420)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as elsewhere:
        same(solve(problem, at_hand=AtHand(elsewhere=elsewhere)), solve(problem))


@pytest.mark.slow
def test_a_lost_worker_changes_nothing() -> None:
    """Two workers of a cluster, one of them killed while the parts are being solved."""
    import distributed

    problem = organisation(4000)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pids = list(client.run(os.getpid).values())

        def kill(progress: Progress) -> None:
            if progress.stage.en.startswith("1 of") and pids:
                os.kill(pids.pop(), getattr(signal, "SIGKILL", signal.SIGTERM))

        outcome = solve(
            problem,
            time_limit=300,
            watch=kill,
            at_hand=AtHand(elsewhere=client.get_executor(retries=5)),
        )
        assert len(pids) == 1, "one was killed after the first part"
    same(outcome, solve(problem, time_limit=300))
