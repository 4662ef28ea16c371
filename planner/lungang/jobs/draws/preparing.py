"""Before a draw: rules, opening, exclusions, chances, the book and its check."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from lungang.draw import chances, opening, timestamps
from lungang.draw.canonical_bytes import raise_if, read_json, write_new
from lungang.draw.faults import NoPanel, Refusal, input_fault
from lungang.draw.findings import findings_of_pool, known_beforehand, policy_warnings
from lungang.draw.folder import DrawFolder, standing
from lungang.draw.names import read_names
from lungang.draw.pool import Exclusion, Pool
from lungang.draw.rules import parse_rules, rules_bytes
from lungang.draw.standouts import standouts
from lungang.draw.stream import digest
from lungang.jobs.draws.acting import Draw
from lungang.jobs.draws.choosing import code_of
from lungang.jobs.draws.documents import (
    BookDocument,
    OddsDocument,
    PagesDocument,
    StandoutDocument,
)
from lungang_models.fault import BadInput, Fault
from lungang_models.plan import Plan
from lungang_models.words import Words

__all__ = [
    "Basis",
    "DrawRequest",
    "Exclusion",
    "OpenedPool",
    "bind",
    "chance_of",
    "check_pages",
    "exclude",
    "odds",
    "open_draw",
    "write_rules",
]  # fmt: skip

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a draw is made from: a workbook, a plan on it, and the period of leave.

    Without a plan, today's state; without ``first``, from the effect date on; without
    ``last``, twelve months.
    """

    workbook: Path
    plan: Path | None = None
    pack: str = ""
    effect: date | None = None
    first: date | None = None
    last: date | None = None

    def read(self) -> Plan:
        """The plan in force. Raises ``BadInput``."""
        from lungang.intake.open import open_problem
        from lungang.intake.plan_file import read_plan
        from lungang_models.plan import today

        problem = open_problem(self.workbook, self.pack or None, self.effect)
        return today(problem) if self.plan is None else read_plan(self.plan, problem)

    def period(self, plan: Plan) -> tuple[date, date]:
        """First and last day of leave."""
        from lungang.draw.source import year_from

        first = self.first or plan.problem.effect
        return first, self.last or year_from(first)[1]


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """How a draw is to be opened.

    Without ``basis`` the six files are there already. ``approved``: the two who approve
    that people are left out; ``cover_times`` 0: as often as the program's policy says.
    ``rehearsed``: people are told by staff number, as pseudonyms come with the opening.
    """

    org: str = ""
    basis: Basis | None = None
    rules: Path | None = None
    overlay: Path | None = None
    cover_times: int = 0
    approved: tuple[str, str] = ("", "")
    rehearsed: bool = False


@dataclass(frozen=True, slots=True)
class OpenedPool:
    """Who is in the roster, who is not and why, and what to note."""

    pool: Pool
    warnings: Sequence[Words]
    findings: Sequence[Words]
    left_out: Sequence[tuple[Exclusion, Words]] = field(default=())
    names: Mapping[str, str] = field(default_factory=dict)

    def named(self, pid: str) -> str:
        """Whose a pseudonym is, for the office that opens the draw."""
        return self.names.get(pid, pid)


def write_rules(basis: Basis, target: Path) -> None:
    """rules.json by the workbook's policy, for the committee. Raises ``BadInput``."""
    from lungang.draw.source import default_rules

    plan = basis.read()
    write_new(target, rules_bytes(default_rules(plan, *basis.period(plan))))


def open_draw(draw: Draw, asked: DrawRequest) -> OpenedPool:
    """Open a draw: make its files where a workbook is given, and fix them.

    Raises ``BadInput`` with all that is missing, ``Refusal``; then nothing is left.
    """
    folder = draw.folder
    already = [path for path in (folder.public, folder.private) if path.exists()]
    try:
        warnings = _opened(draw, asked)
    except Exception:
        if not standing(folder).opened:
            for path in {folder.public, folder.private} - set(already):
                shutil.rmtree(path, ignore_errors=True)
        raise
    pool = folder.pool()
    names = {
        pid: f"{row['name']}（{row['person']}）" if asked.rehearsed
        else f"{pid} {row['name']}"
        for pid, row in read_names(folder).items()
    }  # fmt: skip
    reasons = {r.code: r.words for r in pool.rules.exclusion_reasons}
    return OpenedPool(
        pool,
        [*warnings, *policy_warnings(pool)],
        [
            replace(found, subject=names.get(found.subject, found.subject)).told()
            for found in findings_of_pool(pool)
        ],
        [(row, reasons[row.reason]) for row in pool.exclusions],
        names,
    )


def _opened(draw: Draw, asked: DrawRequest) -> list[Words]:
    """The files, made and fixed; what to note about them."""
    folder, basis = draw.folder, asked.basis
    org, offices, warnings = asked.org, {}, []
    faults: list[Fault] = []
    if basis is not None and not standing(folder).opened:
        from lungang.draw.source import offices_of

        plan = basis.read()
        offices = offices_of(plan.problem)
        org = org or plan.problem.office.bureau
        faults += _without_org(org)
        warnings = _make_files(folder, plan, basis.period(plan), asked, faults)
    elif basis is None:
        faults += [*_without_files(folder), *_without_org(org)]
    raise_if(faults)
    book, given = (basis.workbook, basis.plan) if basis else (None, None)
    made = opening.Opening(org, _hash(book), _hash(given), offices)
    opening.open_draw(folder, made, draw.step("OPEN", offices))
    return warnings


def _without_files(folder: DrawFolder) -> list[Fault]:
    if (folder.public / "roster.csv").exists():
        return []
    return [
        input_fault(
            "no-workbook", "--workbook", "",
            Words("没有工作簿，也没有现成的六个文件",
                  "neither a workbook nor the six files are there"),
            Words("加 --workbook 工作簿.xlsx", "give --workbook BOOK.xlsx"),
        )
    ]  # fmt: skip


