"""Posts and duties that differ from all others of their kind, which is seldom meant.

An emptied cell looks like a decision: a post without a duty, an auditor who answers to
nobody. It shows beside the posts that do the same work. Each is a doubt.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from lungang_models.fault import Doubt
from lungang_models.vocabulary import (
    STAGES,
    Duty,
    DutyId,
    Function,
    Leading,
    Person,
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

RARE = 50
"""One in so many people may be of another level than their post before it is a custom."""

LEADS = re.compile(
    r"(副?)(?:局长|处长|科长|股长|主任|院长|校长|所长|站长)(?:[（(].*)?$"
)
"""Names of posts that say who leads."""

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
    yield from _named(posts, tables)
    yield from _elsewhere(posts)
    yield from _holders(tables)
    yield from _whole_columns(posts, tables)


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


def _named(posts: Sequence[Post], tables: Tables) -> Iterator[Doubt]:
    """Posts whose name says that they lead, or carry a duty, and whose cells do not."""
    duties = {d.name: d for d in tables.of(Duty)}
    for post in posts:
        leads = LEADS.search(post.name)
        if leads and post.leading is Leading.NONE and not post.concurrent:
            yield post.doubt(
                "leading-unlike-name", "leading",
                Words(f"“{post.name}”的领导职务填作“{post.leading.value}”",
                      f"{post.name!r} is said to lead nobody"),
                Words("核对领导职务：正职或副职", "check whether it is chief or deputy"),
            )  # fmt: skip
        duty = duties.get(re.sub(r"[（(].*", "", post.name).removesuffix("岗"))
        if duty is not None and post.duties and duty.id not in post.duties:
            yield post.doubt(
                "duty-unlike-name", "duties",
                Words(f"“{post.name}”不承担同名的职责{duty.id}",
                      f"{post.name!r} does not carry the duty of its name, {duty.id}"),
                Words("核对职责编号和岗位名称是否错行", "check whether a row was shifted"),
            )  # fmt: skip


def _elsewhere(posts: Sequence[Post]) -> Iterator[Doubt]:
    """Posts in another unit than that with whose number theirs begins, as all others do."""
    odd = [p for p in posts if not p.id.startswith(p.unit)]
    if len(odd) * RARE <= len(posts):
        for post in odd:
            yield post.doubt(
                "unit-unlike-number", "unit",
                Words(f"岗位编号{post.id}不以单位编号{post.unit}开头，其他岗位几乎都是",
                      f"{post.id} does not begin with its unit {post.unit}, as nearly all "
                      "other posts do"),
                Words("核对单位编号", "check the unit"),
            )  # fmt: skip


def _holders(tables: Tables) -> Iterator[Doubt]:
    """People in post without a day that others have, or whom the post does not take."""
    held = [
        (p, tables.post[p.post]) for p in tables.of(Person) if p.post in tables.post
    ]
    other = [(p, post) for p, post in held if p.level is not post.level]
    for person, post in other if len(other) * RARE <= len(held) else ():
        yield person.doubt(
            "level-unlike-post", "level",
            Words(f"职务层次{person.level.value}，现任“{post.name}”是{post.level.value}；"
                  "其他人几乎都与岗位一致",
                  f"of another level than the post held, {post.name!r}; nearly all others "
                  "are of the same"),
            Words("核对职务层次、现任岗位和岗位层次", "check the person, the post and its level"),
        )  # fmt: skip
    for field in ("born", "entered_post", "entered_unit", "entered_organ", "retires"):
        bare = [(p, post) for p, post in held if getattr(p, field) is None]
        heading = Person.headings()[field]
        for person, _ in bare if len(bare) * RARE <= len(held) else ():
            yield person.doubt(
                "day-unlike-others", field,
                Words(f"{person.name}没有{heading.zh}，其他在岗人员几乎都有",
                      f"{person.name} has no {heading.en}; nearly all others in post have"),
                Words(f"填写{heading.zh}，否则与它有关的规则不查此人",
                      "give it, or the rules that rest on it do not see this person"),
            )  # fmt: skip
    strange = [(p, q) for p, q in held if p.establishment not in q.establishments]
    for person, post in strange if len(strange) * FEW <= len(held) else ():
        kinds = listed([e.words for e in post.establishments])
        yield person.doubt(
            "establishment-unlike-post", "establishment",
            Words(f"编制类型{person.establishment.value}，现任“{post.name}”只接收{kinds.zh}",
                  f"the post held, {post.name!r}, takes {kinds.en} only"),
            Words("核对编制类型和岗位的编制类型", "check the person and the post"),
        )  # fmt: skip


def _whole_columns(posts: Sequence[Post], tables: Tables) -> Iterator[Doubt]:
    """Columns that say nothing at all, or of every row the same, beside others that do."""
    staff, units = tables.of(Person), tables.of(Unit)
    needed = {q for p in posts for q in p.qualifications}
    if needed and staff and not any(p.qualifications for p in staff):
        yield staff[0].doubt(
            "qualifications-of-nobody", "qualifications",
            Words(f"岗位要求{len(needed)}种资格，没有一人填有资格",
                  f"posts demand {len(needed)} qualifications, and nobody has any"),
            Words("填写具备资格，否则这些岗位无人可任",
                  "fill in the column, or nobody may hold these posts"),
        )  # fmt: skip
    top = {u.id for u in units if u.kind is UnitKind.LEADERSHIP}
    deputies = any(p.unit in top and p.leading is Leading.DEPUTY for p in posts)
    if deputies and len(units) > FEW and not any(u.overseen_by for u in units):
        yield next(u for u in units if u.id not in top).doubt(
            "overseer-of-nobody", "overseen_by",
            Words("领导班子有副职，没有一个单位填有分管领导岗位",
                  "there are deputy leaders, and no unit names the one in charge"),
            Words("填写分管领导岗位，否则领导与所管单位的回避查不全",
                  "name who is in charge, or recusal of leaders is seen in part"),
        )  # fmt: skip
    if len(units) > FEW and not any(u.parent for u in units):
        yield units[0].doubt(
            "parent-of-nobody", "parent",
            Words(f"{len(units)}个单位都没有上级单位", f"none of {len(units)} units has a parent"),
            Words("填写上级单位，否则领导与下属单位的回避查不全",
                  "name the parents, or recusal across units is seen in part"),
        )  # fmt: skip
    beside = [p for p in posts if p.concurrent]
    if len(beside) > FEW and staff and not any(p.concurrent for p in staff):
        yield staff[0].doubt(
            "concurrent-of-nobody", "concurrent",
            Words(f"{len(beside)}个兼任岗位没有一人兼任",
                  f"nobody holds any of {len(beside)} concurrent posts"),
            Words("填写现兼岗位，否则不相容职责查不全",
                  "name who holds them, or incompatible duties are seen in part"),
        )  # fmt: skip
    watched = [p for p in posts if p.watched]
    if len(watched) > FEW and not any(p.risk_domains for p in posts):
        yield watched[0].doubt(
            "domains-of-nobody", "risk_domains",
            Words(f"{len(watched)}个关键、高风险岗位都没有风险领域",
                  f"none of {len(watched)} key and high-risk posts has a risk domain"),
            Words("填写风险领域，否则涉及资金、审批、采购的风险不升级",
                  "fill in the column, or risks of funds and approvals are graded too low"),
        )  # fmt: skip
    kinds = {frozenset(p.establishments) for p in posts}
    if len(posts) > MANY and len(kinds) == 1 and len(*kinds) > 2:
        what = listed([e.words for e in posts[0].establishments])
        yield posts[0].doubt(
            "establishments-alike", "establishments",
            Words(f"所有岗位都接收{what.zh}", f"every post takes {what.en}"),
            Words("核对各岗位可任的编制类型，否则不查编制",
                  "check each post, or the kind of employment is not examined"),
        )  # fmt: skip
