"""Why no plan exists and what would make one possible; why a plan is as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.explain.answer import Answer
    from lungang.explain.impossible import Impossible
    from lungang.solve import Solved
    from lungang_models.plan import Plan
    from lungang_models.problem import Problem
    from lungang_models.vocabulary import PostId, StaffId

from lungang.cli.face import (
    AsJson,
    Book,
    Effect,
    Lang,
    Language,
    Pack,
    Replace,
    Seconds,
    app,
    plan_in,
    problem_in,
    said,
    say,
    stop,
)

ask = typer.Typer(
    name="ask",
    help="问: 方案为什么这样。Questions about a plan, each with its exact price.",
    no_args_is_help=True,
)
app.add_typer(ask, name="ask")

Who = Annotated[str, typer.Argument(metavar="工号", help="工号。Staff number.")]
Given = Annotated[
    Path | None,
    typer.Option("--plan", help="已有方案(不另求解)。A plan in hand, not solved anew."),
]
Where = Annotated[str, typer.Argument(metavar="岗位编号", help="岗位编号。Post.")]


@app.command()
def explain(
    book: Book,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", help="手工方案: 哪些安排不能成立。A plan made by hand."),
    ] = None,
    take: Annotated[
        int, typer.Option("--take", min=0, help="采用第几条出路。Take a way out.")
    ] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", help="写成情景文件。Scenario file to write.")
    ] = None,
    time_limit: Seconds = 60.0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
    replace: Replace = False,
) -> None:
    """说明: 为何没有方案, 有哪些出路。Why no plan exists, and the lawful ways out.

    With --take and --out the way out becomes a scenario file; the workbook is not touched.
    """
    from lungang.explain.impossible import as_placed, impossible, to_json
    from lungang.scenario import write_patch

    if bool(take) != (out is not None):
        stop(2, "--take 与 --out 须同时使用 / go together")
    if out is not None and out.exists() and not replace:
        stop(2, f"{out} 已存在; 换名或加 --replace / exists")
    asked = problem_in(book, pack, effect, lang)
    if plan is not None:
        asked = as_placed(plan_in(plan, asked, lang))
    found = impossible(asked, time_limit)
    if as_json:
        typer.echo(json.dumps(to_json(asked, found), ensure_ascii=False, indent=1))
    else:
        _print_impossible(asked, found, lang)
    if out is not None:
        if take > len(found.repairs):
            stop(
                2,
                f"只有{len(found.repairs)}条出路 / only {len(found.repairs)} ways out",
            )
        name = f"出路{take}"
        write_patch(out, found.repairs[take - 1].patch(name))
        say(f"已写入情景 / scenario written: {out}")
    if found.cores:
        raise typer.Exit(3)
    if not found.all_causes:
        raise typer.Exit(5)


def _print_impossible(problem: Problem, found: Impossible, lang: Language) -> None:
    from lungang.explain.answer import causes, ways

    zh = lang is Language.zh
    if not found.cores and found.all_causes:
        typer.echo("存在合法方案" if zh else "a lawful plan exists")
    elif not found.cores:
        typer.echo("限时内没有结论" if zh else "no conclusion within the time limit")
    for line in causes(problem, found):
        typer.echo(said(line, lang))
    if found.cores and not found.all_causes:
        typer.echo("可能还有其他原因" if zh else "there may be further causes")
    for line in ways(found.repairs):
        typer.echo(said(line, lang))
    if found.cores and not found.all_repairs:
        more = "在限时和范围内列出, 可能还有其他出路"
        typer.echo(more if zh else "within the time and scope; there may be other ways")


@ask.command("why")
def ask_why(
    book: Book, person: Who, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人为何任方案中的岗位。Why somebody is where the plan puts him."""
    from lungang.explain.answer import why

    base = _base(book, pack, effect, lang, time_limit)
    _print(why(base, _staff(base.plan, person), time_limit), lang, as_json)


