"""A linear program that keeps its basis between solves (HiGHS, dual simplex).

Leximin needs hundreds of related programs; each starts from the basis of the last.
One thread, fixed tolerances, no clock: the same calls give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

INFINITE = float("inf")
FEASIBILITY = 1e-10
Floats = npt.NDArray[np.float64]


class NotSolved(Exception):
    """The program has no optimum; ``infeasible`` tells proof from numerical trouble."""

    def __init__(self, status: str, infeasible: bool) -> None:
        self.infeasible = infeasible
        super().__init__(status)


@dataclass(frozen=True, slots=True)
class Solution:
    """The optimum with its multipliers.

    ``row_dual`` is the change of the objective per unit of the row's binding side.
    """

    objective: float
    value: Floats
    row_dual: Floats


@dataclass(slots=True)
class LinearProgram:
    """maximise cost·x over column and row bounds; columns and rows may be added."""

    _lower: list[float] = field(default_factory=list)
    _upper: list[float] = field(default_factory=list)
    _row_low: list[float] = field(default_factory=list)
    _row_high: list[float] = field(default_factory=list)
    _entries: list[tuple[list[int], list[float]]] = field(default_factory=list)
    _cost: dict[int, float] = field(default_factory=dict)
    _highs: Any = None

    def column(self, low: float, high: float) -> int:
        """Add a variable before the first solve; returns its number."""
        self._lower.append(low)
        self._upper.append(high)
        return len(self._lower) - 1

    def row(self, low: float, high: float, terms: Mapping[int, float]) -> int:
        """Add low ≤ Σ coefficient·variable ≤ high before the first solve."""
        self._row_low.append(low)
        self._row_high.append(high)
        self._entries.append((list(terms), [float(v) for v in terms.values()]))
        return len(self._row_low) - 1

    def late_column(self, terms: Mapping[int, float]) -> int:
        """Add a variable ≥ 0 to a program already solved (a new column)."""
        highs = self._start()
        rows = np.fromiter(terms, dtype=np.int32, count=len(terms))
        values = np.fromiter(terms.values(), dtype=np.float64, count=len(terms))
        highs.addCol(0.0, 0.0, INFINITE, len(rows), rows, values)
        return int(highs.getNumCol()) - 1

    def maximise(self, cost: Mapping[int, float]) -> None:
        """Set the objective: the named variables and no other."""
        highs = self._start()
        wanted = {**dict.fromkeys(self._cost, 0.0), **cost}
        if wanted:
            places = np.fromiter(wanted, dtype=np.int32, count=len(wanted))
            values = np.fromiter(wanted.values(), dtype=np.float64, count=len(wanted))
            highs.changeColsCost(len(places), places, values)
        self._cost = dict(cost)

    def bound_column(self, column: int, low: float, high: float) -> None:
        """Change a variable's bounds."""
        self._start().changeColBounds(column, low, high)

    def bound_columns(self, columns: Sequence[int], low: float, high: float) -> None:
        """Change many variables to the same bounds."""
        many = len(columns)
        if many:
            self._start().changeColsBounds(
                many,
                np.asarray(columns, dtype=np.int32),
                np.full(many, low),
                np.full(many, high),
            )

    def bound_row(self, row: int, low: float, high: float) -> None:
        """Change a row's bounds."""
        self._start().changeRowBounds(row, low, high)

    def coefficient(self, row: int, column: int, value: float) -> None:
        """Change one coefficient."""
        self._start().changeCoeff(row, column, value)

    def solve(self) -> Solution:
        """Solve from the last basis; on numerical trouble twice more from scratch.

        Raises NotSolved; a status other than optimal is never taken for an answer.
        """
        import highspy

        highs = self._start()
        status = ""
        for attempt in ("warm", "cold", "presolved"):
            if attempt == "cold":
                highs.clearSolver()
            if attempt == "presolved":
                highs.clearSolver()
                highs.setOptionValue("presolve", "on")
            highs.run()
            model_status = highs.getModelStatus()
            if attempt == "presolved":
                highs.setOptionValue("presolve", "off")
            if model_status == highspy.HighsModelStatus.kOptimal:
                found = highs.getSolution()
                return Solution(
                    objective=float(highs.getInfo().objective_function_value),
                    value=np.array(found.col_value, dtype=np.float64),
                    row_dual=np.array(found.row_dual, dtype=np.float64),
                )
            status = str(highs.modelStatusToString(model_status))
            if attempt == "cold" and status == "Infeasible":
                raise NotSolved(status, infeasible=True)
        raise NotSolved(status, infeasible=status == "Infeasible")

    def _start(self) -> Any:
        if self._highs is not None:
            return self._highs
        import highspy

        highs = highspy.Highs()
        for name, setting in (
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "off"),
            ("primal_feasibility_tolerance", FEASIBILITY),
            ("dual_feasibility_tolerance", FEASIBILITY),
            ("random_seed", 0),
        ):
            highs.setOptionValue(name, setting)
        many = len(self._lower)
        program = highspy.HighsLp()
        program.num_col_ = many
        program.num_row_ = len(self._row_low)
        program.col_cost_ = np.zeros(many)
        program.col_lower_ = np.array(self._lower)
        program.col_upper_ = np.array(self._upper)
        program.row_lower_ = np.array(self._row_low)
        program.row_upper_ = np.array(self._row_high)
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(columns) for columns, _ in self._entries]
        matrix.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        matrix.index_ = np.array(
            [c for columns, _ in self._entries for c in columns], dtype=np.int32
        )
        matrix.value_ = np.array(
            [v for _, values in self._entries for v in values], dtype=np.float64
        )
        highs.passModel(program)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._highs = highs
        return highs
