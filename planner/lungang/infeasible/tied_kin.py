"""Somebody whose relatives are kept out of posts that must be filled, found by counting.

Wherever a person may sit, some relatives may not hold certain posts beside them. Where
those posts may not stand empty and too few others may hold them, no plan exists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang.infeasible.counting import short
from lungang.infeasible.crowded_kin import kept_apart, may_hold
from lungang.proof.check_shortage import Edges
from lungang.proof.counted_shortage import Tally
from lungang_models.model import Model
from lungang_models.model.rows import Rows

Seat = tuple[int, int]
"""A person and a post, by number."""


def tied_kin(model: Model, rows: Rows, edges: Edges) -> Iterator[Tally]:
    """Shortages of people for posts that the relatives of one person may not hold."""
    problem = model.problem
    must = {
        j: p.seats
        for j, p in enumerate(problem.posts)
        if not (p.concurrent or p.may_be_vacant)
    }
    alone = {j for j, p in enumerate(problem.posts) if p.seats == 1}
    able: dict[int, list[int]] = defaultdict(list)
    for i, j in zip(*(a.tolist() for a in edges), strict=True):
        if j in must:
            able[j].append(i)
    for person, barring in sorted(_apart(model, rows).items()):
        mine = {j for j in may_hold(model, person) if not problem.posts[j].concurrent}
        shut = {
            seat for seat, where in barring.items() if mine - where <= {seat[1]} & alone
        }
        if not mine or not shut:
            continue
        left = {
            j: [i for i in able[j] if (i, j) not in shut] for j in {j for _, j in shut}
        }
        demand = {j: must[j] for j in left if j in must}
        for posts, near in short(
            demand, left, dict.fromkeys(range(len(problem.staff)), 1)
        ):
            kin = {i for i, j in shut if j in posts and i in able[j]} - near
            if kin:
                yield Tally(
                    "tied",
                    tuple(sorted(problem.staff[i].id for i in near)),
                    tuple(sorted(problem.posts[j].id for j in posts)),
                    (tuple(sorted(problem.posts[j].id for j in mine)),),
                    (
                        problem.staff[person].id,
                        *sorted(problem.staff[i].id for i in kin),
                    ),
                )


def _apart(model: Model, rows: Rows) -> dict[int, dict[Seat, set[int]]]:
    """For each person the seats of relatives, and in which posts of theirs these are shut."""
    found: dict[int, dict[Seat, set[int]]] = defaultdict(lambda: defaultdict(set))
    for pair, spans in kept_apart(model, rows).items():
        for span in spans:
            for one, other in (pair, pair[::-1]):
                mine, theirs = (
                    model.edge_post[span[model.edge_person[span] == who]].tolist()
                    for who in (one, other)
                )
                for post in theirs:
                    found[one][other, post].update(mine)
    return found
