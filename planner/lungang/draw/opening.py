"""The steps before a commitment: opening, leaving people out, handing out slips.

What decides who can be drawn is fixed by the first ledger line.  Afterwards the files
change by one step only, the exclusion, which keeps the very lines it took out and put
in; undoing all exclusions must give the files of the opening again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lungang.draw.alike import called_so, require_fit
from lungang.draw.assembling import OtherRows, make_pool
from lungang.draw.canonical_bytes import canonical, raise_if, read_json, write_new
from lungang.draw.commit import sealed_hash
from lungang.draw.faults import Refusal, input_fault
from lungang.draw.folder import ActorAndTime, DrawFolder
from lungang.draw.invariants import SCHEMA, require
from lungang.draw.ledger import Event
from lungang.draw.names import check_pids, master_salt, names_root, read_names
from lungang.draw.pool import EXCLUSIONS, INPUT_FILES, Exclusion
from lungang.draw.pool_files import pool_files
from lungang.draw.rules import Rules, rules_bytes
from lungang.draw.stream import hexdigest
from lungang.draw.timestamps import instant, is_day
from lungang.draw.workdays import Day
from lungang_models.fault import Fault
from lungang_models.words import Words

OPEN_SCHEMA = "lungang-draw-open/2"
CHANGED = ("roster.csv", "exclusions.csv", "covers.csv")
Lines = Mapping[str, Mapping[str, list[str]]]

SIGNED_FOR = ("是", "√", "✓", "已签", "yes", "y")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a draw starts from besides its six files: hashes of workbook and plan, and
    the offices by their roles."""

    org: str
    workbook: str = ""
    plan: str = ""
    offices: Mapping[str, str] = field(default_factory=dict)


def open_draw(folder: DrawFolder, opening: Opening, step: ActorAndTime) -> None:
    """Start a draw: inputs and names are there, free of faults, and fixed from now on.

    Raises BadInput, or Refusal where somebody of the roster is missing in the table
    of names.
    """
    pool = folder.pool()
    tables = [(folder.public / n).read_text("utf-8").split("\n") for n in INPUT_FILES]
    require_fit([opening.org, dict(opening.offices), tables])
    require(all(map(called_so, opening.offices.values())), "actor")
    raise_if(
        [*calendar_cut(pool.rules, pool.calendar, step.at),
         *too_early(pool.rules, pool.calendar, step.at)]
    )  # fmt: skip
    folder.make()
    parsed: Any = read_json((folder.public / "rules.json").read_bytes())
    folder.replace("rules.json", rules_bytes(parsed))  # in the one form that is hashed
    alg = pool.rules.hash
    rows = list(read_names(folder).values())
    missing = set(pool.pids) - {row["pid"] for row in rows}
    if missing:
        raise Refusal(
            "names-missing",
            f"姓名对照表缺少名册上的{len(missing)}人，请先制作对照表",
            f"{len(missing)} of the roster are missing in the table of names",
        )
    check_pids(rows, folder.draw)
    salt = folder.salt(alg)
    root = names_root(rows, master_salt(folder))
    data = canonical({
        "schema": OPEN_SCHEMA, "draw": folder.draw, "org": opening.org, "hash": alg,
        "workbook": opening.workbook, "plan": opening.plan, "names_root": root,
        "salt_hash": hexdigest(alg, salt), "holders": len(pool.holders),
        "excluded": len(pool.exclusions), "offices": dict(opening.offices),
        "inputs": {
            name: sealed_hash(name, (folder.public / name).read_bytes(), salt, alg)
            for name in INPUT_FILES
        },
    })  # fmt: skip
    event = Event(
        "OPEN", step.at, step.actor, folder.draw, payload=hexdigest(alg, data),
        facts={"schema": SCHEMA, "names_root": root},
    )  # fmt: skip
    folder.ledger.would_accept(event)
    path = folder.public / "open.json"
    if path.exists() and path.read_bytes() != data:
        folder.set_aside("open.json")  # of an opening that never reached the ledger
    write_new(path, data)
    folder.ledger.append(event)


