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


def two_approvers(facts: Mapping[str, str]) -> bool:
    """Whether two different people are named as having approved."""
    names = [
        same_to_the_eye(facts.get(k, "")) for k in ("approved_by", "second_approver")
    ]
    return all(names) and names[0] != names[1]


def two_witnesses(names: Sequence[str]) -> list[str]:
    """The different people who watch the balls; Refusal of fewer than two."""
    named = {same_to_the_eye(name): name.strip() for name in names}
    watched = sorted(name for read, name in named.items() if read)
    if len(watched) < 2:
        raise Refusal(
            "witnesses",
            "号球须至少两名见证人在场：--witness 甲 --witness 乙",
            "at least two witnesses watch the balls: --witness ONE --witness OTHER",
        )
    return watched
