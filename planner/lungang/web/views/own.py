"""A person's own page, and for the personnel section what they declared and object to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.web.models import Cycle
from lungang.web.service import own
from lungang.web.service.access import DeskStep, require
from lungang.web.views.common import user_of, whole
from lungang.web.views.records import handed, plain_refusals


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """What concerns the reader: post, declaration, letter, objection, who looked."""
    mine = own.mine(user_of(request))
    return render(request, "desk/me.html", {"mine": mine, "said": own.SAID})


@require_POST
@plain_refusals
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm one's declaration, or declare a change."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.OWN)
    own.confirm(
        user, cycle, request.POST.get("step", ""), request.POST.get("text", ""),
        whole(request.POST.get("seen"), -1),
    )  # fmt: skip
    return redirect("me")


@require_POST
@plain_refusals
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to one's placement."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.OWN)
    seen = whole(request.POST.get("seen"), -1)
    own.object_to(user, cycle, request.POST.get("text", ""), seen, handed(request))
    return redirect("me")


@require_POST
@plain_refusals
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Have one's letter written."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.OWN)
    own.ask_for_letter(user, cycle)
    return redirect("me")


@require_GET
def declarations(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has confirmed this year, who has not, and the objections."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.READ_FAULTS)
    lines = own.declarations(user, cycle)
    return render(
        request,
        "desk/declarations.html",
        {
            "cycle": cycle,
            "lines": lines,
            "silent": sum(not said for _, said in lines),
            "said": own.SAID,
            "objections": own.objections(user, cycle),
        },
    )


@require_POST
@plain_refusals
def reply(request: HttpRequest, pk: int, staff: str) -> HttpResponse:
    """Answer an objection."""
    user, cycle = user_of(request), get_object_or_404(Cycle, pk=pk)
    require(user, DeskStep.HEAR)
    try:
        seen = whole(request.POST.get("seen"), -1)
        own.reply(user, cycle, staff, request.POST.get("text", ""), seen)
    except LookupError:
        raise Http404 from None
    return redirect("declarations", pk)
