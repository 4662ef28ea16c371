"""Made-up identity numbers: sound in every check, and borne by nobody."""

from __future__ import annotations

from datetime import date

from stdnum.iso7064 import mod_11_2

from lungang.intake.generate.dice import Dice
from lungang_models.vocabulary import Sex

#: Counties of all provinces. Some got their code after many of the staff were born,
#: as true numbers do when a city was renamed or a number was issued late.
COUNTIES = (
    "430902", "430903", "430921", "430922", "430923", "430981", "430104", "430602",
    "110105", "120104", "130102", "140105", "150102", "210102", "220102", "230103",
    "310115", "320106", "330106", "340104", "350203", "360102", "370102", "410105",
    "420106", "440305", "450103", "460106", "500103", "510107", "520102", "530102",
    "540102", "610113", "620102", "630102", "640104", "650102",
)  # fmt: skip
#: Counties near the bureau: the first few of the list; half of the numbers are theirs,
#: the others come from all counties in turn.
_NEAR = 8
#: The order on one day in one county begins here: no county has so many births a day,
#: so that no true number is met. Those from 996 on are kept for centenarians.
_FIRST, _LAST = 900, 995


class Numbers:
    """A stock of numbers of which each is given out once."""

    def __init__(self, name: str) -> None:
        self._dice = Dice(name)
        self._given: set[str] = set()
        self._far = 0

    def draw(self, born: date, sex: Sex) -> str:
        """A number for somebody of this birth and sex.

        Raises ``LookupError`` when the stock for that day is used up.
        """
        if self._dice.chance(0.5):
            start = self._dice.between(0, _NEAR - 1)
        else:
            self._far += 1
            start = self._far % len(COUNTIES)
        for county in COUNTIES[start:] + COUNTIES:
            for order in range(_FIRST + (sex is Sex.MALE), _LAST + 1, 2):
                stem = f"{county}{born:%Y%m%d}{order}"
                if stem not in self._given:
                    self._given.add(stem)
                    return stem + mod_11_2.calc_check_digit(stem)
        raise LookupError(f"no number is left for {born}")
