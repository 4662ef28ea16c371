"""The schedules of a closed draw, made again from an inspection bundle.

The stand-alone verifiers compute every schedule that no solver touched. Where somebody
could not be placed without moving others, a solver did it; here the same model is
solved again, so those schedules too are compared byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from lungang.draw.aftermath import SEALS
from lungang.draw.commit import Commitment
from lungang.draw.ledger import Event, parse
from lungang.draw.pool import Pool
from lungang.draw.pool_files import read_pool
from lungang.draw.rearranging import (
    arrange,
    next_replacement,
    put_in,
    put_off,
    taken_out,
)
from lungang.draw.shipped import software
from lungang.draw.stream import window_seed
from lungang.draw.windows import Schedule, schedule_bytes
from lungang_models.words import Words

Checked = tuple[Words, bool | None]


def rescheduled(bundle: Path, commitment: Commitment) -> Iterator[Checked]:
    """Each schedule with whether it is the one that must be; None: not to be said.

    A schedule that a solver repaired may differ under another version of the solver;
    then the version recorded at the commitment is named, and nothing is claimed.
    """
    if not (bundle / "window_secret.txt").exists():
        yield Words("排期在结案之后重算", "schedules are checked after the close"), None
        return
    old: Schedule | None = None
    for number, new in enumerate(_made_again(bundle, commitment)):
        name = f"schedule-{number:03d}.csv"
        same = (bundle / name).read_bytes() == schedule_bytes(new)
        by_solver = any(a.how == "repaired" for a in new.absences)
        yield _said(name, commitment, same, by_solver)
        if not same:
            return  # what follows rests on it
        old = new
    if old is None:
        yield Words("没有排期", "there is no schedule"), None


def _said(name: str, commitment: Commitment, same: bool, by_solver: bool) -> Checked:
    made_with = commitment.software.get("ortools", "")
    if not same and by_solver and made_with != software()["ortools"]:
        return (
            Words(
                f"{name}由求解器修补，须用承诺时的 ortools {made_with} 重算",
                f"{name} was repaired: compute it with ortools {made_with}",
            ),
            None,
        )
    how = Words("（求解器修补）", " (repaired by the solver)") if by_solver else None
    zh, en = how or ("", "")
    return (
        Words(f"{name}{zh}重算一致", f"{name}{en} computed again is the same"),
        same,
    )


def _made_again(bundle: Path, commitment: Commitment) -> Iterator[Schedule]:
    """The schedule after each line that changes it."""
    pool = read_pool(bundle)
    shown: Any = json.loads((bundle / "reveal.json").read_bytes())
    secret = (bundle / "window_secret.txt").read_bytes()
    seed = bytes.fromhex(shown["seed"])
    for_windows = window_seed(commitment.hash, seed, shown["page"], secret)
    entries, _ = parse((bundle / "ledger.jsonl").read_bytes())
    gone: list[str] = []
    old = Schedule((), ())
    for entry in entries:
        event = entry.event
        if event.draw != commitment.draw or event.type not in SEALS:
            continue
        if event.type == "SCHEDULE":
            old = arrange(pool, shown["drawn"], for_windows)
        elif event.type == "DEFER":
            until = date.fromisoformat(_paper(bundle, event)["until"])
            soonest = max(until, date.fromisoformat(event.at[:10]))
            old = put_off(pool, old, event.facts["pid"], soonest, for_windows)
        elif event.type == "CARRY":
            old = taken_out(old, event.facts["pid"])
        else:
            old = _replaced(pool, old, event, gone, seed, for_windows)
        if event.type in ("REPLACE", "CARRY"):
            gone.append(event.facts["pid"])
        yield old


def _replaced(
    pool: Pool, old: Schedule, event: Event, gone: list[str], seed: bytes,
    for_windows: bytes,
) -> Schedule:  # fmt: skip
    leaver = event.facts["pid"]
    newcomer = next_replacement(pool, old, gone, leaver, seed)
    if newcomer is None:
        return taken_out(old, leaver)
    today = date.fromisoformat(event.at[:10])
    return put_in(pool, old, leaver, newcomer, today, for_windows)


def _paper(bundle: Path, event: Event) -> dict[str, Any]:
    path = bundle / f"detail-{event.facts['detail'][:16]}.json"
    paper: Any = json.loads(path.read_bytes())
    return dict(paper)
