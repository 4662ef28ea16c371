"""Which file of a result folder is meant where the folder itself is given as the plan."""

from __future__ import annotations

import json
from pathlib import Path

from lungang.commitment import differences
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.words import Words

PLANS = ("plan.json", "plan.xlsx")


def plan_in(where: Path) -> Path:
    """The plan of a result folder: the file that was edited since, else ``plan.json``.

    Any other path is given back as it is. Raises ``BadInput`` where both files were
    edited, or where nothing tells whether they were.
    """
    if not where.is_dir():
        return where
    there = [where / name for name in PLANS if (where / name).is_file()]
    if len(there) < 2:
        return there[0] if there else where  # a plan may be a folder of CSV
    try:
        said = json.loads((where / "manifest.json").read_text("utf-8"))
        edited = {d.name for d in differences(where, said)} & {*PLANS}
    except (OSError, ValueError):
        raise BadInput((_which(where, Words(
            "文件夹中没有可用的 manifest.json，无法知道两份方案哪一份改过",
            "no manifest.json that can be used: which of its plans was edited is not known",
        )),)) from None  # fmt: skip
    if len(edited) > 1:
        says = Words("plan.json 和 plan.xlsx 都改过", "both its plans were edited")
        raise BadInput((_which(where, says),))
    return where / (edited.pop() if edited else PLANS[0])


def _which(where: Path, says: Words) -> Fault:
    maybe = Words("写明用哪一个文件", "name the file that is meant")
    return Fault("plan-which-file", says, maybe, Origin(where.name, 0))
