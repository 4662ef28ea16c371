"""Lies that fit together inside a bundle and are known to somebody outside it: both
verifiers must ask that person, naming what to compare.

``BEFORE`` are told at a bundle just drawn, ``AFTER`` at one that is closed.
"""

from __future__ import annotations

import json

from forgeries import Fraud, replace_values
from forging import Forgery
from subtle_forgeries import rules


def left_out_too(f: Forgery) -> None:
    """A friend left out at the opening, by the approvers of somebody else."""
    head, *rows = f.lines("exclusions.csv")
    cells = rows[0].split(",")
    more = ",".join(["Z00009", *cells[1:3], "人字〔2026〕99号", *cells[4:]])
    f.write("exclusions.csv", [head, *sorted([*rows, more])])
    f.commit["excluded"] += 1
    f.opening["excluded"] += 1


def thrown_here(f: Forgery) -> None:
    """Dice in place of a lottery: nobody else ever saw them."""
    part = {"name": "", "count": 16, "low": 1, "high": 6, "ordered": True,
            "distinct": False}  # fmt: skip
    at = "2026-01-20T21:15:00+08:00"
    dice = {"name": "骰子", "kind": "dice", "not_before": at, "issue": "", "chain": "",
            "round": 0, "parts": [part]}  # fmt: skip
    f.commit["mode"] = "public"
    replace_values(f, [dice], [{"source": "骰子", "at": at, "numbers": [[1] * 16]}])


def kept_back(f: Forgery) -> None:
    """A result that everybody could compute is not told."""
    f.events.remove(f.event("DRAW"))
    del f.files["reveal.json"]
    f.leave.add("reveal")


def value_kept_back(f: Forgery) -> None:
    """The last lottery was held, and its numbers are not recorded."""
    f.events.remove(f.event("ENTROPY", 2))
    del f.files["entropy-3.json"]
    kept_back(f)


def without_papers(f: Forgery) -> None:
    """Leave that is only said to have been taken."""
    for event in f.events:
        if event["type"] in ("START", "RETURN"):
            del f.files[f"detail-{event['facts'].pop('detail')[:16]}.json"]


def another_draw(f: Forgery) -> None:
    """A draw voided and not committed again, beside one that the ledger has too."""
    opened = json.loads(json.dumps(f.event("OPEN")))
    f.events.append({**opened, "draw": "2026-Q1b", "at": f.events[-1]["at"]})


def one_more_struck(f: Forgery) -> None:
    """Somebody struck out as a cover for no true reason; no page needs them."""
    pages, covers = (
        [row.split(",")[1].split(" ") for row in f.lines(name)[1:]]
        for name in ("book.csv", "page_covers.csv")
    )
    used = {
        pair
        for page, by in zip(pages, covers, strict=True)
        for pair in zip(page, by, strict=False)
    }
    head, *rows = f.lines("covers.csv")
    spare = next(r for r in rows if tuple(r.split(",")[:2]) not in used)
    f.write("covers.csv", [head, *(r for r in rows if r != spare)])
    pid, cover, _ = spare.split(",")
    head, *rows = f.lines("conflicts.csv")
    more = f"{pid},{cover},kinship-spouses,21(1),夫妻"
    f.write("conflicts.csv", [head, *sorted([*rows, more])])


def other_names(f: Forgery) -> None:
    """Another table of names from the very opening."""
    f.opening["names_root"] = f.commit["names_root"] = "e" * 64
    f.event("OPEN")["facts"]["names_root"] = "e" * 64


BEFORE: dict[str, tuple[str, Fraud]] = {
    "another plan at the opening": (
        "d00d", lambda f: f.opening.update(plan="d00d" + "0" * 60)),
    "no workbook at the opening": ("没有写明", lambda f: f.opening.update(workbook="")),
    "a day of leave": (
        "rules.json（SHA-256 ", rules(lambda r: r["window"].update(working_days=1))),
    "one more left out": ("Z00009 产假 人字〔2026〕99号", left_out_too),
    "dice of the organiser": ("骰子 由本机关掷出", thrown_here),
    "a result kept back": ("却没有揭晓：第000", kept_back),
    "a value kept back": ("大乐透 尚无数值", value_kept_back),
    "one more cover struck out": ("conflicts.csv（SHA-256 ", one_more_struck),
    "another table of names": (f"锁定值 {'e' * 64}", other_names),
    "a second draw beside": ("2026-Q1b", another_draw),
}  # fmt: skip
AFTER: dict[str, tuple[str, Fraud]] = {
    "leave on paper only": ("离岗 没有材料", without_papers),
    "a close written beforehand": (
        "2999-12-20T10:00:00+08:00 还没有到",
        lambda f: f.event("CLOSE").update(at="2999-12-20T10:00:00+08:00")),
}  # fmt: skip
