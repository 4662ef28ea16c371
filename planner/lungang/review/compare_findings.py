"""The findings of today beside those of a plan: resolved, remaining, new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from lungang.review.audit import audit
from lungang_models.plan import Plan, today
from lungang_models.rule import Finding


@dataclass(frozen=True)
class FindingsCompared:
    """The findings of today beside those of a plan.

    A finding is the same when rule, people, posts and unit are, and also when the same
    people meet the same rule again in other posts: then it moved, it was not resolved.
    """

    before: tuple[Finding, ...]
    after: tuple[Finding, ...]
    resolved: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    new: tuple[Finding, ...]
    then: tuple[Finding, ...] = ()
    """What each of the remaining findings is today, in the same order."""


def compared(plan: Plan) -> FindingsCompared:
    """Audit today and the plan, and tell what the plan resolves, leaves and brings."""
    return compare(audit(today(plan.problem)), audit(plan))


def compare(before: Found, after: Found) -> FindingsCompared:
    """Match two lists of findings, one to one."""
    in_place, gone, rest = _matched(before, after, _in_place)
    in_people, resolved, new = _matched(gone, rest, _in_people)
    partner = in_place | in_people
    remaining = tuple(f for f in after if id(f) in partner)
    then = tuple(partner[id(f)] for f in remaining)
    return FindingsCompared(before, after, resolved, remaining, new, then)


Found = tuple[Finding, ...]


def _matched(
    before: Found, after: Found, same: Callable[[Finding], Hashable]
) -> tuple[dict[int, Finding], Found, Found]:
    """The partner of each later finding, and what of the two lists has none."""
    waiting: dict[Hashable, list[Finding]] = defaultdict(list)
    for finding in reversed(before):
        waiting[same(finding)].append(finding)
    partner = {id(f): waiting[same(f)].pop() for f in after if waiting[same(f)]}
    taken = {id(f) for f in partner.values()}
    gone = tuple(f for f in before if id(f) not in taken)
    return partner, gone, tuple(f for f in after if id(f) not in partner)


def _in_place(finding: Finding) -> Hashable:
    people, posts = sorted(finding.staff), sorted(finding.posts)
    return (finding.rule, tuple(people), tuple(posts), finding.unit, finding.about)


def _in_people(finding: Finding) -> Hashable:
    """A finding about nobody in particular is only ever itself."""
    people = tuple(sorted(finding.staff))
    return (finding.rule, people) if people else _in_place(finding)
