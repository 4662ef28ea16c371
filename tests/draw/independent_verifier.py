"""A third reader of a bundle, written from the specification in docs/draw.md alone.

It shares no line with the product or with the two verifiers that are shipped, and is
built another way: one function a paragraph of the specification, each returning what
does not hold.  Signatures, stamps and the list of ledger invariants are not repeated
here; everything that is arithmetic is: chain, commitment, opening, page, book, fairness
certificate, windows, deferrals, replacements.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction as F
from pathlib import Path
from typing import Any

Rows = list[dict[str, str]]
Placement = tuple[int, str]  # first of its working days, and the cover


class Case:
    """A bundle in memory: bytes, parsed objects, tables."""

    def __init__(self, folder: Path) -> None:
        self.data = {p.name: p.read_bytes() for p in folder.iterdir()}
        self.commit: Any = self.object("commit.json")
        self.full = "salt.txt" in self.data
        self.ledger: list[Any] = [
            json.loads(line) for line in self.data["ledger.jsonl"].splitlines()
        ]
        self.own = [e for e in self.ledger if e["draw"] == self.commit["draw"]]
        self.root = self.h(self.data["commit.json"])

    def object(self, name: str) -> Any:
        return json.loads(self.data[name])

    def rows(self, name: str) -> Rows:
        return list(csv.DictReader(io.StringIO(self.data[name].decode(), newline="")))

    def h(self, data: bytes) -> str:
        return self.raw(data).hex()

    def raw(self, data: bytes) -> bytes:
        return hashlib.new(self.commit["hash"], data).digest()

    def seal(self, name: str, data: bytes) -> str:
        return self.h(self.data["salt.txt"] + name.encode() + b"\0" + data)


def dumped(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def chain(case: Case) -> list[str]:
    """Ledger: numbers, hashes of the lines before, own hashes."""
    wrong, before = [], "0" * 64
    for seq, event in enumerate(case.ledger):
        rest = {k: v for k, v in event.items() if k != "hash"}
        own = hashlib.new(event["alg"], dumped(rest)).hexdigest()
        if (event["seq"], event["prev"], event["hash"]) != (seq, before, own):
            wrong.append(f"ledger line {seq}")
        before = event["hash"]
    return wrong


def commitment(case: Case) -> list[str]:
    """commit.json: its line, its files, its sealed files, the opening."""
    c, wrong = case.commit, []
    line = [e for e in case.own if (e["type"], e["root"]) == ("COMMIT", case.root)]
    if len(line) != 1 or line[0]["payload"] != case.root:
        wrong.append("COMMIT line")
    wrong += [n for n, known in c["files"].items() if case.h(case.data[n]) != known]
    opening = case.object("open.json")
    first = next(e for e in case.own if e["type"] == "OPEN")
    if first["payload"] != case.h(case.data["open.json"]):
        wrong.append("open.json")
    if not opening["names_root"] == first["facts"]["names_root"] == c["names_root"]:
        wrong.append("names_root")
    if not case.full:
        return wrong
    if case.h(case.data["salt.txt"]) != c["salt_hash"]:
        wrong.append("salt.txt")
    wrong += [n for n, k in c["sealed"].items() if case.seal(n, case.data[n]) != k]
    tables = {n: case.data[n] for n in opening["inputs"]}
    for event in case.own:
        if event["type"] == "EXCLUDE":
            paper = case.object(f"detail-{event['facts']['detail'][:16]}.json")
            for name, change in paper["lines"].items():
                head, *body = tables[name].splitlines(keepends=True)
                body = [x for x in body if x.decode() not in change["added"]]
                body += [x.encode() for x in change["removed"]]
                tables[name] = head + b"".join(sorted(body))
    wrong += [n for n, k in opening["inputs"].items() if case.seal(n, tables[n]) != k]
    return wrong


def page(case: Case) -> list[str]:
    """Page: key, seed, value, page; the people on it."""
    c, shown, parts, balls = case.commit, case.object("reveal.json"), [], 0
    for number, source in enumerate(c["sources"], 1):
        record = case.object(f"entropy-{number}.json")
        if source["kind"] == "balls":
            balls = int("".join(str(d) for d in record["digits"]))
        elif source["kind"] == "drand":
            parts.append(
                f"{hashlib.sha256(bytes.fromhex(record['signature'])).hexdigest()}./"
            )
        else:
            text = ""
            for part, numbers in zip(source["parts"], record["numbers"], strict=True):
                listed = numbers if part["ordered"] else sorted(numbers)
                text += "".join(f"{n}." for n in listed)
            parts.append(text + "/")
    key, many = "".join(parts), c["pages"]
    seed = case.raw(
        b"forced-leave-draw/v1\0" + bytes.fromhex(case.root) + b"\0" + key.encode()
    )
    counter, top = 0, 2 ** (8 * len(seed)) // many * many
    value = top
    while value >= top:
        value = int.from_bytes(case.raw(seed + counter.to_bytes(4, "big")), "big")
        counter += 1
    number = balls % many if c["mode"] == "balls" else (balls + value) % many
    drawn = case.rows("book.csv")[number]["pids"].split(" ")
    found = {"seed": seed.hex(), "page": number, "key": key, "drawn": drawn}
    return [f"reveal.json {k}" for k, v in found.items() if shown[k] != v]


def book(case: Case) -> list[str]:
    """Page labels are places, counts are odds.csv, every page has K people."""
    pages, wrong = case.rows("book.csv"), []
    if [p["page"] for p in pages] != [f"{k:05d}" for k in range(case.commit["pages"])]:
        wrong.append("page labels")
    lists = [p["pids"].split(" ") for p in pages]
    counts = Counter(pid for people in lists for pid in people)
    if {
        r["pid"]: int(r["pages"]) for r in case.rows("odds.csv") if r["pages"] != "0"
    } != counts:
        wrong.append("odds.csv")
    if any(len(set(p)) != case.commit["K"] or p != sorted(p) for p in lists):
        wrong.append("K people a page")
    return wrong


class Rules:
    """rules.json and the inputs, as the specification's last paragraphs need them."""

    def __init__(self, case: Case) -> None:
        self.raw: Any = case.object("rules.json")
        self.people = {r["pid"]: r for r in case.rows("roster.csv")}
        self.covers: dict[str, list[str]] = {pid: [] for pid in self.people}
        self.capacity: dict[str, int] = {}
        for row in case.rows("covers.csv"):
            self.covers[row["pid"]].append(row["cover"])
            self.capacity[row["cover"]] = int(row["capacity"])
        self.needed = self.raw["cover"]["required"]
        self.may = self.raw["cover"]["drawn_may_cover"]
        all_ = {"id": "K", "field": "*", "value": "", "min": case.commit["K"],
                "max": case.commit["K"]}  # fmt: skip
        self.quotas = {q["id"]: q for q in [all_, *self.raw["quotas"]]}
        self.days = [
            date.fromisoformat(r["date"])
            for r in case.rows("calendar.csv")
            if r["workday"] == "1"
        ]

    def weight(self, pid: str) -> int:
        w, years = self.raw["weights"], int(self.people[pid]["years_since_draw"])
        return int(w["base"] + w["per_year"] * min(years, w["years_cap"]))

    def members(self, q: Any) -> list[str]:
        everybody = q["field"] == "*"
        return [
            p
            for p, row in self.people.items()
            if everybody or row[q["field"]] == q["value"]
        ]

    def lawful(self, people: set[str]) -> bool:
        for q in self.quotas.values():
            if not q["min"] <= len(people.intersection(self.members(q))) <= q["max"]:
                return False
        return not self.needed or self._covered(sorted(people), people, Counter())

    def _covered(self, rest: list[str], drawn: set[str], load: Counter[str]) -> bool:
        if not rest:
            return True
        for cover in self.covers[rest[0]]:
            free = self.may or cover not in drawn
            if free and load[cover] < self.capacity[cover]:
                load[cover] += 1
                if self._covered(rest[1:], drawn, load):
                    return True
                load[cover] -= 1
        return False


