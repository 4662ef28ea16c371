"""Changes of the catalogue of posts: which post became or ceased to be a key post."""

from __future__ import annotations

from datetime import date

from lungang_models.plausible import RECENT, Dated
from lungang_models.vocabulary import Evidence, PostId, Term, column
from lungang_models.words import Words


class CatalogueEntry(Term):
    """What changed (articles 14(5) and 16)."""

    KEY_POST_ADDED = "增列关键岗位"
    KEY_POST_REMOVED = "取消关键岗位"
    HIGH_RISK_POST_ADDED = "增列高风险岗位"
    HIGH_RISK_POST_REMOVED = "取消高风险岗位"
    INCOMPATIBLE_DUTIES_CHANGED = "不相容职责调整"

    @property
    def removes(self) -> bool:
        """Whether the post is no longer watched as it was."""
        return self in (self.KEY_POST_REMOVED, self.HIGH_RISK_POST_REMOVED)


class CatalogueChange(Evidence):
    """One change of one post, and when it was filed."""

    sheet = Words("岗位目录变更", "catalogue changes")
    plausible = {
        "changed_on": RECENT,
        "filed_on": Dated(possible=(-40, 1), seldom_before=("changed_on",)),
    }
    post: PostId = column("岗位编号", "post")
    entry: CatalogueEntry = column("变更", "change")
    changed_on: date = column("变更日期", "changed on")
    filed_on: date | None = column(
        "备案日期", "filed on", "报内控办和人事科备案的日期",
        "when filed with internal control and personnel", default=None,
    )  # fmt: skip
    paper: str = column("文号", "document number", default="")
    reason: str = column("理由", "reason", default="")
