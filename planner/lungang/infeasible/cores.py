"""Why no plan exists: sets of grounds that cannot all hold, each shown to be needed.

Shortages that can be counted come first, then the blocks of rows that the relaxation names, then
what only whole numbers see. Each suspect is shrunk ground by ground, bars included, and
proved infeasible alone by a second configuration before anybody hears of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lungang.engines.allowance import Allowance
from lungang.engines.cp_sat import Canceller, CpSatSettings, CpSatVerdict
from lungang.engines.part_search import SECOND
from lungang.infeasible.core import Core, core_of
from lungang.infeasible.counting import leave_tally, tallies
from lungang.infeasible.crowded_kin import crowded_kin
from lungang.infeasible.farkas import suspects
from lungang.infeasible.feasibility_cache import FeasibilityCache
from lungang.infeasible.shrinking import narrowed, shrink, trimmed_grounds
from lungang.infeasible.subproblem import QUICK, Block, GroundedRows, Subproblem
from lungang.infeasible.tied_kin import tied_kin
from lungang.outcome import Proof
from lungang.proof.check_shortage import COUNTED, Edges, holds
from lungang.proof.counted_shortage import Tally
from lungang_models.at_work import counted
from lungang_models.build import BuiltModel, adopted
from lungang_models.ground import Ground
from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE
from lungang_models.problem import Problem
from lungang_models.rules.leave.leave_caps import LeaveCaps
from lungang_models.rules.leave.leave_cover import LeaveCover
from lungang_models.rules.leave.leave_quota import LeaveQuota
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words

LOOKING = Words("正在逐部分找原因", "looking for the causes part by part")
SHRINKING = Words("正在精简原因", "narrowing the causes down")

FEW_KIN = 5
"""Of so many relatives engines see quickly which grounds are needed; of more they do not
(pigeons and holes), and the count is told with all that speaks of them."""

GRACE = 5.0
"""Seconds past the deadline for the second opinion on a reason that is in hand."""

ENTRIES = 12_000_000
"""One core is shrunk by questions about so many entries of rows in all, some ten seconds'
worth. Counted, not timed: the same core is told with the same label however busy the
machine is."""

WORK = 20.0
"""Deterministic seconds for all causes; what is in hand then is still looked at twice."""

EFFORT = 10.0
"""Deterministic seconds of CP-SAT for one question; most take a thousandth of it."""

ENGINES = tuple(
    replace(some, effort=EFFORT) for some in (QUICK, CpSatSettings(), SECOND)
)
"""Asked one after another; a refutation is believed when two of them agree."""


@dataclass
class Cores:
    """A search for the causes of an impossibility; iterate to get them one by one.

    No two cores share a row, the first comes quickly. Only the parts of the rows that
    admit no point are looked into. ``complete`` afterwards says that the rest of the
    rules, without the rows named, can be kept. ``rough`` cores are shrunk in fractions
    alone: enough to see what would help, not to be shown.
    """

    statement: BuiltModel
    deadline: float
    canceller: Canceller = field(default_factory=Canceller)
    together: bool = False
    cache: FeasibilityCache = field(default_factory=FeasibilityCache)
    rough: bool = False
    complete: bool = False

    def __post_init__(self) -> None:
        self._allowance = Allowance(WORK, self.canceller)

    @property
    def problem(self) -> Problem:
        """What was asked."""
        return self.statement.model.problem

    def __iter__(self) -> Iterator[Core]:
        told: set[Ground] = set()
        for core in self._found(told):
            if not told & set(core.grounds):
                told |= set(core.grounds) - core.bars
                yield core

    def _found(self, told: set[Ground]) -> Iterator[Core]:
        model = self.statement.model
        edges = model.edge_person, model.edge_post
        if not self.together:
            yield from self.counted()
            for of_kin in (self._crowded_kin, self._tied_kin):
                if self._left() > 0:
                    yield from of_kin(edges)
        short = leave_tally(self.problem, edges) if self.together else None
        if short is not None:
            yield self._leaves(short)
        if self._left() <= 0:
            return
        blocks = [Block(part) for part in self.statement.rows.parts()]
        while blocks:
            wrong = [(p, self._causes(p, told)) for p in counted(blocks, LOOKING)]
            causes = [(p, one) for p, some in wrong for one in some or ()]
            found = False
            for block, cause in counted(causes, SHRINKING):
                core = self._shrunk(block, cause) or self._unshrunk(block, told)
                if core is not None:
                    found = True
                    yield core
            blocks = [p for p, some in wrong if some is None or some]
            if not found:
                break
        self.complete = not blocks

    def _left(self) -> float:
        spent = self._allowance.cancelled
        return -1.0 if spent else self.deadline - time.monotonic()

    # -- suspects

    def counted(self) -> Iterator[Core]:
        """The cores of people who are more than their posts, or posts than theirs."""
        model = self.statement.model
        edges = model.edge_person, model.edge_post
        found = (self._counted(t, edges) for t in tallies(self.problem, edges))
        yield from (core for core in found if core is not None)

    def _counted(self, tally: Tally, edges: Edges) -> Core | None:
        """The core of a shortage: who must be placed, where, and what bars the rest."""
        if self._left() <= 0 or not holds(self.problem, tally, edges):
            return None
        counted = [r for r in adopted(self.problem) if r.id in COUNTED]
        eligibility = self.statement.model.eligibility
        subproblem = Subproblem(
            self.problem, tally.staff, tally.posts, counted, eligibility
        )
        people = {(s,) for s in tally.staff}
        posts = {(p,) for p in tally.posts}
        rows = [
            g for g in subproblem.by_ground if g.staff in people or g.posts in posts
        ]
        # how many could sit in posts that nobody fills, or must in full ones: no matter
        low, high = subproblem.rows.low, subproblem.rows.high
        matters = low > 0 if tally.kind == "posts" else high < FREE
        rows = [g for g in rows if matters[subproblem.by_ground[g]].any()]
        if tally.kind == "posts" and len(tally.posts) == 1:
            # nobody sits in one post twice, whatever else is asked of them
            rows = [g for g in rows if g.posts in posts]
        bars = subproblem.needed_bars(tally)
        if bars is None or self._objects(subproblem, [*rows, *bars]):
            return None
        if abs(len(tally.staff) - tally.seats(self.problem)) > 1:
            core = self._minimal(
                subproblem, rows
            )  # no single bar would end this shortage
            return core and replace(core, proof=Proof.CERTIFIED, tally=tally)
        return core_of(subproblem, rows, bars, True, tally)

    def _crowded_kin(self, edges: Edges) -> Iterator[Core]:
        """The cores of relatives who are more than the places where they may sit apart."""
        model, problem = self.statement.model, self.problem
        binding = [r for r in adopted(problem) if r.keeps_apart or r.id in COUNTED]
        for people, circles in crowded_kin(model, self.statement.rows):
            if self._left() <= 0:
                return
            named = [tuple(sorted(problem.posts[p].id for p in c)) for c in circles]
            staff = tuple(problem.staff[s].id for s in people)
            posts = tuple(sorted(p for c in named for p in c))
            tally = Tally("kin", staff, posts, tuple(sorted(named)))
            subproblem = Subproblem(problem, staff, (), binding, model.eligibility)
            rows = [
                g for g in subproblem.by_ground if g.staff and set(g.staff) <= {*staff}
            ]
            bars = subproblem.needed_bars(tally)
            if bars is None or self._objects(subproblem, [*rows, *bars]):
                continue
            counted = holds(problem, tally, edges)
            core = self._minimal(subproblem, rows) if len(people) <= FEW_KIN else None
            if core is None and (counted or self._agreed(subproblem, [*rows, *bars])):
                core = core_of(subproblem, rows, bars, False, None)
            if core is not None and counted:
                core = replace(core, proof=Proof.CERTIFIED, tally=tally)
            if core is not None:
                yield core

    def _tied_kin(self, edges: Edges) -> Iterator[Core]:
        """The cores of people whose kin are kept out of posts that must be filled."""
        model, problem = self.statement.model, self.problem
        binding = [r for r in adopted(problem) if r.keeps_apart or r.id in COUNTED]
        for tally in tied_kin(model, self.statement.rows, edges):
            if self._left() <= 0:
                return
            if holds(problem, tally, edges):
                people = (*tally.tied[:1], *tally.staff)
                about = people, tally.posts, binding, model.eligibility
                subproblem = Subproblem(problem, *about)
                kin = [{people[0], k} for k in tally.tied[1:]]
                alone = [{one} for one in (*people, *tally.posts)]
                rows = [
                    g
                    for g in subproblem.by_ground
                    if {*g.staff} in [*kin, *alone] or {*g.posts} in alone
                ]
                core = self._minimal(subproblem, rows)
                if core is not None:
                    yield replace(core, proof=Proof.CERTIFIED, tally=tally)

    def _objects(self, subproblem: GroundedRows, kept: Sequence[Ground]) -> bool:
        """Whether an engine finds a point where a count says that there is none."""
        left = max(GRACE, self._left())
        quick = replace(QUICK, effort=0.1)  # it was counted: a last look, no proof
        found = subproblem.verdict(kept, left, self.canceller, quick)
        return found is CpSatVerdict.OPTIMAL

    def _leaves(self, tally: Tally) -> Core:
        """The core of too few leaves: quota, caps and covers, as they were counted."""
        rows = self.statement.rows
        told = {rows.ground(i) for i in range(rows.count)}
        kinds = {LeaveQuota.id, LeaveCaps.id}
        closed = {(p,) for p in tally.posts}
        grounds = [
            g
            for g in sorted(told, key=lambda g: (g.rule, g.says.zh))
            if g.rule in kinds or (g.rule == LeaveCover.id and g.posts in closed)
        ]
        return Core(tuple(grounds), False, Proof.CERTIFIED, tally)

    def _causes(self, block: Block, told: set[Ground]) -> list[list[Ground]] | None:
        """Grounds of a part that cannot all hold, cause by cause: none where all can.

        ``None`` when that was not found out in time.
        """
        rows = block.rows
        if told:  # what was told before makes the rest no easier to refute
            kept = [n for g, of in block.by_ground.items() if g not in told for n in of]
            rows = rows.only(np.array(sorted(kept), np.int64))
        verdict = self.cache.verdict(rows, self._left(), self._allowance)
        if verdict is CpSatVerdict.OPTIMAL:
            return []
        if verdict is CpSatVerdict.UNKNOWN and self._left() <= 0:
            return None  # to name all grounds of a large part takes longer than to ask
        grounds = [g for g in block.by_ground if g not in told]
        firm = np.zeros(rows.count, bool)
        if DEFINITION in block.by_ground:
            firm[[rows.ground(i) == DEFINITION for i in range(rows.count)]] = True
        causes = [
            list(dict.fromkeys(rows.ground(i) for i in part.tolist()))
            for part in suspects(rows, firm, self._left(), self._allowance)
        ]
        if not causes and verdict is CpSatVerdict.INFEASIBLE:
            causes = self._integral(block, [g for g in grounds if g != DEFINITION])
        return causes or None

    def _integral(self, block: Block, grounds: list[Ground]) -> list[list[Ground]]:
        """One cause that only whole numbers see."""

        verdict = self._questions(block)
        if verdict(grounds) is not CpSatVerdict.INFEASIBLE:
            return []
        kinds = sorted({g.rule for g in grounds})
        binding, _ = shrink(  # rule kinds first, then instances
            kinds, lambda ks: verdict([g for g in grounds if g.rule in ks])
        )
        found, _ = shrink([g for g in grounds if g.rule in binding], verdict)
        return [found]

    def _questions(
        self, subproblem: GroundedRows
    ) -> Callable[[Sequence[Ground]], CpSatVerdict]:
        """The question whether some grounds can hold, asked until the work is used up."""
        work = 0

        def verdict(kept: Sequence[Ground]) -> CpSatVerdict:
            nonlocal work
            work += subproblem.entries(kept)
            if work > ENTRIES or self._left() <= 0:
                return CpSatVerdict.UNKNOWN
            for settings in ENGINES[:2]:
                found = subproblem.verdict(
                    kept, self._left(), self._allowance, settings, by_vertex=True
                )
                if found is not CpSatVerdict.UNKNOWN:
                    return found
            return CpSatVerdict.UNKNOWN

        return verdict

    def _agreed(self, subproblem: GroundedRows, kept: Sequence[Ground]) -> bool:
        """Whether two configurations find that some grounds cannot all hold.

        Asked of what is about to be told, so also when the time is just up.
        """
        refuting = 0
        for settings in ENGINES:
            left = max(GRACE, self._left())
            found = subproblem.verdict(kept, left, self.canceller, settings)
            if found is CpSatVerdict.OPTIMAL:
                return False
            refuting += found is CpSatVerdict.INFEASIBLE
            if refuting == 2:
                return True
        return False

    def _unshrunk(self, block: Block, told: set[Ground]) -> Core | None:
        """All grounds of a part that was refuted, where none could be left out of them."""
        grounds = [g for g in block.by_ground if g != DEFINITION and g not in told]
        if self.rough or not grounds or not self._agreed(block, grounds):
            return None
        return core_of(block, grounds, [], False, None)

    # -- shrinking

    def _shrunk(self, block: Block, grounds: list[Ground]) -> Core | None:
        """The core of a cause: among its own people and posts, else in its part."""
        if not self.together and self._left() > 0:
            model, kinds = self.statement.model, {g.rule for g in grounds}
            binding = [r for r in adopted(self.problem) if r.id in kinds]
            touched = self._touched(block, grounds)
            subproblem = Subproblem(self.problem, *touched, binding, model.eligibility)
            core = self._minimal(
                subproblem, [g for g in grounds if g in subproblem.by_ground]
            )
            if core is not None:
                return core
        return self._minimal(block, [g for g in grounds if g != DEFINITION])

    def _touched(
        self, block: Block, grounds: Iterable[Ground]
    ) -> tuple[set[StaffId], set[PostId]]:
        """The people and posts whose pairs the rows of some grounds speak of."""
        model, rows = self.statement.model, block.rows
        staff: set[StaffId] = set()
        posts: set[PostId] = set()
        for ground in grounds:
            staff |= set(ground.staff)
            posts |= set(ground.posts)
        for ground in grounds:
            for row in block.by_ground[ground]:
                span = rows.columns[rows.starts[row] : rows.starts[row + 1]]
                span = block.part.columns[span]
                for column in span[span < len(model.edge_person)].tolist():
                    person, post = model.person_of(column), model.post_at(column)
                    if person.id not in staff and post.id not in posts:
                        staff.add(person.id)
        return staff, posts

    def _minimal(self, subproblem: GroundedRows, rows: list[Ground]) -> Core | None:
        """A core within the rows given and the bars here, or ``None``: no verdict then.

        What the work for one core leaves of it is told as it is then.
        """
        verdict = self._questions(subproblem)
        bars = sorted(
            subproblem.barred, key=lambda g: len(subproblem.barred[g].columns)
        )
        if self.rough:
            rows = trimmed_grounds(subproblem, rows, self._left(), self._allowance)
        if verdict([*rows, *bars]) is not CpSatVerdict.INFEASIBLE:
            return None
        if self.rough:
            sure = self._agreed(subproblem, rows)
            return Core(tuple(rows), False, Proof.AGREED) if sure else None
        near, behind = narrowed(
            subproblem, rows, bars, verdict, self._left(), self._allowance
        )
        kept, sure = shrink(near, lambda some: verdict([*some, *behind]))
        _, behind = narrowed(
            subproblem, kept, behind, verdict, self._left(), self._allowance
        )
        behind, sure_too = shrink(behind, lambda some: verdict([*kept, *some]))
        core = [*kept, *behind]
        if core and self._agreed(subproblem, core):
            return core_of(subproblem, kept, behind, sure and sure_too, None)
        if self._agreed(subproblem, [*rows, *bars]):  # better a long reason than none
            return core_of(subproblem, rows, bars, False, None)
        return None
