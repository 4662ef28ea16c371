"""Pages of plans: the moves with their reasons, a person's card, several side by side."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.jobs import conditions
from lungang.jobs.asking import QUESTIONS, Unknown
from lungang.web.models import Cycle, Job, Made, StoredPlan, Submission
from lungang.web.service import (
    approvals,
    gates,
    looks,
    plans,
    queue,
    records,
    rulebooks,
    scenarios,
)
from lungang.web.service.access import DeskStep, require
from lungang.web.views.common import ZIP, download, lang, user_of, whole
from lungang.web.views.errors import plainly
from lungang_models.words import Words

MOST_ABREAST = 4
NO_GATE = Words(
    "未保存：请选定指标和限制方式，填写整数；一个年度至多{most}项条件。",
    "Not kept: choose a measure and a limit and give a whole number; at most {most} "
    "conditions a cycle.",
)
NO_PAPERS = Words(
    "此文件已被新写的文书取代。请从方案页重新写一份。",
    "Papers written since have taken its place. Have them written anew from the plan.",
)


def plan_at(pk: int) -> StoredPlan:
    """A plan with its cycle, without the bytes of its workbook."""
    return get_object_or_404(
        StoredPlan.objects.select_related(
            "cycle", "workbook", "made_by", "scenario"
        ).defer("workbook__data", "text", "certificate"),
        pk=pk,
    )


@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: its verdict, its figures, its moves with reasons, what remains open."""
    user = user_of(request)
    require(user, DeskStep.READ)
    found = plan_at(pk)
    seen = plans.document(user, found)
    text, unit = request.GET.get("q", "").strip(), request.GET.get("unit", "")
    moves = [m for m in seen.moves if _matches(m, text, unit)]
    units = sorted(
        {(p.unit, p.unit_name) for m in seen.moves for p in (m.left, m.taken) if p}
    )
    return render(
        request,
        "desk/plan.html",
        {
            "plan": found,
            "seen": seen,
            "moves": moves,
            "open": by_title(f for f in seen.findings if f.standing != "resolved"),
            "unexamined": by_title(seen.not_examined),
            "remaining": sum(f.standing != "resolved" for f in seen.findings),
            "removed": sum(f.standing == "resolved" for f in seen.findings),
            "waiting": (Submission.State.SENT, Submission.State.APPROVED),
            "units": units,
            "q": text,
            "unit": unit,
            "in_force": approvals.in_force(found),
            "sent": found.submissions.order_by("-pk").first(),
            "comments": plans.comments(user, found),
            "effect": rulebooks.effect(user, found),
        },
    )


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about a plan."""
    user, found = user_of(request), plan_at(pk)
    require(user, DeskStep.READ)
    with suppress(records.NotNow):
        plans.comment(user, found, request.POST.get("text", ""))
    return redirect("plan", pk)


def by_title(lines: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """Lines of a document under their titles, in the order of the first of each."""
    found: dict[Any, list[Any]] = {}
    for line in lines:
        found.setdefault(line.title, []).append(line)
    return list(found.items())


def _matches(move: Any, text: str, unit: str) -> bool:
    posts = [p for p in (move.left, move.taken) if p is not None]
    if unit and unit not in {p.unit for p in posts}:
        return False
    told = [move.staff.id, move.staff.name]
    told += [x for p in posts for x in (p.id, p.name, p.unit_name)]
    return not text or any(text in t for t in told)


@require_GET
def person(request: HttpRequest, pk: int, staff: str) -> HttpResponse:
    """A person's card: where, why, what is open; questions, and their answers."""
    user = user_of(request)
    require(user, DeskStep.READ)
    found = plan_at(pk)
    try:
        card = plans.card(user, found, staff)
    except LookupError:
        raise Http404 from None
    asked = Job.objects.filter(kind=Job.Kind.ASK, asked__plan=found.pk)
    answers = [
        j for j in asked.order_by("-pk")
        if j.asked["names"][:1] == [staff] and queue.may_hear(user, j)
    ]  # fmt: skip
    looks.of_findings(user, card.findings, "card")
    return render(
        request,
        "desk/person.html",
        {
            "plan": found,
            "card": card,
            "answers": answers[:10],
            "posts": sorted({(p.post, p.unit_name, p.post_name)
                             for p in plans.document(user, found).placements}),
        },
    )  # fmt: skip


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about somebody: why, why not there, where else."""
    user = user_of(request)
    require(user, DeskStep.ASK)
    found = plan_at(pk)
    question, staff = request.POST.get("question", ""), request.POST.get("staff", "")
    post = request.POST.get("post", "")
    asked = [staff, post] if question == "why-not" else [staff]
    names = tuple(request.POST.getlist("name") or asked)  # or as an answer offers them
    if question not in ("why", "why-not", "must-move", "elsewhere", "alternates"):
        raise Http404
    if len(names) != len(QUESTIONS[question].takes):
        raise Http404
    try:
        job = queue.ask(user, found, question, names)
    except Unknown as unknown:
        return plainly(request, 400, unknown.says)
    return redirect("status" if request.headers.get("HX-Request") else "job", job.pk)


@require_GET
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """All reports of a plan, as their reader may see them."""
    user, found = user_of(request), plan_at(pk)
    return download(plans.files(user, found, lang()), f"方案{found.number}.zip", ZIP)


@require_POST
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the papers of the cycle written as Word files."""
    user, found = user_of(request), plan_at(pk)
    require(user, DeskStep.PAPERS)
    names = (request.POST.get(n, "").strip()[:60] for n in ("bureau", "personnel"))
    return redirect("job", queue.papers(user, found, *names).pk)


