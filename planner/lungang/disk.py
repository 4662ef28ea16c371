"""Files on disk: whole or not at all, and for nobody else's eyes.

Whatever is written here appears under its name only when it is complete and on the disk;
a kill, a full disk or a second writer leave what was there before, or the new, never a
mixture. Files are ``0600`` and the folders made for them ``0700``: nearly all that we
write speaks of people.

Drafts stand in a folder of their own beside the goal, locked while their writer lives;
the next writer sweeps away what a killed one left.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import io
import os
import re
import secrets
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_DRAFT = re.compile(r"\.draft-[0-9a-f]{16}")
MOST_KEPT = 64
"""Files of other people in a result folder that are carried over to the new set."""


def private_folder(path: str | os.PathLike[str]) -> Path:
    """A folder for personal data; those that had to be made are closed to others."""
    where = Path(path)
    missing = [p for p in (where, *where.parents) if not p.exists()]
    where.mkdir(parents=True, exist_ok=True)
    for made in missing:
        made.chmod(PRIVATE_FOLDER)
    return where


def data_folder() -> Path:
    """Where a program keeps what it remembers for its user, by the system's custom.

    Not made yet: who writes there makes it with :func:`private_folder`.
    """
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Application Support"
    else:
        home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "lungang"


@contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A draft that takes the place of ``path`` only when it is complete and on disk.

    Raises ``OSError`` with the name of ``path`` for whatever goes wrong with the draft.

    Example::

        with replaced("plan.json") as draft:
            draft.write_text("{}", encoding="utf-8")
    """
    goal = Path(path)
    private_folder(goal.parent)
    with _named(goal), _drafts(goal.parent) as folder:
        draft = folder / goal.name
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        yield draft
        draft.chmod(PRIVATE_FILE)
        _synced(draft)
        draft.replace(goal)
        _synced(goal.parent)


@contextmanager
def replaced_set(
    folder: str | os.PathLike[str], names: Collection[str], fresh: bool = False
) -> Iterator[Path]:
    """A draft of a whole folder, switched in at once when it is complete and on disk.

    ``names`` are all files that such a set may hold: those of an earlier set that the
    draft has not are gone afterwards, other people's files stay. With ``fresh`` raises
    ``FileExistsError`` where another set is there, even one that came meanwhile.

    The switch is one call of the system, for which a reader sees the old folder or the
    new one. Where the system has none (some network drives), or the folder is a mount
    point or the working directory, the files are replaced one by one, the manifest last.
    """
    goal = Path(path_of(folder))
    private_folder(goal.parent)
    with _named(goal), _drafts(goal.parent) as drafts:
        draft = drafts / "set"
        draft.mkdir(mode=PRIVATE_FOLDER)
        yield draft
        for file in draft.iterdir():
            file.chmod(PRIVATE_FILE)
            _synced(file)
        _synced(draft)
        if fresh:
            _refuse(goal, names)
        others = _others(goal, names)
        if (
            _is_in_use(goal)
            or len(others) > MOST_KEPT
            or any(p.is_dir() for p in others)
        ):
            _one_by_one(draft, goal, names)
            return
        for other in others:
            _kept(other, draft / other.name)
        _switched(draft, goal, names, fresh)
        _synced(goal.parent)


def path_of(folder: str | os.PathLike[str]) -> str:
    """The folder itself where a link leads to it, so that the link stays a link."""
    return os.path.realpath(folder)


def _refuse(goal: Path, names: Collection[str]) -> None:
    if any((goal / name).exists() for name in names):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(goal))


def _others(goal: Path, names: Collection[str]) -> list[Path]:
    """What stands in a folder besides a set of ours."""
    if not goal.is_dir():
        return []
    return [
        p
        for p in goal.iterdir()
        if p.name not in names and not _DRAFT.fullmatch(p.name)
    ]


def _is_in_use(goal: Path) -> bool:
    """Whether the folder itself must stay: a mount point, or where somebody works."""
    here = Path.cwd()
    return os.path.ismount(goal) or goal == here or goal in here.parents


