"""What can be looked up: who is due, the rules, kin, the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang_models.problem import Problem

from lungang.cli.face import (
    AsJson,
    Book,
    Effect,
    Lang,
    Language,
    Pack,
    app,
    print_faults,
    problem_in,
    said,
    stop,
)


@app.command()
def due(
    book: Book,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:
    """名单: 符合交流轮岗条件人员。Who is due for rotation, by which clock and article."""
    from lungang.due import due as verb

    lines = verb(problem_in(book, pack, effect, lang))
    if as_json:
        typer.echo(
            json.dumps([d.to_json() for d in lines], ensure_ascii=False, indent=2)
        )
        return
    for d in lines:
        typer.echo(said(d.says, lang))


@app.command()
def kin(
    book: Annotated[
        Path | None, typer.Argument(help="工作簿。Workbook; not needed with --word.")
    ] = None,
    person: Annotated[str, typer.Argument(help="工号。Staff number.")] = "",
    other: Annotated[str, typer.Argument(help="另一人工号。A second one.")] = "",
    word: Annotated[
        str, typer.Option("--word", help="读一个称谓。How a word is read.")
    ] = "",
    dismissed: Annotated[
        bool,
        typer.Option(
            "--dismissed", help="经核实排除的清单。Pairs found not to be kin."
        ),
    ] = False,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:
    """亲属: 推出的关系及依据, 供本人核对。What was derived about kin, and from what."""
    if word:
        _print_word(word, pack, lang, as_json)
        return
    if book is not None and dismissed:
        _print_dismissed(problem_in(book, pack, effect, lang), lang, as_json)
        return
    if book is None or not person:
        stop(2, "lungang kin 工作簿 工号 [工号] | lungang kin --word 称谓")
    from lungang_models.facts.kinship.readback import between, describe
    from lungang_models.vocabulary import StaffId

    problem = problem_in(book, pack, effect, lang)
    for number in filter(None, (person, other)):
        if StaffId(number) not in problem.person:
            stop(2, f"没有工号 {number} / no such staff number")
    lines = (
        between(problem, StaffId(person), StaffId(other))
        if other
        else describe(problem, StaffId(person))
    )
    if as_json:
        typer.echo(json.dumps([w._asdict() for w in lines], ensure_ascii=False))
    for line in () if as_json else lines:
        typer.echo(said(line, lang))


def _print_dismissed(problem: Problem, lang: Language, as_json: bool) -> None:
    from lungang_models.facts.kinship import dismissals
    from lungang_models.words import Words

    rows = dismissals(problem)
    if as_json:
        lines = [row.model_dump(mode="json") for row in rows]
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    says = Words("{a}与{b}: 不属实({reason}; {by}, {on})",
                 "{a} and {b}: no kin ({reason}; {by}, {on})")  # fmt: skip
    for row in rows:
        a, b = problem.person[row.pair[0]], problem.person[row.pair[1]]
        line = says.fill(a=a, b=b, reason=row.reason, by=row.by, on=row.on)
        typer.echo(said(line, lang))


def _print_word(word: str, pack: str, lang: Language, as_json: bool) -> None:
    from lungang.door import DEFAULT_PACK
    from lungang_models.facts.kinship import KinPolicy, read_word
    from lungang_models.facts.kinship.naming import path_words
    from lungang_models.fault import BadInput
    from lungang_models.pack import load
    from lungang_models.words import Words

    try:
        policy = load(pack or DEFAULT_PACK).policies[KinPolicy.key]
    except BadInput as bad:
        print_faults(bad.faults, lang)
        raise typer.Exit(4) from None
    assert isinstance(policy, KinPolicy)
    reading = read_word(word)
    recusal = reading.recusal(policy)
    categories = reading.categories(policy)
    if as_json:
        found = {
            "word": word,
            "paths": [path_words(p)._asdict() for p in reading.paths],
            "categories": [c.value for c in categories],
            "recusal": recusal,
            "doubts": list(reading.doubts(policy)),
            "reads": reading.normal._asdict(),
        }
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    verdict = {
        True: Words("应回避", "recusal"),
        False: Words("不属回避", "no recusal"),
        None: Words("须核实", "to be asked"),
    }[recusal]
    names = "、".join(c.value for c in categories) or "—"
    typer.echo(f"{word} = {said(reading.normal, lang)}: {names}, {said(verdict, lang)}")
    if reading.note.zh:
        typer.echo(said(reading.note, lang))


@app.command()
def schema(
    name: Annotated[
        str,
        typer.Argument(
            help="plan、audit、register、scenario、comparison、gates、stress、sweep。Which."
        ),
    ] = "plan",
) -> None:
    """结构: 文件的JSON Schema。The JSON Schema of a file, for programs and editors."""
    from lungang import compare, document, scenario, stress
    from lungang.compare import gates, sweep

    made = {
        "plan": document.json_schema,
        "audit": document.audit_schema,
        "register": document.register_schema,
        "scenario": scenario.json_schema,
        "comparison": compare.json_schema,
        "gates": gates.json_schema,
        "stress": stress.json_schema,
        "sweep": sweep.json_schema,
    }
    if name not in made:
        stop(2, f"可用 / there are: {', '.join(made)}")
    text = json.dumps(made[name](), ensure_ascii=False, indent=2, sort_keys=True)
    typer.echo(text)
