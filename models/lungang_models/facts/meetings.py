"""Who decides and who inspects: the members that leave for their kin (article 21(4))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from lungang_models.facts.career import held_today
from lungang_models.facts.kinship import recusing
from lungang_models.plan import Plan
from lungang_models.vocabulary import Evidence, Person, StaffId, Term, column
from lungang_models.words import Words


class MeetingKind(Term):
    """Bodies that discuss appointments, and the groups that inspect candidates."""

    PARTY_GROUP = "党组会"
    LEADING_GROUP = "交流轮岗工作领导小组"
    COMMITTEE = "内控委会议"
    INSPECTION = "干部考察组"


class MeetingMember(Evidence):
    """One member of one meeting or inspection group, and on whom it decides."""

    sheet = Words("会议与考察组成员", "meetings and inspection groups")
    joined_by = {"meeting": "meeting"}
    meeting: str = column("会议或考察组", "meeting or group", min_length=1)
    kind: MeetingKind = column("类别", "kind")
    member: StaffId = column("成员工号", "member")
    subjects: tuple[StaffId, ...] = column(
        "涉及人员",
        "subjects",
        "工号，顿号分隔；空=方案中任职有变动的全体人员",
        "staff numbers; empty = everyone whose posts the plan changes",
        default=(),
    )


class Leaving(NamedTuple):
    """A member who leaves while a person is discussed or inspected, and why."""

    meeting: str
    kind: MeetingKind
    member: Person
    subject: Person
    because: Words


def leaving(plan: Plan) -> Iterator[Leaving]:
    """The 回避名单: who leaves which meeting for whose item, in the order of meetings.

    A member leaves for an item of their own and of kin; who sits on one meeting twice leaves once.
    """
    problem = plan.problem
    kin: dict[StaffId, dict[StaffId, Words]] = defaultdict(dict)
    for a, b, tie in recusing(problem):
        kin[a][b] = kin[b][a] = tie.category.words
    changed = [p.id for p in problem.staff if posts_change(plan, p)]
    found: dict[tuple[str, str, StaffId, StaffId], Leaving] = {}
    for row in problem.known(MeetingMember):
        for subject in row.subjects or changed:
            because = kin[row.member].get(subject)
            if subject == row.member:
                because = Words("本人", "the person concerned")
            if because is not None:
                found[row.meeting, row.kind.value, row.member, subject] = Leaving(
                    row.meeting,
                    row.kind,
                    problem.person[row.member],
                    problem.person[subject],
                    because,
                )
    yield from (found[key] for key in sorted(found))


def posts_change(plan: Plan, person: Person) -> bool:
    """Whether the plan gives a person a post or takes one from them."""
    return {p.id for p in plan.posts_of(person)} != held_today(person)
