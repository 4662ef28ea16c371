"""What belongs together stays in one hand: the duties of a set have one holder (article 11).

The other side of segregation: an account with its seal, a case with its file. Such sets
are the organisation's own to declare; where none is, the rule has nothing to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.families import DUTIES
from lungang_models.ground import Ground
from lungang_models.model import Model
from lungang_models.out_of_reach import tied
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    DutyId,
    Evidence,
    Post,
    PostId,
    Severity,
    StaffId,
    UnitId,
    column,
)
from lungang_models.words import Words, listed, same


class OneHand(Evidence):
    """Duties that one person carries, all of them, whichever posts bear them."""

    sheet = Words("须由一人承担的职责", "duties in one hand")
    name: str = column("名称", "name", min_length=1)
    duties: tuple[DutyId, ...] = column("职责编号", "duties", min_length=1)
    each_unit: bool = column(
        "按单位",
        "each unit",
        "是=各单位分别由一人承担；否=合由一人承担",
        "yes = one person in each unit; no = one in the whole organisation",
        default=False,
    )
    source: str = column("依据", "source", default="")


class DutiesInOneHand(Rule):
    """Two people who carry something of one set are a breach, each in any post."""

    id = "duties-in-one-hand"
    of_state = True
    rests_on = ("OneHand", "Post.duties")
    family = DUTIES
    code = "D11"
    title = Words("须由一人承担的职责", "duties in one hand")
    general = Words(
        "须由一人承担的职责，承担它的各岗位不得分由两人担任",
        "a duty that should stay in one hand is not to be shared out between two people",
    )
    cites = {"cn-finance-bureau": "11"}
    severity = Severity.SIGNIFICANT
    needs = (OneHand,)
    norm = Words(
        "“{name}”须由一人承担，有关岗位（{places}）不得分由两人担任",
        "“{name}” stays in one hand: no two people hold its posts ({places})",
    )
    breach = Words(
        "“{name}”须由一人承担，现分由{people}承担，涉及{places}",
        "“{name}” should stay in one hand, but {people} carry it, in {places}",
    )
    measure = Words(
        "有关岗位由同一人担任，或将职责并入一个岗位",
        "let one person hold the posts, or put the duties into one post",
    )
    waivable = None  # an exception is made by amending the set, with its source

    def constrain(self, model: Model) -> None:
        for name, posts in _bearing(model.problem):
            ground = self.ground(
                [],
                [p.id for p in posts],
                name=name,
                places=listed([same(p) for p in posts]),
            )
            groups = [_columns(model, [p for p in posts if not p.concurrent])]
            groups += [_columns(model, [p]) for p in posts if p.concurrent]
            for at, group in enumerate(groups):
                _one_alone(model, group, ground)  # nobody holds two main posts
                mine: dict[StaffId, list[int]] = defaultdict(list)
                for c in group if at else ():
                    mine[model.person_of(c).id].append(c)
                for who, held in mine.items():
                    for other in groups[:at]:
                        rest = [c for c in other if model.person_of(c).id != who]
                        if rest:
                            _one_alone(model, [*held, *rest], ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for row in plan.problem.known(OneHand):
            hands: dict[UnitId | None, dict[StaffId, set[PostId]]] = {}
            for person, post in plan.placements:
                where = plan.problem.post[post]
                if any(d in row.duties for d in where.duties):
                    here = hands.setdefault(where.unit if row.each_unit else None, {})
                    here.setdefault(person, set()).add(post)
            for unit, carried in sorted(hands.items(), key=lambda one: str(one[0])):
                if len(carried) < 2:
                    continue
                posts = sorted(set().union(*carried.values()))
                yield self.finding(
                    plan,
                    sorted(carried),
                    posts,
                    unit=unit,
                    about=row.name,
                    name=row.name,
                    people=listed(
                        [same(plan.problem.person[s]) for s in sorted(carried)]
                    ),
                    places=listed([same(plan.problem.post[p]) for p in posts]),
                )


def _bearing(problem: Problem) -> Iterator[tuple[str, list[Post]]]:
    """The planner's: the posts that bear duties of a set, of each unit if so asked."""
    for row in problem.known(OneHand):
        groups: dict[UnitId, list[Post]] = defaultdict(list)
        for post in problem.posts:
            if not set(post.duties).isdisjoint(row.duties):
                groups[post.unit if row.each_unit else UnitId("")].append(post)
        for _, posts in sorted(groups.items()):
            yield row.name, posts


def _columns(model: Model, posts: list[Post]) -> list[int]:
    """The planner's: the columns of everybody in some posts."""
    return [c for p in posts for seat in model.seats_of(p) for c in model.filled(seat)]


def _one_alone(model: Model, columns: list[int], ground: Ground) -> None:
    """One of the columns at most, but for those that no plan can take from anybody."""
    kept = tied(model.problem)
    fixed = [
        c for c in columns
        if model.post_at(c).id in kept.get(model.person_of(c).id, ())
    ]  # fmt: skip
    free = [c for c in columns if c not in fixed]
    for some in [[c] for c in fixed] or [[]]:
        model.at_most(1, [*some, *free], ground)
