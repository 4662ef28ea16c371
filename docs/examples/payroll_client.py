"""From a payroll table to a plan with its reasons, through the HTTP API of the desk.

    python payroll_client.py http://127.0.0.1:8765 payroll.csv 2027-01-01

The key of somebody of the personnel section stands in ``LUNGANG_KEY``. The table has a
line a head with at least 工号, 姓名, 部门 and 岗位; other columns are taken as the desk
reads them. Nothing but the standard library and openpyxl is needed.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import openpyxl


class Desk:
    """The API of a desk, with a key."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = f"{url.rstrip('/')}/api/v1", key

    def ask(self, path: str, body: bytes | None = None, kind: str = "") -> Any:
        """One request; a refusal ends the program with its sentence."""
        request = urllib.request.Request(self.url + path, data=body)
        request.add_header("Authorization", f"Bearer {self.key}")
        if kind:
            request.add_header("Content-Type", kind)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            sys.exit(refused.read().decode("utf-8", "replace"))

    def post(self, path: str, given: Any) -> Any:
        """A request with a body."""
        return self.ask(path, json.dumps(given).encode(), "application/json")

    def hand_in(self, path: str, file: bytes, name: str, **fields: str) -> Any:
        """A request with a file."""
        edge, out = uuid.uuid4().hex, io.BytesIO()
        for key, value in fields.items():
            out.write(f'--{edge}\r\nContent-Disposition: form-data; name="{key}"'
                      f"\r\n\r\n{value}\r\n".encode())  # fmt: skip
        out.write(f'--{edge}\r\nContent-Disposition: form-data; name="file"; '
                  f'filename="{name}"\r\n\r\n'.encode())  # fmt: skip
        out.write(file + f"\r\n--{edge}--\r\n".encode())
        return self.ask(path, out.getvalue(), f"multipart/form-data; boundary={edge}")

    def ended(self, job: Any) -> Any:
        """A job once it has ended."""
        while job["state"] not in ("done", "failed"):
            time.sleep(0.5)
            job = self.ask(f"/jobs/{job['id']}")
        return job


def roster(table: Path) -> bytes:
    """A payroll table as a roster in .xlsx."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "花名册"
    with table.open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.reader(lines):
            page.append(line)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def main(url: str, table: str, effect: str) -> None:
    """Hand the table in, solve, and print each move with its reasons."""
    desk = Desk(url, os.environ["LUNGANG_KEY"])
    cycle = desk.post("/cycles", {"name": f"工资表 {effect} {time.time():.0f}"})["id"]
    book = desk.hand_in(f"/cycles/{cycle}/rosters", roster(Path(table)), "r.xlsx",
                        effect=effect)  # fmt: skip
    job = desk.ended(desk.post(f"/workbooks/{book['id']}/solves", {"seconds": 60}))
    print(job["says"]["zh"])
    if job["plan"] is None:
        return
    plan = desk.ask(f"/plans/{job['plan']}")
    for move in plan["moves"][:5]:
        asked = {"question": "why", "names": [move["staff"]]}
        answer = desk.ended(desk.post(f"/plans/{job['plan']}/questions", asked))
        print(answer["result"]["question"]["zh"], answer["result"]["verdict"]["zh"])


if __name__ == "__main__":
    main(*sys.argv[1:])
