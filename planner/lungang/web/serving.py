"""The commands of the desk: open it, keep its data in one file, bring them back."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from lungang.disk import private_folder, replaced
from lungang.jobs.limits import one_heap
from lungang.web.home import KEY, data_folder, made_ready
from lungang.web.identity import settings_of
from lungang.web.locks import Busy, held

__all__ = [
    "Busy",
    "NewerDesk",
    "NoIdentityFile",
    "NoKey",
    "NotABackup",
    "OnlySqlite",
    "OpenedDesk",
    "backup",
    "mcp",
    "restore",
    "serve",
]

DATABASE, INDEX = "desk.sqlite3", "backup.json"
SCHEMA = "lungang-desk-backup/1"
LOOPBACK = "127.0.0.1"


class NotABackup(ValueError):
    """The file is no backup of a desk, or it was changed since it was made."""


class OnlySqlite(RuntimeError):
    """On PostgreSQL its own tools make and restore backups."""


class NewerDesk(RuntimeError):
    """The data folder was written by a later version of the program."""


class NoIdentityFile(ValueError):
    """``LUNGANG_DESK_OIDC`` names no file that tells of an identity service."""


@dataclass(frozen=True)
class OpenedDesk:
    """What is told when the desk opens: where, the first administrator, if made, and
    where the data are kept as they were before this version changed them, if it did."""

    url: str
    first: tuple[str, str] | None
    copy: Path | None


def ready() -> Path | None:
    """Make the data folder and the database what this version needs.

    Returns the backup of the data of an earlier version; ``None`` where nothing was
    changed, and on PostgreSQL. Raises ``NewerDesk``.
    """
    os.umask(0o077)
    made_ready()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lungang.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    copy = _copied_before_changes()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _closed()
    return copy


def _copied_before_changes() -> Path | None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    loader = executor.loader
    done = sorted(name for app, name in loader.applied_migrations if app == "desk")
    if any(("desk", name) not in loader.disk_migrations for name in done):
        raise NewerDesk
    todo = executor.migration_plan(loader.graph.leaf_nodes())
    if not done or not todo or connection.vendor != "sqlite":
        return None
    file = data_folder() / f"backup-{done[-1][:4]}.zip"
    backup(file)
    return file


def serve(
    port: int, tell: Callable[[OpenedDesk], None], lan: Sequence[str] = ()
) -> None:
    """Open the desk until the process ends, on this machine alone.

    ``lan`` are the host names under which a proxy on this machine, which speaks TLS,
    serves it to the intranet. Raises ``Busy`` where another desk uses the data folder,
    ``NewerDesk``, ``NoIdentityFile``, ``OSError`` where the port is taken.
    """
    if lan:
        os.environ["LUNGANG_DESK_HOSTS"] = ",".join(lan)
    if identity := os.environ.get("LUNGANG_DESK_OIDC"):
        try:
            settings_of(Path(identity))
            import_module("mozilla_django_oidc")
        except (OSError, ValueError, ImportError) as error:
            raise NoIdentityFile(identity) from error
    with held(made_ready() / "desk.lock"):
        one_heap()
        copy = ready()
        from waitress.server import create_server

        from lungang.web.service import accounts
        from lungang.web.wsgi import application

        proxy: dict[str, Any] = {}
        if lan:
            proxy = {
                "trusted_proxy": LOOPBACK,
                "trusted_proxy_headers": "x-forwarded-proto x-forwarded-for",
                "clear_untrusted_proxy_headers": True,
            }
        server = create_server(
            application, host=LOOPBACK, port=port, threads=8, ident="", **proxy
        )
        first = accounts.first_administrator()
        stop = threading.Event()
        threading.Thread(target=_worker, args=(stop,), daemon=True).start()
        tell(OpenedDesk(f"http://{LOOPBACK}:{server.effective_port}/", first, copy))
        try:
            server.run()
        finally:
            stop.set()


def _worker(stop: threading.Event) -> None:
    """Keep one worker alive while the desk is open."""
    from lungang.web import worker

    while not stop.is_set():
        child = worker.start()
        while child.poll() is None:
            if stop.wait(0.5):
                if child.stdin is not None:
                    child.stdin.close()
                return
        time.sleep(1.0)


def _closed() -> None:
    """What was made in the data folder is for nobody else's eyes."""
    for file in data_folder().glob("desk.sqlite3*"):
        file.chmod(0o600)


