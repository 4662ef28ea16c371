"""Every command takes ``--json``, and what it then prints is one object of a known schema."""

from __future__ import annotations

import ast
import json
import re
import sqlite3
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import openpyxl
import pytest
import typer.main
from typer.testing import CliRunner, Result

import lungang
from lungang.cli import app
from lungang.cli.answered import WITHOUT, takes_json
from lungang.jobs.schemas import SCHEMAS
from lungang.web.home import KEY

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


ROSTER = (
    ("姓名", "科室", "职务", "层次", "任现岗位时间"),
    ("张三丰", "预算科", "科长", "正科", "2015-01-01"),
    ("李四光", "预算科", "科员", "科员", "2020-01-01"),
)
FORM = (
    '<?xml version="1.0" encoding="utf-8"?><Person><XingMing>程望舒</XingMing>'
    "<ChuShengNianYue>198107</ChuShengNianYue><JiaTingChengYuan><Item>"
    "<ChengWei>丈夫</ChengWei><XingMing>林若</XingMing></Item></JiaTingChengYuan></Person>"
)
GATES = "gates:\n  - measure: moves\n    at_most: 99\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of twelve people with its plan, packs, a scenario, gates and a desk."""
    where = tmp_path_factory.mktemp("place")
    book, plan = where / "b.xlsx", where / "plan" / "plan.json"
    for words in (
        ("template", book, "--example"),
        ("solve", book, "--out", plan.parent, "--quiet"),
        ("packs", plan, "--out", where / "packs"),
        ("scenario", "new", where / "s.yaml", "--set", "任职年限=9"),
    ):
        assert run(*words).exit_code == 0, words
    (where / "gates.yaml").write_text(GATES, "utf-8")
    (where / "form.lrmx").write_text(FORM, "utf-8")
    roster = openpyxl.Workbook()
    for row in ROSTER:
        roster.active.append(row)
    roster.save(where / "roster.xlsx")
    (where / "desk").mkdir(mode=0o700)
    sqlite3.connect(where / "desk" / "desk.sqlite3").close()
    (where / "desk" / KEY).write_text("key", "utf-8")
    with pytest.MonkeyPatch.context() as kept:
        kept.setenv("LUNGANG_DESK", "")
        words = ("backup", where / "desk.zip", "--data", where / "desk")
        assert run(*words).exit_code == 0
    return where


