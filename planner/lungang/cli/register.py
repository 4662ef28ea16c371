"""The register of conflict risks, for each audience what it may see."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.document.parts import RegisterDocument

from lungang.cli.face import (
    AsJson,
    Book,
    Effect,
    Lang,
    Language,
    Pack,
    Replace,
    app,
    plan_in,
    problem_in,
    said,
    say,
    stop,
)


class Reader(StrEnum):
    hr = "hr"
    leadership = "leadership"
    inspection = "inspection"
    public = "public"


@app.command()
def register(
    book: Book,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan", help="plan.json 或 plan.xlsx; 缺省为现状。Default: today."
        ),
    ] = None,
    audience: Annotated[
        Reader,
        typer.Option(
            "--audience",
            help="人事、领导、纪检监督、公开: 领导版不含家庭情况, 公开版只有数字。"
            "Leadership: no family facts; public: numbers only.",
        ),
    ] = Reader.hr,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="写成工作簿, 每个单位附提示单。To a workbook."),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(
            "--necessity",
            min=0,
            help="核对每项调整必要性的秒数; 0为不核对。Seconds to ask of each move.",
        ),
    ] = 20.0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
    replace: Replace = False,
) -> None:
    """风险清单: 等级、责任、期限, 方案前后对比。Every risk, its grade, owner and term."""
    from lungang.document import register_document, to_json
    from lungang.document.audience import seen_by
    from lungang.necessity import necessity
    from lungang.report.register import write_register

    if out is not None and out.suffix.lower() != ".xlsx":
        stop(2, f"--out: {out} 须以 .xlsx 结尾 / must end in .xlsx")
    if out is not None and out.exists() and not replace:
        stop(2, f"{out} 已存在; 加 --replace 覆盖。 / exists; add --replace.")
    problem = problem_in(book, pack, effect, lang)
    looked_at = plan_in(plan, problem, lang)
    whole = register_document(looked_at, necessity(looked_at, seconds))
    seen = seen_by(audience.value, whole)
    if out is not None:
        write_register(seen, out, lang.value)
        say(str(out))
    if as_json:
        typer.echo(to_json(seen), nl=False)
    elif out is None:
        _print(seen, lang)


def _print(document: RegisterDocument, lang: Language) -> None:
    from lungang.report import risks, tables
    from lungang_models.words import Words

    def told(value: object) -> str:
        return said(value, lang) if isinstance(value, Words) else str(value or "")

    shown = (risks.counts, risks.totals)
    if document.audience != "public":
        for f in document.findings:
            standing = said(risks.STANDING[f.standing], lang)
            grade, says, owner = (
                said(tables.words(t), lang) for t in (f.graded, f.says, f.owner)
            )
            typer.echo(f"{f.risk} {standing} {grade} | {says} | {owner} {f.due}")
        shown = (risks.counts, risks.unexplained)
    for table in (maker(document) for maker in shown):
        typer.echo(f"\n{said(table.title, lang)}")
        for line in table.lines:
            cells = (told(c).replace("\n", "; ") for c in line.cells)
            typer.echo("  " + " ".join(filter(None, cells)))
        if not table.lines:
            typer.echo("  " + said(table.none, lang))
