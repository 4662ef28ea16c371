"""The protocol step by step: refusals, kills, accidents, time stamps, SM3."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from proceeding import (
    BALLS,
    COMMITTED,
    DEADLINE,
    DRAW,
    GROUND,
    LOTTERY,
    OFFICES,
    REVEALED,
    SECRET,
    SIGNED,
    VALUES,
    all_sign,
    at,
    ceremony,
    committed,
    drawn,
    drawn_at_the_third,
    later,
    lived_through,
    prepared,
    signers,
    sources,
)
from verifying import both, run_node, run_python

from lungang.draw import aftermath, chances, failing, opening
from lungang.draw import proceedings as steps
from lungang.draw.bundle import bundle_files, write_bundle
from lungang.draw.canonical_bytes import canonical
from lungang.draw.commit import Signer, allowed_signers, spoken
from lungang.draw.faults import NoPanel, Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.ledger import Event, Ledger
from lungang.draw.names import master_salt, own_proof, read_names
from lungang.draw.papers import record_values
from lungang.draw.pool import Exclusion
from lungang.draw.signatures import sign
from lungang_models.fault import BadInput

LATE = "2026-01-31T09:00:00+08:00"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a draw that has odds and a book."""
    home = tmp_path_factory.mktemp("ready")
    prepared(home)
    return home


@pytest.fixture
def folder(ready: Path, tmp_path: Path) -> DrawFolder:
    """A copy of it, to be spoilt."""
    shutil.copytree(ready, tmp_path / "home")
    return DrawFolder(tmp_path / "home", DRAW)


def refuses(code: str, step: Callable[..., Any], *args: Any, **more: Any) -> None:
    """The step is refused with this code and leaves the ledger alone."""
    ledger = args[0].home / "ledger.jsonl"
    before = ledger.read_bytes()
    with pytest.raises(Refusal) as refused:
        step(*args, **more)
    assert refused.value.code == code
    assert ledger.read_bytes() == before


def commit(
    folder: DrawFolder, keys: dict[str, Path], moment: str = COMMITTED, **change: Any
) -> Any:
    """steps.commit with parts of the ceremony changed."""
    secret = change.pop("window_secret", SECRET)
    return steps.commit(folder, ceremony(keys, **change), at(moment), secret)


def test_a_bundle_is_the_same_bytes_on_the_next_run(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    """Odds, book, commitment, signatures, reveal: byte for byte, salts being equal.

    The papers behind ledger lines carry a nonce of their own, so the ledger differs.
    """
    found = []
    for name in ("one", "two"):
        folder, _ = prepared(tmp_path / name)
        chances.require_own_book(folder)
        found.append({p.name: p.read_bytes() for p in folder.public.iterdir()})
    assert found[0] == found[1] and len(found[0]) == 12
    assert keys


def test_commitments_refused(folder: DrawFolder, keys: dict[str, Path]) -> None:
    two = signers(keys)[:2]
    same = (*two, Signer("discipline", two[0].public_key))
    for code, change in (
        ("signers", {"signers": two}),
        ("signers", {"signers": same}),
        ("deadline", {"reveal_deadline": BALLS}),
        ("window-early", {"reveal_deadline": "2026-03-02T00:00:00+08:00"}),
        ("window-secret", {"window_secret": ""}),
        ("mode", {"mode": "public"}),
        ("waiting", {"moment": "2026-01-19T09:00:00+08:00"}),
        ("seed-known", {"moment": BALLS}),
        ("seed-known", {"moment": LOTTERY}),
    ):
        with pytest.raises(Refusal) as refused:
            commit(folder, keys, **change)
        assert refused.value.code == code
    assert not (folder.public / "commit.json").exists()


def test_no_commitment_without_slips(keys: dict[str, Path], tmp_path: Path) -> None:
    folder, pool = prepared(tmp_path)
    lines = (tmp_path / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "ledger.jsonl").write_bytes(lines[0])
    refuses("no-slips", commit, folder, keys)
    unsigned = [{"pid": pool.pids[0], "received_on": "", "signed": ""}]
    refuses("receipts", opening.record_slips, folder, unsigned, at(SIGNED))


def test_a_roster_edited_since_the_opening(
    folder: DrawFolder, keys: dict[str, Path]
) -> None:
    """A friend's lines deleted by hand; odds and book made anew for those left."""
    friend = folder.pool().pids[0]
    for name in ("roster.csv", "covers.csv", "conflicts.csv"):
        path = folder.public / name
        lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(friend.encode())]
        path.write_bytes(b"".join(kept))
    refuses("inputs-changed", commit, folder, keys)


