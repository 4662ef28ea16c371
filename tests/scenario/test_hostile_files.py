"""Files meant to exhaust the machine: refused at once, as faults of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from lungang.scenario.file import _yaml_of
from lungang_models.fault import BadInput
from lungang_models.pack import load
from lungang_models.yaml_text import LONGEST


@pytest.mark.parametrize(
    "text",
    ["a: &a [x, x]\nb: [*a, *a]\n", "name: " + "[" * 5000, "#" * (LONGEST + 1)],
)
def test_a_file_that_grows_without_end_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as bad:
        _yaml_of(text, "hostile.yaml")
    assert [f.code for f in bad.value.faults] == ["scenario-too-much"]


def test_an_ampersand_in_a_text_is_no_alias() -> None:
    assert _yaml_of('name: "甲 & *乙"\n', "plain.yaml") == {"name": "甲 & *乙"}


def test_neither_is_a_rule_pack(tmp_path: Path) -> None:
    pack = tmp_path / "deep.yaml"
    pack.write_text("pack: " + "[" * 5000, "utf-8")
    with pytest.raises(BadInput) as bad:
        load(pack)
    assert [f.code for f in bad.value.faults] == ["pack-unreadable"]
