"""What people read at the desk is plain, and a refusal says what and leads back."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from web.steps import edit, kept, sheet_at, solve

pytestmark = pytest.mark.usefixtures("taken_back")
Person = Callable[..., Any]


def logged() -> Iterator[tuple[str, set[str]]]:
    """Every act that the log is told of in so many words, and its particulars."""
    import lungang.web

    for file in Path(lungang.web.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "log.add":
                keys = {k.arg for k in call.keywords if k.arg}
                for found in ast.walk(call.args[1]):
                    if isinstance(found, ast.Constant) and str(found.value).islower():
                        yield str(found.value), keys


def test_every_act_of_the_log_has_words_in_both_languages() -> None:
    from lungang.web.views.logs import ACTS, KEYS

    found = list(logged())
    assert len(found) > 20
    assert {act for act, _ in found if act != "-"} <= set(ACTS)
    assert {key for _, keys in found for key in keys} <= set(KEYS)


def test_the_log_is_read_without_the_keys_of_the_program(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    solve(cycle, solved)
    page = person("ji", "discipline").get("/log/").content.decode()
    table = page[page.index("<tbody>") :]
    assert f"工作簿：{cycle.name}工作簿第1版" in table and "指纹：" in table
    assert f"年度：{cycle.name}" in table
    assert not re.search(r"[a-z_]+=|\[", re.sub(r"<[^>]*>", " ", table))


def test_the_log_names_the_cell_and_whom_its_row_is_about(
    person: Person, cycle: Any
) -> None:
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    cycle.hr.user.first_name = "顾言"
    cycle.hr.user.save()
    edit(cycle.hr, book, at, (1, 15), "借调", 0)
    page = cycle.hr.get(f"/book/{book.pk}/sheet/{at}/").content.decode()
    name = re.findall(r'data-column="1"[^>]*value="([^"]*)"', page)[0]
    seen = person("ji", "discipline").get("/log/").content.decode()
    assert f"人员 P2（人员状态，{name}）" in seen and "顾言" in seen
    blind = person("boss", "administrator").get("/log/").content.decode()
    assert "人员 P2（人员状态）" in blind and name not in blind


def test_a_refusal_leads_back_to_where_the_reader_was(cycle: Any) -> None:
    at, wrong = (
        f"/cycle/{cycle.pk}/rules/",
        {"value": "minimum-stay.years", "text": "x"},
    )
    for came_from, leads in (
        (f"http://testserver{at}", True), ("http://elsewhere.example/", False),
    ):  # fmt: skip
        found = cycle.hr.post(f"{at}try/", wrong, headers={"referer": came_from})
        assert found.status_code == 400
        page = found.content.decode()
        assert (f'class="btn" href="{at}"' in page) is leads
        assert "elsewhere" not in page


def test_an_account_is_of_somebody_whom_a_workbook_knows(
    person: Person, cycle: Any
) -> None:
    from lungang.web.models import User
    from lungang.web.service import people

    book = cycle.workbooks.get()
    staff, unit = people.every(book)[0].id, min(people.units(book))
    admin = person("boss", "administrator")
    new = {"name": "neu", "role": "staff"}
    wrong = admin.post("/accounts/new/", {**new, "staff": "无此号", "unit": "无此处"})
    text = wrong.content.decode()
    assert wrong.status_code == 400 and "“无此号”" in text and "“无此处”" in text
    assert 'value="neu"' in text and 'value="staff" checked' in text  # nothing is lost
    assert not User.objects.filter(username="neu").exists()
    made = admin.post("/accounts/new/", {**new, "staff": staff, "unit": unit})
    assert made.status_code == 200
    kept = User.objects.get(username="neu")
    assert (kept.staff, kept.unit) == (staff, unit)
    change = {"role": "staff", "active": "on", "staff": "无此号"}
    assert admin.post("/accounts/neu/", change).status_code == 400
    kept.refresh_from_db()
    assert (kept.staff, kept.unit) == (staff, unit)


def test_rules_and_values_are_found_by_a_word(cycle: Any) -> None:
    at = f"/cycle/{cycle.pk}/rules/"
    whole = cycle.hr.get(at).content.decode()
    assert "任职年限（关键" in whole and "<details open" not in whole
    found = cycle.hr.get(at, {"q": "任职年限"}).content.decode()
    assert "任职年限（关键" in found and "<details open" in found
    assert "亲属范围（" in whole and "亲属范围（" not in found
    assert "没有。" in cycle.hr.get(at, {"q": "无此词"}).content.decode()


def test_a_plan_tells_every_reader_the_same_numbers(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    plan = solve(cycle, solved)
    leader = person("fang", "leader")
    both = [
        re.findall(r"未检查的规定 (\d+)项", c.get(f"/plan/{plan.pk}/").content.decode())
        for c in (cycle.hr, leader)
    ]
    assert both[0] and both[0] == both[1]


def test_a_plan_of_a_scenario_is_listed_by_its_name(
    cycle: Any, solved: tuple[str, str]
) -> None:
    from lungang.web.models import StoredScenario
    from lungang.web.service import queue

    book = cycle.workbooks.get()
    made = StoredScenario.objects.create(
        cycle=cycle, number=1, workbook=book, edition=book.edition, name="任期四年",
        purpose="x", text="x", sha256="x", made_by=cycle.hr.user,
    )  # fmt: skip
    kept(queue.solve(cycle.hr.user, book, 60, made), solved)
    page = cycle.hr.get(f"/cycle/{cycle.pk}/").content.decode()
    assert "情景1：任期四年" in page


def test_a_risk_says_as_of_which_day_it_is_judged(
    cycle: Any, solved: tuple[str, str]
) -> None:
    from lungang.web.service import registers

    solve(cycle, solved)
    risk = registers.risks(cycle.hr.user, cycle)[0]
    page = cycle.hr.get(f"/cycle/{cycle.pk}/register/{risk.id}/").content.decode()
    assert "按方案生效日期2027-03-01判断" in page
