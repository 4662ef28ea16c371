"""The steps after the reveal: what is published, the windows, changes, appeals, the close."""

from __future__ import annotations

from collections.abc import Iterator

from lungang.draw.aftermath import after_upheld
from lungang.jobs.draws.guide_sheet import GuideStep, Sheet

AGAIN = (
    "文件夹已在的，再执行一次即换成最新的一套，公布的网址不变。",
    "Run again, a folder that is there is brought up to date.",
)


def course(sheet: Sheet) -> Iterator[GuideStep]:
    """From the record to the close."""
    yield _published(sheet)
    yield _windows(sheet)
    yield _changes(sheet)
    yield _appeals(sheet)
    yield _close(sheet)


def _published(sheet: Sheet) -> GuideStep:
    return sheet.step(
        "SCHEDULE", ("出记录，公布，排期", "Record, publish, schedule"),
        ["paper {draw} record 抽取记录.docx", "bundle {draw} {public}",
         'verify {public} --root "{root}"', "bundle {draw} {inspected} --inspection",
         "schedule {draw}"],
        [("抽取记录由三方和见证人签字、盖章；公布文件夹上网、张贴，核查文件夹只交纪检机构。",
          "All sign the record; the published folder is for everybody, the other for the"
          " discipline office alone."),
         ("记录上印有 verify_draw.html、verify_draw.py 两个文件的哈希，发出之前核对："
          "Windows 用 certutil -hashfile verify_draw.html SHA256，Linux 用 sha256sum "
          "verify_draw.html；网页自己显示的是其中程序的哈希，记录上另印一行。",
          "The record prints the hashes of verify_draw.html and verify_draw.py: compare"
          " them with certutil -hashfile FILE SHA256 or sha256sum FILE; what the page shows"
          " of itself is the hash of the program in it, printed on a line of its own."),
         AGAIN],
        sheet.state.scheduled,
    )  # fmt: skip


def _windows(sheet: Sheet) -> GuideStep:
    papers = [
        f"paper {{draw}} {kind} {name}.docx --pid {{pid}}"
        for kind, name in (("notice", "通知书"), ("handover", "交接单"),
                           ("checklist", "检查清单"))
    ]  # fmt: skip
    window = sheet.rules.window
    told = (
        "本次不预告：通知书在窗口第一天上班时送达本人，当天交接、离岗，代职人、监交人也在"
        "当天告知；之前不得透露。",
        "Unannounced: the notice is served at the start of the first day, handover and"
        " leave follow at once; nobody is told before.",
    )
    if window.notice == "announced":
        told = (
            f"本次预告：通知书在窗口第一天之前送达本人，最早提前{window.notice_days}个工作日。",
            f"Announced: the notice is served before the first day, {window.notice_days}"
            " working days ahead at the earliest.",
        )
    return sheet.step(
        "NOTIFY", ("每个窗口：通知、离岗、返岗", "Each window: notice, leave, return"),
        ["schedule {draw}", *papers, "notify {draw} {pid}",
         "start {draw} {pid} --evidence {log}", "return {draw} {pid} --evidence {found}"],
        [told,
         ("schedule 只显示下一个窗口；代号是谁：lungang draw who {draw} {pid}。离岗在窗口"
          "第一天起登记，返岗在最后一天起登记（检查结论作出之后）。",
          "schedule shows the next window only; who it is: lungang draw who {draw} {pid}."
          " Start from the first day of the window, return from its last."),
         ("--evidence 的文件只记哈希，原件自行存档；登记之后不能再补。没有文件的，改用 --note"
          " 写明情况。",
          "Of the file given with --evidence the hash is kept, the file stays with you;"
          " it cannot be added later. Without a file, say with --note what was done.")],
        sheet.state.closed or (sheet.state.scheduled and _all_back(sheet)),
    )  # fmt: skip


def _changes(sheet: Sheet) -> GuideStep:
    return sheet.step(
        "DEFER", ("有变动时：改期、转入、替补", "If something changes"),
        ["defer {draw} {pid} --until {until} --reason {reason} --evidence {paper} {two}",
         "carry {draw} {pid} --reason {reason} --evidence {paper} {two}",
         "replace {draw} {pid} --reason {reason} --evidence {paper} {two}",
         "replace {draw} {pid} --vacant --reason {reason} --evidence {paper} {two}"],
        [("生病、产假、借调：defer 改期，本人仍属抽中，按新窗口重新出通知书、重新送达；今年"
          "排不下的 carry 转入下一年度。",
          "Ill or away: defer; a new notice is served for the new window. No window left"
          " this year: carry."),
         ("永久离开岗位的 replace：替补人由程序按固定次序从同单位取，谁也不能指定。同单位"
          "无人可替补的（程序会说明），加 --vacant 登记空缺，报领导小组，下一次抽取补足；"
          "替补人数已满的，改用 carry。",
          "Gone for good: replace; who comes in follows from a fixed order of the unit, and"
          " nobody can name them. Where the program says that nobody can, --vacant leaves"
          " the place empty; where no more may be replaced, carry."),
         ("变动之后可以再出一份抽取记录（另取文件名），其中列出全部变动。",
          "After a change another record may be written, which lists it.")],
        when_needed=True,
    )  # fmt: skip


def _appeals(sheet: Sheet) -> GuideStep:
    return sheet.step(
        "APPEAL", ("有异议时：登记、裁决", "If somebody objects"),
        ["appeal {draw} {pid} --note {reason} --evidence {claim}",
         "decide {draw} {pid} --outcome {outcome} --note {reason} --evidence {ruling}"],
        [("异议期间不停止休假；结案之前每件异议都须裁决。",
          "A leave goes on meanwhile; every objection is decided before the close."),
         after_upheld(verbs=True)],
        when_needed=True,
    )  # fmt: skip


def _close(sheet: Sheet) -> GuideStep:
    return sheet.step(
        "CLOSE", ("结案（最后一个窗口结束之后）", "Close, after the last window"),
        ["close {draw}", "bundle {draw} {public}", "bundle {draw} {inspected} --inspection",
         'verify {inspected} --root "{root}" --rebind', "record {draw} {sheet}"],
        [("公布、核查两个文件夹都再出一次：公布的台账补上离岗、返岗、改期和结案，核查的此时"
          "含全部排期，交纪检机构重算。" + AGAIN[0],
          "Both folders are written again: the ledger now has the year and the close, and"
          " the one for inspection every schedule. " + AGAIN[1]),
         ("{sheet}中的“抽取记录”表并入下一年度工作簿；其中有工号，不得公布。",
          "The sheet in {sheet} goes into next year's workbook; it has staff numbers.")],
        sheet.state.closed,
    )  # fmt: skip


def _all_back(sheet: Sheet) -> bool:
    stage = sheet.state.stage
    return all(stage.get(pid) == "back" for pid in sheet.state.on_leave_list)
