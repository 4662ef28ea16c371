"""Recusals step by step: filed or reported, the unit's opinion, heard, decided, filed.

Articles 23 to 28. A recusal is filed by the person themself, by their unit, or reported by
anybody (article 25); who reported is told neither to the person nor to their unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lungang.web.models import Cycle, Record, User
from lungang.web.service import books, looks, people, records, rows
from lungang.web.service.access import DeskStep, may, require
from lungang_models.words import Words

__all__ = ["STEPS", "Case", "advance", "case", "file", "may_read", "of_cycle"]

KIND = records.Kind.RECUSAL
STEPS: dict[str, Words] = {
    "filed": Words("申请或反映", "filed"),
    "opinion": Words("单位意见", "opinion of the unit"),
    "heard": Words("核实听取意见", "verified and heard"),
    "decided": Words("内控委决定", "decided"),
    "archived": Words("备案归档", "archived"),
}
_WHO = {
    "opinion": DeskStep.ANSWER, "heard": DeskStep.HEAR, "decided": DeskStep.RULE,
    "archived": DeskStep.HEAR,
}  # fmt: skip
DECISIONS: dict[str, Words] = {
    "recuse": Words("应当回避", "to be recused"),
    "none": Words("不需回避", "no recusal"),
}


@dataclass(frozen=True)
class Case:
    """One recusal with its steps."""

    number: str
    steps: Sequence[Record]

    @property
    def head(self) -> Record:
        """How it began."""
        return self.steps[0]

    @property
    def step(self) -> str:
        """Where it stands."""
        return self.steps[-1].step

    @property
    def next(self) -> str | None:
        """The step to be taken next."""
        order = list(STEPS)
        at = order.index(self.step) + 1
        return order[at] if at < len(order) else None

    @property
    def reported(self) -> bool:
        """Whether somebody else reported it."""
        return bool(self.head.said["by"] == "report")


def file(
    user: User, cycle: Cycle, staff: str, matter: str,
    paper: records.Handed | None = None,
) -> Record:  # fmt: skip
    """File one's own recusal, a unit's finding, or a report of somebody else.

    Raises ``PermissionDenied``, ``Unknown`` for somebody who is not on the staff,
    ``records.NotNow`` without a matter.
    """
    require(user, DeskStep.FILE_CASE)
    if not matter.strip():
        raise records.NotNow
    who, name, unit = _person(cycle, staff)
    by = "report"
    if user.staff and user.staff == who:
        by = "own"
    elif user.unit and user.unit == unit:
        by = "unit"
    number = _next(cycle)
    said = {
        "by": by,
        "staff": who,
        "name": name,
        "unit": unit,
        "matter": matter.strip(),
    }
    return records.add(user, (cycle, KIND, number), "filed", said, seen=0, paper=paper)


def _next(cycle: Cycle) -> str:
    return f"{timezone.localdate().year}-{len(records.of_kind(cycle, KIND)) + 1:03}"


def _person(cycle: Cycle, staff: str) -> tuple[str, str, str]:
    book = books.latest(cycle)
    if book is None:
        raise records.NotNow
    found = people.named(book, staff)
    return found.id, found.name, found.unit


def of_cycle(user: User, cycle: Cycle) -> list[Case]:
    """The cases that somebody may read, the last first. Raises ``PermissionDenied``."""
    require(user, DeskStep.CASES)
    found = [Case(n, s) for n, s in records.of_kind(cycle, KIND).items()]
    return sorted((c for c in found if _open(user, c)), key=lambda c: c.number)[::-1]


def case(user: User, cycle: Cycle, number: str) -> Case:
    """One case. Raises ``PermissionDenied``, ``LookupError``."""
    require(user, DeskStep.CASES)
    steps = records.of(cycle, KIND, number)
    if not steps:
        raise LookupError(number)
    found = Case(number, steps)
    if not _open(user, found):
        raise PermissionDenied("case")
    looks.seen(user, [found.head.said["staff"]], "recusal")
    return found


def may_read(user: User, cycle: Cycle, number: str) -> bool:
    """Whether somebody may read a case."""
    steps = records.of(cycle, KIND, number)
    return (
        bool(steps) and may(user, DeskStep.CASES) and _open(user, Case(number, steps))
    )


def _open(user: User, case: Case) -> bool:
    if may(user, DeskStep.REGISTER) or case.head.by_id == user.pk:
        return True
    said = case.head.said
    if user.unit and may(user, DeskStep.ANSWER) and user.unit == said["unit"]:
        return True
    heard = len(case.steps) > 2 or said["by"] == "own"
    return bool(user.staff) and user.staff == said["staff"] and heard


def knows_reporter(user: User, case: Case) -> bool:
    """Who reported is told to the personnel section and discipline, and themself."""
    return (
        not case.reported
        or may(user, DeskStep.READ_FAULTS)
        or case.head.by_id == user.pk
    )


def may_advance(user: User, case: Case) -> bool:
    """Whether the next step is this reader's to take."""
    step = case.next
    if step is None or not may(user, _WHO[step]):
        return False
    said = case.head.said
    if step == "opinion":
        return bool(user.unit == said["unit"])
    if step == "decided":
        hand = {s.by_id for s in case.steps}
        return bool(user.pk not in hand and user.staff != said["staff"])
    return True


