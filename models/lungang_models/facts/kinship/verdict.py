"""What became of verifying a doubtful or undeclared relation (article 24).

What was established outweighs what was declared: a confirmed relation counts by itself,
a dismissed one binds no longer, and where declaration and verification differ the
difference is reported (``rules/recusal/kinship_contradicted``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from lungang_models.facts.kinship.words import read_word
from lungang_models.fault import Fault
from lungang_models.plausible import PAST
from lungang_models.privacy import Fact
from lungang_models.problem import Problem
from lungang_models.vocabulary import Evidence, StaffId, Tables, Term, column
from lungang_models.words import Words


class Outcome(Term):
    """What the verification found."""

    CONFIRMED = "属实"
    DISMISSED = "不属实"


class KinVerdict(Evidence):
    """A pair of staff whose relation was verified, and what was found."""

    sheet = Words("亲属核实", "kinship verified")
    plausible = {"on": PAST}
    tells = Fact.KIN
    a: StaffId = column("甲工号", "first staff number")
    b: StaffId = column("乙工号", "second staff number")
    word: str = column(
        "关系", "relation", "属实时填：乙是甲的什么人，如 堂弟",
        "if confirmed: what the second is to the first", default="",
    )  # fmt: skip
    result: Outcome = column("核实结论", "result")
    reason: str = column("理由", "reason", min_length=2)
    by: str = column("核实人", "verified by", min_length=1)
    on: date = column("核实日期", "verified on")

    @property
    def pair(self) -> tuple[StaffId, StaffId]:
        """The smaller staff number first."""
        return min(self.a, self.b), max(self.a, self.b)

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        first: dict[tuple[StaffId, StaffId], KinVerdict] = {}
        for row in rows:
            if row.a == row.b:
                yield row.fault(
                    "kin-with-himself",
                    "b",
                    Words("甲与乙是同一人", "both numbers are one person"),
                    Words("改正其中一个工号", "mend one of the numbers"),
                )
            if first.setdefault(row.pair, row).result is not row.result:
                yield row.fault(
                    "verdict-contradicts",
                    "result",
                    Words("同一对人员结论不一", "two results for one pair"),
                    Words("只留最后的核实结论", "keep the last result only"),
                )
            if row.word and not read_word(row.word).paths:
                yield row.fault(
                    "kin-word-unread",
                    "word",
                    Words(f"读不懂称谓“{row.word}”", f"cannot read {row.word!r}"),
                    Words("填写通用称谓，如 堂弟", "use a common word for kin"),
                )


def verdicts(problem: Problem) -> Mapping[tuple[StaffId, StaffId], KinVerdict]:
    """The verdict on each pair that has one."""
    return {row.pair: row for row in problem.known(KinVerdict)}


def unnamed(problem: Problem) -> tuple[KinVerdict, ...]:
    """The pairs confirmed to be kin without a word for the relation."""
    found = verdicts(problem)
    return tuple(
        found[pair] for pair in sorted(found)
        if found[pair].result is Outcome.CONFIRMED and not found[pair].word
    )  # fmt: skip


def dismissals(problem: Problem) -> tuple[KinVerdict, ...]:
    """The pairs found not to be kin, by staff number: the list kept of them."""
    found = verdicts(problem)
    return tuple(
        found[pair] for pair in sorted(found) if found[pair].result is Outcome.DISMISSED
    )
