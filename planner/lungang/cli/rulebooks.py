"""The rule book and the rule packs: what is adopted, where two packs differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lungang.cli.language import tell
from lungang.cli.objects import print_json
from lungang.cli.options import (
    AsJson,
    HelpHeading,
    Lang,
    LanguageOption,
    Pack,
    app,
    refuse,
    said,
)

if TYPE_CHECKING:
    from lungang.jobs.lists import RulePack

packs = typer.Typer(
    help="规则：规则手册、参数值与规则包。The rule book, its values and the rule packs.",
    invoke_without_command=True,
)
app.add_typer(packs, name="rules", rich_help_panel=HelpHeading.RULES)

PackName = Annotated[
    str, typer.Argument(help="规则包名称或YAML文件。A pack's name, or a YAML file.")
]


@packs.callback()
def rules(
    ctx: typer.Context,
    lang: Lang = LanguageOption.zh,
    pack: Pack = "",
    as_json: AsJson = False,
) -> None:
    """规则：规则手册、参数值与规则包。The rule book, its values and the rule packs."""
    from lungang.jobs.lists import DEFAULT_PACK, rule_book

    if ctx.invoked_subcommand is not None:
        return
    book = rule_book(_loaded(pack or DEFAULT_PACK, lang))
    if as_json:
        print_json(book.to_json())
    else:
        typer.echo(book.text(lang.value), nl=False)


@packs.command()
def diff(
    left: PackName,
    right: PackName,
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
) -> None:
    """比较：两个规则包的规则、参数值和依据有何不同。Where two packs differ."""
    from lungang.jobs.lists import pack_differences

    found = pack_differences(_loaded(left, lang), _loaded(right, lang))
    if as_json:
        lines = [d.to_json() for d in found]
        print_json({"schema": "lungang-pack-difference/1", "lines": lines})
        return
    for line in found:
        tell(said(line.says, lang))
    if not found:
        tell("没有不同" if lang is LanguageOption.zh else "no difference")


@packs.command()
def check(pack: PackName, lang: Lang = LanguageOption.zh) -> None:
    """校验：一个规则包能否使用，错误指明行号。Whether a pack can be used."""
    chosen = _loaded(pack, lang)
    size = len(chosen.rules)
    tell(
        f"{chosen.name} {chosen.version}：可以使用，采用规则{size}条"
        if lang is LanguageOption.zh
        else f"{chosen.name} {chosen.version}: fit for use, {size} rules"
    )


@packs.command()
def coverage() -> None:
    """对照：各条文由哪些规则和输出落实。Which rule serves which article."""
    from lungang.jobs.lists import coverage as text

    typer.echo(text(), nl=False)


@app.command(rich_help_panel=HelpHeading.RISK)
def duties(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="职责名称，如 出纳 稽核。Duties, by name."),
    ] = None,
    library: Annotated[
        str,
        typer.Option(
            "--library", help="职责库：finance-bureau 或 bank。Finance-bureau or bank."
        ),
    ] = "finance-bureau",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
) -> None:
    """职责：不相容职责库；给出职责名称则答最少需几人。How few people may hold them."""
    from lungang.jobs.lists import fewest
    from lungang.jobs.lists import library as read
    from lungang.jobs.reading import BadInput

    try:
        pairs = read(library)
        held = fewest(names, pairs) if names else None
    except BadInput as bad:
        refuse(bad.faults, lang)
    if as_json:
        lines = [p.to_json() for p in pairs]
        whole = {"schema": "lungang-duties/1", "lines": lines}
        print_json(held.to_json() if held else whole)
        return
    for line in held.says() if held else [p.says for p in pairs]:
        tell(said(line, lang))


def _loaded(name: str, lang: LanguageOption) -> RulePack:
    from lungang.jobs.lists import load
    from lungang.jobs.reading import BadInput

    try:
        return load(name)
    except BadInput as bad:
        refuse(bad.faults, lang)
