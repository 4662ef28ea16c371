"""Bureaus of any size, for trials and measurements: invented, but with true habits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from lungang.intake.generate.dice import Dice
from lungang.intake.generate.establishment import bureau, catalogue
from lungang.intake.generate.families import families
from lungang.intake.generate.names import place_name
from lungang.intake.generate.numbers import Numbers
from lungang.intake.generate.papers import Apart, give_concurrent_posts, papers
from lungang.intake.generate.people import staff_of
from lungang.intake.sample import (
    EFFECT_KNOB,
    SampleSheets,
    effect,
    sample,
    sample_problem,
)
from lungang.intake.workbook.reading import PolicyCell
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.registry import sheets
from lungang_models.vocabulary import DutyId, Row

__all__ = ["FEWEST", "MOST", "SampleSheets", "generate", "sample", "sample_problem"]

FEWEST, MOST = 60, 100_000

#: The most staff of one bureau; a province has many bureaus.
_BUREAU = 200
#: Seats for each member of the staff.
_SEATS = 1.03
#: How many of a hundred staff have kin in the organ.
_KIN, _KIN_HARD = 0.03, 0.10


def generate(staff: int, seed: int, *, hard: bool = False) -> SampleSheets:
    """An organisation of ``staff`` people, the same for the same ``staff`` and ``seed``.

    It consists of bureaus of 60 to 200 staff, each with its own leadership team and,
    if there are several, its own rotation pool. ``hard`` gives one in ten kin in the
    organ instead of three in a hundred. Raises ``ValueError`` outside 60 to 100,000.
    """
    if not FEWEST <= staff <= MOST:
        raise ValueError(f"staff must be from {FEWEST} to {MOST:,}, not {staff:,}")
    found: dict[type[Row], list[Row]] = {kind: [] for kind in sheets()}
    found |= catalogue()
    apart = _kept_apart(found[IncompatibleDuties])
    pairs = staff * (_KIN_HARD if hard else _KIN) / 2
    count = -(-staff // _BUREAU)
    numbers = Numbers(f"lungang {staff} {seed} {hard} numbers")
    for number, size in enumerate(_shares(staff, count)):
        several = count > 1
        code = f"{number + 1:03d}" if several else ""
        place = f"{place_name(number)}县" if several else ""
        dice = Dice(f"lungang {staff} {seed} {hard} {number}")
        many = round(pairs * (number + 1) / count) - round(pairs * number / count)
        for row in _rows(code, place, size, many, apart, dice, numbers):
            found[type(row)].append(row)
    return SampleSheets(found, _settings())


def _settings() -> tuple[PolicyCell, ...]:
    """The policy sheet: the day on which the plan takes effect."""
    value = effect().isoformat()
    cell = PolicyCell(
        knob=EFFECT_KNOB, meaning="方案生效日期", value=value, source="生成数据"
    )
    return (cell,)


def _rows(
    code: str,
    place: str,
    size: int,
    pairs: int,
    apart: Apart,
    dice: Dice,
    numbers: Numbers,
) -> Iterator[Row]:
    """All rows of one bureau."""
    on = effect()
    house = bureau(code and f"{code}-", place, round(size * _SEATS), dice)
    people = staff_of(house, size, on, dice)
    for person in people:
        person.id_number = numbers.draw(person.born, person.sex)
    give_concurrent_posts(house, people, apart, on, dice)
    evidence = [*families(house, people, pairs, on, dice)]
    evidence += papers(house, people, on, dice)
    yield from house.units
    yield from house.posts
    declared = date(on.year - 1, 12, 31)
    for person in people:
        yield person.row(None if dice.chance(0.01) else declared)
    yield from evidence


def _shares(staff: int, count: int) -> list[int]:
    """The staff divided among bureaus as evenly as whole numbers allow."""
    return [staff * (n + 1) // count - staff * n // count for n in range(count)]


def _kept_apart(pairs: list[Row]) -> Apart:
    apart: dict[DutyId, set[DutyId]] = defaultdict(set)
    for pair in pairs:
        if isinstance(pair, IncompatibleDuties):
            apart[pair.a].add(pair.b)
            apart[pair.b].add(pair.a)
    return apart
