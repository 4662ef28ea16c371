"""The command line asks the jobs alone: the contract names every room it must not enter."""

from __future__ import annotations

import tomllib
from pathlib import Path
from pkgutil import iter_modules

import lungang
import lungang_models

HOME = Path(__file__).parents[2]
OPEN = {
    "lungang.cli", "lungang.web", "lungang.api", "lungang.jobs",
    "lungang_models.typeset", "lungang_models.words", "lungang_models.fault",
}  # fmt: skip


def test_the_contract_of_the_face_names_every_other_room() -> None:
    """A room that is added later is forbidden as well, not forgotten."""
    contracts = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))
    (face,) = (
        c
        for c in contracts["tool"]["importlinter"]["contracts"]
        if c["name"].startswith("A face asks the jobs")
    )
    rooms = {
        f"{top.__name__}.{room.name}"
        for top in (lungang, lungang_models)
        for room in iter_modules(top.__path__)
        if room.name != "__main__"
    }
    assert set(face["forbidden_modules"]) == rooms - OPEN
    assert "ignore_imports" not in face
