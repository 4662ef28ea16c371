"""A core: grounds that cannot all hold, and how far that is proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lungang.infeasible.subproblem import GroundedRows
from lungang.outcome import Proof
from lungang.proof.counted_shortage import Tally
from lungang_models.ground import Ground


@dataclass(frozen=True)
class Core:
    """Grounds that cannot all hold: rows, and the bars behind them.

    ``minimal``: without any one of them the others can hold, which was tried or counted.
    ``proof``: CERTIFIED where a tally anyone can count shows it, AGREED where two
    configurations found that these grounds alone admit nothing.
    """

    grounds: tuple[Ground, ...]
    minimal: bool
    proof: Proof
    tally: Tally | None = None
    many: frozenset[Ground] = frozenset()
    """Of the grounds, bars that keep many people out of one post."""
    bars: frozenset[Ground] = field(default=frozenset(), compare=False)
    """Of the grounds, those that are bars and no rows."""
    subproblem: GroundedRows | None = field(default=None, compare=False, repr=False)
    """Where it was found; to try it again."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The rules that meet here, each once: the first of the two levels."""
        return tuple(dict.fromkeys(g.rule for g in self.grounds))


def core_of(
    subproblem: GroundedRows,
    rows: Sequence[Ground],
    bars: Sequence[Ground],
    minimal: bool,
    tally: Tally | None,
) -> Core:
    """The core of some rows and bars."""
    proof = Proof.AGREED if tally is None else Proof.CERTIFIED
    many = frozenset(g for g in bars if subproblem.barred[g].of_post)
    grounds = (*rows, *bars)
    return Core(grounds, minimal, proof, tally, many, frozenset(bars), subproblem)
