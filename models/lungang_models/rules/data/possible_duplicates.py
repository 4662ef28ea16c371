"""Two rows that may be one person are told apart before they decide anything (24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from lungang_models.facts.doubts import POSSIBLE_DUPLICATES, where
from lungang_models.facts.kinship import (
    KinDeclaration,
    KinFact,
    KinPolicy,
    KinVerdict,
    suspected,
)
from lungang_models.families import DATA
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Person, Severity
from lungang_models.waiver import plain
from lungang_models.words import Words, listed, same


class PossibleDuplicates(Check):
    """Staff of one name whose births do not tell them apart; relatives of one name."""

    id = "possible-duplicates"
    rests_on = ("KinDeclaration|KinFact",)
    family = DATA
    code = "Q5"
    title = Words("疑似重名或重复", "possible duplicates or namesakes")
    general = Words(
        "名册中疑似同一人录入两次",
        "somebody may stand twice on the roster",
    )
    cites = {"cn-finance-bureau": "24"}
    severity = Severity.ORDINARY
    needs = (KinDeclaration, KinFact, KinVerdict)
    knobs = (KinPolicy,)
    breach = Words("{what}", "{what}")
    measure = Words(
        "核对身份，补填出生年月", "check the identities; fill in the births"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        named: dict[str, list[Person]] = defaultdict(list)
        for person in problem.staff:
            named[plain(person.name)].append(person)
        for people in named.values():
            pairs = [(a, b) for a, b in combinations(people, 2) if _may_be_one(a, b)]
            alike = sorted({p.id for pair in pairs for p in pair})
            if alike:
                name, numbers = people[0].name, listed([same(s) for s in alike])
                what = Words(
                    f"{numbers.zh}同名（{name}），出生年月不能区分",
                    f"{numbers.en} share the name {name}; births do not tell them apart",
                )
                yield self.finding(plan, alike, what=what)
        for tie in suspected(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            what = Words(
                f"{a}与{b}申报的亲属同名（匹配等级{tie.level}），或为同一人",
                f"{a} and {b} may have one relative: the names agree (level {tie.level})",
            )
            yield self.finding(plan, [tie.a, tie.b], what=what)
        for doubt in problem.doubts:
            if doubt.code in POSSIBLE_DUPLICATES:
                place = where(doubt)
                what = Words(
                    f"{place.zh}：{doubt.says.zh}", f"{place.en}: {doubt.says.en}"
                )
                yield self.finding(plan, what=what)


def _may_be_one(a: Person, b: Person) -> bool:
    """Whether nothing on record refutes that two rows are one person."""
    if a.sex is not None and b.sex is not None and a.sex is not b.sex:
        return False
    if a.id_number and b.id_number:
        return a.id_number == b.id_number
    return (
        a.born is None
        or b.born is None
        or ((a.born.year, a.born.month) == (b.born.year, b.born.month))
    )
