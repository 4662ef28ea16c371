"""The ways past the grounds of a core, and the scenario in which some are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import islice

import numpy as np

from lungang.infeasible.core import Core
from lungang.infeasible.subproblem import Subproblem
from lungang.scenario import Patch
from lungang_models.build import adopted, barred
from lungang_models.eligibility import Eligibility
from lungang_models.ground import Ground
from lungang_models.problem import Problem
from lungang_models.rule import Finding
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.waiver import Waiver
from lungang_models.way_out import WayOut
from lungang_models.words import Words, listed, same

AUTHOR = "lungang explain"
STEPS = 40
"""A value is moved by so many steps at most."""
NEAREST = 8
"""Where a bar keeps many people out of a post, this many are asked for a way out."""


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
    named = listed([same(_called(problem, p)) for p in some])
    says = Words(
        f"{way.says.zh}，限于任{named.zh}", f"{way.says.en}, for {named.en} alone"
    )
    return replace(way, says=says, posts=some, change=change)


def _called(problem: Problem, post: PostId) -> str:
    """The name of a post, with its unit where another post is called the same."""
    one = problem.post[post]
    alone = sum(str(p) == str(one) for p in problem.posts) == 1
    return str(one) if alone else f"{problem.unit[one.unit]}{one}"


def ways_out(
    problem: Problem, core: Core, eligibility: Eligibility | None = None
) -> Iterator[WayOut]:
    """The ways past the grounds of a core that their rules name.

    A bar that keeps many people out of a post has no way for all of them: it is asked
    for the few whom the fewest rules keep out. Where leaves are short only their own
    rules are asked: what else would help is beyond counting. ``eligibility`` is that of
    the problem, if it is at hand.
    """
    known = {r.id: r for r in adopted(problem)}
    of_leaves = {r for r in known if known[r].family.about_leave}
    short = of_leaves & set(core.kinds)
    many = _Many(core) if core.many else None
    eligibility = eligibility or (barred(problem) if core.many else None)
    for ground in core.grounds:
        if short and ground.rule not in short:
            continue
        if many is None or eligibility is None or ground not in core.many:
            yield from known[ground.rule].ways_out(problem, ground)
        else:
            for single in many.nearest(ground, eligibility):
                yield from known[ground.rule].ways_out(problem, single)


def farther(problem: Problem, core: Core, way: WayOut) -> list[WayOut]:
    """A way that sets a value, step after step: as its rule offers them one on another."""
    steps = [way]
    while len(steps) < STEPS and way.change.policies:
        policies = dict(problem.pack.policies)
        for key, cells in steps[-1].change.policies.items():
            policies[key] = policies[key].model_copy(update=dict(cells))
        problem = problem.with_(pack=replace(problem.pack, policies=policies))
        more = (w for w in ways_out(problem, core) if w.slot == way.slot)
        step = next((on_top({way.slot: steps[-1]}, w) for w in more), None)
        if step is None:
            break
        steps.append(step)
    return steps


def on_top(node: Mapping[tuple[str, ...], WayOut], way: WayOut) -> WayOut:
    """A way as told from the start, where its slot was moved before."""
    before = node.get(way.slot)
    if before is None:
        return way
    return replace(way, before=before.before, price=before.price + way.price)


def asked_of_few(core: Core) -> bool:
    """Whether a bar of the core has more ways past it than were asked for."""
    if not core.many:
        return False
    many = _Many(core)
    return any(len(many.alone(g)) > NEAREST for g in core.many)


class _Many:
    """The bars of a core that keep many people out of one post."""

    def __init__(self, core: Core) -> None:
        assert isinstance(core.subproblem, Subproblem), (
            "only there bars are told for a post"
        )
        self.subproblem = core.subproblem
        self.times = np.zeros(core.subproblem.rows.size, np.int64)
        for ground in core.bars:
            self.times[core.subproblem.barred[ground].columns] += 1

    def alone(self, ground: Ground) -> list[tuple[StaffId, PostId]]:
        """Who is kept out of a post by this ground and nothing else in the core."""
        at = self.subproblem.barred[ground].columns
        alone = self.subproblem.pairs(at[self.times[at] == 1])
        return [(s, p) for s, p in alone if p in ground.posts]

    def nearest(self, ground: Ground, eligibility: Eligibility) -> list[Ground]:
        """The ground told for single people, those first whom the fewest rules bar."""
        index, bars = eligibility.person_index, cache(partial(_bars_on, eligibility))
        found = sorted((bars(p)[index[s]], s, p) for s, p in self.alone(ground))
        mine = (
            next((g for g in eligibility.reasons(s, p) if g.rule == ground.rule), None)
            for _, s, p in found
        )
        return list(islice((g for g in mine if g is not None), NEAREST))


def _bars_on(eligibility: Eligibility, post: PostId) -> list[int]:
    """How many rules keep each person out of a post."""
    place = eligibility.post_index[post]
    counts = np.zeros(len(eligibility.problem.staff), np.int64)
    for bar in eligibility.bars:
        if eligibility.closes(bar, place):
            counts[bar.staff] += 1
    found: list[int] = counts.tolist()
    return found


def patch_of(ways: Sequence[WayOut], name: str) -> Patch:
    """The scenario in which the ways are taken."""
    says = "；".join(w.sentence.zh for w in ways)
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
            "purpose": f"出路：{says}",
            "policies": merged,
            **rows,
            "change": changes,
        }
    )
