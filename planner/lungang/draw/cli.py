"""The draw at the command line: one verb a step, Chinese first.

Exit codes: 0 done; 1 a bug; 2 usage or a step the protocol refuses; 3 proven
impossible (with the quotas at fault); 4 faults in the input; 6 verification failed.
Nothing heavy is imported before a verb needs it.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lungang.draw import instants
from lungang.draw.faults import (
    EXIT_INFEASIBLE,
    EXIT_INPUT,
    EXIT_USAGE,
    EXIT_VERIFY,
    Fault,
    InputFaults,
    NoPanel,
    Refusal,
    Words,
)

if TYPE_CHECKING:
    from lungang.draw.proceedings import DrawFolder
    from lungang.draw.source import Approval

app = typer.Typer(
    help="强制休假随机抽取:可公开验证 | the verifiable mandatory-leave draw",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

Home = Annotated[
    Path,
    typer.Option(help="台账所在文件夹 | folder of the ledger", envvar="LUNGANG_DRAW"),
]
DrawId = Annotated[str, typer.Argument(help="抽取编号,如 2026-Q1 | the draw's id")]
Actor = Annotated[str, typer.Option(help="经办(单位或岗位,不写姓名) | office acting")]
Dry = Annotated[bool, typer.Option("--dry-run", help="演练,不写入 | write nothing")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON | print JSON")]
HERE = Path(".")


@contextlib.contextmanager
def _step(home: Path, draw: str, dry_run: bool = False) -> Iterator[DrawFolder]:
    """A draw's folder, or for a rehearsal a copy of it; errors become exit codes."""
    from lungang.draw.proceedings import DrawFolder

    with _exit_codes(), contextlib.ExitStack() as stack:
        if dry_run:
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            for name in ("ledger.jsonl", draw, f"{draw}.private"):
                source = DrawFolder(home, draw).home / name
                if source.is_dir():
                    shutil.copytree(source, copy / name)
                elif source.exists():
                    shutil.copy2(source, copy / name)
            typer.echo("演练:不写入任何文件 | rehearsal: nothing is written", err=True)
            home = copy
        yield DrawFolder(home, draw)


@contextlib.contextmanager
def _exit_codes() -> Iterator[None]:
    from lungang.draw.canon import NotCanonical
    from lungang.draw.ledger import BrokenLedger

    try:
        yield
    except InputFaults as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(EXIT_INPUT) from error
    except NoPanel as error:
        typer.echo(str(error), err=True)
        for way in error.remedies:
            typer.echo(f"  可行的出路: {way}", err=True)
        raise typer.Exit(EXIT_INFEASIBLE) from error
    except Refusal as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from error
    except BrokenLedger as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_VERIFY) from error
    except (FileNotFoundError, FileExistsError, NotCanonical) as error:
        typer.echo(f"文件问题: {error} | a file: {error}", err=True)
        raise typer.Exit(EXIT_INPUT) from error


def _bar(done: int, whole: int) -> None:
    if sys.stderr.isatty() and (done % 10 == 0 or done == whole):
        end = "\n" if done == whole else ""
        sys.stderr.write(f"\r{done}/{whole}{end}")


def _say(value: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False, sort_keys=True))
        return
    for name, shown in value.items():
        typer.echo(f"{name}: {shown}")


Workbook = Annotated[
    Path | None,
    typer.Option(help="工作簿:由它生成六个输入文件 | make the input files from it"),
]
Placements = Annotated[
    Path | None,
    typer.Option(help="方案 plan.json/xlsx,省略=现状 | a plan; today's state without"),
]
RulePack = Annotated[str, typer.Option(help="规则包 | rule pack")]
FirstDay = Annotated[str, typer.Option(help="窗口最早日期 | first day of leave")]
LastDay = Annotated[str, typer.Option(help="窗口最晚日期 | last day of leave")]


def _day(text: str, option: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "date", f"{option}: {text!r}不是日期", f"{option}: {text!r} is not a date"
        ) from None


