"""The browser of this machine, which the longer tests need."""

from __future__ import annotations

import shutil


def chromium() -> str:
    """Where it is; a failure with a plain word where none is installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    assert found is not None, "the longer tests need a browser: install chromium"
    return found
