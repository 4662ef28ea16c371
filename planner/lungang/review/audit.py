"""Plan → findings: what a plan breaks, and the conflict risks that it leaves.

No solver is loaded here, and nobody asks who made the plan: ours, today's state and one
edited by hand all pass through the same door.
"""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.assumed import assumed
from lungang_models.at_work import counted
from lungang_models.facts import fact
from lungang_models.plan import Plan
from lungang_models.registry import checks
from lungang_models.rule import Finding, waived
from lungang_models.words import Words

AUDITING = Words("正在对照规则审核", "auditing by the rules")


def audit(plan: Plan, only: frozenset[str] | None = None) -> tuple[Finding, ...]:
    """Every finding of the adopted rules and checks, gravest first.

    A plan never changes, so neither does what is found in it: it is looked at once.
    ``only`` names the checks whose findings are wanted; it is no audit of the plan then.
    """
    return _sorted(plan, only)


@fact
def _sorted(plan: Plan, only: frozenset[str] | None) -> tuple[Finding, ...]:
    found = waived(_findings(plan, only), plan.problem.waivers())
    return tuple(sorted(found, key=order_of))


def order_of(f: Finding) -> tuple[object, ...]:
    """What puts findings in order: the gravest first."""
    return not f.breach, -f.severity.rank, f.code, f.staff, f.posts, f.says.en


def _findings(plan: Plan, only: frozenset[str] | None) -> Iterator[Finding]:
    asked = plan.problem.pack.rules if only is None else plan.problem.pack.rules & only
    for check in counted([c for c in checks() if c.id in asked], AUDITING):
        yield from check.audit(plan)
    if only is not None:
        return
    for rule in assumed(plan.problem):
        yield from rule.audit(plan)
