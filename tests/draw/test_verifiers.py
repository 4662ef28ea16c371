"""Both verifiers, which share no code: they stand alone, agree, and miss no bit."""

from __future__ import annotations

import ast
import csv
import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from forging import Forgery
from proceeding import (
    BALLS,
    COMMITTED,
    OFFICES,
    SECRET,
    all_sign,
    at,
    ceremony,
    committed,
    prepared,
)
from verifying import NODE, PACKAGE, both, run_node, run_python

from lungang.draw import aftermath, failing, verify_draw
from lungang.draw import proceedings as steps
from lungang.draw.bundle import write_bundle
from lungang.draw.signatures import sign

Bundle = tuple[Path, str]


def test_honest_bundles(bundle: Bundle, public: Bundle, closed: Bundle) -> None:
    """Public, inspection, and a closed year: verified with the root, never without."""
    for folder, root in (bundle, public, closed):
        assert both(folder, "--root", root) == "verified"
        assert both(folder) == "not-compared"
        assert "承诺值未核对" in run_python(folder)[1].splitlines()[-1]
        assert both(folder, "--root", "0" * 64) == "rejected"


def last(run: Any, folder: Path, *words: str) -> str:
    """The verdict in words."""
    return str(run(folder, *words)[1].splitlines()[-1])


def test_before_the_draw(keys: dict[str, Path], tmp_path: Path) -> None:
    """A commitment that waits is checked as far as it goes, and is never a green pass."""
    folder, _ = prepared(tmp_path / "home", n=10, pages=10)
    root = steps.commit(folder, ceremony(keys), at(COMMITTED), SECRET).root()
    write_bundle(folder, tmp_path / "unsigned")
    all_sign(folder, keys)
    write_bundle(folder, tmp_path / "signed", inspection=True)
    steps.add_entropy(folder, "号球", "4", at(BALLS), ["甲", "乙"])
    write_bundle(folder, tmp_path / "balls")
    for name in ("unsigned", "signed", "balls"):
        made = tmp_path / name
        assert both(made) == both(made, "--root", root) == "undrawn"
        assert both(made, "--root", "0" * 64) == "rejected"
        for run in (run_python, run_node):
            said = last(run, made, "--root", root)
            short = "承诺尚未签齐" if name == "unsigned" else "承诺有效"
            assert said == f"{short}，尚未抽取"
            assert last(run, made) == f"{said}（没有核对承诺值）"
    (tmp_path / "balls" / "entropy-1.json").unlink()
    assert both(tmp_path / "balls") == "rejected"
    book = tmp_path / "signed" / "book.csv"
    book.write_bytes(book.read_bytes().replace(b"00001", b"00002", 1))
    assert both(tmp_path / "signed") == "rejected"


