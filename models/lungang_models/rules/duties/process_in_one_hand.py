"""Not too much of one process in one hand, at every moment (article 12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.duties import (
    DutySet,
    OneHandLimit,
    StagesPolicy,
    bundles,
    posts_with,
)
from lungang_models.families import DUTIES
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Post, PostId, Severity
from lungang_models.words import Words, listed, same


class ProcessInOneHand(Rule):
    """A post that is too much by itself is a matter of its design, not of who holds it."""

    id = "process-in-one-hand"
    rests_on = (
        "DutySet|Duty.process",
        "DutySet|Duty.stage",
        "Post.duties",
    )
    family = DUTIES
    binds_acting = True
    of_state = True
    code = "D3"
    title = Words("一人不得独揽流程", "a process not in one hand")
    general = Words(
        "一人承担同一业务流程的环节不超过规定的项数",
        "nobody carries more steps of one process than allowed",
    )
    cites = {"cn-finance-bureau": "12"}
    severity = Severity.MAJOR
    needs = (DutySet,)
    knobs = (StagesPolicy,)
    norm = Words(
        "{places}合计承担“{name}”的{items}，一人至多{most}项",
        "{places} together carry {items} of “{name}”: at most {most} in one hand",
    )
    breach = Words(
        "{person}同时担任或代理{places}，合计承担“{name}”的{items}，超过{most}项",
        "{person} holds or covers {places}: {items} of “{name}”, more than {most}",
    )
    measure = Words("重新设计流程，分由不同人员承担", "redesign the process, divide it")
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("不相容岗位审批表", "an approval for the posts"),
        control=True,
    )

    def constrain(self, model: Model) -> None:
        problem = model.problem
        carriers = posts_with(problem)
        for bundle in bundles(problem):
            some = {p.id: p for d in bundle.item for p in carriers.get(d, ())}
            able = {i: p for i, p in sorted(some.items()) if not _exceeds(bundle, [p])}
            for posts in _smallest(bundle, able, model.together):
                ids = [p.id for p in posts]
                ground = self.ground(
                    [],
                    ids,
                    name=bundle.name,
                    most=bundle.most,
                    places=listed([same(p) for p in posts]),
                    items="、".join(sorted(bundle.carried(posts))),
                )
                model.never_all(ids, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for person in problem.staff:
            seen: set[tuple[str, tuple[PostId, ...]]] = set()
            for moment in plan.moments_of(person):
                held = {p.id: p for p in plan.posts_of(person, moment)}
                for bundle in bundles(problem) if len(held) > 1 else ():
                    for posts in _too_much(bundle, list(held.values())):
                        ids = tuple(sorted(p.id for p in posts))
                        if (bundle.name.zh, ids) in seen:
                            continue
                        seen.add((bundle.name.zh, ids))
                        yield self.finding(
                            plan,
                            [person.id],
                            ids,
                            unit=posts[0].unit,
                            person=person,
                            name=bundle.name,
                            most=bundle.most,
                            places=listed([same(p) for p in posts]),
                            items="、".join(_in_one_hand(bundle, posts)),
                        )


def _exceeds(bundle: OneHandLimit, posts: Sequence[Post]) -> bool:
    """The planner's: whether some posts are together too much for one hand."""
    if sum(len(p.duties) for p in posts) <= bundle.most:
        return False  # the usual case, told without looking at the duties
    return len(bundle.carried(posts)) > bundle.most


def _smallest(
    bundle: OneHandLimit, carriers: dict[PostId, Post], near: dict[PostId, set[PostId]]
) -> Iterator[list[Post]]:
    """The planner's: posts that one person could sit in, too much only all together.

    Each must add something; and two main posts at most, the own and one covered.
    """
    waiting = [[p] for p in carriers.values()]
    while waiting:
        some = waiting.pop()
        beside = set.intersection(*(near[p.id] for p in some))
        for post in (carriers[i] for i in sorted(beside & carriers.keys())):
            more = [*some, post]
            if (
                post.id <= some[-1].id
                or len(bundle.carried(more)) == len(bundle.carried(some))
                or sum(not p.concurrent for p in more) > 2
            ):
                continue
            if not _exceeds(bundle, more):
                waiting.append(more)
            elif all(
                not _exceeds(bundle, [p for p in more if p != left]) for left in more
            ):
                yield more


def _too_much(bundle: OneHandLimit, held: list[Post]) -> Iterator[tuple[Post, ...]]:
    """The auditor's: of the posts in one hand, those that exceed and none could miss."""
    bearing = [p for p in held if any(d in bundle.item for d in p.duties)]
    found: list[set[PostId]] = []
    for size in range(1, len(bearing) + 1):
        for posts in combinations(bearing, size):
            ids = {p.id for p in posts}
            many = len(_in_one_hand(bundle, posts)) > bundle.most
            if many and not any(f <= ids for f in found):
                found.append(ids)
                if size > 1:
                    yield posts


def _in_one_hand(bundle: OneHandLimit, posts: Sequence[Post]) -> list[str]:
    """The auditor's: what of the set somebody does in these posts, told once each."""
    best: list[str] = []
    for unit in {p.unit for p in posts}:
        counted = [p for p in posts if p.unit == unit or not bundle.same_unit]
        things = sorted({bundle.item[d] for p in counted for d in p.duties
                         if d in bundle.item})  # fmt: skip
        if (len(things), things) > (len(best), best):
            best = things
    return best
