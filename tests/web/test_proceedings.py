"""Proceedings: the register worked on, units consulted, recusals, a person's own page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from web.steps import edit, finished, sheet_at, solve

pytestmark = pytest.mark.usefixtures("taken_back")
Person = Callable[..., Any]


@pytest.fixture
def plan(cycle: Any, solved: tuple[str, str]) -> Any:
    return solve(cycle, solved)


def text(answer: Any) -> str:
    return answer.content.decode()


def approved(person: Person, cycle: Any, plan: Any) -> None:
    from lungang.web.service import approvals

    sent = approvals.send(cycle.hr.user, plan, "")
    approvals.decide(person("boss", "leader").user, sent, plan.sha256, True, "")


# -- the register


def test_a_risk_goes_forward_with_evidence_and_never_back(
    person: Person, cycle: Any, plan: Any
) -> None:
    from lungang.web.service import registers

    office = person("kong", "internal-control")
    risk = registers.risks(office.user, cycle)[0]
    url = f"/cycle/{cycle.pk}/register/{risk.id}/"
    step = {"step": "responded", "owner": "国库科", "due": "2026-01-31",
            "text": "已调整", "seen": "0"}  # fmt: skip
    paper = SimpleUploadedFile("../../纪要.txt", "会议纪要".encode())
    assert office.post(f"{url}step/", {**step, "paper": paper}).status_code == 302
    page = text(office.get(url))
    assert "国库科" in page and "纪要.txt" in page and "逾期" in page
    # the step before, the same step, a strange one, a wrong day: nothing is kept
    for wrong in ("assessed", "responded", "<b>"):
        found = office.post(f"{url}step/", {"step": wrong, "seen": "1", "text": "x"})
        assert found.status_code == 400
    wrong_day = {"step": "monitored", "due": "soon", "seen": "1"}
    assert office.post(f"{url}step/", wrong_day).status_code == 400
    # a second tab that has not seen the step
    late = office.post(f"{url}step/", {"step": "monitored", "seen": "0"})
    assert late.status_code == 409 and "刚由他人更新" in text(late)
    record = cycle.records.get(kind="risk")
    given = office.get(f"/paper/{record.pk}/")
    assert given.content.decode() == "会议纪要" and "attachment" in given.headers[
        "Content-Disposition"]  # fmt: skip
    assert person("fang", "leader").get(f"/paper/{record.pk}/").status_code == 403
    overdue = text(office.get(f"/cycle/{cycle.pk}/register/?show=overdue"))
    assert risk.id in overdue
    assert "逾期或将到期的风险" in text(office.get("/"))


def test_the_committee_grades_and_nobody_else(
    person: Person, cycle: Any, plan: Any
) -> None:
    from lungang.web.service import registers

    office, committee = person("kong", "internal-control"), person("wei", "committee")
    risk = registers.risks(office.user, cycle)[0]
    url = f"/cycle/{cycle.pk}/register/{risk.id}/step/"
    other = next(g for g in registers.GRADES if g != risk.grade)
    graded = {"step": "graded", "grade": other, "reason": "影响范围有限", "seen": "0"}
    assert office.post(url, graded).status_code == 403
    smuggled = {"step": "noted", "text": "x", "grade": other, "seen": "0"}
    assert office.post(url, smuggled).status_code == 403
    assert committee.post(url, {**graded, "reason": " "}).status_code == 400
    assert committee.post(url, {**graded, "grade": "huge"}).status_code == 400
    assert committee.post(url, graded).status_code == 302
    assert registers.risk(committee.user, cycle, risk.id).grade == other
    assert committee.post(url, {"step": "noted", "seen": "1"}).status_code == 403


def test_the_quarter_counts_what_was_done(
    person: Person, cycle: Any, plan: Any
) -> None:
    from django.utils import timezone

    from lungang.web.service import records, registers

    office = person("kong", "internal-control")
    every = registers.risks(office.user, cycle)
    now = timezone.localdate()
    yesterday = (now - timedelta(days=1)).isoformat()
    for risk, step, due in ((every[0], "reported", ""), (every[1], "noted", yesterday)):
        registers.update(office.user, cycle, risk.id, step,
                         {"text": "x", "due": due}, records.SentStep(0))  # fmt: skip
    number = (now.month + 2) // 3
    made = registers.quarter(office.user, cycle, now.year, number)
    assert (made.moved, made.closed) == (2, 1)
    still = sum(not r.closed for r in registers.risks(office.user, cycle))
    assert made.opened == still == sum(made.by_grade.values())
    assert [r.id for r in made.overdue] == [every[1].id]
    before = registers.quarter(office.user, cycle, now.year - 1, number)
    assert (before.moved, before.closed) == (0, 0)
    page = text(office.get(f"/cycle/{cycle.pk}/quarter/{now.year}/{number}/"))
    assert f"未办结{still}项" in page
    assert office.get(f"/cycle/{cycle.pk}/quarter/{now.year}/5/").status_code == 404


# -- units


def unit_of_a_mover(plan: Any) -> tuple[str, str]:
    from lungang.jobs.editions import edition_of

    moves = edition_of(plan.text, "hr").moves
    return next((m.left.unit, m.staff.id) for m in moves if m.left is not None)


def test_a_unit_answers_and_the_answer_returns_to_the_workbook(
    person: Person, cycle: Any, plan: Any
) -> None:
    from lungang.web.service import books

    unit, staff = unit_of_a_mover(plan)
    head = person("tou", "unit-head")
    head.user.unit = unit
    head.user.save()
    here, answer = f"/cycle/{cycle.pk}/consult/", f"/plan/{plan.pk}/answer/"
    objection = {
        "staff": staff,
        "step": "objected",
        "reason": "年底任务重",
        "seen": "0",
    }
    assert head.post(answer, objection).status_code == 400  # nobody has asked yet
    assert cycle.hr.post(f"/plan/{plan.pk}/consult/").status_code == 302
    assert "待答复的调出调入人员" in text(head.get("/"))
    assert staff in text(head.get(here))
    nowhere = text(person("wu", "unit-head").get(here))
    assert "还没有登记负责单位" in nowhere and "没有调出调入" not in nowhere
    assert head.post(answer, {**objection, "reason": ""}).status_code == 400
    assert head.post(answer, {**objection, "staff": "X1"}).status_code == 404
    assert head.post(answer, objection).status_code == 302
    assert head.post(answer, objection).status_code == 409
    assert "年底任务重" in text(cycle.hr.get(here))
    other = person("other", "unit-head")
    other.user.unit = "no such unit"
    other.user.save()
    assert "年底任务重" not in text(other.get(here))
    assert cycle.hr.post(f"/plan/{plan.pk}/answers/").status_code == 302
    book = cycle.workbooks.get()
    sheet = books.at_edition(book).sheet("程序记录")
    rows = [row for row in sheet.rows if staff in row and unit in row]
    assert len(rows) == 1 and "征求单位意见" in rows[0]
    assert books.at_edition(book).checked().fit
    cycle.hr.post(f"/plan/{plan.pk}/answers/")  # a second time writes nothing
    book.refresh_from_db()
    assert books.at_edition(book).sheet("程序记录").rows == sheet.rows


def test_a_unit_hears_no_reason_that_tells_of_a_family(plan: Any) -> None:
    from lungang.jobs.disclosing import Role, reasons_for
    from lungang.jobs.editions import edition_of

    moves = edition_of(plan.text, "hr").moves
    move = next(m for m in moves if m.reasons)
    private = move.reasons[0].model_copy(update={"tells": ("kin",)})
    told = move.model_copy(update={"reasons": (private, *move.reasons[1:])})
    assert reasons_for(Role.hr, told) == list(told.reasons)
    heard = reasons_for(Role.unit, told)
    assert private not in heard and heard[-1] is None


# -- recusals


def test_a_recusal_from_report_to_archive(
    person: Person, cycle: Any, plan: Any
) -> None:
    from django.db import IntegrityError, connection, transaction

    from lungang.web.models import Record
    from lungang.web.service import books, scenarios

    book = cycle.workbooks.get()
    problem = scenarios.problem_at(book, book.edition, None)
    who = next(p for p in problem.staff if p.post is not None)
    unit = problem.post[who.post].unit
    people = {
        "reporter": person("zhang", "staff"), "head": person("tou", "unit-head"),
        "self": person("ziji", "staff"), "committee": person("wei", "committee"),
        "both": person("both", "hr", "committee"),
    }  # fmt: skip
    people["head"].user.unit = unit
    people["self"].user.staff = who.id
    for one in ("head", "self"):
        people[one].user.save()
    filed = people["reporter"].post(
        f"/cycle/{cycle.pk}/recusals/file/", {"staff": who.id, "matter": "与科长系连襟"}
    )
    assert filed.status_code == 302
    url, case = filed.url, Record.objects.get(kind="recusal")
    # neither the unit nor the person learns who reported; the person nothing yet
    assert people["self"].get(url).status_code == 403
    shown = text(people["head"].get(url))
    assert "他人反映" in shown and "zhang" not in shown
    assert "zhang" in text(cycle.hr.get(url))

    def take(name: str, step: str, seen: int, **more: str) -> int:
        client = cycle.hr if name == "hr" else people[name]
        given = {"step": step, "text": "如实", "seen": str(seen), **more}
        return int(client.post(f"{url}step/", given).status_code)

    assert take("committee", "decided", 1, decision="recuse") == 400  # not its turn
    assert take("head", "opinion", 1) == 302
    assert take("both", "heard", 2) == 302
    assert people["self"].get(url).status_code == 200
    assert "zhang" not in text(people["self"].get(url))
    assert take("both", "decided", 3, decision="recuse") == 403  # had a hand in it
    assert take("committee", "decided", 3, decision="perhaps") == 400
    assert take("committee", "decided", 3, decision="recuse") == 302
    assert take("committee", "decided", 3, decision="none") == 400
    assert take("hr", "archived", 4) == 302
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as raw,
    ):
        raw.execute(
            "INSERT INTO desk_record (cycle_id, kind, about, number, step, said, by_id,"
            " opened_by_id, at) SELECT cycle_id, kind, 'x', 1, 'decided', said,"
            " opened_by_id, opened_by_id, at FROM desk_record WHERE id=%s", [case.pk],
        )  # fmt: skip
    assert cycle.hr.post(f"{url}taken/").status_code == 302
    book.refresh_from_db()
    made = books.at_edition(book)
    assert any("回避决定" in r and who.id in r for r in made.sheet("决定执行").rows)
    assert made.checked().fit
    assert cycle.hr.post(f"{url}taken/").status_code == 400


# -- one's own page


def test_ones_own_page(person: Person, cycle: Any, plan: Any) -> None:
    from lungang.web.service import books, scenarios

    book = cycle.workbooks.get()
    problem = scenarios.problem_at(book, book.edition, None)
    sheet = books.at_edition(book).sheet("亲属申报")
    whose = next(a for a, h in sheet.headings.items() if h == "申报人工号")
    staff = sheet.text(sheet.first, whose)
    me, other = person("ziji", "staff"), person("other", "staff")
    assert me.get("/me/").status_code == 403  # an account without a number
    me.user.staff = staff
    other.user.staff = next(p.id for p in problem.staff if p.id != staff)
    for client in (me, other):
        client.user.save()
    page = text(me.get("/me/"))
    assert "没有人看过" in page and "方案批准后在此告知" in page
    cycle.hr.get(f"/book/{book.pk}/sheet/{sheet_at(cycle, '亲属申报')}/")
    assert "guyan" in text(me.get("/me/"))
    here = f"/me/{cycle.pk}"
    assert me.post(f"{here}/object/", {"text": "x", "seen": "0"}).status_code == 400
    assert me.post(f"{here}/letter/").status_code == 400
    approved(person, cycle, plan)
    assert me.post(f"{here}/confirm/", {"step": "changed"}).status_code == 400
    changed = {"step": "changed", "text": "女儿结婚", "seen": "0"}
    assert me.post(f"{here}/confirm/", changed).status_code == 302
    assert "女儿结婚" in text(cycle.hr.get(f"/cycle/{cycle.pk}/declarations/"))
    assert (
        me.post(f"{here}/object/", {"text": "照顾老人", "seen": "0"}).status_code == 302
    )
    assert "照顾老人" not in text(other.get("/me/"))
    reply = f"/cycle/{cycle.pk}/declarations/{staff}/reply/"
    cycle.hr.user.staff = staff
    cycle.hr.user.save()
    own_reply = {"text": "同意", "seen": "1"}
    assert cycle.hr.post(reply, own_reply).status_code == 403
    cycle.hr.user.staff = ""
    cycle.hr.user.save()
    assert cycle.hr.post(reply, {"text": "已研究", "seen": "1"}).status_code == 302
    assert "已研究" in text(me.get("/me/"))
    assert me.post(f"{here}/letter/").status_code == 302
    finished(cycle)
    assert "我的信函" in text(me.get("/me/"))
    job = plan.workbook.jobs.filter(kind="ask").get()
    assert cycle.hr.get(f"/job/{job.pk}/").status_code == 403  # it is theirs alone


def test_a_faulty_workbook_keeps_nobody_from_filing(
    person: Person, cycle: Any, plan: Any
) -> None:
    from lungang.web.service import books

    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    sheet = books.at_edition(book).sheet("人员")
    who = sheet.text(sheet.first, 0)
    assert edit(cycle.hr, book, at, (sheet.first, 3), "2020.13.1", 0).status_code == 200
    here = f"/cycle/{cycle.pk}"
    assert cycle.hr.get(f"{here}/declarations/").status_code == 200
    filed = {"staff": who, "matter": "与科长系亲属"}
    staff = person("yuan", "staff")
    assert staff.post(f"{here}/recusals/file/", filed).status_code == 302
    nobody = {**filed, "staff": "没有此人"}
    assert staff.post(f"{here}/recusals/file/", nobody).status_code == 400


def test_records_are_only_ever_added(person: Person, cycle: Any, plan: Any) -> None:
    from django.db import IntegrityError, connection, transaction

    from lungang.web.service import looks

    cycle.hr.post(f"/plan/{plan.pk}/comment/", {"text": "请再看国库科"})
    assert "请再看国库科" in text(person("fang", "leader").get(f"/plan/{plan.pk}/"))
    looks.seen(cycle.hr.user, ["S1", "S1"], "board")
    assert len(looks.at("S1")) == 1
    for table, column in (("desk_record", "step"), ("desk_look", "staff")):
        for act in (f"UPDATE {table} SET {column}='x'", f"DELETE FROM {table}"):
            with (
                pytest.raises(IntegrityError, match="history"),
                transaction.atomic(),
                connection.cursor() as raw,
            ):
                raw.execute(act)


def test_an_edit_in_between_does_not_lose_a_row(cycle: Any) -> None:
    from lungang.web.service import books, rows

    book, at = cycle.workbooks.get(), sheet_at(cycle, "程序记录")
    line = rows.append(cycle.hr.user, book, "程序记录", {
        "事项": "甲", "程序": "岗位回避", "步骤": "备案"})  # fmt: skip
    assert edit(cycle.hr, book, at, (line - 1, 0), "乙", 3).status_code == 200
    book.refresh_from_db()
    assert books.at_edition(book).sheet("程序记录").text(line - 1, 0) == "乙"
    with pytest.raises(books.NoSuchCell):
        rows.append(cycle.hr.user, book, "程序记录", {"没有的列": "x"})
