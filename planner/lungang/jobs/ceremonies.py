"""The draw before an audience: what may be shown, the numbers and the reveal, verification.

A draw is prepared with the jobs of :mod:`lungang.jobs.draws`; from the commitment on
nothing can be undone, and what remains are the public numbers and the reveal, at the
desk or on the command line. What is shown here is what the public bundle holds.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.draw import proceedings, timestamps
from lungang.draw.alike import two_witnesses
from lungang.draw.bundle import write_bundle
from lungang.draw.canonical_bytes import NotCanonical, read_json
from lungang.draw.commit import Commitment, spoken
from lungang.draw.entropy import half_width
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder, Standing, standing
from lungang.draw.ledger import BrokenLedger
from lungang.draw.offices import ROLES_EN, role_words
from lungang.draw.papers import page_label, shown_value
from lungang.draw.recheck import recheck, require_beacon
from lungang.jobs.draws.acting import Draw
from lungang.jobs.draws.documents import RevealDocument
from lungang.jobs.draws.verifier import run
from lungang_models.draw_title import title_of
from lungang_models.words import Language, Words

__all__ = [
    "BundleCheck",
    "Draw",
    "NoBundle",
    "PublicNumber",
    "Refusal",
    "Shown",
    "beacon",
    "bundle",
    "draws",
    "number",
    "page_label",
    "require_witnesses",
    "reveal",
    "shown",
    "title_of",
    "verified",
    "write",
]  # fmt: skip

MOST_FILES, MOST_BYTES = 200, 60 * 1024 * 1024
LONGEST = 300.0
"""Seconds that a stranger's archive may take."""
STAGES: tuple[tuple[str, Words], ...] = (
    ("OPEN", Words("公布名册", "roster published")),
    ("COMMIT", Words("公布承诺", "commitment published")),
    ("SIGN", Words("签署承诺", "commitment signed")),
    ("ENTROPY", Words("登记公开号码", "public numbers recorded")),
    ("DRAW", Words("揭晓", "revealed")),
)


class NoBundle(ValueError):
    """The file holds no bundle of a draw."""


@dataclass(frozen=True)
class PublicNumber:
    """A public number: when it may first be known, and what it was."""

    name: str
    not_before: str
    value: str
    open: bool
    """Whether it may be recorded now."""


@dataclass(frozen=True)
class Shown:
    """A draw as the audience sees it."""

    id: str
    org: str
    stages: Sequence[tuple[Words, bool]]
    root: str
    holders: int
    size: int
    pages: int
    signers: Sequence[tuple[Words, bool]]
    sources: Sequence[PublicNumber]
    deadline: str
    page: str | None
    """As the book numbers it."""
    drawn: Sequence[str]

    @property
    def title(self) -> Words:
        """What people call it: its year and its turn in it."""
        return title_of(self.id)

    @property
    def ready(self) -> bool:
        """Whether every number is there, and nothing is revealed yet."""
        there = bool(self.sources) and all(s.value for s in self.sources)
        return there and self.page is None


def draws(home: Path) -> tuple[str, ...]:
    """The draws of a folder, by their ids."""
    if not home.is_dir():
        return ()
    found = (
        p.name for p in home.iterdir() if p.is_dir() and not p.name.startswith(".")
    )
    return tuple(sorted(n for n in found if not n.endswith(".private")))


def shown(home: Path, draw: str) -> Shown:
    """What may be shown of a draw. Raises ``Refusal``, ``LookupError``."""
    if draw not in draws(home):
        raise LookupError(draw)
    folder = DrawFolder(home, draw)
    state, events = standing(folder), folder.events()
    kinds = {e.type for e in events}
    commitment = _commitment(folder, state)
    signed = {e.facts.get("role", e.actor) for e in events
              if e.type == "SIGN" and e.root == state.last_root}  # fmt: skip
    sources = _sources(folder, commitment, state)
    whole = commitment is not None and signed >= set(commitment.signers)
    done = {
        "OPEN": state.opened, "COMMIT": commitment is not None, "SIGN": whole,
        "ENTROPY": bool(sources) and all(s.value for s in sources),
        "DRAW": "DRAW" in kinds,
    }  # fmt: skip
    revealed = _revealed(folder, state)
    return Shown(
        draw, "" if commitment is None else commitment.org,
        [(words, done[code]) for code, words in STAGES],
        spoken(state.last_root) if state.last_root else "",
        0 if commitment is None else commitment.holders,
        0 if commitment is None else commitment.size,
        0 if commitment is None else commitment.pages,
        [(_role(r), r in signed) for r in (commitment.signers if commitment else ())],
        sources, "" if commitment is None else commitment.reveal_deadline,
        None if revealed is None else page_label(int(revealed["page"])),
        () if revealed is None else tuple(revealed["drawn"]),
    )  # fmt: skip