def calendar_cut(rules: Rules, calendar: Sequence[Day], at: str) -> list[Fault]:
    """The fault of a calendar without today or without the last day of leave: where it
    ends the windows would end, and nobody had decided so."""
    needed = (instant(at).date(), rules.window.last)
    held = [day.date for day in calendar]
    if held and held[0] <= needed[0] and needed[1] <= held[-1]:
        return []
    shown = f"{held[0]} – {held[-1]}" if held else ""
    return [
        input_fault(
            "calendar-cut", "calendar.csv date", shown,
            Words(f"须从今天到{needed[1]}", f"must reach from today to {needed[1]}"),
            Words("补齐缺少的日期", "add the missing days"),
        )
    ]  # fmt: skip


def too_early(rules: Rules, calendar: Sequence[Day], at: str) -> list[Fault]:
    """The fault of a first day of leave before which nothing can be drawn any more.

    Between opening and leave lie the waiting time, the first value and its reveal.
    """
    today = instant(at).date()
    coming = [day.date for day in calendar if day.workday and day.date > today]
    needed = max(rules.waiting_days, 1)
    if (
        len(coming) <= needed  # the commitment needs more days, too, and says so
        or sum(day < rules.window.first for day in coming) >= needed
    ):
        return []
    soonest = coming[needed]
    return [
        input_fault(
            "window-early", "rules.json window.first", str(rules.window.first),
            Words(f"来不及：承诺之后须等{rules.waiting_days}个工作日才有公共数值，"
                  "窗口须晚于揭晓",
                  f"too early: {rules.waiting_days} working days lie between the"
                  " commitment and its value, and the leave begins after the reveal"),
            Words(f"改为{soonest}或更晚（rules 或 open 的 --first）",
                  f"make it {soonest} or later (--first of rules or open)"),
        )
    ]  # fmt: skip


def exclude(folder: DrawFolder, row: Exclusion, step: ActorAndTime) -> None:
    """Move one holder from the roster to the exclusions, with reason and papers.

    Raises BadInput if the reason is not in the closed list or a paper is missing.
    Repeated after a kill it finishes what was begun.
    """
    alg = folder.opening()["hash"]
    folder.require_uncommitted()
    paper = _begun(folder, row) or _exclusion_paper(folder, row)
    if not _about_one(paper["lines"], row.pid):
        raise Refusal(
            "exclude-others",
            f"排除{row.pid}的依据材料动了别人的行，请删去该材料后重试",
            f"the paper that leaves {row.pid} out touches other lines: remove it",
        )
    event = Event(
        "EXCLUDE", step.at, step.actor, folder.draw,
        facts={
            "pid": row.pid, "approved_by": row.approved_by,
            "second_approver": row.second_approver,
            "detail": folder.keep_detail(paper, alg),
        },
    )  # fmt: skip
    folder.ledger.would_accept(event)
    for name in CHANGED:
        data = (folder.public / name).read_bytes()
        folder.replace(name, _changed(data, name, paper["lines"], undo=False))
    folder.ledger.append(event)


def _exclusion_paper(folder: DrawFolder, row: Exclusion) -> dict[str, Any]:
    """What is kept of an exclusion: its row, and the lines it takes out and puts in."""
    pool = folder.pool()
    if row.pid not in pool.index:
        raise Refusal("person-unknown", f"名册中没有{row.pid}", f"{row.pid} is unknown")
    smaller = make_pool(
        pool.rules,
        [holder for holder in pool.holders if holder.pid != row.pid],
        [(p, c) for p, found in pool.covers.items() if p != row.pid for c in found],
        pool.capacity,
        OtherRows([*pool.exclusions, row], pool.barred_pairs, pool.calendar),
    )
    files = pool_files(smaller, (folder.public / "rules.json").read_bytes())
    lines = {}
    for name in CHANGED:
        old = (folder.public / name).read_text("utf-8").splitlines(keepends=True)
        new = files[name].decode("utf-8").splitlines(keepends=True)
        lines[name] = {
            "added": sorted(set(new) - set(old)),
            "removed": sorted(set(old) - set(new)),
        }
    return {"kind": "EXCLUDE", "lines": lines, **_row(row)}


