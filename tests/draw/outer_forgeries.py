"""Frauds around the draw itself: a value named again, papers behind lines that say
nothing, attempts that leave something else behind, texts that a program runs.

``BEFORE``, ``AFTER`` and ``AGAIN`` (a draw voided once, failed once, drawn at the third
attempt) give the file and field that both verifiers must name.  ``LISTED`` cannot be
told from inside: both ask for the comparison, with the value to compare.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from forgeries import ROUND_1000, Fraud, commit, drand, line, replace_values, stamped
from forging import Forgery, sha
from fresh_forgeries import added, other_cell
from later_forgeries import cells
from subtle_forgeries import rules

from lungang.draw.canonical_bytes import canonical
from lungang.draw.signatures import sign

# ---- values ---------------------------------------------------------------------------


def source(number: int, **new: Any) -> Fraud:
    """A source written in another way."""
    return lambda f: f.commit["sources"][number].update(new)


def part(**new: Any) -> Fraud:
    """The first group of numbers of the first lottery written in another way."""
    return lambda f: f.commit["sources"][1]["parts"][0].update(new)


def twice(issue: str, **new: Any) -> Fraud:
    """One lottery listed twice, its numbers once in the order of their falling."""

    def change(f: Forgery) -> None:
        balls, lottery, _ = f.commit["sources"]
        red, blue = lottery["parts"]
        again = {**lottery, "name": "双色球摇出次序", "issue": issue,
                 "parts": [{**red, "ordered": True, **new}, blue]}  # fmt: skip
        records = [json.loads(f.files[f"entropy-{k}.json"]) for k in (1, 2)]
        more = json.loads(canonical({**records[1], "source": again["name"]}))
        more["numbers"][0].reverse()
        replace_values(f, [balls, lottery, again], [*records, more])

    return change


def without_chain(f: Forgery) -> None:
    """A round of the beacon, its chain left open until the value is known."""
    drand(f, "quicknet", 1000, ROUND_1000)
    f.commit["sources"][0]["chain"] = ""


def longer_stamp(f: Forgery) -> None:
    """A time stamp with something behind it."""
    f.finish()
    stamped(f, b"20260112120000Z", f.files["commit.json"])
    f.files["stamp.tsr"] += b"\0"
    f.event("STAMP")["payload"] = sha(f.files["stamp.tsr"])


# ---- papers ---------------------------------------------------------------------------


def paper(kind: str, change: Callable[[Any], Any]) -> Fraud:
    """The paper behind the first line of a type says something else."""

    def write(f: Forgery) -> None:
        f.json(f"detail-{f.event(kind)['facts']['detail'][:16]}.json", change)

    return write


def for_friend(f: Forgery) -> None:
    """Somebody who does not exist signs for the slip of somebody who does."""
    paper("SLIPS", lambda p: p["receipts"][0].__setitem__(0, "P99999"))(f)


def renamed(f: Forgery, old: str, new: str) -> None:
    """A pseudonym exchanged for another text everywhere; the tables stay in order."""
    for name in [n for n in f.files if n.endswith((".csv", ".json"))]:
        f.files[name] = f.files[name].replace(old.encode(), new.encode())
        if name.endswith(".csv"):
            head, *rows = f.lines(name)
            f.write(name, [head, *sorted(rows)])


def scarce_digits(f: Forgery) -> None:
    """A share of five thousand digits, which one program reads and another does not."""
    many = "0" * 4990
    rules(lambda r: r.update(share=f"{many}1/{many}5"))(f)


# ---- attempts before --------------------------------------------------------------------


def like(number: int, kind: str, **new: Any) -> Fraud:
    """A source of this attempt names the issue of one before, at this attempt's time."""

    def change(f: Forgery) -> None:
        name = "failed-2" if kind == "failed" else "void-1"
        old = json.loads(f.files[f"{name}.commit.json"])["sources"][number]
        f.commit["sources"][number].update(issue=old["issue"], **new)

    return change


def kept(f: Forgery) -> None:
    """The issue that was not held, awaited once more under the name of another."""
    old = json.loads(f.files["failed-2.commit.json"])["sources"][2]
    f.commit["sources"][2].update(issue=f"0{old['issue'][2:]}")


def other_attempt(name: str, change: Callable[[Any], Any]) -> Fraud:
    """What an attempt before committed to, written anew, its line with it."""

    def write(f: Forgery) -> None:
        old = sha(f.files[name])
        f.json(name, change)
        new = sha(f.files[name])
        for event in f.events:
            for key in ("root", "payload"):
                event[key] = event[key].replace(old, new)
        if name == "failed-2.commit.json":
            f.json("failed-2.json", lambda p: p.update(root=new))
            signed_failure(f, "hr", "control")

    return write


