"""Scenarios that are made at a desk: pins kept, a way out taken, each as a patch.

A variant is the same patch that the library and the command line know, kept as text:
lineage, hashes and what it does to a problem are theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lungang.batch.stress import incumbent_patch
from lungang.explain.impossible import Impossible
from lungang.jobs.asking import post_named, staff_named
from lungang.scenario import Patch, Scenario
from lungang.scenario.patch import Cells
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId

__all__ = [
    "hash_of",
    "name_and_purpose",
    "named",
    "of_ways_out",
    "pinned",
    "with_variants",
]

REASON = "工作台指定"


def pinned(
    plan: Plan, pins: Sequence[tuple[str, str]], author: str, name: str, keep: bool
) -> str:
    """The variant in which some people hold some posts, by number.

    With ``keep`` as few others as possible sit elsewhere than in ``plan``; otherwise
    the objective of the workbook decides. Raises ``ValueError`` without a pin, and
    ``Unknown`` for somebody or a post that is not there.
    """
    if not pins:
        raise ValueError("no pins")
    problem, sheet = plan.problem, Pin.sheet.zh
    pins = [(staff_named(problem, s), post_named(problem, p)) for s, p in pins]
    rows: tuple[Cells, ...] = tuple(
        {"person": s, "post": p, "kind": PinKind.MUST.value, "reason": REASON}
        for s, p in pins
    )
    kept = incumbent_patch(plan) if keep else None
    whom = "；".join(
        f"{problem.person[StaffId(s)].name}任{problem.post[PostId(p)].name}"
        for s, p in pins
    )
    remove: dict[str, tuple[str | Cells, ...]] = dict(kept.remove) if kept else {}
    if gone := _against(problem, pins):
        remove[sheet] = gone
    made = Patch(
        name=name[:60],
        author=author,
        purpose=f"{'改动最少地安排' if keep else '安排'}：{whom}",
        base_hash=problem.hash,
        policies=kept.policies if kept else {},
        add={**(kept.add if kept else {}), sheet: rows},
        remove=remove,
    )
    return made.model_dump_json(exclude_defaults=True)


def _against(
    problem: Problem, pins: Iterable[tuple[str, str]]
) -> tuple[str | Cells, ...]:
    """The pins and bans of the workbook that a new pin takes the place of."""
    wanted = dict(pins)
    return tuple(
        {"person": row.person, "post": row.post, "kind": row.kind.value}
        for row in problem.known(Pin)
        if row.person in wanted
        and (row.kind is PinKind.MUST or row.post == wanted[row.person])
    )


def of_ways_out(found: Impossible | None) -> list[str]:
    """The ways out of an impossibility as variants, in their order."""
    if found is None:
        return []
    made = (r.patch(f"出路{n}") for n, r in enumerate(found.repairs, 1))
    return [p.model_dump_json(exclude_defaults=True) for p in made]


def named(text: str, name: str, author: str) -> str:
    """A variant under a name, with whoever takes it as its author."""
    patch = Patch.model_validate_json(text)
    taken = patch.model_copy(update={"name": name[:60], "author": author})
    return taken.model_dump_json(exclude_defaults=True)


def hash_of(text: str) -> str:
    """The hash by which a variant is known."""
    return Patch.model_validate_json(text).hash


def name_and_purpose(text: str) -> tuple[str, str]:
    """The name of a variant, and what it asks."""
    patch = Patch.model_validate_json(text)
    return patch.name, patch.purpose


def with_variants(base: Problem, texts: Sequence[str]) -> Problem:
    """The problem with variants on it, each built on the one before.

    Raises ``BadInput`` where one no longer fits.
    """
    if not texts:
        return base
    chain = tuple(Patch.model_validate_json(t) for t in texts)
    return Scenario(chain).problem(base)