def _planned(workbook: Path, plan: Path | None, pack: str, effect: str) -> Any:
    """The plan in force: one given back, or today's state of the workbook."""
    from lungang.door import open_problem
    from lungang.handback import read_plan
    from lungang_models.fault import BadInput
    from lungang_models.fault import Fault as BookFault
    from lungang_models.plan import today

    def said(fault: BookFault) -> Fault:
        return Fault(
            fault.code, " ".join(filter(None, (fault.where, fault.column))),
            fault.value, Words(*fault.says), Words(*fault.maybe),
        )  # fmt: skip

    try:
        problem = open_problem(workbook, pack or None, _day(effect, "--effect"))
        return today(problem) if plan is None else read_plan(plan, problem)
    except BadInput as bad:
        raise InputFaults(said(fault) for fault in bad.faults) from bad


def _period(plan: Any, first: str, last: str) -> tuple[date, date]:
    from lungang.draw.source import year_from

    start = _day(first, "--first") or plan.problem.effect
    return start, _day(last, "--last") or year_from(start)[1]


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

    with _exit_codes():
        found = _planned(workbook, plan, pack, effect)
        raw = default_rules(found, *_period(found, first, last))
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

    with _step(home, draw, dry_run) as folder:
        if workbook is not None and not standing(folder).opened:
            from lungang.draw.source import Approval

            found = _planned(workbook, plan, pack, effect)
            _make_files(
                folder, found, rules, overlay, _period(found, first, last),
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

    with _step(home, draw) as folder:
        row = read_names(folder.private).get(pid)
        if row is None:
            raise Refusal("person-unknown", f"内部名单没有{pid}", f"{pid} is unknown")
        _say({k: v for k, v in row.items() if k != "slip"}, as_json)


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

    with _step(home, draw, dry_run) as folder:
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

    with _step(home, draw, dry_run) as folder:
        certificate = compute_odds(folder, _bar, judge)
        pool = read_pool(folder.public)
        ideal = final_ideal(pool, certificate)
        proof = check(pool, certificate)
        safe, due = known_beforehand(ideal)
        _say(
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

    with _step(home, draw) as folder:
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

    with _step(home, draw, dry_run) as folder:
        _say(make_book(folder, _bar), as_json)


@app.command()
def check(draw: DrawId, home: Home = HERE, as_json: Json = False) -> None:
    """承诺之前的检查:每页合规、可排期 | check every page, and that it fits the year."""
    from lungang.draw.book import broken_pages
    from lungang.draw.pool import read_pool
    from lungang.draw.proceedings import read_book
    from lungang.draw.stream import digest
    from lungang.draw.windows import arrange, greedy

    with _step(home, draw) as folder:
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
        _say(
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


@app.command()
def commit(
    draw: DrawId,
    plan: Annotated[
        Path, typer.Option(help="plan.json: 来源与签署人 | sources, signers")
    ],
    home: Home = HERE,
    actor: Actor = "人事科",
    dry_run: Dry = False,
) -> None:
    """承诺:固定一切并打印承诺值 | fix everything and print the root."""
    import secrets

    from lungang.draw.commit import spoken
    from lungang.draw.plan import read_plan
    from lungang.draw.proceedings import commit as fix

    with _step(home, draw, dry_run) as folder:
        read = read_plan(plan)
        commitment = fix(
            folder, read.org, read.mode, read.sources, read.signers,
            read.reveal_deadline, actor, instants.clock(), secrets.token_hex(32),
        )  # fmt: skip
        typer.echo(f"承诺值(请宣读、张贴、载入纪要) root:\n{spoken(commitment.root())}")


@app.command()
def sign(
    draw: DrawId,
    role: str,
    key: Annotated[Path | None, typer.Option(help="私钥文件 | private key")] = None,
    signature: Annotated[Path | None, typer.Option(help="已有签名文件 | .sig")] = None,
    home: Home = HERE,
    dry_run: Dry = False,
) -> None:
    """签署承诺(ssh-keygen -Y) | sign the commitment, or hand in a signature."""
    from lungang.draw.commit import sign as make_signature
    from lungang.draw.proceedings import add_signature

    with _step(home, draw, dry_run) as folder:
        if (key is None) == (signature is None):
            raise Refusal(
                "sign", "--key 与 --signature 二选一", "either --key or --signature"
            )
        if signature is not None:
            data = signature.read_bytes()
        else:
            assert key is not None
            data = make_signature(key, (folder.public / "commit.json").read_bytes())
        add_signature(folder, role, data, role, instants.clock())
        typer.echo(f"{role} 已签署 | signed")


@app.command()
def stamp(
    draw: DrawId,
    query: Annotated[
        Path | None, typer.Option(help="写出请求文件 | write the query")
    ] = None,
    response: Annotated[Path | None, typer.Option(help="时间戳响应 | response")] = None,
    authority: Annotated[Path | None, typer.Option(help="机构证书 PEM | CA")] = None,
    home: Home = HERE,
    actor: Actor = "内控办",
    dry_run: Dry = False,
) -> None:
    """RFC 3161 时间戳:写请求,或登记响应 | write a query, or record a response."""
    from lungang.draw.canon import write_new
    from lungang.draw.commit import stamp_query
    from lungang.draw.proceedings import add_stamp

    with _step(home, draw, dry_run) as folder:
        if query is not None:
            write_new(query, stamp_query(folder.public / "commit.json"))
            typer.echo(f"请求已写入 {query} | query written")
        elif response is not None and authority is not None:
            add_stamp(folder, response, authority, actor, instants.clock())
            typer.echo("时间戳已登记 | stamped")
        else:
            raise Refusal(
                "stamp",
                "给出 --query,或 --response 与 --authority",
                "give --query, or --response with --authority",
            )


@app.command()
def entropy(
    draw: DrawId,
    source: Annotated[str, typer.Argument(help="来源名称 | the source's name")],
    numbers: Annotated[
        str | None, typer.Option(help="号码,如 '3 8 12 20 27 31 + 9' | numbers")
    ] = None,
    again: Annotated[str | None, typer.Option(help="再输一遍 | typed again")] = None,
    beacon: Annotated[Path | None, typer.Option(help="drand JSON 文件 | file")] = None,
    witness: Annotated[list[str] | None, typer.Option(help="见证 | witness")] = None,
    home: Home = HERE,
    actor: Actor = "内控办",
    dry_run: Dry = False,
) -> None:
    """登记公共数值(号码须输两遍) | record a public value; numbers are typed twice."""
    from lungang.draw.canon import read_json
    from lungang.draw.proceedings import add_entropy, open_commitment

    with _step(home, draw, dry_run) as folder:
        value: Any
        if beacon is not None:
            value = read_json(beacon.read_bytes())
            if not isinstance(value, dict):
                raise Refusal("beacon", "不是信标文件", "not a beacon's file")
            found = [s for s in open_commitment(folder).sources if s.name == source]
            _require_bls(found, value)
        else:
            if numbers is None:
                numbers = typer.prompt("号码 numbers")
                again = typer.prompt("再输一遍 again")
            if " ".join(str(again).split()) != " ".join(str(numbers).split()):
                raise Refusal("twice", "两遍输入不一致", "the two entries differ")
            value = str(numbers)
        record = add_entropy(
            folder, source, value, actor, instants.clock(), witness or []
        )
        typer.echo(f"已登记 recorded: {json.dumps(record, ensure_ascii=False)}")


def _require_bls(sources: list[Any], value: dict[str, Any]) -> None:
    from lungang.draw.entropy import beacon_signature_holds

    if not sources:
        return  # add_entropy names the sources there are
    record = {
        "round": sources[0].round,
        "signature": str(value.get("signature", "")),
        "previous": str(value.get("previous_signature", "")),
    }
    try:
        holds = beacon_signature_holds(sources[0], record)
    except ModuleNotFoundError:
        typer.echo(
            "未安装 py_ecc,信标签名未验证,请另行核对 |"
            " py_ecc is missing: the beacon's signature was not checked",
            err=True,
        )
        return
    if not holds:
        raise Refusal(
            "beacon-signature",
            "信标签名(BLS)不成立",
            "the beacon's BLS signature does not hold",
        )


@app.command()
def reveal(
    draw: DrawId,
    home: Home = HERE,
    actor: Actor = "人事科",
    as_json: Json = False,
    dry_run: Dry = False,
) -> None:
    """揭晓:算出页码与名单 | compute the page and who is drawn."""
    from lungang.draw.proceedings import reveal as show

    with _step(home, draw, dry_run) as folder:
        shown = show(folder, actor, instants.clock())
        _say({"页码 page": shown["page"], "抽中 drawn": shown["drawn"]}, as_json)


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

    with _step(home, draw, dry_run) as folder:
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

    with _step(home, draw, dry_run) as folder:
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

    with _step(home, draw, dry_run) as folder:
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

    with _step(home, draw, dry_run) as folder:
        found, _ = put_in(folder, pid, reason, actor, instants.clock())
        typer.echo(f"{pid} → {found} | replaced")


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

    with _step(home, draw, dry_run) as folder:
        withdraw(folder, reason, actor, instants.clock())
        typer.echo("已作废 | void")


@app.command()
def close(
    draw: DrawId, home: Home = HERE, actor: Actor = "人事科", dry_run: Dry = False
) -> None:
    """结案:公布排期与窗口密钥 | close; the schedule and its secret are published."""
    from lungang.draw.proceedings import close_draw

    with _step(home, draw, dry_run) as folder:
        close_draw(folder, actor, instants.clock())
        typer.echo("已结案 | closed")


@app.command()
def bundle(draw: DrawId, target: Path, home: Home = HERE) -> None:
    """写出公布用的文件夹 | write the folder to publish and deposit."""
    from lungang.draw.proceedings import write_bundle

    with _step(home, draw) as folder:
        names = write_bundle(folder, target)
        typer.echo(f"{len(names)} 个文件已写入 {target} | files written")


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="公布的文件夹 | the bundle")],
    root: Annotated[str, typer.Option(help="公示的承诺值 | posted root")] = "",
    authority: Annotated[Path | None, typer.Option(help="时间戳机构证书 | CA")] = None,
) -> None:
    """验证一份公布的抽取(独立脚本 + 证书 + BLS) | verify a published draw."""
    import subprocess
    from importlib import resources

    script = resources.files("lungang.draw") / "verify_draw.py"
    with _exit_codes(), resources.as_file(script) as path:
        ran = subprocess.run(
            [sys.executable, str(path), str(folder), *([root] if root else [])],
            check=False,
        )
        good = ran.returncode == 0
        if good:
            good = _verify_more(folder, authority)
    if not good:
        raise typer.Exit(EXIT_VERIFY)


