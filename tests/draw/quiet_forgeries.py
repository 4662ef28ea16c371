"""Frauds of what nobody reads: lines, papers and files that say more than they do, or
something else than what is read beside them.

``BEFORE`` the draw's aftermath, ``AFTER`` it, and ``AGAIN`` at a third attempt, each
with the file and field that both verifiers must name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from forgeries import Fraud, line
from forging import Forgery, sha
from fresh_forgeries import other_cell
from later_forgeries import cells
from outer_forgeries import other_attempt, paper
from subtle_forgeries import with_an_exclusion

from lungang.draw.canonical_bytes import canonical

# ---- lines ----------------------------------------------------------------------------


def stands_in(drawn: bool) -> Fraud:
    """Whoever is put off vanishes, and another stands in for them."""

    def change(f: Forgery) -> None:
        event = f.event("DEFER")
        listed = [row.split(",")[0] for row in f.lines("schedule-001.csv")[1:]]
        everyone = [row.split(",")[0] for row in f.lines("roster.csv")[1:]]
        pid = event["facts"]["pid"]
        event["facts"]["by"] = next(
            p
            for p in (listed if drawn else everyone)
            if p != pid and (p in listed) is drawn
        )
        f.text("schedule-001.csv", pid + ",", event["facts"]["by"] + ",")

    return change


def heard(**said: str) -> Fraud:
    """An appeal and its decision, whose paper says this besides or instead."""

    def add(f: Forgery) -> None:
        close = f.event("CLOSE")
        pid, at = f.event("NOTIFY")["facts"]["pid"], close["at"]
        blank = {**close, "at": at, "facts": {"pid": pid}}
        text = canonical({"kind": "DECIDE", "pid": pid, "at": at, "note": "按规则计算无误",
                          "evidence": "", "nonce": "ab" * 16, **said})  # fmt: skip
        f.files[f"detail-{sha(text)[:16]}.json"] = text
        facts = {"pid": pid, "outcome": "rejected", "detail": sha(text)}
        place = f.place("CLOSE")
        f.events[place:place] = [
            {**blank, "type": "APPEAL"}, {**blank, "type": "DECIDE", "facts": facts}
        ]  # fmt: skip
        close["facts"] |= {"APPEAL": "1", "DECIDE": "1"}

    return add


def unheard(f: Forgery) -> None:
    """An appeal that nobody decides."""
    heard()(f)
    f.events.remove(f.event("DECIDE"))
    del f.event("CLOSE")["facts"]["DECIDE"]
    f.files.popitem()


def told_at_once(f: Forgery) -> None:
    """The one whose window is last is told of it before anybody else's."""
    told = f.event("NOTIFY", -1)
    f.events.remove(told)
    before = f.event("REPLACE")
    told["at"] = before["at"]
    f.events.insert(f.events.index(before) + 1, told)


def gone_after(f: Forgery) -> None:
    """Nobody leaves in the last window; the leave is taken afterwards."""
    back = f.event("RETURN", -1)
    pid = back["facts"]["pid"]
    gone = next(
        e for e in f.events if e["type"] == "START" and e["facts"]["pid"] == pid
    )
    f.events.remove(gone)
    f.events.insert(f.events.index(back), gone)
    after = date.fromisoformat(f.event("CLOSE")["facts"]["last"]) + timedelta(days=1)
    gone["at"] = back["at"] = f"{after}T08:30:00+08:00"


# ---- papers and files -------------------------------------------------------------------


def signed_on(day: str) -> Fraud:
    """One slip signed for on this day."""
    return paper("SLIPS", lambda p: p["receipts"][0].__setitem__(1, day))


def watched(*names: str) -> Fraud:
    """Other witnesses of the balls."""
    return lambda f: f.value(1, lambda record: record.update(witnesses=list(names)))


def certificate(change: Callable[[Any], Any]) -> Fraud:
    """The certificate says something that no check of its rows needs."""
    return lambda f: f.json("certificate.json", change)


def excluded(column: int, text: str) -> Fraud:
    """The row of somebody left out says something else."""
    return cells("exclusions.csv", 0, lambda row: other_cell(row, column, text))


