"""What the pages of proceedings share: a paper handed in, a paper given out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from lungang.web.models import Record
from lungang.web.service import cases, consultations, records
from lungang.web.service.access import DeskStep, may
from lungang.web.views.common import download, user_of
from lungang.web.views.errors import plainly
from lungang_models.words import Words

__all__ = ["handed", "paper", "plain_refusals"]

MEANWHILE = Words(
    "未保存：此事项刚由他人更新。请刷新后再办。",
    "Not kept: somebody else has just added a step. Reload and look again.",
)
NOT_NOW = Words(
    "未保存：这一步与目前进展不符，或缺少必填内容。",
    "Not kept: the step does not follow from where the matter stands, or lacks its reason.",
)
TOO_LARGE = Words("附件大于10MB，未保存。", "The paper is over 10 MB and was not kept.")
STEPS = {
    Record.Kind.RISK: DeskStep.REGISTER,
    Record.Kind.COMMENT: DeskStep.READ,
}


_Args = ParamSpec("_Args")


def plain_refusals(
    view: Callable[Concatenate[HttpRequest, _Args], HttpResponse],
) -> Callable[Concatenate[HttpRequest, _Args], HttpResponse]:
    """Answer a step that cannot be taken with a plain page, and keep nothing of it."""

    @wraps(view)
    def answered(
        request: HttpRequest, /, *args: _Args.args, **named: _Args.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except records.NotNow:
            return plainly(request, 400, NOT_NOW)
        except records.Meanwhile:
            return plainly(request, 409, MEANWHILE)
        except records.TooLarge:
            return plainly(request, 413, TOO_LARGE)

    return answered


def handed(request: HttpRequest) -> records.Handed | None:
    """The paper beside a form, if one was chosen. Raises ``TooLarge``."""
    given = request.FILES.get("paper")
    if given is None:
        return None
    if given.size is None or given.size > records.LARGEST_PAPER:
        raise records.TooLarge
    return records.Handed(given.name or "", given.read())


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper, to be saved, for whoever may read the step that it belongs to."""
    user = user_of(request)
    found = get_object_or_404(Record.objects.select_related("paper", "by"), pk=pk)
    kind = Record.Kind(found.kind)
    if kind in STEPS:
        open_ = may(user, STEPS[kind])
    elif kind == Record.Kind.RECUSAL:
        open_ = cases.may_read(user, found.cycle, found.about)
    else:
        open_ = consultations.may_read(user, found)
    if found.paper is None or not open_:
        raise PermissionDenied("paper")
    return download(
        bytes(found.paper.data), found.paper.name, "application/octet-stream"
    )
