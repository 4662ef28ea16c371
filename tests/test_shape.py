"""The shape of the house: short files, short functions, few parameters, no rings.

Read off the sources as text: imports inside functions and for types alone count too.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOME = Path(__file__).parents[1]
ROOTS = (HOME / "planner" / "lungang", HOME / "models" / "lungang_models")

MOST_LINES, MOST_IN_FUNCTION, MOST_METHODS, MOST_PARAMETERS = 400, 60, 25, 6

ALONE = {"lungang.draw.verify_draw", "lungang.report.redacted.verify_pack"}
"""Programs that a citizen reads and runs by themselves: one file each, whatever its length."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of ours by its dotted name; migrations are generated."""
    return {
        _name(path, root): ast.parse(path.read_text("utf-8"))
        for root in ROOTS
        for path in sorted(root.rglob("*.py"))
        if "migrations" not in path.parts
    }


def _name(path: Path, root: Path) -> str:
    parts = list(path.relative_to(root.parent).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def ours() -> dict[str, ast.Module]:
    return {name: tree for name, tree in modules().items() if name not in ALONE}


def functions(tree: ast.AST, path: str) -> Iterator[tuple[str, Function]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield f"{path}.{node.name}", node
        if isinstance(node, ast.ClassDef):
            yield from functions(node, f"{path}.{node.name}")


def test_files_are_short() -> None:
    long = {name: last_line(tree) for name, tree in ours().items()}
    assert {n: lines for n, lines in long.items() if lines > MOST_LINES} == {}


def last_line(tree: ast.Module) -> int:
    return max((n.end_lineno or 0 for n in tree.body), default=0)


def test_functions_are_short() -> None:
    long = {
        path: lines
        for name, tree in modules().items()
        for path, f in functions(tree, name)
        if (lines := (f.end_lineno or 0) - f.lineno + 1) > MOST_IN_FUNCTION
    }
    assert long == {}


def test_classes_have_few_methods() -> None:
    crowded = {
        f"{name}.{node.name}": many
        for name, tree in ours().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        if (many := sum(isinstance(n, Function) for n in node.body)) > MOST_METHODS
    }
    assert crowded == {}


def test_public_verbs_take_few_parameters() -> None:
    """The options of a command are its user's, one by one; those do not count."""
    many = {
        path: taken
        for name, tree in ours().items()
        if ".cli" not in name
        for path, f in functions(tree, name)
        if not any(part.startswith("_") for part in path.split("."))
        and (taken := len(parameters(f))) > MOST_PARAMETERS
    }
    assert many == {}


def parameters(f: Function) -> list[str]:
    every = (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs)
    return [a.arg for a in every if a.arg not in ("self", "cls")]


@cache
def packages() -> frozenset[str]:
    return frozenset(name.rpartition(".")[0] for name in modules())


def room(name: str) -> str:
    """The package that a module lives in, two levels deep at most."""
    parts = name.split(".")
    inner = parts if name in packages() else parts[:-1]
    return ".".join(inner[:2]) if len(inner) > 1 else name


def imports() -> dict[str, set[str]]:
    """Which rooms each room imports, wherever in a file the import stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, tree in modules().items():
        for node in ast.walk(tree):
            targets: list[str] = []
            if isinstance(node, ast.Import):
                targets = [a.name for a in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                base = node.module or ""
                targets = [base, *(f"{base}.{a.name}" for a in node.names)]
            found[room(name)] |= {room(t) for t in targets if t in modules()}
    return {here: there - {here} for here, there in found.items()}


def test_no_room_is_in_a_ring() -> None:
    """What a room leans on never leans on it, whichever way round."""
    direct = {h: {t for t in there if "." in t} for h, there in imports().items()}
    reached = {here: closure(here, direct) for here in direct}
    assert {here for here, there in reached.items() if here in there} == set()


def closure(start: str, direct: dict[str, set[str]]) -> set[str]:
    seen, waiting = set[str](), [start]
    while waiting:
        new = direct.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return seen


def test_a_class_name_belongs_to_one_room() -> None:
    """Nobody who reads a name must ask which of two is meant; programs that stand alone
    have names of their own."""
    homes: dict[str, set[str]] = defaultdict(set)
    for name, tree in ours().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].add(room(name))
    assert {n: sorted(at) for n, at in homes.items() if len(at) > 1} == {}
