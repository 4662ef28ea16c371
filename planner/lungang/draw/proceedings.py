"""The steps of the draw itself: commit, sign, stamp, values, reveal, void.

Each step is a function of its arguments (the instant included); it checks, writes its
files whole, and appends its ledger line last, so that a kill leaves either nothing or
a step that can be repeated with the same result.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from lungang.draw.alike import is_blank, require_fit
from lungang.draw.canonical_bytes import canonical, read_json, write_new
from lungang.draw.ceremony import Ceremony
from lungang.draw.chances import Progress, read_book, require_own_book
from lungang.draw.commit import (
    POLICY,
    PUBLIC_FILES,
    SEALED_FILES,
    Commitment,
    allowed_signers,
    sealed_hash,
)
from lungang.draw.entropy import (
    Source,
    balls_record,
    balls_value,
    drand_record,
    numbers_record,
    public_key,
)
from lungang.draw.faults import Refusal
from lungang.draw.folder import ActorAndTime, DrawFolder, standing, state_of
from lungang.draw.invariants import broken
from lungang.draw.ledger import BEFORE_ALL, Event
from lungang.draw.names import read_names
from lungang.draw.opening import require_inputs_of_opening
from lungang.draw.pool import Pool
from lungang.draw.shipped import software, verifier_files
from lungang.draw.signatures import signature_holds
from lungang.draw.source_checks import check_plan, require_fresh
from lungang.draw.stamps import require_stamp
from lungang.draw.stream import draw_seed, hexdigest, page_number
from lungang.draw.timestamps import instant, official_moment

REVEAL_SCHEMA = "lungang-draw-reveal/2"
STALE = ("commit.json*", "stamp.*", "entropy-*.json", "reveal.json")


def commit(
    folder: DrawFolder,
    ceremony: Ceremony,
    step: ActorAndTime,
    window_secret: str,
    progress: Progress | None = None,
) -> Commitment:
    """Fix everything: writes commit.json and its COMMIT line; returns it.

    Certificate and book are computed again from the inputs and must be the same bytes.
    ``window_secret`` (64 hexadecimal digits) keeps the windows unknown to outsiders
    until the draw is closed; it is fixed here, so nobody can choose it afterwards.
    A commit.json which no ledger line knows never happened and is set aside.
    Raises Refusal (the value could be known or searched for, a re-draw, …).
    """
    pool = folder.pool()
    opening = folder.opening()
    folder.require_uncommitted()
    if ceremony.org != opening["org"]:
        raise Refusal(
            "org",
            f"单位名称与启动时的“{opening['org']}”不一致，请改正计划",
            f"the plan names another organisation than the opening: {opening['org']}",
        )
    require_fit([ceremony.org, [source.as_json() for source in ceremony.sources]])
    _require_ceremony(pool, ceremony, step.at)
    require_fresh(folder, ceremony.sources)
    if not re.fullmatch(r"[0-9a-f]{64}", window_secret):
        raise Refusal(
            "window-secret",
            "窗口密钥应为64位十六进制",
            "the window secret has 64 hexadecimal digits",
        )
    if not state_of(folder).slips:
        raise broken("no-slips")
    read_names(folder)  # refuses a table that was changed since the opening
    require_inputs_of_opening(folder)
    for name, data in {
        "allowed_signers": allowed_signers(ceremony.signers), **verifier_files(),
    }.items():  # fmt: skip
        folder.replace(name, data)
    deviation = require_own_book(folder, progress)
    commitment = _commitment(
        folder, pool, opening, ceremony, step.at, window_secret, deviation
    )
    event = Event(
        "COMMIT", step.at, step.actor, folder.draw, root=commitment.root(),
        payload=commitment.root(), facts=_commit_facts(commitment),
    )  # fmt: skip
    folder.ledger.would_accept(event)
    for pattern in STALE:
        for stale in sorted(folder.public.glob(pattern)):
            folder.set_aside(stale.name)  # of a commitment void, failed or unrecorded
    secret_file = folder.private / f"window_secret-{commitment.attempt}.txt"
    if secret_file.exists():  # of a commit.json that never reached the ledger
        os.replace(secret_file, secret_file.with_suffix(".unused"))
    write_new(secret_file, window_secret.encode())
    write_new(folder.public / "commit.json", commitment.to_bytes())
    folder.ledger.append(event)
    return commitment


def _require_ceremony(pool: Pool, ceremony: Ceremony, at: str) -> None:
    """Refuse sources, deadline or waiting time that leave a way to cheat."""
    rules = pool.rules
    first = check_plan(
        ceremony.mode, ceremony.sources, at, rules.pages, rules.entropy_bits_min
    )
    latest = max((s.not_before for s in ceremony.sources), key=instant)
    if instant(ceremony.reveal_deadline) <= instant(latest):
        raise broken("deadline")
    if rules.window.first <= instant(ceremony.reveal_deadline).date():
        raise Refusal(
            "window-early",
            f"窗口最早日期{rules.window.first}须晚于揭晓期限，请改揭晓期限；"
            "来不及的，换一个编号另行启动，窗口往后（已承诺过的先 close 结案）",
            "the first day of leave is not after the deadline for the reveal: change the"
            " deadline, or open another draw with later windows (close first what was"
            " committed to)",
        )
    made, due = instant(at).date(), instant(first).date()
    days = sum(day.workday and made < day.date <= due for day in pool.calendar)
    if days < rules.waiting_days:
        raise Refusal(
            "waiting",
            f"承诺与第一个数值之间只有{days}个工作日，规定不少于{rules.waiting_days}个",
            f"{days} working days before the first value; {rules.waiting_days} needed",
        )


def _commitment(
    folder: DrawFolder, pool: Pool, opening: Mapping[str, Any], ceremony: Ceremony,
    at: str, window_secret: str, deviation: Fraction,
) -> Commitment:  # fmt: skip
    alg = pool.rules.hash
    salt = folder.salt(alg, opening["salt_hash"])
    data = {n: (folder.public / n).read_bytes() for n in (*PUBLIC_FILES, *SEALED_FILES)}
    raw: Any = json.loads(data["rules.json"])
    return Commitment(
        org=ceremony.org, draw=folder.draw, attempt=standing(folder).commits + 1,
        ledger_head=folder.ledger.head(), committed_at=at, hash=alg,
        pages=pool.rules.pages, size=pool.size, mode=ceremony.mode,
        sources=ceremony.sources,
        signers=tuple(signer.role for signer in ceremony.signers),
        files={name: hexdigest(alg, data[name]) for name in PUBLIC_FILES},
        sealed={n: sealed_hash(n, data[n], salt, alg) for n in SEALED_FILES},
        policy={name: raw[name] for name in POLICY},
        holders=len(pool.holders), excluded=len(pool.exclusions),
        deviation=str(deviation), names_root=opening["names_root"],
        salt_hash=opening["salt_hash"],
        window_secret_hash=hexdigest(alg, window_secret.encode()),
        reveal_deadline=ceremony.reveal_deadline, software=software(),
    )  # fmt: skip


def _commit_facts(commitment: Commitment) -> dict[str, str]:
    listed = [[s.name, s.kind, s.not_before] for s in commitment.sources]
    return {
        "attempt": str(commitment.attempt),
        "deadline": commitment.reveal_deadline,
        "roles": " ".join(commitment.signers),
        "sources": canonical(listed).decode(),
    }


def add_signature(
    folder: DrawFolder, role: str, signature: bytes, step: ActorAndTime
) -> None:
    """Keep one signer's signature, if it holds."""
    commitment = folder.open_commitment()
    message = (folder.public / "commit.json").read_bytes()
    event = Event(
        "SIGN", step.at, step.actor, folder.draw, root=commitment.root(),
        payload=hexdigest(commitment.hash, signature), facts={"role": role},
    )  # fmt: skip
    folder.ledger.would_accept(event)
    signers = folder.public / "allowed_signers"
    require_signature(signers, role, message, signature)
    name = f"commit.json.{role}.sig"
    if (folder.public / name).exists():  # of a step that never reached the ledger
        folder.set_aside(name)
    write_new(folder.public / name, signature)
    folder.ledger.append(event)


