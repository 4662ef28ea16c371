"""``import lungang``: light, whole, typed, and its tables agree with the plan."""

from __future__ import annotations

import doctest
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module
from inspect import isfunction
from pathlib import Path

import pandas as pd
import pytest

import lungang
from lungang.engines import lexicographic
from lungang.jobs.reading import write_invented
from lungang.jobs.solving import Taken
from lungang.scenario import Patch
from lungang_models.objective import Tier
from lungang_models.plan import today

EXAMPLES = ("lungang", *(f"lungang.api.{n}" for n in ("workbooks", "plans", "results")))
SCENARIOS = Path(__file__).parents[2] / "scenarios" / "sample-bureau"
TABLES = ("moves", "stays", "placements", "vacancies", "leaves", "findings", "tiers")


def modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


def test_importing_it_loads_nothing_heavy() -> None:
    loaded = modules_after("import lungang")
    assert not loaded & {
        "pandas",
        "numpy",
        "ortools",
        "highspy",
        "pydantic",
        "openpyxl",
    }


def test_auditing_loads_no_solver_and_solving_no_table() -> None:
    """OR-Tools itself brings pandas along where CP-SAT is asked; nothing of ours does."""
    loaded = modules_after(
        "import lungang\nb = lungang.generate_bureau(60, 1)\nb.today().audit()\n"
        "assert not {'ortools', 'highspy', 'pandas'} & set(sys.modules)\n"
        "assert b.solve(30).optimal"
    )
    assert "highspy" in loaded
    assert not loaded & {"lungang.frames", "matplotlib"}


def test_a_dozen_names_none_of_which_a_room_shadows() -> None:
    assert len(lungang.__all__) <= 15
    for name in lungang.__all__:
        assert getattr(lungang, name).__doc__
    rooms = {m.name for m in pkgutil.iter_modules(lungang.__path__)}
    assert not rooms & set(lungang.__all__)
    assert dir(lungang) == sorted(lungang.__all__)
    assert not hasattr(lungang, "nothing")


