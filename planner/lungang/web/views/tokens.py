"""The page of one's keys for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.web.service import tokens
from lungang.web.service.access import DeskStep, require
from lungang.web.views.common import user_of, whole


@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """One's keys, and the form to make one."""
    return _page(request)


def _page(request: HttpRequest, text: str = "") -> HttpResponse:
    mine = tokens.all_of(user_of(request))
    return render(request, "desk/tokens.html", {"tokens": mine, "text": text})


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """A new key, shown once."""
    user = user_of(request)
    require(user, DeskStep.TOKENS)
    days = whole(request.POST.get("days"), 30)
    return _page(request, tokens.made(user, request.POST.get("name", ""), days))


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key."""
    tokens.revoked(user_of(request), pk)
    return redirect("tokens")
