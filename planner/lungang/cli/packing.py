"""Packs of one plan for several readers, and their check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lungang.cli.language import tell
from lungang.cli.objects import print_file
from lungang.cli.options import (
    HelpHeading,
    Lang,
    LanguageOption,
    Out,
    Replace,
    app,
    stop,
)

PlanFile = Annotated[
    Path, typer.Argument(help="plan.json（人事版）。The plan's own file.")
]


@app.command(rich_help_panel=HelpHeading.PLAN)
def packs(
    plan: PlanFile,
    out: Out = Path("packs"),
    lang: Lang = LanguageOption.zh,
    replace: Replace = False,
) -> None:
    """材料包：给各单位、公示、检查各一份，可核对出自同一方案。Packs of one plan."""
    from lungang.jobs import packing

    try:
        root, files = packing.packs(plan, out, replace=replace)
    except FileNotFoundError:
        stop(2, f"没有文件 {plan.name} / there is no file {plan.name}")
    except packing.NotAPlan:
        stop(4, f"{plan.name} 不是本版本写出的方案，或写出后被改动",
             f"{plan.name} is no plan of this version, or was changed since")  # fmt: skip
    except packing.NotWhole:
        stop(2, "只能由人事版（hr）写出材料包", "packs are made from the edition hr")
    except packing.AnotherPlan:
        stop(2, f"{out} 中是另一方案的材料包；换一个 --out",
             f"{out} holds the packs of another plan; choose another --out")  # fmt: skip
    except FileExistsError:
        stop(2, f"{out} 中已有材料包；换一个 --out，或加 --replace",
             f"{out} already holds packs; choose another --out or add --replace")  # fmt: skip
    zh = lang is LanguageOption.zh
    for file in files:
        print_file(file)
    tell(f"请公布承诺值：{root}" if zh else f"to be published: {root}")
    tell(
        "key.json 由人事部门保管，不外发；材料包用 verify_pack.py 核对"
        if zh
        else "keep key.json in the personnel section; verify_pack.py checks the packs"
    )


@app.command("verify-packs", rich_help_panel=HelpHeading.PLAN)
def verify_packs(
    files: Annotated[list[Path], typer.Argument(help="材料包。Packs.")],
    root: Annotated[
        str, typer.Option("--root", help="公布的承诺值。The published value.")
    ] = "",
    plan: Annotated[
        Path | None,
        typer.Option("--plan", help="与方案原件 plan.json 核对。The whole plan."),
    ] = None,
    lang: Lang = LanguageOption.zh,
) -> None:
    """核对材料包：是否出自同一方案，一字未改。Are packs of one plan, word for word?"""
    from lungang.jobs import packing

    zh = lang is LanguageOption.zh
    try:
        whole = None if plan is None else packing.whole_plan(plan)
    except (packing.NotAPlan, packing.NotWhole, FileNotFoundError):
        stop(4, f"{plan} 不是人事版方案原件 / not the personnel edition of a plan")
    roots = {root.strip().lower()} - {""}
    for file in files:
        try:
            checked = packing.check_pack(file, whole)
        except FileNotFoundError:
            stop(2, f"没有文件 {file.name} / there is no file {file.name}")
        except ValueError as error:
            stop(6, f"✗ {file.name}：{error}")
        if checked.foreign:
            stop(6, f"✗ {file.name}：方案原件中没有 / not in the plan: "
                 f"{checked.foreign[0][:80]}")  # fmt: skip
        roots.add(checked.root)
        shown = len(checked.shown)
        tell(
            f"✓ {file.name}：{shown}句属实，{checked.kept}句未公开"
            if zh
            else f"✓ {file.name}: {shown} sentences proved, {checked.kept} not shown"
        )
    if len(roots) != 1:
        stop(6, "✗ 不是同一方案" if zh else "✗ not of one and the same plan")
    tell(f"承诺值：{roots.pop()}" if zh else f"root: {roots.pop()}")
    if not root:
        stop(5, "未与公布的承诺值核对（--root）" if zh
             else "not compared with a published value (--root)")  # fmt: skip
