"""The protocol step by step: refusals, kills, rebuilds, time stamps, SM3."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from proceeding import (
    BALLS,
    COMMITTED,
    DEADLINE,
    LOTTERY,
    REVEALED,
    SECRET,
    SIGNED,
    committed,
    drawn,
    prepared,
    signers,
    sources,
)
from verifying import run_node, run_python

from lungang.draw import aftermath
from lungang.draw import proceedings as steps
from lungang.draw.commit import Signer, allowed_signers, sign, spoken, stamp_query
from lungang.draw.entropy import LOTTERIES, Source
from lungang.draw.faults import InputFaults, Refusal
from lungang.draw.ledger import Event, Ledger
from lungang.draw.pool import Exclusion, read_pool


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a draw that has odds and a book."""
    home = tmp_path_factory.mktemp("ready")
    prepared(home)
    return home


@pytest.fixture
def folder(ready: Path, tmp_path: Path) -> steps.DrawFolder:
    """A copy of it, to be spoilt."""
    shutil.copytree(ready, tmp_path / "home")
    return steps.DrawFolder(tmp_path / "home", "2026-Q1")


def refuses(code: str, step: Callable[..., Any], *args: Any, **more: Any) -> None:
    """The step is refused with this code and leaves ledger and files alone."""
    ledger = args[0].home / "ledger.jsonl"
    before = ledger.read_bytes()
    with pytest.raises(Refusal) as refused:
        step(*args, **more)
    assert refused.value.code == code
    assert ledger.read_bytes() == before


def commit(folder: steps.DrawFolder, keys: dict[str, Path], **change: Any) -> Any:
    """steps.commit with some arguments changed."""
    said: dict[str, Any] = {
        "org": "某局", "mode": "balls+public", "sources": sources(),
        "signers": signers(keys), "reveal_deadline": DEADLINE, "actor": "人事科",
        "at": COMMITTED, "window_secret": SECRET, **change,
    }  # fmt: skip
    return steps.commit(folder, **said)


