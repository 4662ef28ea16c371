"""The papers of a cycle: complete, in official layout, and silent about families."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from typer.testing import CliRunner

from lungang.cli import app
from lungang.document import document, to_json
from lungang.document.parts import PlanDocument
from lungang.formats.official import BODY_FONT, TITLE_FONT, OfficialPaper
from lungang.intake.generate import sample_problem
from lungang.intake.open import open_problem
from lungang.jobs.papering import document_of
from lungang.outcome import Solved
from lungang.papers import Office, papers, write_papers, write_templates
from lungang.papers.letters import _stay_reason
from lungang.papers.template import _width, rendered, specs
from lungang.papers.values import _separations, shared_values
from lungang.papers.wording import Called
from lungang.solve import solve
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.fault import BadInput
from lungang_models.pack import load
from lungang_models.plan import Plan
from lungang_models.typeset import full_width
from lungang_models.vocabulary import Leading, StaffId

FORMS = (
    "交接清单",
    "任前谈话记录",
    "本人意见表",
    "离任检查意见",
    "轮岗通知",
    "回避申报表",
)
"""Papers of each move, which the smaller bureau shows as well."""
OFFICE = Office("清源市财政局", "人事科", "0000-1234567", date(2026, 11, 30))
#: Words that would tell a family fact in a paper for others.
FAMILY = re.compile(
    r"夫妻|配偶|父子|母子|兄弟|姐妹|亲属|岳父|女婿|舅|堂|表[哥弟姐妹]|移居|经商"
)


@pytest.fixture(scope="module")
def made() -> tuple[Plan, PlanDocument]:
    outcome = solve(sample_problem())
    assert isinstance(outcome, Solved)
    return outcome.plan, document(outcome.plan.problem, outcome)


@pytest.fixture(scope="module")
def folder(
    made: tuple[Plan, PlanDocument], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    where = tmp_path_factory.mktemp("papers")
    write_papers(where, *made, OFFICE, [p for p in papers() if p not in FORMS])
    return where


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every paper, of a bureau of twelve."""
    where = tmp_path_factory.mktemp("every")
    book = where / "book.xlsx"
    assert CliRunner().invoke(app, ["template", str(book), "--example"]).exit_code == 0
    problem = open_problem(book)
    outcome = solve(problem)
    assert isinstance(outcome, Solved)
    write_papers(where / "papers", outcome.plan, document(problem, outcome), OFFICE)
    return where / "papers"


def test_the_papers_of_a_recusal_tell_a_relative_only_to_who_declared_them(
    folder: Path, made: tuple[Plan, PlanDocument]
) -> None:
    problem = made[0].problem
    declared: dict[str, set[str]] = {}
    for row in problem.known(KinDeclaration):
        if row.relative_staff is not None:
            declared.setdefault(row.declarer, set()).add(row.relative_staff)
    cases = sorted((folder / "回避意见表").iterdir())
    assert len(cases) >= 5
    for path in cases:
        number, name = path.stem.split(" ")
        assert FAMILY.search(words(path)) or "移居" in words(path)  # kept by personnel
        for kind in ("回避决定", "回避申请表", "回避核实谈话记录"):
            text = words(folder / kind / path.name)
            others = {p.id for p in problem.staff if p.name in text and p.name != name}
            assert others <= declared.get(number, set()), (kind, name, others)


def test_a_paper_is_dated_and_marked_as_offices_write(every: Path) -> None:
    for path in every.rglob("*.docx"):
        text = words(path)
        assert not re.search(r"\d{4}-\d\d-\d\d", text), path
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]", text), path


def test_a_title_that_names_the_bureau_breaks_between_its_words() -> None:
    for spec in specs():
        named = re.search(r"\{\{ (bureau|unit) \}\}", spec.title)
        assert spec.landscape or not named or "\n" in spec.title, spec.name