def test_a_book_made_by_hand(folder: DrawFolder, keys: dict[str, Path]) -> None:
    path = folder.public / "book.csv"
    lines = path.read_text().splitlines()
    lines[1] = "00000," + lines[2].split(",")[1]
    path.write_text("\n".join(lines) + "\n")
    refuses("book-stale", commit, folder, keys)
    chances.make_book(folder)
    other = json.loads((folder.public / "certificate.json").read_bytes())
    other["corrected"] = {folder.pool().pids[0]: "0"}
    (folder.public / "certificate.json").write_bytes(canonical(other))
    refuses("odds-stale", commit, folder, keys)


def test_names_are_fixed_at_the_opening(
    folder: DrawFolder, keys: dict[str, Path], tmp_path: Path
) -> None:
    """Whoever exchanges two rows can neither commit, nor look up, nor print a paper;
    one person's own proof holds with the true table only, and shows nobody else."""
    rows = list(read_names(folder).values())
    pid = rows[3]["pid"]
    proof = own_proof(rows, pid, master_salt(folder))
    assert not [r["name"] for r in rows if r["pid"] != pid and r["name"] in str(proof)]
    path = folder.private / "names.csv"
    honest = path.read_text("utf-8")
    swapped = honest.replace("S-P00001,", "S-X,").replace("S-P00002,", "S-P00001,")
    path.write_text(swapped, "utf-8")
    refuses("names-changed", read_names, folder)
    refuses("names-changed", commit, folder, keys)
    other_cover = honest.replace(f"岗{pid},,", f"岗{pid},,采购岗：友人")
    assert other_cover != honest
    path.write_text(other_cover, "utf-8")
    refuses("names-changed", read_names, folder)
    path.write_text(honest, "utf-8")
    committed(folder, keys)
    drawn(folder)
    write_bundle(folder, tmp_path / "b")
    (tmp_path / "proof.json").write_text(json.dumps(proof), "utf-8")
    words = ("--proof", str(tmp_path / "proof.json"))
    for run in (run_python, run_node):  # the table of the tests has no slips
        verdict, said = run(tmp_path / "b", *words)
        bad = [line for line in said.splitlines() if line.startswith("不符")]
        assert verdict == "rejected" and len(bad) == 1 and "slip" in bad[0]


def test_nothing_changes_after_the_commitment(
    folder: DrawFolder, keys: dict[str, Path]
) -> None:
    committed(folder, keys)
    pid = folder.pool().pids[0]
    row = Exclusion(pid, "seconded", "38", "文1", "", "甲科", "乙办")
    refuses("committed", opening.exclude, folder, row, at(SIGNED))
    refuses("committed", chances.compute_odds, folder)
    refuses("committed", chances.make_book, folder)
    refuses("committed", commit, folder, keys)
    (folder.public / "covers.csv").write_bytes(b"pid,cover,capacity\n")
    refuses("file-changed", steps.reveal, folder, at(REVEALED))


def test_signing_is_checked(folder: DrawFolder, keys: dict[str, Path]) -> None:
    commit(folder, keys)
    message = (folder.public / "commit.json").read_bytes()
    wrong = sign(keys["control"], message)
    good = sign(keys["hr"], message)
    add = steps.add_signature
    refuses("sign", add, folder, "hr", wrong, at(SIGNED))
    refuses("role", add, folder, "mayor", wrong, at(SIGNED))
    refuses("sign-late", add, folder, "hr", good, at(BALLS))
    add(folder, "hr", good, at(SIGNED))
    refuses("signed", add, folder, "hr", good, at(SIGNED))
    refuses("unsigned", steps.add_entropy, folder, "号球", "44", at(BALLS), ["a", "b"])


