"""A reader written from the specification alone agrees with the shipped verifiers.

It is asked wherever they are: :func:`verifying.both` and the forgeries.
"""

from __future__ import annotations

import ast
from pathlib import Path

import independent_verifier

Bundle = tuple[Path, str]


def test_it_finds_every_bundle_in_order(
    bundle: Bundle, public: Bundle, closed: Bundle
) -> None:
    for folder, _ in (bundle, public, closed):
        assert independent_verifier.verify(folder) == []


def test_it_shares_no_line_with_the_product() -> None:
    tree = ast.parse(Path(independent_verifier.__file__).read_text("utf-8"))
    names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    names |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import)
              for a in n.names}  # fmt: skip
    assert not [name for name in names if name and name.startswith("lungang")]
