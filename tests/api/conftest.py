"""One workbook and one result for all tests of the front door."""

from __future__ import annotations

import pytest

import lungang


@pytest.fixture(scope="session")
def bureau() -> lungang.Workbook:
    return lungang.generate_bureau(60, 3)


@pytest.fixture(scope="session")
def result(bureau: lungang.Workbook) -> lungang.Result:
    return bureau.solve(time_limit=60)