def test_entropy_refused(folder: DrawFolder, keys: dict[str, Path]) -> None:
    committed(folder, keys)
    add, two = steps.add_entropy, ["a", "b"]
    refuses("source", add, folder, "福彩", "1", at(BALLS))
    refuses("too-early", add, folder, "双色球", "3 8 12 20 27 31 + 9", at(BALLS))
    refuses("balls-late", add, folder, "号球", "44", at(LOTTERY), two)
    refuses("witnesses", add, folder, "号球", "44", at(BALLS), ["a"])
    refuses("entropy-missing", steps.reveal, folder, at(REVEALED))
    add(folder, "号球", "44", at(BALLS), two)
    refuses("entropy-twice", add, folder, "号球", "45", at(BALLS), two)


def test_void_only_before_any_value(
    folder: DrawFolder, keys: dict[str, Path], tmp_path: Path
) -> None:
    committed(folder, keys)
    two = ("人事科", "内控办")
    refuses("void-late", steps.void, folder, "反悔", two, at(BALLS))
    refuses("approvers", steps.void, folder, "反悔", ("a", "a"), at(SIGNED))
    steps.void(folder, "规则有误", two, at(SIGNED))
    assert not (folder.public / "commit.json").exists()
    refuses("no-commitment", steps.reveal, folder, at(REVEALED))
    balls, *lotteries = sources()
    due = "2026-01-23T21:15:00+08:00"
    two_days_on = (balls, *(replace(one, not_before=due) for one in lotteries))
    with pytest.raises(Refusal) as refused:
        commit(folder, keys, "2026-01-13T09:00:00+08:00", sources=two_days_on)
    assert refused.value.code == "source-again"
    second = commit(folder, keys, "2026-01-13T09:00:00+08:00")
    assert second.attempt == 2
    all_sign(folder, keys, "2026-01-13T10:00:00+08:00")
    drawn(folder)
    for kind in (False, True):
        target = tmp_path / f"bundle-{kind}"
        write_bundle(folder, target, inspection=kind)
        assert both(target, "--root", second.root()) == "verified"


def test_one_draw_of_one_commitment(folder: DrawFolder, keys: dict[str, Path]) -> None:
    committed(folder, keys)
    first = drawn(folder)
    refuses("no-commitment", steps.reveal, folder, at(REVEALED))
    refuses("no-commitment", steps.void, folder, "x", ("a", "b"), at(REVEALED))
    refuses("committed", commit, folder, keys, REVEALED)
    assert first["page"] in range(100)


# -- accidents ---------------------------------------------------------------------


def fail(folder: DrawFolder, keys: dict[str, Path], reason: str, source: str) -> None:
    """Declared after the deadline, signed by two of the three."""
    refuses("fail-early", failing.declare_failure, folder, reason, source, at(DEADLINE))
    path = failing.declare_failure(folder, reason, source, at(LATE))
    for role, done in (("hr", False), ("discipline", True)):
        assert not [n for n in bundle_files(folder, False) if n.startswith("failed-")]
        made = sign(keys[role], path.read_bytes())
        assert failing.sign_failure(folder, role, made, at(LATE, role)) is done


ACCIDENTS = {
    "unsigned": (("hr", "control"), 0, "unsigned", ""),
    "balls late": (("hr", "control", "discipline"), 0, "balls-missing", ""),
    "no lottery": (("hr", "control", "discipline"), 2, "source-not-held", "大乐透"),
}


WHY = {"unsigned": "有签署人在第一个数值之前没有签署",
       "balls-missing": "号球没有在开奖之前抽出",
       "source-not-held": "2026010 当期确未开奖"}  # fmt: skip


