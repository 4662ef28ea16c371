"""Who has just left a post does not stand in where a move would be barred (12, 21(3)).

The plan may move somebody away from an incompatible post, or from one that the other
reviews, and name the same person as its stand-in: lawful by the letter, and against what
article 12 is for. It is listed, so that another cover is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.career import held_today, spells_left
from lungang_models.facts.cool_off import IncompatibleMovePolicy, SelfReviewPolicy
from lungang_models.facts.duties import IncompatibleDuties, clashes
from lungang_models.facts.oversight import Oversight, review_of
from lungang_models.facts.tenure import Spell
from lungang_models.families import LEAVE
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Person, Post, PostId, Severity
from lungang_models.words import Words


class CoverInCoolOff(Check):
    id = "cover-in-cool-off"
    family = LEAVE
    code = "D10"
    title = Words("冷却期内代职", "acting within the cool-off")
    general = Words(
        "离开原岗位未满冷却期而代理利益相关的岗位",
        "somebody covers a post that touches the own former one within the cool-off",
    )
    cites = {"cn-finance-bureau": "12, 21(3)"}
    severity = Severity.SIGNIFICANT
    needs = (IncompatibleDuties, Oversight, Spell)
    knobs = (IncompatibleMovePolicy, SelfReviewPolicy)
    breach = Words(
        "{person}离开{old}未满冷却期，第{window}批代理{post}：{why}",
        "{person} left {old} within the cool-off and acts as {post} in window {window}: "
        "{why}",
    )
    measure = Words(
        "另选代职人；代职期间不得复核本人经办的事项",
        "choose another cover; no review of one's own work meanwhile",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for leave in plan.leaves:
            for covered, who in leave.covers:
                person, post = problem.person[who], problem.post[covered]
                for old, why in _against(plan, person, post):
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        about=f"{leave.window} {old}",
                        person=person,
                        old=problem.post[old],
                        window=leave.window,
                        post=post,
                        why=why,
                    )


def _against(plan: Plan, person: Person, post: Post) -> Iterator[tuple[PostId, Words]]:
    """The posts left of late that speak against acting in ``post``, and why."""
    problem = plan.problem
    after = {p.id for p in plan.posts_of(person)}
    given_up = held_today(person) - after
    if post.id in after or post.id in held_today(person):
        return
    months = problem.policy(IncompatibleMovePolicy).months
    for old in sorted(given_up | _left(problem, person, months) if months else ()):
        for one, other in clashes(problem, problem.post[old], post)[:1]:
            says = Words(f"{one}与{other}不相容", f"{one} and {other} are incompatible")
            yield old, says
    months = problem.policy(SelfReviewPolicy).months
    for old in sorted(given_up | _left(problem, person, months) if months else ()):
        why = review_of(problem, post.id, old)
        if why is not None:
            yield (
                old,
                Words(f"监督检查本人原岗位（{why.zh}）", f"reviews it ({why.en})"),
            )


def _left(problem: Problem, person: Person, months: int) -> set[PostId]:
    return {s.post for s in spells_left(problem, person, months) if s.post is not None}
