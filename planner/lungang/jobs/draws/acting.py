"""A draw in its folder and who acts on it; a rehearsal of a step; how a step may end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lungang.draw import faults, timestamps
from lungang.draw.canonical_bytes import NotCanonical
from lungang.draw.faults import NoPanel, Refusal
from lungang.draw.folder import ActorAndTime, DrawFolder
from lungang.draw.ledger import BrokenLedger, EventType
from lungang.draw.offices import acting, offices_known, role_words
from lungang_models.fault import BadInput, Fault
from lungang_models.words import Words, many

__all__ = ["Draw", "Ended", "Refusal", "ending", "recorded", "rehearsal", "today"]


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw in its folder, and who acts on it.

    ``actor`` is an office, by its name or its role (hr, control, discipline); empty, the
    office that a step falls to. No person's name: the ledger is published.
    """

    home: Path
    id: str
    actor: str = ""

    @property
    def folder(self) -> DrawFolder:
        """Its files. Raises ``Refusal`` for an id that is none."""
        return DrawFolder(self.home, self.id)

    def step(
        self, kind: EventType, offices: Mapping[str, str] | None = None
    ) -> ActorAndTime:
        """Who acts at this step, and now; ``offices`` before the opening named them."""
        known = offices_known(self.folder) if offices is None else offices
        return ActorAndTime(acting(kind, self.actor, known), timestamps.clock())


@contextmanager
def rehearsal(draw: Draw) -> Iterator[Draw]:
    """The same draw in a copy, which is gone afterwards: nothing of it is written."""
    with tempfile.TemporaryDirectory() as aside:
        for name in ("ledger.jsonl", draw.id, f"{draw.id}.private"):
            source = draw.folder.home / name
            if source.is_dir():
                shutil.copytree(source, Path(aside) / name)
            elif source.exists():
                shutil.copy2(source, Path(aside) / name)
        yield replace(draw, home=Path(aside))


def recorded(draw: Draw, since: int = 0) -> list[tuple[int, str]]:
    """Number and office of each ledger line from ``since`` on."""
    entries = draw.folder.ledger.entries()
    return [(entry.seq, role_words(entry.event.actor)) for entry in entries[since:]]


def today() -> date:
    """The day by the office's clock."""
    return timestamps.instant(timestamps.clock()).date()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a step ended that was not done: exit code, why, and the ways out."""

    code: int
    says: Words
    faults: Sequence[Fault] = ()
    remedies: Sequence[Words] = ()


def ending(error: Exception) -> Ended | None:
    """What an error of a draw means; ``None`` for a defect of ours."""
    match error:
        case BadInput():
            count = len(error.faults)
            says = Words(f"输入有错误{count}处", f"{many(count, 'fault')} in the input")
            return Ended(faults.EXIT_INPUT, says, tuple(error.faults))
        case NoPanel():
            return Ended(faults.EXIT_INFEASIBLE, error.words, (), error.remedies)
        case Refusal():
            return Ended(faults.EXIT_USAGE, error.words)
        case BrokenLedger():
            return Ended(faults.EXIT_VERIFY, error.words)
        case FileNotFoundError():
            name = error.filename
            says = Words(f"找不到文件：{name}", f"no such file: {name}")
        case FileExistsError():
            name = error.filename or error
            says = Words(f"文件已存在，未覆盖：{name}",
                         f"the file exists and is not overwritten: {name}")  # fmt: skip
        case NotCanonical():
            says = Words(f"文件问题：{error}", f"a file: {error}")
        case _:
            return None
    return Ended(faults.EXIT_INPUT, says)
