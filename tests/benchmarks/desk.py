"""How long the desk takes at 2,000 staff: a desk of its own, pages asked for, a table.

    python tests/benchmarks/desk.py [--staff 2000] [--write]

Seconds are those of the processor, so that a machine that others use as well tells the
same; the ratio is to solving the same organisation in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "desk-load.md"
HEAD = """# 工作台在{staff}人上的耗时 / The desk at {staff} staff

Written by `python tests/benchmarks/desk.py --write` (seed 1). Seconds of the processor of
the server for one request: the first one, which opens the workbook or reads the plan, and
the best of the later ones. `× solve` is the best one over solving the same organisation in
the same run ({solve:.1f} s). Memory of the server afterwards: {memory} MB.

| 页面 page | first s | later s | × solve |
|---|---|---|---|
"""


def main() -> None:
    """Measure, and print the page or write it."""
    options = argparse.ArgumentParser()
    options.add_argument("--staff", type=int, default=2000)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LUNGANG_DESK"] = folder
        page = measured(Path(folder), asked.staff)
    if asked.write:
        PAGE.write_text(page, "utf-8", newline="\n")
    else:
        print(page)


def measured(folder: Path, staff: int) -> str:
    """The page of one run."""
    from lungang.web import serving

    serving.ready()
    from django.conf import settings
    from django.contrib.auth.models import Group
    from django.test import Client

    from lungang.jobs.reading import write_invented
    from lungang.web import running
    from lungang.web.models import StoredPlan, User
    from lungang.web.service import books, queue

    settings.ALLOWED_HOSTS = ["testserver"]
    user = User.objects.create_user("hr", password="x")
    user.groups.set(Group.objects.filter(name="hr"))
    write_invented(folder / "book.xlsx", (staff, 1, False))
    cycle = books.begin(user, "2027年度轮岗")
    book = books.adopt(user, cycle, (folder / "book.xlsx").read_bytes(), "book.xlsx")
    began = time.process_time()
    queue.solve(user, book, 600)
    while (job := queue.took()) is not None:
        began = time.process_time()
        running.run(job.pk, job.attempts)
    solve = time.process_time() - began
    books.forget()
    client = Client()
    client.force_login(user)
    plan = StoredPlan.objects.get()
    lines = [
        f"| {name} | {first:.2f} | {best:.3f} | {best / solve:.3f} |"
        for name, first, best in asked_for(client, cycle, book, plan)
    ]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    head = HEAD.format(staff=f"{staff:,}", solve=solve, memory=memory)
    return head + "\n".join(lines) + "\n"


def asked_for(client: Any, cycle: Any, book: Any, plan: Any) -> list[Any]:
    """Each page with the seconds of its first and its best later request."""
    from lungang.web.service import books

    at = books.at_edition(book).names.index("人员")
    document = json.loads(plan.text)
    who = document["moves"][0]["staff"]
    post = document["placements"][5]["post"]
    here = f"/plan/{plan.pk}"
    sheet = f"/book/{book.pk}/sheet/{at}/"

    def edit(n: int) -> Any:
        given = {"row": 30, "column": 1, "text": f"名{n}", "version": n}
        return client.post(f"{sheet}edit/", given)

    books.forget()
    pages: tuple[tuple[str, Callable[[int], Any]], ...] = (
        ("表格 grid page", lambda n: client.get(sheet, {"page": n + 1})),
        ("改一格 edit", edit),
        ("方案 plan", lambda n: client.get(f"{here}/")),
        ("看板 board", lambda n: client.get(f"{here}/board/")),
        ("选一人 person on the board",
         lambda n: client.get(f"{here}/board/", {"who": who})),
        ("试放 verdict",
         lambda n: client.get(f"{here}/board/verdict/", {"who": who, "at": post})),
        ("并列比较 side by side", lambda n: client.get(f"/cycle/{cycle.pk}/options/")),
        ("风险清单 register", lambda n: client.get(f"/cycle/{cycle.pk}/register/")),
        ("问题清单 faults", lambda n: client.get(f"/book/{book.pk}/")),
    )  # fmt: skip
    found = []
    for name, ask in pages:
        seconds = []
        for n in range(4):
            since = time.process_time()
            assert ask(n).status_code == 200, name
            seconds.append(time.process_time() - since)
        found.append((name, seconds[0], min(seconds[1:])))
    return found


if __name__ == "__main__":
    main()
