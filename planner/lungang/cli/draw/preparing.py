"""The verbs before a draw: rules, pool, exclusions, odds, book, check."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lungang.cli import language
from lungang.cli.draw.options import (
    HERE,
    Actor,
    ApprovedBy,
    DrawId,
    Dry,
    FirstDay,
    Home,
    Json,
    LastDay,
    Pid,
    Placements,
    RulePack,
    SecondApprover,
    Workbook,
    app,
    basis_of,
    plainly,
    progress_bar,
    say,
    step,
    tell,
)
from lungang.cli.ending import exit_codes
from lungang.cli.objects import wrote
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.jobs.draws.preparing import OpenedPool


@app.command()
def steps(
    draw: Annotated[
        str,
        typer.Argument(
            help="抽取编号，如 2027；启动之前也可。The draw's id.", callback=plainly
        ),
    ],
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """步骤单：谁办、什么命令、注意什么、办到哪一步。The instruction sheet.

    Word 版：lungang draw paper 编号 steps 步骤单.docx。In Word: lungang draw paper.
    """
    from lungang.jobs.draws.acting import Draw
    from lungang.jobs.draws.guiding import guide, next_step, steps_document

    with exit_codes():
        one = Draw(home, draw)
        if as_json:
            tell(steps_document(one, language.asked()), [], as_json)
            return
        due = next_step(one)
        say(
            f"强制休假抽取步骤单：{draw}。√ 已办，→ 现在办，其余依次办；"
            "中文词照实替换，记入台账的命令都可先加 --dry-run 演练",
            f"Steps of the draw {draw}. √ done, → now; replace the words in capitals;"
            " what the ledger records can be rehearsed with --dry-run",
        )
        for number, each in enumerate(guide(one), start=1):
            mark = "√" if each.done else "→" if each == due else "　"
            say(
                f"{mark} {number}. {each.title.zh}（{each.office.zh}）",
                f"{mark} {number}. {each.title.en} ({each.office.en})",
            )
            for command in each.commands:
                say(f"      {command.zh}", f"      {command.en}")
            for note in each.notes:
                say(f"    {note.zh}", f"    {note.en}")


@app.command("rules")
def rules_(
    workbook: Annotated[Path, typer.Argument(help="工作簿。Workbook.")],
    target: Annotated[Path, typer.Argument(help="写出的 rules.json。File to write.")],
    plan: Placements = None,
    first: FirstDay = "",
    last: LastDay = "",
    pack: RulePack = "",
    effect: str = "",
) -> None:
    """按工作簿的政策写出 rules.json，供内控委修改。The rules, to be edited."""
    from lungang.jobs.draws.preparing import write_rules

    with exit_codes():
        write_rules(basis_of(workbook, plan, pack, effect, first, last), target)
        wrote(target)
        say(f"已写入 {target}，请内控委逐项核定", f"{target}: decide every value")


@app.command("open")
def open_(
    draw: DrawId,
    org: Annotated[
        str, typer.Option(help="单位名称，缺省取自工作簿首页。Organisation.")
    ] = "",
    workbook: Workbook = None,
    plan: Placements = None,
    rules: Annotated[
        Path | None, typer.Option(help="已核定的 rules.json。The rules decided.")
    ] = None,
    overlay: Annotated[
        Path | None,
        typer.Option(help="本地日历 date,workday,label。The site's own days."),
    ] = None,
    first: FirstDay = "",
    last: LastDay = "",
    cover_times: Annotated[
        int, typer.Option(min=0, max=100, help="每人最多代职次数。Turns of a cover.")
    ] = 0,
    approved_by: ApprovedBy = "",
    second_approver: SecondApprover = "",
    pack: RulePack = "",
    effect: str = "",
    home: Home = HERE,
    actor: Actor = "",
    dry_run: Dry = False,
) -> None:
    """启动一次抽取：由工作簿生成名册，或检查已有的六个文件。Start a draw."""
    from lungang.jobs.draws.preparing import DrawRequest, open_draw

    with step(home, draw, actor, dry_run) as one:
        basis = None
        if workbook is not None:
            basis = basis_of(workbook, plan, pack, effect, first, last)
        approved = (approved_by, second_approver)
        asked = DrawRequest(
            org, basis, rules, overlay, cover_times, approved, rehearsed=dry_run
        )
        _tell_opened(draw, open_draw(one, asked), dry_run)


def _tell_opened(draw: str, opened: OpenedPool, rehearsed: bool) -> None:
    """Who is in the roster, who is not and why."""
    pool = opened.pool
    done = (
        Words("可以启动", "can be opened") if rehearsed else Words("已启动", "is open")
    )
    say(
        f"{done.zh}{draw}：名册{len(pool.holders)}人，排除{len(pool.exclusions)}人，"
        f"抽{pool.size}人（比例{pool.rules.share}）",
        f"{draw} {done.en}: {len(pool.holders)} in the roster, "
        f"{len(pool.exclusions)} left out, {pool.size} to be drawn"
        f" (share {pool.rules.share})",
    )
    for row, why in opened.left_out:
        by = f"{row.approved_by}、{row.second_approver}"
        say(
            f"不入名册 {opened.named(row.pid)}：{why.zh}（第{row.article}条，"
            f"{row.evidence}，{by}）",
            f"left out {opened.named(row.pid)}: {why.en} (article {row.article}, {row.evidence},"
            f" {by})",
        )
    for warning in opened.warnings:
        say(f"提醒：{warning.zh}", f"note: {warning.en}", err=True)
    for finding in opened.findings:
        say(*finding)


@app.command()
def exclude(
    draw: DrawId,
    pid: Pid,
    reason: Annotated[
        str,
        typer.Option(help="规定的理由之一，见步骤单。One of the closed list."),
    ],
    article: Annotated[str, typer.Option(help="条款。Article.")],
    evidence: Annotated[str, typer.Option(help="文号。Document number.")],
    approved_by: Annotated[str, typer.Option(help="审批。Approver.")],
    second_approver: Annotated[str, typer.Option(help="复核。Second approver.")],
    evidence_hash: str = "",
    home: Home = HERE,
    actor: Actor = "",
    dry_run: Dry = False,
) -> None:
    """排除一人（须有理由、依据、两人审批）。Exclude one holder, with papers."""
    from lungang.jobs.draws import preparing

    with step(home, draw, actor, dry_run) as one:
        row = preparing.Exclusion(
            pid, reason, article, evidence, evidence_hash, approved_by, second_approver
        )
        preparing.exclude(one, row)
        say(f"已排除 {pid}", f"{pid} is left out")


@app.command()
def odds(
    draw: DrawId,
    judge: Annotated[
        bool, typer.Option("--judge", help="人数多时也用列生成确认。Always confirm.")
    ] = False,
    home: Home = HERE,
    as_json: Json = False,
    dry_run: Dry = False,
) -> None:
    """计算机会与公平证书。The odds and their fairness certificate."""
    from lungang.jobs.draws import preparing

    with step(home, draw, dry_run=dry_run) as one:
        found = preparing.odds(one, judge, progress_bar)
        gap = float(Fraction(found.gap))
        tell(
            found,
            [
                (Words("最低的机会", "lowest chance"), _percent(found.lowest)),
                (Words("最高的机会", "highest chance"), _percent(found.highest)),
                (Words("无人可代职、机会为0的人数", "nobody may cover"),
                 found.uncoverable),
                (Words("可确知抽不到自己的人数（机会低于5%）",
                       "people who know they are safe (below 5%)"), found.safe),
                (Words("可确知抽到自己的人数（机会高于95%）",
                       "people who know they are due (above 95%)"), found.due),
                (Words("公平证书的级数", "levels of the certificate"), found.levels),
                (Words("证书留下的差距（0为完全证明）",
                       "gap left by the proof (0: none)"), f"{gap:.1e}" if gap else 0),
                (Words("由精确复核改正的人数", "people corrected by the exact check"),
                 found.corrected),
                *((Words(f"{one.zh}（须说得出理由）", f"{one.en} (know why)"),
                   " ".join(one.people)) for one in found.standouts),
            ],
            as_json,
        )  # fmt: skip


def _percent(share: str) -> str:
    return f"{float(Fraction(share)):.1%}"


@app.command()
def explain(draw: DrawId, pid: Pid, home: Home = HERE) -> None:
    """一人的机会与理由。One person's chance and the reason."""
    from lungang.jobs.draws.preparing import chance_of

    with step(home, draw) as one:
        named, pages, why = chance_of(one, pid)
        say(f"{pages}页中有{named}页写有{pid}", f"{named} of {pages} pages name {pid}")
        say(*why)


