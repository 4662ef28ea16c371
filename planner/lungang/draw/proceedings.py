"""The steps of one draw, over its folder and the ledger.

``home/ledger.jsonl`` is the organisation's ledger; ``home/<draw>/`` holds what will
be published; ``home/<draw>.private/`` holds slips and names, the window secret, the
schedule and every earlier version of a working file.  Each step is a function of its
arguments (the instant included); it checks, writes its files whole, and appends its
ledger line last, so that a kill leaves either nothing or a step that can be repeated
with the same result.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from lungang.draw import ledger as ledgers
from lungang.draw.canon import (
    canonical,
    csv_bytes,
    read_canonical,
    read_json,
    write_new,
)
from lungang.draw.certificate import certify, ideal_chances, odds_of
from lungang.draw.certificate import check as check_certificate
from lungang.draw.commit import (
    COMMITTED_FILES,
    Commitment,
    Signer,
    allowed_signers,
    read_commitment,
    signature_holds,
    stamp_holds,
)
from lungang.draw.entropy import (
    Mode,
    Source,
    balls_record,
    balls_value,
    check_plan,
    drand_record,
    numbers_record,
    public_key,
)
from lungang.draw.faults import Refusal
from lungang.draw.instants import instant
from lungang.draw.ledger import Event, Ledger
from lungang.draw.pool import EXCLUSIONS, INPUT_FILES, Exclusion, Pool, read_pool
from lungang.draw.pool import pool_files as files_of_pool
from lungang.draw.stream import HashName, digest, draw_seed, hexdigest, page_number

JUDGE_UP_TO = 200  # people: above, the book itself is the test of attainment
ODDS = ("pid", "pages", "of", "ideal", "reason_zh", "reason_en")
REVEAL_SCHEMA = "lungang-draw-reveal/1"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DrawFolder:
    """Where one draw lives."""

    home: Path
    draw: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_-]{0,40}", self.draw):
            raise Refusal(
                "draw-id",
                f"抽取编号{self.draw!r}只能用字母、数字、横线",
                "a draw's id has letters, digits and hyphens only",
            )

    @property
    def public(self) -> Path:
        """What will be published."""
        return self.home / self.draw

    @property
    def private(self) -> Path:
        """What stays with the personnel and the control office."""
        return self.home / f"{self.draw}.private"

    @property
    def ledger(self) -> Ledger:
        """The organisation's ledger."""
        return Ledger(self.home / "ledger.jsonl")

    def replace(self, name: str, data: bytes) -> None:
        """A new version of a working file; the one before is kept in ``private``.

        Refused once a commitment is open or drawn: from then on nothing changes.
        """
        self.require_uncommitted()
        target = self.public / name
        if target.exists():
            if target.read_bytes() == data:
                return
            self.set_aside(name)
        write_new(target, data)

    def set_aside(self, name: str) -> None:
        """Move a file to ``private/history``, numbered, never over another."""
        history = self.private / "history"
        history.mkdir(parents=True, exist_ok=True)
        number = 0
        while (history / f"{number:04d}-{name}").exists():
            number += 1
        os.rename(self.public / name, history / f"{number:04d}-{name}")

    def require_uncommitted(self) -> None:
        """Refuse to change anything that a commitment covers."""
        state = standing(self)
        if state.open_root or state.drawn:
            raise Refusal(
                "committed",
                "承诺之后文件不得更改",
                "nothing may change after the commitment",
            )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a draw stands, read from the ledger alone."""

    opened: bool
    commits: int
    open_root: str
    last_root: str
    drawn: bool
    closed: bool


def standing(folder: DrawFolder) -> Standing:
    """Read the ledger: what has happened to this draw."""
    opened = drawn = closed = False
    commits, open_root, last_root = 0, "", ""
    for entry in folder.ledger.entries():
        event = entry.event
        if event.draw != folder.draw:
            continue
        opened = opened or event.type == "OPEN"
        closed = closed or event.type == "CLOSE"
        if event.type == "COMMIT":
            commits += 1
            open_root = last_root = event.root
        if event.type in ("DRAW", "VOID"):
            drawn = drawn or event.type == "DRAW"
            open_root = ""
    return Standing(opened, commits, open_root, last_root, drawn, closed)


def _algorithm(folder: DrawFolder) -> HashName:
    return read_pool(folder.public).rules.hash


def open_draw(folder: DrawFolder, org: str, actor: str, at: str) -> None:
    """Start a draw: the six input files are there and free of faults."""
    read_pool(folder.public)
    folder.private.mkdir(parents=True, exist_ok=True)
    rules = (folder.public / "rules.json").read_bytes()
    folder.ledger.append(
        Event("OPEN", at, actor, folder.draw, payload=hexdigest("sha256", rules),
              note=org)
    )  # fmt: skip


def exclude(folder: DrawFolder, row: Exclusion, actor: str, at: str) -> None:
    """Move one holder from the roster to the exclusions, with reason and papers.

    Raises InputFaults if the reason is not in the closed list or a paper is missing.
    """
    from lungang.draw.pool import make_pool

    pool = read_pool(folder.public)
    if row.pid not in pool.index:
        raise Refusal("person-unknown", f"名册中没有{row.pid}", f"{row.pid} is unknown")
    smaller = make_pool(
        pool.rules,
        [holder for holder in pool.holders if holder.pid != row.pid],
        [(p, c) for p, found in pool.covers.items() if p != row.pid for c in found],
        pool.capacity,
        [*pool.exclusions, row],
        pool.struck,
        pool.calendar,
    )
    written = canonical({name: getattr(row, name) for name in EXCLUSIONS})
    event = Event(
        "EXCLUDE", at, actor, folder.draw, note=row.reason,
        payload=hexdigest("sha256", written),
        facts={"pid": row.pid},
    )  # fmt: skip
    folder.ledger.would_accept(event)
    rules = (folder.public / "rules.json").read_bytes()
    files = files_of_pool(smaller, rules)
    for name in sorted(files, key=lambda name: name == "roster.csv"):
        folder.replace(name, files[name])  # roster last: a kill loses nobody silently
    folder.ledger.append(event)


def compute_odds(
    folder: DrawFolder, progress: Progress | None = None, always_judge: bool = False
) -> dict[str, Any]:
    """The chances and their certificate; writes certificate.json, returns it.

    For pools up to JUDGE_UP_TO the judge confirms (or corrects) the chances; above,
    unless asked for, the book is the test.  Raises NoPanel, with ways out.
    """
    from lungang.draw.judge import judge
    from lungang.draw.odds import leximin
    from lungang.draw.panels import require_a_panel

    pool = read_pool(folder.public)
    folder.require_uncommitted()
    require_a_panel(pool)
    odds = leximin(pool, progress)
    written = certify(pool, odds)
    check_certificate(pool, written)
    written["judge"] = {"asked": False}
    written["corrected"] = {}
    if always_judge or len(pool.holders) <= JUDGE_UP_TO:
        verdict = judge(pool, odds)
        written["judge"] = {
            "asked": True,
            "attained": verdict.attained,
            "lists": verdict.columns,
        }
        written["corrected"] = {
            pid: str(true)
            for pid, true, first in zip(
                pool.pids, verdict.ideal, odds.ideal, strict=True
            )
            if true != first
        }
    folder.replace("certificate.json", canonical(written))
    return written


def final_ideal(pool: Pool, certificate: Mapping[str, Any]) -> tuple[Fraction, ...]:
    """The ideal chances after the judge's correction."""
    ideal = list(ideal_chances(pool, certificate))
    for pid, text in certificate["corrected"].items():
        ideal[pool.index[pid]] = Fraction(text)
    return tuple(ideal)


