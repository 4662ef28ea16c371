"""A second workbook as a difference: looked at and taken row by row."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from lungang.jobs.differences import How
from lungang.web.models import Cycle
from lungang.web.service import approvals, blocks, books
from lungang.web.service import differences as service
from lungang.web.service.access import DeskStep, require
from lungang.web.views import drafts
from lungang.web.views.blocks import KEPT
from lungang.web.views.common import said, user_of, whole
from lungang.web.views.errors import plainly
from lungang.web.views.handing_in import GONE
from lungang_models.words import Words

AT_ONCE = 100
"""The most rows of a page, and so the most that are taken at once."""
SAYS = {
    How.CHANGED: Words("改动", "changed"),
    How.ADDED: Words("新增", "new"),
    How.GONE: Words("对方没有", "not in the other"),
}
CHANGED = Words(
    "未采用：现行工作簿刚有修改，请重新核对下列差异。",
    "Nothing was taken: the workbook has just been changed. Look at the rows again.",
)


@require_http_methods(["GET", "POST"])
def differences(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The rows that differ; those that were chosen are taken."""
    user = user_of(request)
    require(user, DeskStep.EDIT)
    cycle, draft = get_object_or_404(Cycle, pk=pk), drafts.taken(user, token)
    book = books.latest(cycle)
    if draft is None:
        return plainly(request, 410, GONE)
    if book is None:
        raise Http404
    if request.method == "POST":
        given = request.POST
        chosen = {whole(at, -1) for at in given.getlist("row")[:AT_ONCE]}
        edition = whole(given.get("edition"), -1)
        try:
            n = service.take(user, book, draft.data, draft.name, chosen, edition)
            messages.success(request, said(KEPT.fill(n=n)))
        except (blocks.CellsChanged, IntegrityError):
            messages.error(request, said(CHANGED))
        return redirect("differences", pk, token)
    found = service.between(user, book, draft.data, draft.name)
    edited = service.edited_here(user, book)
    return render(
        request,
        "desk/differences.html",
        {
            "cycle": cycle,
            "draft": draft,
            "book": book,
            "count": len(found.rows),
            "bound": approvals.bound(cycle),
            "untaken": found.untaken,
            "rows": [
                (
                    at,
                    row,
                    SAYS[row.how],
                    service.shown(user, book, row),
                    (row.sheet, row.row) in edited,
                )
                for at, row in enumerate(found.rows[:AT_ONCE])
            ],
        },
    )
