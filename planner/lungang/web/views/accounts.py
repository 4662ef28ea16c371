"""Signing in, one's own password and language, and the administrator's accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET, require_POST

from lungang.web.models import User
from lungang.web.service import accounts
from lungang.web.service.access import GROUPS, DeskStep, Group, require
from lungang.web.views.common import said, user_of
from lungang.web.views.errors import plainly
from lungang_models.words import Words

LOCKED = Words(
    "连续登录失败，本账号已暂停登录十五分钟。",
    "Too many refused sign-ins: this account is locked for fifteen minutes.",
)
FAULTY = Words(
    "账号名为空、重复或含有不允许的字符。", "The name is empty, taken, or not allowed."
)
LAST_ONE = Words(
    "至少须保留一名系统管理员。", "One administrator at least must remain."
)
NOT_THERE = {
    "staff": Words(
        "未保存：现行工作簿中没有工号“{text}”。",
        "Not kept: no workbook in force has the staff number {text}.",
    ),
    "unit": Words(
        "未保存：现行工作簿中没有单位编号“{text}”。",
        "Not kept: no workbook in force has the unit {text}.",
    ),
}
CHANGED = Words("已保存。", "Saved.")


class SignIn(LoginView):
    """The page on which people sign in."""

    template_name = "desk/login.html"
    redirect_authenticated_user = True


class Password(PasswordChangeView):
    """One's own password."""

    template_name = "desk/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it, and say so in the log."""
        response = super().form_valid(form)
        accounts.password_set(user_of(self.request))
        return response


def locked_out(request: HttpRequest, response: Any, credentials: Any) -> HttpResponse:
    """Too many refusals."""
    return plainly(request, 429, LOCKED)


def language(view: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Whoever has not signed in yet may choose their language as well."""
    return login_not_required(view)


@require_GET
def everybody(request: HttpRequest) -> HttpResponse:
    """All accounts."""
    return _page(request)


def _page(
    request: HttpRequest, one_time: tuple[str, str] | None = None,
    refused: Sequence[Words] = (),
) -> HttpResponse:  # fmt: skip
    """All accounts; what was typed for a new one stands there again if it was refused."""
    people = [(u, groups_of_any(u)) for u in accounts.everybody(user_of(request))]
    made = {
        "people": people,
        "groups": list(GROUPS.items()),
        "one_time": one_time,
        "refused": refused,
        "typed": request.POST if refused else {},
        "chosen": _roles(request) if refused else [],
    }
    status = 400 if refused else 200
    return render(request, "desk/accounts.html", made, status=status)


def groups_of_any(user: User) -> set[Group]:
    """The groups of an account, closed ones included."""
    names = {g.name for g in user.groups.all()}
    return {g for g in Group if g.value in names}


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """A new account; its one-time password is shown once."""
    require(user_of(request), DeskStep.ACCOUNTS)
    name = request.POST.get("name", "").strip()
    try:
        password = accounts.new(
            user_of(request), name, request.POST.get("full_name", ""), _roles(request),
            (request.POST.get("staff", ""), request.POST.get("unit", "")),
        )  # fmt: skip
    except accounts.NotThere as wrong:
        return _page(request, refused=_not_there(wrong))
    except ValidationError:
        return _page(request, refused=(FAULTY,))
    return _page(request, (name, password))


@require_POST
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Other roles, closed, or open again."""
    require(user_of(request), DeskStep.ACCOUNTS)
    try:
        active = request.POST.get("active") == "on"
        accounts.change(
            user_of(request), name, _roles(request), active,
            request.POST.get("staff", ""), request.POST.get("unit", ""),
        )  # fmt: skip
    except User.DoesNotExist:
        raise Http404 from None
    except accounts.NotThere as wrong:
        return plainly(request, 400, *_not_there(wrong))
    except ValidationError:
        return plainly(request, 400, LAST_ONE)
    messages.success(request, said(CHANGED))
    return redirect("accounts")


@require_POST
def reset(request: HttpRequest, name: str) -> HttpResponse:
    """A new one-time password, shown once."""
    require(user_of(request), DeskStep.ACCOUNTS)
    try:
        return _page(request, (name, accounts.reset(user_of(request), name)))
    except User.DoesNotExist:
        raise Http404 from None


def _not_there(wrong: accounts.NotThere) -> list[Words]:
    return [NOT_THERE[f].fill(text=t) for f, t in wrong.wrong]


def _roles(request: HttpRequest) -> list[Group]:
    given = set(request.POST.getlist("role"))
    return [g for g in Group if g.value in given]