def certificate(case: Case, rules: Rules) -> list[str]:
    """Certificate: what adding up the rows proves, level by level."""
    proof, settled, wrong = case.object("certificate.json"), dict[str, F](), []
    low, high = F(rules.raw["odds_floor"]), F(rules.raw["odds_ceiling"])
    bounds = {
        p: (F(0), F(0)) if rules.needed and not rules.covers[p] else (low, high)
        for p in rules.people
    } | {p: (F(a), F(b)) for p, (a, b) in proof["widened"].items()}
    for number, level in enumerate(proof["levels"]):
        value, bound = F(level["value"]), F(0)
        sums: dict[str, F] = defaultdict(F)
        b: dict[tuple[str, str], F] = defaultdict(F)
        for name, text in level["multipliers"]:
            u, (kind, _, who) = F(text), name.partition(":")
            if kind == "quota":
                bound += u * rules.quotas[who]["max" if u > 0 else "min"]
                for p in rules.members(rules.quotas[who]):
                    sums[p] += u
            elif kind == "covered":
                sums[who] -= u
                for c in rules.covers[who]:
                    b[who, c] += u
            elif u > 0:
                bound += u * rules.capacity[who]
                for p, found in rules.covers.items():
                    if who in found:
                        b[p, who] += u
                if who in rules.people and not rules.may:
                    sums[who] += u * rules.capacity[who]
        bound -= sum((x for x in b.values() if x < 0), F(0))
        for p, x in sums.items():
            due = max(bounds[p][0], value * rules.weight(p))
            bound -= x * (bounds[p][1] if x < 0 else settled.get(p, due))
        for p in level["people"]:
            capped = value * rules.weight(p) >= bounds[p][1]
            if not capped and (sums[p] <= 0 or abs(bound) / sums[p] > F(1, 10000)):
                wrong.append(f"certificate level {number} {p}")
        for p in level["people"]:
            settled[p] = min(max(value * rules.weight(p), bounds[p][0]), bounds[p][1])
    settled |= {p: F(t) for p, t in proof["corrected"].items()}
    if abs(sum(settled.values()) - case.commit["K"]) > F(1, 1000):
        wrong.append("chances do not add up to K")
    counts = {r["pid"]: int(r["pages"]) for r in case.rows("odds.csv")}
    most = F(case.commit["deviation"])
    if set(settled) != set(counts):
        return [*wrong, "not everybody is settled"]
    wrong += [
        f"odds.csv {p}"
        for p, chance in settled.items()
        if abs(F(counts[p], case.commit["pages"]) - chance) > most
    ]
    return wrong


