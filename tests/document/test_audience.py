"""Who sees what: no family facts for the leadership, nothing but numbers in public."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from lungang.cli import app
from lungang.document import register_document, register_schema, to_json
from lungang.document.audience import AUDIENCES, Audience, seen_by
from lungang.document.parts import RegisterDocument
from lungang.intake.generate import sample_problem
from lungang.report.register import by_unit, write_register
from lungang.review.register import register
from lungang_models.facts.meetings import MeetingKind, MeetingMember
from lungang_models.plan import today
from lungang_models.problem import Problem
from report import report_bureau as bureau

KIN_WORDS = ("配偶", "夫妻", "直系血亲", "旁系血亲", "近姻亲", "永久居留", "spouse")


@pytest.fixture(scope="module")
def of() -> Problem:
    return sample_problem()


@pytest.fixture(scope="module")
def whole(of: Problem) -> RegisterDocument:
    """With a meeting of the party group about the one whose kin sits on it."""
    kin = next(e.finding.staff for e in register(today(of)).entries
               if e.finding.code == "K1")  # fmt: skip
    member = MeetingMember(
        meeting="党组会",
        kind=MeetingKind.PARTY_GROUP,
        member=kin[0],
        subjects=(kin[1],),
    )
    return register_document(today(of.with_(evidence=(*of.evidence, member))))


def says(document: RegisterDocument) -> str:
    told = [(f.says, f.graded, f.waiver) for f in document.findings]
    return json.dumps([[w and w.model_dump(mode="json") for w in t] for t in told],
                      ensure_ascii=False)  # fmt: skip


def test_personnel_and_inspectors_see_the_whole(whole: RegisterDocument) -> None:
    assert seen_by("hr", whole) == whole
    inspectors = seen_by("inspection", whole)
    assert inspectors.findings == whole.findings
    assert inspectors.audience == "inspection"
    assert any(word in says(whole) for word in KIN_WORDS)


def test_the_leadership_sees_every_risk_and_no_family_fact(
    whole: RegisterDocument,
) -> None:
    seen = seen_by("leadership", whole)
    told = {(p.id, f.grade.code) for f in whole.findings for p in f.staff}
    assert {(p.id, f.grade.code) for f in seen.findings for p in f.staff} == told
    plain = [f for f in whole.findings if not f.tells]
    assert [f for f in seen.findings if f.rule != "withheld"] == plain
    assert seen.counts == whole.counts
    assert not [word for word in KIN_WORDS if word in says(seen)]
    private = [f for f in seen.findings if f.rule == "withheld"]
    assert private and all((f.code, f.article) == ("—", "—") for f in private)
    assert all(len(f.staff) <= 1 and f.risk[0] == "N" for f in private)
    assert not [w for w in ("家属", "移居", "亲属", "经商") if w in "".join(
        f"{f.title.zh}{f.says.zh}{f.measure.zh}" for f in private)]  # fmt: skip
    assert whole.leaving and not seen.avoid
    assert [(i.member, i.subject) for i in seen.leaving] == [
        (i.member, i.subject) for i in whole.leaving
    ]
    assert "由组织人事部门掌握" in seen.leaving[0].because.zh


def test_the_reasons_of_moves_tell_the_leadership_of_no_family() -> None:
    def reasons(document: RegisterDocument) -> str:
        return " ".join(r.says.zh for m in document.moves for r in m.reasons)

    whole = register_document(bureau.plan(bureau.problem()))
    assert "夫妻" in reasons(whole)
    seen = seen_by("leadership", whole)
    assert not [word for word in KIN_WORDS if word in reasons(seen)]
    assert [m.staff for m in seen.moves] == [m.staff for m in whole.moves]


def test_the_public_sees_numbers_only(of: Problem, whole: RegisterDocument) -> None:
    seen = seen_by("public", whole)
    text = to_json(seen)
    names = [p.name for p in of.staff] + [u.name for u in of.units if len(u.name) > 3]
    names += [f'"{p.id}"' for p in (*of.staff, *of.posts, *of.units)]
    assert not [name for name in names if name in text]
    assert not (seen.findings or seen.moves or seen.waivers or seen.leaving)
    assert seen.counts == whole.counts
    for side in ("before", "after"):
        sums = [
            sum(getattr(t, side) or 0 for t in d.register_.totals)
            for d in (whole, seen)
        ]
        assert sums[0] == sums[1]


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_opens_with_text_only_and_a_notice_for_each_unit(
    whole: RegisterDocument, audience: Audience, language: Any, tmp_path: Path
) -> None:
    seen = seen_by(audience, whole)
    book = openpyxl.load_workbook(write_register(seen, tmp_path / "r.xlsx", language))
    mark = "提示单" if language == "zh" else "notice"
    notices = [s for s in book.worksheets if mark in s.title]
    assert len(notices) == len(by_unit(seen.findings))
    assert bool(notices) == (audience != "public")
    for sheet in book.worksheets:
        for row in sheet:
            assert all(c.data_type != "f" and c.hyperlink is None for c in row)
    for sheet in notices:
        text = "\n".join(str(c.value) for row in sheet for c in row if c.value)
        assert not [word for word in KIN_WORDS if word in text]
    if audience != "public":
        first = "岗位利益冲突风险清单" if language == "zh" else "conflict risks"
        assert book[first]["A1"].value == ("风险编号" if language == "zh" else "risk")
        assert book[first].max_row == len(seen.findings) + 1


def test_the_same_register_gives_the_same_bytes_whatever_the_order_of_rows(
    tmp_path: Path,
) -> None:
    files = []
    for order in (1, -1):
        document = register_document(bureau.plan(bureau.problem(order)))
        file = write_register(document, tmp_path / f"{order}.xlsx")
        files.append((file.read_bytes(), to_json(document)))
    assert files[0] == files[1]


def test_a_register_fits_its_schema(whole: RegisterDocument) -> None:
    import jsonschema

    for audience in AUDIENCES:
        content = json.loads(to_json(seen_by(audience, whole)))
        jsonschema.validate(content, register_schema())
        assert content["schema"] == "lungang-register/1"


# -- the command


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "bureau.xlsx"
    assert run("generate", path, "--sample").exit_code == 0
    return path


def test_the_command_prints_writes_and_overwrites_nothing(
    book: Path, tmp_path: Path
) -> None:
    done = run("register", book)
    assert done.exit_code == 0 and "内控执行情况" in done.stdout
    assert "，拟定为重大  " in done.stdout
    out = tmp_path / "register.xlsx"
    done = run("register", book, "--json", "--out", out, "--audience", "public")
    assert done.exit_code == 0 and out.exists()
    assert json.loads(done.stdout)["audience"] == "public"
    assert run("register", book, "--out", out).exit_code == 2
    assert run("register", book, "--out", out, "--replace").exit_code == 0
    assert run("register", book, "--out", tmp_path / "r.docx").exit_code == 2


def test_the_audit_tells_the_grades_of_the_register(book: Path) -> None:
    kept = json.loads(run("register", book, "--json").stdout)
    audited = json.loads(run("audit", book, "--json").stdout)
    assert audited["findings"] == kept["findings"]
    lines = run("audit", book, "--all").stdout.splitlines()
    told = [line.partition("〔")[0].split() for line in lines]
    grades = [w[1] for w in told if len(w) == 2 and w[0] in ("违反", "豁免", "提示")]
    assert grades == [f["grade"]["says"]["zh"] for f in kept["findings"]]
