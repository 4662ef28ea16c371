"""Empty seats as lines of a document: how many could sit there, what bars the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lungang.document.impossible_lines import check_of
from lungang.document.lines import post_ref, text_of
from lungang.document.parts import BarredLine, VacancyLine
from lungang_models.eligibility import Eligibility
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Rule
from lungang_models.vocabulary import Post, PostId


def vacancy_lines(plan: Plan) -> tuple[VacancyLine, ...]:
    """Every empty seat, with how many could sit there and what bars the others."""
    problem, now = plan.problem, today(plan.problem)
    empty = {p.id: p.seats - len(plan.holders_of(p)) for p in problem.posts}
    vacant = [p for p in problem.posts if empty[p.id] > 0]
    if not vacant:
        return ()
    eligibility = Eligibility(problem)
    for rule in checks():
        if isinstance(rule, Rule) and rule.id in problem.pack.rules:
            rule.bar(eligibility)
    kept = _kept_out(eligibility, vacant)
    lines = []
    for post in vacant:
        candidates, barred = _who_could(problem, kept[post.id])
        lines.append(
            VacancyLine(
                post=post_ref(problem, post), seats=post.seats, empty=empty[post.id],
                empty_today=max(0, post.seats - len(now.holders_of(post))),
                key=post.key, high_risk=post.high_risk, candidates=candidates,
                barred=barred,
            )
        )  # fmt: skip
    lines.sort(key=lambda v: (not (v.key or v.high_risk), v.post.id))
    return tuple(lines)


def _kept_out(
    eligibility: Eligibility, posts: Sequence[Post]
) -> dict[PostId, dict[str, set[int]]]:
    """Whom (by index) each rule keeps out of each of some posts."""
    kept: dict[PostId, dict[str, set[int]]] = {p.id: {} for p in posts}
    places = np.array(sorted(eligibility.post_index[p] for p in kept))
    for bar in eligibility.bars:
        for place in eligibility.closed(bar, places).tolist():
            out = kept[eligibility.problem.posts[place].id]
            out.setdefault(bar.rule.id, set()).update(bar.staff.tolist())
    return kept


def _who_could(
    problem: Problem, kept: dict[str, set[int]]
) -> tuple[int, tuple[BarredLine, ...]]:
    """How many meet the conditions of a post, and how many each rule keeps out."""
    out = set().union(*kept.values())
    lines = [
        BarredLine(rule=r, title=text_of(check_of(r).title), people=len(people))
        for r, people in kept.items()
    ]
    lines.sort(key=lambda b: (-b.people, b.rule))
    return len(problem.staff) - len(out), tuple(lines)
