"""Cells of units, posts and people that do not go together, and are seldom meant.

Each is a doubt: what is written may be true, and what was meant is mostly something else
that would change the plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lungang_models.fault import Doubt
from lungang_models.vocabulary import (
    Leading,
    Person,
    Post,
    PostId,
    Status,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)
from lungang_models.words import Words

FAR = 2
"""Levels that seldom lie between a person and their post, or are risen at once."""

MANY = 8
"""Seats or heads beyond twice those known that are more often a slip than a plan."""

TOP = UnitKind.LEADERSHIP


def at_odds(tables: Tables) -> Iterator[Doubt]:
    """Every such doubt, row by row."""
    posts: dict[UnitId, list[Post]] = defaultdict(list)
    for post in tables.of(Post):
        yield from _post(post, tables)
        posts[post.unit].append(post)
    here = Counter(p.post for p in tables.of(Person) if p.post is not None)
    for unit in tables.of(Unit):
        yield from _unit(unit, tables)
        yield from _posts_of(unit, posts[unit.id], here)
        yield from _seats((p for p in posts[unit.id] if not p.concurrent), here)
    yield from _qualifications(tables)
    yield from _pools(tables)
    for person in tables.of(Person):
        yield from _person(person)
        yield from _held(person, tables)
        yield from _promoted(person)
    yield from _twice(tables)


def _unit(unit: Unit, tables: Tables) -> Iterator[Doubt]:
    quota, limit = unit.leader_quota, unit.headcount
    if quota is not None and limit is not None and quota > limit:
        yield unit.doubt(
            "quota-above-headcount", "leader_quota",
            Words(f"领导职数{quota}多于编制限额{limit}",
                  f"leader quota {quota}, headcount limit {limit}"),
            Words("核对两列；领导在编制之内", "check both: leaders are part of the headcount"),
        )  # fmt: skip
    above = tables.unit.get(unit.parent) if unit.parent is not None else None
    if above is not None and unit.kind is above.kind is UnitKind.SECTION:
        yield unit.doubt(
            "parent-not-leading", "parent",
            Words(f"上级单位“{above}”也是{above.kind.value}",
                  f"its parent unit {above} is a section as well"),
            Words("科室的上级一般是领导班子；核对上级单位",
                  "the leadership is mostly the parent of a section; check it"),
        )  # fmt: skip
    if (
        above is not None
        and unit.kind is UnitKind.SECTION
        and unit.organ != above.organ
    ):
        yield unit.doubt(
            "organ-differs", "organ",
            Words(f"所属机关“{unit.organ or '本机关'}”与上级单位的"
                  f"“{above.organ or '本机关'}”不同",
                  f"its organ {unit.organ or 'ours'!r} differs from that of its parent"),
            Words("科室与其上级属同一机关；核对两处", "check both: one organ has both"),
        )  # fmt: skip
    leader = tables.post.get(unit.overseen_by) if unit.overseen_by else None
    if leader is not None and leader.unit == unit.id and unit.kind is not TOP:
        yield unit.doubt(
            "overseer-inside", "overseen_by",
            Words(f"分管领导岗位“{leader.name}”在本单位之内",
                  f"{leader.name!r}, which oversees it, is one of its own posts"),
            Words("填写分管本单位的领导岗位编号", "give the post of the leader in charge"),
        )  # fmt: skip
    if leader is not None and leader.leading is Leading.NONE:
        yield unit.doubt(
            "overseer-not-leading", "overseen_by",
            Words(f"分管领导岗位“{leader.name}”不是领导职务",
                  f"{leader.name!r}, which oversees it, is no leading post"),
            Words("改为分管领导的岗位编号，或核对该岗位的领导职务",
                  "give the leader's post, or check whether that post is a leading one"),
        )  # fmt: skip


def _posts_of(
    unit: Unit, posts: Sequence[Post], here: Mapping[PostId, int]
) -> Iterator[Doubt]:
    """The posts of one unit beside each other, and how many sit in them."""
    main = [p for p in posts if not p.concurrent]
    chiefs = [p for p in main if p.leading is Leading.CHIEF]
    deputies = [p for p in main if p.leading is Leading.DEPUTY]
    if sum(p.seats for p in chiefs) > 1:
        names = "、".join(p.name for p in chiefs)
        yield chiefs[-1].doubt(
            "chiefs-several", "leading",
            Words(f"{unit}有不止一个正职：{names}", f"{unit} has several chiefs: {names}"),
            Words("核对领导职务和编制数", "check who leads, and the seats"),
        )  # fmt: skip
    if chiefs and deputies:
        chief = min(chiefs, key=lambda p: p.level.rank)
        deputy = max(deputies, key=lambda p: p.level.rank)
        if chief.level.rank < deputy.level.rank:
            yield chief.doubt(
                "chief-lower", "level",
                Words(f"正职{chief}的层次{chief.level.value}低于副职{deputy}的"
                      f"{deputy.level.value}",
                      f"the chief {chief} is of a lower level than the deputy {deputy}"),
                Words("核对两个岗位的层次和领导职务", "check both levels and who leads"),
            )  # fmt: skip
    for field, limit, sitting in (
        ("headcount", unit.headcount, main),
        ("leader_quota", unit.leader_quota, [*chiefs, *deputies]),
    ):
        now, seats = sum(here[p.id] for p in sitting), sum(p.seats for p in sitting)
        if limit is not None and limit > MANY + 2 * max(now, seats):
            heading = unit.headings()[field]
            yield unit.doubt(
                "limit-far-above", field,
                Words(f"{heading.zh}{limit}，岗位编制{seats}人、现有{now}人",
                      f"{heading.en} {limit}, {seats} seats and {now} people"),
                Words("核对此数，是否多写一位", "check the number for a digit too many"),
            )  # fmt: skip
        if limit is not None and now > limit:
            heading = unit.headings()[field]
            yield unit.doubt(
                "limit-below-today", field,
                Words(f"{heading.zh}{limit}，现有{now}人",
                      f"{heading.en} {limit}, {now} today"),
                Words("核对此数；确已超出的，方案不会再增加",
                      "check the number; if it is exceeded, no plan exceeds it further"),
            )  # fmt: skip


def _seats(posts: Iterable[Post], here: Mapping[PostId, int]) -> Iterator[Doubt]:
    """Posts of far more seats than people, or of fewer."""
    for post in posts:
        now = here[post.id]
        if post.seats > MANY + 2 * now or now > post.seats:
            yield post.doubt(
                "seats-differ", "seats",
                Words(f"“{post.name}”编制数{post.seats}，现有{now}人",
                      f"{post.name!r} has {post.seats} seats and {now} people"),
                Words("核对编制数和各人的现任岗位",
                      "check the seats, and who is said to hold the post"),
            )  # fmt: skip


def _qualifications(tables: Tables) -> Iterator[Doubt]:
    """Qualifications that a post demands and nobody has: the post can have no holder."""
    had = {q for p in tables.of(Person) for q in p.qualifications}
    for post in tables.of(Post) if had else ():
        for wanted in post.qualifications:
            if wanted not in had:
                yield post.doubt(
                    "qualification-of-nobody", "qualifications",
                    Words(f"没有人具备“{wanted}”，“{post.name}”将无人可任",
                          f"nobody has {wanted!r}: nobody may hold {post.name!r}"),
                    Words("核对必备资格与人员的具备资格，用同一写法",
                          "check both columns of qualifications for their wording"),
                )  # fmt: skip


def _pools(tables: Tables) -> Iterator[Doubt]:
    """Pools of one unit: nobody can rotate into or out of them."""
    units = tables.of(Unit)
    sizes = Counter(u.pool for u in units)
    for unit in units if len(sizes) > 1 else ():
        if unit.pool and sizes[unit.pool] == 1:
            yield unit.doubt(
                "pool-of-one", "pool",
                Words(f"交流片区“{unit.pool}”只有{unit}一个单位，其人员不能与别的单位交流",
                      f"{unit} is alone in the pool {unit.pool!r}: nobody rotates there"),
                Words("核对片区的写法；同一片区各处用同一名称",
                      "check how the pool is written: one name everywhere"),
            )  # fmt: skip


def _post(post: Post, tables: Tables) -> Iterator[Doubt]:
    above = tables.post.get(post.reports_to) if post.reports_to else None
    if above is not None and above.level.rank < post.level.rank:
        yield post.doubt(
            "superior-lower", "reports_to",
            Words(f"报告对象“{above.name}”的层次{above.level.value}低于本岗位的"
                  f"{post.level.value}",
                  f"it reports to {above.name!r}, which is of a lower level"),
            Words("核对报告对象和两个岗位的层次", "check whom it reports to, and both levels"),
        )  # fmt: skip

    if above is not None and above.leading is Leading.NONE:
        unit, around = tables.unit.get(post.unit), {post.unit}
        while (
            unit is not None and unit.parent is not None and unit.parent not in around
        ):
            around.add(unit.parent)
            unit = tables.unit.get(unit.parent)
        if above.unit not in around:
            yield post.doubt(
                "superior-elsewhere", "reports_to",
                Words(f"报告对象“{above.name}”在别的单位，又不是领导职务",
                      f"it reports to {above.name!r} of another unit, which leads nobody"),
                Words("核对报告对象的岗位编号", "check the number of that post"),
            )  # fmt: skip


def _held(person: Person, tables: Tables) -> Iterator[Doubt]:
    """A person beside the post held today."""
    post = tables.post.get(person.post) if person.post is not None else None
    if post is None:
        return
    if abs(post.level.rank - person.level.rank) >= FAR:
        yield person.doubt(
            "level-far", "level",
            Words(f"职务层次{person.level.value}与现任岗位“{post.name}”的"
                  f"{post.level.value}相差两级以上",
                  f"two levels or more from that of the post held, {post.name!r}"),
            Words("核对职务层次和现任岗位", "check the level and the post"),
        )  # fmt: skip
    if post.within_authority is not person.within_authority:
        in_, out = (Words("在", "within"), Words("不在", "outside"))[
            :: 1 if person.within_authority else -1
        ]
        yield person.doubt(
            "authority-differs", "within_authority",
            Words(f"{person.name}{in_.zh}管理权限内，所任“{post.name}”却{out.zh}",
                  f"{person.name} is {in_.en} our authority, the post {post.name!r} "
                  f"{out.en} it"),
            Words("核对人员表和岗位表的“管理权限内”", "check both columns of authority"),
        )  # fmt: skip


def _promoted(person: Person) -> Iterator[Doubt]:
    """A promotion that goes too far, or to somebody who cannot be promoted."""
    to = person.promoted_to
    if to is None:
        return
    if to.rank - person.level.rank >= FAR:
        yield person.doubt(
            "promotion-skips", "promoted_to",
            Words(f"由{person.level.value}拟任{to.value}，越级",
                  f"from {person.level.words.en} to {to.words.en}: a level is skipped"),
            Words("核对两列；确属破格的，附选拔文件", "check both; name the paper if meant"),
        )  # fmt: skip
    if person.status is Status.FROZEN:
        yield person.doubt(
            "promotion-of-frozen", "promoted_to",
            Words(f"{person.name}人员状态为{person.status.value}，又有批准拟任层次",
                  f"{person.name} is under investigation, yet to be promoted"),
            Words("核对两列；已结案的，更正人员状态", "check both; mend the status if over"),
        )  # fmt: skip


def _person(person: Person) -> Iterator[Doubt]:
    if person.post is None and person.entered_post is not None:
        yield person.doubt(
            "post-left-out", "entered_post",
            Words(f"{person.name}有任现岗位时间，没有现任岗位，将按待安排处理",
                  f"{person.name} entered a post that is not named, and counts as to be "
                  "placed"),
            Words("填写现任岗位；确属待安排的，任现岗位时间留空",
                  "name the post; leave the day empty where there is none"),
        )  # fmt: skip
    if person.promotion_paper.strip() and person.promoted_to is None:
        yield person.doubt(
            "paper-without-promotion", "promotion_paper",
            Words(f"{person.name}有拟任文号，没有批准拟任层次",
                  f"a paper on the promotion of {person.name}, and no level"),
            Words("填写批准拟任层次，或删去文号", "give the level, or drop the paper"),
        )  # fmt: skip
    if person.status is not Status.PRESENT and not person.status_paper.strip():
        status = person.status.words
        what = Words(f"{person.name}“{status.zh}”", f"{person.name} ({status.en})")
        yield person.without_paper("status_paper", what)
    if person.status_paper.strip() and person.status is Status.PRESENT:
        yield person.doubt(
            "paper-without-status", "status_paper",
            Words(f"{person.name}有状态依据，人员状态却是{person.status.value}",
                  f"a paper on the status of {person.name}, who is as usual"),
            Words("核对人员状态；已结束的，删去文号",
                  "check the status; drop the paper where it is over"),
        )  # fmt: skip


def _twice(tables: Tables) -> Iterator[Doubt]:
    """One person in two rows: same name and day of birth, and no numbers that differ."""
    alike: dict[tuple[object, ...], list[Person]] = defaultdict(list)
    for person in tables.of(Person):
        if person.born is not None:
            alike[person.name, person.born].append(person)
    for first, *others in alike.values():
        for other in others:
            numbers = {n for n in (first.id_number, other.id_number) if n}
            if len(numbers) < 2 and first.id != other.id:
                yield other.doubt(
                    "person-twice", "name",
                    Words(f"与{first.id}{first.name}同名，出生年月相同",
                          f"has the name and the birth of {first.id} {first.name}"),
                    Words("同一人只留一行；不是同一人的，填写身份证号",
                          "keep one row of one person; of two, give the identity numbers"),
                )  # fmt: skip
    teams: dict[str, Unit] = {}
    units: dict[tuple[object, ...], Unit] = {}
    for unit in tables.of(Unit):
        first_team = teams.setdefault(unit.organ, unit) if unit.kind is TOP else unit
        if first_team is not unit:
            yield unit.doubt(
                "leadership-several", "kind",
                Words(f"{first_team}已是本机关的{TOP.value}",
                      f"{first_team} is the leadership of this organ already"),
                Words("核对单位类别；属于别的机关的，填写所属机关",
                      "check the kind; name the organ if it is another"),
            )  # fmt: skip
        first_unit = units.setdefault((unit.name, unit.parent, unit.organ), unit)
        if first_unit.id != unit.id:
            yield unit.doubt(
                "unit-twice", "name",
                Words(f"与单位{first_unit.id}同名，上级单位相同",
                      f"has the name and the parent of unit {first_unit.id}"),
                Words("同一单位只留一行，或写全名称", "keep one row, or give the full names"),
            )  # fmt: skip
