"""Frauds in the joints: what two programs may read in two ways, what one line lets
slip in beside another, times of other zones, names that look alike.

Each entry gives the file and field that every verifier must name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from forgeries import (
    LATE,
    ROUND_1000,
    Fraud,
    commit,
    drand,
    first_pid,
    line,
    replace_values,
)
from forging import SHA, Forgery, sha
from fresh_forgeries import untouched
from later_forgeries import armoured, blob_of, cells, put, spelled

from lungang.draw.canonical_bytes import canonical
from lungang.draw.commit import sealed_hash
from lungang.draw.pool import INPUT_FILES
from lungang.draw.rules import rules_bytes
from lungang.draw.signatures import sign

# ---- the ledger ----------------------------------------------------------------------


def of_the_first_version(f: Forgery) -> None:
    """The draw says that its rules are those of the first version, which had few."""
    del f.event("OPEN")["facts"]["schema"]
    f.event("DRAW")["at"] = LATE


def written(old: str, new: str) -> Fraud:
    """Ledger lines spelled in another way, hashes and chain mended."""

    def change(f: Forgery) -> None:
        f.spell = lambda data: data.replace(old.encode(), new.encode())

    return change


def facts_in_another_order(f: Forgery) -> None:
    """Two keys that text order and UTF-16 order put in two orders."""
    f.event("SLIPS")["facts"].update(zA="", zB="")
    f.spell = lambda data: data.replace(b"zA", "\uffee".encode()).replace(
        b"zB", "\U0001f600".encode()
    )


def committed_yesterday_elsewhere(f: Forgery) -> None:
    """A day later than it must be, in a zone where it is the day before still."""
    at = "2026-01-13T14:00:00-11:00"
    for event in f.events:
        if event["type"] in ("COMMIT", "SIGN"):
            event["at"] = at
    f.commit["committed_at"] = at


# ---- keys and signatures -------------------------------------------------------------


def one_key_spelled_twice(f: Forgery) -> None:
    """One person's key in two rows, with one sign more in the second."""
    rows = f.lines("allowed_signers")
    key = rows[0].split(" ")[-1]
    rows[1] = " ".join([*rows[1].split(" ")[:-1], f"{key}="])
    f.write("allowed_signers", rows)
    f.keys["control"] = f.keys["hr"]


def blob(change: Callable[[bytes], bytes]) -> Fraud:
    """The first signer's signature file with other bytes around a true signature."""

    def write(f: Forgery) -> None:
        f.finish()
        f.keys.pop("hr")
        put(f, "hr", armoured(change(bytes(blob_of(f.files["commit.json.hr.sig"])))))

    return write


def of_another_draw(f: Forgery) -> None:
    """The signature under last year's commitment, used again."""
    f.finish()
    key = f.keys.pop("hr")
    other = canonical({**f.commit, "draw": "2025-Q1"})
    put(f, "hr", sign(key, other))


# ---- tables and rules ----------------------------------------------------------------


def rules(change: Callable[[Any], Any]) -> Fraud:
    """rules.json changed in its own form, the policy in commit.json with it."""

    def write(f: Forgery) -> None:
        raw = json.loads(f.files["rules.json"])
        change(raw)
        f.files["rules.json"] = rules_bytes(raw)
        for name in f.commit["policy"]:
            f.commit["policy"][name] = raw[name]

    return write


def columns(name: str, change: Callable[[list[str]], list[str]]) -> Fraud:
    """A table with other columns, its rows in order."""

    def write(f: Forgery) -> None:
        head, *rows = (",".join(change(row.split(","))) for row in f.lines(name))
        f.write(name, [head, *sorted(rows)])

    return write


def unit_of_another_width(f: Forgery) -> None:
    """A friend's unit in full width: outside the quota of the unit they sit in."""
    head, *rows = f.lines("roster.csv")
    rows[0] = rows[0].replace(",U", ",Ｕ", 1)
    f.write("roster.csv", [head, *sorted(rows)])


def shifted_covers(f: Forgery) -> None:
    """On paper every page has the covers of the page before."""
    head, *rows = f.lines("page_covers.csv")
    bodies = [row.split(",")[1] for row in rows]
    shown = [f"{place:05d},{body}" for place, body in enumerate(bodies, 1)]
    f.write("page_covers.csv", [head, *shown])


