"""The controller's statistics and the register: they must bite, and say their limits."""

from __future__ import annotations

from fractions import Fraction

import pytest
from draw_worlds import bureau

from lungang.draw.audit import audit_book, chi2_tail, honest, uniformity
from lungang.draw.book import bind
from lungang.draw.faults import Refusal
from lungang.draw.findings import (
    findings_of_pool,
    known_beforehand,
)
from lungang.draw.odds import leximin
from lungang.draw.years import chances, simulate, weight_policy


def test_planted_faults_are_flagged_and_the_true_one_not() -> None:
    pool, _ = bureau(40, pages=100)
    book = bind(pool, leximin(pool).ideal, b"x").pages
    first, *faults = audit_book(book, 40, 50_000)
    assert not first.flagged and 0.001 < first.p < 0.999
    assert len(faults) == 4 and all(fault.flagged for fault in faults)


def sixteen(seed: bytes, pages: int) -> int:
    """16 bits modulo M: caught only with millions of draws."""
    return int.from_bytes(seed[:2], "big") % pages


@pytest.mark.slow
def test_sixteen_bits_need_millions() -> None:
    """The stated limit of power: unseen at 200,000 draws, seen at 3,000,000."""
    pool, _ = bureau(60, pages=1000)
    book = bind(pool, leximin(pool).ideal, b"x").pages
    assert not uniformity("16", sixteen, book, 60, 200_000).flagged
    assert uniformity("16", sixteen, book, 60, 3_000_000).flagged
    assert not uniformity("own", honest, book, 60, 3_000_000).flagged


def test_chi_square_tail_against_tables() -> None:
    """Published critical values: 5 % and 0.1 % points."""
    for value, freedom, tail in (
        (124.342, 100, 0.05), (149.449, 100, 0.001), (1073.643, 999, 0.05),
    ):  # fmt: skip
        assert chi2_tail(value, freedom) == pytest.approx(tail, abs=2e-4)


def test_policies_over_the_years() -> None:
    """Within published simulation error of the known figures."""
    equal = simulate("equal", 0.2, 0)
    assert equal.lowest == equal.highest == pytest.approx(0.2)
    assert equal.overdue == pytest.approx(0.8**5, abs=0.01)
    weighted = simulate("1+y", 0.2, 0)
    assert weighted.overdue < equal.overdue and not weighted.predictable
    certain = simulate("1+y", 0.2, 5)
    assert certain.predictable and certain.safe + certain.due == pytest.approx(1)
    assert certain.longest_gap == 5 and certain.overdue == 0
    assert simulate("1+y", 0.2, 0) == weighted


def test_chances_are_proportional_and_capped() -> None:
    import numpy as np

    weight = np.array([1.0, 1.0, 8.0])
    found = chances(weight, 2, np.zeros(3, dtype=bool))
    assert found.tolist() == [0.5, 0.5, 1.0]
    due = np.array([True, False, False])
    assert chances(weight, 1, due).tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("equal", [1, 1]), ("1+y", [1, 5]), ("2+3y", [2, 14]), ("1+min(y,3)", [1, 4]),
     ("(1+y)^2", [1, 25])],
)  # fmt: skip
def test_policy_texts(text: str, wanted: list[int]) -> None:
    import numpy as np

    assert weight_policy(text)(np.array([0, 4])).tolist() == wanted


@pytest.mark.parametrize("text", ["y", "__import__('os')", "1+z", "(1+y)^9"])
def test_policy_texts_are_not_code(text: str) -> None:
    with pytest.raises(Refusal):
        weight_policy(text)


def test_findings_of_a_pool() -> None:
    pool, _ = bureau(60)
    codes = [finding.code for finding in findings_of_pool(pool)]
    assert codes.count("F6") == len(pool.uncoverable) > 0
    overdue = sum(h.years_since_draw > 3 for h in pool.holders)
    assert codes.count("F2") == overdue > 0
    assert "F7" not in codes and "F4" not in codes
    for finding in findings_of_pool(pool):
        assert finding.says.zh and finding.measure.en and finding.evidence
        assert finding.article == "38"
    raw_window = {
        "working_days": 10, "first": "2026-03-02", "last": "2026-12-11",
        "start": "week", "unit_absent_max": 1, "process_absent_max": 2,
        "total_absent_max": 0, "notice": "unannounced", "notice_days": 0,
        "blackouts": [{"from": "2026-06-01", "to": "2026-11-20", "reason": "忙"}],
    }  # fmt: skip
    dark, _ = bureau(60, window=raw_window, exclusion_alarm="1/100")
    codes = [finding.code for finding in findings_of_pool(dark)]
    assert "F4" in codes and "F7" in codes


def test_who_knows_beforehand() -> None:
    chances_ = [Fraction(0), Fraction(1, 25), Fraction(1, 2), Fraction(1)]
    assert known_beforehand(chances_) == (Fraction(1, 2), Fraction(1, 4))
