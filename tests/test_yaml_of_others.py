"""Packs and scenarios as people and editors write them: read, or told with their line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lungang_models.fault import BadInput
from lungang_models.pack import load

BASE = 'pack: x\nversion: "1"\ntitle: {zh: 某局, en: x}\nextends: cn-finance-bureau\n'
KNOB = "policies: {tenure: {interruption_months: {value: %s, source: %s}}}\n"


def test_a_pack_in_the_encoding_of_a_chinese_editor(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(BASE.encode("gb18030"))
    assert load(file).title.zh == "某局"


@pytest.mark.parametrize(
    ("more", "code", "line"),
    [
        ("rules: [[1]]\n", "pack-shape", 5),
        ("rules: [{a: b}]\n", "pack-shape", 5),
        ("rules: [1, zz, null]\n", "pack-shape", 5),
        ("drop: [[1]]\n", "pack-shape", 5),
        ("1: 2\nb: 3\n? [a]\n: 4\n", "pack-shape", 5),
        ("policies: {1: {a: {value: 1, source: b}}}\n", "pack-shape", 5),
        ("policies: {tenure: {2: {value: 1, source: b}}}\n",
         "pack-value-without-source", 5),
        (KNOB % ("9" * 5000, "a"), "pack-unreadable", 5),
        (KNOB % ("2026-99-99", "a"), "pack-unreadable", 5),
        (KNOB % (3, "''"), "pack-value-without-source", 5),
        (KNOB % (3, "null"), "pack-value-without-source", 5),
        (KNOB % (3, "'  '"), "pack-value-without-source", 5),
        (KNOB % (3, "[a]"), "pack-value-without-source", 5),
        (KNOB % ("1e999", "a"), "policy-value", 5),
        (KNOB % ("{a: [1]}", "a"), "policy-value", 5),
    ],
)  # fmt: skip
def test_a_pack_of_a_wrong_shape(
    tmp_path: Path, more: str, code: str, line: int
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(BASE + more, "utf-8")
    with pytest.raises(BadInput) as bad:
        load(file)
    first = bad.value.faults[0]
    origins = {f.origin.row for f in bad.value.faults if f.origin}
    assert first.code == code and line in origins
    assert first.says.zh and first.says.en and first.maybe.zh


@pytest.mark.parametrize(
    "title", ["{zh: 1, en: [2]}", "{zh: '', en: x}", '{zh: "a\\u0007b", en: x}']
)
def test_a_title_that_is_no_text(tmp_path: Path, title: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(BASE.replace("{zh: 某局, en: x}", title), "utf-8")
    with pytest.raises(BadInput) as bad:
        load(file)
    assert {f.code for f in bad.value.faults} == {"pack-shape"}


def test_a_file_in_no_encoding(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(b"pack: x\nversion: \xff\xfe\x81a\n")
    with pytest.raises(BadInput) as bad:
        load(file)
    assert [f.where for f in bad.value.faults] == ["own.yaml!2"]


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "latin-1"])
def test_narrow_streams_take_every_character(encoding: str) -> None:
    """What a stream cannot hold is escaped; the command ends as it would have."""
    words = ("-m", "lungang.cli", "kin", "--word", "妻子的䶮哥", "--json")
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run((sys.executable, *words), env=env, capture_output=True)
    assert done.returncode == 0, done.stderr
    import json

    said = json.loads(done.stdout.decode(encoding))
    assert said["word"] == "妻子的䶮哥"