def _role(role: str) -> Words:
    return Words(role_words(role), ROLES_EN.get(role, role))


def _commitment(folder: DrawFolder, state: Standing) -> Commitment | None:
    if not state.last_root or not (state.open_root or state.drawn):
        return None
    return folder.commitment_with(state.last_root)


def _sources(
    folder: DrawFolder, commitment: Commitment | None, state: Standing
) -> list[PublicNumber]:
    found, now = [], timestamps.instant(timestamps.clock())
    if commitment is None:
        return []
    for source in commitment.sources:
        record = folder.public / proceedings.entropy_file(commitment, source.name)
        there = any(
            e.type == "ENTROPY" and e.root == state.last_root
            and e.facts.get("source") == source.name
            for e in folder.events()
        )  # fmt: skip
        value = ""
        if there and record.exists():
            value = shown_value(folder.brought(record.name, "ENTROPY"))
        due = now >= timestamps.instant(source.not_before)
        found.append(
            PublicNumber(source.name, source.not_before, value,
                   due and not value and bool(state.open_root)
                   and source.kind != "drand")
        )  # fmt: skip
    return found


def _revealed(folder: DrawFolder, state: Standing) -> dict[str, Any] | None:
    return folder.brought("reveal.json", "DRAW") if state.drawn else None


def require_witnesses(draw: Draw, source: str, witnesses: Sequence[str]) -> None:
    """Refuse balls without two witnesses before any number is typed."""
    committed = draw.folder.open_commitment().sources
    if any(s.name == source and s.kind == "balls" for s in committed):
        two_witnesses(witnesses)


def number(
    draw: Draw, source: str, typed: tuple[str, str], witnesses: Sequence[str]
) -> str:
    """Record a public number, typed twice; returns it as the newspaper prints it.

    Raises ``Refusal`` where the two differ, it comes too early, or is of another shape.
    """
    once, again = typed
    if _numbers(once) != _numbers(again):
        raise Refusal("twice", "两遍输入不一致", "the two entries differ")
    step = draw.step("ENTROPY")
    record = proceedings.add_entropy(draw.folder, source, once, step, witnesses)
    return shown_value(record)


def _numbers(text: str) -> list[str]:
    """What was typed, without blanks; of several numbers without leading zeros."""
    found = re.findall(r"[0-9]+|[^0-9\s,、]", half_width(text))
    if "+" not in found and all(len(one) == 1 for one in found):
        found = ["".join(found)]  # balls, read out one after another
    return [one.lstrip("0") or "0" for one in found] if len(found) > 1 else found


def beacon(draw: Draw, source: str, file: Path) -> tuple[str, bool]:
    """Record a beacon's file; its value, and whether its signature could be checked.

    Raises ``Refusal`` where the signature does not hold.
    """
    value: Any = read_json(file.read_bytes())
    if not isinstance(value, dict):
        raise Refusal("beacon", "不是信标文件", "not a beacon's file")
    committed = draw.folder.open_commitment().sources
    checked = require_beacon([s for s in committed if s.name == source], value)
    step = draw.step("ENTROPY")
    return shown_value(
        proceedings.add_entropy(draw.folder, source, value, step)
    ), checked


def reveal(draw: Draw, approved: tuple[str, str] = ("", "")) -> RevealDocument:
    """Compute the page and who is drawn; what follows from the numbers and nothing else.

    After the deadline two must approve. Raises ``Refusal`` where a number is missing.
    """
    found = proceedings.reveal(draw.folder, draw.step("DRAW"), approved)
    return RevealDocument(page=found["page"], drawn=tuple(found["drawn"]))


