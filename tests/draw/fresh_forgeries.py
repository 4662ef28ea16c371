"""Frauds of other kinds than those of :mod:`forgeries`: proofs, keys, tables, diary.

Each entry gives the file and field that both verifiers must name.
"""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from draw_worlds import bureau
from forgeries import (
    Fraud,
    commit,
    diary,
    exclusion,
    first_pid,
    line,
    stamped,
    with_rules,
)
from forging import Forgery, sha
from proceeding import make_keys

from lungang.draw.book import bind, book_bytes
from lungang.draw.canonical_bytes import canonical
from lungang.draw.certificate import certify
from lungang.draw.commit import read_public_key
from lungang.draw.odds import leximin

# ---- chances that prove nothing ------------------------------------------------------


def rebound(f: Forgery, certificate: Any, chances: dict[str, Fraction]) -> None:
    """Book, counts, covers, reasons and stated deviation for other chances."""
    pool, _ = bureau(24, seed=5, pages=100)
    ideal = [chances[pid] for pid in pool.pids]
    book = bind(pool, ideal, b"rigged")
    f.files["book.csv"], f.files["page_covers.csv"] = book_bytes(pool, book)
    counts = dict(zip(pool.pids, book.counts, strict=True))
    f.write("odds.csv", ["pid,pages,of", *(f"{p},{n},100" for p, n in counts.items())])
    rows = [f"{pid},{chance},x,x" for pid, chance in chances.items()]
    f.write("reasons.csv", ["pid,ideal,reason_zh,reason_en", *sorted(rows)])
    f.files["certificate.json"] = canonical(certificate)
    f.commit["deviation"] = str(book.deviation(ideal))


def spared_by_proof(f: Forgery) -> None:
    """A friend "settled" at the floor by a level that bounds nobody, and on no page."""
    pool, _ = bureau(24, seed=5, pages=100)
    friend = next(p for p in pool.pids if pool.covers_of(p))
    odds = leximin(replace(pool, covers={**pool.covers, friend: ()}))
    certificate = certify(pool, odds)
    certificate |= {"judge": {"asked": False}, "corrected": {}}
    level = next(x for x in certificate["levels"] if friend in x["people"])
    level["multipliers"] = [["quota:K", "1"]]
    rebound(f, certificate, dict(zip(pool.pids, odds.ideal, strict=True)))


def held_by_a_hair(f: Forgery) -> None:
    """Everybody "held" at the lowest level by a millionth of the row of K."""

    def change(c: Any) -> None:
        first = next(x for x in c["levels"] if Fraction(x["value"]) > 0)
        friend = c["levels"][-1]["people"].pop()
        c["levels"] = [x for x in c["levels"] if x["people"]]
        first["people"].append(friend)
        rows = dict(first["multipliers"])
        rows["quota:K"] = str(Fraction(rows.get("quota:K", "0")) + Fraction(1, 10**6))
        first["multipliers"] = sorted([name, text] for name, text in rows.items())

    f.json("certificate.json", change)


def enemy_at_the_ceiling(f: Forgery) -> None:
    """An enemy claimed to be at the ceiling, which needs no multipliers."""

    def change(c: Any) -> None:
        level = next(x for x in c["levels"] if Fraction(x["value"]) > 0)
        enemy = level["people"].pop()
        c["levels"] = [x for x in c["levels"] if x["people"]]
        c["levels"].append({"value": "9", "people": [enemy], "multipliers": []})

    f.json("certificate.json", change)


def proof(change: Any) -> Fraud:
    """Another certificate."""
    return lambda f: f.json("certificate.json", change)


def nobody_named(c: Any) -> None:
    """Somebody is in no level."""
    c["levels"][-1]["people"].pop()
    c["levels"] = [x for x in c["levels"] if x["people"]]


def corrected_up(f: Forgery) -> None:
    """One enemy's chance "corrected", nobody else's."""
    enemy = f.lines("odds.csv")[3].split(",")[0]
    f.json("certificate.json", lambda c: c["corrected"].update({enemy: "1"}))


# ---- keys ----------------------------------------------------------------------------


def second_row(f: Forgery) -> None:
    """Two keys for one role: one is the published one, the other signs."""
    own = make_keys(Path(mkdtemp(dir=f.folder.parent)) / "own")["hr"]
    rows = f.lines("allowed_signers")
    key = read_public_key(own.with_suffix(".pub"))
    f.write("allowed_signers", [f'hr namespaces="forced-leave-draw" {key}', *rows])
    f.keys["hr"] = own


def wildcard(f: Forgery) -> None:
    """A row that stands for every role."""
    rows = f.lines("allowed_signers")
    f.write("allowed_signers", [rows[0].replace("hr ", "hr,* ", 1), *rows[1:]])


