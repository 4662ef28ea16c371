"""Who decides on kin, or inspects kin, leaves for that item (article 21(4))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy
from lungang_models.facts.meetings import MeetingMember, leaving
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class DeciderHasKin(Check):
    """No fault of the plan: what the minutes of the meeting must show."""

    id = "decider-has-kin"
    rests_on = (
        "KinDeclaration|KinFact",
        "MeetingMember",
    )
    family = RECUSAL
    code = "K13"
    title = Words("讨论、考察本人及亲属时回避", "members leave for themselves and kin")
    general = Words(
        "会议或考察涉及某人的事项，成员与其有应当回避的关系",
        "a member of a meeting is barred from the item on somebody by kinship",
    )
    cites = {"cn-finance-bureau": "21(4)", "law": "公务员法 76"}
    severity = Severity.SIGNIFICANT
    needs = (MeetingMember, KinDeclaration, KinFact)
    knobs = (KinPolicy,)
    breach = Words(
        "{meeting}（{kind}）涉及{subject}的事项，成员{member}应当回避（{because}）",
        "{meeting} ({kind}): {member} leaves for the item on {subject} ({because})",
    )
    measure = Words(
        "该项讨论、考察时离席并记入记录；考察组另换成员",
        "leave for the item, on the minutes; another inspector",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for item in leaving(plan):
            yield self.finding(
                plan,
                sorted({item.member.id, item.subject.id}),
                meeting=item.meeting,
                kind=item.kind.words,
                member=item.member,
                subject=item.subject,
                because=item.because,
            )
