"""Which risk is which: stable ids, and the lines of the last register they continue."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from lungang_models.facts.risk import PastRisk
from lungang_models.rule import Finding

Numbered = Sequence[tuple[str, Finding]]


def numbered(*states: Sequence[Finding]) -> list[Numbered]:
    """The findings of each state with their ids, in a fixed order.

    The id is made of rule, people, posts and unit, and of what the finding is about, so
    that it is the same in every run. Where several findings of a state agree in all of
    these, their words tell them apart, in every state alike.
    """
    crowded = {
        name
        for state in states
        for name, n in Counter(map(_name, state)).items()
        if n > 1
    }
    return [_numbered(state, crowded) for state in states]


def _numbered(findings: Iterable[Finding], crowded: Container[str]) -> Numbered:
    seen: Counter[str] = Counter()
    made = []
    for finding in sorted(findings, key=_order):
        name = _name(finding)
        if name in crowded:
            name = f"{name}-{_hash(finding.says)[:4]}"
        seen[name] += 1
        again = "" if seen[name] == 1 else f"-{seen[name]}"
        made.append((f"{name}{again}", finding))
    return made


def continued(risks: Numbered, past: Iterable[PastRisk]) -> Mapping[str, PastRisk]:
    """The line of the last register that each risk continues, by the risk's id.

    The same id; failing that, the same kind of risk of the same people, who have met it
    in other posts. Each line is continued once.
    """
    left = {line.risk: line for line in sorted(past, key=lambda r: r.risk)}
    found = {name: left.pop(name) for name, _ in risks if name in left}
    kin: dict[tuple[str, frozenset[str]], list[PastRisk]] = defaultdict(list)
    for line in left.values():
        kin[line.code, frozenset(line.staff)].append(line)
    for name, finding in risks:
        lines = kin.get((finding.code, frozenset(map(str, finding.staff))))
        if name not in found and finding.staff and lines:
            found[name] = lines.pop(0)
    return found


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        finding.code, finding.rule, sorted(finding.staff), sorted(finding.posts),
        finding.unit or "", finding.says.en, finding.says.zh,
    )  # fmt: skip


def _name(finding: Finding) -> str:
    content = (
        finding.rule, sorted(finding.staff), sorted(finding.posts), finding.unit or "",
        finding.about,
    )  # fmt: skip
    return f"{finding.code}-{_hash(content)[:8]}"


def _hash(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
