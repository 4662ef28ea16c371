"""The verbs for everybody: the bundle, its check, papers, statistics."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lungang.draw import instants
from lungang.draw.faults import (
    EXIT_VERIFY,
    Refusal,
)

if TYPE_CHECKING:
    pass

from lungang.draw.cli.face import (
    HERE,
    DrawId,
    Home,
    Json,
    app,
    exit_codes,
    step,
)


@app.command()
def bundle(draw: DrawId, target: Path, home: Home = HERE) -> None:
    """写出公布用的文件夹 | write the folder to publish and deposit."""
    from lungang.draw.proceedings import write_bundle

    with step(home, draw) as folder:
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
    with exit_codes(), resources.as_file(script) as path:
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

    with step(home, draw) as folder:
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

    with exit_codes():
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

    with step(home, draw) as folder:
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

    with exit_codes():
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

    with exit_codes():
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

    with exit_codes():
        if not 0 < wanted <= pool or not key.isascii() or not key.endswith("/"):
            raise Refusal("plain", "参数不对", "the key ends with /, wanted ≤ pool")
        for place, (md5, of, selected) in enumerate(
            select_rfc3797(key, pool, wanted), start=1
        ):
            typer.echo(f"{place:>3}  {md5}  {of:>5}  -> {selected}")
