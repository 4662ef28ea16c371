"""Every fraud of an organiser with all three keys, and what must be named for it.

``BEFORE``: made before or with the commitment, on the bundle of a draw just held.
``AFTER``: made after the draw, on the bundle of a closed year.  Each entry gives the
file and field that both verifiers must name.  ``OUTSIDE``: nothing inside a bundle can
show it; an anchor kept outside does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from forging import Forgery, sha

from lungang.draw.canonical_bytes import canonical

Fraud = Callable[[Forgery], Any]
LATE = "2026-01-30T18:00:01+08:00"


def replace_values(f: Forgery, sources: list[Any], records: list[Any]) -> None:
    """Other sources with their records, the ledger speaking of them."""
    old = [e for e in f.events if e["type"] == "ENTROPY"]
    place = f.events.index(old[0])
    for event in old:
        f.events.remove(event)
    for name in [n for n in f.files if n.startswith("entropy-")]:
        del f.files[name]
    f.sources(sources)
    for number, (source, record) in enumerate(zip(sources, records, strict=True), 1):
        f.files[f"entropy-{number}.json"] = canonical(record)
        event = {**old[0], "at": record["at"], "facts": {"source": source["name"]}}
        f.events.insert(place + number - 1, event)


def source(name: str, kind: str, not_before: str, **more: Any) -> dict[str, Any]:
    """A source as it stands in commit.json."""
    plain = {"issue": "", "chain": "", "round": 0, "parts": []}
    return {"name": name, "kind": kind, "not_before": not_before, **plain, **more}


def one_die(f: Forgery) -> None:
    part = {"name": "d", "count": 1, "low": 1, "high": 6, "ordered": True,
            "distinct": False}  # fmt: skip
    at = "2026-01-20T21:15:00+08:00"
    die = source("die", "dice", at, parts=[part])
    f.commit["mode"] = "public"
    replace_values(f, [die], [{"source": "die", "at": at, "numbers": [[3]]}])


def drand(f: Forgery, chain: str, number: int, signature: str) -> None:
    at = "2026-01-20T21:15:00+08:00"
    value = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
    beacon = source("drand", "drand", at, chain=chain, round=number)
    f.commit["mode"] = "public"
    record = {"source": "drand", "at": at, "round": number, "signature": signature,
              "value": value}  # fmt: skip
    replace_values(f, [beacon], [record])


ROUND_1000 = (
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    "e342b73a8dd2bacbe47e4b6b63ed5e39"
)


def balls_line_late(f: Forgery) -> None:
    """Recorded after both lotteries; the record itself says before."""
    balls = f.event("ENTROPY")
    f.events.remove(balls)
    balls["at"] = "2026-01-21T21:30:00+08:00"
    f.events.insert(f.place("DRAW"), balls)


def balls_twice(f: Forgery) -> None:
    f.events.insert(f.place("ENTROPY"), {**f.event("ENTROPY"), "payload": "0" * 64})


def numbers(f: Forgery, groups: list[list[int]]) -> None:
    f.value(2, lambda r: r.update(numbers=groups))


def rotate_labels(f: Forgery) -> None:
    for name in ("book.csv", "page_covers.csv"):
        head, *rows = f.lines(name)
        labels = [row.split(",", 1)[0] for row in rows]
        bodies = [row.split(",", 1)[1] for row in rows]
        turned = zip(labels[1:] + labels[:1], bodies, strict=True)
        f.write(name, [head, *(f"{a},{b}" for a, b in turned)])


def same_page(f: Forgery) -> None:
    """Every page the same list; odds.csv says so."""
    for name in ("book.csv", "page_covers.csv"):
        head, *rows = f.lines(name)
        body = rows[0].split(",", 1)[1]
        f.write(name, [head, *(f"{row.split(',')[0]},{body}" for row in rows)])
    recount(f)


def recount(f: Forgery) -> None:
    """odds.csv as counted from the book."""
    pages = [row.split(",")[1].split(" ") for row in f.lines("book.csv")[1:]]
    head, *rows = f.lines("odds.csv")
    counted = []
    for row in rows:
        pid, _, of = row.split(",")
        counted.append(f"{pid},{sum(pid in page for page in pages)},{of}")
    f.write("odds.csv", [head, *sorted(counted)])


def spare_friend(f: Forgery) -> None:
    """The pages that name a friend are copied over by pages that do not."""
    head, *rows = f.lines("book.csv")
    _, *covers = f.lines("page_covers.csv")
    odds = [row.split(",") for row in f.lines("odds.csv")[1:]]
    friend = max(odds, key=lambda row: (int(row[1]) < int(row[2]), int(row[1])))[0]
    free = next(k for k, row in enumerate(rows) if friend not in row)
    for place, row in enumerate(rows):
        if friend in row:
            rows[place] = f"{place:05d},{rows[free].split(',')[1]}"
            covers[place] = f"{place:05d},{covers[free].split(',')[1]}"
    f.write("book.csv", [head, *rows])
    f.write("page_covers.csv", ["page,covers", *covers])
    recount(f)


def other_years(f: Forgery) -> None:
    """One holder's years since the last draw, the book as it was."""
    head, *rows = f.lines("roster.csv")
    column = head.split(",").index("years_since_draw")
    changed = []
    for number, row in enumerate(rows):
        cells = row.split(",")
        if number == 3:
            cells[column] = "9" if cells[column] != "9" else "0"
        changed.append(",".join(cells))
    f.write("roster.csv", [head, *sorted(changed)])


