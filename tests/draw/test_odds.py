"""Chances: equal to full enumeration; certificates that prove; reasons for everybody."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from draw_worlds import bureau, every_panel, quota, rules_of, rules_raw, tiny
from enumeration import enumerated_leximin

from lungang.draw.assembling import OtherRows, make_pool
from lungang.draw.attainability import judge
from lungang.draw.certificate import Unproven, certify, check, ideal_chances, odds_of
from lungang.draw.faults import NoPanel
from lungang.draw.odds import Odds, kinds_of, leximin
from lungang.draw.panels import require_a_panel
from lungang.draw.pool import Holder, Pool
from lungang.draw.reasons import percent, reasons
from lungang_models.fault import BadInput

POOLS = 200


def test_200_tiny_pools_equal_enumeration() -> None:
    """Mutual covers and crossing quotas: the judge is right, the plain program not.

    The program must be wrong on some pools (else these pools test nothing), and every
    time it is wrong the judge must notice.
    """
    done = wrong = seed = 0
    while done < POOLS:
        seed += 1
        pool = tiny(seed)
        if pool is None:
            continue
        done += 1
        truth = enumerated_leximin(pool, every_panel(pool))
        odds = leximin(pool)
        check(pool, certify(pool, odds))
        verdict = judge(pool, odds)
        found = [float(chance) for chance in verdict.ideal]
        assert found == pytest.approx(truth, abs=1e-5), seed
        plain = max(abs(float(a) - b) for a, b in zip(odds.ideal, truth, strict=True))
        wrong += plain > 1e-5
        assert verdict.attained == (plain <= 1e-5), seed
    assert wrong >= 5


def test_certificate_level_bounds_hold_for_every_lottery() -> None:
    """The proof is about all lists: no list's weighted sum exceeds the bound."""
    for seed in range(1, 40):
        pool = tiny(seed)
        if pool is None:
            continue
        odds = leximin(pool)
        truth = enumerated_leximin(pool, every_panel(pool))
        lowest = min(t / w for t, w in zip(truth, pool.weights, strict=True))
        assert lowest <= float(odds.levels[0].value) + 1e-6


@pytest.fixture(scope="module")
def middle() -> tuple[Pool, Odds, dict[str, Any]]:
    """60 holders with covers and weights, their odds and certificate."""
    pool, _ = bureau(60)
    odds = leximin(pool)
    return pool, odds, certify(pool, odds)


def test_certificate_is_small_and_tight(
    middle: tuple[Pool, Odds, dict[str, Any]],
) -> None:
    pool, odds, certificate = middle
    proof = check(pool, certificate)
    assert proof.gap <= Fraction(1, 10**6)
    assert 0 < proof.multipliers <= 100
    assert proof.levels == len(odds.levels)
    assert ideal_chances(pool, certificate) == odds.ideal
    assert odds_of(pool, certificate).ideal == odds.ideal


def test_false_certificates_are_refused(
    middle: tuple[Pool, Odds, dict[str, Any]],
) -> None:
    pool, _, good = middle

    def broken(change: Any) -> None:
        false = copy.deepcopy(good)
        change(false)
        with pytest.raises((Unproven, KeyError)):
            proof = check(pool, false)
            if proof.gap > Fraction(1, 10**6):  # a valid but useless bound
                raise Unproven("gap")

    busy = max(range(len(good["levels"])), key=lambda k: len(
        good["levels"][k]["multipliers"]))  # fmt: skip
    assert good["levels"][busy]["multipliers"]
    broken(lambda c: c["levels"][busy].update(multipliers=[]))
    broken(lambda c: c["levels"][busy].update(value="1/1000"))
    broken(lambda c: c["levels"][-1]["people"].pop())
    broken(lambda c: c["levels"][-1]["people"].append(c["levels"][0]["people"][0]))
    broken(lambda c: c["levels"][-1]["people"].append("nobody"))
    broken(lambda c: c["levels"][busy]["multipliers"].append(["quota:none", "1"]))
    broken(lambda c: c["levels"].reverse())
    broken(lambda c: c.update(schema="x"))


def test_sums_and_bounds(middle: tuple[Pool, Odds, dict[str, Any]]) -> None:
    pool, odds, _ = middle
    assert sum(odds.ideal) == pool.size
    for limit, members in pool.groups:
        total = sum(odds.ideal[place] for place in members)
        assert limit.min - Fraction(1, 10**6) <= total <= limit.max + Fraction(1, 10**6)
    for pid in pool.uncoverable:
        assert odds.ideal[pool.index[pid]] == 0


def test_floor_and_ceiling() -> None:
    pool, _ = bureau(60, odds_floor="1/20", odds_ceiling="2/5")
    odds = leximin(pool)
    alone = set(pool.uncoverable)
    for place, chance in enumerate(odds.ideal):
        if pool.pids[place] in alone:
            assert chance == 0
        elif place not in odds.widened:
            assert Fraction(1, 20) <= chance <= Fraction(2, 5)
    assert check(pool, certify(pool, odds)).gap <= Fraction(1, 10**6)
    assert judge(pool, odds).attained


