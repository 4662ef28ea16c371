"""The verbs after a draw: windows, notices, changes, closing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lungang.cli.draw.options import (
    HERE,
    Actor,
    ApprovedBy,
    DrawId,
    Dry,
    Home,
    Pid,
    SecondApprover,
    app,
    day_needed,
    say,
    step,
)
from lungang.cli.objects import wrote

if TYPE_CHECKING:
    from lungang.jobs.draws.course import Absence, Kind

Reason = Annotated[str, typer.Option(help="理由。Reason.")]
Paper = Annotated[str, typer.Option(help="文号。Number of the paper.")]
Evidence = Annotated[
    Path | None, typer.Option(help="材料文件，仅记哈希。Its hash is recorded.")
]
Note = Annotated[str, typer.Option(help="说明，不公布。A note, not published.")]


def _show(absence: Absence, zh: str = "", en: str = "") -> None:
    first, last = absence.window.first, absence.window.last
    say(
        f"{zh}{absence.pid} {first}至{last}，代职人 {absence.cover or '无须'}",
        f"{en}{absence.pid} {first} to {last}, cover {absence.cover or 'none'}",
    )


@app.command()
def schedule(
    draw: DrawId,
    everyone: Annotated[
        bool, typer.Option("--all", help="预告模式下列出全部。All, if announced.")
    ] = False,
    home: Home = HERE,
    actor: Actor = "",
    dry_run: Dry = False,
) -> None:
    """排定窗口与代职人，只显示下一个窗口。Schedule; the next window only."""
    from lungang.jobs.draws import course

    with step(home, draw, actor, dry_run) as one:
        found = course.schedule(one, everyone)
        for absence in found.shown:
            _show(absence)
        say(
            f"共{found.many}人，其中{found.repaired}人由求解器修补",
            f"{found.many} people, {found.repaired} of them placed by the solver",
        )


def _note(
    home: Path, draw: str, actor: str, dry_run: bool, kind: Kind, pid: str, note: str,
    evidence: Path | None, outcome: str = "",
) -> None:  # fmt: skip
    from lungang.jobs.draws import course
    from lungang.jobs.draws.published import EVENT_WORDS

    with step(home, draw, actor, dry_run) as one:
        follows = course.note(one, kind, pid, note, evidence, outcome)
        done = EVENT_WORDS[kind]
        say(f"{pid} {done.zh}，已登记", f"{pid}: {done.en}, recorded")
        if follows is not None:
            say(*follows)


@app.command()
def notify(
    draw: DrawId, pid: Pid, note: Note = "", evidence: Evidence = None,
    home: Home = HERE, actor: Actor = "", dry_run: Dry = False,
) -> None:  # fmt: skip
    """登记通知已送达。Record that a notice was served."""
    _note(home, draw, actor, dry_run, "NOTIFY", pid, note, evidence)


@app.command()
def start(
    draw: DrawId, pid: Pid, note: Note = "", evidence: Evidence = None,
    home: Home = HERE, actor: Actor = "", dry_run: Dry = False,
) -> None:  # fmt: skip
    """登记离岗（附停用权限记录）。Record the start, with the access log."""
    _note(home, draw, actor, dry_run, "START", pid, note, evidence)


@app.command("return")
def return_(
    draw: DrawId, pid: Pid, note: Note = "", evidence: Evidence = None,
    home: Home = HERE, actor: Actor = "", dry_run: Dry = False,
) -> None:  # fmt: skip
    """登记返岗（附检查结论）。Record the return, with the audit's conclusion."""
    _note(home, draw, actor, dry_run, "RETURN", pid, note, evidence)


@app.command()
def appeal(
    draw: DrawId, pid: Pid, note: Note, evidence: Evidence = None,
    home: Home = HERE, actor: Actor = "", dry_run: Dry = False,
) -> None:  # fmt: skip
    """登记异议（处理见 decide）。Record an objection; decide answers it."""
    _note(home, draw, actor, dry_run, "APPEAL", pid, note, evidence)


@app.command()
def decide(
    draw: DrawId, pid: Pid,
    outcome: Annotated[
        str, typer.Option(help="成立或不成立。How it is decided: upheld, rejected.")
    ],
    note: Annotated[str, typer.Option(help="裁决及理由，不公布。Why; not published.")],
    evidence: Evidence = None,
    home: Home = HERE, actor: Actor = "", dry_run: Dry = False,
) -> None:  # fmt: skip
    """登记对异议的裁决，异议成立的说明怎样办理。Record how an objection was decided."""
    _note(home, draw, actor, dry_run, "DECIDE", pid, note, evidence, outcome)