def first_pid(f: Forgery) -> str:
    return f.lines("roster.csv")[1].split(",")[0]


def exclusion(f: Forgery, **change: str) -> None:
    head, row, *rest = f.lines("exclusions.csv")
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    f.write("exclusions.csv", [head, ",".join({**cells, **change}.values()), *rest])


def struck_back(f: Forgery) -> None:
    pid, cover = f.lines("conflicts.csv")[1].split(",")[:2]
    capacity = {r.split(",")[1]: r.split(",")[2] for r in f.lines("covers.csv")[1:]}
    head, *rows = f.lines("covers.csv")
    added = f"{pid},{cover},{capacity.get(cover, '1')}"
    f.write("covers.csv", [head, *sorted([*rows, added])])


def exclude_after_commit(f: Forgery) -> None:
    facts = {"pid": first_pid(f), "approved_by": "a", "second_approver": "b",
             "detail": "0" * 64}  # fmt: skip
    line = {**f.event("SIGN"), "type": "EXCLUDE", "root": "", "payload": "",
            "facts": facts}  # fmt: skip
    f.events.insert(f.place("SIGN"), line)


def lines(*kinds: str) -> Fraud:
    """Drop the first line of each type."""

    def drop(f: Forgery) -> None:
        for kind in kinds:
            f.events.remove(f.event(kind))

    return drop


def line(kind: str, number: int = 0, **new: Any) -> Fraud:
    """Change fields of a line; ``facts`` are merged."""

    def change(f: Forgery) -> None:
        event = f.event(kind, number)
        event["facts"].update(new.get("facts", {}))
        event.update({key: value for key, value in new.items() if key != "facts"})

    return change


def commit(**new: Any) -> Fraud:
    """Change keys of commit.json."""
    return lambda f: f.commit.update(new)


def policy(**new: Any) -> Fraud:
    """Change the policy in commit.json only."""
    return lambda f: f.commit["policy"].update(new)


def attempt_seven(f: Forgery) -> None:
    f.commit["attempt"] = 7


def book_left_out(f: Forgery) -> None:
    """Not among the files committed to, and swapped later."""
    del f.commit["files"]["book.csv"]
    spare_friend(f)


def roster_edited(f: Forgery) -> None:
    """A friend's line deleted between opening and commitment."""
    friend = first_pid(f)
    for name in ("roster.csv", "covers.csv", "conflicts.csv"):
        head, *rows = f.lines(name)
        f.write(name, [head, *(r for r in rows if not r.startswith(friend + ","))])
    f.leave.add("opening")


