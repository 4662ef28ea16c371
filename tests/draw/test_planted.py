"""Whoever can write into the folders of a draw plants what papers and screens would show:
another list, another number, another reason, a signature that is none."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from proceeding import DRAW, at, committed, drawn_at_the_third, prepared

from lungang.draw import aftermath
from lungang.draw import proceedings as steps
from lungang.draw.bundle import write_bundle
from lungang.draw.canonical_bytes import canonical
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.papers import failure_values, record_values
from lungang.explain.chance import _came
from lungang.jobs.ceremonies import NoBundle, shown, verified

DAY = date(2026, 2, 2)


@pytest.fixture
def drawn_home(finished: tuple[Path, str], tmp_path: Path) -> DrawFolder:
    """A copy of the draw of the fixtures, to plant in."""
    shutil.copytree(finished[0], tmp_path / "home")
    return DrawFolder(tmp_path / "home", DRAW)


def plant(path: Path, change: Callable[[Any], Any]) -> None:
    """Change a JSON file as a text editor would."""
    raw = json.loads(path.read_bytes())
    change(raw)
    path.write_bytes(canonical(raw))


def refuses(code: str, work: Callable[[], Any]) -> None:
    with pytest.raises(Refusal) as refused:
        work()
    assert refused.value.code == code


def test_another_list_is_neither_shown_nor_scheduled(drawn_home: DrawFolder) -> None:
    spared = sorted(
        set(drawn_home.pool().pids) - set(aftermath.revealed(drawn_home)["drawn"])
    )
    plant(
        drawn_home.public / "reveal.json",
        lambda raw: raw["drawn"].__setitem__(0, spared[0]),
    )
    now = at("2026-01-22T10:00:00+08:00")
    for work in (
        lambda: record_values(drawn_home, DAY), lambda: aftermath.make_schedule(drawn_home, now),
        lambda: _came(drawn_home, spared[0]),
    ):  # fmt: skip
        refuses("file-changed", work)
    (drawn_home.public / "reveal.json").unlink()
    refuses("file-changed", lambda: shown(drawn_home.home, DRAW))
    assert [e.type for e in drawn_home.events()][-1] == "DRAW"


def test_another_number_is_not_printed(drawn_home: DrawFolder) -> None:
    plant(drawn_home.public / "entropy-2.json",
          lambda raw: raw.update(numbers=[[1, 2, 3, 4, 5, 6], [7]]))  # fmt: skip
    refuses("entropy-changed", lambda: record_values(drawn_home, DAY))


def test_another_reason_of_a_withdrawal_is_not_printed(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    folder, _ = prepared(tmp_path / "home", n=10, pages=10)
    committed(folder, keys)
    withdrawn = at("2026-01-12T11:00:00+08:00")
    steps.void(folder, "名册有误", ("人事科", "内控办"), withdrawn)
    assert "名册有误" in failure_values(folder, DAY)["reason"]
    (paper,) = [
        p for p in folder.private.glob("detail-*.json") if b"VOID" in p.read_bytes()
    ]
    plant(paper, lambda raw: raw.update(reason="领导同意"))
    refuses("file-changed", lambda: failure_values(folder, DAY))


def test_a_signature_that_is_none_is_not_printed(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    folder, _ = prepared(tmp_path / "home")
    drawn_at_the_third(folder, keys)
    assert "人事部门、内控部门签署" in failure_values(folder, DAY)["approved"]
    shutil.copy2(
        folder.public / "failed-2.hr.sig", folder.public / "failed-2.discipline.sig"
    )
    refuses("sign", lambda: failure_values(folder, DAY))


def test_a_link_in_an_earlier_bundle_is_replaced(
    drawn_home: DrawFolder, tmp_path: Path
) -> None:
    """It shows the right bytes today, and others tomorrow."""
    target = tmp_path / "bundle"
    write_bundle(drawn_home, target)
    shutil.move(target / "odds.csv", tmp_path / "odds.csv")
    (target / "odds.csv").symlink_to(tmp_path / "odds.csv")
    write_bundle(drawn_home, target)
    assert not (target / "odds.csv").is_symlink()


def archived(folder: Path, **other: bytes) -> bytes:
    """A bundle as one archive, some of its files exchanged."""
    files = {p.name: p.read_bytes() for p in folder.iterdir()} | {
        name.replace("_", "."): data for name, data in other.items()
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    "commit", [b"[]", b"{}", b"5", b'{"schema":"lungang-draw-commit/3"}',
               b'{"schema":"lungang-draw-commit/2","sources":[5]}'],
)  # fmt: skip
def test_an_archive_of_anything_is_rejected(
    public: tuple[Path, str], commit: bytes
) -> None:
    """Anybody can hand one in: it is answered, whatever its commitment is."""
    assert verified(archived(public[0], commit_json=commit), "zh").good is False


def test_an_archive_of_the_first_version_is_told_which_program(
    public: tuple[Path, str],
) -> None:
    old = archived(public[0], commit_json=b'{"schema":"lungang-draw-commit/1"}')
    found = verified(old, "zh")
    assert found.good is None and "第1版" in found.says


def test_an_archive_has_no_link_and_no_name_in_two_cases(
    public: tuple[Path, str],
) -> None:
    assert verified(archived(public[0]), "zh", public[1]).good is True
    with pytest.raises(NoBundle):
        verified(archived(public[0], Commit_json=b"{}"), "zh")
    made = io.BytesIO(archived(public[0]))
    link = zipfile.ZipInfo("stamp.tsr")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(link, "/etc/hostname")
    with pytest.raises(NoBundle):
        verified(made.getvalue(), "zh")
