"""Nobody comes to review their own work until a time has passed (12, 21(3))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import held_today, spells_left
from lungang_models.facts.cool_off import SelfReviewPolicy
from lungang_models.facts.oversight import (
    Oversight,
    review_of,
    reviewed_by,
    reviews,
    reviews_of,
)
from lungang_models.facts.tenure import Spell
from lungang_models.families import ROTATION
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Person, PostId, Severity
from lungang_models.words import Words, listed, same


class SelfReview(Rule):
    """Who reviews whom, and why: see :func:`lungang_models.facts.oversight.reviews`."""

    id = "self-review"
    rests_on = ("Oversight",)
    family = ROTATION
    code = "R1"
    title = Words("不得监督检查本人原岗位", "no review of one's own former post")
    general = Words(
        "离开原岗位未满规定时间，不得监督检查本人原岗位",
        "nobody reviews the own former post within the time set",
    )
    cites = {"cn-finance-bureau": "12, 21(3)", "iia": "1130.A1"}
    severity = Severity.SIGNIFICANT
    needs = (Oversight, Spell)
    knobs = (SelfReviewPolicy,)
    norm = Words(
        "{post}监督检查{person}的原岗位（{why}），离岗未满{months}个月不得转任",
        "{post} reviews the former post of {person} ({why}): not within {months} months",
    )
    breach = Words(
        "{person}转任{post}，将监督检查本人原岗位{old}（{why}），离岗未满{months}个月",
        "{person} would review, as {post}, the own former post {old} ({why}) within "
        "{months} months",
    )
    measure = Words(
        "改任他岗；确需转任的，不分配涉及原岗位的事项",
        "another post, or no files of the former one",
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("写明回避事项的审批表", "an approval that names the files to avoid"),
        control=True,
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(SelfReviewPolicy).mode == "forbid"

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        months = problem.policy(SelfReviewPolicy).months
        if not months:
            return
        holding: dict[PostId, list[Person]] = defaultdict(list)
        for person in problem.staff:
            if person.post is not None:
                holding[person.post].append(person)
        for above, below, why in reviews(problem):
            posts = [problem.post[p] for p in sorted(above)]
            posts = [p for p in posts if not p.concurrent]
            staff = [s for p in sorted(below) for s in holding.get(p, ())]
            inside = [s for s in staff if s.post in above]
            outside = [s for s in staff if s.post not in above]
            eligibility.forbid(self, outside, posts, months=months, why=why)
            for person in inside:
                rest = [p for p in posts if p.id != person.post]
                eligibility.forbid(self, [person], rest, months=months, why=why)
        for person in problem.staff:
            for spell in spells_left(problem, person, months):
                assert spell.post is not None
                for above, _, why in reviews_of(problem, spell.post):
                    closed = above - held_today(person) - {spell.post}
                    posts = [problem.post[p] for p in sorted(closed)]
                    eligibility.forbid(self, [person], posts, months=months, why=why)

    def constrain(self, model: Model) -> None:
        """Posts held beside: taken up only where the old one is kept, or left with it."""
        problem = model.problem
        months = problem.policy(SelfReviewPolicy).months
        beside = model.concurrent_open
        for person in problem.staff if months else ():
            today = held_today(person)
            for old in sorted(today):
                open_ = (
                    model.edges_of(person)
                    if problem.post[old].concurrent
                    else beside[person.id]
                )
                could = {model.post_at(c).id for c in open_} - today
                for new in sorted(could & reviewed_by(problem, old) if could else ()):
                    post = problem.post[new]
                    ground = self.ground(
                        [person.id],
                        [new],
                        person=person,
                        post=post,
                        months=months,
                        why=review_of(problem, new, old),
                    )
                    taken = [(c, 1) for c in model.holds(person, [new])]
                    kept = [(c, -1) for c in model.holds(person, [old])]
                    model.linear([*taken, *kept], ground, high=0)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = problem.policy(SelfReviewPolicy).months
        for person in problem.staff:
            after = {p.id for p in plan.posts_of(person)}
            before = {person.post, *person.concurrent}
            left = {p for p in before if p is not None and p not in after and months}
            left |= {s.post for s in spells_left(problem, person, months) if s.post}
            for new in sorted(after - before):
                own = {
                    old: why
                    for old in sorted(left)
                    for above, _, why in reversed(reviews_of(problem, old))
                    if new in above and new != old  # to come back is another rule's
                }
                if own:
                    post = problem.post[new]
                    yield self.finding(
                        plan,
                        [person.id],
                        [new],
                        unit=post.unit,
                        severity=Severity.MAJOR if post.key else None,
                        person=person,
                        post=post,
                        old=listed([same(problem.post[p]) for p in own]),
                        months=months,
                        why=listed(list(dict.fromkeys(own.values()))),
                    )
