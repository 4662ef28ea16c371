"""Scenarios: written, looked at, held against each other, solved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lungang.cli.answering import (
    STORE,
    EachSeconds,
    Files,
    OnCluster,
    Processes,
    StoreFile,
    answers,
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
    Replace,
    app,
    print_faults,
    problem_in,
    said,
    stop,
)

if TYPE_CHECKING:
    from lungang.scenario import Scenario
    from lungang_models.problem import Problem

room = typer.Typer(
    name="scenario",
    help="情景: 如果……会怎样。What-if questions on a workbook.",
    no_args_is_help=True,
)
app.add_typer(room, name="scenario")

File = Annotated[Path, typer.Argument(help="情景文件(.yaml)。Scenario file.")]


@room.command()
def new(
    file: File,
    name: Annotated[str, typer.Option("--name", help="名称。Name.")],
    author: Annotated[str, typer.Option("--author", help="提出人。Who asks.")],
    purpose: Annotated[str, typer.Option("--purpose", help="问题。The question.")],
    book: Annotated[
        Path | None, typer.Option("--book", help="记下工作簿指纹。Pins the workbook.")
    ] = None,
    parent: Annotated[
        Path | None, typer.Option("--parent", help="依据的情景。Builds on it.")
    ] = None,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    replace: Replace = False,
) -> None:
    """新建: 一个还没有改动的情景。A scenario that changes nothing yet."""
    from lungang.scenario import Patch, read_scenario, write_patch
    from lungang_models.fault import BadInput

    if file.exists() and not replace:
        stop(2, f"{file} 已存在 / exists already (--replace)")
    if parent is not None and parent.parent.resolve() != file.parent.resolve():
        stop(2, "--parent: 须在同一文件夹 / must lie in the same folder")
    try:
        above = None if parent is None else read_scenario(parent).chain[-1]
    except BadInput as bad:
        print_faults(bad.faults, lang)
        raise typer.Exit(4) from None
    base = None if book is None else problem_in(book, pack, effect, lang)
    patch = Patch(
        name=name,
        author=author,
        purpose=purpose,
        parent=None if parent is None else parent.name,
        parent_hash=None if above is None else above.hash,
        base_hash=None if base is None else base.hash,
    )
    file.unlink(missing_ok=True)
    typer.echo(str(write_patch(file, patch)))


@room.command()
def show(
    book: Book,
    file: File,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:
    """查看: 问什么, 改什么, 从哪里来。What it asks, changes, and comes from."""
    from lungang.scenario import differences

    base = problem_in(book, pack, effect, lang)
    (scenario,) = scenarios_in([file], base, lang)
    made = scenario.problem(base)
    lineage = scenario.lineage(base, made)
    changes = differences(base, made)
    if as_json:
        content = {
            "lineage": lineage.model_dump(mode="json"),
            "changes": [d.model_dump(mode="json") for d in changes],
        }
        typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    zh = lang is Language.zh
    for step in lineage.steps:
        typer.echo(f"{step.name} ({step.author}) {step.patch_hash[:12]}")
        typer.echo(f"  {step.purpose}")
    typer.echo(f"{'指纹' if zh else 'hash'} {lineage.hash}")
    _print_changes([said(d.says, lang) for d in changes], zh)


@room.command()
def diff(
    book: Book,
    a: File,
    b: Annotated[Path | None, typer.Argument(help="另一情景, 缺省为工作簿。")] = None,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:
    """差异: 两个情景的输入有何不同。What differs in what two scenarios ask."""
    from lungang.scenario import differences

    base = problem_in(book, pack, effect, lang)
    found = scenarios_in([a] if b is None else [a, b], base, lang)
    sides = [s.problem(base) for s in found]
    before, after = (base, sides[0]) if b is None else (sides[0], sides[1])
    changes = differences(before, after)
    if as_json:
        content = [d.model_dump(mode="json") for d in changes]
        typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    _print_changes([said(d.says, lang) for d in changes], lang is Language.zh)


def _print_changes(lines: list[str], zh: bool) -> None:
    for line in lines:
        typer.echo(f"· {line}")
    if not lines:
        typer.echo("没有差异" if zh else "no difference")


@room.command()
def run(
    book: Book,
    files: Files,
    out: Out = Path("scenarios-out"),
    store: StoreFile = STORE,
    processes: Processes = 0,
    cluster: OnCluster = "",
    time_limit: EachSeconds = 60.0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    quiet: Quiet = False,
    replace: Replace = False,
) -> None:
    """求解: 每个情景一份完整的方案报告。A full report for each scenario."""
    from lungang.report import write_reports

    base = problem_in(book, pack, effect, lang)
    scenarios = scenarios_in(files, base, lang)
    folders = [out / file.stem for file in files]
    taken = [f for f in folders if (f / "plan.xlsx").exists()]
    if taken and not replace:
        stop(2, f"{taken[0]} 中已有方案 / already holds a plan (--replace)")
    found = answers(base, scenarios, store, processes, cluster, time_limit, lang, quiet)
    for scenario, answer, folder in zip(scenarios, found, folders, strict=True):
        write_reports(folder, answer.document, answer.certificate, lang.value)
        _write_lineage(folder, scenario, base)
        status = answer.document.says
        text = status.zh if lang is Language.zh else status.en
        moves = answer.measures.get("moves", "—")
        typer.echo(f"{said(scenario.title, lang)}: {text} ({moves}) → {folder}")
    statuses = {a.status for a in found}
    if "unknown" in statuses:
        raise typer.Exit(5)
    if "no-plan" in statuses:
        raise typer.Exit(3)


def _write_lineage(folder: Path, scenario: Scenario, base: Problem) -> None:
    from lungang.document import canonical
    from lungang.workbook.write import replaced

    lineage = scenario.lineage(base, scenario.problem(base))
    with replaced(folder / "lineage.json") as draft:
        draft.write_text(canonical(lineage.model_dump(mode="json")), encoding="utf-8")


@room.command()
def tree(
    folder: Annotated[Path, typer.Argument(help="情景文件夹。Folder of scenarios.")],
    lang: Lang = Language.zh,
) -> None:
    """谱系: 文件夹中各情景谁依据谁。Which scenario of a folder builds on which."""
    from lungang.scenario import read_patch, scenario_files
    from lungang_models.fault import BadInput, Fault

    if not folder.is_dir():
        stop(2, f"{folder} 不是文件夹 / is not a folder")
    faults: list[Fault] = []
    children: dict[str | None, list[str]] = {}
    patches = {}
    for file in scenario_files(folder):
        try:
            patches[file.name] = patch = read_patch(file)
        except BadInput as bad:
            faults += bad.faults
            continue
        children.setdefault(patch.parent, []).append(file.name)

    def tell(name: str, depth: int, above: str) -> None:
        patch = patches[name]
        changed = patch.parent_hash not in (None, above)
        mark = " ✗ 上级已改动 / parent changed" if changed else ""
        typer.echo(f"{'  ' * depth}{name}  {patch.name}: {patch.purpose}{mark}")
        for child in children.get(name, []):
            tell(child, depth + 1, patch.hash)

    roots = [n for n, p in patches.items() if p.parent not in patches]
    for name in roots:
        tell(name, 0, "")
    if faults:
        print_faults(faults, lang)
        raise typer.Exit(4)
