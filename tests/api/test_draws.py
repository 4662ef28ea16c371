"""The chances of the draw through the front door agree with the draw's own."""

from __future__ import annotations

import pytest

import lungang
from lungang.explain.chance import chance
from lungang_models.vocabulary import StaffId


@pytest.fixture(scope="module")
def state() -> lungang.PlanView:
    return lungang.sample_bureau().today()


def test_chances_are_those_that_a_person_is_told(state: lungang.PlanView) -> None:
    found = state.chances()
    table = found.frame("en")
    assert found.attained and table.chance.between(0, 1).all()
    for row in table.sample(3, random_state=1).itertuples():
        told = chance(state.plan, StaffId(row.staff)).verdict.en
        assert (
            f"{row.chance:.1%}".replace("%", " %") in told
            or f"{row.chance:.1%}" in told
        )
    assert not set(found.left_out("en").staff) & set(table.staff)


def test_a_trial_book_counts_pages(state: lungang.PlanView) -> None:
    book = state.chances().trial_book("seed")
    table = book.frame("en")
    assert (table.pages / book.pages - table.chance).abs().max() < 0.005
    evenness = book.evenness(20_000, "en")
    assert not evenness.flagged.iloc[0] and evenness.flagged.iloc[1:4].all()