def test_a_commitment_withdrawn_is_not_waiting(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    folder, _ = prepared(tmp_path / "home", n=10, pages=10)
    committed(folder, keys)
    write_bundle(folder, tmp_path / "b")
    approved = ("人事科", "内控办")
    steps.void(folder, "名册有误", approved, at("2026-01-13T09:00:00+08:00"))
    shutil.copy(tmp_path / "home" / "ledger.jsonl", tmp_path / "b")
    for run in (run_python, run_node):
        verdict, said = run(tmp_path / "b")
        assert verdict == "rejected" and "ledger.jsonl VOID FAIL" in said


def test_a_draw_without_a_commitment_has_a_verdict_of_its_own(
    keys: dict[str, Path], tmp_path: Path
) -> None:
    """Opened only, void, failed, closed without a result: each says so, and a change is
    still seen."""
    folder, _ = prepared(tmp_path / "home", n=10, pages=10)
    made = {}

    def write(name: str, words: str) -> None:
        for inspection in (False, True):
            target = tmp_path / f"{name}-{inspection}"
            write_bundle(folder, target, inspection=inspection)
            made[target] = words

    write("opened", "已启动，尚未承诺")
    root = steps.commit(folder, ceremony(keys), at(COMMITTED), SECRET).root()
    steps.void(folder, "有误", ("人事科", "内控办"), at("2026-01-12T09:30:00+08:00"))
    write("void", "最近一次承诺已依法作废，尚未重新承诺")
    steps.commit(folder, ceremony(keys), at("2026-01-12T10:00:00+08:00"), SECRET)
    late = at("2026-01-31T09:00:00+08:00")
    paper = failing.declare_failure(folder, "unsigned", "", late).read_bytes()
    for role in ("hr", "control"):
        failing.sign_failure(folder, role, sign(keys[role], paper), late)
    write("failed", "最近一次承诺已依法宣布失败，尚未重新承诺")
    aftermath.close_draw(folder, late)
    write("shut", "已结案，没有抽取")
    for target, words in made.items():
        for run in (run_python, run_node):
            verdict, said = run(target)
            assert verdict == "undrawn", said
            assert said.splitlines()[-1] == f"{words}（没有核对承诺值）"
            first = target.name.startswith("opened")
            assert run(target, "--root", root)[0] == (
                "rejected" if first else "undrawn"
            )
    ran = subprocess.run(
        [sys.executable, "-m", "lungang.cli", "draw", "verify", str(tmp_path / "failed-False")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 8, ran.stdout + ran.stderr
    assert "已依法宣布失败" in ran.stdout.splitlines()[-1]
    for name, change in {
        "failed-False": lambda b: (b / "failed-2.hr.sig").unlink(),
        "shut-False": lambda b: (b / "void-1.commit.json").unlink(),
        "void-False": lambda b: (b / "reveal.json").write_text("{}"),
        "opened-True": lambda b: (b / "roster.csv").write_bytes(b"pid\n"),
        "opened-False": lambda b: (b / "open.json").unlink(),
    }.items():
        change(tmp_path / name)
        assert {run(tmp_path / name)[0] for run in (run_python, run_node)} == {
            "rejected"
        }


def test_only_files_and_no_links(public: Bundle, tmp_path: Path) -> None:
    """A link can show other bytes tomorrow; what lies in a folder below nobody reads."""
    for name, spoil in {
        "link": lambda b: ((b / "book.csv").rename(tmp_path / "book.csv"),
                           (b / "book.csv").symlink_to(tmp_path / "book.csv")),
        "nowhere": lambda b: (b / "more").symlink_to(tmp_path / "none"),
        "below": lambda b: (b / "below").mkdir(),
    }.items():  # fmt: skip
        folder = tmp_path / name
        shutil.copytree(public[0], folder)
        spoil(folder)
        assert both(folder, "--root", public[1]) == "rejected"


def test_what_is_known_elsewhere_must_be_about_this_draw(public: Bundle) -> None:
    """A role or source misspelled would compare nothing; zeros in front mean nothing."""
    folder, root = public
    for words in (("--key", "HR=SHA256:x"), ("--value", "双色=3 8 12 20 27 31 + 9")):
        assert both(folder, "--root", root, *words) == "rejected"
    for numbers in (
        "3 8 12 20 27 31 + 9",
        "03,08,12,20,27,31+09",
        "12 03 08 20 31 27 ＋ 9",
    ):
        assert (
            both(folder, "--root", root, "--value", f"双色球={numbers}") == "verified"
        )
    for numbers in ("3 8 12 20 27 31 9", "9 + 3 8 12 20 27 31", ""):
        assert (
            both(folder, "--root", root, "--value", f"双色球={numbers}") == "rejected"
        )
    assert both(folder, "--root", root, "--value", "号球=44") == "verified"


def test_another_verifier_in_the_folder_is_named(
    bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    """A verifier that says yes to everything, committed to and signed by all three."""
    forged = Forgery(bundle[0], tmp_path / "b", keys)
    forged.files["verify_draw.py"] = b"print('yes')"
    forged.files["verify_draw.js"] = b"console.log('yes')"
    folder = forged.finish()
    for run in (run_python, run_node):
        verdict, said = run(folder)
        assert verdict == "not-compared" and "不是本程序" in said
        assert "不是本程序" not in run(bundle[0])[1]


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


def wide(text: str) -> str:
    """The same in characters of full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def test_full_width_is_read_alike(bundle: Bundle) -> None:
    """Root, head, value and key as an input method types them."""
    line = (bundle[0] / "ledger.jsonl").read_text("utf-8").splitlines()[-1]
    said = run_python(bundle[0])[1]
    shown = re.findall(r"（hr）的公钥指纹 (\S+)", said)[0]
    words = ["--root", wide(bundle[1]), "--head", wide(json.loads(line)["hash"]),
             "--value", "双色球＝３ 8 12 20 27 31 ＋ 9", "--key", f"hr＝{shown}"]  # fmt: skip
    assert both(bundle[0], *words) == "verified"
    assert both(bundle[0], "--head", "x" + json.loads(line)["hash"]) == "rejected"
    assert both(bundle[0], "--head", "") == "rejected"  # the opening has an empty root


def test_a_misspelled_role_is_told_the_roles(bundle: Bundle, tmp_path: Path) -> None:
    """A key of nobody's role would compare nothing, before a commitment as well."""
    opened = tmp_path / "opened"
    opened.mkdir()
    lines = (bundle[0] / "ledger.jsonl").read_bytes().splitlines(keepends=True)[:2]
    (opened / "ledger.jsonl").write_bytes(b"".join(lines))
    shutil.copy2(bundle[0] / "open.json", opened)
    for run in (run_python, run_node):
        verdict, said = run(bundle[0], "--key", "HR=SHA256:x")
        assert verdict == "rejected" and "（hr control discipline）" in said
        assert run(opened)[0] == "undrawn", run(opened)[1]
        assert run(opened, "--key", "hr=SHA256:x")[0] == "rejected"
        assert run(opened, "--value", "双色球=1")[0] == "rejected"


def test_one_language_at_a_time(public: Bundle) -> None:
    for run in (run_python, run_node):
        english = run(public[0], "--lang", "en")[1]
        own = english.replace("某局", "").replace("号球", "")
        for office in OFFICES.values():
            own = own.replace(office, "")
        own = own.replace("双色球", "").replace("大乐透", "")
        own = own.replace("different people who were there: 乙, 甲", "")
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
    """Nothing but the standard library; short functions of few parameters, and a place
    in the specification for every section."""
    tree = ast.parse((PACKAGE / "verify_draw.py").read_text("utf-8"))
    names = {
        a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names
    }
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for function in functions:
        assert (function.end_lineno or 0) - function.lineno < 60, function.name
        assert len(function.args.args) <= 6, function.name


@pytest.mark.parametrize("name", ["verify_draw.py", "verify_draw.js"])
def test_the_verifiers_follow_the_specification(name: str) -> None:
    """Every section names its paragraph, and stands in the order of the page."""
    text = (PACKAGE / name).read_text("utf-8")
    sections = re.findall(
        r"^ *(?:#|//) ---- [0-9]+[a-z]?\. .*\n *(?:#|//) (.*)$", text, re.M
    )
    named = [found for line in sections for found in re.findall("“(.+?)”", line)]
    page = (Path(__file__).parents[2] / "docs" / "draw.md").read_text("utf-8")
    order = [page.index(f"**{one}" if one != "Specification" else f" {one}")
             for one in named]  # fmt: skip
    assert len(order) == 13 and order == sorted(order)


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


def test_the_verifier_leaves_the_csv_module_as_it_was() -> None:
    """Else a workbook would be read otherwise once a draw was verified."""
    usual = csv.field_size_limit()
    assert len(verify_draw.cells_of("1," + "P00001 " * 30_000)[1]) == 210_000
    assert csv.field_size_limit() == usual < 210_000


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--root={root}"], 0), (["--root", "{root}", "--lang=en"], 0), (["{root}"], 0),
        (["--root"], 2), (["--lang", "fr"], 2), (["--lang=fr"], 2), (["--rot=1"], 2),
        (["--value"], 2), (["--value", "x"], 2), (["--key=hr"], 2), (["--ro=1"], 2),
        (["--value", "--lang=en"], 2), (["--proof", "nowhere.json"], 6),
    ],
)  # fmt: skip
def test_both_are_called_alike(
    bundle: tuple[Path, str], words: list[str], code: int
) -> None:
    """One answer to how they are called, in one language, and no trace of a program."""
    given = [word.format(root=bundle[1]) for word in words]
    said = []
    for start in (
        [sys.executable, "-I", "-S", str(PACKAGE / "verify_draw.py")],
        [str(NODE), str(PACKAGE / "verify_draw.js")],
    ):
        ran = subprocess.run(
            [*start, str(bundle[0]), *given],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        said.append(ran.stderr.replace("python3 verify_draw.py", "node verify_draw.js"))
        told = ran.stdout.splitlines()[-1:]
        assert code != 6 or "--proof 本人凭证可读" in told[0]
    assert said[0] == said[1]
