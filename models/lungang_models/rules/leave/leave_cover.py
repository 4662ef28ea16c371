"""Every key post left for leave has one present, qualified acting cover (article 38)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from lungang_models.facts.leave import LeavePolicy, cover_posts
from lungang_models.families import LEAVE
from lungang_models.ground import Ground
from lungang_models.model import Model, Seat
from lungang_models.model.rows import FREE
from lungang_models.plan import Leave, Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Person, PostId, Severity
from lungang_models.way_out import WayOut, another_value
from lungang_models.words import Words


class LeaveCover(Rule):
    id = "leave-cover"
    rests_on = ("Post.key",)
    family = LEAVE
    code = "F6"
    title = Words("休假期间代职", "acting cover during leave")
    general = Words(
        "休假期间各岗位均有合格人员代职，或者可以不设代职",
        "every post of those on leave is covered by somebody qualified, or needs no cover",
    )
    cites = {
        "cn-finance-bureau": "38",
    }
    severity = Severity.SIGNIFICANT
    knobs = (LeavePolicy,)
    norm = Words(
        "{post}的任职人休假时，须有一名在岗、够资格、未代他岗的邻近人员代职",
        "while the holder of {post} is away, one qualified person near by, present and "
        "covering nothing else, acts in it",
    )
    breach = Words(
        "{person}第{window}批休假，{post}{what}",
        "{person} is away in window {window}: {post} {what}",
    )
    measure = Words("另选代职人或调整批次", "choose another cover or window")
    waivable = None

    def constrain(self, model: Model) -> None:
        layout = model.leave
        if layout is None:
            return
        spoken = {post for pair in model.may_cover for post, _ in pair}
        spoken |= {post for (post, _), _ in (*model.on_leave, *model.concurrent_with)}
        grounds = {
            p: self.ground([], [p], post=model.problem.post[p]) for p in sorted(spoken)
        }
        busy: dict[tuple[Seat, int], list[int]] = defaultdict(list)
        for (_, source, window), column in model.covers.items():
            busy[source, window].append(column)
        targets = [target[0] for target, _, _ in model.covers]
        acts = np.fromiter(model.covers.values(), np.int64, len(targets))
        ever = [model.may_cover[target, source] for target, source, _ in model.covers]
        model.bulk(  # whoever acts in some window is lent
            np.tile(np.arange(len(acts)), 2),
            np.concatenate([acts, np.array(ever, np.int64)]),
            -FREE,
            0,
            lambda row: grounds[targets[row]],
            np.repeat([1, -1], len(acts)),
        )
        away: dict[tuple[Seat, int], list[int]] = defaultdict(list)
        for (place, window), column in model.on_leave.items():
            away[model.seat(*place), window].append(column)
        for (source, window), columns in busy.items():
            # one post at a time, and nobody while away
            both, ground = [*columns, *away[source, window]], grounds[source[0]]
            if model.is_one(source):
                model.at_most(layout.rounds, both, ground)
                continue
            holders = [(c, -layout.rounds) for c in model.filled(source)]
            model.linear([*((c, 1) for c in both), *holders], ground, high=0)
        for (target, source), covers in model.may_cover.items():
            able = [
                (c, -1)
                for c in model.filled(source)
                if model.eligibility.may_act(int(model.edge_person[c]), target[0])
            ]
            model.linear([(covers, 1), *able], grounds[target[0]], high=0)
        self._cover_absences(model, grounds)

    def _cover_absences(self, model: Model, grounds: dict[PostId, Ground]) -> None:
        post = model.problem.post
        beside: dict[Seat, list[tuple[Seat, int]]] = defaultdict(list)
        for (held, host), column in model.concurrent_with.items():
            if post[held[0]].key:
                beside[host].append((held, column))
        for (seat, window), away in model.on_leave.items():
            acting = model.acting_in(seat, window)
            if post[seat[0]].key:
                terms = [(away, -1), *((a, 1) for a in acting)]
                model.linear(terms, grounds[seat[0]], low=0, high=0)
            else:
                model.at_most(0, acting, grounds[seat[0]])
            for held, column in beside[seat]:
                covers = model.acting_in(held, window)
                model.at_most(1, covers, grounds[held[0]])
                terms = [(away, 1), (column, 1), *((a, -1) for a in covers)]
                model.linear(terms, grounds[held[0]], high=1)

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        policy = problem.policy(LeavePolicy)
        if policy.cover_scope == "unit":
            says = Words(
                "代职人范围由本单位扩至同一片区",
                "covers from the pool, not the unit alone",
            )
            yield from another_value(policy, "cover_scope", "pool", self.id, says, 1)
        gap = Words(
            "代职人层次差{before}→{after}级",
            "levels between cover and post: {before} → {after}",
        )
        wider = policy.cover_level_gap + 1
        yield from another_value(policy, "cover_level_gap", wider, self.id, gap, 1)
        more = Words(
            "强制休假批次{before}→{after}", "windows a year: {before} → {after}"
        )
        yield from another_value(
            policy, "windows", policy.windows + 1, self.id, more, 1
        )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        away = {(leave.person, leave.window) for leave in plan.leaves}
        acting = Counter((c, v.window) for v in plan.leaves for _, c in v.covers)
        for leave in plan.leaves:
            person = problem.person[leave.person]
            held = plan.posts_of(person)
            covered = Counter(post for post, _ in leave.covers)
            for post in held:
                if post.key and covered[post.id] != 1:
                    what = Words(
                        f"有{covered[post.id]}名代职人",
                        f"has {covered[post.id]} covers",
                    )
                    yield self._breach(plan, leave, person, post.id, what)
            for post_id, cover in leave.covers:
                if not any(p.id == post_id and p.key for p in held):
                    what = Words("并非其所任关键岗位", "is no key post of theirs")
                    yield self._breach(plan, leave, person, post_id, what)
                    continue
                name = problem.person[cover].name
                main = plan.main_post(problem.person[cover])
                near = cover_posts(problem, problem.post[post_id])
                if cover == leave.person or main is None or main.id not in near:
                    what = Words(
                        f"由{name}代职，不在邻近岗位",
                        f"is covered by {name} from too far",
                    )
                    yield self._breach(plan, leave, person, post_id, what)
                if (cover, leave.window) in away:
                    what = Words(
                        f"的代职人{name}同时休假",
                        f"has a cover, {name}, who is away as well",
                    )
                    yield self._breach(plan, leave, person, post_id, what)
                if acting[cover, leave.window] > 1:
                    what = Words(
                        f"的代职人{name}同时代理多岗",
                        f"has a cover, {name}, in several posts",
                    )
                    yield self._breach(plan, leave, person, post_id, what)

    def _breach(
        self, plan: Plan, leave: Leave, person: Person, post: str, what: Words
    ) -> Finding:
        found = next(p for p in plan.problem.posts if p.id == post)
        return self.finding(
            plan,
            [leave.person],
            [found.id],
            unit=found.unit,
            person=person,
            window=leave.window,
            post=found,
            what=what,
        )
