"""Doubts of a row on kin."""

from __future__ import annotations

from lungang_models.facts.kinship.declaration import KinRow
from lungang_models.fault import Doubt
from lungang_models.words import Words


def doubt(row: KinRow, code: str, field: str, says: Words, maybe: Words) -> Doubt:
    """A doubt about one field of a row: it passes the door and becomes a finding."""
    fault = row.fault(code, field, says, maybe)
    return Doubt(
        fault.code, fault.says, fault.maybe, fault.origin, fault.column, fault.cell,
        fault.value,
    )  # fmt: skip
