"""Keys for programs: shown once, kept as a digest, never worth more than their owner."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from lungang.web.models import Token, User
from lungang.web.service import log
from lungang.web.service.access import DeskStep, require

__all__ = ["MOST_DAYS", "all_of", "made", "owner", "revoked"]

MOST_DAYS = 366
HEAD = "lgd_"
"""What every key begins with, so that one that leaked is known for what it is."""


def made(user: User, name: str, days: int) -> str:
    """A new key of somebody; the text is shown once. Raises ``PermissionDenied``."""
    require(user, DeskStep.TOKENS)
    text = HEAD + secrets.token_urlsafe(32)
    until = timezone.localdate() + timedelta(days=min(max(1, days), MOST_DAYS))
    with transaction.atomic():
        Token.objects.create(name=name.strip()[:60] or "—", digest=_digest(text),
                             owner=user, until=until)  # fmt: skip
        log.add(user, "key-made", name=name.strip()[:60], until=until.isoformat())
    return text


def owner(text: str) -> User | None:
    """Whose key it is: of one that is revoked, too old, or whose owner may not sign in
    or has still to set a password, nobody's."""
    found = Token.objects.filter(digest=_digest(text), revoked=False)
    token = found.select_related("owner").first()
    if token is None or token.until < date.today():
        return None
    whose = token.owner
    return whose if whose.is_active and not whose.must_change else None


def revoked(user: User, pk: int) -> None:
    """Revoke a key of one's own; of another's nothing happens."""
    require(user, DeskStep.TOKENS)
    with transaction.atomic():
        if Token.objects.filter(pk=pk, owner=user, revoked=False).update(revoked=True):
            log.add(user, "key-revoked", key=pk)


def all_of(user: User) -> list[Token]:
    """The keys of somebody, the last first. Raises ``PermissionDenied``."""
    require(user, DeskStep.TOKENS)
    return list(Token.objects.filter(owner=user).order_by("-pk"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
