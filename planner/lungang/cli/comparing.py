"""Scenarios held side by side, swept over values, and passed through gates."""

from __future__ import annotations

from pathlib import Path

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
    app,
    problem_in,
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
    for table in all_tables(made)[:3]:
        if table.lines:
            print_table(table, lang)
    for file in written:
        typer.echo(str(file))
