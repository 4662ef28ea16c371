"""Frauds of the organiser, re-signed with the three true keys: both verifiers say no.

They name the file and the field.  What nothing inside a bundle can show is listed by
both as to be compared outside, and rejected once the value kept outside is given.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asked_forgeries
import coerced_forgeries
import forgeries
import fresh_forgeries
import independent_verifier
import later_forgeries
import outer_forgeries
import pytest
import quiet_forgeries
import ruled_forgeries
import subtle_forgeries
import worded_forgeries
from forgeries import numbers
from forging import Forgery, sha
from proceeding import (
    DRAW,
    SECRET,
    all_sign,
    at,
    ceremony,
    committed,
    drawn,
    prepared,
)
from verifying import (
    PACKAGE,
    both,
    many_by_node,
    many_by_python,
    run_node,
    run_python,
)

from lungang.draw import failing, opening
from lungang.draw import proceedings as steps
from lungang.draw.bundle import write_bundle
from lungang.draw.folder import DrawFolder
from lungang.draw.signatures import sign

Bundle = tuple[Path, str]
FRAUDS = (
    forgeries, fresh_forgeries, later_forgeries, subtle_forgeries, outer_forgeries,
    quiet_forgeries, ruled_forgeries, worded_forgeries, coerced_forgeries,
)  # fmt: skip
LISTED = outer_forgeries.LISTED | quiet_forgeries.LISTED
AFTER = {name: fraud for module in FRAUDS for name, fraud in module.AFTER.items()}


def require_rejected(made: dict[str, tuple[Path, str]]) -> None:
    """All three verifiers say no to each folder; the two that are shipped name the
    place."""
    folders = [folder for folder, _ in made.values()]
    answers = zip(many_by_python(folders), many_by_node(folders), strict=True)
    missed = []
    for (name, (folder, where)), said in zip(made.items(), answers, strict=True):
        for verdict, text in said:
            bad = [line for line in text.splitlines() if line.startswith("不符")]
            if verdict != "rejected" or not any(where in line for line in bad):
                missed.append((name, where, verdict, bad))
        if not independent_verifier.verify(folder):
            missed.append((name, "independent_verifier", "accepted", []))
    assert missed == []


def copies(
    frauds: dict[str, Any], honest: Path, keys: dict[str, Path], target: Path
) -> Iterator[tuple[str, tuple[Forgery, str]]]:
    """A copy of the honest bundle for each fraud, the fraud done, nothing mended."""
    for place, (name, (where, fraud)) in enumerate(frauds.items()):
        made = Forgery(honest, target / str(place), keys)
        fraud(made)
        yield name, (made, where)


def test_a_forger_who_changes_nothing_is_accepted(
    bundle: Bundle, closed: Bundle, again: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """So what follows is rejected for what it changes, not for clumsy mending."""
    one = Forgery(bundle[0], tmp_path / "one", keys)
    one.commit["org"] = one.opening["org"] = "另一局"
    folder = one.finish()
    two = Forgery(closed[0], tmp_path / "two", keys).after()
    four = Forgery(again[0], tmp_path / "four", keys)
    four.commit["software"] = {}
    assert both(four.finish()) == "not-compared"
    three = Forgery(bundle[0], tmp_path / "three", keys)
    subtle_forgeries.with_an_exclusion(three)
    assert both(three.finish()) == "not-compared"
    for run in (run_python, run_node):
        assert run(folder)[0] == "not-compared", run(folder)[1]
        assert run(two, "--root", closed[1])[0] == "verified", run(two)[1]
        assert run(folder, "--root", bundle[1])[0] == "rejected"


@pytest.mark.parametrize("module", FRAUDS, ids=lambda module: module.__name__)
def test_frauds(
    module: Any, bundle: Bundle, closed: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """Before the draw and after it; a fraud that changes nothing is no fraud."""
    made = {}
    for name, (one, where) in copies(module.BEFORE, bundle[0], keys, tmp_path / "b"):
        made[name] = (one.finish(), where)
        assert one.changed(), name
    for name, (one, where) in copies(module.AFTER, closed[0], keys, tmp_path / "a"):
        made[f"{name}, after"] = (one.after(), where)
        assert one.changed(), name
    require_rejected(made)


def test_frauds_at_a_later_attempt(
    again: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """The attempts before stay as they were, and none of their lotteries returns."""
    assert both(again[0], "--root", again[1]) == "verified"
    frauds = outer_forgeries.AGAIN | quiet_forgeries.AGAIN | coerced_forgeries.AGAIN
    made = {
        name: (one.finish(), where)
        for name, (one, where) in copies(frauds, again[0], keys, tmp_path)
    }
    require_rejected(made)


def test_roots_of_the_attempts_before_are_asked_for(again: Bundle) -> None:
    """What was posted of each, or an attempt before could be written anew."""
    ledger = (again[0] / "ledger.jsonl").read_text("utf-8").splitlines()
    made = [e["root"] for e in map(json.loads, ledger) if e["type"] == "COMMIT"]
    groups = " ".join(made[0][k : k + 8] for k in range(0, 64, 8))
    for run in (run_python, run_node):
        asked = run(again[0])[1]
        assert f"须另行核对 第1次承诺当时公布的承诺值是 {groups}（--head）" in asked
        words = ("--root", again[1], "--head", groups.upper())
        verdict, said = run(again[0], *words)
        assert verdict == "verified" and groups not in said.split("须另行核对", 1)[1]
        assert "台账链首" in said  # the head of the ledger is another question
        assert run(again[0], *words, "--head", "0" * 64)[0] == "rejected"


@pytest.mark.parametrize("when", ["BEFORE", "AFTER"])
def test_who_knows_better_is_asked(
    when: str, bundle: Bundle, closed: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """What fits together and is a lie is told with what to compare, and only there: the
    honest bundle does not say the same."""
    honest = (bundle if when == "BEFORE" else closed)[0]
    true = [run(honest)[1].splitlines() for run in (run_python, run_node)]
    more = {"BEFORE": worded_forgeries.ASKED, "AFTER": worded_forgeries.ASKED_AFTER}
    frauds = getattr(asked_forgeries, when) | more[when]
    for name, (made, where) in copies(frauds, honest, keys, tmp_path):
        folder = made.finish() if when == "BEFORE" else made.after()
        for run, before in zip((run_python, run_node), true, strict=True):
            verdict, said = run(folder)
            asked = [
                line for line in said.splitlines() if line.startswith("须另行核对")
            ]
            new = [line for line in asked if line not in before]
            assert verdict in ("not-compared", "undrawn"), (name, said)
            assert any(where in line for line in new), (name, new)


def test_a_draw_beside_is_told_without_a_commitment(
    again: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """The last attempt failed and nothing is committed to: other draws are told too."""
    made = Forgery(again[0], tmp_path / "b", keys)
    del made.events[made.place("FAIL") + 1 :]
    asked_forgeries.another_draw(made)
    made._chain()
    names = ("commit.json", "stamp.tsr", "reveal.json", "page_covers.csv")
    for name, data in made.files.items():
        (made.folder / name).write_bytes(data)
    for path in made.folder.iterdir():
        if path.name.startswith((*names, "entropy-")):
            path.unlink()
    for run in (run_python, run_node):
        verdict, said = run(made.folder)
        asked = [line for line in said.splitlines() if line.startswith("须另行核对")]
        assert verdict == "undrawn" and any("2026-Q1b" in line for line in asked), said


def test_a_file_whose_name_is_no_text(bundle: Bundle, tmp_path: Path) -> None:
    """Told as one too many, in a character set that lacks the organiser's as well."""
    import os
    import subprocess
    import sys

    folder = tmp_path / "b"
    shutil.copytree(bundle[0], folder)
    os.mkdir(os.fsencode(folder) + b"/\xff\xfe")
    for run in (run_python, run_node):
        verdict, said = run(folder)
        assert verdict == "rejected" and "应为文件" in said
    ran = subprocess.run(
        [sys.executable, str(PACKAGE / "verify_draw.py"), str(bundle[0])],
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 5 and not ran.stderr, ran.stderr


def test_a_gap_fills_no_line(
    bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """A name with blanks up to the edge of the screen, and a verdict behind them."""
    forged = Forgery(bundle[0], tmp_path / "b", keys)
    forged.commit["org"] = forged.opening["org"] = f"某局{'　' * 60}通过 commit.json"
    folder = forged.finish()
    for run in (run_python, run_node):
        assert "某局□通过 commit.json" in run(folder)[1]


@pytest.mark.parametrize("name", LISTED)
def test_what_cannot_be_told_from_inside_is_listed(
    name: str, bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    where, fraud = LISTED[name]
    forged = Forgery(bundle[0], tmp_path / "b", keys)
    fraud(forged)
    folder = forged.finish()
    for run in (run_python, run_node):
        verdict, said = run(folder)
        asked = [line for line in said.splitlines() if line.startswith("须另行核对")]
        assert verdict == "not-compared" and any(where in line for line in asked), said


def test_nothing_in_a_bundle_writes_on_the_screen(
    bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """A name that wipes the lines above it, or begins a verdict of its own."""
    forged = Forgery(bundle[0], tmp_path / "b", keys)
    name = "某局\x1b[2J\n验证通过\u202e"
    forged.commit["org"] = forged.opening["org"] = name
    folder = forged.finish()
    for run in (run_python, run_node):
        said = run(folder, "--root", bundle[1])[1]
        assert not {"\x1b", "\u202e"} & {*said} and "□[2J□验证通过□" in said
        assert "\n验证通过" not in said


@pytest.mark.slow
@pytest.mark.parametrize("number", range(6))
def test_frauds_after_the_draw_with_other_keys(number: int, tmp_path: Path) -> None:
    """Other keys give another root, other people drawn, other windows: no fraud hangs
    on the ones that happened to be drawn."""
    from proceeding import lived_through, make_keys

    own = make_keys(tmp_path / "keys")
    folder, _ = prepared(tmp_path / "home")
    committed(folder, own)
    drawn(folder)
    lived_through(folder)
    honest = tmp_path / "honest"
    write_bundle(folder, honest, inspection=True)
    made = {}
    for name, (one, where) in copies(AFTER, honest, own, tmp_path / "forged"):
        made[name] = (one.after(), where)
        assert one.changed(), name
    require_rejected(made)


def anchored(folder: Path, question: str, *anchor: str) -> None:
    """Accepted with the question asked; rejected once the anchor answers it."""
    for run in (run_python, run_node):
        verdict, said = run(folder)
        assert verdict == "not-compared", said
        asked = [line for line in said.splitlines() if line.startswith("须另行核对")]
        assert any(question in line for line in asked), asked
        assert run(folder, *anchor)[0] == "rejected"


def test_the_numbers_of_another_issue(
    bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    forged = Forgery(bundle[0], tmp_path / "b", keys)
    numbers(forged, [[1, 2, 3, 4, 5, 6], [7]])
    newspaper = "双色球=3 8 12 20 27 31 + 9"
    anchored(forged.finish(), "双色球", "--value", newspaper)
    good = run_python(bundle[0], "--root", bundle[1], "--value", newspaper)
    assert good[0] == "verified", good[1]


def test_one_person_with_three_keys(
    bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    from proceeding import make_keys

    from lungang.draw.commit import fingerprint, read_public_key

    own = make_keys(tmp_path / "own")
    forged = Forgery(bundle[0], tmp_path / "b", own)
    rows = [
        f'{role} namespaces="forced-leave-draw" '
        f"{read_public_key(own[role].with_suffix('.pub'))}"
        for role in own
    ]
    forged.write("allowed_signers", rows)
    published = fingerprint(read_public_key(keys["hr"].with_suffix(".pub")))
    anchored(forged.finish(), "指纹", "--key", f"hr={published}")
    words = ("--root", bundle[1], "--key", f"hr={published}")
    assert run_node(bundle[0], *words)[0] == "verified"


def test_a_failure_signed_with_keys_of_the_forger(
    again: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """Nobody else ever signed that it failed: keys made for it stand in its list."""
    from proceeding import make_keys

    from lungang.draw.commit import fingerprint, read_public_key

    forged = Forgery(again[0], tmp_path / "b", keys)
    own = make_keys(tmp_path / "own")
    rows = [
        f'{role} namespaces="forced-leave-draw" '
        f"{read_public_key(own[role].with_suffix('.pub'))}"
        for role in own
    ]
    name = "failed-2.allowed_signers"
    forged.write(name, rows)
    forged.keys = own
    outer_forgeries.other_attempt(
        "failed-2.commit.json",
        lambda c: c["files"].update(allowed_signers=sha(forged.files[name])),
    )(forged)
    forged.keys = dict(keys)
    published = fingerprint(read_public_key(keys["hr"].with_suffix(".pub")))
    anchored(forged.finish(), "用另一把公钥", "--key", f"hr={published}")
    for run in (run_python, run_node):
        words = ("--root", again[1], "--key", f"hr={published}")
        verdict, said = run(again[0], *words)
        assert verdict == "verified" and "用另一把公钥" not in said


def test_frauds_where_nothing_is_committed(
    again: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """The inputs are those of the opening to their last byte, whoever reads them."""

    def put(f: Forgery) -> Path:
        coerced_forgeries.uncommitted(f)
        return f.after()

    honest = put(Forgery(again[0], tmp_path / "honest", keys))
    assert both(honest) == "undrawn" and independent_verifier.verify(honest) == []
    frauds = copies(coerced_forgeries.UNCOMMITTED, again[0], keys, tmp_path)
    require_rejected({name: (put(one), where) for name, (one, where) in frauds})


def test_a_failure_of_attempt_true(keys: dict[str, Path], tmp_path: Path) -> None:
    """True is no number, even where a language has it equal to 1."""
    folder, _ = prepared(tmp_path / "draw")
    committed(folder, keys)
    late = at("2026-01-31T09:00:00+08:00")
    said = failing.declare_failure(folder, "balls-missing", "", late).read_bytes()
    for role in ("hr", "control"):
        failing.sign_failure(folder, role, sign(keys[role], said), late)
    write_bundle(folder, tmp_path / "failed", inspection=True)
    honest = Forgery(tmp_path / "failed", tmp_path / "honest", keys).after()
    assert both(honest) == "undrawn" and independent_verifier.verify(honest) == []
    forged = Forgery(tmp_path / "failed", tmp_path / "forged", keys)
    coerced_forgeries.truth_for_a_number(forged)
    require_rejected({"attempt true": (forged.after(), "failed-1.json")})


def heads(folder: Path) -> list[str]:
    """The hash of every ledger line of a bundle."""
    lines = (folder / "ledger.jsonl").read_bytes().splitlines()
    return [json.loads(line)["hash"] for line in lines]


def test_a_ledger_cut_after_the_schedule(closed: Bundle, tmp_path: Path) -> None:
    """A notice printed later carries a head that the short ledger lacks."""
    folder = tmp_path / "b"
    shutil.copytree(closed[0], folder)
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    place = next(k for k, line in enumerate(lines) if b'"SCHEDULE"' in line)
    (folder / "ledger.jsonl").write_bytes(b"".join(lines[: place + 1]))
    for path in [*folder.glob("schedule-*.csv"), *folder.glob("detail-*.json")]:
        if path.name.startswith("schedule") or b"SLIPS" not in path.read_bytes():
            path.unlink()
    (folder / "window_secret.txt").unlink()
    anchored(folder, "链首", "--head", heads(closed[0])[-1])
    for run in (run_python, run_node):
        assert run(closed[0], "--head", heads(closed[0])[-1])[0] == "not-compared"


def test_an_erased_first_attempt(keys: dict[str, Path], tmp_path: Path) -> None:
    """A first commitment, its head posted, its result unwelcome before it was due: the
    organiser puts back the folder of the day before and commits as if for the first
    time.  The head posted then is not in the new ledger."""
    folder, _ = prepared(tmp_path / "home", n=10, pages=10)
    shutil.copytree(tmp_path / "home", tmp_path / "again")
    committed(folder, keys)
    posted = folder.ledger.head()
    approved = ("人事科", "内控办")
    steps.void(folder, "名册有误", approved, at("2026-01-13T09:00:00+08:00"))
    second = steps.commit(
        folder, ceremony(keys), at("2026-01-13T09:30:00+08:00"),
        SECRET,
    )  # fmt: skip
    all_sign(folder, keys, "2026-01-13T10:00:00+08:00")
    drawn(folder)
    write_bundle(folder, tmp_path / "honest")
    for run in (run_python, run_node):
        words = ("--root", second.root(), "--head", posted)
        verdict, said = run(tmp_path / "honest", *words)
        assert verdict == "verified" and "承诺2次，作废1次" in said
    erased = DrawFolder(tmp_path / "again", folder.draw)
    made = steps.commit(
        erased, ceremony(keys), at("2026-01-12T09:05:00+08:00"), "6b" * 32
    )
    all_sign(erased, keys)
    drawn(erased)
    write_bundle(erased, tmp_path / "forged")
    anchored(tmp_path / "forged", "链首", "--head", posted)
    assert run_python(tmp_path / "forged", "--root", made.root())[0] == "verified"


def test_the_same_people_under_a_second_id(
    finished: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """A draw opened before under another id is shown where the ledger still has it,
    and missed by whoever kept a head of that ledger where it has not."""
    home, _ = finished
    shutil.copytree(home / DRAW, tmp_path / "first" / "2026-A")
    shutil.copytree(home / f"{DRAW}.private", tmp_path / "first" / "2026-A.private")
    first = DrawFolder(tmp_path / "first", "2026-A")
    for name in ("open.json", "commit.json"):
        (first.public / name).unlink()
    opened = opening.Opening("某局", "ab" * 32)
    opening.open_draw(first, opened, at("2026-01-04T09:00:00+08:00"))
    kept = first.ledger.head()
    forged = Forgery(bundle_of(home, tmp_path / "plain"), tmp_path / "b", keys)
    honest = json.loads(first.ledger.path.read_bytes())
    forged.events.insert(0, honest)
    folder = forged.finish()
    for run in (run_python, run_node):
        verdict, said = run(folder, "--head", kept)
        assert verdict == "not-compared" and "同一台账另有抽取 2026-A" in said
    anchored(tmp_path / "plain", "链首", "--head", kept)


def bundle_of(home: Path, target: Path) -> Path:
    """The inspection bundle of the draw of the fixtures."""
    write_bundle(DrawFolder(home, DRAW), target, inspection=True)
    return target


def test_a_correction_that_is_a_lie(
    bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """Chances "corrected by the judge" have no short proof: both verifiers ask for the
    recomputation, and the recomputation rejects them."""
    from lungang.draw.recheck import recheck

    forged = Forgery(bundle[0], tmp_path / "b", keys)
    rows = [row.split(",") for row in forged.lines("odds.csv")[1:]]
    favoured = {
        row[0]: f"{row[1]}/{row[2]}" for row in rows if 0 < int(row[1]) < int(row[2])
    }
    pid = min(favoured)
    spare_one(forged, pid)
    judge = {"asked": True, "attained": False, "lists": 9}
    forged.json(
        "certificate.json",
        lambda c: c.update(corrected=corrections(forged), judge=judge),
    )
    folder = forged.finish()
    for run in (run_python, run_node):
        verdict, said = run(folder)
        assert verdict == "not-compared", said
        assert "由裁决改正，用 lungang draw verify --rebind 重算核对" in said
    again = [good for _, good in recheck(folder, None, rebind=True)]
    assert False in again
    assert False not in [good for _, good in recheck(bundle[0], None, rebind=True)]


def spare_one(forged: Forgery, pid: str) -> None:
    """No page names this person any more; the counts say so."""
    from forgeries import recount

    head, *pages = forged.lines("book.csv")
    covers = forged.lines("page_covers.csv")[1:]
    free = next(k for k, row in enumerate(pages) if pid not in row)
    for place, row in enumerate(pages):
        if pid in row:
            pages[place] = f"{place:05d},{pages[free].split(',')[1]}"
            covers[place] = f"{place:05d},{covers[free].split(',')[1]}"
    forged.write("book.csv", [head, *pages])
    forged.write("page_covers.csv", ["page,covers", *covers])
    recount(forged)


def corrections(forged: Forgery) -> dict[str, str]:
    """Every chance "corrected" to what the book by hand gives, reasons too."""
    from fractions import Fraction

    rows = [row.split(",") for row in forged.lines("odds.csv")[1:]]
    found = {pid: str(Fraction(int(many), int(of))) for pid, many, of in rows}
    head, *reasons = forged.lines("reasons.csv")
    forged.write(
        "reasons.csv",
        [
            head,
            *sorted(f"{r.split(',')[0]},{found[r.split(',')[0]]},x,x" for r in reasons),
        ],
    )
    return found


KINDS = ("ledger", "rows", "digit", "commit")


@pytest.mark.slow
def test_1000_random_tampers(
    closed: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """Random changes by somebody with all three keys, everything mended around them:
    the verifiers agree, and reject them with the posted root and the head of the close.

    The root alone lets lines of one instant change places, and nothing else.
    """
    import random

    chance = random.Random(20261130)
    head = heads(closed[0])[-1]
    for batch in range(20):
        made: dict[Path, tuple[Forgery, list[str]]] = {}
        for number in range(50):
            one = Forgery(closed[0], tmp_path / f"{batch}-{number}", keys)
            lines = in_any_order(one)
            tamper(one, chance)
            folder = one.after() if number % 2 else one.finish()
            if one.changed():
                made[folder] = one, lines
        rooted = verdicts(list(made), closed[1], [])
        for (one, lines), verdict in zip(made.values(), rooted, strict=True):
            if verdict != "rejected":
                others = {"ledger.jsonl": b""}
                assert one.files | others == one.honest | others
                assert in_any_order(one) == lines
        headed = verdicts(list(made), closed[1], [head])
        assert headed == ["rejected"] * len(made)
        for folder in made:
            shutil.rmtree(folder)


def verdicts(folders: list[Path], root: str, heads: list[str]) -> list[str]:
    """What both verifiers agree on, folder by folder."""
    one = [verdict for verdict, _ in many_by_python(folders, root, heads)]
    assert one == [verdict for verdict, _ in many_by_node(folders, root, heads)]
    return one


def in_any_order(forged: Forgery) -> list[str]:
    """What the lines of the ledger say, each with its instant."""
    told = ("at", "type", "actor", "draw", "root", "payload", "note", "facts")
    return sorted(json.dumps({k: e[k] for k in told}) for e in forged.events)


def tamper(forged: Forgery, chance: Any) -> None:
    """One change of a random kind."""
    kind = chance.choice(KINDS)
    if kind == "ledger":
        place = chance.randrange(len(forged.events))
        action = chance.choice(("drop", "twice", "swap"))
        event = forged.events.pop(place)
        if action == "twice":
            forged.events[place:place] = [event, {**event, "facts": {**event["facts"]}}]
        if action == "swap":
            forged.events.insert(max(0, place - 1), event)
        return
    if kind == "commit":
        key = chance.choice(("K", "pages", "holders", "excluded", "attempt"))
        forged.commit[key] += chance.choice((-1, 1))
        return
    tables = [name for name in forged.files if name.endswith(".csv")]
    name = chance.choice(sorted(tables))
    head, *rows = forged.lines(name)
    place = chance.randrange(len(rows))
    if kind == "rows":
        rows.pop(place)
    else:
        row = rows[place]
        digits = [k for k, c in enumerate(row) if c.isdigit()]
        where = chance.choice(digits)
        rows[place] = row[:where] + str((int(row[where]) + 1) % 10) + row[where + 1 :]
    forged.write(name, [head, *rows])
