"""What would make a plan possible: minimal sets of lawful ways out, in amounts.

Every cause must be met by one of its ways. Causes without a way in common are met apart
from one another, and the cheapest sets of the whole are made of the cheapest sets of
each. A set is tried cheapest first, then whatever is least like those found before; a
cause that still stands with it is met as well from then on. A repair is offered only
after a plan was found with it and none without each part of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import inf

import numpy as np

from lungang.explain.cores import Core, Cores, stands
from lungang.explain.hitting import Cost, Known, Node, contains, meeting
from lungang.explain.points import Points
from lungang.explain.scene import Scene
from lungang.scenario import Patch, apply
from lungang.solve.lexicographic import Memory, NoPoint, search
from lungang.solve.outcome import NoPlan, Solved
from lungang.solve.residual import Canceller, Settings
from lungang.statement import Statement, barred, state, state_placements
from lungang_models.eligibility import Eligibility
from lungang_models.fault import BadInput
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import checks, rules
from lungang_models.rule import Finding, Ground, waived
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.waiver import Waiver
from lungang_models.way_out import WayOut
from lungang_models.words import Words, listed, same

AUTHOR = "lungang explain"
NEAREST = 3
"""Of many people whom a bar keeps out of a post, so many are asked for a way out."""
OF_LEAVES = "lungang_models.rules.leave."
AHEAD = 48
"""So many untried sets are looked through for the one least like those found."""
SHARES, LEAST_EACH = 8, 3.0
"""One set may take this share of the time, and so many seconds at least."""
ALIKE = 0.2
"""Two repairs that differ by less than this are one and the same to a reader."""
PATIENCE = {1: 24, 3: 8}
"""With so many repairs in hand, how many sets in a row may be tried in vain."""


@dataclass(frozen=True)
class Repair:
    """Ways out that together make a plan possible, and what that plan is like.

    ``tiers`` are its prices; ``touched`` the people the ways speak of and those who hold
    another post than today; ``risks`` the findings that lean on a waiver.
    """

    ways: tuple[WayOut, ...]
    outcome: Solved
    touched: tuple[StaffId, ...]
    risks: tuple[Finding, ...]

    @property
    def cost(self) -> Cost:
        """Legitimacy first, then amounts."""
        return sum(w.cost[0] for w in self.ways), sum(w.cost[1] for w in self.ways)

    def patch(self, name: str) -> Patch:
        """The scenario that the repair makes."""
        return patch_of(self.ways, name)


@dataclass
class Repairs:
    """The search for repairs; iterate to get them, the cheapest first, then the unlike.

    It ends at the deadline; a repair whose parts were not all tried by then is kept back.
    ``points`` and ``memory`` hold what is known of parts of the rows.
    """

    problem: Problem
    cores: Sequence[Core]
    deadline: float
    canceller: Canceller = field(default_factory=Canceller)
    points: Points = field(default_factory=Points)
    memory: Memory = field(default_factory=dict)
    complete: bool = False
    """Whether the list ended because there is no further repair."""
    started: float = field(default_factory=time.monotonic)

    def __iter__(self) -> Iterator[Repair]:
        barring = barred(self.problem)
        known = [self._known(self.problem, c, {}, barring) for c in self.cores]
        found: list[Node] = []
        spoilt: list[Node] = []
        idle = 0
        while self._left() > 0 and idle <= self._patience(len(found)):
            node = self._next(known, found, spoilt)
            if node is None:
                self.complete = self._left() > 0 and not any(map(_of_leaves, known))
                return
            idle += 1
            outcome = self._outcome(node, known)
            if isinstance(outcome, list):
                known += outcome
                continue
            least = self._least_of(node, outcome, known) if outcome else None
            if least is None:
                spoilt.append(node)
            elif not any(contains(least[0], repair) for repair in found):
                found.append(least[0])
                idle = 0
                yield self._repair(*least)

    def _left(self) -> float:
        return -1.0 if self.canceller.cancelled else self.deadline - time.monotonic()

    @property
    def _until(self) -> float:
        """When one set must have been tried: none may use up the time of all."""
        share = max(LEAST_EACH, (self.deadline - self.started) / SHARES)
        return min(self.deadline, time.monotonic() + share)

    @staticmethod
    def _patience(found: int) -> float:
        return min((n for many, n in PATIENCE.items() if found >= many), default=inf)

    def _next(
        self, known: Sequence[Known], found: Sequence[Node], spoilt: Sequence[Node]
    ) -> Node | None:
        """The cheapest set worth a try, once some are found the one least like them."""
        untried = (
            node
            for node in meeting(known, self.deadline)
            if node not in spoilt
            and not any(contains(node, repair) for repair in found)
        )
        if not found:
            return next(untried, None)
        some = list(islice(untried, AHEAD))
        return max(some, key=lambda n: min(unlike(n, f) for f in found), default=None)

    # -- a node

    def _patched(self, node: Node) -> Problem | None:
        """The problem with a node's ways taken; ``None`` where they do not go together."""
        if not node:
            return self.problem
        try:
            return apply(self.problem, patch_of(tuple(node.values()), "repair"))
        except BadInput:
            return None

    def _outcome(
        self, node: Node, known: Sequence[Known]
    ) -> Solved | list[Known] | None:
        """A plan, or the cores that stand in the way; ``None`` when neither is known."""
        problem = self._patched(node)
        if problem is None:
            return None
        standing = next(self._standing(problem, node, known), None)
        if standing is not None:
            return [self._known(problem, standing, node)]
        stated, until = state_placements(problem), self._until
        if not self._placed(stated, until):
            cores = Cores(stated, until, self.canceller, points=self.points)
            eligibility = stated.model.eligibility
            return [self._known(problem, c, node, eligibility) for c in cores] or None
        if any(map(_of_leaves, known)):
            joint = Cores(state(problem), until, self.canceller, True, rough=True)
            core = next(iter(joint), None)
            if core is not None:
                return [self._known(problem, core, node)]
        left = min(until - time.monotonic(), self._left())
        if left <= 0:  # a solve begun now would outlast the deadline
            return None
        return self._solve(problem, stated, node, left)

    def _placed(self, stated: Statement, until: float) -> bool:
        """Whether there are placements, those of untouched parts being remembered."""
        memory, settings = self.memory, Settings()
        try:
            search(stated.rows, until, settings, self.canceller, memory=memory)
        except NoPoint:
            return False
        return True

    def _standing(
        self, problem: Problem, node: Node, known: Sequence[Known]
    ) -> Iterator[Core]:
        """Known cores that a node does not meet, where they do stand with it."""
        for k in known:
            left = self._left()
            if k.open_in(node) and left > 0 and stands(k.core, problem, left):
                yield k.core

    def _solve(
        self, problem: Problem, stated: Statement, node: Node, seconds: float
    ) -> Solved | list[Known] | None:
        from lungang.solve import solve

        outcome = solve(
            problem,
            time_limit=max(0.1, seconds),
            canceller=self.canceller,
            stated=stated,
            memory=self.memory,
        )
        if isinstance(outcome, Solved):
            return outcome
        if isinstance(outcome, NoPlan):
            core = Core(outcome.core, outcome.minimal, outcome.proof)
            return [self._known(problem, core, node)]
        return None

    def _known(
        self,
        problem: Problem,
        core: Core,
        node: Node,
        eligibility: Eligibility | None = None,
    ) -> Known:
        ways = {
            (way.slot, way.after): _on_top(node, way)
            for way in ways_out(problem, core, eligibility)
            if way.slot not in node or node[way.slot].change != way.change
        }
        ordered = sorted(ways.values(), key=lambda w: (*w.cost, w.slot, w.after))
        return Known(core, tuple(ordered))

    def _least_of(
        self, node: Node, outcome: Solved, known: Sequence[Known]
    ) -> tuple[Node, Solved] | None:
        """A part of a node that suffices and of which no way can be spared.

        The dearest ways are tried first. ``None`` when the time leaves one of them open.
        """
        for way in sorted(node.values(), key=lambda w: (w.cost, w.slot), reverse=True):
            rest = {s: w for s, w in node.items() if s != way.slot}
            problem = self._patched(rest)
            if problem is not None and any(self._standing(problem, rest, known)):
                continue  # the way is needed
            less = self._outcome(rest, known)
            if less is None:
                return None
            if isinstance(less, Solved):
                node, outcome = rest, less
        return node, outcome

    def _repair(self, node: Node, outcome: Solved) -> Repair:
        ways = tuple(sorted(node.values(), key=lambda w: (*w.cost, w.slot)))
        plan = outcome.plan
        leaning = _leaning(plan, ways)
        narrow = tuple(narrowed(self.problem, way, leaning) for way in ways)
        if narrow != ways:
            problem = apply(self.problem, patch_of(narrow, "repair"))
            there = Plan(problem, plan.placements, plan.leaves)
            stated = state_placements(problem)
            point = stated.model.point(replace(there, leaves=()))
            if point is not None and stated.rows.holds_at(point):
                ways, plan = narrow, there
                outcome = replace(outcome, plan=there)
        moved = {p.id for p in plan.problem.staff if plan.moved(p)}
        touched = moved | {s for w in ways for s in w.staff}
        risks = tuple(_leaning(plan, ways))
        return Repair(ways, outcome, tuple(sorted(touched)), risks)


