"""Pages of the workbook: its faults, its sheets, its cells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from openpyxl.utils import column_index_from_string

from lungang.jobs.sheets import EditedWorkbook, Sheet
from lungang.web.models import StoredWorkbook
from lungang.web.service import blocks, books, imports, pages, queue
from lungang.web.service.access import DeskStep, require
from lungang.web.service.known_as import label
from lungang.web.views.common import XLSX, download, said, user_of, whole
from lungang_models.words import Words

NOTHING = Words(
    "没有可撤销的修改，或该单元格已被他人改动。",
    "Nothing to undo, or somebody has changed the cell since.",
)
UNDONE = Words("已撤销上一处修改。", "Your last edit was taken back.")


# -- faults


@require_GET
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """Every fault of the workbook in a list, each leading to its cell."""
    return render(request, "desk/faults.html", _faults(request, pk))


@require_GET
def fault_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list alone, asked for until the check has caught up with the edits."""
    return render(request, "desk/fault_list.html", _faults(request, pk))


def _faults(request: HttpRequest, pk: int) -> dict[str, Any]:
    user = user_of(request)
    require(user, DeskStep.READ_FAULTS)
    book = get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)
    check = queue.check_of(book)
    kept = books.at_edition(book)
    places = {name: at for at, name in enumerate(kept.names)}
    shown = whole(request.GET.get("page"), 1)
    found = (check.result or {}) if check else {}
    lines = [*found.get("faults", ()), *found.get("doubts", ())]
    size = 200
    return {
        "book": book,
        "check": check,
        "fresh": check is not None and check.edition == book.edition,
        "fit": found.get("fit"),
        "hard": len(found.get("faults", ())),
        "soft": len(found.get("doubts", ())),
        "page": shown,
        "pages": max(1, -(-len(lines) // size)),
        "told": imports.told(book),
        "lines": [
            {
                **f,
                "link": _link(book, places, f),
                "who": _who(kept, places, f),
                "alike": _alike(kept, places, f),
            }
            for f in lines[(shown - 1) * size : shown * size]
        ],
    }


def _who(kept: EditedWorkbook, places: dict[str, int], fault: dict[str, Any]) -> str:
    """Whom the row of a fault is about, where its sentence does not say so."""
    if fault["sheet"] not in places or not fault["row"]:
        return ""
    sheet = kept.sheet(fault["sheet"])
    if fault["row"] not in sheet.lines:
        return ""
    who = label(kept, sheet, sheet.lines.index(fault["row"]))
    return "" if who in fault["zh"] else who


def _link(book: StoredWorkbook, places: dict[str, int], fault: dict[str, Any]) -> str:
    at = places.get(fault["sheet"] or "")
    if at is None or not fault["row"]:
        return ""
    row = fault["row"]
    where = {"page": (row - 1) // pages.A_PAGE + 1}
    mark = f"{fault['cell'] or 'r' + str(row)}"
    return f"{reverse('sheet', args=(book.pk, at))}?{urlencode(where)}#{mark}"


def _alike(
    kept: EditedWorkbook, places: dict[str, int], fault: dict[str, Any]
) -> dict[str, int] | None:
    """The cells that hold the same as the one of a fault, where there are several."""
    found = re.fullmatch(r"([A-Z]+)(\d+)", fault["cell"] or "")
    if found is None or fault["sheet"] not in places:
        return None
    sheet, line = kept.sheet(fault["sheet"]), int(found[2])
    if line not in sheet.lines:
        return None
    row, column = sheet.lines.index(line), column_index_from_string(found[1]) - 1
    rows = blocks.alike(sheet, row, column)
    if not 1 < len(rows) <= blocks.MOST or row != rows[0]:
        return None  # the form stands at the first of them
    place = places[fault["sheet"]]
    return {"at": place, "row": row, "column": column, "count": len(rows)}


# -- sheets


@require_GET
def sheet(request: HttpRequest, pk: int, at: int) -> HttpResponse:
    """Some rows of a sheet, as their reader may see them."""
    user = user_of(request)
    require(user, DeskStep.READ_SHEETS)
    book = get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)
    name = name_at(book, at)
    find = request.GET.get("q", "").strip()
    shown = pages.page(user, book, name, whole(request.GET.get("page"), 1), find)
    open_ = books.sheets(user, book)
    names = books.at_edition(book).names
    check = queue.check_of(book)
    marks = _marks(check.result if check else None, name)
    why = imports.inferred(book, shown.sheet.known)
    as_it_is = books.at_edition(book)
    letters = [as_it_is.address(0, n)[:-1] for n in range(shown.sheet.width)]
    return render(
        request,
        "desk/sheet.html",
        {
            "book": book,
            "at": at,
            "shown": shown,
            "find": find,
            "tabs": [(names.index(s.name), s.name) for s in open_ if _told(s, name)],
            "blank": [(names.index(s.name), s.name) for s in open_ if not _told(s, name)],
            "rows": [
                (row, [(cell, letters[cell.column], _at(marks, letters, row, cell),
                        None if cell.edited or not row.data else
                        why.get((row.line, shown.sheet.headings.get(cell.column, ""))))
                       for cell in row.cells])
                for row in shown.rows
            ],
            "letters": letters,
            "latest": not book.cycle.workbooks.filter(number__gt=book.number).exists(),
        },
    )  # fmt: skip


def _told(sheet: Sheet, shown: str) -> bool:
    """Whether a sheet has rows of data, or is the one that is shown."""
    return sheet.name == shown or any(map(any, sheet.rows[sheet.first :]))


def _marks(found: Any, name: str) -> dict[str, Any]:
    lines = [] if not found else [*found["faults"], *found["doubts"]]
    marks: dict[str, Any] = {}
    for line in lines:
        if line["sheet"] == name and line["cell"]:
            marks.setdefault(line["cell"], line)
    return marks


def _at(marks: dict[str, Any], letters: list[str], row: Any, cell: Any) -> Any:
    return marks.get(f"{letters[cell.column]}{row.line}")


def name_at(book: StoredWorkbook, at: int) -> str:
    """The name of a sheet by its place; 404 where there is none."""
    names = books.at_edition(book).names
    if at >= len(names):
        raise Http404
    return names[at]


@require_http_methods(["POST"])
def edit(request: HttpRequest, pk: int, at: int) -> HttpResponse:
    """One cell changed; the answer is the row's own faults, or both values of a conflict."""
    user = user_of(request)
    require(user, DeskStep.EDIT)
    book = get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)
    row, column = (
        whole(request.POST.get("row"), -1),
        whole(request.POST.get("column"), -1),
    )
    text, version = request.POST.get("text", ""), whole(request.POST.get("version"))
    place = (name_at(book, at), row, column)
    try:
        made = books.edit(user, book, place, text.strip(), version)
    except books.Conflict as conflict:
        return render(request, "desk/conflict.html", {"conflict": conflict}, status=409)
    except books.NoSuchCell:
        raise Http404 from None
    response = render(request, "desk/edited.html", {"made": made})
    response["X-Row-Version"] = str(made.version)
    response["X-Row-Faults"] = str(sum(f.kind == "fault" for f in made.faults))
    return response


@require_GET
def history(request: HttpRequest, pk: int, at: int, row: int) -> HttpResponse:
    """Who changed what in a row, and when."""
    user = user_of(request)
    require(user, DeskStep.READ_SHEETS)
    book = get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)
    name = name_at(book, at)
    lines = books.history(user, book, name, row)
    kept: EditedWorkbook = books.at_edition(book)
    return render(
        request,
        "desk/history.html",
        {"book": book, "at": at, "name": name, "row": row + 1,
         "page": row // pages.A_PAGE + 1,
         "lines": [(e, was, now, kept.address(e.row, e.column))
                   for e, was, now in lines]},
    )  # fmt: skip


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own last edit, and go to its cell."""
    user = user_of(request)
    require(user, DeskStep.EDIT)
    book = get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)
    try:
        name, row, column = books.undo(user, book)
    except books.NothingToUndo:
        messages.error(request, said(NOTHING))
        return redirect("faults", pk)
    messages.success(request, said(UNDONE))
    book.refresh_from_db(fields=["edition"])
    kept = books.at_edition(book)
    where = reverse("sheet", args=(pk, kept.names.index(name)))
    mark = kept.address(row, column)
    return redirect(f"{where}?page={row // pages.A_PAGE + 1}#{mark}")


@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer's own workbook with all edits in it."""
    book = get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)
    data, _ = books.exported(user_of(request), book)
    return download(data, f"{Path(book.name).stem}-已修改.xlsx", XLSX)
