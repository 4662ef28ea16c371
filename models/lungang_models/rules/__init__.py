"""The rule book: every module in this folder holds one rule or one check.

The folder is the list. A rule comes into force when a rule pack adopts it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from lungang_models.problem import Pack
from lungang_models.rule import Check, Rule


def classes_in(package: str, base: type[Any]) -> Iterator[type[Any]]:
    """The concrete subclasses of ``base`` that the modules of a package define."""
    for found in walk_packages(import_module(package).__path__, f"{package}."):
        module = import_module(found.name)
        for _, thing in inspect.getmembers(module, inspect.isclass):
            defined_here = thing.__module__ == module.__name__
            if (
                defined_here
                and issubclass(thing, base)
                and not inspect.isabstract(thing)
            ):
                yield thing


@cache
def checks() -> tuple[Check, ...]:
    """The whole rule book, sorted by id: rules that bind and checks that only warn."""
    return tuple(sorted((c() for c in classes_in(__name__, Check)), key=lambda c: c.id))


@cache
def rules() -> tuple[Rule, ...]:
    """The rules that bind a plan."""
    return tuple(c for c in checks() if isinstance(c, Rule))


def binding(pack: Pack) -> tuple[Rule, ...]:
    """The rules that a pack adopts and does not turn into mere reports."""
    return tuple(r for r in rules() if r.id in pack.rules and r.binds(pack))