@pytest.mark.parametrize("name", ACCIDENTS)
def test_every_accident_has_a_lawful_end(
    name: str, folder: DrawFolder, keys: dict[str, Path], tmp_path: Path
) -> None:
    """A failure is signed and stays visible; the next attempt and the next year's
    draw verify."""
    who, many, reason, source = ACCIDENTS[name]
    commit(folder, keys)
    all_sign(folder, {role: keys[role] for role in who})
    for named, value, moment in VALUES[:many]:
        steps.add_entropy(folder, named, value, at(moment), ["a", "b"])
    fail(folder, keys, reason, source)
    late = {"moment": "2026-02-02T09:00:00+08:00",
            "reveal_deadline": "2026-02-27T18:00:00+08:00"}  # fmt: skip
    balls, one, two = later(10)
    for issue in ("2026009", "26009", "0026009"):
        named = (balls, replace(one, issue=issue), two)
        with pytest.raises(Refusal) as refused:
            commit(folder, keys, sources=named, **late)
        assert refused.value.code == "source-again" and issue in str(refused.value)
    second = commit(
        folder, keys, "2026-02-02T09:00:00+08:00", sources=later(10),
        reveal_deadline="2026-02-27T18:00:00+08:00",
    )  # fmt: skip
    all_sign(folder, keys, "2026-02-02T10:00:00+08:00")
    for (named, value, _), one in zip(VALUES, later(10), strict=True):
        steps.add_entropy(folder, named, value, at(one.not_before), ["a", "b"])
    steps.reveal(folder, at("2026-02-12T09:00:00+08:00"))
    for kind in (False, True):
        target = tmp_path / f"bundle-{kind}"
        write_bundle(folder, target, inspection=kind)
        assert both(target, "--root", second.root()) == "verified"
        assert re.search(f"第1次未成：.*{WHY[reason]}\n", run_python(target)[1])
    (target / "failed-1.hr.sig").unlink()
    assert both(target) == "rejected"


def test_an_accident_does_not_poison_the_next_year(
    folder: DrawFolder, keys: dict[str, Path], tmp_path: Path
) -> None:
    """Left undecided, a draw is shown in other bundles of the ledger, no more."""
    commit(folder, keys)
    other = DrawFolder(folder.home, "2026-Q2")
    shutil.copytree(folder.public, other.public)
    shutil.copytree(folder.private, other.private)
    for name in ("commit.json", "open.json"):
        (other.public / name).unlink()
    step = at(COMMITTED)
    opening.open_draw(other, opening.Opening("某局", offices=OFFICES), step)
    from proceeding import hand_out

    hand_out(other, COMMITTED)
    made = commit(other, keys, "2026-01-12T11:00:00+08:00")
    all_sign(other, keys, "2026-01-12T12:00:00+08:00")
    drawn(other)
    write_bundle(other, tmp_path / "b")
    assert both(tmp_path / "b", "--root", made.root()) == "verified"
    assert "2026-Q1，有未了结的承诺" in run_python(tmp_path / "b")[1]


def test_a_late_reveal_needs_two_and_changes_nothing(
    folder: DrawFolder, keys: dict[str, Path], tmp_path: Path
) -> None:
    root = committed(folder, keys)
    for named, value, moment in VALUES:
        steps.add_entropy(folder, named, value, at(moment), ["a", "b"])
    refuses("reveal-late", steps.reveal, folder, at(LATE))
    refuses("fail-decided", failing.declare_failure, folder, "unsigned", "", at(LATE))
    steps.reveal(folder, at(LATE), ("人事科", "内控办"))
    write_bundle(folder, tmp_path / "b")
    assert both(tmp_path / "b", "--root", root) == "verified"
    assert "须另行核对 揭晓（" in run_python(tmp_path / "b")[1]
    told = record_values(folder, date(2026, 2, 2))["late"]
    assert told == "揭晓期限为2026年1月30日18时，揭晓已晚，经人事科、内控办批准。"


# -- kills ---------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for a kill: nothing may catch it."""