def require_signature(
    signers: Path, role: str, message: bytes, signature: bytes
) -> None:
    """Refuse a signature that is not this role's over the message."""
    rows = [row.split(" ", 2) for row in signers.read_text("utf-8").splitlines()]
    keys = {known: key for known, _, key in rows}
    if not signature_holds(keys[role], message, signature):
        raise Refusal(
            "sign", f"{role}的签名不成立", f"the signature of {role} does not hold"
        )


def add_stamp(
    folder: DrawFolder, answer: bytes, authority: bytes, step: ActorAndTime
) -> None:
    """Keep an outside time stamp over commit.json, if everything about it holds."""
    commitment = folder.open_commitment()
    first = min(instant(s.not_before) for s in commitment.sources)
    message = (folder.public / "commit.json").read_bytes()
    event = Event(
        "STAMP", step.at, step.actor, folder.draw, root=commitment.root(),
        payload=hexdigest(commitment.hash, answer),
    )  # fmt: skip
    folder.ledger.would_accept(event)
    require_stamp(answer, message, authority, instant(commitment.committed_at), first)
    write_new(folder.public / "stamp.tsr", answer)
    folder.ledger.append(event)


def add_entropy(
    folder: DrawFolder,
    source_name: str,
    value: str | Mapping[str, Any],
    step: ActorAndTime,
    witnesses: Sequence[str] = (),
) -> dict[str, Any]:
    """Record one source's value: typed numbers, digits on balls, or a drand file.

    Raises Refusal if it comes too early, is of another shape, or all signatures are
    not there yet.
    """
    commitment = folder.open_commitment()
    source = next((s for s in commitment.sources if s.name == source_name), None)
    if source is None:
        names = "、".join(s.name for s in commitment.sources)
        raise Refusal("source", f"承诺中的来源是：{names}", f"committed: {names}")
    event = Event(
        "ENTROPY", step.at, step.actor, folder.draw, root=commitment.root(),
        payload=BEFORE_ALL, facts={"source": source_name},
    )  # fmt: skip  # its record has no hash before it is written
    try:
        folder.ledger.would_accept(event)
    except Refusal as refused:
        if refused.code != "too-early":
            raise
        raise Refusal(
            "too-early",
            f"{source_name}须到{official_moment(source.not_before)}才可能有结果",
            f"{source_name} can have no result before {source.not_before}",
        ) from refused
    record = _record_of(source, value, commitment.pages, step.at, witnesses)
    require_fit(record)
    data = canonical(record)
    name = entropy_file(commitment, source_name)
    if (folder.public / name).exists():  # of a step that never reached the ledger
        folder.set_aside(name)
    write_new(folder.public / name, data)
    folder.ledger.append(replace(event, payload=hexdigest(commitment.hash, data)))
    recorded: Any = read_json(data)
    return dict(recorded)


