"""What all commands share: options, languages, telling, stopping."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from unicodedata import east_asian_width

import typer
from typer.core import TyperGroup

from lungang.cli import language
from lungang.cli.language import say
from lungang.jobs.bounds import SEED, TIME_LIMIT, WORKERS
from lungang_models.typeset import full_width
from lungang_models.words import Words, many

if TYPE_CHECKING:
    from lungang.jobs.reading import Fault, Given, Plan, Problem
from lungang.cli.objects import begin, both, print_error, wants_json


class HelpHeading(StrEnum):
    """The headings of the help, in the order of the work."""

    START = "开始 Start"
    PLAN = "方案 The plan"
    WHY = "说明 Why"
    SCENES = "情景 What if"
    RISK = "风险 Risks"
    DRAW = "抽取 The draw"
    RULES = "规则 Rules and formats"


ONE_LINE = 58
"""Columns of a command's line in the help of a terminal of 80."""


class Commands(TyperGroup):
    """The commands in one language; with ``--json`` a wrong usage is an object too."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order of their headings, each told in one line."""
        order = {str(group): at for at, group in enumerate(HelpHeading)}
        order |= {language.one(str(group)): at for at, group in enumerate(HelpHeading)}
        return sorted(
            self.commands,
            key=lambda name: order.get(
                getattr(self.commands[name], "rich_help_panel", ""), len(order)
            ),
        )

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help, every command of it in one line."""
        language.set_panels()
        shown = language.in_one_language(self)
        lines = {n: language.in_one_language(c) for n, c in self.commands.items()}
        for command in lines.values():
            command.short_help = _one_line(command.help)
        shown.commands, shown.get_command = lines, lambda _, name: lines.get(name)
        TyperGroup.format_help(shown, ctx, formatter)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One command, which takes ``--json``; its help in one language."""
        from lungang.cli.answered import answered

        found = super().get_command(ctx, cmd_name)
        return None if found is None else language.helped(answered(found))

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        """Run a command line."""
        given = language.arguments(args)
        begin()
        if "--help" in given:
            args = language.for_help(given)
        if not more.get("standalone_mode", True):
            return super().main(args, *rest, **more)
        more["standalone_mode"] = False  # errors of usage come to us
        try:
            code = super().main(args, *rest, **more)
        except Exception as error:
            told = getattr(error, "format_message", None)
            if told is None or not hasattr(error, "exit_code"):
                raise
            _tell_usage(error, language.wrong_usage(told()))
        sys.exit(code if isinstance(code, int) else 0)


def _tell_usage(error: Any, says: Words) -> NoReturn:
    """Say what is wrong with a command line, and where its use is told."""
    if path := getattr(getattr(error, "ctx", None), "command_path", ""):
        hint = Words(f"用法：{path} --help", f"See: {path} --help")
    else:
        hint = Words("", "")
    en = language.asked() == "en"
    say(f"wrong usage: {says.en}" if en else f"用法有误：{says.zh}")
    if hint.zh:
        say(hint.en if en else hint.zh)
    if wants_json():
        print_error(2, (f"用法有误：{says.zh}", f"wrong usage: {says.en}"))
    sys.exit(2)


app = typer.Typer(
    name="lungang",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with locals would show personal data
    add_completion=True,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"lungang {version('lungang')}")
        raise typer.Exit


def _speak(language: str) -> str:
    if language:
        os.environ["LUNGANG_LANG"] = language
    return language


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="版本。Version."
        ),
    ] = False,
    lang: Annotated[
        str,
        typer.Option(
            "--lang",
            callback=_speak,
            help="一切输出的语言：zh 或 en。Language of all output.",
        ),
    ] = "",
) -> None:
    """岗位轮换规划。先看演示：lungang demo；用自己的数据：template、check、solve。

    Plans job rotation. Begin with 'lungang demo'; then template, check, solve.
    """


class LanguageOption(StrEnum):
    zh = "zh"
    en = "en"


