"""Recusals that no placement settles: who avoids what on duty, who leaves which meeting.

Both are lists for people to act by, drawn from a finished plan (articles 21(3), 21(4)).
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from lungang_models.facts.duty_recusals import Matter, matters
from lungang_models.facts.meetings import Leaving, leaving
from lungang_models.plan import Plan
from lungang_models.vocabulary import Person


class Notice(NamedTuple):
    """One mover's 履职回避提示单."""

    person: Person
    matters: tuple[Matter, ...]


class MeetingList(NamedTuple):
    """One meeting's 回避名单: which member leaves for whose item."""

    meeting: str
    items: tuple[Leaving, ...]


def notices(plan: Plan) -> tuple[Notice, ...]:
    """A notice for every mover who has something to avoid, by staff number."""
    found = ((p, tuple(matters(plan, p))) for p in plan.problem.staff)
    return tuple(Notice(person, here) for person, here in found if here)


def meeting_lists(plan: Plan) -> tuple[MeetingList, ...]:
    """Who leaves which meeting for which item, meeting by meeting."""
    by_meeting: dict[str, list[Leaving]] = defaultdict(list)
    for item in leaving(plan):
        by_meeting[item.meeting].append(item)
    return tuple(MeetingList(m, tuple(items)) for m, items in by_meeting.items())
