"""No more than a share of a unit's key posts changes hands in one cycle (article 15)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.body import Body, Waivable
from lungang_models.facts.continuity import ContinuityPolicy, key_holders_today
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity
from lungang_models.words import Words, listed, same


class KeyPostsAtOnce(Rule):
    id = "key-posts-at-once"
    code = "C1"
    title = Words("关键岗位不同时换人", "key posts at once")
    cites = {"cn-finance-bureau": "15"}
    severity = Severity.SIGNIFICANT
    knobs = (ContinuityPolicy,)
    norm = Words(
        "{unit}关键岗位现有{size}人, 一次至多{most}人离岗交流",
        "{unit}: of {size} key-post holders, at most {most} leave in one cycle",
    )
    breach = Words(
        "{unit}关键岗位现有{size}人, {names}同时离岗交流, 超过{most}人",
        "{unit}: of {size} key-post holders {names} leave at once, {most} allowed",
    )
    measure = Words(
        "错开交流, 安排新老重叠期", "stagger the moves, let old and new overlap"
    )
    waivable = Waivable(
        (Body.PARTY_GROUP,),
        Words("写明工作需要和交接安排的会议纪要", "minutes with an overlap plan"),
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(ContinuityPolicy).key_posts == "forbid"

    def constrain(self, model: Model) -> None:
        problem = model.problem
        policy = problem.policy(ContinuityPolicy)
        for unit in problem.units:
            serving = key_holders_today(problem, unit.id)
            most = max(1, len(serving) * policy.key_most // policy.key_of)
            stay = [c for person, post in serving for c in model.holds(person, [post])]
            ground = self.ground(
                [],
                sorted({post.id for _, post in serving}),
                unit=unit,
                size=len(serving),
                most=most,
            )
            model.at_least(len(serving) - most, stay, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(ContinuityPolicy)
        for unit in problem.units:
            before = key_holders_today(problem, unit.id)
            left = [x for x in before if x[0] not in plan.holders_of(x[1])]
            most = max(1, policy.key_most * len(before) // policy.key_of)
            if len(left) > most:
                yield self.finding(
                    plan,
                    [],
                    sorted({post.id for _, post in before}),
                    unit=unit.id,
                    names=listed([same(f"{who}({post})") for who, post in left]),
                    size=len(before),
                    most=most,
                )
