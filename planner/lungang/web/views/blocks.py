"""Many cells changed at once: pasted from a table, or alike in a list of faults."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from lungang.web.models import StoredWorkbook
from lungang.web.service import blocks, books
from lungang.web.service.access import DeskStep, require
from lungang.web.views.books import name_at
from lungang.web.views.common import said, user_of, whole
from lungang.web.views.errors import plainly
from lungang_models.words import Words

KEPT = Words(
    "已一并修改{n}格，可一次撤销。",
    "Cells changed together: {n}. One undo takes all back.",
)
TOO_MANY = Words(
    "未保存：一次至多改{n}格。请分几次粘贴或修改。",
    "Not kept: at most {n} cells are changed at once.",
)
TOO_LARGE = Words(
    "未保存：粘贴的区域超出了本页可填的行或列。",
    "Not kept: the block reaches beyond the rows or columns of this page.",
)
UNREADABLE = Words(
    "未保存：粘贴的内容读不成表格。请从 Excel 或 WPS 重新复制单元格。",
    "Not kept: what was pasted is no table. Copy the cells from a spreadsheet again.",
)
CHANGED = Words(
    "未保存：相同的格数刚有变化。请回到问题清单重新查看。",
    "Not kept: the cells that are alike have just changed. Look at the list again.",
)
CONFLICT = Words(
    "全部未保存：{who}刚改过其中一行，那一格现值“{theirs}”，您填的是“{mine}”。请刷新后再粘贴。",
    "Nothing was kept: {who} has just changed one of the rows. That cell holds “{theirs}”, "
    "you gave “{mine}”. Reload and paste again.",
)


@require_POST
def alike(request: HttpRequest, pk: int, at: int) -> HttpResponse:
    """Give all cells of a column that hold the same another text."""
    user, given = user_of(request), request.POST
    require(user, DeskStep.EDIT)
    book = get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)
    place = (name_at(book, at), whole(given.get("row")), whole(given.get("column")))
    text, count = given.get("text", ""), whole(given.get("count"))
    try:
        made = blocks.change_alike(user, book, place, text, count)
    except blocks.TooMany:
        return plainly(request, 400, TOO_MANY.fill(n=blocks.MOST))
    except blocks.CellsChanged:
        return plainly(request, 409, CHANGED)
    except books.NoSuchCell:
        raise Http404 from None
    messages.success(request, said(KEPT.fill(n=made)))
    return redirect("faults", pk)


@require_POST
def block(request: HttpRequest, pk: int, at: int) -> HttpResponse:
    """A block pasted from a table; all of it is kept, or nothing."""
    user, given = user_of(request), request.POST
    require(user, DeskStep.EDIT)
    book = get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)
    corner = (
        name_at(book, at),
        whole(given.get("row"), -1),
        whole(given.get("column"), -1),
    )
    text = given.get("block", "")
    try:
        lines = list(csv.reader(io.StringIO(text), dialect="excel-tab"))
    except csv.Error:  # a quote that is never closed makes one cell of all that follows
        return _plain_answer(400, UNREADABLE)
    rows = (pair.partition(":") for pair in given.getlist("version"))
    versions = {whole(row, -1): whole(version) for row, _, version in rows}
    try:
        made = blocks.paste(user, book, corner, lines, versions)
    except blocks.TooMany:
        return _plain_answer(400, TOO_MANY.fill(n=blocks.MOST))
    except books.NoSuchCell:
        return _plain_answer(400, TOO_LARGE)
    except books.Conflict as c:
        return _plain_answer(
            409, CONFLICT.fill(who=c.who, theirs=c.theirs, mine=c.mine)
        )
    except IntegrityError:  # another came first, between our reading and our writing
        return _plain_answer(409, CHANGED)
    messages.success(request, said(KEPT.fill(n=made)))
    return HttpResponse(status=204)


def _plain_answer(status: int, says: Words) -> HttpResponse:
    return HttpResponse(
        said(says), status=status, content_type="text/plain; charset=utf-8"
    )
