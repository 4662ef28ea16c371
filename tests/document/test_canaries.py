"""Planted facts of families, cases and identity: in no byte of an edition without them."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lungang.disclosure import Role, may_see
from lungang.document import document, register_document, to_json
from lungang.document.audience import seen_by
from lungang.document.parts import Edition, PlanDocument, RegisterDocument
from lungang.report.html import write_html
from lungang.report.register import write_register
from lungang.report.xlsx import write_xlsx
from lungang_models.facts.abroad import AbroadStatus, Emigrated, FamilyAbroad
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.facts.risk import PastRisk
from lungang_models.pack import load, names
from lungang_models.plan import today
from lungang_models.privacy import Fact
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Rule
from lungang_models.rules.staffing.key_post_concealment import Concealment
from lungang_models.vocabulary import Severity, StaffId, Status
from lungang_models.waiver import Waiver
from report import report_bureau as bureau

CANARY, NUMBER = "金丝雀", "11010119900307123X"
TELLING = (
    "夫妻", "配偶", "家属", "亲属", "血亲", "姻亲", "移居", "经商", "立案", "瞒报", "表弟",
    "spouse", "kinship", '"kin"', "abroad", "business", "emigrat", "investigation",
    "frozen", "conceal",
)  # fmt: skip
ARTICLES = ("21(", "31(3)", "K1-", "K9-", "E1-", "Q1-", "S3-")


@pytest.fixture(scope="module")
def of() -> Problem:
    """The bureau with a fact of each private kind, each with a mark of its own."""
    base = bureau.problem()
    one, two, three = StaffId("1003"), StaffId("1005"), StaffId("1009")
    frozen = next(p for p in base.staff if p.status is Status.FROZEN)
    staff = tuple(
        p.model_copy(update={
            "id_number": NUMBER if p.id == one else p.id_number,
            "status_paper": f"纪立{CANARY}号" if p.id == frozen.id else p.status_paper,
        })
        for p in base.staff
    )  # fmt: skip
    planted: list[Any] = [
        KinDeclaration(declarer=one, word="表弟", relative_name=f"{CANARY}甲",
                       relative_id_number=NUMBER),
        FamilyAbroad(person=two, who=Emigrated.SPOUSE,
                     status=AbroadStatus.PERMANENT),
        Concealment(
            person=three, opened_on=date(2026, 5, 1), paper=f"{CANARY}丙"
        ),
        PastRisk(risk="K1-0badcafe", grade=Severity.MAJOR, code="K1", owner=f"{CANARY}丁",
                 due=date(2026, 1, 1)),
        Waiver(rule="kinship-line", staff=(StaffId("1006"), StaffId("1007")), posts=(),
               reason=f"{CANARY}戊", approver=f"{CANARY}己", paper="岗轮〔2027〕9号",
               until=date(2027, 12, 31), mitigation=f"{CANARY}庚"),
    ]  # fmt: skip
    return base.with_(staff=staff, evidence=(*base.evidence, *planted))


@pytest.fixture(scope="module")
def documents(of: Problem) -> list[PlanDocument | RegisterDocument]:
    made: list[PlanDocument | RegisterDocument] = [
        document(of, outcome) for outcome in bureau.outcomes(of)
    ]
    return [*made, register_document(today(of)), register_document(bureau.plan(of))]


def every_byte(seen: PlanDocument | RegisterDocument, place: Path) -> str:
    """All that an edition holds, in every form, packed parts unpacked."""
    texts = [to_json(seen)]
    if isinstance(seen, PlanDocument):
        files = [write_xlsx(seen, place / "p.xlsx"), write_html(seen, place / "p.html")]
    else:
        files = [
            write_register(seen, place / f"{lang}.xlsx", lang) for lang in ("zh", "en")
        ]
    for file in files:
        data = file.read_bytes()
        if file.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"\n".join(archive.read(n) for n in archive.namelist())
        texts.append(data.decode("utf-8"))
    return "\n".join(texts)


@pytest.mark.parametrize("edition", ["leadership", "public"])
def test_no_planted_fact_is_in_any_byte(
    edition: Edition, documents: list[PlanDocument | RegisterDocument], tmp_path: Path
) -> None:
    for whole in documents:
        text = every_byte(seen_by(edition, whole), tmp_path)
        assert CANARY not in text and NUMBER not in text
        told = to_json(seen_by(edition, whole))
        assert not [w for w in (*TELLING, *ARTICLES) if w in told], edition


def test_the_whole_has_them_so_that_the_search_can_find(
    documents: list[PlanDocument | RegisterDocument], tmp_path: Path
) -> None:
    text = "".join(every_byte(whole, tmp_path) for whole in documents)
    assert CANARY in text and "夫妻" in text and NUMBER not in text


def test_neutral_lines_cannot_be_told_apart(
    documents: list[PlanDocument | RegisterDocument],
) -> None:
    """By all that they show but their person and unit, lines of several kinds agree."""
    for whole in documents:
        seen = seen_by("leadership", whole)
        lines = [f for f in seen.findings if f.rule == "withheld"]
        hidden = [
            f
            for f in whole.findings
            if not may_see(Role.leadership, map(Fact, f.tells))
        ]
        assert lines and sum(max(1, len(f.staff)) for f in hidden) == len(lines)
        looks = defaultdict(set)
        for f in lines:
            plain = f.model_dump(exclude={"risk", "staff", "unit", "unit_id", "says"})
            looks[f.standing, f.grade.code].add(str(plain))
        for (standing, _), shown in looks.items():
            assert len(shown) <= (2 if standing == "remaining" else 1), shown


@pytest.mark.parametrize("pack", names())
def test_two_kinds_of_fact_remain_possible_under_every_pack(pack: str) -> None:
    """Whatever a pack adopts, more than one kind of fact may stand behind a line."""
    adopted = load(pack).rules
    kinds = {
        fact for c in checks()
        if not isinstance(c, Rule) or c.id in adopted
        for fact in c.tells if not may_see(Role.leadership, [fact])
    }  # fmt: skip
    assert len(kinds) >= 2


def test_the_reasons_left_to_leaders_do_not_pair_people(
    documents: list[PlanDocument | RegisterDocument],
) -> None:
    for whole in documents:
        seen = seen_by("leadership", whole)
        for f in seen.findings:
            if f.rule == "withheld":
                names = {p.name for p in whole.findings[0].staff} - {
                    p.name for p in f.staff
                }
                assert not [n for n in names if n in f.says.zh]
        for a, b in itertools.pairwise(
            f for f in seen.findings if f.rule == "withheld"
        ):
            assert a.risk != b.risk


def test_the_commands_write_editions(of: Problem, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from lungang.cli import app

    whole, out = tmp_path / "plan.json", tmp_path / "out"
    whole.write_text(to_json(document(of, bureau.solved(of))), "utf-8")
    line = ["report", str(whole), "--out", str(out), "--audience"]
    done = CliRunner().invoke(app, [*line, "leadership"])
    assert done.exit_code == 0, done.output
    assert CliRunner().invoke(app, [*line, "public"]).exit_code == 2  # no --replace
    again = ["report", str(out / "plan.json"), "--json"]
    assert CliRunner().invoke(app, again).exit_code == 2  # an edition of an edition
    text = (out / "plan.json").read_text("utf-8")
    assert '"edition": "leadership"' in text and CANARY not in text
    assert '"方案存档"' not in (out / "plan.xlsx").read_bytes().decode("latin-1")
    changed = text.replace('"leadership"', '"hr"')
    whole.write_text(changed, "utf-8")
    assert CliRunner().invoke(app, ["report", str(whole)]).exit_code == 4


def test_a_comparison_tells_leaders_no_family_fact(of: Problem) -> None:
    from lungang.batch.compare.comparison import _changes

    base = bureau.problem()
    for edition, shown in (("hr", True), ("leadership", False), ("public", False)):
        told = "".join(f"{c.zh}{c.en}" for c in _changes(base, of, edition))
        assert ("表弟" in told or "家属移居" in told) is shown
        assert shown or "人事部门掌握" in told
