"""Who may be drawn: holders of key posts, their covers, who was left out and why.

Pure facts in: whoever knows the staff (a plan, a workbook) makes a :class:`Pool` by
:func:`make_pool`, or people write the files by hand and :func:`read_pool` reads them.
The folder holds ``roster.csv exclusions.csv covers.csv conflicts.csv rules.json
calendar.csv``; every fault in all of them is reported at once.

Names never enter: a person is a ``pid``, see :mod:`lungang.draw.pseudonyms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from lungang.draw.canon import csv_bytes, raise_if, read_csv, write_new
from lungang.draw.faults import Fault, Words
from lungang.draw.rules import EVERYBODY, FILE, Quota, Rules, parse_rules
from lungang.draw.workdays import Day, calendar_bytes, read_calendar

ROSTER = ("pid", "unit", "process", "years_since_draw")
EXCLUSIONS = (
    "pid", "reason", "article", "evidence", "evidence_hash",
    "approved_by", "second_approver",
)  # fmt: skip
COVERS = ("pid", "cover", "capacity")
CONFLICTS = ("pid", "cover", "reason", "article", "evidence")
INPUT_FILES = (
    "roster.csv", "exclusions.csv", "covers.csv", "conflicts.csv",
    "rules.json", "calendar.csv",
)  # fmt: skip
_PID = re.compile(r"[0-9A-Za-z_-]{1,40}")
_HEX64 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Holder:
    """One holder of key posts who may be drawn.

    ``years_since_draw`` counts whole years since the last mandatory leave (or since
    taking up a key post, if never).  ``groups`` are the roster's further columns
    (bureau, grade, post class …), which quotas may name.
    """

    pid: str
    unit: str
    process: str
    years_since_draw: int
    groups: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        """The holder's value in a roster column; None if there is no such column."""
        if name in ("pid", "unit", "process"):
            return str(getattr(self, name))
        return self.groups.get(name)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One holder left out, with the paper behind it and two who approved it."""

    pid: str
    reason: str
    article: str
    evidence: str
    evidence_hash: str
    approved_by: str
    second_approver: str


@dataclass(frozen=True, slots=True)
class StruckPair:
    """A cover who may not stand in for a holder, and by which rule (kin, duties …)."""

    pid: str
    cover: str
    reason: str
    article: str
    evidence: str


@dataclass(frozen=True)
class Pool:
    """Everything a draw knows; immutable, holders sorted by pid.

    ``covers`` gives each holder's possible covers, already filtered (qualified, no
    kin, compatible duties); ``capacity`` how many posts a cover may take in one draw,
    one after another.
    """

    rules: Rules
    holders: tuple[Holder, ...]
    covers: Mapping[str, tuple[str, ...]]
    capacity: Mapping[str, int]
    exclusions: tuple[Exclusion, ...]
    struck: tuple[StruckPair, ...]
    calendar: tuple[Day, ...]

    @cached_property
    def pids(self) -> tuple[str, ...]:
        """The holders' pids, ascending."""
        return tuple(holder.pid for holder in self.holders)

    @cached_property
    def index(self) -> dict[str, int]:
        """Each pid's place among the holders."""
        return {pid: place for place, pid in enumerate(self.pids)}

    @cached_property
    def size(self) -> int:
        """K: how many are drawn."""
        return self.rules.panel_size(len(self.holders), len(self.exclusions))

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """Each holder's weight, by the years since the last draw."""
        rules = self.rules
        return tuple(rules.weight(holder.years_since_draw) for holder in self.holders)

    @cached_property
    def groups(self) -> tuple[tuple[Quota, tuple[int, ...]], ...]:
        """Each quota with the places of its members; the panel size comes first."""
        everyone = Quota("K", EVERYBODY, "", self.size, self.size, "抽取人数", "38")
        found = [(everyone, tuple(range(len(self.holders))))]
        for quota in self.rules.quotas:
            members = tuple(
                place
                for place, holder in enumerate(self.holders)
                if quota.field == EVERYBODY or holder.value(quota.field) == quota.value
            )
            found.append((quota, members))
        return tuple(found)

    @cached_property
    def uncoverable(self) -> tuple[str, ...]:
        """Holders whom nobody may cover: chance 0, a finding, no exemption."""
        if not self.rules.cover_required:
            return ()
        return tuple(pid for pid in self.pids if not self.covers.get(pid))

    def covers_of(self, pid: str) -> tuple[str, ...]:
        """Who may cover this holder."""
        return self.covers.get(pid, ())


def _fault(code: str, where: str, value: str, says: Words, fix: Words) -> Fault:
    return Fault(code, where, value, says, fix)


