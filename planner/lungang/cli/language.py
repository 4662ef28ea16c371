"""One language at a time: which was asked for, and what is printed in it.

Commands write their help as ``中文。English.`` and short messages as ``中文 / English``;
only the half asked for is shown.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from copy import copy
from typing import Any

import typer

from lungang_models.typeset import full_width
from lungang_models.words import Language, Words

GIVEN: ContextVar[Sequence[str]] = ContextVar("given", default=())
"""The arguments of the command that runs."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_SLASH = re.compile(r"(?: |(?<=。))/ ")
_SEAM = re.compile(r"(?<=[。？…）])\s*(?=[A-Z'\d(,])")
_HEADING = re.compile(r"(\S*[\u3400-\u9fff]) ([A-Z][A-Za-z ]+)")
_PANELS = {
    "ARGUMENTS_PANEL_TITLE": Words("参数", "Arguments"),
    "RANGE_STRING": Words(" {}", " {}"),
    "OPTIONS_PANEL_TITLE": Words("选项", "Options"),
    "COMMANDS_PANEL_TITLE": Words("命令", "Commands"),
    "ERRORS_PANEL_TITLE": Words("用法有误", "Error"),
    "DEFAULT_STRING": Words("[缺省：{}]", "[default: {}]"),
    "ENVVAR_STRING": Words("[可用 {} 设定]", "[env var: {}]"),
    "REQUIRED_LONG_STRING": Words("[必填]", "[required]"),
    "RICH_HELP": Words(
        "用“{command_path} {help_option}”看用法。",
        "Try [blue]'{command_path} {help_option}'[/] for help.",
    ),
}
#: What a value is, as the parser calls it; a switch takes none.
_VALUES = {
    "str": Words("文字", "text"), "path": Words("文件", "file"),
    "list[Path]": Words("文件…", "file…"), "list[str]": Words("文字…", "text…"),
    "int": Words("整数", "number"), "int range": Words("整数", "number"),
    "float": Words("数", "number"), "float range": Words("数", "number"),
}  # fmt: skip
_ARGUMENTS = {
    "book": "工作簿", "plan": "方案", "files": "文件", "file": "文件", "out": "去处",
    "names": "名称", "name": "名称", "person": "工号", "other": "工号", "chosen": "工号",
    "post": "岗位编号", "before": "前一工作簿", "after": "后一工作簿", "left": "规则包",
    "right": "规则包", "pack": "规则包", "a": "情景", "b": "另一情景", "folder": "文件夹",
    "draw": "抽取编号", "pid": "代号", "role": "角色", "kind": "文书", "target": "去处",
    "source": "来源", "people": "名单", "signed": "登记表", "workbook": "工作簿",
    "key": "来源键串", "pool": "人数", "wanted": "抽取人数",
}  # fmt: skip
_BUILT_IN = {
    "help": Words("显示本页", "Show this page"),
    "install_completion": Words("安装命令补全", "Install completion for this shell"),
    "show_completion": Words("显示命令补全脚本", "Show the completion script"),
}


def asked() -> Language:
    """``zh`` or ``en``: by ``--lang``, else by ``LUNGANG_LANG``, else Chinese."""
    given = list(GIVEN.get())
    for at, word in enumerate(given):
        if word == "--lang" and at + 1 < len(given):
            return "en" if given[at + 1] == "en" else "zh"
        if word.startswith("--lang="):
            return "en" if word == "--lang=en" else "zh"
    return "en" if os.environ.get("LUNGANG_LANG") == "en" else "zh"


def say(text: str | Words) -> None:
    """A message for a person, beside the result; words in the language asked for."""
    text = text if isinstance(text, str) else text.in_(asked())
    typer.echo(_set(text), err=True)
    spoken()


def tell(text: str) -> None:
    """A line of the result for a person."""
    typer.echo(_set(text))
    spoken()


_SPOKE = [time.monotonic()]


def spoken() -> None:
    """Something was said just now."""
    _SPOKE[0] = time.monotonic()


def silent_for() -> float:
    """Seconds since something was said last."""
    return time.monotonic() - _SPOKE[0]


def _set(text: str) -> str:
    """Marks beside Chinese characters are full-width, but for names in English lines."""
    return text if asked() == "en" else full_width(text)


def halves(line: str) -> Words:
    """The two languages of ``中文 / English``; the same text twice where it has one."""
    zh, *en = _SLASH.split(line, maxsplit=1)
    return Words(zh, en[0]) if en and _HAN.search(zh) else Words(line, line)


def one(text: str) -> str:
    """The half of a help text in the language asked for."""
    english = asked() == "en"
    if heading := _HEADING.fullmatch(text):
        return heading[1 + english]
    shown = []
    for paragraph in text.split("\n\n"):
        parts = _SEAM.split(paragraph.strip(), maxsplit=1)
        if len(parts) == 2 and _HAN.search(parts[0]) and not _HAN.search(parts[1]):
            shown.append(parts[english].strip())
        elif bool(_HAN.search(paragraph)) != english or "\n\n" not in text:
            shown.append(paragraph)
    return "\n\n".join(shown)


def helped(command: Any) -> Any:
    """A command, or a group with all its commands, whose help is in one language.

    The help is that of a copy made anew each time: the command itself keeps both.
    """

    def format_help(ctx: Any, formatter: Any) -> None:
        set_panels()
        shown = in_one_language(command)
        type(command).format_help(shown, ctx, formatter)

    command.format_help = format_help
    return with_each(command, helped)


