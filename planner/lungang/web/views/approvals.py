"""Pages of approval: sent, looked at, approved or sent back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.web.models import StoredPlan, Submission
from lungang.web.service import approvals, gates, plans
from lungang.web.service.access import DeskStep, require
from lungang.web.views.common import said, user_of
from lungang.web.views.errors import plainly
from lungang_models.words import Words

NOT_NOW = Words(
    "未生效：方案或工作簿已有变动，或已有人处理。请刷新后再看。",
    "Not taken: the plan or the workbook has changed, or somebody was first. Reload and look "
    "again.",
)
NEEDS_COMMENT = {
    True: Words(
        "未批准：方案不符合采纳条件，须写明批准的理由。请回上一页填写“意见”。",
        "Not approved: the plan breaks the conditions of adoption, and approving it needs a "
        "reason. Go back and write a comment.",
    ),
    False: Words(
        "未退回：须写明退回的意见。请回上一页填写“意见”。",
        "Not sent back: say why. Go back and write a comment.",
    ),
}
SENT = Words("已送审。", "Sent for approval.")
DONE = {
    True: Words("已批准，并按指纹锁定。", "Approved, and bound to its fingerprint."),
    False: Words("已退回。", "Sent back."),
}


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a plan for approval."""
    user = user_of(request)
    require(user, DeskStep.SEND)
    plan = get_object_or_404(StoredPlan, pk=pk)
    try:
        approvals.send(user, plan, request.POST.get("note", ""))
    except approvals.NotNow:
        return plainly(request, 409, NOT_NOW)
    messages.success(request, said(SENT))
    return redirect("plan", pk)


def _submission(pk: int) -> Submission:
    every = Submission.objects.select_related(
        "plan__cycle", "sent_by", "solved_by", "decided_by"
    )
    return get_object_or_404(every, pk=pk)


@require_GET
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, to whom it falls, and what became of it."""
    user = user_of(request)
    require(user, DeskStep.READ)
    found = _submission(pk)
    return render(
        request,
        "desk/approval.html",
        {
            "sent": found,
            "plan": found.plan,
            "seen": plans.document(user, found.plan),
            "may_decide": approvals.may_decide(user, found),
            "own_work": approvals.own_work(user, found),
            "in_force": approvals.in_force(found.plan),
            "verdict": next(
                iter(gates.verdicts(user, found.plan.cycle, [found.plan]) or ()), None
            ),
        },
    )


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, or send back with a comment."""
    user = user_of(request)
    require(user, DeskStep.DECIDE)
    found, answer = _submission(pk), request.POST.get("answer")
    if answer not in ("approve", "back"):
        return plainly(request, 400, NOT_NOW)
    try:
        approvals.decide(
            user, found, request.POST.get("sha256", ""), answer == "approve",
            request.POST.get("comment", ""),
        )  # fmt: skip
    except approvals.NeedsComment:
        return plainly(request, 409, NEEDS_COMMENT[answer == "approve"])
    except approvals.NotNow:
        return plainly(request, 409, NOT_NOW)
    messages.success(request, said(DONE[answer == "approve"]))
    return redirect("approval", pk)
