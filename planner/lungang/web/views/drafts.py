"""Files that were handed in and not yet taken: private, for an hour, in no database."""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from lungang.disk import private_folder, replaced
from lungang.web.models import User

__all__ = ["WaitingFile", "dropped", "kept", "taken"]

AN_HOUR = 3600
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class WaitingFile:
    """A file that waits to be taken: its name and bytes; where it was made of a roster,
    what was said of that, and the roster itself."""

    token: str
    name: str
    data: bytes
    said: dict[str, Any] | None
    given_name: str
    given: bytes


def kept(
    user: User, name: str, data: bytes, said: dict[str, Any] | None = None,
    given: tuple[str, bytes] | None = None,
) -> str:  # fmt: skip
    """Keep a file for its owner; returns the word under which they find it again."""
    _sweep()
    token = secrets.token_hex(16)
    given_name, roster = given or (name, b"")
    head = {"by": user.pk, "name": name, "said": said, "size": len(data)}
    with replaced(_file(token)) as draft:
        text = json.dumps({**head, "given": given_name}).encode()
        draft.write_bytes(len(text).to_bytes(4, "big") + text + data + roster)
    return token


def taken(user: User, token: str) -> WaitingFile | None:
    """The file that somebody kept; nobody else finds it."""
    if not _TOKEN.fullmatch(token) or not _file(token).is_file():
        return None
    raw = _file(token).read_bytes()
    size = int.from_bytes(raw[:4], "big")
    head = json.loads(raw[4 : 4 + size])
    if head["by"] != user.pk:
        return None
    data, end = raw[4 + size :], head["size"]
    return WaitingFile(
        token, head["name"], data[:end], head["said"], head["given"], data[end:]
    )


def dropped(token: str) -> None:
    """Throw a file away."""
    if _TOKEN.fullmatch(token):
        _file(token).unlink(missing_ok=True)


def _folder() -> Path:
    return private_folder(Path(settings.HOME) / "drafts")


def _file(token: str) -> Path:
    return _folder() / token


def _sweep() -> None:
    old = time.time() - AN_HOUR
    for file in _folder().iterdir():
        if _TOKEN.fullmatch(file.name) and file.stat().st_mtime < old:
            file.unlink(missing_ok=True)
