"""Where things are kept on this machine; light, since every command line loads it."""

from __future__ import annotations

from pathlib import Path

from lungang.disk import data_folder

ANSWERS: Path = data_folder() / "runs.sqlite"
"""Where answers to scenarios are kept unless another file is named."""
