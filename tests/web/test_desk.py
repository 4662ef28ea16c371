"""The desk without a browser: who may what, edits, approvals, the log, hostile files."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lungang.intake.sample import sample_problem
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration
from web.steps import edit, sheet_at, solve

pytestmark = pytest.mark.usefixtures("taken_back")
Person = Callable[..., Any]
GROUPS = (
    "hr", "leader", "committee", "internal-control", "discipline", "unit-head",
    "staff", "administrator",
)  # fmt: skip


# -- every role × every page


def pages(cycle: Any, plan: Any, sent: Any) -> dict[str, tuple[str, str, set[str]]]:
    """Each page: method, address, who may."""
    book = cycle.workbooks.get()
    family, staff = sheet_at(cycle, "亲属申报"), sheet_at(cycle, "人员")
    job = plan.job_id
    who = json.loads(plan.text)["placements"][0]["staff"]
    here, at_work = f"/cycle/{cycle.pk}", set(GROUPS) - {"administrator"}
    register = {"hr", "discipline", "committee", "internal-control"}
    risk, case, paper = proceedings(cycle, who)
    sheets = {"hr", "leader", "discipline"}
    readers = sheets | {"committee", "internal-control"}
    return {
        "home": ("get", "/", set(GROUPS)),
        "begin": ("post", "/cycle/", {"hr"}),
        "cycle": ("get", f"/cycle/{cycle.pk}/", readers),
        "options": ("get", f"/cycle/{cycle.pk}/options/", readers),
        "gate": ("post", f"/cycle/{cycle.pk}/options/gate/", {"hr", "leader"}),
        "upload": ("post", f"/cycle/{cycle.pk}/upload/", {"hr"}),
        "preview": ("get", f"/cycle/{cycle.pk}/preview/{'0' * 32}/", {"hr"}),
        "differences": ("get", f"/cycle/{cycle.pk}/preview/{'0' * 32}/differences/",
                        {"hr"}),
        "reread": ("post", f"/cycle/{cycle.pk}/preview/{'0' * 32}/reread/", {"hr"}),
        "adopt": ("post", f"/cycle/{cycle.pk}/adopt/{'0' * 32}/", {"hr"}),
        "sample": ("post", f"/cycle/{cycle.pk}/sample/", {"hr"}),
        "template": ("get", "/template.xlsx", {"hr"}),
        "faults": ("get", f"/book/{book.pk}/", {"hr", "discipline"}),
        "fault-list": ("get", f"/book/{book.pk}/faults/", {"hr", "discipline"}),
        "family": ("get", f"/book/{book.pk}/sheet/{family}/", {"hr", "discipline"}),
        "staff": ("get", f"/book/{book.pk}/sheet/{staff}/", sheets),
        "history": ("get", f"/book/{book.pk}/sheet/{family}/row/3/",
                    {"hr", "discipline"}),
        "edit": ("post", f"/book/{book.pk}/sheet/{staff}/edit/", {"hr"}),
        "block": ("post", f"/book/{book.pk}/sheet/{staff}/block/", {"hr"}),
        "alike": ("post", f"/book/{book.pk}/sheet/{staff}/alike/", {"hr"}),
        "undo": ("post", f"/book/{book.pk}/undo/", {"hr"}),
        "export": ("get", f"/book/{book.pk}/export/", {"hr"}),
        "solve": ("post", f"/book/{book.pk}/solve/", {"hr"}),
        "job": ("get", f"/job/{job}/", readers),
        "status": ("get", f"/job/{job}/status/", readers),
        "stop": ("post", f"/job/{job}/stop/", {"hr"}),
        "plan": ("get", f"/plan/{plan.pk}/", readers),
        "person": ("get", f"/plan/{plan.pk}/person/{who}/", readers),
        "board": ("get", f"/plan/{plan.pk}/board/", readers),
        "verdict": ("get", f"/plan/{plan.pk}/board/verdict/?who={who}&at=x",
                    {"hr", "discipline"}),
        "resolve": ("post", f"/plan/{plan.pk}/resolve/", {"hr"}),
        "way-out": ("post", f"/plan/{plan.pk}/way/", {"hr"}),
        "ask": ("post", f"/plan/{plan.pk}/ask/", {"hr", "leader"}),
        "files": ("get", f"/plan/{plan.pk}/files/", readers),
        "papers": ("post", f"/plan/{plan.pk}/papers/", {"hr"}),
        "papers-made": ("get", f"/job/{job}/papers.zip", {"hr"}),
        "send": ("post", f"/plan/{plan.pk}/send/", {"hr"}),
        "approval": ("get", f"/approval/{sent.pk}/", readers),
        "decide": ("post", f"/approval/{sent.pk}/decide/", {"leader"}),
        "comment": ("post", f"/plan/{plan.pk}/comment/", readers),
        "consult-begin": ("post", f"/plan/{plan.pk}/consult/", {"hr"}),
        "consult-answer": ("post", f"/plan/{plan.pk}/answer/", set()),
        "consult-taken": ("post", f"/plan/{plan.pk}/answers/", {"hr"}),
        "rules": ("get", f"{here}/rules/", readers),
        "value-try": ("post", f"{here}/rules/try/", {"hr"}),
        "sweep": ("post", f"{here}/rules/sweep/", {"hr"}),
        "swept": ("get", f"/sweep/{job}/", readers),
        "values-keep": ("post", f"/plan/{plan.pk}/keep/", {"hr"}),
        "consult": ("get", f"{here}/consult/", {"hr", "unit-head"}),
        "register": ("get", f"{here}/register/", register),
        "risk": ("get", f"{here}/register/{risk}/", register),
        "risk-step": ("post", f"{here}/register/{risk}/step/",
                      {"hr", "internal-control"}),
        "quarter": ("get", f"{here}/quarter/2026/4/", register),
        "cases": ("get", f"{here}/recusals/", at_work - {"leader"}),
        "case-file": ("post", f"{here}/recusals/file/",
                      at_work - {"leader", "committee"}),
        "case": ("get", f"{here}/recusals/{case}/", register),
        "case-step": ("post", f"{here}/recusals/{case}/step/", register),
        "case-taken": ("post", f"{here}/recusals/{case}/taken/", {"hr"}),
        "declarations": ("get", f"{here}/declarations/", {"hr", "discipline"}),
        "reply": ("post", f"{here}/declarations/X/reply/", {"hr"}),
        "me": ("get", "/me/", set()),
        "confirm": ("post", f"/me/{cycle.pk}/confirm/", set()),
        "object": ("post", f"/me/{cycle.pk}/object/", set()),
        "letter": ("post", f"/me/{cycle.pk}/letter/", set()),
        "paper": ("get", f"/paper/{paper}/", register),
        "draws": ("get", "/draws/", at_work - {"unit-head"}),
        "draw": ("get", "/draws/x/", at_work - {"unit-head"}),
        "draw-witness": ("post", "/draws/x/witness/",
                         {"discipline", "committee", "staff"}),
        "draw-number": ("post", "/draws/x/number/", {"hr", "internal-control"}),
        "draw-reveal": ("post", "/draws/x/reveal/", {"hr", "internal-control"}),
        "tokens": ("get", "/keys/", readers),
        "token-new": ("post", "/keys/new/", readers),
        "token-revoke": ("post", "/keys/1/revoke/", readers),
        "log": ("get", "/log/", {"discipline", "administrator"}),
        "accounts": ("get", "/accounts/", {"administrator"}),
        "account-new": ("post", "/accounts/new/", {"administrator"}),
        "account-change": ("post", "/accounts/nobody/", {"administrator"}),
        "account-reset": ("post", "/accounts/nobody/reset/", {"administrator"}),
        "password": ("get", "/password/", set(GROUPS)),
    }  # fmt: skip


def proceedings(cycle: Any, who: str) -> tuple[str, str, int]:
    """A risk, a case and a paper in it, so that every page has something to show."""
    from lungang.web.service import cases, records, registers

    paper = records.Handed("材料.txt", b"x")
    case = cases.file(cycle.hr.user, cycle, who, "与科长系亲属", paper)
    return registers.risks(cycle.hr.user, cycle)[0].id, case.about, case.pk


OPEN = {
    "identity",
    "identity-back",
    "login",
    "logout",
    "language",
    "manual",
    "manual-page",
    "draw-public",
    "draw-bundle",
    "verify",
}


def test_every_role_at_every_page(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    from django.test import Client
    from django.urls import URLPattern

    from lungang.web.service import approvals
    from lungang.web.urls import urlpatterns

    plan = solve(cycle, solved)
    sent = approvals.send(cycle.hr.user, plan, "")
    every = pages(cycle, plan, sent)
    # the door for programs has keys of its own, and a test of its own
    pages_alone = [p for p in urlpatterns if isinstance(p, URLPattern)]
    names = {str(p.name) for p in pages_alone} - {"sheet"}
    assert names - OPEN == set(every) - {"family", "staff"}
    people = {g: person(f"p-{g}", g) for g in GROUPS}
    people["nobody"] = person("p-nobody")
    wrong = []
    for page, (method, url, may) in every.items():
        found = getattr(Client(), method)(url)
        if not (found.status_code == 302 and found.url.startswith("/login/")):
            wrong.append((page, "anonymous", found.status_code))
        for group, client in people.items():
            found = getattr(client, method)(url)
            refused = found.status_code == 403
            allowed = group in may or page in ("home", "password")
            if refused is allowed or found.status_code == 500:
                wrong.append((page, group, found.status_code))
    assert wrong == []


def canaries(cycle: Any) -> tuple[set[str], set[str]]:
    """A relative's name and an identity number, planted where they belong."""
    from lungang.web.service import books

    book, hr = cycle.workbooks.get(), cycle.hr.user
    kept = books.at_edition(book)
    planted = {"亲属申报": "金丝雀甲", "人员": "110105194912310021"}
    for name, text in planted.items():
        sheet = kept.sheet(name)
        wanted = "姓名" if name == "亲属申报" else "身份证号"
        at = next(n for n, h in sheet.headings.items() if wanted in h)
        books.edit(hr, book, (name, sheet.first, at), text, 0)
        book.refresh_from_db()
    return {planted["亲属申报"]}, {planted["人员"]}


