"""What stops a draw: a step the protocol refuses, a list that cannot exist.

Input that cannot be read as a draw is told with the faults every other command uses;
:func:`input_fault` places one in a file of the draw.
"""

from __future__ import annotations

from lungang_models.fault import WHOLE_FILE, Fault, Origin
from lungang_models.words import Words

EXIT_USAGE = 2
EXIT_INFEASIBLE = 3
EXIT_INPUT = 4
EXIT_VERIFY = 6

__all__ = ["NoPanel", "Refusal", "input_fault"]


def input_fault(code: str, where: str, value: str, says: Words, remedy: Words) -> Fault:
    """A fault in one of the draw's files.

    ``where`` is the file, with the line and the column or the key:
    ``roster.csv:7 unit``, ``rules.json window.first``.
    """
    place, _, column = where.partition(" ")
    name, _, line = place.partition(":")
    shown = value if len(value) <= 60 else value[:57] + "..."
    at = Origin(name, int(line or WHOLE_FILE))
    return Fault(code, says, remedy, at, column, value=shown)


class Refusal(Exception):
    """The protocol forbids this step now; nothing was written."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code = code
        self.words = Words(zh, en)
        super().__init__(f"[{code}] {zh}")


class NoPanel(Exception):
    """Proven: no list of people obeys all quotas and covers.

    ``core`` names a small set of quotas or cover limits that cannot hold together;
    ``remedies`` are single changes, each of which alone would make a list possible.
    """

    def __init__(self, core: tuple[str, ...], remedies: tuple[Words, ...] = ()) -> None:
        self.core = core
        self.remedies = remedies
        self.words = Words(
            f"没有名单能同时满足：{'、'.join(core)}",
            f"no list satisfies these together: {', '.join(core)}",
        )
        super().__init__(self.words.zh)
