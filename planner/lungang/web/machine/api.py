"""The HTTP API: the services of the desk for programs, described by OpenAPI.

A key acts for its owner. There is no page of documentation here, for such pages load
scripts from elsewhere; ``/api/v1/openapi.json`` is the description.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, Form, NinjaAPI, Status, UploadedFile
from ninja.security import HttpBearer

from lungang.jobs.asking import Unknown
from lungang.jobs.editions import to_json
from lungang.web.machine.schemas import (
    CellIn,
    CellOut,
    CycleIn,
    CycleOut,
    JobOut,
    NoteIn,
    PinsIn,
    Pk,
    ProblemDetails,
    QuestionIn,
    SheetOut,
    SolveIn,
    SubmissionOut,
    VerdictOut,
    WorkbookOut,
)
from lungang.web.models import Cycle, Job, StoredPlan, StoredWorkbook, User
from lungang.web.service import (
    approvals,
    boards,
    books,
    pages,
    plans,
    queue,
    scenarios,
    tokens,
)
from lungang.web.service.access import DeskStep, require
from lungang.web.views.errors import FORBIDDEN, MISSING
from lungang.web.views.handing_in import KINDS, of_roster
from lungang_models.fault import BadInput
from lungang_models.words import Words

__all__ = ["api", "urls"]

LARGEST = 30 * 1024 * 1024
TAKEN = Words(
    "已有同名年度，或名称为空。", "There is a cycle of this name, or no name."
)
CONFLICT = Words("这一行刚被他人改过。", "The row was just changed by somebody else.")
NOT_NOW = Words("方案或工作簿已有变动，未生效。", "Something has changed; not taken.")
WRONG = Words("请求的内容不符合接口说明。", "The request does not fit the description.")
KEY = Words("缺少密钥，或密钥已失效。", "A key is missing, or no longer valid.")
TOO_LARGE = Words("文件过大。", "The file is too large.")
BAD = {
    400: ProblemDetails,
    401: ProblemDetails,
    403: ProblemDetails,
    404: ProblemDetails,
    409: ProblemDetails,
    422: ProblemDetails,
}


class BearerKey(HttpBearer):
    """``Authorization: Bearer lgd_…``, made on the page of keys."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Whose key it is."""
        found = tokens.owner(token)
        if found is not None:
            request.user = found
        return found


api = NinjaAPI(
    title="轮岗工作台 · Rotation desk", version="1", auth=BearerKey(), docs_url=None,
    urls_namespace="api",
)  # fmt: skip


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _problem(says: Words, status: int, faults: list[Any] | None = None) -> HttpResponse:
    body = {"says": says._asdict(), "faults": faults or []}
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status,
        content_type="application/json",
    )  # fmt: skip


# -- errors


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(FORBIDDEN, 403)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(MISSING, 404)


@api.exception_handler(Unknown)
def _unknown(request: HttpRequest, error: Unknown) -> HttpResponse:
    return _problem(error.says, 404)


@api.exception_handler(BadInput)
def _bad(request: HttpRequest, error: BadInput) -> HttpResponse:
    lines = [{"where": f.where, **f.says._asdict()} for f in error.faults[:100]]
    return _problem(WRONG, 400, lines)


def _errors() -> None:
    from ninja.errors import AuthenticationError, ValidationError

    @api.exception_handler(ValidationError)
    def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
        lines = [{"where": ".".join(map(str, e["loc"])), "en": e["msg"]}
                 for e in error.errors]  # fmt: skip
        return _problem(WRONG, 422, lines)

    @api.exception_handler(AuthenticationError)
    def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return _problem(KEY, 401)


_errors()


# -- cycles and workbooks


def _cycle(found: Cycle) -> dict[str, Any]:
    book, approved = books.latest(found), approvals.approved_plan(found)
    return {
        "id": found.pk, "name": found.name, "workbook": book.pk if book else None,
        "plans": list(found.plans.order_by("number").values_list("pk", flat=True)),
        "approved": approved.plan_id if approved else None,
    }  # fmt: skip


@api.get("/cycles", response={200: list[CycleOut], **BAD})
def cycles(request: HttpRequest) -> Any:
    """Every cycle, the last first."""
    require(_user(request), DeskStep.READ)
    return [_cycle(c) for c in Cycle.objects.order_by("-pk")]


@api.post("/cycles", response={201: CycleOut, **BAD})
def begin(request: HttpRequest, given: CycleIn) -> Any:
    """Begin a cycle."""
    try:
        return Status(201, _cycle(books.begin(_user(request), given.name)))
    except IntegrityError:
        return _problem(TAKEN, 409)