Book = Annotated[
    Path,
    typer.Argument(
        help="工作簿（.xlsx .xls .et .ods）或CSV文件夹。Workbook or folder of CSV."
    ),
]
Lang = Annotated[
    LanguageOption,
    typer.Option("--lang", envvar="LUNGANG_LANG", help="语言。Language."),
]
Pack = Annotated[
    str, typer.Option("--pack", help="规则包名或文件。Rule pack, name or file.")
]
Effect = Annotated[
    str,
    typer.Option(
        "--effect", help="生效日期 YYYY-MM-DD。Effect date, over the workbook's."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出JSON。Print JSON.")]
Seconds = Annotated[
    float,
    typer.Option(
        "--time-limit",
        min=TIME_LIMIT.least,
        max=TIME_LIMIT.most,
        envvar="LUNGANG_TIME_LIMIT",
        help="时限（秒）。Seconds.",
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        min=WORKERS.least,
        max=WORKERS.most,
        help="求解线程数。CP-SAT workers.",
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", min=SEED.least, max=SEED.most, help="求解随机种子。CP-SAT seed."
    ),
]


class Reader(StrEnum):
    """For whom something is written; see :mod:`lungang.disclosure`."""

    hr = "hr"
    leadership = "leadership"
    inspection = "inspection"
    public = "public"


Audience = Annotated[
    Reader,
    typer.Option(
        "--audience",
        help="人事、领导、纪检监督、公开：领导版不含家庭情况和立案情况，公开版只有数字。"
        "Leadership: no family facts, no cases; public: numbers only.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="不显示进度。No progress.")]
Out = Annotated[Path, typer.Option("--out", help="输出文件夹。Folder for the results.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="覆盖已有结果。Overwrite results.")
]


def refuse_taken(out: Path | None, replace: bool, stem: str = "") -> None:
    """Stop before the work where what is asked for is there already: the one file, or
    in a folder a file of ours, which all have the same ``stem``."""
    if out is None or replace:
        return
    ours = stem and any(
        (out / f"{stem}{s}").exists() for s in (".json", ".xlsx", ".html")
    )
    if out.is_file() or ours:
        stop(
            2,
            f"{out} 已存在；换名或加 --replace",
            f"{out} exists already; choose another name or add --replace",
        )


def _one_line(text: str) -> str:
    """The first line as far as it goes; Chinese characters take two columns."""
    width, kept = 0, ""
    for character in text.strip().splitlines()[0] if text.strip() else "":
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > ONE_LINE:
            return f"{kept.rstrip()}…"
        kept += character
    return kept


def stop(code: int, *lines: str, faults: Sequence[Fault] = ()) -> NoReturn:
    """Say why, in one language, and leave with an exit code; with ``--json`` also as one
    error object. ``lines`` are one ``中文 / English``, or the two of them."""
    says = both(lines)
    if told := says.en if language.asked() == "en" else says.zh:
        say(told)
    if wants_json():
        print_error(code, says, faults)
    raise typer.Exit(code)


def refuse(
    faults: Sequence[Fault], lang: LanguageOption, says: Words | None = None
) -> NoReturn:
    """Tell every fault of the input and leave with 4; with 2 where no such file is."""
    leave_missing(faults, lang)
    print_faults(faults, lang)
    if says is not None:
        say(said(says, lang))
    if wants_json():
        count = len(faults)
        told = says or Words(
            f"输入有错误{count}处", f"{many(count, 'fault')} in the input"
        )
        print_error(4, tuple(told), faults)
    raise typer.Exit(4)


def said(words: Words, lang: LanguageOption) -> str:
    return full_width(words.zh) if lang is LanguageOption.zh else words.en


def parsed_day(text: str, option: str = "--effect") -> date | None:
    """The day in any spelling that a workbook takes; ``None`` where nothing is given."""
    from lungang.jobs.reading import whole_day

    if not text:
        return None
    day = whole_day(text)
    if day is None:
        stop(2, f"{option}：“{text}”不是年月日，如 2026-12-31 / not a date")
    return day


def problem_in(book: Path, pack: str, effect: str, lang: LanguageOption) -> Problem:
    """The problem in a workbook; ends with 4 and every fault of it."""
    from lungang.jobs.reading import BadInput, open_problem

    try:
        return open_problem(book, pack or None, parsed_day(effect))
    except BadInput as bad:
        refuse(bad.faults, lang, NOT_SOLVED)


def plan_in(file: Path | None, problem: Problem, lang: LanguageOption) -> Plan:
    """The plan in a file, or today's state; see :func:`given_in`."""
    return given_in(file, problem, lang).plan


def given_in(file: Path | None, problem: Problem, lang: LanguageOption) -> Given:
    """The plan in a file with the one it was made of, or today's state.

    Says what was told on the way; stops with 4 where the file contradicts itself.
    """
    from lungang.jobs.reading import BadInput, given_of

    try:
        given = given_of(file, problem)
    except BadInput as bad:
        refuse(bad.faults, lang)
    for note in given.notes:
        where = f"{note.where}：" if note.where else ""
        say(f"注意：{where}{note.says.zh}" if lang is LanguageOption.zh
            else f"note: {note.where} {note.says.en}")  # fmt: skip
    return given


NOT_SOLVED = Words(
    "数据有误，未求解。用 lungang check 生成带标注的工作簿。",
    "The input has faults; nothing was solved. 'lungang check' marks them in a copy.",
)


def leave_missing(faults: Iterable[Fault], lang: LanguageOption) -> None:
    """Stop with 2 where there is no such file: nothing can be said of its contents."""
    missing = [f for f in faults if f.code == "file-missing"]
    if missing:
        zh = "；".join(f"{f.says.zh}：{f.maybe.zh}" for f in missing)
        en = "; ".join(f"{f.says.en}: {f.maybe.en}" for f in missing)
        stop(2, zh, en, faults=missing)


def print_faults(faults: Iterable[Fault], lang: LanguageOption) -> None:
    """Faults in groups on stderr."""
    for line in fault_lines(faults, "", lang):
        say(line)


def fault_lines(
    faults: Iterable[Fault], title: str, lang: LanguageOption, every: bool = False
) -> Iterator[str]:
    """A list of faults, one line for those of a kind, under its title."""
    from lungang.jobs.errors import grouped, place_for, value_for

    groups = grouped(faults)
    count = sum(len(g.faults) for g in groups)
    zh = lang is LanguageOption.zh
    if title and groups:
        yield (
            f"{title} {len(groups)}类{count}处"
            if zh
            else f"{title}: {many(count, 'place')} of {many(len(groups), 'kind')}"
        )
    for group in groups:
        shown = group.sentences if every else group.sentences[:1]
        more = len(group.faults)
        for at, (says, maybe) in enumerate(shown):
            number = (
                (f"（{more}处）" if zh else f" ({more})") if more > 1 and not at else ""
            )
            where = place_for(group.sheet, group.where, group.column, lang.value)
            value = group.faults[0].value
            untold = value and value not in said(says, lang) and more == 1
            about = (
                value_for(group.sheet, group.column, value, lang.value)
                if untold
                else ""
            )
            about = f" {about}" if about and not zh else about
            head = f"{where}{about}{number}" if not at else ""
            first = group.faults[0].cell
            if not at and len(group.sentences) > 1 and not every and first:
                number += f"如{first}：" if zh else f" such as {first}:"
            sentence = f"{said(says, lang)} → {said(maybe, lang)}"
            code = f"  {group.code}" if every else ""
            yield (f"  {head}  {sentence}{code}" if not at else f"      {sentence}")
