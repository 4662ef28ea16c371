"""The register of conflict risks, for each audience what it may see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.jobs.reviewing import RegisterDocument

from lungang.cli.language import say, tell
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
    Replace,
    app,
    plan_in,
    problem_in,
    said,
    stop,
)
from lungang.jobs.bounds import SPARE_SECONDS
from lungang_models.words import Words


@app.command(rich_help_panel=HelpHeading.PLAN)
def register(
    book: Book,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan",
            help="结果文件夹、plan.json 或 plan.xlsx；缺省为现状。Default: today.",
        ),
    ] = None,
    audience: Audience = Reader.hr,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="写成工作簿，每个单位附提示单。To a workbook."),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(
            "--necessity",
            min=SPARE_SECONDS.least,
            max=SPARE_SECONDS.most,
            help="核对每项调整必要性的秒数；0为不核对。Seconds to ask of each move.",
        ),
    ] = 20.0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
    replace: Replace = False,
) -> None:
    """风险清单：等级、责任、期限，方案前后对比。Every risk, its grade, owner and term."""
    from lungang.jobs.reviewing import registered, write_register
    from lungang.jobs.showing import text_of

    if out is not None and out.suffix.lower() != ".xlsx":
        stop(2, f"--out: {out} 须以 .xlsx 结尾 / must end in .xlsx")
    if out is not None and out.exists() and not replace:
        stop(2, f"{out} 已存在；加 --replace 覆盖。 / exists; add --replace.")
    problem = problem_in(book, pack, effect, lang)
    seen = registered(plan_in(plan, problem, lang), audience.value, seconds)
    if out is not None:
        write_register(seen, out, lang.value)
        say(str(out))
    if as_json:
        typer.echo(text_of(seen), nl=False)
    elif out is None:
        _print(seen, lang)


def _print(document: RegisterDocument, lang: LanguageOption) -> None:
    from lungang.jobs.showing import register_lines, register_tables

    def text(value: object) -> str:
        return said(value, lang) if isinstance(value, Words) else str(value or "")

    if document.audience != "public":
        for line in register_lines(document):
            risk, standing, grade, says, owner, due = (said(w, lang) for w in line)
            tell(f"{risk} {standing} {grade}  {says}  {owner} {due}")
    for table in register_tables(document):
        tell(f"\n{said(table.title, lang)}")
        for row in table.lines:
            cells = (text(c).replace("\n", "; ") for c in row.cells)
            tell("  " + " ".join(filter(None, cells)))
        if not table.lines:
            tell("  " + said(table.none, lang))
