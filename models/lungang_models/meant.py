"""What was probably meant where an id is asked for and something else was written."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Protocol

from lungang_models.words import Words

_MOST = 3


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


class Meant:
    """The ids of one kind of row by whatever else people write for them.

    That is the name, or the id in other letters: ``y012`` for ``Y012``, ``12`` for
    ``0012``.
    """

    def __init__(self, rows: Mapping[Any, _Named]) -> None:
        self.rows = rows
        self.ids: dict[str, list[str]] = defaultdict(list)
        for row in rows.values():
            for spelling in {_plain(row.name), _plain(row.id)}:
                self.ids[spelling].append(row.id)

    def says(self, text: str) -> Words | None:
        """The question to ask; ``None`` where nothing like it is known."""
        found = self.ids.get(_plain(text), ())[:_MOST]
        if not found:
            return None
        zh = "、".join(f"{i}（{self.rows[i].name}）" for i in found)
        en = ", ".join(f"{i} ({self.rows[i].name})" for i in found)
        return Words(f"您是否指{zh}？请填写编号", f"did you mean {en}? Give the number")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).lstrip("0")