def relatives() -> set[str]:
    """Relatives and their firms in the sample itself.

    Who is on the staff besides has a name that every list shows, and is no canary.
    """
    problem = sample_problem()
    staff = {p.name for p in problem.staff}
    named = {d.relative_name for d in problem.known(KinDeclaration)}
    firms = {b.entity for b in problem.known(FamilyBusiness)}
    return ({n for n in named if n} - staff) | firms


def test_family_and_identity_are_found_nowhere_they_may_not_be(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    from lungang.web.service import approvals, books

    kin, numbers = canaries(cycle)
    plan = solve(cycle, solved)
    sent = approvals.send(cycle.hr.user, plan, "")
    book = cycle.workbooks.get()
    family = f"/book/{book.pk}/sheet/{sheet_at(cycle, '亲属申报')}/"
    assert all(k in cycle.hr.get(family).content.decode() for k in kin)
    kin |= relatives()
    assert len(kin) > 5
    leader, inspector = person("fang", "leader"), person("ji", "discipline")
    size = len(books.at_edition(book).names)
    for client, hidden in (
        (leader, kin | numbers), (inspector, numbers), (cycle.hr, numbers),
    ):  # fmt: skip
        urls = [f"/book/{book.pk}/sheet/{n}/" for n in range(size)]
        urls += [f"/plan/{plan.pk}/", f"/approval/{sent.pk}/",
                 f"/cycle/{cycle.pk}/options/", f"/book/{book.pk}/"]  # fmt: skip
        for url in urls:
            text = client.get(url).content.decode()
            assert not [c for c in hidden if c in text], url
    kept = books.at_edition(book).sheet("亲属申报")
    whose = next(n for n, h in kept.headings.items() if h == "申报人工号")
    declarer = kept.text(kept.first, whose)
    others = {
        "unit-head": (f"/cycle/{cycle.pk}/consult/", f"/cycle/{cycle.pk}/recusals/"),
        "staff": ("/me/", f"/cycle/{cycle.pk}/recusals/"),
        "committee": (f"/cycle/{cycle.pk}/register/", f"/plan/{plan.pk}/board/"),
        "leader": (f"/plan/{plan.pk}/board/?who={declarer}&at=x",
                   f"/plan/{plan.pk}/person/{declarer}/"),
        "administrator": ("/log/", "/accounts/"),
    }  # fmt: skip
    placed = [p["staff"] for p in json.loads(plan.text)["placements"]]
    staff_number = next(s for s in placed if s != declarer)
    for group, urls in others.items():
        client = person(f"c-{group}", group)
        client.user.staff, client.user.unit = staff_number, "BG"
        client.user.save()
        for url in urls:
            found = client.get(url)
            # what was planted is no identity number: some pages wait for its mending
            assert found.status_code in (200, 409), url
            told = found.content.decode()
            assert not [c for c in kin | numbers if c in told], (group, url)
    with zipfile.ZipFile(
        io.BytesIO(leader.get(f"/plan/{plan.pk}/files/").content)
    ) as z:
        assert "plan.json" in z.namelist()
        for name in z.namelist():
            data = z.read(name)
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(data)) as inner:
                    data = b"".join(inner.read(n) for n in inner.namelist())
            text = data.decode("utf-8", "replace")
            assert not [c for c in kin | numbers if c in text], name