def edited_since(name: str, old: str, new: str) -> Fraud:
    """A file changed between opening and commitment."""

    def change(f: Forgery) -> None:
        f.text(name, old, new)
        f.leave.add("opening")

    return change


def names_swapped(f: Forgery) -> None:
    """Another table of names, its root put into commitment and opening."""
    f.commit["names_root"] = "1" * 64
    f.opening["names_root"] = "1" * 64


def widened(f: Forgery) -> None:
    """An enemy's bounds set to certainty."""
    enemy = f.lines("odds.csv")[2].split(",")[0]
    f.json("certificate.json", lambda c: c["widened"].update({enemy: ["1", "1"]}))


def stamped(
    f: Forgery, moment: bytes, over: bytes, status: bytes = b"\0",
    hashed: str = "0609608648016503040201", told: str = "060b2a864886f70d0109100104",
) -> None:  # fmt: skip
    """A time-stamp answer, unsigned, with any time over any bytes."""

    def der(tag: int, body: bytes) -> bytes:
        size = len(body)
        head = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
        return bytes([tag]) + head + body

    algorithm = der(0x30, bytes.fromhex(hashed))
    imprint = der(0x30, algorithm + der(0x04, hashlib.sha256(over).digest()))
    parts = [
        der(2, b"\1"),
        der(6, b"\x2a\3\4"),
        imprint,
        der(2, b"\1"),
        der(0x18, moment),
    ]
    info = der(0x30, b"".join(parts))
    token = bytes.fromhex(told)
    wrapped = der(0x30, token + der(0xA0, der(4, info)))
    signed = der(0x30, der(2, b"\3") + der(0x31, b"") + wrapped + der(0x31, b""))
    kind = bytes.fromhex("06092a864886f70d010702")
    answer = der(0x30, der(0x30, der(2, status)) + der(0x30, kind + der(0xA0, signed)))
    f.files["stamp.tsr"] = answer
    event = {**f.event("SIGN", 2), "type": "STAMP", "actor": "内控办", "facts": {},
             "payload": sha(answer)}  # fmt: skip
    f.events.insert(f.place("ENTROPY"), event)


def stamp_late(f: Forgery) -> None:
    """The token made after the draw: its bytes bind the final commitment."""
    f.finish()
    stamped(f, b"20260122120000Z", f.files["commit.json"])


def failed_event(f: Forgery, **new: Any) -> None:
    """A FAIL line before the draw."""
    event = {**f.event("DRAW"), "type": "FAIL", "payload": "0" * 64, **new}
    event["facts"] = {"reason": "source-not-held", "source": "大乐透"}
    f.events.insert(f.place("DRAW"), event)


def excluded_by_hand(f: Forgery) -> None:
    """An exclusion line whose papers say something else."""
    facts = {"pid": "P99999", "approved_by": "a", "second_approver": "b",
             "detail": "0" * 64}  # fmt: skip
    slips = f.event("SLIPS")
    f.events.insert(f.place("SLIPS"), {**slips, "type": "EXCLUDE", "facts": facts})
    f.commit["excluded"] += 0


def drawn_cover(f: Forgery) -> None:
    """A page on which the first person is covered by somebody else's cover."""
    head, *rows = f.lines("page_covers.csv")
    label, covers = rows[5].split(",")
    listed = covers.split(" ")
    rows[5] = f"{label},{' '.join([listed[-1], *listed[1:]])}"
    f.write("page_covers.csv", [head, *rows])


def quota_broken(f: Forgery) -> None:
    """A stranger on a page in place of somebody; counts mended."""
    head, *rows = f.lines("book.csv")
    label, pids = rows[4].split(",")
    everyone = [row.split(",")[0] for row in f.lines("odds.csv")[1:]]
    stranger = next(p for p in everyone if p not in pids)
    rows[4] = f"{label},{' '.join(sorted([*pids.split(' ')[1:], stranger]))}"
    f.write("book.csv", [head, *rows])
    recount(f)


