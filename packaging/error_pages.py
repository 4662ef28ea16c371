"""A page for each code of what can be wrong, written from the program itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from lungang.intake.workbook.sayings import SAYINGS
from lungang.scenario.faults import SAYINGS as OF_SCENARIOS

HOME = Path(__file__).resolve().parents[1]
ROOMS = ("planner/lungang", "models/lungang_models")
CODE = re.compile(r"[a-z]+\d*(?:-[a-z\d]+)+")


OPEN = ("说明随情况而定，见检查结果", "told case by case by the check")
"""What stands for a sentence that is made elsewhere."""


class Told(NamedTuple):
    """One code: what is said, in both languages, and what to do."""

    zh: str
    en: str
    maybe_zh: str = ""
    maybe_en: str = ""


def codes() -> dict[str, list[Told]]:
    """Every code of the program with each sentence it is told in."""
    found: dict[str, list[Told]] = {}
    for code, saying in SAYINGS.items():
        found.setdefault(code, []).append(Told(*saying.says, *saying.maybe))
    for code, (says, maybe) in OF_SCENARIOS.items():
        found.setdefault(code, []).append(Told(*says, *maybe))
    for room in ROOMS:
        for file in sorted((HOME / room).rglob("*.py")):
            for code, told in _in_source(ast.parse(file.read_text("utf-8"))):
                found.setdefault(code, []).append(told)
    return {
        code: list(dict.fromkeys([t for t in told if t[:2] != OPEN] or told))
        for code, told in sorted(found.items())
    }


def pages() -> Iterator[tuple[str, str]]:
    """The file and the text of each page."""
    for code, told in codes().items():
        yield f"errors/{code}.md", page(code, told)


def page(code: str, told: list[Told]) -> str:
    """What a code says and what to do about it."""
    lines = [f"# {_plain(told[0].zh)}", "", f"编号 code：`{code}`", ""]
    for one in told:
        lines += [f"- 说明：{_plain(one.zh)}", f"  - {_plain(one.en)}"]
        if one.maybe_zh:
            lines += [f"- 改法：{_plain(one.maybe_zh)}", f"  - {_plain(one.maybe_en)}"]
    lines += [
        "",
        "`lungang check 工作簿 --all` 逐处列出，并在副本中标出单元格。",
        "`lungang check BOOK --all` lists every place and marks it in a copy.",
    ]
    return "\n".join(lines) + "\n"


def _in_source(tree: ast.Module) -> Iterator[tuple[str, Told]]:
    """Every fault that a file makes, with its sentences where they stand beside it."""
    rooms: list[ast.AST] = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    seen: set[int] = set()
    for room in [*rooms, tree]:
        named = {**_named(tree.body), **_named(ast.walk(room))}
        for call in ast.walk(room):
            if not isinstance(call, ast.Call) or id(call) in seen:
                continue
            seen.add(id(call))
            if _is_fault(call) and (made := _made(call, named)):
                yield made


def _named(nodes: Iterable[ast.AST]) -> dict[str, tuple[str, str]]:
    """The sentences that have a name."""
    found: dict[str, tuple[str, str]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and (words := _words(node.value)):
            found |= {t.id: words for t in node.targets if isinstance(t, ast.Name)}
    return found


def _made(
    call: ast.Call, named: Mapping[str, tuple[str, str]]
) -> tuple[str, Told] | None:
    texts = [str(a.value) for a in call.args if isinstance(a, ast.Constant)]
    code = next((text for text in texts if CODE.fullmatch(text)), None)
    if code is None:
        return None
    arguments = [*call.args, *(k.value for k in call.keywords)]
    both = [
        words
        for a in arguments
        if (words := _words(a) or named.get(getattr(a, "id", ""))) is not None
    ]
    told = both[:2] or [
        ("说明随情况而定，见检查结果", "told case by case by the check")
    ]
    return code, Told(*[text for pair in told for text in pair])


def _is_fault(call: ast.Call) -> bool:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    helpers = {"fault", "doubt", "refuse", "_fault", "_doubt"}
    return name in helpers or name.endswith(("Fault", "Doubt"))


def _words(node: ast.expr) -> tuple[str, str] | None:
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Words":
        return None
    texts = [_text(a) for a in node.args[:2]]
    return (texts[0], texts[1]) if len(texts) == 2 and all(texts) else None


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values
        )
    return ""


def _plain(text: str) -> str:
    """A sentence with a stroke of dots for what is filled in case by case."""
    text = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"“\1”", text)
    return re.sub(r"\{[^{}]*\}", "…", text)
