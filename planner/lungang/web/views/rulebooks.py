"""Pages of the rules: in force, one value tried beside them, kept with its source."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lungang.jobs import rulebooks as values
from lungang.jobs.reviewing import article_words
from lungang.web.models import Cycle, Job, StoredWorkbook
from lungang.web.service import approvals, books, queue, rulebooks, scenarios
from lungang.web.service.access import DeskStep, require
from lungang.web.views.common import faults_told, said, user_of
from lungang.web.views.errors import plainly
from lungang.web.views.plans import plan_at
from lungang_models.fault import BadInput
from lungang_models.words import Words

KEPT = Words(
    "已记入工作簿的政策参数表。请重新求解。",
    "Written into the sheet of policy values. Please solve again.",
)
NO_SOURCE = Words(
    "未保存：请写明依据的文号或决定。",
    "Not kept: name the document or decision that the value rests on.",
)
NO_VALUES = Words(
    "请写明要逐一试算的取值，如“4..8”或“4、6、8”，一次至多{most}个。",
    "Name the values to try, such as 4..8 or 4, 6, 8; at most {most} at once.",
)
NOT_NOW = Words(
    "未保存：工作簿此后已有改动，或此情景改的不只是参数。请重新试算。",
    "Not kept: the workbook has changed since, or the scenario changes more than values. "
    "Please try the value again.",
)
NO_SHEET = Words(
    "工作簿没有政策参数表，或缺少所需的列。可从模板中复制一张。",
    "The workbook has no sheet of policy values, or lacks a column. Copy one from the "
    "template.",
)


def _workbook(pk: int) -> StoredWorkbook:
    found = books.latest(get_object_or_404(Cycle, pk=pk))
    if found is None:
        raise Http404
    return found


@require_GET
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules and values in force, and the form to try another value."""
    user = user_of(request)
    require(user, DeskStep.READ)
    book = _workbook(pk)
    found = rulebooks.in_force(user, book)
    wanted, find = request.GET.get("value", ""), request.GET.get("q", "").strip()
    groups: dict[str, list[rulebooks.Setting]] = {}
    for one in found.settings:
        if _holds(find, one.value.says, one.value.value, one.value.source):
            groups.setdefault(one.value.knob.split(".")[0], []).append(one)
    return render(
        request,
        "desk/rules.html",
        {
            "cycle": book.cycle,
            "rules": [
                r for r in found.rules
                if _holds(find, r.title, r.kind, article_words(r.article))
            ],
            "groups": [(_topic(g[0].value.says), g) for g in groups.values()],
            "find": find,
            "chosen": next(
                (s for s in found.settings if s.value.knob == wanted), None
            ),
            "faulty": found.faulty,
        },
    )  # fmt: skip


def _holds(find: str, *told: Words | str) -> bool:
    """Whether a text stands in what is told of a line."""
    texts = (t if isinstance(t, str) else f"{t.zh} {t.en}" for t in told)
    return any(find.lower() in text.lower() for text in texts)


def _topic(says: Words) -> Words:
    """What a value is about, without what stands in brackets behind it."""
    return Words(says.zh.partition("（")[0], says.en.partition(" (")[0])


@require_POST
def try_value(request: HttpRequest, pk: int) -> HttpResponse:
    """Solve with another value, beside the workbook: nothing of it is kept."""
    user = user_of(request)
    require(user, DeskStep.VARY)
    book = _workbook(pk)
    given = (request.POST.get(n, "").strip() for n in ("value", "text"))
    try:
        made = scenarios.of_value(user, book, *given)
    except KeyError:
        raise Http404 from None
    except BadInput as bad:
        return plainly(request, 400, *faults_told(bad))
    return redirect("job", queue.solve(user, book, 60, made).pk)


@require_POST
def sweep(request: HttpRequest, pk: int) -> HttpResponse:
    """Try several values of one policy, each by itself."""
    user = user_of(request)
    require(user, DeskStep.VARY)
    given = (request.POST.get(n, "").strip() for n in ("value", "texts"))
    try:
        made = queue.sweep(user, _workbook(pk), *given)
    except KeyError:
        raise Http404 from None
    except ValueError:
        return plainly(request, 400, NO_VALUES.fill(most=values.MOST_POINTS))
    except BadInput as bad:
        return plainly(request, 400, *faults_told(bad))
    return redirect("job", made.pk)


@require_GET
def swept(request: HttpRequest, pk: int) -> HttpResponse:
    """The values that were tried: their curves and their table."""
    require(user_of(request), DeskStep.READ)
    jobs = Job.objects.select_related("workbook__cycle", "by").defer("workbook__data")
    job = get_object_or_404(jobs, pk=pk, kind=Job.Kind.SWEEP)
    if job.result is None:
        return redirect("job", pk)
    found = values.swept(job.result)
    return render(
        request,
        "desk/swept.html",
        {
            "job": job,
            "cycle": job.workbook.cycle,
            "found": found,
            "moved_on": job.edition != job.workbook.edition,
        },
    )


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the value whose effect was shown."""
    user, plan = user_of(request), plan_at(pk)
    require(user, DeskStep.EDIT)
    try:
        rulebooks.keep(user, plan, request.POST.get("source", ""))
    except rulebooks.NoSource:
        return plainly(request, 400, NO_SOURCE)
    except approvals.NotNow:
        return plainly(request, 409, NOT_NOW)
    except books.NoSuchCell:
        return plainly(request, 409, NO_SHEET)
    messages.success(request, said(KEPT))
    return redirect("rules", plan.cycle_id)
