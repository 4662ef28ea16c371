"""Nobody goes straight from a post to one of incompatible duties (article 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import held_today, spells_left
from lungang_models.facts.cool_off import IncompatibleMovePolicy
from lungang_models.facts.duties import (
    IncompatibleDuties,
    clashes,
    opposites,
    posts_with,
)
from lungang_models.facts.tenure import Spell
from lungang_models.families import ROTATION
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    DutyId,
    Person,
    Post,
    PostId,
    Severity,
    UnitId,
)
from lungang_models.words import Words, listed, same


class IncompatibleMove(Rule):
    id = "incompatible-move"
    rests_on = (
        "IncompatibleDuties",
        "Post.duties",
    )
    family = ROTATION
    code = "D5"
    title = Words("不相容岗位之间不得轮岗", "no move between incompatible posts")
    cites = {"cn-finance-bureau": "12", "law": "商业银行内部控制指引"}
    severity = Severity.SIGNIFICANT
    needs = (IncompatibleDuties, Spell)
    knobs = (IncompatibleMovePolicy,)
    norm = Words(
        "{person}的原岗位承担{old}，{post}承担与之不相容的{new}，离岗未满{months}个月不得转任",
        "{person} comes from {old}, {post} carries the incompatible {new}: not within "
        "{months} months",
    )
    breach = Words(
        "{person}由{old}转任{post}，两岗职责不相容（{duties}），离岗未满{months}个月",
        "{person} goes from {old} to {post} within {months} months: incompatible {duties}",
    )
    measure = Words(
        "改任他岗，或满期后再转任；不得复核本人经办的事项",
        "another post, or later; no review of their own work",
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("不相容岗位审批表", "an approval for the pair"),
        control=True,
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(IncompatibleMovePolicy).mode == "forbid"

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        months = problem.policy(IncompatibleMovePolicy).months
        carriers = posts_with(problem)
        leaving: dict[DutyId, list[Person]] = defaultdict(list)
        for person in problem.staff if months else ():
            if person.post is not None:
                for duty in problem.post[person.post].duties:
                    leaving[duty].append(person)
        for old, staff in leaving.items():
            for new, near in opposites(problem).get(old, {}).items():
                mains = [p for p in carriers.get(new, ()) if not p.concurrent]
                both = {p.id for p in mains if old in p.duties}
                rest = [s for s in staff if s.post not in both]
                for group, posts in _by_unit(problem.post, rest, mains, near):
                    self._bar(eligibility, group, posts, old, new)
                for one in (s for s in staff if s.post in both):  # to stay is no move
                    others = [p for p in mains if p.id != one.post]
                    for group, posts in _by_unit(problem.post, [one], others, near):
                        self._bar(eligibility, group, posts, old, new)
        for person in problem.staff:
            for spell in spells_left(problem, person, months):
                assert spell.post is not None
                left = problem.post[spell.post]
                for old in left.duties:
                    for new, near in opposites(problem).get(old, {}).items():
                        posts = [
                            p
                            for p in carriers.get(new, ())
                            if (p.unit == left.unit or not near)
                            and p.id not in held_today(person)
                        ]
                        self._bar(eligibility, [person], posts, old, new)

    def _bar(
        self,
        eligibility: Eligibility,
        staff: list[Person],
        posts: list[Post],
        old: DutyId,
        new: DutyId,
    ) -> None:
        problem = eligibility.problem
        eligibility.forbid(
            self,
            staff,
            posts,
            old=problem.duty[old],
            new=problem.duty[new],
            months=problem.policy(IncompatibleMovePolicy).months,
        )

    def constrain(self, model: Model) -> None:
        """Posts held beside: taken up only where the old one is kept, or left with it."""
        problem = model.problem
        months = problem.policy(IncompatibleMovePolicy).months
        beside = model.concurrent_open
        for person in problem.staff if months else ():
            today = held_today(person)
            for old in (problem.post[p] for p in sorted(today)):
                closed = {y for x in old.duties for y in opposites(problem).get(x, ())}
                open_ = model.edges_of(person) if old.concurrent else beside[person.id]
                could = {p.id: p for p in map(model.post_at, open_ if closed else ())}
                for post in (could[p] for p in sorted(could.keys() - today)):
                    if not closed.isdisjoint(post.duties):
                        self._keep_together(model, person, old, post)

    def _keep_together(
        self, model: Model, person: Person, old: Post, new: Post
    ) -> None:
        problem = model.problem
        for pair in clashes(problem, old, new)[:1]:
            ground = self.ground(
                [person.id],
                [new.id],
                person=person,
                post=new,
                old=pair[0],
                new=pair[1],
                months=problem.policy(IncompatibleMovePolicy).months,
            )
            taken = [(c, 1) for c in model.holds(person, [new])]
            kept = [(c, -1) for c in model.holds(person, [old])]
            model.linear([*taken, *kept], ground, high=0)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = problem.policy(IncompatibleMovePolicy).months
        for person in problem.staff:
            after = {p.id for p in plan.posts_of(person)}
            before = {person.post, *person.concurrent}
            left = {p for p in before if p is not None and p not in after and months}
            left |= {s.post for s in spells_left(problem, person, months) if s.post}
            for new in sorted(after - before):
                post = problem.post[new]
                against = {
                    old: pairs
                    for old in sorted(left)
                    if (pairs := clashes(problem, problem.post[old], post))
                }
                if against:
                    words = {f"{x}—{y}" for pairs in against.values() for x, y in pairs}
                    yield self.finding(
                        plan,
                        [person.id],
                        [new],
                        unit=post.unit,
                        person=person,
                        post=post,
                        old=listed([same(problem.post[old]) for old in against]),
                        duties="、".join(sorted(words)),
                        months=months,
                    )


def _by_unit(
    post: dict[PostId, Post], staff: list[Person], posts: list[Post], near: bool
) -> Iterator[tuple[list[Person], list[Post]]]:
    """The people and the posts as they are, or unit by unit."""
    if not near:
        yield staff, posts
        return
    people: dict[UnitId, list[Person]] = defaultdict(list)
    for person in staff:
        if person.post is not None:
            people[post[person.post].unit].append(person)
    for unit, group in people.items():
        yield group, [p for p in posts if p.unit == unit]