def make_pool(
    rules: Rules,
    holders: Iterable[Holder],
    covers: Iterable[tuple[str, str]],
    capacity: Mapping[str, int],
    exclusions: Iterable[Exclusion] = (),
    struck: Iterable[StruckPair] = (),
    calendar: Iterable[Day] = (),
) -> Pool:
    """Put facts together into a pool; raises InputFaults with every fault found."""
    faults: list[Fault] = []
    pool = _assemble(
        rules,
        [("roster.csv", holder) for holder in holders],
        [("covers.csv", pid, cover) for pid, cover in covers],
        capacity,
        [("exclusions.csv", row) for row in exclusions],
        [("conflicts.csv", row) for row in struck],
        tuple(calendar),
        faults,
    )
    raise_if(faults)
    return pool


def _assemble(
    rules: Rules,
    holders: list[tuple[str, Holder]],
    covers: list[tuple[str, str, str]],
    capacity: Mapping[str, int],
    exclusions: list[tuple[str, Exclusion]],
    struck: list[tuple[str, StruckPair]],
    calendar: tuple[Day, ...],
    faults: list[Fault],
) -> Pool:
    known = _unique_pids([(at, holder.pid) for at, holder in holders], faults)
    _check_exclusions(rules, exclusions, known, faults)
    barred = _check_struck(struck, known, {row.pid for _, row in exclusions}, faults)
    pairs = _check_covers(covers, known, barred, faults)
    pool = Pool(
        rules=rules,
        holders=tuple(sorted((row for _, row in holders), key=lambda row: row.pid)),
        covers={pid: tuple(sorted(found)) for pid, found in sorted(pairs.items())},
        capacity=dict(sorted(capacity.items())),
        exclusions=tuple(sorted((row for _, row in exclusions), key=lambda e: e.pid)),
        struck=tuple(
            sorted((row for _, row in struck), key=lambda s: (s.pid, s.cover, s.reason))
        ),
        calendar=calendar,
    )
    if not faults:
        faults.extend(_impossible_quotas(pool))
    return pool


def _unique_pids(named: list[tuple[str, str]], faults: list[Fault]) -> set[str]:
    known: set[str] = set()
    for at, pid in named:
        if not _PID.fullmatch(pid):
            faults.append(
                _fault(
                    "pid-form", f"{at} pid", pid,
                    Words("代号写法不对", "not the form of a pid"),
                    Words("用字母、数字,最长40位", "letters and digits, at most 40"),
                )
            )  # fmt: skip
        if pid in known:
            faults.append(
                _fault(
                    "pid-twice", f"{at} pid", pid,
                    Words("此人出现两次", "this person occurs twice"),
                    Words("删去一行", "remove one of the lines"),
                )
            )  # fmt: skip
        known.add(pid)
    return known


def _check_exclusions(
    rules: Rules,
    exclusions: list[tuple[str, Exclusion]],
    known: set[str],
    faults: list[Fault],
) -> None:
    allowed = {reason.code for reason in rules.exclusion_reasons}
    _unique_pids([(at, row.pid) for at, row in exclusions], faults)
    for at, row in exclusions:
        if row.pid in known:
            faults.append(
                _fault(
                    "excluded-and-listed", f"{at} pid", row.pid,
                    Words("此人既被排除又在抽取名册内", "excluded and in the roster"),
                    Words("二者留一", "keep one of the two"),
                )
            )  # fmt: skip
        if row.reason not in allowed:
            listed = "、".join(sorted(allowed))
            faults.append(
                _fault(
                    "reason-unknown", f"{at} reason", row.reason,
                    Words("不是规定的排除理由", "not one of the closed reasons"),
                    Words(f"可用: {listed}", f"one of: {', '.join(sorted(allowed))}"),
                )
            )  # fmt: skip
        for name in ("article", "evidence", "approved_by", "second_approver"):
            if not getattr(row, name).strip():
                faults.append(
                    _fault(
                        "exclusion-unfounded", f"{at} {name}", "",
                        Words("缺少依据或审批人", "article, paper or approver missing"),
                        Words("补上后再排除", "complete it, or do not exclude"),
                    )
                )  # fmt: skip
        if row.evidence_hash and not _HEX64.fullmatch(row.evidence_hash):
            faults.append(
                _fault(
                    "hash-form", f"{at} evidence_hash", row.evidence_hash,
                    Words("不是64位十六进制哈希", "not 64 hexadecimal digits"),
                    Words("留空或重新计算", "leave it empty or compute it again"),
                )
            )  # fmt: skip
        if row.approved_by.strip() and row.approved_by == row.second_approver:
            faults.append(
                _fault(
                    "one-approver", f"{at} second_approver", row.second_approver,
                    Words("两名审批人是同一人", "both approvers are the same person"),
                    Words("另请一人复核", "have somebody else approve it too"),
                )
            )  # fmt: skip


