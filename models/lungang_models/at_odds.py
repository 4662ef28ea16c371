"""Cells of units, posts and people that do not go together, and are seldom meant.

Each is a doubt: what is written may be true, and what was meant is mostly something else
that would change the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.fault import Doubt
from lungang_models.vocabulary import Leading, Person, Post, Status, Tables, Unit
from lungang_models.words import Words


def at_odds(tables: Tables) -> Iterator[Doubt]:
    """Every such doubt, row by row."""
    for unit in tables.of(Unit):
        yield from _unit(unit, tables)
    for post in tables.of(Post):
        yield from _post(post, tables)
    for person in tables.of(Person):
        yield from _person(person)
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
    leader = tables.post.get(unit.overseen_by) if unit.overseen_by else None
    if leader is not None and leader.leading is Leading.NONE:
        yield unit.doubt(
            "overseer-not-leading", "overseen_by",
            Words(f"分管领导岗位“{leader.name}”不是领导职务",
                  f"{leader.name!r}, which oversees it, is no leading post"),
            Words("改为分管领导的岗位编号，或核对该岗位的领导职务",
                  "give the leader's post, or check whether that post is a leading one"),
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
    units: dict[tuple[object, ...], Unit] = {}
    for unit in tables.of(Unit):
        first_unit = units.setdefault((unit.name, unit.parent, unit.organ), unit)
        if first_unit.id != unit.id:
            yield unit.doubt(
                "unit-twice", "name",
                Words(f"与单位{first_unit.id}同名，上级单位相同",
                      f"has the name and the parent of unit {first_unit.id}"),
                Words("同一单位只留一行，或写全名称", "keep one row, or give the full names"),
            )  # fmt: skip
