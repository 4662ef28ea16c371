"""Frauds that play on how bytes are read: lookalikes, keys of nobody, tables and numbers
that two programs might read in two ways, papers that fit no line.

Each entry gives the file and field that both verifiers must name.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from forgeries import Fraud, commit, diary, line
from forging import Forgery, sha

from lungang.draw.canonical_bytes import canonical
from lungang.draw.signatures import sign

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group of Ed25519: a signature's second half is below it."""


# ---- before the draw -----------------------------------------------------------------


def spelled(kind: str, name: str) -> Fraud:
    """The first approver of a line under another spelling as the second."""

    def change(f: Forgery) -> None:
        event = f.event(kind)
        event["facts"]["second_approver"] = name.format(event["facts"]["approved_by"])

    return change


def raw_rules(old: str, new: str) -> Fraud:
    """rules.json changed as text, the policy in commit.json with it."""
    return lambda f: f.text("rules.json", old, new)


def cells(name: str, place: int, change: Callable[[str], str]) -> Fraud:
    """One row of a table written in another way; the table stays in order."""

    def write(f: Forgery) -> None:
        head, *rows = f.lines(name)
        rows[place] = change(rows[place])
        f.write(name, [head, *sorted(rows)])

    return write


def as_it_stands(name: str, change: Callable[[bytes], bytes]) -> Fraud:
    """The bytes of a file written in another way."""
    return lambda f: f.files.update({name: change(f.files[name])})


def blob_of(armour: bytes) -> bytearray:
    return bytearray(base64.b64decode(b"".join(armour.splitlines()[1:-1])))


def armoured(blob: bytes) -> bytes:
    text = base64.b64encode(blob)
    lines = [text[k : k + 70] for k in range(0, len(text), 70)]
    return b"\n".join(
        [b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""]
    )


def second_form(f: Forgery) -> None:
    """The same signature with the group's order added: another one for the same text."""
    f.finish()
    f.keys.pop("hr")
    blob = blob_of(f.files["commit.json.hr.sig"])
    half = int.from_bytes(blob[-32:], "little") + ORDER
    blob[-32:] = half.to_bytes(32, "little")
    put(f, "hr", armoured(bytes(blob)))


def bit_to_spare(f: Forgery) -> None:
    """The same signature with another last letter, whose last bits say nothing."""
    f.finish()
    f.keys.pop("hr")
    text, *end = f.files["commit.json.hr.sig"].partition(b"==")
    assert text[-1:] in b"AQgw", text
    put(f, "hr", b"".join([text[:-1], bytes([text[-1] + 1]), *end]))


def key_of_nobody(f: Forgery) -> None:
    """A key of low order, under which one signature fits every text."""
    nobody = (1).to_bytes(32, "little")
    row = f.lines("allowed_signers")
    own = base64.b64decode(row[0].split(" ")[-1])
    key = own[:-32] + nobody
    row[0] = " ".join([*row[0].split(" ")[:-1], base64.b64encode(key).decode()])
    f.write("allowed_signers", row)
    f.finish()
    f.keys.pop("hr")
    blob = blob_of(f.files["commit.json.hr.sig"])
    blob = bytearray(bytes(blob).replace(own, key))
    blob[-64:] = nobody + bytes(32)
    put(f, "hr", armoured(bytes(blob)))


def put(f: Forgery, role: str, armour: bytes) -> None:
    """A signature in place of the one there is."""
    name = f"commit.json.{role}.sig"
    f.files[name] = armour
    for event in f.events:
        if event["type"] == "SIGN" and event["facts"]["role"] == role:
            event["payload"] = sha(armour)


def signed_twice(f: Forgery) -> None:
    """Two signatures in one file; the first fits."""
    f.finish()
    key = f.keys.pop("hr")
    put(f, "hr", f.files["commit.json.hr.sig"] + sign(key, b"another text"))


def two_draws_one_root(f: Forgery) -> None:
    """Another draw of the ledger commits to the very same file."""

    def copy(event: Any, **new: Any) -> Any:
        return {**event, "facts": dict(event["facts"]), "draw": "2026-Q9", **new}

    opened, slips = copy(f.event("OPEN")), copy(f.event("SLIPS"))
    made = copy(f.event("COMMIT"))
    at = f.event("SIGN")["at"]
    for event in (opened, slips, made):
        event["at"] = at
    place = f.place("SIGN")
    f.events[place:place] = [opened, slips, made]


def drawn_in_another_order(f: Forgery) -> None:
    """Those drawn, turned round on both sides."""
    f.finish()
    f.leave |= {"reveal"}
    f.json("reveal.json", lambda r: r["drawn"].reverse())
    event = f.event("DRAW")
    event["payload"] = sha(f.files["reveal.json"])
    event["facts"]["drawn"] = " ".join(reversed(event["facts"]["drawn"].split(" ")))


def revealed(change: Callable[[Any], Any]) -> Fraud:
    """reveal.json changed, its line with it."""

    def write(f: Forgery) -> None:
        f.finish()
        f.leave |= {"reveal"}
        f.json("reveal.json", change)
        f.event("DRAW")["payload"] = sha(f.files["reveal.json"])

    return write


