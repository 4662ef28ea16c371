"""The lists of the system, each read off a folder: rules, wishes, sheets, knobs.

Nothing here is written by hand twice: a file put into ``rules/`` is in the rule book,
its evidence in the template, its knobs among the policies.
"""

from __future__ import annotations

from functools import cache

from lungang_models.facts.risk import DecidedGrade, Grading, PastRisk
from lungang_models.facts.tenure import Spell
from lungang_models.families import RuleFamily
from lungang_models.objective import Tier
from lungang_models.rule import Check, Preference
from lungang_models.rules import checks, classes_in, rules
from lungang_models.vocabulary import Duty, Evidence, Person, Policy, Post, Row, Unit
from lungang_models.waiver import Waiver

__all__ = ["checks", "family_of", "policies", "preferences", "rules", "sheets"]


@cache
def family_of(rule: str) -> RuleFamily | None:
    """The family of a rule by its id; ``None`` for an id that is no rule's."""
    return next((c.family for c in checks() if c.id == rule), None)


@cache
def preferences() -> tuple[Preference, ...]:
    """The wishes, in the usual order of their tiers."""
    found = (c() for c in classes_in("lungang_models.preferences", Preference))
    return tuple(sorted(found, key=lambda p: (list(Tier).index(p.tier), p.id)))


def _sources() -> tuple[Check | Preference, ...]:
    return (*checks(), *preferences())


@cache
def sheets() -> tuple[type[Row], ...]:
    """Every kind of row a workbook may hold, the four nouns first.

    Evidence that extends the sheet of a noun is among them; ``extended.worksheets`` makes
    of them the sheets as a workbook holds them.
    """
    kinds: set[type[Evidence]] = {Waiver, Spell, PastRisk, DecidedGrade}
    for source in _sources():
        kinds.update(source.needs)
    return (
        Unit,
        Post,
        Person,
        Duty,
        *sorted(kinds, key=lambda k: (k.sheet.en, k.__name__)),
    )


@cache
def policies() -> dict[str, type[Policy]]:
    """Every kind of knob by its key."""
    found = {k.key: k for source in _sources() for k in source.knobs}
    found[Grading.key] = Grading
    return dict(sorted(found.items()))