def excluded_for(**said: str) -> Fraud:
    """The paper of an exclusion says something else than its row."""

    def change(f: Forgery) -> None:
        with_an_exclusion(f)
        paper("EXCLUDE", lambda p: p.update(said))(f)

    return change


def of_another_name(f: Forgery) -> None:
    """A paper lies under a name that is not its hash's."""
    f.leave.add("details")
    name = next(name for name in sorted(f.files) if name.startswith("detail-"))
    f.files["detail-" + "0" * 16 + ".json"] = f.files.pop(name)


def void_for(reason: str) -> Fraud:
    """The paper of the attempt withdrawn gives this reason."""
    return paper("VOID", lambda p: p.update(reason=reason))


def void_of_another(f: Forgery) -> None:
    """It is about another commitment than its line is."""
    paper("VOID", lambda p: p.update(root="0" * 64))(f)


def first_multiplier(c: Any) -> list[str]:
    """The first row of the first level that has any."""
    return next(
        level["multipliers"][0] for level in c["levels"] if level["multipliers"]
    )


BEFORE: dict[str, tuple[str, Fraud]] = {
    "a slip signed for on no day": ("detail-*.json receipts", signed_on("未签收")),
    "a slip signed for on a day that is none": ("detail-*.json receipts", signed_on("2026-01-32")),
    "a slip signed for before the opening": ("detail-*.json receipts", signed_on("2026-01-04")),
    "a slip signed for after the record": ("detail-*.json receipts", signed_on("2026-01-07")),
    "a slip signed for by three": (
        "detail-*.json form", paper("SLIPS", lambda p: p["receipts"][0].append("x"))),
    "receipts that say more": (
        "detail-*.json form", paper("SLIPS", lambda p: p.update(pid="P00001"))),
    "a nonce that speaks": (
        "detail-*.json form", paper("SLIPS", lambda p: p.update(nonce="见面再谈"))),
    "one witness with a full stop": ("entropy-1.json digits", watched("甲", "甲.")),
    "one witness in brackets": ("entropy-1.json digits", watched("甲", "（甲）")),
    "a witness too many": ("entropy-1.json digits", watched("甲", "乙", "甲")),
    "a witness of no name": ("entropy-1.json digits", watched("甲", "乙", "。")),
    "one approver with a dot": ("exclusions.csv", excluded(6, "人事科·")),
    "left out by no article": ("exclusions.csv", excluded(2, " ")),
    "left out by a hash that is none": ("exclusions.csv", excluded(4, "abc")),
    "left out for another paper than told": (
        "EXCLUDE 依据只动这一个人的行", excluded_for(evidence="人字〔2026〕1号")),
    "left out for another reason than told": (
        "EXCLUDE 依据只动这一个人的行", excluded_for(reason="sick")),
    "an exclusion of more than it says": (
        "detail-*.json form", excluded_for(friend="P00001")),
    "a paper of another name": ("以其哈希命名", of_another_name),
    "an input more at the opening": (
        "open.json", lambda f: (f.leave.add("opening"),
                                f.opening["inputs"].update({"friend.csv": "0" * 64}))),
    "a workbook of no hash": ("open.json", lambda f: f.opening.update(workbook="见附件")),
    "a plan of no hash": ("open.json", lambda f: f.opening.update(plan="x")),
    "an organisation of no letters": (
        "commit.json org", lambda f: (f.opening.update(org="　"), f.commit.update(org="　"))),
    "a multiplier of three": (
        "certificate.json levels[0].multipliers",
        certificate(lambda c: first_multiplier(c).append("1"))),
    "bounds of three": (
        "certificate.json widened.P00001",
        certificate(lambda c: c["widened"].update(P00001=["0", "1", "0"]))),
    "a certificate that says more": (
        "certificate.json", certificate(lambda c: c.update(friend="P00001"))),
    "corrected by nobody": (
        "certificate.json judge",
        certificate(lambda c: c.update(corrected={"P00001": "1/2"}, judge={"asked": False}))),
    "a judge who was asked nothing": (
        "certificate.json judge", certificate(lambda c: c["judge"].update(asked=0))),
    "a note beside the slips": ("ledger.jsonl:2", line("SLIPS", note="P00001")),
    "a file brought by nobody": ("ledger.jsonl:2", line("SLIPS", payload="0" * 64)),
    "slips about a commitment": ("ledger.jsonl:2", line("SLIPS", root="0" * 64)),
    "values that say more": ("ledger.jsonl:7", line("ENTROPY", facts={"by": "P00001"})),
    "one approver in time": ("ledger.jsonl:10", line("DRAW", facts={"approved_by": "人事科"})),
}  # fmt: skip

