"""Pages of the consultation of units (article 33)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.web.models import Cycle
from lungang.web.service import books, consultations, records
from lungang.web.service.access import DeskStep, may, require
from lungang.web.views.common import said, user_of, whole
from lungang.web.views.errors import plainly
from lungang.web.views.plans import plan_at
from lungang.web.views.records import handed, plain_refusals
from lungang_models.words import Words

OPENED = Words("已向各单位征求意见。", "The units are consulted now.")
TAKEN = Words("已记入工作簿的程序记录：", "Taken into the procedure log: ")
NO_SHEET = Words(
    "工作簿没有“程序记录”表或其列不全，未记入。请先补上该表。",
    "The workbook has no sheet 程序记录, or lacks some of its columns; add it first.",
)


@require_GET
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """For a unit's head who leaves and comes; for the personnel section all answers."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.CONSULT)
    plan = consultations.opened(cycle)
    units = []
    if plan is not None and may(user, DeskStep.SEND):
        units = consultations.answers(user, plan)
    elif plan is not None:
        mine = consultations.asked_of(user, plan, user.unit)
        units = [((user.unit, consultations.unit_name(mine, user.unit)), mine)]
    return render(
        request, "desk/consult.html", {"cycle": cycle, "plan": plan, "units": units}
    )


@require_POST
@plain_refusals
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a plan to the units."""
    user, found = user_of(request), plan_at(pk)
    require(user, DeskStep.SEND)
    consultations.begin(user, found)
    messages.success(request, said(OPENED))
    return redirect("consult", found.cycle_id)


@require_POST
@plain_refusals
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit's head says about somebody."""
    user, found = user_of(request), plan_at(pk)
    require(user, DeskStep.ANSWER)
    try:
        consultations.answer(
            user, found, request.POST.get("staff", ""), request.POST.get("step", ""),
            request.POST.get("reason", ""),
            records.SentStep(whole(request.POST.get("seen"), -1), handed(request)),
        )  # fmt: skip
    except LookupError:
        raise Http404 from None
    return redirect("consult", found.cycle_id)


@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers as rows of the workbook's procedure log."""
    user, found = user_of(request), plan_at(pk)
    require(user, DeskStep.EDIT)
    try:
        count = consultations.take_over(user, found)
    except books.NoSuchCell:
        return plainly(request, 409, NO_SHEET)
    messages.success(request, f"{said(TAKEN)}{count}")
    return redirect("consult", found.cycle_id)