@cache
def of_examples() -> dict[str, object]:
    """The bureau and the plan that the examples speak of."""
    bureau = lungang.sample_bureau()
    return {
        "lungang": lungang,
        "date": date,
        "bureau": bureau,
        "result": bureau.solve(time_limit=60),
        "scenario": SCENARIOS / "term-of-six-years.yaml",
        "gates": SCENARIOS / "gates.yaml",
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_run(name: str, tmp_path: Path) -> None:
    files = {"folder": tmp_path, "file": tmp_path / "局.xlsx"}
    write_invented(tmp_path / "局.xlsx", (60, 1, False))
    globs = {**of_examples(), **files}
    done = doctest.testmod(import_module(name), extraglobs=globs, verbose=False)
    assert done.attempted and not done.failed


def test_every_public_verb_has_an_example_and_a_type() -> None:
    """A function of the front door, and a method of a workbook or of a plan."""
    verbs = {getattr(lungang, name) for name in lungang.__all__}
    verbs = {v for v in verbs if isfunction(v)}
    for kind in (lungang.Workbook, lungang.PlanView, lungang.Result):
        verbs |= {v for n, v in vars(kind).items() if isfunction(v) and n[0] != "_"}
    assert len(verbs) > 30
    assert not [v.__qualname__ for v in verbs if ">>>" not in (v.__doc__ or "")]
    typed = (Path(__file__).parent / "typed.py").read_text("utf-8")
    assert not [v.__name__ for v in verbs if f".{v.__name__}(" not in typed]


def test_every_public_verb_says_what_it_does() -> None:
    for name in ("Workbook", "PlanView", "Result", "Checked", "Reply"):
        kind = getattr(lungang, name)
        verbs = [v for n, v in vars(kind).items() if not n.startswith("_")]
        assert verbs and all(getattr(v, "__doc__", None) for v in verbs), name


# -- tables


@pytest.mark.parametrize("table", TABLES)
def test_tables_have_other_headings_and_the_same_cells_in_each_language(
    result: lungang.Result, table: str
) -> None:
    zh, en = getattr(result, table)("zh"), getattr(result, table)("en")
    assert len(zh) == len(en) and len(zh)
    assert [str(t) for t in zh.dtypes] == [str(t) for t in en.dtypes]
    assert not set(zh.columns) & set(en.columns)
    assert all(name.isascii() and name == name.lower() for name in en.columns)
    for a, b in zip(zh.columns, en.columns, strict=True):
        if str(zh[a].dtype) in ("Int64", "boolean", "datetime64[s]"):
            pd.testing.assert_series_equal(zh[a], en[b], check_names=False)


def test_moves_and_placements_are_those_of_the_plan(result: lungang.Result) -> None:
    plan = result.plan
    moves, held = result.moves("en"), result.placements("en")
    assert set(moves.staff) == {p.id for p in plan.problem.staff if plan.moved(p)}
    for row in moves.itertuples():
        main = plan.main_post(plan.problem.person[row.staff])
        assert (None if pd.isna(row.to_post) else row.to_post) == (main and main.id)
    assert set(zip(held.staff, held.post, strict=True)) == plan.placements
    before = today(plan.problem).placements
    new = held[held.moved]
    assert set(zip(new.staff, new.post, strict=True)) == plan.placements - before
    assert len(result.stays()) + len(moves) == len(plan.problem.staff)


def test_vacancies_and_leaves_are_those_of_the_plan(result: lungang.Result) -> None:
    plan = result.plan
    empty = {r.post: r.empty for r in result.vacancies("en").itertuples()}
    for post in plan.problem.posts:
        assert empty.get(post.id, 0) == post.seats - len(plan.holders_of(post))
    leaves = result.leaves("en")
    covers = {(v.person, p, c) for v in plan.leaves for p, c in v.covers}
    told = leaves.dropna(subset=["cover"])
    assert set(zip(told.staff, told.post, told.cover, strict=True)) == covers
    assert set(leaves.staff) == {v.person for v in plan.leaves}


def test_tiers_are_those_of_the_outcome(result: lungang.Result) -> None:
    assert isinstance(result.outcome, lungang.Solved)
    told = result.tiers("en")
    real = [t for t in result.outcome.tiers if t.tier is not Tier.CANONICAL]
    assert list(told.value) == [t.value for t in real]
    assert list(told.gap) == [t.value - t.bound for t in real] == [0] * len(real)


def test_findings_are_those_of_the_audit(bureau: lungang.Workbook) -> None:
    state = bureau.today()
    told = state.findings("en")
    assert sorted(told.code) == sorted(f.code for f in state.audit())
    assert told.breach.any() is not state.lawful
    assert {str(t) for t in told.dtypes} == {
        "string",
        "category",
        "boolean",
        "datetime64[s]",
    }


def test_the_due_list_knows_days(bureau: lungang.Workbook) -> None:
    due = bureau.due("en")
    forced = due[due.stage == "forced"]
    assert (forced.forced_on <= pd.Timestamp(bureau.problem.effect)).all()
    assert len(due) and isinstance(due.since.iloc[0].date(), date)


def test_a_language_that_is_none_is_refused(bureau: lungang.Workbook) -> None:
    with pytest.raises(ValueError, match="zh or en"):
        bureau.due("fr")


# -- questions


def test_candidates_come_with_prices(result: lungang.Result) -> None:
    row = result.moves("en").dropna(subset=["to_post"]).iloc[0]
    found = result.alternates(row.to_post, seconds=20, lang="en")
    assert row.staff not in set(found.staff) and set(found.post) <= {row.to_post}
    assert found.proved.all() and (found.disruption.dropna() > -(10**6)).all()
    reply = result.why_not(found.staff.iloc[0], row.to_post, seconds=20)
    assert isinstance(reply, lungang.Reply) and len(repr(reply)) < 200


def test_a_stranger_is_named(result: lungang.Result) -> None:
    with pytest.raises(LookupError, match="Nobody"):
        result.why("Nobody")
    with pytest.raises(LookupError, match="Nowhere"):
        result.alternates("Nowhere")


def test_an_impossible_workbook_says_why(bureau: lungang.Workbook) -> None:
    person = next(p for p in bureau.problem.staff if p.post is not None)
    pins = [
        {"工号": person.id, "岗位编号": p.id, "要求": "必任", "依据": "测试"}
        for p in [q for q in bureau.problem.posts if not q.concurrent][:2]
    ]
    patch = Patch(name="两处", author="t", purpose="t", add={"指定与排除": tuple(pins)})
    made = bureau.patched(patch).solve(time_limit=30)
    assert (made.status, made.optimal) == ("no-plan", False)
    assert made.why_none("en") and len(made.tiers()) == 0
    with pytest.raises(LookupError, match="no plan"):
        made.moves()


# -- many scenarios


def test_a_sweep_is_a_table_of_its_points(bureau: lungang.Workbook) -> None:
    swept = bureau.sweep({"tenure-limits.watched_due": [4, 5]}, ("moves", "fit"), 30)
    told = swept.frame("en")
    assert list(told["tenure-limits.watched_due"]) == [4, 5]
    assert set(told.status) == {"optimal"} and told.front.any()
    assert list(told.moves) == [p.measures["moves"] for p in swept.document.points]
    assert str(told.moves.dtype) == "Int64"


def test_what_was_answered_is_not_solved_again(
    bureau: lungang.Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"tenure-limits.watched_due": [4, 5]}
    before = bureau.sweep(values, ("moves", "fit")).frame()

    def never(*anything: object) -> None:
        raise AssertionError("solved again")

    monkeypatch.setattr("lungang.batch.runs.running.solve_chunk", never)
    assert bureau.sweep(values, ("moves", "fit")).frame().equals(before)


def test_what_a_scenario_leaves_as_it_was_is_not_solved_again(
    bureau: lungang.Workbook, result: lungang.Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another share of leave asks the same of the placements; the plan is the same."""
    patch = Patch(
        name="一成", author="t", purpose="t",
        policies={"mandatory-leave": {"share_percent": "10"}},
    )  # fmt: skip
    bureau.solve()
    afresh = lungang.Workbook(bureau.problem).patched(patch).solve()

    def never(*anything: object) -> None:
        raise AssertionError("solved again")

    monkeypatch.setattr(lexicographic, "Search", never)
    warm = bureau.patched(patch).solve()
    assert warm.document == afresh.document
    assert warm.document != result.document
    with pytest.raises(AssertionError):
        lungang.Workbook(bureau.problem).solve()


def test_stress_is_a_table_of_its_rounds(result: lungang.Result) -> None:
    told = result.stress(rounds=3).frame("en")
    assert list(told["round"]) == [1, 2, 3] and told.events.notna().all()


def test_limits_that_are_none_are_refused_all_at_once(
    bureau: lungang.Workbook, result: lungang.Result
) -> None:
    """With the name of each argument, what was given and what it may be."""
    wrong: list[tuple[set[str], Callable[[], object]]] = [
        ({"time_limit"}, lambda: bureau.solve(0)),
        ({"time_limit"}, lambda: bureau.solve(-1)),
        ({"time_limit"}, lambda: bureau.solve(float("nan"))),
        ({"workers", "seed"}, lambda: bureau.solve(workers=0, seed=-1)),
        ({"time_limit"}, lambda: bureau.why_none(0)),
        ({"time_limit"}, lambda: bureau.compare([], 0)),
        ({"time_limit"}, lambda: bureau.sweep({"x.y": [4]}, time_limit=0)),
        ({"time_limit"}, lambda: bureau.gate("a.yaml", "b.yaml", 0)),
        ({"rounds", "events", "seed"}, lambda: result.stress(0, events=0, seed=-1)),
        ({"rounds"}, lambda: result.stress(10_001)),
        ({"seconds"}, lambda: result.why("Y018", -1)),
        ({"seconds"}, lambda: result.letter("Y018", seconds=0)),
        ({"seconds", "most"}, lambda: result.alternates("BG01", most=0, seconds=0)),
        ({"seconds", "most"}, lambda: result.elsewhere("Y018", most=0, seconds=0)),
        ({"seconds"}, lambda: result.register(seconds=-1)),
        ({"staff", "seed"}, lambda: lungang.generate_bureau(5, -1)),
    ]
    for names, verb in wrong:
        with pytest.raises(lungang.BadInput) as met:
            verb()
        told = met.value.faults
        assert {f.says.en.split(",")[0] for f in told} == names
        assert all(
            f.value and "至" in f.maybe.zh and " to " in f.maybe.en for f in told
        )
        assert all(name in str(met.value) for name in names)


def test_a_sweep_of_nothing_and_a_comparison_of_nothing(
    bureau: lungang.Workbook,
) -> None:
    for values in ({}, {"tenure-limits.watched_due": []}, {"nothing.of.it": [1]}):
        with pytest.raises(ValueError, match="name a knob"):
            bureau.sweep(values)
    with pytest.raises(ValueError, match="1 to 9, not 0"):
        bureau.compare([])
    one = bureau.sweep({"tenure-limits.watched_due": [4]}, ("moves", "fit"))
    assert repr(one) == "<Swept: 1 point>"


# -- files and looks


def test_reports_are_never_overwritten_unasked(
    result: lungang.Result, tmp_path: Path
) -> None:
    files = result.write(tmp_path / "plan")
    assert {f.name for f in files} >= {"plan.json", "plan.xlsx", "report.html"}
    with pytest.raises(Taken):
        result.write(tmp_path / "plan")
    result.write(tmp_path / "plan", replace=True)
    book = lungang.generate_bureau(60, 3)
    again = book.plan(tmp_path / "plan" / "plan.json")
    assert again.plan.placements == result.plan.placements and again.lawful
    assert again.proved_by(tmp_path / "plan" / "certificate.json")
    assert not book.today().proved_by(tmp_path / "plan" / "certificate.json")


def test_what_is_shown_is_small_and_escaped(
    bureau: lungang.Workbook, result: lungang.Result
) -> None:
    things = (bureau, result, bureau.today())
    assert all(len(repr(thing)) < 200 for thing in things)
    html = lungang.Workbook(bureau.problem, "<script>")._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "28" not in repr(bureau) and str(result.plan.moves) in result._repr_html_()


def test_a_faulty_file_is_told_whole(tmp_path: Path) -> None:
    (tmp_path / "人员.csv").write_text("工号,姓名\n1,甲\n1,\n", encoding="utf-8")
    checked = lungang.check_workbook(tmp_path)
    assert not checked and len(checked.frame()) == len(checked.faults) > 1
    with pytest.raises(lungang.BadInput):
        lungang.open_workbook(tmp_path)
