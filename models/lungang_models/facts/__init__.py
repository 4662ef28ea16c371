"""Facts derived once from the evidence and known to both halves of every rule.

The halves share facts, never logic: who is kin to whom, who leads whom, how long a
person has been in a post, which days are which windows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

_Args = ParamSpec("_Args")
_Found = TypeVar("_Found")


class _Subject(Protocol):
    """A problem or a plan: it never changes, so what is derived of it stays true."""

    @property
    def _facts(self) -> dict[Hashable, Any]: ...


_Of = TypeVar("_Of", bound=_Subject)


_UNKNOWN: Any = object()


def fact(
    derive: Callable[Concatenate[_Of, _Args], _Found],
) -> Callable[Concatenate[_Of, _Args], _Found]:
    """Derive something of a problem or a plan once and keep it with that object.

    Further arguments must be hashable; each combination is kept by itself. Callers get
    the same object each time, so they must not change it.

    Example: ``@fact`` above ``def team_sizes(problem: Problem) -> dict[UnitId, int]``.
    """

    @wraps(derive)
    def kept(subject: _Of, /, *args: _Args.args, **named: _Args.kwargs) -> _Found:
        facts = subject._facts
        key = (kept, args, tuple(named.items())) if named else (kept, args)
        found: _Found = facts.get(key, _UNKNOWN)
        if found is _UNKNOWN:
            found = facts[key] = derive(subject, *args, **named)
        return found

    return kept
