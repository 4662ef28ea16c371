"""From the people of a roster to the three sheets of a workbook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lungang.intake.roster import units as units_of
from lungang.intake.roster.career_lists import CareerList, take_careers
from lungang.intake.roster.doubts import (
    BY_HIGHER_ORGAN,
    BY_HOLDERS,
    BY_IDENTITY,
    BY_LEADING,
    BY_REMARK,
    BY_SHEET,
    BY_TITLE,
    BY_UNIT,
    HELD_BESIDE,
    NO_TITLE,
    NO_UNIT_GIVEN,
    SAME_AS_ABOVE,
    SHORTENED,
    UNREAD_WORD,
    other_date,
    taken_apart,
)
from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.kin_lists import KinList, declare_listed
from lungang.intake.roster.levels import (
    LevelReading,
    Rank,
    level_of_person,
    level_of_post,
    rank_of,
    settle_levels,
    speaks_of_the_post,
    states_the_level,
)
from lungang.intake.roster.people import RosterEntry, entries, staff_numbers
from lungang.intake.roster.relations import (
    declare_families,
    declare_kin,
    numbers_by_name,
    report_lines,
)
from lungang.intake.roster.remarked import ask_dates, from_remark
from lungang.intake.roster.table import DATES, RosterLine
from lungang.intake.roster.titles import Title, title
from lungang.intake.workbook.columns import columns, folded
from lungang.intake.workbook.synonyms import meaning
from lungang_models.identity_number import birth_in
from lungang_models.organisation import own_terms
from lungang_models.vocabulary import (
    Establishment,
    Level,
    Person,
    Post,
    Unit,
    UnitKind,
)
from lungang_models.words import Words

_ESTABLISHMENT = next(c for c in columns(Person) if c.field == "establishment")
_YES = frozenset({"是", "√", "✓", "y", "yes", "1", "true", "有"})


@dataclass(frozen=True)
class Settled:
    """What is decided once for the whole roster."""

    rank: Rank
    own_levels: Mapping[str, Level]
    unit_ids: Mapping[str, str]
    short: Mapping[str, str]


@dataclass
class _Seat:
    """A post that is being put together from those who hold it."""

    unit: str
    title: Title
    levels: Counter[LevelReading]
    establishments: dict[Establishment, None]
    seats: int
    row: int
    key: bool
    high_risk: bool


class Builder:
    """Makes units, posts and staff of the lines of a roster, marking each guess."""

    def __init__(
        self, lines: Sequence[RosterLine], bureau: str,
        own_levels: Mapping[str, Level], kin: Sequence[KinList] = (),
        careers: Sequence[CareerList] = (),
    ) -> None:  # fmt: skip
        self.bureau, self.kin, self.careers = bureau, kin, careers
        self.draft = WorkbookDraft()
        told = units_of.of_their_bureaus(units_of.taken_out(lines))
        self.people = entries(told, self.draft)
        self.titles = [
            units_of.leads_here(
                title(e.lines[0].text("post"), name := units_of.unit_text(e.lines[0])),
                name,
            )
            for e in self.people
        ]
        names = self._unit_names()
        short = units_of.short_names(names, bureau)
        self.settled = Settled(
            rank_of(bureau, short.values()), own_levels, {}, short
        )  # fmt: skip
        led = any(t.of_the_team for t in self.titles)
        team = own_terms(bureau).leaders if led else ""
        ids = units_of.add_units(
            self.draft, list(dict.fromkeys(short[n] for n in names)), team
        )
        for row, unit in enumerate(self.draft.units):
            written = next((n for n in names if short[n] == unit["name"] != n), None)
            if written is not None:
                self.draft.guess(Unit, row, "name", SHORTENED.fill(text=written))
            elif unit["name"] == units_of.NO_UNIT.zh:
                self.draft.guess(Unit, row, "name", NO_UNIT_GIVEN)
        self.settled = Settled(self.settled.rank, own_levels, ids, short)
        self.posts: dict[tuple[str, str, bool], _Seat] = {}
        self.stated: set[int] = set()

    def build(self) -> WorkbookDraft:
        """All rows; call once."""
        numbers = staff_numbers(self.people, self.draft)
        for at, entry in enumerate(self.people):
            unit = self._unit(entry.lines[0], self.titles[at])
            if entry.name:
                self._person(at, entry, numbers[at], unit)
            else:
                self._vacancy(entry, self.titles[at], unit)
        self._finish_posts()
        settle_levels(self.draft, self.stated)
        report_lines(self.people, self.draft, numbers)
        declare_kin(self.people, self.draft, numbers)
        ids = numbers_by_name(self.people, numbers)
        declare_listed(self.kin, self.draft, ids, self.bureau)
        take_careers(self.careers, self.draft, ids)
        declare_families(self.people, self.draft, numbers)
        ask_dates(self.people, self.draft)
        self._ask()
        return self.draft

    # -- units

    def _unit_names(self) -> list[str]:
        """Every unit that a line names, in order; leaders of the bureau aside."""
        found: dict[str, None] = {}
        for entry in self.people:
            for line in (entry.lines[0], *entry.more):
                name = units_of.unit_text(line)
                if not title(line.text("post"), name).of_the_team:
                    found.setdefault(name or units_of.NO_UNIT.zh)
                elif name and not _is_bureau(name):
                    found.setdefault(name)
        return list(found)

    def _unit(self, line: RosterLine, told: Title) -> str:
        """The number of a line's unit; leaders belong to the leadership team."""
        name = units_of.unit_text(line)
        team = next(
            (u["id"] for u in self.draft.units if u["kind"] is UnitKind.LEADERSHIP),
            None,
        )
        short = self.settled.short.get(name, name)
        if told.of_the_team and team is not None and (
            not name or _is_bureau(name) or short not in self.settled.unit_ids
        ):  # fmt: skip
            return str(team)
        return self.settled.unit_ids[short if short else units_of.NO_UNIT.zh]

    def _elsewhere(self, line: RosterLine, unit: str) -> bool:
        """Whether the line itself names another unit, or none."""
        name = units_of.unit_text(line)
        named = self.settled.unit_ids.get(self.settled.short.get(name, name))
        return not name or (named is not None and named != unit)

    # -- posts

    def _seat(
        self, unit: str, told: Title, line: RosterLine, beside: bool = False
    ) -> _Seat:
        """The post of this title in this unit, made when it is met first."""
        name = told.post or Words("工作人员", "staff").zh
        key = unit, folded(name), beside
        if key not in self.posts:
            row = len(self.draft.posts)
            number = f"P{row + 1:03}"
            self.draft.posts.append(
                {"id": number, "name": name, "unit": unit, "leading": told.leading,
                 "concurrent": beside, "within_authority": not told.of_the_team}
            )  # fmt: skip
            self.posts[key] = _Seat(
                unit, told, Counter(), {}, 0, row, folded(line.text("key")) in _YES,
                folded(line.text("high_risk")) in _YES,
            )  # fmt: skip
            if unit == self.settled.unit_ids.get(units_of.NO_UNIT.zh):
                self.draft.guess(Post, row, "unit", NO_UNIT_GIVEN, line)
            elif "unit" in line.settled:
                self.draft.guess(Post, row, "unit", line.settled["unit"], line)
                if told.post and "post" in line.settled:
                    self.draft.guess(Post, row, "name", line.settled["unit"], line)
            elif self._elsewhere(line, unit) and not beside:
                self.draft.guess(Post, row, "unit", BY_LEADING, line)
            if not told.post:
                self.draft.guess(Post, row, "name", NO_TITLE, line)
            elif not told.sure:
                self.draft.guess(Post, row, "name", taken_apart(line, name), line)
            self.draft.guess(Post, row, "leading", BY_TITLE, line)
            if told.of_the_team:
                self.draft.guess(Post, row, "within_authority", BY_HIGHER_ORGAN, line)
        seat = self.posts[key]
        seat.key |= folded(line.text("key")) in _YES
        seat.high_risk |= folded(line.text("high_risk")) in _YES
        seat.levels[self._level_of_post(line, told, beside)] += 1
        return seat

    def _level_of_post(
        self, line: RosterLine, told: Title, beside: bool = False
    ) -> LevelReading:
        heading = line.headings.get("level", "")
        # What is said of the main post is not said of the one held beside it.
        said = line.text("level") if speaks_of_the_post(heading) and not beside else ""
        return level_of_post(said, told, self.settled.rank, self.settled.own_levels)

    def _vacancy(self, entry: RosterEntry, told: Title, unit: str) -> None:
        line = entry.lines[0]
        seat = self._seat(unit, told, line)
        seat.seats += _seats(line)

    def _finish_posts(self) -> None:
        """Level, seats and kinds of establishment of each post, by its holders."""
        for seat in self.posts.values():
            row = self.draft.posts[seat.row]
            row["seats"] = max(seat.seats, 1)
            level = max(seat.levels, key=lambda r: (seat.levels[r], -r.level.rank))
            row["level"] = level.level
            unit = next(u for u in self.draft.units if u["id"] == seat.unit)
            row["establishments"] = tuple(seat.establishments) or (_usual(unit),)
            row["key"], row["high_risk"] = seat.key, seat.high_risk
            several = len({r.level for r in seat.levels}) > 1
            why = level.why or (BY_HOLDERS if several else None)
            if why is not None:
                self.draft.guess(Post, seat.row, "level", why)
            self.draft.guess(Post, seat.row, "establishments", BY_HOLDERS)
            if seat.seats != 1:
                self.draft.guess(Post, seat.row, "seats", BY_HOLDERS)

    # -- people

    def _person(self, at: int, entry: RosterEntry, number: str, unit: str) -> None:
        draft, line, told = self.draft, entry.lines[0], self.titles[at]
        row = len(draft.staff)
        level = level_of_person(
            (line.text("level"), told.grade), self._level_of_post(line, told),
            self.settled.own_levels,
        )  # fmt: skip
        establishment, why = self._establishment(line, unit)
        if states_the_level(line.headings.get("level", "")):
            self.stated.add(row)
        seat = self._seat(unit, told, line)
        seat.seats += 1
        seat.establishments.setdefault(establishment)
        values: dict[str, Any] = {
            "id": number, "name": entry.name, "level": level.level,
            "establishment": establishment, "post": draft.posts[seat.row]["id"],
            "born": entry.born or birth_in(entry.id_number or ""), "id_number": entry.id_number,
            "status": draft.cell(line, "status", "status"),
            "within_authority": not told.of_the_team,
        }  # fmt: skip
        for target in ("sex", "entered_post", "entered_unit", "entered_organ", "retires",
                       "qualifications"):  # fmt: skip
            found = draft.cell(line, target, target)
            if found is not None:
                values[target] = found
        remarked = from_remark(entry, values, draft)
        values["concurrent"] = self._held_concurrently(entry, told, unit, establishment)
        draft.staff.append(values)
        reasons = {
            "level": level.why,
            "establishment": why,
            "post": self._doubt_of_post(line, told),
            "concurrent": (taken_apart(line, told.post) if told.beside
                           else BY_REMARK if entry.remark.beside else None),
            **{t: draft.doubt(line, t) or other_date(line, t) for t in DATES},
            "born": draft.doubt(line, "born") if entry.born else BY_IDENTITY,
            **remarked,
        }  # fmt: skip
        for name, reason in reasons.items():
            if reason is not None and values.get(name):
                draft.guess(Person, row, name, reason, line)
        if told.of_the_team:
            draft.guess(Person, row, "within_authority", BY_HIGHER_ORGAN, line)

    def _doubt_of_post(self, line: RosterLine, told: Title) -> Words | None:
        if told.post and not told.sure:
            return taken_apart(line, told.post)
        return SAME_AS_ABOVE if "unit" in line.filled else None

    def _establishment(
        self, line: RosterLine, unit: str
    ) -> tuple[Establishment, Words | None]:
        text = line.text("establishment")
        found = meaning(_ESTABLISHMENT, text) if text else None
        if found is None and text:
            # 全额事业编制 holds 事业; 事业（占行政编） holds two and tells nothing
            held = [e for e in Establishment if e.value in text]
            found = held[0] if len(held) == 1 and not _NOT.search(text) else None
        if isinstance(found, Establishment):
            return found, None
        if not text and re.search(r"编外|聘用|合同制|临聘", line.sheet):
            return Establishment.CONTRACT, BY_SHEET.fill(text=line.sheet)
        home = next(u for u in self.draft.units if u["id"] == unit)
        return _usual(home), UNREAD_WORD if text else BY_UNIT

    def _held_concurrently(
        self, entry: RosterEntry, told: Title, unit: str, establishment: Establishment
    ) -> tuple[str, ...]:
        """Posts held beside the main one: named in the title, a remark, another row."""
        names = [*told.beside, *entry.remark.beside]
        names += re.split(r"[、，,;；]", entry.lines[0].text("concurrent"))
        found: dict[str, None] = {}
        wanted: list[tuple[str, Title, RosterLine]] = []
        for name in filter(None, map(str.strip, names)):
            named = units_of.named_in(name, self.settled.unit_ids)
            home = self.settled.unit_ids[named] if named else unit
            wanted.append((home, title(name, named), entry.lines[0]))
        for line in entry.more:
            again = title(line.text("post"), units_of.unit_text(line))
            wanted.append((self._unit(line, again), again, line))
        for home, what, line in wanted:
            seat = self._seat(home, what, line, beside=True)
            seat.seats += 1
            seat.establishments.setdefault(establishment)
            self.draft.guess(Post, seat.row, "concurrent", HELD_BESIDE, line)
            found.setdefault(self.draft.posts[seat.row]["id"])
        return tuple(found)

    def _ask(self) -> None:
        draft = self.draft
        staff = draft.staff
        undated = sum("entered_post" not in p for p in staff)
        if undated:
            draft.asked.append(
                Words(f"{undated}人没有任现岗位时间，无法判断是否到期",
                      f"{undated} people have no date of entering the post: "
                      "whether they are due cannot be told")
            )  # fmt: skip
        none = draft.counts["declared-none"]
        if none and not any("declared" in p for p in staff):
            draft.asked.append(
                Words(f"{none}人在亲属登记表中写明无亲属；申报日期请填入人员表的“回避申报日期”",
                      f"{none} people declare no relatives; please fill in on the sheet of "
                      "staff when they declared")
            )  # fmt: skip
        if not any(p["key"] for p in draft.posts):
            draft.asked.append(
                Words("没有标明关键岗位，请在岗位表勾选",
                      "no key post is marked; please mark them on the sheet of posts")
            )  # fmt: skip
        leaders = sum(not p["within_authority"] for p in staff)
        if leaders:
            draft.asked.append(
                Words(f"领导班子{leaders}人按不在管理权限内填写，不作调整；由本机关任免的请改为“是”",
                      f"{leaders} leaders are put down as outside the authority and "
                      "stay; where their appointment is yours, say yes")
            )  # fmt: skip
        draft.asked.append(
            Words("各科室的分管领导、组织人事和财务等敏感职能，请在单位表、岗位表填写",
                  "leaders in charge and sensitive functions: please fill them in")
        )  # fmt: skip


_NOT = re.compile(r"非|未|不|编外")


def _is_bureau(name: str) -> bool:
    return bool(re.search(r"(局|厅|委员会|局机关|机关)$", name))


def _seats(line: RosterLine) -> int:
    found = re.match(r"\d{1,2}", line.text("seats"))
    return int(found[0]) if found else 1


def _usual(unit: Mapping[str, Any]) -> Establishment:
    if unit["kind"] is UnitKind.INSTITUTION:
        return Establishment.INSTITUTION
    return Establishment.CIVIL_SERVICE