def signed_failure(f: Forgery, *roles: str) -> None:
    """The paper of the failure signed by these, and its line."""
    for name in [n for n in f.files if n.startswith("failed-2.") and n[-4:] == ".sig"]:
        del f.files[name]
    for role in roles:
        f.files[f"failed-2.{role}.sig"] = sign(f.keys[role], f.files["failed-2.json"])
    f.event("FAIL")["payload"] = sha(f.files["failed-2.json"])


def failed_for(**new: str) -> Fraud:
    """The paper of the failure gives another reason than its line."""
    return lambda f: (
        f.json("failed-2.json", lambda p: p.update(new)),
        signed_failure(f, "hr", "control"),
    )


def signed_twice_by_one(f: Forgery) -> None:
    """One signer under the failure, under two names."""
    signed_failure(f, "hr", "control")
    f.files["failed-2.control.sig"] = f.files["failed-2.hr.sig"]


def lost(name: str) -> Fraud:
    """A file left out."""
    return lambda f: f.files.pop(name)


def forgotten_void(f: Forgery) -> None:
    """The line of the first attempt's end left out."""
    f.events.remove(f.event("VOID"))


def failed_while_void(f: Forgery) -> None:
    """A failure laid beside the attempt that was withdrawn."""
    f.files["failed-1.commit.json"] = f.files["void-1.commit.json"]


def drawn_between(f: Forgery) -> None:
    """The failed attempt has a result as well."""
    fail = f.event("FAIL")
    facts = {"drawn": f.event("DRAW")["facts"]["drawn"], "approved_by": "甲",
             "second_approver": "乙"}  # fmt: skip
    f.events.insert(f.events.index(fail), {**fail, "type": "DRAW", "facts": facts})


BEFORE: dict[str, tuple[str, Fraud]] = {
    "one lottery in two orders": ("commit.json sources issue", twice("2026009")),
    "one lottery without its century": ("commit.json sources issue", twice("26009")),
    "one lottery with zeros in front": ("commit.json sources issue", twice("002026009")),
    "an issue in words": ("commit.json sources kind", source(1, issue="二〇二六〇〇九")),
    "an issue of no number": ("commit.json sources kind", source(1, issue="")),
    "a kind of source nobody knows": ("commit.json sources kind", source(1, kind="lotto")),
    "a lottery called dice": ("commit.json sources kind", source(1, kind="dice")),
    "a lottery with a round": ("commit.json sources kind", source(1, round=7)),
    "balls with an issue": ("commit.json sources kind", source(0, issue="1")),
    "numbers below nothing": ("commit.json sources kind", part(low=-31)),
    "more numbers than there are": (
        "commit.json sources kind", part(count=40, distinct=True)),
    "a beacon of a chain not said": ("commit.json sources kind", without_chain),
    "a beacon's signature cut short": (
        "entropy-1.json round", lambda f: drand(f, "quicknet", 1000, ROUND_1000[:94])),
    "a stamp with something behind it": ("stamp.tsr", longer_stamp),
    "leave before the reveal": (
        "rules.json window.first", rules(lambda r: r["window"].update(first="2026-01-26"))),
    "leave on the day of the deadline": (
        "rules.json window.first", rules(lambda r: r["window"].update(first="2026-01-30"))),
    "slips that nobody signed for": (
        "detail-*.json receipts", paper("SLIPS", lambda p: p["receipts"].clear())),
    "a slip signed for without a day": (
        "detail-*.json receipts", paper("SLIPS", lambda p: p["receipts"][2].__setitem__(1, " "))),
    "a slip signed for by nobody": ("detail-*.json receipts", for_friend),
    "one signs for two slips": (
        "detail-*.json receipts",
        paper("SLIPS", lambda p: p["receipts"].__setitem__(1, p["receipts"][0]))),
    "a pseudonym that a spreadsheet runs": (
        "book.csv", lambda f: renamed(f, "P00001", "=1+1")),
    "a paper that a spreadsheet runs": (
        "exclusions.csv", cells("exclusions.csv", 0, lambda r: other_cell(r, 3, "=A1"))),
    "a share of five thousand digits": ("commit.json policy.share", scarce_digits),
    "a cover for somebody unknown": (
        "covers.csv pid P99999",
        added("covers.csv", lambda rows: other_cell(rows[0], 0, "P99999"))),
}  # fmt: skip

