"""What a number given to a job may be: one list for the command line and for programs."""

from __future__ import annotations

from dataclasses import dataclass

from lungang_models.fault import BadInput, Fault
from lungang_models.words import Words

A_WEEK = 604_800
"""Seconds: the most that anything may take."""


@dataclass(frozen=True)
class Bounds:
    """The least and the most that an argument may be; ``whole`` where it counts."""

    name: str
    means: Words
    least: int
    most: int
    whole: bool = True

    def fault(self, value: object) -> Fault | None:
        """What is wrong with a value, or ``None``."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            counted = isinstance(value, int) or not self.whole
            if counted and self.least <= value <= self.most:
                return None
        says = Words(
            f"{self.means.zh}（{self.name}）不能是{value}",
            f"{self.name}, {self.means.en}, cannot be {value}",
        )
        zh, en = ("整数", "a whole number") if self.whole else ("数", "a number")
        maybe = Words(
            f"填{self.least}至{self.most}的{zh}",
            f"{en} from {self.least} to {self.most}",
        )
        return Fault("argument-out-of-bounds", says, maybe, value=str(value))


TIME_LIMIT = Bounds("time_limit", Words("时限秒数", "in seconds"), 1, A_WEEK, False)
SECONDS = Bounds("seconds", Words("时限秒数", "the most to take"), 1, A_WEEK, False)
SPARE_SECONDS = Bounds(
    "seconds", Words("核对必要性的秒数", "to ask which moves were needed"),
    0, A_WEEK, False,
)  # fmt: skip
WORKERS = Bounds("workers", Words("求解线程数", "of the solver"), 1, 1_024)
PROCESSES = Bounds("processes", Words("进程数", "0 for one a core"), 0, 1_024)
SEED = Bounds("seed", Words("随机种子", "of chance"), 0, 2**31 - 1)
"""Solvers take a whole number of 32 bits."""
ROUNDS = Bounds("rounds", Words("轮数", "of chance events"), 1, 10_000)
EVENTS = Bounds("events", Words("每轮变故数", "of a round"), 1, 1_000)
FEW = Bounds(
    "few", Words("算作少量的改动人数", "the most changes that count as few"), 1, 100_000
)
STAFF = Bounds("staff", Words("人数", "of the organisation"), 60, 100_000)
CANDIDATES = Bounds(
    "most", Words("最多列出几个", "candidates to be listed"), 1, 100_000
)


class OutOfBounds(BadInput):
    """Numbers that no job takes. They were typed by a program: its message tells them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.args = ("; ".join(f"{f.says.en}: {f.maybe.en}" for f in faults),)


def within(*given: tuple[Bounds, object]) -> None:
    """Raise ``OutOfBounds`` with every value that is out of its bounds.

    >>> within((SEED, 5), (WORKERS, 0))
    Traceback (most recent call last):
    ...
    lungang.jobs.bounds.OutOfBounds: workers, of the solver, cannot be 0: a whole ...
    """
    faults = [bounds.fault(value) for bounds, value in given]
    if wrong := tuple(fault for fault in faults if fault is not None):
        raise OutOfBounds(wrong)
