"""Build an archive that installs where there is no network.

``python3 make.py bundle --for linux-x86_64 --python FILE --sha256 HASH`` puts into one
archive an interpreter (a relocatable build given as a local file whose hash is pinned on
the command line), every locked package as a wheel, the project, the sample bureau, the
scenarios, the notebooks, the documents, the licences, a list of parts (CycloneDX) and
checksums (SHA-256 and SM3), with two scripts: ``install`` and ``start``. Building needs
the package index once; installing needs nothing.

For a Linux machine with a Python of its own there are two smaller forms. Without
``--python`` the archive has no interpreter (a wheelhouse) and ``install`` makes a virtual
environment; ``--pyz`` makes the program one file that needs no installing.

The archive is reproducible: built twice from one commit it has the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
LOCK = HOME / "requirements-bundle.lock"
#: The time that every file of an archive carries: 1 January 2020, UTC.
THEN = 1_577_836_800
#: The two pages that a newcomer needs, one a language.
PAGES = ("START-HERE.zh.txt", "START-HERE.en.txt")
#: Folders of the repository that go along as they are.
CARRIED = ("scenarios", "notebooks", "docs", "README.md", "LICENSE", "NOTICE")


@dataclass(frozen=True)
class Platform:
    """Where a bundle will run: the tags of its wheels and the form of its archive.

    The Linux tags stay at glibc 2.28 and below (UOS V20, Kylin V10, Debian 10).
    """

    name: str
    tags: tuple[str, ...]
    archive: str
    scripts: tuple[str, ...]

    @property
    def windows(self) -> bool:
        return self.name.startswith("win")

    @property
    def machine(self) -> str:
        """The processor, as ``platform.machine()`` calls it there."""
        return "AMD64" if self.windows else self.name.split("-")[1]

    def markers(self, python: str) -> dict[str, str]:
        """The environment markers of the machine that the bundle is for.

        pip evaluates those of the machine it runs on, whatever it downloads for.
        """
        system = "Windows" if self.windows else "Linux"
        return {
            "python_version": python, "python_full_version": f"{python}.0",
            "sys_platform": "win32" if self.windows else "linux",
            "platform_system": system, "platform_machine": self.machine,
            "os_name": "nt" if self.windows else "posix",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }  # fmt: skip


PLATFORMS = {
    p.name: p
    for p in (
        Platform(
            "linux-x86_64",
            ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64",
             "manylinux2014_x86_64"),
            "tar.gz", ("install.sh", "start.sh", "lungang"),
        ),
        Platform(
            "linux-aarch64",
            ("manylinux_2_28_aarch64", "manylinux_2_27_aarch64",
             "manylinux_2_26_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
            "tar.gz", ("install.sh", "start.sh", "lungang"),
        ),
        Platform(
            "win-amd64", ("win_amd64",), "zip",
            ("install.bat", "start.bat", "lungang.bat", "unpack.py"),
        ),
    )
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Build one bundle; prints its path and its hashes."""
    parser = argparse.ArgumentParser(prog="make.py bundle", description=__doc__)
    parser.add_argument("--for", dest="platform", choices=PLATFORMS, required=True)
    parser.add_argument(
        "--python", type=Path,
        help="a relocatable CPython for that platform, as .tar.gz or .zip; without it "
        "the archive is a wheelhouse (Linux)",
    )  # fmt: skip
    parser.add_argument("--sha256", default="", help="the hash of that file")
    parser.add_argument("--python-version", default="3.12", help="such as 3.12")
    parser.add_argument("--pyz", action="store_true", help="one file instead (Linux)")
    parser.add_argument("--out", type=Path, default=HOME / "dist")
    given = parser.parse_args(arguments)
    platform, python = PLATFORMS[given.platform], given.python_version
    check_interpreter(parser, given)
    name = f"lungang-{version()}-{platform.name}"
    with tempfile.TemporaryDirectory() as scratch:
        if given.pyz:
            import pyz  # beside this file

            folder = Path(scratch) / name
            gather(folder, platform, python)
            goal = given.out / f"{name}-{python}.pyz"
            made = pyz.build(folder / "wheels", platform, python, goal)
        else:
            form = "" if given.python else f"-wheelhouse-{python}"
            folder = Path(scratch) / (name + form)
            gather(folder, platform, python)
            fill(folder, platform, given.python, python)
            made = pack(folder, platform, given.out)
    print(f"{made}\nSHA-256 {digest(made)}\nSM3     {digest(made, 'sm3')}")
    return 0


