"""What the draw contributes to the risk register: F1 to F10, and policy warnings.

Grades are proposals (art. 7); the committee decides.  Each finding names the person
or group by pid, the article, the evidence and a measure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from lungang.draw.faults import Words
from lungang.draw.ledger import Entry
from lungang.draw.pool import Pool, excluded_share
from lungang.draw.windows import Schedule, broken_caps

Severity = Literal["MAJOR", "SIGNIFICANT", "ORDINARY"]
GRADE = {"MAJOR": "重大", "SIGNIFICANT": "较大", "ORDINARY": "一般"}


@dataclass(frozen=True, slots=True)
class DrawFinding:
    """One proposed entry of the register."""

    code: str
    severity: Severity
    subject: str
    says: Words
    article: str
    evidence: str
    measure: Words

    def __str__(self) -> str:
        return f"[{self.code} {GRADE[self.severity]}] {self.subject}: {self.says}"


def findings_of_pool(pool: Pool) -> Iterable[DrawFinding]:
    """What the pool itself shows, before anything is drawn: F2, F4, F6, F7."""
    register = pool.rules.register
    for holder in pool.holders:
        if holder.years_since_draw > register.overdue_years:
            years = holder.years_since_draw
            yield DrawFinding(
                "F2", "SIGNIFICANT", holder.pid,
                Words(f"已{years}年未强制休假", f"no leave for {years} years"),
                "38", f"roster.csv years_since_draw={years}",
                Words("提交领导小组,安排离岗检查", "list for an audit off the post"),
            )  # fmt: skip
    for pid in pool.uncoverable:
        struck = [row for row in pool.struck if row.pid == pid]
        why = Counter(row.reason for row in struck)
        shown = ", ".join(f"{name}×{many}" for name, many in sorted(why.items())) or "-"
        yield DrawFinding(
            "F6", "SIGNIFICANT", pid,
            Words(f"无合格代职人,机会为0(划去的代职人: {shown})",
                  f"no qualified cover, chance 0 (covers struck: {shown})"),
            "38", "covers.csv, conflicts.csv",
            Words("另定代职人(上级单位、审计人员),不得据此免抽",
                  "name an outside cover; this is no exemption"),
        )  # fmt: skip
    share = excluded_share(pool)
    if share > pool.rules.exclusion_alarm:
        yield DrawFinding(
            "F7", "ORDINARY", "pool",
            Words(f"排除比例{float(share):.0%},超过{pool.rules.exclusion_alarm}",
                  f"{float(share):.0%} excluded, above {pool.rules.exclusion_alarm}"),
            "38", "exclusions.csv",
            Words("逐一复核排除理由", "review every exclusion"),
        )  # fmt: skip
    dark = _blackout_share(pool)
    if dark > register.blackout_share:
        yield DrawFinding(
            "F4", "ORDINARY", "calendar",
            Words(f"停休期占工作日的{float(dark):.0%},抽取可被预测",
                  f"{float(dark):.0%} of working days blacked out: predictable"),
            "38", "rules.json window.blackouts",
            Words("缩短停休期", "shorten the black-outs"),
        )  # fmt: skip


def _blackout_share(pool: Pool) -> Fraction:
    rules = pool.rules.window
    working = [
        day.date
        for day in pool.calendar
        if day.workday and rules.first <= day.date <= rules.last
    ]
    dark = sum(any(a <= one <= b for a, b, _ in rules.blackouts) for one in working)
    return Fraction(dark, len(working)) if working else Fraction(0)


def policy_warnings(pool: Pool) -> Iterable[Words]:
    """What a policy takes away from the chance it promises."""
    rules = pool.rules
    years = rules.guarantee_years
    if years and rules.share * years <= 1:
        yield Words(
            f"比例{rules.share}×“{years}年内必抽”≤1:没有任何随机性,人人可推知",
            f"share {rules.share} with everyone within {years} years leaves nothing"
            " random: anybody can work out who is next",
        )
    if rules.odds_floor == 0:
        yield Words(
            "机会下限为0:有人可以确知自己不会被抽中",
            "the floor of the odds is 0: some people may know they are safe",
        )
    if rules.odds_ceiling == 1:
        yield Words(
            "机会上限为1:有人可以确知自己会被抽中",
            "the ceiling of the odds is 1: some people may know they are due",
        )


def known_beforehand(ideal: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Shares of people who know they are safe (< 5 %) or due (> 95 %) this time."""
    many = len(ideal)
    safe = sum(chance < Fraction(1, 20) for chance in ideal)
    due = sum(chance > Fraction(19, 20) for chance in ideal)
    return Fraction(safe, many), Fraction(due, many)


