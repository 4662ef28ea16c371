"""Install the wheels of a Windows bundle: the embeddable interpreter has no pip.

Unpacks every wheel into ``Lib/site-packages`` and opens that folder to the interpreter;
the DLLs of ``msvc-runtime`` go beside ``python.exe``, where the loader looks first.
"""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "python" / "Lib" / "site-packages"


def main() -> int:
    """Unpack, then let the interpreter see the packages."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    for wheel in sorted((HERE / "wheels").glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(PACKAGES)
    for data in PACKAGES.glob("*.data"):
        for part in ("purelib", "platlib"):
            if (data / part).is_dir():
                shutil.copytree(data / part, PACKAGES, dirs_exist_ok=True)
        for part in ("data", "scripts"):
            for library in (data / part).rglob("*.dll"):
                shutil.copy(library, HERE / "python" / library.name)
    for paths in (HERE / "python").glob("python*._pth"):
        paths.write_text(
            paths.read_text("utf-8").replace("#import site", "import site")
            + "\nLib\\site-packages\n",
            "utf-8",
        )
    print("已安装 / installed:", PACKAGES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
