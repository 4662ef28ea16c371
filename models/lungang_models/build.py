"""Problem × rules → model and rows: the question, whole or in two parts.

The whole holds placements and leaves together. Its two parts are the placements alone,
which relax the whole, and the leaves of settled placements: when the best placements
admit the leaves, they are the best of the whole as well. Between them stands the year:
placements with the leaves they can bear, no matter in which window.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from lungang_models.assumed import assumed
from lungang_models.at_work import counted
from lungang_models.eligibility import Eligibility
from lungang_models.facts import fact
from lungang_models.model import Model
from lungang_models.model.rows import Rows
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import preferences, rules
from lungang_models.rule import Preference, Rule
from lungang_models.vocabulary import Person, PostId, StaffId
from lungang_models.words import Words

BARRING = Words("正在看各岗可由谁担任", "finding who may hold which post")
STATING = Words("正在列出规则的约束", "stating the rules")


@dataclass(frozen=True)
class BuiltModel:
    """A model and its compiled rows: the input of every engine."""

    model: Model = field(repr=False)
    rows: Rows = field(repr=False)


@contextmanager
def gc_paused() -> Iterator[None]:
    """Switch the garbage collector off while a model is built, or a document.

    Either is millions of small objects, and none of them is garbage before it is done.
    The collector would walk through all of them again and again and free nothing.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def adopted(problem: Problem) -> tuple[Rule, ...]:
    """The rules that the pack in force adopts, and what a question assumes."""
    mine = (r for r in rules() if r.id in problem.pack.rules)
    return (*mine, *assumed(problem))


def barred(problem: Problem, binding: Sequence[Rule] | None = None) -> Eligibility:
    """Which pairs of a person and a post survive the adopted rules (or the given ones)."""
    return _barred(problem) if binding is None else _barred_by(problem, binding)


@fact
def _barred(problem: Problem) -> Eligibility:
    return _barred_by(problem, adopted(problem))


@gc_paused()
def _barred_by(problem: Problem, binding: Sequence[Rule]) -> Eligibility:
    eligibility = Eligibility(problem)
    for rule in counted(binding, BARRING):
        if rule.binds(problem.pack):
            rule.bar(eligibility)
    return eligibility


@gc_paused()
def build_full(
    problem: Problem,
    binding: Sequence[Rule] | None = None,
    wishes: Sequence[Preference] | None = None,
) -> BuiltModel:
    """The whole question under the adopted rules (or the given ones) and all wishes."""
    binding = adopted(problem) if binding is None else binding
    eligibility = barred(problem, binding)
    return _filled(Model(eligibility, eligibility.leave), binding, wishes)


@gc_paused()
def build_year(problem: Problem, eligibility: Eligibility | None = None) -> BuiltModel:
    """The year relaxation: placements, who goes on leave and who covers, but not when.

    Every row is a sum of rows of the full model with the same ground. So every plan of
    the full model is a plan of this one; with a single window the two are the same.
    ``eligibility`` is the result of :func:`barred`, if the caller has it already.
    """
    eligibility = eligibility or barred(problem)
    layout = eligibility.leave and eligibility.leave.whole_year
    return _filled(Model(eligibility, layout), adopted(problem))


@gc_paused()
def build_placements(
    problem: Problem, eligibility: Eligibility | None = None
) -> BuiltModel:
    """The placements alone, as if article 38 asked for nothing.

    ``eligibility`` is the result of :func:`barred`, if the caller has it already.
    """
    return _filled(Model(eligibility or barred(problem)), adopted(problem))


def build_unstated(eligibility: Eligibility) -> BuiltModel:
    """The pairs that no rule bars and no row: what can be counted needs none."""
    return _filled(Model(eligibility), (), ())


@gc_paused()
def build_leaves(
    plans: Sequence[Plan], candidates: Collection[Person], eligibility: Eligibility
) -> BuiltModel:
    """The leaves of some people under settled placements: those of one of ``plans``.

    The plans are of one problem, whose ``eligibility`` is given; which of them holds, a
    point of the placement columns tells. Of one plan nothing is left to place.
    """
    layout = eligibility.leave
    if layout is not None:
        left = {q.id for plan in plans for p in candidates for q in plan.posts_of(p)}
        covers = {p: layout.covers[p] for p in sorted(left & layout.covers.keys())}
        layout = replace(layout, covers=covers)
    if len(plans) == 1:
        model = Model(eligibility, layout, plans[0].placements)
    else:
        pairs = set[tuple[StaffId, PostId]]().union(*(p.placements for p in plans))
        model = Model(eligibility.among(pairs), layout)
    return _filled(model, adopted(eligibility.problem), ())


@gc_paused()
def build_among(
    problem: Problem,
    pairs: Collection[tuple[StaffId, PostId]],
    binding: Sequence[Rule] | None = None,
    eligibility: Eligibility | None = None,
    *,
    leaves: bool = False,
) -> BuiltModel:
    """The placements among ``pairs`` alone, those that bars strike out included.

    Of the adopted rules, or of the ``binding`` ones alone; ``eligibility`` is what they
    bar, if it is at hand. With ``leaves`` those of whoever is placed as well.
    """
    binding = adopted(problem) if binding is None else binding
    eligibility = eligibility or barred(problem, binding)
    model = Model(eligibility, None, pairs)
    if leaves:
        model = Model(eligibility.among(pairs), eligibility.leave)
    return _filled(model, binding, ())


def _filled(
    model: Model,
    binding: Sequence[Rule],
    wishes: Sequence[Preference] | None = None,
) -> BuiltModel:
    for rule in counted(binding, STATING):
        if rule.binds(model.problem.pack):
            rule.constrain(model)
    for wish in preferences() if wishes is None else wishes:
        if wish.counts(model.problem.pack):
            wish.price(model)
    return BuiltModel(model, model.compile())
