"""Who is drawn or spared whatever page comes up, or nearly so, and by what.

Quotas, covers and weights can decide a draw before it is drawn; every list would still
be lawful.  So whoever stands out is named before the commitment, with the cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lungang.draw.pool import Pool
from lungang_models.words import Words

FAR = 2  # times the chance that all have on average, or below it

TOGETHER = (
    Words("名额与代职合起来，机会为0", "no chance, by quotas and covers together"),
    Words("名额与代职合起来，机会为1", "certain, by quotas and covers together"),
)
SELDOM = Words("机会不到平均的一半", "less than half the average chance")
OFTEN = Words("机会超过平均的两倍", "more than twice the average chance")
MOSTLY = Words(
    "不被抽中的机会不到平均的一半",
    "less than half the average chance not to be drawn",
)


@dataclass(frozen=True, slots=True)
class Standout:
    """People whose chance is 0 or 1, or far from the average, for one cause."""

    why: Words
    people: tuple[str, ...]


def standouts(pool: Pool, ideal: Sequence[Fraction]) -> tuple[Standout, ...]:
    """Everybody who stands out, by cause; ``ideal`` in the order of ``pool.holders``."""
    share = Fraction(pool.size, len(pool.holders))
    chances = dict(zip(pool.pids, ideal, strict=True))
    found: dict[Words, list[str]] = {}
    for pid, chance in chances.items():
        why = None
        if chance in (0, 1):
            why = _cause(pool, pid, chances)
        elif chance * FAR < share:
            why = SELDOM
        elif chance > share * FAR:
            why = OFTEN
        elif (1 - chance) * FAR < 1 - share:
            why = MOSTLY
        if why is not None:
            found.setdefault(why, []).append(pid)
    return tuple(Standout(why, tuple(people)) for why, people in found.items())


def _cause(pool: Pool, pid: str, chances: Mapping[str, Fraction]) -> Words:
    """What leaves somebody no chance, or no escape."""
    if pid in pool.uncoverable:
        return Words("无人可代职、机会为0", "have no cover and no chance")
    place, never = pool.index[pid], chances[pid] == 0
    for quota, members in pool.groups[1:]:
        if place not in members:
            continue
        able = sum(chances[pool.pids[member]] > 0 for member in members)
        if never and quota.max == 0:
            return Words(f"名额“{quota.id}”最多0人，机会为0",
                         f"no chance, by the quota {quota.id} of none")  # fmt: skip
        if not never and quota.min >= able:
            return Words(f"名额“{quota.id}”至少{quota.min}人，机会为1",
                         f"certain, by the quota {quota.id} of at least {quota.min}")  # fmt: skip
    return TOGETHER[not never]