# -- edits


def test_an_edit_is_kept_with_its_history_and_taken_back(cycle: Any) -> None:
    from lungang.web.models import Edit
    from lungang.web.service import books

    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    was = books.at_edition(book).sheet("人员").text(1, 3)
    found = edit(cycle.hr, book, at, (1, 3), "2020.13.1", 0)
    assert found.status_code == 200
    assert "不是日期" in found.content.decode()
    assert found["X-Row-Version"] == "1" and found["X-Row-Faults"] == "1"
    assert 'data-cell="D2"' in found.content.decode()
    book.refresh_from_db()
    assert books.at_edition(book).sheet("人员").text(1, 3) == "2020.13.1"
    history = cycle.hr.get(f"/book/{book.pk}/sheet/{at}/row/1/").content.decode()
    assert was in history and "2020.13.1" in history
    cycle.hr.post(f"/book/{book.pk}/undo/")
    book.refresh_from_db()
    assert books.at_edition(book).sheet("人员").text(1, 3) == was
    assert Edit.objects.count() == 2  # history is added to, never taken away
    cycle.hr.post(f"/book/{book.pk}/undo/")
    assert Edit.objects.count() == 2


def test_a_conflict_shows_both_values(person: Person, cycle: Any) -> None:
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    other = person("other", "hr")
    assert edit(other, book, at, (1, 1), "甲某", 0).status_code == 200
    found = edit(cycle.hr, book, at, (1, 1), "乙某", 0)
    text = found.content.decode()
    assert found.status_code == 409
    assert "甲某" in text and "乙某" in text and "other" in text
    assert edit(cycle.hr, book, at, (1, 1), "乙某", 1).status_code == 200


