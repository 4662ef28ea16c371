"""Checking, making and inventing workbooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang_models.fault import Fault

from lungang.cli.face import (
    AsJson,
    Book,
    Effect,
    Lang,
    Language,
    Pack,
    Replace,
    app,
    parsed_day,
    print_faults,
    problem_in,
    say,
    stop,
)


@app.command()
def check(
    book: Book,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="带标注副本的文件名。Where the marked copy goes."),
    ] = None,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:
    """校验: 一次列出全部数据错误, 并返回标注副本。All faults at once, and a marked copy."""
    from lungang.door import inspect
    from lungang.workbook import mark
    from lungang_models.fault import BadInput

    found = inspect(book, pack or None, parsed_day(effect))
    if as_json:
        lines = [_fault_json(f, "fault") for f in found.faults]
        lines += [_fault_json(d, "doubt") for d in found.doubts]
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
    else:
        print_faults((*found.faults, *found.doubts), lang)
        zh = lang is Language.zh
        counts = (len(found.faults), len(found.doubts))
        say(
            f"错误{counts[0]}处, 存疑{counts[1]}处"
            if zh
            else f"{counts[0]} faults, {counts[1]} doubts"
        )
    if (found.faults or found.doubts) and book.exists():
        name = "校验" if lang is Language.zh else "checked"
        if out is not None and out.exists():
            stop(2, f"{out} 已存在 / exists already")
        target = out or _new_name(book.with_name(f"{book.stem}-{name}.xlsx"))
        try:
            say(str(mark(book, found.faults, found.doubts, target).path))
        except BadInput as bad:  # nothing to mark in a file that is no workbook
            known = {f.code for f in found.faults}
            print_faults([f for f in bad.faults if f.code not in known], lang)
            raise typer.Exit(4) from None
    if found.faults:
        raise typer.Exit(4)


def _new_name(path: Path) -> Path:
    """The name itself, or with a number: a marked copy may have been mended by hand."""
    number, found = 2, path
    while found.exists():
        found, number = path.with_stem(f"{path.stem}{number}"), number + 1
    return found


def _fault_json(fault: Fault, kind: str) -> dict[str, object]:
    return {
        "kind": kind,
        "code": fault.code,
        "where": fault.where,
        "column": fault.column,
        "value": fault.value,
        "zh": fault.says.zh,
        "en": fault.says.en,
        "maybe_zh": fault.maybe.zh,
        "maybe_en": fault.maybe.en,
    }


@app.command()
def template(
    out: Annotated[Path, typer.Argument(help="文件名。File to write.")] = Path(
        "bureau.xlsx"
    ),
    lang: Lang = Language.zh,
    replace: Replace = False,
) -> None:
    """模板: 带下拉和批注的空白工作簿。An empty workbook with drop-downs and notes."""
    from lungang.door import knobs
    from lungang.workbook import write_template
    from lungang_models.registry import sheets

    if out.exists() and not replace:
        stop(2, f"{out} 已存在 / exists already (--replace)")
    write_template(out, sheets(), knobs(), lang.value)
    typer.echo(str(out))


@app.command()
def generate(
    out: Annotated[
        Path, typer.Argument(help="文件名或文件夹。File, or folder for CSV.")
    ],
    staff: Annotated[
        int, typer.Option("--staff", min=60, max=100_000, help="人数。Staff.")
    ] = 180,
    seed: Annotated[int, typer.Option("--seed", min=0, help="随机种子。Seed.")] = 1,
    hard: Annotated[bool, typer.Option("--hard", help="更多亲属。More kin.")] = False,
    sample: Annotated[
        bool, typer.Option("--sample", help="内置示例局。The sample bureau.")
    ] = False,
    replace: Replace = False,
) -> None:
    """生成: 任意规模的虚构财政局。A fictitious bureau of any size."""
    from lungang.generate import generate as make
    from lungang.generate import sample as built_in
    from lungang.workbook import write_csv_folder, write_workbook

    if out.exists() and not replace:
        stop(2, f"{out} 已存在 / exists already (--replace)")
    rows, settings = built_in() if sample else make(staff, seed, hard=hard)
    if out.suffix == ".xlsx":
        write_workbook(out, rows, settings)
    else:
        write_csv_folder(out, rows, settings)
    typer.echo(str(out))


@app.command()
def forms(
    book: Book,
    files: Annotated[
        list[Path], typer.Argument(help="任免审批表(.lrmx)。Appointment forms.")
    ],
    out: Annotated[
        Path, typer.Option("--out", help="输出文件夹(CSV)。Folder for the CSV.")
    ] = Path("forms"),
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    replace: Replace = False,
) -> None:
    """审批表: 由任免审批表的家庭成员得出亲属申报。Families in appointment forms."""
    from lungang.workbook import write_csv_folder
    from lungang.workbook.forms import declarations
    from lungang_models.facts.kinship import KinDeclaration
    from lungang_models.fault import BadInput

    if out.exists() and not replace:
        stop(2, f"{out} 已存在 / exists already (--replace)")
    problem = problem_in(book, pack, effect, lang)
    try:
        rows, leads = declarations(files, problem.staff)
    except BadInput as bad:
        print_faults(bad.faults, lang)
        raise typer.Exit(4) from None
    write_csv_folder(out, {KinDeclaration: rows})
    print_faults(leads, lang)
    typer.echo(str(out))
