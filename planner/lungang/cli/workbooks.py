"""Making and inventing workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lungang.cli.objects import print_file
from lungang.cli.options import (
    Book,
    Effect,
    HelpHeading,
    Lang,
    LanguageOption,
    Pack,
    Replace,
    app,
    print_faults,
    problem_in,
    refuse,
    stop,
)
from lungang.jobs.bounds import SEED, STAFF


@app.command(rich_help_panel=HelpHeading.START)
def template(
    out: Annotated[Path, typer.Argument(help="文件名。File to write.")] = Path(
        "bureau.xlsx"
    ),
    full: Annotated[
        bool, typer.Option("--full", help="显示全部工作表。Every sheet in sight.")
    ] = False,
    example: Annotated[
        bool, typer.Option("--example", help="填好的十二人小局。A bureau of twelve.")
    ] = False,
    lang: Lang = LanguageOption.zh,
    replace: Replace = False,
) -> None:
    """模板：带下拉和批注的空白工作簿。An empty workbook with drop-downs and notes."""
    from lungang.jobs.reading import template as job

    if out.exists() and not replace:
        stop(2, f"{out} 已存在 / exists already (--replace)")
    job(out, lang.value, full=full, example=example)
    print_file(out)


@app.command(rich_help_panel=HelpHeading.START)
def generate(
    out: Annotated[
        Path, typer.Argument(help="文件名或文件夹。File, or folder for CSV.")
    ],
    staff: Annotated[
        int,
        typer.Option("--staff", min=STAFF.least, max=STAFF.most, help="人数。Staff."),
    ] = 180,
    seed: Annotated[
        int,
        typer.Option("--seed", min=SEED.least, max=SEED.most, help="随机种子。Seed."),
    ] = 1,
    hard: Annotated[bool, typer.Option("--hard", help="更多亲属。More kin.")] = False,
    sample: Annotated[
        bool, typer.Option("--sample", help="内置示例局。The sample bureau.")
    ] = False,
    replace: Replace = False,
) -> None:
    """生成：任意规模的虚构财政局。A fictitious bureau of any size."""
    from lungang.jobs.reading import write_invented

    if out.exists() and not replace:
        stop(2, f"{out} 已存在 / exists already (--replace)")
    write_invented(out, None if sample else (staff, seed, hard))
    print_file(out)


@app.command(rich_help_panel=HelpHeading.START)
def forms(
    book: Book,
    files: Annotated[
        list[Path],
        typer.Argument(help="任免审批表（.lrmx、.docx）。Appointment forms."),
    ],
    out: Annotated[
        Path, typer.Option("--out", help="输出文件夹（CSV）。Folder for the CSV.")
    ] = Path("forms"),
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    replace: Replace = False,
) -> None:
    """审批表：由任免审批表得出亲属申报和任职经历。Families and careers in forms."""
    from lungang.jobs.reading import BadInput, write_forms

    if out.exists() and not replace:
        stop(2, f"{out} 已存在 / exists already (--replace)")
    problem = problem_in(book, pack, effect, lang)
    try:
        faults, leads = write_forms(out, files, problem)
    except BadInput as bad:
        refuse(bad.faults, lang)
    print_faults((*faults, *leads), lang)
    print_file(out)
