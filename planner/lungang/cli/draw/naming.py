"""The verbs of names and slips: who is who, and proof of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lungang.cli import language
from lungang.cli.draw.options import (
    HERE,
    Actor,
    DrawId,
    Dry,
    Home,
    Json,
    Pid,
    app,
    say,
    step,
    tell,
)
from lungang.cli.objects import wrote
from lungang_models.words import Words


@app.command()
def names(
    draw: DrawId,
    people: Annotated[
        Path, typer.Argument(help="CSV：工号、姓名两列。Columns person, name.")
    ],
    home: Home = HERE,
) -> None:
    """手工编制名册时：发抽签码、算代号，写出姓名对照表。Slips and pids for a pool
    made by hand; the table of names is secret."""
    from lungang.jobs.draws.naming import issue_names

    with step(home, draw) as one:
        many = issue_names(one, people)
        say(f"{many}人，姓名对照表不得公布", f"{many} people; keep it secret")


@app.command()
def slips(
    draw: DrawId,
    out: Annotated[Path, typer.Argument(help="写入的文件夹。Folder to write into.")],
    home: Home = HERE,
) -> None:
    """为名册上每人写出抽签条，并写出签收登记表。A slip for everybody, and the list
    on which they sign for it."""
    from lungang.jobs.draws.naming import write_slips

    with step(home, draw) as one:
        many, listed = write_slips(one, out, language.asked())
        wrote(out)
        say(
            f"{many}份抽签条与签收登记表已写入 {out}；签收后填日期与“是”，"
            f"再执行：lungang draw receipts {draw} {listed}",
            f"{many} slips and the list are in {out}; fill in dates and yes, then:"
            f" lungang draw receipts {draw} {listed}",
        )


@app.command()
def receipts(
    draw: DrawId,
    signed: Annotated[Path, typer.Argument(help="签收登记表。The list, filled in.")],
    home: Home = HERE,
    actor: Actor = "",
    dry_run: Dry = False,
) -> None:
    """登记抽签条已由本人签收（承诺之前）。Record that everybody has their slip."""
    from lungang.jobs.draws.naming import record_receipts

    with step(home, draw, actor, dry_run) as one:
        many = record_receipts(one, signed)
        say(f"{many}人的签收已登记", f"receipts of {many} people recorded")


@app.command()
def prove(
    draw: DrawId,
    pid: Pid,
    target: Annotated[Path, typer.Argument(help="写出的 JSON。The file to write.")],
    home: Home = HERE,
) -> None:
    """本人凭证：只证明自己的代号，不涉及他人。One person's own proof, for them alone."""
    from lungang.jobs.draws.naming import write_proof

    with step(home, draw) as one:
        write_proof(one, pid, target)
        wrote(target)
        say(
            f"已写入 {target}，交本人保管；验证：verify_draw.py 文件夹 --proof {target}",
            f"written to {target}; check: verify_draw.py FOLDER --proof {target}",
        )


@app.command()
def who(
    draw: DrawId,
    pid: Pid,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """代号是谁（取自姓名对照表，不得公布）。Whose pid it is; for the office only."""
    from lungang.jobs.draws import naming

    with step(home, draw) as one:
        found = naming.who(one, pid)
        tell(
            found,
            [
                (Words("工号", "number"), found.person),
                (Words("姓名", "name"), found.name),
                (Words("单位", "unit"), found.unit),
                (Words("岗位", "post"), found.post),
                (Words("固定代职", "standing cover"), found.standing),
            ],
            as_json,
        )