BOOK, PLAN = ("b.xlsx",), ("--plan", "plan/plan.json")
ALONE = ("--store", "{new}/runs", "--processes", "1", "--quiet")
OUT = ("--out", "{new}/out")
SUCCESSES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("solve", *BOOK, *OUT), "plan"),
    (("demo", *OUT), "plan"),
    (("show", "plan"), "done"),
    (("check", *BOOK, "--out", "{new}/marked.xlsx"), "check"),
    (("template", "{new}/t.xlsx"), "done"),
    (("generate", "{new}/g.xlsx", "--staff", "60"), "done"),
    (("forms", *BOOK, "form.lrmx", *OUT), "done"),
    (("import", "roster.xlsx", "--out", "{new}/i.xlsx", "--effect", "2026-12-31"), "done"),
    (("next-year", *BOOK, *PLAN, "--effect", "2028-12-31", "--out", "{new}/n.xlsx"), "done"),
    (("doctor",), "doctor"),
    (("backup", "{new}/desk.zip", "--data", "desk"), "done"),
    (("restore", "desk.zip", "--data", "{new}/desk"), "done"),
    (("audit", *BOOK, *PLAN), "audit"),
    (("audit", *BOOK, *PLAN, "--certificate", "plan/certificate.json"), "audit"),
    (("register", *BOOK), "register"),
    (("register", *BOOK, *PLAN, "--out", "{new}/r.xlsx"), "register"),
    (("report", "plan/plan.json", "--audience", "leadership", *OUT), "plan"),
    (("packs", "plan/plan.json", *OUT), "done"),
    (("verify-packs", "packs/leadership.json", "--root", "{root}", *PLAN), "done"),
    (("papers", *BOOK, *PLAN, "--only", "会议材料", *OUT), "done"),
    (("paper-templates", "{new}/t"), "done"),
    (("due", *BOOK), "due"),
    (("explain", *BOOK), "reasons"),
    (("ask", "why", *BOOK, "010", *PLAN), "answer"),
    (("ask", "why-not", *BOOK, "010", "YS2", *PLAN), "answer"),
    (("ask", "why-rather", *BOOK, "010", "008", "YS2", *PLAN), "answer"),
    (("ask", "must-move", *BOOK, "010", *PLAN), "answer"),
    (("ask", "exempt", *BOOK, "010", *PLAN), "answer"),
    (("ask", "alternates", *BOOK, "YS2", *PLAN), "answer"),
    (("ask", "elsewhere", *BOOK, "010", *PLAN), "answer"),
    (("ask", "what-if", *BOOK, "010", "--leaves"), "answer"),
    (("ask", "changed", *BOOK, *BOOK), "answer"),
    (("ask", "remaining", *BOOK, *PLAN), "answer"),
    (("ask", "letter", *BOOK, "010", *PLAN, "--out", "{new}/l.docx"), "done"),
    (("ask", "chance", *BOOK, "010", *PLAN), "answer"),
    (("compare", *BOOK, "s.yaml", *OUT, *ALONE), "comparison"),
    (("sweep", *BOOK, "--set", "tenure-limits.watched_due=5,9", *OUT, *ALONE), "sweep"),
    (("gate", *BOOK, "s.yaml", "--gates", "gates.yaml", *ALONE), "gate"),
    (("scenario", "new", "{new}/s.yaml", "--set", "任职年限=9"), "done"),
    (("scenario", "show", *BOOK, "s.yaml"), "scenario-shown"),
    (("scenario", "diff", *BOOK, "s.yaml"), "difference"),
    (("scenario", "run", *BOOK, "s.yaml", *OUT, *ALONE), "done"),
    (("scenario", "tree", "."), "done"),
    (("stress", *BOOK, *PLAN, "--rounds", "1", *OUT, *ALONE), "stress"),
    (("kin", *BOOK, "010"), "kin"),
    (("kin", *BOOK, "--dismissed"), "dismissed"),
    (("kin", "--word", "舅舅"), "kin-word"),
    (("duties",), "duties"),
    (("duties", "出纳", "会计核算"), "fewest"),
    (("posts", *BOOK), "posts"),
    (("posts", *BOOK, *OUT), "done"),
    (("rules",), "rules"),
    (("rules", "diff", "cn-finance-bureau", "us-bank"), "pack-difference"),
    (("rules", "check", "us-bank"), "done"),
    (("rules", "coverage"), "done"),
)  # fmt: skip


def test_every_command_is_seen_to_succeed() -> None:
    """Those of the draw, each of which needs the one before it, are seen beside it."""
    seen = {p for p in FOUND for words, _ in SUCCESSES if words[: len(p)] == p}
    assert {p for p in FOUND if p[0] not in (*WITHOUT, "draw")} == seen


@pytest.mark.parametrize(
    ("words", "name"),
    SUCCESSES,
    ids=lambda x: " ".join(x[:2]) if isinstance(x, tuple) else x,
)
def test_it_is_one_object(
    words: tuple[str, ...], name: str, place: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The answer, alone on stdout; a file that was to be written is there and named."""
    monkeypatch.chdir(place)
    monkeypatch.setenv("LUNGANG_DESK", "")  # --data sets it: put back at the end
    monkeypatch.setattr(webbrowser, "open", lambda _: True)
    root = json.loads((place / "packs" / "leadership.json").read_text("utf-8"))["root"]
    done = run(*(w.format(new=tmp_path, root=root) for w in words), "--json")
    assert done.exit_code == 0, done.output
    content = told(done)
    assert content["schema"].startswith(f"lungang-{name}/")
    assert all(Path(file).exists() for file in content.get("files", []))
    if name == "done":
        assert bool(content["files"]) is ("{new}" in str(words)), content


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
