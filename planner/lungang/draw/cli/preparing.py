"""The verbs before a draw: rules, pool, exclusions, odds, book, check."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lungang.draw import instants
from lungang.draw.faults import (
    EXIT_INFEASIBLE,
    EXIT_VERIFY,
    Fault,
    NoPanel,
    Refusal,
)

if TYPE_CHECKING:
    from lungang.draw.proceedings import DrawFolder
    from lungang.draw.source import Approval

from lungang.draw.cli.face import (
    HERE,
    Actor,
    DrawId,
    Dry,
    FirstDay,
    Home,
    Json,
    LastDay,
    Placements,
    RulePack,
    Workbook,
    app,
    exit_codes,
    leave_period,
    plan_of,
    progress_bar,
    step,
    tell,
)


@app.command("rules")
def rules_(
    workbook: Annotated[Path, typer.Argument(help="工作簿 | workbook")],
    target: Annotated[Path, typer.Argument(help="写出的 rules.json | file to write")],
    plan: Placements = None,
    first: FirstDay = "",
    last: LastDay = "",
    pack: RulePack = "",
    effect: str = "",
) -> None:
    """按工作簿的政策写出 rules.json,供内控委修改 | the rules, to be edited."""
    from lungang.draw.canon import write_new
    from lungang.draw.rules import rules_bytes
    from lungang.draw.source import default_rules

    with exit_codes():
        found = plan_of(workbook, plan, pack, effect)
        raw = default_rules(found, *leave_period(found, first, last))
        write_new(target, rules_bytes(raw))
        typer.echo(f"已写入 {target},请逐项核定 | written; decide every value")


@app.command("open")
def open_(
    draw: DrawId,
    org: Annotated[str, typer.Option(help="单位名称 | organisation")],
    workbook: Workbook = None,
    plan: Placements = None,
    rules: Annotated[
        Path | None, typer.Option(help="已核定的 rules.json | the rules decided")
    ] = None,
    overlay: Annotated[
        Path | None,
        typer.Option(help="本地日历 date,workday,label | the site's own days"),
    ] = None,
    first: FirstDay = "",
    last: LastDay = "",
    cover_times: Annotated[
        int, typer.Option(min=0, max=100, help="每人最多代职次数 | turns of a cover")
    ] = 0,
    approved_by: Annotated[
        str, typer.Option(help="不入名册者的审批 | approver of those left out")
    ] = "",
    second_approver: Annotated[
        str, typer.Option(help="不入名册者的复核 | second approver")
    ] = "",
    pack: RulePack = "",
    effect: str = "",
    home: Home = HERE,
    actor: Actor = "人事科",
    dry_run: Dry = False,
) -> None:
    """启动一次抽取:由工作簿生成名册,或检查已有的六个文件 | start a draw."""
    from lungang.draw.findings import findings_of_pool, policy_warnings
    from lungang.draw.pool import read_pool
    from lungang.draw.proceedings import open_draw, standing

    with step(home, draw, dry_run) as folder:
        if workbook is not None and not standing(folder).opened:
            from lungang.draw.source import Approval

            found = plan_of(workbook, plan, pack, effect)
            _make_files(
                folder, found, rules, overlay, leave_period(found, first, last),
                cover_times, Approval(approved_by, second_approver),
            )  # fmt: skip
        open_draw(folder, org, actor, instants.clock())
        pool = read_pool(folder.public)
        typer.echo(
            f"已启动 {draw}: 名册{len(pool.holders)}人,排除{len(pool.exclusions)}人,"
            f"抽{pool.size}人(比例{pool.rules.share},{pool.rules.rounding}) | opened"
        )
        for row in pool.exclusions:
            typer.echo(
                f"未入名册 left out {row.pid}: {row.reason} 第{row.article}条"
                f" {row.evidence} ({row.approved_by}、{row.second_approver})"
            )
        for warning in policy_warnings(pool):
            typer.echo(f"提醒: {warning}", err=True)
        for finding in findings_of_pool(pool):
            typer.echo(str(finding))


def _make_files(
    folder: DrawFolder, plan: Any, rules: Path | None, overlay: Path | None,
    period: tuple[date, date], times: int, approval: Approval,
) -> None:  # fmt: skip
    """The six files from a plan, and the private tables beside them."""
    from lungang.draw.canon import raise_if, read_json
    from lungang.draw.source import default_rules, defaults, pool_of, write_draw
    from lungang.draw.workdays import read_overlay, year_days
    from lungang_models.facts.leave import LeaveRecord

    faults: list[Fault] = []
    problem = plan.problem
    history = problem.known(LeaveRecord)
    inputs = pool_of(plan, problem.effect, history, approval)
    raw: Any = default_rules(plan, *period)
    if rules is not None:
        raw = read_json(rules.read_bytes())
        if not isinstance(raw, dict):
            raise Refusal("rules", f"{rules}不是规则文件", f"{rules}: not an object")
    own = read_overlay(overlay, faults) if overlay is not None else {}
    raise_if(faults)
    window = raw.get("window") if isinstance(raw.get("window"), dict) else {}
    written = [str(window.get(key, "")) for key in ("first", "last")]
    try:
        start, end = (date.fromisoformat(text) for text in written)
    except ValueError:
        start, end = period  # the fault in the file is told with all the others
    days, warnings = year_days(range(start.year, end.year + 1), own)
    for warning in warnings:
        typer.echo(f"提醒: {warning}", err=True)
    many = times or int(defaults()["cover_times"])
    write_draw(folder.public, folder.private, inputs, raw, many, days)


@app.command()
def who(
    draw: DrawId,
    pid: str,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """代号是谁(取自内部名单,不得公布) | whose pid it is; for the office only."""
    from lungang.draw.source import read_names

    with step(home, draw) as folder:
        row = read_names(folder.private).get(pid)
        if row is None:
            raise Refusal("person-unknown", f"内部名单没有{pid}", f"{pid} is unknown")
        tell({k: v for k, v in row.items() if k != "slip"}, as_json)


@app.command()
def exclude(
    draw: DrawId,
    pid: str,
    reason: Annotated[
        str, typer.Option(help="规定的理由代码 | one of the closed list")
    ],
    article: Annotated[str, typer.Option(help="条款 | article")],
    evidence: Annotated[str, typer.Option(help="文号 | document number")],
    approved_by: Annotated[str, typer.Option(help="审批 | approver")],
    second_approver: Annotated[str, typer.Option(help="复核 | second approver")],
    evidence_hash: str = "",
    home: Home = HERE,
    actor: Actor = "人事科",
    dry_run: Dry = False,
) -> None:
    """排除一人(须有理由、依据、两人审批) | exclude one holder, with papers."""
    from lungang.draw.pool import Exclusion
    from lungang.draw.proceedings import exclude as leave_out

    with step(home, draw, dry_run) as folder:
        row = Exclusion(
            pid, reason, article, evidence, evidence_hash, approved_by, second_approver
        )
        leave_out(folder, row, actor, instants.clock())
        typer.echo(f"已排除 {pid}: {reason} | excluded")


@app.command()
def odds(
    draw: DrawId,
    judge: Annotated[
        bool, typer.Option("--judge", help="人数多时也用列生成确认 | always confirm")
    ] = False,
    home: Home = HERE,
    as_json: Json = False,
    dry_run: Dry = False,
) -> None:
    """计算机会与公平证书 | the odds and their fairness certificate."""
    from lungang.draw.certificate import check
    from lungang.draw.findings import known_beforehand
    from lungang.draw.pool import read_pool
    from lungang.draw.proceedings import compute_odds, final_ideal

    with step(home, draw, dry_run) as folder:
        certificate = compute_odds(folder, progress_bar, judge)
        pool = read_pool(folder.public)
        ideal = final_ideal(pool, certificate)
        proof = check(pool, certificate)
        safe, due = known_beforehand(ideal)
        tell(
            {
                "最低 lowest": str(min(ideal)),
                "最高 highest": str(max(ideal)),
                "无人可代职 uncoverable": len(pool.uncoverable),
                "自知安全 know they are safe": str(safe),
                "自知必抽 know they are due": str(due),
                "证书 levels": proof.levels,
                "证书乘子 multipliers": proof.multipliers,
                "证书差距 gap": str(proof.gap),
                "确认 judge": certificate["judge"],
            },
            as_json,
        )


@app.command()
def explain(draw: DrawId, pid: str, home: Home = HERE) -> None:
    """一人的机会与理由 | one person's odds and the reason."""
    from lungang.draw.canon import raise_if, read_csv
    from lungang.draw.proceedings import ODDS

    with step(home, draw) as folder:
        faults: list[Fault] = []
        rows = read_csv(folder.public / "odds.csv", ODDS, faults)
        raise_if(faults)
        row = next((row for _, row in rows if row["pid"] == pid), None)
        if row is None:
            raise Refusal("person-unknown", f"没有{pid}", f"{pid} is unknown")
        typer.echo(f"{row['pages']}/{row['of']} 页 pages")
        typer.echo(row["reason_zh"])
        typer.echo(row["reason_en"])


