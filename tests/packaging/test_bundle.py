"""The offline archive: the same bytes twice, and checksums that see every change."""

from __future__ import annotations

import importlib.util
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

HOME = Path(__file__).parents[2]


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HOME / f"packaging/{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


bundle, verify = loaded("bundle"), loaded("verify")
closure = loaded("closure")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small bundle: two files and their checksums."""
    where = tmp_path / "lungang-0-linux-x86_64"
    (where / "wheels").mkdir(parents=True)
    (where / "install.sh").write_text("#!/bin/sh\n")
    (where / "wheels" / "甲.txt").write_text("甲", "utf-8")
    for name, method in (("SHA256SUMS", "sha256"), ("SM3SUMS", "sm3")):
        (where / name).write_text(bundle.checksums(where, method), "utf-8")
    return where


@pytest.mark.parametrize("name", list(bundle.PLATFORMS))
def test_an_archive_built_twice_has_the_same_bytes(
    folder: Path, tmp_path: Path, name: str
) -> None:
    platform = bundle.PLATFORMS[name]
    first = bundle.pack(folder, platform, tmp_path / "a").read_bytes()
    for path in folder.rglob("*"):
        path.touch()
    assert bundle.pack(folder, platform, tmp_path / "b").read_bytes() == first


def test_an_intact_bundle_verifies(folder: Path) -> None:
    assert verify.wrong(folder) == []


def test_a_changed_and_a_missing_file_are_named(folder: Path) -> None:
    (folder / "install.sh").write_text("#!/bin/sh\nrm -rf /\n")
    (folder / "wheels" / "甲.txt").unlink()
    told = "\n".join(verify.wrong(folder))
    assert "install.sh" in told and "甲.txt" in told and "sm3" in told


def test_an_interpreter_with_another_hash_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "python.tar.gz"
    file.write_bytes(b"not an interpreter")
    done = subprocess.run(
        [sys.executable, str(HOME / "packaging/bundle.py"), "--for", "linux-x86_64",
         "--python", str(file), "--sha256", "00"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2 and "the hash differs" in done.stderr


def test_the_lock_names_each_package_with_its_hashes() -> None:
    lock = (HOME / "requirements-bundle.lock").read_text("utf-8")
    for name in ("ortools", "highspy", "pandas", "django", "waitress"):
        assert f"\n{name}==" in lock or lock.startswith(f"{name}=="), name
    pinned = [line for line in lock.splitlines() if "==" in line]
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_the_parts_of_a_bundle_are_listed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "small-1.2-py3-none-any.whl", "w") as archive:
        archive.writestr("small-1.2.dist-info/licenses/LICENSE", "free")
    assert '"name": "small"' in bundle.bill_of_materials(tmp_path)
    bundle.licences(tmp_path, tmp_path / "licences")
    assert (tmp_path / "licences/small/LICENSE").read_text() == "free"


def test_the_lock_of_a_platform_follows_its_own_markers() -> None:
    windows = bundle.lock_for(bundle.PLATFORMS["win-amd64"], "3.12")
    linux = bundle.lock_for(bundle.PLATFORMS["linux-aarch64"], "3.11")
    assert "\ncolorama==" in windows and "\ncolorama==" not in linux
    assert " ; " not in windows + linux
    assert windows.count("\ncontourpy==") == linux.count("\ncontourpy==") == 1


def test_make_knows_every_job_that_it_has_a_lock_for() -> None:
    text = (HOME / "make.py").read_text("utf-8")
    locks = re.search(r"LOCKS = \{(.*?)\}", text, re.S)
    commands = re.search(r"command = \{(.*?)\n    \}", text, re.S)
    assert locks is not None and commands is not None
    jobs = set(re.findall(r'"(\w+)":', locks[1])) - {"lint"}
    assert jobs == set(re.findall(r'^        "(\w+)":', commands[1], re.M))


def program(*needed: str) -> bytes:
    """A Windows program (PE32+) of one section, that imports from the DLLs named."""
    start, names, table = 0x1000, b"", b""
    for dll in needed:
        at = start + 20 * (len(needed) + 1) + len(names)
        thunk = at + len(dll) + 1  # the first function, by its number
        table += struct.pack("<5I", thunk, 0, 0, at, thunk)
        names += dll.encode() + struct.pack("<xQQ", 1 << 63 | 1, 0)
    body = table + bytes(20) + names
    directories = struct.pack("<4I", 0, 0, start, len(table) + 20) + bytes(112)
    optional = struct.pack(
        "<HBBIIIIIQIIHHHHHHIIIIHHQQQQII", 0x20B, 0, 0, 0, 0, 0, 0, start, 0x400000,
        0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0, 0x2000, 0x200, 0, 3, 0, 0, 0, 0, 0, 0, 16,
    ) + directories  # fmt: skip
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0x22) + optional
    head += struct.pack(
        "<8sIIII12xI", b".idata", 0x1000, start, 0x600, 0x200, 0x40000040
    )
    return head.ljust(0x200, b"\0") + body.ljust(0x600, b"\0")


def test_a_dll_that_nobody_brings_is_named(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    with zipfile.ZipFile(tmp_path / "python.zip", "w") as archive:
        archive.writestr("python313.dll", program("KERNEL32.dll"))
    solver = tmp_path / "wheels" / "solver-1-cp313-cp313-win_amd64.whl"
    needs = ("python313.dll", "KERNEL32.dll", "api-ms-win-crt-math-l1-1-0.dll")
    with zipfile.ZipFile(solver, "w") as archive:
        archive.writestr("solver/engine.pyd", program(*needs, "MSVCP140.dll"))
    (told,) = closure.missing(tmp_path)
    assert told.startswith("msvcp140.dll") and "solver/engine.pyd" in told
    runtime = tmp_path / "wheels" / "msvc_runtime-1-cp313-cp313-win_amd64.whl"
    with zipfile.ZipFile(runtime, "w") as archive:
        archive.writestr("msvc_runtime-1.data/data/msvcp140.dll", program())
    assert closure.missing(tmp_path) == []


def test_the_scripts_of_windows_end_their_lines_as_windows_does() -> None:
    """``cmd.exe`` loses its place in a file whose lines end as those of Unix."""
    for platform in bundle.PLATFORMS.values():
        for script in platform.scripts:
            text = bundle.script(script, platform)
            assert (b"\r\n" in text) == platform.windows
            assert text.count(b"\n") == text.count(b"\r\n") or not platform.windows