def _record_of(
    source: Source, value: str | Mapping[str, Any], pages: int, at: str,
    witnesses: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    if not isinstance(value, str):
        return drand_record(source, value, at)
    if source.kind == "balls":
        return balls_record(source, value, at, pages, witnesses)
    return numbers_record(source, value, at)


def entropy_file(commitment: Commitment, source_name: str) -> str:
    """The file that holds a source's record: its place in the plan, from 1."""
    names = [source.name for source in commitment.sources]
    return f"entropy-{names.index(source_name) + 1}.json"


def reveal(
    folder: DrawFolder, step: ActorAndTime, approved: tuple[str, str] = ("", "")
) -> dict[str, Any]:
    """Compute the page and those drawn; writes reveal.json and the DRAW line.

    A function of the committed files and recorded values only: repeated after a kill
    it gives the same bytes.  After the deadline two approvers are needed; the result
    is still the one that was due.  Raises Refusal if a value is missing.
    """
    commitment = folder.open_commitment()
    pool = folder.pool()
    if state_of(folder).waiting is None:
        raise broken("no-commitment")
    records, hashes = entropy_records(folder, commitment)
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
    facts = {"drawn": " ".join(drawn)}
    if any(approved):
        facts |= {"approved_by": approved[0], "second_approver": approved[1]}
    event = Event(
        "DRAW", step.at, step.actor, folder.draw, root=commitment.root(),
        payload=hexdigest(commitment.hash, data), facts=facts,
    )  # fmt: skip
    folder.ledger.would_accept(event)
    write_new(folder.public / "reveal.json", data)
    folder.ledger.append(event)
    return shown


def entropy_records(
    folder: DrawFolder, commitment: Commitment
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Each source's record by its name, and the hashes of their files; Refusal of a value
    that is missing or was changed since."""
    payload = {
        event.facts["source"]: event.payload
        for event in folder.events()
        if event.type == "ENTROPY" and event.root == commitment.root()
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


def void(
    folder: DrawFolder, reason: str, approved: tuple[str, str], step: ActorAndTime
) -> None:
    """Withdraw an open commitment before any value can exist, with a reason."""
    commitment = folder.open_commitment()
    if is_blank(reason):
        raise Refusal("why", "作废须写明理由", "a commitment is void for a reason")
    paper = {"kind": "VOID", "root": commitment.root(), "reason": reason}
    facts = {
        "approved_by": approved[0], "second_approver": approved[1],
        "detail": folder.keep_detail(paper, commitment.hash),
    }  # fmt: skip
    kept = folder.public / f"void-{commitment.attempt}.commit.json"
    write_new(kept, commitment.to_bytes())  # its sources stay known
    folder.ledger.append(
        Event("VOID", step.at, step.actor, folder.draw, root=commitment.root(),
              facts=facts)
    )  # fmt: skip
    for pattern in STALE:
        for stale in sorted(folder.public.glob(pattern)):
            folder.set_aside(stale.name)
