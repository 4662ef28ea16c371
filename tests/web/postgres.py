"""A PostgreSQL of one's own for a test: made, used, thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

from web.desk_process import free_port


def programs() -> Path | None:
    """Where ``initdb`` and ``pg_ctl`` are; ``None`` where PostgreSQL is not installed."""
    found = sorted(glob("/usr/lib/postgresql/*/bin/initdb"))
    if found:
        return Path(found[-1]).parent
    on_path = shutil.which("initdb")
    return None if on_path is None else Path(on_path).parent


@contextmanager
def cluster() -> Iterator[str]:
    """A running database as a ``dbname=…`` string, on this machine alone."""
    where = programs()
    assert where is not None, "the longer tests need a PostgreSQL: install postgresql"
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    port, as_other = free_port(), []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_other = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        subprocess.run([*as_other, *command], check=True, capture_output=True,
                       cwd="/", timeout=120)  # fmt: skip

    data = folder / "data"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        run(str(where / "initdb"), "-D", str(data), "-U", "desk", "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
        run(str(where / "pg_ctl"), "-D", str(data), "-o", options, "-w",
            "-l", str(folder / "log"), "start")  # fmt: skip
        yield f"dbname=postgres user=desk host=127.0.0.1 port={port}"
    finally:
        if (data / "postmaster.pid").exists() or as_other:
            subprocess.run(
                [*as_other, str(where / "pg_ctl"), "-D", str(data), "-m", "immediate",
                 "stop"], check=False, capture_output=True, cwd="/",
            )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)
