"""The verbs for everybody: bundles and their check, papers, ledger, plain mode."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from lungang.cli import language
from lungang.cli.draw.options import (
    HERE,
    DrawId,
    Home,
    Json,
    app,
    plainly,
    progress_bar,
    say,
    step,
)
from lungang.cli.ending import exit_codes
from lungang.cli.objects import print_json, wrote
from lungang.cli.options import stop

MOST = 1_000_000
"""People in a pool of the plain mode."""
MARKS: dict[bool | None, tuple[str, str]] = {
    True: ("通过", "PASS"),
    False: ("不符", "FAIL"),
    None: ("须另行核对", "COMPARE OUTSIDE"),
}


@app.command()
def bundle(
    draw: DrawId,
    target: Path,
    inspection: Annotated[
        bool,
        typer.Option("--inspection", help="核查件，仅供纪检。For inspectors only."),
    ] = False,
    home: Home = HERE,
) -> None:
    """写出公开件，或同一承诺值的核查件。The public bundle, or the one to inspect.

    先前写出的同一种文件夹换成最新的一套。An earlier one is brought up to date.
    """
    from lungang.jobs.ceremonies import write

    with step(home, draw) as one:
        names = write(one, target, inspection)
        wrote(target)
        if inspection:
            say(
                f"核查件{len(names)}个文件已写入 {target}：含名册与依据，交纪检机构，不得公布",
                f"{len(names)} files for inspection in {target}: not to be published",
            )
        else:
            say(
                f"公开件{len(names)}个文件已写入 {target}",
                f"{len(names)} files to publish in {target}",
            )


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="公开件或核查件。A bundle.")],
    root: Annotated[str, typer.Option(help="公示的承诺值。The posted root.")] = "",
    head: Annotated[
        list[str] | None, typer.Option(help="先前公布的链首。An earlier ledger head.")
    ] = None,
    value: Annotated[
        list[str] | None, typer.Option(help="来源=报上的数值。SOURCE=NUMBERS.")
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="角色=公钥指纹。ROLE=FINGERPRINT.")
    ] = None,
    authority: Annotated[
        Path | None, typer.Option(help="时间戳机构证书。The authority's certificate.")
    ] = None,
    rebind: Annotated[
        bool,
        typer.Option(
            "--rebind", help="重算机会、名册、排期（较慢）。Compute all again."
        ),
    ] = False,
) -> None:
    """验证一份抽取：独立程序，再加时间戳、信标与重算。Verify a bundle."""
    from lungang.jobs.draws.published import Known, more_checks
    from lungang.jobs.draws.published import verify as run_verifier

    if not folder.is_dir():
        stop(2, f"没有这个文件夹：{folder} / there is no folder {folder}")
    known = Known(root, head or (), value or (), key or ())
    with exit_codes():
        told, ended = run_verifier(
            folder, known, "en" if language.asked() == "en" else "zh"
        )
        if ended not in (0, 5, 8):
            typer.echo(told, nl=False)
            raise typer.Exit(ended)
        *lines, verdict = told.splitlines()
        more = list(more_checks(folder, authority, rebind, progress_bar))
        if all(
            holds for _, holds in more
        ):  # then it was done here, and is not asked for
            done = {"--rebind": rebind, "--authority": authority is not None}
            lines = [line for line in lines if not _asks_for(line, done)]
        typer.echo("\n".join(lines))
        for words, holds in more:
            mark = MARKS[holds]
            say(f"{mark[0]} {words.zh}", f"{mark[1]} {words.en}")
        if any(holds is False for _, holds in more):
            say("验证不通过", "REJECTED")
            raise typer.Exit(6)
        typer.echo(verdict)
    if ended:
        raise typer.Exit(ended)


def _asks_for(line: str, done: Mapping[str, bool]) -> bool:
    """Whether a line asks to compare what this command has computed itself."""
    asked = any(line.startswith(mark) for mark in MARKS[None])
    return asked and any(
        did and f"lungang draw verify {option}" in line for option, did in done.items()
    )


@app.command()
def paper(
    draw: DrawId,
    kind: Annotated[
        str,
        typer.Argument(
            help="steps 步骤单、record 抽取记录、failure 作废记录、notice 通知书、handover "
            "交接单、checklist 检查清单、slip 抽签条。Which paper."
        ),
    ],
    target: Annotated[Path, typer.Argument(help="写出的 .docx。The file to write.")],
    pid: Annotated[
        str, typer.Option(help="代号。The pseudonym.", callback=plainly)
    ] = "",
    templates: Annotated[
        Path | None, typer.Option(help="本单位改过的模板。The office's templates.")
    ] = None,
    home: Home = HERE,
) -> None:
    """文书：步骤单、抽取记录、通知书、交接单、检查清单、抽签条等。A paper in Word."""
    from lungang.jobs.draws.published import write_paper

    with step(home, draw) as one:
        write_paper(one, kind, target, pid, templates)
        wrote(target)
        say(f"已写入 {target}", f"written to {target}")


@app.command()
def ledger(home: Home = HERE, as_json: Json = False) -> None:
    """检查并显示台账。Check and show the ledger."""
    from lungang.jobs.draws.committing import signer_words
    from lungang.jobs.draws.published import EVENT_WORDS, read_ledger

    with exit_codes():
        found = read_ledger(home)
        if as_json:
            print_json(found.model_dump(mode="json", by_alias=True))
            return
        for year in found.years:
            say(
                f"{year.year}年：承诺{year.commitments}次，抽取{year.draws}次，"
                f"作废{year.voids}次，失败{year.failures}次",
                f"{year.year}: {year.commitments} commitments, {year.draws} draws, "
                f"{year.voids} void, {year.failures} failed",
            )
        for line in found.lines:
            act = EVENT_WORDS[line.type]
            by = signer_words(line.actor)
            say(f"{line.seq} {line.at} {act.zh} {line.draw} {by.zh}",
                f"{line.seq} {line.at} {act.en} {line.draw} {by.en}")  # fmt: skip
        say(f"链首：{found.head}", f"head: {found.head}")


@app.command()
def years(
    share: Annotated[
        float, typer.Option(min=0, max=1, help="年比例。Share a year.")
    ] = 0.2,
    policy: Annotated[
        list[str] | None, typer.Option(help="equal, 1+y, 1+min(y,3), (1+y)^2")
    ] = None,
    guarantee: Annotated[
        int,
        typer.Option(
            min=0, max=99, help="几年内必抽，0为无。Drawn within years, 0: none."
        ),
    ] = 0,
    people: Annotated[
        int, typer.Option(min=5, max=100_000, help="人数。Pool size.")
    ] = 200,
    runs: Annotated[
        int, typer.Option(min=1, max=10_000, help="模拟次数。Simulated courses.")
    ] = 20,
) -> None:
    """多年模拟：谁自知安全、谁自知必抽。What a policy lets people know, over years."""
    from lungang.jobs.draws.published import over_years

    with exit_codes():
        for text, o in over_years(policy or (), share, guarantee, people, runs):
            say(
                f"{text}：机会{o.lowest:.3f}至{o.highest:.3f}；五年以上未抽"
                f"{o.overdue:.1%}；最长间隔{o.longest_gap}年；自知安全{o.safe:.1%}；"
                f"自知必抽{o.due:.1%}",
                f"{text}: chances {o.lowest:.3f} to {o.highest:.3f}; five years without"
                f" {o.overdue:.1%}; longest gap {o.longest_gap}; know they are safe"
                f" {o.safe:.1%}; know they are due {o.due:.1%}",
            )
            if o.predictable:
                say("  比例×年数≤1：没有任何随机性", "  nothing random is left")


@app.command()
def plain(
    key: Annotated[str, typer.Argument(help="来源键串。The key string of RFC 3797.")],
    pool: Annotated[int, typer.Argument(min=1, max=MOST, help="人数。Pool size.")],
    wanted: Annotated[int, typer.Argument(min=1, max=MOST, help="抽取人数。How many.")],
) -> None:
    """无名额和代职条件的普通模式（RFC 3797）。The plain mode for a pool without constraints."""
    from lungang.jobs.draws import published

    with exit_codes():
        exact, lines = published.plain(key, pool, wanted)
        if exact != key:
            say(f"按 RFC 3797 写作 {exact}", f"by RFC 3797 this is {exact}", err=True)
        for place, (md5, of, selected) in enumerate(lines, start=1):
            typer.echo(f"{place:>3}  {md5}  {of:>5}  -> {selected}")
