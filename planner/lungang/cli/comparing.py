"""Scenarios held side by side, swept over values, and passed through gates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lungang.cli.answering import (
    STORE,
    EachSeconds,
    Files,
    OnCluster,
    Processes,
    StoreFile,
    answers,
    print_table,
    scenarios_in,
)
from lungang.cli.face import (
    AsJson,
    Book,
    Effect,
    Lang,
    Language,
    Out,
    Pack,
    Quiet,
    Replace,
    app,
    print_faults,
    problem_in,
    refuse_taken,
    said,
    stop,
)


@app.command()
def compare(
    book: Book,
    files: Files,
    out: Out = Path("comparison"),
    store: StoreFile = STORE,
    processes: Processes = 0,
    cluster: OnCluster = "",
    time_limit: EachSeconds = 60.0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """比较: 现行规则与至多九个情景并列。The workbook and up to nine scenarios abreast."""
    from lungang.compare import all_tables, to_json, write_comparison
    from lungang.compare import compare as verb
    from lungang.compare.comparison import MOST
    from lungang.scenario import Scenario

    if len(files) >= MOST:
        stop(2, f"至多{MOST - 1}个情景 / at most {MOST - 1} scenarios")
    base = problem_in(book, pack, effect, lang)
    scenarios = [Scenario(), *scenarios_in(files, base, lang)]
    found = answers(base, scenarios, store, processes, cluster, time_limit, lang, quiet)
    made = verb(base, scenarios, found)
    written = write_comparison(out, made, [a.document for a in found], lang.value)
    if as_json:
        typer.echo(to_json(made), nl=False)
        return
    for table in all_tables(made)[:4]:
        if table.lines:
            print_table(table, lang)
    for file in written:
        typer.echo(str(file))


@app.command()
def sweep(
    book: Book,
    settings: Annotated[
        list[str],
        typer.Option("--set", help="参数=4..8 或 10..40:10 或 a,b。Values of a knob."),
    ],
    trade: Annotated[
        str, typer.Option("--trade", help="取舍的两项指标。Two measures to trade.")
    ] = "moves,overdue",
    out: Annotated[
        Path,
        typer.Option("--out", help="文件夹, 或 .xlsx .html .json。Folder or one file."),
    ] = Path("sweep"),
    store: StoreFile = STORE,
    processes: Processes = 0,
    cluster: OnCluster = "",
    time_limit: EachSeconds = 60.0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
    quiet: Quiet = False,
    replace: Replace = False,
) -> None:
    """扫描: 参数逐值求解, 列出各点及取舍前沿。Each value solved; the trade-off front."""
    from lungang.compare.faces import write_faces
    from lungang.compare.sweep import TITLE, page, swept, table
    from lungang.compare.sweeping import grid
    from lungang.document import canonical
    from lungang.runs import BY_KEY

    refuse_taken(out, replace)
    wanted = trade.split(",")
    if len(wanted) != 2 or not set(wanted) <= BY_KEY.keys():
        stop(2, f"--trade: 两项 / two of: {', '.join(BY_KEY)}")
    try:
        scenarios = grid(settings, "sweep")
    except ValueError as error:
        stop(2, f"--set: {error}")
    base = problem_in(book, pack, effect, lang)
    found = answers(base, scenarios, store, processes, cluster, time_limit, lang, quiet)
    made = swept(base, scenarios, found, (wanted[0], wanted[1]))
    text = canonical(made.model_dump(mode="json", by_alias=True))
    whole = table(made, list(BY_KEY))
    files = write_faces(
        out, "sweep", text, [whole], lambda: page(made), TITLE, lang.value
    )
    if as_json:
        typer.echo(text, nl=False)
        return
    print_table(table(made, wanted), lang)
    for file in files:
        typer.echo(str(file))


@app.command()
def gate(
    book: Book,
    file: Annotated[Path, typer.Argument(help="情景文件(.yaml)。Scenario file.")],
    gates: Annotated[Path, typer.Option("--gates", help="门槛文件。The thresholds.")],
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", help="基准情景, 缺省为工作簿。The baseline."),
    ] = None,
    store: StoreFile = STORE,
    processes: Processes = 0,
    cluster: OnCluster = "",
    time_limit: EachSeconds = 60.0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """门槛: 情景能否采纳, 不能则说明原因。Whether a scenario is acceptable, and why not."""
    from lungang.compare.gates import judge, read_gates
    from lungang.document import canonical
    from lungang.scenario import Scenario
    from lungang_models.fault import BadInput
    from lungang_models.words import Words

    try:
        limits = read_gates(gates)
    except BadInput as bad:
        print_faults(bad.faults, lang)
        raise typer.Exit(4) from None
    base = problem_in(book, pack, effect, lang)
    files = [file] if baseline is None else [file, baseline]
    asked, *others = scenarios_in(files, base, lang)
    against = others[0] if others else Scenario()
    both = [against, asked]
    then, now = answers(base, both, store, processes, cluster, time_limit, lang, quiet)
    verdict = judge(limits, asked.title, now, against.title, then)
    if as_json:
        typer.echo(canonical(verdict.model_dump(mode="json", by_alias=True)), nl=False)
    else:
        passed = Words("通过", "passes") if verdict.passed else Words("不通过", "fails")
        typer.echo(f"{said(asked.title, lang)}: {said(passed, lang)}")
        for reason in verdict.reasons:
            typer.echo(f"- {getattr(reason, lang.value)}")
    if not verdict.passed:
        raise typer.Exit(6)
