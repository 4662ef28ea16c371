"""What ships with the program: its own policy, its version, and the verifiers."""

from __future__ import annotations

import json
from importlib import metadata, resources
from typing import Any


def defaults() -> dict[str, Any]:
    """What the workbook does not say, each with its source; see ``defaults.json``."""
    text = (resources.files("lungang.draw") / "defaults.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def software() -> dict[str, str]:
    """Versions of what computed the draw."""
    found = {}
    for name in ("lungang", "ortools", "highspy"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "uninstalled"
    return found


def verifier_files() -> dict[str, bytes]:
    """The stand-alone verifiers and their paper instructions, as shipped."""
    package = resources.files("lungang.draw")
    found = {
        name: (package / name).read_bytes()
        for name in ("verify_draw.py", "verify_draw.js", "VERIFY.txt")
    }
    page = (package / "verify_draw.template.html").read_bytes()
    found["verify_draw.html"] = page.replace(
        b"/*VERIFIER*/", found["verify_draw.js"].replace(b"</", b"<\\/")
    )
    return found