def _of_leaves(known: Known) -> bool:
    return "leave-quota" in known.core.kinds


def _leaning(plan: Plan, ways: Sequence[WayOut]) -> list[Finding]:
    """The findings that lean on a waiver, of the rules that some ways waive."""
    named = {w.rule for w in ways if w.change.add.get(Waiver.sheet.zh)}
    found = (f for c in checks() if c.id in named for f in c.audit(plan))
    return [f for f in waived(found, plan.problem.waivers()) if f.waiver is not None]


def narrowed(problem: Problem, way: WayOut, leaning: Iterable[Finding]) -> WayOut:
    """A waiver for any post, narrowed to the posts that a plan needs it for."""
    sheet = Waiver.sheet.zh
    rows = way.change.add.get(sheet, ())
    posts = {
        post
        for finding in leaning
        if finding.rule == way.rule and set(finding.staff) == set(way.staff)
        for post in finding.posts
    }
    if way.posts or not way.staff or not rows or not posts:
        return way
    some = tuple(sorted(posts))
    made = tuple({**row, "posts": some} for row in rows)
    change = replace(way.change, add={**way.change.add, sheet: made})
    named = listed([same(problem.post[p]) for p in some])
    says = Words(
        f"{way.says.zh}, 限于任{named.zh}", f"{way.says.en}, for {named.en} alone"
    )
    return replace(way, says=says, posts=some, change=change)