def older_head(f: Forgery) -> None:
    """The head of the ledger at the commitment is that of a line before."""
    f.finish()
    f.leave.add("head")
    f.commit["ledger_head"] = f.events[0]["hash"]


def drop_calendar_day(f: Forgery) -> None:
    """A working day of the year is left out of the calendar."""
    head, *rows = f.lines("calendar.csv")
    f.write("calendar.csv", [head, *rows[:200], *rows[201:]])


BEFORE: dict[str, tuple[str, Fraud]] = {
    "a witness with a blank of no width": (
        "entropy-1.json digits",
        lambda f: f.value(1, lambda r: r.update(witnesses=["甲", "甲\u200b"]))),
    "a witness of no letters": (
        "entropy-1.json digits",
        lambda f: f.value(1, lambda r: r.update(witnesses=["甲", "\u3000"]))),
    "a number twice in rules.json": (
        "rules.json", raw_rules('"pages": 100,', '"pages": 50, "pages": 100,')),
    "a number with a point in rules.json": (
        "rules.json", raw_rules('"pages": 100,', '"pages": 100.0,')),
    "a number with an exponent in rules.json": (
        "rules.json", raw_rules('"pages": 100,', '"pages": 1e2,')),
    "a number too long to be exact": (
        "rules.json", raw_rules('"max": 1,', '"max": 9007199254740993,')),
    "a key of rules.json that nobody knows": (
        "rules.json", raw_rules('"pages": 100,', '"pages": 100, "friend": "P00001",')),
    "a blank before a number": (
        "odds.csv pages", cells("odds.csv", 0, lambda r: r.replace(",", ", ", 1))),
    "a number in full width": (
        "odds.csv", cells("odds.csv", 0, lambda r: r.replace("0", "０"))),
    "a plus before a number": (
        "odds.csv", cells("odds.csv", 0, lambda r: r.replace(",", ",+", 1))),
    "a leading zero": (
        "odds.csv pages", cells("odds.csv", 0, lambda r: r.replace(",", ",0", 1))),
    "line ends of Windows": (
        "odds.csv", as_it_stands("odds.csv", lambda b: b.replace(b"\n", b"\r\n"))),
    "a mark before the first byte": (
        "book.csv", as_it_stands("book.csv", lambda b: b"\xef\xbb\xbf" + b)),
    "no end of the last line": (
        "book.csv rows", as_it_stands("book.csv", lambda b: b[:-1])),
    "an empty line in a table": (
        "roster.csv", as_it_stands("roster.csv", lambda b: b + b"\n")),
    "a byte that is no text": (
        "reasons.csv", as_it_stands("reasons.csv", lambda b: b.replace(b"%", b"\xff", 1))),
    "a page's people out of order": (
        "page_covers.csv covers", cells("book.csv", 3, lambda r: r.split(",")[0] + "," + " ".join(
        reversed(r.split(",")[1].split(" "))))),
    "a person twice on a page": (
        "odds.csv pages", cells("book.csv", 3, lambda r: r + " " + r.split(" ")[-1])),
    "a second form of a signature": ("commit.json.hr.sig", second_form),
    "a signature with a bit to spare": ("commit.json.hr.sig", bit_to_spare),
    "a key of nobody": ("commit.json.hr.sig", key_of_nobody),
    "two signatures in one file": ("commit.json.hr.sig", signed_twice),
    "two draws of one commitment": ("ledger.jsonl COMMIT", two_draws_one_root),
    "those drawn in another order": ("ledger.jsonl DRAW", drawn_in_another_order),
    "balls as text in the reveal": (
        "reveal.json", revealed(lambda r: r.update(balls="44"))),
    "more said in the reveal": (
        "reveal.json", revealed(lambda r: r.update(friend="P00001"))),
    "a value missing in the reveal": (
        "reveal.json", revealed(lambda r: r["entropy"].popitem())),
    "more said in the commitment": ("commit.json", commit(friend="P00001")),
    "an organisation of another name at the opening": (
        "open.json", lambda f: f.opening.update(org="别的局")),
    "another hash at the opening": (
        "open.json", lambda f: f.opening.update(hash="sm3")),
    "another draw at the opening": (
        "open.json", lambda f: f.opening.update(draw="2026-Q2")),
    "an opening of another version": (
        "open.json", lambda f: f.opening.update(schema="lungang-draw-open/1")),
    "an older head at the commitment": ("ledger.jsonl COMMIT", older_head),
    "a record of a source that is none": (
        "entropy-4.json", lambda f: f.files.update({"entropy-4.json": f.files["entropy-2.json"]})),
    "a failure that no line tells": (
        "failed-1.json", lambda f: f.files.update({"failed-1.json": canonical({
        "schema": "lungang-draw-failed/2", "draw": f.commit["draw"], "attempt": 1,
        "root": f.root, "reason": "unsigned", "source": ""})})),
    "fewer slips than people": (
        "ledger.jsonl SLIPS", line("SLIPS", facts={"count": "23"})),
    "slips without their list": ("ledger.jsonl:2", line("SLIPS", facts={"detail": ""})),
    "a working day left out": ("calendar.csv date", drop_calendar_day),
    "a day twice in the calendar": (
        "calendar.csv", as_it_stands("calendar.csv", lambda b: b + b.splitlines()[-1] + b"\n")),
    "a day that is none": (
        "calendar.csv date",
        as_it_stands("calendar.csv", lambda b: b.replace(b"2026-02-28", b"2026-02-30"))),
    "a deviation below nothing": ("commit.json deviation", commit(deviation="-1/1000")),
    "roots in capitals": (
        "ledger.jsonl:1", lambda f: (f.opening.update(names_root=f.opening["names_root"].upper()),
        f.commit.update(names_root=f.commit["names_root"].upper()),
        f.event("OPEN")["facts"].update(names_root=f.commit["names_root"].upper()))),
    "nobody acts": ("ledger.jsonl:3", line("COMMIT", actor="")),
}  # fmt: skip


