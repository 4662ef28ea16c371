"""From a workbook to a plan, with live progress and Ctrl-C."""

from __future__ import annotations

import math
import threading
import time
import webbrowser
from contextvars import copy_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, NamedTuple, NoReturn

import typer

if TYPE_CHECKING:
    from lungang.jobs.limits import Limits
    from lungang.jobs.reading import Problem
    from lungang.jobs.solving import Planned

from lungang.cli.interrupts import on_interrupt
from lungang.cli.language import say, tell
from lungang.cli.live import Live
from lungang.cli.objects import print_file
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
    Quiet,
    Reader,
    Replace,
    Seconds,
    Seed,
    Workers,
    app,
    problem_in,
    said,
    stop,
)
from lungang.cli.progress import TimedProgress
from lungang_models.words import Words, many

AFTER = 2.5
"""The documents and the files take so many times as long as reading the workbook does,
on the same machine at the same hour: 2.3 times at 2,000 staff. The search leaves them
that much of the time limit, but no more than half."""


@app.command(rich_help_panel=HelpHeading.START)
def solve(
    book: Book,
    out: Out = Path("plan"),
    time_limit: Seconds = 300.0,
    workers: Workers = 1,
    seed: Seed = 0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
    quiet: Quiet = False,
    replace: Replace = False,
    audience: Audience = Reader.hr,
) -> None:
    """求解：由工作簿得出轮岗方案。From a workbook to a checked rotation plan."""
    _refuse_to_overwrite(out, replace)
    began = time.monotonic()
    problem = problem_in(book, pack, effect, lang)
    if problem.doubts:
        count = len(problem.doubts)
        say(
            f"有{count}处数据请核对（运行 lungang check 查看）"
            if lang is LanguageOption.zh
            else f"{count} {'entry' if count == 1 else 'entries'} to verify: "
            "see lungang check"
        )
    from lungang.jobs.limits import Limits

    reading = time.monotonic() - began
    after = min(AFTER * reading, (time_limit - reading) / 2)
    limits = Limits(time_limit, workers, seed, spent=reading + after)
    found, interrupted = _solve_in_a_thread(problem, limits, lang, quiet)
    how = _Told(lang, as_json, replace, quiet, audience)
    code = _tell(found, out, how, interrupted)
    if code:
        raise typer.Exit(code)


