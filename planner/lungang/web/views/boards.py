"""The pages of the board. All of its state stands in the address: going back undoes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from lungang.jobs.asking import Unknown
from lungang.jobs.board import Board
from lungang.web.models import StoredPlan, User
from lungang.web.service import boards, plans, queue, scenarios
from lungang.web.service.access import DeskStep, may, require
from lungang.web.views.common import faults_told, user_of, whole
from lungang.web.views.errors import plainly
from lungang.web.views.plans import plan_at
from lungang_models.fault import BadInput
from lungang_models.words import Words

NO_PINS = Words("还没有指定任何人。", "Nobody has been pinned yet.")
NO_WAY = Words(
    "没有这条出路，请刷新后再看。", "There is no such way out; reload the page."
)


def _board(request: HttpRequest, found: StoredPlan) -> Board:
    pins = boards.read_pins(request.GET.getlist("pin"))
    return boards.board(user_of(request), found, pins)


def _address(found: StoredPlan, request: HttpRequest, **changed: Any) -> str:
    """The address of the board with some of its state changed; ``None`` leaves it out."""
    state: dict[str, Any] = {
        k: request.GET.getlist(k) for k in ("unit", "pin", "who", "at", "post")
    }
    state |= {k: [] if v is None else v for k, v in changed.items()}
    query = urlencode({k: v for k, v in state.items() if v}, doseq=True)
    return reverse("board", args=(found.pk,)) + (f"?{query}" if query else "")


@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Units, posts and people; the card of whoever, or of whatever post, is chosen."""
    user, found = user_of(request), plan_at(pk)
    require(user, DeskStep.READ)
    if found.status == "no-plan":
        raise Http404
    try:
        made = _board(request, found)
        chosen = _chosen(request, user, found, made)
    except Unknown as unknown:
        return plainly(request, 400, unknown.says)
    units = boards.units_shown(made, request.GET.getlist("unit"))
    return render(
        request,
        "desk/board.html",
        {
            "plan": found,
            "units": units,
            "every": [(u.id, u.name) for u in made.problem.units],
            "wanted": request.GET.getlist("unit"),
            "pins": [
                (told, _address(found, request, pin=[
                    p for p in request.GET.getlist("pin") if p != told[0]
                ]))
                for told in boards.pins_told(made)
            ],
            "who": request.GET.get("who", ""),
            "to_person": _address(found, request, who=None, at=None, post=None),
            **chosen,
        },
    )  # fmt: skip


def _chosen(
    request: HttpRequest, user: User, found: StoredPlan, made: Board
) -> dict[str, Any]:
    who, post = request.GET.get("who", ""), request.GET.get("post", "")
    at, text = request.GET.get("at", ""), request.GET.get("q", "").strip()
    if text:
        who, post = boards.found(made, text)
    given: dict[str, Any] = {"q": text, "missed": bool(text) and not (who or post)}
    if who:
        given["person"] = boards.person_at(user, made, who)
        given["card"] = plans.card(user, found, given["person"].id)
        if at and may(user, DeskStep.TRY):
            given |= _verdict(request, user, found, made, (who, at))
    elif post:
        given["box"] = boards.post_at(user, made, post)
    return given


def _verdict(
    request: HttpRequest,
    user: User,
    found: StoredPlan,
    made: Board,
    tried: tuple[str, str],
) -> dict[str, Any]:
    verdict = boards.tried(user, made, *tried)
    pin = f"{verdict.tried.person.id}:{verdict.tried.post.id}"
    others = [p for p in request.GET.getlist("pin") if not p.startswith(f"{tried[0]}:")]
    return {
        "verdict": verdict,
        "at": verdict.tried.post.id,
        "pin_it": _address(found, request, pin=[*others, pin], at=None),
    }


@require_GET
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict alone, asked for while somebody is dragged over a post."""
    user, found = user_of(request), plan_at(pk)
    require(user, DeskStep.TRY)
    try:
        made = _board(request, found)
        who, at = request.GET.get("who", ""), request.GET.get("at", "")
        given = _verdict(request, user, found, made, (who, at))
    except Unknown as unknown:
        return plainly(request, 400, unknown.says)
    response = render(request, "desk/verdict.html", {"plan": found, **given})
    tried = given["verdict"].tried
    response["X-Verdict"] = "go" if tried.lawful and not tried.brings else (
        "care" if tried.lawful else "stop"
    )  # fmt: skip
    return response


@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Solve again with the pins kept: a scenario of its own."""
    user, found = user_of(request), plan_at(pk)
    require(user, DeskStep.VARY)
    pins = list(boards.read_pins(request.POST.getlist("pin")))
    if not pins:
        return plainly(request, 400, NO_PINS)
    keep = request.POST.get("keep") != "no"
    try:
        made = scenarios.of_pins(user, found, pins, keep, request.POST.get("name", ""))
    except Unknown as unknown:
        return plainly(request, 400, unknown.says)
    except BadInput as bad:
        return plainly(request, 400, *faults_told(bad))
    seconds = whole(request.POST.get("seconds"), 60)
    return redirect("job", queue.solve(user, found.workbook, seconds, made).pk)


@require_POST
def way_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a way out: the scenario that it makes is solved at once."""
    user, found = user_of(request), plan_at(pk)
    require(user, DeskStep.VARY)
    try:
        made = scenarios.of_way(user, found, whole(request.POST.get("way")))
    except scenarios.NoSuchWay:
        return plainly(request, 409, NO_WAY)
    except BadInput as bad:
        return plainly(request, 400, *faults_told(bad))
    return redirect("job", queue.solve(user, found.workbook, 60, made).pk)
