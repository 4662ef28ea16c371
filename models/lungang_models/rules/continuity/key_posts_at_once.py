"""No more than a share of a unit's key posts changes hands in one cycle (article 15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.continuity import ContinuityPolicy, key_holders_today
from lungang_models.families import CONTINUITY
from lungang_models.ground import Ground
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Person, Post, PostId, Severity, StaffId
from lungang_models.words import Words, listed, same


class KeyPostsAtOnce(Rule):
    id = "key-posts-at-once"
    rests_on = ("Post.key|Post.high_risk",)
    family = CONTINUITY
    people = 0
    code = "C1"
    title = Words("关键岗位不同时换人", "key posts at once")
    general = Words(
        "一个单位的关键岗位人员，一次同时离岗交流不超过规定的人数",
        "no more key-post holders of a unit leave at once than allowed",
    )
    cites = {"cn-finance-bureau": "15"}
    severity = Severity.SIGNIFICANT
    knobs = (ContinuityPolicy,)
    norm = Words(
        "{unit}关键岗位现有{size}人，一次至多{most}人离岗交流",
        "{unit}: of {size} key-post holders, at most {most} leave in one cycle",
    )
    breach = Words(
        "{unit}关键岗位现有{size}人，{names}同时离岗交流，超过{most}人",
        "{unit}: of {size} key-post holders {names} leave at once, {most} allowed",
    )
    measure = Words(
        "错开交流，安排新老重叠期", "stagger the moves, let old and new overlap"
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
            serving: dict[StaffId, list[PostId]] = defaultdict(list)
            for person, post in key_holders_today(problem, unit.id):
                serving[person.id].append(post.id)
            most = max(1, len(serving) * policy.key_most // policy.key_of)
            ground = self.ground(
                [],
                sorted({post for posts in serving.values() for post in posts}),
                unit=unit,
                size=len(serving),
                most=most,
            )
            stay = []
            for who, posts in sorted(serving.items()):
                held = [model.holds(problem.person[who], [post]) for post in posts]
                stay += held[0] if len(held) == 1 else [_all(model, held, ground)]
            model.at_least(len(serving) - most, stay, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(ContinuityPolicy)
        for unit in problem.units:
            before = key_holders_today(problem, unit.id)
            people = {who.id for who, _ in before}  # with two key posts still one
            gone = [x for x in before if x[0] not in plan.holders_of(x[1])]
            left = {who.id: who for who, _ in gone}
            most = max(1, policy.key_most * len(people) // policy.key_of)
            if len(left) > most:
                yield self.finding(
                    plan,
                    [],
                    sorted({post.id for _, post in before}),
                    unit=unit.id,
                    names=listed([_named(who, gone) for who in left.values()]),
                    size=len(people),
                    most=most,
                )


def _all(model: Model, held: list[list[int]], ground: Ground) -> int:
    """A column that is 1 where one person keeps all of several posts."""
    kept = model.derived(lambda x: all(x[columns].any() for columns in held))
    for columns in held:
        model.linear([(kept, 1), *((c, -1) for c in columns)], ground, high=0)
    return kept


def _named(who: Person, gone: list[tuple[Person, Post]]) -> Words:
    posts = "、".join(str(post) for person, post in gone if person.id == who.id)
    return same(f"{who}（{posts}）")
