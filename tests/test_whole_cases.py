"""Cases judged whole: what every rule finds in them, and nothing beside it.

A file of ``cases/`` holds rows put upon the spotless bureau, as a story does, and under
``finds`` every finding there is, written from the words of the articles: a rule, its
people, and maybe posts, units and the grade. What is waived stands under ``waived``.
A second auditor, written from the regulation, must find the same.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

import story
from independent_auditor import audited
from lungang.review.audit import audit
from lungang_models.plan import Plan
from lungang_models.rule import Finding
from test_independent_auditor import product

FOLDER = Path(__file__).parent / "cases"
UNWRITTEN = {"post-incomplete", "risk-points-missing", "doubtful-data"}
"""Notes on papers that no case writes, and questions on how the sheets were filled in."""


def cases() -> list[story.Case]:
    return [
        story.Case("", told, f"{file.name}:{told.lc.line + 1}")
        for file in sorted(FOLDER.glob("*.yaml"))
        for told in story.opened(file)
    ]


def as_told(told: list[str], found: list[Finding]) -> bool:
    """Whether these findings are just those told, in any order."""
    names = sorted(told, key=str.split)
    by_rule = sorted(found, key=lambda f: f.rule)
    if sorted(n.split()[0] for n in names) != [f.rule for f in by_rule]:
        return False
    return all(
        any(
            all(map(story.fits, wanted, some))
            for some in permutations([f for f in by_rule if f.rule == rule])
        )
        for rule in {f.rule for f in by_rule}
        for wanted in [[set(n.split()[1:]) for n in names if n.split()[0] == rule]]
    )


@pytest.mark.parametrize("case", cases(), ids=lambda c: str(c.told["name"]))
def test_a_case_is_judged_as_the_articles_read(case: story.Case) -> None:
    plan: Plan = story.plan(case)
    found = [f for f in audit(plan) if f.rule not in UNWRITTEN]
    standing = [f for f in found if f.waiver is None]
    told = "\n".join(
        f"{f.rule} {f.staff} {f.posts} {f.unit} {f.says.zh}" for f in found
    )
    assert as_told(case.told["finds"], standing), told
    excused = [f for f in found if f.waiver is not None]
    assert as_told(case.told.get("waived", []), excused), told


NUMBERS_OF_THE_PACK = [c for c in cases() if "policy" not in c.told]
"""What the second auditor can judge: it knows the bureau's own numbers alone."""


@pytest.mark.parametrize("case", NUMBERS_OF_THE_PACK, ids=lambda c: str(c.told["name"]))
def test_a_second_auditor_judges_alike(case: story.Case) -> None:
    plan = story.plan(case)
    assert product(plan) == audited(plan)
