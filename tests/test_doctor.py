"""The doctor names what is lacking, each with its remedy."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from lungang import doctor as module
from lungang.doctor import doctor


def named(zh: str, folder: Path | None = None) -> module.MachineCheck:
    (found,) = (c for c in doctor(folder) if c.name.zh == zh)
    return found


def test_this_machine_lacks_nothing() -> None:
    assert [c for c in doctor() if c.state == "lacking"] == []


def test_an_engine_that_does_not_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ENGINES", ("no_such_engine",))
    found = named("求解组件 no_such_engine")
    assert found.state == "lacking" and found.remedy.zh
    assert "No module named" in found.says.en


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    assert named("磁盘", tmp_path / "nowhere").state == "lacking"
    assert named("磁盘", tmp_path).state == "ok"


def test_a_console_that_lacks_characters_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "gbk"))
    assert named("控制台编码").state == "note"


def test_missing_fonts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_font_names", lambda: "simfang.ttf SimHei")
    assert named("公文字体").says.zh == "本机没有方正小标宋、楷体"
