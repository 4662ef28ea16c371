"""A whole draw for the tests: keys, names, plan, every step up to the close."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from draw_worlds import bureau, calendar_2026

from lungang.draw import aftermath, chances, failing, opening
from lungang.draw import proceedings as steps
from lungang.draw.canonical_bytes import write_new
from lungang.draw.ceremony import Ceremony
from lungang.draw.commit import Signer, read_public_key
from lungang.draw.entropy import LOTTERIES, Source
from lungang.draw.folder import ActorAndTime, DrawFolder
from lungang.draw.names import NAMES, names_bytes
from lungang.draw.pool import Pool
from lungang.draw.pool_files import write_pool
from lungang.draw.rules import rules_bytes
from lungang.draw.signatures import new_key, sign

DRAW = "2026-Q1"
ROLES = ("hr", "control", "discipline")
OPENED = "2026-01-05T09:00:00+08:00"
SLIPPED = "2026-01-06T09:00:00+08:00"
COMMITTED = "2026-01-12T09:00:00+08:00"
SIGNED = "2026-01-12T10:00:00+08:00"
BALLS = "2026-01-20T15:00:00+08:00"
LOTTERY = "2026-01-20T21:15:00+08:00"
SECOND = "2026-01-21T20:30:00+08:00"
REVEALED = "2026-01-22T09:00:00+08:00"
DEADLINE = "2026-01-30T18:00:00+08:00"
SECRET = "5a" * 32
OFFICES = {"hr": "人事科", "control": "内控办", "discipline": "纪检组"}
VALUES = (
    ("号球", "44", BALLS),
    ("双色球", "3 8 12 20 27 31 + 9", "2026-01-20T21:40:00+08:00"),
    ("大乐透", "35 02 11 17 29 + 12 04", "2026-01-21T21:00:00+08:00"),
)
GROUND = aftermath.ChangeGround("病假", "人字〔2026〕9号", "人事科", "内控办")


def at(moment: str, actor: str = "人事科") -> ActorAndTime:
    """Who acts when."""
    return ActorAndTime(actor, moment)


def sources() -> tuple[Source, ...]:
    """Balls on stage, then two state lotteries."""
    return (
        Source("号球", "balls", BALLS),
        Source("双色球", "lottery", LOTTERY, "2026009", LOTTERIES["双色球"]),
        Source("大乐透", "lottery", SECOND, "2026010", LOTTERIES["大乐透"]),
    )


def make_keys(folder: Path) -> dict[str, Path]:
    """Three Ed25519 key pairs."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = {}
    for role in ROLES:
        keys[role] = folder / role
        new_key(keys[role], role)
    return keys


def signers(keys: dict[str, Path]) -> tuple[Signer, ...]:
    """The signers with their public keys."""
    return tuple(
        Signer(role, read_public_key(path.with_suffix(".pub")))
        for role, path in keys.items()
    )


def ceremony(keys: dict[str, Path], **change: Any) -> Ceremony:
    """What is decided before the commitment, with some parts changed."""
    plain = Ceremony("某局", "balls+public", sources(), signers(keys), DEADLINE)
    return replace(plain, **change)


def write_names(folder: DrawFolder, pool: Pool) -> None:
    """A table of names for a pool made by hand, with fixed salts."""
    people = sorted({*pool.pids, *(e.pid for e in pool.exclusions), *pool.capacity})
    rows = [
        {**dict.fromkeys(NAMES, ""), "person": f"S-{pid}", "pid": pid,
         "name": f"姓名{pid}", "post": f"岗{pid}"}
        for pid in people
    ]  # fmt: skip
    folder.make()
    write_new(folder.private / "names.csv", names_bytes(rows))
    write_new(folder.private / "names_salt.txt", b"7c" * 32)
    write_new(folder.private / "salt.txt", b"3e" * 32)


def prepared(
    home: Path, n: int = 24, pages: int = 100, **changes: Any
) -> tuple[DrawFolder, Pool]:
    """A draw opened, slips handed out, with odds and book."""
    folder = DrawFolder(home, DRAW)
    pool, raw = bureau(n, seed=5, pages=pages, **changes)
    assert calendar_2026()
    write_pool(folder.public, pool, rules_bytes(raw))
    write_names(folder, pool)
    opening.open_draw(
        folder, opening.Opening("某局", "ab" * 32, offices=OFFICES), at(OPENED)
    )
    hand_out(folder)
    chances.compute_odds(folder)
    chances.make_book(folder)
    return folder, pool


