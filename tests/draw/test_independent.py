"""A reader written from the specification alone agrees with the shipped verifiers."""

from __future__ import annotations

from pathlib import Path

import fresh_forgeries
import pytest
from forgeries import AFTER, BEFORE
from forging import Forgery
from independent_verifier import verify

Bundle = tuple[Path, str]
BY_HAND = (
    "windows by hand", "a Sunday's leave covered by oneself", "put off further than needed",
    "another newcomer than the order gives", "another window secret",
    "a day written into a deferral's paper", "a schedule exchanged, its seal kept",
)  # fmt: skip
ARITHMETIC = (
    "another salt", "capacity raised since the opening",
    "a quota eased since the opening", "a holiday moved since the opening",
)  # fmt: skip
"""Frauds before the draw that break arithmetic, not the list of ledger invariants."""
PROOFS = (
    "a friend settled at the floor by no bound", "held down by a millionth",
    "at the ceiling because it says so", "somebody in no level", "a level raised a little",
)  # fmt: skip
LATER = (
    "somebody drawn is never scheduled", "a cover who is not theirs", "a day less",
    "carried over in words only",
)  # fmt: skip


def test_it_finds_every_bundle_in_order(
    bundle: Bundle, public: Bundle, closed: Bundle
) -> None:
    for folder, _ in (bundle, public, closed):
        assert verify(folder) == []


@pytest.mark.parametrize("name", BY_HAND)
def test_it_rejects_windows_and_covers_by_hand(
    name: str, closed: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    forged = Forgery(closed[0], tmp_path / "b", keys)
    AFTER[name][1](forged)
    assert verify(forged.after())


@pytest.mark.parametrize("name", ARITHMETIC)
def test_it_rejects_what_changed_since_the_opening(
    name: str, bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    forged = Forgery(bundle[0], tmp_path / "b", keys)
    BEFORE[name][1](forged)
    assert verify(forged.finish())


@pytest.mark.parametrize("name", PROOFS)
def test_it_rejects_chances_that_prove_nothing(
    name: str, bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    forged = Forgery(bundle[0], tmp_path / "b", keys)
    fresh_forgeries.BEFORE[name][1](forged)
    assert verify(forged.finish())


@pytest.mark.parametrize("name", LATER)
def test_it_rejects_schedules_that_do_not_follow(
    name: str, closed: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    forged = Forgery(closed[0], tmp_path / "b", keys)
    fresh_forgeries.AFTER[name][1](forged)
    assert verify(forged.after())
