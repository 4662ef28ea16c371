"""A workbook that was read and checked, and everything that can be asked of it.

In the examples ``bureau`` is ``lungang.sample_bureau()``, ``result`` what its
``solve()`` gives; ``file`` is a workbook, ``scenario`` and ``gates`` are two of the
files in ``scenarios/sample-bureau``, and ``folder`` is an empty folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from lungang.api.batches import Compared, Swept
from lungang.api.plans import PlanView
from lungang.api.results import Result
from lungang.api.shown import card
from lungang.jobs import asking, batches, beginnings, reading, reviewing, solving
from lungang.jobs.bounds import SEED, STAFF, TIME_LIMIT, WORKERS, within
from lungang.jobs.limits import Limits, Watch, silent
from lungang.scenario import Patch, Scenario
from lungang_models.problem import Problem
from lungang_models.words import Language, many

if TYPE_CHECKING:
    import pandas as pd

File = str | os.PathLike[str]


class Checked:
    """What is wrong and what is doubtful in a workbook; true when it can be opened."""

    def __init__(self, found: reading.CheckedWorkbook) -> None:
        self.faults, self.doubts = found.faults, found.doubts
        self._fit = found.problem is not None

    def __bool__(self) -> bool:
        return self._fit

    def frame(self, lang: Language = "zh") -> pd.DataFrame:
        """One row a fault or doubt: where, which value, and the remedy."""
        from lungang import frames

        return frames.faults((*self.faults, *self.doubts), lang)

    def __repr__(self) -> str:
        faults, doubts = len(self.faults), len(self.doubts)
        return f"<Checked: {many(faults, 'fault')}, {many(doubts, 'doubt')}>"

    def _repr_html_(self) -> str:
        return str(self.frame().to_html())


class Workbook:
    """An organisation read from a workbook and checked: posts, staff, evidence, rules.

    >>> import lungang
    >>> bureau = lungang.sample_bureau()
    >>> bureau.today().lawful
    False
    >>> bureau.due("en")["stage"].iloc[0]
    'forced'
    """

    def __init__(
        self, problem: Problem, name: str = "", path: Path | None = None
    ) -> None:
        self.problem, self.name, self.path = problem, name, path
        self._memory: solving.Memory = {}
        """What was proved of parts: a workbook patched from this one knows it as well."""

    @cached_property
    def _answers(self) -> TemporaryDirectory[str]:
        """Where answers are kept while the workbook is: nothing is solved twice."""
        return TemporaryDirectory(prefix="lungang-")

    def _batch(self, time_limit: float) -> batches.Batch:
        within((TIME_LIMIT, time_limit))
        store = Path(self._answers.name) / "answers.sqlite"
        return batches.Batch(time_limit=time_limit, store=store)

    # -- plans

    def solve(
        self, time_limit: float = 60.0, *, workers: int = 1, seed: int = 0,
        watch: Watch = silent, canceller: solving.Canceller | None = None,
    ) -> Result:  # fmt: skip
        """The best lawful plan with its reasons, or the proof that there is none.

        ``time_limit`` is in seconds and covers all; a proved answer depends neither on
        ``workers`` nor on ``seed``. ``watch`` is told of the progress; after
        ``canceller.cancel()`` the best plan so far comes back. Raises ``BadInput`` for
        limits that are none.

        >>> lungang.generate_bureau(60).solve(time_limit=30)
        <Result: optimal, 8 moves>
        """
        within((TIME_LIMIT, time_limit), (WORKERS, workers), (SEED, seed))
        limits = Limits(time_limit, workers, seed)
        return Result(
            solving.plan(
                self.problem, limits, watch=watch, canceller=canceller,
                memory=self._memory,
            )
        )  # fmt: skip

    def today(self) -> PlanView:
        """Today's state as a plan: it can be audited and asked about like any other.

        >>> bureau.today().lawful
        False
        """
        return PlanView(reading.plan_of(None, self.problem))

    def plan(self, file: File) -> PlanView:
        """A plan handed in as plan.json or plan.xlsx. Raises ``BadInput``.

        >>> small = lungang.generate_bureau(60)
        >>> written = small.solve().write(folder / "方案", replace=True)
        >>> small.plan(written[0])
        <PlanView: 60 staff, 8 moves>
        """
        return PlanView(reading.plan_of(file, self.problem))

    def why_none(self, time_limit: float = 60.0, lang: Language = "zh") -> list[str]:
        """Why no plan exists and the lawful ways out; empty where one exists.

        ``time_limit`` is in seconds. Raises ``BadInput`` for one that is none.

        >>> bureau.why_none()
        []
        """
        within((TIME_LIMIT, time_limit))
        found = asking.impossible(self.problem, time_limit)
        return [w.in_(lang) for w in asking.causes_and_ways(self.problem, found)]

    # -- rows and years

    def check_row(
        self, sheet: str, cells: Mapping[str, reading.Raw]
    ) -> reading.CheckedRow:
        """One row of a sheet checked by itself, in milliseconds, as it is typed.

        ``sheet`` is its name, such as ``人员`` or ``staff``; ``cells`` are keyed by field.
        Raises ``KeyError`` for a sheet or a field that is not there.

        >>> import lungang
        >>> bureau = lungang.sample_bureau()
        >>> [f.code for f in bureau.check_row("职责", {"id": "D1", "name": ""}).faults]
        ['value-missing']
        """
        return reading.row_of(self.problem, sheet, cells)

    def next_year(
        self, plan: File, effect: date, out: File, lang: Language = "zh"
    ) -> Workbook:
        """Write next year's workbook out of this file and the plan carried out.

        What was inferred is marked in it. Raises ``BadInput``, and ``ValueError`` for a
        workbook that was not opened from a file.

        >>> opened = lungang.open_workbook(file)
        >>> plan = opened.solve().write(folder / "本年", replace=True)[0]
        >>> opened.next_year(plan, date(2028, 3, 1), folder / "2028.xlsx")
        <Workbook 2028.xlsx: 60 staff, 59 posts, effect 2028-03-01>
        """
        if self.path is None:
            raise ValueError("this workbook was not opened from a file")
        pack = self.problem.pack.name
        year = beginnings.NewYear(effect)
        beginnings.next_year(self.path, Path(plan), year, Path(out), pack, lang)
        return open_workbook(out, pack)

    # -- tables

    def due(self, lang: Language = "zh") -> pd.DataFrame:
        """Whose tenure is up on the effect date, or soon will be.

        >>> bureau.due("en").columns[:3].tolist()
        ['staff', 'name', 'post']
        """
        from lungang import frames

        return frames.due(reviewing.due(self.problem), lang)

    def kin(self, lang: Language = "zh") -> pd.DataFrame:
        """Who on the staff is kin to whom, and whether that calls for recusal.

        >>> bureau.kin("en").columns[:3].tolist()
        ['staff', 'name', 'kin']
        """
        from lungang import frames
        from lungang_models.facts.kinship import ties

        return frames.kin(self.problem, ties(self.problem), lang)

    def doubts(self, lang: Language = "zh") -> pd.DataFrame:
        """Readable but doubtful data; each is a finding as well.

        >>> len(bureau.doubts()) > 0
        True
        """
        from lungang import frames

        return frames.faults(self.problem.doubts, lang)

    # -- scenarios

    def patched(self, by: File | Patch | Scenario) -> Workbook:
        """The workbook with a scenario applied. Raises ``BadInput`` for a faulty one.

        What the scenario leaves as it was for one solved before is not solved again.

        >>> bureau.patched(scenario)
        <Workbook 示例财政局: 182 staff, 181 posts, effect 2027-03-01>
        """
        made = Workbook(reading.patched(self.problem, by), self.name)
        made._memory = self._memory
        return made

    def compare(
        self, scenarios: Iterable[File | Scenario], time_limit: float = 60.0
    ) -> Compared:
        """The workbook as it stands and up to nine scenarios beside it.

        ``time_limit`` is in seconds for each. Raises ``BadInput`` for a faulty scenario
        or limit, ``ValueError`` for none or more than nine.

        >>> lungang.generate_bureau(60).compare([scenario])
        <Compared: 2 scenarios>
        """
        batch = self._batch(time_limit)
        found, _ = batches.compared(self.problem, self._scenarios(scenarios), batch)
        return Compared(found)

    def _scenarios(self, found: Iterable[File | Scenario]) -> tuple[Scenario, ...]:
        made: list[Scenario] = []
        for one in found:
            if not isinstance(one, Scenario):
                (one,), _ = reading.scenarios_of([one], self.problem)
            made.append(one)
        return tuple(made)

    def sweep(
        self,
        values: Mapping[str, Sequence[object]],
        trade: tuple[str, str] = ("moves", "overdue"),
        time_limit: float = 60.0,
    ) -> Swept:
        """Every combination of policy values solved; the front trades two measures.

        ``values`` maps knobs such as ``tenure-limits.watched_due`` to the values tried;
        ``time_limit`` is in seconds for each. Raises ``BadInput`` for a value that the
        rules refuse, ``ValueError`` for a knob that is not there, for no or too many
        points, and for an unknown measure.

        >>> lungang.generate_bureau(60).sweep({"tenure-limits.watched_due": [4, 5]})
        <Swept: 2 points>
        """
        batch = self._batch(time_limit)
        return Swept(batches.sweep(self.problem, values, trade, batch))

    def gate(
        self, scenario: File | Scenario, gates: File, time_limit: float = 60.0
    ) -> batches.GateVerdict:
        """Whether a scenario may be adopted, by thresholds laid down beforehand.

        ``time_limit`` is in seconds. Raises ``BadInput`` for a faulty scenario, gate or
        limit.

        >>> lungang.generate_bureau(60).gate(scenario, gates).passed
        True
        """
        batch = self._batch(time_limit)
        (asked,) = self._scenarios([scenario])
        return batches.gated(self.problem, asked, gates, batch=batch)

    def __repr__(self) -> str:
        size = (
            f"{len(self.problem.staff)} staff, {many(len(self.problem.posts), 'post')}"
        )
        return f"<Workbook {self.name}: {size}, effect {self.problem.effect}>"

    def _repr_html_(self) -> str:
        p = self.problem
        facts: list[tuple[str, object]] = [
            ("人员", len(p.staff)), ("岗位", len(p.posts)), ("单位", len(p.units)),
            ("生效日期", p.effect), ("规则包", f"{p.pack.name} {p.pack.version}"),
            ("存疑数据", len(p.doubts)),
        ]  # fmt: skip
        return card(self.name or "工作簿", facts)


def open_workbook(
    path: File, pack: str | None = None, effect: date | None = None
) -> Workbook:
    """Read and check a workbook (.xlsx, .xls, .et) or a folder of CSV sheets.

    ``pack`` and ``effect`` override what the policy sheet says. Raises ``BadInput`` with
    every fault at once; :func:`check_workbook` lists them instead.

    >>> open_workbook(file, effect=date(2027, 6, 30))
    <Workbook 局.xlsx: 60 staff, 59 posts, effect 2027-06-30>
    """
    found = reading.open_problem(Path(path), pack, effect)
    return Workbook(found, Path(path).name, Path(path))


def check_workbook(
    path: File, pack: str | None = None, effect: date | None = None
) -> Checked:
    """Everything that is wrong or doubtful in a workbook; never raises for its content.

    >>> bool(check_workbook(file))
    True
    """
    return Checked(reading.check_workbook(Path(path), pack, effect))


def import_roster(
    files: Iterable[File],
    out: File,
    effect: date | None = None,
    columns: Mapping[str, str] | None = None,
    levels: Mapping[str, str] | None = None,
    pack: str = "",
) -> beginnings.PreparedWorkbook:
    """Write a workbook out of rosters (.xlsx, .xls, .et, CSV); inferred cells are marked.

    ``columns`` says what a column holds, ``levels`` which level a word means, where that
    cannot be told; ``pack`` is the rule pack to write down, empty to have one proposed
    by what the roster says. ``asked`` of the result is what a person should answer before the
    workbook is checked. Raises ``BadInput``.

    >>> roster = folder / "花名册.csv"
    >>> _ = roster.write_text("姓名,科室,职务\\n张三丰,预算科,科长\\n", "utf-8")
    >>> made = import_roster([roster], folder / "新.xlsx", date(2026, 12, 31))
    >>> print(made.summary.en)  # doctest: +ELLIPSIS
    1 people, 1 posts, 1 units taken over, 22 cells; 6 of them inferred ...
    """
    known = beginnings.RosterHints(dict(columns or {}), dict(levels or {}), pack)
    paths = [Path(file) for file in files]
    return beginnings.import_roster(paths, Path(out), effect, known, None, "zh")


def sample_bureau() -> Workbook:
    """The sample bureau: the finance bureau of a city that does not exist.

    >>> sample_bureau()
    <Workbook 示例财政局: 182 staff, 181 posts, effect 2027-03-01>
    """
    return Workbook(reading.sample(), "示例财政局")


def generate_bureau(staff: int = 180, seed: int = 1, *, hard: bool = False) -> Workbook:
    """An invented organisation of 60 to 100,000 staff, the same for the same arguments.

    ``hard`` gives one in ten kin in the organ instead of three in a hundred. Raises
    ``BadInput`` outside that size.

    >>> generate_bureau(60)
    <Workbook 60/1: 60 staff, 59 posts, effect 2027-03-01>
    """
    within((STAFF, staff), (SEED, seed))
    return Workbook(reading.generated(staff, seed, hard=hard), f"{staff}/{seed}")
