"""Where two people sit, in words that tell their posts apart."""

from __future__ import annotations

from lungang_models.problem import Problem
from lungang_models.vocabulary import Post
from lungang_models.words import Words


def seated(problem: Problem, p: Post, q: Post) -> Words:
    """Where one sits in ``p`` and another in ``q``.

    Posts of one name are told apart by their units, or else by their numbers.
    """
    if p.id == q.id:
        return Words(f"同任{p}", f"both in {p}")
    one, other = str(p), str(q)
    if one == other and p.unit != q.unit:
        one, other = (f"{problem.unit[x.unit]}{x}" for x in (p, q))
    if one == other:
        one, other = f"{p}（{p.id}）", f"{q}（{q.id}）"
    return Words(f"分任{one}、{other}", f"in {one} and {other}")
