"""Before a policy is adopted: what it means over the years, by simulation.

Each year everyone has a weight by the years since they were last drawn; a share is
drawn with exactly proportional chances (randomised systematic sampling), nobody
above 1; under a guarantee of N years those due are drawn first.  Units and covers are
left out: the question is what people can know beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lungang.draw.faults import Refusal

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
SAFE, DUE = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class YearsOutcome:
    """Averages over people, years and runs, after a warm-up.

    ``overdue``: share of person-years without leave for ``overdue_years`` or more;
    ``safe``/``due``: share who know they are safe (< 5 %) or due (> 95 %).
    """

    policy: str
    share: float
    guarantee: int
    lowest: float
    highest: float
    overdue: float
    longest_gap: int
    safe: float
    due: float

    @property
    def predictable(self) -> bool:
        """Nothing random is left: share times guarantee is at most 1."""
        return bool(self.guarantee) and self.share * self.guarantee <= 1 + 1e-9


def weight_policy(text: str) -> Callable[[Whole], Floats]:
    """«equal», «1+y», «1+min(y,3)» or «(1+y)^2» as a function of years since."""
    plain = text.replace(" ", "")
    if plain == "equal":
        return lambda y: np.ones(len(y))
    if found := re.fullmatch(r"(\d{1,3})\+(\d{0,3})\*?y", plain):
        base, per = int(found[1]), int(found[2] or 1)
        return lambda y: (base + per * y).astype(np.float64)
    if found := re.fullmatch(r"(\d{1,3})\+min\(y,(\d{1,2})\)", plain):
        base, cap = int(found[1]), int(found[2])
        return lambda y: (base + np.minimum(y, cap)).astype(np.float64)
    if found := re.fullmatch(r"\((\d{1,3})\+y\)\^([1-4])", plain):
        base, exponent = int(found[1]), int(found[2])
        return lambda y: (base + y).astype(np.float64) ** exponent
    raise Refusal(
        "policy",
        f"看不懂权重写法{text!r}，可用：equal、1+y、1+min(y,3)、(1+y)^2",
        f"unknown policy {text!r}; use equal, 1+y, 1+min(y,3) or (1+y)^2",
    )


def chances(weight: Floats, size: int, due: Booleans) -> Floats:
    """Chances proportional to weight, at most 1, those due drawn first."""
    found = np.zeros(len(weight))
    found[due] = 1.0
    rest = size - int(due.sum())
    if rest <= 0:
        found[due] = size / due.sum()
        return found
    active = ~due
    while active.any():
        scaled = rest / weight[active].sum() * weight[active]
        if (scaled <= 1).all():
            found[active] = scaled
            break
        sure = np.flatnonzero(active)[scaled > 1]
        found[sure] = 1.0
        active[sure] = False
        rest = size - round(float(found[~active].sum()))
    return found


@dataclass(frozen=True, slots=True)
class Course:
    """Over whom and how long a policy is simulated.

    The first ``warm_up`` years are not counted; whoever was not drawn for
    ``overdue_years`` is overdue.
    """

    people: int = 200
    years: int = 30
    warm_up: int = 10
    runs: int = 20
    overdue_years: int = 5
    seed: int = 1


def simulate(
    policy: str,
    share: float,
    guarantee: int,
    course: Course | None = None,
) -> YearsOutcome:
    """Simulate a policy; the same arguments give the same figures.

    ``share`` of the people are drawn each year; nobody waits longer than ``guarantee``
    years, where that is not 0.
    """
    course = course or Course()
    people, years, warm_up = course.people, course.years, course.warm_up
    runs, overdue_years, seed = course.runs, course.overdue_years, course.seed
    weigh = weight_policy(policy)
    rng = np.random.default_rng(seed)
    size = max(1, round(share * people))
    lows, highs, gaps = [], [], [0]
    overdue = safe = due_known = counted = 0
    for _ in range(runs):
        since = np.zeros(people, dtype=np.int64)
        for year in range(warm_up + years):
            due = since >= guarantee - 1 if guarantee else np.zeros(people, dtype=bool)
            chance = chances(weigh(since), size, due)
            drawn = _systematic(rng, chance)
            if year >= warm_up:
                lows.append(float(chance.min()))
                highs.append(float(chance.max()))
                safe += int((chance < SAFE).sum())
                due_known += int((chance > DUE).sum())
                gaps.append(int(since[drawn].max(initial=0)) + 1)
            since += 1
            since[drawn] = 0
            if year >= warm_up:
                overdue += int((since >= overdue_years).sum())
                counted += people
    return YearsOutcome(
        policy, share, guarantee, float(np.mean(lows)), float(np.mean(highs)),
        overdue / counted, max(gaps), safe / counted, due_known / counted,
    )  # fmt: skip


def _systematic(rng: np.random.Generator, chance: Floats) -> Whole:
    order = rng.permutation(len(chance))
    ends = np.cumsum(chance[order])
    start = rng.random()
    upper = np.floor(ends - start + 1e-12)
    lower = np.floor(np.concatenate([[0.0], ends[:-1]]) - start + 1e-12)
    return order[upper > lower].astype(np.int64)
