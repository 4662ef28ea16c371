"""Not too many of one unit are on leave at once (article 38)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.facts.leave import LeavePolicy, absent_at_once
from lungang_models.families import LEAVE
from lungang_models.ground import Ground
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity, UnitId
from lungang_models.way_out import WayOut, another_value
from lungang_models.words import Words


class LeaveCaps(Rule):
    id = "leave-caps"
    family = LEAVE
    code = "F9"
    title = Words("同时离岗人数", "absent at once")
    cites = {"cn-finance-bureau": "38"}
    severity = Severity.ORDINARY
    knobs = (LeavePolicy,)
    norm = Words(
        "{unit}同一批次至多{most}人离岗", "at most {most} of {unit} away in one window"
    )
    breach = Words(
        "{unit}第{window}批{count}人同时离岗，超过{most}人",
        "{unit}: {count} away in window {window}, {most} allowed",
    )
    measure = Words("调整批次", "shift the windows")
    waivable = None  # an exception is a policy value with its own source

    def constrain(self, model: Model) -> None:
        problem, layout = model.problem, model.leave
        if layout is None:
            return
        together: dict[tuple[UnitId, int], list[int]] = defaultdict(list)
        for (seat, window), column in model.on_leave.items():
            together[problem.post[seat[0]].unit, window].append(column)
        for (unit, _window), columns in together.items():
            most = absent_at_once(problem, problem.unit[unit])
            ground = self.ground([], [], unit=problem.unit[unit], most=most)
            model.at_most(most * layout.rounds, columns, ground)

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        policy, knob = problem.policy(LeavePolicy), "unit_absent_percent"
        says = Words(
            "同一单位同时离岗上限{before}%→{after}%",
            "most of a unit away: {before} % → {after} %",
        )
        value = min(100, policy.unit_absent_percent + 5)
        if value > policy.unit_absent_percent:
            yield from another_value(policy, knob, value, self.id, says, 1)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for window in plan.moments:
            away: dict[UnitId, int] = defaultdict(int)
            for leave in plan.leaves:
                main = plan.main_post(problem.person[leave.person])
                if leave.window == window and main is not None:
                    away[main.unit] += 1
            for unit, count in sorted(away.items()):
                seats = [
                    p.seats for p in problem.posts_of_unit[unit] if not p.concurrent
                ]
                share = problem.policy(LeavePolicy).unit_absent_percent
                if count > 1 and 100 * count > share * sum(seats):
                    most = max(1, share * sum(seats) // 100)
                    yield self.finding(
                        plan,
                        [],
                        [],
                        unit=unit,
                        window=window,
                        count=count,
                        most=most,
                    )
