"""What holds for every page: nothing is kept by browsers, one-time passwords go first."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import translation

from lungang.web.views.errors import plainly, where_from
from lungang_models.fault import BadInput
from lungang_models.words import Words

FAULTY = Words(
    "工作簿有错误，或情景与其不再相符，此页暂时不能显示。人事部门改正后再看。",
    "The workbook holds faults, or a scenario no longer fits it: this page waits until the "
    "personnel section has mended it.",
)
NO_NUL = Words(
    "内容含有不可见的控制字符，未生效。请重新输入。",
    "The text holds a control character and was not taken; type it anew.",
)
ONLY_SENT = Words(
    "此地址只接受页面上的按钮提交，不能直接打开，也不能刷新。请从首页或上一页重新办理。",
    "This address takes what a button of a page sends; it cannot be opened or reloaded. "
    "Begin from the home page or the page before.",
)
Next = Callable[[HttpRequest], HttpResponse]
WITHOUT = frozenset({"password", "logout", "language", "login"})


class LanguageMiddleware:
    """Chinese, unless the reader chose English here: the browser's own wish is not asked,
    for an office machine often speaks English by accident."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = "en" if chosen == "en" else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class Private:
    """No page is kept by a browser or a proxy, nor found by a search engine."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers set."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), usb=()"
        return response


class WholeWorkbook:
    """Some pages need the workbook without faults; what it holds is told elsewhere, to
    those who may read it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Say that the workbook is to be mended first."""
        if isinstance(error, BadInput):
            return plainly(request, 409, FAULTY)
        return None


class NoNul:
    """No text of a page holds a NUL: a database may refuse it, and nobody types one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse."""
        texts = [request.path_info, *_texts(request.GET)]
        if not request.path_info.startswith("/api/"):  # its bodies are described
            texts += _texts(request.POST)
        if any("\0" in text for text in texts):
            return plainly(request, 400, NO_NUL)
        return self.get_response(request)


def _texts(given: QueryDict) -> list[str]:
    return [text for values in given.lists() for text in (values[0], *values[1])]


class OnlySent:
    """An address that takes what a form sends says so when it is opened as a page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and in plain words where the method is not allowed."""
        response = self.get_response(request)
        a_page = not request.path_info.startswith("/api/")
        if not (a_page and isinstance(response, HttpResponseNotAllowed)):
            return response
        page = plainly(request, response.status_code, ONLY_SENT)
        page["Allow"] = response["Allow"]
        return page


class SignedIn(LoginRequiredMiddleware):
    """Whoever is not signed in does so first, and comes back to a page that can be opened:
    of a form that was sent, the one it stood on, since what was written in it is lost."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Lead to the page on which people sign in."""
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        back = where_from(request) or reverse("home")
        to = redirect_to_login(back, reverse("login")).url
        return HttpResponseRedirect(f"{to}&lost=1")


def _vouched_for(request: HttpRequest) -> bool:
    if not settings.OIDC:
        return False
    from lungang.web.service.identity import vouched_for

    return vouched_for(request)


class OneTimePassword:
    """Whoever signed in with a one-time password sets their own before anything else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to the page where the password is set."""
        must = getattr(request.user, "must_change", False) and not _vouched_for(request)
        if must and resolve(request.path_info).url_name not in WITHOUT:
            return redirect("password")
        return self.get_response(request)
