"""A year at the desk in a real browser: HR, a leader, discipline, an administrator."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser import chromium
from web.desk_process import Desk

pytestmark = pytest.mark.slow

PASSWORD = "云溪-轮岗-2027-x"
expect.set_options(timeout=240_000)
FOUND: list[str] = []
"""What was wrong with any page: a story goes on, and fails at its end."""
SHOTS = os.environ.get("LUNGANG_SHOTS", "")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    found = Desk(tmp_path_factory.mktemp("desk") / "data")
    yield found
    found.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield found
        found.close()


class Person:
    """Somebody at a browser of their own; what the page complains of is kept."""

    def __init__(self, browser: Browser, desk: Desk, name: str) -> None:
        self.desk, self.name = desk, name
        self.context = browser.new_context(
            viewport={"width": 1366, "height": 768}, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(400_000)
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("request", self._asked)

    def _heard(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        # A refusal that a story provokes is told by the browser as well.
        if kind == "error" and "status of 4" not in text:
            self.complaints.append(text)

    def _asked(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.desk.url, "data:", "blob:")):
            self.foreign.append(url)

    def sign_in(self, password: str, own: bool = False) -> None:
        """Sign in; with a one-time password set one's own."""
        self.page.goto(f"{self.desk.url}/login/")
        self.page.get_by_label("账号").fill(self.name)
        self.page.get_by_label("口令").fill(password)
        self.page.get_by_role("button", name="登录").click()
        if own:
            self.page.get_by_label("现口令").fill(password)
            self.page.get_by_label("新口令").fill(PASSWORD)
            self.page.get_by_label("再输一次").fill(PASSWORD)
            self.page.get_by_role("button", name="保存").click()
            expect(self.page.get_by_role("heading", name="待我处理")).to_be_visible()

    def seen(self, name: str) -> None:
        """The page is whole: nothing that axe finds, nothing from elsewhere."""
        found = Axe().run(self.page).response["violations"]
        told = [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found]
        if told or self.foreign or self.complaints:
            FOUND.append(f"{name}: {told} {self.foreign} {self.complaints}")
        if SHOTS:
            self.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def account(admin: Person, name: str, full_name: str, role: str) -> str:
    """The administrator makes an account; returns its one-time password."""
    page = admin.page
    page.goto(f"{admin.desk.url}/accounts/")
    new = page.locator("form[action$='/accounts/new/']")
    new.get_by_label("账号").fill(name)
    new.get_by_label("姓名").fill(full_name)
    new.get_by_label(role).check()
    new.get_by_role("button", name="建立").click()
    return page.locator(".verdict .hash").inner_text()


