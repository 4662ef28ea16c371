"""What the program imports is what it declares: the demo needs no package of the tests."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

HOME = Path(__file__).parents[1]
ROOTS = (HOME / "planner", HOME / "models")
OURS = {"lungang", "lungang_models"}
RUNNING = ("drand", "cluster", "notebook", "pdf", "web", "oidc", "pg")
"""The extras that a user installs; the others build, document and test."""


def declared() -> set[str]:
    """What the demo installs, and what each extra that a user installs names itself."""
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [d for name in RUNNING for d in extras[name]]
    lines += (HOME / "requirements.lock").read_text("utf-8").splitlines()
    return {
        plain(re.split(r"[\[<>=!~; ]", line)[0]) for line in lines if line[:1] > " "
    }


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> Iterator[tuple[str, Path]]:
    """Every foreign module by its first name, wherever in a file it is imported."""
    for path in (p for root in ROOTS for p in root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            else:
                continue
            for name in names:
                first = name.split(".")[0]
                if first not in OURS and first not in sys.stdlib_module_names:
                    yield first, path.relative_to(HOME)


def test_every_package_that_is_imported_is_declared() -> None:
    known, made_by = declared(), packages_distributions()
    strange = {
        (name, str(path))
        for name, path in imported()
        if not known & {plain(d) for d in made_by.get(name, [name])}
    }
    assert strange == set()
