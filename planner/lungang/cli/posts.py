"""The posts: their main risk points, and the description that the office files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lungang.jobs.lists import Post
    from lungang.jobs.reading import Problem

from lungang.cli.language import asked, say, tell
from lungang.cli.objects import print_done, print_json, wrote
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
    problem_in,
    refuse_taken,
    said,
    stop,
)
from lungang_models.words import Words


@app.command(rich_help_panel=HelpHeading.RISK)
def posts(
    book: Book,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--post", help="岗位编号，可多次；缺省为全部。Post ids; all if none."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="岗位职责说明书写入此文件夹，每岗一份。Folder for the descriptions.",
        ),
    ] = None,
    propose: Annotated[
        Path | None,
        typer.Option(
            "--propose",
            help="未列风险点的岗位，按风险点库拟定，写成“主要风险点”表（.csv）。"
            "Proposed rows for the sheet, as CSV.",
        ),
    ] = None,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
    replace: Replace = False,
) -> None:
    """岗位：主要风险点和岗位职责说明书。Main risk points, and the description to file."""
    refuse_taken(propose, replace)
    problem = problem_in(book, pack, effect, lang)
    unknown = [p for p in only or () if p not in problem.post]
    if unknown:
        listed = "、".join(unknown)
        stop(2, f"没有岗位{listed}", f"no such post: {', '.join(unknown)}")
    chosen = [p for p in problem.posts if not only or p.id in only]
    if propose is not None:
        _propose(problem, propose)
    if out is not None:
        _describe(problem, chosen, out, replace)
    if propose is None and out is None:
        _print(problem, chosen, lang, as_json)
    elif as_json:
        print_done()


def _print(
    problem: Problem, chosen: Sequence[Post], lang: LanguageOption, as_json: bool
) -> None:
    from lungang.jobs.lists import main_risks, post_risks_data

    if as_json:
        print_json(post_risks_data(problem, chosen))
        return
    zh = lang is LanguageOption.zh
    for post in chosen:
        tell(f"{post.id} {problem.unit[post.unit].name} {post.name}")
        for risk in main_risks(problem, post):
            mark = ("（拟定）" if zh else " (proposed)") if risk.proposed else ""
            kind, level = said(risk.kind.words, lang), said(risk.level.words, lang)
            where, measure = said(risk.where, lang), said(risk.measure, lang)
            if zh:
                tell(f"  {level} {kind}{mark}：{where}；措施：{measure}")
            else:
                tell(f"  {level} {kind}{mark}: {where}; measure: {measure}")


def _propose(problem: Problem, file: Path) -> None:
    from lungang.jobs.lists import write_risk_proposals

    count = write_risk_proposals(problem, file)
    wrote(file)
    say(Words(f"{file}：{count}项", f"{file}: {count} proposed"))


def _describe(
    problem: Problem, chosen: Sequence[Post], out: Path, replace: bool
) -> None:
    from lungang.jobs.lists import file_name, write_description
    from lungang.jobs.waiting import counted

    files = [(post, out / file_name(post)) for post in chosen]
    taken = [path for _, path in files if path.exists()]
    if taken and not replace:
        stop(2, f"{taken[0]} 已存在；加 --replace 覆盖。 / exists; add --replace.")
    describing = Words("正在写岗位职责说明书", "writing the descriptions")
    for post, path in counted(files, describing):
        write_description(problem, post, path)
        wrote(path)
    say(f"{out}：{len(files)}份" if asked() == "zh" else f"{out}: {len(files)} files")
