"""The offline archive: the same bytes twice, and checksums that see every change."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from lungang.doctor import EXTRAS

HOME = Path(__file__).parents[2]


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HOME / f"packaging/{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


bundle, verify = loaded("bundle"), loaded("verify")
closure, pyz, interpreter = loaded("closure"), loaded("pyz"), loaded("interpreter")
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
"""The Python that runs the tests."""


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


def test_an_interpreter_of_another_kind_is_refused(tmp_path: Path) -> None:
    """Of another processor, another version, another form; the right one is taken."""
    program = tmp_path / "python/bin/python3.12"
    program.parent.mkdir(parents=True)
    program.write_bytes(bytes(18) + (62).to_bytes(2, "little"))
    (program.parent / "python3").symlink_to("python3.12")
    file = tmp_path / "python.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        archive.add(tmp_path / "python", "./python")

    def told(name: str, python: str = "3.12") -> str:
        return interpreter.wrong(file, bundle.PLATFORMS[name], python)

    assert told("linux-x86_64") == ""
    assert "the interpreter is for x86_64" in told("linux-aarch64")
    assert "no bin/python3.13" in told("linux-x86_64", "3.13")
    assert "is no .zip" in told("win-amd64")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("python.exe", "")
        archive.writestr("python313.dll", program_of_windows())
    assert told("win-amd64", "3.13") == ""
    assert "no python312.dll" in told("win-amd64")
    assert "is no .tar.gz" in told("linux-x86_64")
    with tarfile.open(file, "w:gz") as archive:
        archive.add(program.parent, "bin")  # no folder around it
    assert "no bin/python3.12" in told("linux-x86_64")


def test_the_lock_names_each_package_with_its_hashes() -> None:
    lock = (HOME / "requirements-bundle.lock").read_text("utf-8")
    for name in ("ortools", "highspy", "pandas", "django", "waitress"):
        assert f"\n{name}==" in lock or lock.startswith(f"{name}=="), name
    pinned = [line for line in lock.splitlines() if "==" in line]
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_what_doctor_calls_optional_comes_along() -> None:
    """Where there is no network its remedy, to install an extra, cannot be followed."""
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]["bundle"][0]
    brought = set(re.findall(r"\w+", extras)) - {"lungang"}
    assert brought >= {*EXTRAS.values(), "drand", "oidc"}
    lock = (HOME / "requirements-bundle.lock").read_text("utf-8")
    for name in ("typst", "psycopg", "psycopg-binary", "py-ecc", "matplotlib"):
        assert f"\n{name}==" in lock, name


def test_the_parts_of_a_bundle_are_listed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "small-1.2-py3-none-any.whl", "w") as archive:
        archive.writestr("small-1.2.dist-info/licenses/LICENSE", "free")
        archive.writestr("small-1.2.dist-info/licenses/part/LICENSE", "of a part")
    assert '"name": "small"' in bundle.bill_of_materials(tmp_path)
    bundle.licences(tmp_path, tmp_path / "licences")
    assert (tmp_path / "licences/small/LICENSE").read_text() == "free"
    assert (tmp_path / "licences/small/part/LICENSE").read_text() == "of a part"


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
    jobs = set(re.findall(r'"(\w+)":', locks[1])) - {"lint", "pythons"}
    assert jobs == set(re.findall(r'^        "(\w+)":', commands[1], re.M))


def test_every_promised_python_is_tried_or_told_of(tmp_path: Path) -> None:
    for number, code in (("3.12", 0), ("3.13", 7)):
        python = tmp_path / f"python{number}"
        python.write_text(
            f'#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "$@"\nexit {code}\n'
        )
        python.chmod(0o755)
    done = subprocess.run(
        [sys.executable, str(HOME / "make.py"), "pythons", "-k", "x"],
        capture_output=True, text=True, env={**os.environ, "PATH": str(tmp_path)},
    )  # fmt: skip
    make = str(HOME / "make.py")
    assert done.stdout.splitlines() == [
        f"{make} test -k x",
        f"{make} test -k x",
        "Python 3.11: 本机没有，未试 / not here, not tried",
        "Python 3.12: 通过 / passed",
        "Python 3.13: 退出码 / exit code 7",
        "Python 3.14: 本机没有，未试 / not here, not tried",
    ], done.stderr
    assert done.returncode == 1


def test_our_wheel_carries_the_notice_the_sample_and_the_scenarios(
    tmp_path: Path,
) -> None:
    bundle.build(tmp_path)
    (made,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        names = set(archive.namelist())
    head = f"lungang-{bundle.version()}"
    scenarios = HOME / "scenarios"
    wanted = {
        f"{head}.dist-info/licenses/NOTICE",
        f"{head}.dist-info/licenses/LICENSE",
        "lungang/intake/sample/人员.csv",
        *(f"{head}.data/data/share/lungang/scenarios/{p.relative_to(scenarios)}"
          for p in scenarios.rglob("*.yaml")),
    }  # fmt: skip
    assert len(wanted) > 10 and wanted <= names, wanted - names


def program_of_windows(*needed: str) -> bytes:
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
        archive.writestr("python313.dll", program_of_windows("KERNEL32.dll"))
    solver = tmp_path / "wheels" / "solver-1-cp313-cp313-win_amd64.whl"
    needs = ("python313.dll", "KERNEL32.dll", "api-ms-win-crt-math-l1-1-0.dll")
    with zipfile.ZipFile(solver, "w") as archive:
        archive.writestr(
            "solver/engine.pyd", program_of_windows(*needs, "MSVCP140.dll")
        )
    (told,) = closure.missing(tmp_path)
    assert told.startswith("msvcp140.dll") and "solver/engine.pyd" in told
    runtime = tmp_path / "wheels" / "msvc_runtime-1-cp313-cp313-win_amd64.whl"
    with zipfile.ZipFile(runtime, "w") as archive:
        archive.writestr("msvc_runtime-1.data/data/msvcp140.dll", program_of_windows())
    assert closure.missing(tmp_path) == []


def test_the_scripts_of_windows_end_their_lines_as_windows_does() -> None:
    """``cmd.exe`` loses its place in a file whose lines end as those of Unix."""
    for platform in bundle.PLATFORMS.values():
        for script in platform.scripts:
            text = bundle.script(script, platform)
            assert (b"\r\n" in text) == platform.windows
            assert text.count(b"\n") == text.count(b"\r\n") or not platform.windows


def wheel(folder: Path, name: str, **modules: str) -> Path:
    """A wheel of one package with these modules."""
    made = folder / f"{name}-1-py3-none-any.whl"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n"
    with zipfile.ZipFile(made, "w") as archive:
        for module, text in modules.items():
            archive.writestr(f"{name}/{module}.py", text)
        archive.writestr(f"{name}-1.dist-info/METADATA", about)
        archive.writestr(
            f"{name}-1.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{name}-1.dist-info/RECORD", "")
    return made


PROGRAM = """
import subprocess, sys
import small
def main():
    child = "import small, lungang; print('child', small.__name__)"
    print("ran", *sys.argv[1:], flush=True)
    sys.exit(subprocess.call([sys.executable, "-c", child]))