@pytest.mark.parametrize(
    ("bureau", "party", "sealed"),
    [
        ("清源市财政局", "局党组", "中共清源市财政局党组"),
        ("明湖市第三医院", "院党委", "中共明湖市第三医院委员会"),
        ("清源农村商业银行", "行党委", "中共清源农村商业银行委员会"),
    ],
)
def test_papers_name_the_party_body_and_the_whole_as_the_organisation_does(
    made: tuple[Plan, PlanDocument],
    tmp_path: Path,
    bureau: str,
    party: str,
    sealed: str,
) -> None:
    some = ("方案请示", "任免名单", "轮岗通知", "任前谈话记录")
    write_papers(tmp_path, *made, replace(OFFICE, bureau=bureau), some)
    texts = [words(path) for path in tmp_path.rglob("*.docx")]
    found = {
        name for text in texts for name in re.findall(r"\w?党[组委](?=：|研究)", text)
    }
    assert {name.removeprefix("经") for name in found} == {party}
    assert any(sealed in text for text in texts)
    whole = f"全{party[0]}"
    assert not any(
        "全局" in t or "全行" in t or "全院" in t for t in texts if whole not in t
    )


def test_papers_cite_the_law_of_the_pack_and_no_other_organisations_articles(
    tmp_path: Path,
) -> None:
    problem = replace(sample_problem(), pack=load("cn-institution-2019"))
    outcome = solve(problem)
    assert isinstance(outcome, Solved)
    told = document(problem, outcome)
    write_papers(tmp_path, outcome.plan, told, replace(OFFICE, bureau="明湖市第三医院"))
    texts = {path: words(path) for path in tmp_path.rglob("*.docx")}
    assert any("《事业单位人事管理回避规定》" in text for text in texts.values())
    numbered = re.compile(
        "(?<!》)(?<!、)第[一二三四五六七八九十]+条|回避（2019）|未查明"
    )
    cells = re.compile("规定第|规范第|条例第|办法第|法第|意见第|通知第|指引第")
    for path, text in texts.items():
        bare = [m[0] for m in numbered.finditer(text)
                if not cells.search(text[max(m.start() - 2, 0):m.end()])]  # fmt: skip
        assert not bare, (path.name, bare)


def test_the_proposal_names_what_is_missing_without_columns_of_sheets(
    made: tuple[Plan, PlanDocument],
) -> None:
    plan, document = made
    problem = replace(plan.problem, posts=tuple(
        p.model_copy(update={"duties": ()}) for p in plan.problem.posts))  # fmt: skip
    bare = replace(plan, problem=problem)
    told = shared_values(bare, document, OFFICE)["not_examined"]
    assert "岗位的职责（" in told and not re.search("编号|行中填了|工号", told)


def test_the_party_body_of_the_first_sheet_goes_before_what_the_name_tells(
    made: tuple[Plan, PlanDocument],
) -> None:
    plan, document = made
    office = plan.problem.office.model_copy(update={"party": "党总支"})
    said = replace(plan, problem=replace(plan.problem, office=office))
    told = shared_values(said, document, replace(OFFICE, bureau="明湖市第三医院"))
    assert (told["party"], told["party_sealed"]) == (
        "院党总支", "中共明湖市第三医院总支部委员会",
    )  # fmt: skip


def test_who_signs_never_stands_on_a_page_alone(every: Path) -> None:
    for path in every.rglob("*.docx"):
        paper = docx.Document(str(path))
        for at, paragraph in enumerate(paper.paragraphs):
            if paragraph.alignment != WD_ALIGN_PARAGRAPH.RIGHT or not at:
                continue
            before = paragraph._p.getprevious()
            if before.tag == qn("w:p"):
                assert before.pPr is not None and before.pPr.keepNext is not None, path


