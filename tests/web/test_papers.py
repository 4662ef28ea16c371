"""Papers of a plan, written by a job: watched, stopped, saved, replaced."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from lungang import papers
from lungang.jobs import archives
from web.steps import finished, solve

pytestmark = pytest.mark.usefixtures("taken_back")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The papers asked for, each a short file: writing them is tested elsewhere."""
    found: list[str] = []

    def write(
        folder: Path, plan: Any, document: Any, office: Any, only: Sequence[str]
    ) -> None:
        found.extend(only)
        (folder / f"{only[0]}.docx").write_text(f"{office.bureau} {office.personnel}")

    monkeypatch.setattr(archives, "write_papers", write)
    return found


def asked(cycle: Any, plan: Any, bureau: str) -> Any:
    """The job that the button begins."""
    from lungang.web.models import Job

    found = cycle.hr.post(f"/plan/{plan.pk}/papers/", {"bureau": bureau})
    return Job.objects.get(pk=int(found.url.split("/")[2]))


def test_papers_are_written_behind_the_page_and_saved(
    cycle: Any, solved: tuple[str, str], written: list[str]
) -> None:
    plan = solve(cycle, solved)
    job = asked(cycle, plan, "云溪市财政局")
    assert (job.state, written) == ("queued", [])  # the page did not wait for them
    finished(cycle)
    assert written == list(papers.papers())
    page = cycle.hr.get(f"/job/{job.pk}/").content.decode()
    assert f"/job/{job.pk}/papers.zip" in page
    job.refresh_from_db()
    assert len(job.progress) == len(written)
    saved = cycle.hr.get(f"/job/{job.pk}/papers.zip").content
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        told = {archive.read(n).decode() for n in archive.namelist()}
        assert len(archive.namelist()) == len(written)
    assert len(told) == 1 and told.pop().startswith("云溪市财政局 ")


def test_papers_written_anew_take_the_place_of_the_last(
    cycle: Any, solved: tuple[str, str], written: list[str]
) -> None:
    plan = solve(cycle, solved)
    first = asked(cycle, plan, "旧名")
    finished(cycle)
    second = asked(cycle, plan, "新名")
    finished(cycle)
    gone = cycle.hr.get(f"/job/{first.pk}/papers.zip")
    assert gone.status_code == 404 and "已被新写的文书取代" in gone.content.decode()
    assert cycle.hr.get(f"/job/{second.pk}/papers.zip").status_code == 200


def test_papers_can_be_stopped(
    cycle: Any, solved: tuple[str, str], written: list[str], monkeypatch: Any
) -> None:
    from lungang.web import running
    from lungang.web.service import queue

    job = asked(cycle, solve(cycle, solved), "")
    monkeypatch.setattr(queue, "wants_stop", lambda pk: len(written) == 2)
    finished(cycle)
    job.refresh_from_db()
    assert (job.state, job.says["zh"]) == ("done", running.STOPPED.zh)
    assert len(written) == 2
    assert cycle.hr.get(f"/job/{job.pk}/papers.zip").status_code == 404
