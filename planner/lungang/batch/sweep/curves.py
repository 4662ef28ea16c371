"""The curves of a sweep as places in a picture that needs no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lungang.batch.sweep.result import SweepDocument
from lungang.document.parts import STATUS
from lungang.report.table import words
from lungang_models.words import Words

__all__ = ["Curve", "Dot", "curves"]

WIDTH, HEIGHT, LEFT, TOP, ACROSS, UP = 640, 220, 60, 30, 540, 130


@dataclass(frozen=True)
class Dot:
    """A point of the grid: where it stands in pixels, its value, whether it is proved."""

    x: int
    y: int
    at: str
    value: int | None
    proved: bool
    says: Words


@dataclass(frozen=True)
class Curve:
    """One measure over the values of a knob; ``line`` joins the points there are.

    A value without a lawful plan has a dot without a value, at the foot of the picture.
    """

    title: Words
    dots: tuple[Dot, ...]
    line: str
    width: int = WIDTH
    height: int = HEIGHT


def curves(of: SweepDocument) -> tuple[Curve, ...]:
    """A curve for each measure traded, and for each other that is not the same everywhere.

    Only of a sweep over one knob; over several there is no curve, but the table.
    """
    return tuple(_curves(of)) if len(of.knobs) == 1 else ()


def _curves(of: SweepDocument) -> Iterator[Curve]:
    step = ACROSS // max(1, len(of.points) - 1)
    for row in sorted(of.rows, key=lambda r: r.key not in of.trade):
        values = [p.measures.get(row.key) for p in of.points]
        there = [v for v in values if v is not None]
        if not there or (row.key not in of.trade and len({*there}) == 1):
            continue
        low, high = min(0, *there), max(1, *there)
        dots = tuple(
            Dot(
                LEFT + n * step,
                TOP + UP - round(UP * ((v or 0) - low) / (high - low)),
                point.values[of.knobs[0]],
                v,
                point.status in ("optimal", "no-plan"),
                STATUS[point.status],
            )
            for n, (point, v) in enumerate(zip(of.points, values, strict=True))
        )
        line = " ".join(f"{d.x},{d.y}" for d in dots if d.value is not None)
        yield Curve(words(row.title), dots, line)
