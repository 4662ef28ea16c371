"""Putting facts together into a pool: every fault of the rows and between them at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lungang.draw.alike import is_blank, same_to_the_eye, two_approvers
from lungang.draw.canonical_bytes import raise_if
from lungang.draw.faults import input_fault
from lungang.draw.pool import BarredPair, Exclusion, Holder, Pool
from lungang.draw.rule_reader import FILE, is_article
from lungang.draw.rules import Rules
from lungang.draw.workdays import Day
from lungang_models.fault import Fault
from lungang_models.words import Words

_PID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,39}")
_HEX64 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class OtherRows:
    """What else narrows a pool: people left out, covers struck out, and the calendar."""

    exclusions: Iterable[Exclusion] = ()
    barred_pairs: Iterable[BarredPair] = ()
    calendar: Iterable[Day] = ()


def make_pool(
    rules: Rules,
    holders: Iterable[Holder],
    covers: Iterable[tuple[str, str]],
    capacity: Mapping[str, int],
    others: OtherRows | None = None,
) -> Pool:
    """Put facts together into a pool; raises BadInput with every fault found."""
    others, faults = others or OtherRows(), list[Fault]()
    read = PoolRows(
        [("roster.csv", holder) for holder in holders],
        [("covers.csv", pid, cover) for pid, cover in covers],
        capacity,
        [("exclusions.csv", row) for row in others.exclusions],
        [("conflicts.csv", row) for row in others.barred_pairs],
        tuple(others.calendar),
    )
    pool = assemble(rules, read, faults)
    raise_if(faults)
    return pool


@dataclass(frozen=True, slots=True)
class PoolRows:
    """The rows of a pool, each with the place where it stands."""

    holders: list[tuple[str, Holder]]
    covers: list[tuple[str, str, str]]
    capacity: Mapping[str, int]
    exclusions: list[tuple[str, Exclusion]]
    barred_pairs: list[tuple[str, BarredPair]]
    calendar: tuple[Day, ...]


def assemble(rules: Rules, read: PoolRows, faults: list[Fault]) -> Pool:
    """The pool of the rows; what is wrong with them is added to ``faults``."""
    holders, exclusions, barred_pairs = read.holders, read.exclusions, read.barred_pairs
    known = _unique_pids([(at, holder.pid) for at, holder in holders], faults)
    _check_spellings(holders, faults)
    _check_people(read, faults)
    _check_exclusions(rules, exclusions, known, faults)
    barred = _check_barred(
        barred_pairs, known, {row.pid for _, row in exclusions}, faults
    )
    pairs = _check_covers(read.covers, known, barred, faults)
    pool = Pool(
        rules=rules,
        holders=tuple(sorted((row for _, row in holders), key=lambda row: row.pid)),
        covers={pid: tuple(sorted(found)) for pid, found in sorted(pairs.items())},
        capacity=dict(sorted(read.capacity.items())),
        exclusions=tuple(sorted((row for _, row in exclusions), key=lambda e: e.pid)),
        barred_pairs=tuple(
            sorted(
                (row for _, row in barred_pairs),
                key=lambda s: (s.pid, s.cover, s.reason),
            )
        ),
        calendar=read.calendar,
    )
    if not faults:
        faults.extend(_impossible_quotas(pool))
    return pool


def _unique_pids(named: list[tuple[str, str]], faults: list[Fault]) -> set[str]:
    known: set[str] = set()
    for at, pid in named:
        if not _PID.fullmatch(pid):
            faults.append(_pid_form(f"{at} pid", pid))
        if pid in known:
            faults.append(
                input_fault(
                    "pid-twice", f"{at} pid", pid,
                    Words("此人出现两次", "this person occurs twice"),
                    Words("删去一行", "remove one of the lines"),
                )
            )  # fmt: skip
        known.add(pid)
    return known


def _check_people(read: PoolRows, faults: list[Fault]) -> None:
    """One person under two spellings would be two people: struck out as one of them and
    covering as the other."""
    named = [(f"{at} pid", holder.pid) for at, holder in read.holders]
    named += [(f"{at} pid", row.pid) for at, row in read.exclusions]
    for at, pid, cover in read.covers:
        named += [(f"{at} pid", pid), (f"{at} cover", cover)]
    for at, row in read.barred_pairs:
        named += [(f"{at} pid", row.pid), (f"{at} cover", row.cover)]
        if not _PID.fullmatch(row.cover):
            faults.append(_pid_form(f"{at} cover", row.cover))
    seen: dict[str, str] = {}
    for at, pid in named:
        first = seen.setdefault(same_to_the_eye(pid), pid)
        if first != pid:
            faults.append(
                input_fault(
                    "pid-alike", at, pid,
                    Words(f"与“{first}”写法不同而看着一样", f"looks like {first}"),
                    Words("同一人写同一个代号", "one person has one pid"),
                )
            )  # fmt: skip


def _pid_form(at: str, pid: str) -> Fault:
    return input_fault(
        "pid-form", at, pid,
        Words("代号写法不对", "not the form of a pid"),
        Words("用字母、数字，最长40位", "letters and digits, at most 40"),
    )  # fmt: skip


def _no_article(at: str, article: str) -> Fault:
    return input_fault(
        "no-article", f"{at} article", article,
        Words("没有这一条", "there is no such article"),
        Words("写条款号，如“21(1)”，或法规全名", "an article, like 21(1)"),
    )  # fmt: skip


def _check_spellings(holders: list[tuple[str, Holder]], faults: list[Fault]) -> None:
    """A group written in two ways that look alike would be two groups to a quota."""
    seen: dict[tuple[str, str], str] = {}
    for at, holder in holders:
        own = {"pid": holder.pid, "unit": holder.unit, "process": holder.process}
        for column, value in {**own, **holder.groups}.items():
            first = seen.setdefault((column, same_to_the_eye(value)), value)
            if first != value:
                faults.append(
                    input_fault(
                        "spelled-twice", f"{at} {column}", value,
                        Words("与另一行写法不同而看着一样",
                              "looks like the value of another line, and differs"),
                        Words(f"统一写作“{first}”", f"write {first} everywhere"),
                    )
                )  # fmt: skip


def _check_exclusions(
    rules: Rules,
    exclusions: list[tuple[str, Exclusion]],
    known: set[str],
    faults: list[Fault],
) -> None:
    allowed = {reason.code for reason in rules.exclusion_reasons}
    _unique_pids([(at, row.pid) for at, row in exclusions], faults)
    for at, row in exclusions:
        if row.pid in known:
            faults.append(
                input_fault(
                    "excluded-and-listed", f"{at} pid", row.pid,
                    Words("此人既被排除又在抽取名册内", "excluded and in the roster"),
                    Words("二者留一", "keep one of the two"),
                )
            )  # fmt: skip
        if row.reason not in allowed:
            listed = "、".join(sorted(allowed))
            faults.append(
                input_fault(
                    "reason-unknown", f"{at} reason", row.reason,
                    Words("不是规定的排除理由", "not one of the closed reasons"),
                    Words(f"可用：{listed}", f"one of: {', '.join(sorted(allowed))}"),
                )
            )  # fmt: skip
        for name in ("article", "evidence", "approved_by", "second_approver"):
            if is_blank(getattr(row, name)):
                faults.append(
                    input_fault(
                        "exclusion-unfounded", f"{at} {name}", "",
                        Words("缺少依据或审批人", "article, paper or approver missing"),
                        Words("补上后再排除", "complete it, or do not exclude"),
                    )
                )  # fmt: skip
        if row.article.strip() and not is_article(row.article):
            faults.append(_no_article(at, row.article))
        if row.evidence_hash and not _HEX64.fullmatch(row.evidence_hash):
            faults.append(
                input_fault(
                    "hash-form", f"{at} evidence_hash", row.evidence_hash,
                    Words("不是64位十六进制哈希", "not 64 hexadecimal digits"),
                    Words("留空或重新计算", "leave it empty or compute it again"),
                )
            )  # fmt: skip
        named = {"approved_by": row.approved_by, "second_approver": row.second_approver}
        if not any(map(is_blank, named.values())) and not two_approvers(named):
            faults.append(
                input_fault(
                    "one-approver", f"{at} second_approver", row.second_approver,
                    Words("两名审批人是同一人", "both approvers are the same person"),
                    Words("另请一人复核", "have somebody else approve it too"),
                )
            )  # fmt: skip


def _check_barred(
    barred_pairs: list[tuple[str, BarredPair]],
    known: set[str],
    excluded: set[str],
    faults: list[Fault],
) -> set[tuple[str, str]]:
    barred = set()
    for at, row in barred_pairs:
        if row.pid not in known | excluded:
            faults.append(_unknown_person(at, row.pid))
        if not row.reason.strip() or not row.evidence.strip():
            faults.append(
                input_fault(
                    "struck-unfounded", f"{at} reason", row.reason,
                    Words("划去代职人须有理由和材料",
                          "striking a cover needs a reason and a document"),
                    Words("补上理由和材料编号", "give the reason and the document"),
                )
            )  # fmt: skip
        if not is_article(row.article):
            faults.append(_no_article(at, row.article))
        barred.add((row.pid, row.cover))
    return barred


def _unknown_person(at: str, pid: str) -> Fault:
    return input_fault(
        "person-unknown", f"{at} pid", pid,
        Words("名册中没有此人", "no such person in the roster"),
        Words("核对代号，或补入名册", "check the pid, or add the person"),
    )  # fmt: skip


def _check_covers(
    covers: list[tuple[str, str, str]],
    known: set[str],
    barred: set[tuple[str, str]],
    faults: list[Fault],
) -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = {}
    for at, pid, cover in covers:
        if pid not in known:
            faults.append(_unknown_person(at, pid))
        if not _PID.fullmatch(cover):
            faults.append(_pid_form(f"{at} cover", cover))
        if pid == cover:
            faults.append(
                input_fault(
                    "covers-self", f"{at} cover", cover,
                    Words("不能自己代自己的职", "nobody covers their own post"),
                    Words("删去该行", "remove the line"),
                )
            )  # fmt: skip
        if (pid, cover) in barred:
            faults.append(
                input_fault(
                    "cover-struck", f"{at} cover", cover,
                    Words("此代职人已在 conflicts.csv 中划去",
                          "this cover is struck out in conflicts.csv"),
                    Words("二者留一", "keep one of the two"),
                )
            )  # fmt: skip
        if cover in pairs.setdefault(pid, set()):
            faults.append(
                input_fault(
                    "pair-twice", f"{at} cover", cover,
                    Words("同一对出现两次", "this pair occurs twice"),
                    Words("删去一行", "remove one of the lines"),
                )
            )  # fmt: skip
        pairs[pid].add(cover)
    return pairs


def _impossible_quotas(pool: Pool) -> Iterable[Fault]:
    """Quotas that no arithmetic can meet; deeper impossibilities need the solver."""
    alone = set(pool.uncoverable)
    for place, (quota, members) in enumerate(pool.groups):
        at = f"{FILE} " + (f"quotas[{place - 1}]" if place else "share")
        if not members:
            yield input_fault(
                "quota-empty", f"{at}.value", quota.value,
                Words(f"名册的{quota.field}列没有此值",
                      f"no holder has this value in the column {quota.field}"),
                Words("核对列名与取值", "check the column and the value"),
            )  # fmt: skip
            continue
        coverable = sum(pool.pids[member] not in alone for member in members)
        if quota.min > coverable:
            yield input_fault(
                "quota-above-coverable", f"{at}.min" if place else at, str(quota.min),
                Words(f"要抽{quota.min}人，而有人可代职的只有{coverable}人",
                      f"{quota.min} must be drawn but only {coverable} have a cover"),
                Words("降低名额或增补代职人", "lower the quota or add covers"),
            )  # fmt: skip
    if pool.size < 1:
        yield input_fault(
            "panel-empty", f"{FILE} share", str(pool.rules.share),
            Words("按此比例一人也抽不到", "this share draws nobody"),
            Words("提高比例或改为进位", "raise the share or round up"),
        )  # fmt: skip
