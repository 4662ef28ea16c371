"""The command line: a thin face over the verbs. It chooses words and layout, no more.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done, 1 a defect of
ours, 2 wrong usage, 3 proved that no plan exists, 4 faults in the input, 5 nothing found
within the time limit, 6 a plan that breaks a rule, a proof that fails or a gate not
passed, 130 interrupted (the best plan so far is kept). A reader that closes the pipe
(``| head``) ends a command with 1, and nothing is said.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import typer

from lungang.cli.draws import app as draw_app  # its verbs are read when it runs
from lungang.cli.interrupts import ending_searches
from lungang.cli.language import asked, say
from lungang.cli.objects import print_error, wants_json
from lungang.cli.options import HelpHeading, LanguageOption, app, print_faults
from lungang.cli.progress import whole_command
from lungang.cli.streams import finish, let_go, settle
from lungang_models.fault import BadInput, Fault
from lungang_models.words import Words

for _module in (
    "planning",
    "explaining",
    "auditing",
    "register",
    "editions",
    "packing",
    "checking",
    "workbooks",
    "beginnings",
    "papering",
    "rulebooks",
    "listing",
    "posts",
    "scenarios",
    "comparing",
    "stressing",
    "serving",
):
    import_module(f"{__name__}.{_module}")  # in the order of the work, for the help
app.add_typer(draw_app, name="draw", rich_help_panel=HelpHeading.DRAW)


GC_THRESHOLD = (100_000, 20, 20)
"""A command makes millions of small objects and drops few before it ends: collecting
after every 700 of them took a ninth of a run with 2,000 staff."""


def main() -> None:
    """Run the command line; a defect of ours ends with 1 and no personal data."""
    settle()
    gc.set_threshold(*GC_THRESHOLD)
    try:
        try:
            with whole_command(), ending_searches():
                app()
        finally:
            finish()
    except BrokenPipeError:  # whoever read the answer has read enough
        let_go()
        sys.exit(1)
    except typer.Abort:  # Ctrl+C at a question, or nobody there to answer it
        say(Words("已中断", "stopped"))
        _leave(2, "已中断 / stopped")
    except OSError as error:
        told = _of_the_disk(error)
        say(Words(*told))
        _leave(2, " / ".join(told))
    except BadInput as bad:  # a file beside the workbook, such as a template
        print_faults(bad.faults, LanguageOption(asked()))
        _leave(4, "输入有错误 / faults in the input", bad.faults)
    except Exception as error:
        if os.environ.get("LUNGANG_DEBUG"):
            raise
        where = _last_place(error)
        zh = (
            f"程序错误 {type(error).__name__}（{where}）。这是程序的缺陷，数据未改动；"
            "设 LUNGANG_DEBUG=1 可显示详情（含个人数据）。"
        )
        en = (
            f"A defect of the program: {type(error).__name__} at {where}. No data were "
            "changed; LUNGANG_DEBUG=1 shows more, personal data included."
        )
        say(Words(zh, en))
        _leave(1, f"程序错误：{where} / a defect of the program: {where}")


def _leave(code: int, says: str, faults: Sequence[Fault] = ()) -> NoReturn:
    """Leave with a code; the one object on stdout says why, where JSON was asked for."""
    if wants_json():
        with suppress(OSError):  # what keeps the answer out keeps the error out as well
            print_error(code, (says,), faults)
    let_go()
    sys.exit(code)


def _of_the_disk(error: OSError) -> tuple[str, str]:
    """What went wrong with which file, and that nothing is half-written."""
    named, full = (
        error.filename,
        error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    )
    if not isinstance(named, str | bytes):  # a pipe, or the folder we were started in
        why = ("磁盘空间不足", "no space left") if full else (error.strerror,) * 2
        return (
            f"输出没有写完，或当前文件夹不可用（{why[0]}）。",
            f"The output is not whole, or the current folder is not there: {why[1]}.",
        )
    name = Path(os.fsdecode(named)).name
    if full:
        return (
            f"磁盘空间不足，未写出：{name}；原有文件未改动。",
            f"No space left: {name} was not written; what was there is unchanged.",
        )
    return (
        f"无法读写：{name}（{error.strerror}）",
        f"cannot read or write: {name}",
    )


def _last_place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    code = trace.tb_frame.f_code
    return f"{Path(code.co_filename).name}:{trace.tb_lineno}"
