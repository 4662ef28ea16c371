"""The instruction sheet of a draw: every step with who acts, its commands, what to mind.

One table serves the sheet, which can be printed before anything is opened, and the
line that says what comes next: a step is done when ledger and folder say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lungang.draw.commit import Commitment
from lungang.draw.failing import CAUSES
from lungang.draw.shipped import defaults
from lungang.draw.timestamps import instant, official_date, official_moment
from lungang.draw.waiting import Waiting
from lungang.jobs.draws.acting import Draw, today
from lungang.jobs.draws.documents import StepDocument, StepsDocument
from lungang.jobs.draws.guide_course import course
from lungang.jobs.draws.guide_sheet import (
    SIGNERS,
    THE_SIGNERS,
    GuideStep,
    Sheet,
    first_of,
    literal,
    quoted,
)
from lungang_models.draw_title import title_of
from lungang_models.words import Language, Words

__all__ = ["GuideStep", "guide", "next_step", "steps_document", "steps_values"]


def next_step(draw: Draw) -> GuideStep | None:
    """The first step that is not done; ``None`` after the close."""
    return _due(guide(draw))


def _due(steps: tuple[GuideStep, ...]) -> GuideStep | None:
    if steps[-1].done:
        return None
    return next(s for s in steps if not s.done and not s.when_needed)


def guide(draw: Draw) -> tuple[GuideStep, ...]:
    """All steps of a draw in order, also of one that is not opened yet."""
    sheet = _Guide(draw)
    return (*sheet.steps(), *course(sheet))


def steps_document(draw: Draw, language: Language) -> StepsDocument:
    """The same as data, in one language."""
    steps = guide(draw)
    due = _due(steps)
    return StepsDocument(
        draw=draw.id,
        steps=tuple(
            StepDocument(
                number=number, title=s.title.in_(language), office=s.office.in_(language),
                state="done" if s.done else "now" if s is due
                else "if-needed" if s.when_needed else "later",
                commands=tuple(c.in_(language) for c in s.commands),
                notes=tuple(n.in_(language) for n in s.notes),
            )
            for number, s in enumerate(steps, start=1)
        ),
    )  # fmt: skip


MARKS = {"done": "√", "now": "→"}


def steps_values(draw: Draw) -> dict[str, Any]:
    """The same for its paper."""
    sheet = Sheet(draw)
    steps = [s.model_dump() for s in steps_document(draw, "zh").steps]
    return {
        "org": sheet.blanks["org"].zh, "draw": title_of(draw.id).zh,
        "date": official_date(today()),
        "steps": [{**s, "mark": MARKS.get(s["state"], "")} for s in steps],
    }  # fmt: skip


class _Guide(Sheet):
    """The steps up to the reveal."""

    def steps(self) -> Iterator[GuideStep]:
        """Every step in its order."""
        yield from self._opening()
        yield from self._before()
        yield self._committing()
        yield from self._drawing()

    def _opening(self) -> Iterator[GuideStep]:
        done = self.opened
        wait = self.rules.waiting_days
        yield self.step(
            "OPEN", ("核定规则", "Decide the rules"),
            ["rules {book} rules.json --first {day}"],
            [("备齐：工作簿，lungang check 无误；要按方案抽取的，另备 plan.json。",
              "Have ready: the workbook, free of faults in lungang check; the plan, if any."),
             (f"窗口最早日期晚于揭晓：发放抽签条，承诺后等{wait}个工作日，再开奖、揭晓；"
              "一般留出一个月；要留出重来一次的余地（彩票停开、漏签），留出两个月。",
              f"The leave begins after the reveal: slips, {wait} working days after the"
              " commitment, the lotteries; leave a month, two for a second attempt."),
             ("内控委在 rules.json 中逐项核定比例、名额、机会上下限、停休期，写明来源。",
              "The committee decides each value in rules.json and cites its source.")],
            done,
        )  # fmt: skip
        yield self.step(
            "OPEN", ("启动", "Open"),
            ["open {draw} --org {org} --workbook {book} --rules rules.json {two} --dry-run",
             "open {draw} --org {org} --workbook {book} --rules rules.json {two}"],
            [("先演练，看清名册、不入名册的人、机会为0的人；有方案的两条都加 --plan plan.json。"
              "代号在正式启动时才产生，演练只列姓名。",
              "Rehearse first and read who is in, out, or without a chance; add --plan if"
              " there is a plan. Pseudonyms come with the real opening."),
             ("日历随启动锁定，之后不能更新。启动前程序提醒某年调休未收录的，照国务院办公厅的"
              "放假通知写 调休.csv（三列：日期、上班、说明，上班写1，放假写0），启动时加 "
              "--overlay 调休.csv；启动之后才公布的，照锁定的日历办理，个别窗口确有妨碍的用 "
              "defer 改期。",
              "The calendar is fixed by the opening. Where the program notes that a year's"
              " moved working days are missing, write them down (date,workday,label; 1 or 0)"
              " and give --overlay FILE; if they are announced later, the calendar stays,"
              " and a window that collides is deferred."),
             ("机会为0（无人可代职）的人不是免抽。出路：缺资格的，在“人员”表补上；规则可豁免"
              "的，经批准填“豁免”表（规则编号、休假人和代职人、文号，启动后见 {draw}.private/"
              "struck.csv）；确需扩大代职范围的，由内控委改规则包的 cover_scope 或 "
              "cover_level_gap（改后用 --pack）。改好后重新演练；已启动的，换一个"
              "编号另行启动（已承诺过的先 close 结案）。都不可行的，报领导小组，另行安排离岗检查，"
              "抽取照常进行。",
              "Nobody without a cover is exempt. Ways out: give the missing qualification on"
              " the staff sheet; have the rule waived on the sheet of waivers (rule and pair"
              " stand in {draw}.private/struck.csv after the opening); let the committee"
              " widen cover_scope or cover_level_gap in the rule pack (--pack). Then"
              " rehearse again; if opened already, open under another id (close first what"
              " was committed to). If nothing helps, tell the committee, audit the post, and"
              " draw all the same."),
             ("启动之后名册、规则不得再改；{draw}.private/names_salt.txt 交纪检机构保管。",
              "Nothing changes afterwards; the discipline office keeps"
              " {draw}.private/names_salt.txt.")],
            done,
        )  # fmt: skip

    def _before(self) -> Iterator[GuideStep]:
        reasons = [r.words for r in self.rules.exclusion_reasons]
        yield self.step(
            "EXCLUDE", ("排除（有人须排除时）", "Leave somebody out, if need be"),
            ["exclude {draw} {pid} --reason {reason} --article 38 --evidence {paper} {two}"],
            [("理由照写下列之一：" + "；".join(r.zh for r in reasons) + "。",
              "The reason is one of: " + "; ".join(r.en for r in reasons)),
             ("限承诺之前；代号见抽签条登记表。排除之后须重做 odds、book、check。",
              "Before the commitment only; then odds, book and check once more.")],
            when_needed=True,
        )  # fmt: skip
        yield self.step(
            "SLIPS", ("发放抽签条，登记签收", "Hand out the slips, record the receipts"),
            ["slips {draw} {slips}", "receipts {draw} {slips}/receipts.csv"],
            [("逐份打印，当面交本人签字；再在 receipts.csv 每人一行填签收日期和“是”。",
              "Print them, each person signs; then write date and yes in receipts.csv.")],
            self.state.slips,
        )  # fmt: skip
        yield self.step(
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
        ended = self.state.attempts - (self.state.drawn or bool(self.state.waiting))
        keys = [] if self.state.attempts else [f"key {role}" for role in SIGNERS]
        plan = f"draw-plan-{ended + 1}.json" if ended else "draw-plan.json"
        return self.step(
            "COMMIT", ("写计划，承诺", "Write the plan, commit"),
            [*keys, f"plan {{draw}} {plan}", f"commit {{draw}} --plan {plan}"],
            [("三名签署人各在自己的机器上生成密钥，自己保管，只交出 .pub 文件，放在计划"
              "旁边。hr、control、discipline 是人事、内控、纪检三方签署人的代称。",
              "Each signer makes the key on their own machine and hands out the .pub only."),
             ("plan 写出填好日期的计划：用记事本打开，补上期号（issue），核对日期和公钥文件。"
              + "；".join(d.zh for d in days)
              + f"。一种彩票约24比特，规则要求不少于{bits}比特，所以须两种；用别的彩票的，写明"
              "号码组 parts 和开奖日 weekdays（周一为1，周日为7）。",
              "plan writes a plan with its dates: add the issues, check dates and keys. "
              + "; ".join(d.en for d in days)
              + f". One lottery has about 24 bits, the rules ask for {bits}: take both. Of"
              " another lottery give its parts and weekdays (Monday 1)."),
             ("承诺值当场宣读、张贴、载入纪要；指纹、验证文件的哈希、链首也在本机关以外公布。"
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
        before = official_moment(first_of(made)) if made else ""
        yield self.step(
            THE_SIGNERS, ("签署", "Sign"),
            [f"sign {{draw}} {role} --key {role}" for role in roles if role not in signed],
            [(f"须在{before or '第一个数值产生'}之前签齐，一人一次。不愿交出密钥的，在自己的"
              "机器上签 commit.json，交签名文件：--signature 文件。",
              f"All sign before {first_of(made) if made else 'the first value'}. Whoever signs"
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
        yield self.step(
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
                f"{literal(name)}：{official_moment(at)}起",
                f"{literal(name)}: from {at} on",
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
            f"entropy {{draw}} {quoted(name)}"
            + (" {watched}" if kind == "balls" else "")
            for name, kind, _ in left
        ]
        whole = waiting is not None and not left
        return self.step(
            "ENTROPY", ("登记号码", "Record the numbers"), commands, notes,
            self.state.drawn or whole, bool(self.stuck),
        )  # fmt: skip

    def _failure(self) -> GuideStep:
        roles = self.commitment.signers if self.commitment else SIGNERS
        due = self.state.waiting.deadline.isoformat() if self.state.waiting else ""
        reason = CAUSES[self.stuck].zh if self.stuck else "{why}"
        return self.step(
            "FAIL", ("抽不成时：宣布失败，再次承诺", "If it cannot be drawn: a failure"),
            [f"fail {{draw}} --reason {reason}",
             *(f"sign {{draw}} {role} --failure --key {role}" for role in roles),
             "paper {draw} failure 作废记录.docx"],
            [(f"限揭晓期限{official_moment(due) if due else ''}之后、数值不齐时。原因写"
              + "、".join(c.zh for c in CAUSES.values())
              + "之一，彩票停开的加 --source 名称。三名签署人中任意两人签署即可；之后另写一份"
              "计划，再次承诺，名册、抽签条、密钥照旧，不再重发。窗口已经来不及的，程序会说明，"
              "结案后换编号启动。",
              f"After the deadline{due and ' '}{due}, while a value is missing. The cause is "
              + ", ".join(CAUSES)
              + " (with --source). Any two of the three sign; then write another plan and"
              " commit again; book, slips and keys stay. If the windows come too soon by"
              " then, close and open under another id.")],
            when_needed=not self.stuck,
        )  # fmt: skip