def test_a_bundle_is_the_same_bytes_on_the_next_run(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    """Odds, book, commitment, signatures, reveal, ledger: byte for byte."""
    found = []
    for name in ("one", "two"):
        folder, _ = prepared(tmp_path / name)
        committed(folder, keys)
        drawn(folder)
        steps.write_bundle(folder, tmp_path / f"{name}-bundle")
        found.append(
            {p.name: p.read_bytes() for p in (tmp_path / f"{name}-bundle").iterdir()}
        )
    assert found[0] == found[1] and len(found[0]) > 20


def test_seed_known_before_the_commitment(
    folder: steps.DrawFolder, keys: dict[str, Path]
) -> None:
    for late in (BALLS, LOTTERY):
        with pytest.raises(Refusal) as refused:
            commit(folder, keys, at=late)
        assert refused.value.code == "seed-known"


def test_commitments_refused(folder: steps.DrawFolder, keys: dict[str, Path]) -> None:
    two = signers(keys)[:2]
    same = [*two, Signer("discipline", two[0].public_key)]
    for code, change in (
        ("signers", {"signers": two}),
        ("signers", {"signers": same}),
        ("deadline", {"reveal_deadline": BALLS}),
        ("window-early", {"reveal_deadline": "2026-03-02T00:00:00+08:00"}),
        ("window-secret", {"window_secret": ""}),
        ("mode", {"mode": "public"}),
    ):
        with pytest.raises(Refusal) as refused:
            commit(folder, keys, **change)
        assert refused.value.code == code
    assert not (folder.public / "commit.json").exists()


def test_nothing_changes_after_the_commitment(
    folder: steps.DrawFolder, keys: dict[str, Path]
) -> None:
    committed(folder, keys)
    pid = read_pool(folder.public).pids[0]
    row = Exclusion(pid, "seconded", "38", "文1", "", "甲科", "乙办")
    refuses("exclude-late", steps.exclude, folder, row, "人事科", SIGNED)
    refuses("committed", steps.compute_odds, folder)
    refuses("committed", steps.make_book, folder)
    refuses("commit-open", _commit_again, folder, keys)
    (folder.public / "covers.csv").write_bytes(b"pid,cover,capacity\n")
    refuses("file-changed", steps.reveal, folder, "人事科", REVEALED)


def _commit_again(folder: steps.DrawFolder, keys: dict[str, Path]) -> None:
    folder.ledger.would_accept(
        Event("COMMIT", SIGNED, "x", folder.draw, root="f" * 64,
              facts={"first_entropy": BALLS, "attempt": "2"})
    )  # fmt: skip
    assert keys


def test_signing_is_checked(folder: steps.DrawFolder, keys: dict[str, Path]) -> None:
    commit(folder, keys)
    message = (folder.public / "commit.json").read_bytes()
    wrong = sign(keys["control"], message)
    refuses("sign", steps.add_signature, folder, "hr", wrong, "x", SIGNED)
    refuses("sign", steps.add_signature, folder, "mayor", wrong, "x", SIGNED)
    good = sign(keys["hr"], message)
    refuses("sign", steps.add_signature, folder, "hr", good, "x", BALLS)
    steps.add_signature(folder, "hr", good, "x", SIGNED)
    refuses("signed", steps.add_signature, folder, "hr", good, "x", SIGNED)
    refuses("unsigned", steps.add_entropy, folder, "号球", "44", "x", BALLS, ["a", "b"])


def test_entropy_refused(folder: steps.DrawFolder, keys: dict[str, Path]) -> None:
    committed(folder, keys)
    add = steps.add_entropy
    refuses("source", add, folder, "福彩", "1", "x", BALLS)
    refuses("too-early", add, folder, "双色球", "3 8 12 20 27 31 + 9", "x", BALLS)
    refuses("balls-late", add, folder, "号球", "44", "x", LOTTERY, ["a", "b"])
    refuses("entropy-missing", steps.reveal, folder, "x", REVEALED)
    add(folder, "号球", "44", "x", BALLS, ["a", "b"])
    refuses("entropy-twice", add, folder, "号球", "45", "x", BALLS, ["a", "b"])


def test_void_only_before_any_value(
    folder: steps.DrawFolder, keys: dict[str, Path]
) -> None:
    committed(folder, keys)
    refuses("void-late", steps.void, folder, "反悔", "x", BALLS)
    steps.void(folder, "规则有误", "x", SIGNED)
    assert not (folder.public / "commit.json").exists()
    refuses("no-commitment", steps.reveal, folder, "x", REVEALED)
    second = commit(folder, keys, at="2026-01-13T09:00:00+08:00")
    assert second.attempt == 2
    message = (folder.public / "commit.json").read_bytes()
    for role, key in keys.items():
        at = "2026-01-13T10:00:00+08:00"
        steps.add_signature(folder, role, sign(key, message), role, at)
    drawn(folder)
    target = folder.home / "bundle"
    steps.write_bundle(folder, target)
    assert run_python(target, second.root())[0]
    assert run_node(target, second.root())[0]


def test_one_draw_of_one_commitment(
    folder: steps.DrawFolder, keys: dict[str, Path]
) -> None:
    committed(folder, keys)
    first = drawn(folder)
    refuses("no-commitment", steps.reveal, folder, "x", REVEALED)
    refuses("no-commitment", steps.void, folder, "x", "x", REVEALED)
    with pytest.raises(Refusal) as refused:
        commit(folder, keys, at=REVEALED)
    assert refused.value.code in ("redraw", "committed", "seed-known")
    later = [
        Source("双色球", "lottery", "2026-03-01T21:15:00+08:00", "1", LOTTERIES["双色球"]),
        Source("大乐透", "lottery", "2026-03-02T20:30:00+08:00", "1", LOTTERIES["大乐透"]),
    ]  # fmt: skip
    with pytest.raises(Refusal):
        commit(folder, keys, at=REVEALED, sources=later, mode="public",
               reveal_deadline="2026-03-09T00:00:00+08:00")  # fmt: skip
    assert first["page"] in range(100)


class Killed(BaseException):
    """Stands for a kill: nothing may catch it."""


def test_a_kill_before_each_ledger_line(
    folder: steps.DrawFolder, keys: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step is killed once between its files and its ledger line; repeated, it
    succeeds, and the end is the same as without any kill."""
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

    stubborn(lambda: commit(folder, keys))
    message = (folder.public / "commit.json").read_bytes()
    for role, key in keys.items():
        made = sign(key, message)
        stubborn(
            lambda role=role, made=made: steps.add_signature(
                folder, role, made, role, SIGNED
            )
        )
    values = {"号球": "44", "双色球": "3 8 12 20 27 31 + 9",
              "大乐透": "35 02 11 17 29 + 12 04"}  # fmt: skip
    times = {"号球": BALLS, "双色球": "2026-01-20T21:40:00+08:00",
             "大乐透": "2026-01-21T21:00:00+08:00"}  # fmt: skip
    for name, value in values.items():
        stubborn(
            lambda name=name, value=value: steps.add_entropy(
                folder, name, value, "内控办", times[name], ["甲", "乙"]
            )
        )
    shown = stubborn(lambda: steps.reveal(folder, "人事科", REVEALED))
    assert len(seen) == 8
    target = folder.home / "bundle"
    steps.write_bundle(folder, target)
    assert run_python(target)[0]
    assert shown["page"] in range(100)


def test_a_commit_file_the_ledger_does_not_know(
    folder: steps.DrawFolder, keys: dict[str, Path]
) -> None:
    """It never happened: it is set aside, not drawn and not overwritten."""
    (folder.public / "commit.json").write_bytes(b'{"old":1}')
    commit(folder, keys)
    kept = list((folder.private / "history").glob("*-commit.json"))
    assert [path.read_bytes() for path in kept] == [b'{"old":1}']


def test_exclusion_before_the_commitment(folder: steps.DrawFolder) -> None:
    pool = read_pool(folder.public)
    pid = pool.pids[-1]
    bad = Exclusion(pid, "dislike", "38", "文1", "", "甲科", "甲科")
    with pytest.raises(InputFaults) as raised:
        steps.exclude(folder, bad, "人事科", "2026-01-06T09:00:00+08:00")
    codes = {fault.code for fault in raised.value.faults}
    assert {"reason-unknown", "one-approver"} <= codes
    row = Exclusion(pid, "seconded", "38", "文1", "", "甲科", "乙办")
    try:
        steps.exclude(folder, row, "人事科", "2026-01-06T09:00:00+08:00")
    except InputFaults as error:  # this holder is needed for a unit's minimum
        assert {f.code for f in error.faults} <= {
            "quota-empty",
            "quota-above-coverable",
        }
        return
    after = read_pool(folder.public)
    assert pid not in after.index and pid in {e.pid for e in after.exclusions}
    refuses("person-unknown", steps.exclude, folder, row, "x", SIGNED)
    assert list((folder.private / "history").glob("*-roster.csv"))


def test_sm3_from_end_to_end(keys: dict[str, Path], tmp_path: Path) -> None:
    folder, _ = prepared(tmp_path, hash="sm3")
    root = committed(folder, keys)
    drawn(folder)
    target = tmp_path / "bundle"
    steps.write_bundle(folder, target)
    assert run_python(target, root)[0]
    assert run_node(target, root)[0]
    data = (target / "commit.json").read_bytes()
    assert hashlib.new("sm3", data).hexdigest() == root


def test_time_stamp_by_an_outside_authority(
    folder: steps.DrawFolder, keys: dict[str, Path], tmp_path: Path
) -> None:
    """RFC 3161 with a private test authority; another commit.json does not hold."""
    assert shutil.which("openssl"), "stamping needs openssl: install it"
    authority = _test_authority(tmp_path / "tsa")
    commit(folder, keys)
    query = tmp_path / "query.tsq"
    query.write_bytes(stamp_query(folder.public / "commit.json"))
    answer = tmp_path / "answer.tsr"
    subprocess.run(
        ["openssl", "ts", "-reply", "-config", str(tmp_path / "tsa" / "tsa.cnf"),
         "-queryfile", str(query), "-out", str(answer)],
        check=True, capture_output=True,
    )  # fmt: skip
    refuses("stamp-late", steps.add_stamp, folder, answer, authority, "x", BALLS)
    broken = tmp_path / "broken.tsr"
    data = bytearray(answer.read_bytes())
    stamped = hashlib.sha256((folder.public / "commit.json").read_bytes()).digest()
    data[data.index(stamped) + 7] ^= 1
    broken.write_bytes(bytes(data))
    refuses("stamp", steps.add_stamp, folder, broken, authority, "x", SIGNED)
    steps.add_stamp(folder, answer, authority, "x", SIGNED)
    from lungang.draw.commit import stamp_holds

    kept = folder.public / "stamp.tsr"
    assert stamp_holds(folder.public / "commit.json", kept, authority)
    other = tmp_path / "other.json"
    other.write_bytes((folder.public / "commit.json").read_bytes() + b" ")
    assert not stamp_holds(other, kept, authority)


def _test_authority(folder: Path) -> Path:
    folder.mkdir()
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(
        "[tsa]\ndefault_tsa = t\n[t]\n"
        f"dir = {folder}\nserial = $dir/serial\nsigner_cert = $dir/cert.pem\n"
        "signer_key = $dir/key.pem\ncerts = $dir/cert.pem\nsigner_digest = sha256\n"
        "default_policy = 1.2.3.4.1\ndigests = sha256\naccuracy = secs:1\n"
        "ess_cert_id_chain = no\n"
        "[req]\ndistinguished_name = d\nx509_extensions = e\nprompt = no\n"
        "[d]\nCN = test authority\n"
        "[e]\nextendedKeyUsage = critical,timeStamping\n"
        "keyUsage = critical,digitalSignature\nbasicConstraints = CA:FALSE\n"
    )
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
         "-config", str(folder / "tsa.cnf"), "-keyout", str(folder / "key.pem"),
         "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / "cert.pem"


def test_after_the_draw(folder: steps.DrawFolder, keys: dict[str, Path]) -> None:
    """Schedule, next window only, deferral, replacement, the seal, the close."""
    at = "2026-01-22T10:00:00+08:00"
    committed(folder, keys)
    with pytest.raises(Refusal):
        aftermath.make_schedule(folder, "x", at)
    shown = drawn(folder)
    schedule = aftermath.make_schedule(folder, "x", at)
    assert {a.pid for a in schedule.absences} == set(shown["drawn"])
    nearest = aftermath.next_window(schedule, date(2026, 1, 22))
    first = min(a.window.first for a in schedule.absences)
    assert nearest and {a.window.first for a in nearest} == {first}
    assert aftermath.next_window(schedule, date(2027, 1, 1)) == ()
    pid = shown["drawn"][0]
    later = "2026-01-23T10:00:00+08:00"
    moved = aftermath.defer(folder, pid, date(2026, 8, 1), "病假", "x", later)
    found = moved.of(pid)
    assert found is not None and found.window.first >= date(2026, 8, 1)
    assert aftermath.current_schedule(folder) == moved
    refuses("not-drawn", aftermath.defer, folder, "nobody", date(2026, 8, 1), "", "x",
            later)  # fmt: skip
    for leaver in shown["drawn"]:
        try:
            new, schedule = aftermath.replace(folder, leaver, "调离", "x", later)
        except Refusal as refusal:
            assert refusal.code == "nobody"
            continue
        assert new not in shown["drawn"] and schedule.of(leaver) is None
        rest = [a.pid for a in schedule.absences if a.pid != new]
        refuses("too-many", aftermath.replace, folder, rest[0], "调离", "x", later)
        break
    path = folder.private / "schedule.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    refuses("schedule-changed", aftermath.defer, folder, pid, date(2026, 9, 1), "",
            "x", later)  # fmt: skip


def test_bundles_hold_the_protocol_and_nothing_else(
    finished: tuple[Path, str], tmp_path: Path
) -> None:
    shutil.copytree(finished[0], tmp_path / "home")
    folder = steps.DrawFolder(tmp_path / "home", "2026-Q1")
    (folder.public / "names.xlsx").write_bytes(b"secret")
    names = steps.write_bundle(folder, tmp_path / "b")
    assert "names.xlsx" not in names and run_python(tmp_path / "b")[0]
    with pytest.raises(Refusal):
        steps.write_bundle(folder, tmp_path / "b")


def test_draw_ids_are_no_paths(tmp_path: Path) -> None:
    for name in ("../x", "a/b", "", ".", "a\\b", "2026 Q1"):
        with pytest.raises(Refusal):
            steps.DrawFolder(tmp_path, name)


def test_spoken_root_and_signers(keys: dict[str, Path]) -> None:
    assert spoken("0123456789abcdef" * 4).split()[0] == "01234567"
    assert len(spoken("0" * 64).split()) == 8
    lines = allowed_signers(signers(keys)).decode().splitlines()
    assert [line.split()[0] for line in lines] == ["hr", "control", "discipline"]
    with pytest.raises(Refusal):
        allowed_signers([Signer("hr *", s.public_key) for s in signers(keys)])
    with pytest.raises(Refusal):
        allowed_signers([Signer(s.role, "ssh-rsa AAAA") for s in signers(keys)])