def certificate_authority(f: Forgery) -> None:
    """A key that may name further keys."""
    rows = f.lines("allowed_signers")
    rows[0] = rows[0].replace("namespaces", "cert-authority,namespaces", 1)
    f.write("allowed_signers", rows)


def other_namespace(f: Forgery) -> None:
    """A signature that says something else: a letter's, taken for the commitment's."""
    f.text("allowed_signers", "forced-leave-draw", "file")


# ---- tables --------------------------------------------------------------------------


def added(name: str, make: Any) -> Fraud:
    """A row more, the table in order."""

    def change(f: Forgery) -> None:
        head, *rows = f.lines(name)
        f.write(name, [head, *sorted({*rows, make(rows)}, key=str.encode)])

    return change


def other_cell(row: str, place: int, text: str) -> str:
    """A copy of a row with one cell changed."""
    cells = row.split(",")
    cells[place] = text
    return ",".join(cells)


def removed(name: str, place: int = 0) -> Fraud:
    """A row less."""

    def change(f: Forgery) -> None:
        head, *rows = f.lines(name)
        f.write(name, [head, *rows[:place], *rows[place + 1 :]])

    return change


def upside_down(name: str) -> Fraud:
    """The rows in another order."""

    def change(f: Forgery) -> None:
        head, *rows = f.lines(name)
        f.write(name, [head, *reversed(rows)])

    return change


def quota_called(name: str) -> Fraud:
    """One more quota, by the name of one there is."""
    more = {"id": name, "field": "unit", "value": "U000", "min": 0, "max": 24,
            "reason": "x", "article": "38"}  # fmt: skip

    def change(f: Forgery) -> None:
        quotas = json.loads(f.files["rules.json"])["quotas"]
        with_rules(quotas=[*quotas, {**more, "id": name or quotas[0]["id"]}])(f)

    return change


def covered_by_the_drawn(f: Forgery) -> None:
    """On a page, somebody drawn is written down as a cover."""
    pages = [row.split(",")[1].split(" ") for row in f.lines("book.csv")[1:]]
    head, *rows = f.lines("page_covers.csv")
    label, covers = rows[2].split(",")
    listed = covers.split(" ")
    rows[2] = f"{label},{' '.join([pages[2][1], *listed[1:]])}"
    f.write("page_covers.csv", [head, *rows])


# ---- values and the ledger -----------------------------------------------------------


def other_page(f: Forgery) -> None:
    """The page before the one drawn."""
    f.finish()
    f.json("reveal.json", lambda r: r.update(page=(r["page"] - 1) % 100))
    f.leave.add("reveal")


def earlier(f: Forgery) -> None:
    """The list is drawn before the last lottery is recorded."""
    event = f.events.pop(f.place("DRAW"))
    event["at"] = f.event("ENTROPY", 2)["at"]
    f.events.insert(f.events.index(f.event("ENTROPY", 2)), event)


def unnamed_signer(f: Forgery) -> None:
    """Somebody whom nobody named signs too."""
    event = f.event("SIGN", 2)
    f.events.insert(f.events.index(event), {**event, "facts": {"role": "friend"}})


