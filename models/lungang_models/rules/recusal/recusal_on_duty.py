"""What somebody keeps out of in the new post is written down beforehand (article 21(3))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.facts.duty_recusals import matters
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy
from lungang_models.facts.outside import OutsideTie
from lungang_models.facts.oversight import Oversight
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class RecusalOnDuty(Check):
    """A notice for each mover who has something to avoid; never a fault of the plan."""

    id = "recusal-on-duty"
    rests_on = ("KinDeclaration|KinFact|FamilyBusiness|OutsideTie",)
    family = RECUSAL
    code = "R6"
    title = Words("履职回避提示", "recusal on duty")
    general = Words(
        "到任新岗位后，涉及本人或亲属的事项应当回避",
        "after a move, matters that touch oneself or one's kin are avoided",
    )
    cites = {"cn-finance-bureau": "21(3)", "law": "公务员法 76"}
    severity = Severity.ORDINARY
    needs = (
        KinDeclaration,
        KinFact,
        FamilyBusiness,
        OutsideTie,
        Oversight,
        IncompatibleDuties,
    )
    knobs = (KinPolicy,)
    breach = Words(
        "{person}转任{post}后应回避：{matters}",
        "{person}, once in {post}, avoids: {matters}",
    )
    measure = Words(
        "任前送达履职回避提示单，由分管领导另行指派经办人",
        "hand over the notice; the leader in charge assigns others",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for person in plan.problem.staff:
            found = list(matters(plan, person))
            for post in {m.post.id: m.post for m in found}.values():
                here = [m.says for m in found if m.post == post]
                yield self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    person=person,
                    post=post,
                    matters=Words(
                        "；".join(w.zh for w in here), "; ".join(w.en for w in here)
                    ),
                )