def _verify_more(folder: Path, authority: Path | None) -> bool:
    """What the stand-alone script leaves out: fairness, BLS, the time stamp."""
    from lungang.draw.canon import read_json
    from lungang.draw.certificate import Unproven
    from lungang.draw.certificate import check as check_certificate
    from lungang.draw.commit import read_commitment, stamp_holds
    from lungang.draw.entropy import beacon_signature_holds
    from lungang.draw.pool import read_pool

    good = True

    def tell(what: str, holds: bool) -> None:
        nonlocal good
        typer.echo(("通过 PASS " if holds else "不符 FAIL ") + what)
        good = good and holds

    certificate: Any = read_json((folder / "certificate.json").read_bytes())
    try:
        proof = check_certificate(read_pool(folder), certificate)
        tell(f"certificate.json 公平证书 gap {float(proof.gap):.1e}", True)
    except (Unproven, KeyError, ValueError, TypeError) as error:
        tell(f"certificate.json 公平证书 {error}", False)
    commitment = read_commitment((folder / "commit.json").read_bytes())
    for number, source in enumerate(commitment.sources, start=1):
        if source.kind == "drand":
            record: Any = read_json((folder / f"entropy-{number}.json").read_bytes())
            try:
                tell(f"{source.name} BLS", beacon_signature_holds(source, record))
            except ModuleNotFoundError:
                typer.echo(f"** {source.name}: 未装 py_ecc,BLS 未验 | BLS not checked")
    if authority is not None:
        stamped = folder / "stamp.tsr"
        holds = stamped.exists() and stamp_holds(
            folder / "commit.json", stamped, authority
        )
        tell("stamp.tsr 时间戳 time stamp", holds)
    return good


