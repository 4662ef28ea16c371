"""What commands that answer scenarios share: where they run, what is kept, Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lungang.cli.interrupts import on_interrupt
from lungang.cli.language import say
from lungang.cli.live import Live
from lungang.cli.options import A_WEEK, MOST_AT_ONCE, LanguageOption, refuse, said, stop
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
        min=0,
        max=MOST_AT_ONCE,
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
        "--time-limit", min=1, max=A_WEEK, help="每个情景的时限（秒）。Seconds each."
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


def batch_of(
    store: Path, processes: int, cluster: str, time_limit: float, lang: LanguageOption,
    quiet: bool,
) -> Batch:  # fmt: skip
    """The options of a command that answers many scenarios."""
    from lungang.jobs.batches import Batch

    return Batch(
        time_limit=time_limit, store=store, processes=processes, cluster=cluster,
        watch=_progress(lang, quiet),
    )  # fmt: skip


@contextmanager
def answering(batch: Batch, lang: LanguageOption) -> Iterator[None]:
    """Within it, Ctrl-C keeps the answers there are, and every failure has its code."""
    from lungang.jobs.batches import Interrupted, WorkersDie
    from lungang.jobs.reading import BadInput

    try:
        with on_interrupt(batch.canceller.cancel):
            yield
    except BadInput as bad:
        refuse(bad.faults, lang)
    except WorkersDie:
        stop(5, "求解进程反复中止，可能内存不足 / the workers die: too little memory?")
    except Interrupted as met:
        stop(
            130,
            f"已完成{met.done}/{met.of}，保存在 {batch.store}；再次运行即接续",
            f"{met.done} of {met.of} done and kept; run again to go on",
        )
    except ImportError:
        stop(2, "--cluster 需要安装 lungang[cluster] / needs lungang[cluster]")


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
