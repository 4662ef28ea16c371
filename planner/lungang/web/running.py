"""One job, run to its end in a process of its own."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from lungang.jobs import (
    archives,
    asking,
    batches,
    disclosing,
    editions,
    solving,
    variants,
)
from lungang.jobs.limits import Limits, Progress
from lungang.jobs.waiting import Heard, Stopped, heard
from lungang.web.models import Job, StoredPlan
from lungang.web.service import books, queue, scenarios
from lungang_models.fault import BadInput
from lungang_models.words import Words

__all__ = ["run"]

FAULTY = Words(
    "工作簿还有错误，未求解。请先改正问题清单中的错误。",
    "The workbook still holds faults and was not solved; please mend them first.",
)
CHECKED = Words("已检查全簿", "the whole workbook was checked")
ANSWERED = Words("已答复", "answered")
WRITTEN = Words("文书已写好。", "The papers are written.")
SWEPT = Words("逐值试算已完成。", "All values were tried.")
CUT_SHORT = Words("已停止。", "Stopped.")
CUT_OFF = Words("已停止，未试完。", "Stopped before all values were tried.")
TRIED = Words("逐值试算（{done}/{of}）", "trying the values ({done} of {of})")
STOPPED = Words("已停止，未写文书。", "Stopped; no papers were written.")
SAID = {
    "optimal": Words(
        "已得出方案，并证明最优。", "A plan was found and proved optimal."
    ),
    "best-found": Words(
        "已得出方案；在时限内未能证明最优。",
        "A plan was found; within the time it was not proved optimal.",
    ),
    "no-plan": Words(
        "已证明没有合规方案；原因和出路见方案页。",
        "It was proved that no lawful plan exists; see the page for causes and ways out.",
    ),
    "unknown": Words(
        "时限内没有找到方案，也没有证明不存在。可以延长时限再求解。",
        "Within the time no plan was found, nor proved to be impossible. Allow more time.",
    ),
}
BETWEEN = 0.5
"""Seconds between two writings of the progress, at least."""


def run(pk: int, attempt: int) -> None:
    """Run a job; whatever goes wrong is told in plain words, without personal data."""
    job = Job.objects.select_related("workbook").get(pk=pk)
    try:
        _JOBS[Job.Kind(job.kind)](job)
    except Stopped:
        queue.ended(pk, attempt, CUT_SHORT)
    except BadInput:
        queue.failed(pk, attempt, FAULTY, again=False)
    except Exception:
        queue.failed(pk, attempt, queue.DEFECT, again=False)
        raise


def _check(job: Job) -> None:
    with _heeding(job, at_once=True):
        found = books.at_edition(job.workbook, job.edition).checked()
    queue.ended(job.pk, job.attempts, CHECKED, found.model_dump(mode="json"))


def _solve(job: Job) -> None:
    problem = scenarios.problem_at(job.workbook, job.edition, job.asked.get("scenario"))
    limits = Limits(time_limit=float(job.asked["seconds"]))
    with _heeding(job) as (told, canceller):
        found = solving.plan(problem, limits, watch=told, canceller=canceller)
    if found.status == "unknown":
        queue.ended(job.pk, job.attempts, SAID["unknown"])
        return
    text, proof = found.to_json(), found.certificate
    queue.ended(
        job.pk, job.attempts, SAID[found.status],
        plan={
            "text": text,
            "certificate": "" if proof is None else json.dumps(proof, sort_keys=True),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "status": found.status,
            "ways": variants.of_ways_out(found.why_none),
        },
    )  # fmt: skip


@contextmanager
def _heeding(
    job: Job, at_once: bool = False
) -> Iterator[tuple[_JobProgress, solving.Canceller]]:
    """Within it progress is written from time to time, and a wish to stop is heard.

    It ends searches, which keep what they have; ``at_once`` it ends the job with
    ``Stopped``.
    """
    canceller, told, done = solving.Canceller(), _JobProgress(job), threading.Event()

    def heed(work: Heard) -> None:
        while not done.wait(BETWEEN):
            told.now(work.says)
            told.flush()
            if queue.wants_stop(job.pk):
                canceller.cancel()
                work.stop = at_once

    with heard() as work:
        threading.Thread(target=heed, args=(work,), daemon=True).start()
        try:
            yield told, canceller
        finally:
            done.set()
    told.flush()


def _sweep(job: Job) -> None:
    base = scenarios.problem_at(job.workbook, job.edition, None)
    with _heeding(job) as (told, canceller):
        batch = batches.Batch(
            time_limit=float(job.asked["each"]),
            watch=lambda p: told(Progress(TRIED.fill(done=p.done, of=p.of), p.seconds)),
            canceller=canceller,
        )
        try:
            found = batches.sweep(base, [job.asked["setting"]], batch=batch)
        except batches.Interrupted:
            queue.ended(job.pk, job.attempts, CUT_OFF)
            return
    result = found.model_dump(mode="json", by_alias=True)
    queue.ended(job.pk, job.attempts, SWEPT, result)


def _ask(job: Job) -> None:
    plan = StoredPlan.objects.get(pk=job.asked["plan"])
    names, seconds = tuple(job.asked["names"]), float(job.asked["seconds"])
    is_letter = job.asked["question"] == "letter"
    with _heeding(job, at_once=True):
        base = asking.about(scenarios.plan_of(plan))
        if is_letter:
            values = asking.letter(base, names[0], seconds)
        else:
            answer = asking.asked(job.asked["question"], base, names, seconds)
    if is_letter:
        queue.ended(job.pk, job.attempts, ANSWERED, {"letter": asking.as_text(values)})
        return
    role = disclosing.Role(job.asked.get("edition", "hr"))
    whole = editions.edition_of(plan.text, "hr")
    heard = disclosing.answer_for(role, whole, answer, names)
    queue.ended(job.pk, job.attempts, ANSWERED, heard.to_json())


def _papers(job: Job) -> None:
    plan = StoredPlan.objects.get(pk=job.asked["plan"])

    def tell(stage: Words) -> None:
        told(Progress(stage, 0.0))
        told.flush()
        if queue.wants_stop(job.pk):
            raise Stopped

    try:
        with _heeding(job, at_once=True) as (told, _):
            data = archives.papers_archive(
                scenarios.problem_of(plan), plan.text,
                (job.asked["bureau"], job.asked["personnel"]), date.today(), tell,
            )  # fmt: skip
    except Stopped:
        queue.ended(job.pk, job.attempts, STOPPED)
    else:
        made = (f"文书-方案{plan.number}.zip", data)
        queue.ended(job.pk, job.attempts, WRITTEN, made=made)


_JOBS = {
    Job.Kind.CHECK: _check, Job.Kind.SOLVE: _solve, Job.Kind.ASK: _ask,
    Job.Kind.PAPERS: _papers, Job.Kind.SWEEP: _sweep,
}  # fmt: skip


class _JobProgress:
    """Progress, kept in memory and written from time to time."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.lines: list[dict[str, Any]] = []
        self.kept = 0
        self.began = time.monotonic()
        self.passing = False
        """Whether the last line is a phase with its count: the next takes its place."""

    def now(self, phase: Words | None) -> None:
        """The phase that goes on, until there is other news."""
        if phase is not None:
            self._put(Progress(phase, 0.0), passing=True)

    def __call__(self, progress: Progress) -> None:
        """Take a line; the same stage without news takes the place of the last."""
        self._put(progress, passing=False)

    def _put(self, progress: Progress, passing: bool) -> None:
        says, equals = progress.says, progress.orders_equals
        line = {
            "zh": says.zh, "en": says.en,
            "seconds": round(time.monotonic() - self.began, 1),
            "value": None if equals else progress.value,
            "bound": None if equals else progress.bound,
        }  # fmt: skip
        if self.lines and (self.passing or _same(self.lines[-1], line)):
            self.lines[-1] = line
        else:
            self.lines.append(line)
        self.passing = passing

    def flush(self) -> None:
        """Write what is new."""
        queue.keep_progress(self.job.pk, self.job.attempts, list(self.lines))


def _same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return all(a[k] == b[k] for k in ("zh", "value", "bound"))
