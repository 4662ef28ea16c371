"""Chief and deputy of a unit do not leave it in one cycle (article 15)."""

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
from lungang_models.words import Words


class ChiefAndDeputy(Rule):
    """A deputy who becomes chief stays in the team and keeps its knowledge."""

    id = "chief-and-deputy"
    rests_on = ("Post.leading",)
    family = CONTINUITY
    people = 2
    code = "C2"
    title = Words("正副职不同时交流", "chief and deputy not at once")
    cites = {"cn-finance-bureau": "15", "law": "党政领导干部选拔任用工作条例 54"}
    severity = Severity.SIGNIFICANT
    knobs = (ContinuityPolicy,)
    norm = Words(
        "{unit}正职{chief}与副职{deputy}不得同时交流出班子",
        "{unit}: {chief}, its chief, and {deputy}, its deputy, do not both leave",
    )
    breach = Words(
        "{unit}正职{chief}与副职{deputy}同时交流，班子失去衔接",
        "{unit}: {chief}, its chief, and {deputy}, its deputy, leave in one cycle",
    )
    measure = Words("其中一人下一轮再交流", "move one of the two in the next round")
    waivable = Waivable(
        (Body.PARTY_GROUP,),
        Words("写明工作需要和交接安排的会议纪要", "minutes with an overlap plan"),
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(ContinuityPolicy).chief_and_deputy == "forbid"

    def constrain(self, model: Model) -> None:
        problem = model.problem
        for unit in problem.units:
            team = team_today(problem, unit.id)
            seats = [
                p
                for p in problem.posts_of_unit[unit.id]
                if p.leading is not Leading.NONE and not p.concurrent
            ]
            for chief, top in team:
                for deputy, second in team:
                    if (top.leading, second.leading) != (
                        Leading.CHIEF,
                        Leading.DEPUTY,
                    ):
                        continue
                    ground = self.ground(
                        [chief.id, deputy.id],
                        [top.id, second.id],
                        unit=unit,
                        chief=chief,
                        deputy=deputy,
                    )
                    stay = [*model.holds(chief, seats), *model.holds(deputy, seats)]
                    model.at_least(1, stay, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for unit in problem.units:
            gone = [
                (person, post)
                for person, post in team_today(problem, unit.id)
                if not any(
                    p.unit == unit.id and p.leading in (Leading.CHIEF, Leading.DEPUTY)
                    for p in plan.posts_of(person)
                    if not p.concurrent
                )
            ]
            chiefs = [x for x in gone if x[1].leading is Leading.CHIEF]
            deputies = [x for x in gone if x[1].leading is Leading.DEPUTY]
            for chief, top in chiefs:
                for deputy, second in deputies:
                    yield self.finding(
                        plan,
                        [chief.id, deputy.id],
                        [top.id, second.id],
                        unit=unit.id,
                        chief=chief,
                        deputy=deputy,
                    )