@app.command()
def defer(
    draw: DrawId, pid: Pid,
    until: Annotated[str, typer.Option(help="最早日期，如2026-06-01。Earliest day.")],
    reason: Reason, evidence: Paper, approved_by: ApprovedBy,
    second_approver: SecondApprover,
    home: Home = HERE, actor: Actor = "", dry_run: Dry = False,
) -> None:  # fmt: skip
    """改期（仍属抽中，须两人审批）。Move a window; the person stays drawn."""
    from lungang.jobs.draws import course

    with step(home, draw, actor, dry_run) as one:
        ground = course.ChangeGround(reason, evidence, approved_by, second_approver)
        before, after = course.defer(one, pid, day_needed(until, "--until"), ground)
        say(f"{pid} 已改期", f"{pid}: the window is moved")
        if before is not None:
            _show(before, "原窗口：", "it was: ")
        else:
            say("原窗口：尚未公布", "it was: not known yet")
        if after is not None:
            _show(after, "新窗口：", "it is now: ")
            say("请按新窗口重新出通知书、重新送达", "serve a new notice for it")
        else:
            say("新窗口：不早于所写日期，已封存，轮到时由 schedule 显示，届时重新送达通知书",
                "it is now: not before that day, sealed until schedule shows it; then"
                " serve a new notice")  # fmt: skip


@app.command()
def carry(
    draw: DrawId, pid: Pid, reason: Reason, evidence: Paper,
    approved_by: ApprovedBy, second_approver: SecondApprover,
    home: Home = HERE, actor: Actor = "", dry_run: Dry = False,
) -> None:  # fmt: skip
    """转入下一年度补休（仍属抽中）。Carry the leave into the next year."""
    from lungang.jobs.draws import course

    with step(home, draw, actor, dry_run) as one:
        ground = course.ChangeGround(reason, evidence, approved_by, second_approver)
        course.carry(one, pid, ground)
        say(
            f"{pid} 转入下一年度：请在下一年度最早的窗口安排补休，并报领导小组",
            f"{pid} is owed a leave: give the first window of the next year, and tell"
            " the committee",
        )


@app.command()
def replace(
    draw: DrawId, pid: Pid, reason: Reason, evidence: Paper,
    approved_by: ApprovedBy, second_approver: SecondApprover,
    vacant: Annotated[
        bool,
        typer.Option(
            "--vacant", help="无人可替补时登记空缺。Leave the place empty if need be."
        ),
    ] = False,
    home: Home = HERE, actor: Actor = "", dry_run: Dry = False,
) -> None:  # fmt: skip
    """永久离岗者由固定排序替补。The next in order replaces somebody gone for good."""
    from lungang.jobs.draws import course

    with step(home, draw, actor, dry_run) as one:
        ground = course.ChangeGround(reason, evidence, approved_by, second_approver)
        found, absence = course.replace(one, pid, ground, vacant)
        if not found:
            say(
                f"{pid} 已移出；同单位无人可替补，名额空缺已登记，请报领导小组，"
                "下一次抽取按比例补足",
                f"{pid} is taken out; nobody of the unit can take the place. The empty"
                " place is recorded: tell the committee, the next draw makes it up",
            )
            return
        say(f"{pid} 由 {found} 替补", f"{pid} is replaced by {found}")
        if absence is not None:
            _show(absence)


@app.command()
def record(
    draw: DrawId,
    out: Annotated[Path, typer.Argument(help="写入的文件夹。Folder to write into.")],
    home: Home = HERE,
) -> None:
    """写出“抽取记录”表，并入工作簿后进入风险清单。The sheet for the register."""
    from lungang.jobs.draws.course import write_record

    with step(home, draw) as one:
        many = write_record(one, out)
        wrote(out)
        say(f"{many}人，含工号，不得公布", f"{many} people, not to be published")


@app.command()
def close(
    draw: DrawId, home: Home = HERE, actor: Actor = "", dry_run: Dry = False
) -> None:
    """结案：最后一个窗口结束之后，排期可供核查。Close; schedules can be inspected."""
    from lungang.jobs.draws import course

    with step(home, draw, actor, dry_run) as one:
        course.close(one)
        say("已结案", "closed")