def test_a_year_at_the_desk(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    admin = Person(browser, desk, "admin")
    admin.page.goto(desk.url)
    admin.seen("01-login")
    admin.sign_in(desk.first, own=True)
    people = {
        name: account(admin, name, full, role)
        for name, full, role in (
            ("guyan", "顾言", "人事"),
            ("fang", "方正清", "领导"),
            ("ji", "纪明", "纪检监督"),
        )
    }
    admin.seen("02-accounts")

    hr = Person(browser, desk, "guyan")
    hr.sign_in(people["guyan"], own=True)
    page = hr.page
    page.get_by_label("新年度名称").fill("2027年度轮岗")
    page.get_by_role("button", name="新建年度").click()
    hr.seen("03-cycle-empty")
    page.get_by_role("button", name="用示例财政局试用").click()
    expect(page.get_by_text("没有错误，可以求解")).to_be_visible()
    hr.seen("04-faults-none")

    # an edit that is wrong is told at once, and found by the whole check
    page.get_by_role("link", name="各表").click()
    page.get_by_role("navigation", name="工作表").get_by_role(
        "link", name="人员", exact=True
    ).click()
    cell = page.get_by_label("D3", exact=True)
    before = cell.input_value()
    cell.fill("2020.13.1")
    cell.press("Enter")
    expect(page.locator("#says")).to_contain_text("不是日期")
    hr.seen("05-sheet")
    page.get_by_role("link", name="问题清单").click()
    expect(page.get_by_text("有错误，改正后才能求解")).to_be_visible()
    hr.seen("06-faults")
    page.get_by_role("link", name="人员 D3").first.click()
    expect(page.get_by_label("D3", exact=True)).to_be_focused()
    page.get_by_role("button", name="撤销我的上一处修改").click()
    expect(page.get_by_label("D3", exact=True)).to_have_value(before)
    page.locator("tr[data-row='2'] td.no a").click()
    expect(page.get_by_text("2020.13.1").first).to_be_visible()
    hr.seen("07-history")

    # a second tab has changed the row meanwhile: both values are shown
    second = hr.context.new_page()
    for tab in (page, second):
        tab.goto(f"{desk.url}/book/1/sheet/4/")
    second.get_by_label("P4", exact=True).fill("借调")
    second.get_by_label("P4", exact=True).press("Enter")
    expect(second.locator("#says")).to_contain_text("已保存")
    page.get_by_label("P4", exact=True).fill("长期病假")
    page.get_by_label("P4", exact=True).press("Enter")
    expect(page.locator("#says")).to_contain_text("您填的是“长期病假”")
    hr.seen("08-conflict")
    page.get_by_role("button", name="用现值").click()
    second.get_by_role("button", name="撤销我的上一处修改").click()
    expect(second.get_by_label("P4", exact=True)).to_have_value("在岗")
    second.close()

    page.goto(f"{desk.url}/book/1/")
    expect(page.get_by_text("没有错误，可以求解")).to_be_visible()
    page.get_by_role("button", name="求解（1分钟）").click()
    hr.seen("09-solving")
    page.get_by_role("link", name="看方案").click(timeout=240_000)
    hr.seen("10-plan")
    page.locator("table a").first.click()
    page.get_by_role("button", name="为什么在此岗").click()
    page.get_by_role("link", name="回到此人").click(timeout=120_000)
    hr.seen("11-person")
    page.goto(f"{desk.url}/plan/1/")
    page.goto(f"{desk.url}/cycle/1/rules/")
    hr.seen("11b-rules")
    page.get_by_label("查找参数").fill("任职年限")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="任职年限（关键、高风险岗位应当交流）").click()
    hr.seen("11c-value")
    page.get_by_label("逐一试算").fill("5、6")
    page.get_by_role("button", name="试算并画出曲线").click()
    page.get_by_role("link", name="看曲线").click(timeout=240_000)
    expect(page.get_by_role("heading", name="调整人数")).to_be_visible()
    hr.seen("11d-swept")
    page.goto(f"{desk.url}/plan/1/")
    page.get_by_label("单位名称").fill("云溪市财政局")
    page.get_by_role("button", name="写文书").click()
    expect(page.get_by_text("正在写第").first).to_be_visible()
    hr.seen("10b-papers")
    with page.expect_download(timeout=400_000) as papers:
        page.get_by_role("link", name="下载文书").click(timeout=400_000)
    assert papers.value.suggested_filename.endswith(".zip")
    page.get_by_role("link", name="回到方案").click()
    page.get_by_label("说明").fill("请审议。")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审。")).to_be_visible()

    leader = Person(browser, desk, "fang")
    leader.sign_in(people["fang"], own=True)
    leader.seen("12-waiting")
    leader.page.get_by_role("link", name="方案1").click()
    leader.seen("13-approval")
    leader.page.get_by_role("link", name="看方案和理由").click()
    expect(leader.page.get_by_role("heading", name="调整名单")).to_be_visible()
    leader.page.go_back()
    leader.page.get_by_role("button", name="批准").click()
    expect(leader.page.get_by_text("已批准，并按指纹锁定。")).to_be_visible()
    leader.page.goto(f"{desk.url}/cycle/1/options/")
    leader.page.get_by_label("指标").select_option("moves")
    leader.page.get_by_label("数值").fill("20")
    leader.page.get_by_role("textbox", name="依据").fill("局党组会议纪要")
    leader.page.get_by_role("button", name="增加条件").click()
    expect(leader.page.get_by_text("不可以")).to_be_visible()
    leader.seen("14-options")
    leader.page.get_by_role("button", name="English").click()
    leader.seen("15-options-en")

    # a later change makes the approval void
    page.goto(f"{desk.url}/book/1/sheet/4/")
    page.get_by_label("P4", exact=True).fill("借调")
    page.get_by_label("P4", exact=True).press("Enter")
    expect(page.locator("#says")).to_contain_text("已保存")
    page.goto(f"{desk.url}/cycle/1/")
    expect(page.get_by_text("已失效").first).to_be_visible()
    hr.seen("16-cycle-void")

    # a second workbook beside the first: what it says otherwise, row by row
    with page.expect_download() as own:
        page.goto(f"{desk.url}/book/1/")
        page.get_by_role("link", name="导出工作簿").click()
    other = openpyxl.load_workbook(io.BytesIO(own.value.path().read_bytes()))
    other["人员"]["P5"].value = "借调"
    second_book = tmp_path / "第二份.xlsx"
    other.save(second_book)
    page.goto(f"{desk.url}/cycle/1/")
    page.locator("input[type=file]").first.set_input_files(second_book)
    page.get_by_role("button", name="预览").first.click()
    page.get_by_role("link", name="与现行工作簿逐行比较").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    hr.seen("16b-differences")
    page.get_by_role("button", name="采用勾选的行").click()
    expect(page.get_by_text("没有差异。")).to_be_visible()

    inspector = Person(browser, desk, "ji")
    inspector.sign_in(people["ji"], own=True)
    inspector.page.get_by_role("link", name="日志").click()
    expect(inspector.page.get_by_text("日志链完整")).to_be_visible()
    inspector.seen("17-log")
    assert FOUND == []


