"""From a workbook to a plan, with live progress and Ctrl-C."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from lungang.document.parts import PlanDocument
    from lungang.solve import Canceller
    from lungang.solve.outcome import Outcome, Progress
    from lungang_models.problem import Problem

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
    Seconds,
    Seed,
    Workers,
    app,
    problem_in,
    said,
    say,
    stop,
)
from lungang_models.words import Words

MOST_ASKING = 30.0
"""Seconds at most that are spent on the reasons of an outcome."""
ASKING = Words("查明理由", "asking for the reasons")


@app.command()
def solve(
    book: Book,
    out: Out = Path("plan"),
    time_limit: Seconds = 300.0,
    workers: Workers = 1,
    seed: Seed = 0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
    quiet: Quiet = False,
    replace: Replace = False,
) -> None:
    """求解: 由工作簿得出轮岗方案。From a workbook to a checked rotation plan."""
    _refuse_to_overwrite(out, replace)
    problem = problem_in(book, pack, effect, lang)
    if problem.doubts:
        count = len(problem.doubts)
        say(
            f"数据存疑{count}处, 见 lungang check 和风险清单"
            if lang is Language.zh
            else f"{count} doubtful data: see lungang check and the findings"
        )
    _plan(
        problem,
        out,
        time_limit,
        workers,
        seed,
        lang,
        as_json,
        quiet,
        replace,
    )


@app.command()
def demo(
    out: Out = Path("lungang-demo"),
    lang: Lang = Language.zh,
    time_limit: Seconds = 300.0,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """演示: 用内置的示例财政局走完全程。The main job on the built-in sample bureau."""
    from lungang.generate import sample_problem

    problem = sample_problem()
    _plan(problem, out, time_limit, 1, 0, lang, as_json, quiet, True)


def _refuse_to_overwrite(out: Path, replace: bool) -> None:
    if out.exists() and not out.is_dir():
        stop(2, f"--out: {out} 不是文件夹 / is not a folder")
    ours = ("plan.xlsx", "plan.json", "report.html", "certificate.json")
    if not replace and any((out / name).exists() for name in ours):
        stop(
            2,
            f"{out} 中已有方案, 可能有手工修改; 换一个 --out, 或加 --replace。",
            f"{out} already holds a plan, perhaps edited by hand; choose another --out "
            "or add --replace.",
        )


def _plan(
    problem: Problem,
    out: Path,
    time_limit: float,
    workers: int,
    seed: int,
    lang: Language,
    as_json: bool,
    quiet: bool,
    replace: bool,
) -> None:
    from lungang.document import to_json
    from lungang.report import write_reports
    from lungang.solve.outcome import NoPlan, OutOfTime, certificate_file

    outcome, written, interrupted = _solve_in_a_thread(
        problem, time_limit, workers, seed, lang, quiet
    )
    _refuse_to_overwrite(out, replace)  # another run may have written meanwhile
    files = write_reports(out, written, certificate_file(problem, outcome), lang.value)
    if as_json:
        typer.echo(to_json(written), nl=False)
    else:
        _print_outcome(problem, outcome, lang)
        for file in files:
            typer.echo(str(file))
    if interrupted:
        raise typer.Exit(130)
    if isinstance(outcome, NoPlan):
        raise typer.Exit(3)
    if isinstance(outcome, OutOfTime) and outcome.best is None:
        raise typer.Exit(5)


def _asked(
    problem: Problem, outcome: Outcome, time_limit: float, canceller: Canceller
) -> PlanDocument:
    """The document, with the reasons that can be had within what is left of the time.

    Of a plan: what made each move necessary. Of none: all causes and the ways out.
    """
    from lungang.document import document
    from lungang.explain.impossible import impossible
    from lungang.necessity import necessity
    from lungang.solve.outcome import OutOfTime, Solved

    seconds = min(MOST_ASKING, time_limit - outcome.run.seconds)
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if isinstance(solved, Solved):
        needs = necessity(solved.plan, seconds, canceller)
        return document(problem, outcome, needs)
    if solved is None or seconds <= 0:
        return document(problem, outcome)
    found = impossible(problem, seconds, canceller)
    return document(problem, outcome, found=found)


def _solve_in_a_thread(
    problem: Problem,
    time_limit: float,
    workers: int,
    seed: int,
    lang: Language,
    quiet: bool,
) -> tuple[Outcome, PlanDocument, bool]:
    """Solve off the main thread, so that Ctrl-C reaches us and keeps the best plan."""
    from lungang.solve import Canceller
    from lungang.solve import solve as verb
    from lungang.solve.outcome import Progress

    canceller, interrupted = Canceller(), threading.Event()
    result: list[tuple[Outcome, PlanDocument]] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            watch = _progress(lang, quiet)
            outcome = verb(
                problem,
                time_limit=time_limit,
                workers=workers,
                seed=seed,
                watch=watch,
                canceller=canceller,
            )
            watch(Progress(ASKING, outcome.run.seconds))
            written = _asked(problem, outcome, time_limit, canceller)
            result.append((outcome, written))
        except BaseException as error:  # told apart in the main thread
            failed.append(error)

    def on_interrupt(number: int, frame: object) -> None:
        interrupted.set()
        say("正在停止, 保留目前最好的方案… / stopping, keeping the best plan so far…")
        canceller.cancel()

    before = signal.signal(signal.SIGINT, on_interrupt)
    thread = threading.Thread(target=work, daemon=True)
    try:
        thread.start()
        while thread.is_alive():
            thread.join(0.1)
    finally:
        signal.signal(signal.SIGINT, before)
    if failed:
        raise failed[0]
    return *result[0], interrupted.is_set()


def _progress(lang: Language, quiet: bool) -> Callable[[Progress], None]:
    last = 0.0

    def show(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if quiet or (progress.value is not None and now - last < 0.5):
            return
        last = now
        parts = [f"[{progress.seconds:6.1f}s] {said(progress.stage, lang)}"]
        if progress.tier is not None:
            parts.append(said(progress.tier.value, lang))
        if progress.value is not None:
            parts.append(
                f"{'最优' if lang is Language.zh else 'best'} {progress.value}"
            )
        if progress.bound is not None:
            parts.append(
                f"{'下界' if lang is Language.zh else 'bound'} {progress.bound}"
            )
        if progress.value is not None and progress.bound is not None:
            gap = progress.value - progress.bound
            parts.append(f"{'差距' if lang is Language.zh else 'gap'} {gap}")
        say(" · ".join(parts))

    return show


def _print_outcome(problem: Problem, outcome: Outcome, lang: Language) -> None:
    from lungang.solve.outcome import NoPlan, OutOfTime, Solved
    from lungang_models.rule import Tier

    zh = lang is Language.zh
    if isinstance(outcome, NoPlan):
        head = "不存在合法方案" if zh else "no lawful plan exists"
        typer.echo(f"{head} ({said(outcome.proof.value, lang)}):")
        for ground in outcome.core:
            typer.echo(f"  · {said(ground.says, lang)} [{ground.rule}]")
        more = "其他原因和出路见报告; 采用出路: lungang explain"
        typer.echo(more if zh else "see the report; to take a way out: lungang explain")
        return
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if not isinstance(solved, Solved):
        typer.echo("时限内没有结论" if zh else "no conclusion within the time limit")
        return
    best = "最优方案(已证明)" if zh else "optimal plan, proved"
    so_far = (
        "目前最好的方案(未证明最优)" if zh else "best plan found, not proved optimal"
    )
    typer.echo(best if solved.optimal else so_far)
    for t in solved.tiers:
        if t.tier is not Tier.CANONICAL:
            gap = f", {'差距' if zh else 'gap'} {t.gap}" if t.gap else ""
            typer.echo(
                f"  {said(t.tier.value, lang)}: {t.value} ({said(t.proof.value, lang)}{gap})"
            )
    moved, staff = solved.plan.moves, len(problem.staff)
    leaves = len(solved.plan.leaves)
    typer.echo(
        f"  {staff}人中调整{moved}人, 可安排强制休假{leaves}人"
        if zh
        else f"  {moved} of {staff} people move, {leaves} can be sent on mandatory leave"
    )
