"""Was each move needed? Asked of every mover: what if they stayed (article 30(4))?

For each mover the question is whether some lawful plan leaves them where they are, and at
what loss: none, only in fit, or in posts filled, terms kept and moves spared. The plan
need not be optimal: staying is compared with the plan as it is. The loss is counted part
by part of the organisation (``Rows.parts``): what others could gain far away does not
make staying free.

Each part settles its own movers, mostly without a search
(:mod:`lungang.explain.staying`). Placements that were found are believed once the year's
mandatory leaves go with them too; where they do not, the whole question is solved anew
with the mover kept in post.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from lungang_models.at_work import counted, phase
from lungang_models.eligibility import Ints
from lungang_models.objective import Tier
from lungang_models.plan import Leave, Plan
from lungang_models.vocabulary import StaffId, Term
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.engines.allowance import Allowance
    from lungang.engines.cp_sat import Canceller
    from lungang.explain.staying import Staying, Witness
    from lungang.outcome import Watch
    from lungang.proof.certificate import Certificate, PartProof
    from lungang.solve.leaves import LeavesOf
    from lungang_models.build import BuiltModel


class Necessity(Term):
    """What made a move necessary, the strongest first."""

    RULE = "依规定不得留任"
    CHAIN = "如留任，则无法形成符合规定的方案"
    ADVISED = "留任将增加其他人员调整或期满未交流"
    FITTER = "人岗更相适"
    OPTIONAL = "也可留任，不影响其他结果"
    UNDETERMINED = "未判定"

    @property
    def words(self) -> Words:
        return Words(self.value, _ENGLISH[self.name])

    @property
    def required(self) -> bool:
        """Whether a rule, alone or by way of others' moves, asks for the move."""
        return self in (Necessity.RULE, Necessity.CHAIN, Necessity.ADVISED)


_ENGLISH = {
    "RULE": "a rule bars staying",
    "CHAIN": "no lawful plan if staying",
    "ADVISED": "staying costs posts, terms or moves",
    "FITTER": "a better fit, nothing else",
    "OPTIONAL": "could stay at no loss",
    "UNDETERMINED": "undetermined",
}

Needs = Mapping[StaffId, Necessity]

NOT_ASKED: Needs = MappingProxyType({})

ASKING = Words("正在查明各项调整是否必要", "asking whether each move was needed")
LEAVING = Words("正在查看休假能否安排", "seeing whether the leaves can be had")

LEAVES, ANEW = 20.0, 120.0
"""Deterministic seconds for finding the leaves of what was found, and for solving anew
where they cannot be found."""

_CLASSES = (
    Necessity.OPTIONAL, Necessity.FITTER, Necessity.ADVISED, Necessity.CHAIN,
)  # fmt: skip
"""By how dear staying is, as :mod:`lungang.explain.staying` counts it."""


def necessity(
    plan: Plan,
    seconds: float,
    canceller: Canceller | None = None,
    *,
    certificate: Certificate | None = None,
    built: BuiltModel | None = None,
    watch: Watch | None = None,
) -> Needs:
    """For each mover what made the move necessary; ``seconds`` bound the whole search.

    Within them the work is counted, so that it ends at the same place on a busy machine.

    ``certificate`` is what proves the plan optimal, if there is such a thing: its
    multipliers settle most movers. ``built`` are the placements, where they were built
    before. A plan that breaks a rule gets no answer but the bars of single posts.
    """
    from lungang.engines.cp_sat import Canceller
    from lungang_models.build import build_placements, build_year

    canceller = canceller or Canceller()
    problem = plan.problem
    movers = [p for p in problem.staff if plan.moved(p)]
    if not movers or seconds <= 0 or canceller.cancelled:
        return dict.fromkeys((p.id for p in movers), Necessity.UNDETERMINED)
    deadline = time.monotonic() + seconds
    if certificate is not None and certificate.about == "year":
        built = build_year(problem)  # placements that the proof does not know of
    else:
        built = built or build_placements(problem)
    model = built.model
    stays = {p.id: model.holds(p, [p.post]) for p in movers if p.post is not None}
    found = {p.id: Necessity.RULE for p in movers if not stays.get(p.id)}
    asked = {s: c for s, c in stays.items() if c}
    search = _Search(plan, built, asked, deadline, canceller, certificate, watch)
    return {**found, **search.classes()}


