"""Each year the required share of key-post holders can be sent on leave (article 38)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.eligibility import Eligibility, LeaveLayout
from lungang_models.facts.leave import (
    LeavePolicy,
    LeaveRecord,
    cover_posts,
    in_pool,
    quota,
)
from lungang_models.families import LEAVE
from lungang_models.ground import Ground
from lungang_models.model import Model, Seat
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import PostId, Severity
from lungang_models.way_out import WayOut, another_value
from lungang_models.words import Words


class LeaveQuota(Rule):
    id = "leave-quota"
    rests_on = ("Post.key",)
    family = LEAVE
    code = "F1"
    title = Words("强制休假比例", "mandatory leave quota")
    general = Words(
        "一年中安排强制休假的关键岗位人员不少于规定的比例",
        "no fewer key-post holders are sent on leave in a year than the quota",
    )
    cites = {
        "cn-finance-bureau": "38",
    }
    severity = Severity.SIGNIFICANT
    needs = (LeaveRecord,)
    knobs = (LeavePolicy,)
    off_at = (LeavePolicy, "share_percent", 0)
    norm = Words(
        "本年度至少{share}%的关键岗位人员能够轮流强制休假，每人至多一次",
        "at least {share} % of key-post holders can be sent on leave this year, each once",
    )
    breach = Words(
        "关键岗位人员{pool}人，应安排强制休假{wanted}人，已安排{count}人{strange}",
        "{pool} key-post holders, {wanted} to be sent on leave, {count} arranged{strange}",
    )
    measure = Words("补充安排强制休假", "arrange further leave")
    waivable = None  # an exception is a policy value with its own source

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        policy = problem.policy(LeavePolicy)
        if policy.share_percent == 0:
            return
        keys = [p for p in problem.posts if p.key]
        hosts = {  # a key post held beside another: its holder leaves both
            q.id: q for p in keys if p.concurrent for q in problem.main_posts_for(p)
        }
        left = {p.id: p for p in keys} | hosts
        eligibility.leave = LeaveLayout(
            policy.windows,
            {p: cover_posts(problem, post) for p, post in sorted(left.items())},
            frozenset(p.id for p in keys),
        )

    def constrain(self, model: Model) -> None:
        problem, layout = model.problem, model.leave
        if layout is None:
            return
        policy = problem.policy(LeavePolicy)
        ground = self.ground([], [], share=policy.share_percent)
        share: list[tuple[int, int]] = []
        leaves: dict[Seat, list[int]] = defaultdict(list)
        for (place, _), column in model.on_leave.items():
            leaves[model.seat(*place)].append(column)
        for seat, away in sorted(leaves.items()):
            member = self._members(model, seat, layout.pool, ground)
            # only somebody of the pool leaves, and once a year
            model.linear(
                [*((a, 1) for a in away), *((m, -1) for m in member)], ground, high=0
            )
            share += [(a, 100) for a in away]
            share += [(m, -policy.share_percent) for m in member]
            if policy.share_percent == 100:  # nobody can make up for anybody
                model.global_row(share, ground, low=0)
                share = []
        model.global_row(share, ground, low=0)

    def _members(
        self, model: Model, seat: Seat, pool: frozenset[PostId], ground: Ground
    ) -> list[int]:
        """Columns whose sum is 1 where a member of the pool sits in ``seat``."""
        sitters = model.filled(seat)
        members = [c for c in sitters if in_pool(model.person_of(c))]
        if seat[0] in pool:
            return members
        # in the pool only through a key post held beside this one
        others = [(c, -1) for c in sitters if not in_pool(model.person_of(c))]
        near = model.concurrent_at(seat)
        beside = [h for key in sorted(near.keys() & pool) for h in near[key]]
        counted = model.derived(lambda x: bool(x[beside].any() and x[members].any()))
        model.linear([(counted, 1), *((h, -1) for h in beside)], ground, high=0)
        model.linear([(counted, 1), *((c, -1) for c in members)], ground, high=0)
        for held in beside:
            model.linear([(held, 1), (counted, -1), *others], ground, high=0)
        return [counted]

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        policy = problem.policy(LeavePolicy)
        pool = sum(
            in_pool(s)
            and any(problem.post[p].key for p in (s.post, *s.concurrent) if p)
            for s in problem.staff
        )
        one_less = 100 * max(0, quota(problem, pool) - 1) // max(1, pool)
        value = min(one_less, policy.share_percent - 1)
        says = Words(
            "本年强制休假比例{before}%→{after}%",
            "share sent on leave: {before} % → {after} %",
        )
        yield from another_value(policy, "share_percent", value, self.id, says, 1)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(LeavePolicy)
        if policy.share_percent == 0:
            return
        pool = {
            s.id
            for s in problem.staff
            if in_pool(s) and any(p.key for p in plan.posts_of(s))
        }
        sent = [leave.person for leave in plan.leaves]
        strange = sorted(set(sent) - pool) + sorted(
            {s for s in sent if sent.count(s) > 1}
        )
        strange += sorted(
            v.person for v in plan.leaves if not 1 <= v.window <= policy.windows
        )
        wanted, count = quota(problem, len(pool)), len(set(sent) & pool)
        if count < wanted or strange:
            names = "、".join(problem.person[s].name for s in strange)
            extra = Words(
                f"；不应安排、重复或批次不存在：{names}",
                f"; not due, twice, or in no window: {names}",
            )
            yield self.finding(
                plan,
                [],
                [],
                pool=len(pool),
                wanted=wanted,
                count=count,
                strange=extra if strange else Words("", ""),
            )