def ways_out(
    problem: Problem, core: Core, eligibility: Eligibility | None = None
) -> Iterator[WayOut]:
    """The ways past the grounds of a core that their rules name.

    A bar that keeps many people out of a post has no way for all of them: it is asked
    for the few whom the fewest rules keep out. Where leaves are short only their own
    rules are asked: what else would help is beyond counting. ``eligibility`` is that of
    the problem, if it is at hand.
    """
    known = {r.id: r for r in rules()}
    of_leaves = {r for r in known if type(known[r]).__module__.startswith(OF_LEAVES)}
    short = of_leaves & set(core.kinds)
    many = _Many(core, eligibility or barred(problem)) if core.many else None
    for ground in core.grounds:
        if short and ground.rule not in short:
            continue
        if many is None or ground not in core.many:
            yield from known[ground.rule].ways_out(problem, ground)
        else:
            for single in many.nearest(ground):
                yield from known[ground.rule].ways_out(problem, single)


class _Many:
    """The bars of a core that keep many people out of one post."""

    def __init__(self, core: Core, eligibility: Eligibility) -> None:
        assert isinstance(core.scene, Scene), "only there bars are told for a post"
        self.scene, self.eligibility = core.scene, eligibility
        self.times = np.zeros(core.scene.rows.size, np.int64)
        for ground in core.bars:
            self.times[core.scene.struck[ground].columns] += 1
        self._bars: dict[PostId, list[int]] = {}

    def nearest(self, ground: Ground) -> list[Ground]:
        """The ground told for single people whom nothing else in the core keeps out."""
        at = self.scene.struck[ground].columns
        alone = self.scene.pairs(at[self.times[at] == 1])
        index, bars = self.eligibility.person_index, self._bars_on
        found = sorted((bars(p)[index[s]], s, p) for s, p in alone if p in ground.posts)
        mine = (
            next(
                (g for g in self.eligibility.reasons(s, p) if g.rule == ground.rule),
                None,
            )
            for _, s, p in found
        )
        return list(islice((g for g in mine if g is not None), NEAREST))

    def _bars_on(self, post: PostId) -> list[int]:
        """How many rules keep each person out of a post."""
        if post not in self._bars:
            place = self.eligibility.post_index[post]
            counts = np.zeros(len(self.eligibility.problem.staff), np.int64)
            for bar in self.eligibility.bars:
                if self.eligibility.closes(bar, place):
                    counts[bar.staff] += 1
            self._bars[post] = counts.tolist()
        return self._bars[post]


def _on_top(node: Node, way: WayOut) -> WayOut:
    """A way as told from the start, where its slot was moved before."""
    before = node.get(way.slot)
    if before is None:
        return way
    return replace(way, before=before.before, price=before.price + way.price)


def patch_of(ways: Sequence[WayOut], name: str) -> Patch:
    """The scenario in which the ways are taken."""
    says = "; ".join(w.sentence.zh for w in ways)
    merged: dict[str, dict[str, object]] = {}
    rows: dict[str, dict[str, tuple[object, ...]]] = {"add": {}, "remove": {}}
    changes: dict[str, dict[str, dict[str, object]]] = {}
    for way in ways:
        for key, values in way.change.policies.items():
            merged.setdefault(key, {}).update(values)
        for part, those in (("add", way.change.add), ("remove", way.change.remove)):
            for sheet, some in those.items():
                rows[part][sheet] = (*rows[part].get(sheet, ()), *some)
        for sheet, changed in way.change.change.items():
            for one, cells in changed.items():
                changes.setdefault(sheet, {}).setdefault(one, {}).update(cells)
    return Patch.model_validate(
        {
            "name": name[:60],
            "author": AUTHOR,
            "purpose": f"出路: {says}",
            "policies": merged,
            **rows,
            "change": changes,
        }
    )


def unlike(a: Node, b: Node) -> float:
    """How different two sets of ways are: 1 where they share neither a way nor its kind."""
    mine, theirs = ({(w.rule, w.legitimacy) for w in n.values()} for n in (a, b))
    kinds = len(mine & theirs) / max(1, len(mine | theirs))
    slots = len(a.keys() & b.keys()) / max(1, len(a), len(b))
    return 1 - (kinds + slots) / 2