@dataclass
class _Search:
    """The movers whom no single rule bars from staying, part by part."""

    plan: Plan
    built: BuiltModel
    stays: Mapping[StaffId, Sequence[int]]
    deadline: float
    canceller: Canceller
    certificate: Certificate | None
    watch: Watch | None
    started: float = field(default_factory=time.monotonic)
    point: Ints = field(init=False)
    parts: list[tuple[Ints, Staying]] = field(default_factory=list)
    """The columns of each part that has movers, and what is known of them."""

    def classes(self) -> Needs:
        """The class of each mover."""
        rows, model = self.built.rows, self.built.model
        unknown = dict.fromkeys(self.stays, Necessity.UNDETERMINED)
        point = model.point(replace(self.plan, leaves=self._leaves()))
        if point is None or not rows.holds_at(point):
            return unknown
        self.point = point
        self._ask_parts()
        with_leaves = self._allowed(LEAVES)
        refused = self._with_leaves(with_leaves)
        found: dict[StaffId, Necessity] = {}
        for _, part in self.parts:
            for person in part.stays:
                price = part.settled(person)
                if price is not None:
                    found[person] = _CLASSES[price]
        anew = self._allowed(ANEW)
        for person in counted(sorted(refused - found.keys()), ASKING):
            kind = self._anew(person, anew)
            if kind is not None:
                found[person] = kind
        return {**unknown, **found}

    def _leaves(self) -> tuple[Leave, ...]:
        """The leaves of the plan as the rows know them: not at all, or in no window."""
        if self.built.model.leave is None:
            return ()
        return tuple(replace(v, window=1) for v in self.plan.leaves)

    def _allowed(self, work: float) -> Allowance:
        from lungang.engines.allowance import Allowance

        return Allowance(work, self.canceller)

    def _left(self, canceller: Canceller) -> float:
        return -1.0 if canceller.cancelled else self.deadline - time.monotonic()

    def _ask_parts(self) -> None:
        """Let every part settle its movers, on all cores: the engines run in threads."""
        made = self._blocks()
        with ThreadPoolExecutor(min(max(1, len(made)), os.cpu_count() or 1)) as own:
            answers = own.map(lambda p: p[1].run(), made)
            with phase(ASKING, len(made)) as one_more:
                for done, _ in enumerate(answers, start=1):
                    one_more()
                    self._tell(done, len(made))
        self.parts = made

    def _blocks(self) -> list[tuple[Ints, Staying]]:
        from lungang.engines.allowance import Allowance
        from lungang.explain.staying import EACH, FIRST, Staying

        rows, model = self.built.rows, self.built.model
        parts = rows.parts()
        home, at = np.zeros(rows.size, np.int64), np.zeros(rows.size, np.int64)
        for number, part in enumerate(parts):
            home[part.columns] = number
            at[part.columns] = np.arange(len(part.columns))
        movers: dict[int, list[StaffId]] = {}
        for person, columns in self.stays.items():
            movers.setdefault(int(home[columns[0]]), []).append(person)
        proofs = self._proofs(len(parts))
        made = []
        for number, people in sorted(movers.items()):
            part = parts[number]
            held = {}
            for person in people:
                mine = model.edges_of(self.plan.problem.person[person])
                held[person] = int(at[next(c for c in mine if self._is_main(c))])
            stays = {s: at[list(self.stays[s])].tolist() for s in people}
            x = self.point[part.columns]
            allowance = Allowance(
                FIRST + EACH * len(people), self.canceller, apart=True
            )
            staying = Staying(
                part.rows, x, stays, held, proofs[number], self.deadline, allowance
            )
            made.append((part.columns, staying))
        return made

    def _is_main(self, column: int) -> bool:
        return bool(
            self.point[column] and not self.built.model.post_at(column).concurrent
        )

    def _proofs(self, parts: int) -> Sequence[PartProof | None]:
        """The proof of each part, where the certificate speaks of these rows."""
        certificate = self.certificate
        year = self.built.model.leave is not None
        about = "year" if year else "placements"
        if certificate is None or certificate.about != about:
            return [None] * parts
        return certificate.parts if len(certificate.parts) == parts else [None] * parts

    def _tell(self, done: int, of: int) -> None:
        from lungang.outcome import Progress

        if self.watch is not None:
            zh, en = ASKING
            says = Words(f"{zh}（{done}/{of}）", f"{en} ({done} of {of})")
            self.watch(Progress(says, time.monotonic() - self.started))

    # -- leaves

    def _with_leaves(self, canceller: Canceller) -> set[StaffId]:
        """Try what was found with the year's leaves; who must be asked anew.

        The parts share no placement, so one witness of each makes a plan together; only
        where it admits no leaves is each tried alone.
        """
        from lungang.solve.leaves import LeavesOf
        from lungang_models.facts.leave import quota

        refused: set[StaffId] = set()
        problem = self.plan.problem
        if not quota(problem, len(problem.staff)):
            return refused
        lists = [[(c, part, w) for w in part.witnesses] for c, part in self.parts]
        rows = [[one for one in row if one is not None] for row in zip_longest(*lists)]
        plans = [self._plan_with(row) for row in rows]
        leaves = LeavesOf([self.plan, *plans], self.built.model.eligibility)
        for row, plan in counted([*zip(rows, plans, strict=True)], LEAVING):
            if not self._admitted(leaves, plan, canceller):
                for one in row:
                    if not self._admitted(leaves, self._plan_with([one]), canceller):
                        _, part, witness = one
                        part.without(witness)
                        refused |= witness.stay
        return refused

    def _plan_with(self, some: Sequence[tuple[Ints, Staying, Witness]]) -> Plan:
        """The plan with some parts as their witnesses have them."""
        x = self.point.copy()
        for columns, _, witness in some:
            x[columns] = witness.x
        return self.built.model.plan(x)

    def _admitted(self, leaves: LeavesOf, plan: Plan, canceller: Canceller) -> bool:
        """Whether the year's leaves can be arranged with these placements."""
        left = self._left(canceller)
        return left > 0 and isinstance(leaves.found(plan, left, canceller), Plan)

    def _anew(self, person: StaffId, canceller: Canceller) -> Necessity | None:
        """The class of one mover by solving the whole with the mover kept in post."""
        from lungang.explain.contrast import Base, contrast
        from lungang.explain.pricing import AskedPlacement

        post = self.plan.problem.person[person].post
        left = self._left(canceller)
        if post is None or left <= 0:
            return None
        found = contrast(
            Base.given(self.plan), AskedPlacement(person, post), left, canceller
        )
        if found.impossible:
            return Necessity.CHAIN
        if found.granted is None or not found.proved:
            return None
        dear = next((t for t, p in found.prices.items() if p), None)
        if dear is not None and found.prices[dear] < 0:
            return None  # the plan is not the best: elsewhere something was gained
        if dear not in (None, Tier.FIT, Tier.CANONICAL):
            return Necessity.ADVISED
        if self.certificate is None:  # a loss here may be a gain elsewhere
            return None
        return Necessity.FITTER if dear is Tier.FIT else Necessity.OPTIONAL
