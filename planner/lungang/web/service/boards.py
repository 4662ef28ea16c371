"""The board of a plan: who sits where, what a try would mean, what is pinned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lungang.jobs.asking import Unknown, post_named, staff_named
from lungang.jobs.board import Board, SentenceWithArticle, Tried
from lungang.web.models import StoredPlan, User
from lungang.web.service import looks, scenarios
from lungang.web.service.access import DeskStep, may, require

__all__ = [
    "BarredFrom",
    "PersonAt",
    "board",
    "person_at",
    "post_at",
    "read_pins",
    "tried",
]

MOST_PINS = 40
AT_FIRST = 12
"""Units shown of a plan that changes none, before the reader chooses some."""


def read_pins(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pins as they stand in an address: ``staff:post``. The last one of a person counts."""
    found: dict[str, str] = {}
    for text in texts:
        who, colon, post = text.partition(":")
        if colon and who and post:
            found.pop(who, None)
            found[who] = post
    return tuple(found.items())[:MOST_PINS]


def board(user: User, plan: StoredPlan, pins: Sequence[tuple[str, str]] = ()) -> Board:
    """The board of a plan. Raises ``PermissionDenied``, ``Unknown`` for a pin of
    somebody who is not there."""
    require(user, DeskStep.READ)
    if pins:
        require(user, DeskStep.TRY)
    made = _board(plan.pk, plan.sha256, tuple(pins))
    for who, post in pins:
        staff_named(made.problem, who)
        post_named(made.problem, post)
    return made


@lru_cache(maxsize=6)
def _board(pk: int, sha256: str, pins: tuple[tuple[str, str], ...]) -> Board:
    """A board that is asked again and again: what bars whom, and what the audit found
    before a try, are worked out once."""
    return Board(scenarios.plan_of(StoredPlan.objects.get(pk=pk)), pins)


def forget() -> None:
    """Forget the boards that are kept."""
    _board.cache_clear()


def units_shown(made: Board, wanted: Sequence[str]) -> list[Any]:
    """The units that were chosen; where none was, all that change."""
    if wanted and wanted != ["all"]:
        return list(made.units(wanted))
    every = list(made.units())
    if wanted == ["all"]:
        return every
    return [u for u in every if u.changes] or every[:AT_FIRST]


@dataclass(frozen=True)
class PersonAt:
    """Somebody chosen on the board: where they could sit, and who is near to them."""

    id: str
    name: str
    open: frozenset[str]
    related: dict[Any, Any]


def person_at(user: User, made: Board, staff: str) -> PersonAt:
    """What the board lights up while somebody is chosen. Raises ``PermissionDenied``,
    ``Unknown``."""
    require(user, DeskStep.READ)
    who = made.problem.person[staff_named(made.problem, staff)]
    if not may(user, DeskStep.TRY):
        return PersonAt(who.id, who.name, frozenset(), {})
    related = made.related(who.id)
    if related:
        looks.seen(user, [who.id], "board")
    return PersonAt(who.id, who.name, made.open_to(who.id), related)


@dataclass(frozen=True)
class BarredFrom:
    """A post chosen on the board: who could take it, and who is barred, by rule."""

    id: str
    name: str
    able: Sequence[Any]
    barred: Sequence[tuple[SentenceWithArticle, Sequence[Any]]]


def post_at(user: User, made: Board, post: str) -> BarredFrom:
    """The card of a post. Raises ``PermissionDenied``, ``Unknown``."""
    require(user, DeskStep.TRY)
    where = made.problem.post[post_named(made.problem, post)]
    found = made.barred_from(where.id)
    return BarredFrom(where.id, where.name, made.able(where.id), found)


@dataclass(frozen=True)
class TrialVerdict:
    """A try with its findings, and the grounds that bar the person from the post."""

    tried: Tried
    bars: Sequence[SentenceWithArticle]
    breaks: Sequence[SentenceWithArticle]
    brings: Sequence[SentenceWithArticle]
    clears: Sequence[SentenceWithArticle]


def tried(user: User, made: Board, staff: str, post: str) -> TrialVerdict:
    """The verdict on setting somebody into a post. Raises ``PermissionDenied``,
    ``Unknown``."""
    require(user, DeskStep.TRY)
    found = made.tried(staff, post)
    looks.of_findings(user, (*found.breaks, *found.brings, *found.clears), "board")
    return TrialVerdict(
        found, made.bars(staff, post), found.lines(found.breaks),
        found.lines(found.brings), found.lines(found.clears),
    )  # fmt: skip


def pins_told(made: Board) -> list[tuple[str, str, str]]:
    """The pins with the name of the person and of the post."""
    problem, lines = made.problem, []
    for who, post in made.pins:
        where = problem.post[post_named(problem, post)]
        unit = problem.unit[where.unit].name
        person = problem.person[staff_named(problem, who)]
        lines.append((f"{who}:{post}", person.name, f"{unit} {where.name}"))
    return lines


def found(made: Board, text: str) -> tuple[str, str]:
    """The person, or else the post, that somebody searched for; empty where none is."""
    try:
        return staff_named(made.problem, text), ""
    except Unknown:
        pass
    try:
        return "", post_named(made.problem, text)
    except Unknown:
        return "", ""
