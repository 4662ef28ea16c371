"""What is wrong with a workbook: a code with its blanks filled, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from lungang.intake.workbook.sayings import SAYINGS
from lungang_models.fault import Fault, FormDoubt, Origin
from lungang_models.words import Words

__all__ = ["SAYINGS", "Trouble", "clipped", "file_fault", "placed", "trouble"]


class Trouble(NamedTuple):
    """Something wrong with one cell, before it is known where the cell stands.

    Its sentences are put together when somebody reads them: of 20,000 rows of nonsense
    most cells are only counted.
    """

    code: str
    names: Mapping[str, object]
    grave: bool

    @property
    def says(self) -> Words:
        """What is wrong."""
        return SAYINGS[self.code].says.fill(**self._blanks())

    @property
    def maybe(self) -> Words:
        """What to do about it."""
        return SAYINGS[self.code].maybe.fill(**self._blanks())

    def _blanks(self) -> dict[str, object]:
        return {
            k: v if isinstance(v, Words) else clipped(v) for k, v in self.names.items()
        }


def trouble(code: str, **names: object) -> Trouble:
    """A trouble of this code, with what fills its blanks."""
    return Trouble(code, names, SAYINGS[code].grave)


def placed(
    what: Trouble,
    origin: Origin | None = None,
    column: str = "",
    cell: str = "",
    value: object = "",
) -> Fault:
    """The fault or doubt that a trouble becomes once its place is known."""
    make = Fault if what.grave else FormDoubt
    return make(what.code, what.says, what.maybe, origin, column, cell, clipped(value))


def clipped(value: object, limit: int = 60) -> str:
    """A value short enough, and tame enough, to stand in a sentence."""
    seen = (c if c.isprintable() else " " for c in str(value))
    text = re.sub(r"\s+", " ", "".join(seen)).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def file_fault(code: str, name: str, **names: object) -> Fault:
    """A fault of a whole file."""
    return placed(trouble(code, name=name, **names))
