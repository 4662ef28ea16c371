"""Packs of one plan for units, the public and the inspectors, and their check."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from lungang.disclosure import Role
from lungang.document.parts import PlanDocument
from lungang.jobs.editions import NotAPlan, NotWhole, edition
from lungang.report.redacted import AnotherPlan, foreign, write_packs
from lungang.report.redacted.verify_pack import sentences

__all__ = ["AnotherPlan", "CheckedPack", "NotAPlan", "NotWhole", "check_pack", "packs",
           "whole_plan"]  # fmt: skip


@dataclass(frozen=True)
class CheckedPack:
    """What a pack proves: its commitment, its sentences, what it shows beside the plan."""

    root: str
    shown: tuple[str, ...]
    kept: int
    foreign: tuple[str, ...] = ()


def whole_plan(plan: Path) -> PlanDocument:
    """The personnel section's own plan; raises like :func:`lungang.jobs.editions.edition`."""
    from lungang.document import from_json

    edition(plan, Role.hr.value)
    return from_json(plan.read_text("utf-8-sig"))


def packs(
    plan: Path, out: Path, *, replace: bool = False
) -> tuple[str, tuple[Path, ...]]:
    """Write the packs of a plan's file; returns what is to be published, and the files.

    Raises ``NotAPlan``, ``NotWhole``, ``AnotherPlan``, ``FileExistsError``.
    """
    return write_packs(out, whole_plan(plan), fresh=not replace)


def check_pack(pack: Path, whole: PlanDocument | None = None) -> CheckedPack:
    """What a pack proves, and held against the whole plan where that is at hand.

    Raises ``ValueError`` where a sentence is not the plan's or it is no pack.
    """
    try:
        content = json.loads(pack.read_text("utf-8-sig"))
        lines = sentences(content)
        says = tuple(json.loads(line)["zh"] for line in lines)
        beside = () if whole is None else tuple(foreign(whole, content))
        return CheckedPack(
            content["root"], says, content["statements"] - len(says), beside
        )
    except (KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"{pack.name}: {error}") from None