class Windows:
    """Windows: who is away when, and who covers, by the rule of the specification."""

    def __init__(self, case: Case, rules: Rules) -> None:
        shown = case.object("reveal.json")
        self.drawn: list[str] = shown["drawn"]
        self.rules, self.length = rules, rules.raw["window"]["working_days"]
        self.draw_seed = bytes.fromhex(shown["seed"])
        self.seed = case.raw(
            b"forced-leave-windows/v1\0" + self.draw_seed + b"\0"
            + str(shown["page"]).encode() + b"\0" + case.data["window_secret.txt"]
        )  # fmt: skip
        self.starts = [k for k in range(len(rules.days)) if self._possible(k)]

    def _possible(self, k: int) -> bool:
        w, days = self.rules.raw["window"], self.rules.days
        if k + self.length > len(days):
            return False
        first, last = days[k], days[k + self.length - 1]
        if first.isoformat() < w["first"] or last.isoformat() > w["last"]:
            return False
        fresh = k == 0 or days[k - 1].isocalendar()[:2] != first.isocalendar()[:2]
        if w["start"] == "week" and not fresh:
            return False
        return not any(
            b["from"] <= last.isoformat() and first.isoformat() <= b["to"]
            for b in w["blackouts"]
        )

    def h(self, *words: str, seed: bytes | None = None) -> bytes:
        return hashlib.sha256((seed or self.seed) + "|".join(words).encode()).digest()

    def day(self, k: int) -> str:
        return self.rules.days[k].isoformat()

    def usable(self, pid: str, drawn: set[str]) -> list[str]:
        found = self.rules.covers[pid]
        return [c for c in found if self.rules.may or c not in drawn]

    def by_lot(self, pid: str) -> list[int]:
        return sorted(self.starts, key=lambda k: self.h("start", pid, self.day(k)))

    def room(self, now: dict[str, Placement], pid: str, k: int) -> bool:
        w, people = self.rules.raw["window"], self.rules.people
        for day in range(k, k + self.length):
            away = [p for p, (s, _) in now.items() if s <= day < s + self.length]
            if pid in away or pid in {now[p][1] for p in away}:
                return False
            caps = [(w["total_absent_max"], len(away))]
            for field in ("unit", "process"):
                own = people[pid][field]
                same = sum(people[p][field] == own for p in away)
                if own:
                    caps.append((w[f"{field}_absent_max"], same))
            if any(cap and many >= cap for cap, many in caps):
                return False
        return True

    def free(self, now: dict[str, Placement], cover: str, k: int) -> bool:
        used = sum(c == cover for _, c in now.values())
        busy = any(
            cover in (p, c) and abs(s - k) < self.length for p, (s, c) in now.items()
        )
        return used < self.rules.capacity[cover] and not busy

    def place(
        self, now: dict[str, Placement], pid: str, starts: list[int], drawn: set[str]
    ) -> Placement | None:
        covers = self.usable(pid, drawn)
        load = Counter(c for _, c in now.values())
        covers.sort(key=lambda c: (load[c], self.h("cover", pid, c)))
        for k in starts:
            if self.room(now, pid, k):
                if not self.rules.needed:
                    return k, ""
                for cover in covers:
                    if self.free(now, cover, k):
                        return k, cover
        return None

    def first(self) -> dict[str, Placement] | None:
        drawn, now = set(self.drawn), dict[str, Placement]()
        key = {p: (len(self.usable(p, drawn)), self.h("order", p)) for p in drawn}
        for pid in sorted(drawn, key=lambda p: key[p]):
            found = self.place(now, pid, self.by_lot(pid), drawn)
            if found is None:
                return None  # repaired by a solver: not computed here
            now[pid] = found
        return now

    def newcomer(self, now: dict[str, Placement], gone: set[str], leaver: str) -> str:
        acting = {c for p, (_, c) in now.items() if p != leaver}
        unit = self.rules.people[leaver]["unit"]
        order = sorted(
            self.rules.people, key=lambda p: self.h("alt", p, seed=self.draw_seed)
        )
        for pid in order:
            listed = pid in now or pid in gone or (pid in acting and not self.rules.may)
            same = self.rules.people[pid]["unit"] == unit
            if same and not listed and self.rules.lawful({*now} - {leaver} | {pid}):
                return pid
        return ""

    def read(self, rows: Rows) -> dict[str, Placement]:
        days, found = self.rules.days, dict[str, Placement]()
        for r in rows:
            k = bisect_left(days, date.fromisoformat(r["first"]))
            ends = days[k + self.length - 1].isoformat()
            if (self.day(k), ends) != (r["first"], r["last"]):
                raise ValueError(f"no window: {r}")
            found[r["pid"]] = k, r["cover"]
        return found