def hand_out(folder: DrawFolder, moment: str = SLIPPED) -> None:
    """Everybody signs for their slip."""
    receipts = [
        {"pid": pid, "received_on": moment[:10], "signed": "是"}
        for pid in folder.pool().pids
    ]
    opening.record_slips(folder, receipts, at(moment))


def committed(folder: DrawFolder, keys: dict[str, Path]) -> str:
    """Commit and have all three sign; returns the root."""
    made = steps.commit(folder, ceremony(keys), at(COMMITTED), SECRET)
    all_sign(folder, keys)
    return made.root()


def all_sign(folder: DrawFolder, keys: dict[str, Path], moment: str = SIGNED) -> None:
    """The three signatures."""
    message = (folder.public / "commit.json").read_bytes()
    for role, key in keys.items():
        steps.add_signature(folder, role, sign(key, message), at(moment, role))


def drawn(folder: DrawFolder) -> dict[str, Any]:
    """Record all values and reveal."""
    pages = folder.open_commitment().pages
    for name, value, moment in VALUES:
        typed = "4" * len(str(pages - 1)) if name == "号球" else value
        steps.add_entropy(folder, name, typed, at(moment, "内控办"), ["甲", "乙"])
    return steps.reveal(folder, at(REVEALED))


def lived_through(folder: DrawFolder) -> None:
    """The year after the draw: schedule, a deferral, a replacement, diary, close."""
    made = aftermath.make_schedule(folder, at("2026-01-22T10:00:00+08:00"))
    day = date(2026, 8, 3)
    first = next(a.pid for a in made.absences if a.window.first < day)
    second = next(pid for pid in steps_of(folder) if pid != first)
    aftermath.defer(folder, first, day, GROUND, at("2026-01-23T10:00:00+08:00"))
    aftermath.replace(folder, second, GROUND, at("2026-01-26T10:00:00+08:00"))
    course = []
    for absence in aftermath.current_schedule(folder).absences:
        begins = f"{absence.window.first}T08:30:00+08:00"
        ends = f"{absence.window.last}T17:30:00+08:00"
        course += [
            (begins, absence.pid, 0, "NOTIFY", {}),
            (begins, absence.pid, 1, "START", {"note": "停用权限"}),
            (ends, absence.pid, 2, "RETURN", {"note": "检查无异常"}),
        ]
    for moment, pid, _, kind, paper in sorted(course, key=lambda c: c[:3]):
        aftermath.note_event(folder, kind, pid, paper, at(moment))
    aftermath.close_draw(folder, at("2026-12-20T10:00:00+08:00"))


def later(day: int) -> tuple[Source, ...]:
    """The balls and lotteries of a day of February and of the day after it."""
    issue = f"20260{day + 8}"
    return (
        Source("号球", "balls", f"2026-02-{day}T15:00:00+08:00"),
        Source("双色球", "lottery", f"2026-02-{day}T21:15:00+08:00", issue,
               LOTTERIES["双色球"]),
        Source("大乐透", "lottery", f"2026-02-{day + 1}T20:30:00+08:00", issue,
               LOTTERIES["大乐透"]),
    )  # fmt: skip


def drawn_at_the_third(folder: DrawFolder, keys: dict[str, Path]) -> str:
    """Voided, failed for a lottery that was not held, and drawn then; the root."""
    committed(folder, keys)
    approved, withdrawn = ("人事科", "内控办"), at("2026-01-12T11:00:00+08:00")
    steps.void(folder, "名册有误", approved, withdrawn)
    again = "2026-01-12T12:00:00+08:00"
    steps.commit(folder, ceremony(keys), at(again), SECRET)
    all_sign(folder, keys, again)
    for name, value, moment in VALUES[:2]:
        steps.add_entropy(folder, name, value, at(moment), ["甲", "乙"])
    late = at("2026-01-31T09:00:00+08:00")
    paper = failing.declare_failure(folder, "source-not-held", "大乐透", late)
    for role in ("hr", "control"):
        failing.sign_failure(folder, role, sign(keys[role], paper.read_bytes()), late)
    plan = ceremony(
        keys, sources=later(10), reveal_deadline="2026-02-27T18:00:00+08:00"
    )
    third = at("2026-02-02T09:00:00+08:00")
    root = steps.commit(folder, plan, third, SECRET).root()
    all_sign(folder, keys, third.at)
    for (name, value, _), one in zip(VALUES, later(10), strict=True):
        steps.add_entropy(folder, name, value, at(one.not_before), ["甲", "乙"])
    steps.reveal(folder, at("2026-02-12T09:00:00+08:00"))
    return root


def steps_of(folder: DrawFolder) -> list[str]:
    """Who is on the list now."""
    return [a.pid for a in aftermath.current_schedule(folder).absences]
