"""The verbs of the draw itself: commit, sign, stamp, entropy, reveal, void, fail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lungang.cli import language
from lungang.cli.draw.options import (
    HERE,
    Actor,
    ApprovedBy,
    DrawId,
    Dry,
    Home,
    Json,
    SecondApprover,
    app,
    plainly,
    progress_bar,
    say,
    step,
    tell,
)
from lungang.cli.ending import exit_codes
from lungang.cli.objects import wrote
from lungang.cli.options import stop
from lungang_models.words import Words


@app.command("plan")
def plan_(
    draw: DrawId,
    target: Annotated[Path, typer.Argument(help="写出的 JSON。The file to write.")],
    home: Home = HERE,
) -> None:
    """写出来源与签署人的计划，日期已填，补期号后用于承诺。A plan to fill in."""
    from lungang.jobs.draws.committing import write_plan

    with step(home, draw) as one:
        write_plan(one, target, "en" if language.asked() == "en" else "zh")
        wrote(target)
        say(
            f"已写入 {target}：补上期号，核对日期，公钥文件放在同一文件夹",
            f"written to {target}: add the issues, check the dates, put the keys beside it",
        )


@app.command()
def commit(
    draw: DrawId,
    plan: Annotated[
        Path,
        typer.Option(help="来源与签署人，样本由 plan 写出。Sources and signers."),
    ],
    home: Home = HERE,
    actor: Actor = "",
    dry_run: Dry = False,
) -> None:
    """承诺：固定一切并打印承诺值。Fix everything and print the root."""
    from lungang.jobs.draws import committing

    with step(home, draw, actor, dry_run) as one:
        made = committing.commit(one, plan, progress_bar)
        if dry_run:  # the real one draws new salts and has another root
            say("各项齐备；承诺值在正式承诺时才产生，此时没有可公布的值",
                "All is there; the root comes with the real commitment")  # fmt: skip
            return
        say("承诺值（宣读、张贴、载入纪要）：", "The root (read aloud, post, minute):")
        typer.echo(made.root)
        say("以下各项也请另处公布：", "Publish these elsewhere, too:")
        for key in made.keys:
            say(
                f"{key.says}（{key.role}）的公钥指纹 {key.fingerprint}",
                f"key of {key.role}: {key.fingerprint}",
            )
        for name, found in made.verifiers:
            say(f"{name.zh}的哈希 {found}", f"hash of {name.en} {found}")
        say(f"台账链首 {made.head}", f"ledger head {made.head}")
        say(
            f"三名签署人须在{made.sign_before.zh}之前签署（sign）",
            f"all three must sign before {made.sign_before.en} (sign)",
        )


@app.command()
def key(
    target: Annotated[Path, typer.Argument(help="私钥文件，另存 .pub。The key file.")],
) -> None:
    """在签署人自己的机器上生成密钥。A key pair, on the signer's own machine."""
    from lungang.jobs.draws.committing import make_key

    with exit_codes():
        shown = make_key(target)
        wrote(target, target.with_name(f"{target.name}.pub"))
        say(
            f"私钥 {target} 自己保管，只交出 {target}.pub；指纹 {shown}",
            f"keep {target} to yourself, hand out {target}.pub; fingerprint {shown}",
        )


@app.command()
def sign(
    draw: DrawId,
    role: Annotated[
        str,
        typer.Argument(
            help="签署角色：hr 人事、control 内控、discipline 纪检。The signer's role.",
            callback=plainly,
        ),
    ],
    key: Annotated[Path | None, typer.Option(help="私钥文件。Private key.")] = None,
    signature: Annotated[
        Path | None, typer.Option(help="已有签名文件。A signature made elsewhere.")
    ] = None,
    failure: Annotated[
        bool, typer.Option("--failure", help="签署失败记录。Sign a failure.")
    ] = False,
    home: Home = HERE,
    dry_run: Dry = False,
) -> None:
    """签署承诺或失败记录。Sign the commitment, or a failure."""
    from lungang.jobs.draws import committing

    with step(home, draw, dry_run=dry_run) as one:
        signer = committing.signer_words(role)
        if not failure:
            committing.sign_root(one, role, key, signature)
            say(f"{signer.zh}（{role}）已签署", f"{signer.en} ({role}) has signed")
        elif committing.sign_failure(one, role, key, signature):
            say(
                "两人已签署，本次失败已登记；可以再次承诺",
                "two have signed: the failure is recorded, commit again",
            )
        else:
            say("已签署，还需一人", "signed; one more is needed")