def advance(
    user: User, cycle: Cycle, number: str, step: str, said: dict[str, str],
    sent: records.SentStep,
) -> Record:  # fmt: skip
    """Take the next step: the unit's head, the personnel section, or the committee.

    Nobody decides on what they had a hand in, nor on themselves. Raises
    ``PermissionDenied``, ``LookupError``, ``records.NotNow``, ``records.Meanwhile``.
    """
    found = case(user, cycle, number)
    if step not in _WHO or step != found.next:
        raise records.NotNow
    require(user, _WHO[step])
    if not may_advance(user, found):
        raise PermissionDenied("step")
    said = {k: v.strip() for k, v in said.items() if v and v.strip()}
    if not said.get("text") or (
        step == "decided" and said.get("decision") not in DECISIONS
    ):
        raise records.NotNow
    return records.add(
        user, (cycle, KIND, number), step, said, seen=sent.seen, paper=sent.paper
    )


def take_over(user: User, cycle: Cycle, number: str) -> int:
    """Write a decided recusal into the workbook: its decision and its procedure.

    Raises ``PermissionDenied``, ``records.NotNow`` before the decision or where it was
    taken over already, ``books.NoSuchCell`` without the sheets.
    """
    require(user, DeskStep.EDIT)
    found = case(user, cycle, number)
    decided = next((s for s in found.steps if s.step == "decided"), None)
    book = books.latest(cycle)
    gone = records.of(cycle, records.Kind.OPINION, f"case-{number}")
    if decided is None or book is None or gone:
        raise records.NotNow
    named = {
        "filed": "回避申请或意见", "heard": "核实听取意见", "decided": "内控委决定",
        "archived": "备案",
    }  # fmt: skip
    written = 0
    for step in found.steps:
        if step.step in named:
            rows.append(user, book, "程序记录", {
                "事项": f"回避{number}", "程序": "岗位回避", "步骤": named[step.step],
                "工号": found.head.said["staff"],
                "完成日期": timezone.localdate(step.at).isoformat(),
                "文号": step.said.get("number", f"工作台记录{step.pk}"),
            })  # fmt: skip
            book.refresh_from_db(fields=["edition"])
            written += 1
    if decided.said["decision"] == "recuse":
        rows.append(user, book, "决定执行", {
            "工号": found.head.said["staff"], "决定": "回避决定",
            "决定日期": timezone.localdate(decided.at).isoformat(),
            "文号": decided.said.get("number", f"工作台记录{decided.pk}"),
        })  # fmt: skip
        written += 1
    records.add(user, (cycle, records.Kind.OPINION, f"case-{number}"), "taken", {})
    return written