def _without_org(org: str) -> list[Fault]:
    if org:
        return []
    return [
        input_fault(
            "org", "--org", "",
            Words("没有写明单位名称", "whose draw it is, is not said"),
            Words("加 --org，或在工作簿首页填“单位全称”",
                  "give --org, or the name on the workbook's first sheet"),
        )
    ]  # fmt: skip


def _hash(path: Path | None) -> str:
    """The SHA-256 of a file, to be fixed at the opening; empty without one."""
    if path is None:
        return ""
    if path.is_dir():
        parts = [f"{p.name} {_hash(p)}" for p in sorted(path.iterdir()) if p.is_file()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _make_files(
    folder: DrawFolder, plan: Plan, period: tuple[date, date], asked: DrawRequest,
    faults: list[Fault],
) -> list[Words]:  # fmt: skip
    """The six files from a plan, and the private tables beside them.

    Raises ``BadInput`` with all ``faults``, those found before included.
    """
    from lungang.draw.shipped import defaults
    from lungang.draw.source import Approval, default_rules, pool_of, write_draw
    from lungang.draw.workdays import read_overlay, year_days
    from lungang_models.facts.leave import LeaveRecord

    problem = plan.problem
    history, inputs = problem.known(LeaveRecord), None
    try:
        inputs = pool_of(plan, problem.effect, history, Approval(*asked.approved))
    except BadInput as error:
        faults += error.faults
    raw: Any = default_rules(plan, *period)
    if asked.rules is not None:
        raw = read_json(asked.rules.read_bytes())
        if not isinstance(raw, dict):
            zh, en = f"{asked.rules}不是规则文件", f"{asked.rules}: not an object"
            raise Refusal("rules", zh, en)
    own = read_overlay(asked.overlay, faults) if asked.overlay is not None else {}
    window = raw.get("window") if isinstance(raw.get("window"), dict) else {}
    written = [str(window.get(key, "")) for key in ("first", "last")]
    try:
        start, end = (date.fromisoformat(text) for text in written)
    except ValueError:
        start, end = period  # the fault in the file is told with all the others
    this_year = timestamps.instant(timestamps.clock()).year
    days, warnings = year_days(range(min(start.year, this_year), end.year + 1), own)
    rules = parse_rules(rules_bytes(raw), faults)
    if rules is not None:
        faults += opening.too_early(rules, days, timestamps.clock())
    raise_if(faults)
    assert inputs is not None
    times = asked.cover_times or int(defaults()["cover_times"])
    write_draw(folder.public, folder.private, inputs, raw, times, days)
    return list(warnings)


def exclude(draw: Draw, row: Exclusion) -> None:
    """Leave one holder out, with reason and papers. Raises ``BadInput``, ``Refusal``."""
    closed = draw.folder.pool().rules.exclusion_reasons
    code = code_of("--reason", row.reason, {r.code: r.words for r in closed})
    opening.exclude(draw.folder, replace(row, reason=code), draw.step("EXCLUDE"))


def odds(
    draw: Draw, judged: bool = False, told: Progress | None = None
) -> OddsDocument:
    """Compute chances and certificate. Raises ``NoPanel`` with ways out.

    ``judged``: column generation confirms them in a large pool as well.
    """
    from lungang.draw.certificate import check

    folder = draw.folder
    certificate = chances.compute_odds(folder, told, judged)
    pool = folder.pool()
    ideal = chances.final_ideal(pool, certificate)
    proof = check(pool, certificate)
    safe, due = (int(share * len(ideal)) for share in known_beforehand(ideal))
    return OddsDocument(
        lowest=str(min(ideal)), highest=str(max(ideal)),
        uncoverable=len(pool.uncoverable), safe=safe, due=due, levels=proof.levels,
        gap=str(proof.gap), corrected=len(certificate["corrected"]),
        standouts=standing_out(pool, ideal),
    )  # fmt: skip


def standing_out(pool: Pool, ideal: Sequence[Fraction]) -> list[StandoutDocument]:
    """Who is sure to be drawn or spared, or nearly so, by cause."""
    return [
        StandoutDocument(zh=one.why.zh, en=one.why.en, people=list(one.people))
        for one in standouts(pool, ideal)
    ]


def chance_of(draw: Draw, pid: str) -> tuple[str, str, Words]:
    """Pages that name somebody, of how many, and why. Raises ``Refusal``."""
    return chances.chance_of(draw.folder, pid)


def bind(draw: Draw, told: Progress | None = None) -> BookDocument:
    """Bind the numbered book. Raises ``Refusal`` where counts stray too far."""
    made = chances.make_book(draw.folder, told)
    return BookDocument(**{**made, "deviation": str(made["deviation"])})


def check_pages(draw: Draw) -> PagesDocument:
    """Whether every page keeps the rules, and fits the year."""
    from lungang.draw.book import broken_pages
    from lungang.draw.rearranging import arrange
    from lungang.draw.windows import greedy

    pool = draw.folder.pool()
    pages = chances.read_book(draw.folder, pool)
    repaired = hopeless = 0
    for number, page in enumerate(pages):
        drawn = [pool.pids[place] for place in page]
        seed = digest("sha256", b"rehearsal" + str(number).encode())
        if greedy(pool, drawn, seed).stuck:
            repaired += 1
            try:
                arrange(pool, drawn, seed)
            except NoPanel:
                hopeless += 1
    return PagesDocument(
        pages=len(pages), broken=len(broken_pages(pool, pages)), repaired=repaired,
        hopeless=hopeless,
    )  # fmt: skip
