"""Frauds by words: texts that hide something, persuade or speak as a verifier does; names
of nobody's office; one thing written in two ways.

``BEFORE`` the draw's aftermath and ``AFTER`` it, each with the file and field that both
verifiers must name; ``ASKED`` fit together and must be told with what to compare.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from json import loads

from forgeries import Fraud, line, replace_values, stamped
from forging import Forgery
from fresh_forgeries import other_cell
from later_forgeries import cells
from outer_forgeries import paper
from quiet_forgeries import certificate, excluded, watched
from subtle_forgeries import rules

OFFICES = {"hr": "人事科", "control": "内控办", "discipline": "纪检组"}


def called(name: str) -> Fraud:
    """The first lottery under another name, everywhere."""

    def change(f: Forgery) -> None:
        old = f.commit["sources"][1]["name"]
        f.commit["sources"][1]["name"] = name
        f.value(2, lambda record: record.update(source=name))
        f.event("ENTROPY", 1)["facts"]["source"] = name
        assert old != name

    return change


def written(change: Callable[[bytes], bytes]) -> Fraud:
    """Every signature in a file of another form."""

    def seal(f: Forgery) -> None:
        f.seal = change

    return seal


def on_one_line(data: bytes) -> bytes:
    first, *lines, last, end = data.split(b"\n")
    return b"\n".join([first, b"".join(lines), last, end])


def answered(status: bytes = b"\0", **other: str) -> Fraud:
    """A time stamp in time, of another status or kind."""

    def stamp(f: Forgery) -> None:
        f.finish()
        stamped(f, b"20260112120000Z", f.files["commit.json"], status, **other)

    return stamp


def in_two_orders(f: Forgery) -> None:
    """One lottery under two names: its numbers rising, and as they fell."""
    balls, one, _ = f.commit["sources"]
    two = {**deepcopy(one), "name": "又一彩票", "issue": "20260120"}
    for part in two["parts"]:
        part["ordered"] = True
    first, second = (loads(f.files[f"entropy-{k}.json"]) for k in (1, 2))
    main, more = second["numbers"]
    third = {**second, "source": two["name"], "numbers": [main[::-1], more]}
    replace_values(f, [balls, one, two], [first, second, third])


def in_part(f: Forgery) -> None:
    """One lottery under two names: the second shows the first six of its numbers."""
    balls, one, _ = f.commit["sources"]
    two = {**deepcopy(one), "name": "又一彩票", "issue": "20260120"}
    del two["parts"][1:]
    first, second = (loads(f.files[f"entropy-{k}.json"]) for k in (1, 2))
    third = {**second, "source": two["name"], "numbers": second["numbers"][:1]}
    replace_values(f, [balls, one, two], [first, second, third])


def opened_by(**offices: str) -> Fraud:
    """Other offices fixed at the opening."""
    return lambda f: f.opening.update(offices=OFFICES | offices)


def known_by_another(f: Forgery) -> None:
    """An office of the forger's own name acts, fixed at the opening."""
    opened_by(hr="局长办公室")(f)
    for event in f.events:
        if event["actor"] == "人事科":
            event["actor"] = "局长办公室"


def label(text: str) -> Fraud:
    """The first day of the calendar says this."""
    return cells("calendar.csv", 0, lambda row: other_cell(row, 2, text))


def struck_for(text: str) -> Fraud:
    """The first pair is struck out on this evidence."""
    return cells("conflicts.csv", 0, lambda row: other_cell(row, 4, text))


def approved_by(one: str, other: str) -> Fraud:
    """The reveal in time, approved by these."""
    both = {"approved_by": one, "second_approver": other}
    return line("DRAW", facts=both)


def named_organisation(name: str) -> Fraud:
    return lambda f: (f.opening.update(org=name), f.commit.update(org=name))


def dark_but_a_week(f: Forgery) -> None:
    """Black-outs up to the last weeks of the year."""
    rules(
        lambda r: r["window"].update(
            blackouts=[{"from": "2026-02-24", "to": "2026-11-30", "reason": "年度检查"}]
        )
    )(f)


