"""What chance events do to an approved plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from lungang.cli.batch_options import BatchOptions, batched, print_table
from lungang.cli.language import say
from lungang.cli.objects import print_file
from lungang.cli.options import (
    Audience,
    HelpHeading,
    LanguageOption,
    Reader,
    app,
    plan_in,
    refuse_taken,
    said,
    stop,
)
from lungang.jobs.bounds import EVENTS, FEW, ROUNDS, SEED, TIME_LIMIT

if TYPE_CHECKING:
    from lungang.jobs.batches import EventKind, Unlawful


PlanFile = Annotated[
    Path,
    typer.Option(
        "--plan", help="已批方案：结果文件夹、plan.json 或 plan.xlsx。The plan."
    ),
]
Events = Annotated[
    int,
    typer.Option(
        "--events",
        min=EVENTS.least,
        max=EVENTS.most,
        help="每轮几起变故。Events a round.",
    ),
]
Rounds = Annotated[
    int,
    typer.Option("--rounds", min=ROUNDS.least, max=ROUNDS.most, help="轮数。Rounds."),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", min=SEED.least, max=SEED.most, help="变故的随机种子。Of the events."
    ),
]
Kinds = Annotated[
    str,
    typer.Option(
        "--kinds",
        help="变故种类，逗号分隔：resigns、ill、marries、dies、parental、business。"
        "Kinds, with commas: resigns,ill,marries,dies,parental,business.",
    ),
]
Few = Annotated[
    int,
    typer.Option(
        "--few",
        min=FEW.least,
        max=FEW.most,
        help="改动几人以内算少量。Most changes that count as few.",
    ),
]
Out = Annotated[
    Path,
    typer.Option("--out", help="文件夹，或 .xlsx .html .json。Folder or one file."),
]
EachLimit = Annotated[
    float,
    typer.Option(
        "--time-limit",
        min=TIME_LIMIT.least,
        max=TIME_LIMIT.most,
        help="每轮的时限（秒）。Seconds each.",
    ),
]


@batched(app, "stress", "time_limit", rich_help_panel=HelpHeading.RISK)
def stress(
    options: BatchOptions, plan: PlanFile, events: Events = 1, rounds: Rounds = 50,
    seed: Seed = 0, kinds: Kinds = "resigns,ill,marries", few: Few = 3,
    out: Out = Path("stress"), time_limit: EachLimit = 10.0,
    audience: Audience = Reader.hr,
) -> None:  # fmt: skip
    """压力测试：批准后有人离职、患病、结婚，方案还站得住吗。Chance events against a plan.

    Each round draws events, solves anew with the fewest departures from the approved plan,
    and tells how often and how far the plan must be repaired. The seed decides all.
    """
    from lungang.jobs.batches import Stress, Unlawful
    from lungang.jobs.batches import stress as job
    from lungang.jobs.showing import stress_tables, text_of, write_stress

    options = replace(options, time_limit=time_limit)
    lang = options.lang
    refuse_taken(out, options.replace, "stress")
    asked = Stress(rounds, events, _kinds(kinds), seed, few, audience.value)
    approved = plan_in(plan, options.problem(), lang)
    try:
        with options.answering() as batch:
            made = job(approved, asked, batch)
    except Unlawful as met:
        _tell_unlawful(met, lang)
    except ValueError:
        stop(2, f"--events：凑不出每轮{events}起变故 / {events} cannot be drawn")
    files = write_stress(out, made, lang.value)
    if options.as_json:
        typer.echo(text_of(made), nl=False)
        return
    for table in stress_tables(made)[:5]:
        if table.lines:
            print_table(table, lang)
    for file in files:
        print_file(file)


def _kinds(text: str) -> tuple[EventKind, ...]:
    """The kinds named, in either language, each once."""
    from lungang.jobs.batches import EventKind

    known = {k.name.lower(): k for k in EventKind} | {k.value: k for k in EventKind}
    named = [n.strip().lower() for n in text.replace("、", ",").split(",")]
    if not set(named) <= known.keys():
        stop(2, f"--kinds: {', '.join(known)}")
    return tuple(dict.fromkeys(known[n] for n in named))


def _tell_unlawful(met: Unlawful, lang: LanguageOption) -> NoReturn:
    """A plan that breaks a rule does not stand, whatever happens."""
    for finding in met.findings[:20]:
        say(f"{finding.code} {said(finding.says, lang)}")
    broken = len(met.findings)
    stop(
        6,
        f"方案本身有{broken}处违反规则，见 lungang audit",
        f"the plan itself breaks rules {broken} times: see lungang audit",
    )
