"""The pool of a draw from a plan: what the workbook knows, under pseudonyms.

:func:`pool_of` says who belongs to the pool, who is left out and why, and who may
cover whom (:mod:`lungang.draw.covering`); :func:`default_rules` takes share, length
and caps from the workbook's policy with their sources, everything else from
``defaults.json``.  :func:`write_draw` writes the six files under pseudonyms and keeps
names, slips and the sentences about people in the private folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from lungang.disk import private_folder
from lungang.draw.alike import two_approvers
from lungang.draw.assembling import OtherRows, make_pool
from lungang.draw.canonical_bytes import (
    csv_bytes,
    raise_if,
    read_csv,
    without_formula,
    write_new,
)
from lungang.draw.covering import (
    BarredCover,
    Covering,
    covering,
    key_posts,
    left_out,
    members,
)
from lungang.draw.faults import input_fault
from lungang.draw.names import names_bytes
from lungang.draw.pool import BarredPair, Exclusion, Holder, Pool
from lungang.draw.pool_files import write_pool
from lungang.draw.pseudonyms import new_slips, pids_of
from lungang.draw.rules import Rules, parse_rules, rules_bytes
from lungang.draw.shipped import defaults
from lungang.draw.workdays import Day
from lungang_models.facts.leave import LeavePolicy, LeaveRecord, absent_at_once
from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.tenure import Clock, post_clock
from lungang_models.fault import Fault
from lungang_models.office import control_office, discipline, personnel
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rules.staffing.frozen_person import FrozenPerson
from lungang_models.vocabulary import Person, StaffId, Status
from lungang_models.words import Words

WHY = ("pid", "cover", "holder_name", "cover_name", "rule", "code", "article", "says")
LONGEST = 60  # whole years since the last leave, as the roster counts them


@dataclass(frozen=True)
class PoolInputs:
    """Everything a draw needs to know of a plan, by staff number.

    ``holders`` and ``exclusions`` carry staff numbers in place of pids.
    """

    plan: Plan
    holders: tuple[Holder, ...]
    exclusions: tuple[Exclusion, ...]
    covering: Covering

    @property
    def people(self) -> tuple[StaffId, ...]:
        """Everybody the files of the draw refer to."""
        found = {StaffId(h.pid) for h in self.holders}
        found |= {StaffId(e.pid) for e in self.exclusions}
        found |= {c for covers in self.covering.covers.values() for c in covers}
        found |= {row.cover for row in self.covering.barred_pairs}
        found |= {c for posts in self.covering.standing.values() for _, c in posts}
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved that those outside the pool are left out, and who agreed."""

    first: str
    second: str

    def facts(self) -> dict[str, str]:
        """The two, as a ledger line names them."""
        return {"approved_by": self.first, "second_approver": self.second}


def pool_of(
    plan: Plan,
    on: date,
    history: Sequence[LeaveRecord],
    approval: Approval,
) -> PoolInputs:
    """The pool under a plan on a day; raises BadInput for papers that are missing.

    Members are holders of key posts within the organ's authority, neither frozen nor
    away (``facts.leave.in_pool``); the others are exclusions with their paper.
    """
    faults: list[Fault] = []
    out = tuple(_exclusion(person, approval, faults) for person in left_out(plan))
    if out and not two_approvers(approval.facts()):
        listed = [
            f"{row.pid} {plan.problem.person[StaffId(row.pid)].name}" for row in out
        ]
        faults.append(
            input_fault(
                "two-approvers", "--approved-by", "、".join(listed),
                Words(f"有{len(out)}人不入名册，须两名不同的人审批",
                      f"{len(out)} are left out: two different people approve it"),
                Words("加 --approved-by 与 --second-approver",
                      "give --approved-by and --second-approver"),
            )
        )  # fmt: skip
    raise_if(faults)
    return PoolInputs(plan, holders_of(plan, on, history), out, covering(plan))


def holders_of(
    plan: Plan, on: date, history: Sequence[LeaveRecord]
) -> tuple[Holder, ...]:
    """The members of the pool under a plan on a day, with staff numbers as pids."""
    served = last_leaves(history, on)
    return tuple(_holder(plan, p, on, served) for p in members(plan))


def last_leaves(history: Sequence[LeaveRecord], on: date) -> dict[StaffId, date]:
    """The last day of each person's last mandatory leave before a day."""
    last: dict[StaffId, date] = {}
    for record in history:
        if record.mandatory and record.until <= on:
            last[record.person] = max(last.get(record.person, date.min), record.until)
    return last


