"""The library of incompatible duties, and the fewest people for a set of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from lungang.cli import app
from lungang.rulebook.duty_calculator import (
    DutyPair,
    Holding,
    fewest,
    libraries,
    library,
    proved,
)
from lungang_models.fault import BadInput
from lungang_models.words import same

NAMES = tuple("一二三四五六七")


def pairs_of(edges: Sequence[tuple[str, str]]) -> tuple[DutyPair, ...]:
    return tuple(DutyPair(same("试"), same(a), same(b), True, "试") for a, b in edges)


@pytest.mark.parametrize("name", libraries())
def test_each_pair_stands_once_with_its_source(name: str) -> None:
    pairs = library(name)
    assert len({frozenset((p.a.zh, p.b.zh)) for p in pairs}) == len(pairs) > 30
    for pair in pairs:
        assert all(w.zh and w.en for w in (pair.line, pair.a, pair.b)) and pair.source
        assert pair.a != pair.b
        assert pair.waivable or "法" in pair.source or "指引" in pair.source
    words = {w.zh: w.en for p in pairs for w in (p.a, p.b)}
    assert len(set(words.values())) == len(words), "two duties share an English name"


def test_what_the_law_keeps_from_the_cashier_nobody_may_waive() -> None:
    law = {
        p.b.zh for p in library("finance-bureau") if p.a.zh == "出纳" and not p.waivable
    }
    assert law >= {"稽核", "会计档案保管", "记账", "债权债务账登记"}


@given(
    st.sets(st.sampled_from(list(combinations(NAMES, 2)))).map(sorted),
)
def test_the_fewest_is_what_trying_everything_says(
    edges: list[tuple[str, str]],
) -> None:
    alone = pairs_of([*edges, *((n, "无") for n in NAMES)])
    held = fewest(NAMES, alone)
    least = next(
        n
        for n in range(1, 8)
        if any(
            all(way[NAMES.index(a)] != way[NAMES.index(b)] for a, b in edges)
            for way in product(range(n), repeat=7)
        )
    )
    assert len(held.people) == least and proved(held)
    assert sorted(d for who in held.people for d in who) == sorted(NAMES)


def test_a_ring_of_five_needs_three_without_a_clique_of_three() -> None:
    ring = NAMES[:5]
    held = fewest(ring, pairs_of([*zip(ring, (*ring[1:], ring[0]), strict=True)]))
    assert (len(held.people), len(held.clique), held.exhausted) == (3, 2, True)
    assert proved(held)


def test_a_wrong_answer_is_refused() -> None:
    held = fewest(("出纳", "稽核"), library("finance-bureau"))
    together = Holding((("出纳", "稽核"),), ("出纳",), False, held.pairs)
    wasteful = Holding((("出纳",), ("稽核",), ()), ("出纳", "稽核"), True, held.pairs)
    feigned = Holding(held.people, ("出纳", "记账"), False, held.pairs)
    assert proved(held) and not any(map(proved, (together, wasteful, feigned)))


def test_the_command_answers_in_both_languages() -> None:
    run = CliRunner()
    answer = run.invoke(app, ["duties", "出纳", "稽核", "记账", "--json"])
    content = json.loads(answer.stdout)
    assert content["fewest"] == 2 and "出纳" in content["clique"]
    english = run.invoke(app, ["duties", "cashier", "bookkeeping", "--lang", "en"])
    assert "at least 2 people" in english.stdout
    assert "会计法第三十五条" in english.stdout
    listed = run.invoke(app, ["duties", "--library", "bank"])
    assert "贷款调查—贷款审批" in listed.stdout and "不得豁免" in listed.stdout


def test_an_unknown_duty_is_named_with_those_close_to_it() -> None:
    with pytest.raises(BadInput) as caught:
        fewest(("出纳员", "稽核", "飞行"), library("finance-bureau"))
    assert [f.value for f in caught.value.faults] == ["出纳员", "飞行"]
    assert "出纳" in caught.value.faults[0].maybe.zh
    assert CliRunner().invoke(app, ["duties", "飞行"]).exit_code == 4
