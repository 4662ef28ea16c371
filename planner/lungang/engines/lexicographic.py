"""The lexicographic optimum: relaxation first, CP-SAT on what it leaves.

Rows that fall into parts without a common column are solved part by part: every tier is
a sum over the parts, so the best points of the parts make the best of the whole.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from lungang.engines.allowance import Allowance
from lungang.engines.cp_sat import Canceller, CpSatSettings
from lungang.engines.part_search import GRACE, BestPoint, NoPoint, PartBest, Search
from lungang.outcome import Progress, Proof, TierResult, Watch, silent
from lungang.proof.certificate import Certificate
from lungang_models.at_work import phase
from lungang_models.build import BuiltModel
from lungang_models.model.rows import Rows, RowsPart
from lungang_models.words import Words


@dataclass
class Best(BestPoint):
    """The best point of the whole."""

    certificate: Certificate | None = None


SOLVING = Words("正在逐部分求解", "solving part by part")

Memory = dict[bytes, PartBest]
"""What is proved best, by the digest of the rows of a part."""

MOST_REMEMBERED = 5_000_000
"""Columns of solved parts that a process remembers, some 100 MB; the oldest go first."""


def forget_oldest(memory: Memory) -> None:
    """Keep no more than there is room for."""
    while sum(len(best.x) for best in memory.values()) > MOST_REMEMBERED:
        del memory[next(iter(memory))]


@dataclass(frozen=True)
class AtHand:
    """What need not be worked out anew, and who may help.

    ``memory`` knows parts proved before; what it knows is not solved again. ``elsewhere``
    are the workers of a cluster. ``built`` states the placements, for more than this search.
    """

    memory: Memory | None = None
    elsewhere: Executor | None = None
    built: Callable[[], BuiltModel] | None = None


def search(
    rows: Rows,
    deadline: float,
    settings: CpSatSettings,
    canceller: Canceller,
    watch: Watch = silent,
    at_hand: AtHand | None = None,
) -> Best | None:
    """The lexicographic optimum, or the best point at the deadline, or ``None``.

    ``deadline`` is a moment of :func:`time.monotonic`. Parts are solved on this machine's
    cores unless workers are ``at_hand``; no cancelling reaches those.
    Raises ``NoPoint`` when the rows admit no point at all.
    """
    parts, found = rows.parts(), list[PartBest]()
    at_hand = at_hand or AtHand()
    memory, started = at_hand.memory, time.monotonic()
    told = watch if len(parts) == 1 else silent

    each = [Allowance(math.inf, canceller, apart=True) for _ in parts]

    def best_of(part: RowsPart, allowance: Allowance) -> PartBest | None:
        if memory is not None and part.rows.digest in memory:
            return memory[part.rows.digest]
        return Search(part.rows, deadline, settings, allowance, told, started).run()

    own = ThreadPoolExecutor(min(len(parts), os.cpu_count() or 1))
    with own:  # the engines run outside Python's lock, so threads are enough
        try:
            results = (
                own.map(best_of, parts, each)
                if at_hand.elsewhere is None
                else (
                    _best_elsewhere(
                        parts, deadline - time.monotonic(), settings, at_hand.elsewhere
                    )
                )
            )
            with phase(SOLVING, len(parts)) as done:
                for best in results:
                    if best is None:
                        break
                    if memory is not None and best.proved:
                        memory[parts[len(found)].rows.digest] = best
                    found.append(best)
                    done()
                    if len(parts) > 1:
                        _tell_parts(watch, len(found), len(parts), started)
        except NoPoint:
            raise NoPoint(parts[len(found)]) from None
        except TimeoutError:
            return None
        finally:  # in the order of the parts, whoever was first: so all is repeatable
            canceller.spend(sum(a.spent for a in each[: len(found) + 1]))
            own.shutdown(cancel_futures=True)
    return combined(rows, parts, found) if len(found) == len(parts) else None


def _best_elsewhere(
    parts: Sequence[RowsPart],
    seconds: float,
    settings: CpSatSettings,
    elsewhere: Executor,
) -> Iterator[PartBest | None]:
    """The best of every part from other machines, which need no grounds."""
    n, bare = len(parts), [replace(part.rows, grounds=()) for part in parts]
    return elsewhere.map(
        _best_there, bare, [seconds] * n, [settings] * n, timeout=seconds + GRACE
    )


def _best_there(rows: Rows, seconds: float, settings: CpSatSettings) -> PartBest | None:
    """One part on another machine, whose clock is its own."""
    deadline = time.monotonic() + seconds
    return Search(rows, deadline, settings, Canceller(), silent).run()


def _tell_parts(watch: Watch, done: int, all_: int, started: float) -> None:
    name = Words(f"已解{done}/{all_}部分", f"{done} of {all_} parts solved")
    watch(Progress(name, time.monotonic() - started))


def combined(rows: Rows, parts: Sequence[RowsPart], found: Sequence[PartBest]) -> Best:
    """The point of the whole; a tier is known as well as in its least known part."""
    x = np.zeros(rows.size, np.int64)
    for part, best in zip(parts, found, strict=True):
        x[part.columns] = best.x
    tiers = tuple(
        TierResult(
            tiers[0].tier,
            sum(t.value for t in tiers),
            sum(t.bound for t in tiers),
            max((t.proof for t in tiers), key=list(Proof).index),
        )
        for tiers in zip(*(best.tiers for best in found), strict=True)
    )
    proofs = [best.proof for best in found]
    whole = tuple(p for p in proofs if p is not None)
    return Best(x, tiers, Certificate(whole) if len(whole) == len(proofs) else None)
