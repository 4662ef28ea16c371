"""A week of office work with the power cut at random moments: nothing kept is lost."""

from __future__ import annotations

import io
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
import requests

from web.clerk import PASSWORD, Clerk
from web.desk_process import Desk

pytestmark = pytest.mark.slow
DAYS = 7
STATE = 15
"""The column of the staff that says whether somebody is at work."""
STATES = ("在岗", "借调", "长期病假")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path / "data")
    yield found
    found.stop()


class Week:
    """What one clerk was told is kept, and what may have been kept when it went dark."""

    def __init__(self, hr: Clerk) -> None:
        self.hr = hr
        self.rows: dict[int, list[str]] = {}
        self.jobs: set[str] = set()
        self.comments: list[str] = []
        self.at = 0

    def step(self, chance: random.Random) -> None:
        """One thing that a clerk does."""
        kind = chance.choices(("edit", "solve", "comment", "look"), (12, 3, 3, 2))[0]
        if kind == "edit":
            self.edit(chance.randrange(1, 40), chance.choice(STATES))
        elif kind == "solve":
            self.jobs.add(self.hr.post("/book/1/solve/", {"seconds": "5"}).url)
        elif kind == "comment":
            text = f"第{len(self.comments)}条意见"
            if self.hr.http.get(f"{self.hr.desk.url}/plan/1/").status_code == 200:
                self.hr.post("/plan/1/comment/", {"text": text})
                self.comments.append(text)
        else:
            self.hr.get("/cycle/1/")

    def edit(self, row: int, text: str) -> None:
        page = self.hr.get(f"/book/1/sheet/{self.at}/")
        version = version_of(page, row)
        was = self.rows.setdefault(row, [value_of(page, row)])
        was.append(text)  # from here on either may stand there
        place = {"row": str(row), "column": str(STATE), "text": text}
        self.hr.post(f"/book/1/sheet/{self.at}/edit/", {**place, "version": version})
        self.rows[row] = [text]


def version_of(page: str, row: int) -> str:
    """The version of a row as its page has it."""
    found = re.search(rf'<tr[^>]*data-row="{row}"[^>]*data-version="(\d+)"', page)
    assert found is not None
    return found[1]


def value_of(page: str, row: int) -> str:
    """The state of a person as the page has it."""
    cell = rf'data-row="{row}".*?data-column="{STATE}"[^>]*value="([^"]*)"'
    found = re.search(cell, page, re.DOTALL)
    assert found is not None
    return found[1]


def test_a_week_with_the_power_cut_at_random_loses_nothing(
    desk: Desk, sample: bytes
) -> None:
    chance = random.Random(20261201)
    admin, hr = Clerk(desk, "admin"), Clerk(desk, "guyan")
    admin.own_password(desk.first)
    first = admin.new_account("guyan", "hr")
    roles = {"role": ["administrator", "discipline"], "active": "on"}
    admin.post("/accounts/admin/", roles)
    hr.own_password(first)
    hr.post("/cycle/", {"name": "2027年度轮岗"})
    hr.hand_in(1, sample)
    week = Week(hr)
    names = re.findall(
        r'href="/book/1/sheet/(\d+)/[^"]*"[^>]*>([^<]+)<', hr.get("/book/1/sheet/0/")
    )
    week.at = next(int(at) for at, name in names if name.strip() == "人员")
    for _ in range(DAYS):
        cut = threading.Timer(chance.uniform(1, 8), desk.kill)
        cut.start()
        with suppress(requests.RequestException):  # the power goes in the midst of it
            while True:
                week.step(chance)
        cut.join()
        desk.start()
        hr.sign_in(PASSWORD)
    page = hr.get(f"/book/1/sheet/{week.at}/")
    assert len(week.rows) > 10 and len(week.jobs) > 1
    for row, may_stand in week.rows.items():
        assert value_of(page, row) in may_stand, row
    given = hr.http.get(f"{desk.url}/book/1/export/", timeout=60).content
    staff = openpyxl.load_workbook(io.BytesIO(given))["人员"]
    for row in week.rows:
        assert staff.cell(row + 1, STATE + 1).value == value_of(page, row)
    assert all(text in hr.get("/plan/1/") for text in week.comments)
    for url in week.jobs:
        ended(hr, url)
    assert "日志链完整" in admin_again(desk).get("/log/")


def ended(hr: Clerk, url: str) -> None:
    """A job that was asked for comes to its end, or says in words why it did not."""
    status = url.removeprefix(hr.desk.url) + "status/"
    for _ in range(600):
        if "hx-trigger" not in hr.get(status):
            return
        time.sleep(0.5)
    raise AssertionError(url)


def admin_again(desk: Desk) -> Clerk:
    """The administrator, signed in anew."""
    found = Clerk(desk, "admin")
    found.sign_in(PASSWORD)
    return found
