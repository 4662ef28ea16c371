"""The verbs after a draw: windows, notices, changes, closing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lungang.draw import instants
from lungang.draw.faults import (
    Refusal,
)

if TYPE_CHECKING:
    pass

from lungang.draw.cli.face import (
    HERE,
    Actor,
    DrawId,
    Dry,
    Home,
    app,
    step,
)


@app.command()
def schedule(
    draw: DrawId,
    everyone: Annotated[
        bool, typer.Option("--all", help="预告模式下列出全部 | all, if announced")
    ] = False,
    home: Home = HERE,
    actor: Actor = "人事科",
    dry_run: Dry = False,
) -> None:
    """排定窗口与代职人;只显示下一个窗口 | schedule; shows the next window only."""
    from lungang.draw.aftermath import current_schedule, make_schedule, next_window
    from lungang.draw.pool import read_pool

    with step(home, draw, dry_run) as folder:
        if (folder.private / "schedule.csv").exists():
            found = current_schedule(folder)
        else:
            found = make_schedule(folder, actor, instants.clock())
        announced = read_pool(folder.public).rules.window.notice == "announced"
        if everyone and not announced:
            raise Refusal(
                "unannounced",
                "不预告的抽取只能看下一个窗口",
                "an unannounced draw shows the next window only",
            )
        today = instants.instant(instants.clock()).date()
        shown = found.absences if everyone else next_window(found, today)
        for a in shown:
            typer.echo(f"{a.pid} {a.window.first} – {a.window.last} 代职 {a.cover}")
        repaired = sum(a.how != "greedy" for a in found.absences)
        typer.echo(f"共{len(found.absences)}人,修补{repaired}人 | scheduled")


def _course(
    draw: str,
    home: Path,
    kind: Any,
    pid: str,
    note: str,
    evidence: Path | None,
    actor: str,
    dry_run: bool,
) -> None:
    from lungang.draw.proceedings import note_event

    with step(home, draw, dry_run) as folder:
        data = evidence.read_bytes() if evidence is not None else b""
        note_event(folder, kind, pid, note, data, actor, instants.clock())
        typer.echo(f"{kind} {pid} 已登记 | recorded")


Evidence = Annotated[Path | None, typer.Option(help="材料文件,仅记哈希 | hashed")]


@app.command()
def notify(
    draw: DrawId, pid: str, note: str = "", evidence: Evidence = None,
    home: Home = HERE, actor: Actor = "人事科", dry_run: Dry = False,
) -> None:  # fmt: skip
    """登记已送达通知 | record that a notice was served."""
    _course(draw, home, "NOTIFY", pid, note, evidence, actor, dry_run)


@app.command()
def start(
    draw: DrawId, pid: str, note: str = "", evidence: Evidence = None,
    home: Home = HERE, actor: Actor = "内控办", dry_run: Dry = False,
) -> None:  # fmt: skip
    """登记离岗(附停用权限记录) | record the start, with the access log."""
    _course(draw, home, "START", pid, note, evidence, actor, dry_run)


@app.command("return")
def return_(
    draw: DrawId, pid: str, note: str = "", evidence: Evidence = None,
    home: Home = HERE, actor: Actor = "内控办", dry_run: Dry = False,
) -> None:  # fmt: skip
    """登记返岗(附检查结论) | record the return, with the audit's conclusion."""
    _course(draw, home, "RETURN", pid, note, evidence, actor, dry_run)


@app.command()
def appeal(
    draw: DrawId,
    pid: str,
    note: Annotated[str, typer.Option(help="事由 | the objection")],
    evidence: Evidence = None,
    home: Home = HERE,
    actor: Actor = "内控办",
    dry_run: Dry = False,
) -> None:
    """登记异议及处理 | record an objection and its answer."""
    _course(draw, home, "APPEAL", pid, note, evidence, actor, dry_run)


@app.command()
def defer(
    draw: DrawId,
    pid: str,
    until: Annotated[str, typer.Option(help="最早日期 2026-06-01 | earliest day")],
    reason: Annotated[str, typer.Option(help="理由 | reason")],
    home: Home = HERE,
    actor: Actor = "人事科",
    dry_run: Dry = False,
) -> None:
    """改期(仍属抽中) | move a window; the person stays drawn."""
    from lungang.draw.aftermath import defer as move

    with step(home, draw, dry_run) as folder:
        try:
            day = date.fromisoformat(until)
        except ValueError:
            raise Refusal("date", f"{until}不是日期", "not a date") from None
        move(folder, pid, day, reason, actor, instants.clock())
        typer.echo(f"{pid} 已改期 | moved")


@app.command()
def replace(
    draw: DrawId,
    pid: str,
    reason: Annotated[str, typer.Option(help="理由 | reason")],
    home: Home = HERE,
    actor: Actor = "人事科",
    dry_run: Dry = False,
) -> None:
    """永久离岗者由固定次序替补 | the next in order replaces somebody gone for good."""
    from lungang.draw.aftermath import replace as put_in

    with step(home, draw, dry_run) as folder:
        found, _ = put_in(folder, pid, reason, actor, instants.clock())
        typer.echo(f"{pid} → {found} | replaced")


@app.command()
def record(
    draw: DrawId,
    out: Annotated[Path, typer.Argument(help="写入的文件夹 | folder to write into")],
    home: Home = HERE,
) -> None:
    """写出“抽取记录”表,并入工作簿后进入风险清单 | the sheet for the register."""
    from lungang.draw.record import records
    from lungang.workbook import write_csv_folder
    from lungang_models.facts.draw_records import DrawnPerson

    with step(home, draw) as folder:
        today = instants.instant(instants.clock()).date()
        rows = records(folder, today)
        write_csv_folder(out, {DrawnPerson: rows})
        typer.echo(f"{len(rows)}人,含工号,不得公布 | written, for the office only")


@app.command()
def void(
    draw: DrawId,
    reason: Annotated[str, typer.Option(help="理由 | reason")],
    home: Home = HERE,
    actor: Actor = "人事科",
    dry_run: Dry = False,
) -> None:
    """作废承诺(仅限公共数值产生之前) | void, only before any value can exist."""
    from lungang.draw.proceedings import void as withdraw

    with step(home, draw, dry_run) as folder:
        withdraw(folder, reason, actor, instants.clock())
        typer.echo("已作废 | void")


@app.command()
def close(
    draw: DrawId, home: Home = HERE, actor: Actor = "人事科", dry_run: Dry = False
) -> None:
    """结案:公布排期与窗口密钥 | close; the schedule and its secret are published."""
    from lungang.draw.proceedings import close_draw

    with step(home, draw, dry_run) as folder:
        close_draw(folder, actor, instants.clock())
        typer.echo("已结案 | closed")
