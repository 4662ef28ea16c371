"""Every number that a command takes has bounds, and what is outside is told in words."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cli.test_every_command_json import commands
from lungang.cli import app
from lungang.cli.language import wrong_usage

NUMBERS: list[tuple[Any, Any]] = [
    (command, param)
    for _, command in commands()
    for param in command.params
    if param.type_descriptor.annotation in (int, float)
]


#: An option that several commands share is declared once, and tried at one of them.
DECLARED = {(o.opts[0], o.min, o.max): (command, o) for command, o in NUMBERS}


def test_every_number_has_bounds() -> None:
    assert len(DECLARED) > 15
    assert not [(c.name, o.opts) for c, o in NUMBERS if None in (o.min, o.max)]


@pytest.mark.parametrize(
    ("command", "param"), DECLARED.values(), ids=map(str, DECLARED)
)
def test_a_number_out_of_bounds_is_told(command: Any, param: Any) -> None:
    whole, option = param.type_descriptor.annotation is int, param.opts[0][0] == "-"
    low, high = f"应不小于{param.min}", f"应不大于{param.max}"
    no_number = ("应为整数",) if whole else (low, high)
    for value, why in (
        (str(param.min - 1), (low,)), (str(param.max + 1), (high,)),
        ("nan", no_number), ("inf", no_number), ("六", ("应为整数", "应为数")),
    ):  # fmt: skip
        words = [param.opts[0], value] if option else ["--", "x", value, value]
        with pytest.raises(typer.BadParameter) as refused:
            command.make_context(command.name, words)
        told = wrong_usage(refused.value.format_message()).zh
        name = param.opts[0] if option else "pool"
        assert told.removeprefix(f"{name} 的值不可用：") in why, (value, told)


def test_wrong_usage_ends_with_2() -> None:
    done = CliRunner().invoke(app, ["solve", "--time-limit", "-1"])
    assert done.exit_code == 2 and "--time-limit 的值不可用：应不小于1" in done.stderr


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ("Invalid value for '--workers': 0 is not in the range x>=1.", "--workers 的值不可用"),
        ("Invalid value for '--lang' (env var: 'LUNGANG_LANG'): Value error, 'x' is "
         "not one of 'zh', 'en'.", "--lang 的值不可用：应为下列之一：'zh', 'en'"),
        ("Got unexpected extra argument(s) (y z)", "多出的参数：y z"),
        ("Got unexpected extra argument (y)", "多出的参数：y"),
    ],
)  # fmt: skip
def test_what_the_parser_says_is_said_in_chinese(said: str, zh: str) -> None:
    told = wrong_usage(said)
    assert told.zh.startswith(zh) and told.en == said
