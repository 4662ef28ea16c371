"""The plan that has been approved: what later changes keep as far as they can (30(4))."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from lungang_models.facts import fact
from lungang_models.fault import Fault
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Evidence,
    Person,
    PostId,
    StaffId,
    Tables,
    column,
)
from lungang_models.words import Words


class Approved(Evidence):
    """A post, main or concurrent, that the approved plan gives somebody."""

    sheet = Words("已批方案", "approved plan")
    person: StaffId = column("工号", "staff number")
    post: PostId = column(
        "岗位编号", "post", "已批准、尚未生效的方案中的拟任岗位；不动的人员也写上",
        "held under the approved plan, by those who stay as well",
    )  # fmt: skip

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        mains = Counter(
            r.person for r in rows
            if r.post in tables.post and not tables.post[r.post].concurrent
        )  # fmt: skip
        for row in rows:
            if mains[row.person] > 1:
                yield row.fault(
                    "approved-twice",
                    "person",
                    Words(
                        f"已批方案给{row.person}{mains[row.person]}个本职岗位",
                        f"the approved plan gives {row.person} {mains[row.person]} main posts",
                    ),
                    Words("只留一个", "leave one of them"),
                )


def as_approved(problem: Problem, person: Person) -> Person:
    """Somebody in the posts of the approved plan; as they sit today where it is silent."""
    return _approved(problem).get(person.id, person)


@fact
def _approved(problem: Problem) -> dict[StaffId, Person]:
    posts: dict[StaffId, list[PostId]] = defaultdict(list)
    for row in problem.known(Approved):
        posts[row.person].append(row.post)
    return {
        who: _seated(problem, problem.person[who], held) for who, held in posts.items()
    }


def _seated(problem: Problem, person: Person, held: Sequence[PostId]) -> Person:
    beside = tuple(p for p in held if problem.post[p].concurrent)
    main = next((p for p in held if p not in beside), None)
    return person.model_copy(update={"post": main, "concurrent": beside})
