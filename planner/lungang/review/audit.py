"""Plan → findings: what a plan breaks, and the conflict risks that it leaves.

No solver is loaded here, and nobody asks who made the plan: ours, today's state and one
edited by hand all pass through the same door.
"""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.assumed import assumed
from lungang_models.facts import fact
from lungang_models.plan import Plan
from lungang_models.registry import checks
from lungang_models.rule import Finding, waived


def audit(plan: Plan) -> tuple[Finding, ...]:
    """Every finding of the adopted rules and checks, gravest first.

    A plan never changes, so neither does what is found in it: it is looked at once.
    """
    return _sorted(plan)


@fact
def _sorted(plan: Plan) -> tuple[Finding, ...]:
    found = waived(_findings(plan), plan.problem.waivers())
    return tuple(
        sorted(
            found,
            key=lambda f: (
                not f.breach,
                -f.severity.rank,
                f.code,
                f.staff,
                f.posts,
                f.says.en,
            ),
        )
    )


def _findings(plan: Plan) -> Iterator[Finding]:
    for check in checks():
        if check.id in plan.problem.pack.rules:
            yield from check.audit(plan)
    for rule in assumed(plan.problem):
        yield from rule.audit(plan)
