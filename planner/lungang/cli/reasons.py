"""Why no plan exists and what would make one possible; why a plan is as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.explain.answer import Answer
    from lungang.explain.contrast import Base
    from lungang.explain.impossible import Impossible
    from lungang.explain.repairs import Repair
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
    print_faults,
    problem_in,
    refuse_taken,
    said,
    say,
    stop,
)
from lungang.cli.pulse import Pulse

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
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", help="编号以此plan.json为准。Numbered as in this plan.json."
        ),
    ] = None,
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
    Ways out are numbered as printed here, or as in the --report of an earlier solve.
    """
    from lungang.explain.impossible import as_placed, impossible, to_json
    from lungang.scenario import write_patch

    if bool(take) != (out is not None):
        stop(2, "--take 与 --out 须同时使用 / go together")
    refuse_taken(out, replace)
    if out is not None and out.suffix.lower() not in (".yaml", ".yml"):
        stop(2, "--out: 情景文件须以 .yaml 结尾 / a scenario ends in .yaml")
    with Pulse(time_limit, lang) as pulse:
        asked = problem_in(book, pack, effect, lang)
        if plan is not None:
            asked = as_placed(plan_in(plan, asked, lang))
        found = impossible(asked, pulse.left, watch=pulse.watch)
    if as_json:
        typer.echo(json.dumps(to_json(asked, found), ensure_ascii=False, indent=1))
    else:
        _print_impossible(asked, found, lang)
    if out is not None:
        name = f"出路{take}"
        write_patch(out, _taken(found, take, report).patch(name))
        say(f"已写入情景 / scenario written: {out}")
    if found.cores:
        raise typer.Exit(3)
    if not found.all_causes:
        raise typer.Exit(5)


def _taken(found: Impossible, take: int, report: Path | None) -> Repair:
    """The way out of a number, as counted here or in the report of an earlier solve."""
    if report is None:
        if take > len(found.repairs):
            few = len(found.repairs)
            stop(2, f"只有{few}条出路 / only {few} ways out")
        return found.repairs[take - 1]
    try:
        told = json.loads(report.read_text("utf-8"))["reasons"]["repairs"][take - 1]
        asked = {
            (w["rule"], w["says"]["zh"], *(s["id"] for s in w["staff"]))
            for w in told["ways"]
        }
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        stop(2, f"{report} 中没有出路{take} / no such way out there")
    for repair in found.repairs:
        mine = {(w.rule, w.sentence.zh, *w.staff) for w in repair.ways}
        if mine == asked:
            return repair
    stop(5, "限时内没有再次找到这条出路 / not found again within the time limit")


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
    if found.cores and found.all_repairs and not found.repairs:
        none = "没有规则允许的出路: 须更正数据、改变事实或报请上级"
        typer.echo(none if zh else "no rule has a way out: only other facts would help")
    if found.cores and not found.all_repairs:
        more = "在限时和范围内列出, 可能还有其他出路"
        typer.echo(more if zh else "within the time and scope; there may be other ways")


