"""Problem × rules → model and rows: the question, whole or in two parts.

The whole holds placements and leaves together. Its two parts are the placements alone,
which relax the whole, and the leaves of settled placements: when the best placements
admit the leaves, they are the best of the whole as well. Between them stands the year:
placements with the leaves they can bear, no matter in which window.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from lungang_models.eligibility import Eligibility
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import preferences, rules
from lungang_models.rows import Rows
from lungang_models.rule import Preference, Rule
from lungang_models.vocabulary import Person, PostId, StaffId


@dataclass(frozen=True)
class Statement:
    """A model with its compiled rows: what every engine takes."""

    model: Model = field(repr=False)
    rows: Rows = field(repr=False)


@contextmanager
def _unswept() -> Iterator[None]:
    """Nothing is thrown away while rows are stated, so nothing is looked for."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def adopted(problem: Problem) -> tuple[Rule, ...]:
    """The rules that the pack in force adopts."""
    return tuple(r for r in rules() if r.id in problem.pack.rules)


@_unswept()
def barred(problem: Problem, binding: Sequence[Rule] | None = None) -> Eligibility:
    """Who could hold what under the adopted rules (or the given ones)."""
    eligibility = Eligibility(problem)
    for rule in adopted(problem) if binding is None else binding:
        if rule.binds(problem.pack):
            rule.bar(eligibility)
    return eligibility


@_unswept()
def state(
    problem: Problem,
    binding: Sequence[Rule] | None = None,
    wishes: Sequence[Preference] | None = None,
) -> Statement:
    """The whole question under the adopted rules (or the given ones) and all wishes."""
    binding = adopted(problem) if binding is None else binding
    eligibility = barred(problem, binding)
    return _stated(Model(eligibility, eligibility.leave), binding, wishes)


@_unswept()
def state_year(problem: Problem, eligibility: Eligibility | None = None) -> Statement:
    """The whole question without the windows: who leaves and who covers in the year.

    Every row is a sum of rows of the whole with the same ground, so what it admits is
    no less; where the year has one window it is the whole. ``eligibility`` is that of
    the problem, if it is at hand.
    """
    eligibility = eligibility or barred(problem)
    layout = eligibility.leave and eligibility.leave.whole_year
    return _stated(Model(eligibility, layout), adopted(problem))


@_unswept()
def state_placements(problem: Problem) -> Statement:
    """The placements alone, as if article 38 asked for nothing."""
    return _stated(Model(barred(problem)), adopted(problem))


@_unswept()
def state_leaves(
    plan: Plan, candidates: Iterable[Person], eligibility: Eligibility | None = None
) -> Statement:
    """The leaves of some people under a plan whose placements are settled.

    ``eligibility`` is that of the problem, if it is at hand.
    """
    eligibility = eligibility or barred(plan.problem)
    layout = eligibility.leave
    if layout is not None:
        left = {post.id for person in candidates for post in plan.posts_of(person)}
        covers = {p: layout.covers[p] for p in sorted(left & layout.covers.keys())}
        layout = replace(layout, covers=covers)
    model = Model(eligibility, layout, plan.placements)
    return _stated(model, adopted(plan.problem), ())


@_unswept()
def state_among(
    problem: Problem,
    pairs: Collection[tuple[StaffId, PostId]],
    binding: Sequence[Rule] | None = None,
    eligibility: Eligibility | None = None,
) -> Statement:
    """The placements among ``pairs`` alone, those that bars strike out included.

    Of the adopted rules, or of the ``binding`` ones alone; ``eligibility`` is what they
    bar, if it is at hand.
    """
    binding = adopted(problem) if binding is None else binding
    eligibility = eligibility or barred(problem, binding)
    return _stated(Model(eligibility, None, pairs), binding, ())


def _stated(
    model: Model,
    binding: Sequence[Rule],
    wishes: Sequence[Preference] | None = None,
) -> Statement:
    for rule in binding:
        if rule.binds(model.problem.pack):
            rule.constrain(model)
    for wish in preferences() if wishes is None else wishes:
        wish.price(model)
    return Statement(model, model.compile())
