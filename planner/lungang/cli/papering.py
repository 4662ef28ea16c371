"""The papers of a cycle, as Word files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from lungang.cli.language import tell
from lungang.cli.objects import print_file, wrote
from lungang.cli.options import (
    Book,
    Effect,
    HelpHeading,
    Lang,
    LanguageOption,
    Pack,
    Replace,
    app,
    plan_in,
    problem_in,
    refuse,
    stop,
)

PlanGiven = Annotated[
    Path,
    typer.Option("--plan", help="方案：结果文件夹、plan.json 或 plan.xlsx。The plan."),
]
OutFolder = Annotated[Path, typer.Option("--out", help="文件夹。Folder.")]
Bureau = Annotated[str, typer.Option(help="单位名称。Name of the organisation.")]
Personnel = Annotated[str, typer.Option(help="人事部门。Personnel section.")]
Telephone = Annotated[str, typer.Option(help="联系电话。Telephone.")]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="只出哪几种。Only these papers.")
]
Templates = Annotated[
    Path | None, typer.Option(help="自备模板的文件夹。Own templates.")
]
Pdf = Annotated[
    bool, typer.Option("--pdf", help="另存 PDF/A（需先安装附加组件 pdf）。PDF/A too.")
]


@app.command(rich_help_panel=HelpHeading.PLAN)
def papers(
    book: Book, plan: PlanGiven, out: OutFolder = Path("文件"), bureau: Bureau = "",
    personnel: Personnel = "", telephone: Telephone = "", only: Only = None,
    templates: Templates = None, pdf: Pdf = False, pack: Pack = "", effect: Effect = "",
    lang: Lang = LanguageOption.zh, replace: Replace = False,
) -> None:  # fmt: skip
    """文件：请示、会议材料、任免名单、通知、备案表等，可在 Word 中修改。Papers."""
    from lungang.jobs.papering import (
        Breaches,
        Office,
        document_of,
        office_of,
        paper_names,
        write_papers,
        write_pdfs,
    )
    from lungang.jobs.reading import BadInput

    unknown = set(only or ()) - set(paper_names())
    if unknown:
        stop(2, f"没有这种文件：{'、'.join(unknown)}；可选：{'、'.join(paper_names())}")
    if out.exists() and any(out.iterdir()) and not replace:
        stop(2, f"{out} 已有文件 / holds files already (--replace)")
    problem = problem_in(book, pack, effect, lang)
    made = plan_in(plan, problem, lang)
    given = office_of(problem)
    office = Office(
        bureau or given.bureau, personnel or given.personnel,
        telephone or given.telephone, date.today(),
    )  # fmt: skip
    try:
        told = document_of(plan, made)
        written = write_papers(out, made, told, office, only or (), templates)
    except Breaches as met:
        stop(6, f"方案违反规则{met.count}项，先运行 lungang audit / the plan breaks "
                f"{met.count} rules: run lungang audit first")  # fmt: skip
    except BadInput as bad:
        refuse(bad.faults, lang)
    if pdf:
        try:
            written += write_pdfs(written)
        except ImportError:
            stop(2, "未安装 PDF 组件：lungang[pdf] / PDF needs lungang[pdf]")
    wrote(*written)
    many = len(written)
    tell(
        f"{out}：{many}份文件" if lang is LanguageOption.zh else f"{out}: {many} papers"
    )


@app.command("paper-templates", rich_help_panel=HelpHeading.PLAN)
def paper_templates(
    out: Annotated[Path, typer.Argument(help="文件夹。Folder.")] = Path("模板"),
    replace: Replace = False,
) -> None:
    """模板：把文件模板写出来，改成本单位的式样。Our templates, to make your own."""
    from lungang.jobs.papering import write_templates

    if out.exists() and any(out.iterdir()) and not replace:
        stop(2, f"{out} 已有文件 / holds files already (--replace)")
    out.mkdir(parents=True, exist_ok=True)
    for path in write_templates(out):
        print_file(path)
