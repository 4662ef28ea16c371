"""Kinship between members of the staff, closed from declarations and basic facts.

Article 20 names four relations; ``patterns`` decides them, ``words`` reads what people
call them, ``declaration`` holds the two sheets, ``closure`` finds who is kin to whom.
"""

from lungang_models.facts.kinship.closure import (
    Tie,
    asked,
    by_person,
    changes,
    recusing,
    refuted,
    strongest,
    suspected,
    ties,
)
from lungang_models.facts.kinship.declaration import KinDeclaration, KinFact
from lungang_models.facts.kinship.patterns import Category, KinStanding
from lungang_models.facts.kinship.policy import KinPolicy
from lungang_models.facts.kinship.readback import between, describe
from lungang_models.facts.kinship.verdict import KinVerdict, dismissals, unnamed
from lungang_models.facts.kinship.words import KinWordReading, read_word

__all__ = [
    "Category",
    "KinDeclaration",
    "KinFact",
    "KinPolicy",
    "KinStanding",
    "KinVerdict",
    "KinWordReading",
    "Tie",
    "asked",
    "between",
    "by_person",
    "changes",
    "describe",
    "dismissals",
    "read_word",
    "recusing",
    "refuted",
    "strongest",
    "suspected",
    "ties",
    "unnamed",
]
