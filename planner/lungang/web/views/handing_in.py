"""Pages on which a file is handed in: a workbook, or a roster made into one; the preview."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.jobs.beginnings import RosterHints, import_roster
from lungang.jobs.errors import check_document
from lungang.jobs.sheets import opened, sample_bytes, template_bytes
from lungang.web.models import Cycle
from lungang.web.service import books, imports
from lungang.web.service.access import DeskStep, require
from lungang.web.views import drafts
from lungang.web.views.common import (
    XLSX,
    download,
    faults_told,
    lang,
    user_of,
    year_end,
)
from lungang.web.views.errors import plainly
from lungang_models.fault import BadInput
from lungang_models.words import Words

KINDS = (".xlsx", ".xls", ".et", ".ods")
NO_FILE = Words("没有选择文件。", "No file was chosen.")
WRONG_KIND = Words(
    "只接受 .xlsx、.xls、.et、.ods 文件。",
    "Only .xlsx, .xls, .et and .ods files are taken.",
)
TOO_LARGE = Words(
    f"文件大于{settings.LARGEST_UPLOAD // 2**20}MB，未读入。",
    f"The file is over {settings.LARGEST_UPLOAD // 2**20} MB and was not read.",
)
NO_DAY = Words(
    "导入花名册须填写方案生效日期。", "To import a roster, give the effect date."
)
GONE = Words(
    "这份待采用的文件已过期，请重新上传。",
    "The file has waited too long; upload it anew.",
)


AboutWaiting = Callable[[HttpRequest, Cycle, drafts.WaitingFile], HttpResponse]


def waiting(view: AboutWaiting) -> Callable[[HttpRequest, int, str], HttpResponse]:
    """A page about a file that waits: for its owner, who may edit, while it does."""

    @wraps(view)
    def page(request: HttpRequest, pk: int, token: str) -> HttpResponse:
        user = user_of(request)
        require(user, DeskStep.EDIT)
        cycle, draft = get_object_or_404(Cycle, pk=pk), drafts.taken(user, token)
        return (
            plainly(request, 410, GONE)
            if draft is None
            else view(request, cycle, draft)
        )

    return page


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file as far as its preview. What holds none of our sheets is a roster."""
    user = user_of(request)
    require(user, DeskStep.EDIT)
    cycle = get_object_or_404(Cycle, pk=pk)
    given = request.FILES.get("file")
    if given is None:
        return plainly(request, 400, NO_FILE)
    name = os.path.basename(given.name or "")[:120]
    if Path(name).suffix.lower() not in KINDS:
        return plainly(request, 400, WRONG_KIND)
    if given.size is None or given.size > settings.LARGEST_UPLOAD:
        return plainly(request, 413, TOO_LARGE)
    data = given.read()
    try:
        book = opened(data, name)
        if any(s.known for s in book.sheets()):
            return redirect("preview", pk, drafts.kept(user, name, data))
        return _of_roster(request, cycle, name, data, {})
    except BadInput as bad:
        return plainly(request, 400, *faults_told(bad))


@require_POST
@waiting
def reread(
    request: HttpRequest, cycle: Cycle, draft: drafts.WaitingFile
) -> HttpResponse:
    """Read a waiting file as a roster, with what its columns are said to hold."""
    headings, targets = (request.POST.getlist(n) for n in ("heading", "target"))
    columns = dict(zip(headings, targets, strict=False))
    try:
        given = draft.given or draft.data
        made = _of_roster(request, cycle, draft.given_name, given, columns)
    except BadInput as bad:
        return plainly(request, 400, *faults_told(bad))
    if made.status_code == 302:
        drafts.dropped(draft.token)
    return made


def _of_roster(
    request: HttpRequest, cycle: Cycle, name: str, given: bytes,
    columns: Mapping[str, str],
) -> HttpResponse:  # fmt: skip
    day = _day(request.POST.get("effect", ""))
    if day is None:
        return plainly(request, 400, NO_DAY)
    data, said = of_roster(given, Path(name).suffix.lower(), day, columns)
    book = f"{Path(name).stem}.xlsx"
    said["effect"] = day.isoformat()
    kept = drafts.kept(user_of(request), book, data, said, (name, given))
    return redirect("preview", cycle.pk, kept)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def of_roster(
    data: bytes, suffix: str, day: date, columns: Mapping[str, str]
) -> tuple[bytes, dict[str, Any]]:
    """A workbook out of a roster, with what was told, asked and inferred."""
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        file, out = Path(folder) / f"花名册{suffix}", Path(folder) / "工作簿.xlsx"
        file.write_bytes(data)
        made = import_roster([file], out, day, RosterHints(columns), None, lang())
        return out.read_bytes(), imports.notes(made)


@require_GET
@waiting
def preview(
    request: HttpRequest, cycle: Cycle, draft: drafts.WaitingFile
) -> HttpResponse:
    """What would be taken: rows with their marks, faults, what would be left aside."""
    book = opened(draft.data, draft.name)
    workbook = book.check()
    found, said = check_document(workbook), draft.said
    lines = [*found.faults, *found.doubts]
    sheets = workbook.account.sheets
    return render(
        request,
        "desk/preview.html",
        {
            "cycle": cycle,
            "draft": draft,
            "shown": imports.previewed(user_of(request), book, lines, said),
            "sheets": [s for s in sheets if s.rows_used or (s.ignored and not said)],
            "empty": sum(not s.rows_used for s in sheets),
            "known": {s.name: s.known for s in book.sheets()},
            "faults": len(found.faults),
            "doubts": len(found.doubts),
            "lines": lines[:100],
            "columns": imports.left_out(said) if said else (),
            "roster": not any(s.known for s in book.sheets()),
            "year_end": year_end(),
            "replaces": cycle.workbooks.order_by("-number").first(),
        },
    )


@require_POST
@waiting
def adopt(
    request: HttpRequest, cycle: Cycle, draft: drafts.WaitingFile
) -> HttpResponse:
    """采用: only now is anything kept."""
    made = books.adopt(user_of(request), cycle, draft.data, draft.name, draft.said)
    drafts.dropped(draft.token)
    return redirect("faults", made.pk)


@require_POST
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """The sample bureau as the workbook of a cycle, to try the desk with."""
    user = user_of(request)
    require(user, DeskStep.EDIT)
    cycle = get_object_or_404(Cycle, pk=pk)
    name = "示例财政局.xlsx"
    return redirect("faults", books.adopt(user, cycle, sample_bytes(), name).pk)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    require(user_of(request), DeskStep.EDIT)
    return download(template_bytes(), "工作簿模板.xlsx", XLSX)
