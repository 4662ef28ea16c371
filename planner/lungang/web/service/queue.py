"""The queue: what is asked for, what runs, how it ends; a row outlives every process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from lungang.jobs import rulebooks
from lungang.jobs.asking import QUESTIONS, post_named, staff_named
from lungang.web.models import (
    Job,
    Made,
    StoredPlan,
    StoredScenario,
    StoredWorkbook,
    User,
)
from lungang.web.service import log, scenarios
from lungang.web.service.access import DeskStep, reader, require
from lungang_models.words import Words

__all__ = [
    "ask",
    "before",
    "check_of",
    "ended",
    "failed",
    "left_over",
    "may_hear",
    "papers",
    "solve",
    "stop",
    "sweep",
    "took",
    "wants_stop",
]

MOST_SECONDS = 3600
MOST_ATTEMPTS = 2
MOST_LINES = 400
State = Job.State

DIED = Words(
    "求解程序意外中止，已重试仍未成功。工作簿和已有方案不受影响。",
    "The solver ended unexpectedly, and again when it was tried once more. The workbook "
    "and the plans so far are untouched.",
)
DEFECT = Words(
    "程序有缺陷，未能完成。工作簿和已有方案不受影响，请把日志交给维护人员。",
    "A defect of the program kept it from ending. The workbook and the plans so far are "
    "untouched.",
)


def solve(
    user: User,
    workbook: StoredWorkbook,
    seconds: int,
    scenario: StoredScenario | None = None,
) -> Job:
    """Have a workbook solved as it stands, or a scenario on the state it was made of.

    Raises ``PermissionDenied``.
    """
    require(user, DeskStep.SOLVE)
    asked: dict[str, Any] = {"seconds": min(max(5, seconds), MOST_SECONDS)}
    with transaction.atomic():
        workbook = StoredWorkbook.objects.select_for_update().get(pk=workbook.pk)
        edition = workbook.edition
        if scenario is not None:
            asked["scenario"], edition = scenario.pk, scenario.edition
        made = Job.objects.create(
            kind=Job.Kind.SOLVE, workbook=workbook, edition=edition, by=user,
            asked=asked,
        )  # fmt: skip
        log.add(
            user, "solve", job=made.pk, workbook=workbook.pk, edition=edition,
            **({"scenario": scenario.number} if scenario else {}),
        )  # fmt: skip
    return made


def ask(user: User, plan: StoredPlan, question: str, names: tuple[str, ...]) -> Job:
    """Ask a question about a plan.

    Raises ``PermissionDenied``, ``Unknown`` for somebody or a post that is not there,
    ``KeyError`` for a question of no such name.
    """
    require(user, DeskStep.ASK)
    if question not in QUESTIONS:
        raise KeyError(question)
    problem = scenarios.problem_of(plan)
    for kind, name in zip(QUESTIONS[question].takes, names, strict=True):
        (staff_named if kind == "staff" else post_named)(problem, name)
    with transaction.atomic():
        made = Job.objects.create(
            kind=Job.Kind.ASK, workbook=plan.workbook, edition=plan.edition, by=user,
            asked={"plan": plan.pk, "question": question, "names": list(names),
                   "seconds": 30, "edition": reader(user).value},
        )  # fmt: skip
        log.add(user, "ask", job=made.pk, plan=plan.pk, question=question)
    return made


def papers(user: User, plan: StoredPlan, bureau: str, personnel: str) -> Job:
    """Have the papers of a plan written. Raises ``PermissionDenied``."""
    require(user, DeskStep.PAPERS)
    with transaction.atomic():
        made = Job.objects.create(
            kind=Job.Kind.PAPERS, workbook=plan.workbook, edition=plan.edition, by=user,
            asked={"plan": plan.pk, "bureau": bureau, "personnel": personnel,
                   "seconds": MOST_SECONDS},
        )  # fmt: skip
        log.add(user, "papers-asked", job=made.pk, plan=plan.pk)
    return made


def sweep(user: User, workbook: StoredWorkbook, knob: str, text: str) -> Job:
    """Have several values of one policy solved, each beside the workbook as it stands.

    Raises ``PermissionDenied``, and as :func:`lungang.jobs.rulebooks.points_of` does.
    """
    require(user, DeskStep.VARY)
    problem = scenarios.problem_at(workbook, workbook.edition, None)
    setting = rulebooks.points_of(problem, knob, text)
    tried = f"{rulebooks.value_of(problem.pack, knob).says.zh}：{text[:200]}"
    with transaction.atomic():
        made = Job.objects.create(
            kind=Job.Kind.SWEEP, workbook=workbook, edition=workbook.edition, by=user,
            asked={"setting": setting, "each": 60, "seconds": MOST_SECONDS},
        )  # fmt: skip
        log.add(user, "sweep", job=made.pk, workbook=workbook.pk, about=tried)
    return made


def may_hear(user: User, job: Job) -> bool:
    """Whether an answer was made for a reader like this one, or for one who sees less."""
    if job.kind != Job.Kind.ASK:
        return True
    made_for = job.asked.get("edition", "hr")
    if made_for == "person":  # a letter is for whoever it is written to
        return bool(job.by_id == user.pk)
    return made_for == "leadership" or reader(user).value != "leadership"


def stop(user: User, job: Job) -> None:
    """Stop and keep the best so far; what still waits is taken out of the queue."""
    require(user, DeskStep.SOLVE)
    with transaction.atomic():
        log.add(user, "stop", job=job.pk)
        waiting = Job.objects.filter(pk=job.pk, state=State.QUEUED)
        says = Words("已停止，未求解。", "Stopped before it began.")
        if not waiting.update(
            state=State.DONE, stop=True, ended_at=timezone.now(), says=says._asdict()
        ):
            Job.objects.filter(pk=job.pk, state=State.RUNNING).update(stop=True)


def before(job: Job) -> int:
    """How many jobs are to run before one that waits; those that run included."""
    running = Job.objects.filter(state=State.RUNNING).exclude(kind=Job.Kind.CHECK)
    ahead = Job.objects.filter(state=State.QUEUED, pk__lt=job.pk)
    return running.count() + ahead.exclude(kind=Job.Kind.CHECK).count()


def check_of(workbook: StoredWorkbook) -> Job | None:
    """The last whole check that ended; its ``edition`` says of which state it speaks.

    One that was stopped found nothing.
    """
    done = Job.objects.filter(workbook=workbook, kind=Job.Kind.CHECK, state=State.DONE)
    return done.filter(result__isnull=False).order_by("-edition", "-pk").first()


# -- for the worker alone


def left_over() -> None:
    """At the start of the only worker nothing can be running: begin it again, or say so."""
    for job in Job.objects.filter(state=State.RUNNING):
        failed(job.pk, job.attempts, DIED)


def took() -> Job | None:
    """The next job, marked as running: checks first, for somebody watches them."""
    with transaction.atomic():
        waiting = Job.objects.select_for_update().filter(state=State.QUEUED)
        job = waiting.filter(kind=Job.Kind.CHECK).order_by("pk").first()
        job = job or waiting.order_by("pk").first()
        if job is None:
            return None
        job.state, job.began_at = State.RUNNING, timezone.now()
        job.attempts += 1
        job.save(update_fields=["state", "began_at", "attempts"])
    return job


def wants_stop(pk: int) -> bool:
    """Whether somebody asked to stop."""
    return bool(Job.objects.filter(pk=pk).values_list("stop", flat=True).first())


def keep_progress(pk: int, attempt: int, lines: list[dict[str, Any]]) -> None:
    """Keep the progress of a job that runs."""
    Job.objects.filter(pk=pk, state=State.RUNNING, attempts=attempt).update(
        progress=lines[-MOST_LINES:]
    )


def ended(
    pk: int, attempt: int, says: Words, result: Any = None,
    plan: Mapping[str, Any] | None = None, made: tuple[str, bytes] | None = None,
) -> None:  # fmt: skip
    """A job is done: its result, plan or file is kept in the same transaction."""
    with transaction.atomic():
        found = Job.objects.select_for_update().filter(
            pk=pk, state=State.RUNNING, attempts=attempt
        )
        job = found.first()
        if job is None:  # another attempt was begun: this one came too late
            return
        if plan is not None:
            _keep(job, plan)
        if made is not None:
            Made.objects.filter(job__asked__plan=job.asked["plan"]).delete()
            Made.objects.create(job=job, name=made[0], data=made[1])
        job.state, job.ended_at = State.DONE, timezone.now()
        job.says, job.result = says._asdict(), result
        job.save(update_fields=["state", "ended_at", "says", "result"])


def failed(pk: int, attempt: int, says: Words, again: bool = True) -> None:
    """A job came to nothing: it is begun again, or ends with a plain word."""
    with transaction.atomic():
        found = Job.objects.filter(pk=pk, state=State.RUNNING, attempts=attempt)
        if again and attempt < MOST_ATTEMPTS:
            found.update(state=State.QUEUED, progress=[])
        elif found.update(
            state=State.FAILED, ended_at=timezone.now(), says=says._asdict()
        ):
            log.add("worker", "job-failed", job=pk)


def _keep(job: Job, plan: Mapping[str, Any]) -> None:
    cycle = job.workbook.cycle
    last = cycle.plans.order_by("-number").values_list("number", flat=True).first()
    made = StoredPlan.objects.create(
        cycle=cycle, number=(last or 0) + 1, job=job, workbook=job.workbook,
        edition=job.edition, made_by=job.by, scenario_id=job.asked.get("scenario"),
        **plan,
    )  # fmt: skip
    log.add("worker", "plan", job=job.pk, plan=made.pk, sha256=made.sha256)
