"""Approval by other eyes: of one plan, by its hash; any later change makes it void."""

from __future__ import annotations

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from lungang.web.models import Cycle, Edit, StoredPlan, Submission, User
from lungang.web.service import log
from lungang.web.service.access import DeskStep, may, require

__all__ = [
    "NotNow",
    "OwnWork",
    "approved_plan",
    "bound",
    "decide",
    "in_force",
    "may_decide",
    "own_work",
    "send",
    "void",
    "waiting_for",
]

State = Submission.State


class NotNow(Exception):
    """The step does not fit the state of things: something was changed meanwhile."""


class NeedsComment(NotNow):
    """Sending back, and approving against the conditions of adoption, want a reason."""


class OwnWork(PermissionDenied):
    """Nobody decides on what they sent, had solved, or edited."""


def in_force(plan: StoredPlan) -> bool:
    """Whether a plan was made of its cycle's workbook as it stands now, unchanged."""
    latest = plan.cycle.workbooks.order_by("-number").first()
    return (
        latest is not None
        and latest.pk == plan.workbook_id
        and latest.edition == plan.edition
        and plan.sha256 == hashlib.sha256(plan.text.encode()).hexdigest()
    )


def send(user: User, plan: StoredPlan, note: str) -> Submission:
    """Send a plan for approval. Raises ``PermissionDenied``, ``NotNow``."""
    require(user, DeskStep.SEND)
    with transaction.atomic():
        plan = StoredPlan.objects.select_for_update().get(pk=plan.pk)
        open_ = plan.submissions.filter(state__in=(State.SENT, State.APPROVED))
        if plan.status not in ("optimal", "best-found") or not in_force(plan):
            raise NotNow
        if open_.exists():
            raise NotNow
        made = Submission.objects.create(
            plan=plan, sha256=plan.sha256, note=note[:1000], sent_by=user,
            solved_by=plan.made_by,
        )  # fmt: skip
        log.add(user, "sent", plan=plan.pk, submission=made.pk, sha256=plan.sha256)
    return made


def own_work(user: User, submission: Submission) -> bool:
    """Whether somebody had a hand in what was sent."""
    cycle = submission.plan.cycle_id
    return (
        user.pk in (submission.sent_by_id, submission.solved_by_id)
        or Edit.objects.filter(workbook__cycle=cycle, by=user).exists()
        or submission.plan.cycle.workbooks.filter(made_by=user).exists()
    )


def may_decide(user: User, submission: Submission) -> bool:
    """Whether somebody is offered the decision at all."""
    return (
        submission.state == State.SENT
        and may(user, DeskStep.DECIDE)
        and not own_work(user, submission)
    )


def decide(
    user: User, submission: Submission, seen: str, yes: bool, comment: str
) -> None:
    """Approve, or send back with a comment; ``seen`` is the hash on the page decided on.

    A plan that does not keep to the conditions of adoption is approved with a reason only.
    Raises ``PermissionDenied``, ``OwnWork``, ``NeedsComment``, and ``NotNow`` where
    it was decided or became void meanwhile, or the plan is not the one that was sent.
    """
    require(user, DeskStep.DECIDE)
    with transaction.atomic():
        found = Submission.objects.select_for_update().get(pk=submission.pk)
        if own_work(user, found):
            raise OwnWork("own work")
        plan = StoredPlan.objects.get(pk=found.plan_id)
        if yes and not comment.strip() and _breaks_conditions(user, plan):
            raise NeedsComment
        if not yes and not comment.strip():
            raise NeedsComment
        same = found.sha256 == plan.sha256 == seen and in_force(plan)
        if found.state != State.SENT or not same:
            raise NotNow
        if yes:
            _void(_of(plan.cycle, State.APPROVED), user, "another")
        found.state = State.APPROVED if yes else State.BACK
        found.decided_by, found.decided_at = user, timezone.now()
        found.comment = comment[:1000]
        found.save()
        log.add(
            user, "approved" if yes else "sent-back", plan=plan.pk,
            submission=found.pk, sha256=found.sha256,
        )  # fmt: skip


def _breaks_conditions(user: User, plan: StoredPlan) -> bool:
    from lungang.web.service import (
        gates,
    )  # it reads workbooks, and these void approvals

    held = gates.verdicts(user, plan.cycle, [plan])
    return held is not None and not held[0].passed


def void(user: User, cycle: Cycle, because: str) -> None:
    """What was sent or approved in a cycle is void, for something was changed."""
    _void(_of(cycle, State.SENT, State.APPROVED), user, because)


def approved_plan(cycle: Cycle) -> Submission | None:
    """The approval in force: its plan is *the* plan of the cycle."""
    found = next(iter(_of(cycle, State.APPROVED)), None)
    return found if found is not None and in_force(found.plan) else None


def bound(cycle: Cycle) -> bool:
    """Whether something is sent or approved, which any change makes void."""
    return bool(_of(cycle, State.SENT, State.APPROVED))


def waiting_for(user: User) -> list[Submission]:
    """What waits for somebody's decision, the oldest first."""
    if not may(user, DeskStep.DECIDE):
        return []
    found = Submission.objects.filter(state=State.SENT).select_related(
        "plan__cycle", "sent_by"
    )
    return [s for s in found.order_by("pk") if may_decide(user, s)]


def _of(cycle: Cycle, *states: State) -> list[Submission]:
    found = Submission.objects.filter(plan__cycle=cycle, state__in=states)
    return list(found.select_related("plan").order_by("-pk"))


def _void(found: list[Submission], user: User, because: str) -> None:
    for submission in found:
        submission.state, submission.void_because = State.VOID, because
        submission.save(update_fields=["state", "void_because"])
        log.add(user, "void", submission=submission.pk, because=because)
