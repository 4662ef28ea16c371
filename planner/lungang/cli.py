"""The command line: a thin face over the verbs. It chooses words and layout, no more.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done, 1 a defect of
ours, 2 wrong usage, 3 proved that no plan exists, 4 faults in the input, 5 nothing found
within the time limit, 6 a plan that breaks a rule or a proof that fails, 130 interrupted
(the best plan so far is kept).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from lungang.draw.mount import app as draw_app  # its verbs are read when it runs

if TYPE_CHECKING:
    from lungang.solve.outcome import Outcome, Progress
    from lungang_models.fault import Fault
    from lungang_models.plan import Plan
    from lungang_models.problem import Problem
    from lungang_models.rule import Finding
    from lungang_models.words import Words

app = typer.Typer(
    name="lungang",
    help="岗位轮换规划。Plans job rotation under conflict-of-interest rules.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with locals would show personal data
    add_completion=True,
)


app.add_typer(draw_app, name="draw")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"lungang {version('lungang')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="版本。Version."
        ),
    ] = False,
) -> None:
    """岗位轮换规划。Plans job rotation under conflict-of-interest rules."""


class Language(StrEnum):
    zh = "zh"
    en = "en"


Book = Annotated[
    Path,
    typer.Argument(
        help="工作簿(.xlsx .xls .et)或CSV文件夹。Workbook or folder of CSV."
    ),
]
Lang = Annotated[
    Language, typer.Option("--lang", envvar="LUNGANG_LANG", help="语言。Language.")
]
Pack = Annotated[
    str, typer.Option("--pack", help="规则包名或文件。Rule pack, name or file.")
]
Effect = Annotated[
    str,
    typer.Option(
        "--effect", help="生效日期 YYYY-MM-DD。Effect date, over the workbook's."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出JSON。Print JSON.")]
Seconds = Annotated[
    float,
    typer.Option(
        "--time-limit", min=1, envvar="LUNGANG_TIME_LIMIT", help="时限(秒)。Seconds."
    ),
]
Workers = Annotated[
    int, typer.Option("--workers", min=1, help="求解线程数。CP-SAT workers.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="求解随机种子。CP-SAT seed.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="不显示进度。No progress.")]
Out = Annotated[Path, typer.Option("--out", help="输出文件夹。Folder for the results.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="覆盖已有结果。Overwrite results.")
]


def say(text: str) -> None:
    """A message for a person, beside the result."""
    typer.echo(text, err=True)


def stop(code: int, *lines: str) -> NoReturn:
    """Say why and leave with an exit code."""
    for line in lines:
        say(line)
    raise typer.Exit(code)


def _in(words: Words, lang: Language) -> str:
    return words.zh if lang is Language.zh else words.en


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(2, f"--effect: {text!r} 不是日期 YYYY-MM-DD / not a date")


def _problem(book: Path, pack: str, effect: str, lang: Language) -> Problem:
    from lungang.door import open_problem
    from lungang_models.fault import BadInput

    try:
        return open_problem(book, pack or None, _day(effect))
    except BadInput as bad:
        _print_faults(bad.faults, lang)
        stop(4, _tell_check(lang))


def _tell_check(lang: Language) -> str:
    if lang is Language.zh:
        return "数据有误, 未求解。用 lungang check 生成带标注的工作簿。"
    return "The input has faults; nothing was solved. 'lungang check' marks them in a copy."


def _print_faults(faults: Iterable[Fault], lang: Language) -> None:
    for f in faults:
        value = f" [{f.value}]" if f.value else ""
        column = f" {f.column}" if f.column else ""
        say(
            f"{f.where}{column}{value}  {f.code}: {_in(f.says, lang)} → {_in(f.maybe, lang)}"
        )


# -- solve ----------------------------------------------------------------------


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
    problem = _problem(book, pack, effect, lang)
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
    _plan(problem, out, time_limit, 1, 0, lang, as_json, quiet)


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
) -> None:
    from lungang.document import document, to_json
    from lungang.report import write_reports
    from lungang.solve.outcome import NoPlan, OutOfTime

    outcome, interrupted = _solve_in_a_thread(
        problem, time_limit, workers, seed, lang, quiet
    )
    written = document(problem, outcome)
    files = write_reports(out, written, _certificate(problem, outcome), lang.value)
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


def _certificate(problem: Problem, outcome: Outcome) -> dict[str, object] | None:
    from lungang.solve.outcome import OutOfTime, Solved

    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if not isinstance(solved, Solved) or solved.certificate is None:
        return None
    return {
        **solved.certificate.to_json(),
        "input_hash": problem.hash,
        "pack": f"{problem.pack.name} {problem.pack.version}",
        "solvers": dict(solved.run.versions),
    }


def _solve_in_a_thread(
    problem: Problem,
    time_limit: float,
    workers: int,
    seed: int,
    lang: Language,
    quiet: bool,
) -> tuple[Outcome, bool]:
    """Solve off the main thread, so that Ctrl-C reaches us and keeps the best plan."""
    from lungang.solve import Canceller
    from lungang.solve import solve as verb

    canceller, interrupted = Canceller(), threading.Event()
    result: list[Outcome] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            result.append(
                verb(
                    problem,
                    time_limit=time_limit,
                    workers=workers,
                    seed=seed,
                    watch=_progress(lang, quiet),
                    canceller=canceller,
                )
            )
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
    return result[0], interrupted.is_set()


def _progress(lang: Language, quiet: bool) -> Callable[[Progress], None]:
    last = 0.0

    def show(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if quiet or (progress.value is not None and now - last < 0.5):
            return
        last = now
        parts = [f"[{progress.seconds:6.1f}s] {_in(progress.stage, lang)}"]
        if progress.tier is not None:
            parts.append(_in(progress.tier.value, lang))
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
        typer.echo(f"{head} ({_in(outcome.proof.value, lang)}):")
        for ground in outcome.core:
            typer.echo(f"  · {_in(ground.says, lang)} [{ground.rule}]")
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
                f"  {_in(t.tier.value, lang)}: {t.value} ({_in(t.proof.value, lang)}{gap})"
            )
    moved, staff = solved.plan.moves, len(problem.staff)
    leaves = len(solved.plan.leaves)
    typer.echo(
        f"  {staff}人中调整{moved}人, 可安排强制休假{leaves}人"
        if zh
        else f"  {moved} of {staff} people move, {leaves} can be sent on mandatory leave"
    )


# -- audit ----------------------------------------------------------------------


@app.command()
def audit(
    book: Book,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan", help="plan.json 或 plan.xlsx; 缺省为现状。Default: today."
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", help="复核最优性证书。Re-check the proof."),
    ] = None,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:
    """审核: 任何方案对照规则, 不用求解器。Any plan against the rules, no solver loaded."""
    from lungang.audit import audit as verb
    from lungang.document import audit_document, to_json
    from lungang.handback import read_plan
    from lungang_models.fault import BadInput
    from lungang_models.plan import today

    problem = _problem(book, pack, effect, lang)
    try:
        looked_at = today(problem) if plan is None else read_plan(plan, problem)
    except BadInput as bad:
        _print_faults(bad.faults, lang)
        raise typer.Exit(4) from None
    if plan is not None and plan.suffix == ".json":
        made_from = json.loads(plan.read_text("utf-8")).get("provenance", {})
        if made_from.get("input_hash") != problem.hash:
            say(
                "注意: 方案是由另一份工作簿(或改动前的数据)得出的"
                if lang is Language.zh
                else "note: the plan was made from another workbook, or before a change"
            )
    findings = verb(looked_at)
    if as_json:
        typer.echo(to_json(audit_document(looked_at)), nl=False)
    else:
        _print_findings(findings, lang)
    proved = certificate is None or _recheck(
        looked_at, certificate, lang, say if as_json else typer.echo
    )
    if any(f.breach for f in findings) or not proved:
        raise typer.Exit(6)


def _print_findings(findings: Sequence[Finding], lang: Language) -> None:
    zh = lang is Language.zh
    for f in findings:
        if f.breach:
            mark = "违反" if zh else "BREACH"
        elif f.waiver is not None:
            mark = "豁免" if zh else "waived"
        else:
            mark = "提示" if zh else "note"
        grade = f.severity.value if zh else f.severity.words.en
        article = f"第{f.article}条" if zh and f.article[0].isdigit() else f.article
        typer.echo(f"{mark} {f.code} {grade} [{article}] {_in(f.says, lang)}")
    breaches = sum(f.breach for f in findings)
    typer.echo(
        f"违反规则{breaches}项, 其他提示{len(findings) - breaches}项"
        if zh
        else f"{breaches} breaches, {len(findings) - breaches} other findings"
    )


def _recheck(
    plan: Plan, file: Path, lang: Language, tell: Callable[[str], None]
) -> bool:
    from lungang.certificate import Certificate
    from lungang.proof import recheck
    from lungang_models.rule import Tier
    from lungang_models.words import Words

    try:
        content = json.loads(file.read_text("utf-8"))
        given = Certificate.from_json(content)
    except (OSError, ValueError, RecursionError) as error:
        stop(4, f"{file.name}: {type(error).__name__}: 不是证书 / not a certificate")
    if content.get("input_hash") != plan.problem.hash:
        tell(
            "证书不是这份工作簿的"
            if lang is Language.zh
            else "the certificate belongs to another workbook"
        )
        return False
    lines = recheck(plan, given)
    if isinstance(lines, Words):
        tell(_in(lines, lang))
        return False
    for line in lines:
        mark = "✓" if line.proved else ("·" if line.tier is Tier.CANONICAL else "✗")
        name = _in(line.tier.value, lang)
        tell(f"{mark} {name}: {line.billed} (≥ {line.bound})")
    if not lines[-1].proved:  # it only picks one of plans that are equally good
        tell(
            "· 固定次序只在同样好的方案中选定一个, 由两种求解配置复核"
            if lang is Language.zh
            else "· the canonical order only picks among equally good plans; two solver "
            "configurations agreed on it"
        )
    return all(line.proved for line in lines if line.tier is not Tier.CANONICAL)


# -- the workbook ---------------------------------------------------------------


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

    found = inspect(book, pack or None, _day(effect))
    if as_json:
        lines = [_fault_json(f, "fault") for f in found.faults]
        lines += [_fault_json(d, "doubt") for d in found.doubts]
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
    else:
        _print_faults((*found.faults, *found.doubts), lang)
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
            _print_faults([f for f in bad.faults if f.code not in known], lang)
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
        int, typer.Option("--staff", min=100, max=50_000, help="人数。Staff.")
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


# -- lists ----------------------------------------------------------------------


@app.command()
def due(
    book: Book,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:
    """名单: 符合交流轮岗条件人员。Who is due for rotation, by which clock and article."""
    from lungang.due import due as verb

    lines = verb(_problem(book, pack, effect, lang))
    if as_json:
        typer.echo(
            json.dumps([d.to_json() for d in lines], ensure_ascii=False, indent=2)
        )
        return
    for d in lines:
        typer.echo(_in(d.says, lang))


@app.command()
def rules(lang: Lang = Language.zh, pack: Pack = "", as_json: AsJson = False) -> None:
    """规则: 规则手册及所采用的参数值。The rule book and the values adopted."""
    from lungang.door import DEFAULT_PACK
    from lungang.rulebook import rule_book
    from lungang_models.fault import BadInput
    from lungang_models.pack import load

    try:
        chosen = load(pack or DEFAULT_PACK)
    except BadInput as bad:
        _print_faults(bad.faults, lang)
        raise typer.Exit(4) from None
    book = rule_book(chosen)
    if as_json:
        typer.echo(json.dumps(book.to_json(), ensure_ascii=False, indent=2))
    else:
        typer.echo(book.text(lang.value), nl=False)


@app.command()
def kin(
    book: Annotated[
        Path | None, typer.Argument(help="工作簿。Workbook; not needed with --word.")
    ] = None,
    person: Annotated[str, typer.Argument(help="工号。Staff number.")] = "",
    other: Annotated[str, typer.Argument(help="另一人工号。A second one.")] = "",
    word: Annotated[
        str, typer.Option("--word", help="读一个称谓。How a word is read.")
    ] = "",
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:
    """亲属: 推出的关系及依据, 供本人核对。What was derived about kin, and from what."""
    if word:
        _print_word(word, pack, lang, as_json)
        return
    if book is None or not person:
        stop(2, "lungang kin 工作簿 工号 [工号] | lungang kin --word 称谓")
    from lungang_models.facts.kinship.readback import between, describe
    from lungang_models.vocabulary import StaffId

    problem = _problem(book, pack, effect, lang)
    for number in filter(None, (person, other)):
        if StaffId(number) not in problem.person:
            stop(2, f"没有工号 {number} / no such staff number")
    lines = (
        between(problem, StaffId(person), StaffId(other))
        if other
        else describe(problem, StaffId(person))
    )
    if as_json:
        typer.echo(json.dumps([w._asdict() for w in lines], ensure_ascii=False))
    for line in () if as_json else lines:
        typer.echo(_in(line, lang))


def _print_word(word: str, pack: str, lang: Language, as_json: bool) -> None:
    from lungang.door import DEFAULT_PACK
    from lungang_models.facts.kinship import KinPolicy, read_word
    from lungang_models.facts.kinship.naming import path_words
    from lungang_models.fault import BadInput
    from lungang_models.pack import load
    from lungang_models.words import Words

    try:
        policy = load(pack or DEFAULT_PACK).policies[KinPolicy.key]
    except BadInput as bad:
        _print_faults(bad.faults, lang)
        raise typer.Exit(4) from None
    assert isinstance(policy, KinPolicy)
    reading = read_word(word)
    recusal = reading.recusal(policy)
    categories = reading.categories(policy)
    if as_json:
        found = {
            "word": word,
            "paths": [path_words(p)._asdict() for p in reading.paths],
            "categories": [c.value for c in categories],
            "recusal": recusal,
            "doubts": list(reading.doubts(policy)),
            "reads": reading.normal._asdict(),
        }
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    verdict = {
        True: Words("应回避", "recusal"),
        False: Words("不属回避", "no recusal"),
        None: Words("须核实", "to be asked"),
    }[recusal]
    names = "、".join(c.value for c in categories) or "—"
    typer.echo(f"{word} = {_in(reading.normal, lang)}: {names}, {_in(verdict, lang)}")
    if reading.note.zh:
        typer.echo(_in(reading.note, lang))


@app.command()
def schema(
    name: Annotated[str, typer.Argument(help="plan")] = "plan",
) -> None:
    """结构: plan.json 的JSON Schema。The JSON Schema of plan.json."""
    from lungang.document import json_schema

    if name != "plan":
        stop(2, "只有 plan / only: plan")
    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True))


def main() -> None:
    """Run the command line; a defect of ours ends with 1 and no personal data."""
    try:
        app()
    except OSError as error:
        name = Path(error.filename).name if isinstance(error.filename, str) else ""
        say(f"无法读写 / cannot read or write: {name} ({error.strerror})")
        sys.exit(2)
    except Exception as error:
        if os.environ.get("LUNGANG_DEBUG"):
            raise
        where = _last_place(error)
        say(
            f"程序错误 {type(error).__name__} ({where})。这是程序的缺陷, 数据未改动; "
            "设 LUNGANG_DEBUG=1 可显示详情(含个人数据)。"
        )
        say(f"A defect of the program: {type(error).__name__} at {where}.")
        sys.exit(1)


def _last_place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    code = trace.tb_frame.f_code
    return f"{Path(code.co_filename).name}:{trace.tb_lineno}"


if __name__ == "__main__":
    main()