@pytest.mark.parametrize("cell", [(99999, 1), (1, 999), (-1, 0)])
def test_a_cell_that_is_not_there(cycle: Any, cell: tuple[int, int]) -> None:
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    assert edit(cycle.hr, book, at, cell, "x", 0).status_code == 404


def test_the_export_is_their_own_workbook_with_the_edits(cycle: Any) -> None:
    import openpyxl

    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    edit(cycle.hr, book, at, (1, 1), "=1+1", 0)
    edit(cycle.hr, book, at, (1, 3), "1980-02-03", 1)
    found = cycle.hr.get(f"/book/{book.pk}/export/")
    made = openpyxl.load_workbook(io.BytesIO(found.content))
    assert made["人员"]["B2"].value == "=1+1"
    assert made["人员"]["B2"].data_type == "s"  # never a formula
    assert str(made["人员"]["D2"].value)[:10] == "1980-02-03"
    assert "填写说明" in made.sheetnames


# -- handing in


def handed(client: Any, cycle: Any, name: str, data: bytes, **more: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, data)
    return client.post(f"/cycle/{cycle.pk}/upload/", {"file": file, **more})


def test_nothing_is_kept_before_it_is_taken(cycle: Any, sample: bytes) -> None:
    found = handed(cycle.hr, cycle, "新.xlsx", sample)
    assert found.status_code == 302
    preview = cycle.hr.get(found.url)
    assert "读入的各表" in preview.content.decode()
    assert cycle.workbooks.count() == 1
    cycle.hr.post(found.url.replace("preview", "adopt"))
    assert cycle.workbooks.count() == 2
    assert cycle.hr.get(found.url).status_code == 410