def with_each(group: Any, change: Callable[[Any], Any]) -> Any:
    """A group of which every command is changed as it is asked for; others as they are."""
    if hasattr(group, "commands"):
        find = group.get_command

        def get_command(ctx: Any, name: str) -> Any:
            found = find(ctx, name)
            return None if found is None else change(found)

        group.get_command = get_command
    return group


def in_one_language(command: Any) -> Any:
    """A copy of a command, its help and that of its options in the language asked for."""
    command = copy(command)
    command.params = [copy(param) for param in command.params]
    command.help = one(command.help or "")
    command.short_help = None
    if panel := getattr(command, "rich_help_panel", None):
        command.rich_help_panel = one(str(panel))
    with_each(command, in_one_language)
    made = command.get_help_option

    def get_help_option(ctx: Any) -> Any:
        option = copy(made(ctx))
        if option is not None:
            _value_in_one_language(option)
            option.help = _BUILT_IN["help"].in_(asked())
        return option

    command.get_help_option = get_help_option
    _usage_in_one_language(command)
    for param in command.params:
        _value_in_one_language(param)
        built_in = _BUILT_IN.get(param.name or "")
        if built_in is not None:
            param.help = built_in.en if asked() == "en" else built_in.zh
        elif getattr(param, "help", None):
            param.help = one(param.help)
        if isinstance(default := getattr(param, "show_default", None), str):
            words = halves(default)
            param.show_default = words.en if asked() == "en" else words.zh
    return command


def _usage_in_one_language(command: Any) -> None:
    """The line that shows how a command is written."""
    if asked() == "en":
        return
    command.options_metavar = "[选项]"
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = "命令 [参数]…"

    def format_usage(ctx: Any, formatter: Any) -> None:
        pieces = " ".join(command.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    command.format_usage = format_usage


def _value_in_one_language(param: Any) -> None:
    """The name of an argument, and what kind of value a parameter takes."""
    english = asked() == "en"
    if param.param_type_name == "argument" and not english:
        param.metavar = _ARGUMENTS.get(param.name, param.metavar)
    typed = param.display_type_rich
    low, high = getattr(param, "min", None), getattr(param, "max", None)
    if low is not None or high is not None:
        between = Words(f"{low}至{high}", f"{low} to {high}")
        if high is None:
            between = Words(f"不小于{low}", f"at least {low}")
        elif low is None:
            between = Words(f"不大于{high}", f"at most {high}")
        limits = between.en if english else between.zh
        param._get_number_range_help_str = lambda: limits

    def shown(ctx: Any) -> str | None:
        if param.param_type_name == "argument":
            return None  # its help says what it is
        told = str(typed(ctx=ctx) or "").strip("<>")
        words = _VALUES.get(told)
        if words is None:
            return f"<{told}>" if told not in ("", "bool") else None
        return f"<{words.en if english else words.zh}>"

    param.display_type_rich = shown


def set_panels() -> None:
    """The words around the help in the language asked for."""
    from typer import rich_utils

    for name, words in _PANELS.items():
        setattr(rich_utils, name, words.en if asked() == "en" else _InChinese(words.zh))


class _InChinese(str):
    """A heading or a form of the help; what stands for a default is put in no brackets,
    which the parser would set half-width."""

    def format(self, *told: object, **named: object) -> str:
        plain = (
            re.sub(r"^\((.*)\)$", r"\1", t) if isinstance(t, str) else t for t in told
        )
        return super().format(*plain, **named)


def wrong_usage(message: str) -> Words:
    """What the parser of arguments says, in both languages."""
    for pattern, zh in _USAGE:
        if found := re.match(pattern, message, re.S):
            named = [_why(g or "") for g in found.groups()]
            return Words(zh.format(*named), message)
    return Words(message, message)


_USAGE = (
    (r"No such command '(.+?)'\.(?: Did you mean '?(.+?)'?\?)?$", "没有命令“{0}”"),
    (r"No such option:? '?(--?[\w-]+)'?.*", "没有选项 {0}"),
    (r"Missing argument '?(.+?)'?\.$", "缺少参数 {0}"),
    (r"Missing option '?(.+?)'?\.$", "缺少选项 {0}"),
    (r"Missing command\.$", "请写明命令"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)$", "多出的参数：{0}"),
    (r"Option '?(.+?)'? requires an argument\.$", "选项 {0} 后应写明值"),
    (r"Invalid value for '?([^']+)'?(?: \(env var: '\w+'\))?: (.+)$",
     "{0} 的值不可用：{1}"),
)  # fmt: skip
#: Why a value is refused; what stands before it says of which option.
_WHY = (
    (r"Input should be a valid integer", "应为整数"),
    (r"Input should be (?:a valid number|a finite number)", "应为数"),
    (r"Input should be greater than or equal to (\S+)", "应不小于{0}"),
    (r"Input should be less than or equal to (\S+)", "应不大于{0}"),
    (r"(?:Value error, )?'.*' is not one of (.+?)\.?$", "应为下列之一：{0}"),
)


def _why(said: str) -> str:
    """A reason of the parser in Chinese; a name as it is."""
    for pattern, zh in _WHY:
        if found := re.match(pattern, said, re.S):
            return zh.format(*found.groups())
    return said


def arguments(args: Sequence[str] | None) -> list[str]:
    """The arguments of a command line, kept for :func:`asked`."""
    given = sys.argv[1:] if args is None else list(args)
    GIVEN.set(given)
    return given


def for_help(given: Sequence[str]) -> list[str]:
    """The arguments without the language: a group of commands takes none, and shows
    its help in it all the same."""
    left = list(given)
    while "--lang" in left:
        at = left.index("--lang")
        del left[at : at + 2]
    return [word for word in left if not word.startswith("--lang=")]