def _kept(other: Path, copy: Path) -> None:
    try:
        os.link(other, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(other, copy, follow_symlinks=False)


def _switched(draft: Path, goal: Path, names: Collection[str], fresh: bool) -> None:
    """Put the draft where the goal is; what was there is where the draft was."""
    if not goal.exists():
        try:
            draft.rename(goal)
            return
        except OSError:
            if not goal.is_dir():  # else another writer came first
                raise
    if fresh:
        _refuse(goal, names)
    _exchange(draft, goal)
    if fresh and any((draft / name).exists() for name in names):
        _exchange(draft, goal)  # one came between: theirs goes back
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(goal))


def _exchange(draft: Path, goal: Path) -> None:
    """Two folders change names, at once where the system can."""
    if _exchanged_at_once(draft, goal):
        return
    aside = draft.with_name("old")
    goal.rename(aside)
    try:
        draft.rename(goal)
    except OSError:
        aside.rename(goal)
        raise
    aside.rename(draft)


def _exchanged_at_once(a: Path, b: Path) -> bool:
    """``renameat2`` of Linux or ``renamex_np`` of macOS; false where there is none."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        first, second = os.fsencode(a), os.fsencode(b)
        if sys.platform == "darwin":
            done = libc.renamex_np(first, second, 2)
        else:
            done = libc.renameat2(-100, first, -100, second, 2)
    except (OSError, AttributeError, TypeError):
        return False
    if done and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(b))
    return not done


def _one_by_one(draft: Path, goal: Path, names: Collection[str]) -> None:
    *_, last = names
    (goal / last).unlink(missing_ok=True)  # no set is promised meanwhile
    for name in names:
        if (draft / name).exists():
            (draft / name).replace(goal / name)
        else:
            (goal / name).unlink(missing_ok=True)
    _synced(goal)


# -- drafts


@contextmanager
def _drafts(parent: Path) -> Iterator[Path]:
    """A folder for drafts, gone afterwards; and those that killed writers left."""
    _swept(parent)
    folder, lock = _locked_folder(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _locked_folder(parent: Path) -> tuple[Path, int | None]:
    while True:
        folder = parent / f".draft-{secrets.token_hex(8)}"
        folder.mkdir(mode=PRIVATE_FOLDER)
        try:
            lock = _lock(folder)
        except (BlockingIOError, FileNotFoundError):
            continue  # another writer took it for one left behind, and sweeps it
        if folder.exists():  # nobody swept it between the two calls
            return folder, lock
        if lock is not None:
            os.close(lock)


def _swept(parent: Path) -> None:
    for left in parent.glob(".draft-*"):
        if _DRAFT.fullmatch(left.name) and left.is_dir():
            with contextlib.suppress(BlockingIOError, OSError):
                lock = _lock(left)
                if lock is not None:
                    shutil.rmtree(left, ignore_errors=True)
                    os.close(lock)


def _lock(folder: Path) -> int | None:
    """A lock that ends with its holder. Raises ``BlockingIOError`` where one is held;
    ``None`` where the system cannot lock a folder, whose drafts are then left alone."""
    if sys.platform == "win32":
        return None
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _synced(path: Path) -> None:
    """Not before the bytes are on the disk does the name speak of them."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _named(goal: Path) -> Iterator[None]:
    """What goes wrong with a draft is told of the file that it was to be."""
    try:
        yield
    except OSError as error:
        named = error.filename
        if named is None or ".draft-" in str(named):
            raise type(error)(error.errno, error.strerror, str(goal)) from error
        raise


def new_workbook(path: Path, options: Mapping[str, Any]) -> Any:
    """An ``xlsxwriter`` workbook that is made in memory and written when it is closed.

    The library's own files would stay in the folder for temporary files after a kill,
    with all they say; and on a full disk its archive complains once more as it is
    thrown away.
    """
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {**options, "in_memory": True})
    closed = book.close

    def close() -> None:
        closed()
        path.write_bytes(made.getvalue())

    book.close = close
    return book