def years_since(
    plan: Plan, person: Person, on: date, served: Mapping[StaffId, date]
) -> int:
    """Whole years since the last mandatory leave, or since taking up the key post.

    Somebody the plan moves into a first key post starts at 0; so does somebody whose
    dates are unknown (the audit of the plan lists them).
    """
    problem = plan.problem
    start = served.get(person.id)
    if start is None:
        today = [*person.concurrent, *([person.post] if person.post else [])]
        if any(problem.post[post].key for post in today):
            start = post_clock(problem, person).since
    months = Clock(start).months(on)
    return min(max(0, (months or 0) // 12), LONGEST)


def _holder(
    plan: Plan, person: Person, on: date, served: Mapping[StaffId, date]
) -> Holder:
    problem = plan.problem
    posts = [problem.post[p] for p in key_posts(plan, person)]
    main = plan.main_post(person)
    processes = {problem.duty[d].process for post in posts for d in post.duties} - {""}
    return Holder(
        pid=person.id,
        unit=_cell(str(main.unit if main is not None else posts[0].unit)),
        process=_cell("+".join(sorted(processes))),
        years_since_draw=years_since(plan, person, on, served),
        groups={"grade": person.level.value},
    )


def _exclusion(person: Person, approval: Approval, faults: list[Fault]) -> Exclusion:
    if person.status is Status.FROZEN:
        reason, article = "frozen", "29"
    elif person.status is Status.AWAY:
        reason, article = "away", "38"
    else:
        reason, article = "authority", "32"
    evidence = person.status_paper
    if reason == "authority":
        evidence = evidence or "人员表“管理权限内”=否"
    at = f"人员 {person.id}"
    if not evidence.strip():
        faults.append(
            input_fault(
                "exclusion-unfounded", f"{at} 状态依据", "",
                Words("不入名册者缺少文号", "left out of the pool without a paper"),
                Words("在人员表“状态依据”填文号", "give the paper on the staff sheet"),
            )
        )  # fmt: skip
    return Exclusion(
        person.id,
        reason,
        article,
        _cell(evidence),
        "",
        _cell(approval.first),
        _cell(approval.second),
    )


# -- the rules ------------------------------------------------------------------


def default_rules(plan: Plan, first: date, last: date) -> dict[str, Any]:
    """rules.json for a plan: the workbook's leave policy over the program's defaults.

    The cap on a unit is the smallest of its units' own, since the draw has one.
    """
    problem = plan.problem
    policy = problem.policy(LeavePolicy)
    raw: dict[str, Any] = defaults()["rules"]
    raw["share"] = str(Fraction(policy.share_percent, 100))
    units = {
        main.unit for p in members(plan) if (main := plan.main_post(p)) is not None
    }
    caps = [absent_at_once(problem, problem.unit[unit]) for unit in units]
    raw["window"] |= {
        "working_days": policy.working_days,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "unit_absent_max": min(caps, default=1),
    }
    sources: dict[str, str] = raw["sources"]
    sources["share"] = _cited(problem, "mandatory-leave", "share_percent")
    sources["window"] = "；".join(
        _cited(problem, "mandatory-leave", knob)
        for knob in ("working_days", "unit_absent_percent")
    )
    if NoticePolicy.key in problem.pack.policies:
        raw["register"]["overdue_years"] = problem.policy(NoticePolicy).leave_years
        sources["register"] = _cited(problem, NoticePolicy.key, "leave_years")
    return raw


def _cited(problem: Problem, policy: str, knob: str) -> str:
    value = getattr(problem.pack.policies[policy], knob)
    source = problem.pack.sources.get(f"{policy}.{knob}", "")
    return f"{value}（{source or problem.pack.name}）"


def year_from(day: date) -> tuple[date, date]:
    """The twelve months that begin on a day."""
    leap = day.month == 2 and day.day == 29
    end = day.replace(year=day.year + 1, day=28 if leap else day.day)
    return day, end - timedelta(days=1)


def offices_of(problem: Problem) -> dict[str, str]:
    """The office behind each role (hr, control, discipline), as the workbook names it."""
    named = {
        "hr": personnel(problem).zh, "control": control_office(problem),
        "discipline": discipline(problem),
    }  # fmt: skip
    return {role: name for role, name in named.items() if name}


# -- the folder -----------------------------------------------------------------


def hidden_pool(
    inputs: PoolInputs, pids: Mapping[str, str], rules: Rules, times: int,
    calendar: Sequence[Day],
) -> Pool:  # fmt: skip
    """The pool under pseudonyms; ``times`` is how often one cover may stand in."""
    found = inputs.covering
    return make_pool(
        rules,
        [replace(holder, pid=pids[holder.pid]) for holder in inputs.holders],
        [(pids[s], pids[c]) for s, covers in found.covers.items() for c in covers],
        {pids[c]: times for covers in found.covers.values() for c in covers},
        OtherRows(
            [replace(row, pid=pids[row.pid]) for row in inputs.exclusions],
            [
                BarredPair(
                    pids[row.holder], pids[row.cover], *_cause(inputs, row),
                    f"{row.code} {inputs.plan.problem.pack.name}",
                )
                for row in found.barred_pairs
            ],
            calendar,
        ),
    )  # fmt: skip


def _cause(inputs: PoolInputs, row: BarredCover) -> tuple[str, str]:
    """Rule and article; somebody merely on loan is never marked as frozen."""
    on_loan = inputs.plan.problem.person[row.cover].status is Status.AWAY
    if on_loan and row.rule == FrozenPerson.id:
        return "away", "38"
    return row.rule, row.article


def write_draw(
    public: Path, private: Path, inputs: PoolInputs, raw: Mapping[str, Any],
    times: int, calendar: Sequence[Day],
) -> Pool:  # fmt: skip
    """Write the six files, and names, slips and reasons to the private folder.

    The slips are written first and used again, so that a step repeated after a kill
    writes the same bytes.  Raises BadInput.
    """
    faults: list[Fault] = []
    data = rules_bytes(raw)
    rules = parse_rules(data, faults)
    raise_if(faults)
    assert rules is not None
    for folder in (public, private):
        private_folder(folder)
    slips = _slips(private / "slips.csv", [str(s) for s in inputs.people])
    pids = pids_of(slips, public.name)
    pool = hidden_pool(inputs, pids, rules, times, calendar)
    write_new(private / "names.csv", _names(inputs, slips, pids))
    write_new(private / "struck.csv", _why(inputs, pids))
    write_pool(public, pool, data)
    return pool


def _slips(path: Path, people: Sequence[str]) -> dict[str, str]:
    if path.exists():
        faults: list[Fault] = []
        rows = read_csv(path, ("person", "slip"), faults)
        raise_if(faults)
        known = {row["person"]: row["slip"] for _, row in rows}
        if set(known) == set(people):
            return known
    slips = new_slips(people)
    rows_ = [{"person": p, "slip": slips[p]} for p in people]
    write_new(path, csv_bytes(("person", "slip"), rows_))
    return slips


def _cell(text: str) -> str:
    """One line, and nothing a spreadsheet program would run."""
    return without_formula(" ".join(text.split()))


def _names(
    inputs: PoolInputs, slips: Mapping[str, str], pids: Mapping[str, str]
) -> bytes:
    problem, plan = inputs.plan.problem, inputs.plan
    roles = dict.fromkeys((h.pid for h in inputs.holders), "member")
    roles |= dict.fromkeys((e.pid for e in inputs.exclusions), "left-out")
    rows = []
    for person in (problem.person[s] for s in inputs.people):
        posts = [problem.post[p] for p in key_posts(plan, person)]
        main = plan.main_post(person)
        shown = posts or ([main] if main is not None else [])
        standing = inputs.covering.standing.get(person.id, ())
        rows.append({
            "person": str(person.id), "slip": slips[person.id], "pid": pids[person.id],
            "name": _cell(person.name),
            "unit": _cell(problem.unit[main.unit].name if main is not None else ""),
            "post": _cell("、".join(post.name for post in shown)),
            "role": roles.get(person.id, "cover"),
            "standing": _cell("、".join(
                f"{problem.post[post].name}：{problem.person[cover].name}"
                for post, cover in standing
            )),
        })  # fmt: skip
    return names_bytes(rows)


def _why(inputs: PoolInputs, pids: Mapping[str, str]) -> bytes:
    person = inputs.plan.problem.person
    return csv_bytes(
        WHY,
        [
            {
                "pid": pids[row.holder], "cover": pids[row.cover],
                "holder_name": _cell(person[row.holder].name),
                "cover_name": _cell(person[row.cover].name),
                "rule": row.rule, "code": row.code, "article": row.article,
                "says": _cell(row.says.zh),
            }
            for row in inputs.covering.barred_pairs
        ],
    )  # fmt: skip
