"""For everybody: a bundle checked, papers, the ledger, many years, the plain mode."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.draw.entropy import half_width
from lungang.draw.faults import Refusal
from lungang.draw.ledger import EVENT_WORDS, Ledger, counts
from lungang.draw.recheck import recheck
from lungang.draw.stream import rfc3797_key, select_rfc3797
from lungang.draw.years import Course, YearsOutcome, simulate
from lungang.jobs.draws.acting import Draw, today
from lungang.jobs.draws.choosing import code_of
from lungang.jobs.draws.documents import LedgerDocument, LedgerLine, LedgerYear
from lungang.jobs.draws.verifier import run
from lungang_models.words import Language, Words

__all__ = ["EVENT_WORDS", "Known", "more_checks", "over_years", "plain", "read_ledger", "verify",
           "write_paper"]  # fmt: skip

PAPERS: Mapping[str, Words] = {
    "steps": Words("步骤单", "steps"),
    "record": Words("抽取记录", "record"),
    "failure": Words("作废记录", "failure"),
    "notice": Words("通知书", "notice"),
    "handover": Words("交接单", "handover"),
    "checklist": Words("检查清单", "checklist"),
    "slip": Words("抽签条", "slip"),
}
POLICIES = ("equal", "1+min(y,3)", "1+y", "(1+y)^2")


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody knows from elsewhere, to compare a bundle with."""

    root: str = ""
    heads: Sequence[str] = ()
    values: Sequence[str] = ()
    keys: Sequence[str] = ()

    def words(self) -> list[str]:
        """The same for the stand-alone verifier."""
        lists = (("--head", self.heads), ("--value", self.values), ("--key", self.keys))
        found = [f"{name}={_typed(one)}" for name, given in lists for one in given]
        return [*found, *([f"--root={half_width(self.root)}"] if self.root else [])]


def _typed(anchor: str) -> str:
    """A value with its name, as 双色球=3 8 + 9: digits and signs in their plain form."""
    name, parted, value = anchor.replace("＝", "=", 1).partition("=")
    return f"{name}={half_width(value)}" if parted else half_width(anchor)


def verify(bundle: Path, known: Known, lang: Language) -> tuple[str, int]:
    """What the published verifier says of a bundle, and its exit code."""
    done = run(bundle, (*known.words(), "--lang", lang))
    return done.stdout + done.stderr, done.returncode


def more_checks(
    bundle: Path, authority: Path | None, rebind: bool,
    told: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[Words, bool | None]]:  # fmt: skip
    """What needs more than the standard library: stamp, beacon, all computed again."""
    known = authority.read_bytes() if authority is not None else None
    return recheck(bundle, known, rebind, told)


def write_paper(
    draw: Draw, kind: str, target: Path, pid: str, templates: Path | None
) -> None:
    """A paper of a draw in Word, by its name or code. Raises ``Refusal``."""
    from lungang.draw import aftermath, papers
    from lungang.draw.names import read_names
    from lungang.draw.templates import FOLDER
    from lungang.jobs.draws.guiding import steps_values

    folder, kind = draw.folder, code_of(Words("文书", "the paper"), kind, PAPERS)
    values: dict[str, Any]
    if kind == "steps":
        values = steps_values(draw)
    elif kind == "record":
        values = papers.record_values(folder, today())
    elif kind == "failure":
        values = papers.failure_values(folder, today())
    else:
        known = read_names(folder)
        if not pid:
            raise Refusal("pid", "请写明是谁的：--pid 代号", "whose? give --pid PID")
        if pid not in known:
            raise Refusal("person-unknown", f"对照表中没有{pid}", f"{pid} is unknown")
        if kind == "slip":
            values = papers.slip_values(folder.opening(), known[pid])
        else:
            absence = aftermath.require_disclosed(folder, pid, today())
            values = papers.leave_values(folder, absence, known, today())
    papers.render(kind, values, target, templates or FOLDER)


def read_ledger(home: Path) -> LedgerDocument:
    """The ledger of an organisation, checked line by line. Raises ``BrokenLedger``."""
    entries = Ledger(home / "ledger.jsonl").entries()
    years = []
    for year in sorted({entry.event.at[:4] for entry in entries}):
        many = counts(entries, year)
        years.append(
            LedgerYear(year=year, commitments=many["COMMIT"], draws=many["DRAW"],
                       voids=many["VOID"], failures=many["FAIL"])
        )  # fmt: skip
    return LedgerDocument(
        years=tuple(years),
        lines=tuple(
            LedgerLine(seq=e.seq, type=e.event.type, at=e.event.at, draw=e.event.draw,
                       actor=e.event.actor, hash=e.hash)
            for e in entries
        ),
        head=Ledger(home / "ledger.jsonl").head(),
    )  # fmt: skip


def over_years(
    policies: Sequence[str], share: float, guarantee: int, people: int, runs: int
) -> Iterator[tuple[str, YearsOutcome]]:
    """What each policy lets people know, over many years. Raises ``Refusal``."""
    if not 0 < share <= 1 or guarantee < 0 or people < 5 or runs < 1:
        raise Refusal("years", "参数超出范围", "a parameter is out of range")
    for text in policies or POLICIES:
        course = Course(people=people, runs=runs)
        yield text, simulate(text, share, guarantee, course)


def plain(
    key: str, pool: int, wanted: int
) -> tuple[str, Iterator[tuple[str, int, int]]]:
    """RFC 3797: the key as it is hashed, and each line (digest, of how many, selected).

    Raises ``Refusal`` for a malformed key.
    """
    if not 0 < wanted <= pool:
        raise Refusal("plain", "抽取人数须为1至人数", "select 1 to pool size")
    exact = rfc3797_key(key)
    return exact, iter(select_rfc3797(exact, pool, wanted))
