"""Kinship by set definitions: an independent judge for the tests.

It knows nothing of paths. A relation is a set computed from three plain tables, who is
whose mother, father and spouse, in the words in which the law is explained.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kinship.bureau import fact, person


@dataclass
class Tree:
    """People by number; all of them work in one bureau."""

    sex: dict[str, str] = field(default_factory=dict)
    parents: dict[str, tuple[str, str]] = field(default_factory=dict)
    married: dict[str, str] = field(default_factory=dict)
    divorced: list[tuple[str, str]] = field(default_factory=list)

    def newborn(self, sex: str, parents: tuple[str, str] | None = None) -> str:
        """A new person, with or without known parents."""
        number = f"P{len(self.sex):03d}"
        self.sex[number] = sex
        if parents:
            self.parents[number] = parents
        return number

    def wed(self, one: str, other: str) -> None:
        self.married[one], self.married[other] = other, one

    def divorce(self, one: str) -> None:
        other = self.married.pop(one)
        del self.married[other]
        self.divorced.append((one, other))

    def up(self, x: str) -> set[str]:
        return set(self.parents.get(x, ()))

    def down(self, x: str) -> set[str]:
        return {c for c, p in self.parents.items() if x in p}

    def spouse(self, x: str) -> set[str]:
        return {self.married[x]} if x in self.married else set()

    def siblings(self, x: str) -> set[str]:
        """Full and half: whoever shares a parent."""
        return self.of(self.down, self.up(x)) - {x}

    @staticmethod
    def of(relation: Any, people: set[str]) -> set[str]:
        return {y for x in people for y in relation(x)}

    def lineal(self, x: str) -> set[str]:
        found: set[str] = set()
        for relation in (self.up, self.down):
            ahead = relation(x)
            while ahead:
                found |= ahead
                ahead = self.of(relation, ahead) - found
        return found

    def collateral(self, x: str) -> set[str]:
        """Within three generations: siblings, uncles, nephews, cousins."""
        uncles = self.of(self.siblings, self.up(x))
        nephews = self.of(self.down, self.siblings(x))
        cousins = self.of(self.down, uncles)
        return (self.siblings(x) | uncles | nephews | cousins) - self.lineal(x)

    def in_laws(self, x: str) -> set[str]:
        """The four groups of close in-laws, each read from both sides."""
        mine, spouse = self.siblings(x), self.spouse(x)
        hers = self.of(self.siblings, spouse)
        children_in_law = self.of(self.spouse, self.down(x))
        return (
            self.of(self.up, spouse)
            | hers | self.of(self.spouse, hers)
            | children_in_law | self.of(self.up, children_in_law)
            | self.of(self.spouse, mine)
            | self.of(self.spouse, self.collateral(x))
            | self.of(self.collateral, spouse)
        )  # fmt: skip

    def recusing(self, x: str) -> set[str]:
        """Everybody whose relation to ``x`` article 20 names."""
        found = self.spouse(x) | self.lineal(x) | self.collateral(x) | self.in_laws(x)
        return found - {x}

    def remarriage(self) -> bool:
        """Whether anybody is married to somebody else's parent."""
        return any(
            set(p) & set(self.married) and self.married.get(p[0]) != p[1]
            for p in self.parents.values()
        )

    def staff(self) -> list[Any]:
        return [person(n, s) for n, s in self.sex.items()]

    def facts(self) -> list[Any]:
        rows = [
            fact("亲生父母", parent, child)
            for child, both in self.parents.items() for parent in both
        ]  # fmt: skip
        done = {tuple(sorted(pair)) for pair in self.married.items()}
        rows += [fact("夫妻", a, b) for a, b in sorted(done)]
        rows += [
            fact("夫妻", a, b, until=date(2020, 1, 1), end="离婚")
            for a, b in self.divorced
        ]
        return rows


def grown(seed: int, generations: int, remarriages: int) -> Tree:
    """A random family of a few generations, with some divorces and new marriages."""
    rng = random.Random(seed)
    tree = Tree()
    living = [tree.newborn(rng.choice("男女")) for _ in range(3)]
    for _ in range(generations):
        couples = [_partner(tree, rng, one) for one in living]
        living = []
        for one, other in couples:
            for _ in range(rng.choice((0, 1, 2, 2))):
                living.append(tree.newborn(rng.choice("男女"), (one, other)))
        living = living[:5] or [tree.newborn("男")]
    for _ in range(remarriages):
        one = rng.choice(sorted(tree.married) or [tree.newborn("女")])
        if one in tree.married:
            tree.divorce(one)
        new = _partner(tree, rng, one)[1]
        if rng.random() < 0.7:
            tree.newborn(rng.choice("男女"), (one, new))
    return tree


def intact(sex: str, depth: int) -> tuple[Tree, str]:
    """A world in which everybody near one person has every kind of relative.

    All families in it are intact: parents are married, children are the couple's own.
    """
    tree = Tree()
    start = tree.newborn(sex)
    ring = [start]
    for _ in range(depth):
        ring = [y for x in ring for y in _surrounded(tree, x)]
        ring = list(dict.fromkeys(ring))
    return tree, start


def _surrounded(tree: Tree, x: str) -> list[str]:
    """Give one person parents, a brother, a sister, a spouse, a son and a daughter."""
    if x not in tree.parents:
        tree.parents[x] = (tree.newborn("男"), tree.newborn("女"))
        tree.wed(*tree.parents[x])
    if x not in tree.married:
        tree.wed(x, tree.newborn("女" if tree.sex[x] == "男" else "男"))
    couple = (x, tree.married[x])
    for parents, known in ((tree.parents[x], tree.siblings), (couple, tree.down)):
        for sex in "男女":
            if not any(tree.sex[y] == sex for y in known(x)):
                tree.newborn(sex, parents)
    around = tree.up(x) | tree.siblings(x) | tree.spouse(x) | tree.down(x)
    return sorted(around)


def _partner(tree: Tree, rng: random.Random, one: str) -> tuple[str, str]:
    """A spouse from outside, now and then with parents and a sister of his own."""
    sex = "女" if tree.sex[one] == "男" else "男"
    parents = None
    if rng.random() < 0.4:
        parents = (tree.newborn("男"), tree.newborn("女"))
        tree.wed(*parents)
        if rng.random() < 0.5:
            tree.newborn(rng.choice("男女"), parents)
    other = tree.newborn(sex, parents)
    tree.wed(one, other)
    return one, other