def with_an_exclusion(f: Forgery, **beside: dict[str, list[str]]) -> None:
    """As if the one left out at the opening had been left out after it; ``beside``
    are lines of other people in the same paper."""
    head, row = f.lines("exclusions.csv")
    values = dict(zip(head.split(","), row.split(","), strict=True))
    pid, plain = values["pid"], f.lines("roster.csv")[1].split(",")
    lines = {
        "roster.csv": {"added": [], "removed": [",".join([pid, *plain[1:]]) + "\n"]},
        "exclusions.csv": {"added": [row + "\n"], "removed": []},
        "covers.csv": {"added": [], "removed": []},
    }
    for name, change in beside.items():
        for kind, texts in change.items():
            lines[f"{name}.csv"][kind] += texts
    paper = {"kind": "EXCLUDE", "lines": lines, "nonce": "ab" * 16, **values}
    data = canonical(paper)
    f.files[f"detail-{sha(data)[:16]}.json"] = data
    f.events.insert(f.place("SLIPS"), {
        **f.event("SLIPS"), "type": "EXCLUDE", "facts": {
            "pid": pid, "detail": sha(data), "approved_by": values["approved_by"],
            "second_approver": values["second_approver"]},
    })  # fmt: skip
    f.opening.update(holders=f.opening["holders"] + 1, excluded=0)
    f.leave.add("opening")
    for name in INPUT_FILES:
        first, *rest = f.files[name].splitlines(keepends=True)
        if name in lines:
            kept = set(rest) - {text.encode() for text in lines[name]["added"]}
            kept |= {text.encode() for text in lines[name]["removed"]}
            rest = sorted(kept)
        salt, data = f.files["salt.txt"], b"".join([first, *rest])
        f.opening["inputs"][name] = sealed_hash(name, data, salt, SHA)


def years_of_a_friend(f: Forgery) -> None:
    """Leaving one person out changes the years of another."""
    row = f.lines("roster.csv")[3]
    kept = row.split(",")
    kept[3] = str(int(kept[3]) + 5)
    change = {"added": [row + "\n"], "removed": [",".join(kept) + "\n"]}
    with_an_exclusion(f, roster=change)


def covers_of_a_friend(f: Forgery) -> None:
    """Leaving one person out takes another's cover away."""
    friend = first_pid(f)
    with_an_exclusion(f, covers={"removed": [f"{friend},C99999,1\n"]})


def one_lottery_twice(f: Forgery) -> None:
    """One lottery under two names: twice the bits on paper, half of them to search."""
    balls, lottery, _ = f.commit["sources"]
    again = {**lottery, "name": "双色球（复式）", "issue": "第2026009期"}
    records = [json.loads(f.files[f"entropy-{k}.json"]) for k in (1, 2)]
    more = {**records[1], "source": again["name"]}
    replace_values(f, [balls, lottery, again], [*records, more])


