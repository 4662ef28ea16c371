"""Rules and values of a cycle: shown with their source, tried, and only then kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lungang.document import from_json, to_json
from web.steps import edit, finished, kept, sheet_at, solve

pytestmark = pytest.mark.usefixtures("taken_back")
TERM = "tenure-limits.watched_due"


def tried(cycle: Any, solved: tuple[str, str], text: str) -> Any:
    """The plan of a value that was tried: one move more than in the plan in hand."""
    from lungang.web.models import Job, StoredScenario

    found = cycle.hr.post(
        f"/cycle/{cycle.pk}/rules/try/", {"value": TERM, "text": text}
    )
    assert found.status_code == 302, found.content.decode()
    job = Job.objects.get(pk=int(found.url.split("/")[2]))
    assert job.asked["scenario"] == StoredScenario.objects.latest("pk").pk
    was = from_json(solved[0])
    figures = was.figures.model_copy(update={"moves": was.figures.moves + 1})
    other = to_json(was.model_copy(update={"figures": figures}))
    return kept(job, (other, solved[1]))


def row(page: str, name: str) -> str:
    """The line of a table that begins with a name."""
    return next(r for r in page.split("<tr") if name in r.partition("</th>")[0])


def test_rules_and_values_stand_with_article_and_source(cycle: Any) -> None:
    page = cycle.hr.get(f"/cycle/{cycle.pk}/rules/").content.decode()
    term = row(page, "任职年限（关键、高风险岗位应当交流）")
    assert "<td>5</td>" in term and "岗位五年" in term and "规则包" in term
    assert "无明文出处" in row(page, "连续工作日数")
    assert "第二十一条第（一）项" in row(page, "亲属直接上下级回避")
    for internal in ("cn_civil", "forbid", "report<", "True", "None"):
        assert internal not in page, internal


def test_a_value_is_kept_after_its_effect_was_shown(
    cycle: Any, solved: tuple[str, str]
) -> None:
    from lungang.web.service import books, scenarios

    hand = solve(cycle, solved)
    plan = tried(cycle, solved, "6")
    book = cycle.workbooks.get()
    assert book.edition == 0  # nothing is kept by trying
    assert scenarios.problem_of(plan).pack.policies["tenure-limits"].watched_due == 6
    page = cycle.hr.get(f"/plan/{plan.pk}/").content.decode()
    moves = row(page[page.index("这一改动的影响") :], "调整人数")
    was = json.loads(hand.text)["figures"]["moves"]
    assert f">{was}<" in moves and f">{was + 1}<" in moves
    keep = f"/plan/{plan.pk}/keep/"
    assert cycle.hr.post(keep, {"source": " "}).status_code == 400
    assert cycle.hr.post(keep, {"source": "云财办〔2026〕9号"}).status_code == 302
    book.refresh_from_db()
    problem = books.at_edition(book).problem()
    assert problem.pack.policies["tenure-limits"].watched_due == 6
    assert problem.pack.sources[TERM] == "云财办〔2026〕9号"
    page = cycle.hr.get(f"/cycle/{cycle.pk}/rules/").content.decode()
    term = row(page, "任职年限（关键、高风险岗位应当交流）")
    assert "<td>6</td>" in term and "guyan" in term and "云财办〔2026〕9号" in term
    # what was tried on an earlier state is not kept over it
    assert cycle.hr.post(keep, {"source": "x"}).status_code == 409


def test_a_value_that_is_none_is_refused(cycle: Any) -> None:
    from lungang.web.models import StoredScenario

    at = f"/cycle/{cycle.pk}/rules/try/"
    wrong = cycle.hr.post(at, {"value": TERM, "text": "很多"})
    assert wrong.status_code == 400 and "很多" in wrong.content.decode()
    assert cycle.hr.post(at, {"value": "no.such", "text": "1"}).status_code == 404
    assert not StoredScenario.objects.exists()


def test_a_scenario_that_pins_people_keeps_no_value(
    cycle: Any, solved: tuple[str, str], person: Callable[..., Any]
) -> None:
    from lungang.web.service import scenarios

    hand = solve(cycle, solved)
    placed = json.loads(hand.text)["placements"][0]
    pins = [(placed["staff"], placed["post"])]
    made = scenarios.of_pins(cycle.hr.user, hand, pins, False, "x")
    from lungang.web.service import queue

    plan = kept(queue.solve(cycle.hr.user, hand.workbook, 60, made), solved)
    found = cycle.hr.post(f"/plan/{plan.pk}/keep/", {"source": "文"})
    assert found.status_code == 409


def test_several_values_are_tried_and_drawn(cycle: Any) -> None:
    from lungang.web.models import Job

    url = f"/cycle/{cycle.pk}/rules/sweep/"
    for refused in ("", "1..40", "四"):
        answer = cycle.hr.post(url, {"value": TERM, "texts": refused})
        assert answer.status_code == 400, refused
    assert cycle.hr.post(url, {"value": "no.such", "texts": "4"}).status_code == 404
    found = cycle.hr.post(url, {"value": TERM, "texts": "4、6"})
    finished(cycle)
    job = Job.objects.get(kind="sweep")
    assert found.url == f"/job/{job.pk}/" and job.says["zh"] == "逐值试算已完成。"
    assert f"/sweep/{job.pk}/" in cycle.hr.get(found.url).content.decode()
    page = cycle.hr.get(f"/sweep/{job.pk}/").content.decode()
    moves = [p["measures"]["moves"] for p in job.result["points"]]
    assert [p["status"] for p in job.result["points"]] == ["optimal"] * 2
    assert page.count("<circle") >= 4 and "任职年限" in page and "None" not in page
    assert all(f">{n}</text>" in page for n in moves)
    assert cycle.workbooks.get().edition == 0


def test_rules_are_read_while_the_workbook_is_to_be_mended(cycle: Any) -> None:
    book = cycle.workbooks.get()
    edit(cycle.hr, book, sheet_at(cycle, "人员"), (1, 3), "2020.13.1", 0)
    found = cycle.hr.get(f"/cycle/{cycle.pk}/rules/?value={TERM}")
    page = found.content.decode()
    assert found.status_code == 200 and "待改正" in page
    assert "<td>5</td>" in row(page, "任职年限（关键、高风险岗位应当交流）")
    assert "试算影响" not in page  # there is no plan to try a value on
