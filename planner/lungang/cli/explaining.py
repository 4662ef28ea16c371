"""Why no plan exists and what would make one possible; why a plan is as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.jobs.asking import Impossible, Repair
    from lungang.jobs.reading import Problem

from lungang.cli.asking import (
    All,
    Given,
    QuestionOptions,
    Where,
    Who,
    base_of,
    naming,
    print_answer,
    question,
)
from lungang.cli.ending import exit_codes
from lungang.cli.language import say, tell
from lungang.cli.objects import print_json, wrote
from lungang.cli.options import (
    AsJson,
    Book,
    Effect,
    HelpHeading,
    Lang,
    LanguageOption,
    Pack,
    Replace,
    Seconds,
    app,
    plan_in,
    problem_in,
    refuse_taken,
    said,
    stop,
)
from lungang.cli.progress import TimedProgress
from lungang_models.words import Words

CAUSES, WAYS = 22, 15
"""So many lines are for the causes and for the ways out, unless all are asked for."""

Opb = Annotated[
    Path | None,
    typer.Option("--opb", help="原因写成OPB，供他方程序复核。Causes as OPB."),
]
Clauses = Annotated[
    Path | None,
    typer.Option(
        "--proof", help="原因的子句证明，可用drat-trim复核。Refutations in clauses."
    ),
]

ask = typer.Typer(
    name="ask",
    help="问：方案为什么这样。Questions about a plan, each with its exact price.",
    no_args_is_help=True,
)
app.add_typer(ask, name="ask", rich_help_panel=HelpHeading.WHY)


@app.command(rich_help_panel=HelpHeading.WHY)
def explain(
    book: Book,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", help="手工方案：哪些安排不能成立。A plan made by hand."),
    ] = None,
    take: Annotated[
        int,
        typer.Option("--take", min=0, max=99, help="采用第几条出路。Take a way out."),
    ] = 0,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", help="编号以此plan.json为准。Numbered as in this plan.json."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写成情景文件。Scenario file to write.")
    ] = None,
    opb: Opb = None, proof: Clauses = None,
    time_limit: Seconds = 60.0, pack: Pack = "", effect: Effect = "",
    lang: Lang = LanguageOption.zh, as_json: AsJson = False, replace: Replace = False,
    whole: All = False,
) -> None:  # fmt: skip
    """说明：为何没有方案，有哪些出路。Why no plan exists, and the lawful ways out.

    With --take and --out the way out becomes a scenario file; the workbook is not touched.
    Ways out are numbered as printed here, or as in the --report of an earlier solve.
    """
    from lungang.jobs.asking import as_placed, impossible, reasons_data
    from lungang.jobs.reading import write_patch

    if bool(take) != (out is not None):
        stop(2, "--take 与 --out 须同时使用 / go together")
    refuse_taken(out, replace)
    if out is not None and out.suffix.lower() not in (".yaml", ".yml"):
        stop(2, "--out：情景文件须以 .yaml 结尾 / a scenario ends in .yaml")
    with TimedProgress(time_limit, lang) as timed:
        asked = problem_in(book, pack, effect, lang)
        if plan is not None:
            asked = as_placed(plan_in(plan, asked, lang))
        found = impossible(asked, timed.left, watch=timed.watch)
    if as_json:
        print_json(reasons_data(asked, found))
    else:
        _print_impossible(asked, found, lang, whole)
    if out is not None:
        name = f"出路{take}"
        write_patch(out, _taken(found, take, report).patch(name))
        say(Words(f"已写入情景：{out}", f"scenario written: {out}"))
    for folder, kind in ((opb, "opb"), (proof, "proof")):
        if folder is not None:
            _write_for_others(found, folder, kind, replace)
    if found.cores:
        raise typer.Exit(3)
    if not found.all_causes:
        raise typer.Exit(5)


def _write_for_others(
    found: Impossible, folder: Path, kind: str, replace: bool
) -> None:
    """Files for programs of others, and which causes have none."""
    from lungang.jobs.asking import write_opb, write_proofs

    write = write_opb if kind == "opb" else write_proofs
    try:
        files, without = write(found, folder, replace)
    except FileExistsError as error:
        stop(2, f"{error.filename} 已存在；换名或加 --replace / exists already")
    for file in files:
        say(Words(f"已写入：{file}", f"written: {file}"))
    for number in without:
        if kind == "opb":
            zh = f"原因{number}由清点得出，不写OPB文件"
            say(Words(zh, f"cause {number} is a count: no OPB file"))
        else:
            zh = f"原因{number}没有子句证明"
            say(Words(zh, f"cause {number} has no refutation in clauses"))


def _taken(found: Impossible, take: int, report: Path | None) -> Repair:
    """The way out of a number, as counted here or in the report of an earlier solve."""
    from lungang.jobs.asking import same_repair

    if report is None:
        if take > len(found.repairs):
            few = len(found.repairs)
            stop(2, f"只有{few}条出路 / only {few} ways out")
        return found.repairs[take - 1]
    try:
        repair = same_repair(found, report, take)
    except LookupError:
        stop(2, f"{report} 中没有出路{take} / no such way out there")
    if repair is None:
        stop(5, "限时内没有再次找到这条出路 / not found again within the time limit")
    return repair


def _print_impossible(
    problem: Problem, found: Impossible, lang: LanguageOption, whole: bool
) -> None:
    from lungang.jobs.asking import causes, shortened, ways

    zh = lang is LanguageOption.zh
    if not found.cores and found.all_causes:
        tell("存在合法方案" if zh else "a lawful plan exists")
    elif not found.cores:
        tell("限时内没有结论" if zh else "no conclusion within the time limit")
    for line in shortened(causes(problem, found, whole), None if whole else CAUSES):
        tell(said(line, lang))
    if found.cores and not found.covering:
        tell("可能还有其他原因" if zh else "there may be further causes")
    elif found.cores and found.all_causes:
        tell("原因已列全" if zh else "there are no other causes")
    elif found.cores:  # other combinations of the same grounds are not listed
        rest = "除去以上依据，岗位可以安排；依据的其他组合可能还有矛盾，未逐一列出"
        rest_en = (
            "without these grounds everybody can be placed; other combinations may "
            "conflict as well and are not listed"
        )
        tell(rest if zh else rest_en)
    for line in shortened(ways(found.repairs, whole), None if whole else WAYS):
        tell(said(line, lang))
    if found.cores and found.all_repairs and not found.repairs:
        none = "没有规则允许的出路：须更正数据、改变事实或报请上级"
        tell(none if zh else "no rule has a way out: only other facts would help")
    if found.cores and not found.all_repairs:
        more = "在限时和范围内列出，可能还有其他出路"
        tell(more if zh else "within the time and scope; there may be other ways")


@question(ask, "why")
def ask_why(asked: QuestionOptions, person: Who) -> None:
    """某人为何任方案中的岗位。Why somebody is where the plan has them."""
    asked.ask("why", person)


@question(ask, "why-not")
def ask_why_not(asked: QuestionOptions, person: Who, post: Where) -> None:
    """某人为何不任某岗。Why somebody does not hold a post, and the exact price."""
    asked.ask("why-not", person, post)


@question(ask, "why-rather")
def ask_why_rather(
    asked: QuestionOptions, chosen: Who, other: Who, post: Where
) -> None:
    """某岗为何是甲而不是乙。Why one person and not another holds a post."""
    if chosen == other:
        stop(2, "甲乙须是两人 / two people, please")
    asked.ask("why-rather", chosen, other, post)


@question(ask, "must-move")
def ask_must_move(asked: QuestionOptions, person: Who) -> None:
    """某人是否必须交流。Whether somebody must move, or what staying would cost."""
    asked.ask("must-move", person)


@question(ask, "exempt")
def ask_exempt(asked: QuestionOptions, person: Who) -> None:
    """某人为何不交流。Why somebody is not moved."""
    asked.ask("exempt", person)


@question(ask, "alternates")
def ask_alternates(asked: QuestionOptions, post: Where) -> None:
    """某岗的替补人选及代价。Who else could hold a post, each with the exact price."""
    asked.ask("alternates", post)


@question(ask, "elsewhere")
def ask_elsewhere(asked: QuestionOptions, person: Who) -> None:
    """某人还可任哪些岗位及代价。Where else somebody could go, with the exact prices."""
    asked.ask("elsewhere", person)


@question(ask, "what-if", "plan")
def ask_what_if(
    asked: QuestionOptions,
    person: Who,
    pinned: Annotated[
        str, typer.Option("--pinned", help="必任此岗。Must hold this post.")
    ] = "",
    leaves: Annotated[
        bool, typer.Option("--leaves", help="离开本机关。Leaves the organ.")
    ] = False,
    marries: Annotated[
        str, typer.Option("--marries", help="与此人结婚。Marries this person.")
    ] = "",
) -> None:
    """如果某人必任某岗、离开或结婚。What if: pinned, gone, or married."""
    from lungang.jobs.asking import WhatIf

    if sum(map(bool, (pinned, leaves, marries))) != 1:
        stop(2, "--pinned、--leaves、--marries 选一 / choose one")
    if marries == person:
        stop(2, "不能与本人结婚 / nobody marries themselves")
    asked.what_if(WhatIf(person, pinned=pinned, leaves=leaves, marries=marries))


@ask.command("changed")
def ask_changed(
    before: Book, after: Book, time_limit: Seconds = 120.0, pack: Pack = "",
    lang: Lang = LanguageOption.zh, as_json: AsJson = False,
    whole: All = False,
) -> None:  # fmt: skip
    """两版数据的方案有何不同，由哪些事实引起。What changed, and which fact caused it."""
    from lungang.jobs.asking import changed

    with TimedProgress(time_limit, lang) as timed:
        first, then = (
            base_of(problem_in(book, pack, "", lang), None, lang, timed, 0.3)
            for book in (before, after)
        )
        found = changed(first, then, timed.left)
    print_answer(found, lang, as_json, whole)


@question(ask, "remaining")
def ask_remaining(
    asked: QuestionOptions,
    person: Annotated[str, typer.Argument(help="工号。Staff number.")] = "",
) -> None:
    """方案后仍有哪些风险，由谁负责。What remains risky, and who owns it."""
    asked.ask("remaining", *filter(None, [person]))


@ask.command("letter")
def ask_letter(
    book: Book, person: Who,
    out: Annotated[
        Path | None, typer.Option("--out", help="Word文件。Word file to write.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="自备模板。Your own template.")
    ] = None,
    plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", replace: Replace = False,
) -> None:  # fmt: skip
    """给本人的说明信，一页。The answer owed to one person, on one page."""
    from lungang.jobs.asking import as_text, letter, write_letter

    refuse_taken(out, replace)
    with TimedProgress(time_limit, LanguageOption.zh) as timed, naming():
        asked = QuestionOptions(book, plan, time_limit, pack, effect)
        base = asked.base(timed, person)
        values = letter(base, person, timed.left)
    tell(as_text(values))
    if out is not None:
        write_letter(out, values, template)
        wrote(out)
        say(str(out))


@question(ask, "chance")
def ask_chance(
    asked: QuestionOptions,
    person: Who,
    draw: Annotated[
        str, typer.Option("--draw", help="抽取编号。A draw prepared before.")
    ] = "",
    home: Annotated[
        Path, typer.Option("--home", help="抽取所在文件夹。Where the draws live.")
    ] = Path("."),
) -> None:
    """某人被抽中强制休假的机会。Somebody's chance of being drawn for leave.

    Of a draw (--draw) the pages of its book are counted; otherwise the chance is computed
    for the plan by the default rules.
    """
    from lungang.jobs.asking import chance, chance_in_draw

    with TimedProgress(asked.time_limit, asked.lang) as timed, naming(), exit_codes():
        if draw:
            found = chance_in_draw(home, draw, asked.problem(), person)
        else:
            found = chance(asked.base(timed, person).plan, person)
    asked.show(found)
