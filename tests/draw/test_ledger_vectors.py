"""One list of cases for the rules of the ledger, held by four programs that share no
code: the product, both shipped verifiers, the reader from the specification alone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import independent_verifier
import pytest
from verifying import NODE, PACKAGE, python_verifier

from lungang.draw.canonical_bytes import canonical
from lungang.draw.invariants import BROKEN
from lungang.draw.ledger import BrokenLedger, parse
from lungang.draw.stream import hexdigest

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "ledger_vectors.json").read_text("utf-8")
)


def chained(events: list[dict[str, Any]]) -> bytes:
    """The bytes of a ledger with these events, its hashes right."""
    prev, lines = "0" * 64, []
    for seq, event in enumerate(events):
        body = {"alg": "sha256", **event, "seq": seq, "prev": prev}
        prev = hexdigest(body["alg"], canonical(body))
        lines.append(canonical({**body, "hash": prev}) + b"\n")
    return b"".join(lines)


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_the_product(case: dict[str, Any]) -> None:
    try:
        entries, torn = parse(chained(case["events"]))
        found = (0, "")
        assert len(entries) == len(case["events"]) and not torn
    except BrokenLedger as error:
        found = (error.seq + 1, error.code)
    assert found == (case["line"], case["code"])


def test_the_python_verifier() -> None:
    own = python_verifier()
    for case in VECTORS:
        _, _, found = own.read_ledger(chained(case["events"]))
        assert found == (case["line"], case["code"]), case["name"]


def test_the_javascript_verifier() -> None:
    script = """
const V = require(process.argv[1]), fs = require("fs");
const ledgers = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(ledgers.map((text) => {
  const { line, code } = V.readLedger(V.utf8(text));
  return [line, code];
})));
"""
    ran = subprocess.run(
        [str(NODE), "-e", script, str(PACKAGE / "verify_draw.js")],
        input=json.dumps([chained(case["events"]).decode() for case in VECTORS]),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    expected = [[case["line"], case["code"]] for case in VECTORS]
    for case, found, wanted in zip(
        VECTORS, json.loads(ran.stdout), expected, strict=True
    ):
        assert found == wanted, case["name"]


def test_the_reader_from_the_specification() -> None:
    for case in VECTORS:
        _, _, bad = independent_verifier.lines_of(chained(case["events"]))
        assert bad + 1 == case["line"], case["name"]


def test_every_rule_has_a_case() -> None:
    seen = {case["code"] for case in VECTORS} | {"legacy"}
    assert set(BROKEN) <= seen