def waiting_short(f: Forgery) -> None:
    """Committed on the eve of the first value."""
    for event in f.events:
        if event["type"] in ("COMMIT", "SIGN"):
            event["at"] = "2026-01-19T09:00:00+08:00"
    f.commit["committed_at"] = "2026-01-19T09:00:00+08:00"


def with_rules(**new: Any) -> Fraud:
    """rules.json changed together with the policy, certificate and book as they were."""

    def change(f: Forgery) -> None:
        raw = json.loads(f.files["rules.json"])
        raw.update(new)
        f.files["rules.json"] = json.dumps(raw, ensure_ascii=False).encode()
        f.commit["policy"].update(
            {k: v for k, v in new.items() if k in f.commit["policy"]}
        )

    return change


def two_keys(f: Forgery) -> None:
    """One person signs in two roles with one key."""
    rows = f.lines("allowed_signers")
    key = rows[0].split(" ")[-1]
    rows[1] = " ".join([*rows[1].split(" ")[:-1], key])
    f.write("allowed_signers", rows)
    f.keys["control"] = f.keys["hr"]


BEFORE: dict[str, tuple[str, Fraud]] = {
    # tried on the first version, where verifiers passed them
    "mode balls, lotteries listed": ("commit.json mode", commit(mode="balls")),
    "one die as public value": ("commit.json sources", one_die),
    "a beacon's round of long ago": (
        "entropy-1.json round", lambda f: drand(f, "quicknet", 1000, ROUND_1000)),
    "a beacon nobody knows": (
        "entropy-1.json round", lambda f: drand(f, "mychain", 5, "ab" * 48)),
    "balls recorded after the lotteries": ("ledger.jsonl", balls_line_late),
    "balls recorded twice": ("ledger.jsonl", balls_twice),
    "lottery numbers out of range": (
        "entropy-2.json numbers", lambda f: numbers(f, [[3, 8, 12, 20, 27, 34], [9]])),
    "lottery numbers one short": (
        "entropy-2.json numbers", lambda f: numbers(f, [[3, 8, 12, 20, 27], [9]])),
    "the same number six times": (
        "entropy-2.json numbers", lambda f: numbers(f, [[3] * 6, [9]])),
    "page labels rotated": ("book.csv page", rotate_labels),
    "every page the same": ("odds.csv pages", same_page),
    "a friend on no page": ("odds.csv pages", spare_friend),
    "years changed, book not rebuilt": ("odds.csv pages", other_years),
    "an empty certificate": (
        "certificate.json corrected",
        lambda f: f.files.update({"certificate.json": b"{}"})),
    "left out and in the roster": (
        "exclusions.csv", lambda f: exclusion(f, pid=first_pid(f))),
    "a blank second approver": (
        "exclusions.csv", lambda f: exclusion(f, second_approver="")),
    "a struck cover put back": ("covers.csv cover", struck_back),
    "revealed after the deadline": ("ledger.jsonl", line("DRAW", at=LATE)),
    "left out after the commitment": ("ledger.jsonl", exclude_after_commit),
    "never opened": ("ledger.jsonl", lines("OPEN")),
    "attempt seven": ("ledger.jsonl", attempt_seven),
    "book not committed to": ("commit.json files", book_left_out),
    "roster edited since the opening": ("open.json inputs.roster.csv", roster_edited),
    "another table of names": ("open.json", names_swapped),
    "a time stamp made afterwards": ("stamp.tsr", stamp_late),
    "one key for two signers": ("allowed_signers", two_keys),
    # others of the same kinds
    "any deviation allowed": ("odds.csv pages", commit(deviation="1")),
    "policy other than the rules": ("commit.json policy", policy(odds_ceiling="1/2")),
    "deviation of the policy raised": (
        "commit.json policy.deviation_max", lambda f: (commit(deviation="1/2")(f),
                                     with_rules(deviation_max="1")(f))),
    "fewer bits in the policy": (
        "commit.json policy.entropy_bits_min",
        lambda f: (one_die(f), policy(entropy_bits_min=1)(f))),
    "one more drawn than the share": ("commit.json K", lambda f: commit(K=f.commit["K"] + 1)(f)),
    "more left out than the ledger says": (
        "commit.json excluded", lambda f: commit(excluded=f.commit["excluded"] + 1)(f)),
    "committed on the eve": ("commit.json committed_at", waiting_short),
    "no waiting asked for": (
        "commit.json policy", lambda f: (waiting_short(f), policy(waiting_days=0)(f))),
    "one witness at the balls": (
        "entropy-1.json digits", lambda f: f.value(1, lambda r: r.update(witnesses=["a"]))),
    "three digits for a hundred pages": (
        "entropy-1.json digits", lambda f: f.value(1, lambda r: r.update(digits=[1, 2, 3]))),
    "a record that tells another time": (
        "entropy-2.json at",
        lambda f: f.value(2, lambda r: r.update(at="2026-01-20T21:30:00+08:00"))),
    "signed after the balls": (
        "ledger.jsonl", line("SIGN", 2, at="2026-01-20T16:00:00+08:00")),
    "a signature line removed": ("ledger.jsonl", lines("SIGN")),
    "a stamp nobody sees": (
        "stamp.tsr", lambda f: f.events.insert(
            f.place("ENTROPY"), {**f.event("SIGN"), "type": "STAMP", "facts": {}})),
    "a stamp over other bytes": (
        "stamp.tsr", lambda f: stamped(f, b"20260113000000Z", b"other")),
    "a value before its time": (
        "ledger.jsonl", line("ENTROPY", 0, at="2026-01-20T14:59:59+08:00")),
    "others drawn in the ledger": (
        "ledger.jsonl DRAW", lambda f: (f.leave.add("drawn"), line(
            "DRAW", facts={"drawn": "P00000"})(f))),
    "opened twice": (
        "ledger.jsonl", lambda f: f.events.insert(1, {**f.event("OPEN")})),
    "no slips handed out": ("ledger.jsonl", lines("SLIPS")),
    "slips after the commitment": (
        "ledger.jsonl", lambda f: f.events.insert(
            f.place("SIGN"), f.events.pop(f.place("SLIPS")))),
    "the same signer named twice": (
        "ledger.jsonl", commit(signers=["hr", "hr", "discipline"])),
    "other sources in the ledger": (
        "ledger.jsonl COMMIT", lambda f: (f.leave.add("facts"), line(
            "COMMIT", facts={"sources": json.dumps(
                [["号球", "balls", "2026-01-20T15:00:00+08:00"],
                 ["双色球", "lottery", "2026-01-20T21:15:00+08:00"],
                 ["大乐透", "lottery", "2026-01-21T20:00:00+08:00"]],
                ensure_ascii=False, separators=(",", ":"))})(f))),
    "a later deadline in the ledger": (
        "ledger.jsonl COMMIT", lambda f: (f.leave.add("facts"), line(
            "COMMIT", facts={"deadline": "2026-02-27T18:00:00+08:00"})(f))),
    "another salt": (
        "salt.txt", lambda f: (f.leave.update({"opening", "files"}),
                               f.files.update({"salt.txt": b"0" * 64}))),
    "an exclusion without its paper": ("ledger.jsonl", excluded_by_hand),
    "a cover twice on a page": ("page_covers.csv", drawn_cover),
    "a stranger on a page": ("page_covers.csv", quota_broken),
    "capacity raised since the opening": (
        "open.json inputs.covers.csv", edited_since("covers.csv", ",1\n", ",2\n")),
    "a quota eased since the opening": (
        "open.json inputs.rules.json", edited_since("rules.json", '"max": 1', '"max": 2')),
    "a holiday moved since the opening": (
        "open.json inputs.calendar.csv",
        edited_since("calendar.csv", "2026-12-10,1", "2026-12-10,0")),
    "an enemy's bounds widened": ("certificate.json", widened),
    "reasons that promise more": (
        "reasons.csv ideal", lambda f: f.text("reasons.csv", ",1/", ",2/")),
    "failed although all is there": (
        "ledger.jsonl", lambda f: failed_event(f, at=f.event("DRAW")["at"])),
    "a commitment voided after the value": (
        "ledger.jsonl", lambda f: f.events.insert(f.place("DRAW"), {
            **f.event("DRAW"), "type": "VOID", "payload": "",
            "facts": {"approved_by": "a", "second_approver": "b"}})),
    "time runs backwards": ("ledger.jsonl", line("SIGN", at="2026-01-11T09:00:00+08:00")),
    "a file more": ("没有多余的文件", lambda f: f.files.update({"README.md": b"x"})),
}  # fmt: skip