@require_GET
def papers_made(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers that a job wrote."""
    user, job = user_of(request), get_object_or_404(Job, pk=pk)
    require(user, DeskStep.PAPERS)
    try:
        made = plans.papers(user, job)
    except Made.DoesNotExist:
        return plainly(request, 404, NO_PAPERS)
    return download(bytes(made.data), made.name, ZIP)


@require_POST
def gate(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a condition of adoption, or drop one."""
    user, given = user_of(request), request.POST
    require(user, DeskStep.GATE)
    cycle = get_object_or_404(Cycle, pk=pk)
    try:
        if "drop" in given:
            gates.drop(user, cycle, whole(given["drop"], -1))
        else:
            limit = given.get("measure", ""), given.get("limit", "")
            number = int(given.get("number", ""))
            gates.add(user, cycle, (*limit, number), given.get("why", ""))
    except (ValueError, IndexError):
        return plainly(request, 400, NO_GATE.fill(most=gates.MOST))
    return redirect("options", pk)


@require_GET
def options(request: HttpRequest, pk: int) -> HttpResponse:
    """Up to four plans of a cycle side by side."""
    user = user_of(request)
    require(user, DeskStep.READ)
    cycle = get_object_or_404(Cycle, pk=pk)
    every = [p for p in plans.of_cycle(user, cycle) if p.status != "no-plan"]
    wanted = set(request.GET.getlist("plan"))
    chosen = [p for p in every if str(p.pk) in wanted] or every
    chosen = sorted(chosen[:MOST_ABREAST], key=lambda p: p.number)
    whole_ = [plan_at(p.pk) for p in chosen]
    abreast = plans.side_by_side(user, whole_)
    return render(
        request,
        "desk/options.html",
        {
            "cycle": cycle,
            "every": every,
            "chosen": whole_,
            "sent": [p.submissions.order_by("-pk").first() for p in whole_],
            "abreast": abreast,
            "told": list(zip(whole_, abreast.sentences, strict=True)),
            "tree": scenarios.tree(user, every),
            "gates": [
                (n, conditions.said(g), g.get("why", ""))
                for n, g in enumerate(cycle.gates)
            ],
            "verdicts": gates.verdicts(user, cycle, whole_),
            "measures": conditions.measures(),
            "limits": [(k, w.fill(limit="…")) for k, w in conditions.LIMITS.items()],
        },
    )
