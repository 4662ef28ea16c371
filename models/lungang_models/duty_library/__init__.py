"""Libraries of incompatible duties: pairs with their source, for the duty calculator.

What a law forbids outright is also held against the workbook: a bureau that lists two
such duties and not their pair is asked about it.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO


@cache
def of_law() -> dict[frozenset[str], str]:
    """The pairs that nobody may waive, by the names of the duties, each with its law."""
    return {
        frozenset((line["a"], line["b"])): line["source"]
        for name in ("bank.csv", "finance-bureau.csv")
        for line in csv.DictReader(
            StringIO(files(__name__).joinpath(name).read_text("utf-8"))
        )
        if line["waivable"] == "no"
    }
