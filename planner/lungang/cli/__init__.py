"""The command line: a thin face over the verbs. It chooses words and layout, no more.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done, 1 a defect of
ours, 2 wrong usage, 3 proved that no plan exists, 4 faults in the input, 5 nothing found
within the time limit, 6 a plan that breaks a rule, a proof that fails or a gate not
passed, 130 interrupted (the best plan so far is kept).
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

from lungang.cli.face import Language, app, print_faults, say
from lungang.draw.mount import app as draw_app  # its verbs are read when it runs
from lungang_models.fault import BadInput

for _room in (
    "planning",
    "reasons",
    "auditing",
    "register",
    "workbooks",
    "rulebooks",
    "lists",
    "scenarios",
    "comparing",
    "stressing",
):
    import_module(f"{__name__}.{_room}")  # in the order of the work, for the help
app.add_typer(draw_app, name="draw")


def main() -> None:
    """Run the command line; a defect of ours ends with 1 and no personal data."""
    try:
        app()
    except OSError as error:
        name = Path(error.filename).name if isinstance(error.filename, str) else ""
        say(f"无法读写 / cannot read or write: {name} ({error.strerror})")
        sys.exit(2)
    except BadInput as bad:  # a file beside the workbook, such as a template
        print_faults(bad.faults, Language.zh)
        sys.exit(4)
    except Exception as error:
        if os.environ.get("LUNGANG_DEBUG"):
            raise
        where = _last_place(error)
        say(
            f"程序错误 {type(error).__name__} ({where})。这是程序的缺陷, 数据未改动; "
            "设 LUNGANG_DEBUG=1 可显示详情(含个人数据)。"
        )
        say(f"A defect of the program: {type(error).__name__} at {where}.")
        sys.exit(1)


def _last_place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    code = trace.tb_frame.f_code
    return f"{Path(code.co_filename).name}:{trace.tb_lineno}"