AFTER: dict[str, tuple[str, Fraud]] = {
    "a stranger for somebody put off": ("ledger.jsonl:12", stands_in(drawn=False)),
    "somebody drawn for somebody put off": ("ledger.jsonl:12", stands_in(drawn=True)),
    "the paper of a replacement names somebody": (
        "detail-*.json form", paper("REPLACE", lambda p: p.update(by="P00001"))),
    "the paper of a replacement is approved by others": (
        "detail-*.json form",
        paper("REPLACE", lambda p: p.update(approved_by="甲", second_approver="甲"))),
    "a change counted as another": (
        "detail-*.json kind", paper("REPLACE", lambda p: p.update(number="1"))),
    "put off to a week": (
        "detail-*.json form", paper("DEFER", lambda p: p.update(until="2026-W32-1"))),
    "put off to a day written shortly": (
        "detail-*.json form", paper("DEFER", lambda p: p.update(until="20260803"))),
    "a notice that says more": ("ledger.jsonl", line("NOTIFY", facts={"by": "P00001"})),
    "a paper of another moment": (
        "detail-*.json kind",
        paper("START", lambda p: p.update(at="2026-01-01T09:00:00+08:00"))),
    "an evidence that is no hash": (
        "detail-*.json form", paper("RETURN", lambda p: p.update(evidence="口头"))),
    "a reason that cannot be seen": (
        "detail-*.json form", paper("DEFER", lambda p: p.update(reason="\x85"))),
    "an evidence that cannot be seen": (
        "detail-*.json form", paper("DEFER", lambda p: p.update(evidence="\ufeff\u2800"))),
    "closed with an appeal unheard": ("ledger.jsonl", unheard),
    "a decision without a reason": ("detail-*.json form", heard(note=" ")),
    "a decision with another outcome": ("detail-*.json kind", heard(outcome="upheld")),
    "a decision about somebody else": ("detail-*.json kind", heard(pid="P99999")),
    "a decision that says more": ("detail-*.json form", heard(by="P00001")),
    "told before it may be known": ("ledger.jsonl START", told_at_once),
    "gone after the window": ("ledger.jsonl START", gone_after),
    "a close that says more": ("ledger.jsonl", line("CLOSE", facts={"friend": "P00001"})),
    "a close that counts nothing": ("ledger.jsonl", line("CLOSE", facts={"CARRY": "0"})),
}  # fmt: skip
AGAIN: dict[str, tuple[str, Fraud]] = {
    "withdrawn for no reason": ("detail-*.json form", void_for("　")),
    "withdrawn by a paper about another": ("detail-*.json kind", void_of_another),
    "what was void was of another organisation": (
        "void-1.commit.json", other_attempt("void-1.commit.json", lambda c: c.update(org="x"))),
    "what was void had a kind nobody knows": (
        "void-1.commit.json",
        other_attempt("void-1.commit.json", lambda c: c["sources"][1].update(round=7))),
    "what failed was made at another time": (
        "failed-2.commit.json",
        other_attempt("failed-2.commit.json",
                      lambda c: c.update(committed_at="2026-01-12T12:00:01+08:00"))),
}  # fmt: skip


def first_version_beside(f: Forgery) -> None:
    """A draw of the same people by the first version of the program, in the ledger."""
    other = {**f.events[-1], "draw": "2026-A", "root": "1" * 64}
    f.events += [{**other, "type": kind, "facts": {}} for kind in ("OPEN", "DRAW")]


LISTED: dict[str, tuple[str, Fraud]] = {
    "drawn by the first version beside": (
        "2026-A，按第1版启动（本程序不核对），已抽取", first_version_beside),
    "witnesses invented": ("号球 的见证人确为不同的人，确在现场：赵、钱", watched("赵", "钱")),
}  # fmt: skip