@ask.command("why-not")
def ask_why_not(
    book: Book, person: Who, post: Where, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人为何不任某岗。Why somebody does not hold a post, and the exact price."""
    from lungang.explain.answer import why_not

    base = _base(book, pack, effect, lang, time_limit)
    found = why_not(base, _staff(base.plan, person), _post(base, post), time_limit)
    _print(found, lang, as_json)


@ask.command("why-rather")
def ask_why_rather(
    book: Book, chosen: Who, other: Who, post: Where, time_limit: Seconds = 60.0,
    pack: Pack = "", effect: Effect = "", lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """某岗为何是甲而不是乙。Why one person and not another holds a post."""
    from lungang.explain.answer import why_rather

    base = _base(book, pack, effect, lang, time_limit)
    people = _staff(base.plan, chosen), _staff(base.plan, other)
    _print(why_rather(base, *people, _post(base, post), time_limit), lang, as_json)


@ask.command("must-move")
def ask_must_move(
    book: Book, person: Who, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人为何必须交流。Why somebody must move, or what staying would cost."""
    from lungang.explain.answer import must_move

    base = _base(book, pack, effect, lang, time_limit)
    _print(must_move(base, _staff(base.plan, person), time_limit), lang, as_json)


@ask.command("exempt")
def ask_exempt(
    book: Book, person: Who, plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人为何不交流。Why somebody is not moved."""
    from lungang.explain.answer import exempt

    asked = _asked_of(book, plan, pack, effect, lang, time_limit)
    _print(exempt(asked, _staff(asked, person)), lang, as_json)


@ask.command("alternates")
def ask_alternates(
    book: Book, post: Where, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某岗的替补人选及代价。Who else could hold a post, each with the exact price."""
    from lungang.explain.answer import alternates

    base = _base(book, pack, effect, lang, time_limit)
    _print(alternates(base, _post(base, post), time_limit), lang, as_json)


@ask.command("what-if")
def ask_what_if(
    book: Book, person: Who,
    pinned: Annotated[
        str, typer.Option("--pinned", help="必任此岗。Must hold this post.")
    ] = "",
    leaves: Annotated[
        bool, typer.Option("--leaves", help="离开本机关。Leaves the organ.")
    ] = False,
    marries: Annotated[
        str, typer.Option("--marries", help="与此人结婚。Marries this person.")
    ] = "",
    time_limit: Seconds = 60.0, pack: Pack = "", effect: Effect = "",
    lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """如果某人必任某岗、离开或结婚。What if: pinned, gone, or married."""
    from lungang.explain.whatif import gone, married, pinned_to, what_if

    if sum(map(bool, (pinned, leaves, marries))) != 1:
        stop(2, "--pinned、--leaves、--marries 选一 / choose one")
    base = _base(book, pack, effect, lang, time_limit)
    who = _staff(base.plan, person)
    if pinned:
        event = pinned_to(base.plan.problem, who, _post(base, pinned))
    elif leaves:
        event = gone(base.plan.problem, who)
    else:
        event = married(base.plan.problem, who, _staff(base.plan, marries))
    _print(what_if(base, event, time_limit), lang, as_json)


@ask.command("changed")
def ask_changed(
    before: Book, after: Book, time_limit: Seconds = 120.0, pack: Pack = "",
    lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """两版数据的方案有何不同, 由哪些事实引起。What changed, and which fact caused it."""
    from lungang.explain.whatif import changed

    first = _base(before, pack, "", lang, time_limit)
    then = _base(after, pack, "", lang, time_limit)
    _print(changed(first, then, time_limit), lang, as_json)


@ask.command("remaining")
def ask_remaining(
    book: Book,
    person: Annotated[str, typer.Argument(metavar="[工号]")] = "",
    plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "", effect: Effect = "",
    lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """方案后仍有哪些风险, 由谁负责。What remains risky, and who owns it."""
    from lungang.explain.answer import remaining

    asked = _asked_of(book, plan, pack, effect, lang, time_limit)
    who = _staff(asked, person) if person else None
    _print(remaining(asked, who), lang, as_json)


@ask.command("letter")
def ask_letter(
    book: Book, person: Who,
    out: Annotated[
        Path | None, typer.Option("--out", help="Word文件。Word file to write.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="自备模板。Your own template.")
    ] = None,
    time_limit: Seconds = 60.0, pack: Pack = "", effect: Effect = "",
    replace: Replace = False,
) -> None:  # fmt: skip
    """给本人的说明信, 一页。The answer owed to one person, on one page."""
    from lungang.explain.letter import as_text, letter, write_letter

    if out is not None and out.exists() and not replace:
        stop(2, f"{out} 已存在; 换名或加 --replace / exists")
    base = _base(book, pack, effect, Language.zh, time_limit)
    values = letter(base, _staff(base.plan, person), time_limit)
    typer.echo(as_text(values))
    if out is not None:
        write_letter(out, values, template)
        say(str(out))


def _base(
    book: Path, pack: str, effect: str, lang: Language, time_limit: float
) -> Solved:
    """The plan that is asked about: the best one of the workbook."""
    from lungang.solve import NoPlan, OutOfTime, solve

    outcome = solve(problem_in(book, pack, effect, lang), time_limit=time_limit)
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if isinstance(solved, NoPlan):
        stop(
            3, "没有合法方案, 见 lungang explain / no plan exists: see lungang explain"
        )
    if solved is None:
        stop(5, "限时内没有方案 / no plan within the time limit")
    return solved


def _asked_of(
    book: Path, plan: Path | None, pack: str, effect: str, lang: Language, limit: float
) -> Plan:
    """The plan in hand, or the best one where none is given."""
    if plan is None:
        return _base(book, pack, effect, lang, limit).plan
    return plan_in(plan, problem_in(book, pack, effect, lang), lang)


def _staff(plan: Plan, number: str) -> StaffId:
    found = next((s for s in plan.problem.person if s == number), None)
    return found if found is not None else stop(2, f"没有工号 {number} / no such staff")


def _post(base: Solved, number: str) -> PostId:
    found = next((p for p in base.plan.problem.post if p == number), None)
    return found if found is not None else stop(2, f"没有岗位 {number} / no such post")


def _print(answer: Answer, lang: Language, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))
        return
    typer.echo(said(answer.question, lang))
    typer.echo(f"{said(answer.verdict, lang)} ({said(answer.proof.value, lang)})")
    for line in answer.evidence:
        typer.echo(f"  · {said(line, lang)}")
    for line in answer.alternatives:
        typer.echo(f"  → {said(line, lang)}")