@app.command()
def paper(
    draw: DrawId,
    kind: Annotated[
        str, typer.Argument(help="record, notice, handover, checklist, slip")
    ],
    target: Annotated[Path, typer.Argument(help="写出的 .docx | the file to write")],
    pid: Annotated[str, typer.Option(help="代号 | pid")] = "",
    name: Annotated[str, typer.Option(help="姓名(取自内部名单) | name")] = "",
    post: Annotated[str, typer.Option(help="岗位 | post")] = "",
    cover: Annotated[str, typer.Option(help="代职人 | cover")] = "",
    slip: Annotated[str, typer.Option(help="抽签码 | the slip's secret")] = "",
    templates: Annotated[
        Path | None, typer.Option(help="本单位改过的模板 | the office's own templates")
    ] = None,
    home: Home = HERE,
) -> None:
    """生成文书:记录、通知书、交接单、检查清单、抽签条 | write a Word paper."""
    from lungang.draw.aftermath import current_schedule
    from lungang.draw.commit import spoken
    from lungang.draw.papers import leave_values, person_values, record_values, render
    from lungang.draw.proceedings import standing
    from lungang.draw.source import read_names
    from lungang.draw.templates import FOLDER

    with _step(home, draw) as folder:
        today = instants.instant(instants.clock()).date()
        known = read_names(folder.private)
        mine = known.get(pid, {})
        name, post = name or mine.get("name", ""), post or mine.get("post", "")
        slip = slip or mine.get("slip", "")
        values: dict[str, Any]
        if kind == "record":
            values = record_values(folder, today)
        elif kind == "slip":
            root = spoken(standing(folder).last_root)
            values = {**person_values(folder, pid), "name": name, "slip": slip,
                      "root": root}  # fmt: skip
        else:
            absence = current_schedule(folder).of(pid)
            if absence is None:
                raise Refusal("not-drawn", f"{pid}未被抽中", f"{pid} was not drawn")
            acting = known.get(absence.cover, {}).get("name", "")
            both = "、".join(filter(None, (acting, mine.get("standing", ""))))
            values = leave_values(folder, absence, name, post, cover or both, today)
        render(kind, values, target, templates or FOLDER)
        typer.echo(f"已写入 {target} | written")