def windows(case: Case, rules: Rules) -> list[str]:
    """The first schedule and every change of it, and the seal of each."""
    made, now, gone, wrong = (
        Windows(case, rules),
        dict[str, Placement](),
        set[str](),
        [],
    )
    kinds = ("SCHEDULE", "DEFER", "REPLACE", "CARRY")
    secret = case.data["window_secret.txt"]
    for number, event in enumerate(e for e in case.own if e["type"] in kinds):
        name = f"schedule-{number:03d}.csv"
        if event["payload"] != case.h(secret + case.data[name]):
            wrong.append(f"{name} seal")
        shown = made.read(case.rows(name))
        due = (
            made.first()
            if event["type"] == "SCHEDULE"
            else _changed(case, made, now, gone, event, wrong)
        )
        if due is not None and due != shown:
            wrong.append(name)
        if event["type"] in ("REPLACE", "CARRY"):
            gone.add(event["facts"]["pid"])
        now = shown
    return wrong


def _changed(
    case: Case, made: Windows, now: dict[str, Placement], gone: set[str], event: Any,
    wrong: list[str],
) -> dict[str, Placement] | None:  # fmt: skip
    pid, today = event["facts"]["pid"], event["at"][:10]
    rest = {p: placed for p, placed in now.items() if p != pid}
    who = pid
    if event["type"] == "REPLACE":
        who = event["facts"].get("by", "")
        if who != made.newcomer(now, gone, pid):
            wrong.append(f"ledger line {event['seq']} by")
    if event["type"] == "CARRY" or not who:
        return rest
    if event["type"] == "DEFER":
        paper = case.object(f"detail-{event['facts']['detail'][:16]}.json")
        soonest = max(paper["until"], today)
        starts = [k for k in made.starts if made.day(k) >= soonest]
    else:
        starts = [k for k in made.by_lot(who) if made.day(k) > today]
    found = made.place(rest, who, starts, {*rest, who})
    return None if found is None else {**rest, who: found}


def verify(folder: Path) -> list[str]:
    """Everything that does not hold; empty for a bundle that is in order."""
    try:
        case = Case(folder)
        wrong = chain(case) + commitment(case) + page(case) + book(case)
        if case.full:
            rules = Rules(case)
            wrong += certificate(case, rules)
            if "window_secret.txt" in case.data:
                wrong += windows(case, rules)
    except (
        KeyError,
        IndexError,
        ValueError,
        StopIteration,
        ZeroDivisionError,
    ) as error:
        return [f"cannot be read: {error!r}"]
    return wrong


if __name__ == "__main__":
    found = verify(Path(sys.argv[1]))
    print("\n".join(found) or "in order")
    sys.exit(bool(found))