AFTER: dict[str, tuple[str, Fraud]] = {
    "put off for no reason": (
        "detail-*.json form", paper("DEFER", lambda p: p.update(reason="　"))),
    "replaced without a document": (
        "detail-*.json form", paper("REPLACE", lambda p: p.update(evidence=""))),
    "closed on a day that is none": (
        "ledger.jsonl", line("CLOSE", facts={"last": "2026-06-31"})),
    "a paper that gives no reason at all": (
        "detail-*.json form", paper("REPLACE", lambda p: p.pop("reason"))),
}  # fmt: skip

AGAIN: dict[str, tuple[str, Fraud]] = {
    "the issue of a failed attempt": (
        "commit.json sources issue", like(1, "failed")),
    "the issue that was not held": ("commit.json sources issue", like(2, "failed")),
    "the same under another name": (
        "commit.json sources issue", like(1, "void", parts=[
            {"name": "红", "count": 6, "low": 1, "high": 33, "ordered": True,
             "distinct": True},
            {"name": "蓝", "count": 1, "low": 1, "high": 16, "ordered": False,
             "distinct": False}])),
    "the same without its century": ("commit.json sources issue", kept),
    "the same called dice": (
        "commit.json sources issue", source(1, kind="dice", issue="")),
    "what was void names another issue now": (
        "void-1.commit.json", other_attempt(
            "void-1.commit.json", lambda c: c["sources"][1].update(name="七乐彩"))),
    "what failed had another deadline": (
        "failed-2.commit.json", other_attempt(
            "failed-2.commit.json",
            lambda c: c.update(reveal_deadline="2026-01-29T18:00:00+08:00"))),
    "what failed says more": (
        "failed-2.commit.json", other_attempt(
            "failed-2.commit.json", lambda c: c.update(friend="P00001"))),
    "what was void is not told": ("void-1.commit.json", lost("void-1.commit.json")),
    "what failed is not told": ("failed-2.commit.json", lost("failed-2.commit.json")),
    "who signed the failure is not told": (
        "failed-2.allowed_signers", lost("failed-2.allowed_signers")),
    "a failure signed by one": (
        "failed-2.json reason", lambda f: signed_failure(f, "discipline")),
    "a failure signed by one under two names": ("failed-2.json reason", signed_twice_by_one),
    "a failure for another reason": (
        "failed-2.json reason", failed_for(reason="unsigned", source="")),
    "a failure of another attempt": (
        "failed-2.json reason",
        lambda f: (f.json("failed-2.json", lambda p: p.update(attempt=1)),
                   signed_failure(f, "hr", "control"))),
    "an end that is not told": ("ledger.jsonl", forgotten_void),
    "a failure where there was none": ("failed-1.commit.json", failed_while_void),
    "the failed attempt was drawn": ("ledger.jsonl", drawn_between),
    "the third attempt calls itself the second": ("ledger.jsonl", commit(attempt=2)),
}  # fmt: skip


# ---- what nothing inside can show --------------------------------------------------------


def pages_in_another_order(f: Forgery) -> None:
    """Two pages exchanged, covers with them: every count stays as it was."""
    for name in ("book.csv", "page_covers.csv"):
        head, *rows = f.lines(name)
        one, two = (row.split(",", 1)[1] for row in rows[:2])
        f.write(name, [head, f"00000,{two}", f"00001,{one}", *rows[2:]])


def other_page_to_check_with(f: Forgery) -> None:
    """A page for the browser that says yes to everything."""
    f.files["verify_draw.html"] = "<p>验证通过</p>".encode()


def homoglyph(f: Forgery) -> None:
    """One approver, spelled once with a letter of another alphabet."""
    head, *rows = f.lines("exclusions.csv")
    row = rows[0].split(",")
    row[5:7] = ["HR", "Н" + "R"]
    f.write("exclusions.csv", [head, ",".join(row)])


LISTED: dict[str, tuple[str, Fraud]] = {
    "another workbook at the opening": (
        "c0ffee", lambda f: f.opening.update(workbook="c0ffee" + "0" * 58)),
    "pages in another order": ("--rebind", pages_in_another_order),
    "another page to check with": ("verify_draw.html=", other_page_to_check_with),
    "an approver in two alphabets": ("HR、Н" + "R", homoglyph),
    "a lottery later than it is held": (
        "2026-01-20T23:15:00+08:00 之前没有开奖", lambda f: (
            source(1, not_before="2026-01-20T23:15:00+08:00")(f),
            [e.update(at="2026-01-20T23:20:00+08:00") for e in f.events
             if e["facts"].get("source") == "双色球"],
            f.value(2, lambda r: r.update(at="2026-01-20T23:20:00+08:00")))),
}  # fmt: skip