@app.command()
def stamp(
    draw: DrawId,
    query: Annotated[
        Path | None, typer.Option(help="写出请求文件。Write the query.")
    ] = None,
    response: Annotated[
        Path | None, typer.Option(help="时间戳响应。The answer.")
    ] = None,
    authority: Annotated[
        Path | None, typer.Option(help="机构证书 PEM。Its certificate.")
    ] = None,
    home: Home = HERE,
    actor: Actor = "",
    dry_run: Dry = False,
) -> None:
    """外部时间戳（RFC 3161）：写请求，或登记响应。Ask for a stamp, or record it."""
    from lungang.jobs.draws import committing

    with step(home, draw, actor, dry_run) as one:
        if query is not None:
            committing.write_query(one, query)
            wrote(query)
            say(f"请求已写入 {query}", f"query written to {query}")
        elif response is not None and authority is not None:
            committing.add_stamp(one, response, authority)
            say("时间戳已登记", "stamped")
        else:
            stop(
                2,
                "给出 --query，或 --response 与 --authority",
                "give --query, or --response with --authority",
            )


@app.command()
def entropy(
    draw: DrawId,
    source: Annotated[str, typer.Argument(help="来源名称。The source's name.")],
    numbers: Annotated[
        str | None, typer.Option(help="号码，如“3 8 12 20 27 31 + 9”。Numbers.")
    ] = None,
    again: Annotated[str | None, typer.Option(help="再输一遍。Typed again.")] = None,
    beacon: Annotated[Path | None, typer.Option(help="信标文件。Beacon file.")] = None,
    witness: Annotated[list[str] | None, typer.Option(help="见证人。Witness.")] = None,
    home: Home = HERE,
    actor: Actor = "",
    dry_run: Dry = False,
) -> None:
    """登记公共数值（号码输两遍）。Record a public value; numbers are typed twice."""
    from lungang.jobs import ceremonies

    with step(home, draw, actor, dry_run) as one:
        if beacon is not None:
            shown, checked = ceremonies.beacon(one, source, beacon)
            if not checked:
                say(
                    "未安装 py_ecc，信标签名未验证，请另行核对",
                    "py_ecc is missing: the beacon's signature was not checked",
                    err=True,
                )
        else:
            ceremonies.require_witnesses(one, source, witness or [])
            if numbers is None:
                colon = _one("：", ": ")
                numbers = typer.prompt(_one("号码", "numbers"), prompt_suffix=colon)
                again = typer.prompt(_one("再输一遍", "again"), prompt_suffix=colon)
            typed = (str(numbers), str(again))
            shown = ceremonies.number(one, source, typed, witness or [])
        say(f"已登记 {source}：{shown}", f"recorded {source}: {shown}")


def _one(zh: str, en: str) -> str:
    return en if language.asked() == "en" else zh


@app.command()
def reveal(
    draw: DrawId,
    approved_by: ApprovedBy = "",
    second_approver: SecondApprover = "",
    home: Home = HERE,
    actor: Actor = "",
    as_json: Json = False,
    dry_run: Dry = False,
) -> None:
    """揭晓：算出页码与名单。Compute the page and who is drawn.

    过了揭晓期限须两人审批，结果不变。After the deadline two must approve.
    """
    from lungang.jobs import ceremonies
    from lungang.jobs.ceremonies import page_label

    with step(home, draw, actor, dry_run) as one:
        found = ceremonies.reveal(one, (approved_by, second_approver))
        tell(
            found,
            [
                (Words("页码", "page"), page_label(found.page)),
                (Words("抽中", "drawn"), " ".join(found.drawn)),
            ],
            as_json,
        )


@app.command()
def void(
    draw: DrawId,
    reason: Annotated[str, typer.Option(help="理由。Reason.")],
    approved_by: ApprovedBy = "",
    second_approver: SecondApprover = "",
    home: Home = HERE,
    actor: Actor = "",
    dry_run: Dry = False,
) -> None:
    """作废承诺（限公共数值产生之前）。Void, only before any value can exist."""
    from lungang.jobs.draws import committing

    with step(home, draw, actor, dry_run) as one:
        committing.void(one, reason, (approved_by, second_approver))
        say("已作废，可以再次承诺", "void; commit again")


@app.command()
def fail(
    draw: DrawId,
    reason: Annotated[
        str,
        typer.Option(
            help="原因：签名未齐、号球未及时登记、彩票停开。The cause: unsigned,"
            " balls-missing, source-not-held."
        ),
    ],
    source: Annotated[
        str, typer.Option(help="未开奖的来源。The source not held.")
    ] = "",
    home: Home = HERE,
    actor: Actor = "",
    dry_run: Dry = False,
) -> None:
    """本次抽不成：写出失败记录，两人签署后可再次承诺。An attempt that cannot be drawn.

    限揭晓期限之后，三人中两人签署。After the deadline only; two of three sign it.
    """
    from lungang.jobs.draws.committing import declare_failure

    with step(home, draw, actor, dry_run) as one:
        path = declare_failure(one, reason, source)
        wrote(path)
        say(
            f"已写出 {path}；请任意两名签署人各执行：lungang draw sign {draw} 角色"
            " --failure --key 私钥",
            f"written to {path}; two signers now run: lungang draw sign {draw} ROLE"
            " --failure --key KEY",
        )
