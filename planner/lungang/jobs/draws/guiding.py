"""The instruction sheet of a draw: every step with who acts, its commands, what to mind.

One table serves the sheet, which can be printed before anything is opened, and the
line that says what comes next: a step is done when ledger and folder say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lungang.draw import timestamps
from lungang.draw.canonical_bytes import NotCanonical
from lungang.draw.commit import Commitment
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder, state_of
from lungang.draw.invariants import DrawState, Waiting
from lungang.draw.ledger import EventType
from lungang.draw.offices import acting, offices_known, role_words
from lungang.draw.rule_reader import FILE
from lungang.draw.rules import Rules, parse_rules, rules_bytes
from lungang.draw.shipped import defaults
from lungang.draw.timestamps import instant, official_moment
from lungang.jobs.draws.acting import Draw
from lungang_models.words import Words, same

__all__ = ["GuideStep", "guide", "next_step"]

Kept = TypeVar("Kept")
SIGNERS = ("hr", "control", "discipline")
BLANKS: Mapping[str, Words] = {
    "book": Words("工作簿.xlsx", "BOOK.xlsx"),
    "day": Words("窗口最早日期", "FIRST-DAY"),
    "org": Words("单位全称", "ORGANISATION"),
    "pid": Words("代号", "PID"),
    "paper": Words("文号", "PAPER"),
    "reason": Words("理由", "REASON"),
    "why": Words("原因代码", "CODE"),
    "outcome": Words("结果代码", "OUTCOME"),
    "root": Words("承诺值", "POSTED-ROOT"),
    "until": Words("最早日期", "EARLIEST-DAY"),
    "slips": Words("抽签条", "slips"),
    "public": Words("公布", "published"),
    "inspected": Words("核查", "inspection"),
    "two": Words("--approved-by 审批人 --second-approver 复核人",
                 "--approved-by FIRST --second-approver SECOND"),
    "watched": Words("--witness 见证人甲 --witness 见证人乙",
                     "--witness ONE --witness OTHER"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step: its office, its commands in order, what to have ready and to mind.

    ``when_needed``: only if something calls for it; such a step is never the next.
    """

    title: Words
    office: Words
    commands: tuple[Words, ...]
    notes: tuple[Words, ...]
    done: bool = False
    when_needed: bool = False


def next_step(draw: Draw) -> GuideStep | None:
    """The first step that is not done; ``None`` after the close."""
    steps = guide(draw)
    if steps[-1].done:
        return None
    return next(s for s in steps if not s.done and not s.when_needed)


def guide(draw: Draw) -> tuple[GuideStep, ...]:
    """All steps of a draw in order, also of one that is not opened yet."""
    return tuple(_Guide(draw).steps())


