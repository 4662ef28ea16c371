"""Posts and duties that differ from all others of their kind, which is seldom meant.

An emptied cell looks like a decision: a post without a duty, an auditor who answers to
nobody. It shows beside the posts that do the same work. Each is a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lungang_models.fault import Doubt
from lungang_models.vocabulary import (
    STAGES,
    Duty,
    DutyId,
    Function,
    Leading,
    Post,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)
from lungang_models.words import Words, listed, same

FEW = 4
"""Posts with one duty from which the one that differs is told."""

NEARLY_ALL = 0.9
"""The share of rows with a column filled from which one without is told."""

MANY = 10
"""Duties from which a column that none has filled is told."""

INDEPENDENT = {Function.AUDIT, Function.INTERNAL_AUDIT, Function.DISCIPLINE}
"""Functions that answer to the top and not to the unit they sit in."""


def unlike_its_kind(tables: Tables) -> Iterator[Doubt]:
    """Every such doubt, posts first."""
    posts: list[Post] = tables.of(Post)
    yield from _functions(posts, tables)
    yield from _idle(posts, tables)
    yield from _answering_to_nobody(posts, tables)
    yield from _duties(posts, tables)
    yield from _unfilled(tables.of(Duty))


def _functions(posts: Sequence[Post], tables: Tables) -> Iterator[Doubt]:
    """Posts with a duty whose every other holder has a sensitive function."""
    carriers: dict[DutyId, list[Post]] = defaultdict(list)
    for post in posts:
        for duty in post.duties:
            carriers[duty].append(post)
    told: set[str] = set()
    for duty, those in sorted(carriers.items()):
        bare = [p for p in those if not p.functions]
        if len(bare) != 1 or len(those) < FEW or bare[0].id in told:
            continue
        (post,) = bare
        shared = frozenset.intersection(
            *(frozenset(p.functions) for p in those if p is not post)
        )
        if shared:
            told.add(post.id)
            what = listed([f.words for f in sorted(shared, key=str)])
            name = tables.duty[duty].name if duty in tables.duty else duty
            yield post.doubt(
                "function-unlike-others", "functions",
                Words(f"“{post.name}”没有敏感职能，同样承担“{name}”的另{len(those) - 1}个岗位"
                      f"都是{what.zh}",
                      f"{post.name!r} has no sensitive function; the other "
                      f"{len(those) - 1} posts that carry {name!r} all have {what.en}"),
                Words("核对“敏感职能”是否漏填，否则不查亲属回避",
                      "check whether the cell was lost: kin are not kept out otherwise"),
            )  # fmt: skip


def _idle(posts: Sequence[Post], tables: Tables) -> Iterator[Doubt]:
    """Posts without a duty where nearly all have one, or duties that no post carries."""
    top = {u.id for u in tables.of(Unit) if u.kind is UnitKind.LEADERSHIP}
    below = [p for p in posts if p.unit not in top]
    idle = [p for p in below if not p.duties]
    if tables.of(Duty) and below and len(idle) == len(below):
        yield idle[0].doubt(
            "duties-of-nobody", "duties",
            Words(f"“职责”表有{len(tables.of(Duty))}项职责，没有一个岗位承担",
                  f"{len(tables.of(Duty))} duties are listed, and no post carries one"),
            Words("填写各岗位的“职责编号”，否则不查不相容职责",
                  "fill in the duties of the posts: incompatible ones go unchecked"),
        )  # fmt: skip
    elif len(below) - len(idle) >= NEARLY_ALL * len(below):
        for post in idle:
            yield post.doubt(
                "post-without-duties", "duties",
                Words(f"“{post.name}”没有职责，其他岗位几乎都有",
                      f"{post.name!r} carries no duty; nearly all other posts do"),
                Words("填写职责编号，否则不查该岗位的不相容职责",
                      "give its duties: what is incompatible goes unchecked otherwise"),
            )  # fmt: skip


def _answering_to_nobody(posts: Sequence[Post], tables: Tables) -> Iterator[Doubt]:
    """Auditors and discipline in a unit led by others, without a line of their own."""
    chiefs: dict[UnitId, set[Function]] = defaultdict(set)
    for post in posts:
        if post.leading is Leading.CHIEF:
            chiefs[post.unit].update(post.functions)
    for post in posts:
        own = INDEPENDENT & set(post.functions)
        if (
            own
            and post.reports_to is None
            and post.leading is Leading.NONE
            and not post.concurrent
            and post.unit in chiefs
            and not own & chiefs[post.unit]
        ):
            what = listed([f.words for f in sorted(own, key=str)])
            yield post.doubt(
                "line-missing", "reports_to",
                Words(f"“{post.name}”承担{what.zh}，所在单位的正职不管这项职能，却没有报告对象",
                      f"{post.name!r} does {what.en}, which the chief of its unit does "
                      "not, and reports to nobody"),
                Words("填写直接领导其工作的岗位编号，否则只按所在单位查回避",
                      "name the post that directs its work; else recusal sees the unit only"),
            )  # fmt: skip


def _duties(posts: Sequence[Post], tables: Tables) -> Iterator[Doubt]:
    """Owners that do not carry their duty, and stages another word than the name says."""
    units: dict[DutyId, set[UnitId]] = defaultdict(set)
    for post in posts:
        for duty in post.duties:
            units[duty].add(post.unit)
    for duty in tables.of(Duty):
        if (
            duty.owner is not None
            and units[duty.id]
            and duty.owner not in units[duty.id]
        ):
            names = listed([
                same(tables.unit[u].name) for u in sorted(units[duty.id]) if u in tables.unit
            ])  # fmt: skip
            yield duty.doubt(
                "owner-without-duty", "owner",
                Words(f"主责单位没有岗位承担“{duty.name}”，承担的是{names.zh}",
                      f"no post of its owner carries {duty.name!r}; {names.en} do"),
                Words("核对主责单位和各岗位的职责编号", "check the owner, and who carries it"),
            )  # fmt: skip
        named = next((s for s in STAGES if duty.name.endswith(s)), None)
        if named and duty.stage in STAGES and duty.stage != named:
            yield duty.doubt(
                "stage-unlike-name", "stage",
                Words(f"“{duty.name}”的环节填作“{duty.stage}”",
                      f"{duty.name!r} is said to be of the stage {duty.stage!r}"),
                Words("核对环节", "check the stage"),
            )  # fmt: skip


def _unfilled(duties: Sequence[Duty]) -> Iterator[Doubt]:
    """A process or a stage that nearly all duties have, or none."""
    for field in ("process", "stage"):
        empty = [d for d in duties if not getattr(d, field)]
        none = len(duties) > MANY and len(empty) == len(duties)
        few = len(duties) - len(empty) >= NEARLY_ALL * len(duties)
        heading = Duty.headings()[field]
        for duty in empty[:1] if none else empty if few else ():
            yield duty.doubt(
                "duty-unfilled", field,
                Words(f"所有职责都没有{heading.zh}" if none else
                      f"“{duty.name}”没有{heading.zh}，其他职责几乎都有",
                      f"no duty has a {heading.en}" if none else
                      f"{duty.name!r} has no {heading.en}; nearly all other duties have"),
                Words(f"填写{heading.zh}，否则不查一人独揽流程",
                      f"give its {heading.en}: a process in one hand goes unseen otherwise"),
            )  # fmt: skip
