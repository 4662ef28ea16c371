"""Who may see what is decided by the facts a finding rests on, in one table."""

from __future__ import annotations

import pytest

from lungang.disclosure import Role, facts_of, facts_of_code, may_see
from lungang.intake.generate import sample_problem
from lungang.review.audit import audit
from lungang_models.fault import Doubt, Fault
from lungang_models.plan import today
from lungang_models.privacy import Fact, without_identity
from lungang_models.registry import checks, sheets
from lungang_models.words import Words

NUMBER = "11010119900307123X"
FAMILY = ("亲属", "家属", "配偶", "夫妻", "近姻亲", "血亲")


def test_identity_numbers_are_in_no_edition() -> None:
    assert not any(may_see(role, [Fact.IDENTITY]) for role in Role)


def test_families_and_cases_are_for_personnel_and_inspectors() -> None:
    for fact in (Fact.KIN, Fact.BUSINESS, Fact.ABROAD, Fact.CASE, Fact.CONCEALMENT):
        seen = {role for role in Role if may_see(role, [fact])}
        assert {Role.hr, Role.inspection} <= seen
        assert not {Role.leadership, Role.unit, Role.public} & seen
    assert not may_see(Role.person, [Fact.CASE])
    assert not may_see(Role.public, []) and may_see(Role.unit, [])
    assert not may_see(Role.leadership, [Fact.APPRAISAL, Fact.KIN])


def test_whoever_speaks_of_families_says_so() -> None:
    """No rule whose title or sentence names kin passes for a plain one."""
    for check in checks():
        said = f"{check.title.zh}{check.breach.zh}"
        if any(word in said for word in FAMILY):
            assert check.tells, check.id
    kin = {k for k in sheets() if k.sheet.zh.startswith(("亲属", "家属"))}
    assert kin and all(getattr(k, "tells", Fact.PLAIN) is not Fact.PLAIN for k in kin)


def test_a_name_that_nobody_knows_is_never_shown() -> None:
    for unknown in (facts_of("no-such-rule"), facts_of_code("Z9")):
        assert not any(may_see(role, unknown) for role in Role)
    assert facts_of("seats") == frozenset() and Fact.KIN in facts_of_code("K1")


def test_findings_carry_the_facts_of_their_rule() -> None:
    found = audit(today(sample_problem()))
    assert {f.rule for f in found if Fact.KIN in f.tells} >= {"kinship-line"}
    assert all(f.tells >= facts_of(f.rule) for f in found)
    assert any(not f.tells for f in found)


@pytest.mark.parametrize("kind", [Fault, Doubt])
def test_no_message_tells_an_identity_number(kind: type[Fault]) -> None:
    says = Words(f"“{NUMBER}”不是日期", f"{NUMBER} is not a date")
    fault = kind("date-unreadable", says, says, value=NUMBER)
    assert NUMBER[:14] not in repr(fault) and fault.value.endswith("123X")


def test_only_identity_numbers_are_masked() -> None:
    for plain in ("岗轮〔2027〕3号", "2021-06-15", "123456789012345678901", "1.5e3"):
        assert without_identity(plain) == plain
    assert without_identity("1.10101199003071E+17") == "*" * 18
    assert without_identity(f"a {NUMBER}, b") == "a **************123X, b"


def test_that_somebody_has_a_recusal_is_private_in_the_log_of_procedures() -> None:
    """The sample's log has the recusal of one person without a hearing."""
    found = [f for f in audit(today(sample_problem())) if f.rule == "not-heard"]
    about = [f for f in found if "回避" in f.says.zh]
    assert about and all(f.tells for f in about)
    assert all(not may_see(Role.leadership, f.tells) for f in about)
    assert not [f for f in found if f not in about and f.tells]