class _Guide:
    """What is known of a draw, and the steps in its words."""

    def __init__(self, draw: Draw) -> None:
        self.folder = draw.folder
        self.offices = offices_known(self.folder)
        events = self.folder.events()
        self.state = state_of(self.folder) if events else DrawState(legacy=False)
        self.opened = bool(events)
        root = self.state.waiting.root if self.state.waiting else ""
        self.commitment = (
            _kept(lambda: self.folder.commitment_with(root)) if root else None
        )
        opening = _kept(self.folder.opening) if self.opened else None
        org = same(opening["org"]) if opening else BLANKS["org"]
        self.blanks = {**BLANKS, "draw": same(draw.id), "org": org}
        self.rules = _rules(self.folder if opening else None)
        self.stuck = _stuck(self.state.waiting)

    def steps(self) -> Iterator[GuideStep]:
        """Every step in its order."""
        yield from self._opening()
        yield from self._before()
        yield self._committing()
        yield from self._drawing()
        yield from self._after()

    def _step(
        self, by: EventType | Words, title: tuple[str, str], commands: list[str],
        notes: list[tuple[str, str]], done: bool = False, when_needed: bool = False,
    ) -> GuideStep:  # fmt: skip
        if isinstance(by, str):
            who = acting(by, "", self.offices)
            by = Words(role_words(who), who)
        typed = [Words(c, c).fill(**self.blanks) for c in commands]
        said = [Words(*n).fill(**self.blanks) for n in notes]
        return GuideStep(
            Words(*title), by,
            tuple(Words(f"lungang draw {t.zh}", f"lungang draw {t.en}") for t in typed),
            tuple(said), done, when_needed,
        )  # fmt: skip

    def _opening(self) -> Iterator[GuideStep]:
        done = self.opened
        wait = self.rules.waiting_days
        yield self._step(
            "OPEN", ("核定规则", "Decide the rules"),
            ["rules {book} rules.json --first {day}"],
            [("备齐：工作簿，lungang check 无误；要按方案抽取的，另备 plan.json。",
              "Have ready: the workbook, free of faults in lungang check; the plan, if any."),
             (f"窗口最早日期晚于揭晓：发放抽签条，承诺后等{wait}个工作日，再开奖、揭晓；"
              "一般留出一个月。",
              f"The leave begins after the reveal: slips, {wait} working days after the"
              " commitment, the lotteries; leave a month."),
             ("内控委在 rules.json 中逐项核定比例、名额、机会上下限、停休期，写明来源。",
              "The committee decides each value in rules.json and cites its source.")],
            done,
        )  # fmt: skip
        yield self._step(
            "OPEN", ("启动", "Open"),
            ["open {draw} --org {org} --workbook {book} --rules rules.json {two} --dry-run",
             "open {draw} --org {org} --workbook {book} --rules rules.json {two}"],
            [("先演练，看清名册、不入名册的人、机会为0的人；有方案的两条都加 --plan plan.json。",
              "Rehearse first and read who is in, out, or without a chance; add --plan if"
              " there is a plan."),
             ("机会为0（无人可代职）的人不是免抽。出路：缺资格的，在“人员”表补上；规则可豁免"
              "的，经批准填“豁免”表（规则编号、休假人和代职人、文号，启动后见 {draw}.private/"
              "struck.csv）；确需扩大代职范围的，由内控委改规则包的 cover_scope 或 "
              "cover_level_gap（改后用 --pack）。改好后重新演练；已启动的，先 close，"
              "再换编号启动。都不可行的，报领导小组，另行安排离岗检查，抽取照常进行。",
              "Nobody without a cover is exempt. Ways out: give the missing qualification on"
              " the staff sheet; have the rule waived on the sheet of waivers (rule and pair"
              " stand in {draw}.private/struck.csv after the opening); let the committee"
              " widen cover_scope or cover_level_gap in the rule pack (--pack). Then"
              " rehearse again; if opened already, close and open under another id. If"
              " nothing helps, tell the committee, audit the post, and draw all the same."),
             ("启动之后名册、规则不得再改；{draw}.private/names_salt.txt 交纪检机构保管。",
              "Nothing changes afterwards; the discipline office keeps"
              " {draw}.private/names_salt.txt.")],
            done,
        )  # fmt: skip

    def _before(self) -> Iterator[GuideStep]:
        codes = [(r.code, *r.words) for r in self.rules.exclusion_reasons]
        yield self._step(
            "EXCLUDE", ("排除（有人须排除时）", "Leave somebody out, if need be"),
            ["exclude {draw} {pid} --reason {reason} --article 38 --evidence {paper} {two}"],
            [("理由只能是：" + "，".join(f"{code}（{zh}）" for code, zh, _ in codes),
              "Reasons: " + ", ".join(f"{code} ({en})" for code, _, en in codes))],
            when_needed=True,
        )  # fmt: skip
        yield self._step(
            "SLIPS", ("发放抽签条，登记签收", "Hand out the slips, record the receipts"),
            ["slips {draw} {slips}", "receipts {draw} {slips}/receipts.csv"],
            [("逐份打印，当面交本人签字；再在 receipts.csv 每人一行填签收日期和“是”。",
              "Print them, each person signs; then write date and yes in receipts.csv.")],
            self.state.slips,
        )  # fmt: skip
        yield self._step(
            "COMMIT", ("编制名册", "Bind the book"),
            ["odds {draw}", "book {draw}", "check {draw}"],
            [("check 不合规的页、排不下的页都应为0。本人询问机会的：lungang draw explain "
              "{draw} {pid}。",
              "check must find no page at fault. Asked for a chance: lungang draw explain"
              " {draw} {pid}.")],
            self.state.attempts > 0 or (self.folder.public / "book.csv").exists(),
        )  # fmt: skip

    def _committing(self) -> GuideStep:
        bits = self.rules.entropy_bits_min
        lotteries = defaults()["lotteries"].values()
        days = [Words(*lottery["when"]) for lottery in lotteries]
        return self._step(
            "COMMIT", ("写计划，承诺", "Write the plan, commit"),
            [*(f"key {role}" for role in SIGNERS), "plan {draw} draw-plan.json",
             "commit {draw} --plan draw-plan.json"],
            [("三名签署人各在自己的机器上生成密钥，自己保管，只交出 .pub 文件，放在计划旁边。",
              "Each signer makes the key on their own machine and hands out the .pub only."),
             ("plan 写出填好日期的计划：补上期号，核对日期和公钥文件。"
              + "；".join(d.zh for d in days)
              + f"。一种彩票约24比特，规则要求不少于{bits}比特，所以须两种。",
              "plan writes a plan with its dates: add the issues, check dates and keys. "
              + "; ".join(d.en for d in days)
              + f". One lottery has about 24 bits, the rules ask for {bits}: take both."),
             ("承诺值当场宣读、张贴、载入纪要；指纹、验证程序的哈希、链首也在本机关以外公布。"
              "第一个数值之前发现有误的：lungang draw void {draw} --reason {reason} {two}。",
              "Read the root aloud, post and minute it; publish fingerprints, hash and head"
              " elsewhere. A mistake found before any value: lungang draw void {draw}"
              " --reason {reason} {two}.")],
            self.state.drawn or self.state.waiting is not None,
        )  # fmt: skip

    def _drawing(self) -> Iterator[GuideStep]:
        """Signatures, values, reveal; or the failure, where no draw is possible."""
        waiting, made = self.state.waiting, self.commitment
        done = self.state.drawn
        signed = set(waiting.signed) if waiting else set()
        roles = made.signers if made else SIGNERS
        before = official_moment(_first(made)) if made else ""
        yield self._step(
            Words("三名签署人", "the three signers"), ("签署", "Sign"),
            [f"sign {{draw}} {role} --key {role}" for role in roles if role not in signed],
            [(f"须在{before or '第一个数值产生'}之前签齐，一人一次。不愿交出密钥的，在自己的"
              "机器上签 commit.json，交签名文件：--signature 文件。",
              f"All sign before {_first(made) if made else 'the first value'}. Whoever signs"
              " commit.json elsewhere hands in the file: --signature FILE."),
             ("要外部时间戳的：lungang draw stamp {draw} --query 请求.tsq，取得后 --response "
              "响应.tsr --authority 机构证书.pem。",
              "For an outside stamp: lungang draw stamp {draw} --query FILE, then --response"
              " and --authority.")],
            done or (waiting is not None and waiting.whole), bool(self.stuck),
        )  # fmt: skip
        yield self._values(made, waiting)
        yield self._failure()
        due = waiting.deadline.isoformat() if waiting else ""
        yield self._step(
            "DRAW", ("揭晓", "Reveal"), ["reveal {draw}"],
            [(f"揭晓期限：{official_moment(due) if due else '见计划'}；过期的两条审批都要写："
              "{two}，结果不变。",
              f"Deadline: {due or 'see the plan'}; later with {{two}}, and the same result.")],
            done, bool(self.stuck),
        )  # fmt: skip

    def _values(self, made: Commitment | None, waiting: Waiting | None) -> GuideStep:
        recorded = waiting.recorded if waiting else set()
        sources = [(s.name, s.kind, s.not_before) for s in made.sources] if made else [
            ("号球", "balls", ""), *((name, "lottery", "") for name in defaults()["lotteries"])
        ]  # fmt: skip
        left = [s for s in sources if s[0] not in recorded]
        notes = [
            (
                f"{_literal(name)}：{official_moment(at)}起",
                f"{_literal(name)}: from {at} on",
            )
            for name, _, at in left
            if at
        ]
        if any(kind == "balls" for _, kind, _ in left):
            public = [at for _, kind, at in sources if kind != "balls" and at]
            by = min(public, key=instant) if public else ""
            zh = official_moment(by) if by else "第一期开奖"
            notes.append(
                (f"号球须在{zh}之前登记；两名见证人事先请到，当场签字、录像；依次抽"
                 f"{len(str(self.rules.pages - 1))}个0至9的球，号码输两遍。",
                 f"The balls are recorded before {by or 'the first lottery'}; two witnesses"
                 " are there from the start; each digit 0 to 9, typed twice.")
            )  # fmt: skip
        notes.append(
            ("彩票号码照报纸或官方网站，如 3 8 12 20 27 31 + 9，输两遍。",
             "Lottery numbers as published, like 3 8 12 20 27 31 + 9, typed twice.")
        )  # fmt: skip
        commands = [
            f"entropy {{draw}} {_quoted(name)}"
            + (" {watched}" if kind == "balls" else "")
            for name, kind, _ in left
        ]
        whole = waiting is not None and not left
        return self._step(
            "ENTROPY", ("登记号码", "Record the numbers"), commands, notes,
            self.state.drawn or whole, bool(self.stuck),
        )  # fmt: skip

    def _failure(self) -> GuideStep:
        roles = self.commitment.signers if self.commitment else SIGNERS
        due = self.state.waiting.deadline.isoformat() if self.state.waiting else ""
        reason = self.stuck or "{why}"
        return self._step(
            "FAIL", ("抽不成时：宣布失败，再次承诺", "If it cannot be drawn: a failure"),
            [f"fail {{draw}} --reason {reason}",
             *(f"sign {{draw}} {role} --failure --key {role}" for role in roles),
             "paper {draw} failure 作废记录.docx"],
            [(f"限揭晓期限{official_moment(due) if due else ''}之后、数值不齐时。"
              "原因代码：unsigned 签名未齐，balls-missing 号球未及时登记，source-not-held "
              "彩票停开（加 --source 名称）。"
              "三名签署人中两人签署；之后重写计划，再次承诺，名册、抽签条照旧。",
              f"After the deadline {due}, while a value is missing: unsigned, balls-missing or"
              " source-not-held (with --source). Two of the three sign; then write another"
              " plan and commit again, book and slips stay.")],
            when_needed=not self.stuck,
        )  # fmt: skip

    def _after(self) -> Iterator[GuideStep]:
        yield self._step(
            "SCHEDULE", ("出记录，公布，排期", "Record, publish, schedule"),
            ["paper {draw} record 抽取记录.docx", "bundle {draw} {public}",
             'verify {public} --root "{root}"', "bundle {draw} {inspected} --inspection",
             "schedule {draw}"],
            [("抽取记录由三方和见证人签字、盖章；公布文件夹上网、张贴，核查文件夹只交纪检机构。",
              "All sign the record; the published folder is for everybody, the other for the"
              " discipline office alone.")],
            self.state.scheduled,
        )  # fmt: skip
        papers = [
            f"paper {{draw}} {kind} {name}.docx --pid {{pid}}"
            for kind, name in (("notice", "通知书"), ("handover", "交接单"),
                               ("checklist", "检查清单"))
        ]  # fmt: skip
        yield self._step(
            "NOTIFY", ("每个窗口：通知、离岗、返岗", "Each window: notice, leave, return"),
            ["schedule {draw}", *papers, "notify {draw} {pid}", "start {draw} {pid}",
             "return {draw} {pid}"],
            [("schedule 只显示下一个窗口；代号是谁：lungang draw who {draw} {pid}。离岗在窗口"
              "第一天起登记，返岗在最后一天起登记（检查结论作出之后）。",
              "schedule shows the next window only; who it is: lungang draw who {draw} {pid}."
              " Start from the first day of the window, return from its last.")],
            self.state.closed or (self.state.scheduled and self._all_back()),
        )  # fmt: skip
        yield self._step(
            "DEFER", ("有变动时", "If something changes"),
            ["defer {draw} {pid} --until {until} --reason {reason} --evidence {paper} {two}",
             "carry {draw} {pid} --reason {reason} --evidence {paper} {two}",
             "replace {draw} {pid} --reason {reason} --evidence {paper} {two}",
             "appeal {draw} {pid} --note {reason}",
             "decide {draw} {pid} --outcome {outcome} --note {reason}"],
            [("生病、产假、借调：defer 改期；今年排不下的 carry 转入下一年度。永久离开岗位的"
              "replace 替补，无人可替补的加 --vacant 登记空缺。异议 appeal，裁决 decide"
              "（结果代码：upheld 成立，rejected 不成立），异议期间不停止休假。",
              "Ill or away: defer; no window left this year: carry. Gone for good: replace,"
              " with --vacant where nobody can. An objection: appeal, then decide (upheld or"
              " rejected).")],
            when_needed=True,
        )  # fmt: skip
        yield self._step(
            "CLOSE", ("结案（最后一个窗口结束之后）", "Close, after the last window"),
            ["close {draw}", "bundle {draw} {inspected}-2 --inspection",
             "record {draw} records"],
            [("核查文件夹此时含全部排期，交纪检机构重算；records 中的“抽取记录”表并入下一年度"
              "工作簿。",
              "The folder for inspection now has every schedule; the sheet in records goes"
              " into next year's workbook.")],
            self.state.closed,
        )  # fmt: skip

    def _all_back(self) -> bool:
        stage = self.state.stage
        return all(stage.get(pid) == "back" for pid in self.state.on_leave_list)


