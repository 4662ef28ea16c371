"""What chance events do to an approved plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lungang.cli.answering import (
    STORE,
    OnCluster,
    Processes,
    StoreFile,
    answers,
    print_table,
)
from lungang.cli.face import (
    AsJson,
    Book,
    Effect,
    Lang,
    Language,
    Pack,
    Quiet,
    Replace,
    app,
    plan_in,
    problem_in,
    refuse_taken,
    said,
    say,
    stop,
)

if TYPE_CHECKING:
    from lungang.stress import Kind
    from lungang_models.plan import Plan


@app.command()
def stress(
    book: Book,
    plan: Annotated[
        Path, typer.Option("--plan", help="已批方案 plan.json 或 plan.xlsx。The plan.")
    ],
    events: Annotated[
        int, typer.Option("--events", min=1, help="每轮几起变故。Events a round.")
    ] = 1,
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, max=10_000, help="轮数。Rounds.")
    ] = 50,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="变故的随机种子。Of the events.")
    ] = 0,
    kinds: Annotated[
        str,
        typer.Option(
            "--kinds",
            help="变故种类, 逗号分隔: resigns、ill、marries、dies、parental、business。",
        ),
    ] = "resigns,ill,marries",
    few: Annotated[
        int, typer.Option("--few", min=1, help="改动几人以内算少量。So many are few.")
    ] = 3,
    out: Annotated[
        Path,
        typer.Option("--out", help="文件夹, 或 .xlsx .html .json。Folder or one file."),
    ] = Path("stress"),
    store: StoreFile = STORE,
    processes: Processes = 0,
    cluster: OnCluster = "",
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1, help="每轮的时限(秒)。Seconds each.")
    ] = 10.0,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
    quiet: Quiet = False,
    replace: Replace = False,
) -> None:
    """压力测试: 批准后有人离职、患病、结婚, 方案还站得住吗。Chance events against a plan.

    Each round draws events, solves anew with the fewest departures from the approved plan,
    and tells how often and how far the plan must be repaired. The seed decides all.
    """
    from lungang.compare.faces import write_faces
    from lungang.document import canonical
    from lungang.scenario import Scenario
    from lungang.stress import all_tables, as_incumbent, stressed
    from lungang.stress import rounds as drawn
    from lungang.stress.page import TITLE, page

    refuse_taken(out, replace)
    chosen = _kinds(kinds)
    problem = problem_in(book, pack, effect, lang)
    approved = plan_in(plan, problem, lang)
    _refuse_unlawful(approved, lang)
    base = as_incumbent(approved)
    try:
        asked = tuple(drawn(base, chosen, events, rounds, seed))
    except ValueError:
        stop(2, f"--events: 凑不出每轮{events}起变故 / {events} cannot be drawn")
    scenarios = [Scenario(), *(r.scenario for r in asked)]
    usual, *found = answers(
        base, scenarios, store, processes, cluster, time_limit, lang, quiet
    )
    made = stressed(
        approved, base, asked, usual, found, seed=seed, events=events, few=few
    )
    text = canonical(made.model_dump(mode="json", by_alias=True))
    tables = all_tables(made)
    files = write_faces(
        out, "stress", text, tables, lambda: page(made), TITLE, lang.value
    )
    if as_json:
        typer.echo(text, nl=False)
        return
    for table in tables[:5]:
        if table.lines:
            print_table(table, lang)
    for file in files:
        typer.echo(str(file))


def _kinds(text: str) -> tuple[Kind, ...]:
    """The kinds named, in either language, each once."""
    from lungang.stress import Kind

    known = {k.name.lower(): k for k in Kind} | {k.value: k for k in Kind}
    named = [n.strip().lower() for n in text.replace("、", ",").split(",")]
    if not set(named) <= known.keys():
        stop(2, f"--kinds: {', '.join(known)}")
    return tuple(dict.fromkeys(known[n] for n in named))


def _refuse_unlawful(plan: Plan, lang: Language) -> None:
    """A plan that breaks a rule does not stand, whatever happens."""
    from lungang.audit import audit

    broken = [f for f in audit(plan) if f.breach]
    for finding in broken[:20]:
        say(f"{finding.code} {said(finding.says, lang)}")
    if broken:
        stop(
            6,
            f"方案本身有{len(broken)}处违反规则, 见 lungang audit",
            f"the plan itself breaks rules {len(broken)} times: see lungang audit",
        )
