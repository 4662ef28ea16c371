"""The list of security requirements names tests that there are, and settled places."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_on_the_list_is_there() -> None:
    page = (ROOT / "docs" / "desk-security.md").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    here = "".join(p.read_text("utf-8") for p in Path(__file__).parent.glob("*.py"))
    assert len(named) > 20
    assert {n for n in named if f"def {n}(" not in here} == set()
    desk = ROOT / "planner" / "lungang"
    for line in page.splitlines():
        if line.startswith("| ") and line.count("|") == 5 and "ASVS" not in line:
            for name in re.findall(r"`([\w/]+\.py)`", line.split("|")[3]):
                places = [desk / "web" / name, desk / "web" / "service" / name,
                          desk / name]  # fmt: skip
                assert any(p.exists() for p in places), name
