"""The verbs of the draw itself: commit, sign, stamp, entropy, reveal."""

from __future__ import annotations

import json
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
    Json,
    app,
    step,
    tell,
)


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

    with step(home, draw, dry_run) as folder:
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

    with step(home, draw, dry_run) as folder:
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

    with step(home, draw, dry_run) as folder:
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

    with step(home, draw, dry_run) as folder:
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

    with step(home, draw, dry_run) as folder:
        shown = show(folder, actor, instants.clock())
        tell({"页码 page": shown["page"], "抽中 drawn": shown["drawn"]}, as_json)
