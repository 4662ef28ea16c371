"""report.html: one file, no request, both languages, names never more than text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from lungang.document import document
from lungang.report import charts
from lungang.report.brief import gravest, roll
from lungang.report.html import MOST_CHAINS, MOST_LINES, render, write_html
from lungang_models.problem import Problem
from report import report_bureau as bureau
from report.test_document import same_as_golden

HOSTILE = {
    "1003": "<script>alert(1)</script>", "1004": "{{7*7}}{% raw %}",
    "1007": "\u202egnp.exe", "1008": "</script><img src=x onerror=alert(2)>",
    "1014": "{b}{a|x}' onload='x\" onclick=\"y", "1005": "&lt;b&gt;", "1012": "]]>-->",
}  # fmt: skip
VOID = {"meta", "link", "br", "input", "img", "hr"}


class Page(HTMLParser):
    """The tags, the attributes and the visible text of a page; tags must be balanced."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.languages: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if dict(attrs).get("class") in ("zh", "en"):
            self.languages.append(str(dict(attrs)["class"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" in self.open:
            self.scripts.append(data)
        elif "style" not in self.open and data.strip():
            self.texts.append((tuple(self.open), data.strip()))

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.texts)


@pytest.fixture(scope="module")
def of() -> Problem:
    return bureau.problem()


@pytest.fixture(scope="module")
def pages(of: Problem) -> list[str]:
    """The page of each kind of outcome."""
    return [render(document(of, outcome)) for outcome in bureau.outcomes(of)]


def test_the_page_of_the_bureau(of: Problem) -> None:
    made = document(of, bureau.solved(of))
    fixed = made.provenance.model_copy(update={"program": "0", "input_hash": "0" * 64})
    page = render(made.model_copy(update={"provenance": fixed}))
    page = re.sub(r"<script>.*?</script>", "<script></script>", page, flags=re.DOTALL)
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)
    page = re.sub(r"'sha256-[^']*'", "'sha256-'", page)
    same_as_golden("report.html", page)


def test_permuted_rows_give_the_same_page(of: Problem, pages: list[str]) -> None:
    backwards = bureau.problem(-1)
    for outcome, page in zip(bureau.outcomes(backwards), pages, strict=True):
        assert render(document(backwards, outcome)) == page


def test_every_outcome_has_an_honest_page(pages: list[str]) -> None:
    wanted = (
        "已证明最优",
        "已证明最优",
        "可行，未证明最优",
        "无可行方案",
        "限时内无结论",
    )
    for text, status in zip(pages, wanted, strict=True):
        page = Page(text)
        strong = [t for at, t in page.texts if "strong" in at]
        assert strong[0] == status
        optimal = "已证明最优" in page.text.replace("未证明最优", "").split("称“")[0]
        assert optimal is (status == "已证明最优")
    assert "总会计岗不得空缺" in Page(pages[3]).text
    assert "调整名单" not in Page(pages[3]).text


def test_what_a_page_must_hold(of: Problem, pages: list[str]) -> None:
    made, text = document(of, bureau.solved(of)), Page(pages[0]).text
    for wanted in (
        of.hash, str(made.provenance.plan_hash), "9.15.6755", "time_limit = 60.0",
        "lungang audit", "岗轮〔2027〕3号", "符合交流轮岗条件人员名单", "强制休假安排",
        made.chains[0].says.zh, made.chains[0].says.en, "杨巳",
    ):  # fmt: skip
        assert wanted in text, wanted
    for line in made.findings:
        assert line.says.zh in text and line.says.en in text
    for line in made.due:
        assert str(line.since) in text


def test_nothing_is_fetched(pages: list[str]) -> None:
    for text in pages:
        page = Page(text)
        for tag, name, value in page.attributes:
            assert name not in ("src", "srcset", "action", "background", "poster")
            if name == "href":
                assert (tag, value) == ("link", "data:,")
        style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
        assert style and "url(" not in style[1] and "@import" not in style[1]
        assert len(text.encode()) < 2_000_000


def test_only_the_scripts_named_by_their_hash_may_run(pages: list[str]) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', pages[0])
    assert policy
    named = set(re.findall(r"'(sha256-[^']*)'", policy[1]))
    scripts = re.findall(r"<script>(.*?)</script>", pages[0], re.DOTALL)
    made = {
        "sha256-" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()
        for s in scripts
    }
    assert len(scripts) == 2 and named == made
    assert policy[1].startswith("default-src 'none'")
    assert "unsafe-eval" not in policy[1]
    assert "script-src 'unsafe-inline'" not in policy[1]


def test_hostile_names_stay_text() -> None:
    of = bureau.problem(renamed=HOSTILE)
    text = render(document(of, bureau.solved(of)))
    page = Page(text)
    assert page.tags.count("script") == 3 and "img" not in page.tags
    assert not [a for a in page.attributes if a[1].startswith("on")]
    assert "<script>alert(1)</script>" in page.text and "{{7*7}}{% raw %}" in page.text
    assert "</script><img src=x onerror=alert(2)>" in page.text
    assert "&lt;b&gt;" in page.text  # not unescaped a second time
    assert "\u202e" not in text and "gnp.exe" in page.text


def test_both_languages_stand_side_by_side(pages: list[str]) -> None:
    """Each sentence in Chinese is followed by the same in English, and by nothing else."""
    for text in pages:
        found = Page(text).languages
        assert found and found == ["zh", "en"] * (len(found) // 2)
        assert not re.search(r'class="(zh|en)" lang="\1"></span>', text)


def test_what_is_said_in_no_language_holds_only_data(pages: list[str]) -> None:
    """Chinese outside a ``zh`` span is a name, a unit, a post or a paper of the bureau."""
    data = str([list(rows) for rows in bureau.tables().values()])
    outside = re.sub(r'<span class="(zh|en)".*?</span>', "", pages[0], flags=re.DOTALL)
    body = Page(
        outside[outside.index("<main>") : outside.index("<footer>")] + "</main>"
    )
    for _, text in body.texts:
        for word in re.findall(r"[\u4e00-\u9fff]{2,}", text):
            assert word in data or word in ("轮岗", "局领导班子"), text


def test_every_chart_has_its_table(pages: list[str]) -> None:
    for text, drawn in zip(pages, (3, 3, 3, 1, 1), strict=True):
        page = Page(text)
        places = [v for _, name, v in page.attributes if name == "id"]
        shown = [p.removeprefix("chart-") for p in places if p.startswith("chart-")]
        assert len(shown) == drawn and len(places) == len(set(places))
        assert set(shown) <= set(places)  # the table carries the name of the chart
        data = json.loads(next(s for s in page.scripts if s.startswith("{")))
        assert set(data) == set(shown)


def test_the_charts_hold_the_figures_of_their_tables(of: Problem) -> None:
    made = document(of, bureau.solved(of))
    tenure: Any = charts.tenure(made, "zh")
    before, after = (s["data"] for s in tenure["series"])
    assert sum(before) == 16 and sum(after) == 17  # 蒋寅 is placed anew; 杨巳 unknown
    assert after[0] == 6 and before[10] == 2 and after[10] == 1
    assert [list(x.cells[1:]) for x in charts.tenure_table(made).lines] == [
        list(pair) for pair in zip(before, after, strict=True)
    ]
    flow: Any = charts.flow(made, "en")
    links = flow["series"][0]["links"]
    assert sum(x["value"] for x in links) == made.figures.moves
    names = [n["name"] for n in flow["series"][0]["data"]]
    assert len(names) == len(set(names))
    assert {x["source"] for x in links} | {x["target"] for x in links} == set(names)
    assert "placed anew" in {n["text"] for n in flow["series"][0]["data"]}
    grades: Any = charts.grades(document(of, bureau.no_plan(of)), "zh")
    assert len(grades["series"]) == 1


def test_a_plan_that_moves_nobody(of: Problem) -> None:
    from lungang_models.plan import today

    solved = bureau.solved(of)
    still = document(of, type(solved)(today(of), solved.tiers, solved.run))
    page = Page(render(still))
    assert "本方案无人员调整" in page.text
    assert "chart-flow" not in [v for _, _, v in page.attributes]


def test_long_tables_are_cut_and_say_so(of: Problem) -> None:
    made = document(of, bureau.solved(of))
    many = made.model_copy(update={"due": made.due * 50, "chains": made.chains * 31})
    page = Page(render(many))
    assert f"此处列前{MOST_CHAINS}组，共62组，其余见 plan.xlsx。" in page.text
    assert (
        f"此处列前{MOST_LINES}行，共{len(many.due)}行，其余见 plan.xlsx。" in page.text
    )


@pytest.mark.slow
def test_a_browser_draws_it_from_the_disk(tmp_path: Path) -> None:
    assert shutil.which("chromium"), "this check needs chromium, and is none without it"
    of = bureau.problem(renamed=HOSTILE)
    page = write_html(document(of, bureau.solved(of)), tmp_path / "report.html")
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", f"--user-data-dir={tmp_path / 'profile'}",
         "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
         "--virtual-time-budget=3000", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr
    drawn = done.stdout[: done.stdout.index("<script type=")]
    assert drawn.count("<svg xmlns=") == 3  # the charts
    assert drawn.count('<svg class="kin"') == 1  # kin whom a risk joins
    assert "<img" not in drawn and "alert(1)</script>" not in drawn


def test_what_is_read_first_names_every_mover_and_every_grave_risk(of: Problem) -> None:
    made = document(of, bureau.solved(of))
    assert made.moves
    assert sorted(str(line.cells[0]) for line in roll(made).lines) == sorted(
        m.staff.name for m in made.moves
    )
    grave = [
        f for f in made.findings
        if f.grade.code == "major" and f.standing != "resolved"
    ]  # fmt: skip
    assert len(gravest(made).lines) == len(grave)
    page = render(made)
    assert page.index('class="brief"') < page.index('class="annex"')