BEFORE: dict[str, tuple[str, Fraud]] = {
    "a friend settled at the floor by no bound": (
        "certificate.json levels", spared_by_proof),
    "held down by a millionth": ("certificate.json levels", held_by_a_hair),
    "at the ceiling because it says so": (
        "certificate.json value", enemy_at_the_ceiling),
    "somebody in no level": ("certificate.json levels", proof(nobody_named)),
    "levels upside down": (
        "certificate.json levels", proof(lambda c: c["levels"].reverse())),
    "a level settled twice": (
        "certificate.json levels", proof(lambda c: c["levels"].append(c["levels"][-1]))),
    "a row nobody knows": (
        "certificate.json levels",
        proof(lambda c: c["levels"][-1]["multipliers"].append(["quota:none", "1"]))),
    "a level raised a little": (
        "certificate.json levels",
        proof(lambda c: c["levels"][-2].update(
            value=str(Fraction(c["levels"][-2]["value"]) + Fraction(1, 1000))))),
    "one chance corrected alone": ("certificate.json value", corrected_up),
    "two keys for one role": ("allowed_signers", second_row),
    "a row for every role": ("allowed_signers", wildcard),
    "a key that names keys": ("allowed_signers", certificate_authority),
    "a signature for another purpose": ("allowed_signers", other_namespace),
    "somebody twice in the roster": (
        "roster.csv rows", added("roster.csv", lambda rows: other_cell(rows[0], 3, "9"))),
    "somebody twice in the odds": (
        "odds.csv rows", added("odds.csv", lambda rows: other_cell(rows[0], 1, "99"))),
    "a reason more for one person": (
        "reasons.csv rows", added("reasons.csv", lambda r: other_cell(r[0], 3, "y"))),
    "the roster upside down": ("roster.csv rows", upside_down("roster.csv")),
    "a cover with two capacities": (
        "covers.csv", added("covers.csv", lambda rows: other_cell(
            next(r for r in rows if r.endswith(",2")), 2, "1"))),
    "a quota called K": ("rules.json", quota_called("K")),
    "two quotas of one name": ("rules.json", quota_called("")),
    "a reason outside the list": (
        "exclusions.csv", lambda f: exclusion(f, reason="friend")),
    "left out without a paper": ("exclusions.csv", lambda f: exclusion(f, evidence="")),
    "one left out less": ("exclusions.csv", removed("exclusions.csv")),
    "a page without covers": ("page_covers.csv", removed("page_covers.csv", 99)),
    "covered by somebody drawn": ("page_covers.csv", covered_by_the_drawn),
    "a page less": ("book.csv", removed("book.csv", 99)),
    "the same witness with a blank": (
        "entropy-1.json digits",
        lambda f: f.value(1, lambda r: r.update(witnesses=["甲", "甲 "]))),
    "balls written as text": (
        "entropy-1.json digits", lambda f: f.value(1, lambda r: r.update(digits=["4", "4"]))),
    "lottery numbers out of order": (
        "entropy-2.json numbers",
        lambda f: f.value(2, lambda r: r["numbers"][0].reverse())),
    "a record of another source": (
        "entropy-2.json at", lambda f: f.value(2, lambda r: r.update(source="大乐透"))),
    "another page than the one drawn": ("reveal.json page", other_page),
    "one drawn less than the share": (
        "commit.json K", lambda f: commit(K=f.commit["K"] - 1)(f)),
    "a hundred pages said to be ten": ("book.csv page", commit(pages=10)),
    "committed at another time": (
        "ledger.jsonl COMMIT", commit(committed_at="2026-01-11T09:00:00+08:00")),
    "a hash that can be broken": ("commit.json hash", lambda f: f.commit.update(hash="md5") or (
        f.leave.add("files"))),
    "more opened than were": (
        "commit.json excluded",
        lambda f: f.opening.update(holders=f.opening["holders"] + 1)),
    "a time stamp of last year": (
        "stamp.tsr genTime",
        lambda f: (f.finish(), stamped(f, b"20250112120000Z", f.files["commit.json"]))),
    "a time stamp cut short": (
        "stamp.tsr", lambda f: (f.finish(), stamped(
            f, b"20260112120000Z", f.files["commit.json"]), shorten(f))),
    "a deadline before the last value": (
        "ledger.jsonl", commit(reveal_deadline="2026-01-21T20:00:00+08:00")),
    "drawn before the last lottery": ("ledger.jsonl", earlier),
    "a signature of a stranger": ("ledger.jsonl", unnamed_signer),
    "a kind of line nobody knows": (
        "ledger.jsonl", line("SLIPS", type="NOTE")),
}  # fmt: skip


def shorten(f: Forgery) -> None:
    """Half of the stamp, recorded as it is."""
    data = f.files["stamp.tsr"][:40]
    f.files["stamp.tsr"] = data
    f.event("STAMP")["payload"] = sha(data)


# ---- after the draw ------------------------------------------------------------------


def untouched(f: Forgery) -> str:
    """Somebody drawn and told whom no deferral or replacement names."""
    kinds = ("DEFER", "REPLACE")
    named = [e["facts"] for e in f.events if e["type"] in kinds]
    taken = {facts.get(key) for facts in named for key in ("pid", "by")}
    told = [e["facts"]["pid"] for e in f.events if e["type"] == "NOTIFY"]
    return next(pid for pid in told if pid not in taken)


def closed_at_once(f: Forgery) -> None:
    """Closed without a schedule: nobody ever goes."""
    close = f.event("CLOSE")
    close["facts"] = {}
    f.events = [*f.events[: f.place("SCHEDULE")], close]
    for name in [n for n in f.files if n.startswith("schedule-")]:
        del f.files[name]


def back_at_once(f: Forgery) -> None:
    """Back on the evening of the first day."""
    start = f.event("START")
    event = next(
        e for e in f.events
        if e["type"] == "RETURN" and e["facts"]["pid"] == start["facts"]["pid"]
    )  # fmt: skip
    f.events.remove(event)
    event["at"] = start["at"]
    f.events.insert(f.events.index(start) + 1, event)


