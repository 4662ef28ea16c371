"""The arithmetic of a proposed grade (article 7): base grade, steps up, steps down.

Which steps there are, and how many grades each makes, stands in the rule pack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from lungang.review.register.value import Grade, GradeStep
from lungang_models.facts.overdue import BESIDE
from lungang_models.facts.risk import DecidedGrade, Grading, PastRisk
from lungang_models.problem import Problem
from lungang_models.registry import checks, family_of
from lungang_models.rule import Finding
from lungang_models.vocabulary import Function, Post, RiskDomain, Severity
from lungang_models.words import Words

Hits = Mapping[tuple[str, str], frozenset[str]]
"""Person or process → the rules that found something there."""


def hits(problem: Problem, findings: Iterable[Finding]) -> Hits:
    """Which kinds of risk meet in one person or one process.

    Doubtful data are about the input, not about the person, and do not count.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for finding in findings:
        if finding.about == BESIDE:
            continue  # a second clock of one stay
        for place in _places(problem, finding):
            found[place].add(finding.rule)
    return {place: frozenset(rules) for place, rules in found.items()}


def graded(
    problem: Problem,
    finding: Finding,
    found: Hits,
    carried: PastRisk | None,
    decided: DecidedGrade | None,
) -> Grade:
    """The grade of a finding among all that were found in the same state."""
    policy = problem.policy(Grading)
    base = _of_kind(finding)
    own = finding.severity.rank - base.rank
    steps = list(_up(problem, policy, finding, found))
    over = sum(s.by for s in steps) - max(policy.most - own, 0)
    if own:
        steps.insert(
            0, GradeStep(own, Words("本项情形较重", "a grave case of its kind"))
        )
    if over > 0:
        zh, en = f"累计上调不超过{policy.most}级", f"at most {policy.most} up in all"
        steps.append(GradeStep(-over, Words(zh, en)))
    if policy.overdue and carried is not None and carried.overdue(problem.effect):
        why = Words(
            f"上期应于{carried.due}前处理", f"was to be settled by {carried.due}"
        )
        steps.append(GradeStep(policy.overdue, why))
    if policy.reopened and carried is not None and not carried.open:
        why = Words("上期已消除，本期再次出现", "closed last term, found again")
        steps.append(GradeStep(policy.reopened, why))
    waiver = finding.waiver
    if policy.mitigated and waiver is not None and waiver.mitigation:
        text = waiver.mitigation
        why = Words(f"已采取措施（{text}）", f"mitigated: {text}")
        steps.append(GradeStep(-policy.mitigated, why))
    grade = _at(base.rank + sum(s.by for s in steps))
    least = policy.waived_least
    if finding.hard and waiver is not None and grade.rank < least.rank:
        zh, en = least.words
        why = Words(f"经豁免，不低于{zh}", f"waived: not below {en}")
        steps.append(GradeStep(least.rank - grade.rank, why))
        grade = least
    return Grade(base, tuple(steps), grade, decided)


def _of_kind(finding: Finding) -> Severity:
    """The base grade of a kind; a check may find a single case graver than that."""
    kinds = (c.severity for c in checks() if c.id == finding.rule)
    return min(next(kinds, finding.severity), finding.severity, key=lambda s: s.rank)


def _at(rank: int) -> Severity:
    """Never below the lowest grade nor above the highest."""
    grades = list(Severity)
    return grades[min(max(rank, 0), len(grades) - 1)]


def _up(
    problem: Problem, policy: Grading, finding: Finding, found: Hits
) -> Iterator[GradeStep]:
    posts = (problem.post[p] for p in finding.posts)
    exposed = next((w for p in posts if (w := _exposed(policy, p))), None)
    if policy.exposed and exposed:
        yield GradeStep(policy.exposed, exposed)
    many = max((len(found[p]) for p in _places(problem, finding)), default=0)
    if policy.repeated and many >= policy.repeated_from:
        why = Words(
            f"同一人员或流程有{many}类风险", f"{many} kinds of risk meet in one place"
        )
        yield GradeStep(policy.repeated, why)


def _exposed(policy: Grading, post: Post) -> Words | None:
    """Why a key or high-risk post handles funds, approvals, procurement or assets."""
    if not post.watched:
        return None
    fields: list[RiskDomain | Function]
    fields = [d for d in post.risk_domains if d in policy.exposed_domains]
    fields += [f for f in post.functions if f in policy.exposed_functions]
    if not fields:
        return None
    kind = Words("关键", "key") if post.key else Words("高风险", "high-risk")
    zh, en = fields[0].words
    return Words(f"{kind.zh}岗位经手{zh}", f"{kind.en} post handling {en}")


def _places(problem: Problem, finding: Finding) -> Iterator[tuple[str, str]]:
    """The people a finding is about, and the processes if it is about duties."""
    family = family_of(finding.rule)
    if family is not None and not family.about_conduct:
        return
    for person in finding.staff:
        yield "person", person
    if family is not None and family.about_processes:
        duties = (d for p in finding.posts for d in problem.post[p].duties)
        for process in sorted({problem.duty[d].process for d in duties} - {""}):
            yield "process", process