def _about_one(lines: Lines, pid: str) -> bool:
    """Whether an exclusion takes this person's lines out and touches nobody else's."""
    out, covers, roster = (
        lines[n] for n in ("exclusions.csv", "covers.csv", "roster.csv")
    )
    touched = [*roster["removed"], *covers["removed"], *out["added"]]
    return (
        not [*roster["added"], *covers["added"], *out["removed"]]
        and all(line.startswith(f"{pid},") for line in touched)
        and (len(roster["removed"]), len(out["added"])) == (1, 1)
    )


def _row(row: Exclusion) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in EXCLUSIONS}


def _begun(folder: DrawFolder, row: Exclusion) -> dict[str, Any] | None:
    """The paper of the same exclusion, kept before a kill and not in the ledger yet."""
    done = {e.facts.get("detail", "")[:16] for e in folder.events()}
    for name, paper in folder.details().items():
        same = paper["kind"] == "EXCLUDE" and _row(row).items() <= paper.items()
        if same and name[7:23] not in done:
            return {key: value for key, value in paper.items() if key != "nonce"}
    return None


def _changed(data: bytes, name: str, lines: Lines, undo: bool) -> bytes:
    """A table after an exclusion, or before it; done twice it is done once."""
    head, *rest = data.splitlines(keepends=True)
    take, put = (lines[name][k] for k in (("added", "removed") if undo else
                                           ("removed", "added")))  # fmt: skip
    kept = set(rest) - {line.encode() for line in take}
    return b"".join([head, *sorted(kept | {line.encode() for line in put})])


def require_inputs_of_opening(folder: DrawFolder) -> None:
    """Refuse files that differ from those of the opening but for exclusions recorded."""
    opening = folder.opening()
    alg = opening["hash"]
    salt = folder.salt(alg, opening["salt_hash"])
    files = {name: (folder.public / name).read_bytes() for name in INPUT_FILES}
    papers = {name[7:23]: paper for name, paper in folder.details().items()}
    for event in folder.events():
        if event.type == "EXCLUDE":
            lines = papers[event.facts["detail"][:16]]["lines"]
            for name in CHANGED:
                files[name] = _changed(files[name], name, lines, undo=True)
    changed = [
        name
        for name, data in files.items()
        if sealed_hash(name, data, salt, alg) != opening["inputs"][name]
    ]
    if changed:
        listed = "、".join(changed)
        raise Refusal(
            "inputs-changed",
            f"启动之后被改动且没有排除记录：{listed}；请恢复原文件，或换编号另行启动",
            f"changed since the opening without an exclusion: {', '.join(changed)};"
            " restore them, or open another draw",
        )


def record_slips(
    folder: DrawFolder, receipts: list[dict[str, str]], step: ActorAndTime
) -> int:
    """Record that every member got their slip and signed for it; returns how many.

    ``receipts`` have pid, received_on (a day from the opening on) and signed (是 or yes).
    Raises Refusal naming who has not signed, or not on such a day.
    """
    alg = folder.opening()["hash"]
    signed = {
        row["pid"]: row["received_on"]
        for row in receipts
        if row["signed"].strip().lower() in SIGNED_FOR and row["received_on"].strip()
    }
    missing = sorted(set(folder.pool().pids) - set(signed))
    if missing:
        raise Refusal(
            "receipts",
            f"还有{len(missing)}人没有签收抽签条：{'、'.join(missing[:5])}",
            f"{len(missing)} have not signed for their slip: {', '.join(missing[:5])}",
        )
    opened = next(e.at for e in folder.events() if e.type == "OPEN")[:10]
    odd = sorted(
        pid
        for pid, day in signed.items()
        if not (is_day(day) and opened <= day <= step.at[:10])
    )
    if odd:
        raise Refusal(
            "receipts",
            f"签收日期不在启动（{opened}）至今：{'、'.join(odd[:5])}",
            f"not signed for on a day since the opening, {opened}: {', '.join(odd[:5])}",
        )
    paper = {"kind": "SLIPS", "receipts": sorted(signed.items())}
    detail = folder.keep_detail(json.loads(json.dumps(paper)), alg)
    facts = {"count": str(len(signed)), "detail": detail}
    folder.ledger.append(Event("SLIPS", step.at, step.actor, folder.draw, facts=facts))
    return len(signed)