# ---- after the draw ------------------------------------------------------------------


def schedule_by_hand(f: Forgery) -> None:
    """Two people's windows exchanged in the first schedule and all that follow."""
    head, *rows = f.lines("schedule-000.csv")
    listed = [row.split(",") for row in rows]
    one = listed[0]
    two = next(row for row in listed if row[1] != one[1])
    one[1:3], two[1:3] = two[1:3], one[1:3]
    f.write("schedule-000.csv", [head, *(",".join(row) for row in listed)])


def sunday_leave(f: Forgery) -> None:
    """One day's leave, on a Sunday, covered by the absentee."""
    head, *rows = f.lines("schedule-000.csv")
    pid = rows[0].split(",")[0]
    rows[0] = f"{pid},2026-05-17,2026-05-17,{pid},greedy"
    f.write("schedule-000.csv", [head, *rows])


def says_repaired(f: Forgery) -> None:
    """A schedule by hand that calls itself repaired."""
    schedule_by_hand(f)
    f.files["schedule-000.csv"] = f.files["schedule-000.csv"].replace(
        b"greedy", b"repaired"
    )


def put_in_friend(f: Forgery) -> None:
    """Another newcomer than the order gives."""
    event = f.event("REPLACE")
    listed = {e.split(",")[0] for e in f.lines("schedule-002.csv")[1:]}
    everyone = [row.split(",")[0] for row in f.lines("roster.csv")[1:]]
    leaver, by = event["facts"]["pid"], event["facts"].get("by", "")
    friend = next(p for p in everyone if p not in listed | {leaver, by})
    for one in f.events:
        if one["facts"].get("pid") == by and by:
            one["facts"]["pid"] = friend
    event["facts"]["by"] = friend
    if by:
        f.text("schedule-002.csv", by + ",", friend + ",")


