"""The letter to one person: written, filled, and silent about everybody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from lungang.explain.contrast import Base
from lungang.explain.letter import as_text, letter, write_letter
from lungang.intake.generate import sample_problem
from lungang.review.reasons import moves
from lungang.solve import Solved, solve
from lungang_models.fault import BadInput


def test_a_letter_says_why_and_names_nobody_else(tmp_path: Path) -> None:
    problem = sample_problem()
    base = solve(problem)
    assert isinstance(base, Solved)
    movers = [p for p in problem.staff if base.plan.moved(p)][:4]
    stayers = [p for p in problem.staff if p.post and not base.plan.moved(p)][:4]
    for person in (*movers, *stayers):
        values = letter(base, person.id, 20)
        text = as_text(values)
        after = base.plan.main_post(person)
        assert person.name in text and after is not None and after.name in text
        others = [p.name for p in problem.staff if p.id != person.id]
        assert not [name for name in others if name in text]
        why = [
            r.says.zh for m in moves(base.plan) if m.person == person for r in m.reasons
        ]
        if any(not any(name in w for name in others) for w in why):
            assert "统一规则" not in text, "a ground that can be told is told"
    out = tmp_path / "letter.docx"
    values = letter(base, movers[0].id, 20)
    values["reasons"] = ["<b>{{ name }}</b> & 理由"]
    write_letter(out, values)
    read = "\n".join(p.text for p in Document(str(out)).paragraphs)
    assert movers[0].name in read and "<b>{{ name }}</b> & 理由" in read


def test_a_ground_that_names_others_is_told_by_its_rule() -> None:
    """Who must go because of a relative reads that it is recusal, not who that is."""
    solved = solve(sample_problem())
    assert isinstance(solved, Solved)
    base = Base.of(solved)
    hidden = [
        [line for line in values["reasons"] if "涉及他人情况" in line]
        for move in moves(base.plan)
        if any(r.code.name == "RECUSAL" for r in move.reasons)
        and (values := letter(base, move.person.id, 20))
    ]
    assert hidden and any(hidden)
    for lines in hidden:
        assert all(line.partition(":")[0] for line in lines)
        assert not any("提问中的假设" in line for line in lines)


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
