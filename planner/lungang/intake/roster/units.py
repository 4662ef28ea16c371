"""Units out of a roster: their names, their kinds, and what stands over them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lungang.intake.roster.doubts import OF_SEVERAL, UNIT_IN_TITLE, UNIT_OF_SHEET
from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.headings import is_unit
from lungang.intake.roster.table import RosterLine
from lungang.intake.roster.titles import Title
from lungang_models.vocabulary import Leading, Unit, UnitKind
from lungang_models.words import Words

_TEAM = re.compile(
    r"(局|厅|县|区|委)?(领导|领导班子|班子|党组|党委|局长室|行领导|院领导)$"
)
_INSTITUTION = re.compile(r"(中心|所|站|队|馆|院|校|服务部|管理处)$")
_TEAM_EN = re.compile(r"^(leadership|management|executive|board)\b", re.IGNORECASE)
_BUREAU = re.compile(
    r"[\u3400-\u9fff]{2,20}?(局|厅|委员会|委|办公室|银行|公司|中心|医院|学校|中学|小学|大学)"
)

_IN_TITLE = re.compile(
    r"([\u3400-\u9fff]{1,8}?(?:科|股|处|中心|办公室|室|大队|中队|队|所|站|部))([\u3400-\u9fff]{2,8})"
)

_NO_NAME = re.compile(
    r"(sheet|工作表|table|page)\s*\d*|[\d年月._-]+|.*\.csv", re.IGNORECASE
)

_OUTLINE = re.compile(
    r"^(?:[(（][一二三四五六七八九十\d]+[)）]|(?:[一二三四五六七八九十]+|\d+)[、.．])\s*"
    r"(?=[^一二三四五六七八九十\d\s])"
)

NO_UNIT = Words("未填部门", "no unit given")

GUESSED_KIND = Words(
    "按单位名称判断类别，请核对", "the kind is read off the unit's name; please check"
)
GUESSED_PARENT = Words(
    "假定由领导班子领导，请核对",
    "taken to stand under the leadership team; please check",
)
GUESSED_TEAM = Words(
    "花名册中没有领导班子，按职务归入",
    "made of those whose titles are of the leadership",
)


def bureau_name(titles: Iterable[str]) -> str:
    """The name of the organisation in the titles above a table, or empty.

    >>> bureau_name(["清源县财政局2026年在职人员花名册"])
    '清源县财政局'
    """
    for text in titles:
        found = _BUREAU.match(re.sub(r"\s", "", text))
        if found:
            return found[0]
    return ""


def short_names(names: Sequence[str], bureau: str) -> dict[str, str]:
    """Each name as written → the name without the organisation's own.

    >>> short_names(["县财政局支付中心"], "清源县财政局")
    {'县财政局支付中心': '支付中心'}
    """
    shared = bureau or _shared_start(names)
    starts = [shared[i:] for i in range(max(len(shared) - 2, 0))]
    found: dict[str, str] = {}
    for name in names:
        start = next((s for s in starts if name.startswith(s) and name != s), "")
        found[name] = name.removeprefix(start).strip() or name
    return found


def named_in(title: str, names: Iterable[str]) -> str:
    """The unit that a title names, or empty: 支付中心主任 is of 国库支付中心."""
    plain = re.sub(
        r"(副?(主任|科长|股长|处长|所长|站长|队长|部长|书记)|科员|负责人)$", "", title
    )
    fits = [
        n
        for n in names
        if len(plain) >= 2 and (n.endswith(plain) or plain.startswith(n))
    ]
    return fits[0] if len(fits) == 1 else ""


def _shared_start(names: Sequence[str]) -> str:
    many = [n for n in names if len(n) > 4]
    if len(many) < 3 or len(many) < len(names) - 1:
        return ""
    low, high = min(many), max(many)
    start = low[
        : next(
            (i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b),
            len(low),
        )
    ]
    found = re.match(r".*(局|厅|委|公司|银行)", start)
    return found[0] if found else ""


def kind_of_unit(name: str) -> UnitKind:
    """The kind that a unit's name suggests (article 4)."""
    if _TEAM.search(name) or _TEAM_EN.search(name):
        return UnitKind.LEADERSHIP
    return UnitKind.INSTITUTION if _INSTITUTION.search(name) else UnitKind.SECTION


