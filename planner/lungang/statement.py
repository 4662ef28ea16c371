"""Problem × rules → model and rows: the whole question, stated once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lungang_models.eligibility import Eligibility
from lungang_models.model import Model, Rows
from lungang_models.problem import Problem
from lungang_models.registry import preferences, rules
from lungang_models.rule import Preference, Rule


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
    """State a problem under the adopted rules (or the given ones) and all wishes."""
    binding = adopted(problem) if binding is None else binding
    eligibility = Eligibility(problem)
    for rule in binding:
        rule.bar(eligibility)
    model = Model(eligibility)
    for rule in binding:
        rule.constrain(model)
    for wish in preferences() if wishes is None else wishes:
        wish.price(model)
    return Statement(model, model.compile())
