"""Many scenarios as tables: a sweep, a comparison, the rounds of a stress test."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from lungang_models.words import Language, Words

if TYPE_CHECKING:
    from lungang.batch.compare import Comparison
    from lungang.batch.stress import StressDocument
    from lungang.batch.sweep.result import SweepDocument
from lungang.frames.columns import FrameColumn, frame

STATUS = {
    "optimal": Words("最优（已证明）", "optimal"),
    "best-found": Words("目前最好", "best found"),
    "no-plan": Words("无可行方案", "no plan"),
    "unknown": Words("未得出结论", "unknown"),
}


def _number(text: str) -> object:
    """A value of a knob as the number it is, where it is one."""
    try:
        return int(text)
    except ValueError:
        return text


def _proof(line: Any) -> object:
    return None if line.proof is None else Words(line.proof.says.zh, line.proof.says.en)


def sweep(found: SweepDocument, lang: Language = "zh") -> pd.DataFrame:
    """One row a point: its values, its outcome with the proof, and every measure."""
    titles = {r.key: r.title for r in found.rows}

    def knob(name: str) -> FrameColumn:
        return FrameColumn(name, name, "text", lambda p: p.values[name])

    def measure(key: str) -> FrameColumn:
        return FrameColumn(titles[key].zh, key, "count", lambda p: p.measures.get(key))

    made = frame(
        found.points,
        [
            *(knob(k) for k in found.knobs),
            FrameColumn("结论", "status", "word", lambda p: STATUS[p.status]),
            FrameColumn("证明", "proof", "word", _proof),
            FrameColumn("前沿", "front", "flag", lambda p: p.front),
            *(measure(key) for key in titles),
        ],
        lang,
    )
    for name in found.knobs:
        cells = [_number(str(value)) for value in made[name]]
        if all(isinstance(cell, int) for cell in cells):
            made[name] = pd.Series(cells, dtype="Int64")
    return made


def comparison(found: Comparison, lang: Language = "zh") -> pd.DataFrame:
    """One row a scenario: its outcome and every measure."""

    def measure(key: str, zh: str) -> FrameColumn:
        return FrameColumn(zh, key, "count", lambda s: s.measures.get(key))

    return frame(
        found.scenarios,
        [
            FrameColumn(
                "情景", "scenario", "text", lambda s: Words(s.name.zh, s.name.en)
            ),
            FrameColumn("问题", "purpose", "text", lambda s: s.purpose),
            FrameColumn("结论", "status", "word", lambda s: STATUS[s.status]),
            *(measure(r.key, r.title.zh) for r in found.rows),
        ],
        lang,
    )


VERDICTS = {
    "stands": Words("方案不变", "stands"),
    "few": Words("少量改动", "few changes"),
    "many": Words("较多改动", "many changes"),
    "impossible": Words("无可行方案", "impossible"),
    "open": Words("未判定", "open"),
}

ROUNDS = [
    FrameColumn("轮次", "round", "count", lambda r: r.number),
    FrameColumn("变故", "events", "text", lambda r: _both(e.says for e in r.events)),
    FrameColumn("结果", "verdict", "word", lambda r: VERDICTS[r.verdict]),
    FrameColumn("证明", "proof", "word", _proof),
    FrameColumn("改动人数", "changes", "count", lambda r: len(r.changes)),
    FrameColumn("其中未涉变故", "others", "count", lambda r: r.others),
    FrameColumn("空出岗位", "emptied", "count", lambda r: len(r.emptied)),
]


def _both(texts: Iterable[Any]) -> Words:
    found = list(texts)
    return Words("；".join(t.zh for t in found), "; ".join(t.en for t in found))


def stress(found: StressDocument, lang: Language = "zh") -> pd.DataFrame:
    """One row a round: what befell the staff, and how far the plan had to be repaired."""
    return frame(found.rounds, ROUNDS, lang)
