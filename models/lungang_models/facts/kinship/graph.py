"""The graph of a family: people, links between them with all their readings, and parents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from lungang_models.facts.kinship.declaration import KinRow
from lungang_models.facts.kinship.patterns import KinStep, Path, mirror
from lungang_models.facts.kinship.people import Level, Mention, Node
from lungang_models.facts.kinship.words import KinWordReading
from lungang_models.vocabulary import Sex

BY_BIRTH = ("blood", "full", "presumed")
"""Bonds between parent and child that fill the place of a parent by birth."""


@dataclass(frozen=True)
class Link:
    """A known relation from ``a`` to ``b``: one step, or a whole word left together.

    ``seen_a`` and ``seen_b`` tell how surely each end is the person of that node, and
    who vouches for it. ``whole`` names the two ends of a word of which the link is
    only a part.
    """

    a: Node
    b: Node
    readings: tuple[Path, ...]
    rows: tuple[KinRow, ...]
    seen_a: tuple[Level, Node]
    seen_b: tuple[Level, Node]
    since: date | None = None
    until: date | None = None
    whole: frozenset[Node] = frozenset()

    @property
    def step(self) -> KinStep | None:
        """The step of a link that is one step for certain."""
        if len(self.readings) == 1 and len(self.readings[0]) == 1:
            return self.readings[0][0]
        return None

    def turned(self, sex: Sex | None) -> Link:
        """The same link from its other end; ``sex`` is that of ``a``."""
        return replace(
            self, a=self.b, b=self.a, seen_a=self.seen_b, seen_b=self.seen_a,
            readings=tuple(mirror(path, sex) for path in self.readings),
        )  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One row as it is read: its two people and what it says of them on the day."""

    row: KinRow
    a: Mention
    b: Mention
    reading: KinWordReading | None
    paths: tuple[Path, ...]


@dataclass
class Family:
    """All links of a body of evidence on one day, and what is known of each person."""

    on: date
    said: tuple[Said, ...] = ()
    links: dict[Node, list[Link]] = field(default_factory=lambda: defaultdict(list))
    parents: dict[Node, dict[Node, str]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    weds: dict[Node, dict[Node, Link]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    sex: dict[Node, Sex] = field(default_factory=dict)
    name: dict[Node, str] = field(default_factory=dict)
    slots: dict[tuple[Node, str], tuple[Mention, KinRow]] = field(default_factory=dict)
    _known: dict[tuple[object, ...], Link] = field(default_factory=dict)

    def add(self, link: Link) -> None:
        """Enter a link from both its ends; a repeated one only adds its rows."""
        step = link.step
        plain = step and replace(step, sex=None, elder=None, dead=False)
        key = (link.a, link.b, plain or link.readings, link.since, link.until)
        if key in self._known:
            return
        self._known[key] = link
        back = link.turned(self.sex.get(link.a))
        self._known[(back.a, back.b, _plain(back), back.since, back.until)] = back
        self.links[link.a].append(link)
        self.links[link.b].append(back)
        for one in (link, back):
            self._note(one)

    def _note(self, link: Link) -> None:
        step = link.step
        if step is None:
            return
        if step.move == "up":
            self.parents[link.a].setdefault(link.b, step.bond)
        if step.move == "wed" and step.state != "engaged":
            held = self.weds[link.a].get(link.b)
            if held is None or (held.step and held.step.state != "current"):
                self.weds[link.a][link.b] = link
        if step.sex is not None:
            self.sex.setdefault(link.b, step.sex)

    def born_to(self, child: Node, sex: Sex | None) -> list[Node]:
        """The known biological parents of one sex (of either sex, if unknown)."""
        return [
            parent for parent, bond in self.parents.get(child, {}).items()
            if bond in BY_BIRTH
            and (sex is None or self.sex.get(parent) in (None, sex))
        ]  # fmt: skip


def _plain(link: Link) -> object:
    step = link.step
    return (step and replace(step, sex=None, elder=None, dead=False)) or link.readings
