"""Appointment forms (干部任免审批表, ``.lrmx`` or ``.docx``): families and careers.

A ``.lrmx`` form is an XML file of the personnel system, with one ``Item`` a relative and, as a
rule, some empty ones. Its person is looked up on the roster by name and identity number,
or month of birth where a number is not known; nobody is guessed. What an employer's text
hints at (a firm, a life abroad, a death) is a lead to verify, never a fact; so is a line
of the career that names no post of the workbook. A form that cannot be used is told and
stops no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from lungang.intake.careers import career
from lungang.intake.word_form import word_form
from lungang.intake.workbook.cells import clean
from lungang.intake.workbook.dates import day
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.facts.tenure import Spell
from lungang_models.fault import BadInput, Doubt, Fault, Origin
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person
from lungang_models.words import Words

_OTHERS = frozenset({".doc", ".wps", ".rtf", ".pdf", ".odt", ".lrm"})
LARGEST = 8_000_000
"""Bytes of a form; a photograph is most of it."""

_HINTS = (
    (re.compile("去世|已故"), Words("已去世：补填关系终止日期", "dead: give the date")),
    (
        re.compile("法定代表人|法人代表|董事|股东|总经理|个体"),
        Words("可能经商办企业", "perhaps runs a business"),
    ),
    (
        re.compile("国外|境外|定居|绿卡|永久居留|外籍"),
        Words("可能移居国（境）外", "perhaps lives abroad"),
    ),
)


class _Refused(Exception):
    """A form that declares a document type or an entity."""


@dataclass
class ApprovalForm:
    """One form: what is said of the person, and a row for each relative."""

    person: dict[str, str] = field(default_factory=dict)
    family: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class FormsRead:
    """What many forms say: ``faults`` tell of forms and lines that were not taken,
    ``leads`` of what is to be asked."""

    declared: tuple[KinDeclaration, ...]
    careers: tuple[Spell, ...]
    leads: tuple[Doubt, ...]
    faults: tuple[Fault, ...]


def read_forms(files: Iterable[Path], problem: Problem) -> FormsRead:
    """The relatives and careers of all forms, and the leads in them.

    A form that cannot be read, or whose person is not clearly one of the staff, is told
    among the faults; the others are taken all the same.
    """
    roster, faults = problem.staff, list[Fault]()
    rows, spells, leads = list[KinDeclaration](), list[Spell](), list[Doubt]()
    for file in sorted(files):
        try:
            form = read_form(file)
            declarer = _on_the_roster(file.name, form.person, roster)
        except BadInput as bad:
            faults += bad.faults
            continue
        held, unread = career(form.person.get("JianLi", ""), declarer, problem)
        spells += held
        if unread:
            leads.append(_unread(Origin(file.name, 1), declarer, unread))
        for number, item in enumerate(form.family, 1):
            word, name = item.get("ChengWei", ""), item.get("XingMing", "")
            if not word and not name:
                continue  # the printed form has more lines than most families
            origin, born = Origin(file.name, number), day(item.get("ChuShengRiQi", ""))
            if item.get("ChuShengRiQi") and born is None:
                faults.append(_fault("form-date", origin, item["ChuShengRiQi"]))
                continue
            if not word or not name:
                faults.append(_fault("form-relative", origin, word or name))
                continue
            rows.append(
                KinDeclaration(
                    declarer=declarer.id,
                    word=word,
                    relative_name=name,
                    relative_born=born.date if born else None,
                )
            )
            leads += _leads(origin, name, item.get("GongZuoDanWeiJiZhiWu", ""))
    return FormsRead(
        tuple(dict.fromkeys(rows)), tuple(dict.fromkeys(spells)), tuple(leads),
        tuple(faults),
    )  # fmt: skip


def read_form(file: Path) -> ApprovalForm:
    """A form from its file. Raises ``BadInput`` when it is none of ours."""
    if file.suffix.lower() in _OTHERS:
        raise BadInput((_fault("form-other", Origin(file.name, 1)),))
    if file.suffix.lower() == ".docx":
        return _of_word(file)
    form, path, text = ApprovalForm(), list[str](), list[str]()
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: Mapping[str, str]) -> None:
        path.append(name)
        text.clear()
        if path[1:] == ["JiaTingChengYuan", "Item"]:
            form.family.append({})

    def end(name: str) -> None:
        raw = "".join(text)
        said = raw if name == "JianLi" else clean(raw).strip()  # a line for each spell
        if len(path) == 2 and name != "ZhaoPian":  # a photograph is never kept
            form.person[name] = said
        elif path[1:3] == ["JiaTingChengYuan", "Item"] and len(path) == 4:
            form.family[-1][name] = said
        path.pop()
        text.clear()

    def refuse(*anything: object) -> None:
        raise _Refused

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        if file.stat().st_size > LARGEST:
            raise _Refused
        parser.Parse(file.read_bytes(), True)
    except (expat.ExpatError, _Refused, ValueError, LookupError) as error:
        line = getattr(error, "lineno", 1)
        raise BadInput((_fault("form-unreadable", Origin(file.name, line)),)) from None
    if "XingMing" not in form.person:
        raise BadInput((_fault("form-unreadable", Origin(file.name, 1)),))
    return form


def _of_word(file: Path) -> ApprovalForm:
    try:
        form = ApprovalForm(*word_form(file))
    except ValueError:
        form = ApprovalForm()
    if not form.person.get("XingMing"):
        raise BadInput((_fault("form-word", Origin(file.name, 1)),))
    return form


def _on_the_roster(
    name: str, said: Mapping[str, str], staff: Iterable[Person]
) -> Person:
    number = said.get("ShenFenZheng", "").upper()
    born = day(said.get("ChuShengNianYue", ""))
    month = born.date.replace(day=1) if born else None
    plain = re.sub(r"\s", "", said["XingMing"])
    found = [
        p
        for p in staff
        if p.name == plain
        and (
            p.id_number == number
            if number and p.id_number
            else month and p.born and p.born.replace(day=1) == month
        )
    ]
    if len(found) != 1:
        raise BadInput((_fault("form-person", Origin(name, 1), plain),))
    return found[0]


def _leads(origin: Origin, name: str, employer: str) -> Iterator[Doubt]:
    for pattern, hint in _HINTS:
        if pattern.search(employer):
            says = Words(f"{name}：{hint.zh}", f"{name}: {hint.en}")
            maybe = Words(
                "向本人核实后填入相应的表", "ask, then fill in the sheet for it"
            )
            yield Doubt("form-lead", says, maybe, origin, value=employer)


def _unread(origin: Origin, person: Person, lines: Sequence[str]) -> Doubt:
    many = len(lines)
    says = Words(
        f"{person.name}的简历有{many}段未对应到本单位岗位，未录入",
        f"{many} spells of {person.name} name no post of the workbook and were not taken",
    )
    maybe = Words(
        "属于本单位任职的，填入任职经历",
        "enter those in this organisation as career history",
    )
    return Doubt("form-career", says, maybe, origin, value=lines[0])


_SAYS = {
    "form-unreadable": (
        Words("不是任免审批表（.lrmx），或含有不允许的声明", "no appointment form, or one "
              "with declarations that are refused"),
        Words("从干部任免审批表软件重新导出", "export it anew"),
    ),
    "form-other": (
        Words("这种格式的审批表读不了", "forms of this format are not read"),
        Words("用 Word 或 WPS 另存为 .docx，或从干部任免审批表软件导出 .lrmx",
              "save it as .docx, or export it as .lrmx"),
    ),
    "form-word": (
        Words("此 Word 文件不是任免审批表：表格中没有“姓名”和所填的姓名",
              "this Word file is no appointment form: no table names a person"),
        Words("用标准的干部任免审批表填写，或导出 .lrmx",
              "use the standard form, or export it as .lrmx"),
    ),
    "form-person": (
        Words("名册中没有或不止一人与此表相符", "not clearly one of the roster"),
        Words("核对身份证号，或姓名和出生年月", "check identity number, or name and month "
              "of birth"),
    ),
    "form-date": (
        Words("出生日期读不出", "the date of birth cannot be read"),
        Words("写作 1985-03-12 或 198503", "write 1985-03-12 or 198503"),
    ),
    "form-relative": (
        Words("称谓或姓名未填", "relation or name is missing"),
        Words("补填后重新导出", "fill it in and export anew"),
    ),
}  # fmt: skip


def _fault(code: str, origin: Origin, value: str = "") -> Fault:
    says, maybe = _SAYS[code]
    return Fault(code, says, maybe, origin, value=value)
