"""What this machine lacks for the program, each with its remedy (``lungang doctor``)."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from lungang_models.words import Words

#: The engines: native code that may fail to load, or end the process while loading.
ENGINES = ("ortools.sat.python.cp_model", "highspy", "numpy", "pandas")
#: Parts that not every organisation installs, by the extra that brings them.
EXTRAS = {"django": "web", "matplotlib": "notebook", "typst": "pdf", "psycopg": "pg"}
#: Official papers name these (GB/T 9704-2012); a substitute is used where one is absent.
FONTS = {
    "方正小标宋": ("FZXBSJW", "FZXiaoBiaoSong", "方正小标宋"),
    "仿宋": ("simfang", "FangSong", "仿宋"),
    "黑体": ("simhei", "SimHei", "黑体"),
    "楷体": ("simkai", "KaiTi", "楷体"),
}
#: A solve at 10,000 staff with its papers stays below this.
LEAST_DISK_MB = 500
#: Rare characters of personal names, and the marks that tables use.
SAMPLE_TEXT = "轮岗✓䶮"


class MachineCheck(NamedTuple):
    """One thing looked at: ``ok``, or ``lacking`` (must be mended), or ``note``."""

    name: Words
    state: Literal["ok", "note", "lacking"]
    says: Words
    remedy: Words = Words("", "")


def doctor(folder: Path | None = None) -> tuple[MachineCheck, ...]:
    """Look at the interpreter, the engines, fonts, the console, disk and clock.

    ``folder`` is where results will be written; the current one by default.

    >>> {c.state for c in doctor()} <= {"ok", "note", "lacking"}
    True
    """
    return (
        _interpreter(),
        *(_engine(name) for name in ENGINES),
        *_extras(),
        _fonts(),
        _console(),
        *_disk(folder or Path.cwd()),
        _clock(),
    )


def _interpreter() -> MachineCheck:
    libc = " ".join(platform.libc_ver()).strip()
    says = f"Python {platform.python_version()} · {platform.platform()} {libc}".strip()
    return MachineCheck(Words("解释器", "interpreter"), "ok", Words(says, says))


def _engine(module: str) -> MachineCheck:
    """Whether a native package loads; tried in a process of its own, for it may crash."""
    name = Words(f"求解组件 {module.split('.')[0]}", f"engine {module.split('.')[0]}")
    try:
        done = subprocess.run(
            [sys.executable, "-c", f"import {module}"],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return MachineCheck(
            name, "lacking", Words("无法启动检查", "it could not be tried")
        )
    if done.returncode == 0:
        return MachineCheck(name, "ok", Words("可以加载", "loads"))
    last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
    remedy = Words("重新安装本程序的离线包", "install the offline archive again")
    if os.name == "nt" and "DLL" in last[0]:
        remedy = Words(
            "缺少 MSVCP140.dll：安装 msvc-runtime，或微软 VC++ 运行库",
            "MSVCP140.dll is missing: install msvc-runtime or Microsoft's VC++ runtime",
        )
    return MachineCheck(name, "lacking", Words(last[0], last[0]), remedy)


def _extras() -> Iterator[MachineCheck]:
    for module, extra in EXTRAS.items():
        if importlib.util.find_spec(module) is None:
            yield MachineCheck(
                Words(f"可选组件 {extra}", f"extra {extra}"),
                "note",
                Words("未安装", "not installed"),
                Words(f"需要时安装 lungang[{extra}]", f"lungang[{extra}] if needed"),
            )


def _fonts() -> MachineCheck:
    known = _font_names().casefold()
    missing = [
        name
        for name, spellings in FONTS.items()
        if not any(s.casefold() in known for s in spellings)
    ]
    name = Words("公文字体", "fonts of official papers")
    if not missing:
        return MachineCheck(name, "ok", Words("齐全", "all there"))
    listed = "、".join(missing)
    return MachineCheck(
        name, "note", Words(f"本机没有{listed}", f"not on this machine: {listed}"),
        Words("文件中仍写明规定字体；在有字体的电脑上打印，或由管理员安装",
              "the papers name them still: print where they are, or have them installed"),
    )  # fmt: skip


def _font_names() -> str:
    """Names of fonts and font files of this machine, as one text."""
    if shutil.which("fc-list"):
        done = subprocess.run(["fc-list"], capture_output=True, text=True, timeout=60)
        return done.stdout
    folders = [
        Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
        Path.home() / ".fonts",
        Path("/usr/share/fonts"),
    ]
    return " ".join(
        p.name for folder in folders if folder.is_dir() for p in folder.rglob("*.tt*")
    )


def _console() -> MachineCheck:
    encoding = sys.stdout.encoding or "ascii"
    name = Words("控制台编码", "console encoding")
    try:
        SAMPLE_TEXT.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return MachineCheck(
            name, "note",
            Words(f"{encoding}，部分字符将以？显示", f"{encoding} lacks some characters"),
            Words("先运行 chcp 65001，或设置 PYTHONUTF8=1",
                  "run chcp 65001 first, or set PYTHONUTF8=1"),
        )  # fmt: skip
    return MachineCheck(name, "ok", Words(encoding, encoding))


def _disk(folder: Path) -> Iterator[MachineCheck]:
    name = Words("磁盘", "disk")
    try:
        free = shutil.disk_usage(folder).free // 2**20
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        yield MachineCheck(
            name, "lacking", Words(f"不能写入 {folder}", f"{folder} cannot be written to"),
            Words("换一个文件夹，或检查权限", "use another folder, or mend the permission"),
        )  # fmt: skip
        return
    says = Words(f"剩余{free}MB", f"{free} MB free")
    remedy = Words("清理磁盘", "free some space")
    yield (
        MachineCheck(name, "ok", says)
        if free >= LEAST_DISK_MB
        else MachineCheck(name, "lacking", says, remedy)
    )


def _clock() -> MachineCheck:
    now = time.localtime()
    says = f"{time.strftime('%Y-%m-%d %H:%M', now)} {time.strftime('%z', now)}"
    name = Words("日期与时区", "date and time zone")
    if now.tm_year < 2026:
        return MachineCheck(
            name, "lacking", Words(says, says),
            Words("校准系统时间", "set the clock"),
        )  # fmt: skip
    if time.strftime("%z", now) != "+0800":
        return MachineCheck(
            name, "note", Words(says, says),
            Words("如在中国使用，请设为东八区", "in China, set it to UTC+8"),
        )  # fmt: skip
    return MachineCheck(name, "ok", Words(says, says))
