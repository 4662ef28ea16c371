"""Frauds that the rules themselves carry: words and numbers outside their range, people
and days left out of sight, a proof that names strangers.

Each entry gives the file and field that both verifiers must name.  ``LISTED`` is lawful
in its form and may still be aimed at somebody: both verifiers name whom it touches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forgeries import Fraud, commit
from forging import Forgery
from fresh_forgeries import added, other_cell
from later_forgeries import cells
from outer_forgeries import source
from subtle_forgeries import columns, rules

UNSEEN = "\u2060"
"""A mark without width: two names that look the same and are not."""


def rule(path: str, value: Any) -> Fraud:
    """One value of rules.json, the policy in commit.json with it."""

    def change(raw: Any) -> None:
        *upper, last = path.split()
        for key in upper:
            raw = raw[int(key) if key.isdigit() else key]
        raw[last] = value

    return rules(change)


def quota(**new: Any) -> Fraud:
    """One quota more, of these values."""
    plain = {"id": "x", "field": "unit", "value": "U000", "min": 0, "max": 9,
             "reason": "均衡", "article": "38"}  # fmt: skip
    return rules(lambda r: r["quotas"].append({**plain, **new}))


def reason(**new: Any) -> Fraud:
    """The first reason to leave somebody out says something else."""
    return rules(lambda r: r["exclusion_reasons"][0].update(new))


def blackout(**new: Any) -> Fraud:
    """The first days on which nobody leaves are others."""
    return rules(lambda r: r["window"]["blackouts"][0].update(new))


def calendar(change: Callable[[list[str]], list[str]]) -> Fraud:
    """The days of the calendar, some left out."""

    def write(f: Forgery) -> None:
        head, *days = f.lines("calendar.csv")
        f.write("calendar.csv", [head, *change(days)])

    return write


def looks_like(name: str, column: int) -> Fraud:
    """The first row of a table names somebody under another spelling."""
    return cells(name, 0, lambda row: other_cell(
        row, column, row.split(",")[column] + UNSEEN))  # fmt: skip


def proof(change: Callable[[Any], Any]) -> Fraud:
    """certificate.json says something else."""
    return lambda f: f.json("certificate.json", change)


def widened(pid: str, *bounds: str) -> Fraud:
    """The bounds of one person."""
    return proof(lambda c: c["widened"].update({pid: [*bounds]}))


def unit_twice(f: Forgery) -> None:
    """A second column of the name of the first: people read one, programs the other."""
    columns("roster.csv", lambda row: [*row, row[1] if row[0] == "pid" else "U000"])(f)


def disordered(f: Forgery) -> None:
    """The people of a page in another order: other people get the covers beside them."""
    head, *rows = f.lines("book.csv")
    label, pids = rows[3].split(",")
    rows[3] = f"{label},{' '.join(reversed(pids.split(' ')))}"
    f.write("book.csv", [head, *rows])


RANGES: dict[str, Any] = {
    "rounding": "up ", "share_base": "holders ", "window start": "week ",
    "window notice": "announced ", "waiting_days": -7, "weights per_year": -1,
    "weights base": 0, "weights years_cap": 61, "replace_max": "99",
    "exclusion_alarm": "5", "entropy_bits_min": -5, "deviation_max": "1/10",
    "odds_floor": "3", "odds_ceiling": "-1", "window working_days": 0,
    "window unit_absent_max": -1, "window process_absent_max": -1,
    "window total_absent_max": 10**7, "window notice_days": 31,
    "register overdue_years": 61, "register same_month_years": 1,
    "register blackout_share": "2", "window first": "20260302",
    "window last": "2026-W50-1", "share": "1/5000000", "sources share": " ",
}  # fmt: skip


def field(path: str) -> str:
    """How the verifiers name a key: of the commitment, where it stands in its policy."""
    shared = {"rounding", "share_base", "waiting_days", "replace_max", "share",
              "entropy_bits_min", "deviation_max", "odds_floor", "odds_ceiling"}  # fmt: skip
    return (
        f"commit.json policy.{path}" if path in shared
        else "rules.json " + path.replace(" ", ".")
    )  # fmt: skip


BEFORE: dict[str, tuple[str, Fraud]] = {
    **{f"{path} is {value!r}": (field(path), rule(path, value))
       for path, value in RANGES.items()},
    "a floor above the ceiling": (
        "rules.json odds_floor", rules(lambda r: r.update(odds_floor="1", odds_ceiling="0"))),
    "a year that ends before it begins": (
        "rules.json window.first", rule("window last", "2026-03-01")),
    "dark days that end before they begin": (
        "rules.json window.blackouts[0].from", blackout(to="2026-01-01")),
    "dark days of a week": (
        "rules.json window.blackouts[0].from", blackout(**{"from": "2026-W42-1"})),
    "dark days for no reason": (
        "rules.json window.blackouts[0].reason", blackout(reason=UNSEEN)),
    "a quota for no reason": ("rules.json quotas", quota(reason="　")),
    "a quota of an article that is none": ("rules.json quotas", quota(article="99")),
    "a quota of an article in full width": ("rules.json quotas", quota(article="９９")),
    "a quota turned round": ("rules.json quotas", quota(min=3, max=2)),
    "a quota below nothing": ("rules.json quotas", quota(min=-1)),
    "a quota on years": (
        "rules.json quotas field", quota(field="years_since_draw", value="0")),
    "a quota of nobody": ("rules.json quotas value", quota(value="U999")),
    "a quota that looks like the first": ("rules.json quotas K", quota(id="K")),
    "a reason of no article": ("rules.json exclusion_reasons", reason(article=" ")),
    "a reason of an article that is none": (
        "rules.json exclusion_reasons", reason(article="39")),
    "a reason that says nothing": ("rules.json exclusion_reasons", reason(zh="　")),
    "two reasons of one code": (
        "rules.json exclusion_reasons seconded", reason(code="seconded")),
    "struck out for no reason": (
        "conflicts.csv", cells("conflicts.csv", 0, lambda r: other_cell(r, 2, " "))),
    "struck out by article 99": (
        "conflicts.csv", cells("conflicts.csv", 0, lambda r: other_cell(r, 3, "99"))),
    "struck out by no paper": (
        "conflicts.csv", cells("conflicts.csv", 0, lambda r: other_cell(r, 4, "　"))),
    "struck out of nobody known": (
        "conflicts.csv", cells("conflicts.csv", 0, lambda r: other_cell(r, 0, "P99999"))),
    "left out by article 0": (
        "exclusions.csv", cells("exclusions.csv", 0, lambda r: other_cell(r, 2, "0"))),
    "left out for a paper of no ink": (
        "exclusions.csv", cells("exclusions.csv", 0, lambda r: other_cell(r, 3, "⠀⠀"))),
    "a paper of half a hash": (
        "exclusions.csv", cells("exclusions.csv", 0, lambda r: other_cell(r, 4, "ab"))),
    "a cover who looks like another": ("covers.csv cover", looks_like("covers.csv", 1)),
    "struck out under another spelling": (
        "conflicts.csv cover", looks_like("conflicts.csv", 1)),
    "left out under another spelling": (
        "exclusions.csv pid", looks_like("exclusions.csv", 0)),
    "a cover in small letters": (
        "没有写法不同", added("covers.csv", lambda rows: ",".join(
            [rows[0].split(",")[0], rows[0].split(",")[1].lower(), "1"]))),
    "a cover named in words": ("conflicts.csv cover", added(
        "conflicts.csv", lambda rows: other_cell(rows[0], 1, "张三"))),
    "years of a long life": (
        "roster.csv years_since_draw",
        cells("roster.csv", 0, lambda r: other_cell(r, 3, "61"))),
    "a cover for everything": (
        "covers.csv capacity", lambda f: f.text("covers.csv", ",1\n", ",101\n", 999)),
    "a column of two names": ("roster.csv pid,unit", unit_twice),
    "somebody of no unit": (
        "roster.csv unit", cells("roster.csv", 0, lambda r: other_cell(r, 1, ""))),
    "a calendar that begins late": ("calendar.csv date", calendar(lambda d: d[20:])),
    "a calendar that ends early": ("calendar.csv date", calendar(lambda d: d[:-60])),
    "a calendar of no days": ("calendar.csv date", calendar(lambda d: [])),
    "a calendar with a gap": (
        "calendar.csv date", calendar(lambda d: [*d[:100], *d[107:]])),
    "a day neither worked nor free": (
        "calendar.csv date", calendar(lambda d: [r.replace(",1,", ",,") for r in d])),
    "people of a page in another order": ("book.csv pids", disordered),
    "pages no balls can show": ("commit.json pages", lambda f: (
        rule("pages", 99)(f), commit(pages=99)(f), f.write("book.csv", f.lines("book.csv")[:-1]),
        f.write("odds.csv", [r.replace(",100", ",99") for r in f.lines("odds.csv")]))),
    "a proof about a stranger": ("certificate.json people", widened("P99999", "0", "1")),
    "bounds turned round": ("certificate.json widened.P00001", widened("P00001", "1", "0")),
    "a chance above certainty": (
        "certificate.json corrected.P00001", proof(lambda c: c["corrected"].update(P00001="2"))),
    "a correction nobody asked for": (
        "certificate.json judge", proof(lambda c: c["corrected"].update(P00001="1/2"))),
    "a proof that says more": ("certificate.json friend", proof(lambda c: c.update(friend="x"))),
    "a row twice in a proof": ("certificate.json levels", proof(
        lambda c: [level["multipliers"].append(["quota:K", "0"]) for level in c["levels"]
                   for _ in (1, 2)])),
    "a draw of no name": ("commit.json org", lambda f: (
        commit(org=UNSEEN)(f), f.opening.update(org=UNSEEN))),
    "a source of no name": ("ledger.jsonl", lambda f: (
        source(1, name="⠀")(f), f.value(2, lambda r: r.update(source="⠀")),
        f.event("ENTROPY", 1)["facts"].update(source="⠀"))),
    "more dice than anybody throws": (
        "commit.json sources", lambda f: f.commit["sources"][1]["parts"][0].update(
            count=10**13, high=10**14)),
    "an office of no name": ("open.json offices", lambda f: f.opening.update(
        offices={"hr": UNSEEN})),
}  # fmt: skip

AFTER: dict[str, tuple[str, Fraud]] = {}