BEFORE: dict[str, tuple[str, Fraud]] = {
    "a draw that calls itself old": ("ledger.jsonl OPEN", of_the_first_version),
    "a number of a line that is true": (
        "ledger.jsonl:2", written('"seq":1,', '"seq":true,')),
    "half a character in a note": (
        "ledger.jsonl:1", written('"note":""', '"note":"\\ud800"')),
    "facts in another order": ("ledger.jsonl:2", facts_in_another_order),
    "a note twice": ("ledger.jsonl:1", written('"note":""', '"note":"","note":""')),
    "a blank in a line": ("ledger.jsonl:1", written('"note":""', '"note": ""')),
    "committed the day before, elsewhere": (
        "ledger.jsonl:3", committed_yesterday_elsewhere),
    "24 o'clock": (
        "ledger.jsonl:4", line("SIGN", 0, at="2026-01-12T24:00:00+08:00")),
    "a deadline of another zone": (
        "ledger.jsonl:3", commit(reveal_deadline="2026-01-30T18:00:00+00:00")),
    "one key spelled twice": ("allowed_signers", one_key_spelled_twice),
    "bytes behind a signature": (
        "commit.json.hr.sig", blob(lambda b: b + b"\0\0\0\1x")),
    "something reserved in a signature": (
        "commit.json.hr.sig",
        blob(lambda b: b.replace(b"draw\0\0\0\0", b"draw\0\0\0\1x"))),
    "a signature of another draw": ("commit.json.hr.sig", of_another_draw),
    "a quotation mark inside a cell": (
        "exclusions.csv", cells("exclusions.csv", 0, lambda r: r.replace("字", '字"', 1))),
    "an empty line under the heading": (
        "roster.csv", lambda f: f.write(
            "roster.csv", [f.lines("roster.csv")[0], "", *f.lines("roster.csv")[1:]])),
    "one column more": ("book.csv", columns("book.csv", lambda r: [*r, r[0]])),
    "one column twice": ("odds.csv", columns("odds.csv", lambda r: [*r, r[1]])),
    "columns in another order": ("odds.csv", columns("odds.csv", lambda r: r[::-1])),
    "a column by another name": (
        "roster.csv", lambda f: f.text("roster.csv", "unit", "Unit")),
    "a friend's years in another's exclusion": (
        "ledger.jsonl:2 EXCLUDE", years_of_a_friend),
    "a friend's cover in another's exclusion": (
        "ledger.jsonl:2 EXCLUDE", covers_of_a_friend),
    "covers shifted by a page": ("page_covers.csv", shifted_covers),
    "a unit in full width": ("roster.csv unit", unit_of_another_width),
    "a quota on a column that is none": (
        "rules.json quotas", rules(lambda r: r["quotas"].append(
            {**r["quotas"][0], "id": "x", "field": "friend", "min": 0}))),
    "a limit that is true": (
        "rules.json", rules(lambda r: r["quotas"][0].update(max=True))),
    "a limit of sixteen digits": (
        "rules.json", rules(lambda r: r["quotas"][0].update(max=1234567890123456))),
    "days of waiting as text": ("commit.json policy", rules(lambda r: r.update(waiting_days="5"))),
    "one more word in a quota": (
        "rules.json", rules(lambda r: r["quotas"][0].update(but="P00001"))),
    "a capacity in sixteens": (
        "covers.csv capacity", lambda f: f.text("covers.csv", ",1\n", ",0x1\n", 999)),
    "a capacity and a half": (
        "covers.csv capacity", lambda f: f.text("covers.csv", ",1\n", ",3/2\n", 999)),
    "fewer than no years": (
        "roster.csv", lambda f: f.text("roster.csv", ",0,", ",-0,", 1)),
    "one lottery under two names": ("commit.json sources", one_lottery_twice),
    "a beacon's signature in capitals": (
        "entropy-1.json round", lambda f: drand(f, "quicknet", 1000, ROUND_1000.upper())),
    "a witness with a mark nobody sees": (
        "entropy-1.json digits",
        lambda f: f.value(1, lambda r: r.update(witnesses=["甲", "甲\ufe00"]))),
    "a witness of a letter nobody sees": (
        "entropy-1.json digits",
        lambda f: f.value(1, lambda r: r.update(witnesses=["甲", "\u3164"]))),
}  # fmt: skip


# ---- after the draw ------------------------------------------------------------------


def closed_tomorrow_elsewhere(f: Forgery) -> None:
    """Closed on the last day of the last leave, in a zone where it is the next."""
    close = f.event("CLOSE")
    last = date.fromisoformat(close["facts"]["last"])
    close["at"] = f"{last + timedelta(days=1)}T00:30:00+14:00"


def listed_twice(f: Forgery) -> None:
    """Two rows for one person; a program that keeps the last sees only the true one."""
    head, *rows = f.lines("schedule-000.csv")
    pid, _, _, *rest = rows[-1].split(",")
    sooner = ",".join([pid, "2026-01-05", "2026-01-16", *rest])
    f.write("schedule-000.csv", [head, *sorted([*rows, sooner])])


def until(day: str) -> Fraud:
    """The deferral's paper names another day; the person's window stays."""

    def change(f: Forgery) -> None:
        for name in list(f.files):
            if name.startswith("detail-") and b"2026-08-03" in f.files[name]:
                f.text(name, "2026-08-03", day)

    return change


def moved_beside(f: Forgery) -> None:
    """A deferral for which a solver is said to be needed moves a friend as well."""
    until("2026-12-31")(f)
    friend = untouched(f)
    for number in (1, 2):
        name = f"schedule-{number:03d}.csv"
        head, *rows = f.lines(name)
        f.write(
            name,
            [
                head,
                *(
                    r.replace("greedy", "repaired") if r.startswith(friend) else r
                    for r in rows
                ),
            ],
        )


AFTER: dict[str, tuple[str, Fraud]] = {
    "closed the day after, elsewhere": ("ledger.jsonl", closed_tomorrow_elsewhere),
    "two windows for one person": ("schedule-000.csv", listed_twice),
    "put off beyond the year, window kept": ("schedule-001.csv", until("2026-12-31")),
    "put off until some day": (".json until", until("9999-99-99")),
    "a solver said to be needed": ("schedule-001.csv", moved_beside),
    "an approver with a mark nobody sees": (
        "ledger.jsonl", spelled("DEFER", "{}\ufe0f")),
    "an approver of no letters": ("ledger.jsonl", spelled("DEFER", "\u2800")),
}  # fmt: skip