def test_a_kill_before_each_ledger_line(
    folder: DrawFolder,
    keys: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Every step is killed once between its files and its ledger line; repeated, it
    succeeds, and the bundles verify."""
    honest = Ledger.append
    seen: set[str] = set()

    def killed_once(self: Ledger, event: Event) -> Any:
        name = f"{event.type} {event.facts.get('role', event.facts.get('source', ''))}"
        if name not in seen:
            seen.add(name)
            raise Killed
        return honest(self, event)

    monkeypatch.setattr(Ledger, "append", killed_once)

    def stubborn(step: Callable[[], Any]) -> Any:
        for _ in range(3):
            try:
                return step()
            except Killed:
                folder.ledger.entries()
        raise AssertionError("killed more than twice")

    begun: list[str] = []
    stubborn(lambda: _leave_somebody_out(folder, begun))
    chances.compute_odds(folder)
    chances.make_book(folder)
    stubborn(lambda: commit(folder, keys))
    message = (folder.public / "commit.json").read_bytes()
    for role, key in keys.items():
        made = sign(key, message)
        stubborn(
            lambda role=role, made=made: steps.add_signature(
                folder, role, made, at(SIGNED, role)
            )
        )
    for name, value, moment in VALUES:
        stubborn(
            lambda name=name, value=value, moment=moment: steps.add_entropy(
                folder, name, value, at(moment), ["甲", "乙"]
            )
        )
    stubborn(lambda: steps.reveal(folder, at(REVEALED)))
    stubborn(lambda: aftermath.make_schedule(folder, at(REVEALED)))
    assert len(seen) == 10
    write_bundle(folder, tmp_path / "b", inspection=True)
    assert both(tmp_path / "b") == "not-compared"


def _leave_somebody_out(folder: DrawFolder, begun: list[str]) -> None:
    """The first holder whom the quotas can spare; the one begun with, after a kill."""
    for pid in begun or folder.pool().pids:
        row = Exclusion(pid, "seconded", "38", "文1", "", "甲科", "乙办")
        try:
            opening.exclude(folder, row, at("2026-01-07T09:00:00+08:00"))
            return
        except BadInput:
            continue
        except Killed:
            begun.append(pid)
            raise
    raise AssertionError("nobody can be spared")


def test_a_commit_file_the_ledger_does_not_know(
    folder: DrawFolder, keys: dict[str, Path]
) -> None:
    """It never happened: it is set aside, not drawn and not overwritten."""
    (folder.public / "commit.json").write_bytes(b'{"old":1}')
    commit(folder, keys)
    kept = list((folder.private / "history").glob("*-commit.json"))
    assert [path.read_bytes() for path in kept] == [b'{"old":1}']


def test_exclusions_need_reason_paper_and_two(folder: DrawFolder) -> None:
    pid = folder.pool().pids[-1]
    bad = Exclusion(pid, "dislike", "38", "文1", "", "甲科", "甲科")
    with pytest.raises(BadInput) as raised:
        opening.exclude(folder, bad, at("2026-01-07T09:00:00+08:00"))
    codes = {fault.code for fault in raised.value.faults}
    assert {"reason-unknown", "one-approver"} <= codes
    assert not [e for e in folder.events() if e.type == "EXCLUDE"]


def test_an_exclusion_touches_one_person(folder: DrawFolder) -> None:
    """A paper laid ready by hand, which takes a friend's cover away as well."""
    pids = folder.pool().pids
    row = Exclusion(pids[-1], "seconded", "38", "文1", "", "甲科", "乙科")
    paper = opening._exclusion_paper(folder, row)
    friend = (folder.public / "covers.csv").read_text("utf-8").splitlines()[1]
    assert not friend.startswith(row.pid)
    paper["lines"]["covers.csv"]["removed"].append(f"{friend}\n")
    folder.keep_detail(paper, "sha256")
    refuses(
        "exclude-others", opening.exclude, folder, row, at("2026-01-07T09:00:00+08:00")
    )


def test_sm3_from_end_to_end(keys: dict[str, Path], tmp_path: Path) -> None:
    folder, _ = prepared(tmp_path / "home", hash="sm3")
    root = committed(folder, keys)
    drawn(folder)
    lived_through(folder)
    target = tmp_path / "bundle"
    write_bundle(folder, target, inspection=True)
    assert both(target, "--root", root) == "verified"
    data = (target / "commit.json").read_bytes()
    assert hashlib.new("sm3", data).hexdigest() == root


def test_sm3_at_the_third_attempt(keys: dict[str, Path], tmp_path: Path) -> None:
    """Papers of attempts before have the draw's hash; ledger lines keep their own."""
    folder, _ = prepared(tmp_path / "home", n=10, hash="sm3")
    root = drawn_at_the_third(folder, keys)
    write_bundle(folder, tmp_path / "b")
    assert both(tmp_path / "b", "--root", root) == "verified"


# -- after the draw --------------------------------------------------------------------


def test_after_the_draw(folder: DrawFolder, keys: dict[str, Path]) -> None:
    """Schedule, next window only, deferral, carrying over, diary, the seal."""
    now = at("2026-01-22T10:00:00+08:00")
    committed(folder, keys)
    with pytest.raises(Refusal):
        aftermath.make_schedule(folder, now)
    shown = drawn(folder)
    schedule = aftermath.make_schedule(folder, now)
    assert {a.pid for a in schedule.absences} == set(shown["drawn"])
    nearest = aftermath.next_window(schedule, date(2026, 1, 22))
    first = min(a.window.first for a in schedule.absences)
    assert nearest and {a.window.first for a in nearest} == {first}
    assert aftermath.next_window(schedule, date(2027, 1, 1)) == ()
    other = nearest[0].pid
    pid = next(one for one in shown["drawn"] if one != other)
    before = schedule.of(pid)
    assert before is not None
    day = before.window.first
    refuses("no-need", aftermath.defer, folder, pid, day, GROUND, now)
    day += timedelta(days=1)
    moved = aftermath.defer(folder, pid, day, GROUND, now)
    found = moved.of(pid)
    assert found is not None and found.window.first >= day
    assert [a for a in moved.absences if a.pid != pid] == [
        a for a in schedule.absences if a.pid != pid
    ]
    late = date(2027, 3, 1)
    refuses("past-the-year", aftermath.defer, folder, pid, late, GROUND, now)
    alone = aftermath.ChangeGround("病假", "文1", "人事科", "人事科")
    refuses("approvers", aftermath.carry, folder, pid, alone, now)
    blank = aftermath.ChangeGround("病假", "", "人事科", "内控办")
    refuses("detail", aftermath.carry, folder, pid, blank, now)
    assert aftermath.carry(folder, pid, GROUND, now).of(pid) is None
    refuses("not-drawn", aftermath.carry, folder, pid, GROUND, now)
    note = aftermath.note_event
    refuses("person", note, folder, "NOTIFY", pid, {}, now)
    refuses("window", note, folder, "RETURN", other, {}, now)
    year_end = at("2026-12-31T10:00:00+08:00")
    refuses("order", note, folder, "RETURN", other, {}, year_end)
    note(folder, "NOTIFY", other, {"note": "当面"}, now)
    refuses("window", note, folder, "START", other, {}, now)
    refuses("close-early", aftermath.close_draw, folder, now)
    path = folder.private / "schedule-002.csv"
    path.write_bytes(path.read_bytes().replace(b"greedy", b"moved", 1))
    refuses("schedule-changed", aftermath.current_schedule, folder)


def test_replacements_and_empty_places(
    folder: DrawFolder, keys: dict[str, Path], tmp_path: Path
) -> None:
    """Every one of those drawn, replaced alone: by the next in order or by nobody,
    and both are recorded and verified."""
    root = committed(folder, keys)
    people = drawn(folder)["drawn"]
    now = at("2026-01-26T10:00:00+08:00")
    aftermath.make_schedule(folder, at("2026-01-22T10:00:00+08:00"))
    outcomes = set()
    for number, pid in enumerate(people):
        home = tmp_path / str(number)
        shutil.copytree(folder.home, home)
        own = DrawFolder(home, DRAW)
        try:
            found, schedule = aftermath.replace(own, pid, GROUND, now)
        except NoPanel:
            continue
        except Refusal as refused:
            assert refused.code == "nobody"
            found, schedule = aftermath.replace(own, pid, GROUND, now, vacant=True)
        assert schedule.of(pid) is None
        outcomes.add(bool(found))
        aftermath.close_draw(own, at("2026-12-20T10:00:00+08:00"))
        write_bundle(own, home / "b", inspection=True)
        assert both(home / "b", "--root", root) == "verified"
    assert outcomes


def test_folders_are_for_their_owner_only(folder: DrawFolder) -> None:
    folder.make()
    for path in (folder.public, folder.private):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in folder.private.iterdir():
        if path.is_file():
            assert stat.S_IMODE(os.stat(path).st_mode) & 0o077 == 0


# -- time stamps -------------------------------------------------------------------------


def test_time_stamp_by_an_outside_authority(
    folder: DrawFolder, keys: dict[str, Path], tmp_path: Path
) -> None:
    """RFC 3161: over these bytes, by this authority, between commitment and value."""
    from authority import Authority

    from lungang.draw.recheck import recheck
    from lungang.draw.stamps import read_stamp, stamp_query

    commit(folder, keys)
    tsa, stranger = Authority("one"), Authority("two")
    message = (folder.public / "commit.json").read_bytes()
    in_time = datetime(2026, 1, 12, 2, 0, tzinfo=UTC)
    answer = tsa.answer(stamp_query(message), in_time)
    assert read_stamp(answer).moment == in_time
    add = steps.add_stamp
    late = tsa.answer(stamp_query(message), datetime(2026, 1, 22, tzinfo=UTC))
    other = tsa.answer(stamp_query(b"other"), in_time)
    refuses("stamp-late", add, folder, answer, tsa.pem, at(BALLS))
    refuses("stamp-time", add, folder, late, tsa.pem, at(SIGNED))
    refuses("stamp", add, folder, other, tsa.pem, at(SIGNED))
    refuses("stamp", add, folder, answer, stranger.pem, at(SIGNED))
    refuses("stamp", add, folder, b"x", tsa.pem, at(SIGNED))
    for_nothing = answer.replace(b"\x55\x1d\x25", b"\x54\x1d\x25")  # no use is named
    assert for_nothing != answer
    refuses("stamp", add, folder, for_nothing, tsa.pem, at(SIGNED))
    for place in range(0, len(answer), 97):
        broken = bytearray(answer)
        broken[place] ^= 1
        with pytest.raises(Refusal):
            add(folder, bytes(broken), stranger.pem, at(SIGNED))
    add(folder, answer, tsa.pem, at(SIGNED))
    all_sign(folder, keys, "2026-01-12T11:00:00+08:00")
    drawn(folder)
    write_bundle(folder, tmp_path / "b")
    assert both(tmp_path / "b") == "not-compared"
    told = dict((w.zh[:9], good) for w, good in recheck(tmp_path / "b", tsa.pem, False))
    assert told["stamp.tsr"[:9]] is True
    wrong = [good for _, good in recheck(tmp_path / "b", stranger.pem, False)]
    assert False in wrong


def test_spoken_roots_and_signer_lines(keys: dict[str, Path]) -> None:
    assert spoken("ab" * 32).split(" ") == ["abababab"] * 8
    assert allowed_signers(signers(keys)).count(b"\n") == 3
    assert len(sources()) == 3


def test_a_signer_with_a_key_of_nobody_is_refused(keys: dict[str, Path]) -> None:
    *others, last = signers(keys)
    blob = base64.b64decode(last.public_key.split(" ")[1])
    nobody = base64.b64encode(blob[:-32] + b"\1" + bytes(31)).decode()
    with pytest.raises(Refusal) as refused:
        allowed_signers([*others, Signer(last.role, f"ssh-ed25519 {nobody}")])
    assert refused.value.code == "key" and last.role in refused.value.words.zh
