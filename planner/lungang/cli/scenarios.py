"""Scenarios: written, looked at, held against each other, solved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from lungang.cli.batch_options import BatchOptions, Files, batched, scenarios_in
from lungang.cli.language import tell
from lungang.cli.objects import print_file, print_json, wrote
from lungang.cli.options import (
    AsJson,
    Audience,
    Book,
    Effect,
    HelpHeading,
    Lang,
    LanguageOption,
    Out,
    Pack,
    Reader,
    Replace,
    app,
    problem_in,
    refuse,
    said,
    stop,
)

scenario_commands = typer.Typer(
    name="scenario",
    help="情景：如果……会怎样。What-if questions on a workbook.",
    no_args_is_help=True,
)
app.add_typer(scenario_commands, name="scenario", rich_help_panel=HelpHeading.SCENES)

File = Annotated[Path, typer.Argument(help="情景文件（.yaml）。Scenario file.")]

_MOVES = {"zh": "，调整{n}人", "en": ", {n} moves"}


@scenario_commands.command()
def new(
    file: Annotated[
        Path | None,
        typer.Argument(help="情景文件，缺省以名称为文件名。Scenario file to write."),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", help="参数=值，如 任职年限=4。A policy value, term=4."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="名称。Name.")] = "",
    author: Annotated[str, typer.Option("--author", help="提出人。Who asks.")] = "",
    purpose: Annotated[
        str, typer.Option("--purpose", help="要回答的问题。The question.")
    ] = "",
    book: Annotated[
        Path | None, typer.Option("--book", help="记下工作簿指纹。Pins the workbook.")
    ] = None,
    parent: Annotated[
        Path | None, typer.Option("--parent", help="依据的情景。Builds on it.")
    ] = None,
    pack: Pack = "", effect: Effect = "", lang: Lang = LanguageOption.zh,
    replace: Replace = False,
) -> None:  # fmt: skip
    """新建：用 --set 改几个参数，或一个还没有改动的情景。A scenario, without YAML."""
    from lungang.jobs.reading import BadInput, new_patch, settings, write_patch

    said_so = "，".join(values or ())
    title = (name or said_so)[:60]
    if not title:
        stop(2, "请用 --set 写明改什么，或用 --name 起名 / give --set or --name")
    plain = re.sub(r"[^0-9A-Za-z_\u3400-\u9fff=.-]", "_", title)
    file = file or Path(f"情景-{plain}.yaml")
    if file.exists() and not replace:
        stop(2, f"{file} 已存在 / exists already (--replace)")
    if parent is not None and parent.parent.resolve() != file.parent.resolve():
        stop(2, "--parent：须在同一文件夹 / must lie in the same folder")
    base = None if book is None else problem_in(book, pack, effect, lang)
    asks = purpose or f"{title}会怎样？"
    try:
        patch = new_patch(title, author or "组织人事部门", asks, parent, base)
        patch = patch.model_copy(update={"policies": settings(values or ())})
    except BadInput as bad:
        refuse(bad.faults, lang)
    file.unlink(missing_ok=True)
    print_file(write_patch(file, patch))
    if values:
        tell(
            f"看结果：lungang compare 工作簿.xlsx {file}"
            if lang is LanguageOption.zh
            else f"Then: lungang compare BOOK {file}"
        )


@scenario_commands.command()
def show(
    book: Book,
    file: File,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
) -> None:
    """查看：问什么，改什么，从哪里来。What it asks, changes, and comes from."""
    from lungang.jobs.reading import differences

    base = problem_in(book, pack, effect, lang)
    (scenario,) = scenarios_in([file], base, lang)
    made = scenario.problem(base)
    lineage = scenario.lineage(base, made)
    changes = differences(base, made)
    if as_json:
        content = {
            "schema": "lungang-scenario-shown/1",
            "lineage": lineage.model_dump(mode="json"),
            "changes": [d.model_dump(mode="json") for d in changes],
        }
        print_json(content)
        return
    zh = lang is LanguageOption.zh
    for step in lineage.steps:
        tell(
            f"{step.name}（{step.author}） {step.patch_hash[:12]}"
            if zh
            else f"{step.name} ({step.author}) {step.patch_hash[:12]}"
        )
        tell(f"  {step.purpose}")
    tell(f"{'指纹' if zh else 'hash'} {lineage.hash}")
    _print_changes([said(d.says, lang) for d in changes], zh)


@scenario_commands.command()
def diff(
    book: Book,
    a: File,
    b: Annotated[
        Path | None,
        typer.Argument(help="另一情景，缺省为工作簿。Another; else the book."),
    ] = None,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
) -> None:
    """差异：两个情景的输入有何不同。What differs in what two scenarios ask."""
    from lungang.jobs.reading import differences

    base = problem_in(book, pack, effect, lang)
    found = scenarios_in([a] if b is None else [a, b], base, lang)
    sides = [s.problem(base) for s in found]
    before, after = (base, sides[0]) if b is None else (sides[0], sides[1])
    changes = differences(before, after)
    if as_json:
        lines = [d.model_dump(mode="json") for d in changes]
        print_json({"schema": "lungang-difference/1", "changes": lines})
        return
    _print_changes([said(d.says, lang) for d in changes], lang is LanguageOption.zh)


def _print_changes(lines: list[str], zh: bool) -> None:
    for line in lines:
        tell(f"· {line}")
    if not lines:
        tell("没有差异" if zh else "no difference")


@batched(scenario_commands, "run", "as_json")
def run(
    asked: BatchOptions,
    files: Files,
    out: Out = Path("scenarios-out"),
    audience: Audience = Reader.hr,
) -> None:
    """求解：每个情景一份完整的方案报告。A full report for each scenario."""
    from lungang.jobs.batches import answers, write_answer
    from lungang.jobs.solving import taken as holds_a_plan

    base, lang = asked.problem(), asked.lang
    scenarios = scenarios_in(files, base, lang)
    folders = [out / file.stem for file in files]
    taken = [f for f in folders if holds_a_plan(f)]
    if taken and not asked.replace:
        stop(2, f"{taken[0]} 中已有方案 / already holds a plan (--replace)")
    with asked.answering() as batch:
        found = answers(base, scenarios, batch)
    for scenario, answer, folder in zip(scenarios, found, folders, strict=True):
        write_answer(folder, base, scenario, answer, lang.value, audience.value)
        wrote(folder)
        status = answer.document.says
        text = status.zh if lang is LanguageOption.zh else status.en
        moves = answer.measures.get("moves")
        told = "" if moves is None else _MOVES[lang.value].format(n=moves)
        tell(f"{said(scenario.title, lang)}: {text}{told} → {folder}")
    statuses = {a.status for a in found}
    if "unknown" in statuses:
        raise typer.Exit(5)
    if "no-plan" in statuses:
        raise typer.Exit(3)


@scenario_commands.command()
def tree(
    folder: Annotated[Path, typer.Argument(help="情景文件夹。Folder of scenarios.")],
    lang: Lang = LanguageOption.zh,
) -> None:
    """谱系：文件夹中各情景谁依据谁。Which scenario of a folder builds on which."""
    from lungang.jobs.reading import tree_of

    if not folder.is_dir():
        stop(2, f"{folder} 不是文件夹 / is not a folder")
    branches, faults = tree_of(folder)
    for branch in branches:
        mark = " ✗ 上级已改动 / parent changed" if branch.parent_changed else ""
        patch = branch.patch
        indent = "  " * branch.depth
        tell(f"{indent}{branch.file}  {patch.name}: {patch.purpose}{mark}")
    if faults:
        refuse(faults, lang)
