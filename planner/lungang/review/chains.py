"""The moves as paths and cycles: each takes the seat that the next one leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from lungang.review.moves import Chain, Move, MoveKind, Reach, titled
from lungang_models.facts.tenure import post_clock
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, PostId, StaffId
from lungang_models.words import Words


def draft(plan: Plan, person: Person) -> Move:
    """The change of one person's main post, without reasons or chain."""
    problem = plan.problem
    left = problem.post[person.post] if person.post is not None else None
    taken = plan.main_post(person)
    months = post_clock(problem, person).months(problem.effect)
    if left is None or taken is None:
        kind = MoveKind.FIRST_PLACEMENT if taken is not None else MoveKind.UNPLACED
        return Move(person, left, taken, kind, Reach.NONE, "33(1)", months)
    step = taken.level.rank - person.level.rank
    reach = Reach.WITHIN_UNIT if left.unit == taken.unit else Reach.BETWEEN_UNITS
    procedure = "33(2)" if reach is Reach.WITHIN_UNIT else "33(1)"
    made = Move(person, left, taken, MoveKind.LATERAL, reach, procedure, months)
    if step > 0:
        return replace(made, kind=MoveKind.PROMOTION, procedure="33(3)")
    if made.gains_lead:  # an appointment: its procedure comes first, on any level
        kind = MoveKind.LOWER_LEVEL if step else MoveKind.TO_LEADING
        return replace(made, kind=kind, procedure=f"{procedure}, 33(3)")
    if step:
        return replace(made, kind=MoveKind.LOWER_LEVEL)
    return replace(made, kind=MoveKind.TO_NON_LEADING) if made.loses_lead else made


def lines(
    plan: Plan, drafts: Mapping[StaffId, Move]
) -> list[tuple[list[StaffId], bool]]:
    """The movers as paths, then cycles; each in the order of the seats taken."""
    coming: dict[PostId, list[StaffId]] = defaultdict(list)
    going: dict[PostId, list[StaffId]] = defaultdict(list)
    for person, move in sorted(drafts.items()):
        if move.taken is not None:
            coming[move.taken.id].append(person)
        if move.left is not None:
            going[move.left.id].append(person)
    # In a post with several seats the n-th who comes follows the n-th who goes.
    then = {
        comer: goer
        for post, comers in coming.items()
        for comer, goer in zip(comers, going[post], strict=False)
    }
    displaced = set(then.values())
    paths = [[p] for p in sorted(drafts) if p not in displaced]
    for path in paths:
        while path[-1] in then:
            path.append(then[path[-1]])
    left = set(drafts) - {p for path in paths for p in path}
    cycles: list[list[StaffId]] = []
    for start in sorted(left):
        if start in left:
            cycle = [start]
            while then[cycle[-1]] != start:
                cycle.append(then[cycle[-1]])
            left -= set(cycle)
            cycles.append(cycle)
    return [(p, False) for p in paths] + [(c, True) for c in cycles]


def chain(
    problem: Problem, sitting: Mapping[PostId | None, int], number: int,
    line: list[Move], cycle: bool,
) -> Chain:  # fmt: skip
    """One path or cycle with its number and its sentence.

    ``sitting`` counts who holds each post today: a free seat makes a vacancy.
    """
    numbered = tuple(
        replace(m, chain=number, place=place) for place, m in enumerate(line, start=1)
    )
    opens = None if cycle else line[0].left
    last = line[-1].taken
    empty = last is not None and sitting.get(last.id, 0) < last.seats
    fills = last if empty and not cycle else None
    names = [_step(problem, m) for m in numbered]
    if cycle:
        names.append(Words(line[0].person.name, line[0].person.name))
    elif last is not None:
        names.append(Words("空缺", "vacant") if fills else Words("超编", "overfull"))
    arrow = " → "
    says = Words(arrow.join(n.zh for n in names), arrow.join(n.en for n in names))
    return Chain(number, numbered, cycle, opens, fills, says)


def _step(problem: Problem, move: Move) -> Words:
    name = move.person.name
    if move.taken is None:
        return Words(f"{name} → 待安排", f"{name} → unplaced")
    post = titled(problem, move.taken)
    return Words(f"{name} → {post.zh}", f"{name} → {post.en}")
