"""Pages of recusals: filed, looked at, taken step by step (articles 23 to 28)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.jobs.asking import Unknown
from lungang.web.models import Cycle
from lungang.web.service import books, cases, records
from lungang.web.service.access import DeskStep, require
from lungang.web.views.common import said, user_of, whole
from lungang.web.views.consultations import NO_SHEET, TAKEN
from lungang.web.views.errors import plainly
from lungang.web.views.records import handed, plain_refusals


@require_GET
def every(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases that the reader may see, and the form to file one."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    found = [(c, cases.may_advance(user, c)) for c in cases.of_cycle(user, cycle)]
    return render(
        request, "desk/cases.html",
        {"cycle": cycle, "cases": found, "steps": cases.STEPS},
    )  # fmt: skip


@require_POST
@plain_refusals
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """File a recusal, or report one."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.FILE_CASE)
    try:
        made = cases.file(
            user, cycle, request.POST.get("staff", "").strip(),
            request.POST.get("matter", ""), handed(request),
        )  # fmt: skip
    except Unknown as unknown:
        return plainly(request, 400, unknown.says)
    return redirect("case", pk, made.about)


@require_GET
def case(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """One case, step by step, and the next step for whoever is to take it."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    try:
        found = cases.case(user, cycle, number)
    except LookupError:
        raise Http404 from None
    return render(
        request,
        "desk/case.html",
        {
            "cycle": cycle,
            "case": found,
            "steps": cases.STEPS,
            "decisions": cases.DECISIONS,
            "may_advance": cases.may_advance(user, found),
            "knows_reporter": cases.knows_reporter(user, found),
        },
    )


@require_POST
@plain_refusals
def advance(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Take the next step."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.CASES)
    given = {k: request.POST.get(k, "") for k in ("text", "decision", "number")}
    try:
        cases.advance(
            user, cycle, number, request.POST.get("step", ""), given,
            records.SentStep(whole(request.POST.get("seen"), -1), handed(request)),
        )  # fmt: skip
    except LookupError:
        raise Http404 from None
    return redirect("case", pk, number)


@require_POST
@plain_refusals
def take_over(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """The decision and its procedure as rows of the workbook."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.EDIT)
    try:
        count = cases.take_over(user, cycle, number)
    except LookupError as error:
        if isinstance(error, books.NoSuchCell):
            return plainly(request, 409, NO_SHEET)
        raise Http404 from None
    messages.success(request, f"{said(TAKEN)}{count}")
    return redirect("case", pk, number)
