"""The offline page in a real browser: it accepts a good bundle, rejects a changed one."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from browser import chromium

pytestmark = pytest.mark.slow  # a browser takes from 3 to 20 seconds to start
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
CHOSEN = """<script>
window.onerror = (message) => { document.title = "ERROR " + message; };
window.onunhandledrejection = ({ reason }) => { document.title = "ERROR " + reason; };
const all = Object.entries(FILES).map(([name, text]) => ({ isFile: true,
  fullPath: `/folder/${name}`, file: (good) => good({ arrayBuffer: async () =>
    Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer }) }));
const parts = [all.slice(0, 5), all.slice(5), []];
dropped([{ isFile: false, isDirectory: true, fullPath: "/folder",
  createReader: () => ({ readEntries: (good) => good(parts.shift()) }) }]);
</script></body>"""


def shown(folder: Path, root: str, work: Path) -> str:
    """The page's text once a folder with all its files was dropped on it."""
    files = {
        path.relative_to(folder).as_posix(): base64.b64encode(
            path.read_bytes()
        ).decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    page = (folder / "verify_draw.html").read_text("utf-8")
    page = page.replace(
        'id="root" type="text"', f'id="root" value="{root}" type="text"'
    )
    assert page.count("</body>") == 1
    chosen = CHOSEN.replace("FILES", json.dumps(files))
    work.mkdir()
    (work / "page.html").write_text(page.replace("</body>", chosen), "utf-8")
    ran = subprocess.run(
        [
            chromium(), *FLAGS, f"--user-data-dir={work / 'profile'}",
            "--dump-dom", (work / "page.html").as_uri(),
        ],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    text = re.sub(r"<script.*?</script>", "", ran.stdout, flags=re.DOTALL)
    assert "ERROR" not in text, re.findall("ERROR[^<]*", text)
    return text


def test_the_page_in_a_browser(bundle: tuple[Path, str], tmp_path: Path) -> None:
    folder, root = bundle
    good = shown(folder, root, tmp_path / "good")
    assert "验证通过" in good and "不符" not in good
    own = hashlib.sha256((folder / "verify_draw.js").read_bytes()).hexdigest()
    assert own in good and "不是本程序" not in good  # as the record prints it
    assert (
        "双色球 2026009：3 8 12 20 27 31 + 9" in good
    )  # to be compared with the newspaper
    nothing = shown(folder, "", tmp_path / "no-root")
    assert "承诺值未核对" in nothing and 'class="good"' not in nothing
    changed = tmp_path / "changed"
    shutil.copytree(folder, changed)
    book = changed / "book.csv"
    book.write_bytes(book.read_bytes().replace(b"P00001", b"P00002", 1))
    bad = shown(changed, root, tmp_path / "bad")
    assert "验证不通过" in bad and "不符" in bad and "book.csv" in bad
    (changed / "honest").mkdir()  # what a program takes, and nobody opens
    shutil.copy(folder / "book.csv", changed / "honest" / "book.csv")
    assert "验证不通过" in shown(changed, root, tmp_path / "below")
