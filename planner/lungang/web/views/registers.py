"""Pages of the register as a working list, and its quarterly report."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from lungang.web.models import Cycle
from lungang.web.service import records, registers
from lungang.web.service.access import DeskStep, require
from lungang.web.views.common import user_of, whole
from lungang.web.views.records import handed, plain_refusals

SHOWN = ("open", "overdue", "soon", "expiring", "closed")


@require_GET
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Every risk with its owner, term and state; what is late stands first on demand."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.REGISTER)
    every = registers.risks(user, cycle)
    open_ = [r for r in every if not r.closed]
    kinds = {
        "open": open_,
        "overdue": [r for r in open_ if r.overdue],
        "soon": [r for r in open_ if r.soon],
        "expiring": [r for r in open_ if r.expiring],
        "closed": [r for r in every if r.closed],
    }
    wanted = request.GET.get("show", "open")
    wanted = wanted if wanted in SHOWN else "open"
    now = timezone.localdate()
    return render(
        request,
        "desk/register.html",
        {
            "cycle": cycle,
            "plan": registers.in_hand(cycle),
            "counts": {k: len(v) for k, v in kinds.items()},
            "show": wanted,
            "risks": kinds[wanted][:300],
            "states": registers.STATES,
            "grades": registers.GRADES,
            "quarter": (now.month + 2) // 3,
            "year": now.year,
        },
    )


@require_GET
def risk(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """One risk: what was found, what was done, what comes next."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.REGISTER)
    try:
        found = registers.risk(user, cycle, number)
    except LookupError:
        raise Http404 from None
    order = list(registers.STATES)
    ahead = order[order.index(found.state) + 1 :]
    return render(
        request,
        "desk/risk.html",
        {
            "cycle": cycle,
            "risk": found,
            "effect": registers.judged_on(user, cycle),
            "states": registers.STATES,
            "grades": registers.GRADES,
            "ahead": [(s, registers.STATES[s]) for s in ahead if s != "graded"],
        },
    )


@require_POST
@plain_refusals
def update(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """A step about a risk."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    step = request.POST.get("step", "")
    require(user, DeskStep.GRADE if step == "graded" else DeskStep.WORK_RISKS)
    said = {k: request.POST.get(k, "") for k in
            ("owner", "measure", "due", "text", "grade", "reason", "number")}  # fmt: skip
    try:
        sent = records.SentStep(whole(request.POST.get("seen"), -1), handed(request))
        registers.update(user, cycle, number, step, said, sent)
    except LookupError:
        raise Http404 from None
    return redirect("risk", pk, number)


@require_GET
def quarter(request: HttpRequest, pk: int, year: int, number: int) -> HttpResponse:
    """The report of a quarter, to be printed (article 5(2))."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.REGISTER)
    if not 1 <= number <= 4 or not 2000 <= year <= 2100:
        raise Http404
    made = registers.quarter(user, cycle, year, number)
    given = {"states": registers.STATES, "grades": registers.GRADES}
    return render(request, "desk/quarter.html", {"cycle": cycle, "q": made, **given})
