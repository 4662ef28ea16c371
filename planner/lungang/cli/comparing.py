"""Scenarios held side by side, swept over values, and passed through gates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.jobs.batches import Gates

from lungang.cli.batch_options import (
    BatchOptions,
    Files,
    batched,
    print_table,
    scenarios_in,
)
from lungang.cli.language import say, tell
from lungang.cli.objects import print_file
from lungang.cli.options import (
    Audience,
    HelpHeading,
    LanguageOption,
    Out,
    Reader,
    app,
    refuse,
    refuse_taken,
    said,
    stop,
)

GatesFile = Annotated[
    Path | None,
    typer.Option("--gates", help="采纳条件文件。Conditions of adoption."),
]
Bureau = Annotated[
    str,
    typer.Option(envvar="LUNGANG_BUREAU", help="单位名称，印在页首。Its name on top."),
]


def gates_in(file: Path, lang: LanguageOption) -> Gates:
    """The conditions in a file; ends with 4 and all faults where they are none."""
    from lungang.jobs.batches import read_gates
    from lungang.jobs.reading import BadInput

    try:
        return read_gates(file)
    except BadInput as bad:
        refuse(bad.faults, lang)


@batched(app, "compare", rich_help_panel=HelpHeading.SCENES)
def compare(
    asked: BatchOptions,
    files: Files,
    out: Out = Path("comparison"),
    audience: Audience = Reader.hr,
    gates: GatesFile = None,
    bureau: Bureau = "",
) -> None:
    """比较：现行规则与至多九个情景并列。The workbook beside up to nine scenarios."""
    from lungang.jobs.batches import MOST_ABREAST, compared
    from lungang.jobs.showing import comparison_tables, text_of, write_comparison

    lang = asked.lang
    refuse_taken(out, asked.replace, "comparison")
    limits = None if gates is None else gates_in(gates, lang)
    if len(files) > MOST_ABREAST:
        stop(2, f"至多{MOST_ABREAST}个情景 / at most {MOST_ABREAST} scenarios")
    base = asked.problem()
    scenarios = scenarios_in(files, base, lang)
    with asked.answering() as batch:
        office = bureau or base.office.bureau
        made, found = compared(base, scenarios, batch, audience.value, limits, office)
    written = write_comparison(out, made, found, lang.value, audience.value)
    if asked.as_json:
        typer.echo(text_of(made), nl=False)
        return
    for table in comparison_tables(made)[:2]:
        if table.lines:
            print_table(table, lang)
    for file in written:
        print_file(file)


@batched(app, "sweep", rich_help_panel=HelpHeading.SCENES)
def sweep_command(
    asked: BatchOptions,
    settings: Annotated[
        list[str],
        typer.Option("--set", help="参数=4..8 或 10..40:10 或 a,b。Values of a knob."),
    ],
    trade: Annotated[
        str, typer.Option("--trade", help="取舍的两项指标。Two measures to trade.")
    ] = "moves,overdue",
    out: Annotated[
        Path,
        typer.Option("--out", help="文件夹，或 .xlsx .html .json。Folder or one file."),
    ] = Path("sweep"),
) -> None:
    """扫描：参数逐值求解，列出各点及互有优劣的取值。Each value solved; the trade-off front."""
    from lungang.jobs.batches import BY_KEY, grid, sweep
    from lungang.jobs.showing import sweep_table, text_of, write_sweep

    lang = asked.lang
    refuse_taken(out, asked.replace, "sweep")
    wanted = trade.split(",")
    if len(wanted) != 2 or not set(wanted) <= BY_KEY.keys():
        stop(2, f"--trade：两项 / two of: {', '.join(BY_KEY)}")
    try:
        grid(settings, "sweep")
    except ValueError as error:
        stop(
            2,
            f"--set：“{error}”不能扫描；写作 参数=4..8、参数=10..40:10 或 参数=a,b",
            f"--set: '{error}' cannot be swept; write knob=4..8, knob=10..40:10 or "
            "knob=a,b",
        )
    base = asked.problem()
    with asked.answering() as batch:
        made = sweep(base, settings, (wanted[0], wanted[1]), batch)
    files = write_sweep(out, made, lang.value)
    if asked.as_json:
        typer.echo(text_of(made), nl=False)
        return
    print_table(sweep_table(made, wanted), lang)
    for file in files:
        print_file(file)


@batched(app, "gate", rich_help_panel=HelpHeading.SCENES)
def gate(
    asked: BatchOptions,
    file: Annotated[Path, typer.Argument(help="情景文件（.yaml）。Scenario file.")],
    gates: Annotated[
        Path, typer.Option("--gates", help="采纳条件文件。The thresholds.")
    ],
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", help="基准情景，缺省为工作簿。The baseline."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="文件夹，或 .xlsx .html .json。Folder or one file."),
    ] = None,
    bureau: Bureau = "",
) -> None:
    """采纳条件：情景能否采纳，不能则说明原因。Whether a scenario is acceptable, and why not."""
    from lungang.jobs.batches import AS_IT_STANDS, gated
    from lungang.jobs.showing import text_of, verdict_words, write_verdict

    lang = asked.lang
    refuse_taken(out, asked.replace, "gate")
    limits = gates_in(gates, lang)
    base = asked.problem()
    files = [file] if baseline is None else [file, baseline]
    scenario, *others = scenarios_in(files, base, lang)
    against = others[0] if others else AS_IT_STANDS
    with asked.answering() as batch:
        verdict = gated(base, scenario, limits, against, batch)
    if asked.as_json:
        typer.echo(text_of(verdict), nl=False)
    else:
        colon = "：" if lang is LanguageOption.zh else ": "
        told = said(verdict_words(verdict), lang)
        tell(f"{said(scenario.title, lang)}{colon}{told}")
        for reason in verdict.reasons:
            tell(f"- {getattr(reason, lang.value)}")
    if out is not None:
        for path in write_verdict(
            out, verdict, lang.value, bureau or base.office.bureau
        ):
            say(str(path))
    if not verdict.passed:
        raise typer.Exit(6)
