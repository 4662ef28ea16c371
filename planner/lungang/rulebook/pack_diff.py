"""Two rule packs side by side: rules of one only, values and sources that differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lungang.rulebook.value_words import value_words
from lungang_models.problem import Pack
from lungang_models.registry import checks
from lungang_models.rule import article_words, cited
from lungang_models.words import Words, same


@dataclass(frozen=True)
class Side:
    """What one pack says: a value and its source, or for a rule its article."""

    value: Any
    source: str


@dataclass(frozen=True)
class PackDifference:
    """A rule or a value on which two packs differ; a side is ``None`` where it is silent."""

    kind: str  # "rule" or "value"
    name: str
    left: Side | None
    right: Side | None

    @property
    def says(self) -> Words:
        """One line."""
        (zh, en), shown = ("参数", "value"), _value
        if self.kind == "rule":
            (zh, en), shown = ("规则", "rule"), _article
        one, other = (shown(s) if s else same("—") for s in (self.left, self.right))
        return Words(
            f"{zh} `{self.name}`：{one.zh} → {other.zh}",
            f"{en} `{self.name}`: {one.en} → {other.en}",
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kind": self.kind,
            "name": self.name,
            "left": vars(self.left) if self.left else None,
            "right": vars(self.right) if self.right else None,
        }


def _value(side: Side) -> Words:
    said = value_words(side.value)
    if not side.source:
        return said
    return Words(f"{said.zh}（{side.source}）", f"{said.en} [{side.source}]")


def _article(side: Side) -> Words:
    said = article_words(side.source)
    return Words(f"采用（{said.zh}）", f"adopted [{said.en}]")


def pack_differences(left: Pack, right: Pack) -> tuple[PackDifference, ...]:
    """Everything on which two packs differ, rules first, by name."""
    found = []
    one, other = _rules(left), _rules(right)
    for rule in sorted(one.keys() ^ other.keys()):
        found.append(PackDifference("rule", rule, one.get(rule), other.get(rule)))
    mine, theirs = _values(left), _values(right)
    for name in sorted(mine.keys() | theirs.keys()):
        if mine.get(name) != theirs.get(name):
            found.append(
                PackDifference("value", name, mine.get(name), theirs.get(name))
            )
    return tuple(found)


def _rules(pack: Pack) -> dict[str, Side]:
    return {
        c.id: Side("adopted", cited(c, pack)) for c in checks() if c.id in pack.rules
    }


def _values(pack: Pack) -> dict[str, Side]:
    return {
        f"{key}.{knob}": Side(value, pack.sources.get(f"{key}.{knob}", ""))
        for key, policy in pack.policies.items()
        for knob, value in policy.model_dump(mode="json").items()
    }
