"""The bodies that decide (articles 5, 24 and 33), and which of them may waive a rule."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lungang_models.vocabulary import Term
from lungang_models.words import Words


class Body(Term):
    """A body of the organisation, or above it, that can grant something on paper."""

    INTERNAL_CONTROL_COMMITTEE = "内控委"
    ROTATION_LEADING_GROUP = "交流轮岗工作领导小组"
    PARTY_GROUP = "党组"
    PERSONNEL_SECTION = "人事科"
    APPOINTING_ORGAN = "任免机关"
    CIVIL_SERVICE_AUTHORITY = "公务员主管部门"


#: How each body is also written; a longer name may stand before any of them.
_NAMES = {
    Body.INTERNAL_CONTROL_COMMITTEE: ("内部控制委员会",),
    Body.ROTATION_LEADING_GROUP: ("轮岗领导小组", "轮岗工作领导小组"),
    Body.PARTY_GROUP: ("党委",),
    Body.PERSONNEL_SECTION: ("人事部门", "人事处"),
    Body.APPOINTING_ORGAN: ("有任免权的上级机关",),
    Body.CIVIL_SERVICE_AUTHORITY: ("公务员局", "组织部"),
}
_AND = re.compile(r"[、,;/+]|并报|并经|和|及|\band\b")


def bodies(text: str) -> frozenset[Body]:
    """The bodies named in a cell, such as 局党组 or 内控委并报公务员主管部门.

    What only begins like a body is none: 内部控制委员会办公室 is not the committee.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    parts = [re.sub(r"\(.*?\)|\s+", " ", p).strip() for p in _AND.split(plain)]
    return frozenset(
        body
        for body in Body
        for name in (body.value, body.words.en, *_NAMES[body])
        if any(part.endswith(name) for part in parts)
    )


@dataclass(frozen=True)
class Waivable:
    """Who may waive a rule and on what paper; any one of ``by`` suffices.

    ``control``: only with a mitigating control on record. ``but``: what stays out of
    reach all the same.
    """

    by: tuple[Body, ...]
    paper: Words
    control: bool = False
    but: Words | None = None

    @property
    def says(self) -> Words:
        """The sentence printed for it."""
        zh = f"{'、'.join(b.value for b in self.by)}，凭{self.paper.zh}"
        en = f"{' or '.join(b.words.en for b in self.by)}, by {self.paper.en}"
        if self.control:
            zh, en = f"{zh}，并写明替代控制措施", f"{en}, with a mitigating control"
        if self.but is not None:
            zh, en = f"{zh}（{self.but.zh}）", f"{en} ({self.but.en})"
        return Words(zh, en)
