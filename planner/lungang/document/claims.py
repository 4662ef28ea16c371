"""What a document claims and nobody can recompute; all else follows from it.

A plan's document is a function of the workbook and of these claims: who is to hold which
post and go on leave when, what was proved of each tier, what made each move necessary,
and by which programs. An audit takes the claims, makes the document anew, and compares:
whatever is written otherwise is told, however well its hashes were recomputed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lungang.commitment import compact, digest
from lungang.document import document
from lungang.document.parts import PlanDocument, SheetLine
from lungang.explain.necessity import Necessity
from lungang.outcome import OutOfTime, Proof, Run, Solved, TierResult
from lungang.proof.recheck import billed
from lungang.review.due import code
from lungang_models.objective import Objective
from lungang_models.plan import Leave, Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId

CLAIMS_SCHEMA = "lungang-claims/1"
_NEEDS = {code(n): n for n in Necessity}
_PROOFS = {code(p): p for p in Proof}


def claims_of(made: PlanDocument) -> dict[str, Any]:
    """The claims of a document, as plain data with a hash of their own."""
    of = made.provenance
    body = {
        "schema": CLAIMS_SCHEMA,
        "input_hash": of.input_hash,
        "plan_hash": of.plan_hash,
        "program": of.program,
        "pack": f"{of.pack.name} {of.pack.version}",
        "effect": of.effect.isoformat(),
        "solvers": of.solvers,
        "parameters": of.parameters,
        "placements": [[p.staff, p.post] for p in made.placements],
        "leaves": [
            [v.staff.id, v.window, [[c.post.id, c.cover.id] for c in v.covers]]
            for v in made.leaves
        ],
        "tiers": [[t.bound, t.proof.code] for t in made.tiers],
        "account": json.loads(made.model_dump_json(include={"account"}))["account"],
        "needs": {m.staff.id: m.necessity.code for m in made.moves},
    }
    return {**body, "hash": digest(compact(body))}


def original(problem: Problem, claims: Mapping[str, Any]) -> Plan:
    """The plan that claims speak of. Raises ``ValueError`` where they are not whole, or
    speak of people or posts that the workbook does not have."""
    body = {k: v for k, v in claims.items() if k != "hash"}
    if claims.get("schema") != CLAIMS_SCHEMA or claims.get("hash") != digest(
        compact(body)
    ):
        raise ValueError("not the claims of a plan, or changed since")
    try:
        placements = frozenset((StaffId(s), PostId(p)) for s, p in claims["placements"])
        leaves = tuple(
            Leave(StaffId(s), w, tuple((PostId(p), StaffId(c)) for p, c in covers))
            for s, w, covers in claims["leaves"]
        )
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from None
    people = {s for s, _ in placements} | {v.person for v in leaves}
    people |= {c for v in leaves for _, c in v.covers}
    posts = {p for _, p in placements} | {p for v in leaves for p, _ in v.covers}
    if people - problem.person.keys() or posts - problem.post.keys():
        raise ValueError("people or posts that the workbook does not have")
    return Plan(problem, placements, leaves)


def rebuilt(plan: Plan, claims: Mapping[str, Any]) -> PlanDocument:
    """The document made anew of a plan and the claims about it; no solver is loaded.

    Raises ``ValueError`` for claims of another shape.
    """
    try:
        made = document(plan.problem, _outcome(plan, claims), _needs(claims))
        provenance = made.provenance.model_copy(update={"program": claims["program"]})
        read = claims["account"]
        account = None if read is None else tuple(map(SheetLine.model_validate, read))
        return made.model_copy(update={"provenance": provenance, "account": account})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"claims of another shape: {error}") from None


def _outcome(plan: Plan, claims: Mapping[str, Any]) -> Solved | OutOfTime:
    owed = zip(
        plan.problem.policy(Objective).tiers,
        billed(plan),
        claims["tiers"],
        strict=True,
    )
    tiers = tuple(
        TierResult(tier, value, bound, _PROOFS[proof])
        for tier, value, (bound, proof) in owed
    )
    run = Run(0.0, claims["parameters"], claims["solvers"])
    solved = Solved(plan, tiers, run)
    return solved if solved.optimal else OutOfTime(solved, run)


def _needs(claims: Mapping[str, Any]) -> dict[StaffId, Necessity]:
    return {StaffId(s): _NEEDS[need] for s, need in claims["needs"].items()}


def said_plan(problem: Problem, made: PlanDocument) -> Plan:
    """The plan of a document, as its ids say. Raises ``ValueError`` like `original`."""
    return original(problem, claims_of(made))