def test_a_draft_is_its_owners_alone(person: Person, cycle: Any, sample: bytes) -> None:
    url = handed(cycle.hr, cycle, "新.xlsx", sample).url
    other = person("other", "hr")
    assert other.get(url).status_code == 410
    assert other.post(url.replace("preview", "adopt")).status_code == 410


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    "name, data",
    [
        ("a.xlsx", b""), ("a.xlsx", b"not a workbook"), ("a.xlsx", b"PK\x03\x04rest"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.exe", b"MZ"), ("../../x.xlsx", b"PK"), ("a.xlsx", bomb()),
    ],
)  # fmt: skip
def test_hostile_files_get_a_plain_word(cycle: Any, name: str, data: bytes) -> None:
    found = handed(cycle.hr, cycle, name, data)
    assert found.status_code == 400
    assert "未完成" in found.content.decode()
    assert cycle.workbooks.count() == 1


def test_a_file_too_large(cycle: Any) -> None:
    from django.conf import settings

    found = handed(cycle.hr, cycle, "a.xlsx", b"0" * (settings.LARGEST_UPLOAD + 1))
    assert found.status_code == 413


def test_markup_in_a_cell_stays_text(cycle: Any) -> None:
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    edit(cycle.hr, book, at, (1, 1), "<script>alert(1)</script>", 0)
    text = cycle.hr.get(f"/book/{book.pk}/sheet/{at}/").content.decode()
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text


# -- approval


