"""A plan of sources and signers to fill in: its dates proposed, each entry explained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from lungang.draw.faults import Refusal
from lungang.draw.pool import Pool
from lungang.draw.shipped import defaults
from lungang.draw.timestamps import instant, official_date
from lungang_models.words import Language, Words

ROLES = ("hr", "control", "discipline")
NOTE: dict[Language, str] = {"zh": "说明", "en": "note"}
SPARE_DAYS = 2
"""Working days left over for the commitment, and between last value and deadline."""


def plan_draft(pool: Pool, org: str, at: str, language: Language) -> dict[str, Any]:
    """plan.json with sources after the waiting time and before the leave.

    The issues of the lotteries are blank: nobody can know them here. Raises Refusal
    where the first day of leave comes too soon.
    """
    rules = pool.rules
    coming = [
        d.date for d in pool.calendar if d.workday and d.date > instant(at).date()
    ]
    first = coming[rules.waiting_days + SPARE_DAYS - 1]
    lotteries = {
        name: (_drawn_on(first, known["weekdays"]), known["time"])
        for name, known in defaults()["lotteries"].items()
    }
    last = max(day for day, _ in lotteries.values())
    due = [day for day in coming if day > last][SPARE_DAYS - 1]
    if due >= rules.window.first:
        raise Refusal(
            "window-early",
            f"来不及：照规定等待、开奖、揭晓，最早{official_date(due)}揭晓，窗口却自"
            f"{official_date(rules.window.first)}起；请换编号另行启动，窗口往后（已承诺过的"
            "先 close 结案）",
            f"too late: the reveal can be on {due}, the leave begins on"
            f" {rules.window.first}; open another draw with later windows (close first what"
            " was committed to)",
        )
    balls = rules.pages == 10 ** len(str(rules.pages - 1))
    sources: list[dict[str, Any]] = []
    if balls:
        sources.append(
            {"name": "号球", "kind": "balls", "not_before": f"{first}T15:00:00+08:00"}
        )
    for name, (day, time) in sorted(lotteries.items(), key=lambda one: one[1]):
        sources.append(
            {"name": name, "kind": "lottery", "preset": name, "issue": "",
             "not_before": f"{day}T{time}+08:00"}
        )  # fmt: skip
    key = NOTE[language]
    said = {name: words.in_(language) for name, words in _NOTES.items()}
    for source in sources:
        source[key] = said[source["kind"]]
    return {
        key: said["plan"], "org": org,
        "mode": "balls+public" if balls else "public",
        "reveal_deadline": f"{due}T18:00:00+08:00",
        "sources": sources,
        "signers": [{"role": role, "public_key": f"{role}.pub", key: said[role]}
                    for role in ROLES],
    }  # fmt: skip


def _drawn_on(first: date, weekdays: Sequence[int]) -> date:
    days = (first + timedelta(days=n) for n in range(7))
    return next(day for day in days if day.isoweekday() in weekdays)


_NOTES = {
    "plan": Words(
        "补上两期期号，核对日期和公钥文件，其余可照用。reveal_deadline 晚于最后一次开奖，早于窗口"
        "最早日期；春节、国庆休市期间不开奖，日期须避开。",
        "Fill in both issues, check dates and key files. reveal_deadline is after the last"
        " lottery and before the leave; lotteries pause around Spring Festival and October.",
    ),
    "balls": Words(
        "当众抽出，早于任何一期开奖；至少两名见证人到场，事先请好。",
        "Drawn on stage, before any lottery, with two witnesses at least.",
    ),
    "lottery": Words(
        "issue 填开奖当天那一期的期号；not_before 是开奖时间，此前不可能有号码。改用别的彩票的，"
        "去掉 preset，写明号码组 parts 和开奖日 weekdays（周一为1，如 [2, 4, 7]）。",
        "issue is that of the day; not_before the time of the drawing. For another lottery"
        " give parts and weekdays (Monday 1) instead of the preset.",
    ),
    "hr": Words("人事部门的签署人交出的公钥文件", "the public key of personnel"),
    "control": Words("内控部门的签署人交出的公钥文件", "that of internal control"),
    "discipline": Words("纪检机构的签署人交出的公钥文件", "that of discipline"),
}  # fmt: skip