def _check_struck(
    struck: list[tuple[str, StruckPair]],
    known: set[str],
    excluded: set[str],
    faults: list[Fault],
) -> set[tuple[str, str]]:
    barred = set()
    for at, row in struck:
        if row.pid not in known | excluded:
            faults.append(_unknown_person(at, row.pid))
        if not row.reason.strip() or not row.evidence.strip():
            faults.append(
                _fault(
                    "struck-unfounded", f"{at} reason", row.reason,
                    Words("划去代职人须有理由和材料",
                          "striking a cover needs a reason and a document"),
                    Words("补上理由和材料编号", "give the reason and the document"),
                )
            )  # fmt: skip
        barred.add((row.pid, row.cover))
    return barred


def _unknown_person(at: str, pid: str) -> Fault:
    return _fault(
        "person-unknown", f"{at} pid", pid,
        Words("名册中没有此人", "no such person in the roster"),
        Words("核对代号,或补入名册", "check the pid, or add the person"),
    )  # fmt: skip


def _check_covers(
    covers: list[tuple[str, str, str]],
    known: set[str],
    barred: set[tuple[str, str]],
    faults: list[Fault],
) -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = {}
    for at, pid, cover in covers:
        if pid not in known:
            faults.append(_unknown_person(at, pid))
        if not _PID.fullmatch(cover):
            faults.append(
                _fault(
                    "pid-form", f"{at} cover", cover,
                    Words("代号写法不对", "not the form of a pid"),
                    Words("用字母、数字,最长40位", "letters and digits, at most 40"),
                )
            )  # fmt: skip
        if pid == cover:
            faults.append(
                _fault(
                    "covers-self", f"{at} cover", cover,
                    Words("不能自己代自己的职", "nobody covers their own post"),
                    Words("删去该行", "remove the line"),
                )
            )  # fmt: skip
        if (pid, cover) in barred:
            faults.append(
                _fault(
                    "cover-struck", f"{at} cover", cover,
                    Words("此代职人已在 conflicts.csv 中划去",
                          "this cover is struck out in conflicts.csv"),
                    Words("二者留一", "keep one of the two"),
                )
            )  # fmt: skip
        if cover in pairs.setdefault(pid, set()):
            faults.append(
                _fault(
                    "pair-twice", f"{at} cover", cover,
                    Words("同一对出现两次", "this pair occurs twice"),
                    Words("删去一行", "remove one of the lines"),
                )
            )  # fmt: skip
        pairs[pid].add(cover)
    return pairs


def _impossible_quotas(pool: Pool) -> Iterable[Fault]:
    """Quotas that no arithmetic can meet; deeper impossibilities need the solver."""
    alone = set(pool.uncoverable)
    for place, (quota, members) in enumerate(pool.groups):
        at = f"{FILE} " + (f"quotas[{place - 1}]" if place else "share")
        if not members:
            yield _fault(
                "quota-empty", f"{at}.value", quota.value,
                Words(f"名册的{quota.field}列没有此值",
                      f"no holder has this value in the column {quota.field}"),
                Words("核对列名与取值", "check the column and the value"),
            )  # fmt: skip
            continue
        coverable = sum(pool.pids[member] not in alone for member in members)
        if quota.min > coverable:
            yield _fault(
                "quota-above-coverable", f"{at}.min" if place else at, str(quota.min),
                Words(f"要抽{quota.min}人,而有人可代职的只有{coverable}人",
                      f"{quota.min} must be drawn but only {coverable} have a cover"),
                Words("降低名额或增补代职人", "lower the quota or add covers"),
            )  # fmt: skip
    if pool.size < 1:
        yield _fault(
            "panel-empty", f"{FILE} share", str(pool.rules.share),
            Words("按此比例一人也抽不到", "this share draws nobody"),
            Words("提高比例或改为进位", "raise the share or round up"),
        )  # fmt: skip


def read_pool(folder: Path) -> Pool:
    """Read a draw's folder; raises InputFaults with every fault of every file."""
    faults: list[Fault] = []
    holders = _read_roster(folder / "roster.csv", faults)
    exclusions = [
        (
            f"exclusions.csv:{line}",
            Exclusion(**{name: row[name] for name in EXCLUSIONS}),
        )
        for line, row in read_csv(folder / "exclusions.csv", EXCLUSIONS, faults)
    ]
    struck = [
        (f"conflicts.csv:{line}", StruckPair(**{name: row[name] for name in CONFLICTS}))
        for line, row in read_csv(folder / "conflicts.csv", CONFLICTS, faults)
    ]
    covers, capacity = _read_covers(folder / "covers.csv", faults)
    calendar = read_calendar(folder / "calendar.csv", faults)
    try:
        data = (folder / FILE).read_bytes()
    except OSError as error:
        faults.append(
            _fault(
                "file-missing", FILE, str(error.strerror),
                Words("文件读不到", "the file cannot be read"),
                Words("把该文件放入抽取文件夹", "put the file into the draw's folder"),
            )
        )  # fmt: skip
        data = b""
    rules = parse_rules(data, faults) if data else None
    if rules is None:
        raise_if(faults)
        raise AssertionError("rules.json unread without a fault")
    pool = _assemble(
        rules, holders, covers, capacity, exclusions, struck, calendar, faults
    )
    raise_if(faults)
    return pool