def test_the_declaration_holds_what_the_person_declared_before(
    tmp_path: Path, made: tuple[Plan, PlanDocument]
) -> None:
    problem, folder = made[0].problem, tmp_path
    write_papers(folder, *made, OFFICE, ["回避申报表"])
    forms = {p.stem.split(" ")[0]: p for p in (folder / "回避申报表").iterdir()}
    assert {m.staff.id for m in made[1].moves} <= forms.keys()
    for row in problem.known(KinDeclaration):
        if row.declarer in forms and row.until is None:
            assert row.word in words(forms[row.declarer])
    everyone = {p.name for p in problem.staff}
    for number, path in forms.items():
        own = {r.relative_name for r in problem.known(KinDeclaration)
               if r.declarer == number}  # fmt: skip
        own |= {problem.person[r.relative_staff].name
                for r in problem.known(KinDeclaration)
                if r.declarer == number and r.relative_staff}  # fmt: skip
        text = words(path)
        named = {n for n in everyone if n in text}
        assert named <= own | {problem.person[StaffId(number)].name}, path


def words(path: Path) -> str:
    """Everything that a paper says, tables included."""
    paper = docx.Document(str(path))
    lines = [p.text for p in paper.paragraphs]
    lines += [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join(lines)


def leaves(block: object) -> Iterator[str]:
    """Every text in the blocks of a spec."""
    if isinstance(block, str):
        yield block
    elif isinstance(block, Mapping):
        for value in block.values():
            yield from leaves(value)
    elif isinstance(block, Sequence):
        for value in block:
            yield from leaves(value)


def test_every_paper_is_there(every: Path, folder: Path) -> None:
    for spec in specs():
        name = spec.name if spec.each else f"{spec.name}.docx"
        assert (every / name).exists() or (folder / name).exists(), spec.name
    assert len(papers()) == len(set(papers())) == 25


def test_no_placeholder_and_no_half_width_mark_is_left(folder: Path) -> None:
    for spec in specs():
        for text in (spec.title, *leaves(spec.body)):
            assert not re.search(r"[\u4e00-\u9fff][,;:?!()]", text), text
    for path in folder.rglob("*.docx"):
        assert not re.search(r"\{[{%]|[%}]\}|None", words(path)), path


def test_each_move_is_in_the_list_of_appointments(
    folder: Path, made: tuple[Plan, PlanDocument]
) -> None:
    text = words(folder / "任免名单.docx")
    for move in made[1].moves:
        assert move.staff.name in text


def test_units_and_meetings_learn_nothing_of_families(folder: Path) -> None:
    shown = [
        "会议材料.docx", "方案请示.docx", "任免名单.docx", "符合交流轮岗条件人员名单.docx",
    ]  # fmt: skip
    files = [*(folder / n for n in shown), *(folder / "季度报告").iterdir()]
    files += [*(folder / "风险提示单").iterdir(), *(folder / "征求意见表").iterdir()]
    for path in files:
        assert not FAMILY.search(words(path)), (path.name, FAMILY.search(words(path)))


def test_a_case_under_investigation_is_named_nowhere(folder: Path) -> None:
    for path in folder.rglob("*.docx"):
        assert "立案" not in words(path), path


def test_page_and_type_are_those_of_official_papers(folder: Path) -> None:
    paper = docx.Document(str(folder / "任免名单.docx"))
    (section,) = paper.sections
    edges = [
        round(getattr(section, f"{s}_margin").mm) for s in ("top", "left", "right")
    ]
    assert edges == [37, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    (grid,) = section._sectPr.findall(qn("w:docGrid"))
    assert (
        225 * 1440 / 25.4 / 23
        < int(grid.get(qn("w:linePitch")))
        <= 225 * 1440 / 25.4 / 22
    )
    first = paper.paragraphs[0].runs[0]
    assert first.font.size.pt == 22
    assert first._r.rPr.rFonts.get(qn("w:eastAsia")) == TITLE_FONT
    body = next(p for p in paper.paragraphs if "：任" in p.text)
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == BODY_FONT
    assert body.paragraph_format.first_line_indent.pt == 32
    assert paper.settings.odd_and_even_pages_header_footer


def test_an_organisations_own_template_goes_first(
    made: tuple[Plan, PlanDocument], tmp_path: Path
) -> None:
    own = OfficialPaper()
    own.text("本局式样：{{ bureau }}共{{ moves|length }}人")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "任免名单.docx").write_bytes(own.data())
    write_papers(tmp_path, *made, OFFICE, ["任免名单"], tmp_path / "own")
    text = words(tmp_path / "任免名单.docx")
    assert f"本局式样：清源市财政局共{len(made[1].moves)}人" in text


@pytest.mark.parametrize(
    "said", ["{{ nobody }}", "{{ bureau.__class__.mro() }}", "{% for"]
)
def test_a_template_that_cannot_be_filled_writes_nothing(
    made: tuple[Plan, PlanDocument], tmp_path: Path, said: str
) -> None:
    own = OfficialPaper()
    own.text(said)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "方案请示.docx").write_bytes(own.data())
    with pytest.raises(BadInput) as bad:
        write_papers(tmp_path / "out", *made, OFFICE, (), tmp_path / "own")
    assert bad.value.faults[0].code == "template-unfit"
    assert not (tmp_path / "out").exists()


