"""Rules whose evidence is absent: they were not examined, which is not being kept.

A rule says on what it rests; where a sheet is empty, or a column is, for nearly
everybody, no breach of it could show, and nothing may say that it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from lungang_models.extended import extends
from lungang_models.problem import Problem
from lungang_models.registry import checks, sheets
from lungang_models.rule import Check
from lungang_models.vocabulary import Leading, Person, Row, StaffId
from lungang_models.words import Words, many

#: A column of the staff that is filled for fewer than this share is as good as empty.
NEARLY = 0.1


class NotExamined(BaseModel):
    """One rule or check that the data, or a value of its policy, let nobody examine.

    ``missing`` names the sheets and columns, each with how much of it is filled.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    code: str
    title: Words
    article: str
    missing: tuple[Words, ...]

    @property
    def says(self) -> Words:
        """The sentence beside a verdict."""
        return Words(
            f"“{self.title.zh}”未检查：{'；'.join(m.zh for m in self.missing)}",
            f"{self.title.en}: not examined, {'; '.join(m.en for m in self.missing)}",
        )


def not_examined(problem: Problem) -> tuple[NotExamined, ...]:
    """The rules and checks adopted that rest on evidence which is not there."""
    share: dict[str, tuple[int, int]] = {}
    found = []
    for check in checks():
        if check.id not in problem.pack.rules:
            continue
        missing = [
            _said(basis, problem, share)
            for basis in check.rests_on
            if not _any_there(basis.split("|"), problem, share)
        ]
        missing += _switched_off(check, problem)
        if missing:
            found.append(_line(check, problem, missing))
    return tuple(found)


def _switched_off(check: Check, problem: Problem) -> Iterator[Words]:
    """The value of a policy that leaves a rule nothing to ask."""
    if check.off_at is None:
        return
    policy, field, nothing = check.off_at
    if getattr(problem.policy(policy), field) == nothing:
        knob = policy.model_fields[field].description or field
        zh, _, en = knob.partition(" / ")
        yield Words(f"参数“{zh}”为{nothing}", f"the value of {en!r} is {nothing}")


def _line(check: Check, problem: Problem, missing: list[Words]) -> NotExamined:
    return NotExamined(
        rule=check.id,
        code=check.code,
        title=check.title,
        article=check.article(problem),
        missing=tuple(missing),
    )


@cache
def kinds() -> dict[str, type[Row]]:
    """The kinds of row by the name that a rule rests on."""
    return {kind.__name__: kind for kind in sheets()}


def rows_of(kind: type[Row], problem: Problem) -> Iterable[Row]:
    """The rows of one kind, whether a noun or evidence."""
    nouns: tuple[tuple[Row, ...], ...] = (
        problem.units,
        problem.posts,
        problem.staff,
        problem.duties,
    )
    known: Any = kind
    return next(
        (g for g in nouns if g and type(g[0]) is kind),
        problem.known(known) if kind.__name__ not in _NOUNS else (),
    )


_NOUNS = ("Unit", "Post", "Person", "Duty")


def _counted(
    basis: str, problem: Problem, share: dict[str, tuple[int, int]]
) -> tuple[int, int]:
    """In how many rows a column says something, and of how many; a sheet: its rows."""
    if basis not in share:
        name, _, field = basis.partition(".")
        kind = kinds()[name]
        rows = list(rows_of(kind, problem))
        said = [r for r in rows if not field or _says(getattr(r, field))]
        noun = extends(kind)
        whole = rows if noun is None else list(rows_of(noun, problem))
        share[basis] = len(said), len(whole)
    return share[basis]


def _says(value: object) -> bool:
    return value not in (None, "", (), False, Leading.NONE)


def _any_there(
    bases: Sequence[str], problem: Problem, share: dict[str, tuple[int, int]]
) -> bool:
    """Whether one of several bases will do, or together they speak of enough people."""
    if not any(_of_staff(basis) for basis in bases):
        return any(_there(basis, problem, share) for basis in bases)
    people = set[StaffId]().union(*(_people(basis, problem) for basis in bases))
    return bool(people) and len(people) >= NEARLY * len(problem.staff)


def _of_staff(basis: str) -> bool:
    kind = kinds()[basis.partition(".")[0]]
    return kind is Person or extends(kind) is Person


def _people(basis: str, problem: Problem) -> set[StaffId]:
    """Of whom a column says something, or a sheet has a row."""
    name, _, field = basis.partition(".")
    told = rows_of(kinds()[name], problem)
    rows: list[Any] = [r for r in told if not field or _says(getattr(r, field))]
    return {r.id if name == Person.__name__ else r.person for r in rows}


def _there(basis: str, problem: Problem, share: dict[str, tuple[int, int]]) -> bool:
    return _counted(basis, problem, share)[0] > 0


def _said(basis: str, problem: Problem, share: dict[str, tuple[int, int]]) -> Words:
    words = []
    for one in basis.split("|"):
        name, _, field = one.partition(".")
        kind = kinds()[name]
        said, rows = _counted(one, problem, share)
        if not field:
            few = Words(
                f"“{kind.sheet.zh}”只有{said}行",
                f"{kind.sheet.en} has {many(said, 'row')}",
            )
            none = Words(f"“{kind.sheet.zh}”没有记录", f"no rows in {kind.sheet.en}")
            words.append(few if said else none)
            continue
        heading = kind.headings()[field]
        words.append(
            Words(
                f"“{kind.sheet.zh}”的“{heading.zh}”{rows}行中填了{said}行",
                f"{heading.en} is given in {said} of {rows} {kind.sheet.en}",
            )
        )
    return Words("，".join(w.zh for w in words), " and ".join(w.en for w in words))