def test_approval_is_of_one_hash_by_other_eyes(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    from django.contrib.auth.models import Group

    from lungang.web.service import approvals

    plan = solve(cycle, solved)
    leader = person("fang", "leader")
    assert (
        cycle.hr.post(f"/plan/{plan.pk}/send/", {"note": "请审议"}).status_code == 302
    )
    sent = plan.submissions.get()
    url = f"/approval/{sent.pk}/decide/"
    yes = {"answer": "approve", "sha256": plan.sha256}
    # HR who is made a leader as well still decides nothing of their own
    cycle.hr.user.groups.add(Group.objects.get(name="leader"))
    own = cycle.hr.get(f"/approval/{sent.pk}/").content.decode()
    assert 'value="approve"' not in own and "须由他人审批" in own
    assert cycle.hr.post(url, yes).status_code == 403
    assert approvals.waiting_for(cycle.hr.user) == []
    # another hash than the one on the page, and sending back without a word
    assert leader.post(url, {**yes, "sha256": "0" * 64}).status_code == 409
    back = {"answer": "back", "sha256": plan.sha256}
    wordless = leader.post(url, back)
    assert wordless.status_code == 409
    assert "须写明退回的意见" in wordless.content.decode()
    assert "待审批" in leader.get("/").content.decode()
    assert leader.post(url, yes).status_code == 302
    assert leader.post(url, yes).status_code == 409
    assert approvals.approved_plan(cycle) == sent
    # a later change makes it void
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    edit(cycle.hr, book, at, (1, 1), "另一人", 0)
    sent.refresh_from_db()
    assert sent.state == "void" and approvals.approved_plan(cycle) is None
    assert cycle.hr.post(f"/plan/{plan.pk}/send/").status_code == 409


def test_whoever_edited_decides_nothing(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    from lungang.web.service import approvals

    both = person("both", "hr", "leader")
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    was = edit(both, book, at, (1, 1), "某某", 0)
    assert was.status_code == 200
    both.post(f"/book/{book.pk}/undo/")
    plan = solve(cycle, solved)
    sent = approvals.send(cycle.hr.user, plan, "")
    found = both.post(
        f"/approval/{sent.pk}/decide/", {"answer": "approve", "sha256": plan.sha256}
    )
    assert found.status_code == 403


def test_the_database_refuses_ones_own_work(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    from django.db import IntegrityError, connection, transaction

    from lungang.web.service import approvals

    plan = solve(cycle, solved)
    sent = approvals.send(cycle.hr.user, plan, "")
    for column in ("sent_by_id", "solved_by_id"):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as raw,
        ):
            raw.execute(
                f"UPDATE desk_submission SET state='approved', decided_by_id={column} "
                "WHERE id=%s",
                [sent.pk],
            )


# -- the log


@pytest.mark.parametrize("table", ["desk_entry", "desk_edit", "desk_plan"])
def test_the_database_keeps_history(
    cycle: Any, solved: tuple[str, str], table: str
) -> None:
    from django.db import IntegrityError, connection, transaction

    solve(cycle, solved)
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    edit(cycle.hr, book, at, (1, 1), "某某", 0)
    column = {"desk_entry": "who", "desk_edit": "now", "desk_plan": "text"}[table]
    for act in (f"UPDATE {table} SET {column}='x'", f"DELETE FROM {table}"):
        with (
            pytest.raises(IntegrityError, match="history"),
            transaction.atomic(),
            connection.cursor() as raw,
        ):
            raw.execute(act)


def test_the_chain_shows_what_was_done_behind_the_database(cycle: Any) -> None:
    from django.db import connection

    from lungang.web.models import Entry
    from lungang.web.service import log

    for n in range(5):
        log.add("somebody", "edit", n=n)
    assert log.broken_at() is None
    third = Entry.objects.order_by("seq")[2].seq
    with connection.cursor() as raw:
        on = " ON desk_entry" if connection.vendor == "postgresql" else ""
        raw.execute(f"DROP TRIGGER desk_entry_update{on}")
        raw.execute("UPDATE desk_entry SET who='other' WHERE seq=%s", [third])
    assert log.broken_at() == third


def test_every_step_is_in_the_log(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    plan = solve(cycle, solved)
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    cycle.hr.get(f"/plan/{plan.pk}/files/")
    cycle.hr.post(f"/plan/{plan.pk}/send/")
    edit(cycle.hr, book, at, (1, 1), "秘密内容", 0)
    text = person("ji", "discipline").get("/log/").content.decode()
    for word in ("新建年度", "采用工作簿", "发起求解", "得出方案", "下载报表", "送审",
                 "修改单元格", "审批失效", "日志链完整"):  # fmt: skip
        assert word in text, word
    assert "秘密内容" not in text


# -- accounts and the browser's safety


def test_signing_in_is_locked_after_five_refusals(person: Person) -> None:
    from django.test import Client

    person("guyan", "hr")
    client = Client()
    codes = [
        client.post("/login/", {"username": "guyan", "password": "no"}).status_code
        for _ in range(6)
    ]
    assert codes[0] == 200 and codes[-1] == 429
    right = client.post("/login/", {"username": "guyan", "password": "x"})
    assert right.status_code == 429


def test_a_one_time_password_is_changed_first(person: Person) -> None:
    from django.test import Client

    from lungang.web.models import User

    admin = person("boss", "administrator")
    found = admin.post("/accounts/new/", {"name": "new", "role": "hr"})
    shown = re.search(r'class="hash">([a-z0-9-]{19})<', found.content.decode())
    assert shown is not None
    password = shown[1]
    client = Client()
    client.post("/login/", {"username": "new", "password": password})
    assert client.get("/").url == "/password/"
    for weak in ("short", "1234567890123", "password1234"):
        client.post("/password/", {"old_password": password, "new_password1": weak,
                                   "new_password2": weak})  # fmt: skip
        assert User.objects.get(username="new").must_change
    good = "云溪-轮岗-2027"
    client.post("/password/", {"old_password": password, "new_password1": good,
                               "new_password2": good})  # fmt: skip
    assert client.get("/").status_code == 200


def test_the_last_administrator_stays(person: Person) -> None:
    admin = person("boss", "administrator")
    assert admin.post("/accounts/boss/", {"role": "hr"}).status_code == 400
    assert admin.get("/accounts/").status_code == 200


def test_headers_and_forgery(person: Person) -> None:
    from django.test import Client

    user = person("guyan", "hr").user
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post("/cycle/", {"name": "x"}).status_code == 403
    found = client.get("/")
    policy = found["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert "no-store" in found["Cache-Control"]
    assert found["X-Frame-Options"] == "DENY"
    for cookie in found.cookies.values():
        assert cookie["samesite"] == "Strict" and cookie["httponly"]
    assert b"style=" not in found.content and b"onclick" not in found.content


def test_the_log_speaks_of_programs_and_of_what_is_there(person: Person) -> None:
    from lungang.web.service import log

    admin = person("boss", "administrator")
    log.add("worker", "job-failed", job=1)
    log.add(admin.user, "consulted", about="plan", staff="")
    page = admin.get("/log/").content.decode()
    assert "后台程序" in page and "事项：方案" in page
    assert "工号：" not in page and "plan<" not in page


def test_an_account_without_a_staff_number_is_told_what_it_lacks(
    person: Person, cycle: Any
) -> None:
    found = person("yuan", "staff").get("/me/")
    assert found.status_code == 403
    assert "还没有登记工号" in found.content.decode()


def test_an_ended_session_tells_what_was_lost_and_leads_to_a_page(cycle: Any) -> None:
    from django.test import Client

    gone, url = Client(), f"/cycle/{cycle.pk}/recusals/"
    stood = {"HTTP_REFERER": f"http://testserver{url}?show=all"}
    sent = gone.post(f"{url}file/", {"who": "S001"}, **stood)
    assert sent.status_code == 302
    page = gone.get(sent.url).content.decode()
    assert "刚才提交的内容没有保存" in page
    assert f'name="next" value="{url}?show=all"' in page
    foreign = {"HTTP_REFERER": "http://elsewhere.example/x"}
    assert "next=/&lost" in gone.post(f"{url}file/", **foreign).url
    assert "没有保存" not in gone.get(gone.get(url).url).content.decode()


def test_what_only_a_form_sends_is_told_when_it_is_opened(cycle: Any) -> None:
    found = cycle.hr.get(f"/cycle/{cycle.pk}/recusals/file/")
    assert found.status_code == 405 and found["Allow"] == "POST"
    assert "不能直接打开" in found.content.decode()


def test_more_than_a_page_sends_is_refused_in_plain_words(cycle: Any) -> None:
    found = cycle.hr.post("/cycle/", {"name": "长" * 1024 * 1024})
    assert found.status_code == 400
    assert "提交的内容过长" in found.content.decode()


def test_a_control_character_is_refused_everywhere(cycle: Any) -> None:
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    assert edit(cycle.hr, book, at, (1, 1), "a\0b", 0).status_code == 400
    assert cycle.hr.post("/cycle/", {"name": "x\0"}).status_code == 400
    assert cycle.hr.get("/cycle/1/register/", {"show": "\0"}).status_code == 400
    assert cycle.hr.get("/cycle/1/recusals/%00/").status_code == 400


# -- the queue


def test_what_a_dead_worker_left_is_begun_again_once(cycle: Any) -> None:
    from lungang.web.models import Job
    from lungang.web.service import queue

    Job.objects.all().delete()
    made = queue.solve(cycle.hr.user, cycle.workbooks.get(), 60)
    for state in ("queued", "failed"):
        job = queue.took()
        assert job is not None and job.pk == made.pk
        queue.left_over()
        made.refresh_from_db()
        assert made.state == state
    assert "意外中止" in cycle.hr.get(f"/job/{made.pk}/").content.decode()
    assert queue.took() is None


def test_a_late_attempt_keeps_nothing(cycle: Any, solved: tuple[str, str]) -> None:
    from lungang.web.models import Job, StoredPlan
    from lungang.web.service import queue
    from lungang_models.words import Words

    Job.objects.all().delete()
    queue.solve(cycle.hr.user, cycle.workbooks.get(), 60)
    first = queue.took()
    assert first is not None
    queue.left_over()
    second = queue.took()
    assert second is not None and second.attempts == 2
    queue.ended(first.pk, first.attempts, Words("晚", "late"), plan={
        "text": solved[0], "status": solved[1], "certificate": "", "sha256": "0" * 64,
    })  # fmt: skip
    assert not StoredPlan.objects.exists()


def test_a_check_speaks_of_the_state_it_was_made_of(cycle: Any) -> None:
    from lungang.web import running
    from lungang.web.service import queue

    book = cycle.workbooks.get()
    assert "正在检查全簿" in cycle.hr.get(f"/book/{book.pk}/").content.decode()
    job = queue.took()
    assert job is not None
    running.run(job.pk, job.attempts)
    assert "没有错误，可以求解" in cycle.hr.get(f"/book/{book.pk}/").content.decode()
    edit(cycle.hr, book, sheet_at(cycle, "人员"), (1, 3), "2020.13.1", 0)
    assert "正在检查全簿" in cycle.hr.get(f"/book/{book.pk}/").content.decode()


# -- one file


def test_backup_and_restore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from lungang.web import serving
    from lungang.web.locks import held

    monkeypatch.delenv("LUNGANG_DESK_PG", raising=False)
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    (one / "secret.key").write_text("k")
    db = sqlite3.connect(one / "desk.sqlite3")
    db.executescript(
        "PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES(7)"
    )
    monkeypatch.setenv("LUNGANG_DESK", str(one))
    file = tmp_path / "b.zip"
    serving.backup(file)  # while another connection is open
    db.close()
    assert oct(file.stat().st_mode)[-3:] == "600"
    monkeypatch.setenv("LUNGANG_DESK", str(two))
    back = serving.restore(file)
    assert back == (two / "desk.sqlite3", two / "secret.key")
    assert all(made.is_file() for made in back)
    found = sqlite3.connect(two / "desk.sqlite3")
    assert found.execute("SELECT x FROM t").fetchone() == (7,)
    found.close()
    with pytest.raises(FileExistsError):
        serving.restore(file)
    with held(two / "desk.lock"), pytest.raises(serving.Busy):
        serving.restore(file, replace=True)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(serving.NotABackup):
        serving.restore(file, replace=True)


def test_deployment_check_is_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import subprocess
    import sys

    from lungang.web.home import made_ready

    monkeypatch.setenv("LUNGANG_DESK", str(tmp_path))
    made_ready()
    env = {**os.environ, "LUNGANG_DESK": str(tmp_path), "LUNGANG_DESK_HOSTS": "desk.lan",
           "DJANGO_SETTINGS_MODULE": "lungang.web.settings"}  # fmt: skip
    found = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"],
        env=env, capture_output=True, text=True,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr


def test_all_that_is_said_of_postgresql_is_used(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    ask = (
        "from lungang.web.settings import DATABASES as d\n"
        "print(*sorted(d['default']['OPTIONS'].items()))"
    )
    given = "host=db dbname=desk sslmode=verify-full connect_timeout=5"
    found = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True,
        env={**os.environ, "LUNGANG_DESK": str(tmp_path), "LUNGANG_DESK_PG": given},
    )  # fmt: skip
    told = "('connect_timeout', '5') ('sslmode', 'verify-full')\n"
    assert found.stdout == told, found.stderr


def test_no_migration_is_missing() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def third_party() -> Iterator[tuple[str, str]]:
    import lungang.web

    folder = Path(lungang.web.__file__).parent / "static/desk/third"
    listed = (folder / "THIRD-PARTY.txt").read_text("utf-8")
    for file in folder.glob("*.js"):
        line = next(x for x in listed.splitlines() if x.startswith(file.name))
        yield line.split()[-1], hashlib.sha256(file.read_bytes()).hexdigest()


def test_scripts_of_others_are_whole() -> None:
    found = list(third_party())
    assert found and all(said == is_ for said, is_ in found)
