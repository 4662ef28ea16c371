"""What the page on how it works says is so: its files are there, its person moves so."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from lungang.intake.sample import sample
from lungang_models.vocabulary import Person

HOME = Path(__file__).parents[1]
PAGE = (HOME / "docs" / "how-it-works.md").read_text("utf-8")
ROOTS = (HOME / "planner" / "lungang", HOME / "models" / "lungang_models", HOME)


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"`([\w/]+(?:\.py|/))`", PAGE))
    assert len(named) > 25
    inside = [p for root in ROOTS[:2] for p in root.rglob("*")]
    missing = [
        name
        for name in named
        if not any((root / name).exists() for root in ROOTS)
        and not any(str(p).endswith("/" + name.rstrip("/")) for p in inside)
    ]
    assert missing == []


def test_its_person_is_in_the_sample() -> None:
    (who,) = [p for p in sample().rows[Person] if p.name == "王平诗"]
    assert isinstance(who, Person) and who.entered_post == date(2011, 3, 1)