def late(kind: str, **facts: str) -> Fraud:
    """A line of the diary more, on the last day of it; the close counts it."""
    return lambda f: diary(kind, at=f.events[f.place("CLOSE") - 1]["at"], facts=facts)(
        f
    )


def replaced_again(f: Forgery) -> None:
    """A second one leaves for good: one more than the rules allow."""
    first = f.event("REPLACE")
    drawn = f.event("DRAW")["facts"]["drawn"].split(" ")
    gone = {first["facts"]["pid"], f.event("DEFER")["facts"]["pid"]}
    pid = next(p for p in drawn if p not in gone)
    paper = json.loads(f.files[f"detail-{first['facts']['detail'][:16]}.json"])
    data = canonical({**paper, "pid": pid, "number": "3"})
    found = sha(data)
    f.files[f"detail-{found[:16]}.json"] = data
    facts = {**first["facts"], "pid": pid, "detail": found}
    listed = {
        row.split(",")[0] for n in range(3) for row in f.lines(f"schedule-{n:03d}.csv")
    }
    everyone = (row.split(",")[0] for row in f.lines("roster.csv")[1:])
    facts["by"] = next(p for p in everyone if p not in listed)
    f.events = [
        e for e in f.events if e["type"] not in STAGES or e["facts"]["pid"] != pid
    ]
    f.events.insert(f.events.index(first) + 1, {**first, "facts": facts})
    head, *rows = f.lines("schedule-002.csv")
    put_in = sorted(row.replace(pid + ",", facts["by"] + ",") for row in rows)
    f.write("schedule-003.csv", [head, *put_in])
    counted = {e["type"] for e in f.events} & {"REPLACE", *STAGES}
    f.event("CLOSE")["facts"].update({
        kind: str(sum(e["type"] == kind for e in f.events)) for kind in counted
    })  # fmt: skip


STAGES = ("NOTIFY", "START", "RETURN")
PAPER = {"approved_by": "甲", "second_approver": "乙", "detail": "c" * 64}

AFTER: dict[str, tuple[str, Fraud]] = {
    "more replaced than the rules allow": ("ledger.jsonl REPLACE", replaced_again),
    "an approver with a blank of no width": (
        "ledger.jsonl", spelled("DEFER", "{}\u200b")),
    "an approver in full width": ("ledger.jsonl", line(
        "REPLACE", facts={"approved_by": "HR", "second_approver": "ＨＲ"})),
    "an approver in small letters": ("ledger.jsonl", line(
        "DEFER", facts={"approved_by": "HR", "second_approver": "hr"})),
    "carried over after the return": ("ledger.jsonl", late("CARRY", **PAPER)),
    "deferred after the return": ("ledger.jsonl", late("DEFER", **PAPER)),
    "a schedule of no line": (
        "schedule-003.csv",
        lambda f: f.files.update({"schedule-003.csv": f.files["schedule-002.csv"]})),
    "a schedule missing": (
        "schedule-001.csv", lambda f: f.files.pop("schedule-001.csv")),
    "a paper of no line": (
        "facts.detail", lambda f: f.files.update({"detail-0123456789abcdef.json": b"{}"})),
    "a paper missing": (
        "facts.detail",
        lambda f: f.files.pop(next(n for n in sorted(f.files) if "detail-" in n))),
    "one paper for two changes": (
        "detail-*.json form", lambda f: f.event("REPLACE")["facts"].update(
        detail=f.event("DEFER")["facts"]["detail"])),
    "the close counts in full width": (
        "ledger.jsonl", lambda f: f.event("CLOSE")["facts"].update(NOTIFY="５")),
    "a close of no last day": (
        "ledger.jsonl", lambda f: f.event("CLOSE")["facts"].pop("last")),
    "an appeal of a stranger": ("ledger.jsonl", late("APPEAL", pid="ffffffffff")),
}  # fmt: skip
