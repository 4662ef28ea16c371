"""Accounts that the organisation's own identity service vouches for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db.models import QuerySet
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from lungang.web.models import User

__all__ = ["Accounts", "vouched_for"]


class Accounts(OIDCAuthenticationBackend):
    """The open account that the service vouches for, and no other."""

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        """The account of the name in the claim; of no claim, none."""
        name = claims.get(settings.OIDC_CLAIM)
        known = isinstance(name, str) and name != ""
        found: QuerySet[User] = User.objects.filter(username=name, is_active=True)
        return found if known else User.objects.none()

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """Whether there is a name at all; what else there is nobody needs."""
        return bool(claims.get(settings.OIDC_CLAIM))


def vouched_for(request: HttpRequest) -> bool:
    """Whether it was the identity service, and not a password, that let somebody in."""
    return bool(request.session.get(BACKEND_SESSION_KEY) == f"{__name__}.Accounts")
