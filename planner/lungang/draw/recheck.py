"""What the stand-alone verifiers cannot do without libraries, done over a bundle.

The time stamp's signature, a beacon's BLS signature and, from an inspection bundle,
the chances, the book and every schedule computed again from their inputs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lungang.draw.commit import Commitment, read_commitment
from lungang.draw.entropy import Source
from lungang.draw.faults import Refusal
from lungang.draw.ledger import BrokenLedger, parse
from lungang.draw.timestamps import instant, written
from lungang_models.words import Words

Checked = tuple[Words, bool | None]


def recheck(
    bundle: Path,
    authority: bytes | None,
    rebind: bool,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Checked]:
    """Each further check with whether it holds; None: it could not be made here."""
    yield _ledger(bundle)
    if not (bundle / "commit.json").exists():
        return  # no commitment is open: there is nothing more to compute
    commitment = read_commitment((bundle / "commit.json").read_bytes())
    yield from _stamp(bundle, commitment, authority)
    for number, source in enumerate(commitment.sources, start=1):
        path = bundle / f"entropy-{number}.json"
        if source.kind == "drand" and path.exists():  # not before it is recorded
            yield _beacon(source, json.loads(path.read_bytes()))
    if rebind:
        yield from _again(bundle, commitment, progress)


def _ledger(bundle: Path) -> Checked:
    try:
        _, torn = parse((bundle / "ledger.jsonl").read_bytes())
    except BrokenLedger as error:
        return error.words, False
    return Words("ledger.jsonl 合乎规则", "ledger.jsonl keeps the rules"), not torn


def _stamp(
    bundle: Path, commitment: Commitment, authority: bytes | None
) -> Iterator[Checked]:
    from lungang.draw.stamps import require_stamp

    path = bundle / "stamp.tsr"
    if not path.exists():
        if authority is not None:
            yield Words("没有时间戳 stamp.tsr", "there is no stamp.tsr"), False
        return
    if authority is None:
        yield (
            Words("stamp.tsr 的签名（用 --authority）", "the stamp (--authority)"),
            None,
        )
        return
    first = min(instant(s.not_before) for s in commitment.sources)
    message = (bundle / "commit.json").read_bytes()
    made = instant(commitment.committed_at)
    try:
        found = require_stamp(path.read_bytes(), message, authority, made, first)
    except Refusal as error:
        yield Words(f"stamp.tsr {error.words.zh}", f"stamp.tsr {error.words.en}"), False
        return
    at = written(found.moment)
    yield Words(f"stamp.tsr 盖于{at}", f"stamp.tsr was made at {at}"), True


def _beacon(source: Any, record: dict[str, Any]) -> Checked:
    from lungang.draw.entropy import CHAINS, beacon_signature_holds

    words = Words(
        f"{source.name}的信标签名", f"the beacon's signature of {source.name}"
    )
    if source.chain not in CHAINS:
        return words, False
    try:
        return words, beacon_signature_holds(source, record)
    except ModuleNotFoundError:
        return words, None


def require_beacon(sources: Sequence[Source], value: Mapping[str, Any]) -> bool:
    """Whether a beacon's signature could be checked; Refusal where it does not hold."""
    from lungang.draw.entropy import beacon_signature_holds

    if not sources:
        return True  # whoever records it is told which sources there are
    record = {
        "round": sources[0].round,
        "signature": str(value.get("signature", "")),
        "previous": str(value.get("previous_signature", "")),
    }
    try:
        holds = beacon_signature_holds(sources[0], record)
    except ModuleNotFoundError:
        return False
    if not holds:
        raise Refusal(
            "beacon-signature",
            "信标签名（BLS）不成立",
            "the beacon's BLS signature does not hold",
        )
    return True


def _again(
    bundle: Path,
    commitment: Commitment,
    progress: Callable[[int, int], None] | None,
) -> Iterator[Checked]:
    """Certificate and book, computed in a folder of their own; then the schedules."""
    from lungang.draw.chances import require_own_book
    from lungang.draw.folder import DrawFolder
    from lungang.draw.rescheduling import rescheduled

    words = Words("机会与名册重算一致", "chances and book computed again are the same")
    if not (bundle / "salt.txt").exists():
        yield Words("重算须用核查件", "this needs the inspection bundle"), None
        return
    with tempfile.TemporaryDirectory() as work:
        folder = DrawFolder(Path(work), "again")
        folder.make()
        for path in bundle.iterdir():
            (folder.public / path.name).write_bytes(path.read_bytes())
        try:
            require_own_book(folder, progress)
        except Refusal as error:
            yield error.words, False
            return
    yield words, True
    yield from rescheduled(bundle, commitment)
