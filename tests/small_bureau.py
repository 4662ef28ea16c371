"""Posts and people of bureaus that tests put together: what is not said is plain."""

from __future__ import annotations

from datetime import date

from lungang_models.vocabulary import (
    Establishment,
    Level,
    Person,
    Post,
    PostId,
    Sex,
    StaffId,
    UnitId,
)


def post_of(post: PostId, unit: str, **more: object) -> Post:
    """A clerk's post that may stand empty and is open to everybody."""
    cells: dict[str, object] = {
        "id": post,
        "name": post,
        "unit": UnitId(unit),
        "level": Level.CLERK,
        "establishments": tuple(Establishment),
        "may_be_vacant": True,
        **more,
    }
    return Post.model_validate(cells)


def person_of(name: str, **more: object) -> Person:
    """A clerk who has declared and holds no post."""
    cells: dict[str, object] = {
        "id": StaffId(name),
        "name": name,
        "sex": Sex.MALE,
        "level": Level.CLERK,
        "establishment": Establishment.CIVIL_SERVICE,
        "declared": date(2026, 12, 1),
        **more,
    }
    return Person.model_validate(cells)
