"""The rules of the ledger: what may follow what, for one draw and across draws.

The same rules are held by both stand-alone verifiers, each in its own code; a table of
cases (``tests/draw/ledger_vectors.json``) keeps the three alike.  Lines of a draw
opened by the first version of the program are chained but not judged: the verifier in
its own bundle knows its rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from lungang.draw.alike import letters_of, two_approvers
from lungang.draw.faults import Refusal
from lungang.draw.line_forms import broken_form, is_hash, sources_of
from lungang.draw.timestamps import instant, is_day
from lungang.draw.waiting import Waiting
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.draw.ledger import Event

SCHEMA = "2"
SIGNERS_NEEDED = 3
ABOUT_COMMITMENT = frozenset({"SIGN", "STAMP", "ENTROPY", "DRAW", "VOID", "FAIL"})
DIARY = ("NOTIFY", "START", "RETURN", "DEFER", "REPLACE", "CARRY", "APPEAL", "DECIDE")
OUTCOMES = ("upheld", "rejected")
"""How an appeal may be decided."""
CHANGES = frozenset({"DEFER", "REPLACE", "CARRY"})
NEXT_STAGE = {"NOTIFY": ("", "told"), "START": ("told", "away"),
              "RETURN": ("away", "back")}  # fmt: skip

BROKEN: Mapping[str, Words] = {
    "time": Words("时间写法不对，或早于上一条", "the time is wrong or runs backwards"),
    "opened-twice": Words("该抽取已经启动过", "this draw was opened before"),
    "actor": Words("没有写明经办单位", "which office acts is not said"),
    "open-facts": Words("启动时没有锁定姓名表和输入", "names or inputs are not fixed"),
    "facts": Words(
        "本条的事项多了或少了，或写了别的",
        "the line says more or less than its kind of line does",
    ),
    "text": Words("文字有看不见的字符，或验证程序才说的判语",
                  "a text hides a mark or says what a verifier says"),
    "alg": Words("散列算法与本抽取其他记录不同", "hashed otherwise than its draw is"),
    "not-open": Words("该抽取尚未启动", "this draw has not been opened"),
    "closed": Words("该抽取已结案", "this draw is closed"),
    "exclude-late": Words(
        "承诺之后不得再排除人员，可改期", "nobody is left out any more; defer instead"
    ),
    "approvers": Words("须有两名不同的审批人", "two different approvers are needed"),
    "excluded-twice": Words("此人已经排除过", "this person was left out before"),
    "detail": Words("缺少依据材料", "the papers behind it are missing"),
    "slips": Words(
        "抽签条只登记一次，且须在承诺之前", "slips are recorded once, before committing"
    ),
    "no-slips": Words(
        "承诺之前须先发放抽签条并登记", "hand out the slips before the commitment"
    ),
    "redraw": Words(
        "该抽取已有结果；重复抽取属重大风险事项（第三十八条）",
        "the draw has its result; a repeated draw is a major finding (article 38)",
    ),
    "commit-open": Words("上一份承诺尚未了结", "the last commitment is undecided"),
    "sources": Words("公共数值的来源写法不对", "the sources are not written as needed"),
    "seed-known": Words(
        "公共数值在承诺时可能已知", "the value could be known at the commitment"
    ),
    "deadline": Words("揭晓期限须晚于公共数值", "the deadline lies before the value"),
    "attempt": Words("第几次承诺的编号不对", "the number of the attempt is wrong"),
    "roles": Words("须有三名不同的签署人", "three different signers are needed"),
    "no-commitment": Words("没有待抽取的承诺", "no commitment waits for its draw"),
    "role": Words("不是约定的签署人", "not one of the signers"),
    "signed": Words("该签署人已签署", "this signer has signed already"),
    "sign-order": Words(
        "同一秒内的签署须按承诺所列的次序，请重新登记",
        "signatures of one second stand in the order of the commitment: sign again",
    ),
    "sign-late": Words("公共数值可能已知，签署已迟", "too late to sign"),
    "stamped": Words("时间戳已登记过", "stamped already"),
    "stamp-late": Words("公共数值可能已知，时间戳已迟", "the stamp comes too late"),
    "source": Words("不是承诺的来源", "not a source committed to"),
    "entropy-twice": Words(
        "该来源已登记过，不得更改", "recorded already, and cannot be changed"
    ),
    "unsigned": Words("三人尚未签齐", "not all three have signed"),
    "too-early": Words("该来源此时不可能有结果", "the source can have no result yet"),
    "balls-late": Words(
        "公共数值可能已产生，号球已迟", "the public value may exist: balls too late"
    ),
    "entropy-missing": Words("还有来源没有登记数值", "a value is not recorded yet"),
    "reveal-late": Words(
        "已过揭晓期限，须两人审批", "past the deadline: two approvers are needed"
    ),
    "drawn": Words("没有写明抽中的人", "does not say who is drawn"),
    "void-late": Words(
        "公共数值可能已知，不得作废", "a value may be known: voiding is too late"
    ),
    "fail-early": Words(
        "揭晓期限未到，不得宣布失败", "no failure can be declared before the deadline"
    ),
    "fail-decided": Words(
        "数值已经登记齐全，应当揭晓", "every value is recorded: reveal instead"
    ),
    "fail-reason": Words("失败的理由与台账不符", "the ledger does not bear the reason out"),
    "not-drawn": Words("尚未抽取", "nothing has been drawn yet"),
    "scheduled-twice": Words("已经排期", "scheduled already"),
    "not-scheduled": Words("尚未排期", "nothing is scheduled yet"),
    "person": Words("不是在休名单上的人", "not a person on the list"),
    "order": Words(
        "通知、离岗、返岗须依次登记", "notice, start and return follow one another"
    ),
    "no-appeal": Words("此人没有待裁决的异议", "no appeal of this person is waiting"),
    "decision": Words("裁决须写明结果", "a decision has an outcome"),
    "appeals": Words("还有异议没有裁决", "an appeal is not decided"),
    "undecided": Words("还有承诺没有了结", "a commitment is undecided"),
    "close-count": Words("结案所记条数与台账不符", "the close counts other lines"),
    "close-early": Words(
        "最后一个窗口尚未结束，不得结案", "the last window has not ended yet"
    ),
    "legacy": Words(
        "该抽取以旧版程序启动，请用旧版程序完成",
        "opened by an older version: finish it with that version",
    ),
}  # fmt: skip


def broken(code: str) -> Refusal:
    """The refusal with this code and its sentence."""
    return Refusal(code, *BROKEN[code])


def require(holds: object, code: str) -> None:
    """Refuse unless it holds."""
    if not holds:
        raise broken(code)


@dataclass(slots=True)
class DrawState:
    """What the ledger says of one draw so far."""

    legacy: bool
    closed: bool = False
    slips: bool = False
    left_out: set[str] = field(default_factory=set)
    attempts: int = 0
    waiting: Waiting | None = None
    drawn: bool = False
    scheduled: bool = False
    on_leave_list: set[str] = field(default_factory=set)
    ever_listed: set[str] = field(default_factory=set)
    stage: dict[str, str] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)
    appeals: Counter[str] = field(default_factory=Counter)


def waiting_of(event: Event, now: datetime) -> Waiting:
    """Read what a COMMIT line fixes; raises Refusal for what it may not say."""
    facts = event.facts
    try:
        sources = sources_of(facts["sources"])
        deadline = instant(facts["deadline"])
    except ValueError:
        raise broken("sources") from None
    require(event.payload == event.root, "facts")
    moments = [moment for _, moment in sources.values()]
    require(min(moments) > now, "seed-known")
    require(deadline > max(moments), "deadline")
    roles = facts["roles"].split(" ")
    return Waiting(event.root, tuple(roles), sources, deadline)


def _require_form(event: Event) -> None:
    code = broken_form(event)
    require(not code, code)


class Invariants:
    """The rules, applied one event after another."""

    def __init__(self) -> None:
        self.draws: dict[str, DrawState] = {}
        self._last: datetime | None = None

    def accept(self, event: Event) -> None:
        """Take the event in, or raise Refusal with the rule it breaks."""
        try:
            now = instant(event.at)
        except ValueError:
            raise broken("time") from None
        require(self._last is None or now >= self._last, "time")
        if event.type == "OPEN":
            self._open(event)
        else:
            require(event.draw in self.draws, "not-open")
            state = self.draws[event.draw]
            if not state.legacy:
                require(not state.closed, "closed")
                require(letters_of(event.actor), "actor")
                _require_form(event)
                self._judge(event, state, now)
        self._last = now

    def refuse_legacy(self, draw: str) -> None:
        """Nothing can be added to a draw of the first version."""
        state = self.draws.get(draw)
        require(state is None or not state.legacy, "legacy")

    def _open(self, event: Event) -> None:
        require(event.draw not in self.draws, "opened-twice")
        state = DrawState(legacy="schema" not in event.facts)
        if not state.legacy:
            require(letters_of(event.actor), "actor")
            _require_form(event)
            fixed = is_hash(event.facts["names_root"])
            require(event.facts["schema"] == SCHEMA and fixed, "open-facts")
        self.draws[event.draw] = state

    def _judge(self, event: Event, state: DrawState, now: datetime) -> None:
        if event.type == "SLIPS":
            before = state.waiting is None and not state.drawn
            require(before and not state.slips, "slips")
            state.slips = True
        elif event.type == "EXCLUDE":
            self._exclude(event, state)
        elif event.type == "COMMIT":
            self._commit(event, state, now)
        elif event.type in ABOUT_COMMITMENT:
            waiting = state.waiting
            if waiting is None or event.root != waiting.root:
                raise broken("no-commitment")
            self._about(event, state, waiting, now)
        elif event.type == "CLOSE":
            self._close(event, state)
        else:
            self._after(event, state)

    @staticmethod
    def _exclude(event: Event, state: DrawState) -> None:
        require(state.waiting is None and not state.drawn, "exclude-late")
        require(two_approvers(event.facts), "approvers")
        pid = event.facts["pid"]
        require(pid and pid not in state.left_out, "excluded-twice")
        state.left_out.add(pid)

    @staticmethod
    def _commit(event: Event, state: DrawState, now: datetime) -> None:
        require(not state.drawn, "redraw")
        require(state.waiting is None, "commit-open")
        require(state.slips, "no-slips")
        found = waiting_of(event, now)
        number = str(state.attempts + 1)
        require(event.facts["attempt"] == number, "attempt")
        three = len(set(found.roles)) == len(found.roles) == SIGNERS_NEEDED
        require(three and "" not in found.roles, "roles")
        state.attempts += 1
        state.waiting = found

    def _about(
        self, event: Event, state: DrawState, waiting: Waiting, now: datetime
    ) -> None:
        facts = event.facts
        if event.type == "SIGN":
            role = facts["role"]
            require(role in waiting.roles, "role")
            require(role not in waiting.signed, "signed")
            after = waiting.roles[waiting.roles.index(role) + 1 :]
            known = (waiting.signed.get(later) for later in after)
            require(now not in known, "sign-order")
            require(now < waiting.first, "sign-late")
            waiting.signed[role] = now
        elif event.type == "STAMP":
            require(not waiting.stamped, "stamped")
            require(now < waiting.first, "stamp-late")
            waiting.stamped = True
        elif event.type == "ENTROPY":
            self._entropy(facts["source"], waiting, now)
        elif event.type == "DRAW":
            require(set(waiting.sources) == waiting.recorded, "entropy-missing")
            in_time = now <= waiting.deadline or two_approvers(facts)
            require(in_time, "reveal-late")
            require("approved_by" not in facts or two_approvers(facts), "approvers")
            people = facts["drawn"].split(" ")
            require(all(people) and len(set(people)) == len(people), "drawn")
            state.drawn, state.waiting = True, None
            state.on_leave_list, state.ever_listed = set(people), set(people)
        elif event.type == "VOID":
            require(now < waiting.first, "void-late")
            require(two_approvers(facts), "approvers")
            state.waiting = None
        else:
            self._fail(event, waiting, now)
            state.waiting = None

    @staticmethod
    def _entropy(name: str, waiting: Waiting, now: datetime) -> None:
        require(name in waiting.sources, "source")
        require(name not in waiting.recorded, "entropy-twice")
        require(waiting.whole, "unsigned")
        kind, due = waiting.sources[name]
        require(now >= due, "too-early")
        public = [at for other, at in waiting.sources.values() if other != "balls"]
        late = kind == "balls" and public and now >= min(public)
        require(not late, "balls-late")
        waiting.recorded.add(name)

    @staticmethod
    def _fail(event: Event, waiting: Waiting, now: datetime) -> None:
        require(now > waiting.deadline, "fail-early")
        require(set(waiting.sources) != waiting.recorded, "fail-decided")
        reasons = {
            "unsigned": not waiting.whole,
            "balls-missing": waiting.whole and bool(waiting.missing(balls=True)),
            "source-not-held": event.facts.get("source")
            in waiting.missing(balls=False),
        }
        named = "source" not in event.facts or (
            event.facts["source"] in set(waiting.sources) - waiting.recorded
        )
        good = reasons.get(event.facts["reason"], False)
        require(good and named, "fail-reason")

    @staticmethod
    def _after(event: Event, state: DrawState) -> None:
        kind, facts = event.type, event.facts
        require(state.drawn, "not-drawn")
        if kind == "SCHEDULE":
            require(not state.scheduled, "scheduled-twice")
            state.scheduled = True
            return
        require(state.scheduled, "not-scheduled")
        pid = facts["pid"]
        state.tally[kind] += 1
        if kind == "APPEAL":
            require(pid in state.ever_listed, "person")
            state.appeals[pid] += 1
            return
        if kind == "DECIDE":
            require(state.appeals[pid], "no-appeal")
            require(facts["outcome"] in OUTCOMES, "decision")
            state.appeals[pid] -= 1
            return
        require(pid in state.on_leave_list, "person")
        stage = state.stage.get(pid, "")
        if kind in NEXT_STAGE:
            needed, reached = NEXT_STAGE[kind]
            require(stage == needed, "order")
            state.stage[pid] = reached
            return
        require(stage != "back", "order")
        require(two_approvers(facts), "approvers")
        state.stage[pid] = ""
        if kind != "DEFER":
            state.on_leave_list.discard(pid)
        if kind == "REPLACE" and "by" in facts:
            require(facts["by"] not in {"", *state.ever_listed}, "person")
            state.on_leave_list.add(facts["by"])
            state.ever_listed.add(facts["by"])

    @staticmethod
    def _close(event: Event, state: DrawState) -> None:
        require(state.waiting is None, "undecided")
        require(not +state.appeals, "appeals")
        due = {kind: str(state.tally[kind]) for kind in DIARY if state.tally[kind]}
        counted = {kind: many for kind, many in event.facts.items() if kind != "last"}
        require(counted == due, "close-count")
        require(state.scheduled or not state.drawn, "not-scheduled")
        if state.on_leave_list:
            last = event.facts.get("last", "")
            ended = is_day(last) and last < event.at[:10]
            require(ended, "close-early")
        else:
            require("last" not in event.facts, "facts")
        state.closed = True
