"""Fast, as a ratio on one instance in one run; and equal to the peers, tier by tier."""

from __future__ import annotations

import json

import pytest

from benchmarks import run
from benchmarks.instances import Kind, problem
from benchmarks.subjects import Measured, floor, mip, ours, plain, textbook, whole


def took(measured: Measured) -> float:
    return sum(measured.seconds.values())


def test_ours_is_many_times_faster_than_its_peers_and_agrees_with_them() -> None:
    """The margins are wide: the machine may be shared."""
    instance = problem("standard", 200, 1)
    mine, theirs, other = ours(instance, 60), plain(instance, 60), mip(instance, 60)
    assert mine.proved and theirs.proved and other.proved
    assert mine.values == theirs.values == other.values
    assert took(theirs) > 3 * took(mine)
    assert took(other) > took(mine)


def test_the_textbook_finds_nothing_better() -> None:
    instance = problem("hard", 100, 1)
    mine, book = ours(instance, 60), textbook(instance, 5)
    assert mine.proved
    assert not book.values or mine.values <= book.values
    assert took(book) > 5 * took(mine)


def test_the_pages_are_what_the_results_say() -> None:
    results = json.loads(run.RESULTS.read_text("utf-8"))
    assert run.PAGE.read_text("utf-8") == run.page(results)
    assert run.EVERY_RUN.read_text("utf-8") == run.every_run(results)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["standard", "hard"])
def test_time_grows_with_the_organisation_not_faster(kind: Kind) -> None:
    """Ten times the staff take at most twenty times as long, everything included."""
    small, large = (whole(problem(kind, n, 1), 300) for n in (1_000, 10_000))
    assert small.proved and large.proved
    assert took(large) < 20 * took(small)


@pytest.mark.slow
def test_a_proof_costs_little_more_than_the_floor() -> None:
    """The floor leaves out every rule that ties two people together."""
    instance = problem("standard", 10_000, 1)
    assert ours(instance, 300).seconds["solve"] < 40 * took(floor(instance, 300))
