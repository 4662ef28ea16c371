"""Any plan against any workbook, without a solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.jobs.reading import Plan
    from lungang.jobs.reviewing import Audited, RegisterEntry

from lungang.cli.batch_options import scenarios_in
from lungang.cli.language import say, tell
from lungang.cli.options import (
    AsJson,
    Audience,
    Book,
    Effect,
    HelpHeading,
    Lang,
    LanguageOption,
    Pack,
    Reader,
    app,
    given_in,
    problem_in,
    said,
    stop,
)
from lungang_models.words import Words


@app.command(rich_help_panel=HelpHeading.PLAN)
def audit(
    book: Book,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan",
            help="结果文件夹、plan.json 或 plan.xlsx；缺省为现状。Default: today.",
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", help="复核最优性证书。Re-check the proof."),
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", help="在此情景下审核。Under a scenario (.yaml)."),
    ] = None,
    whole: Annotated[
        bool,
        typer.Option("--all", help="改动前已有的也逐项列出。Also what was so before."),
    ] = False,
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = LanguageOption.zh,
    as_json: AsJson = False,
    audience: Audience = Reader.hr,
) -> None:
    """审核：任何方案对照规则，另用一套程序。Any plan against the rules, no solver loaded."""
    from lungang.jobs.reviewing import audited

    problem = problem_in(book, pack, effect, lang)
    if scenario is not None:
        (asked,) = scenarios_in([scenario], problem, lang)
        problem = asked.problem(problem)
    found = audited(given_in(plan, problem, lang))
    if as_json:
        typer.echo(found.to_json(audience.value), nl=False)
    elif audience is not Reader.hr:
        stop(2, "--audience 须与 --json 同用 / --audience goes with --json")
    else:
        _print_findings(found, whole, lang)
        _print_edit(found, lang)
        _print_unneeded(found, lang)
    line = say if as_json else tell
    code = 0 if certificate is None else _recheck(found.plan, certificate, lang, line)
    if not found.lawful:
        code = 6
    if code:
        raise typer.Exit(code)


def _print_edit(found: Audited, lang: LanguageOption) -> None:
    """What an edit by hand did to the plan it was made of."""
    edit = found.edit
    if edit is None:
        return
    tell(
        f"与原方案相比：{edit.people}人安排不同；新增违反{edit.broken}项、其他提示"
        f"{edit.fresh}项；已消除{edit.gone}项；其余{edit.kept}项原已存在（--all 逐项列出）"
        if lang is LanguageOption.zh
        else f"compared with the original plan: {edit.people} people differ; "
        f"{edit.broken} new breaches, {edit.fresh} other new findings; {edit.gone} gone; "
        f"the other {edit.kept} were so before (--all lists them)"
    )


def _print_findings(found: Audited, whole: bool, lang: LanguageOption) -> None:
    """Breaches and waived ones each; of the rest a line for each kind, gravest first."""
    zh, entries = lang is LanguageOption.zh, found.entries
    kinds: dict[str, list[RegisterEntry]] = defaultdict(list)
    for e in entries if whole else found.fresh:
        if whole or e.finding.breach or e.finding.waiver is not None:
            tell(_finding(found, e, lang))
        else:
            kinds[e.finding.rule].append(e)
    breaches = sum(e.finding.breach for e in entries)
    tell(
        f"违反规则{breaches}项，其他提示{len(entries) - breaches}项"
        f"{'，按种类列出（--all 逐项列出）' if kinds else ''}"
        if zh
        else f"{breaches} breaches, {len(entries) - breaches} other findings"
        f"{', by kind (--all lists each)' if kinds else ''}"
    )
    minor: list[str] = []
    for same in kinds.values():
        title = said(found.title_of(same[0].finding.rule), lang)
        count = f"{len(same)}项" if zh else f" ({len(same)})"
        if same[0].ordinary:
            minor.append(f"{title}{count}")
        elif len(same) == 1:
            tell(f"  {_finding(found, same[0], lang)}")
        else:
            first = _finding(found, same[0], lang)
            tell(
                f"  {title}{count}，如：{first}"
                if zh
                else f"  {title}{count}, as: {first}"
            )
    if minor:
        tell(
            f"  一般提示：{'、'.join(minor)}"
            if zh
            else f"  ordinary: {', '.join(minor)}"
        )
    tell(said(found.scope.says, lang))


def _finding(found: Audited, entry: RegisterEntry, lang: LanguageOption) -> str:
    """One finding in a line: what it is, how grave, under which article."""
    from lungang.jobs.reviewing import article_words

    f = entry.finding
    mark = Words("违反", "BREACH") if f.breach else Words("提示", "note")
    if f.waiver is not None:
        mark = Words("豁免", "waived")
    article = said(article_words(f.article), lang)
    by = f"〔{article}〕" if lang is LanguageOption.zh else f" [{article}] "
    grade = said(entry.grade.final.words, lang)
    return (
        f"{said(mark, lang)} {grade}{by}{said(f.says, lang)}"
        f"{said(found.which_posts(f), lang)}"
    )


def _print_unneeded(found: Audited, lang: LanguageOption) -> None:
    says = Words(
        "不再需要的豁免：{rule} {who}（{paper}），风险已消除，可撤销",
        "waiver no longer needed: {rule} {who} ({paper}); withdraw it",
    )
    for w in found.unneeded_waivers:
        who = "、".join(found.plan.problem.person[s].name for s in w.staff)
        tell(said(says.fill(rule=found.title_of(w.rule), who=who, paper=w.paper), lang))


def _recheck(
    plan: Plan, file: Path, lang: LanguageOption, tell: Callable[[str], None]
) -> int:
    """The exit code: 0 where all is proved, 5 where a tier was only agreed on, else 6."""
    from lungang.jobs.reviewing import (
        NotACertificate,
        TierStanding,
        checked_certificate,
    )

    try:
        found = checked_certificate(plan, file)
    except NotACertificate:
        stop(
            4,
            f"{file.name}不是证书：请给出求解写出的 certificate.json / {file.name} is "
            "no certificate: give the certificate.json that solve wrote",
        )
    if found.says is not None:
        tell(said(found.says, lang))
        return 6
    marks = {
        TierStanding.PROVED: "✓",
        TierStanding.AGREED: "·",
        TierStanding.REFUTED: "✗",
    }
    for line in found.tiers:
        name = said(line.check.tier.value, lang)
        tell(
            f"{marks[line.standing]} {name}：{line.check.billed}（至少{line.check.bound}）"
            if lang is LanguageOption.zh
            else f"{marks[line.standing]} {name}: {line.check.billed} "
            f"(at least {line.check.bound})"
        )
    worst = found.standing
    if any(t.standing is TierStanding.AGREED for t in found.of_value):
        tell(
            "· 标“·”的项目：证书只证明到括号内的数；方案的取值由两种独立计算认定或尚未证明，"
            "并无矛盾"
            if lang is LanguageOption.zh
            else "· tiers marked “·”: the certificate proves the bound alone; the value was "
            "agreed by two configurations or is open, and nothing contradicts it"
        )
    if worst is TierStanding.REFUTED:
        tell(
            "✗ 标“✗”的项目：证书不能证明方案的取值，不能采信"
            if lang is LanguageOption.zh
            else "✗ tiers marked “✗”: the certificate does not prove the value it claims"
        )
    picks_among_equals = found.tiers[-1]
    if picks_among_equals.standing is not TierStanding.PROVED:
        tell(
            "· 按固定次序选定：只在同样好的方案中选定一个，由两种独立计算复核"
            if lang is LanguageOption.zh
            else "· the canonical order only picks among equally good plans; two solver "
            "configurations agreed on it"
        )
    return {TierStanding.PROVED: 0, TierStanding.AGREED: 5}.get(worst, 6)
