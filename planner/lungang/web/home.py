"""The data folder of the desk: private, and the user's own."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from lungang.disk import PRIVATE_FOLDER, private_folder, replaced

__all__ = ["KEY", "data_folder", "made_ready", "secret_key"]

KEY = "secret.key"


def data_folder() -> Path:
    """Where the desk keeps its data: nothing is made by asking."""
    return Path(os.environ.get("LUNGANG_DESK") or _of_the_user())


def made_ready() -> Path:
    """The data folder with its key, made where they are not there, closed to others."""
    folder = private_folder(data_folder())
    folder.chmod(PRIVATE_FOLDER)
    private_folder(folder / "uploads")
    if not (folder / KEY).exists():
        with replaced(folder / KEY) as draft:
            draft.write_text(secrets.token_urlsafe(64), "utf-8")
    return folder


def secret_key() -> str:
    """The key that signs sessions; one for this process alone before there is any."""
    file = data_folder() / KEY
    return file.read_text("utf-8") if file.exists() else secrets.token_urlsafe(64)


def _of_the_user() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local")) / "Lungang"
    if sys.platform == "darwin":
        return home / "Library/Application Support/Lungang"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local/share")) / "lungang"
