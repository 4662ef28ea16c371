"""Steps that tests of the desk share: a plan kept, a job run to its end."""

from __future__ import annotations

import hashlib
from typing import Any
from unittest import mock


def solve(cycle: Any, solved: tuple[str, str]) -> Any:
    """A plan as the worker keeps it, without solving anew."""
    from lungang.web.service import queue

    return kept(queue.solve(cycle.hr.user, cycle.workbooks.get(), 60), solved)


def kept(asked: Any, solved: tuple[str, str]) -> Any:
    """The plan of a job that waits, as the worker keeps it, without solving anew."""
    from lungang.web.models import Job, StoredPlan
    from lungang.web.service import queue
    from lungang_models.words import Words

    text, status = solved
    Job.objects.filter(kind="check").delete()
    job = queue.took()
    assert job == asked
    queue.ended(
        job.pk, job.attempts, Words("好", "good"),
        plan={"text": text, "status": status, "certificate": "",
              "sha256": hashlib.sha256(text.encode()).hexdigest()},
    )  # fmt: skip
    return StoredPlan.objects.get(job=job)


def finished(cycle: Any) -> Any:
    """Run what waits in the queue to its end; returns the last plan of the cycle."""
    from lungang.web import running
    from lungang.web.service import queue

    # within a test all is one transaction, on which a thread of its own would wait
    with mock.patch.object(running, "BETWEEN", 3600):
        while (job := queue.took()) is not None:
            running.run(job.pk, job.attempts)
    return cycle.plans.order_by("-number").first()


def edit(
    client: Any, book: Any, sheet: int, cell: tuple[int, int], text: str, v: int
) -> Any:
    """A cell sent as the page sends it."""
    return client.post(
        f"/book/{book.pk}/sheet/{sheet}/edit/",
        {"row": cell[0], "column": cell[1], "text": text, "version": v},
    )


def sheet_at(cycle: Any, name: str) -> int:
    """The place of a sheet in the workbook of a cycle."""
    from lungang.web.service import books

    return books.at_edition(cycle.workbooks.get()).names.index(name)