def read_certificate(folder: DrawFolder) -> dict[str, Any]:
    """certificate.json, which ``compute_odds`` wrote; raises Refusal without it."""
    path = folder.public / "certificate.json"
    if not path.exists():
        raise Refusal("no-odds", "请先计算机会(odds)", "compute the odds first")
    raw: Any = read_canonical(path.read_bytes())
    return dict(raw)


def make_book(folder: DrawFolder, progress: Progress | None = None) -> dict[str, Any]:
    """Bind the book and write book.csv and odds.csv; returns its figures."""
    from lungang.draw.book import bind, book_bytes, broken_pages
    from lungang.draw.reasons import reasons

    pool = read_pool(folder.public)
    certificate = read_certificate(folder)
    check_certificate(pool, certificate)
    folder.require_uncommitted()
    ideal = final_ideal(pool, certificate)
    book = bind(pool, ideal, _book_seed(folder, pool.rules.hash), progress)
    broken = broken_pages(pool, book.pages)
    if broken:
        raise AssertionError(f"the book broke its own rules: {broken[:3]}")
    sentences = reasons(pool, odds_of(pool, certificate), ideal)
    rows = [
        {
            "pid": pid, "pages": str(count), "of": str(pool.rules.pages),
            "ideal": str(chance), "reason_zh": words.zh, "reason_en": words.en,
        }
        for pid, count, chance, words in zip(
            pool.pids, book.counts, ideal, sentences, strict=True
        )
    ]  # fmt: skip
    folder.replace("book.csv", book_bytes(pool, book))
    folder.replace("odds.csv", csv_bytes(ODDS, rows))
    return {
        "pages": len(book.pages),
        "distinct": len(set(book.pages)),
        "soft": book.soft,
        "deviation": float(book.deviation(ideal)),
    }


