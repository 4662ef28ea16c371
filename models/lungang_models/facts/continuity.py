"""How much of a team or a unit may change in one cycle: policy and who serves today."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from lungang_models.facts import fact
from lungang_models.problem import Problem
from lungang_models.vocabulary import Leading, Mode, Person, Policy, Post, UnitId


class ContinuityPolicy(Policy):
    """How much may change at once; one may always move, however small the team."""

    key: ClassVar[str] = "continuity"
    chief_and_deputy: Mode = Field(
        description="正副职不同时交流：forbid=禁止 report=仅提示 / chief and deputy"
    )
    team: Mode = Field(
        description="班子交流比例：forbid=禁止超过 report=仅提示 / share of a team"
    )
    team_most: int = Field(
        ge=1, le=99, description="班子每若干人中至多几人 / of a team, at most"
    )
    team_of: int = Field(
        ge=1, le=99, description="班子每若干人 / of a team, of so many"
    )
    key_posts: Mode = Field(
        description="关键岗位交流比例：forbid=禁止超过 report=仅提示 / of key posts"
    )
    key_most: int = Field(
        ge=1, le=99, description="关键岗位每若干人中至多几人 / of key posts, at most"
    )
    key_of: int = Field(
        ge=1, le=99, description="关键岗位每若干人 / of key posts, of so many"
    )


def team_today(problem: Problem, unit: UnitId) -> tuple[tuple[Person, Post], ...]:
    """Who serves as chief or deputy of a unit today, in which main post."""
    return tuple(
        (person, post)
        for person, post in _today(problem)[unit]
        if post.leading is not Leading.NONE and not post.concurrent
    )


def key_holders_today(
    problem: Problem, unit: UnitId
) -> tuple[tuple[Person, Post], ...]:
    """Who holds which key post of a unit today, concurrent ones included."""
    return tuple((person, post) for person, post in _today(problem)[unit] if post.key)


@fact
def _today(problem: Problem) -> dict[UnitId, list[tuple[Person, Post]]]:
    """By unit who holds which of its posts today, concurrent ones included."""
    serving: dict[UnitId, list[tuple[Person, Post]]] = {u.id: [] for u in problem.units}
    for person in problem.staff:
        for held in (person.post, *person.concurrent):
            if held is not None:
                post = problem.post[held]
                serving[post.unit].append((person, post))
    return serving
