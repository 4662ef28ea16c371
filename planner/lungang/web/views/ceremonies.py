"""Pages of the draw: the operator's, the witnesses', the one in large type, verification."""

from __future__ import annotations

import threading

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lungang.jobs.ceremonies import NoBundle, Refusal, Shown, title_of, verified
from lungang.web.service import ceremonies, records
from lungang.web.service.access import DeskStep, may, require
from lungang.web.views.common import ZIP, download, lang, user_of
from lungang.web.views.errors import plainly
from lungang_models.words import Words

NO_WITNESS = Words(
    "未生效：须先有见证人签到，或签到姓名与账号不符、已签到。",
    "Not taken: a witness must sign in first, under their own name, and once.",
)
NOT_A_BUNDLE = Words(
    "这不是抽取的公开件（zip），或文件过大。",
    "This is no public bundle of a draw (zip), or it is too large.",
)
BUSY = Words("正在核验另一份，请稍候。", "Another is being verified; wait a moment.")
LARGEST = 20 * 1024 * 1024
_ONE = threading.Lock()
"""One verification at a time: anybody may ask for one."""


def _shown(draw: str) -> Shown:
    try:
        return ceremonies.shown(draw)
    except LookupError:
        raise Http404 from None


@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """The draws of this desk."""
    found = [(d, title_of(d)) for d in ceremonies.draws(user_of(request))]
    return render(
        request, "desk/draws.html", {"draws": found, "home": ceremonies.home()}
    )


@require_GET
def draw(request: HttpRequest, draw: str) -> HttpResponse:
    """The page of whoever runs the draw, and of its witnesses."""
    user = user_of(request)
    steps = ceremonies.steps(user, draw)
    try:
        found = _shown(draw)
    except Refusal as refusal:
        return plainly(request, 409, refusal.words)
    mine = any(s.step == "witness" and s.by_id == user.pk for s in steps)
    return render(
        request,
        "desk/draw.html",
        {
            "d": found,
            "steps": steps,
            "signed_in": mine,
            "may_witness": may(user, DeskStep.WITNESS) and not may(user, DeskStep.DRAW),
        },
    )


@require_POST
def witness(request: HttpRequest, draw: str) -> HttpResponse:
    """A witness signs in."""
    user = user_of(request)
    require(user, DeskStep.WITNESS)
    _shown(draw)
    try:
        ceremonies.sign_in(user, draw, request.POST.get("name", ""))
    except records.NotNow:
        return plainly(request, 400, NO_WITNESS)
    return redirect("draw", draw)


@require_POST
def number(request: HttpRequest, draw: str) -> HttpResponse:
    """A public number, typed twice."""
    user = user_of(request)
    require(user, DeskStep.DRAW)
    _shown(draw)
    given = request.POST
    typed = (given.get("source", ""), given.get("once", ""), given.get("again", ""))
    try:
        ceremonies.number(user, draw, typed)
    except Refusal as refusal:
        return plainly(request, 409, refusal.words)
    except records.NotNow:
        return plainly(request, 400, NO_WITNESS)
    return redirect("draw", draw)


@require_POST
def reveal(request: HttpRequest, draw: str) -> HttpResponse:
    """The reveal."""
    user = user_of(request)
    require(user, DeskStep.DRAW)
    _shown(draw)
    try:
        ceremonies.reveal(user, draw)
    except Refusal as refusal:
        return plainly(request, 409, refusal.words)
    except records.NotNow:
        return plainly(request, 400, NO_WITNESS)
    return redirect("draw", draw)


@login_not_required
@require_GET
def public(request: HttpRequest, draw: str) -> HttpResponse:
    """The page for the projector, in large type; anybody may look."""
    try:
        found = _shown(draw)
    except Refusal as refusal:
        return plainly(request, 409, refusal.words)
    present = ceremonies.witnesses(draw)
    return render(request, "desk/public.html", {"d": found, "witnesses": present})


@login_not_required
@require_GET
def bundle_of(request: HttpRequest, draw: str) -> HttpResponse:
    """What is published of a draw."""
    _shown(draw)
    try:
        data = ceremonies.bundle(draw)
    except Refusal as refusal:
        return plainly(request, 409, refusal.words)
    return download(data, f"{draw}.zip", ZIP)


@login_not_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Verification without an account: hand a public bundle in, see every check."""
    given = request.FILES.get("file") if request.method == "POST" else None
    if request.method == "GET":
        return render(request, "desk/verify.html", {})
    if given is None or given.size is None or given.size > LARGEST:
        return plainly(request, 400, NOT_A_BUNDLE)
    if not _ONE.acquire(blocking=False):
        return plainly(request, 503, BUSY)
    try:
        found = verified(given.read(), lang(), request.POST.get("root", ""))
    except NoBundle:
        return plainly(request, 400, NOT_A_BUNDLE)
    finally:
        _ONE.release()
    return render(request, "desk/verify.html", {"found": found})
