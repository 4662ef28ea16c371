"""What goes on is counted for whoever listens, and stops when they ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from lungang.jobs import reading, reviewing, solving
from lungang_models.at_work import Heard, Phase, Stopped, counted, heard, phase
from lungang_models.words import Words

OUTER, INNER = Words("外", "outer"), Words("内", "inner")


def test_the_pieces_behind_are_counted_and_an_end_leaves_nothing() -> None:
    with heard() as work:
        said = [work.says for _ in counted(range(3), OUTER)]
        assert work.says is None
    assert [s.en for s in said if s] == [f"outer ({n} of 3)" for n in range(3)]


def test_a_phase_within_another_is_told_behind_it() -> None:
    with heard() as work, phase(OUTER, 2) as done:
        done()
        with phase(INNER, 5), phase(INNER, 1):
            assert work.says == Words("外（1/2）：内", "outer (1 of 2): inner")


def test_an_error_ends_its_phase() -> None:
    with heard() as work:
        with pytest.raises(ZeroDivisionError):
            for _ in counted(range(3), OUTER):
                raise ZeroDivisionError
        assert not work.phases


def test_whoever_listens_can_stop_it_between_two_pieces() -> None:
    seen = []
    with heard() as work, pytest.raises(Stopped):
        for piece in counted(range(5), OUTER):
            seen.append(piece)
            work.stop = piece == 2
    assert seen == [0, 1, 2]


def test_nobody_needs_to_listen() -> None:
    assert list(counted([1, 2], OUTER)) == [1, 2]
    with heard():
        pass
    with phase(OUTER, 2) as done:
        done()


class _Kept(list[Phase]):
    """The phases that go on, and the names of all that ever did."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def append(self, phase: Phase) -> None:
        self.names.append(phase.name.en)
        super().append(phase)


def test_every_long_part_of_a_job_is_counted(tmp_path: Path) -> None:
    """Reading, checking, stating, solving, reasons, audit, documents, files, marking."""
    kept, book = _Kept(), tmp_path / "book.xlsx"
    with heard() as work:
        work.phases = kept
        reading.write_invented(book, (60, 1, False))
        found = reading.check_workbook(book)
        reading.mark(book, found.faults, found.doubts, tmp_path / "marked.xlsx")
        assert found.problem is not None
        made = solving.plan(found.problem)
        solving.write(made, tmp_path / "plan")
        assert made.plan is not None and reviewing.audited(made.plan).lawful
    assert {
        "opening the workbook", "reading the sheets", "checking the rows",
        "holding the sheets against one another", "writing the marked copy",
        "finding who may hold which post", "stating the rules", "solving part by part",
        "asking whether each move was needed", "auditing by the rules",
        "listing the reasons of the moves", "grading the risks", "setting out the risks",
        "putting the plan into its file", "writing the sheets", "laying out the page",
        "writing the files",
    } <= set(kept.names)  # fmt: skip
    assert not kept


def test_a_listener_hears_nothing_of_another_one() -> None:
    with heard() as one, heard() as other, phase(INNER, 2):
        assert one.says is None and other.says is not None
    assert Heard().says is None
