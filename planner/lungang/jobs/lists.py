"""What can be looked up without solving: due list, kin, the rule book, duties."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lungang.disclosure import Role, facts_of, may_see
from lungang.disk import replaced
from lungang.document.audience import KEPT, Audience
from lungang.document.lines import due_line
from lungang.intake.open import DEFAULT_PACK, knobs
from lungang.report.post_description import file_name, write_description
from lungang.review.due import Due
from lungang.rulebook.book import rule_book
from lungang.rulebook.coverage import text as coverage
from lungang.rulebook.duty_calculator import fewest, library
from lungang.rulebook.pack_diff import pack_differences
from lungang_models.facts.kinship import KinPolicy, dismissals, read_word
from lungang_models.facts.kinship.naming import path_words
from lungang_models.facts.kinship.readback import between, describe
from lungang_models.facts.risk_points import RiskPoint, main_risks, proposals
from lungang_models.pack import load
from lungang_models.privacy import Fact
from lungang_models.problem import Pack as RulePack
from lungang_models.problem import Problem
from lungang_models.vocabulary import Post, StaffId
from lungang_models.words import Words

__all__ = [
    "DEFAULT_PACK",
    "Post",
    "RulePack",
    "coverage",
    "dismissed",
    "due_data",
    "due_seen",
    "fewest",
    "file_name",
    "kin_of",
    "knobs",
    "library",
    "load",
    "main_risks",
    "pack_differences",
    "rule_book",
    "word",
    "write_description",
]

NOT_KIN = Words(
    "{a}与{b}：不属实（{reason}；{by}，{on}）",
    "{a} and {b}: no kin ({reason}; {by}, {on})",
)
RECUSAL = {
    True: Words("应回避", "recusal"),
    False: Words("不属回避", "no recusal"),
    None: Words("须核实", "to be asked"),
}


def due_seen(
    problem: Problem, lines: Iterable[Due], audience: Audience
) -> tuple[Due, ...]:
    """The due list as a reader may see it: without why a case or a family excuses.

    The public sees no person, so that its list is empty.
    """
    role = Role(audience)
    if not may_see(role, ()):
        return ()
    kept = Words(**KEPT.model_dump())

    def seen(line: Due) -> Due:
        told = map(Fact, due_line(problem, line, None).tells)
        if not may_see(role, told):
            line = replace(line, excused=kept)
        by = line.deferred
        if by is not None and not may_see(role, facts_of(by.rule)):
            line = replace(line, excused=line.excused or kept, deferred=None)
        return line

    return tuple(map(seen, lines))


def due_data(problem: Problem, lines: Iterable[Due]) -> dict[str, Any]:
    """The due list as plain data."""
    return {
        "schema": "lungang-due/1",
        "input_hash": problem.hash,
        "effect": problem.effect.isoformat(),
        "lines": [line.to_json() for line in lines],
    }


def kin_of(problem: Problem, person: StaffId, other: StaffId | None) -> list[Words]:
    """What was derived about somebody's kin, or about two people, and from what."""
    if other is not None:
        return list(between(problem, person, other))
    return list(describe(problem, person))


def dismissed(problem: Problem) -> tuple[list[Words], list[dict[str, Any]]]:
    """The pairs found not to be kin, as sentences and as data."""
    rows = dismissals(problem)
    says = [
        NOT_KIN.fill(
            a=problem.person[row.pair[0]], b=problem.person[row.pair[1]],
            reason=row.reason, by=row.by, on=row.on,
        )
        for row in rows
    ]  # fmt: skip
    return says, [row.model_dump(mode="json") for row in rows]


def word(text: str, pack: str) -> tuple[Sequence[Words], dict[str, Any]]:
    """How a word for a relative is read under a pack, as sentences and as data.

    Raises ``BadInput`` for a pack that cannot be used.
    """
    chosen: RulePack = load(pack or DEFAULT_PACK)
    policy = chosen.policies[KinPolicy.key]
    assert isinstance(policy, KinPolicy)
    reading = read_word(text)
    recusal, categories = reading.recusal(policy), reading.categories(policy)
    data = {
        "schema": "lungang-kin-word/1",
        "word": text,
        "paths": [path_words(p)._asdict() for p in reading.paths],
        "categories": [c.value for c in categories],
        "recusal": recusal,
        "doubts": list(reading.doubts(policy)),
        "reads": reading.normal._asdict(),
    }
    names = "、".join(c.value for c in categories) or "—"
    verdict = RECUSAL[recusal]
    head = Words(
        f"{text} = {reading.normal.zh}：{names}，{verdict.zh}",
        f"{text} = {reading.normal.en}: {names}, {verdict.en}",
    )
    return [head, *([reading.note] if reading.note.zh else [])], data


def post_risks_data(problem: Problem, posts: Iterable[Post]) -> dict[str, Any]:
    """The main risk points of posts as plain data; ``proposed`` ones nobody has adopted."""
    return {
        "schema": "lungang-posts/1",
        "posts": [
            {
                "post": post.id,
                "name": post.name,
                "risks": [
                    {
                        "kind": r.kind.value,
                        "where": r.where._asdict(),
                        "measure": r.measure._asdict(),
                        "level": r.level.value,
                        "proposed": r.proposed,
                        "source": r.source,
                    }
                    for r in main_risks(problem, post)
                ],
            }
            for post in posts
        ],
    }


def write_risk_proposals(problem: Problem, file: Path) -> int:
    """Write proposed rows of the sheet of risk points as CSV; returns how many."""
    headings, rows = RiskPoint.headings(), proposals(problem)
    file.parent.mkdir(parents=True, exist_ok=True)
    with (
        replaced(file) as draft,
        draft.open("w", encoding="utf-8-sig", newline="") as to,
    ):
        sheet = csv.writer(to)
        sheet.writerow(words.zh for words in headings.values())
        for row in rows:
            cells = (getattr(row, name) for name in headings)
            sheet.writerow(getattr(cell, "value", cell) for cell in cells)
    return len(rows)
