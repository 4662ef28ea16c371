"""Reads back what was derived and why, so that the people concerned can check it."""

from __future__ import annotations

from datetime import date

from lungang_models.facts.kinship.closure import Tie, by_person, suspected
from lungang_models.facts.kinship.judgement import DOUBTS
from lungang_models.problem import Problem
from lungang_models.vocabulary import StaffId
from lungang_models.words import Words

_TIE = Words(
    "{a}与{b}：{category}，{standing}。路径：{path}。{how}{doubts}{term}依据：{rows}",
    "{a} and {b}: {category}, {standing}. Path: {path}. {how}{doubts}{term}Evidence: {rows}",
)
_DECLARED = Words("已申报、记录或核实。", "Declared, on record or verified. ")
_INFERRED = Words(
    "推导得出，无人直接申报（比对级别{level}）。",
    "Inferred; nobody declared it (match level {level}). ",
)
_SUSPECTED = Words(
    "疑似（比对级别{level}），仅供核实。",
    "Suspected (match level {level}), only to be verified. ",
)
_NOBODY = Words("未见亲属关系的申报或事实", "no relation declared or on record")


def describe(problem: Problem, person: StaffId, on: date | None = None) -> list[Words]:
    """Everything derived about one person's kin on the staff, strongest first."""
    held = sorted(by_person(problem, on).get(person, []), key=lambda t: t.standing.rank)
    hints = [t for t in suspected(problem, on) if person in (t.a, t.b)]
    return _said(problem, held, hints)


def between(
    problem: Problem, a: StaffId, b: StaffId, on: date | None = None
) -> list[Words]:
    """Everything derived about two people, strongest first, each with its reasons."""
    pair = (min(a, b), max(a, b))
    held = [t for t in by_person(problem, on).get(a, []) if (t.a, t.b) == pair]
    hints = [t for t in suspected(problem, on) if (t.a, t.b) == pair]
    return _said(problem, held, hints)


def _said(problem: Problem, held: list[Tie], hints: list[Tie]) -> list[Words]:
    said = [_sentence(problem, t, _DECLARED if not t.inferred else _INFERRED)
            for t in held]  # fmt: skip
    said += [_sentence(problem, t, _SUSPECTED) for t in hints]
    return said or [_NOBODY]


def _sentence(problem: Problem, tie: Tie, how: Words) -> Words:
    return _TIE.fill(
        a=problem.person[tie.a].name, b=problem.person[tie.b].name,
        category=tie.category.words, standing=tie.standing.words, path=tie.path,
        how=how.fill(level=tie.level), doubts=_doubts(tie), term=_term(tie),
        rows=_rows(tie),
    )  # fmt: skip


def _doubts(tie: Tie) -> Words:
    return Words(
        "".join(f"存疑：{DOUBTS[code].zh}。" for code in tie.doubts),
        "".join(f"Doubtful: {DOUBTS[code].en}. " for code in tie.doubts),
    )


def _term(tie: Tie) -> Words:
    if tie.since is None and tie.until is None:
        return Words("", "")
    return Words(
        f"自{tie.since or '不详'}至{tie.until or '今'}。",
        f"From {tie.since or 'unknown'} to {tie.until or 'now'}. ",
    )


def _rows(tie: Tie) -> Words:
    places = [
        Words(f"{o.sheet}第{o.row}行", f"{o.sheet}, row {o.row}")
        if (o := row.origin)
        else row.sheet
        for row in tie.evidence
    ]
    named = list(dict.fromkeys(places))
    return Words("、".join(w.zh for w in named), "; ".join(w.en for w in named))
