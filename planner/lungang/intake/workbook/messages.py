"""What is wrong with a workbook: a code with its blanks filled, and where it stands."""

from __future__ import annotations

import re
from typing import NamedTuple

from lungang.intake.workbook.sayings import SAYINGS
from lungang_models.fault import Fault, FormDoubt, Origin
from lungang_models.words import Words

__all__ = ["SAYINGS", "Trouble", "clipped", "file_fault", "placed", "trouble"]


class Trouble(NamedTuple):
    """Something wrong with one cell, before it is known where the cell stands."""

    code: str
    says: Words
    maybe: Words
    grave: bool


def trouble(code: str, **names: object) -> Trouble:
    """A trouble of this code, its blanks filled."""
    saying = SAYINGS[code]
    blanks = {k: v if isinstance(v, Words) else clipped(v) for k, v in names.items()}
    return Trouble(
        code, saying.says.fill(**blanks), saying.maybe.fill(**blanks), saying.grave
    )


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