def test_the_board_by_keyboard_and_by_drag(desk: Desk, browser: Browser) -> None:
    hr = Person(browser, desk, "guyan")
    hr.sign_in(PASSWORD)
    page = hr.page
    page.goto(f"{desk.url}/plan/1/")
    page.get_by_role("link", name="看板").click()
    hr.seen("18-board")
    # by keyboard alone: somebody is chosen, tried, and the verdict is read
    mover = page.locator(".seat.in").first
    staff = mover.get_attribute("data-staff")
    mover.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".seat.chosen").first).to_be_visible()
    hr.seen("19-board-person")
    page.locator("a.try").nth(3).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict b").first).to_be_visible()
    hr.seen("20-board-verdict")
    # by drag: the verdict stands there before anything is dropped
    page.goto(f"{desk.url}/plan/1/board/")
    seat = page.locator(f"[data-staff='{staff}']").first
    post = page.locator("[data-post]").nth(2)
    seat.scroll_into_view_if_needed()
    seat.hover()
    page.mouse.down()
    post.hover()
    post.hover()
    expect(page.locator("#verdict .verdict-box b")).to_be_visible()
    assert "at=" not in page.url  # nothing was dropped
    page.mouse.up()
    page.wait_for_url("**at=**")
    # back undoes, and the person pinned where they are is solved again
    own = seat_of(page, desk, str(staff))
    page.goto(f"{desk.url}/plan/1/board/?who={staff}&at={own}")
    page.get_by_role("link", name="定在此岗").click()
    hr.seen("21-board-pinned")
    page.get_by_role("button", name="重新求解（改动最少）").click()
    page.get_by_role("link", name="看方案").click(timeout=240_000)
    hr.seen("22-plan-of-a-scenario")
    page.get_by_role("link", name="并列比较").click()
    expect(page.get_by_role("heading", name="情景")).to_be_visible()
    hr.seen("23-options")
    assert FOUND == []


def seat_of(page: Page, desk: Desk, staff: str) -> str:
    """The post in which somebody sits on the board."""
    page.goto(f"{desk.url}/plan/1/board/?unit=all")
    box = page.locator(f"[data-post]:has([data-staff='{staff}'])").first
    return str(box.get_attribute("data-post"))


def test_everybody_else_at_the_desk(desk: Desk, browser: Browser) -> None:
    admin = Person(browser, desk, "admin")
    admin.sign_in(PASSWORD)
    people = {
        name: account(admin, name, full, role)
        for name, full, role in (
            ("wei", "魏成", "内控委"), ("kong", "孔立", "内控办"),
            ("tou", "田头", "单位负责人"), ("yuan", "员工甲", "工作人员"),
        )
    }  # fmt: skip
    hr = Person(browser, desk, "guyan")
    hr.sign_in(PASSWORD)
    hr.page.goto(f"{desk.url}/plan/1/")
    staff = hr.page.locator("table small").first.inner_text()
    hr.page.get_by_role("button", name="就此方案征求单位意见").click()
    hr.seen("24-consult")
    hr.page.goto(f"{desk.url}/cycle/1/recusals/")
    hr.page.get_by_label("谁须回避").fill(staff)
    hr.page.get_by_label("事由").fill("与科长系连襟")
    hr.page.get_by_role("button", name="提交").click()
    hr.seen("25-recusal")
    office = Person(browser, desk, "kong")
    office.sign_in(people["kong"], own=True)
    office.page.goto(f"{desk.url}/cycle/1/register/")
    office.seen("26-register")
    assessed = office.page.locator("tbody tr").filter(has_text="评估")
    assessed.locator("a").first.click()
    office.page.get_by_label("步骤").select_option("responded")
    office.page.get_by_label("说明").fill("已约谈")
    office.page.get_by_role("button", name="登记", exact=True).click()
    expect(office.page.get_by_text("已约谈")).to_be_visible()
    office.seen("27-risk")
    risk = office.page.url
    office.page.goto(f"{desk.url}/cycle/1/quarter/2026/4/")
    office.seen("28-quarter")
    office.page.goto(f"{desk.url}/draws/")
    office.seen("29-draws")
    office.page.goto(f"{desk.url}/verify/")
    office.seen("30-verify")
    office.page.goto(f"{desk.url}/keys/")
    office.seen("31-keys")
    committee = Person(browser, desk, "wei")
    committee.sign_in(people["wei"], own=True)
    committee.page.goto(risk)
    committee.page.get_by_label("理由").fill("影响范围有限")
    committee.page.get_by_role("button", name="审定").click()
    expect(committee.page.get_by_text("影响范围有限")).to_be_visible()
    committee.seen("32-graded")
    head = Person(browser, desk, "tou")
    head.sign_in(people["tou"], own=True)
    head.seen("33-head")
    assert FOUND == []


def test_a_kill_in_the_middle_loses_nothing(desk: Desk, browser: Browser) -> None:
    hr = Person(browser, desk, "guyan")
    hr.sign_in(PASSWORD)
    page = hr.page
    page.goto(f"{desk.url}/cycle/1/")
    page.get_by_role("button", name="用示例财政局试用").click()
    expect(page.get_by_text("没有错误，可以求解")).to_be_visible()
    page.get_by_role("button", name="求解（1分钟）").click()
    expect(page.get_by_text("进行中")).to_be_visible()
    where = page.url
    desk.kill()
    desk.start()
    page.goto(where)  # the session goes on as well
    page.get_by_role("link", name="看方案").click(timeout=240_000)
    expect(page.get_by_role("heading", name="调整名单")).to_be_visible()
