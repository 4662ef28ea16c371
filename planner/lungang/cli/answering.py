"""What commands that answer scenarios share: where they run, what is kept, Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lungang.cli.face import Language, print_faults, said, say, stop

if TYPE_CHECKING:
    from lungang.report.tables import Table
    from lungang.runs import Answer, Engine
    from lungang.runs import Progress as Progress
    from lungang.scenario import Scenario
    from lungang_models.problem import Problem

Files = Annotated[
    list[Path],
    typer.Argument(help="情景文件(.yaml)。Scenario files.", show_default=False),
]
Processes = Annotated[
    int, typer.Option("--processes", min=0, help="进程数, 0=每核一个。0 = one a core.")
]
OnCluster = Annotated[
    str, typer.Option("--cluster", help="Dask集群 tcp://主机:端口。A Dask cluster.")
]
StoreFile = Annotated[
    Path,
    typer.Option(
        "--store", envvar="LUNGANG_STORE", help="结果库, 已有的不重算。Answers kept."
    ),
]
EachSeconds = Annotated[
    float, typer.Option("--time-limit", min=1, help="每个情景的时限(秒)。Seconds each.")
]
STORE = Path("lungang-runs.sqlite")


def scenarios_in(
    files: Iterable[Path], base: Problem, lang: Language
) -> list[Scenario]:
    """The scenarios of files; ends with 4 and all faults when one cannot be applied."""
    from lungang.scenario import read_scenario
    from lungang_models.fault import BadInput, Fault

    found: list[Scenario] = []
    faults: list[Fault] = []
    for file in files:
        try:
            scenario = read_scenario(file)
            scenario.problem(base)
        except BadInput as bad:
            faults += bad.faults
            continue
        for doubt in scenario.drift(base):
            say(f"{doubt.where} {doubt.code}: {said(doubt.says, lang)}")
        found.append(scenario)
    if faults:
        print_faults(dict.fromkeys(faults), lang)
        raise typer.Exit(4)
    return found


def engine_for(processes: int, cluster: str, most: int) -> Engine:
    """The engine of the options, with no more processes than there is work."""
    from lungang.runs import Here, engine_of

    if not cluster and most <= 1:
        return Here()
    try:
        return engine_of(processes, cluster)
    except ImportError:
        stop(2, "--cluster 需要安装 lungang[cluster] / needs lungang[cluster]")
    except (OSError, ValueError) as error:
        stop(2, f"--cluster: {cluster}: {type(error).__name__}")


def answers(
    base: Problem,
    scenarios: Sequence[Scenario],
    store: Path,
    processes: int,
    cluster: str,
    time_limit: float,
    lang: Language,
    quiet: bool,
) -> list[Answer]:
    """The answers, each solved once; Ctrl-C keeps those there are and ends with 130."""
    from lungang.runs import Settings, Store, WorkersDie, run
    from lungang.solve import Canceller
    from lungang_models.fault import BadInput

    canceller = Canceller()
    before = signal.signal(signal.SIGINT, lambda number, frame: canceller.cancel())
    try:
        with Store(store) as kept:
            found = run(
                base,
                scenarios,
                kept,
                engine_for(processes, cluster, len(scenarios)),
                Settings(time_limit=time_limit),
                _progress(lang, quiet),
                canceller,
            )
    except BadInput as bad:
        print_faults(bad.faults, lang)
        raise typer.Exit(4) from None
    except WorkersDie:
        stop(5, "求解进程反复中止, 可能内存不足 / the workers die: too little memory?")
    finally:
        signal.signal(signal.SIGINT, before)
    there = [a for a in found if a is not None]
    if len(there) < len(found):
        say(f"已完成{len(there)}/{len(found)}, 保存在 {store}; 再次运行即接续")
        say(f"{len(there)} of {len(found)} done and kept; run again to go on")
        raise typer.Exit(130)
    return there


def _progress(lang: Language, quiet: bool) -> Callable[[Progress], None]:
    def show(progress: Progress) -> None:
        if not quiet and progress.of > 1:
            say(
                f"[{progress.seconds:6.1f}s] {progress.done}/{progress.of}"
                + (f", 其中已有{progress.reused}" if lang is Language.zh else
                   f", {progress.reused} kept before")
            )  # fmt: skip

    return show


def print_table(table: Table, lang: Language) -> None:
    """A table for the terminal, its columns aligned for wide characters too."""
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    from lungang.workbook.cells import clean
    from lungang_models.words import Words

    def shown(cell: object) -> Text:
        text = said(cell, lang) if isinstance(cell, Words) else str(cell)
        return Text(clean(text))

    drawn = Drawn(title=said(table.title, lang), title_justify="left")
    for column in table.columns:
        drawn.add_column(shown(column.heading), overflow="fold")
    for line in table.lines:
        drawn.add_row(*map(shown, line.cells))
    console = Console(width=None if _wide() else 160, highlight=False)
    console.print(drawn)


def _wide() -> bool:
    import sys

    return sys.stdout.isatty()
