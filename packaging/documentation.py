"""Build the documentation as a site that needs no network: ``python3 make.py docs``.

The pages of ``docs/`` go in as they are; the rule book of every pack, the schema of every
file with its columns, and the public API are written by the program itself, so they
cannot say anything else than what it does. Search runs in the browser.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import chinese_search  # noqa: F401  named in the configuration
import error_pages
from jsonschema import validate
from sphinx.cmd.build import build_main
from typer.testing import CliRunner

from lungang.cli import app
from lungang.jobs.schemas import SCHEMAS
from lungang.rulebook.book import rule_book
from lungang_models.pack import load, names

HOME = Path(__file__).resolve().parents[1]
CONFIGURATION = """
project = "轮岗 Lungang"
author = "Lungang"
language = "zh_CN"
extensions = ["myst_parser", "sphinx.ext.autodoc", "chinese_search"]
html_theme = "furo"
html_title = "轮岗 Lungang"
html_show_sourcelink = False
html_copy_source = False
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
autodoc_member_order = "bysource"
autodoc_typehints = "description"
html_last_updated_fmt = None
suppress_warnings = ["myst.xref_missing"]
"""
#: Modules whose public names the page of the API tells.
API = (
    "lungang.api.workbooks",
    "lungang.api.plans",
    "lungang.api.results",
    "lungang.outcome",
)
#: The command whose answer is the example of a schema, asked of a bureau of twelve.
EXAMPLES = {
    "plan": "solve {book} --out {folder}/again --json",
    "audit": "audit {book} --plan {folder}/plan/plan.json --json",
    "register": "register {book} --json",
    "answer": "ask remaining {book} --json",
    "reasons": "explain {book} --json",
    "check": "check {book} --json",
    "error": "ask why {book} nobody --json",
    "due": "due {book} --json",
    "posts": "posts {book} --json",
    "comparison": "compare {book} {scenario} --out {folder}/compare --json",
    "sweep": "sweep {book} --set tenure-limits.watched_due=4,5 --out {folder}/sweep --json",
    "stress": "stress {book} --plan {folder}/plan/plan.json --out {folder}/stress --json",
}


def main(arguments: list[str] | None = None) -> int:
    """Build the site into a folder; prints where its first page is."""
    parser = argparse.ArgumentParser(prog="make.py docs", description=__doc__)
    parser.add_argument("--out", type=Path, default=HOME / "dist" / "docs")
    out = parser.parse_args(arguments).out
    try:
        return build(out)
    finally:
        shutil.rmtree(bureau(), ignore_errors=True)


def build(out: Path) -> int:
    """Write the site into ``out``, which is made anew; Sphinx's exit code."""
    with tempfile.TemporaryDirectory() as scratch:
        source, made = Path(scratch) / "source", Path(scratch) / "site"
        gather(source)
        trees = str(Path(scratch) / "doctrees")
        code = build_main(
            ["-q", "-W", "--keep-going", "-d", trees, str(source), str(made)]
        )
        if code:
            return code
        shutil.rmtree(out, ignore_errors=True)
        left = shutil.ignore_patterns(".buildinfo", "objects.inv")
        shutil.copytree(made, out, ignore=left)
    print(out / "index.html")
    return 0


def gather(source: Path) -> None:
    """The sources of the site: what is written by hand and what the program tells."""
    shutil.copytree(HOME / "docs", source)
    (source / "conf.py").write_text(CONFIGURATION, "utf-8")
    for name, text in pages():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    index = source / "index.md"
    kept = [
        line for line in index.read_text("utf-8").splitlines()
        if not line.endswith("/*") or any(source.glob(f"{line}.md"))
    ]  # fmt: skip
    index.write_text("\n".join(kept) + "\n", "utf-8")


def pages() -> Iterator[tuple[str, str]]:
    """Every page that the program writes: its path in the site and its text."""
    yield "changelog.md", (HOME / "CHANGELOG.md").read_text("utf-8")
    for name in names():
        book = rule_book(load(name))
        yield f"rules/{name}.md", book.text("zh")
        yield f"rules/{name}-en.md", book.text("en")
    yield from error_pages.pages()
    for name in SCHEMAS:
        yield f"schemas/{name}.md", schema_page(name)
    modules = "\n".join(
        f"```{{eval-rst}}\n.. automodule:: {module}\n   :members:\n```\n"
        for module in API
    )
    yield "api.md", f"# 公共接口 Public API\n\n`import lungang`\n\n{modules}"


def schema_page(name: str) -> str:
    """The JSON Schema of one file, and an answer of the program that fits it."""
    schema = SCHEMAS[name]()
    title = schema.get("title") or schema.get("$id", name)
    parts = [f"# {name}", str(title), f"`lungang schema {name}`"]
    if name in EXAMPLES:
        example = json.loads(answer(EXAMPLES[name]))
        validate(example, schema)
        command = EXAMPLES[name].format_map(FILES)
        parts += [
            f"## 例 Example\n\n`lungang {command}`，每列只留第一项。"
            "Of each list the first item.",
            fenced(shortened(example)),
        ]
    return "\n\n".join([*parts, "## 结构 Schema", fenced(schema)]) + "\n"


FILES = {"book": "本单位.xlsx", "folder": ".", "scenario": "情景.yaml"}
"""The files of an example, as a reader would call them."""


def answer(command: str) -> str:
    """What the program prints on standard output for a command."""
    folder = bureau()
    scenario = HOME / "scenarios" / "sample-bureau" / "term-of-four-years.yaml"
    names = {
        "book": folder / "book.xlsx", "folder": folder, "scenario": scenario,
    }  # fmt: skip
    return CliRunner().invoke(app, command.format_map(names).split()).stdout


@cache
def bureau() -> Path:
    """A folder with a bureau of twelve and its plan."""
    folder = Path(tempfile.mkdtemp())
    for command in (
        f"template {folder}/book.xlsx --example",
        f"solve {folder}/book.xlsx --out {folder}/plan --quiet",
    ):
        CliRunner().invoke(app, command.split(), catch_exceptions=False)
    return folder


def shortened(value: Any) -> Any:
    """The same answer with one item of each list, so that it can be read."""
    if isinstance(value, dict):
        return {key: shortened(one) for key, one in value.items()}
    return [shortened(value[0])] if isinstance(value, list) and value else value


def fenced(value: Any) -> str:
    """JSON as a block of code."""
    return f"```json\n{json.dumps(value, ensure_ascii=False, indent=1)}\n```"


if __name__ == "__main__":
    sys.exit(main())
