"""Changes of the catalogue of posts: which post became or ceased to be a key post."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.fault import Fault
from lungang_models.plausible import RECENT, Dated
from lungang_models.vocabulary import Evidence, PostId, Tables, Term, column
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


CHANGES = {
    CatalogueEntry.KEY_POST_ADDED: ("key", True),
    CatalogueEntry.KEY_POST_REMOVED: ("key", False),
    CatalogueEntry.HIGH_RISK_POST_ADDED: ("high_risk", True),
    CatalogueEntry.HIGH_RISK_POST_REMOVED: ("high_risk", False),
}
"""The column of a post that an entry changes, and what it says from then on."""


class CatalogueChange(Evidence):
    """One change of one post, and when it was filed."""

    sheet = Words("岗位目录变更", "catalogue changes")
    about = ("post", "entry", "changed_on")
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

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Posts that are not what the latest change made of them."""
        latest = {
            (row.post, CHANGES[row.entry][0]): row
            for row in sorted(rows, key=lambda r: r.changed_on)
            if row.entry in CHANGES
        }
        for (post_id, field), row in latest.items():
            post, now = tables.post.get(post_id), CHANGES[row.entry][1]
            if post is None or getattr(post, field) is now:
                continue
            heading = post.headings()[field]
            yield row.doubt(
                "catalogue-differs", "entry",
                Words(f"{row.changed_on}{row.entry.value}，岗位表中“{heading.zh}”却填"
                      f"{'否' if now else '是'}",
                      f"{row.entry.words.en} on {row.changed_on}, yet {heading.en} says "
                      f"{'no' if now else 'yes'}"),
                Words(f"核对{post}的“{heading.zh}”，或补上其后的变更",
                      f"check {heading.en} of {post}, or add the later change"),
            )  # fmt: skip