class NoKey(PermissionError):
    """There is no key, or it is revoked or too old."""


def mcp(key: str) -> None:
    """Answer a client of the model context protocol on standard input and output.

    Raises ``NoKey``, ``FileNotFoundError`` where there is no desk yet.
    """
    folder = data_folder()
    if not os.environ.get("LUNGANG_DESK_PG") and not (folder / DATABASE).exists():
        raise FileNotFoundError(2, "no desk", str(folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lungang.web.settings")
    import django

    django.setup()
    from lungang.web.machine.mcp import Server, served
    from lungang.web.service import tokens

    if tokens.owner(key) is None:
        raise NoKey

    def write(line: str) -> None:
        sys.stdout.write(line)
        sys.stdout.flush()

    served(Server(lambda: tokens.owner(key)), sys.stdin, write)


# -- backup


def backup(out: Path) -> str:
    """Write the whole desk into one file, while it runs; returns its SHA-256.

    Raises ``OnlySqlite``, ``FileNotFoundError`` where there is no desk yet.
    """
    folder = _sqlite()
    if not (folder / DATABASE).exists():
        raise FileNotFoundError(2, "no desk", str(folder))
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        copy = Path(aside) / DATABASE
        _copied(folder / DATABASE, copy)
        files = {DATABASE: copy, KEY: folder / KEY}
        index = {"schema": SCHEMA, "files": {n: _hash(p) for n, p in files.items()}}
        with replaced(out) as draft, _archive(draft) as archive:
            archive.writestr(INDEX, json.dumps(index, sort_keys=True))
            for name, file in files.items():
                archive.write(file, name)
    return _hash(out)


def restore(file: Path, replace: bool = False) -> tuple[Path, ...]:
    """Bring a desk back from its backup; the data folder is empty, or ``replace``.

    Returns the files that were brought back.
    Raises ``NotABackup``, ``Busy`` while the desk is open, ``FileExistsError``.
    """
    folder = _sqlite()
    private_folder(folder)
    with held(folder / "desk.lock"):
        if (folder / DATABASE).exists() and not replace:
            raise FileExistsError(17, "a desk is there", str(folder))
        with tempfile.TemporaryDirectory(dir=folder) as aside:
            made = Path(aside)
            _unpacked(file, made)
            for name in (DATABASE + "-wal", DATABASE + "-shm"):
                (folder / name).unlink(missing_ok=True)
            for name in (DATABASE, KEY):
                with replaced(folder / name) as draft:
                    draft.write_bytes((made / name).read_bytes())
    return tuple(folder / name for name in (DATABASE, KEY))


def _archive(file: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)


def _unpacked(file: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            index = json.loads(archive.read(INDEX))
            if index.get("schema") != SCHEMA or set(index["files"]) != {DATABASE, KEY}:
                raise NotABackup(file.name)
            for name, digest in index["files"].items():
                (folder / name).write_bytes(archive.read(name))
                if _hash(folder / name) != digest:
                    raise NotABackup(file.name)
        _whole(folder / DATABASE)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise NotABackup(file.name) from error


def _whole(database: Path) -> None:
    db = sqlite3.connect(database)
    try:
        if db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise NotABackup(database.name)
    except sqlite3.DatabaseError as error:
        raise NotABackup(database.name) from error
    finally:
        db.close()


def _copied(source: Path, copy: Path) -> None:
    """The online backup of SQLite: a state of one moment, whoever writes meanwhile."""
    given, made = sqlite3.connect(source), sqlite3.connect(copy)
    try:
        given.backup(made)
    finally:
        made.close()
        given.close()


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sqlite() -> Path:
    if os.environ.get("LUNGANG_DESK_PG"):
        raise OnlySqlite
    return data_folder()
