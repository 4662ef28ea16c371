"""What commands that answer scenarios share: where they run, what is kept, Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lungang.cli.interrupts import on_interrupt
from lungang.cli.language import say
from lungang.cli.live import Live
from lungang.cli.options import (
    AsJson,
    Book,
    Effect,
    Lang,
    LanguageOption,
    Pack,
    Quiet,
    Replace,
    problem_in,
    refuse,
    said,
    stop,
)
from lungang.cli.progress import end_phases
from lungang.cli.sharing import Ask, command_with
from lungang.jobs.bounds import PROCESSES, TIME_LIMIT
from lungang.jobs.places import ANSWERS

if TYPE_CHECKING:
    from lungang.jobs.batches import Batch, RunProgress, Scenario
    from lungang.jobs.reading import Problem
    from lungang.jobs.showing import Table

Files = Annotated[
    list[Path],
    typer.Argument(help="情景文件（.yaml）。Scenario files.", show_default=False),
]
Processes = Annotated[
    int,
    typer.Option(
        "--processes",
        min=PROCESSES.least,
        max=PROCESSES.most,
        help="进程数，0=每核一个。0 = one a core.",
    ),
]
OnCluster = Annotated[
    str,
    typer.Option(
        "--cluster", help="Dask集群的地址，如 tcp://10.0.0.1:8786。A Dask cluster."
    ),
]
StoreFile = Annotated[
    Path,
    typer.Option(
        "--store",
        envvar="LUNGANG_STORE",
        help="结果库，已有的不重算。Answers kept.",
        show_default="用户数据文件夹 / the user's data folder",
    ),
]
EachSeconds = Annotated[
    float,
    typer.Option(
        "--time-limit",
        min=TIME_LIMIT.least,
        max=TIME_LIMIT.most,
        help="每个情景的时限（秒）。Seconds each.",
    ),
]
STORE = ANSWERS


def scenarios_in(
    files: Iterable[Path], base: Problem, lang: LanguageOption
) -> tuple[Scenario, ...]:
    """The scenarios of files; ends with 4 and all faults when one cannot be applied."""
    from lungang.jobs.reading import BadInput, scenarios_of

    try:
        found, doubts = scenarios_of(files, base)
    except BadInput as bad:
        refuse(bad.faults, lang)
    for doubt in doubts:
        say(
            f"{doubt.where}：{said(doubt.says, lang)}"
            if lang is LanguageOption.zh
            else f"{doubt.where}: {said(doubt.says, lang)}"
        )
    return found


@dataclass(frozen=True)
class BatchOptions:
    """What commands that answer many scenarios share: the workbook, where it runs, what is
    kept, and how it is told."""

    book: Path
    store: Path
    processes: int
    cluster: str
    pack: str
    effect: str
    lang: LanguageOption
    quiet: bool
    replace: bool
    time_limit: float = 60.0
    as_json: bool = False

    def problem(self) -> Problem:
        """The workbook, read and checked."""
        return problem_in(self.book, self.pack, self.effect, self.lang)

    @contextmanager
    def answering(self) -> Iterator[Batch]:
        """How the scenarios are answered; within it Ctrl-C keeps the answers there are,
        and every failure has its code."""
        from lungang.jobs.batches import Batch, Interrupted, WorkersDie
        from lungang.jobs.reading import BadInput

        batch = Batch(
            time_limit=self.time_limit, store=self.store, processes=self.processes,
            cluster=self.cluster, watch=_progress(self.lang, self.quiet),
        )  # fmt: skip

        def stop_here() -> None:
            batch.canceller.cancel()
            end_phases()

        try:
            with on_interrupt(stop_here):
                yield batch
        except BadInput as bad:
            refuse(bad.faults, self.lang)
        except WorkersDie:
            stop(
                5,
                "求解进程反复中止，可能内存不足 / the workers die: too little memory?",
            )
        except Interrupted as met:
            stop(
                130,
                f"已完成{met.done}/{met.of}，保存在 {batch.store}；再次运行即接续",
                f"{met.done} of {met.of} done and kept; run again to go on",
            )
        except ImportError:
            stop(2, "--cluster 需要安装 lungang[cluster] / needs lungang[cluster]")


def _shared(
    book: Book, *,
    store: StoreFile = STORE, processes: Processes = 0, cluster: OnCluster = "",
    time_limit: EachSeconds = 60.0, pack: Pack = "", effect: Effect = "",
    lang: Lang = LanguageOption.zh, as_json: AsJson = False, quiet: Quiet = False,
    replace: Replace = False,
) -> None:  # fmt: skip
    """What every batch takes besides its own."""


def batched(
    group: typer.Typer, name: str, *without: str, **kept: Any
) -> Callable[[Ask], Ask]:
    """Add a command that answers many scenarios to a group."""
    return command_with(_shared, BatchOptions, group, name, without, **kept)


def _progress(lang: LanguageOption, quiet: bool) -> Callable[[RunProgress], None]:
    live = Live(lang, quiet)

    def show(progress: RunProgress) -> None:
        if not quiet and progress.of > 1:
            done = f"{progress.done}/{progress.of}"
            before = progress.reused
            zh = f"已完成{done}" + (f"，其中{before}个此前已算" if before else "")
            en = f"{done} done" + (f", {before} of them kept before" if before else "")
            live.show(zh if lang is LanguageOption.zh else en, progress.seconds)
            if progress.done == progress.of:
                live.end()

    return show


def print_table(table: Table, lang: LanguageOption) -> None:
    """A table for the terminal, its columns aligned for wide characters too."""
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    from lungang.jobs.showing import clean
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