@app.command()
def book(
    draw: DrawId, home: Home = HERE, as_json: Json = False, dry_run: Dry = False
) -> None:
    """编制名册册页(book.csv、odds.csv) | bind the numbered book."""
    from lungang.draw.proceedings import make_book

    with step(home, draw, dry_run) as folder:
        tell(make_book(folder, progress_bar), as_json)


@app.command()
def check(draw: DrawId, home: Home = HERE, as_json: Json = False) -> None:
    """承诺之前的检查:每页合规、可排期 | check every page, and that it fits the year."""
    from lungang.draw.book import broken_pages
    from lungang.draw.pool import read_pool
    from lungang.draw.proceedings import read_book
    from lungang.draw.stream import digest
    from lungang.draw.windows import arrange, greedy

    with step(home, draw) as folder:
        pool = read_pool(folder.public)
        pages = read_book(folder, pool)
        broken = broken_pages(pool, pages)
        repaired, hopeless = 0, []
        for number, page in enumerate(pages):
            drawn = [pool.pids[place] for place in page]
            seed = digest("sha256", b"rehearsal" + str(number).encode())
            if greedy(pool, drawn, seed).stuck:
                repaired += 1
                try:
                    arrange(pool, drawn, seed)
                except NoPanel:
                    hopeless.append(number)
        tell(
            {
                "页数 pages": len(pages),
                "不合规 broken": len(broken),
                "需修补排期 repaired": repaired,
                "排不下 cannot be scheduled": hopeless,
            },
            as_json,
        )
        if broken:
            raise typer.Exit(EXIT_VERIFY)
        if hopeless:
            raise typer.Exit(EXIT_INFEASIBLE)