@app.command()
def slips(
    draw: DrawId,
    people: Annotated[Path, typer.Argument(help="每行一个工号 | one staff id a line")],
    target: Annotated[Path, typer.Argument(help="保密名单 CSV | the secret table")],
) -> None:
    """发抽签码、算代号(名单不得公布) | issue slips and pids; keep the table secret."""
    from lungang.draw.canon import csv_bytes, write_new
    from lungang.draw.pseudonyms import new_slips, pids_of

    with _exit_codes():
        listed = [line.strip() for line in people.read_text("utf-8").splitlines()]
        names = [line for line in listed if line]
        if len(set(names)) != len(names):
            raise Refusal("twice", "名单中有重复的工号", "a staff id occurs twice")
        issued = new_slips(names)
        pids = pids_of(issued, draw)
        rows = [{"person": p, "slip": issued[p], "pid": pids[p]} for p in names]
        write_new(target, csv_bytes(("person", "slip", "pid"), rows))
        typer.echo(f"{len(rows)} 人,已写入 {target},请妥善保管 | keep it secret")


@app.command()
def audit(
    draw: DrawId,
    draws: Annotated[int, typer.Option(help="模拟次数 | simulated draws")] = 200_000,
    home: Home = HERE,
) -> None:
    """统计检验:页码均匀、植入的错误须被发现 | test the page numbers, plant faults."""
    from lungang.draw.audit import audit_book, lucky_years
    from lungang.draw.pool import read_pool
    from lungang.draw.proceedings import read_book

    with _step(home, draw) as folder:
        pool = read_pool(folder.public)
        first, *faults = audit_book(read_book(folder, pool), len(pool.holders), draws)
        for test in (first, *faults):
            verdict = "异常 FLAGGED" if test.flagged else "正常 fine"
            typer.echo(
                f"{test.name}: χ²={test.chi2:.1f} p={test.p:.3g}"
                f" max|z|={test.largest:.2f} (限 {test.limit:.2f}) {verdict}"
            )
        typer.echo(
            "看不出的:16位取模须300万次才显;重抽五十次一次低于界限;单人十年不中的概率"
            f"(机会20%)为{lucky_years(0.2, 10):.1%},不说明问题 | what statistics cannot"
            " see: 16 bits modulo M below 3,000,000 draws, a re-draw in 1 of 50"
        )
        if first.flagged or not all(fault.flagged for fault in faults):
            raise typer.Exit(EXIT_VERIFY)


