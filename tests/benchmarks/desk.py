"""How long the desk takes at 2,000 staff: a desk of its own, pages asked for, a table.

    python tests/benchmarks/desk.py [--staff 2000] [--write]

Seconds are those of the processor, so that a machine that others use as well tells the
same; the ratio is to solving the same organisation in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
        page += clients(Path(folder), asked.staff)
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


CLIENTS, ROUNDS = 20, 3
CLIENTS_HEAD = """
## {n}人同时使用 / {n} clients at once

The desk as an office starts it (`lungang serve`, SQLite, one process), the same
organisation with its plan. Each client signed in and asked {rounds} times for each of the
pages above and edited a row of their own; {asked} requests, none refused. Seconds of the
processor of the server for one request: {each:.3f}. Memory of the server: {before} MB before
they came, {most} MB at most.
"""


def clients(folder: Path, staff: int) -> str:
    """What twenty people at once cost the server of a desk."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from web.clerk import PASSWORD, Clerk
    from web.desk_process import Desk

    desk = Desk(folder / "served")
    try:
        admin = Clerk(desk, "admin")
        admin.own_password(desk.first)
        people = [Clerk(desk, f"hr{n:02}") for n in range(CLIENTS)]
        for one in people:
            one.own_password(admin.new_account(one.name, "hr"))
        hr = people[0]
        hr.post("/cycle/", {"name": "2027年度轮岗"})
        hr.hand_in(1, (folder / "book.xlsx").read_bytes())
        page = hr.get("/book/1/sheet/0/")
        at = next(n for n, name in re.findall(TABS, page) if name == "人员")
        hr.post("/book/1/solve/", {"seconds": "600"})
        while hr.http.get(f"{desk.url}/plan/1/").status_code != 200:
            time.sleep(1)
        plan = hr.get("/plan/1/board/")
        who, post = (
            re.findall(rf'data-{k}="([^"]+)"', plan)[3] for k in ("staff", "post")
        )
        before, spent = _memory(desk.process.pid, "VmRSS"), _spent(desk.process.pid)
        asked = [0]

        def work(n: int, one: Clerk) -> None:
            one.sign_in(PASSWORD)
            for turn in range(ROUNDS):
                sheet = f"/book/1/sheet/{at}/"
                board = "/plan/1/board/"
                for path in (
                    f"{sheet}?page={n + 1}", "/plan/1/", board, f"{board}?who={who}",
                    f"{board}verdict/?who={who}&at={post}", "/cycle/1/options/",
                    "/cycle/1/register/", "/book/1/",
                ):  # fmt: skip
                    one.get(path)
                place = {"row": str(60 * n + 5), "column": "1", "version": str(turn)}
                one.get(f"{sheet}?page={n + 1}")
                one.post(f"{sheet}edit/", {**place, "text": f"名{n}{turn}"})
                asked[0] += 10

        with ThreadPoolExecutor(CLIENTS) as pool:
            for done in [pool.submit(work, n, one) for n, one in enumerate(people)]:
                done.result()
        each = (_spent(desk.process.pid) - spent) / asked[0]
        most = _memory(desk.process.pid, "VmHWM")
    finally:
        desk.stop()
    return CLIENTS_HEAD.format(
        n=CLIENTS, rounds=ROUNDS, asked=asked[0], each=each, before=before, most=most
    )


TABS = r'href="/book/1/sheet/(\d+)/"[^>]*>([^<]+)<'


def _memory(pid: int, what: str) -> int:
    """Megabytes of a process, as Linux counts them."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(rf"{what}:\s+(\d+) kB", text)[0]) // 1024


def _spent(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
