"""What a pool contributes to the risk register before its draw, and policy warnings.

Grades are proposals (art. 7); the committee decides.  Each finding names the person
or group by pid, the article, the evidence and a measure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lungang.draw.pool import Pool, excluded_share
from lungang_models.terms import Severity
from lungang_models.words import Words


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

    def told(self) -> Words:
        """The finding in a line: grade, who, what, and what to do."""
        grade = self.severity.words
        return Words(
            f"{grade.zh}风险 {self.subject}：{self.says.zh}；{self.measure.zh}",
            f"{grade.en} {self.subject}: {self.says.en}; {self.measure.en}",
        )


def findings_of_pool(pool: Pool) -> Iterable[DrawFinding]:
    """What the pool itself shows, before anything is drawn: F2, F4, F6, F7."""
    register = pool.rules.register
    for holder in pool.holders:
        if holder.years_since_draw > register.overdue_years:
            years = holder.years_since_draw
            yield DrawFinding(
                "F2", Severity.SIGNIFICANT, holder.pid,
                Words(f"已{years}年未强制休假", f"no leave for {years} years"),
                "38", f"roster.csv years_since_draw={years}",
                Words("提交领导小组，安排离岗检查", "list for an audit off the post"),
            )  # fmt: skip
    for pid in pool.uncoverable:
        barred_pairs = [row for row in pool.barred_pairs if row.pid == pid]
        why = Counter(row.reason for row in barred_pairs)
        shown = _struck_words(why)
        yield DrawFinding(
            "F6", Severity.SIGNIFICANT, pid,
            Words(f"无合格代职人，机会为0（{shown.zh}）",
                  f"no qualified cover, chance 0 ({shown.en})"),
            "38", "covers.csv, conflicts.csv",
            Words("不是免抽，出路见步骤单（steps）的“启动”",
                  "no exemption; the ways out stand under Open in the steps (steps)"),
        )  # fmt: skip
    share = excluded_share(pool)
    if share > pool.rules.exclusion_alarm:
        yield DrawFinding(
            "F7", Severity.ORDINARY, "pool",
            Words(f"排除比例{float(share):.0%}，超过{pool.rules.exclusion_alarm}",
                  f"{float(share):.0%} excluded, above {pool.rules.exclusion_alarm}"),
            "38", "exclusions.csv",
            Words("逐一复核排除理由", "review every exclusion"),
        )  # fmt: skip
    dark = _blackout_share(pool)
    if dark > register.blackout_share:
        yield DrawFinding(
            "F4", Severity.ORDINARY, "calendar",
            Words(f"停休期占工作日的{float(dark):.0%}，抽取可被预测",
                  f"{float(dark):.0%} of working days blacked out: predictable"),
            "38", "rules.json window.blackouts",
            Words("缩短停休期", "shorten the black-outs"),
        )  # fmt: skip


NO_RULE = {
    "away": Words("借出挂职", "on loan elsewhere"),
    "set-aside": Words("已固定代他人之职", "kept as another's standing cover"),
}


def _struck_words(why: Counter[str]) -> Words:
    """How many covers were struck out by which rule, in the rules' own titles."""
    from lungang_models.registry import checks

    if not why:
        return Words("没有可选的代职人", "nobody to choose from")
    titles = {check.id: check.title for check in checks()}
    named = [
        (titles.get(reason) or NO_RULE.get(reason, Words("其他", "other")), many)
        for reason, many in sorted(why.items())
    ]
    zh = "、".join(f"{title.zh}{many}人" for title, many in named)
    en = ", ".join(f"{title.en} {many}" for title, many in named)
    return Words(f"划去的代职人：{zh}", f"covers struck out: {en}")


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
    if rules.odds_floor == 0:
        yield Words(
            "机会下限为0：有人可以确知自己不会被抽中",
            "the floor of the odds is 0: some people may know they are safe",
        )
    if rules.odds_ceiling == 1:
        yield Words(
            "机会上限为1：有人可以确知自己会被抽中",
            "the ceiling of the odds is 1: some people may know they are due",
        )


def known_beforehand(ideal: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Shares of people who know they are safe (< 5 %) or due (> 95 %) this time."""
    many = len(ideal)
    safe = sum(chance < Fraction(1, 20) for chance in ideal)
    due = sum(chance > Fraction(19, 20) for chance in ideal)
    return Fraction(safe, many), Fraction(due, many)