def _book_seed(folder: DrawFolder, alg: HashName) -> bytes:
    """The hash of all inputs: the book is a function of them, chosen by nobody."""
    hashes = {
        name: hexdigest(alg, (folder.public / name).read_bytes())
        for name in (*INPUT_FILES, "certificate.json")
    }
    return digest(alg, b"lungang-draw-book/1\0" + canonical(hashes))


def read_book(folder: DrawFolder, pool: Pool) -> tuple[tuple[int, ...], ...]:
    """The pages of book.csv."""
    from lungang.draw.book import pages_of
    from lungang.draw.canon import raise_if, read_csv
    from lungang.draw.faults import Fault

    faults: list[Fault] = []
    rows = read_csv(folder.public / "book.csv", ("page", "pids"), faults)
    raise_if(faults)
    return pages_of(pool, [(row["page"], row["pids"]) for _, row in rows])


def commit(
    folder: DrawFolder,
    org: str,
    mode: Mode,
    sources: Sequence[Source],
    signers: Sequence[Signer],
    reveal_deadline: str,
    actor: str,
    at: str,
    window_secret: str,
) -> Commitment:
    """Fix everything: writes commit.json and its COMMIT line; returns it.

    ``window_secret`` (64 hexadecimal digits) keeps the windows unknown to outsiders
    until the draw is closed; it is fixed here, so nobody can choose it afterwards.
    A commit.json which no ledger line knows never happened and is set aside.
    Raises Refusal (the value could be known or searched for, a re-draw, …).
    """
    from lungang.draw.book import broken_pages

    pool = read_pool(folder.public)
    check_certificate(pool, read_certificate(folder))
    pages = read_book(folder, pool)
    if broken_pages(pool, pages) or len(pages) != pool.rules.pages:
        raise Refusal(
            "book-stale",
            "名册册页与当前规则不符,请重新编制",
            "the book does not fit the rules any more; bind it again",
        )
    first = check_plan(mode, sources, at, pool.rules.pages, pool.rules.entropy_bits_min)
    latest = max((s.not_before for s in sources), key=instant)
    if instant(reveal_deadline) <= instant(latest):
        raise Refusal(
            "deadline",
            "揭晓期限早于公共数值产生",
            "the deadline for the reveal lies before the public value",
        )
    if pool.rules.window.first <= instant(reveal_deadline).date():
        raise Refusal(
            "window-early",
            f"窗口最早日期{pool.rules.window.first}不晚于揭晓期限,请改 rules.json",
            "the first day of leave is not after the deadline for the reveal",
        )
    if not re.fullmatch(r"[0-9a-f]{64}", window_secret):
        raise Refusal(
            "window-secret",
            "窗口密钥应为64位十六进制",
            "the window secret has 64 hexadecimal digits",
        )
    state = standing(folder)
    alg = pool.rules.hash
    for name, data in {
        "allowed_signers": allowed_signers(signers), **verifier_files(),
    }.items():  # fmt: skip
        folder.replace(name, data)
    commitment = Commitment(
        org=org, draw=folder.draw, attempt=state.commits + 1,
        ledger_head=folder.ledger.head(), committed_at=at, hash=alg,
        pages=pool.rules.pages, size=pool.size, mode=mode, sources=tuple(sources),
        signers=tuple(signer.role for signer in signers),
        files={
            name: hexdigest(alg, (folder.public / name).read_bytes())
            for name in COMMITTED_FILES
        },
        window_secret_hash=hexdigest(alg, window_secret.encode()),
        reveal_deadline=reveal_deadline, software=software(),
    )  # fmt: skip
    event = Event(
        "COMMIT", at, actor, folder.draw, root=commitment.root(),
        payload=commitment.root(),
        facts={"first_entropy": first, "attempt": str(commitment.attempt),
               "deadline": reveal_deadline},
    )  # fmt: skip
    folder.ledger.would_accept(event)
    target = folder.public / "commit.json"
    for pattern in ("commit.json*", "stamp.*", "entropy-*.json", "reveal.json"):
        for stale in sorted(folder.public.glob(pattern)):
            folder.set_aside(stale.name)  # of a commitment void or never recorded
    folder.private.mkdir(parents=True, exist_ok=True)
    secret_file = folder.private / f"window_secret-{commitment.attempt}.txt"
    if secret_file.exists():  # of a commit.json that never reached the ledger
        os.replace(secret_file, secret_file.with_suffix(".unused"))
    write_new(secret_file, window_secret.encode())
    write_new(target, commitment.to_bytes())
    folder.ledger.append(event)
    return commitment


