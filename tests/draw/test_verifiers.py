"""Both verifiers, which share no code: they stand alone, agree, and miss no bit."""

from __future__ import annotations

import ast
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from verifying import NODE, PACKAGE, both, run_node, run_python

Bundle = tuple[Path, str]


def test_honest_bundles(bundle: Bundle, public: Bundle, closed: Bundle) -> None:
    """Public, inspection, and a closed year: verified with the root, never without."""
    for folder, root in (bundle, public, closed):
        assert both(folder, "--root", root) == "verified"
        assert both(folder) == "not-compared"
        assert "承诺值未核对" in run_python(folder)[1].splitlines()[-1]
        assert both(folder, "--root", "0" * 64) == "rejected"


def test_a_root_in_any_official_spelling(public: Bundle) -> None:
    folder, root = public
    groups = [root[k : k + 8] for k in range(0, 64, 8)]
    for words in (
        ["--root", " ".join(groups)], ["--root", root.upper()], groups, [root],
        ["--root", f"“{' '.join(groups).upper()}”"], ["--root", f'"{root}"'],
    ):  # fmt: skip
        assert both(folder, *words) == "verified"
    assert both(folder, "--root", root + "x") == "rejected"
    assert both(folder, "--root", root[:-1]) == "rejected"


def test_one_language_at_a_time(public: Bundle) -> None:
    for run in (run_python, run_node):
        english = run(public[0], "--lang", "en")[1]
        own = english.replace("某局", "").replace("号球", "")
        own = own.replace("双色球", "").replace("大乐透", "")
        assert not [c for c in own if "\u4e00" <= c <= "\u9fff"], own
        assert "PASS" not in run(public[0])[1]


def test_each_check_says_on_which_bundle_it_ran(bundle: Bundle, public: Bundle) -> None:
    for run in (run_python, run_node):
        said = run(bundle[0])[1]
        assert "[公开件] book.csv" in said and "[核查件] certificate.json" in said
        assert "须用同一承诺值的核查件" in run(public[0])[1]


def test_a_bundle_of_the_first_version(public: Bundle, tmp_path: Path) -> None:
    """The new verifiers say which one to use, and neither accept nor reject it."""
    folder = tmp_path / "b"
    shutil.copytree(public[0], folder)
    raw = json.loads((folder / "commit.json").read_bytes())
    (folder / "commit.json").write_text(
        json.dumps({**raw, "schema": "lungang-draw-commit/1"}), "utf-8"
    )
    assert both(folder) == "old"
    for run in (run_python, run_node):
        assert "自带" in run(folder)[1].splitlines()[-1]


def test_the_python_verifier_stands_alone() -> None:
    """Nothing but the standard library; names in full, no long functions."""
    tree = ast.parse((PACKAGE / "verify_draw.py").read_text("utf-8"))
    names = {
        a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names
    }
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for function in functions:
        assert (function.end_lineno or 0) - function.lineno < 75, function.name


def test_the_html_page_is_one_file_and_offline(bundle: Bundle) -> None:
    text = (bundle[0] / "verify_draw.html").read_text(encoding="utf-8")
    assert "const VerifyDraw" in text and "/*VERIFIER*/" not in text
    assert "default-src 'none'" in text and "innerHTML" not in text
    assert "http://" not in text and "https://" not in text and " src=" not in text


FLIPS = """
const V = require(process.argv[1]), fs = require("fs"), path = require("path");
const folder = process.argv[2], flips = JSON.parse(process.argv[3]);
const whole = new Map(fs.readdirSync(folder).map((name) => [name,
  new Uint8Array(fs.readFileSync(path.join(folder, name)))]));
const accepted = [];
if (V.verify(whole).verdict !== "not-compared") throw new Error("the true bundle is rejected");
for (const [name, place, bit] of flips) {
  const files = new Map(whole).set(name, Uint8Array.from(whole.get(name)));
  files.get(name)[place] ^= bit;
  if (!["rejected", "old"].includes(V.verify(files).verdict)) accepted.push([name, place, bit]);
}
console.log(JSON.stringify(accepted));
"""


def flips_of(folder: Path, many: int, seed: int) -> list[tuple[str, int, int]]:
    """Random (file, byte, bit): every file in turn, so small ones get theirs."""
    chance = random.Random(seed)
    names = sorted(path.name for path in folder.iterdir())
    found = []
    for number in range(many):
        name = names[number % len(names)]
        place = chance.randrange((folder / name).stat().st_size)
        found.append((name, place, 1 << chance.randrange(8)))
    return found


def test_500_byte_flips_rejected_by_javascript(bundle: Bundle) -> None:
    flips = flips_of(bundle[0], 500, seed=7)
    ran = subprocess.run(
        [str(NODE), "-e", FLIPS, str(PACKAGE / "verify_draw.js"), str(bundle[0]),
         json.dumps(flips)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == []


def _flips_rejected(folder: Path, flips: list[tuple[str, int, int]]) -> None:
    for name, place, bit in flips:
        path = folder / name
        data = path.read_bytes()
        changed = bytearray(data)
        changed[place] ^= bit
        path.write_bytes(bytes(changed))
        assert run_python(folder)[0] in ("rejected", "old"), (name, place, bit)
        path.write_bytes(data)
    assert run_python(folder)[0] == "not-compared"


def test_byte_flips_rejected_by_python(closed: Bundle, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    shutil.copytree(closed[0], folder)
    _flips_rejected(folder, flips_of(folder, 40, seed=11))


@pytest.mark.slow
def test_500_byte_flips_rejected_by_python(closed: Bundle, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    shutil.copytree(closed[0], folder)
    _flips_rejected(folder, flips_of(folder, 500, seed=7))


def test_javascript_hashes_against_python() -> None:
    """SHA-256, SHA-512 and SM3 written from scratch, at block borders."""
    import hashlib

    script = """
const V = require(process.argv[1]), out = [];
for (const n of JSON.parse(process.argv[2])) {
  const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 7 + n) % 256);
  out.push(["sha256", "sha512", "sm3"].map((name) => V.hex(V[name](bytes))));
}
console.log(JSON.stringify(out));
"""
    sizes = [0, 1, 55, 56, 63, 64, 111, 112, 127, 128, 129, 300]
    ran = subprocess.run(
        [str(NODE), "-e", script, str(PACKAGE / "verify_draw.js"), json.dumps(sizes)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = ["sha256", "sha512"]
    names += ["sm3"] if "sm3" in hashlib.algorithms_available else []
    for n, found in zip(sizes, json.loads(ran.stdout), strict=True):
        data = bytes((i * 7 + n) % 256 for i in range(n))
        wanted = [hashlib.new(name, data).hexdigest() for name in names]
        assert found[: len(names)] == wanted


def test_javascript_ed25519_vectors() -> None:
    """RFC 8032 section 7.1, tests 1 and 2, and each with one bit changed."""
    script = """
const V = require(process.argv[1]), out = [];
for (const [key, message, signature] of JSON.parse(process.argv[2])) {
  const ask = (k, m, s) => { try { return V.ed25519(k, m, s); } catch { return false; } };
  const parts = [V.unhex(key), V.unhex(message), V.unhex(signature)];
  out.push(ask(...parts));
  for (const part of [0, 2]) {
    parts[part][5] ^= 1;
    out.push(ask(...parts));
    parts[part][5] ^= 1;
  }
}
console.log(JSON.stringify(out));
"""
    vectors = [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ]
    ran = subprocess.run(
        [str(NODE), "-e", script, str(PACKAGE / "verify_draw.js"), json.dumps(vectors)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout) == [True, False, False] * 2
