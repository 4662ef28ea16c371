"""The establishment of a bureau of a given size, after the shape of the sample bureau.

A smaller bureau lacks whole sections, a larger one has more of the ordinary posts; what
each post does, needs and risks stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

from lungang.intake.generate.dice import Dice
from lungang.intake.sample import sample
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.vocabulary import (
    Duty,
    Leading,
    Level,
    Post,
    Row,
    Unit,
    UnitId,
    UnitKind,
)

R = TypeVar("R", bound=Row)

#: Given up first in a small bureau: their work passes to the sections that remain.
_GIVEN_UP = (
    "JR", "GZ", "KJ", "PS", "ZH", "CC", "JX", "QY", "XZ", "JK", "NY", "ZW", "CG", "SB",
)  # fmt: skip
#: And these, in a bureau of fewer seats than the others take.
_GIVEN_UP_LAST = ("FS", "XX", "JJ", "ZC")
_LEAST_WITHOUT = 100
#: A unit keeps at least this many seats.
_SMALLEST_UNIT = 4


@dataclass(frozen=True)
class Bureau:
    """The units and posts of one bureau; ``code`` begins every id in it."""

    code: str
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]

    @cached_property
    def unit(self) -> dict[UnitId, Unit]:
        return {u.id: u for u in self.units}

    @property
    def mains(self) -> Iterator[Post]:
        """The posts that are somebody's main post."""
        return (p for p in self.posts if not p.concurrent)


@cache
def _template() -> tuple[tuple[Unit, ...], tuple[Post, ...]]:
    return tuple(_sample_rows(Unit)), tuple(_sample_rows(Post))


def _sample_rows(kind: type[R]) -> Iterator[R]:
    rows = (row for row in sample().rows[kind] if isinstance(row, kind))
    return (row.model_copy(update={"origin": None}) for row in rows)


def catalogue() -> dict[type[Row], list[Row]]:
    """The duties, owned by no unit, and the pairs of them that must be kept apart."""
    duties: list[Row] = [
        d.model_copy(update={"owner": None}) for d in _sample_rows(Duty)
    ]
    return {Duty: duties, IncompatibleDuties: list(_sample_rows(IncompatibleDuties))}


def bureau(code: str, place: str, seats: int, dice: Dice) -> Bureau:
    """A bureau with ``seats`` main seats; without ``place`` it is the only one."""
    units, posts = _template()
    gone = _given_up(posts, seats)
    kept = [p for p in posts if p.unit not in gone]
    missing = seats - _seats(kept)
    kept = _fewer(kept, -missing, dice) if missing < 0 else _more(kept, missing, dice)
    return Bureau(
        code,
        tuple(_placed(u, code, place) for u in units if u.id not in gone),
        tuple(_coded(p, code) for p in kept),
    )


def _seats(posts: Sequence[Post]) -> int:
    return sum(p.seats for p in posts if not p.concurrent)


def _given_up(posts: Sequence[Post], seats: int) -> set[str]:
    sizes: dict[str, int] = defaultdict(int)
    for post in posts:
        sizes[post.unit] += 0 if post.concurrent else post.seats
    left = sum(sizes.values())
    gone: set[str] = set()
    last = _GIVEN_UP_LAST if seats < _LEAST_WITHOUT else ()
    for unit in (*_GIVEN_UP, *last):
        if left - sizes[unit] >= seats:
            left -= sizes[unit]
            gone.add(unit)
    return gone


def _fewer(posts: list[Post], seats: int, dice: Dice) -> list[Post]:
    """With fewer seats of clerks, key or not, taken from the larger units."""
    sizes: dict[str, int] = defaultdict(int)
    for post in posts:
        sizes[post.unit] += 0 if post.concurrent else post.seats
    clerks = [
        p for p in posts
        if p.level is Level.CLERK and p.seats == 1 and p.may_be_vacant
        and not (p.concurrent or p.functions or p.qualifications)
    ]  # fmt: skip
    dice.shuffle(clerks)
    gone: set[str] = set()
    for post in clerks:
        if len(gone) < seats and sizes[post.unit] > _SMALLEST_UNIT:
            sizes[post.unit] -= 1
            gone.add(post.id)
    return [p for p in posts if p.id not in gone]


def _more(posts: list[Post], seats: int, dice: Dice) -> list[Post]:
    """With more seats: second and third posts of the kinds there are."""
    models = [
        p for p in posts
        if p.leading is Leading.NONE and not p.concurrent and p.may_be_vacant
    ]  # fmt: skip
    dice.shuffle(models)
    added = []
    for n in range(seats):
        turn, at = divmod(n, len(models))
        post, mark = models[at], turn + 2
        changes = {"id": f"{post.id}-{mark}", "name": f"{post.name}({mark})"}
        added.append(post.model_copy(update={**changes, "seats": 1}))
    return [*posts, *added]


def _placed(unit: Unit, code: str, place: str) -> Unit:
    """A unit of the bureau of ``place``; institutions are legal persons themselves."""
    own = unit.kind is UnitKind.INSTITUTION
    name = place + unit.name
    return unit.model_copy(
        update={
            "id": code + unit.id,
            "name": name,
            "parent": unit.parent and code + unit.parent,
            "organ": name if own else place and f"{place}财政局",
            "overseen_by": unit.overseen_by and code + unit.overseen_by,
            "pool": place,
            "headcount": None,  # those of the sample fit no bureau of another size
            "leader_quota": None,
        }
    )


def _coded(post: Post, code: str) -> Post:
    return post.model_copy(
        update={
            "id": code + post.id,
            "unit": code + post.unit,
            "reports_to": post.reports_to and code + post.reports_to,
        }
    )
