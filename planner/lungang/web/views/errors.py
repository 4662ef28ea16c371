"""Pages that say plainly what went wrong, and that nothing was lost."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from lungang.web.service.approvals import OwnWork
from lungang.web.service.own import NoStaffNumber
from lungang_models.words import Words

__all__ = ["bad", "csrf", "defect", "forbidden", "missing", "plainly", "where_from"]

FORBIDDEN = Words(
    "您的职责不包括此页或此操作。如有需要，请联系系统管理员。",
    "Your role does not include this page or step. Ask the administrator if it should.",
)
OWN_WORK = Words(
    "不能审批自己经手的方案：发起送审、求解或改过本年度工作簿的人均须回避。",
    "Nobody decides on their own work: whoever sent the plan, had it solved, or edited "
    "the workbook of this cycle leaves the decision to others.",
)
NO_STAFF_NUMBER = Words(
    "您的账号还没有登记工号，不能显示本人的页面。请系统管理员在“账号”页填上您的工号。",
    "Your account has no staff number yet, so there is no page of yours. Ask the "
    "administrator to enter it on the page of accounts.",
)
MISSING = Words("没有这一页，或已被新的内容取代。", "There is no such page.")
BAD = Words(
    "提交的内容过长，或不是本页所发，本次操作未生效。内容多的，请分几次填写。",
    "What was sent is too long, or was not sent by a page of ours; the step was not taken. "
    "Give much text in several parts.",
)
DEFECT = Words(
    "程序出错，本次操作未生效，原有数据未改动。",
    "A defect of the program: this step was not taken, and what was there is unchanged.",
)
CSRF = Words(
    "页面已过期，本次操作未生效。请返回上一页，刷新后再试。",
    "The page had expired and the step was not taken. Go back, reload, and try again.",
)


def plainly(request: HttpRequest, status: int, *says: Words) -> HttpResponse:
    """A page with sentences, a status, and the way back to where the reader was."""
    back = where_from(request)
    same = urlsplit(back).path == request.path  # that page would refuse again
    given = {"says": says, "back": "" if same else back}
    return render(request, "desk/error.html", given, status=status)


def where_from(request: HttpRequest) -> str:
    """The page of ours on which the reader was; empty where there is none."""
    back: str = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        return ""
    parts = urlsplit(back)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403, with the reason."""
    says = {OwnWork: OWN_WORK, NoStaffNumber: NO_STAFF_NUMBER}
    return plainly(request, 403, says.get(type(exception), FORBIDDEN))


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return plainly(request, 404, MISSING)


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return plainly(request, 400, BAD)


def defect(request: HttpRequest) -> HttpResponse:
    """500."""
    return plainly(request, 500, DEFECT)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that is too old, or not ours."""
    return plainly(request, 403, CSRF)
