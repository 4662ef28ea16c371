"""The desk: opened, kept in one file, brought back."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lungang.cli.language import asked, say, tell
from lungang.cli.objects import print_file
from lungang.cli.options import HelpHeading, Replace, app, stop
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.web.serving import OpenedDesk

Data = Annotated[
    Path | None, typer.Option("--data", help="数据文件夹。Data folder of the desk.")
]


def _ready(data: Path | None) -> None:
    """Without the extra say so; with a folder named use it."""
    if find_spec("django") is None or find_spec("csp") is None:
        stop(2, "工作台需要安装：pip install 'lungang[web]' / needs lungang[web]")
    if data is not None:
        os.environ["LUNGANG_DESK"] = str(data.resolve())


@app.command(rich_help_panel=HelpHeading.START)
def serve(
    port: Annotated[int, typer.Option(help="端口。Port.", min=1, max=65535)] = 8765,
    lan: Annotated[
        bool, typer.Option("--lan", help="供内网使用。Serve the intranet.")
    ] = False,
    host: Annotated[
        list[str] | None,
        typer.Option("--host", help="内网主机名，可多次。Host name in the intranet."),
    ] = None,
    behind_tls: Annotated[
        bool,
        typer.Option(
            "--behind-tls",
            help="本机已有代理提供 HTTPS。A proxy on this machine speaks TLS.",
        ),
    ] = False,
    data: Data = None,
) -> None:
    """工作台：在浏览器中办理，默认只供本机使用。The desk, on this machine alone."""
    _ready(data)
    if lan and not (host and behind_tls):
        stop(
            2,
            "--lan 须写明 --host 主机名，并由本机代理提供 HTTPS（--behind-tls）。",
            "--lan needs --host NAME, and a proxy on this machine that speaks TLS "
            "(--behind-tls).",
        )
    from lungang.web import serving

    try:
        serving.serve(port, _opened, tuple(host or ()) if lan else ())
    except serving.Busy:
        stop(2, "工作台已在运行，数据文件夹正被使用。/ The desk is open already.")
    except serving.NoIdentityFile as wrong:
        stop(
            2,
            f"LUNGANG_DESK_OIDC 所指的文件不能使用：{wrong}（须有四个地址、client、secret，"
            "并装有扩展 oidc）/ names no usable file (four addresses, client, secret), or the "
            "extra oidc is not installed",
        )
    except serving.NewerDesk:
        stop(
            2,
            "工作台数据由更新的版本写成，请用该版本打开，或恢复升级前的备份。/ The data are "
            "of a later version: open them with it, or restore the backup made before.",
        )
    except OSError as error:
        stop(2, f"端口{port}不能使用：{error.strerror} / port {port} cannot be used")


def _opened(found: OpenedDesk) -> None:
    say(Words(f"工作台：{found.url}", f"The desk: {found.url}"))
    if found.first is not None:
        name, password = found.first
        zh = f"首个系统管理员：{name}，一次性口令：{password}（只显示这一次）"
        en = f"First administrator: {name}, one-time password: {password} (shown once)"
        say(Words(zh, en))
    if found.copy is not None:
        zh = f"数据已更新到本版本，更新前的备份：{found.copy}"
        en = f"The data are now of this version; backup made before: {found.copy}"
        say(Words(zh, en))
    say(Words("按 Ctrl-C 结束。", "Ctrl-C ends it."))


@app.command(rich_help_panel=HelpHeading.START)
def mcp(data: Data = None) -> None:
    """供程序查询：MCP（标准输入输出），只读；密钥由 LUNGANG_KEY 给出。

    A read-only MCP server over stdio, for the owner of the key in LUNGANG_KEY.
    """
    _ready(data)
    from lungang.web import serving

    try:
        serving.mcp(os.environ.get("LUNGANG_KEY", ""))
    except FileNotFoundError:
        stop(2, "还没有工作台数据。/ There is no desk yet.")
    except serving.NoKey:
        stop(2, "密钥缺失或已失效（LUNGANG_KEY）。/ LUNGANG_KEY is missing or void.")


@app.command(rich_help_panel=HelpHeading.START)
def backup(
    out: Annotated[Path, typer.Argument(help="备份文件。File to write.")],
    replace: Replace = False,
    data: Data = None,
) -> None:
    """备份：工作台的全部数据写成一个文件，不必停机。The desk in one file."""
    _ready(data)
    from lungang.web import serving

    if out.exists() and not replace:
        stop(2, f"{out} 已存在 / exists already (--replace)")
    try:
        digest = serving.backup(out)
    except serving.OnlySqlite:
        stop(2, "PostgreSQL 请用其自带工具备份。/ Use the tools of PostgreSQL.")
    except FileNotFoundError:
        stop(2, "还没有工作台数据。/ There is no desk yet.")
    print_file(out)
    typer.echo(f"SHA-256 {digest}")


@app.command(rich_help_panel=HelpHeading.START)
def restore(
    file: Annotated[Path, typer.Argument(help="备份文件。The backup.")],
    replace: Replace = False,
    data: Data = None,
) -> None:
    """恢复：由备份文件恢复工作台。The desk out of its backup."""
    _ready(data)
    from lungang.web import serving

    try:
        back = serving.restore(file, replace)
    except serving.NotABackup:
        stop(2, f"{file.name} 不是备份文件，或已损坏。/ is no backup, or damaged")
    except serving.Busy:
        stop(2, "请先关闭工作台。/ Close the desk first.")
    except FileExistsError:
        stop(2, "已有工作台数据；要覆盖请加 --replace。/ A desk is there (--replace).")
    except FileNotFoundError:
        stop(2, f"没有文件 {file}。/ no such file")
    tell("Restored." if asked() == "en" else "已恢复。")
    for restored in back:
        print_file(restored)
