"""Causes refuted by clauses: found by one program, checked by another, and by a third."""

from __future__ import annotations

import time
from itertools import combinations
from pathlib import Path

import cpmpy as cp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from infeasible.test_kin_graphs import causes, relatives, wheel
from lungang.cli import app
from lungang.explain import repairs
from lungang.explain.impossible import Impossible
from lungang.infeasible.clauses import as_clauses, as_dimacs, as_drup, refuted
from lungang.infeasible.core import Core
from lungang.infeasible.cores import Cores
from lungang.intake.workbook.write import write_workbook
from lungang.jobs.asking import write_proofs
from lungang.outcome import Proof
from lungang.proof.counted_shortage import Tally
from lungang.proof.refutation import Clause, is_refutation
from lungang_models.build import build_placements
from lungang_models.facts.kinship import KinFact
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.vocabulary import Person, Post, Unit
from worlds import problems

PLACING = tuple(r for r in rules() if not r.family.about_leave)
LITERALS = st.integers(1, 4).flatmap(lambda n: st.sampled_from((n, -n)))


def possible(clauses: list[Clause]) -> bool:
    """By another solver."""
    x = cp.boolvar(shape=(max(abs(n) for c in clauses for n in c) + 1,))
    said = [cp.any([x[n] if n > 0 else ~x[-n] for n in c]) for c in clauses]
    return bool(cp.Model(said).solve())


@settings(max_examples=60)
@given(st.lists(st.lists(LITERALS, min_size=1, max_size=3).map(tuple), max_size=14))
def test_clauses_are_refuted_just_when_nothing_keeps_them(
    clauses: list[Clause],
) -> None:
    steps = refuted(clauses)
    by_force = any(
        all(any((n > 0) is bool(point >> abs(n) & 1) for n in c) for c in clauses)
        for point in range(32)
    )
    assert (steps is None) is by_force
    if steps is not None:
        assert is_refutation(clauses, steps)


def test_steps_that_do_not_follow_are_refused() -> None:
    four = [(1, 2), (-1, 2), (1, -2), (-1, -2)]
    assert is_refutation(four, [(1,), ()])
    assert not is_refutation(four, [()]) and not is_refutation(four, [(1,)])
    assert not is_refutation(four[:3], [(1,), ()]) and not is_refutation(four, [])


TRIED: list[int] = []


@settings(max_examples=25)
@given(problems(*PLACING, people=2))
def logical_causes(problem: Problem) -> None:
    for core in Cores(build_placements(problem), time.monotonic() + 600):
        clauses = as_clauses(core)
        if clauses is not None:
            steps = refuted(clauses)
            assert steps is not None and is_refutation(clauses, steps)
            assert not possible(clauses)
            TRIED.append(len(steps))


def test_logical_causes_are_refuted_by_clauses() -> None:
    TRIED.clear()
    logical_causes()
    assert len(TRIED) >= 5


@pytest.mark.parametrize("many", [4])
def test_relatives_in_too_few_units_are_refuted(many: int) -> None:
    (core,) = causes(relatives(many, combinations(range(many), 2), many - 1))
    clauses = as_clauses(core)
    assert clauses is not None
    steps = refuted(clauses)
    assert steps is not None and len(steps) > 1 and is_refutation(clauses, steps)
    assert not is_refutation(clauses, steps[1:-1])


def test_a_wheel_of_relatives_is_refuted_and_written_as_others_read_it() -> None:
    people, kin = wheel(5)
    (core,) = causes(relatives(people, kin, 3))
    clauses = as_clauses(core)
    assert core.tally is None and clauses is not None
    steps = refuted(clauses)
    assert steps is not None and is_refutation(clauses, steps)
    head, *lines = as_dimacs(clauses).splitlines()
    assert head.split()[:2] == ["p", "cnf"] and int(head.split()[3]) == len(lines)
    read = [tuple(map(int, line.split()))[:-1] for line in as_drup(steps).splitlines()]
    assert read == steps


def test_the_files_hold_what_was_checked_and_are_not_overwritten(
    tmp_path: Path,
) -> None:
    counted = causes(relatives(3, combinations(range(3), 2), 2))
    leaves = Core((), False, Proof.CERTIFIED, Tally("leaves", (), ()))
    found = Impossible((*counted, leaves), (), True, True)
    files, without = write_proofs(found, tmp_path)
    assert [f.name for f in files] == ["原因1.cnf", "原因1.drup"] and without == [2]
    assert files[1].read_text("utf-8").splitlines()[-1] == "0"
    with pytest.raises(FileExistsError):
        write_proofs(found, tmp_path)


def unit_refuted(clauses: list[frozenset[int]]) -> bool:
    """Whether clauses contradict one another by single literals alone, told by crossing out."""
    while True:
        single = next((c for c in clauses if len(c) < 2), None)
        if single is None:
            return False
        if not single:
            return True
        (literal,) = single
        clauses = [c - {-literal} for c in clauses if literal not in c]


def checked_by_crossing_out(cnf: Path, drup: Path) -> int:
    """How many steps of a file of clauses and its refutation follow; all, to the empty one."""
    head, *lines = cnf.read_text("ascii").splitlines()
    known = [frozenset(map(int, line.split()[:-1])) for line in lines]
    assert head == f"p cnf {max(abs(n) for c in known for n in c)} {len(known)}"
    steps = [
        [int(n) for n in line.split()[:-1]] for line in drup.read_text().splitlines()
    ]
    for step in steps:
        assert unit_refuted([*known, *(frozenset({-n}) for n in step)]), step
        known.append(frozenset(step))
    assert steps[-1] == []
    return len(steps)


def test_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel of relatives, four units' worth in three: written, and checked from the files."""
    monkeypatch.setattr(repairs, "WORK", 0.0)  # the causes are what is asked about
    people, kin = wheel(5)
    asked = relatives(people, kin, 3)
    kinds = {Unit: asked.units, Post: asked.posts, Person: asked.staff}
    book = write_workbook(tmp_path / "b.xlsx", {**kinds, KinFact: asked.known(KinFact)})
    words = ["explain", str(book), "--effect", "2027-03-01", "--proof", str(tmp_path)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 3, done.output
    files = tmp_path / "原因1.cnf", tmp_path / "原因1.drup"
    assert all(str(file) in done.output for file in files)
    assert checked_by_crossing_out(*files) > 1
    files[1].write_text("".join(files[1].read_text().splitlines(True)[1:]), "ascii")
    with pytest.raises(AssertionError):
        checked_by_crossing_out(*files)
