"""Pages of what takes its time: begun, watched, stopped."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.web.models import Job, Made, StoredWorkbook
from lungang.web.service import queue
from lungang.web.service.access import DeskStep, require
from lungang.web.views.common import user_of, whole


@require_POST
def solve(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a workbook solved."""
    user = user_of(request)
    require(user, DeskStep.SOLVE)
    book = get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)
    seconds = whole(request.POST.get("seconds"), 60)
    return redirect("job", queue.solve(user, book, seconds).pk)


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job has come; the page asks again by itself."""
    return render(request, "desk/job.html", _job(request, pk))


@require_GET
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes."""
    return render(request, "desk/status.html", _job(request, pk))


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop, and keep the best plan so far."""
    user = user_of(request)
    require(user, DeskStep.SOLVE)
    queue.stop(user, get_object_or_404(Job, pk=pk))
    return redirect("job", pk)


def _job(request: HttpRequest, pk: int) -> dict[str, Any]:
    require(user_of(request), DeskStep.READ)
    found = get_object_or_404(
        Job.objects.select_related("workbook__cycle", "by").defer("workbook__data"),
        pk=pk,
    )
    if found.kind == Job.Kind.CHECK:
        require(user_of(request), DeskStep.READ_FAULTS)
    if not queue.may_hear(user_of(request), found):
        raise PermissionDenied("answer")
    plan = getattr(found, "plan", None)
    return {
        "job": found,
        "plan": plan,
        "made": Made.objects.filter(job=found).exists(),
        "asked": found.asked.get("plan"),
        "lines": found.progress[-8:],
        "last": found.progress[-1] if found.progress else None,
        "before": queue.before(found) if found.state == Job.State.QUEUED else 0,
        "live": found.state in (Job.State.QUEUED, Job.State.RUNNING),
    }
