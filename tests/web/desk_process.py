"""The desk as a process of its own, as an office starts it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Desk:
    """A running desk; it can be killed and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.first = ""
        self.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it says that it is open."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("LUNGANG_DESK")}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        if "LUNGANG_TEST_PG" in env:
            env["LUNGANG_DESK_PG"] = env["LUNGANG_TEST_PG"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lungang.cli", "serve", "--port", str(self.port),
             "--data", str(self.folder)],
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
            encoding="utf-8",
        )  # fmt: skip
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if found := re.search(r"一次性口令：([^\s（]+)", line):
                self.first = found[1]
            if "Ctrl-C" in line:
                return
        raise AssertionError(f"the desk ended with {self.process.wait()}")

    def kill(self) -> None:
        """As a power cut would end it."""
        self.process.kill()
        self.process.wait()
        time.sleep(0.3)

    def stop(self) -> None:
        """As Ctrl-C would end it."""
        self.process.terminate()
        self.process.wait(20)
