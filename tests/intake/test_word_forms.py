"""Appointment forms kept as Word files say what the same forms of the software say."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest

from lungang.intake.forms import read_form, read_forms
from lungang.intake.generate import sample_problem
from lungang_models.fault import BadInput

FAMILY = (
    ("丈 夫", "吴起", "1980.05", "群众", "恒达公司法定代表人"),
    ("女儿", "吴晴", "2008.3", "", ""),
    ("", "", "", "", ""),
)


def form(path: Path, name: str, born: str, career: str = "") -> Path:
    """A form as people fill it in: labels set out with spaces, cells merged."""
    made = docx.Document()
    table = made.add_table(rows=0, cols=8)

    def row(*cells: tuple[str, int]) -> None:
        at, line = 0, table.add_row().cells
        for text, span in cells:
            cell = line[at] if span == 1 else line[at].merge(line[at + span - 1])
            cell.text = text
            at += span

    row(("姓  名", 1), (name, 1), ("性别", 1), ("女", 1), ("出生年月\n（岁）", 1),
        (born, 1), ("", 2))  # fmt: skip
    row(("简\n\n历", 1), (career, 7))
    row(("家庭主要成员", 1), ("称谓", 1), ("姓  名", 1), ("出生年月", 1), ("政治面貌", 1),
        ("工作单位及职务", 3))  # fmt: skip
    for word, who, when, party, employer in FAMILY:
        row(("", 1), (word, 1), (who, 1), (when, 1), (party, 1), (employer, 3))
    row(("呈报单位", 2), ("", 6))
    made.save(str(path))
    return path


def test_a_word_form_tells_family_and_person(tmp_path: Path) -> None:
    problem = sample_problem()
    person = next(p for p in problem.staff if p.born and len(p.name) == 2)
    assert person.born is not None
    spaced = f"{person.name[0]}　{person.name[1]}"
    born = f"{person.born:%Y.%m}\n（41岁）"
    found = read_forms([form(tmp_path / "a.docx", spaced, born)], problem)
    assert found.faults == ()
    assert [(d.declarer, d.word, d.relative_name) for d in found.declared] == [
        (person.id, "丈夫", "吴起"), (person.id, "女儿", "吴晴"),
    ]  # fmt: skip
    assert found.declared[1].relative_born == date(2008, 3, 1)
    assert [lead.says.zh for lead in found.leads] == ["吴起：可能经商办企业"]


def test_the_lines_of_a_career_are_kept(tmp_path: Path) -> None:
    career = "2006.07--2016.09  预算科科员\n2016.09--  预算科科长"
    read = read_form(form(tmp_path / "a.docx", "吴晴", "1980.05", career))
    assert read.person["JianLi"] == career


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.doc", "form-other"), ("a.pdf", "form-other"), ("a.docx", "form-word")],
)
def test_other_files_are_refused_with_what_to_do(
    tmp_path: Path, name: str, code: str
) -> None:
    file = tmp_path / name
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    with pytest.raises(BadInput) as refused:
        read_form(file)
    (fault,) = refused.value.faults
    assert fault.code == code and ".lrmx" in fault.maybe.zh
