"""Who may take which step, and who sees which facts.

Eight kinds of user, who are Django's groups; somebody may be of several:

================ ===================== ============================================
group            edition that they read steps
================ ===================== ============================================
hr               personnel             cycles, workbooks, edits, solving, the board,
                                       scenarios, papers, sending, the proceedings
leader           leadership            plans, questions, conditions of adoption,
                                       deciding on what was sent
committee        inspection            plans, grades of risks, decisions on recusals
                                       (article 5(1): it decides on single risks)
internal control inspection            plans, the register as a working list
                                       (article 5(2): it looks into single risks)
discipline       inspection            everything, and the log; changing nothing
unit head        unit                  their unit: consulted, opinions on recusals
staff            person                their own page, recusals filed or reported
administrator    none                  accounts and the log; no personal data
================ ===================== ============================================

What a reader sees of facts is decided by :mod:`lungang.disclosure` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.core.exceptions import PermissionDenied

from lungang.disclosure import Role, facts_of_cell, may_see
from lungang.web.models import User
from lungang_models.words import Words

__all__ = [
    "GROUPS",
    "HIDDEN",
    "DeskStep",
    "Group",
    "groups_of",
    "hides",
    "may",
    "reader",
    "require",
    "sees_cell",
    "steps_of",
]


HIDDEN = "■"
"""What stands for a value that the reader may not see."""


class Group(StrEnum):
    """The kinds of user; the value is the name of the group in the database."""

    HR = "hr"
    LEADER = "leader"
    COMMITTEE = "committee"
    INTERNAL_CONTROL = "internal-control"
    DISCIPLINE = "discipline"
    UNIT_HEAD = "unit-head"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"


GROUPS: Mapping[Group, Words] = {
    Group.HR: Words("人事", "personnel"),
    Group.LEADER: Words("领导", "leader"),
    Group.COMMITTEE: Words("内控委", "control committee"),
    Group.INTERNAL_CONTROL: Words("内控办", "control office"),
    Group.DISCIPLINE: Words("纪检监督", "discipline"),
    Group.UNIT_HEAD: Words("单位负责人", "head of unit"),
    Group.STAFF: Words("工作人员", "member of staff"),
    Group.ADMINISTRATOR: Words("系统管理员", "administrator"),
}


class DeskStep(StrEnum):
    """What can be done at the desk."""

    READ = "read"
    READ_SHEETS = "read-sheets"
    READ_FAULTS = "read-faults"
    EDIT = "edit"
    EXPORT = "export"
    SOLVE = "solve"
    ASK = "ask"
    PAPERS = "papers"
    SEND = "send"
    DECIDE = "decide"
    GATE = "gate"
    TRY = "try"
    VARY = "vary"
    REGISTER = "register"
    WORK_RISKS = "work-risks"
    GRADE = "grade"
    CONSULT = "consult"
    ANSWER = "answer"
    CASES = "cases"
    FILE_CASE = "file-case"
    HEAR = "hear"
    RULE = "rule"
    OWN = "own"
    DRAW = "draw"
    WITNESS = "witness"
    TOKENS = "tokens"
    LOG = "log"
    ACCOUNTS = "accounts"


_HR, _LEADER, _DISCIPLINE = Group.HR, Group.LEADER, Group.DISCIPLINE
_COMMITTEE, _CONTROL = Group.COMMITTEE, Group.INTERNAL_CONTROL
_HEAD, _STAFF = Group.UNIT_HEAD, Group.STAFF
_READERS = frozenset({_HR, _LEADER, _DISCIPLINE, _COMMITTEE, _CONTROL})
_MAY: Mapping[DeskStep, frozenset[Group]] = {
    DeskStep.READ: _READERS,
    DeskStep.READ_SHEETS: frozenset({_HR, _LEADER, _DISCIPLINE}),
    DeskStep.READ_FAULTS: frozenset({_HR, _DISCIPLINE}),
    DeskStep.EDIT: frozenset({_HR}),
    DeskStep.EXPORT: frozenset({_HR}),
    DeskStep.SOLVE: frozenset({_HR}),
    DeskStep.ASK: frozenset({_HR, _LEADER}),
    DeskStep.PAPERS: frozenset({_HR}),
    DeskStep.SEND: frozenset({_HR}),
    DeskStep.DECIDE: frozenset({_LEADER}),
    DeskStep.GATE: frozenset({_HR, _LEADER}),
    # A try tells whether two people are kin: only whoever may see that may try.
    DeskStep.TRY: frozenset({_HR, _DISCIPLINE}),
    DeskStep.VARY: frozenset({_HR}),
    DeskStep.REGISTER: frozenset({_HR, _DISCIPLINE, _COMMITTEE, _CONTROL}),
    DeskStep.WORK_RISKS: frozenset({_HR, _CONTROL}),
    DeskStep.GRADE: frozenset({_COMMITTEE}),
    DeskStep.CONSULT: frozenset({_HR, _HEAD}),
    DeskStep.ANSWER: frozenset({_HEAD}),
    DeskStep.CASES: frozenset({_HR, _DISCIPLINE, _COMMITTEE, _CONTROL, _HEAD, _STAFF}),
    DeskStep.FILE_CASE: frozenset({_HR, _DISCIPLINE, _CONTROL, _HEAD, _STAFF}),
    DeskStep.HEAR: frozenset({_HR}),
    DeskStep.RULE: frozenset({_COMMITTEE}),
    DeskStep.OWN: frozenset({_STAFF}),
    DeskStep.DRAW: frozenset({_HR, _CONTROL}),
    DeskStep.WITNESS: frozenset({_DISCIPLINE, _COMMITTEE, _STAFF}),
    DeskStep.TOKENS: _READERS,
    DeskStep.LOG: frozenset({_DISCIPLINE, Group.ADMINISTRATOR}),
    DeskStep.ACCOUNTS: frozenset({Group.ADMINISTRATOR}),
}
#: The edition each group reads; whoever has several groups reads the widest, the first.
_READS: tuple[tuple[Group, Role], ...] = (
    (_HR, Role.hr),
    (_DISCIPLINE, Role.inspection),
    (_COMMITTEE, Role.inspection),
    (_CONTROL, Role.inspection),
    (_LEADER, Role.leadership),
)


def groups_of(user: User) -> frozenset[Group]:
    """The kinds of user that somebody is; of an account that is closed, none."""
    if not user.is_active:
        return frozenset()
    names = set(user.groups.values_list("name", flat=True))
    return frozenset(g for g in Group if g.value in names)


def may(user: User, step: DeskStep) -> bool:
    """Whether somebody may take a step."""
    return bool(groups_of(user) & _MAY[step])


def steps_of(user: User) -> frozenset[DeskStep]:
    """Every step that somebody may take."""
    mine = groups_of(user)
    return frozenset(step for step, groups in _MAY.items() if mine & groups)


def require(user: User, step: DeskStep) -> None:
    """Refuse whoever may not take a step. Raises ``PermissionDenied``."""
    if not may(user, step):
        raise PermissionDenied(step.value)


def reader(user: User) -> Role:
    """Whose edition somebody reads. Raises ``PermissionDenied`` where they read none."""
    found = groups_of(user)
    for group, role in _READS:
        if group in found:
            return role
    raise PermissionDenied("reader")


def sees_cell(role: Role, sheet: str, column: str) -> bool:
    """Whether a role sees the cells of a column, by the names of our tables.

    What stands under no heading of ours may tell anything: only those see it who may
    see family and investigation data anyway.
    """
    if not sheet or not column:
        return role in (Role.hr, Role.inspection)
    return may_see(role, facts_of_cell(sheet, column))


def hides(role: Role, sheet: str) -> bool:
    """Whether a whole sheet is closed to a role."""
    if not sheet:
        return role not in (Role.hr, Role.inspection)
    return not may_see(role, facts_of_cell(sheet))
