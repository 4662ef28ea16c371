"""What can be looked up: who is due, the rules, kin, the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.jobs.reading import Problem

from lungang.cli.language import tell
from lungang.cli.objects import print_json
from lungang.cli.options import (
    AsJson,
    Audience,
    Book,
    Effect,
    HelpHeading,
    Lang,
    LanguageOption,
    Pack,
    Reader,
    app,
    problem_in,
    refuse,
    said,
    stop,
)


@app.command(rich_help_panel=HelpHeading.PLAN)
def due(
    book: Book,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
    audience: Audience = Reader.hr,
) -> None:
    """名单：符合交流轮岗条件人员。Who is due for rotation, by which clock and article."""
    from lungang.jobs.lists import due_data, due_seen
    from lungang.jobs.reviewing import due as job

    problem = problem_in(book, pack, effect, lang)
    lines = due_seen(problem, job(problem), audience.value)
    if as_json:
        print_json(due_data(problem, lines))
        return
    for d in lines:
        tell(said(d.says, lang))


@app.command(rich_help_panel=HelpHeading.RISK)
def kin(
    book: Annotated[
        Path | None, typer.Argument(help="工作簿。Workbook; not needed with --word.")
    ] = None,
    person: Annotated[str, typer.Argument(help="工号。Staff number.")] = "",
    other: Annotated[str, typer.Argument(help="另一人工号。A second one.")] = "",
    word: Annotated[
        str, typer.Option("--word", help="读一个称谓。How a word is read.")
    ] = "",
    dismissed: Annotated[
        bool,
        typer.Option(
            "--dismissed", help="经核实排除的清单。Pairs found not to be kin."
        ),
    ] = False,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
) -> None:
    """亲属：推出的关系及依据，供本人核对。What was derived about kin, and from what."""
    if word:
        _print_word(word, pack, lang, as_json)
        return
    if book is not None and dismissed:
        _print_dismissed(problem_in(book, pack, effect, lang), lang, as_json)
        return
    if book is None or not person:
        stop(2, "lungang kin 工作簿 工号 [工号] | lungang kin --word 称谓")
    from lungang.jobs.asking import Unknown, staff_named
    from lungang.jobs.lists import kin_of

    problem = problem_in(book, pack, effect, lang)
    try:
        who = staff_named(problem, person)
        second = staff_named(problem, other) if other else None
    except Unknown as met:
        stop(2, *met.says)
    lines = kin_of(problem, who, second)
    if as_json:
        print_json({"schema": "lungang-kin/1", "lines": [w._asdict() for w in lines]})
        return
    for line in lines:
        tell(said(line, lang))


def _print_dismissed(problem: Problem, lang: LanguageOption, as_json: bool) -> None:
    from lungang.jobs.lists import dismissed

    lines, rows = dismissed(problem)
    if as_json:
        print_json({"schema": "lungang-dismissed/1", "lines": rows})
        return
    for line in lines:
        tell(said(line, lang))


def _print_word(word: str, pack: str, lang: LanguageOption, as_json: bool) -> None:
    from lungang.jobs.lists import word as read
    from lungang.jobs.reading import BadInput

    try:
        lines, data = read(word, pack)
    except BadInput as bad:
        refuse(bad.faults, lang)
    if as_json:
        print_json(data)
        return
    for line in lines:
        tell(said(line, lang))


@app.command(rich_help_panel=HelpHeading.RULES)
def schema(
    name: Annotated[
        str,
        typer.Argument(help="workbook、plan、audit、register、error、check 等。Which."),
    ] = "plan",
) -> None:
    """结构：文件的JSON Schema。The JSON Schema of a file, for programs and editors."""
    from lungang.jobs.schemas import SCHEMAS

    if name not in SCHEMAS:
        stop(2, f"可用：{', '.join(SCHEMAS)} / there are: {', '.join(SCHEMAS)}")
    text = json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=2, sort_keys=True)
    typer.echo(text)
