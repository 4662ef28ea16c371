"""Planted facts, searched for in every byte of every page and file that any role may get.

The plan is solved of the workbook that holds them, so that they could be anywhere.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lungang.jobs.limits import Limits
from lungang.jobs.solving import plan as planned
from web.steps import solve
from web.test_desk import GROUPS, pages

pytestmark = [pytest.mark.usefixtures("taken_back"), pytest.mark.slow]

PLANTED = (
    ("亲属申报", "姓名", "金丝雀甲"), ("家属经商", "企业名称", "金丝雀企业"),
    ("人员", "状态依据", "金丝雀立案"),
)  # fmt: skip
SHEETS = {"hr", "discipline"}
"""Who reads the sheets of families and of cases."""
EDITIONS = SHEETS | {"committee", "internal-control"}
"""Who reads the inspection edition of a plan and its register."""


def parts(data: bytes) -> Iterator[bytes]:
    """A file and, where it is an archive, all that is packed in it."""
    yield data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from parts(archive.read(name))


def test_no_role_gets_a_byte_of_what_it_may_not_see(
    person: Callable[..., Any], cycle: Any
) -> None:
    from lungang.web.service import approvals, books

    book, hr = cycle.workbooks.get(), cycle.hr.user
    kept = books.at_edition(book)
    for name, heading, text in PLANTED:
        sheet = kept.sheet(name)
        at = next(n for n, h in sheet.headings.items() if heading in h)
        books.edit(hr, book, (name, sheet.first, at), text, 0)
        book.refresh_from_db()
    problem = books.at_edition(book).problem()
    found = planned(problem, Limits(time_limit=60))
    plan = solve(cycle, (found.to_json(), found.status))
    every = pages(cycle, plan, approvals.send(hr, plan, ""))
    addresses = {p: url for p, (how, url, _) in every.items() if how == "get"}
    for n, name in enumerate(kept.names):
        addresses[f"sheet {name}"] = f"/book/{book.pk}/sheet/{n}/"
    numbers = {p.id_number for p in problem.staff if p.id_number}
    secrets = {text for *_, text in PLANTED} | numbers
    whoever = json.loads(plan.text)["placements"][5]["staff"]
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for group in GROUPS:
        client = person(f"c-{group}", group)
        client.user.staff, client.user.unit = whoever, "BG"
        client.user.save()
        for page, url in addresses.items():
            answer = client.get(url)
            streamed = getattr(answer, "streaming", False)
            data = b"".join(answer.streaming_content) if streamed else answer.content
            text = b"\n".join(parts(data)).decode("utf-8", "replace")
            for secret in secrets:
                if secret in text:
                    seen[secret].add((page, group))
    assert secrets - numbers <= seen.keys() and len(numbers) > 9
    for secret, where in seen.items():
        if secret in numbers:
            assert where <= {("export", "hr")}, secret
        else:
            assert {group for _, group in where} <= EDITIONS, (secret, where)
            read = {
                g for page, g in where if page in ("family", "staff") or " " in page
            }
            assert read <= SHEETS, (secret, where)
