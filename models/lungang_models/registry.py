"""The lists of the system, each read off a folder: rules, wishes, sheets, knobs.

Nothing here is written by hand twice: a file put into ``rules/`` is in the rule book,
its evidence in the template, its knobs among the policies.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

import lungang_models.preferences
import lungang_models.rules
from lungang_models.facts.risk import DecidedGrade, Grading, PastRisk
from lungang_models.facts.tenure import Spell
from lungang_models.rule import Check, Preference, Rule, Tier
from lungang_models.vocabulary import Duty, Evidence, Person, Policy, Post, Row, Unit
from lungang_models.waiver import Waiver


def _classes(package: ModuleType, base: type[Any]) -> Iterator[Any]:
    """The concrete subclasses of ``base`` defined in each module of a package."""
    for found in walk_packages(package.__path__, f"{package.__name__}."):
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
    return tuple(
        sorted((c() for c in _classes(lungang_models.rules, Check)), key=lambda c: c.id)
    )


@cache
def rules() -> tuple[Rule, ...]:
    """The rules that bind a plan."""
    return tuple(c for c in checks() if isinstance(c, Rule))


@cache
def preferences() -> tuple[Preference, ...]:
    """The wishes, in the usual order of their tiers."""
    found = (c() for c in _classes(lungang_models.preferences, Preference))
    return tuple(sorted(found, key=lambda p: (list(Tier).index(p.tier), p.id)))


def _sources() -> tuple[Check | Preference, ...]:
    return (*checks(), *preferences())


@cache
def sheets() -> tuple[type[Row], ...]:
    """Every kind of row a workbook may hold, the four nouns first."""
    kinds: set[type[Evidence]] = {Waiver, Spell, PastRisk, DecidedGrade}
    for source in _sources():
        kinds.update(source.needs)
    return (Unit, Post, Person, Duty, *sorted(kinds, key=lambda k: k.sheet.en))


@cache
def policies() -> dict[str, type[Policy]]:
    """Every kind of knob by its key."""
    found = {k.key: k for source in _sources() for k in source.knobs}
    found[Grading.key] = Grading
    return dict(sorted(found.items()))
