"""Every command takes ``--json``, and what it then prints is one object of a known schema."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import typer.main
from typer.testing import CliRunner, Result

import lungang
from lungang.cli import app
from lungang.cli.answered import WITHOUT, takes_json
from lungang.intake.sample import sample
from lungang.intake.workbook import write_csv_folder
from lungang.jobs.schemas import SCHEMAS

ROOT = Path(lungang.__file__).parent


def commands(
    command: Any = None, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    command = command or typer.main.get_command(app)
    if hasattr(command, "list_commands"):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*path, name))
    else:
        yield path, command


FOUND = dict(commands())


def test_every_command_takes_it() -> None:
    assert len(FOUND) > 70
    without = {path for path, command in FOUND.items() if not takes_json(command)}
    assert without == {(name,) for name in WITHOUT}


def test_every_object_that_is_printed_has_a_schema() -> None:
    """Whatever the command line or the jobs give a schema's name is in the list."""
    named = set()
    for folder in ("cli", "jobs", "rulebook"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    named |= set(re.findall(r"^lungang-([a-z-]+)/\d+$", node.value))
    assert {"due", "kin", "doctor", "done", "rules"} <= named
    assert named <= SCHEMAS.keys()


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def told(done: Result) -> Any:
    content = json.loads(done.stdout)
    name = re.fullmatch(r"lungang-([a-z-]+)/\d+", content["schema"])
    assert name is not None
    jsonschema.validate(content, SCHEMAS[name[1]]())
    return content


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bureau") / "csv"
    write_csv_folder(folder, *sample())
    return folder


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("kin", "{book}", "Y011"), "kin"),
        (("kin", "{book}", "--dismissed"), "dismissed"),
        (("kin", "--word", "舅舅"), "kin-word"),
        (("duties",), "duties"),
        (("duties", "出纳", "会计核算"), "fewest"),
        (("rules",), "rules"),
        (("rules", "diff", "cn-finance-bureau", "us-bank"), "pack-difference"),
        (("rules", "check", "us-bank"), "done"),
        (("rules", "coverage"), "done"),
        (("due", "{book}"), "due"),
        (("posts", "{book}"), "posts"),
        (("template", "{new}/t.xlsx"), "done"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else x,
)
def test_it_is_one_object(
    words: tuple[str, ...], name: str, book: Path, tmp_path: Path
) -> None:
    done = run(*(w.format(book=book, new=tmp_path) for w in words), "--json")
    assert done.exit_code == 0, done.stderr
    content = told(done)
    assert content["schema"].startswith(f"lungang-{name}/")
    for file in content.get("files", []):
        assert Path(file).exists()


def test_the_machine_is_one_object() -> None:
    content = told(run("doctor", "--json"))
    assert {line["state"] for line in content["lines"]} <= {"ok", "note", "lacking"}


def test_files_written_are_named(tmp_path: Path) -> None:
    content = told(run("template", tmp_path / "t.xlsx", "--json"))
    assert content["files"] == [str(tmp_path / "t.xlsx")]


FREE = {("generate",), ("draw", "key"), ("draw", "steps")}
"""What they are given need not be there."""


@pytest.mark.parametrize("path", [p for p in FOUND if p[0] not in WITHOUT])
def test_every_error_is_one_object(path: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever must be named names nothing that is there, or an option is wrong."""
    params = FOUND[path].params
    needed = [p for p in params if p.required]
    words = [w for p in needed for w in _naming_nothing(p, tmp_path)]
    if "home" in {p.name for p in params}:
        words += ["--home", str(tmp_path / "home")]
    if not needed or path in FREE:
        words.append("--no-such-option")
    done = run(*path, *words, "--json")
    content = told(done)
    assert content["schema"] in ("lungang-error/1", "lungang-faults/1"), path
    assert done.exit_code == content["exit"] != 0
    assert done.exit_code in (2, 4), (path, done.output)
    zh, en = content["says"]["zh"], content["says"]["en"]
    assert zh != en and re.search("[\u3400-\u9fff]", zh), content
    assert not re.search("[\u3400-\u9fff]", en), content


def _naming_nothing(param: Any, folder: Path) -> list[str]:
    """A required argument or option with something that is not there."""
    kind = str(param.bare_type)
    path, number = "Path" in kind, "int" in kind
    value = str(folder / "nowhere.xlsx") if path else "9" if number else "x"
    return [value] if param.param_type_name == "argument" else [param.opts[0], value]


def test_a_command_that_fails_prints_its_error_alone(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_text("x")
    done = run("template", tmp_path / "t.xlsx", "--json")
    content = told(done)
    assert done.exit_code == content["exit"] == 2
    assert content["schema"] == "lungang-error/1"
