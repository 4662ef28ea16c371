"""Empty seats as lines of a document: how many could sit there, what bars the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from lungang.document.impossible_lines import check_of
from lungang.document.lines import post_ref, text_of
from lungang.document.parts import BarredLine, VacancyLine
from lungang_models.build import barred
from lungang_models.eligibility import Bar, Eligibility
from lungang_models.plan import Plan, today
from lungang_models.vocabulary import Post

AT_ONCE = 256
"""Posts looked at together: at 100,000 staff their people take 26 MB."""


def vacancy_lines(plan: Plan) -> tuple[VacancyLine, ...]:
    """Every empty seat, with how many could sit there and what bars the others."""
    problem, now = plan.problem, today(plan.problem)
    empty = {p.id: p.seats - len(plan.holders_of(p)) for p in problem.posts}
    vacant = [p for p in problem.posts if empty[p.id] > 0]
    if not vacant:
        return ()
    lines = []
    found = _who_could(barred(problem), vacant)
    for post, (candidates, kept_out) in zip(vacant, found, strict=True):
        lines.append(
            VacancyLine(
                post=post_ref(problem, post), seats=post.seats, empty=empty[post.id],
                empty_today=max(0, post.seats - len(now.holders_of(post))),
                key=post.key, high_risk=post.high_risk, candidates=candidates,
                barred=kept_out,
            )
        )  # fmt: skip
    lines.sort(key=lambda v: (not (v.key or v.high_risk), v.post.id))
    return tuple(lines)


def _who_could(
    eligibility: Eligibility, posts: Sequence[Post]
) -> Iterator[tuple[int, tuple[BarredLine, ...]]]:
    """How many could sit in each of some posts, and how many each rule keeps out.

    The posts stand in the order of the problem.
    """
    people = len(eligibility.problem.staff)
    places = np.array([eligibility.post_index[p.id] for p in posts])
    for some in np.split(places, range(AT_ONCE, len(places), AT_ONCE)):
        out = np.zeros((len(some), people), bool)
        lines: list[list[BarredLine]] = [[] for _ in some]
        for rule, bars in groupby(sorted(eligibility.bars, key=_rule), _rule):
            kept = np.zeros_like(out)
            for bar in bars:
                shut = np.searchsorted(some, eligibility.closed(bar, some))
                kept[shut[:, None], bar.staff] = True
            title = text_of(check_of(rule).title)
            for at, count in enumerate(kept.sum(axis=1).tolist()):
                if count:
                    lines[at].append(BarredLine(rule=rule, title=title, people=count))
            out |= kept
        for at, kept_out in enumerate(lines):
            kept_out.sort(key=lambda b: (-b.people, b.rule))
            yield people - int(out[at].sum()), tuple(kept_out)


def _rule(bar: Bar) -> str:
    return bar.rule.id
