"""Which DLLs a Windows bundle needs, and whether each goes along or is part of Windows.

Read from the import tables of every ``.exe``, ``.pyd`` and ``.dll`` in the wheels and in
the interpreter: a missing one is told where the bundle is built, not on an office PC.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pefile

#: Part of every Windows 10 and 11; not the C++ runtime (MSVCP140.dll), which is no part.
WINDOWS = """
advapi32 bcrypt bcryptprimitives cfgmgr32 combase comctl32 comdlg32 crypt32 d3d11
d3dcompiler_47 dbghelp dwmapi dxgi gdi32 imm32 iphlpapi kernel32 mpr msvcrt ncrypt
netapi32 normaliz ntdll ole32 oleaut32 pdh powrprof propsys psapi rpcrt4 secur32
setupapi shell32 shlwapi synchronization ucrtbase user32 userenv uxtheme version
winmm winspool ws2_32
"""
TABLES = ("IMPORT", "DELAY_IMPORT")


def missing(folder: Path) -> list[str]:
    """One line for each DLL that a file of the bundle imports and nobody brings."""
    brought: set[str] = set()
    needed: dict[str, str] = {}
    for place, data in _programs(folder):
        brought.add(PurePosixPath(place).name.lower())
        for name in imports(data):
            needed.setdefault(name, place)
    return [
        f"{name}（{needed[name]}）"
        for name in sorted(needed.keys() - brought)
        if not of_windows(name)
    ]


def imports(data: bytes) -> set[str]:
    """The DLLs that a program names, those loaded late as well, in small letters."""
    read = pefile.PE(data=data, fast_load=True)
    wanted = [pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{t}"] for t in TABLES]
    read.parse_data_directories(wanted)
    return {
        entry.dll.decode().lower()
        for table in TABLES
        for entry in getattr(read, f"DIRECTORY_ENTRY_{table}", ())
    }


def of_windows(name: str) -> bool:
    """Whether Windows itself has a DLL."""
    stem = re.sub(r"\.(dll|drv)$", "", name)
    return stem in WINDOWS.split() or stem.startswith("api-ms-win-")


def _programs(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted([*folder.glob("wheels/*.whl"), folder / "python.zip"]):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                if name.lower().endswith((".exe", ".dll", ".pyd")):
                    yield f"{file.name}/{name}", archive.read(name)
