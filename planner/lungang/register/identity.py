"""Which risk is which: stable ids, and the lines of the last register they continue."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lungang_models.facts.risk import PastRisk
from lungang_models.rule import Finding

Numbered = Sequence[tuple[str, Finding]]


def numbered(findings: Iterable[Finding]) -> Numbered:
    """Each finding with its id, in a fixed order.

    The id is made of kind, people, posts and unit, so that it is the same in every run.
    Several findings that agree in all of these are counted.
    """
    seen: Counter[str] = Counter()
    made = []
    for finding in sorted(findings, key=_order):
        name = _name(finding)
        seen[name] += 1
        count = seen[name]
        made.append((name if count == 1 else f"{name}-{count}", finding))
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
    content = [
        finding.code, sorted(finding.staff), sorted(finding.posts), finding.unit or "",
        *filter(None, [finding.about]),
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False)
    return f"{finding.code}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