def test_text_of_a_workbook_stays_text() -> None:
    form = OfficialPaper()
    form.text("{{ name }}")
    data = rendered(form.data(), {"name": "<w:p>{{ 7 * 7 }}</w:p>&"}, "试")
    text = docx.Document(io.BytesIO(data)).paragraphs
    assert any(p.text == "<w:p>{{ 7 * 7 }}</w:p>&" for p in text)


def test_our_templates_can_be_written_and_used(
    made: tuple[Plan, PlanDocument], tmp_path: Path
) -> None:
    assert len(write_templates(tmp_path)) == len(papers())
    write_papers(tmp_path / "out", *made, OFFICE, ["会议材料"], tmp_path)
    assert "汇报提纲" in words(tmp_path / "out" / "会议材料.docx")


def test_a_letter_names_nobody_but_the_persons_own_declared_kin(
    folder: Path, made: tuple[Plan, PlanDocument]
) -> None:
    problem = made[0].problem
    declared: dict[str, set[str]] = {}
    for row in problem.known(KinDeclaration):
        if row.relative_staff is not None:
            declared.setdefault(row.declarer, set()).add(row.relative_staff)
    for person in problem.staff:
        text = words(folder / "个人告知书" / f"{person.id} {person.name}.docx")
        assert f"{Called(problem)(person)}同志：" in text
        others = {
            p.id for p in problem.staff if p.name in text and p.name != person.name
        }
        assert others <= declared.get(person.id, set()), (person.name, text)


def test_a_letter_says_what_why_and_until_when(
    folder: Path, made: tuple[Plan, PlanDocument]
) -> None:
    for line in made[1].moves:
        text = words(folder / "个人告知书" / f"{line.staff.id} {line.staff.name}.docx")
        assert line.taken is None or full_width(line.taken.name) in text
        assert "2026年12月7日前" in text and "0000-1234567" in text
        assert re.search(r"第[一二三四五六七八九十]+条|统一的规则", text), text
        assert not re.search(r"目标|求解|代价|下界|次序|变动[+-]", text), text


def test_a_letter_names_the_regulation_once_and_addresses_the_person(
    folder: Path,
) -> None:
    for path in (folder / "个人告知书").iterdir():
        text = words(path)
        assert text.count("《") <= 1, text
        assert not re.search(r"或代理|而其|：由对方|您您|不纳入交流：", text), text


