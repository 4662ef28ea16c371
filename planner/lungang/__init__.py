"""Lungang plans job rotation under conflict-of-interest rules, and proves what it says.

This is the front door. Open a workbook, and ask it:

>>> import lungang
>>> bureau = lungang.sample_bureau()     # or lungang.open_workbook("本单位.xlsx")
>>> result = bureau.solve(time_limit=60)
>>> result.optimal
True
>>> result.moves("en").columns[:2].tolist()
['staff', 'name']

``Workbook`` reads, checks, solves and compares; ``Result`` and ``PlanView`` give tables
(pandas), audits, registers and answers. Nothing heavy is loaded before it is needed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lungang.api.plans import PlanView, Reply
    from lungang.api.results import Result
    from lungang.api.workbooks import (
        Checked,
        Workbook,
        check_workbook,
        generate_bureau,
        import_roster,
        open_workbook,
        sample_bureau,
    )
    from lungang.outcome import NoPlan, OutOfTime, Solved
    from lungang_models.fault import BadInput
    from lungang_models.plan import Plan

__all__ = [
    "BadInput",
    "Checked",
    "NoPlan",
    "OutOfTime",
    "Plan",
    "PlanView",
    "Reply",
    "Result",
    "Solved",
    "Workbook",
    "check_workbook",
    "generate_bureau",
    "import_roster",
    "open_workbook",
    "sample_bureau",
]

_HOMES = {
    "lungang.api.workbooks": (
        "Checked", "Workbook", "check_workbook", "generate_bureau", "import_roster",
        "open_workbook", "sample_bureau",
    ),
    "lungang.api.plans": ("PlanView", "Reply"),
    "lungang.api.results": ("Result",),
    "lungang.outcome": ("NoPlan", "OutOfTime", "Solved"),
    "lungang_models.fault": ("BadInput",),
    "lungang_models.plan": ("Plan",),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a name of the front door when it is first used."""
    for home, names in _HOMES.items():
        if name in names:
            found = getattr(import_module(home), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module 'lungang' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
