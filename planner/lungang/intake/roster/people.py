"""People out of the lines of a roster: who is staff, who is an empty seat, who twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.headings import is_unit
from lungang.intake.roster.remarks import Remark, is_outside, is_placeholder, remark
from lungang.intake.roster.table import RosterLine
from lungang.intake.roster.units import unit_text
from lungang.intake.workbook.columns import folded
from lungang_models.words import Words

_SEVERAL = re.compile(r"[、，,;；/／&]|\band\b")
#: Family names of two characters, which a roster may set apart from the given name.
_LONG_FAMILY = frozenset({
    "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "令狐", "宇文", "长孙", "慕容", "尉迟", "公孙",
    "端木", "东方", "南宫", "独孤", "司徒", "司空", "轩辕", "呼延", "赫连", "申屠", "钟离", "闾丘",
})  # fmt: skip
_BESIDE = re.compile(r"[(（]\s*兼任?\s*[)）]")
_HOLDERS = frozenset({
    "在岗人员", "现任人员", "任职人员", "在编人员", "岗位人员", "现有人员", "人员", "持岗人",
    "holders", "incumbent", "incumbents",
})  # fmt: skip
"""Headings under which a cell names everybody in a post."""
_FAMILY_FIRST = re.compile(
    r"((?:[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]* ){0,2}[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*), ?"
    r"([A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’. -]*)"
)
_LEFT = re.compile(
    r"退休|离休|内退|退养|调出|离职|辞职|已故|死亡|"
    r"\b(retired|left|deceased|terminated|separated|inactive)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[(（].*[)）]")


@dataclass
class RosterEntry:
    """One person (or one empty seat, ``name`` empty) and the lines that speak of them."""

    name: str
    lines: list[RosterLine]
    remark: Remark
    number: str = ""
    born: date | None = None
    id_number: str | None = None
    beside: bool = False
    more: list[RosterLine] = field(default_factory=list)


def entries(lines: Sequence[RosterLine], draft: WorkbookDraft) -> list[RosterEntry]:
    """Everybody in the roster, in its order; lines of one person are joined.

    A person stands twice where staff number or identity number agree, or where name
    and month of birth do. Rows that hold no single person are refused, each told.
    """
    found: list[RosterEntry] = []
    for line in _given_first(lines):
        for one in _each(line):
            entry = _entry(one, draft)
            if entry is not None:
                found.append(entry)
    return _joined(found, draft)


def _given_first(lines: Sequence[RosterLine]) -> Sequence[RosterLine]:
    """Names as they are said, where a roster lists them family name first: Lee, Ann."""
    named = [t for line in lines if (t := line.text("name")) and not is_placeholder(t)]
    if 2 * sum(bool(_FAMILY_FIRST.fullmatch(n)) for n in named) <= len(named):
        return lines
    return [replace(line, values={**line.values, **_turned(line)}) for line in lines]


def _turned(line: RosterLine) -> dict[str, str]:
    return {
        target: f"{found[2]} {found[1]}"
        for target in ("name", "reports_to")
        if (found := _FAMILY_FIRST.fullmatch(line.text(target)))
    }


def _each(line: RosterLine) -> Iterator[RosterLine]:
    """A line for each person: a column of holders, as in a plan of posts, names several."""
    heading = folded(line.headings.get("name", ""))
    if heading not in _HOLDERS:
        yield line
        return
    parts = re.split(r"[、，,;；/／\n]+", line.text("name"))
    names = [n for part in parts for n in _parted(part).split("、")]
    for name in [n for n in map(str.strip, names) if n] or [""]:
        yield replace(line, values={**line.values, "name": name})


def _parted(text: str) -> str:
    """Names that only a space parts, with a comma: 王芳 李强, but not 王 芳 or 欧阳 小强."""
    words = text.split()
    whole = all(re.fullmatch(r"[\u3400-\u9fff·]{2,4}", w) for w in words)
    if not whole or len(words) < 2 or words[0] in _LONG_FAMILY:
        return text
    return "、".join(words)


def _entry(line: RosterLine, draft: WorkbookDraft) -> RosterEntry | None:
    name = _name(line)
    said = remark(line.text("remark"))
    if not any(map(str.isalpha, name)) or is_placeholder(name):
        if line.text("post"):
            draft.counts["vacancy"] += 1
            return RosterEntry("", [line], said)
        draft.refuse(
            "roster-nobody", line, "name",
            Words("此行没有姓名，也没有岗位", "this row names neither a person nor a post"),
            Words("不是人员的行可删去", "delete rows that are no staff"),
        )  # fmt: skip
        return None
    if is_outside(name):
        draft.refuse(
            "roster-outside", line, "name",
            Words(f"“{name}”不是本单位人员，未录入", f"{name} is not of the staff; not taken"),
            Words("外包的工作不设岗位；是人员的请改姓名", "if it is a person, correct the name"),
        )  # fmt: skip
        return None
    if _SEVERAL.search(_parted(line.text("name"))):
        draft.refuse(
            "roster-several", line, "name",
            Words(f"一格写了几个人：{name}", f"several people in one cell: {name}"),
            Words("每人一行；共任一岗的分写两行", "one row a person; job shares in two rows"),
        )  # fmt: skip
        return None
    where = line.group if not is_unit(line.group) else ""
    told = where, line.text("status"), line.text("establishment")
    if said.left or any(map(_LEFT.search, told)):
        draft.refuse(
            "roster-left", line, "name",
            Words(f"{name}已不在职，未录入", f"{name} has left and was not taken over"),
            Words("如仍在职，请改备注", "if they are still on the staff, correct the remark"),
        )  # fmt: skip
        return None
    if said.rest:
        draft.refuse(
            "roster-remark", line, "remark",
            Words(f"备注中的“{said.rest}”未录入",
                  f"“{said.rest}” of the remark was not taken over"),
            Words("如含回避、暂缓、家属经商或移居等事实，请填入相应的表",
                  "if it holds facts such as kinship, a deferral, a business or a life "
                  "abroad of the family, enter them on their sheet"),
        )  # fmt: skip
    return RosterEntry(
        name, [line], said, line.text("number"),
        draft.cell(line, "born", "born"), draft.cell(line, "id_number", "id_number"),
        any(_BESIDE.search(line.text(t)) for t in ("name", "post")),
    )  # fmt: skip


def _name(line: RosterLine) -> str:
    if "name" in line.values:
        text = line.text("name")
    else:
        parts = [line.text("given"), line.text("surname")]
        text = " ".join(p for p in parts if p)
    text = _IN_BRACKETS.sub("", text) if not is_placeholder(text) else text
    text = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    # A placeholder may be a whole sentence: 空缺（拟招录）.
    return text


def _joined(found: list[RosterEntry], draft: WorkbookDraft) -> list[RosterEntry]:
    """Lines of one person together; namesakes that may be one person are asked about."""
    kept: list[RosterEntry] = []
    by_name: dict[str, list[RosterEntry]] = defaultdict(list)
    once = {
        (e.name, e.lines[0].sheet)
        for e in found
        if sum(_key(e) == _key(o) for o in found) == 1
    }
    for entry in found:
        known = by_name[entry.name] if entry.name else []
        same = next((e for e in known if _same(e, entry, once)), None)
        if same is not None:
            _join(same, entry)
            draft.counts["twice"] += 1
            continue
        if any(not _known_apart(e, entry) for e in known):
            one, two = known[0].lines[0].at("name"), entry.lines[0].at("name")
            draft.asked.append(
                Words(
                    f"{entry.name}有两行（{one}、{two}），按两人录入；如是同一人兼任两岗，请合并",
                    f"{entry.name} has two rows ({one}, {two}), taken for two people; "
                    "merge them if it is one person with two posts",
                )
            )
        kept.append(entry)
        by_name[entry.name].append(entry)
    return kept


def _key(entry: RosterEntry) -> tuple[str, str]:
    return entry.name, entry.lines[0].sheet


def _same(one: RosterEntry, other: RosterEntry, once: set[tuple[str, str]]) -> bool:
    """Whether two entries of one name are one person.

    A name that stands once in each of two sheets is one person told of twice.
    """
    if one.beside or other.beside:  # “张某（兼）”: the post beside their own
        return True
    if one.id_number and other.id_number:
        return one.id_number == other.id_number
    if one.number and other.number:
        return one.number == other.number
    if one.born and other.born:
        return (one.born.year, one.born.month) == (other.born.year, other.born.month)
    return {_key(one), _key(other)} <= once and _key(one) != _key(other)


def _known_apart(one: RosterEntry, other: RosterEntry) -> bool:
    """Whether the roster itself tells two people of one name apart."""
    return any(
        a and b and a != b
        for a, b in ((one.id_number, other.id_number), (one.number, other.number))
    )


def _join(one: RosterEntry, other: RosterEntry) -> None:
    """Fill the gaps of the first line; a second post is kept as a line of its own."""
    if one.beside and not other.beside:  # the post without （兼） is the main one
        one.lines, other.lines = other.lines, one.lines
        one.beside = False
    first, more = one.lines[0], other.lines[0]
    place = unit_text(more), more.text("post")
    if more.text("post") and place != (unit_text(first), first.text("post")) and (
        first.text("post")
    ):  # fmt: skip
        one.more.append(more)
    remarks = dict.fromkeys(filter(None, (x.text("remark") for x in (first, more))))
    values = {**more.values, **first.values}
    if len(remarks) > 1:
        values["remark"] = told = "；".join(remarks)
        one.remark = remark(told)
    elif not first.text("remark"):
        one.remark = other.remark
    one.lines[0] = replace(
        first,
        values=values,
        cells={**more.cells, **first.cells},
        headings={**more.headings, **first.headings},
        settled={**more.settled, **first.settled},
    )
    one.born, one.id_number = one.born or other.born, one.id_number or other.id_number
    one.number = one.number or other.number


def staff_numbers(
    people: Sequence[RosterEntry], draft: WorkbookDraft
) -> dict[int, str]:
    """A number for each person: their own where all differ, else one invented.

    Returns the index of an entry → its number.
    """
    own = [e.number for e in people if e.name and e.number]
    sound = {n for n in own if own.count(n) == 1 and re.fullmatch(r"[\w.-]{1,20}", n)}
    numbers: dict[int, str] = {}
    width = max(3, len(str(len(people))))
    count = 0
    for at, entry in enumerate(people):
        if not entry.name:
            continue
        if entry.number in sound:
            numbers[at] = entry.number
            continue
        count += 1
        while f"S{count:0{width}}" in sound:
            count += 1
        numbers[at] = f"S{count:0{width}}"
        draft.counts["number-invented"] += 1
    return numbers
