"""A commitment that has neither its draw nor another end yet, as the ledger tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Waiting:
    """A commitment that has neither its draw nor another end yet."""

    root: str
    roles: tuple[str, ...]
    sources: Mapping[str, tuple[str, datetime]]
    deadline: datetime
    signed: dict[str, datetime] = field(default_factory=dict)
    recorded: set[str] = field(default_factory=set)
    stamped: bool = False

    @property
    def first(self) -> datetime:
        """The first instant at which any value can exist."""
        return min(moment for _, moment in self.sources.values())

    @property
    def whole(self) -> bool:
        """Whether all have signed."""
        return set(self.signed) == set(self.roles)

    def missing(self, balls: bool) -> set[str]:
        """Sources without a value: the balls, or all others."""
        return {
            name
            for name, (kind, _) in self.sources.items()
            if (kind == "balls") is balls and name not in self.recorded
        }
