"""Accounts: made, closed and given roles by an administrator, each with a first password."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence

from django.contrib.auth.models import Group as DjangoGroup
from django.core.exceptions import ValidationError
from django.db import transaction

from lungang.web.models import Cycle, User
from lungang.web.service import log, people
from lungang.web.service.access import DeskStep, Group, require
from lungang.web.service.books import latest

__all__ = [
    "NotThere",
    "change",
    "everybody",
    "first_administrator",
    "new",
    "password_set",
    "reset",
]


class NotThere(ValueError):
    """No workbook in force knows these: ``wrong`` are the fields and what they held."""

    def __init__(self, wrong: Sequence[tuple[str, str]]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that can be taken for another when it is copied from paper."""


def first_administrator() -> tuple[str, str] | None:
    """At the first start an administrator is made: name and one-time password."""
    with transaction.atomic():
        if User.objects.exists():
            return None
        password = _one_time()
        made = User.objects.create_user("admin", password=password, must_change=True)
        made.groups.add(DjangoGroup.objects.get(name=Group.ADMINISTRATOR.value))
        log.add("lungang serve", "account-made", name="admin", roles=["administrator"])
    return "admin", password


def everybody(user: User) -> list[User]:
    """All accounts by name. Raises ``PermissionDenied``."""
    require(user, DeskStep.ACCOUNTS)
    return list(User.objects.prefetch_related("groups").order_by("username"))


def new(
    user: User, name: str, full_name: str, roles: Collection[Group],
    whose: tuple[str, str] = ("", ""),
) -> str:  # fmt: skip
    """A new account; returns its one-time password. ``whose`` are the staff number and
    the unit that they head, as in :func:`change`.

    Raises ``PermissionDenied``, ``NotThere``, ``ValidationError`` for a name that is
    taken or none.
    """
    require(user, DeskStep.ACCOUNTS)
    password = _one_time()
    with transaction.atomic():
        made = User(username=name.strip(), first_name=full_name.strip()[:60])
        made.set_password(password)
        made.must_change = True
        _whose(made, *whose)
        made.full_clean()
        made.save()
        _give(made, roles)
        log.add(user, "account-made", name=made.username, roles=sorted(roles))
    return password


def change(
    user: User, name: str, roles: Collection[Group], active: bool,
    staff: str = "", unit: str = "",
) -> None:  # fmt: skip
    """Give an account other roles, close it or open it; say whose it is.

    ``staff`` is their number in the workbook, ``unit`` the one that they head.

    Raises ``PermissionDenied``, ``NotThere``, and ``ValidationError`` where no
    administrator would be left.
    """
    require(user, DeskStep.ACCOUNTS)
    with transaction.atomic():
        who = User.objects.select_for_update().get(username=name)
        who.is_active = active
        _whose(who, staff, unit)
        who.save(update_fields=["is_active", "staff", "unit"])
        _give(who, roles)
        if not User.objects.filter(
            is_active=True, groups__name=Group.ADMINISTRATOR.value
        ).exists():
            raise ValidationError("no-administrator", code="no-administrator")
        log.add(user, "account-changed", name=name, roles=sorted(roles), active=active,
                staff=who.staff, unit=who.unit)  # fmt: skip


def reset(user: User, name: str) -> str:
    """A new one-time password, for somebody who has forgotten theirs."""
    require(user, DeskStep.ACCOUNTS)
    password = _one_time()
    with transaction.atomic():
        who = User.objects.select_for_update().get(username=name)
        who.set_password(password)
        who.must_change = True
        who.save(update_fields=["password", "must_change"])
        log.add(user, "password-reset", name=name)
    return password


def password_set(user: User) -> None:
    """Somebody has set a password of their own."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(must_change=False)
        log.add(user, "password-changed")


def _whose(who: User, staff: str, unit: str) -> None:
    """Say whose an account is, where the workbooks in force know them.

    Before there is a workbook anything may be written; it is held against the first one.
    """
    given = {"staff": staff.strip()[:40], "unit": unit.strip()[:40]}
    books = [b for c in Cycle.objects.all() if (b := latest(c)) is not None]
    known = {"staff": people.numbers, "unit": people.units}
    wrong = [
        (field, text) for field, text in given.items()
        if text and text != getattr(who, field) and books
        and not any(text in known[field](b) for b in books)
    ]  # fmt: skip
    if wrong:
        raise NotThere(wrong)
    who.staff, who.unit = given["staff"], given["unit"]


def _give(who: User, roles: Collection[Group]) -> None:
    names = [r.value for r in roles]
    who.groups.set(DjangoGroup.objects.filter(name__in=names))


def _one_time() -> str:
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)
    )