def put_in_twice(f: Forgery) -> None:
    """The newcomer is somebody drawn from the start: the place stays empty."""
    facts = f.event("REPLACE")["facts"]
    drawn = f.event("DRAW")["facts"]["drawn"].split(" ")
    facts["by"] = next(pid for pid in drawn if pid != facts["pid"])


def put_in_leaver(f: Forgery) -> None:
    """Who leaves for good replaces themselves."""
    facts = f.event("REPLACE")["facts"]
    facts["by"] = facts["pid"]


def other_window(f: Forgery) -> None:
    """Put off to a later window than the first feasible one."""
    pid = f.event("DEFER")["facts"]["pid"]
    head, *rows = f.lines("schedule-001.csv")
    others = {row.split(",")[0]: row.split(",") for row in rows}
    later = ["2026-11-30", "2026-12-11"]
    if others[pid][1:3] == later:
        later = ["2026-11-23", "2026-12-04"]
    others[pid][1:3] = later
    f.write("schedule-001.csv", [head, *sorted(",".join(r) for r in others.values())])


def diary(kind: str, **new: Any) -> Fraud:
    """One line of the diary more, at the end of the year."""

    def add(f: Forgery) -> None:
        last = f.event("NOTIFY", -1)
        facts = {"pid": last["facts"]["pid"], **new.get("facts", {})}
        event = {**last, **new, "type": kind, "facts": facts}
        f.events.insert(f.place("CLOSE"), event)
        closing = f.event("CLOSE")["facts"]
        closing[kind] = str(int(closing.get(kind, "0")) + 1)

    return add


