"""What views share."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from lungang.web.models import User
from lungang_models.fault import BadInput
from lungang_models.words import Language, Words

__all__ = ["download", "faults_told", "lang", "user_of", "whole", "year_end"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


def user_of(request: HttpRequest) -> User:
    """Who is signed in; the middleware lets nobody else come so far."""
    return cast(User, request.user)


def lang() -> Language:
    """The reader's language."""
    return "en" if get_language() == "en" else "zh"


def said(words: Words) -> str:
    """Words in the reader's language."""
    return words.in_(lang())


def whole(text: str | None, usual: int = 0) -> int:
    """A whole number from a form; the usual one where it is none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else usual


def faults_told(bad: BadInput) -> tuple[Words, ...]:
    """The faults of a file as sentences."""
    return tuple(
        Words(f"{f.where + '：' if f.where else ''}{f.says.zh}。{f.maybe.zh}",
              f"{f.where + ': ' if f.where else ''}{f.says.en}. {f.maybe.en}")
        for f in bad.faults[:100]
    )  # fmt: skip


def year_end() -> str:
    """The last day of the year, on which most plans take effect."""
    return f"{timezone.localdate().year}-12-31"


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be saved, never shown by the browser."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
