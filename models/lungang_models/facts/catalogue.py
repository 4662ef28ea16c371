"""Changes of the catalogue of posts: which post became or ceased to be a key post.

A flag that was lost looks like one that was never set. What shows it is what was written
elsewhere of the post, or of the posts that do the same work.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.fault import Fault
from lungang_models.plausible import RECENT, Dated
from lungang_models.vocabulary import (
    Evidence,
    Leading,
    Post,
    PostId,
    Tables,
    Term,
    column,
)
from lungang_models.words import Words, listed, same

FEW = 4
"""Posts of a kind from which one that differs is told."""

RARE = 8
"""Among so many of a kind one that differs is a slip; of more they are of two kinds."""


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
        """Posts that are not what the latest change made of them, or unlike their kind."""
        yield from _unlike_their_kind(tables)
        for (post_id, field), row in _latest(rows).items():
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


def _latest(
    rows: Iterable[CatalogueChange],
) -> dict[tuple[PostId, str], CatalogueChange]:
    """By post and column the last change."""
    return {
        (row.post, CHANGES[row.entry][0]): row
        for row in sorted(rows, key=lambda r: r.changed_on)
        if row.entry in CHANGES
    }


def removed(tables: Tables) -> frozenset[tuple[PostId, str]]:
    """The posts and columns whose flag a recorded change has taken away."""
    latest = _latest(tables.of(CatalogueChange))
    return frozenset(of for of, row in latest.items() if row.entry.removes)


def _unlike_their_kind(tables: Tables) -> Iterator[Fault]:
    """Posts that others of their duties, level and title keep as key or high-risk."""
    kinds: dict[tuple[object, ...], list[Post]] = defaultdict(list)
    for post in tables.of(Post):
        title = _title(post) if post.leading is Leading.NONE else ""
        kind = post.level, post.leading, post.concurrent, frozenset(post.duties), title
        if post.duties:
            kinds[kind].append(post)
    gone = removed(tables)
    for alike in kinds.values():
        for field in ("key", "high_risk"):
            bare = [
                p for p in alike if not getattr(p, field) and (p.id, field) not in gone
            ]
            if len(alike) < FEW or len(bare) > max(1, len(alike) // RARE):
                continue
            for post in bare:
                heading, others = post.headings()[field], len(alike) - 1
                names = listed([same(p.name) for p in alike if p is not post][:3])
                yield post.doubt(
                    "flag-unlike-others", field,
                    Words(f"“{post.name}”不是{heading.zh}；职责、层次相同的{others}个岗位"
                          f"几乎都是，如{names.zh}",
                          f"{post.name!r} is no {heading.en}; nearly all of the {others} "
                          f"posts of the same duties and level are, such as {names.en}"),
                    _RESTORE.fill(heading=heading),
                )  # fmt: skip


def _title(post: Post) -> str:
    """What a post is called in any unit: the last words of its name."""
    return re.sub(r"[（(].*|[\d-]+$", "", post.name)[-5:]


_RESTORE = Words(
    "核对是否漏填“{heading}”；确已取消的，在“岗位目录变更”登记",
    "check whether the cell was lost; record a removal on the sheet of catalogue changes",
)


def kept_as_key(
    said: Iterable[tuple[PostId | None, Words]],
    tables: Tables,
    fields: Sequence[str] = ("key",),
) -> Iterator[Fault]:
    """Posts of which is ``said`` what is said of key posts, and that are none.

    Where it is said of many posts that are none, it says nothing of key posts. ``fields``
    are the flags of which one is enough.
    """
    gone = removed(tables)
    what = {tables.post[p]: words for p, words in said if p in tables.post}
    bare = [
        post for post in what
        if not any(getattr(post, f) or (post.id, f) in gone for f in fields)
    ]  # fmt: skip
    for post in bare if len(bare) <= max(1, len(what) // RARE) else ():
        heading = post.headings()["key"]
        yield post.doubt(
            "key-elsewhere", "key",
            Words(f"“{post.name}”不是{heading.zh}，{what[post].zh}",
                  f"{post.name!r} is no {heading.en}, yet {what[post].en}"),
            _RESTORE.fill(heading=heading),
        )  # fmt: skip
