"""The letter to one person: written, filled, and silent about everybody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from lungang.disclosure import declared_relatives
from lungang.explain.contrast import Base
from lungang.explain.letter import as_text, letter, write_letter
from lungang.intake.generate import sample_problem
from lungang.review.reasons import moves
from lungang.review.stays import stays
from lungang.solve import Solved, solve
from lungang_models.fault import BadInput
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.problem import OfficeSettings
from lungang_models.vocabulary import StaffId


@pytest.fixture(scope="module")
def base() -> Base:
    found = solve(sample_problem(), time_limit=300)
    assert isinstance(found, Solved)
    return Base.of(found)


def test_a_letter_says_why_and_names_nobody_but_own_kin(
    base: Base, tmp_path: Path
) -> None:
    problem = base.plan.problem
    movers = [p for p in problem.staff if base.plan.moved(p)][:4]
    stayers = [p for p in problem.staff if p.post and not base.plan.moved(p)][:4]
    for person in (*movers, *stayers):
        text = as_text(letter(base, person.id, 300))
        after = base.plan.main_post(person)
        assert person.name in text and after is not None and after.name in text
        assert "人事科\n　　年　月　日" in text, "who writes, and when"
        own = declared_relatives(problem).get(person.id, set())
        others = [p.name for p in problem.staff if p.id not in {person.id, *own}]
        assert not [name for name in others if name in text]
        why = [
            r.says.zh for m in moves(base.plan) if m.person == person for r in m.reasons
        ]
        if any(not any(name in w for name in others) for w in why):
            assert "统一规则" not in text, "a ground that can be told is told"
    out = tmp_path / "letter.docx"
    values = letter(base, movers[0].id, 300)
    values["reasons"] = ["<b>{{ name }}</b> & 理由"]
    write_letter(out, values)
    read = "\n".join(p.text for p in Document(str(out)).paragraphs)
    assert movers[0].name in read and "<b>{{ name }}</b> & 理由" in read
    assert read.endswith(f"{values['office']}\n{values['day']}")


def test_a_recusal_is_told_to_who_declared_it_and_by_its_rule_to_others(
    base: Base,
) -> None:
    """Y045 and her husband declared one another; Y079 declared nobody."""
    problem = base.plan.problem
    wife, husband = (problem.person[StaffId(s)] for s in ("Y045", "Y040"))
    assert f"回避：{husband}与{wife}系夫妻" in as_text(letter(base, wife.id, 300))
    silent = StaffId("Y079")
    stay = next(s for s in stays(base.plan) if s.person.id == silent)
    assert Fact.KIN in stay.tells
    assert letter(base, silent, 300)["reasons"] == [
        "亲属一方已调整：涉及他人情况，此处从略"
    ]


def test_a_letter_says_nothing_of_a_case(base: Base) -> None:
    stay = next(s for s in stays(base.plan) if Fact.CASE in s.tells)
    text = as_text(letter(base, stay.person.id, 300))
    assert "不纳入交流：按规定办理" in text and stay.says.zh not in text
    assert not any(word in text for word in ("立案", "审查", "调查"))


def test_who_hears_objections_is_who_the_workbook_names(base: Base) -> None:
    office = OfficeSettings(bureau="某县财政局", personnel="人事股", telephone="0737-1")
    plan = base.plan
    there = Plan(replace(plan.problem, office=office), plan.placements, plan.leaves)
    stayer = next(p for p in there.problem.staff if p.post and not there.moved(p))
    text = as_text(letter(Base.given(there), stayer.id, 300))
    assert "向人事股（电话：0737-1）要求说明" in text
    assert "某县财政局人事股\n　　年　月　日" in text


@pytest.mark.parametrize(
    "text",
    [
        "{{ cycler.__init__.__globals__.os.popen('touch pwned').read() }}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ name",
    ],
)
def test_a_template_reaches_nothing_but_the_values(tmp_path: Path, text: str) -> None:
    template, out = tmp_path / "own.docx", tmp_path / "letter.docx"
    document = Document()
    document.add_paragraph(text)
    document.save(str(template))
    with pytest.raises(BadInput) as bad:
        write_letter(out, {"name": "某人"}, template)
    assert [f.code for f in bad.value.faults] == ["template-unfit"]
    assert not out.exists()


def test_a_template_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    template = tmp_path / "own.docx"
    template.write_text("{}", "utf-8")
    with pytest.raises(BadInput):
        write_letter(tmp_path / "letter.docx", {"name": "某人"}, template)
