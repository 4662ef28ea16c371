"""Who holds or left a confidential post keeps out of posts that are closed (article 35)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from pydantic import Field

from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import held_today, spells_left
from lungang_models.facts.tenure import Spell, later
from lungang_models.families import ROTATION
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    Evidence,
    Person,
    Policy,
    Post,
    PostId,
    Severity,
    Term,
    column,
)
from lungang_models.words import Words


class Secrecy(Term):
    """How confidential a post is (保守国家秘密法第四十三条)."""

    CORE = "核心"
    IMPORTANT = "重要"
    GENERAL = "一般"


class ConfidentialPost(Evidence):
    """A post designated confidential, and what stays closed to those who leave it."""

    sheet = Words("涉密岗位", "confidential posts")
    about = ("post",)
    post: PostId = column("岗位编号", "post")
    secrecy: Secrecy = column("涉密程度", "secrecy")
    closed: tuple[PostId, ...] = column(
        "脱密期不得任岗位",
        "closed during cool-off",
        "除其他法人单位的岗位外，另行列出的岗位",
        "besides every post of another legal person",
        default=(),
    )


class CoolOffPolicy(Policy):
    """How long the cooling-off lasts after a post of each secrecy."""

    key: ClassVar[str] = "confidential-cool-off"
    core: int = Field(
        ge=0, le=60, description="核心涉密岗位脱密期月数 / months after a core post"
    )
    important: int = Field(
        ge=0,
        le=60,
        description="重要涉密岗位脱密期月数 / months after an important one",
    )
    general: int = Field(
        ge=0, le=60, description="一般涉密岗位脱密期月数 / months after a general one"
    )

    def months(self, secrecy: Secrecy) -> int:
        """The months of one secrecy."""
        return {
            Secrecy.CORE: self.core,
            Secrecy.IMPORTANT: self.important,
            Secrecy.GENERAL: self.general,
        }[secrecy]


_ANYBODY = Words("任何人", "anybody")


class ConfidentialCoolOff(Rule):
    """No post of another legal person and none that was named, nor acting in one.

    That goes for whoever left the confidential post within the cool-off, whoever holds it
    today (to take the other is to leave this one) and whoever sits in it in the plan. Who
    went there before it was over is no less in breach for sitting there already.
    """

    id = "confidential-cool-off"
    family = ROTATION
    binds_acting = True
    of_state = True
    code = "S5"
    title = Words("脱密期管理", "cool-off after a confidential post")
    cites = {"cn-finance-bureau": "35", "law": "保守国家秘密法 46"}
    severity = Severity.SIGNIFICANT
    needs = (ConfidentialPost, Spell)
    rests_on = ("ConfidentialPost", "ConfidentialPost.closed|Unit.organ")
    knobs = (CoolOffPolicy,)
    norm = Words(
        "{person}任涉密岗位{left}，脱密期满以前不得任或者代理{post}",
        "{person} holds or held the confidential post {left}: until the cool-off is over "
        "neither takes up {post} nor acts in it",
    )
    breach = Words(
        "{person}任涉密岗位{left}，脱密期未满却任或者代理{post}",
        "{person} holds or held the confidential post {left}, yet takes up or covers "
        "{post} before the cool-off is over",
    )
    measure = Words(
        "脱密期满以后再安排；清退载体，收回权限，签订离岗保密承诺书",
        "wait for the end of the cool-off; papers back, access ended, a pledge signed",
    )
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        for row, closed in self._closed(problem):
            months = problem.policy(CoolOffPolicy).months(row.secrecy)
            for person in problem.staff:
                left = {s.post for s in spells_left(problem, person, months)}
                if row.post in left | held_today(person):
                    eligibility.forbid(
                        self, [person], closed, acting=True, left=problem.post[row.post]
                    )

    def constrain(self, model: Model) -> None:
        problem = model.problem
        for row, closed in self._closed(problem):
            left = problem.post[row.post]
            for post in closed:
                ground = self.ground(
                    [], [left.id, post.id], person=_ANYBODY, left=left, post=post
                )
                model.never_all([left.id, post.id], ground)

    @staticmethod
    def _closed(
        problem: Problem,
    ) -> Iterator[tuple[ConfidentialPost, tuple[Post, ...]]]:
        """Each confidential post that has a cool-off, with the posts closed by it."""
        policy = problem.policy(CoolOffPolicy)
        for row in problem.known(ConfidentialPost):
            home = problem.unit[problem.post[row.post].unit].organ
            if policy.months(row.secrecy):
                yield (
                    row,
                    tuple(
                        p
                        for p in problem.posts
                        if p.id != row.post
                        and (p.id in row.closed or problem.unit[p.unit].organ != home)
                    ),
                )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(CoolOffPolicy)
        rows = [r for r in problem.known(ConfidentialPost) if policy.months(r.secrecy)]
        ends: dict[tuple[str, PostId], date] = {}
        for spell in problem.known(Spell) if rows else ():
            if spell.post is not None and spell.since <= problem.effect:
                end = min(spell.until or problem.effect, problem.effect)
                key = (spell.person, spell.post)
                ends[key] = max(end, ends.get(key, end))
        for person in problem.staff if rows else ():
            found: dict[tuple[PostId, PostId], bool] = {}
            for row in rows:
                left = ends.get((person.id, row.post))
                if row.post in (person.post, *person.concurrent):
                    left = problem.effect
                months = policy.months(row.secrecy)
                cooling = left is not None and later(left, months) > problem.effect
                for other, new in self._taken(plan, person, row, cooling):
                    found[row.post, other.id] = new or found.get(
                        (row.post, other.id), False
                    )
            for (source, other_id), new in sorted(found.items()):
                other = problem.post[other_id]
                yield self.finding(
                    plan,
                    [person.id],
                    [other_id] if new else [source, other_id],
                    unit=other.unit,
                    about=source,
                    person=person,
                    left=problem.post[source],
                    post=other,
                )

    @staticmethod
    def _taken(
        plan: Plan, person: Person, row: ConfidentialPost, cooling: bool
    ) -> Iterator[tuple[Post, bool]]:
        """The closed posts somebody sits in or covers: cooling, or (false) only beside."""
        problem = plan.problem
        for moment in plan.moments_of(person):
            posts = plan.posts_of(person, moment)
            beside = any(p.id == row.post for p in posts)
            for post in posts:
                closed = post.id in row.closed or _elsewhere(
                    problem, problem.post[row.post], post
                )
                if closed and post.id != row.post and (cooling or beside):
                    yield post, cooling


def _elsewhere(problem: Problem, one: Post, other: Post) -> bool:
    """Whether two posts belong to different legal persons."""
    return problem.unit[one.unit].organ != problem.unit[other.unit].organ