def test_a_ceiling_the_quotas_forbid_is_widened_and_named() -> None:
    """A unit of one that must send one: chance 1 whatever the ceiling says."""
    holders = [Holder(f"p{k}", "u0" if k else "u1", "-", 0) for k in range(5)]
    raw = rules_raw(
        share="2/5",
        quotas=[quota("unit", "u1", 1, 1)],
        odds_ceiling="1/2",
        cover={"required": False, "drawn_may_cover": False},
    )
    pool = make_pool(rules_of(raw), holders, [], {})
    odds = leximin(pool)
    assert odds.ideal[0] == 1 and odds.widened == (0,)
    assert odds.ideal[1:] == (Fraction(1, 4),) * 4
    assert check(pool, certify(pool, odds)).gap == 0


def test_weights_by_years() -> None:
    """Weights 1 and 3, no quotas: chances in proportion."""
    holders = [Holder(f"p{k}", "u", "-", 2 * (k % 2)) for k in range(8)]
    raw = rules_raw(
        share="1/4",
        weights={"base": 1, "per_year": 1, "years_cap": 5},
        cover={"required": False, "drawn_may_cover": False},
    )
    pool = make_pool(rules_of(raw), holders, [], {})
    assert leximin(pool).ideal == (Fraction(1, 8), Fraction(3, 8)) * 4
    assert len(kinds_of(pool)) == 2


def test_order_of_input_changes_nothing() -> None:
    pool, raw = bureau(40, seed=3)
    pairs = [(pid, cover) for pid, found in pool.covers.items() for cover in found]
    again = make_pool(
        rules_of(raw),
        list(reversed(pool.holders)),
        list(reversed(pairs)),
        pool.capacity,
        OtherRows(pool.exclusions, pool.barred_pairs, pool.calendar),
    )
    assert leximin(again).ideal == leximin(pool).ideal


def test_everybody_has_a_sentence() -> None:
    for covers in (False, True):
        pool, _ = bureau(60, covers=covers)
        odds = leximin(pool)
        sentences = reasons(pool, odds, odds.ideal)
        for place, words in enumerate(sentences):
            assert words.zh.startswith(percent(odds.ideal[place]))
            assert words.en.startswith(percent(odds.ideal[place]))
            assert "共同限定" not in words.zh  # nobody is left without a cause
    assert percent(Fraction(1, 6)) == "16.7%" and percent(Fraction(1)) == "100.0%"


def test_quotas_nobody_can_meet_are_faults() -> None:
    holders = [Holder(f"p{k}", "u", "-", 0) for k in range(4)]
    raw = rules_raw(share="1/2", quotas=[quota("unit", "u", 3, 4)])
    pairs = [("p0", "c"), ("p1", "c")]
    with pytest.raises(BadInput) as raised:
        make_pool(rules_of(raw), holders, pairs, {"c": 2})
    assert [f.code for f in raised.value.faults] == ["quota-above-coverable"]
    [fault] = raised.value.faults
    assert (fault.where, fault.column) == ("rules.json", "quotas[0].min")


def test_impossible_quotas_name_a_core_and_ways_out() -> None:
    """Two halves may send at most one each, but three must go."""
    holders = [Holder(f"p{k}", f"u{k % 2}", "-", 0) for k in range(6)]
    raw = rules_raw(
        share="1/2",
        quotas=[
            quota("unit", "u0", 0, 1),
            quota("unit", "u1", 0, 1),
            quota("pid", "p0", 0, 1),
        ],
        cover={"required": False, "drawn_may_cover": False},
    )
    pool = make_pool(rules_of(raw), holders, [], {})
    with pytest.raises(NoPanel) as raised:
        require_a_panel(pool)
    assert set(raised.value.core) == {"K", "unit=u0", "unit=u1"}
    assert len(raised.value.remedies) == 3
    with pytest.raises(NoPanel):
        leximin(pool)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 4, 5])
def test_certificates_of_a_thousand(seed: int) -> None:
    pool, _ = bureau(1000, seed=seed)
    proof = check(pool, certify(pool, leximin(pool)))
    assert proof.gap <= Fraction(1, 10**6)


@pytest.mark.parametrize(("n", "seed"), [(200, 5), (200, 18), (60, 31), (100, 4)])
def test_levels_that_leave_no_room_for_rounding(n: int, seed: int) -> None:
    """Pools on which a level held exactly was once called infeasible."""
    pool, _ = bureau(n, seed=seed)
    odds = leximin(pool)
    assert abs(sum(odds.ideal) - pool.size) <= Fraction(1, 10**5)
    assert check(pool, certify(pool, odds)).gap <= Fraction(1, 10**6)