@ask.command("why")
def ask_why(
    book: Book, person: Who, plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人为何任方案中的岗位。Why somebody is where the plan puts him."""
    from lungang.explain.answer import why

    with Pulse(time_limit, lang) as pulse:
        base = _base(book, plan, pack, effect, lang, pulse)
        found = why(base, _staff(base.plan, person), pulse.left)
    _print(found, lang, as_json)


@ask.command("why-not")
def ask_why_not(
    book: Book, person: Who, post: Where,
    plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人为何不任某岗。Why somebody does not hold a post, and the exact price."""
    from lungang.explain.answer import why_not

    with Pulse(time_limit, lang) as pulse:
        base = _base(book, plan, pack, effect, lang, pulse)
        wished = _staff(base.plan, person), _post(base.plan, post)
        found = why_not(base, *wished, pulse.left)
    _print(found, lang, as_json)


@ask.command("why-rather")
def ask_why_rather(
    book: Book, chosen: Who, other: Who, post: Where,
    plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某岗为何是甲而不是乙。Why one person and not another holds a post."""
    if chosen == other:
        stop(2, "甲乙须是两人 / two people, please")
    from lungang.explain.answer import why_rather

    with Pulse(time_limit, lang) as pulse:
        base = _base(book, plan, pack, effect, lang, pulse)
        people = _staff(base.plan, chosen), _staff(base.plan, other)
        found = why_rather(base, *people, _post(base.plan, post), pulse.left)
    _print(found, lang, as_json)


@ask.command("must-move")
def ask_must_move(
    book: Book, person: Who, plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人为何必须交流。Why somebody must move, or what staying would cost."""
    from lungang.explain.answer import must_move

    with Pulse(time_limit, lang) as pulse:
        base = _base(book, plan, pack, effect, lang, pulse)
        found = must_move(base, _staff(base.plan, person), pulse.left)
    _print(found, lang, as_json)


@ask.command("exempt")
def ask_exempt(
    book: Book, person: Who, plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人为何不交流。Why somebody is not moved."""
    from lungang.explain.answer import exempt

    with Pulse(time_limit, lang) as pulse:
        asked = _base(book, plan, pack, effect, lang, pulse).plan
        found = exempt(asked, _staff(asked, person))
    _print(found, lang, as_json)


@ask.command("alternates")
def ask_alternates(
    book: Book, post: Where, plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某岗的替补人选及代价。Who else could hold a post, each with the exact price."""
    from lungang.explain.answer import alternates

    with Pulse(time_limit, lang) as pulse:
        base = _base(book, plan, pack, effect, lang, pulse)
        found = alternates(base, _post(base.plan, post), pulse.left)
    _print(found, lang, as_json)


@ask.command("elsewhere")
def ask_elsewhere(
    book: Book, person: Who, plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人还可任哪些岗位及代价。Where else somebody could go, with the exact prices."""
    from lungang.explain.answer import elsewhere

    with Pulse(time_limit, lang) as pulse:
        base = _base(book, plan, pack, effect, lang, pulse)
        found = elsewhere(base, _staff(base.plan, person), pulse.left)
    _print(found, lang, as_json)


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
    from lungang_models.fault import BadInput

    if sum(map(bool, (pinned, leaves, marries))) != 1:
        stop(2, "--pinned、--leaves、--marries 选一 / choose one")
    if marries == person:
        stop(2, "不能与本人结婚 / nobody marries himself")
    with Pulse(time_limit, lang) as pulse:
        base = _base(book, None, pack, effect, lang, pulse)
        who = _staff(base.plan, person)
        if pinned:
            event = pinned_to(base.plan.problem, who, _post(base.plan, pinned))
        elif leaves:
            event = gone(base.plan.problem, who)
        else:
            event = married(base.plan.problem, who, _staff(base.plan, marries))
        try:
            found = what_if(base, event, pulse.left)
        except BadInput as bad:  # the event contradicts what is known
            print_faults(bad.faults, lang)
            raise typer.Exit(4) from None
    _print(found, lang, as_json)


@ask.command("changed")
def ask_changed(
    before: Book, after: Book, time_limit: Seconds = 120.0, pack: Pack = "",
    lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """两版数据的方案有何不同, 由哪些事实引起。What changed, and which fact caused it."""
    from lungang.explain.changed import changed

    with Pulse(time_limit, lang) as pulse:
        first = _base(before, None, pack, "", lang, pulse, 0.3)
        then = _base(after, None, pack, "", lang, pulse, 0.3)
        found = changed(first, then, pulse.left)
    _print(found, lang, as_json)


@ask.command("remaining")
def ask_remaining(
    book: Book,
    person: Annotated[str, typer.Argument(metavar="[工号]")] = "",
    plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "", effect: Effect = "",
    lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """方案后仍有哪些风险, 由谁负责。What remains risky, and who owns it."""
    from lungang.explain.answer import remaining

    with Pulse(time_limit, lang) as pulse:
        asked = _base(book, plan, pack, effect, lang, pulse).plan
        found = remaining(asked, _staff(asked, person) if person else None)
    _print(found, lang, as_json)


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
    """给本人的说明信, 一页。The answer owed to one person, on one page."""
    from lungang.explain.letter import as_text, letter, write_letter

    refuse_taken(out, replace)
    with Pulse(time_limit, Language.zh) as pulse:
        base = _base(book, plan, pack, effect, Language.zh, pulse)
        values = letter(base, _staff(base.plan, person), pulse.left)
    typer.echo(as_text(values))
    if out is not None:
        write_letter(out, values, template)
        say(str(out))


@ask.command("chance")
def ask_chance(
    book: Book, person: Who,
    draw: Annotated[
        str, typer.Option("--draw", help="抽取编号。A draw prepared before.")
    ] = "",
    home: Annotated[
        Path, typer.Option("--home", help="抽取所在文件夹。Where the draws live.")
    ] = Path("."),
    plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = Language.zh, as_json: AsJson = False,
) -> None:  # fmt: skip
    """某人被抽中强制休假的机会。Somebody's chance of being drawn for leave.

    Of a draw (--draw) the pages of its book are counted; otherwise the chance is computed
    for the plan by the default rules.
    """
    from lungang.draw.cli.face import exit_codes
    from lungang.draw.proceedings import DrawFolder
    from lungang.explain.chance import chance, chance_in_draw
    from lungang_models.plan import today

    with Pulse(time_limit, lang) as pulse, exit_codes():
        if draw:
            asked = today(problem_in(book, pack, effect, lang))
            folder = DrawFolder(home, draw)
            found = chance_in_draw(folder, asked, _staff(asked, person))
        else:
            asked = _base(book, plan, pack, effect, lang, pulse).plan
            found = chance(asked, _staff(asked, person))
    _print(found, lang, as_json)


def _base(
    book: Path,
    plan: Path | None,
    pack: str,
    effect: str,
    lang: Language,
    pulse: Pulse,
    share: float = 0.5,
) -> Base:
    """The plan that is asked about: the one in hand, or the best one of the workbook."""
    from lungang.explain.contrast import Base
    from lungang.explain.pricing import Pricing
    from lungang.solve import NoPlan, OutOfTime, solve

    problem = problem_in(book, pack, effect, lang)
    if plan is not None:
        return Base.given(plan_in(plan, problem, lang))
    pricing, limit = Pricing(problem), pulse.share(share)
    outcome = solve(
        problem,
        time_limit=limit,
        watch=pulse.watch,
        stated=pricing.statement,
        memory=pricing.memory,
    )
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if isinstance(solved, NoPlan):
        stop(
            3, "没有合法方案, 见 lungang explain / no plan exists: see lungang explain"
        )
    if solved is None:
        stop(5, "限时内没有方案 / no plan within the time limit")
    pulse.stage("重新求解以求代价", "solving again for the price")
    return Base.of(solved, pricing)


def _staff(plan: Plan, number: str) -> StaffId:
    found = next((s for s in plan.problem.person if s == number), None)
    return found if found is not None else stop(2, f"没有工号 {number} / no such staff")


def _post(plan: Plan, number: str) -> PostId:
    found = next((p for p in plan.problem.post if p == number), None)
    return found if found is not None else stop(2, f"没有岗位 {number} / no such post")


def _print(answer: Answer, lang: Language, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))
        return
    typer.echo(said(answer.question, lang))
    typer.echo(f"{said(answer.verdict, lang)} ({said(answer.proved, lang)})")
    for line in answer.evidence:
        typer.echo(f"  · {said(line, lang)}")
    for line in answer.alternatives:
        typer.echo(f"  → {said(line, lang)}")