def write(draw: Draw, target: Path, inspection: bool = False) -> list[str]:
    """Write a bundle into a new folder: the public one, or the one for inspectors.

    Returns the names of its files. Raises ``Refusal`` where the folder is there.
    """
    return write_bundle(draw.folder, target, inspection)


def bundle(draw: Draw) -> bytes:
    """What is published of a draw, as one archive. Raises ``Refusal``."""
    with tempfile.TemporaryDirectory() as aside:
        target = Path(aside) / "bundle"
        write(draw, target)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(target.iterdir()):
                archive.write(file, file.name)
        return made.getvalue()


@dataclass(frozen=True)
class BundleCheck:
    """One check of a bundle: holds, does not, or must be compared outside (``None``)."""

    says: str
    holds: bool | None


@dataclass(frozen=True)
class BundleVerdict:
    """What was found of a bundle: ``good`` only if the posted root was compared and
    everything holds; ``None`` where that is open, as before the draw."""

    checks: list[BundleCheck]
    says: str
    good: bool | None


_GOOD = {0: True, 5: None, 8: None, 7: None}
"""By the exit code of the verifier: verified, root not compared, not drawn yet, of the
first version."""
_OLD = 7
_REJECTED = Words("核验不通过", "Rejected")
_MARKS = {"通过": True, "PASS": True, "不符": False, "FAIL": False,
          "须另行核对": None, "COMPARE OUTSIDE": None}  # fmt: skip


def verified(data: bytes, language: Language, root: str = "") -> BundleVerdict:
    """Check a bundle in an archive with the verifier that is published beside it, and
    what needs more than the standard library besides.

    ``root`` is the one posted, in any official spelling. Raises ``NoBundle`` for what is
    none, or larger than any.
    """
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / "bundle"
        _unpacked(data, folder)
        ran = run(folder, ("--lang", language, f"--root={root}"), LONGEST)
        lines, more = _checks_in(ran.stdout), []
        try:
            if ran.returncode in _GOOD.keys() - {
                _OLD
            }:  # what is rejected may be anything
                more = [BundleCheck(w.in_(language), holds)
                        for w, holds in recheck(folder, None, False)]  # fmt: skip
        except (OSError, ValueError, KeyError, NotCanonical, BrokenLedger) as broken:
            more = [BundleCheck(type(broken).__name__, False)]
    checks = [*lines, *more]
    if not lines and ran.returncode != _OLD:
        raise NoBundle
    if any(check.holds is False for check in checks):
        return BundleVerdict(checks, _REJECTED.in_(language), False)
    says = ran.stdout.splitlines()[-1]
    return BundleVerdict(checks, says, _GOOD.get(ran.returncode, False))


def _checks_in(text: str) -> list[BundleCheck]:
    found = []
    for line in text.splitlines():
        mark = next((m for m in _MARKS if line.startswith(f"{m} ")), None)
        if mark is not None:
            found.append(BundleCheck(line.removeprefix(mark).strip(), _MARKS[mark]))
    return found


def _unpacked(data: bytes, folder: Path) -> None:
    """The files of one folder alone, no more than a bundle may have, none there twice
    in whatever case, no link: people and programs may read two of one name."""
    folder.mkdir()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [i for i in archive.infolist() if not i.is_dir()]
            size = sum(i.file_size for i in inside)
            if not inside or len(inside) > MOST_FILES or size > MOST_BYTES:
                raise NoBundle
            paths = [Path(i.filename.replace("\\", "/")) for i in inside]
            names = {path.name.casefold() for path in paths}
            if len(names) != len(paths) or len({p.parent for p in paths}) != 1:
                raise NoBundle
            if any(i.external_attr >> 16 & 0o170000 == 0o120000 for i in inside):
                raise NoBundle  # a link shows elsewhere what it does not show here
            for one, path in zip(inside, paths, strict=True):
                name = path.name
                if not name or name.startswith("."):
                    raise NoBundle
                with archive.open(one) as given:
                    (folder / name).write_bytes(given.read(MOST_BYTES))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError,
            NotImplementedError) as broken:  # fmt: skip
        raise NoBundle from broken
    if not (folder / "commit.json").exists():
        raise NoBundle
