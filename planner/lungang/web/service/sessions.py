"""Signing in and out, as far as the log tells of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)

from lungang.web.service import log

__all__ = ["listen"]


def listen() -> None:
    """Let the log tell of every sign-in, every refusal and every sign-out."""
    user_logged_in.connect(_in, dispatch_uid="desk-in")
    user_logged_out.connect(_out, dispatch_uid="desk-out")
    user_login_failed.connect(_failed, dispatch_uid="desk-failed")


def _in(sender: Any, user: Any, **more: Any) -> None:
    log.add(user, "sign-in")


def _out(sender: Any, user: Any, **more: Any) -> None:
    if user is not None:
        log.add(user, "sign-out")


def _failed(sender: Any, credentials: Any, **more: Any) -> None:
    log.add(str(credentials.get("username", ""))[:150], "sign-in-refused")
