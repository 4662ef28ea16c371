"""The folder that solve wrote, given as the plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lungang.commitment import manifest
from lungang.intake.result_folder import plan_in
from lungang_models.fault import BadInput


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("plan.json", "plan.xlsx"):
        (tmp_path / name).write_text(name)
    said = manifest([tmp_path / "plan.json", tmp_path / "plan.xlsx"])
    (tmp_path / "manifest.json").write_text(json.dumps(said))
    return tmp_path


def code(folder: Path) -> str:
    with pytest.raises(BadInput) as bad:
        plan_in(folder)
    return bad.value.faults[0].code


def test_the_edited_file_is_meant(folder: Path) -> None:
    assert plan_in(folder) == folder / "plan.json"
    (folder / "plan.xlsx").write_text("edited")
    assert plan_in(folder) == folder / "plan.xlsx"
    (folder / "plan.json").write_text("edited too")
    assert code(folder) == "plan-which-file"


def test_without_a_manifest_the_file_is_to_be_named(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}")
    assert code(folder) == "plan-which-file"
    (folder / "manifest.json").unlink()
    assert code(folder) == "plan-which-file"
    (folder / "plan.xlsx").unlink()
    assert plan_in(folder) == folder / "plan.json"


def test_anything_else_is_left_as_it_is(tmp_path: Path) -> None:
    assert plan_in(tmp_path) == tmp_path
    assert plan_in(tmp_path / "none.json") == tmp_path / "none.json"
