"""What all verbs of a draw share: options, the draw and who acts on it, telling."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from lungang.cli import language
from lungang.cli.ending import exit_codes
from lungang.cli.objects import print_json
from lungang.cli.options import AsJson, Lang, LanguageOption, parsed_day, stop
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.jobs.draws.acting import Draw
    from lungang.jobs.draws.guiding import GuideStep
    from lungang.jobs.draws.preparing import Basis


def _language_option() -> Any:
    """The option ``--lang`` as typer makes it for a verb; :mod:`lungang.cli.language` reads it."""
    probe = typer.Typer(add_completion=False)

    @probe.command()
    def verb(lang: Lang = LanguageOption.zh) -> None:
        """Carries the option."""

    option = typer.main.get_command(probe).params[0]
    option.expose_value = False
    return option


class _Verbs(TyperGroup):
    """A group whose every verb takes ``--lang``."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The verb, with the option added once."""
        verb = super().get_command(ctx, cmd_name)
        if verb is not None and not any(p.name == "lang" for p in verb.params):
            verb.params.append(_language_option())
        return verb


_rehearsing: ContextVar[bool] = ContextVar("rehearsing", default=False)


def say(zh: str, en: str, err: bool = False) -> None:
    """Print one line in the language asked for; in a rehearsal it says that it is one."""
    line = en if language.asked() == "en" else zh
    if _rehearsing.get():
        line = f"{'rehearsal | ' if language.asked() == 'en' else '演练｜'}{line}"
    (language.say if err else language.tell)(line)


def plainly(text: str) -> str:
    """A code as typed, its digits and signs in their plain form."""
    return unicodedata.normalize("NFKC", text).strip()


app = typer.Typer(
    cls=_Verbs,
    help="强制休假抽取，可公开验证。The verifiable mandatory-leave draw.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

Home = Annotated[
    Path,
    typer.Option(help="台账所在文件夹。Folder of the ledger.", envvar="LUNGANG_DRAW"),
]
DrawId = Annotated[
    str,
    typer.Argument(help="抽取编号，如 2026-Q1。The draw's id.", callback=plainly),
]
Pid = Annotated[
    str, typer.Argument(help="代号，如抽签条所印。The pseudonym.", callback=plainly)
]
Actor = Annotated[
    str,
    typer.Option(
        help="经办单位的名称，或 hr、control、discipline；缺省为该步骤的主办单位。"
        "不写姓名。Office acting; by default the one in charge of the step."
    ),
]
Dry = Annotated[bool, typer.Option("--dry-run", help="演练，不写入。Write nothing.")]
Json = AsJson
Workbook = Annotated[
    Path | None,
    typer.Option(help="工作簿：由它生成六个输入文件。Make the input files from it."),
]
Placements = Annotated[
    Path | None,
    typer.Option(
        help="方案 plan.json 或 .xlsx，缺省为现状。A plan; today's state without."
    ),
]
RulePack = Annotated[str, typer.Option(help="规则包。Rule pack.")]
FirstDay = Annotated[str, typer.Option(help="窗口最早日期。First day of leave.")]
LastDay = Annotated[str, typer.Option(help="窗口最晚日期。Last day of leave.")]
ApprovedBy = Annotated[str, typer.Option(help="审批人。Who approved it.")]
SecondApprover = Annotated[str, typer.Option(help="复核人。Who agreed.")]
HERE = Path(".")


@contextmanager
def step(
    home: Path, draw: str, actor: str = "", dry_run: bool = False
) -> Iterator[Draw]:
    """A draw, or for a rehearsal a copy of it; afterwards, what the ledger took in, and
    the next step where this one is done. A rehearsal leads to the step itself."""
    from lungang.jobs.draws.acting import Draw, recorded, rehearsal
    from lungang.jobs.draws.guiding import next_step

    with exit_codes(), ExitStack() as stack:
        one = Draw(home, draw, actor)
        before, due = len(recorded(one)), next_step(one)
        if dry_run:
            one = stack.enter_context(rehearsal(one))
            stack.enter_context(_told_as_rehearsal())
        yield one
        for number, office in recorded(one, before):
            say(
                f"台账第{number}条，经办：{office}",
                f"ledger line {number}, by: {office}",
                err=True,
            )
        if dry_run:
            say("未写入任何文件；正式办理时去掉 --dry-run 再执行一次",
                "nothing is written; leave out --dry-run to do it", err=True)  # fmt: skip
            return
        coming = next_step(one)
        if coming is not None and (due is None or coming.title != due.title):
            _show_next(draw, coming)


@contextmanager
def _told_as_rehearsal() -> Iterator[None]:
    token = _rehearsing.set(True)
    try:
        yield
    finally:
        _rehearsing.reset(token)


def _show_next(draw: str, coming: GuideStep) -> None:
    """The step that is due now, as the instruction sheet has it."""
    say(f"下一步：{coming.title.zh}（{coming.office.zh}），全部步骤：lungang draw steps {draw}",
        f"next: {coming.title.en} ({coming.office.en}); all steps: lungang draw steps {draw}",
        err=True)  # fmt: skip
    for command in coming.commands:
        say(f"  {command.zh}", f"  {command.en}", err=True)


def progress_bar(done: int, whole: int) -> None:
    if sys.stderr.isatty() and (done % 10 == 0 or done == whole):
        end = "\n" if done == whole else ""
        sys.stderr.write(f"\r{done}/{whole}{end}")


def tell(document: Any, rows: list[tuple[Words, Any]], as_json: bool) -> None:
    """Print an answer: the object itself, or named values in one language."""
    if as_json:
        print_json(document.model_dump(mode="json", by_alias=True))
        return
    for words, value in rows:
        say(f"{words.zh}：{value}", f"{words.en}: {value}")


def basis_of(workbook: Path, plan: Path | None, pack: str, *days: str) -> Basis:
    """What a draw is made from; ``days`` are effect, first, last."""
    from lungang.jobs.draws.preparing import Basis

    options = ("--effect", "--first", "--last")
    effect, first, last = (parsed_day(d, o) for d, o in zip(days, options, strict=True))
    return Basis(workbook, plan, pack, effect, first, last)


def day_needed(text: str, option: str) -> date:
    """The day that an option must give."""
    found = parsed_day(text, option)
    if found is None:
        stop(2, f"{option}：请写明日期 / give the day")
    return found