def findings_of_course(
    pool: Pool, schedule: Schedule, entries: Sequence[Entry], draw: str, today: date
) -> Iterable[DrawFinding]:
    """What the course of the leave shows: F1, F3, F5, F8, F9, F10.

    Reads the ledger's START, RETURN and DEFER lines (``facts`` hold pid and, for
    RETURN, ``from`` and ``to`` as dates); ``payload`` of RETURN is the audit report.
    """
    mine = [entry.event for entry in entries if entry.event.draw == draw]
    returned = {e.facts["pid"]: e for e in mine if e.type == "RETURN"}
    working = [day.date for day in pool.calendar if day.workday]
    ended = [a for a in schedule.absences if a.window.last < today]
    missing = [a.pid for a in ended if a.pid not in returned]
    if missing or len(schedule.absences) < pool.size:
        have = len(schedule.absences) - len(missing)
        yield DrawFinding(
            "F1", "SIGNIFICANT", "panel",
            Words(f"应休{pool.size}人,已休或在排{have}人",
                  f"{pool.size} were to be away; {have} were or will be"),
            "38", "、".join(missing) or "schedule.csv",
            Words("补休或补抽", "make up, or draw again"),
        )  # fmt: skip
    for absence in ended:
        event = returned.get(absence.pid)
        if event is None:
            continue
        first = event.facts.get("from", absence.window.first.isoformat())
        last = event.facts.get("to", absence.window.last.isoformat())
        away = sum(
            date.fromisoformat(first) <= one <= date.fromisoformat(last)
            for one in working
        )
        if away < pool.rules.window.working_days:
            yield DrawFinding(
                "F3", "SIGNIFICANT", absence.pid,
                Words(f"实休{away}个工作日,不足{pool.rules.window.working_days}个",
                      f"{away} working days away, fewer than required"),
                "38", f"{first} – {last}", Words("重新安排", "repeat the leave"),
            )  # fmt: skip
        if not event.payload:
            yield DrawFinding(
                "F5", "SIGNIFICANT", absence.pid,
                Words("休假期间没有检查结论即返岗", "returned without an audit"),
                "38", "RETURN", Words("补做检查", "carry out the audit"),
            )  # fmt: skip
    for event in mine:
        if event.type == "DEFER":
            yield DrawFinding(
                "F8", "SIGNIFICANT", event.facts.get("pid", "covers"),
                Words(f"抽中后改期: {event.note}", f"moved: {event.note}"),
                "38", event.at, Words("核对理由并按期补休", "check; make up"),
            )  # fmt: skip
    for broken in broken_caps(pool, schedule):
        yield DrawFinding(
            "F9", "ORDINARY", broken,
            Words("同时离岗超限或代职冲突", "too many away at once, or a cover clash"),
            "12, 38", "schedule.csv", Words("错开时间", "shift the windows"),
        )  # fmt: skip
    kinds = Counter(event.type for event in mine)
    if kinds["DRAW"] > 1 or kinds["COMMIT"] > kinds["DRAW"] + kinds["VOID"] + 1:
        yield DrawFinding(
            "F10", "MAJOR", draw,
            Words("重复抽取,或种子未先承诺", "drawn again, or a seed not committed"),
            "38", "ledger.jsonl", Words("作废,在见证下重抽", "void; draw again"),
        )  # fmt: skip
    elif kinds["VOID"]:
        yield DrawFinding(
            "F10", "ORDINARY", draw,
            Words(f"抽取前作废{kinds['VOID']}次", f"voided {kinds['VOID']} times"),
            "38", "ledger.jsonl", Words("核对作废理由", "check the reasons"),
        )  # fmt: skip


def predictable_months(
    history: Mapping[str, Sequence[tuple[int, int]]], same_month_years: int
) -> Iterable[DrawFinding]:
    """F4: the same month so many years running.

    ``history`` gives, for a unit, the (year, month) of each window in the past.
    """
    for unit, windows in sorted(history.items()):
        years_of: dict[int, set[int]] = defaultdict(set)
        for year, month in windows:
            years_of[month].add(year)
        for month, years in sorted(years_of.items()):
            run = max(
                sum(start + k in years for k in range(same_month_years))
                for start in years
            )
            if run >= same_month_years:
                yield DrawFinding(
                    "F4", "ORDINARY", unit,
                    Words(f"连续{run}年都在{month}月", f"month {month}, {run} years"),
                    "38", str(sorted(years)), Words("重新分布", "spread the windows"),
                )  # fmt: skip
