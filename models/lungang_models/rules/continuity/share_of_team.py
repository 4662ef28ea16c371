"""No more than a share of a leadership team leaves it in one cycle (article 15)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.continuity import ContinuityPolicy, team_today
from lungang_models.families import CONTINUITY
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Leading, Severity
from lungang_models.words import Words, listed, same


class ShareOfTeam(Rule):
    id = "share-of-team"
    rests_on = ("Post.leading",)
    family = CONTINUITY
    people = 0
    code = "C3"
    title = Words("班子交流比例", "share of a team that moves")
    general = Words(
        "一个班子一次交流出的成员不超过规定的人数",
        "no more members of a team leave it in one cycle than allowed",
    )
    cites = {"cn-finance-bureau": "15", "law": "地方干部交流办法（班子每次三分之一）"}
    severity = Severity.ORDINARY
    knobs = (ContinuityPolicy,)
    norm = Words(
        "{unit}班子现有{size}人，一次至多{most}人交流出班子",
        "{unit}: of its team of {size}, at most {most} leave in one cycle",
    )
    breach = Words(
        "{unit}班子现有{size}人，一次交流出{names}，超过{most}人",
        "{unit}: {names} leave its team of {size} in one cycle, {most} allowed",
    )
    measure = Words("分批交流", "stagger the moves")
    waivable = Waivable(
        (Body.PARTY_GROUP,),
        Words("写明工作需要和交接安排的会议纪要", "minutes with an overlap plan"),
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(ContinuityPolicy).team == "forbid"

    def constrain(self, model: Model) -> None:
        problem = model.problem
        policy = problem.policy(ContinuityPolicy)
        for unit in problem.units:
            team = team_today(problem, unit.id)
            seats = [
                p
                for p in problem.posts_of_unit[unit.id]
                if p.leading is not Leading.NONE and not p.concurrent
            ]
            most = max(1, len(team) * policy.team_most // policy.team_of)
            stay = [c for person, _ in team for c in model.holds(person, seats)]
            ground = self.ground(
                [],
                sorted(p.id for p in seats),
                unit=unit,
                size=len(team),
                most=most,
            )
            model.at_least(len(team) - most, stay, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(ContinuityPolicy)
        for unit in problem.units:
            team = [person for person, _ in team_today(problem, unit.id)]
            kept = {
                holder.id
                for post in problem.posts_of_unit[unit.id]
                if post.leading is not Leading.NONE
                for holder in ([] if post.concurrent else plan.holders_of(post))
            }
            gone = [person for person in team if person.id not in kept]
            share = len(gone) * policy.team_of > policy.team_most * len(team)
            if len(gone) > 1 and share:
                seats = [
                    p.id
                    for p in problem.posts_of_unit[unit.id]
                    if p.leading is not Leading.NONE and not p.concurrent
                ]
                yield self.finding(
                    plan,
                    [],
                    sorted(seats),
                    unit=unit.id,
                    names=listed([same(person) for person in gone]),
                    size=len(team),
                    most=max(1, len(team) * policy.team_most // policy.team_of),
                )