@app.command(rich_help_panel=HelpHeading.START)
def demo(
    out: Out = Path("lungang-demo"),
    lang: Lang = LanguageOption.zh,
    time_limit: Seconds = 300.0,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """演示：用内置的示例财政局走完全程。The main job on the built-in sample bureau."""
    from lungang.jobs.limits import Limits
    from lungang.jobs.reading import leave_sample

    with (
        TemporaryDirectory() as there
    ):  # read as a file, for the account of what was read
        problem = problem_in(leave_sample(Path(there)), "", "", lang)
    found, interrupted = _solve_in_a_thread(problem, Limits(time_limit), lang, quiet)
    code = _tell(found, out, _Told(lang, as_json, True, quiet), interrupted)
    book = leave_sample(out)
    if not as_json:
        print_file(book)
        tell(
            f"看报告：lungang show {out}；试着修改 {book.name}，再运行 "
            f"lungang solve {book} --out 新方案"
            if lang is LanguageOption.zh
            else f"Open the report with: lungang show {out}. Then change something in "
            f"{book.name} and run: lungang solve {book} --out my-plan"
        )
        tell(
            "在浏览器中办理：lungang serve"
            if lang is LanguageOption.zh
            else "To work in a browser: lungang serve"
        )
    if code:
        raise typer.Exit(code)


@app.command(rich_help_panel=HelpHeading.START)
def show(
    plan: Annotated[
        Path, typer.Argument(help="求解写出的文件夹。Folder that solve wrote.")
    ] = Path("lungang-demo"),
) -> None:
    """查看：在浏览器中打开方案的报告。Opens the report of a plan in the browser."""
    from lungang.jobs.showing import report_of

    try:
        report = report_of(plan)
    except FileNotFoundError:
        stop(2, f"{plan} 中没有报告 / {plan} holds no report")
    typer.echo(str(report))
    if not webbrowser.open(report.as_uri()):
        say(
            Words(
                "未找到浏览器，请自行打开此文件",
                "No browser found; please open the file",
            )
        )


def _refuse_to_overwrite(out: Path, replace: bool) -> None:
    from lungang.jobs.solving import taken

    standing = next((p for p in (out, *out.parents) if p.exists()), out)
    if standing.exists() and not standing.is_dir():
        stop(2, f"--out: {standing} 不是文件夹 / is not a folder")
    if not replace and taken(out):
        _stop_taken(out)


def _stop_taken(out: Path) -> NoReturn:
    stop(
        2,
        f"{out} 中已有方案，可能有手工修改；换一个 --out，或加 --replace。",
        f"{out} already holds a plan, perhaps edited by hand; choose another --out "
        "or add --replace.",
    )


class _Told(NamedTuple):
    """How an outcome is told: in which language and form, over what, and to whom."""

    lang: LanguageOption
    as_json: bool
    replace: bool
    quiet: bool
    audience: Reader = Reader.hr


def _tell(found: Planned, out: Path, how: _Told, interrupted: bool) -> int:
    """Write the reports and print the outcome; returns the exit code."""
    from lungang.jobs.editions import Taken, seen_by, to_json, write_edition_of
    from lungang.jobs.solving import write

    lang, audience = how.lang, how.audience
    try:
        with TimedProgress(math.inf, lang, how.quiet) as timed:
            timed.stage("正在整理方案", "setting out the plan")
            document = found.document
            timed.stage("正在写出文件", "writing the files")
            if how.audience is Reader.hr:
                files = write(found, out, lang.value, replace=how.replace)
            else:  # an edition, without the proof, which speaks of everything
                files = write_edition_of(
                    document, audience.value, out, lang.value, replace=how.replace
                )
    except Taken:  # another run may have written meanwhile
        _stop_taken(out)
    if how.as_json:
        typer.echo(to_json(seen_by(audience.value, found.document)), nl=False)
    else:
        _print_outcome(found, lang, how.audience is Reader.hr)
        for file in files:
            print_file(file)
    return 130 if interrupted else found.exit_code


def _solve_in_a_thread(
    problem: Problem, limits: Limits, lang: LanguageOption, quiet: bool
) -> tuple[Planned, bool]:
    """Solve off the main thread, so that Ctrl-C reaches us and keeps the best plan."""
    from lungang.jobs.limits import one_heap
    from lungang.jobs.solving import Canceller, plan

    one_heap()
    canceller, interrupted = Canceller(), threading.Event()
    live = Live(lang, quiet)
    result: list[Planned] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            found = plan(problem, limits, watch=live.step, canceller=canceller)
            result.append(found)
        except BaseException as error:  # told apart in the main thread
            failed.append(error)

    def stopping() -> None:
        if interrupted.is_set():  # asked again: nothing is kept
            raise KeyboardInterrupt
        interrupted.set()
        say(
            Words(
                "正在停止，保留目前最好的方案…",
                "stopping, keeping the best plan so far…",
            )
        )
        canceller.cancel()

    within = copy_context()  # whoever listens here hears of what is done there
    thread = threading.Thread(target=within.run, args=(work,), daemon=True)
    with on_interrupt(stopping):
        live.show("正在准备" if lang is LanguageOption.zh else "preparing", 0)
        try:
            thread.start()
            while thread.is_alive():
                thread.join(0.1)
        finally:
            live.end()
    if failed:
        raise failed[0]
    return result[0], interrupted.is_set()


def _why_none(found: Planned) -> Words:
    """What was found out of an impossible year, and whether time cut it short."""
    why = found.why_none
    if why is None:
        return Words(
            "时限内没有查找其他原因和出路；用 lungang explain 或更长的 --time-limit 查找",
            "other causes and ways out were not looked for in time: see lungang explain, "
            "or allow more --time-limit",
        )
    causes, ways = len(why.cores), len(why.repairs)
    cut = not (why.all_causes and why.all_repairs)
    return Words(
        f"查明原因{causes}个，出路{ways}条，见报告"
        f"{'；限于时间或工作量，可能还有，用 lungang explain 继续查找' * cut}"
        f"{'；采用出路：lungang explain' * (not cut)}",
        f"{many(causes, 'cause')} and {many(ways, 'way')} out found, see the report"
        f"{'; there may be more: lungang explain looks further' * cut}"
        f"{'; to take one: lungang explain' * (not cut)}",
    )


def _print_outcome(found: Planned, lang: LanguageOption, whole: bool = True) -> None:
    """The verdict; why there is no plan names people, and is for the ``whole`` alone."""
    zh = lang is LanguageOption.zh
    if found.status == "no-plan":
        head = "不存在合法方案" if zh else "no lawful plan exists"
        tell(
            f"{head}（{said(found.proof_of_none, lang)}）："
            if zh
            else f"{head} ({said(found.proof_of_none, lang)}):"
        )
        for ground in found.core if whole else ():
            tell(f"  · {said(ground.says, lang)}")
        tell(f"  {said(found.scope.says, lang)}")
        tell(f"  {said(_why_none(found), lang)}")
        return
    solved = found.solved
    if solved is None:
        tell("时限内没有结论" if zh else "no conclusion within the time limit")
        return
    best = "最优方案（已证明）" if zh else "optimal plan, proved"
    so_far = (
        "目前最好的方案（未证明最优）" if zh else "best plan found, not proved optimal"
    )
    tell(best if solved.optimal else so_far)
    for t in found.tiers_shown:
        # Points are no people: they stand in the report, where they are explained.
        gap = f"，{'差距' if zh else 'gap'} {t.gap}" if t.gap else ""
        tell(
            f"  {said(t.tier.value, lang)}：{said(t.proof.value, lang)}{gap}"
            if zh
            else f"  {said(t.tier.value, lang)}: {said(t.proof.value, lang)}{gap}"
        )
    moved, staff = solved.plan.moves, len(found.problem.staff)
    placed = found.placed_first
    leaves = len(solved.plan.leaves)
    tell(
        f"  {staff}人中调整{moved}人（其中新任{placed}人），可安排强制休假{leaves}人"
        if zh
        else f"  {moved} of {staff} people move ({placed} placed for the first time), "
        f"{leaves} can be sent on mandatory leave"
    )
    tell(f"  {said(found.scope.says, lang)}")
