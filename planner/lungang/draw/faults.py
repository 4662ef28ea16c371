"""What can be wrong, said in the trade's words, in Chinese and in English.

Three kinds, three types: :class:`Fault` (the input cannot be read as a draw: it has
a file, a field, a value and a remedy; all are reported at once), :class:`Refusal`
(the protocol forbids the step), :class:`NoPanel` (no lawful list exists; proven).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]

EXIT_OK = 0
EXIT_BUG = 1
EXIT_USAGE = 2
EXIT_INFEASIBLE = 3
EXIT_INPUT = 4
EXIT_VERIFY = 6


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """The sentence in the language asked for."""
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return f"{self.zh} | {self.en}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the input.

    ``where`` is the file, with the line or the key: ``roster.csv:7 unit``.
    ``value`` is what was found there; ``remedy`` says what to do about it.
    """

    code: str
    where: str
    value: str
    says: Words
    remedy: Words

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        return (
            f"[{self.code}] {self.where} = {shown!r}: {self.says.zh};"
            f"{self.remedy.zh} | {self.says.en}; {self.remedy.en}"
        )


class InputFaults(Exception):
    """The input cannot be used; carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Refusal(Exception):
    """The protocol forbids this step now; nothing was written."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code = code
        self.words = Words(zh, en)
        super().__init__(f"[{code}] {zh} | {en}")


class NoPanel(Exception):
    """Proven: no list of people obeys all quotas and covers.

    ``core`` names a small set of quotas or cover limits that cannot hold together;
    ``remedies`` are single changes, each of which alone would make a list possible.
    """

    def __init__(self, core: tuple[str, ...], remedies: tuple[Words, ...] = ()) -> None:
        self.core = core
        self.remedies = remedies
        names = "、".join(core)
        super().__init__(
            f"不存在满足全部名额与代职条件的名单: {names} | "
            f"no list satisfies these together: {', '.join(core)}"
        )
