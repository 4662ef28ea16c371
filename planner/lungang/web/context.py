"""What every page knows: who reads it, what they may do, the head of the log."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from lungang.web.models import User
from lungang.web.service import log
from lungang.web.service.access import GROUPS, DeskStep, groups_of, steps_of


def desk(request: HttpRequest) -> dict[str, Any]:
    """The names that all templates use."""
    user = getattr(request, "user", None)
    made: dict[str, Any] = {
        "en": get_language() == "en",
        "manual": bool(settings.MANUAL),
        "identity": bool(settings.OIDC),
    }
    if isinstance(user, User) and user.is_authenticated:
        mine, steps = groups_of(user), steps_of(user)
        made |= {
            "may": {s.name.lower(): s in steps for s in DeskStep},
            "my_groups": [w for g, w in GROUPS.items() if g in mine],
            "head": log.head(),
        }
    return made