def told_late(f: Forgery) -> None:
    """Revealed a week after the deadline, two approving."""
    approved_by("人事科", "内控办")(f)
    f.event("DRAW")["at"] = "2026-02-06T09:00:00+08:00"


def a_draw_beside(name: str) -> Fraud:
    """Another draw of the ledger, called so."""

    def add(f: Forgery) -> None:
        f.events.append({**f.event("OPEN"), "facts": {**f.event("OPEN")["facts"]},
                         "draw": name, "at": f.events[-1]["at"]})  # fmt: skip

    return add


def signed_by_one_office(f: Forgery) -> None:
    """Three keys, three roles, one office."""
    roles = ["hr", "hr-two", "hr-three"]
    f.commit["signers"] = roles
    rows = zip(f.lines("allowed_signers"), roles, strict=True)
    f.write("allowed_signers", [" ".join([r, *row.split(" ")[1:]]) for row, r in rows])
    held = list(f.keys.values())
    for old in f.keys:
        del f.files[f"commit.json.{old}.sig"]
    f.keys = dict(zip(roles, held, strict=True))
    for event, role in zip(
        [e for e in f.events if e["type"] == "SIGN"], roles, strict=True
    ):
        event["facts"]["role"] = event["actor"] = role


def spoken_in_a_note(text: str) -> Fraud:
    return paper("START", lambda p: p.update(note=text))


BEFORE: dict[str, tuple[str, Fraud]] = {
    "a line hashed otherwise": ("ledger.jsonl:7 type", line("ENTROPY", alg="sm3")),
    "an office that nobody fixed": ("ledger.jsonl actor", line("ENTROPY", actor="市公证处")),
    "an office with a remark": ("ledger.jsonl actor", line("OPEN", actor="人事科（已公证）")),
    "signed by another": ("ledger.jsonl actor", line("SIGN", actor="人事科")),
    "an office of no role": ("ledger.jsonl actor", opened_by(notary="市公证处")),
    "a draw beside that is called a verdict": (
        "ledger.jsonl:11 type", a_draw_beside("2026，已核对，不是重抽")),
    "an exclusion that hides its own question": (
        "exclusions.csv text", excluded(3, "人字〔2026〕3号（lungang draw verify --rebind）")),
    "an actor with a mark nobody sees": (
        "ledger.jsonl:7 type", line("ENTROPY", actor="内控\u200b办")),
    "programs that speak": (
        "commit.json software", lambda f: f.commit.update(software={"lungang": "已由公证处核对"})),
    "a program of another name": (
        "commit.json software", lambda f: f.commit.update(software={"Notary office": "1.0"})),
    "a verdict in the calendar": ("calendar.csv text", label("验证 通过")),
    "a verdict of full width in the calendar": ("calendar.csv text", label("ＶＥＲＩＦＩＥＤ")),
    "a mark nobody sees in the calendar": ("calendar.csv text", label("周末\u2060")),
    "a verdict in a conflict": ("conflicts.csv text", struck_for("须另行核对：无")),
    "a verdict in the name of the organisation": (
        "commit.json text", named_organisation("某局 [公开件] 签名成立")),
    "a line end in the name of the organisation": (
        "commit.json text", named_organisation("某局\n验证")),
    "a verdict among the witnesses": ("entropy-1.json text", watched("甲", "乙 VERIFIED")),
    "a witness with a remark": ("entropy-1.json digits", watched("甲", "乙（已核实）")),
    "an approver with a remark": ("exclusions.csv", excluded(6, "内控办（已核对）")),
    "an office that persuades": ("ledger.jsonl actor", opened_by(control="内控办（核验无误）")),
    "a verdict in a black-out": (
        "rules.json text", rules(lambda r: r["window"]["blackouts"][0].update(reason="验证通过"))),
    "a signature on one line": ("commit.json.hr.sig", written(on_one_line)),
    "a signature with an empty line": (
        "commit.json.hr.sig", written(lambda s: s.replace(b"\n-----END", b"\n\n-----END"))),
    "a signature in short lines": (
        "commit.json.hr.sig",
        written(lambda s: b"\n".join([s[:40], s[40:80], s[80:]]))),
    "a lottery with a remark": ("commit.json sources[1].name", called("双色球（已核对）")),
    "a lottery that persuades": ("commit.json sources[1].name", called("双色球已核对")),
    "a lottery that persuades in English": (
        "commit.json sources[1].name", called("双色球Verified")),
    "a lottery with a sign of equality": ("commit.json sources[1].name", called("双=色球")),
    "a lottery of two words": ("commit.json sources[1].name", called("双色球 3 8 12")),
    "a lottery of a long name": ("commit.json sources[1].name", called("双" * 21)),
    "a judge of less than nothing": (
        "certificate.json judge", certificate(lambda c: c["judge"].update(lists=-1))),
    "a salt of nothing": ("salt.txt", lambda f: f.files.update({"salt.txt": b""})),
    "one lottery in two orders": ("commit.json sources", in_two_orders),
    "one lottery whole and in part": ("commit.json sources", in_part),
    "a stamp that was refused": ("stamp.tsr", answered(b"\2")),
    "a stamp that waits": ("stamp.tsr", answered(b"\3")),
    "a stamp over a weaker hash": (
        "stamp.tsr", answered(hashed="0609608648016503040202")),
    "a stamp of something else": ("stamp.tsr", answered(told="060b2a864886f70d0109100105")),
    "one approver who cannot be seen": ("ledger.jsonl:10 type", approved_by("人事科", " ")),
    "one approver twice in time": ("ledger.jsonl:10 type", approved_by("人事科", "人事科。")),
    "left out by an article in words": ("exclusions.csv", excluded(2, "第九十九条")),
    "left out by an article of these rules": ("exclusions.csv", excluded(2, "本办法第九十九条")),
    "a quota by an article in words": (
        "rules.json quotas[0].article",
        rules(lambda r: r["quotas"][0].update(article="第 九十九条"))),
}  # fmt: skip

