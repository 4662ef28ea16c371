"""Whether an interpreter fits the platform and the wheels of a bundle.

A wrong one would be told only where the bundle is installed, far from another.
"""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bundle import Platform

#: The processors, by their numbers in ELF (Linux) and PE (Windows).
MACHINES = {62: "x86_64", 183: "aarch64", 0x8664: "AMD64"}


def wrong(file: Path, platform: Platform, python: str) -> str:
    """Why it cannot go along; empty where it can.

    ``install`` needs one folder with ``bin/python3`` in it, on Windows ``python.exe``.
    """
    try:
        if platform.windows:
            name = f"python{python.replace('.', '')}.dll"
            found = _of_windows(file, name)
        else:
            name = f"bin/python{python}"
            found = _of_linux(file, name)
    except KeyError:
        return f"解释器中没有 {name} / no {name} in the interpreter"
    except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError):
        return f"不是 .{platform.archive} 文件 / is no .{platform.archive}"
    machine = MACHINES.get(found, str(found))
    if machine != platform.machine:
        return f"解释器用于 {machine} / the interpreter is for {machine}"
    return ""


def _of_linux(file: Path, name: str) -> int:
    with tarfile.open(file) as archive:
        members = {m.name.removeprefix("./"): m for m in archive}
        tops = {n.split("/")[0] for n in members} - {"."}
        top = tops.pop()
        if tops or f"{top}/bin/python3" not in members:
            raise KeyError(name)
        program = archive.extractfile(members[f"{top}/{name}"])
        assert program is not None
        return int.from_bytes(program.read(20)[18:], "little")


def _of_windows(file: Path, name: str) -> int:
    with zipfile.ZipFile(file) as archive:
        archive.getinfo("python.exe")
        head = archive.read(name)
    at = int.from_bytes(head[60:64], "little") + 4
    return int.from_bytes(head[at : at + 2], "little")