@app.command()
def book(
    draw: DrawId, home: Home = HERE, as_json: Json = False, dry_run: Dry = False
) -> None:
    """编制名册册页（book.csv、odds.csv）。Bind the numbered book."""
    from lungang.jobs.draws.preparing import bind

    with step(home, draw, dry_run=dry_run) as one:
        made = bind(one, progress_bar)
        tell(
            made,
            [
                (Words("页数", "pages"), made.pages),
                (Words("互不相同的页", "distinct pages"), made.distinct),
                (Words("放宽均衡编制的页", "pages bound softly"), made.soft),
                (Words("页数与公平机会的最大差距",
                       "largest distance from the fair chances"),
                 f"{float(Fraction(made.deviation)):.4f}"),
            ],
            as_json,
        )  # fmt: skip


@app.command()
def check(draw: DrawId, home: Home = HERE, as_json: Json = False) -> None:
    """承诺之前的检查：每页合规、可排期。Check every page, and that it fits the year."""
    from lungang.jobs.draws.preparing import check_pages

    with step(home, draw) as one:
        found = check_pages(one)
        tell(
            found,
            [
                (Words("页数", "pages"), found.pages),
                (Words("不合规的页", "pages that break a rule"), found.broken),
                (Words("排期须修补的页", "pages to be repaired"), found.repaired),
                (Words("排不下的页", "pages that fit no schedule"), found.hopeless),
            ],
            as_json,
        )
        if found.broken or found.hopeless:
            raise typer.Exit(6 if found.broken else 3)