def test_who_takes_a_leading_post_is_appointed_to_it(
    folder: Path, made: tuple[Plan, PlanDocument]
) -> None:
    problem = made[0].problem
    posts = {(p.unit, p.name): p for p in problem.posts}
    for path in (folder / "回避决定").iterdir():
        assert not re.search(r"(科长|主任|副局长)工作。", words(path)), path.name
    orders = words(folder / "任免名单.docx")
    for move in made[1].moves:
        if move.left and posts[move.left.unit, move.left.name].leading is Leading.NONE:
            assert f"免去{move.left.unit_name}{move.left.name}" not in orders


def test_batches_of_leave_stand_in_order(folder: Path) -> None:
    table = docx.Document(str(folder / "强制休假安排表.docx")).tables[0]
    batches = [int(row.cells[0].text) for row in table.rows[1:]]
    assert len(batches) > 1 and batches == sorted(batches)


def test_namesakes_bear_their_numbers_where_several_people_stand() -> None:
    problem = sample_problem()
    one, two = problem.staff[:2]
    staff = (one, two.model_copy(update={"name": one.name}), *problem.staff[2:])
    called = Called(replace(problem, staff=staff))
    assert called(one) == f"{one.name}（工号{one.id}）"
    assert called(problem.staff[2]) == problem.staff[2].name


def test_every_annex_of_the_proposal_is_written(folder: Path) -> None:
    text = words(folder / "方案请示.docx")
    annexes = re.findall(r"\d．(?:\d{4}年度岗位交流)?([\u4e00-\u9fff]+单)", text)
    assert len(annexes) == 3
    for name in annexes:
        assert (folder / f"{name}.docx").exists(), name
    risks = words(folder / "遗留风险清单.docx")
    assert not FAMILY.search(risks), FAMILY.search(risks)


def test_a_result_folder_stands_for_the_plan_that_was_proved(
    tmp_path: Path, made: tuple[Plan, PlanDocument]
) -> None:
    text = to_json(made[1])
    (tmp_path / "plan.json").write_text(text, "utf-8")
    assert document_of(tmp_path, made[0]).status == made[1].status == "optimal"


def test_each_incompatible_pair_is_filed_once(made: tuple[Plan, PlanDocument]) -> None:
    problem = made[0].problem
    told = _separations(problem)
    pairs = [
        frozenset((row["one"], other.partition("（")[0]))
        for row in told["separations"]
        for other in row["others"].split("；")
    ]
    name = {d: duty.name for d, duty in problem.duty.items()}
    known = problem.known(IncompatibleDuties)
    assert sorted(map(sorted, pairs)) == sorted(
        sorted((name[p.a], name[p.b])) for p in known
    )
    assert len(told["separations"]) < len(known) * 2 / 3


def test_a_name_and_its_date_share_their_middle(every: Path) -> None:
    path = next((every / "个人告知书").iterdir())
    lines = [
        p for p in docx.Document(str(path)).paragraphs
        if p.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    ]  # fmt: skip
    middles = {
        round(p.paragraph_format.right_indent.pt / 16 + _width(p.text) / 2, 1)
        for p in lines
    }
    assert len(lines) == 2
    assert len(middles) == 1


def test_a_deferral_asked_for_is_not_told_as_granted() -> None:
    line: Any = SimpleNamespace(
        says=SimpleNamespace(zh="（拟）暂缓交流审批表，至2027-12-31"), tells=(), article="",
        reason=SimpleNamespace(code="deferred", says=SimpleNamespace(zh="暂缓")),
        staff=SimpleNamespace(id="1"),
    )  # fmt: skip
    pack = load("cn-finance-bureau")
    told = _stay_reason(line, {"江枫": {StaffId("1")}}, set(), pack)
    assert (
        "尚待批准（暂缓交流审批表" in told
        and "已批准" not in told
        and "（（" not in told
    )
    line.says.zh = "岗轮〔2027〕3号，至2027-12-31"
    assert "已批准暂缓（岗轮" in _stay_reason(
        line, {"江枫": {StaffId("1")}}, set(), pack
    )
