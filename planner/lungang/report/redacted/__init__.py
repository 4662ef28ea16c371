"""Redacted packs: what each reader may see of one plan, provably of the same plan.

A plan is told as single statements (:mod:`.statements`); all of them are committed to
with salted hashes, and every pack carries that one commitment and opens only the
statements that its reader may see (:mod:`.packs`). ``verify_pack.py`` beside the packs
checks them with nothing but the standard library.
"""

from __future__ import annotations

from lungang.report.redacted.packs import (
    PACK_SCHEMA,
    AnotherPlan,
    Sealed,
    foreign,
    pack_names,
    seal,
    write_packs,
)

__all__ = [
    "PACK_SCHEMA", "AnotherPlan", "Sealed", "foreign", "pack_names", "seal",
    "write_packs",
]  # fmt: skip
