"""The main risk points of each post (主要风险点, article 14(4)): recorded, else proposed.

The library (``risk_library``) knows for each kind of post where power meets interest and
what holds it down. A post shows its kinds by its duties, functions, risk domains and name;
what the bureau itself has recorded always stands instead of what is proposed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lungang_models.facts import fact
from lungang_models.facts.catalogue import kept_as_key
from lungang_models.fault import Fault
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Duty,
    Evidence,
    Leading,
    Post,
    PostId,
    Severity,
    Tables,
    Term,
    column,
)
from lungang_models.words import Words, same

LIBRARY = "2026.2"
"""The version of the library; a new one when a line of it changes."""


class RiskKind(Term):
    """What may happen where power meets interest."""

    ABUSE_OF_POWER = "权力滥用"
    RENT_SEEKING = "权力寻租"
    CONFLICT_OF_INTEREST = "利益冲突"
    SELF_DEALING = "以权谋私"
    LEAK = "信息泄露"
    IRREGULARITY = "违规操作"
    NEGLECT = "失职懈怠"
    FALSE_REPORT = "谎报虚假"


class RiskStatus(Term):
    """Whether a risk point is the bureau's own or still a proposal of the program."""

    SETTLED = "审定"
    PROPOSED = "拟定"


class RiskPoint(Evidence):
    """One main risk point of a post, as the bureau keeps it."""

    sheet = Words("主要风险点", "main risk points")
    about = ("post", "kind", "where")
    post: PostId = column("岗位编号", "post")
    kind: RiskKind = column("风险类别", "kind of risk")
    where: str = column("权力与利益交汇处", "where power meets interest", min_length=1)
    measure: str = column("防控措施", "measure", min_length=1)
    level: Severity = column("风险等级", "level", default=Severity.ORDINARY)
    status: RiskStatus = column(
        "状态",
        "status",
        "拟定=程序建议，未经审定",
        "proposed = by the program, not yet settled",
        default=RiskStatus.SETTLED,
    )
    source: str = column("来源", "source", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Major risk points of posts that are neither key nor high-risk posts."""
        major = [r.post for r in rows if r.level is Severity.MAJOR]
        yield from kept_as_key(
            ((post, _MAJOR) for post in major), tables, ("key", "high_risk")
        )


_MAJOR = Words(
    "也不是高风险岗位，却有重大风险点",
    "it has a major risk point and is no high-risk post either",
)


@dataclass(frozen=True)
class MainRisk:
    """A main risk point as it is shown; ``proposed`` until the bureau settles it."""

    kind: RiskKind
    where: Words
    measure: Words
    level: Severity
    proposed: bool
    source: str = ""


@dataclass(frozen=True)
class PostKind:
    """A kind of post, and by what a post is known to be one."""

    name: Words
    processes: frozenset[str]
    functions: frozenset[str]
    domains: frozenset[str]
    words: tuple[str, ...]
    leading: bool
    risks: tuple[MainRisk, ...]

    def fits(self, post: Post, duties: Sequence[Duty]) -> bool:
        """Whether a post is of this kind: by duty, function, domain, else by its name."""
        return (
            (self.leading and post.leading is not Leading.NONE)
            or not self.processes.isdisjoint(d.process for d in duties)
            or not self.functions.isdisjoint(f.value for f in post.functions)
            or not self.domains.isdisjoint(d.value for d in post.risk_domains)
            or any(
                w in text for w in self.words for text in self._words_of(post, duties)
            )
        )

    @staticmethod
    def _words_of(post: Post, duties: Sequence[Duty]) -> list[str]:
        return [post.name, *(d.name for d in duties)]


@cache
def library() -> tuple[PostKind, ...]:
    """Every kind of post with its risk points, in the order of the table."""
    risks: dict[str, list[MainRisk]] = defaultdict(list)
    for row in _table("points.csv"):
        risks[row["kind"]].append(
            MainRisk(
                RiskKind(row["risk"]),
                Words(row["where"], row["where_en"]),
                Words(row["measure"], row["measure_en"]),
                Severity(row["level"]),
                proposed=True,
                source=row["source"],
            )
        )
    return tuple(
        PostKind(
            name=Words(row["kind"], row["kind_en"]),
            processes=frozenset(_several(row["processes"])),
            functions=frozenset(_several(row["functions"])),
            domains=frozenset(_several(row["domains"])),
            words=tuple(_several(row["words"])),
            leading=row["leading"] == "是",
            risks=tuple(risks[row["kind"]]),
        )
        for row in _table("kinds.csv")
    )


def _several(cell: str) -> list[str]:
    return [part for part in cell.split("、") if part]


def _table(name: str) -> list[dict[str, str]]:
    text = files("lungang_models.risk_library").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def kinds_of(problem: Problem, post: Post) -> tuple[PostKind, ...]:
    """The kinds a post is of; none where the library does not know its like."""
    duties = [problem.duty[d] for d in post.duties]
    return tuple(kind for kind in library() if kind.fits(post, duties))


def main_risks(problem: Problem, post: Post) -> tuple[MainRisk, ...]:
    """The main risk points of a post, the gravest first.

    Those recorded for it; where there are none, those proposed from the library.
    """
    return _main_risks(problem, post.id)


@fact
def _main_risks(problem: Problem, post: PostId) -> tuple[MainRisk, ...]:
    own, like = _recorded(problem).get(post), problem.post[post]
    found = own or [r for kind in kinds_of(problem, like) for r in kind.risks]
    return tuple(sorted(found, key=lambda r: -r.level.rank))


@fact
def _recorded(problem: Problem) -> dict[PostId, list[MainRisk]]:
    recorded: dict[PostId, list[MainRisk]] = defaultdict(list)
    for row in problem.known(RiskPoint):
        recorded[row.post].append(
            MainRisk(
                row.kind,
                same(row.where),
                same(row.measure),
                row.level,
                row.status is RiskStatus.PROPOSED,
                row.source,
            )
        )
    return recorded


def proposals(problem: Problem) -> tuple[RiskPoint, ...]:
    """Rows for the sheet of every post that has none, marked as proposed."""
    return tuple(
        RiskPoint(
            post=post.id,
            kind=risk.kind,
            where=risk.where.zh,
            measure=risk.measure.zh,
            level=risk.level,
            status=RiskStatus.PROPOSED,
            source=f"风险点库{LIBRARY}：{risk.source}",
        )
        for post in problem.posts
        if post.id not in _recorded(problem)
        for risk in main_risks(problem, post)
    )
