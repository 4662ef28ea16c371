"""The edition of a plan for a reader: the same document, less what they may not see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lungang.cli.objects import print_file
from lungang.cli.options import (
    AsJson,
    Audience,
    HelpHeading,
    Lang,
    LanguageOption,
    Out,
    Reader,
    Replace,
    app,
    stop,
)


@app.command(rich_help_panel=HelpHeading.PLAN)
def report(
    plan: Annotated[Path, typer.Argument(help="plan.json（人事版）。The plan's file.")],
    audience: Audience = Reader.leadership,
    out: Out = Path("report"),
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
    replace: Replace = False,
) -> None:
    """版本：由方案文件写出给领导、纪检或公开的一套材料。A plan's report for a reader."""
    from lungang.jobs.editions import (
        NotAPlan,
        NotWhole,
        edition,
        to_json,
        write_edition,
    )

    try:
        seen = edition(plan, audience.value)
    except FileNotFoundError:
        stop(2, f"没有文件 {plan.name} / there is no file {plan.name}")
    except NotAPlan:
        stop(
            4,
            f"{plan.name} 不是本版本写出的方案，或写出后被改动",
            f"{plan.name} is no plan of this version, or was changed since",
        )
    except NotWhole:
        stop(
            2,
            "只能由人事版（hr）写出其他版本",
            "editions are made from the personnel edition (hr)",
        )
    if as_json:
        typer.echo(to_json(seen), nl=False)
        return
    try:
        files = write_edition(seen, out, lang.value, replace=replace)
    except FileExistsError:
        stop(
            2,
            f"{out} 中已有材料；换一个 --out，或加 --replace。",
            f"{out} already holds a report; choose another --out or add --replace.",
        )
    for file in files:
        print_file(file)
