"""The grounds about some people and posts, each of which can be switched off.

A core speaks of rows ("everybody holds one post") and of bars ("X may not hold P") alike.
Here the pairs that bars strike out are columns again, each kept at 0 by the bars that
strike it, so that both kinds of ground are left out and put back the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lungang.solve.residual import Canceller, Settings, Verdict, possible
from lungang.statement import Statement, state_among
from lungang_models.eligibility import Bar, Ints
from lungang_models.model import DEFINITION
from lungang_models.problem import Problem
from lungang_models.rows import Rows
from lungang_models.rule import Ground, Rule
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words, listed, same

NAMED = 3
"""A ground names so many posts or people; of more it gives the number."""

QUICK = Settings(workers=1, seed=0, linearization=2, presolve=False)
"""A small question, asked often: without the work that pays only on large ones."""


@dataclass(frozen=True)
class Struck:
    """What one rule strikes out for one person, or (``of_post``) from one post."""

    rule: Rule
    of_post: bool
    columns: Ints


class Scene:
    """The question about ``staff`` and ``posts`` alone: their rows, and their bars.

    All pairs with one of the people or one of the posts are columns; nobody else need
    be placed. A set of grounds that cannot hold here cannot hold in the whole.
    """

    def __init__(
        self, problem: Problem, staff: Iterable[StaffId], posts: Iterable[PostId]
    ) -> None:
        self.problem = problem
        self.staff, self.posts = frozenset(staff), frozenset(posts)
        pairs = {(s, p.id) for s in self.staff for p in problem.posts}
        pairs |= {(s.id, p) for s in problem.staff for p in self.posts}
        self.statement: Statement = state_among(problem, frozenset(pairs))

    @classmethod
    def whole(cls, statement: Statement) -> Scene:
        """The whole question, its bars taken as they stand."""
        scene = cls.__new__(cls)
        scene.problem = statement.model.problem
        scene.staff, scene.posts = frozenset(), frozenset()
        scene.statement = statement
        scene.__dict__["struck"] = {}
        return scene

    @property
    def rows(self) -> Rows:
        """The rows here."""
        return self.statement.rows

    @cached_property
    def by_ground(self) -> dict[Ground, list[int]]:
        """The rows of each ground."""
        found: dict[Ground, list[int]] = defaultdict(list)
        for row in range(self.rows.count):
            found[self.rows.ground(row)].append(row)
        return dict(found)

    @cached_property
    def struck(self) -> dict[Ground, Struck]:
        """What each bar strikes out here, told for a person, else for a post."""
        model = self.statement.model
        lifted = np.array([s.id in self.staff for s in self.problem.staff], bool)
        found: dict[tuple[str, bool, str, str], tuple[Bar, list[Ints]]] = {}
        for bar in model.eligibility.bars:
            columns = self._columns_of(bar)
            own = lifted[model.edge_person[columns]]
            for of_post, some in ((False, columns[own]), (True, columns[~own])):
                at = model.edge_post[some] if of_post else model.edge_person[some]
                named = self.problem.posts if of_post else self.problem.staff
                for one in np.unique(at).tolist():
                    told = " ".join(f"{k}={v}" for k, v in sorted(bar.names.items()))
                    key = (bar.rule.id, of_post, str(named[one].id), told)
                    found.setdefault(key, (bar, []))[1].append(some[at == one])
        struck: dict[Ground, Struck] = {}
        for (_, of_post, _, _), (bar, parts) in sorted(
            found.items(), key=lambda item: item[0]
        ):
            columns = np.unique(np.concatenate(parts))
            ground = self._ground(bar, columns)
            if ground in struck:  # two bars that read alike are one
                columns = np.union1d(columns, struck[ground].columns)
            struck[ground] = Struck(bar.rule, of_post, columns)
        return struck

    def _columns_of(self, bar: Bar) -> Ints:
        """The placement columns that a bar strikes out."""
        starts = np.searchsorted(self.statement.model.edge_person, bar.staff)
        ends = np.searchsorted(
            self.statement.model.edge_person, bar.staff, side="right"
        )
        if len(bar.staff) < len(self.problem.staff) // 4:
            spans = [np.arange(a, b) for a, b in zip(starts, ends, strict=True)]
            columns = np.concatenate(spans) if spans else np.zeros(0, np.int64)
        else:
            columns = np.flatnonzero(
                np.isin(self.statement.model.edge_person, bar.staff)
            )
        there = np.isin(self.statement.model.edge_post[columns], bar.posts)
        return np.asarray(columns[there != bar.within], np.int64)

    def _ground(self, bar: Bar, columns: Ints) -> Ground:
        posts = sorted(
            {self.problem.posts[p].id for p in self.statement.model.edge_post[columns]}
        )
        people = sorted(
            {
                self.problem.staff[s].id
                for s in self.statement.model.edge_person[columns]
            }
        )
        few = len(posts) <= NAMED
        return bar.rule.ground(
            people if len(people) <= NAMED else (),
            posts if few else (),
            person=_some([self.problem.person[s] for s in people], "人", "people"),
            post=_some([self.problem.post[p] for p in posts], "个岗位", "posts"),
            **bar.names,
        )

    # -- switching -------------------------------------------------------------

    def verdict(
        self,
        kept: Sequence[Ground],
        seconds: float,
        canceller: Canceller,
        settings: Settings = QUICK,
    ) -> Verdict:
        """Whether the grounds ``kept``, and no others, can all hold."""
        chosen = list(self.by_ground.get(DEFINITION, []))
        fixed = np.full(self.rows.size, -1, np.int8)
        for ground in kept:
            if ground in self.struck:
                fixed[self.struck[ground].columns] = 0
            else:
                chosen += self.by_ground[ground]
        rows = self.rows.only(np.array(sorted(chosen), np.int64))
        spoken = np.zeros(rows.size, bool)
        spoken[rows.columns] = True
        fixed[~spoken] = 0  # what no row speaks of decides nothing
        return possible(rows, fixed, seconds, settings, canceller)


def _some(names: Sequence[object], zh: str, en: str) -> Words:
    if len(names) <= NAMED:
        return listed([same(n) for n in names])
    first = listed([same(n) for n in names[:1]])
    return Words(
        f"{first.zh}等{len(names)}{zh}", f"{first.en} and others ({len(names)} {en})"
    )
