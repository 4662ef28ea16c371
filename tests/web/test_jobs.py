"""A job tells its phases while it runs, and stops where it is asked to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from lungang.jobs.limits import Progress
from lungang_models.at_work import Heard, Stopped, counted, heard
from lungang_models.objective import Tier
from lungang_models.words import Words

pytestmark = pytest.mark.usefixtures("taken_back")

READING = Words("读表", "reading")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[list[dict[str, Any]]]:
    """The lines of progress as they were written, one after another."""
    from lungang.web import running
    from lungang.web.service import queue

    found: list[list[dict[str, Any]]] = []
    monkeypatch.setattr(
        queue, "keep_progress", lambda pk, of, lines: found.append(lines)
    )
    monkeypatch.setattr(queue, "wants_stop", lambda pk: False)
    monkeypatch.setattr(running, "BETWEEN", 0.02)
    return found


def job() -> Any:
    return SimpleNamespace(pk=1, attempts=1)


def test_a_phase_is_written_with_its_count_until_there_is_other_news(
    kept: list[list[dict[str, Any]]],
) -> None:
    from lungang.web import running

    with running._heeding(job()) as (told, _):
        told(Progress(Words("求解", "solving"), 0.0))
        for piece in counted(range(3), READING):
            if piece == 2:
                while not any(line["en"] == "reading (2 of 3)" for line in told.lines):
                    time.sleep(0.01)
        assert [line["en"] for line in told.lines] == ["solving", "reading (2 of 3)"]
        told(Progress(Words("完", "done"), 0.0))
    assert [line["en"] for line in kept[-1]] == ["solving", "done"]


def test_a_number_is_told_with_what_it_counts(kept: list[list[dict[str, Any]]]) -> None:
    from lungang.web import running

    least = Words("已证明至少", "proved to be at least")
    with running._heeding(job()) as (told, _):
        told(Progress(least, 0.0, Tier.DISRUPTION, bound=20))
        told(Progress(least, 0.0, Tier.CANONICAL, bound=19_379_817))
    (moves, order) = kept[-1]
    assert (moves["zh"], moves["bound"]) == ("变动：已证明至少", 20)
    assert order["bound"] is None and "固定次序" in order["zh"]


def test_whoever_stops_a_job_that_keeps_nothing_ends_it_within_its_phase(
    kept: list[list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lungang.web import running
    from lungang.web.service import queue

    monkeypatch.setattr(queue, "wants_stop", lambda pk: True)
    with pytest.raises(Stopped), running._heeding(job(), at_once=True):
        for _ in counted(range(10_000), READING):
            time.sleep(0.01)


def test_a_job_that_keeps_what_it_has_goes_on_to_its_end(
    kept: list[list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lungang.web import running
    from lungang.web.service import queue

    monkeypatch.setattr(queue, "wants_stop", lambda pk: True)
    with running._heeding(job()) as (_, canceller):
        while not canceller.cancelled:
            time.sleep(0.01)
        assert list(counted(range(3), READING)) == [0, 1, 2]


def test_a_job_that_failed_leads_to_the_faults(cycle: Any) -> None:
    from lungang.web.models import Job

    book = cycle.workbooks.get()
    lost = Job.objects.create(
        kind=Job.Kind.SOLVE, workbook=book, edition=book.edition, by=cycle.hr.user,
        state=Job.State.FAILED, says={"zh": "未求解", "en": "not solved"},
    )  # fmt: skip
    page = cycle.hr.get(f"/job/{lost.pk}/").content.decode()
    assert f'href="/book/{book.pk}/"' in page and "看问题清单" in page


def test_a_check_that_is_stopped_says_so(
    cycle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lungang.web import running
    from lungang.web.models import Job
    from lungang.web.service import queue

    @contextmanager
    def stopped() -> Iterator[Heard]:
        with heard() as work:
            work.stop = True
            yield work

    Job.objects.all().delete()
    book = cycle.workbooks.get()
    Job.objects.create(
        kind=Job.Kind.CHECK, workbook=book, edition=book.edition, by=cycle.hr.user
    )
    monkeypatch.setattr(running, "heard", stopped)
    monkeypatch.setattr(running, "BETWEEN", 3600)
    taken = queue.took()
    assert taken is not None
    running.run(taken.pk, taken.attempts)
    taken.refresh_from_db()
    assert (taken.state, taken.says["en"]) == ("done", running.CUT_SHORT.en)
    assert queue.check_of(book) is None
