"""What goes on and how far it has come, told in passing to whoever waits.

A phase that may take long goes over its pieces with :func:`counted`. Whoever listens
(:func:`heard`) sees how many are done, and may ask to stop between two pieces; where
nobody does, it costs nothing. No answer depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from lungang_models.words import Words

T = TypeVar("T")


class Stopped(Exception):
    """Somebody who listens asked to stop, between two pieces of a phase."""


@dataclass(eq=False)
class Phase:
    """A phase that goes on: ``done`` of ``of`` pieces are behind it."""

    name: Words
    of: int
    done: int = 0

    @property
    def says(self) -> Words:
        """The phase with its count; one of a single piece has none."""
        if self.of < 2:
            return self.name
        zh, en = self.name
        return Words(
            f"{zh}（{self.done}/{self.of}）", f"{en} ({self.done} of {self.of})"
        )


@dataclass
class Heard:
    """What one listener hears: the phases that go on, the innermost last."""

    phases: list[Phase] = field(default_factory=list)
    stop: bool = False
    """Set to end the work with :class:`Stopped` at the next piece."""

    @property
    def says(self) -> Words | None:
        """The outermost phase and the innermost within it; ``None`` where none goes on."""
        now = tuple(self.phases)  # at once: the work goes on in another thread
        if len(now) < 2:
            return now[0].says if now else None
        outer, inner = now[0].says, now[-1].says
        return Words(f"{outer.zh}：{inner.zh}", f"{outer.en}: {inner.en}")


_HEARD: ContextVar[Heard | None] = ContextVar("heard", default=None)


@contextmanager
def heard() -> Iterator[Heard]:
    """Listen to what is done within, by this thread and those that copy its context.

    Example::

        with heard() as work:
            ...  # elsewhere: work.says, work.stop = True
    """
    work = Heard()
    before = _HEARD.set(work)
    try:
        yield work
    finally:
        _HEARD.reset(before)


@contextmanager
def phase(name: Words, of: int) -> Iterator[Callable[..., None]]:
    """Within it a phase goes on; what it gives is called after each of its pieces.

    The call takes how many pieces that were, and raises ``Stopped`` once a listener asked
    for it.
    """
    work = _HEARD.get()
    if work is None:
        yield _unheard
        return
    mine = Phase(name, of)

    def done(count: int = 1) -> None:
        mine.done += count
        if work.stop:
            raise Stopped

    work.phases.append(mine)
    try:
        yield done
    finally:
        work.phases.remove(mine)


def _unheard(count: int = 1) -> None:
    """Nobody counts."""


def counted(pieces: Collection[T], name: Words) -> Iterator[T]:
    """The pieces one by one, each counted for whoever listens; see :func:`phase`."""
    with phase(name, len(pieces)) as done:
        for piece in pieces:
            yield piece
            done()