def software() -> dict[str, str]:
    """Versions of what computed the draw."""
    found = {}
    for name in ("lungang", "ortools", "highspy"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "uninstalled"
    return found


def verifier_files() -> dict[str, bytes]:
    """The stand-alone verifiers and their paper instructions, as shipped."""
    package = resources.files("lungang.draw")
    found = {
        name: (package / name).read_bytes()
        for name in ("verify_draw.py", "verify_draw.js", "VERIFY.txt")
    }
    page = (package / "verify_draw.template.html").read_bytes()
    found["verify_draw.html"] = page.replace(
        b"/*VERIFIER*/", found["verify_draw.js"].replace(b"</", b"<\\/")
    )
    return found


def open_commitment(folder: DrawFolder) -> Commitment:
    """The commitment waiting for its draw; raises Refusal if there is none or its
    file is not the one in the ledger."""
    root = standing(folder).open_root
    if not root:
        raise Refusal(
            "no-commitment", "没有待抽取的承诺", "no commitment waits for its draw"
        )
    return _commitment_with(folder, root)


def drawn_commitment(folder: DrawFolder) -> Commitment:
    """The commitment that was drawn; raises Refusal before the draw."""
    state = standing(folder)
    if not state.drawn:
        raise Refusal("not-drawn", "尚未抽取", "nothing has been drawn yet")
    return _commitment_with(folder, state.last_root)


def window_secret(folder: DrawFolder, commitment: Commitment) -> bytes:
    """The bytes of the window secret, which the custodians hold; checked."""
    data = (folder.private / f"window_secret-{commitment.attempt}.txt").read_bytes()
    if hexdigest(commitment.hash, data) != commitment.window_secret_hash:
        raise Refusal(
            "window-secret",
            "窗口密钥与承诺不符",
            "the window secret is not the one committed to",
        )
    return data


def _commitment_with(folder: DrawFolder, root: str) -> Commitment:
    data = (folder.public / "commit.json").read_bytes()
    commitment = read_commitment(data)
    if hexdigest(commitment.hash, data) != root:
        raise Refusal(
            "commit-changed",
            "commit.json 与台账中的承诺不符",
            "commit.json is not the one in the ledger",
        )
    changed = [
        name
        for name, known in commitment.files.items()
        if hexdigest(commitment.hash, (folder.public / name).read_bytes()) != known
    ]
    if changed:
        raise Refusal(
            "file-changed",
            f"承诺之后被改动: {'、'.join(changed)}",
            f"changed after the commitment: {', '.join(changed)}",
        )
    return commitment


def add_signature(
    folder: DrawFolder, role: str, signature: bytes, actor: str, at: str
) -> None:
    """Keep one signer's signature, if OpenSSH accepts it."""
    commitment = open_commitment(folder)
    first = min((s.not_before for s in commitment.sources), key=instant)
    if role not in commitment.signers or instant(at) >= instant(first):
        raise Refusal(
            "sign",
            f"{role}不是签署人,或已过签署期限({first})",
            f"{role} does not sign, or it is too late ({first})",
        )
    message = (folder.public / "commit.json").read_bytes()
    signers = folder.public / "allowed_signers"
    if not signature_holds(signers, role, message, signature):
        raise Refusal(
            "sign", f"{role}的签名不成立", f"the signature of {role} does not hold"
        )
    event = Event(
        "SIGN", at, actor, folder.draw, root=commitment.root(),
        payload=hexdigest(commitment.hash, signature), facts={"role": role},
    )  # fmt: skip
    folder.ledger.would_accept(event)
    name = f"commit.json.{role}.sig"
    if (folder.public / name).exists():  # of a step that never reached the ledger
        folder.set_aside(name)
    write_new(folder.public / name, signature)
    folder.ledger.append(event)


def add_stamp(
    folder: DrawFolder, response: Path, authority: Path, actor: str, at: str
) -> None:
    """Keep an outside time stamp over commit.json, if it holds."""
    commitment = open_commitment(folder)
    first = min((s.not_before for s in commitment.sources), key=instant)
    if instant(at) >= instant(first):
        raise Refusal("stamp-late", "时间戳来得太晚", "the time stamp comes too late")
    if not stamp_holds(folder.public / "commit.json", response, authority):
        raise Refusal("stamp", "时间戳不成立", "the time stamp does not hold")
    data = response.read_bytes()
    event = Event(
        "STAMP", at, actor, folder.draw, root=commitment.root(),
        payload=hexdigest(commitment.hash, data),
    )  # fmt: skip
    folder.ledger.would_accept(event)
    write_new(folder.public / "stamp.tsr", data)
    folder.ledger.append(event)


def add_entropy(
    folder: DrawFolder,
    source_name: str,
    value: str | Mapping[str, Any],
    actor: str,
    at: str,
    witnesses: Sequence[str] = (),
) -> dict[str, Any]:
    """Record one source's value: typed numbers, digits on balls, or a drand file.

    Raises Refusal if it comes too early, is of another shape, or all signatures are
    not there yet.
    """
    commitment = open_commitment(folder)
    source = next((s for s in commitment.sources if s.name == source_name), None)
    if source is None:
        names = "、".join(s.name for s in commitment.sources)
        raise Refusal("source", f"承诺中的来源是: {names}", f"committed: {names}")
    _require_signed(folder, commitment)
    if isinstance(value, str):
        if source.kind == "balls":
            first = [s.not_before for s in commitment.sources if s.kind != "balls"]
            if first and instant(at) >= min(instant(text) for text in first):
                raise Refusal(
                    "balls-late",
                    "公共数值已可能产生,号球作废无效",
                    "the public value may exist already; the balls come too late",
                )
            record = balls_record(source, value, at, commitment.pages, witnesses)
        else:
            record = numbers_record(source, value, at)
    else:
        record = drand_record(source, value, at)
    data = canonical(record)
    event = Event(
        "ENTROPY", at, actor, folder.draw, root=commitment.root(),
        payload=hexdigest(commitment.hash, data), facts={"source": source_name},
    )  # fmt: skip
    folder.ledger.would_accept(event)
    name = entropy_file(commitment, source_name)
    if (folder.public / name).exists():  # of a step that never reached the ledger
        folder.set_aside(name)
    write_new(folder.public / name, data)
    folder.ledger.append(event)
    return record


def entropy_file(commitment: Commitment, source_name: str) -> str:
    """The file that holds a source's record: its place in the plan, from 1."""
    names = [source.name for source in commitment.sources]
    return f"entropy-{names.index(source_name) + 1}.json"


def _require_signed(folder: DrawFolder, commitment: Commitment) -> None:
    signed = {
        entry.event.facts["role"]
        for entry in folder.ledger.entries()
        if entry.event.type == "SIGN" and entry.event.root == commitment.root()
    }
    missing = set(commitment.signers) - signed
    if missing:
        raise Refusal(
            "unsigned",
            f"尚缺签署: {'、'.join(sorted(missing))}",
            f"not signed yet by {', '.join(sorted(missing))}",
        )


def reveal(folder: DrawFolder, actor: str, at: str) -> dict[str, Any]:
    """Compute the page and those drawn; writes reveal.json and the DRAW line.

    A function of the committed files and recorded values only: repeated after a kill
    it gives the same bytes.  Raises Refusal if a value is missing.
    """
    commitment = open_commitment(folder)
    pool = read_pool(folder.public)
    records, hashes = _entropy_records(folder, commitment)
    key = public_key(commitment.sources, records)
    root = bytes.fromhex(commitment.root())
    seed = draw_seed(commitment.hash, root, key)
    balls = balls_value(commitment.sources, records)
    if commitment.mode == "balls":
        page = balls % commitment.pages
    else:
        page = page_number(seed, commitment.hash, balls, commitment.pages)
    drawn = [pool.pids[place] for place in read_book(folder, pool)[page]]
    shown = {
        "schema": REVEAL_SCHEMA, "draw": folder.draw, "root": commitment.root(),
        "entropy": hashes, "key": key, "balls": balls, "seed": seed.hex(),
        "page": page, "drawn": drawn,
    }  # fmt: skip
    data = canonical(shown)
    event = Event(
        "DRAW", at, actor, folder.draw, root=commitment.root(),
        payload=hexdigest(commitment.hash, data),
    )  # fmt: skip
    folder.ledger.would_accept(event)
    write_new(folder.public / "reveal.json", data)
    folder.ledger.append(event)
    return shown


def _entropy_records(
    folder: DrawFolder, commitment: Commitment
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    payload = {
        entry.event.facts["source"]: entry.event.payload
        for entry in folder.ledger.entries()
        if entry.event.type == "ENTROPY" and entry.event.root == commitment.root()
    }
    records, hashes = {}, {}
    for source in commitment.sources:
        if source.name not in payload:
            raise Refusal(
                "entropy-missing",
                f"尚缺来源{source.name}的数值",
                f"the value of {source.name} is not recorded yet",
            )
        name = entropy_file(commitment, source.name)
        data = (folder.public / name).read_bytes()
        if hexdigest(commitment.hash, data) != payload[source.name]:
            raise Refusal(
                "entropy-changed",
                f"{name}与台账不符",
                f"{name} is not the one in the ledger",
            )
        raw: Any = read_json(data)
        records[source.name] = dict(raw)
        hashes[name] = payload[source.name]
    return records, hashes


def void(folder: DrawFolder, reason: str, actor: str, at: str) -> None:
    """Withdraw an open commitment before any value can exist, with a reason."""
    commitment = open_commitment(folder)
    folder.ledger.append(
        Event("VOID", at, actor, folder.draw, root=commitment.root(), note=reason)
    )
    for path in sorted(folder.public.glob("commit.json*")):
        folder.set_aside(path.name)
    for path in sorted(folder.public.glob("stamp.*")):
        folder.set_aside(path.name)


def note_event(
    folder: DrawFolder,
    kind: ledgers.EventType,
    pid: str,
    note: str,
    evidence: bytes,
    actor: str,
    at: str,
) -> None:
    """One line after the draw: NOTIFY, START, RETURN, APPEAL … about one person."""
    folder.ledger.append(
        Event(
            kind, at, actor, folder.draw, note=note,
            payload=hexdigest("sha256", evidence) if evidence else "",
            facts={"pid": pid} if pid else {},
        )
    )  # fmt: skip


def close_draw(folder: DrawFolder, actor: str, at: str) -> None:
    """End a draw: the window secret and the schedule join the published files."""
    state = standing(folder)
    event = Event("CLOSE", at, actor, folder.draw)
    folder.ledger.would_accept(event)
    if state.drawn:
        commitment = _commitment_with(folder, state.last_root)
        schedule = folder.private / "schedule.csv"
        if schedule.exists():
            secret = window_secret(folder, commitment)
            write_new(folder.public / "window_secret.txt", secret)
            write_new(folder.public / "schedule.csv", schedule.read_bytes())
    folder.ledger.append(event)


def write_bundle(folder: DrawFolder, target: Path) -> list[str]:
    """Copy what is published, with the ledger, into a new folder; returns the names.

    Byte for byte the same whenever it is made from the same state; a folder that
    exists already is refused, not filled.  Only the files of the protocol are copied:
    whatever else lies in the folder (it may name people) stays there.
    """
    try:
        target.mkdir(parents=True)
    except FileExistsError:
        raise Refusal(
            "exists", f"{target}已存在,请另选文件夹", f"{target} exists; choose another"
        ) from None
    names = []
    published = re.compile(
        r"commit\.json(\.[a-z0-9-]+\.sig)?|stamp\.tsr|entropy-\d+\.json|reveal\.json"
        r"|window_secret\.txt|schedule\.csv"
    )
    for path in sorted(folder.public.iterdir()):
        if path.name in COMMITTED_FILES or published.fullmatch(path.name):
            write_new(target / path.name, path.read_bytes())
            names.append(path.name)
    data = (folder.home / "ledger.jsonl").read_bytes()
    _, torn = ledgers.parse(data)
    write_new(target / "ledger.jsonl", data[: len(data) - len(torn)])
    return [*names, "ledger.jsonl"]
