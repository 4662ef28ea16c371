"""Renew the manual: what the program prints, and pictures of what it writes.

``python packaging/manual.py`` runs every command of ``docs/manual`` on a bureau of twelve
and puts its output below it. With ``--pictures`` the pages and papers are photographed as
well, for which Chromium, LibreOffice and Poppler must be there.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from typer.testing import CliRunner

from lungang.cli import app

HOME = Path(__file__).resolve().parents[1]
MANUAL = HOME / "docs" / "manual"
BLOCK = re.compile(r"<!-- (lungang .*?) -->\n```text\n.*?```", re.S)
MOST = 30
"""Lines of an output that the manual shows."""
PAGES = {"report.png": "方案/report.html", "comparison.png": "比较/comparison.html"}
PAPERS = {"meeting.png": "文件/会议材料.docx", "letter.png": "文件/个人告知书"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", action="store_true")
    wanted = parser.parse_args().pictures
    with tempfile.TemporaryDirectory() as folder:
        for page, text in renewed(Path(folder)).items():
            page.write_text(text, "utf-8")
        if wanted:
            photograph(Path(folder))


def renewed(folder: Path) -> dict[Path, str]:
    """Each page of the manual with what its commands print today."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return {
            page: BLOCK.sub(_answered, page.read_text("utf-8"))
            for page in sorted(MANUAL.glob("*.md"))
        }
    finally:
        os.chdir(before)


def _answered(found: re.Match[str]) -> str:
    command = found[1]
    words = shlex.split(command)[1:]
    store = str(Path.cwd() / "runs.sqlite")
    env = {"LUNGANG_LANG": "zh", "LUNGANG_STORE": store, "COLUMNS": "100"}
    done = CliRunner().invoke(app, words, env=env)
    lines = [line.rstrip() for line in done.stdout.strip().splitlines()]
    if len(lines) > MOST:
        lines = [*lines[:MOST], "……"]
    shown = "\n".join(lines).replace(str(Path.cwd()), "")
    return f"<!-- {command} -->\n```text\n{shown}\n```"


def photograph(folder: Path) -> None:
    """The first screen of each page and the first sheet of each paper."""
    made = MANUAL / "pictures"
    for name, page in PAGES.items():
        _run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--window-size=1200,900", f"--screenshot={made / name}",
             (folder / page).as_uri())  # fmt: skip
    for name, paper in PAPERS.items():
        file = folder / paper
        file = sorted(file.iterdir())[2] if file.is_dir() else file
        copy = folder / "paper.docx"
        shutil.copy(file, copy)
        _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, copy)
        _run("pdftoppm", "-r", "60", "-png", "-singlefile", folder / "paper.pdf",
             (made / name).with_suffix(""))  # fmt: skip


def _run(*words: object) -> None:
    subprocess.run([str(w) for w in words], check=True, capture_output=True)


if __name__ == "__main__":
    main()
