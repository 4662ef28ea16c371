"""Why no plan exists, cause by cause, and the menu of ways to one, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lungang.explain.folding import folded, unfolded
from lungang.explain.impossible import Impossible
from lungang.explain.prices import charged
from lungang.explain.repair import Repair
from lungang.infeasible.core import Core
from lungang_models.assumed import ASSUMED
from lungang_models.objective import Tier
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.words import Words

SHOWN = 3
"""So many of several choices are put into words."""


def causes(problem: Problem, found: Impossible, whole: bool = False) -> Iterator[Words]:
    """Why no plan exists, cause by cause; each ground by itself where the ``whole`` is
    asked for."""
    for number, core in enumerate(found.cores, start=1):
        yield _head(problem, number, core, whole)
        for line in (unfolded if whole else folded)(problem, core.grounds):
            yield Words(f"  · {line.zh}", f"  · {line.en}")


def _head(problem: Problem, number: int, core: Core, whole: bool) -> Words:
    names = {c.id: c.title for c in (*checks(), ASSUMED)}
    zh = "、".join(names[k].zh for k in core.kinds)
    en = ", ".join(names[k].en for k in core.kinds)
    proof, need = core.proof.value, Words("缺一即不再矛盾", "each is needed")
    if not core.minimal:
        need = Words("可能有多余的", "some may not be needed")
    tally = Words("", "") if core.tally is None else core.tally.says(problem, whole)
    return Words(
        f"原因{number}：{zh}（{proof.zh}，{need.zh}）" + (f"；{tally.zh}" if tally.zh else ""),
        f"Cause {number}: {en} ({proof.en}; {need.en})" + (f"; {tally.en}" if tally.en else ""),
    )  # fmt: skip


def ways(repairs: Sequence[Repair], whole: bool = False) -> Iterator[Words]:
    """The menu of repairs, each with its amounts, authority, paper and consequences.

    The points of the plan then found stand with it where the ``whole`` is asked for.
    """
    for number, repair in enumerate(repairs, start=1):
        people, plan = len(repair.touched), repair.outcome.plan
        moved = sum(map(plan.moved, plan.problem.staff))
        empty, late = (len(charged(t, plan)) for t in (Tier.UNFILLED, Tier.TENURE))
        yield Words(
            f"出路{number}：涉及{people}人，需登记的豁免风险{len(repair.risks)}项；采用后的"
            f"方案调整{moved}人，关键岗位空缺{empty}项，任期届满未交流{late}项",
            f"Way out {number}: {people} people touched, {len(repair.risks)} waived "
            f"risks for the register; the plan then moves {moved}, leaves {empty} key "
            f"posts empty and {late} overdue postings",
        )
        if whole:
            tiers = [t for t in repair.outcome.tiers if t.tier is not Tier.CANONICAL]
            zh = "、".join(f"{t.tier.value.zh}{t.value}" for t in tiers)
            en = ", ".join(f"{t.tier.value.en} {t.value}" for t in tiers)
            yield Words(f"  · 各层计分：{zh}", f"  · points by tier: {en}")
        for way in repair.ways:
            says, kind = way.sentence, way.legitimacy.value
            yield Words(
                f"  · {says.zh}（{kind.zh}）——{way.authority.zh}，凭{way.paper.zh}",
                f"  · {says.en} [{kind.en}] — {way.authority.en}, by {way.paper.en}",
            )
        yield from _alike(repair)


def _alike(repair: Repair) -> Iterator[Words]:
    """The equal choices in one line, and those that cost more in another."""
    same = [r for r in repair.alike if r.prices == repair.prices]
    dearer = [r for r in repair.alike if r.prices != repair.prices]
    for some, zh, en in (
        (same, "同样可行且影响相同，任选其一", "as good, choose one"),
        (dearer, "同样可行但影响较大", "possible, and dearer"),
    ):
        if not some:
            continue
        says = [both(r) for r in some[:SHOWN]]
        more, more_en = ("", "")
        if len(some) > SHOWN:
            more, more_en = f"等{len(some)}种", f" and {len(some) - SHOWN} more"
        yield Words(
            f"  · {zh}：{'；'.join(s.zh for s in says)}{more}",
            f"  · {en}: {'; '.join(s.en for s in says)}{more_en}",
        )


def both(repair: Repair) -> Words:
    """All ways of a repair in one sentence."""
    says = [w.sentence for w in repair.ways]
    return Words("，并".join(s.zh for s in says), " and ".join(s.en for s in says))