@api.post(
    "/cycles/{pk}/workbooks", response={201: WorkbookOut, **BAD, 413: ProblemDetails}
)
def adopt(request: HttpRequest, pk: Pk, file: File[UploadedFile]) -> Any:
    """Take a workbook (.xlsx, .xls, .et) into a cycle; it is in force from then on."""
    user = _user(request)
    require(user, DeskStep.EDIT)
    cycle = get_object_or_404(Cycle, pk=pk)
    if (file.size or 0) > LARGEST:
        return _problem(TOO_LARGE, 413)
    name = (file.name or "workbook.xlsx").replace("\x00", "")
    return Status(201, _workbook(books.adopt(user, cycle, file.read(), name)))


@api.post(
    "/cycles/{pk}/rosters", response={201: WorkbookOut, **BAD, 413: ProblemDetails}
)
def adopt_roster(
    request: HttpRequest, pk: Pk, file: File[UploadedFile], effect: Form[date]
) -> Any:
    """Take an organisation's own roster: a workbook is made of it and taken.

    ``effect`` is the day on which the plan takes effect.
    """
    user = _user(request)
    require(user, DeskStep.EDIT)
    cycle = get_object_or_404(Cycle, pk=pk)
    if (file.size or 0) > LARGEST:
        return _problem(TOO_LARGE, 413)
    suffix = Path(file.name or "").suffix.lower()
    if suffix not in KINDS:
        return _problem(WRONG, 400)
    data, said = of_roster(file.read(), suffix, effect, {})
    made = books.adopt(user, cycle, data, "花名册.xlsx", said)
    return Status(201, _workbook(made))


def _workbook(found: StoredWorkbook) -> dict[str, Any]:
    check = queue.check_of(found)
    result: dict[str, Any] = (check.result or {}) if check else {}
    return {
        "id": found.pk, "name": found.name, "number": found.number,
        "edition": found.edition, "sha256": found.sha256,
        "checked": check.edition if check else None, "fit": result.get("fit"),
        "faults": len(result.get("faults", ())),
        "doubts": len(result.get("doubts", ())),
    }  # fmt: skip


def _book(pk: int) -> StoredWorkbook:
    return get_object_or_404(StoredWorkbook.objects.defer("data"), pk=pk)


@api.get("/workbooks/{pk}", response={200: WorkbookOut, **BAD})
def workbook(request: HttpRequest, pk: Pk) -> Any:
    """A workbook, and what the last whole check said of it."""
    require(_user(request), DeskStep.READ_SHEETS)
    return _workbook(_book(pk))


@api.get("/workbooks/{pk}/faults", response={200: list[dict[str, Any]], **BAD})
def faults(request: HttpRequest, pk: Pk) -> Any:
    """Every fault and doubt that the last whole check found."""
    require(_user(request), DeskStep.READ_FAULTS)
    check = queue.check_of(_book(pk))
    result: dict[str, Any] = (check.result or {}) if check else {}
    return [*result.get("faults", ()), *result.get("doubts", ())]


@api.get("/workbooks/{pk}/sheets", response={200: list[str], **BAD})
def sheets(request: HttpRequest, pk: Pk) -> Any:
    """The names of the sheets that the reader may see."""
    return [s.name for s in books.sheets(_user(request), _book(pk))]


@api.get("/workbooks/{pk}/sheets/{name}", response={200: SheetOut, **BAD})
def sheet(request: HttpRequest, pk: Pk, name: str, page: Pk = 1) -> Any:
    """A page of a sheet."""
    try:
        shown = pages.page(_user(request), _book(pk), name, page)
    except books.NoSuchCell:
        raise Http404 from None
    return {
        "name": shown.sheet.name, "heading": list(shown.heading),
        "page": shown.number, "pages": shown.pages,
        "rows": [{"row": r.row, "version": r.version, "cells": [c.text for c in r.cells]}
                 for r in shown.rows],
    }  # fmt: skip


@api.post("/workbooks/{pk}/cells", response={200: CellOut, **BAD})
def edit(request: HttpRequest, pk: Pk, given: CellIn) -> Any:
    """Change one cell, if its row is still as it was read; 409 if it is not."""
    place = (given.sheet, given.row, given.column)
    try:
        made = books.edit(
            _user(request), _book(pk), place, given.text.strip(), given.version
        )
    except books.NoSuchCell:
        raise Http404 from None
    except books.Conflict as conflict:
        theirs = {"theirs": conflict.theirs, "version": conflict.version}
        return _problem(CONFLICT, 409, [theirs])
    lines = [f.model_dump(mode="json") for f in made.faults]
    return {"version": made.version, "faults": lines}


# -- solving