def another_replaced(f: Forgery) -> None:
    """One more is put in than the rules allow."""
    friend = untouched(f)
    gone = [e for e in f.events if e["facts"].get("pid") == friend
            and e["type"] in ("NOTIFY", "START", "RETURN")]  # fmt: skip
    f.events = [e for e in f.events if e not in gone]
    taken = {
        **f.event("REPLACE"),
        "facts": {**f.event("REPLACE")["facts"], "pid": friend},
    }
    listed = {
        row.split(",")[0] for n in range(3) for row in f.lines(f"schedule-{n:03d}.csv")
    }
    everyone = (row.split(",")[0] for row in f.lines("roster.csv")[1:])
    taken["facts"]["by"] = next(pid for pid in everyone if pid not in listed)
    f.events.insert(f.place("REPLACE") + 1, taken)
    head, *rows = f.lines("schedule-002.csv")
    left = [row.replace(friend + ",", taken["facts"]["by"] + ",") for row in rows]
    f.write("schedule-003.csv", [head, *sorted(left)])
    close = f.event("CLOSE")["facts"]
    for kind in ("NOTIFY", "START", "RETURN"):
        close[kind] = str(int(close[kind]) - 1)
    close["REPLACE"] = "2"
    close["last"] = max(row.split(",")[2] for row in left)


def fewer_scheduled(f: Forgery) -> None:
    """A friend drawn is in no schedule."""
    friend = untouched(f)
    for number in range(3):
        name = f"schedule-{number:03d}.csv"
        head, *rows = f.lines(name)
        f.write(name, [head, *(r for r in rows if not r.startswith(friend + ","))])


def carried_quietly(f: Forgery) -> None:
    """Carried over in the ledger, still in the schedule."""
    friend = untouched(f)
    f.events = [e for e in f.events if e["facts"].get("pid") != friend]
    event = {**f.event("REPLACE"), "type": "CARRY"}
    event["facts"] = {**event["facts"], "pid": friend}
    event["facts"].pop("by", None)
    f.events.insert(f.place("REPLACE") + 1, event)
    f.files["schedule-003.csv"] = f.files["schedule-002.csv"]
    close = f.event("CLOSE")["facts"]
    for kind in ("NOTIFY", "START", "RETURN"):
        close[kind] = str(int(close[kind]) - 1)
    close["CARRY"] = "1"


def without(kind: str, number: int = 0) -> Fraud:
    """A line dropped, and the close counting what is left."""

    def change(f: Forgery) -> None:
        f.events.remove(f.event(kind, number))
        close, left = (
            f.event("CLOSE")["facts"],
            sum(e["type"] == kind for e in f.events),
        )
        close[kind] = str(left)
        if not left:
            del close[kind]

    return change


def other_cover(f: Forgery) -> None:
    """Somebody's cover exchanged for one who is not theirs."""
    head, *rows = f.lines("schedule-000.csv")
    cells = rows[0].split(",")
    f.write(
        "schedule-000.csv",
        [head, ",".join([*cells[:3], "C99999", cells[4]]), *rows[1:]],
    )


def shorter(f: Forgery) -> None:
    """A window of one day less."""
    head, *rows = f.lines("schedule-000.csv")
    days = [
        r.split(",")[0] for r in f.lines("calendar.csv")[1:] if r.split(",")[1] == "1"
    ]
    cells = rows[0].split(",")
    cells[2] = days[days.index(cells[2]) - 1]
    f.write("schedule-000.csv", [head, ",".join(cells), *rows[1:]])


AFTER: dict[str, tuple[str, Fraud]] = {
    "closed without a schedule": ("ledger.jsonl", closed_at_once),
    "back on the first evening": ("ledger.jsonl START", back_at_once),
    "one more replaced than allowed": ("ledger.jsonl REPLACE", another_replaced),
    "somebody drawn is never scheduled": ("schedule-000.csv", fewer_scheduled),
    "carried over in words only": ("schedule-003.csv", carried_quietly),
    "a stranger's appeal": (
        "ledger.jsonl", diary("APPEAL", facts={"pid": "ffffffffff"})),
    "gone without a notice": ("ledger.jsonl", without("NOTIFY", -1)),
    "a deferral dropped": ("schedule-001.csv", without("DEFER")),
    "closed twice": ("ledger.jsonl", lambda f: f.events.append({**f.event("CLOSE")})),
    "a cover who is not theirs": ("schedule-000.csv", other_cover),
    "a day less": ("schedule-000.csv", shorter),
    "left out after the draw": (
        "ledger.jsonl", lambda f: f.events.insert(f.place("SCHEDULE"), {
            **f.event("DEFER"), "type": "EXCLUDE",
            "at": f.event("SCHEDULE")["at"]})),
    "committed again after the draw": (
        "ledger.jsonl", lambda f: f.events.insert(f.place("SCHEDULE"), {
            **f.event("COMMIT"), "at": f.event("SCHEDULE")["at"]})),
    "a line of another draw's secret": (
        "window_secret.txt", lambda f: f.files.update(
            {"window_secret.txt": first_pid(f).encode()})),
}  # fmt: skip