if __name__ == "__main__":
    main()
"""


@pytest.fixture
def wheelhouse(tmp_path: Path) -> Path:
    """A wheelhouse with a program of one module, which needs one other package."""
    where = tmp_path / "lungang-1-wheelhouse"
    (where / "wheels").mkdir(parents=True)
    small = wheel(where / "wheels", "small", __init__="")
    wheel(where / "wheels", "lungang", __init__="", cli=PROGRAM)
    digest = hashlib.sha256(small.read_bytes()).hexdigest()
    (where / "requirements.lock").write_text(f"small==1 --hash=sha256:{digest}\n")
    (where / "PYTHON-VERSION").write_text(HERE + "\n")
    for name in ("install.sh", "verify.py", "lungang"):
        shutil.copy(HOME / "packaging" / name, where / name)
        (where / name).chmod(0o755)
    return where


def strange(folder: Path) -> dict[str, str]:
    """An environment with a package of the same name, and with wishes for pip."""
    other = folder.parent / "other"
    other.mkdir(exist_ok=True)
    (other / "small.py").write_text("raise SystemExit('the wrong package')")
    return {**os.environ, "PYTHONPATH": str(other), "PIP_USER": "1", "PIP_TARGET": "/x"}


def installed(folder: Path) -> subprocess.CompletedProcess[str]:
    """What ``install.sh`` says, of a folder whose sums are made now if it has none."""
    for name, method in (("SHA256SUMS", "sha256"), ("SM3SUMS", "sm3")):
        if not (folder / name).exists():
            (folder / name).write_text(bundle.checksums(folder, method), "utf-8")
    python = Path(getattr(sys, "_base_executable", sys.executable)).resolve().parent
    return subprocess.run(
        ["sh", str(folder / "install.sh")], capture_output=True, text=True,
        env={**strange(folder), "PATH": f"{python}:/usr/bin:/bin"},
    )  # fmt: skip


def test_a_wheelhouse_installs_with_the_python_of_the_machine(wheelhouse: Path) -> None:
    done = installed(wheelhouse)
    assert done.returncode == 0, done.stderr
    assert "ran doctor" in done.stdout and "done" in done.stdout
    ran = subprocess.run(
        ["sh", str(wheelhouse / "lungang"), "demo"], capture_output=True, text=True,
        env=strange(wheelhouse), cwd=wheelhouse.parent / "other",
    )  # fmt: skip
    assert ran.stdout == "ran demo\nchild small\n", ran.stderr
    assert installed(wheelhouse).returncode == 0  # and once more


def test_a_wheelhouse_tells_which_python_is_missing(wheelhouse: Path) -> None:
    (wheelhouse / "PYTHON-VERSION").write_text("3.99\n")
    done = installed(wheelhouse)
    assert done.returncode == 1 and "no python3.99 here" in done.stderr


def test_a_damaged_archive_is_not_installed(wheelhouse: Path) -> None:
    for name in ("SHA256SUMS", "SM3SUMS"):
        (wheelhouse / name).write_text(bundle.checksums(wheelhouse, name[:-4].lower()))
    with (wheelhouse / "wheels/small-1-py3-none-any.whl").open("ab") as stream:
        stream.write(b"x")
    done = installed(wheelhouse)
    assert done.returncode == 1 and "get the archive again" in done.stderr
    assert not (wheelhouse / "python").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--for win-amd64", "needs --python"),
        ("--for win-amd64 --pyz", "needs --python"),
        ("--for linux-x86_64 --pyz --python x.tar.gz", "takes no --python"),
        ("--for linux-x86_64 --python x.tar.gz", "no such file"),
    ],
)
def test_forms_that_cannot_be_are_refused(
    words: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        bundle.main(words.split())
    assert ended.value.code == 2 and told in capsys.readouterr().err


def test_the_program_as_one_file_runs_its_children_too(
    wheelhouse: Path, tmp_path: Path
) -> None:
    platform = next(
        p for p in bundle.PLATFORMS.values() if p.machine == os.uname().machine
    )
    made: list[Path] = []
    for folder, mask in (("a", 0o022), ("b", 0o077)):
        before = os.umask(mask)
        try:
            goal = tmp_path / folder / "lungang.pyz"
            made.append(pyz.build(wheelhouse / "wheels", platform, HERE, goal))
        finally:
            os.umask(before)
    assert made[0].read_bytes() == made[1].read_bytes()
    cache = tmp_path / "cache"
    ran = subprocess.run(
        [sys.executable, str(made[0]), "demo"], capture_output=True, text=True,
        env={**os.environ, "SHIV_ROOT": str(cache)},
    )  # fmt: skip
    assert ran.stdout == "ran demo\nchild small\n", ran.stderr
    assert list(cache.glob("lungang.pyz_*/site-packages/small"))
    other = pyz.build(wheelhouse / "wheels", platform, "3.99", tmp_path / "other.pyz")
    refused = subprocess.run(
        [sys.executable, str(other)], capture_output=True, text=True,
        env={**os.environ, "SHIV_ROOT": str(cache)},
    )  # fmt: skip
    assert refused.returncode == 1 and "and Python 3.99" in refused.stderr


def test_windows_checks_what_it_runs_first() -> None:
    """``install.bat`` has no interpreter yet to check with."""
    lines = (HOME / "packaging/install.bat").read_text("utf-8").splitlines()
    (check,) = (i for i, line in enumerate(lines) if "call :check" in line)
    first = next(i for i, line in enumerate(lines) if line.startswith("python\\"))
    assert check < first
    assert {"python.zip", "verify.py"} <= set(re.findall(r"[\w.]+", lines[check]))
    assert lines[first] == r"python\python.exe verify.py || goto failed"


def test_the_image_takes_the_wheelhouse_that_is_built() -> None:
    text = (HOME / "packaging/Dockerfile").read_text("utf-8")
    base = re.search(r"^FROM python:([\d.]+)-slim$", text, re.M)
    assert base is not None
    assert f"ADD lungang-*-linux-x86_64-wheelhouse-{base[1]}.tar.gz /opt/" in text
    assert f'"--python-version", default="{base[1]}"' in (
        HOME / "packaging/bundle.py"
    ).read_text("utf-8")
