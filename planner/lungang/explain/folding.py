"""Evidence that a person reads: folded by rule, counted, with post and unit.

A reason may lean on hundreds of grounds of one kind, one a post. Read one after another
they say nothing; what a reader needs is the rule, how many people and posts it meets, and
one example. Nothing is lost: the grounds themselves stay with the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lungang.proof.counted_shortage import Tally
from lungang.review.moves import titled
from lungang_models.assumed import ASSUMED
from lungang_models.ground import Ground
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import article_words
from lungang_models.vocabulary import PostId
from lungang_models.words import Words, listed

FEW = 3
"""The most grounds of one rule that are told one by one; of more, the number and the first."""

PLAIN = ("one-main-post", "seats", ASSUMED.id)
"""What holds for everybody alike, or was asked, is told last: it explains the least."""

BY_HAND = 24
"""Of more people and posts together nobody counts by hand."""

NAMED = 2
"""The most posts that a sentence names; of more it gives the number."""


def folded(problem: Problem, grounds: Iterable[Ground]) -> Iterator[Words]:
    """The grounds as few sentences: a rule that speaks often speaks once, and is counted."""
    by_rule: dict[str, dict[Words, list[Ground]]] = {}
    for ground in grounds:
        by_rule.setdefault(ground.rule, {}).setdefault(ground.says, []).append(ground)
    titles = {c.id: c.title for c in (*checks(), ASSUMED)}
    first_told = sorted(by_rule.items(), key=lambda i: (i[0] in PLAIN, len(i[1])))
    for rule, alike in first_told:
        if len(alike) <= FEW:
            for says, some in alike.items():
                yield _cited(problem, rule, _with_place(problem, says, _posts(some)))
            continue
        every = [g for some in alike.values() for g in some]
        people = len({s for g in every for s in g.staff})
        posts = len(_posts(every))
        says, some = next(iter(alike.items()))
        first = _with_place(problem, says, _posts(some))
        zh = [f"{people}人"] * bool(people) + [f"{posts}个岗位"] * bool(posts)
        en = [f"{people} people"] * bool(people) + [f"{posts} posts"] * bool(posts)
        count = Words(
            "、".join(zh) or f"{len(alike)}处", ", ".join(en) or f"{len(alike)}"
        )
        title = titles[rule]
        yield _cited(
            problem,
            rule,
            Words(
                f"{title.zh}：共{len(alike)}条，涉及{count.zh}；例如{first.zh}",
                f"{title.en}: {len(alike)} grounds on {count.en}; such as: {first.en}",
            ),
        )


def counted(problem: Problem, tally: Tally | None) -> Iterator[Words]:
    """The count that a reason rests on, where somebody can check it by hand."""
    if tally is not None and len(tally.staff) + len(tally.posts) <= BY_HAND:
        yield tally.says(problem)


def counted_in_full(problem: Problem, tally: Tally | None) -> Iterator[Words]:
    """The count with every name, where :func:`counted` leaves some out or tells nothing."""
    if tally is not None:
        says = tally.says(problem, whole=True)
        if says not in counted(problem, tally):
            yield says


def unfolded(problem: Problem, grounds: Iterable[Ground]) -> Iterator[Words]:
    """Every ground in a sentence of its own, alike ones once, with post and unit."""
    alike: dict[tuple[str, Words], list[Ground]] = {}
    for ground in grounds:
        alike.setdefault((ground.rule, ground.says), []).append(ground)
    for (rule, says), some in alike.items():
        yield _cited(problem, rule, _with_place(problem, says, _posts(some)))


def _posts(grounds: Iterable[Ground]) -> list[PostId]:
    return [*dict.fromkeys(p for g in grounds for p in g.posts)]


def _with_place(problem: Problem, says: Words, posts: Sequence[PostId]) -> Words:
    """A sentence with the posts it is about, each with its unit, where it has none."""
    known = [problem.post[p] for p in posts if p in problem.post]
    named = [titled(problem, p) for p in known]
    if not named or all(n.zh in says.zh for n in named):
        return says
    some = listed(named[:NAMED])
    zh, en = some.zh, some.en
    if len(named) > NAMED:
        zh, en = f"{zh}等{len(named)}个岗位", f"{en} and others ({len(named)} posts)"
    return Words(f"{says.zh}（{zh}）", f"{says.en} ({en})")


def _cited(problem: Problem, rule: str, says: Words) -> Words:
    if rule == ASSUMED.id:  # what a question assumes rests on no article
        return says
    cited = {c.id: c for c in checks()}
    article = article_words(cited[rule].article(problem))
    return Words(f"{says.zh}（{article.zh}）", f"{says.en} [{article.en}]")


def shortened(lines: Iterable[Words], most: int | None) -> Iterator[Words]:
    """At most so many lines: of each block its head, and what more there is room for.

    A block begins with a line that is not set in. What is left out is counted. All lines
    where ``most`` is ``None``.
    """
    if most is None:
        yield from lines
        return
    blocks: list[list[Words]] = []
    for line in lines:
        if not blocks or not line.zh.startswith(" "):
            blocks.append([])
        blocks[-1].append(line)
    total = sum(map(len, blocks))
    each, room = total, most
    if total > most:
        blocks, room = blocks[: most - 1], most - 1
        each = max(1, room // len(blocks))
    kept = [line for block in blocks for line in block[:each]]
    yield from kept
    if len(kept) < total:
        hidden = total - len(kept)
        yield Words(
            f"  另有{hidden}行；全部依据和做法加 --all",
            f"  {hidden} more lines; every ground and way: --all",
        )
