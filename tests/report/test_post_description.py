"""The description of a post as the office files it (article 14(4))."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import story
from lungang.cli import app
from lungang.intake.generate import sample, sample_problem
from lungang.intake.workbook import write_csv_folder
from lungang.report.post_description import description, file_name, write_description
from lungang.report.post_description.template import FILE, build
from lungang_models.facts.risk_points import main_risks
from lungang_models.vocabulary import PostId

SECTIONS = (
    "岗位职责说明书",
    "一、岗位职责",
    "二、报告关系",
    "三、不相容职责",
    "四、主要风险点及防控措施",
    "五、关键岗位和高风险岗位说明",
    "六、任职条件",
    "七、编制和审定",
)


def texts(document: Any) -> list[str]:
    """Every paragraph and every cell of a Word file, in order."""
    from docx.oxml.ns import qn

    return [
        "".join(t.text or "" for t in p.iter(qn("w:t")))
        for p in document.element.body.iter(qn("w:p"))
    ]


def filled(path: Path) -> list[str]:
    from docx import Document

    return texts(Document(str(path)))


@pytest.mark.parametrize("number", ["BG05", "YS01", "LD01", "CC03", "PS21"])
def test_a_description_holds_what_the_article_asks_for(
    number: str, tmp_path: Path
) -> None:
    problem = sample_problem()
    post = problem.post[PostId(number)]
    path = tmp_path / file_name(post)
    write_description(problem, post, path)
    lines = filled(path)
    whole = "\n".join(lines)
    assert [line for line in lines if line in SECTIONS] == list(SECTIONS)
    assert post.name in lines and problem.unit[post.unit].name in lines
    for duty in post.duties:
        assert any(problem.duty[duty].name in line for line in lines)
    for risk in main_risks(problem, post):
        assert risk.where.zh in lines and risk.measure.zh in lines
    assert "{" not in whole and "}" not in whole
    for person in problem.staff:
        assert person.name not in whole and person.id not in whole


def test_the_reporting_line_is_the_offices_own() -> None:
    problem = sample_problem()

    def told(number: str) -> str:
        values = description(problem, problem.post[PostId(number)])
        return str(values["reports"])

    assert told("YS01") == "向副局长（预算国库）报告工作。"
    assert told("YS02") == "向预算科科长报告工作；分管领导：副局长（预算国库）。"
    assert told("BG05") == "向办公室主任报告工作；分管领导：局长。"
    assert told("LD01") == "本机关主要负责人，无直接上级岗位。"
    assert description(problem, problem.post[PostId("BG05")])["leads"] == "无下级岗位。"


def test_a_leading_post_is_told_as_one() -> None:
    """What it has charge of, whom it leads, and the term of a leading post."""
    problem = sample_problem()

    def told(number: str) -> dict[str, Any]:
        return description(problem, problem.post[PostId(number)])

    deputy = told("GK02")
    assert deputy["marked"] == "领导岗位"
    assert deputy["watched"] == (
        "本岗位未界定为关键岗位、高风险岗位。任职满5年应当交流。任职满10年必须交流。"
    )
    assert told("CG01")["marked"] == "领导岗位、关键岗位、高风险岗位"
    assert told("BG08")["marked"] == "一般岗位"
    charge = [u for u in problem.units if u.overseen_by == "LD02"]
    named = "、".join(u.name for u in charge)
    assert 1 < len(charge) < len(problem.units) - 1
    assert told("LD02")["duties"][0] == f"协助主要负责人工作，分管{named}。"
    heads = "、".join(sorted(f"{u.name}负责人" for u in charge))
    led = told("LD02")["leads"].removeprefix("直接领导").removesuffix("。")
    assert "、".join(sorted(led.split("、"))) == heads
    assert told("LD01")["duties"][0].startswith("主持全局工作，分管")


def test_key_posts_are_explained_and_proposals_are_marked() -> None:
    problem = sample_problem()
    key = description(problem, problem.post[PostId("YS01")])
    assert "界定为关键岗位" in key["watched"] and "任职满5年应当交流" in key["watched"]
    assert "风险领域为财政资金分配使用" in key["watched"] and not key["proposed"]
    assert {r["status"] for r in key["risks"]} == {"审定"}
    plain = description(problem, problem.post[PostId("BG08")])
    assert plain["watched"] == "本岗位未界定为关键岗位、高风险岗位。"
    assert {r["status"] for r in plain["risks"]} == {"拟定"}
    assert plain["proposed"].startswith("注：状态为“拟定”的风险点由程序依据风险点库")


def test_the_training_a_post_asks_for_stands_in_it() -> None:
    problem = story.world("岗前培训要求: [{岗位编号: 出纳岗, 培训名称: 支付系统操作}]")
    assert (
        description(problem, problem.post[PostId("出纳岗")])["training"]
        == "支付系统操作"
    )
    assert description(problem, problem.post[PostId("记账岗")])["training"] == "无"


def test_text_of_a_workbook_is_only_text(tmp_path: Path) -> None:
    name = "{{ 7 * 6 }}<w:p/>&岗"
    problem = story.world(f"岗位: [{{岗位编号: 出纳岗, 岗位名称: '{name}'}}]")
    path = tmp_path / "a.docx"
    write_description(problem, problem.post[PostId("出纳岗")], path)
    assert name in filled(path)


def test_the_shipped_template_is_the_one_that_is_built() -> None:
    from docx import Document

    assert texts(Document(str(FILE))) == texts(build())


def test_the_name_of_the_file_is_safe() -> None:
    problem = sample_problem()
    odd = problem.posts[0].model_copy(update={"id": "../a b:c"})
    assert file_name(odd) == "岗位职责说明书-___a_b_c.docx"


def test_the_command_writes_and_never_overwrites(tmp_path: Path) -> None:
    rows, settings = sample()
    book = tmp_path / "book"
    write_csv_folder(book, rows, settings)
    run, out = CliRunner(), tmp_path / "out"
    asked = ["posts", str(book), "--post", "BG05", "--post", "YS01", "--out", str(out)]
    assert run.invoke(app, asked).exit_code == 0
    assert sorted(p.name for p in out.iterdir()) == [
        "岗位职责说明书-BG05.docx",
        "岗位职责说明书-YS01.docx",
    ]
    assert run.invoke(app, asked).exit_code == 2
    assert run.invoke(app, [*asked, "--replace"]).exit_code == 0
    assert run.invoke(app, ["posts", str(book), "--post", "ZZ"]).exit_code == 2
    shown = run.invoke(app, ["posts", str(book), "--post", "BG08"])
    assert shown.exit_code == 0 and "（拟定）：" in shown.stdout


def test_the_proposals_are_a_sheet_that_can_be_put_into_the_workbook(
    tmp_path: Path,
) -> None:
    from lungang.intake.open import open_problem
    from lungang_models.facts.risk_points import RiskPoint

    rows, settings = sample()
    book = tmp_path / "book"
    write_csv_folder(book, {**rows, RiskPoint: []}, settings)
    sheet = tmp_path / "主要风险点.csv"
    done = CliRunner().invoke(app, ["posts", str(book), "--propose", str(sheet)])
    assert done.exit_code == 0
    (book / "主要风险点.csv").write_bytes(sheet.read_bytes())
    problem = open_problem(book)
    assert {r.post for r in problem.known(RiskPoint)} == {p.id for p in problem.posts}
    assert all(r.proposed for p in problem.posts for r in main_risks(problem, p))