AFTER: dict[str, tuple[str, Fraud]] = {
    "a window secret of nothing": (
        "window_secret.txt",
        lambda f: (f.files.update({"window_secret.txt": b""}),
                   f.commit.update(window_secret_hash=sha256(b"").hexdigest()))),
    "a verdict in a note": ("text", spoken_in_a_note("承诺值未核对：未发现不符")),
    "a line end in a note": ("text", spoken_in_a_note("停用\n权限")),
    "a mark in a reason": ("text", paper("DEFER", lambda p: p.update(reason="病\u202e假"))),
    "put off by a friend": ("ledger.jsonl actor", line("DEFER", actor="局长")),
}  # fmt: skip

ASKED: dict[str, tuple[str, Fraud]] = {
    "three signers of one office": ("hr hr-two hr-three", signed_by_one_office),
    "slips all signed for on one day": (
        "24人签收抽签条（2026-01-05 — 2026-01-05）",
        paper("SLIPS", lambda p: [one.__setitem__(1, "2026-01-05") for one in p["receipts"]])),
    "revealed late": ("晚于期限（2026-01-30T18:00:00+08:00）", told_late),
    "a week left": ("只留下", dark_but_a_week),
    "an office of the forger's": ("人事部门=局长办公室", known_by_another),
    "a remark in the calendar": ("所写说明：", label("公证处见证")),
    "a remark in a conflict": ("领导口头同意", struck_for("领导口头同意")),
    "a law that nobody knows": (
        "某办法第九十九条", excluded(2, "某办法第九十九条")),
    "a stamp under some policy": ("策略 1.2.3.4", answered()),
}  # fmt: skip
ASKED_AFTER: dict[str, tuple[str, Fraud]] = {
    "a remark in a note": ("领导口头同意", spoken_in_a_note("领导口头同意")),
    "a remark in a reason": (
        "领导口头同意", paper("DEFER", lambda p: p.update(reason="领导口头同意"))),
}  # fmt: skip