@app.command()
def ledger(home: Home = HERE, as_json: Json = False) -> None:
    """检查并显示台账 | check and show the ledger."""
    from lungang.draw.ledger import Ledger, counts

    with _exit_codes():
        book = Ledger(home / "ledger.jsonl")
        entries = book.entries()
        for year in sorted({entry.event.at[:4] for entry in entries}):
            many = counts(entries, year)
            typer.echo(
                f"{year}: 承诺{many['COMMIT']} 抽取{many['DRAW']} 作废{many['VOID']}"
            )
        for entry in entries:
            event = entry.event
            if as_json:
                typer.echo(json.dumps({"seq": entry.seq, "type": event.type,
                                       "at": event.at, "draw": event.draw,
                                       "hash": entry.hash}))  # fmt: skip
            else:
                typer.echo(
                    f"{entry.seq} {event.at} {event.type} {event.draw} {event.actor}"
                    f" {event.note}"
                )
        typer.echo(f"链首 head: {book.head()}")


@app.command()
def years(
    share: Annotated[float, typer.Option(help="年比例 | share a year")] = 0.2,
    policy: Annotated[
        list[str] | None, typer.Option(help="equal, 1+y, 1+min(y,3), (1+y)^2")
    ] = None,
    guarantee: Annotated[int, typer.Option(help="几年内必抽,0为无 | 0: none")] = 0,
    people: int = 200,
    runs: int = 20,
) -> None:
    """多年模拟:谁自知安全、谁自知必抽 | what a policy lets people know, over years."""
    from lungang.draw.years import simulate

    with _exit_codes():
        if not 0 < share <= 1 or guarantee < 0 or people < 5 or runs < 1:
            raise Refusal("years", "参数超出范围", "a parameter is out of range")
        for text in policy or ["equal", "1+min(y,3)", "1+y", "(1+y)^2"]:
            o = simulate(text, share, guarantee, people=people, runs=runs)
            typer.echo(
                f"{text}: 机会 {o.lowest:.3f}–{o.highest:.3f}; 五年以上未抽"
                f" {o.overdue:.1%}; 最长间隔 {o.longest_gap}年; 自知安全 {o.safe:.1%};"
                f" 自知必抽 {o.due:.1%}"
            )
            if o.predictable:
                typer.echo("  比例×年数≤1:没有任何随机性 | nothing random is left")


@app.command()
def plain(
    key: Annotated[str, typer.Argument(help="来源键串 | the key string of RFC 3797")],
    pool: Annotated[int, typer.Argument(help="人数 | pool size")],
    wanted: Annotated[int, typer.Argument(help="抽取人数 | how many")],
) -> None:
    """无约束的普通模式(RFC 3797) | the plain mode for a pool without constraints."""
    from lungang.draw.stream import select_rfc3797

    with _exit_codes():
        if not 0 < wanted <= pool or not key.isascii() or not key.endswith("/"):
            raise Refusal("plain", "参数不对", "the key ends with /, wanted ≤ pool")
        for place, (md5, of, selected) in enumerate(
            select_rfc3797(key, pool, wanted), start=1
        ):
            typer.echo(f"{place:>3}  {md5}  {of:>5}  -> {selected}")
