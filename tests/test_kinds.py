"""The catalogue of conflict risks: every kind has its check, with its base grade."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lungang_models.rules
from lungang_models.registry import checks
from lungang_models.vocabulary import Severity

#: The kinds by base grade; T1 and P6 have none of their own, it depends on the case.
MAJOR = "K1 K3 D3 D4 B1 E1 F10"
SIGNIFICANT = (
    "K2 K4 K6 K7 K8 K9 K11 K13 K14 D1 D2 D5 D6 D8 D9 T3 T4 T9 T10 T11 T13 "
    "C1 C2 R1 R2 R4 R5 B2 B3 B4 E2 F1 F3 F5 F6 F8 P4 P5"
)
ORDINARY = (
    "K5 K10 K12 D7 T2 T5 T6 T7 T8 T12 C3 C4 C5 C6 R3 E3 F2 F4 F7 F9 P1 P2 P3 "
    "Q1 Q2 Q3 Q4 Q5 Q6"
)
BASE = {
    code: grade
    for grade, codes in (
        (Severity.MAJOR, MAJOR),
        (Severity.SIGNIFICANT, SIGNIFICANT),
        (Severity.ORDINARY, ORDINARY),
    )
    for code in codes.split()
}

#: Duties that only a leave brings together: the check of D1 gives them their own code.
WITHIN_ANOTHER = {"D4"}
BORNE = re.compile(r'replace\(\w+, code="(\w+)"\)')


def test_every_kind_of_risk_is_looked_for() -> None:
    kinds = {*BASE, "T1", "P6"}
    assert len(kinds) == 76
    assert kinds - {c.code for c in checks()} == WITHIN_ANOTHER


@pytest.mark.parametrize("code", sorted(BASE))
def test_a_kind_starts_from_its_base_grade(code: str) -> None:
    grades = {c.severity for c in checks() if c.code == code}
    assert BASE[code] in grades or code in WITHIN_ANOTHER


def test_a_code_that_a_finding_bears_is_told_by_its_check() -> None:
    rules = Path(lungang_models.rules.__path__[0])
    borne = {
        c for f in rules.rglob("*.py") for c in BORNE.findall(f.read_text("utf-8"))
    }
    assert borne >= WITHIN_ANOTHER
    assert borne == {c for check in checks() for c in check.other_codes}
