"""What all commands share: options, languages, telling, stopping."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from lungang_models.fault import Fault
    from lungang_models.plan import Plan
    from lungang_models.problem import Problem
    from lungang_models.words import Words

app = typer.Typer(
    name="lungang",
    help="岗位轮换规划。Plans job rotation under conflict-of-interest rules.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with locals would show personal data
    add_completion=True,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"lungang {version('lungang')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="版本。Version."
        ),
    ] = False,
) -> None:
    """岗位轮换规划。Plans job rotation under conflict-of-interest rules."""


class Language(StrEnum):
    zh = "zh"
    en = "en"


Book = Annotated[
    Path,
    typer.Argument(
        help="工作簿(.xlsx .xls .et)或CSV文件夹。Workbook or folder of CSV."
    ),
]
Lang = Annotated[
    Language, typer.Option("--lang", envvar="LUNGANG_LANG", help="语言。Language.")
]
Pack = Annotated[
    str, typer.Option("--pack", help="规则包名或文件。Rule pack, name or file.")
]
Effect = Annotated[
    str,
    typer.Option(
        "--effect", help="生效日期 YYYY-MM-DD。Effect date, over the workbook's."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出JSON。Print JSON.")]
Seconds = Annotated[
    float,
    typer.Option(
        "--time-limit", min=1, envvar="LUNGANG_TIME_LIMIT", help="时限(秒)。Seconds."
    ),
]
Workers = Annotated[
    int, typer.Option("--workers", min=1, help="求解线程数。CP-SAT workers.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="求解随机种子。CP-SAT seed.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="不显示进度。No progress.")]
Out = Annotated[Path, typer.Option("--out", help="输出文件夹。Folder for the results.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="覆盖已有结果。Overwrite results.")
]


def refuse_taken(out: Path | None, replace: bool) -> None:
    """Stop before the work where the one file that is asked for is there already."""
    if out is not None and out.is_file() and not replace:
        stop(
            2,
            f"{out} 已存在; 换名或加 --replace",
            f"{out} exists already; choose another name or add --replace",
        )


def say(text: str) -> None:
    """A message for a person, beside the result."""
    typer.echo(text, err=True)


def stop(code: int, *lines: str) -> NoReturn:
    """Say why and leave with an exit code."""
    for line in lines:
        say(line)
    raise typer.Exit(code)


def said(words: Words, lang: Language) -> str:
    return words.zh if lang is Language.zh else words.en


def parsed_day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(2, f"--effect: {text!r} 不是日期 YYYY-MM-DD / not a date")


def problem_in(book: Path, pack: str, effect: str, lang: Language) -> Problem:
    from lungang.door import open_problem
    from lungang_models.fault import BadInput

    try:
        return open_problem(book, pack or None, parsed_day(effect))
    except BadInput as bad:
        print_faults(bad.faults, lang)
        stop(4, _tell_check(lang))


def plan_in(file: Path | None, problem: Problem, lang: Language) -> Plan:
    """The plan in a file, or today's state; says so when it was made from other data."""
    from lungang.handback import read_plan
    from lungang_models.fault import BadInput
    from lungang_models.plan import today

    if file is None:
        return today(problem)
    try:
        plan = read_plan(file, problem)
    except BadInput as bad:
        print_faults(bad.faults, lang)
        raise typer.Exit(4) from None
    if file.suffix == ".json":
        made_from = json.loads(file.read_text("utf-8")).get("provenance", {})
        if made_from.get("input_hash") != problem.hash:
            say(
                "注意: 方案是由另一份工作簿(或改动前的数据)得出的"
                if lang is Language.zh
                else "note: the plan was made from another workbook, or before a change"
            )
    return plan


def _tell_check(lang: Language) -> str:
    if lang is Language.zh:
        return "数据有误, 未求解。用 lungang check 生成带标注的工作簿。"
    return "The input has faults; nothing was solved. 'lungang check' marks them in a copy."


def print_faults(faults: Iterable[Fault], lang: Language) -> None:
    for f in faults:
        value = f" [{f.value}]" if f.value else ""
        column = f" {f.column}" if f.column else ""
        say(
            f"{f.where}{column}{value}  {f.code}: {said(f.says, lang)} → {said(f.maybe, lang)}"
        )