def start_early(f: Forgery) -> None:
    """Gone long before the window."""
    early = f.events[f.place("NOTIFY") - 1]["at"]
    last = [e for e in f.events if e["type"] == "START"][-1]
    pid = last["facts"]["pid"]
    told = next(
        e for e in f.events if e["type"] == "NOTIFY" and e["facts"]["pid"] == pid
    )
    for event in (last, told):
        f.events.remove(event)
        event["at"] = early
    place = f.place("NOTIFY")
    f.events[place:place] = [told, last]


AFTER: dict[str, tuple[str, Fraud]] = {
    "windows by hand": ("schedule-000.csv", schedule_by_hand),
    "a Sunday's leave covered by oneself": ("文件可读", sunday_leave),
    "by hand, called repaired": ("schedule-000.csv", says_repaired),
    "another newcomer than the order gives": ("facts.by", put_in_friend),
    "put off further than needed": ("schedule-001.csv", other_window),
    "one approver of a deferral": (
        "ledger.jsonl", line("DEFER", facts={"second_approver": "人事科"})),
    "a replacement without papers": ("ledger.jsonl", line("REPLACE", facts={"detail": ""})),
    "the paper of a deferral changed": (
        "ledger.jsonl facts.detail",
        lambda f: (f.leave.add("details"), [
            f.text(n, "病假", "事假") for n in list(f.files)
            if n.startswith("detail-") and "病假" in f.files[n].decode()])),
    "a day written into a deferral's paper": (
        "schedule-001.csv",
        lambda f: [f.text(n, "2026-08-03", "2026-06-01") for n in list(f.files)
                   if n.startswith("detail-") and "2026-08-03" in f.files[n].decode()]),
    "a stranger is notified": (
        "ledger.jsonl", diary("NOTIFY", facts={"pid": "ffffffffff"})),
    "notified twice": ("ledger.jsonl", diary("NOTIFY")),
    "returned without a start": (
        "ledger.jsonl",
        lambda f: (f.events.remove(f.event("START", -1)), diary("RETURN")(f))),
    "gone before the window": ("ledger.jsonl START", start_early),
    "closed before the last window": (
        "ledger.jsonl", line("CLOSE", facts={"last": "2026-12-20"})),
    "the close names another last day": (
        "ledger.jsonl START", line("CLOSE", facts={"last": "2026-12-18"})),
    "a notice dropped": ("ledger.jsonl", lines("NOTIFY")),
    "a start dropped": ("ledger.jsonl", lambda f: f.events.remove(f.event("START", -1))),
    "an appeal after the close": (
        "ledger.jsonl", lambda f: f.events.append(
            {**f.event("CLOSE"), "type": "APPEAL",
             "facts": {"pid": f.event("NOTIFY")["facts"]["pid"]}})),
    "another window secret": (
        "window_secret.txt",
        lambda f: f.files.update({"window_secret.txt": b"6b" * 32})),
    "a schedule exchanged, its seal kept": (
        "schedule-001.csv", lambda f: (f.leave.add("seal"), other_window(f))),
    "scheduled twice": (
        "ledger.jsonl", lambda f: f.events.insert(
            f.place("DEFER"), {**f.event("SCHEDULE")})),
    "carried over without approval": (
        "ledger.jsonl", lambda f: diary("CARRY", facts={"detail": "0" * 64})(f)),
    "somebody put in twice": ("ledger.jsonl", put_in_twice),
    "the leaver put in again": ("ledger.jsonl", put_in_leaver),
}  # fmt: skip
