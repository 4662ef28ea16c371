"""Problem × rules → model and rows: the question, whole or in two parts.

The whole holds placements and leaves together. Its two parts are the placements alone,
which relax the whole, and the leaves of settled placements: when the best placements
admit the leaves, they are the best of the whole as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lungang_models.eligibility import Eligibility
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import preferences, rules
from lungang_models.rows import Rows
from lungang_models.rule import Preference, Rule
from lungang_models.vocabulary import Person


@dataclass(frozen=True)
class Statement:
    """A model with its compiled rows: what every engine takes."""

    model: Model = field(repr=False)
    rows: Rows = field(repr=False)


def adopted(problem: Problem) -> tuple[Rule, ...]:
    """The rules that the pack in force adopts."""
    return tuple(r for r in rules() if r.id in problem.pack.rules)


def state(
    problem: Problem,
    binding: Sequence[Rule] | None = None,
    wishes: Sequence[Preference] | None = None,
) -> Statement:
    """The whole question under the adopted rules (or the given ones) and all wishes."""
    binding = adopted(problem) if binding is None else binding
    return _stated(_barred(problem, binding), binding, wishes)


def state_placements(problem: Problem) -> Statement:
    """The placements alone, as if article 38 asked for nothing."""
    binding = adopted(problem)
    eligibility = _barred(problem, binding)
    eligibility.leave = None
    return _stated(eligibility, binding)


def state_leaves(plan: Plan, candidates: Iterable[Person]) -> Statement:
    """The leaves of some people under a plan whose placements are settled."""
    binding = adopted(plan.problem)
    eligibility = _barred(plan.problem, binding)
    eligibility.settled = plan.placements
    if eligibility.leave is not None:
        left = {post.id for person in candidates for post in plan.posts_of(person)}
        covers = eligibility.leave.covers
        eligibility.leave.covers = {p: covers[p] for p in sorted(left & covers.keys())}
    return _stated(eligibility, binding, ())


def _barred(problem: Problem, binding: Sequence[Rule]) -> Eligibility:
    eligibility = Eligibility(problem)
    for rule in binding:
        if rule.binds(problem.pack):
            rule.bar(eligibility)
    return eligibility


def _stated(
    eligibility: Eligibility,
    binding: Sequence[Rule],
    wishes: Sequence[Preference] | None = None,
) -> Statement:
    model = Model(eligibility)
    for rule in binding:
        if rule.binds(eligibility.problem.pack):
            rule.constrain(model)
    for wish in preferences() if wishes is None else wishes:
        wish.price(model)
    return Statement(model, model.compile())