def _count(text: str, low: int, high: int) -> int | None:
    if re.fullmatch(r"0|[1-9]\d{0,5}", text) and low <= int(text) <= high:
        return int(text)
    return None


def _read_roster(path: Path, faults: list[Fault]) -> list[tuple[str, Holder]]:
    holders = []
    for line, row in read_csv(path, ROSTER, faults):
        at = f"{path.name}:{line}"
        years = _count(row["years_since_draw"], 0, 60)
        if years is None:
            faults.append(
                _fault(
                    "years-form", f"{at} years_since_draw", row["years_since_draw"],
                    Words("不是0至60的整数年", "not whole years from 0 to 60"),
                    Words("填整数;从未抽中的填任关键岗位年数",
                          "a whole number; if never drawn, years in key posts"),
                )
            )  # fmt: skip
        if not row["unit"].strip():
            faults.append(
                _fault(
                    "unit-missing", f"{at} unit", "",
                    Words("缺少单位", "the unit is missing"),
                    Words("填单位代码", "give the unit's code"),
                )
            )  # fmt: skip
        groups = {name: row[name] for name in row if name not in ROSTER}
        holders.append(
            (at, Holder(row["pid"], row["unit"], row["process"], years or 0, groups))
        )
    if not holders and path.exists():
        faults.append(
            _fault(
                "roster-empty", path.name, "",
                Words("名册是空的", "the roster is empty"),
                Words("写入关键岗位人员", "list the holders of key posts"),
            )
        )  # fmt: skip
    return holders


def _read_covers(
    path: Path, faults: list[Fault]
) -> tuple[list[tuple[str, str, str]], dict[str, int]]:
    pairs, capacity = [], dict[str, int]()
    for line, row in read_csv(path, COVERS, faults):
        at = f"{path.name}:{line}"
        pairs.append((at, row["pid"], row["cover"]))
        many = _count(row["capacity"], 1, 100)
        if many is None or capacity.setdefault(row["cover"], many) != many:
            faults.append(
                _fault(
                    "capacity", f"{at} capacity", row["capacity"],
                    Words("可代职次数不是1至100的整数,或与前文不一",
                          "not a number from 1 to 100, or not the one given before"),
                    Words("同一代职人写同一个数", "the same number for the same cover"),
                )
            )  # fmt: skip
    return pairs, capacity


def pool_files(pool: Pool, rules: bytes) -> dict[str, bytes]:
    """The folder's files for a pool; ``rules`` are the bytes of its rules.json."""
    extra = sorted({name for holder in pool.holders for name in holder.groups})
    roster = [
        {
            "pid": holder.pid,
            "unit": holder.unit,
            "process": holder.process,
            "years_since_draw": str(holder.years_since_draw),
            **{name: holder.groups.get(name, "") for name in extra},
        }
        for holder in pool.holders
    ]
    covers = [
        {"pid": pid, "cover": cover, "capacity": str(pool.capacity.get(cover, 1))}
        for pid, found in pool.covers.items()
        for cover in found
    ]
    return {
        "roster.csv": csv_bytes((*ROSTER, *extra), roster),
        "exclusions.csv": csv_bytes(
            EXCLUSIONS,
            [
                {name: getattr(row, name) for name in EXCLUSIONS}
                for row in pool.exclusions
            ],
        ),
        "covers.csv": csv_bytes(COVERS, covers),
        "conflicts.csv": csv_bytes(
            CONFLICTS,
            [{name: getattr(row, name) for name in CONFLICTS} for row in pool.struck],
        ),
        "rules.json": rules,
        "calendar.csv": calendar_bytes(pool.calendar),
    }


def write_pool(folder: Path, pool: Pool, rules: bytes) -> None:
    """Write the folder's files; a file there with other content is never touched."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in pool_files(pool, rules).items():
        write_new(folder / name, data)


def excluded_share(pool: Pool) -> Fraction:
    """Excluded holders among all holders of key posts."""
    everyone = len(pool.holders) + len(pool.exclusions)
    return Fraction(len(pool.exclusions), everyone)
