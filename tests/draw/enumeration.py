"""The oracle: weighted leximin over every lawful list of a tiny pool."""

from __future__ import annotations

from lungang.draw.pool import Pool
from lungang.engines.linear_program import INFINITE, LinearProgram


def enumerated_leximin(pool: Pool, panels: list[tuple[int, ...]]) -> list[float]:
    """Each level: the largest smallest chance, then, person by person, who cannot rise.

    Written without types of people, pricing or certificates, so that it shares no
    idea with what it judges beyond the word leximin.
    """
    n = len(pool.holders)
    settled: dict[int, float] = {}

    def best(raise_this: int | None, level: float | None) -> float:
        program = LinearProgram()
        lam = [program.column(0.0, 1.0) for _ in panels]
        z = program.column(-5.0, 5.0)
        program.row(1.0, 1.0, dict.fromkeys(lam, 1.0))
        chance = [
            {lam[k]: 1.0 for k, panel in enumerate(panels) if place in panel}
            for place in range(n)
        ]
        for place in range(n):
            if place in settled:
                program.row(settled[place] - 1e-9, INFINITE, chance[place])
            elif level is None:
                program.row(0.0, INFINITE, {**chance[place], z: -pool.weights[place]})
            else:
                low = level * pool.weights[place] - 1e-9
                program.row(low, INFINITE, chance[place])
        if raise_this is None:
            program.maximise({z: 1.0})
        else:
            program.maximise(chance[raise_this] or {z: 0.0})
        return program.solve().objective

    while len(settled) < n:
        level = best(None, None)
        stuck = [
            place
            for place in range(n)
            if place not in settled
            and best(place, level) <= level * pool.weights[place] + 1e-6
        ]
        assert stuck
        settled.update({place: level * pool.weights[place] for place in stuck})
    return [settled[place] for place in range(n)]
