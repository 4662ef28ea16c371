"""Characters that came with a later edition of Unicode: each program has an edition of its
own, and all must read a name alike."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from forgeries import Fraud
from forging import Forgery
from verifying import NODE, both, python_verifier

from lungang.draw import alike

Bundle = tuple[Path, str]
READ = r"""
const points = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(points.map((point) => {
  const c = String.fromCodePoint(point);
  return [c.normalize("NFKC").toLowerCase(), c.normalize("NFC"), /[\p{L}\p{N}]/u.test(c),
    /[\p{Z}\p{Cc}\p{Cf}]/u.test(c), /\p{Nd}/u.test(c)];
})));
"""


def organisation(f: Forgery) -> None:
    """A mark that prints nothing, since the edition of 2022."""
    f.commit["org"] = f.opening["org"] = "\U00013439"


def unit(f: Forgery) -> None:
    """Two signs that are one since the edition of 2024."""
    for name in ("roster.csv", "rules.json", "conflicts.csv"):
        data = f.files[name]
        f.files[name] = data.replace(b"U000", "U\U000105d2\u0307".encode())


def law(f: Forgery) -> None:
    """The law of an exclusion begins with a figure since the edition of 2022."""
    f.text("exclusions.csv", ",38,", ",\U00011f51,")


def watched(*names: str) -> Fraud:
    """Other witnesses."""
    return lambda f: f.value(1, lambda r: r.update(witnesses=[*names]))


FRAUDS: dict[str, tuple[str, Fraud]] = {
    "an organisation nobody sees": ("not-compared", organisation),
    "a unit in another form": ("not-compared", unit),
    "a law that is a figure": ("not-compared", law),
    "a witness of a new letter": ("rejected", watched("甲", "\ua7cb")),
    "a witness in new capitals": ("rejected", watched("\ua7cb", "\u0264")),
    "an office of a new letter": (
        "rejected", lambda f: f.event("SLIPS").update(actor="\ua7da")),
}  # fmt: skip


@pytest.mark.parametrize("name", FRAUDS)
def test_all_read_a_new_character_alike(
    name: str, bundle: Bundle, keys: dict[str, Path], tmp_path: Path
) -> None:
    verdict, fraud = FRAUDS[name]
    forged = Forgery(bundle[0], tmp_path / "b", keys)
    fraud(forged)
    assert both(forged.finish()) == verdict


def test_settled_characters_are_read_alike() -> None:
    """Every character of the ranges is known to this edition and to that of Node, as the
    same; the product and the page of the specification have the same ranges."""
    own = python_verifier()
    page = (Path(__file__).parents[2] / "docs" / "draw.md").read_text("utf-8")
    stated = own.SETTLED.upper().replace("-", "–")
    assert f"U+{stated};" in page and alike._OLD.pattern == own.OLD.pattern
    text = (Path(alike.__file__).parent / "verify_draw.js").read_text("utf-8")
    found = re.search(r"const SETTLED = (.*?);", text, re.S)
    assert found and "".join(re.findall('"(.*?)"', found[1])) == own.SETTLED
    points = [p for p in range(0x110000) if own.OLD.fullmatch(chr(p))]
    ran = subprocess.run([str(NODE), "-e", READ], input=json.dumps(points),
                         capture_output=True, text=True, check=True)  # fmt: skip
    for point, theirs in zip(points, json.loads(ran.stdout), strict=True):
        c, kind = chr(point), unicodedata.category(chr(point))
        assert kind != "Cn" and theirs == [
            unicodedata.normalize("NFKC", c).lower(), unicodedata.normalize("NFC", c),
            kind[0] in "LN", kind[0] == "Z" or kind in ("Cc", "Cf"), c.isdecimal(),
        ], hex(point)  # fmt: skip
