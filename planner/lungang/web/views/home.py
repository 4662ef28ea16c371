"""The first page, with what waits for its reader; and the page of a cycle."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.web.models import Cycle, Job, Submission
from lungang.web.service import approvals, books, plans, queue, waiting
from lungang.web.service.access import DeskStep, may, require
from lungang.web.views.common import said, user_of, year_end
from lungang_models.words import Words

TAKEN = Words(
    "已有同名年度，或名称为空。", "There is a cycle of this name, or no name."
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, and the cycles."""
    user = user_of(request)
    back = []
    if may(user, DeskStep.SEND):
        sent = Submission.objects.filter(
            sent_by=user, state__in=(Submission.State.BACK, Submission.State.VOID)
        )
        newest = sent.select_related("plan__cycle", "decided_by").order_by("-pk")
        back = [
            s for s in newest if not s.plan.submissions.filter(pk__gt=s.pk).exists()
        ]
    every = list(Cycle.objects.order_by("-pk"))
    cycles = every if may(user, DeskStep.READ) else []
    return render(
        request,
        "desk/home.html",
        {
            "waiting": approvals.waiting_for(user),
            "back": back[:10],
            "cycles": [(c, approvals.approved_plan(c)) for c in cycles],
            "proceedings": every if may(user, DeskStep.CASES) else [],
            "todo": waiting.todo(user, every[:3]),
        },
    )


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new cycle."""
    name = request.POST.get("name", "").strip()
    require(user_of(request), DeskStep.EDIT)
    try:
        if not name:
            raise IntegrityError
        return redirect("cycle", books.begin(user_of(request), name).pk)
    except IntegrityError:
        messages.error(request, said(TAKEN))
        return redirect("home")


@require_GET
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """A cycle: its workbook, what runs, its plans, what was sent."""
    user = user_of(request)
    require(user, DeskStep.READ)
    found = get_object_or_404(Cycle, pk=pk)
    workbooks = list(
        found.workbooks.defer("data").select_related("made_by").order_by("-number")
    )
    check = queue.check_of(workbooks[0]) if workbooks else None
    jobs = Job.objects.filter(workbook__cycle=found, kind=Job.Kind.SOLVE)
    sent = Submission.objects.filter(plan__cycle=found).select_related(
        "plan", "sent_by", "decided_by"
    )
    return render(
        request,
        "desk/cycle.html",
        {
            "cycle": found,
            "workbooks": workbooks,
            "latest": workbooks[0] if workbooks else None,
            "check": check,
            "fresh": check is not None and check.edition == workbooks[0].edition,
            "jobs": jobs.select_related("by", "plan").defer(
                "plan__text", "plan__certificate"
            ).order_by("-pk")[:10],
            "plans": plans.of_cycle(user, found),
            "sent": sent.defer("plan__text", "plan__certificate").order_by("-pk"),
            "approved": approvals.approved_plan(found),
            "year_end": year_end(),
        },
    )  # fmt: skip