def leads_here(told: Title, unit: str) -> Title:
    """A title that leads, in a unit of leaders, is of the leadership: 院长 of 院领导."""
    team = told.leading is not Leading.NONE and (
        kind_of_unit(unit) is UnitKind.LEADERSHIP
    )
    return told._replace(of_the_team=told.of_the_team or team)


def add_units(draft: WorkbookDraft, names: Sequence[str], team: str) -> dict[str, str]:
    """Make a unit of each name; returns name → unit number.

    ``team`` is the name for the leadership, made where somebody is of it and no unit
    is; empty where nobody is.
    """
    kinds = {n: kind_of_unit(n) for n in names}
    ordered = sorted(names, key=lambda n: kinds[n] is not UnitKind.LEADERSHIP)
    made = bool(team) and UnitKind.LEADERSHIP not in kinds.values()
    if made:
        ordered.insert(0, team)
        kinds[team] = UnitKind.LEADERSHIP
    width = max(2, len(str(len(ordered))))
    ids = {n: f"U{i:0{width}}" for i, n in enumerate(ordered, 1)}
    top = next((ids[n] for n in ordered if kinds[n] is UnitKind.LEADERSHIP), None)
    for row, name in enumerate(ordered):
        under = None if kinds[name] is UnitKind.LEADERSHIP else top
        draft.units.append(
            {"id": ids[name], "name": name, "kind": kinds[name], "parent": under}
        )
        why = GUESSED_TEAM if made and row == 0 else GUESSED_KIND
        draft.guess(Unit, row, "kind", why)
        if under is not None:
            draft.guess(Unit, row, "parent", GUESSED_PARENT)
    return ids


def taken_out(lines: Sequence[RosterLine]) -> Sequence[RosterLine]:
    """Lines whose sheets or titles name the unit, where a roster has none otherwise.

    预算科科长 is 科长 of 预算科 where a second title begins with the same unit.
    """
    if any(line.text("unit") or is_unit(line.group) for line in lines):
        return lines
    sheets = {line.sheet for line in lines}
    if len(sheets) > 1 and not any(_NO_NAME.fullmatch(s) for s in sheets):
        return [_of_sheet(line) for line in lines]
    parted = [_IN_TITLE.fullmatch(line.text("post")) for line in lines]
    count = Counter(m[1] for m in parted if m)
    return [
        line if m is None or count[m[1]] < 2 else replace(
            line, values={**line.values, "unit": m[1], "post": m[2]},
            settled={**line.settled, **dict.fromkeys(
                ("unit", "post"), UNIT_IN_TITLE.fill(text=m[0]))},
        )
        for line, m in zip(lines, parted, strict=True)
    ]  # fmt: skip


def of_their_bureaus(lines: Sequence[RosterLine]) -> Sequence[RosterLine]:
    """Lines whose unit is called the same in several bureaus, with the bureau's name."""
    bureaus: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        bureaus[unit_text(line)].add(line.text("bureau"))
    return [
        line if len(bureaus[name := unit_text(line)] - {""}) < 2 else replace(
            line, values={**line.values, "unit": line.text("bureau") + name},
            settled={**line.settled, "unit": OF_SEVERAL.fill(text=name)},
        )
        for line in lines
    ]  # fmt: skip


def _of_sheet(line: RosterLine) -> RosterLine:
    values, settled = {**line.values, "unit": line.sheet}, {**line.settled}
    return replace(line, values=values, settled={**settled, "unit": UNIT_OF_SHEET})


def unit_text(line: RosterLine) -> str:
    """The unit a line names: its own cell, else the heading of its group.

    The number of an outline is no part of it: （二）人事股 is 人事股, but 一、二科 stays.
    """
    name = re.sub(r"\s+", " ", line.text("unit") or line.group).strip()
    return _OUTLINE.sub("", name)
