"""Checking a workbook: what must be mended, what to look at, and what was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lungang.cli.language import say, tell
from lungang.cli.objects import print_json
from lungang.cli.options import (
    AsJson,
    Book,
    Effect,
    HelpHeading,
    Lang,
    LanguageOption,
    Pack,
    app,
    fault_lines,
    leave_missing,
    parsed_day,
    said,
    stop,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lungang.jobs.reading import Account, CheckedWorkbook, NotExamined
    from lungang_models.words import Words

_SHOWN = 12
"""Lines of one list; the rest stands in the marked copy."""

_NAMED = 3
"""Rules named in one line; ``--all`` names each."""


@app.command(rich_help_panel=HelpHeading.START)
def check(
    book: Book,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="带标注副本的文件名。Where the marked copy goes."),
    ] = None,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
    every: Annotated[
        bool, typer.Option("--all", help="逐条列出。Every sentence of a group.")
    ] = False,
) -> None:
    """校验：一次列出全部数据错误，并返回标注副本。All faults at once, and a marked copy."""
    from lungang.jobs.errors import check_document
    from lungang.jobs.reading import check_workbook

    found = check_workbook(book, pack or None, parsed_day(effect))
    leave_missing(found.faults, lang)
    if out is not None and out.exists():
        stop(2, f"{out} 已存在 / exists already")
    if as_json:
        print_json(check_document(found).model_dump(mode="json", by_alias=True))
    else:
        for line in _lines(found, lang, every):
            tell(line)
    if (found.faults or found.doubts) and (out is not None or not as_json):
        _mark(book, found, out, lang)
    if found.faults:
        raise typer.Exit(4)


def _mark(
    book: Path, found: CheckedWorkbook, out: Path | None, lang: LanguageOption
) -> None:
    from lungang.jobs.reading import BadInput, free_name, mark

    name = "校验" if lang is LanguageOption.zh else "checked"
    target = out or free_name(book.with_name(f"{book.stem}-{name}.xlsx"))
    try:
        marked = mark(
            book, found.faults, found.doubts, target, lang.value, found.source
        )
        say(str(marked.path))
    except BadInput:  # nothing to mark in a file that is no workbook: told already
        raise typer.Exit(4) from None


def _lines(found: CheckedWorkbook, lang: LanguageOption, every: bool) -> Iterator[str]:
    zh = lang is LanguageOption.zh
    for faults, title in (
        (found.faults, "必须改正" if zh else "to be mended"),
        (found.doubts, "请核对" if zh else "to be verified"),
    ):
        yield from fault_lines(faults, title, lang, every)
    if found.account.sheets:
        yield "读取情况" if zh else "what was read"
        yield f"  {said(found.account.says(), lang)}"
        lost = found.account.ignored
        for sheet, line in lost if every else lost[:_SHOWN]:
            counts = (
                f"{line.rows}行{line.cells}格"
                if zh
                else f"{line.rows} rows, {line.cells} cells"
            )
            where = f"{sheet}!{line.where}" if line.where else sheet
            yield f"  {where}（{counts}）：{said(line.says, lang)}"
        if len(lost) > _SHOWN and not every:
            yield _more(len(lost) - _SHOWN, lang)
        yield from _absent(found.account, lang, every)
    if found.not_examined:
        count = len(found.not_examined)
        yield (
            f"缺少资料而未检查的规则 {count}项，不等于已遵守"
            if zh
            else f"{count} rules lack their evidence and were not examined, which is not "
            "being kept"
        )
        if every:
            yield from (f"  {said(rule.says, lang)}" for rule in found.not_examined)
        else:
            yield from _folded(found.not_examined, lang)


def _absent(account: Account, lang: LanguageOption, every: bool) -> Iterator[str]:
    """The columns that a sheet does not have, and the sheets that are not there."""
    zh = lang is LanguageOption.zh
    lines = [(s.sheet, s.absent) for s in account.sheets if s.absent and s.rows_used]
    for sheet, absent in lines if every else lines[:_SHOWN]:
        yield (
            f"  {sheet}：没有{_named(absent, '列', lang, every)}"
            if zh
            else f"  {sheet}: without {_named(absent, 'columns', lang, every)}"
        )
    if account.absent:
        yield (
            f"  没有提供{_named(account.absent, '张表', lang, every)}"
            if zh
            else f"  not given: {_named(account.absent, 'sheets', lang, every)}"
        )


def _named(words: Sequence[Words], unit: str, lang: LanguageOption, every: bool) -> str:
    """Some by name, and how many there are."""
    texts = [said(w, lang) for w in words]
    shown = texts if every else texts[:_NAMED]
    if lang is LanguageOption.zh:
        more = "等" if len(shown) < len(texts) else "共"
        listed = "".join(f"“{t}”" for t in shown)
        return f"{listed}{more}{len(texts)}{unit}"
    rest = ", …" if len(shown) < len(texts) else ""
    return f"{', '.join(shown)}{rest} ({len(texts)} {unit})"


def _folded(lines: Sequence[NotExamined], lang: LanguageOption) -> Iterator[str]:
    """A line for each sheet or column that is missing, with the rules that need it."""
    from lungang.jobs.reading import by_what_is_missing

    zh = lang is LanguageOption.zh
    groups = by_what_is_missing(lines)
    for missing in groups[:_SHOWN]:
        titles = [said(t, lang) for t in missing.titles]
        shown = ("、" if zh else ", ").join(titles[:_NAMED])
        more = len(titles) - _NAMED
        rest = "" if more <= 0 else f"等{len(titles)}项" if zh else f" and {more} more"
        mark = "：" if zh else ": "
        yield f"  {said(missing.says, lang)}{mark}{shown}{rest}"
    if len(groups) > _SHOWN:
        yield _more(len(groups) - _SHOWN, lang)


def _more(count: int, lang: LanguageOption) -> str:
    if lang is LanguageOption.zh:
        return f"  ……另有{count}项，用 --all 逐项列出"
    return f"  … {count} more: --all lists them"
