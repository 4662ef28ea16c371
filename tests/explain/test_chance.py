"""The chance of being drawn: from the pages of a book, or by the default rules."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from lungang.cli import app
from lungang.draw.canonical_bytes import read_csv
from lungang.draw.chances import ODDS
from lungang.draw.covering import left_out
from lungang.draw.folder import DrawFolder
from lungang.draw.names import read_names
from lungang.explain.chance import chance
from lungang.intake.sample import sample, sample_problem
from lungang.intake.workbook import write_csv_folder
from lungang.solve import Proof
from lungang_models.plan import today
from lungang_models.vocabulary import StaffId


def test_under_a_plan_with_the_figures_it_comes_from() -> None:
    plan = today(sample_problem())
    answer = chance(plan, StaffId("Y031"))
    assert answer.verdict.zh == "机会为6.7%（1/15）"
    assert answer.verdict.en == "the chance is 6.7% (1/15)"
    assert answer.proof is Proof.CERTIFIED
    told = [w.zh for w in answer.evidence]
    assert "名册46人，抽10人" in told
    assert any(
        line.startswith("距上次强制休假0年（未休过的，自任关键岗位起算），权重1")
        for line in told
    )


def test_outside_the_pool_it_is_nothing_and_the_reason_is_told() -> None:
    plan = today(sample_problem())
    assert "不任关键岗位" in chance(plan, StaffId("Y001")).verdict.zh
    (person, *_) = left_out(plan)
    answer = chance(plan, person.id)
    assert answer.proof is None and "机会为0" in answer.verdict.zh


def test_in_a_draw_the_pages_are_counted(tmp_path: Path) -> None:
    book, run = tmp_path / "book", CliRunner()
    write_csv_folder(book, *sample())
    rules = tmp_path / "rules.json"

    def draw(verb: str, *more: str) -> None:
        done = run.invoke(app, ["draw", verb, *more])
        assert done.exit_code == 0, done.output

    draw("rules", str(book), str(rules))
    raw = json.loads(rules.read_text("utf-8"))
    rules.write_text(json.dumps({**raw, "pages": 100}, ensure_ascii=False), "utf-8")
    home = ("--home", str(tmp_path))
    two = ("--approved-by", "人事科", "--second-approver", "内控办")
    more = ("--org", "某局", "--workbook", str(book), "--rules", str(rules))
    draw("open", "Q1", *more, *two, *home)
    line = ["ask", "chance", str(book), "Y031", "--draw", "Q1", *home, "--json"]
    early = run.invoke(app, line)
    assert early.exit_code == 2 and "book" in early.output
    draw("odds", "Q1", *home)
    draw("book", "Q1", *home)
    done = run.invoke(app, line)
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    names = read_names(DrawFolder(tmp_path, "Q1"))
    (pid,) = (p for p, row in names.items() if row["person"] == "Y031")
    rows = {r["pid"]: r for _, r in read_csv(tmp_path / "Q1" / "odds.csv", ODDS, [])}
    pages = rows[pid]["pages"]
    assert answer["evidence"][0]["zh"].startswith(f"名册100页中{pages}页有其代号{pid}")
    assert answer["proof"]["code"] == "certified"
    assert answer["alternatives"] == [{"zh": "尚未抽取", "en": "not drawn yet"}]
    # a page more in the list than in the book: the figure is no longer proved
    odds = tmp_path / "Q1" / "odds.csv"
    text = odds.read_text("utf-8").replace(f"{pid},{pages},", f"{pid},99,")
    odds.write_text(text, "utf-8")
    again = json.loads(run.invoke(app, line).stdout)
    assert again["proof"]["code"] == "open"
    assert again["verdict"] == answer["verdict"]
