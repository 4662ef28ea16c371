"""Where the work begins: a roster, last year's workbook, the machine itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.jobs.beginnings import PreparedWorkbook

from lungang.cli.language import say, tell
from lungang.cli.objects import print_file, print_json
from lungang.cli.options import (
    AsJson,
    Book,
    Effect,
    HelpHeading,
    Lang,
    LanguageOption,
    Pack,
    Replace,
    app,
    parsed_day,
    print_faults,
    refuse,
    said,
    stop,
)


@app.command("import", rich_help_panel=HelpHeading.START)
def import_(
    files: Annotated[
        list[Path], typer.Argument(help="花名册。Rosters: .xlsx .xls .et .ods or CSV.")
    ],
    out: Annotated[
        Path, typer.Option("--out", help="要写的工作簿。Workbook to write.")
    ] = Path("工作簿.xlsx"),
    effect: Effect = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            help="指明一栏，如 --column 现岗=post。What a column holds.",
        ),
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option(
            "--level", help="指明层次，如 --level 主管=正科。A word for a level."
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            help="列对照文件；不写则用工作簿旁的同名文件。Kept mapping of columns.",
        ),
    ] = None,
    pack: Pack = "",
    lang: Lang = LanguageOption.zh,
    replace: Replace = False,
) -> None:
    """导入：由花名册得出工作簿，推定的单元格均有标记。A workbook out of a roster."""
    from lungang.jobs.beginnings import BadInput, RosterHints, import_roster

    if out.exists() and not replace:
        stop(2, f"{out} 已存在 / exists already (--replace)")
    known = RosterHints(_pairs(column or ()), _pairs(level or ()), pack)
    try:
        day = parsed_day(effect)
        made = import_roster(files, out, day, known, mapping, lang.value)
    except BadInput as bad:
        refuse(bad.faults, lang)
    print_faults(made.told, lang)
    _tell(made, out, lang)


def _tell(made: PreparedWorkbook, out: Path, lang: LanguageOption) -> None:
    for question in made.asked:
        say(f"· {said(question, lang)}")
    tell(said(made.summary, lang))
    print_file(out)


def _pairs(texts: list[str] | tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        left, mark, right = text.rpartition("=")
        if not (left and mark and right):
            stop(2, f"{text}：应写成 名称=含义 / write NAME=MEANING")
        found[left] = right
    return found


@app.command("next-year", rich_help_panel=HelpHeading.START)
def next_year(
    book: Book,
    plan: Annotated[
        Path, typer.Option("--plan", help="执行了的方案。The plan carried out.")
    ],
    effect: Annotated[
        str, typer.Option("--effect", help="新的生效日期。The next effect date.")
    ],
    out: Annotated[
        Path, typer.Option("--out", help="要写的工作簿。Workbook to write.")
    ],
    declared: Annotated[
        str, typer.Option(help="全员重新申报、承诺、排查的日期。All declared on.")
    ] = "",
    pack: Pack = "",
    lang: Lang = LanguageOption.zh,
    replace: Replace = False,
) -> None:
    """转年：由本年工作簿和已执行的方案得出新一年的工作簿。Next year's workbook."""
    from lungang.jobs.beginnings import BadInput, NewYear
    from lungang.jobs.beginnings import next_year as job

    if out.exists() and not replace:
        stop(2, f"{out} 已存在 / exists already (--replace)")
    day = parsed_day(effect)
    if day is None:
        stop(2, "请用 --effect 给出新的生效日期 / give the next effect date")
    try:
        year = NewYear(day, parsed_day(declared))
        made = job(book, plan, year, out, pack or None, lang.value)
    except BadInput as bad:
        refuse(bad.faults, lang)
    _tell(made, out, lang)


@app.command(rich_help_panel=HelpHeading.START)
def doctor(lang: Lang = LanguageOption.zh, as_json: AsJson = False) -> None:
    """自检：解释器、求解组件、字体、编码、磁盘、时区。What this machine lacks."""
    from lungang.jobs.beginnings import doctor as look

    found = look()
    if as_json:
        lines = [
            {"name": c.name._asdict(), "state": c.state, "says": c.says._asdict(),
             "remedy": c.remedy._asdict()}
            for c in found
        ]  # fmt: skip
        print_json({"schema": "lungang-doctor/1", "lines": lines})
    else:
        marks = {"ok": "✓", "note": "·", "lacking": "✗"}
        for c in found:
            remedy = f" → {said(c.remedy, lang)}" if c.remedy.zh else ""
            tell(f"{marks[c.state]} {said(c.name, lang)}: {said(c.says, lang)}{remedy}")
    if any(c.state == "lacking" for c in found):
        raise typer.Exit(2)