def _kept(read: Callable[[], Kept]) -> Kept | None:
    """What a file says; nothing where it was changed, which the steps themselves tell."""
    try:
        return read()
    except (Refusal, NotCanonical, OSError):
        return None


def _rules(folder: DrawFolder | None) -> Rules:
    """Those of an opened draw, else the program's own policy."""
    data = _kept((folder.public / FILE).read_bytes) if folder is not None else None
    found = parse_rules(data or rules_bytes(defaults()["rules"]), [])
    return found or _rules(None)


def _first(made: Commitment) -> str:
    return min((s.not_before for s in made.sources), key=instant)


def _literal(name: str) -> str:
    """A name given by people, safe in a template."""
    return name.replace("{", "{{").replace("}", "}}")


def _quoted(name: str) -> str:
    return f'"{_literal(name)}"' if re.search(r"\s", name) else _literal(name)


def _stuck(waiting: Waiting | None) -> str:
    """Why an attempt can no longer be drawn, as far as ledger and clock show."""
    now = instant(timestamps.clock())
    if waiting is None:
        return ""
    if now >= waiting.first and not waiting.whole:
        return "unsigned"
    public = [due for kind, due in waiting.sources.values() if kind != "balls"]
    late = waiting.missing(balls=True) and public and now >= min(public)
    return "balls-missing" if late else ""
