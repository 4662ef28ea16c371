"""Names that people take for the same: where two must differ, they differ to the eye."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from lungang.draw.faults import Refusal

_UNSEEN = re.compile("Z|C[cf]")
_NO_INK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)
"""Marks and letters that print nothing; of other categories than blanks."""


def same_to_the_eye(name: str) -> str:
    """A name without what the eye does not tell apart: width, case, blanks."""
    letters = _NO_INK.sub("", unicodedata.normalize("NFKC", name).lower())
    return "".join(c for c in letters if not _UNSEEN.match(unicodedata.category(c)))


def letters_of(name: str) -> str:
    """What tells people apart: the letters and digits of a name; 甲 and 甲. are one.

    The same in every edition of Unicode: beyond U+FFFF only rarer Chinese characters
    count, and characters of a bureau's own (U+E000 to U+F8FF) do.
    """
    return "".join(c for c in same_to_the_eye(name) if _tells_apart(c))


def _tells_apart(c: str) -> bool:
    if c > "\uffff":
        return "\U00020000" <= c <= "\U0003ffff"
    return "\ue000" <= c <= "\uf8ff" or unicodedata.category(c)[0] in "LN"


def is_blank(text: str) -> bool:
    """Whether nothing can be seen of a text."""
    return not same_to_the_eye(text)


def two_approvers(facts: Mapping[str, str]) -> bool:
    """Whether two different people are named as having approved."""
    names = [letters_of(facts.get(k, "")) for k in ("approved_by", "second_approver")]
    return all(names) and names[0] != names[1]


def two_witnesses(names: Sequence[str]) -> list[str]:
    """The different people who watch the balls; Refusal of fewer than two."""
    named = {letters_of(name): name.strip() for name in names}
    watched = sorted(name for read, name in named.items() if read)
    if len(watched) < 2:
        raise Refusal(
            "witnesses",
            "号球须至少两名见证人在场：--witness 甲 --witness 乙",
            "at least two witnesses watch the balls: --witness ONE --witness OTHER",
        )
    return watched