@api.post("/workbooks/{pk}/solves", response={202: JobOut, **BAD})
def solve(request: HttpRequest, pk: Pk, given: SolveIn) -> Any:
    """Have a workbook solved as it stands."""
    require(_user(request), DeskStep.SOLVE)
    return Status(202, _job(queue.solve(_user(request), _book(pk), given.seconds)))


def _job(found: Job) -> dict[str, Any]:
    plan = getattr(found, "plan", None)
    return {
        "id": found.pk, "kind": found.kind, "state": found.state,
        "says": found.says or None, "progress": found.progress[-8:],
        "plan": plan.pk if plan else None,
        "result": found.result if found.kind == Job.Kind.ASK else None,
    }  # fmt: skip


@api.get("/jobs/{pk}", response={200: JobOut, **BAD})
def job(request: HttpRequest, pk: Pk) -> Any:
    """How far a job has come, and what it came to."""
    user = _user(request)
    require(user, DeskStep.READ)
    found = get_object_or_404(Job.objects.defer("plan__text"), pk=pk)
    if found.kind == Job.Kind.CHECK:
        require(user, DeskStep.READ_FAULTS)
    if not queue.may_hear(user, found):
        raise PermissionDenied("answer")
    return _job(found)


@api.post("/jobs/{pk}/stop", response={200: JobOut, **BAD})
def stop(request: HttpRequest, pk: Pk) -> Any:
    """Stop a job; the best plan so far is kept."""
    require(_user(request), DeskStep.SOLVE)
    found = get_object_or_404(Job, pk=pk)
    queue.stop(_user(request), found)
    found.refresh_from_db()
    return _job(found)


# -- plans


def _plan(pk: int) -> StoredPlan:
    return get_object_or_404(
        StoredPlan.objects.select_related("cycle", "workbook"), pk=pk
    )


@api.get("/plans/{pk}", response={200: dict[str, Any], **BAD})
def plan(request: HttpRequest, pk: Pk) -> Any:
    """A plan as its reader may see it: the same document as in ``plan.json``."""
    seen = plans.document(_user(request), _plan(pk))
    return HttpResponse(to_json(seen), content_type="application/json")


@api.post("/plans/{pk}/questions", response={202: JobOut, **BAD})
def ask(request: HttpRequest, pk: Pk, given: QuestionIn) -> Any:
    """Ask a question about a plan; the answer is the result of the job."""
    require(_user(request), DeskStep.ASK)
    try:
        made = queue.ask(_user(request), _plan(pk), given.question, tuple(given.names))
    except (KeyError, ValueError):
        return _problem(WRONG, 400)
    return Status(202, _job(made))


@api.get("/plans/{pk}/tries", response={200: VerdictOut, **BAD})
def tried(request: HttpRequest, pk: Pk, who: str, post: str) -> Any:
    """What setting somebody into a post would mean; nothing is solved or kept."""
    user, found = _user(request), _plan(pk)
    require(user, DeskStep.TRY)
    made = boards.tried(user, boards.board(user, found), who, post)
    lines = {
        name: [{**x.says._asdict(), "article": x.article._asdict()} for x in which]
        for name, which in (("bars", made.bars), ("breaks", made.breaks),
                            ("brings", made.brings), ("clears", made.clears))
    }  # fmt: skip
    return {
        "lawful": made.tried.lawful, "says": made.tried.says._asdict(),
        "moves": made.tried.moves._asdict(), **lines,
    }  # fmt: skip


@api.post("/plans/{pk}/scenarios", response={202: JobOut, **BAD})
def vary(request: HttpRequest, pk: Pk, given: PinsIn) -> Any:
    """Solve again with some people in some posts: a scenario of its own."""
    user, found = _user(request), _plan(pk)
    require(user, DeskStep.VARY)
    made = scenarios.of_pins(user, found, list(given.pins), given.keep, given.name)
    return Status(202, _job(queue.solve(user, found.workbook, given.seconds, made)))


@api.post("/plans/{pk}/submissions", response={201: SubmissionOut, **BAD})
def send(request: HttpRequest, pk: Pk, given: NoteIn) -> Any:
    """Send a plan for approval. Approval itself is given by people, on the page."""
    try:
        made = approvals.send(_user(request), _plan(pk), given.note)
    except approvals.NotNow:
        return _problem(NOT_NOW, 409)
    return Status(201, {"id": made.pk, "state": made.state, "sha256": made.sha256})


def _open(patterns: list[Any]) -> list[Any]:
    """Signing in is by key here, not by session."""
    for pattern in patterns:
        pattern.callback = login_not_required(pattern.callback)
    return patterns


_given = api.urls
urls = (_open(_given[0]), *_given[1:])
