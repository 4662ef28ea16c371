"""What all verbs share: options, the folder of a draw, exit codes, telling."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lungang.draw.faults import (
    EXIT_INFEASIBLE,
    EXIT_INPUT,
    EXIT_USAGE,
    EXIT_VERIFY,
    Fault,
    InputFaults,
    NoPanel,
    Refusal,
    Words,
)

if TYPE_CHECKING:
    from lungang.draw.proceedings import DrawFolder


app = typer.Typer(
    help="强制休假随机抽取:可公开验证 | the verifiable mandatory-leave draw",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

Home = Annotated[
    Path,
    typer.Option(help="台账所在文件夹 | folder of the ledger", envvar="LUNGANG_DRAW"),
]
DrawId = Annotated[str, typer.Argument(help="抽取编号,如 2026-Q1 | the draw's id")]
Actor = Annotated[str, typer.Option(help="经办(单位或岗位,不写姓名) | office acting")]
Dry = Annotated[bool, typer.Option("--dry-run", help="演练,不写入 | write nothing")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON | print JSON")]
HERE = Path(".")


@contextlib.contextmanager
def step(home: Path, draw: str, dry_run: bool = False) -> Iterator[DrawFolder]:
    """A draw's folder, or for a rehearsal a copy of it; errors become exit codes."""
    from lungang.draw.proceedings import DrawFolder

    with exit_codes(), contextlib.ExitStack() as stack:
        if dry_run:
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            for name in ("ledger.jsonl", draw, f"{draw}.private"):
                source = DrawFolder(home, draw).home / name
                if source.is_dir():
                    shutil.copytree(source, copy / name)
                elif source.exists():
                    shutil.copy2(source, copy / name)
            typer.echo("演练:不写入任何文件 | rehearsal: nothing is written", err=True)
            home = copy
        yield DrawFolder(home, draw)


@contextlib.contextmanager
def exit_codes() -> Iterator[None]:
    from lungang.draw.canon import NotCanonical
    from lungang.draw.ledger import BrokenLedger

    try:
        yield
    except InputFaults as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(EXIT_INPUT) from error
    except NoPanel as error:
        typer.echo(str(error), err=True)
        for way in error.remedies:
            typer.echo(f"  可行的出路: {way}", err=True)
        raise typer.Exit(EXIT_INFEASIBLE) from error
    except Refusal as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from error
    except BrokenLedger as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_VERIFY) from error
    except (FileNotFoundError, FileExistsError, NotCanonical) as error:
        typer.echo(f"文件问题: {error} | a file: {error}", err=True)
        raise typer.Exit(EXIT_INPUT) from error


def progress_bar(done: int, whole: int) -> None:
    if sys.stderr.isatty() and (done % 10 == 0 or done == whole):
        end = "\n" if done == whole else ""
        sys.stderr.write(f"\r{done}/{whole}{end}")


def tell(value: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False, sort_keys=True))
        return
    for name, shown in value.items():
        typer.echo(f"{name}: {shown}")


Workbook = Annotated[
    Path | None,
    typer.Option(help="工作簿:由它生成六个输入文件 | make the input files from it"),
]
Placements = Annotated[
    Path | None,
    typer.Option(help="方案 plan.json/xlsx,省略=现状 | a plan; today's state without"),
]
RulePack = Annotated[str, typer.Option(help="规则包 | rule pack")]
FirstDay = Annotated[str, typer.Option(help="窗口最早日期 | first day of leave")]
LastDay = Annotated[str, typer.Option(help="窗口最晚日期 | last day of leave")]


def parsed_day(text: str, option: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "date", f"{option}: {text!r}不是日期", f"{option}: {text!r} is not a date"
        ) from None


def plan_of(workbook: Path, plan: Path | None, pack: str, effect: str) -> Any:
    """The plan in force: one given back, or today's state of the workbook."""
    from lungang.door import open_problem
    from lungang.handback import read_plan
    from lungang_models.fault import BadInput
    from lungang_models.fault import Fault as BookFault
    from lungang_models.plan import today

    def said(fault: BookFault) -> Fault:
        return Fault(
            fault.code, " ".join(filter(None, (fault.where, fault.column))),
            fault.value, Words(*fault.says), Words(*fault.maybe),
        )  # fmt: skip

    try:
        problem = open_problem(workbook, pack or None, parsed_day(effect, "--effect"))
        return today(problem) if plan is None else read_plan(plan, problem)
    except BadInput as bad:
        raise InputFaults(said(fault) for fault in bad.faults) from bad


def leave_period(plan: Any, first: str, last: str) -> tuple[date, date]:
    from lungang.draw.source import year_from

    start = parsed_day(first, "--first") or plan.problem.effect
    return start, parsed_day(last, "--last") or year_from(start)[1]
