"""Any plan against any workbook, without a solver."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.register import Entry
    from lungang_models.plan import Plan
    from lungang_models.problem import Problem
    from lungang_models.rule import Finding

from lungang.cli.answering import scenarios_in
from lungang.cli.face import (
    AsJson,
    Book,
    Effect,
    Lang,
    Language,
    Pack,
    app,
    plan_in,
    problem_in,
    said,
    say,
    stop,
)


@app.command()
def audit(
    book: Book,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan", help="plan.json 或 plan.xlsx; 缺省为现状。Default: today."
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
    pack: Pack = "",
    effect: Effect = "",
    lang: Lang = Language.zh,
    as_json: AsJson = False,
) -> None:
    """审核: 任何方案对照规则, 不用求解器。Any plan against the rules, no solver loaded."""
    from lungang.document import audit_document, to_json
    from lungang.register import register

    problem = problem_in(book, pack, effect, lang)
    if scenario is not None:
        (asked,) = scenarios_in([scenario], problem, lang)
        problem = asked.problem(problem)
    looked_at = plan_in(plan, problem, lang)
    entries = [e for e in register(looked_at).entries if not e.resolved]
    findings = [e.finding for e in entries]
    if as_json:
        typer.echo(to_json(audit_document(looked_at)), nl=False)
    else:
        _print_findings(entries, lang)
        _print_unneeded(problem, findings, lang)
    proved = certificate is None or _recheck(
        looked_at, certificate, lang, say if as_json else typer.echo
    )
    if any(f.breach for f in findings) or not proved:
        raise typer.Exit(6)


def _print_findings(entries: Sequence[Entry], lang: Language) -> None:
    zh = lang is Language.zh
    for e in entries:
        f = e.finding
        if f.breach:
            mark = "违反" if zh else "BREACH"
        elif f.waiver is not None:
            mark = "豁免" if zh else "waived"
        else:
            mark = "提示" if zh else "note"
        grade = said(e.grade.final.words, lang)
        article = f"第{f.article}条" if zh and f.article[0].isdigit() else f.article
        typer.echo(f"{mark} {f.code} {grade} [{article}] {said(f.says, lang)}")
    breaches = sum(e.finding.breach for e in entries)
    typer.echo(
        f"违反规则{breaches}项, 其他提示{len(entries) - breaches}项"
        if zh
        else f"{breaches} breaches, {len(entries) - breaches} other findings"
    )


def _print_unneeded(
    problem: Problem, findings: Sequence[Finding], lang: Language
) -> None:
    from lungang.waivers import unneeded
    from lungang_models.words import Words

    says = Words(
        "不再需要的豁免: {rule} {who} ({paper}), 风险已消除, 可撤销",
        "waiver no longer needed: {rule} {who} ({paper}); withdraw it",
    )
    for w in unneeded(problem, findings):
        who = "、".join(problem.person[s].name for s in w.staff)
        typer.echo(said(says.fill(rule=w.rule, who=who, paper=w.paper), lang))


def _recheck(
    plan: Plan, file: Path, lang: Language, tell: Callable[[str], None]
) -> bool:
    from lungang.certificate import Certificate
    from lungang.proof import recheck
    from lungang_models.rule import Tier
    from lungang_models.words import Words

    try:
        content = json.loads(file.read_text("utf-8"))
        given = Certificate.from_json(content)
    except (OSError, ValueError, RecursionError) as error:
        stop(4, f"{file.name}: {type(error).__name__}: 不是证书 / not a certificate")
    if content.get("input_hash") != plan.problem.hash:
        tell(
            "证书不是这份工作簿的"
            if lang is Language.zh
            else "the certificate belongs to another workbook"
        )
        return False
    lines = recheck(plan, given)
    if isinstance(lines, Words):
        tell(said(lines, lang))
        return False
    for line in lines:
        mark = "✓" if line.proved else ("·" if line.tier is Tier.CANONICAL else "✗")
        name = said(line.tier.value, lang)
        tell(f"{mark} {name}: {line.billed} (≥ {line.bound})")
    if not lines[-1].proved:  # it only picks one of plans that are equally good
        tell(
            "· 固定次序只在同样好的方案中选定一个, 由两种求解配置复核"
            if lang is Language.zh
            else "· the canonical order only picks among equally good plans; two solver "
            "configurations agreed on it"
        )
    return all(line.proved for line in lines if line.tier is not Tier.CANONICAL)
