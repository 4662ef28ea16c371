"""Recorded waivers: the only way past a hard rule.

A waiver switches off one ground, that is one rule for definite people and posts. It
carries its reason, the body that granted it, who signed (never the beneficiary, nor their
kin), its paper and its expiry; past the expiry the rule is back in force at the next
solve (articles 22 to 24).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.fault import Fault
from lungang_models.plausible import Dated
from lungang_models.privacy import Fact
from lungang_models.vocabulary import Evidence, PostId, StaffId, Tables, column
from lungang_models.words import Words


class Waiver(Evidence):
    """One rule waived for definite people, in definite posts or in any."""

    sheet = Words("豁免", "waivers")
    plausible = {"until": Dated(possible=(-40, 30), usual=(-40, 6))}
    tells = Fact.FILED
    rule: str = column("规则编号", "rule", "见 lungang rules", "see lungang rules")
    staff: tuple[StaffId, ...] = column(
        "涉及人员",
        "staff",
        "工号，顿号分隔；涉及全体的规则留空",
        "numbers; empty for a rule about the whole organisation",
        default=(),
    )
    posts: tuple[PostId, ...] = column(
        "涉及岗位", "posts", "空=任何岗位", "empty = any post", default=()
    )
    reason: str = column("理由", "reason", min_length=2)
    approver: str = column(
        "批准人或机构",
        "approver",
        "有权机构，如内控委、交流轮岗工作领导小组、党组；见 lungang rules",
        "the entitled body, such as party group; see lungang rules",
        min_length=2,
    )
    paper: str = column("文号", "document number", min_length=1)
    until: date = column("有效期至", "valid until")
    mitigation: str = column("替代控制措施", "mitigating control", default="")
    signatory: StaffId | None = column(
        "签批人工号", "signed by", "不得为受益人本人或其应回避亲属",
        "neither a beneficiary nor their kin", default=None,
    )  # fmt: skip

    def covers(
        self, rule: str, staff: Iterable[StaffId], posts: Iterable[PostId]
    ) -> bool:
        """Whether the ground of ``rule`` for ``staff`` and ``posts`` is the one waived."""
        named = set(posts)
        return (
            self.rule == rule
            and set(self.staff) == set(staff)
            and (not self.posts or (bool(named) and named <= set(self.posts)))
        )

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        for w in rows:
            if _controls(w.reason) and w.mitigation and not _controls(w.mitigation):
                yield w.doubt(
                    "waiver-cells-swapped", "mitigation",
                    Words("理由里写的是控制措施，替代控制措施里却没有",
                          "the reason speaks of controls, the control of none"),
                    Words("核对两格是否写反", "check whether the two cells are swapped"),
                )  # fmt: skip
            known = [tables.person[s] for s in w.staff if s in tables.person]
            names = {plain(str(x)) for p in known for x in (p.id, p.name)}
            approver = plain(w.approver)
            named = any(n in approver for n in names) or approver in ("自己", "本人")
            if named or w.signatory in w.staff:
                yield w.fault(
                    "waiver-self-approved",
                    "approver" if named else "signatory",
                    Words(
                        "豁免由受益人本人批准",
                        "a beneficiary approved their own waiver",
                    ),
                    Words(
                        "改由有权机构批准，如内控委", "let the entitled body approve it"
                    ),
                )


_CONTROLS = (
    "双人",
    "复核",
    "专项审计",
    "集体",
    "抽查",
    "备份",
    "dual",
    "review",
    "audit",
)


def _controls(text: str) -> bool:
    """Whether a text speaks of a control."""
    return any(word in text.casefold() for word in _CONTROLS)


def plain(text: str) -> str:
    """A name or number as it is compared: width, case and spaces set aside."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