def check_interpreter(
    parser: argparse.ArgumentParser, given: argparse.Namespace
) -> None:
    """End with a message where the interpreter is not what the command line pins."""
    if given.python is None:
        if PLATFORMS[given.platform].windows:
            parser.error(
                "Windows 的包须带解释器 / needs --python: its own DLLs go along"
            )
    elif given.pyz:
        parser.error("--pyz 不带解释器 / --pyz takes no --python")
    elif not given.python.is_file():
        parser.error(f"没有文件 / no such file: {given.python}")
    elif digest(given.python) != given.sha256.lower():
        parser.error(f"哈希不符 / the hash differs: {digest(given.python)}")
    else:
        import interpreter  # beside this file

        if why := interpreter.wrong(
            given.python, PLATFORMS[given.platform], given.python_version
        ):
            parser.error(why)


def version() -> str:
    """The version that ``pyproject.toml`` states."""
    found = re.search(r'^version = "(.+)"', (HOME / "pyproject.toml").read_text(), re.M)
    assert found is not None
    return found[1]


def gather(folder: Path, platform: Platform, python: str) -> None:
    """The lock of a platform and all its wheels, our own among them."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    (folder / "requirements.lock").write_text(lock_for(platform, python), "utf-8")
    download(folder, platform, python)
    build(wheels)


def fill(
    folder: Path, platform: Platform, interpreter: Path | None, python: str
) -> None:
    """Everything else that the archive holds, checksums last.

    Where no interpreter goes along, a line tells which one the wheels are for.
    """
    wheels = folder / "wheels"
    if interpreter is None:
        (folder / "PYTHON-VERSION").write_text(f"{python}\n", "utf-8")
    else:
        shutil.copy(interpreter, folder / f"python.{platform.archive}")
    if platform.windows:
        import closure  # beside this file; it loads pefile

        if gone := closure.missing(folder):
            sys.exit("缺少的 DLL / DLLs that nobody brings:\n" + "\n".join(gone))
    for name in CARRIED:
        where = HOME / name
        if where.is_dir():
            shutil.copytree(where, folder / name, ignore=shutil.ignore_patterns(
                "__pycache__", ".ipynb_checkpoints"))  # fmt: skip
        else:
            shutil.copy(where, folder / name)
    import documentation  # beside this file; it loads Sphinx

    if documentation.build(folder / "site"):
        sys.exit("说明网站没有建成 / the documentation was not built")
    for name in (*platform.scripts, *PAGES, "verify.py"):
        (folder / name).write_bytes(script(name, platform))
    (folder / "sbom.json").write_text(bill_of_materials(wheels), "utf-8")
    licences(wheels, folder / "licences")
    for name, method in (("SHA256SUMS", "sha256"), ("SM3SUMS", "sm3")):
        (folder / name).write_text(checksums(folder, method), "utf-8")


def script(name: str, platform: Platform) -> bytes:
    """A script or a page of the archive, with the line ends of its platform.

    ``cmd.exe`` loses its place in a file whose lines end as those of Unix.
    """
    text = (HERE / name).read_bytes()
    return text.replace(b"\n", b"\r\n") if platform.windows else text


def lock_for(platform: Platform, python: str) -> str:
    """The lines of the lock that hold on a platform, without their markers."""
    from packaging.markers import Marker

    kept: list[str] = []
    where = platform.markers(python)
    for block in re.split(r"\n(?=\S)", LOCK.read_text("utf-8").strip()):
        head, *hashes = block.split("\n")
        pinned, _, marker = head.rstrip("\\ ").partition(" ; ")
        if not marker or Marker(marker).evaluate(where):
            kept.append("\n".join([f"{pinned} \\", *hashes]))
    return "\n".join(kept) + "\n"


def download(folder: Path, platform: Platform, python: str) -> None:
    """The locked wheels of a platform, their hashes checked by pip."""
    tags = [word for tag in platform.tags for word in ("--platform", tag)]
    common = [
        sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary",
        ":all:", "--python-version", python, "--implementation", "cp", *tags,
        "--dest", str(folder / "wheels"),
    ]  # fmt: skip
    lock = str(folder / "requirements.lock")
    subprocess.check_call([*common, "--require-hashes", "-r", lock])


def build(wheels: Path) -> None:
    """The project itself as a wheel, with fixed times."""
    subprocess.check_call(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps",
         "--no-build-isolation", "--wheel-dir", str(wheels), str(HOME)],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(THEN)},
    )  # fmt: skip


def bill_of_materials(wheels: Path) -> str:
    """The parts of the bundle as CycloneDX 1.5: name, version and hash of each wheel."""
    parts = [
        {"type": "library", "name": name, "version": number,
         "purl": f"pkg:pypi/{name}@{number}",
         "hashes": [{"alg": "SHA-256", "content": digest(wheel)}]}
        for wheel in sorted(wheels.glob("*.whl"))
        for name, number in [wheel.name.split("-")[:2]]
    ]  # fmt: skip
    return json.dumps(
        {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
         "metadata": {"component": {"type": "application", "name": "lungang",
                                    "version": version()}},
         "components": parts},
        indent=1, sort_keys=True,
    )  # fmt: skip


def licences(wheels: Path, folder: Path) -> None:
    """The licence files of every wheel, one folder a package."""
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                _, _, inner = name.partition(".dist-info/")
                last = inner.rsplit("/", 1)[-1]
                if re.match(
                    r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", last, re.IGNORECASE
                ):
                    place = inner.removeprefix("licenses/")
                    goal = folder / wheel.name.split("-")[0] / place
                    goal.parent.mkdir(parents=True, exist_ok=True)
                    goal.write_bytes(archive.read(name))


def digest(path: Path, method: str = "sha256") -> str:
    """The hash of a file, by SHA-256 or SM3 (GB/T 32905-2016)."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, method).hexdigest()


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in the order of their names."""
    return iter(sorted(p for p in folder.rglob("*") if p.is_file()))


def checksums(folder: Path, method: str) -> str:
    """One line a file, as ``sha256sum -c`` reads them; the lists themselves left out."""
    return "".join(
        f"{digest(p, method)}  {p.relative_to(folder).as_posix()}\n"
        for p in files(folder)
        if p.name not in ("SHA256SUMS", "SM3SUMS")
    )


def pack(folder: Path, platform: Platform, out: Path) -> Path:
    """The folder as one archive with fixed times, owners and order."""
    out.mkdir(parents=True, exist_ok=True)
    goal = out / f"{folder.name}.{platform.archive}"
    if platform.windows:
        with zipfile.ZipFile(goal, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files(folder):
                entry = zipfile.ZipInfo(
                    path.relative_to(folder.parent).as_posix(), (2020, 1, 1, 0, 0, 0)
                )
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
        return goal
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for path in files(folder):
            entry = archive.gettarinfo(path, path.relative_to(folder.parent).as_posix())
            entry.mtime, entry.uid, entry.gid = THEN, 0, 0
            entry.uname = entry.gname = ""
            run = path.parent == folder and path.name in platform.scripts
            entry.mode = 0o755 if run else 0o644
            with path.open("rb") as stream:
                archive.addfile(entry, stream)
    with goal.open("wb") as stream, gzip.GzipFile("", "wb", 6, stream, THEN) as packed:
        packed.write(raw.getvalue())
    return goal


if __name__ == "__main__":
    sys.exit(main())
