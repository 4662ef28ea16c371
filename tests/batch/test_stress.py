"""Stress tests: chance that repeats, and an approved plan kept as far as rules allow."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from lungang.batch.compare.writers import Faces, render, write_faces
from lungang.batch.runs import RunSettings, ScenarioAnswer, answer
from lungang.batch.stress import (
    EventKind,
    Round,
    Stress,
    StressDocument,
    StressEvent,
    all_tables,
    as_incumbent,
    json_schema,
    rounds,
    stressed,
)
from lungang.batch.stress.page import TITLE, page
from lungang.batch.stress.result import _wilson
from lungang.cli import app
from lungang.disclosure import Role
from lungang.intake.generate import sample, sample_problem
from lungang.intake.open import open_problem
from lungang.intake.workbook import write_csv_folder
from lungang.intake.workbook.reading import PolicyCell
from lungang.review.audit import audit
from lungang.scenario import Patch, Scenario, apply
from lungang.solve import NoPlan, Solved, solve
from lungang_models.facts.approved import Approved
from lungang_models.facts.kinship import recusing
from lungang_models.fault import BadInput
from lungang_models.objective import Objective
from lungang_models.plan import Plan, today
from lungang_models.preferences.fewest_moves import FewestMoves, MovePrices
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.vocabulary import StaffId
from lungang_models.words import Words
from worlds import every_plan, problems


@pytest.fixture(scope="module")
def plan() -> Plan:
    solved = solve(sample_problem())
    assert isinstance(solved, Solved)
    return solved.plan


@pytest.fixture(scope="module")
def base(plan: Plan) -> Problem:
    return as_incumbent(plan)


# -- the approved plan as what is moved from


def test_the_sample_s_own_plan_stands_when_nothing_happens(base: Problem) -> None:
    found = answer(base, Scenario(), RunSettings())
    assert [t.tier.code for t in found.document.tiers[:2]] == ["unfilled", "disruption"]
    assert [t.value for t in found.document.tiers[:2]] == [0, 0]


def test_moves_are_billed_from_the_approved_plan(base: Problem, plan: Plan) -> None:
    price = base.policy(MovePrices).move
    mover = next(p for p in base.staff if plan.moved(p) and p.post is not None)
    there = plan.main_post(mover)
    assert there is not None and mover.post is not None
    back = (plan.placements - {(mover.id, there.id)}) | {(mover.id, mover.post)}
    bill = FewestMoves().bill(Plan(base, frozenset(back)))
    assert [(b.staff, b.amount) for b in bill] == [((mover.id,), price)]


@settings(max_examples=40)
@given(problems(*rules(), leave=False, mild=True), st.data())
def test_no_plan_departs_less_from_the_approved_one(
    world: Problem, data: st.DataObject
) -> None:
    """Any plan, lawful or not, put in the place of today's state; all others tried."""
    every = list(every_plan(world))
    approved = every[data.draw(st.integers(0, len(every) - 1))]
    rows = (Approved(person=s, post=p) for s, p in sorted(approved.placements))
    first = Objective(order=("disruption",))
    policies = {**world.pack.policies, Objective.key: first}
    problem = world.with_(
        evidence=(*world.evidence, *rows), pack=replace(world.pack, policies=policies)
    )
    lawful = [p for p in every if not any(f.breach for f in audit(p))]
    outcome = solve(problem, time_limit=30)
    if not lawful:
        assert isinstance(outcome, NoPlan)
        return
    assert isinstance(outcome, Solved) and outcome.optimal

    def departs(plan: Plan) -> int:
        """Main posts and concurrent posts anew, kin set aside."""
        prices, known = problem.policy(MovePrices), {s for s, _ in approved.placements}
        new = [problem.post[p] for _, p in plan.placements - approved.placements]
        anew = [p.concurrent for p in new]
        assert known == {s for s, _ in plan.placements}
        return anew.count(False) * prices.move + anew.count(True) * prices.concurrent

    if not recusing(problem):  # kin who must part cost more: the lower one goes
        assert outcome.tiers[0].value == min(map(departs, lawful))


def test_two_main_posts_for_one_person_are_no_plan(base: Problem) -> None:
    patch = Patch(
        name="甲", author="乙", purpose="丙",
        add={"已批方案": ({"person": "Y010", "post": "BG01"},)},
    )  # fmt: skip
    with pytest.raises(BadInput) as caught:
        apply(base, patch)
    assert {f.code for f in caught.value.faults} == {"approved-twice"}


def test_a_workbook_may_hold_the_approved_plan_and_the_order(
    base: Problem, plan: Plan, tmp_path: Path
) -> None:
    """Filled in by hand it is the question that a stress test asks with no event."""
    rows = {**sample().rows, Approved: list(base.known(Approved))}
    order = PolicyCell(
        knob="objective.order", value="unfilled、disruption", source="甲"
    )
    write_csv_folder(tmp_path, rows, (*sample().settings, order))
    problem = open_problem(tmp_path)
    assert {(r.person, r.post) for r in problem.known(Approved)} == plan.placements
    assert problem.hash == base.hash


# -- the draws


def test_a_round_depends_on_its_seed_and_its_number_alone(base: Problem) -> None:
    def told(events: int, count: int, seed: int) -> list[list[str]]:
        drawn = rounds(base, tuple(EventKind), events, count, seed)
        return [[e.says.zh for e in r.events] for r in drawn]

    few, many = told(2, 3, 5), told(2, 6, 5)
    assert few == many[:3] and len({*map(tuple, many)}) == 6
    assert told(2, 3, 6) != few
    # these words never change: an old report can be made again
    assert told(1, 3, 1) == [["曾永婧辞职"], ["谭云屹去世"], ["赖景菡长期病休"]]


def test_events_befall_different_people_whose_places_are_ours(base: Problem) -> None:
    for drawn in rounds(base, tuple(EventKind), 12, 4, 3):
        struck = [s for e in drawn.events for s in e.staff]
        assert len(struck) == len(set(struck)) == len(drawn.hit)
        assert all(base.person[s].within_authority for s in struck)
        for event in drawn.events:
            if event.kind is EventKind.MARRIES:
                a, b = (base.person[s] for s in event.staff)
                assert a.sex is not b.sex
                asked = drawn.scenario.problem(base)
                pairs = {frozenset(pair[:2]) for pair in recusing(asked)}
                assert {a.id, b.id} in pairs  # known by the kinship of the workbook


def test_a_staff_too_small_is_told(base: Problem) -> None:
    with pytest.raises(ValueError, match="180 events"):
        next(rounds(base, (EventKind.RESIGNS,), 180, 1, 0))


# -- what comes of them


def befalls(number: int, kind: EventKind, who: str, **parts: object) -> Round:
    event = StressEvent(kind, (StaffId(who),), Words("甲", "a"), parts)
    head = {"name": "甲", "author": "乙", "purpose": "丙", **parts}
    return Round(number, (event,), Scenario((Patch.model_validate(head),)))


def gone(number: int, who: str) -> Round:
    return befalls(number, EventKind.DIES, who, remove={"人员": (who,)})


def away(number: int, who: str) -> Round:
    cells = {"人员状态": "借出挂职", "状态依据": "（假设）"}
    return befalls(number, EventKind.ILL, who, change={"人员": {who: cells}})


@pytest.fixture(scope="module")
def found(base: Problem) -> tuple[list[Round], list[ScenarioAnswer]]:
    """Nobody follows Y018; Y100 cannot move, so Y078 does not either; Y033 must."""
    asked = [gone(1, "Y018"), away(2, "Y100"), away(3, "Y033")]
    scenarios = [Scenario(), *(r.scenario for r in asked)]
    return asked, [answer(base, s, RunSettings()) for s in scenarios]


def result(
    plan: Plan,
    base: Problem,
    found: tuple[list[Round], list[ScenarioAnswer]],
    few: int = 3,
) -> StressDocument:
    asked, (usual, *answers) = found
    return stressed(plan, base, asked, usual, answers, Stress(few=few))


def test_rounds_are_told_by_what_must_be_placed_otherwise(
    plan: Plan, base: Problem, found: tuple[list[Round], list[ScenarioAnswer]]
) -> None:
    made = result(plan, base, found)
    assert made.baseline.verdict == "stands" and not made.baseline.changes
    assert [r.verdict for r in made.rounds] == ["stands", "few", "impossible"]
    assert [[p.id for p in r.emptied] for r in made.rounds[:1]] == [["BG10"]]
    stands, few, never = made.rounds
    assert [(c.staff.id, c.hit) for c in few.changes] == [
        ("Y078", False),
        ("Y100", True),
    ]
    assert few.others == 1 and stands.others == 0
    assert few.proof is not None and few.proof.code in ("certified", "agreed")
    assert [c.code for c in never.core] == ["frozen-person", "one-main-post", "pins"]
    assert never.proof is not None and never.proof.code == "certified"
    assert {s.verdict: s.rounds for s in made.shares} == {
        "stands": 1, "few": 1, "many": 0, "impossible": 1, "open": 0,
    }  # fmt: skip
    assert made.others == {0: 1, 1: 1}
    assert [k.others for k in made.kinds] == [1, 0]
    assert result(plan, base, found, few=1).rounds[1].verdict == "many"


def test_the_most_fragile_posts_and_people_come_first(
    plan: Plan, base: Problem, found: tuple[list[Round], list[ScenarioAnswer]]
) -> None:
    made = result(plan, base, found)
    taken = {p for s, p in plan.placements if s == "Y033"}
    assert {p.post.id for p in made.posts if p.impossible} == taken
    assert made.posts[0].impossible == 1 and made.staff[0].staff.id == "Y033"
    others = {s.staff.id: (s.hit, s.others, s.dragged) for s in made.staff}
    assert others == {"Y033": (1, 0, 0), "Y100": (1, 1, 0), "Y078": (0, 0, 1)}
    there = {p for s, p in plan.placements if s in ("Y078", "Y100")}
    assert there <= {p.post.id for p in made.posts if p.changed}


def test_each_reader_gets_their_edition(
    plan: Plan,
    base: Problem,
    found: tuple[list[Round], list[ScenarioAnswer]],
    tmp_path: Path,
) -> None:
    """A marriage tells that two were free, a cause may tell of a case: not to leaders."""
    asked, (usual, *answers) = found
    pair = (StaffId("Y100"), StaffId("Y018"))
    said = Words("某某结婚", "they marry")
    wed = replace(asked[1], events=(StressEvent(EventKind.MARRIES, pair, said, {}),))
    made = {
        edition: stressed(
            plan, base, [asked[0], wed, asked[2]], usual, answers,
            Stress(audience=edition),
        )
        for edition in ("hr", "inspection", "leadership", "public")
    }  # fmt: skip
    assert made["hr"].rounds == made["inspection"].rounds
    assert made["hr"].baseline == made["leadership"].baseline
    stands, wedding, never = made["leadership"].rounds
    assert stands == made["hr"].rounds[0] and wedding.verdict == "few"
    assert wedding.events[0].kind.code == never.core[-1].code == "withheld"
    assert not wedding.changes and "frozen-person" in str(made["hr"].rounds[2].core)
    texts = {e: m.model_dump_json(by_alias=True) for e, m in made.items()}
    for hidden in ("Y100", said.zh, "frozen-person", base.person[pair[0]].name):
        assert hidden in texts["hr"] and hidden not in texts["leadership"]
    assert "Y033" in texts["leadership"]
    assert not [p.id for p in base.staff if p.id in texts["public"]]
    for edition, document in made.items():
        for other in ("shares", "others", "kinds"):
            assert getattr(document, other) == getattr(made["hr"], other), edition
        assert f">{Role(edition).words.zh}<" in render(page(document))
        assert len(all_tables(document)) == (3 if edition == "public" else 6)


def test_an_answer_without_proof_is_called_unsettled(
    plan: Plan, base: Problem, found: tuple[list[Round], list[ScenarioAnswer]]
) -> None:
    asked, answers = found
    open_ = [a.model_copy(update={"status": "best-found"}) for a in answers]
    made = result(plan, base, (asked, open_))
    assert {r.verdict for r in made.rounds} == {"open"}


@pytest.mark.parametrize(
    ("some", "all_", "bounds"),
    [(28, 40, (54, 82)), (0, 40, (0, 9)), (40, 40, (91, 100)), (1, 1, (20, 100))],
)
def test_a_share_has_the_bounds_of_wilson(
    some: int, all_: int, bounds: tuple[int, int]
) -> None:
    assert _wilson(some, all_) == bounds


def test_every_face_is_made_from_the_document(
    plan: Plan,
    base: Problem,
    found: tuple[list[Round], list[ScenarioAnswer]],
    tmp_path: Path,
) -> None:
    """Names that look like a formula or like markup stay names."""
    made = result(plan, base, found)
    text = made.model_dump_json(by_alias=True)
    for name in ("夏承芙", "会计科"):
        assert name in text
    wild = text.replace("夏承芙", "<script>x</script>").replace("崔永瑶", "=1+2")
    made = StressDocument.model_validate_json(wild)
    content = made.model_dump(mode="json", by_alias=True)
    Draft202012Validator(json_schema()).validate(content)
    tables = all_tables(made)
    files = write_faces(
        tmp_path,
        Faces("stress", TITLE, json.dumps(content), tables, lambda: page(made)),
        "zh",
    )
    assert [f.name for f in files] == ["stress.json", "stress.xlsx", "stress.html"]
    shown = render(page(made))
    assert files[2].read_text("utf-8") == shown and "<script>x" not in shown
    assert "&lt;script&gt;x" in shown and "https://" not in shown.split("<script")[0]
    book = CalamineWorkbook.from_path(str(files[1]))
    assert book.sheet_names[-1] == "各轮" and len(book.sheet_names) == 6
    cells = [c for row in book.get_sheet_by_name("各轮").to_python() for c in row]
    assert any("=1+2" in str(c) for c in cells)
    first = [f.read_bytes() for f in files]
    write_faces(
        tmp_path,
        Faces("stress", TITLE, json.dumps(content), tables, lambda: page(made)),
        "zh",
    )
    assert [f.read_bytes() for f in files] == first
    (alone,) = write_faces(
        tmp_path / "a" / "b.html",
        Faces("stress", TITLE, "", tables, lambda: page(made)),
        "zh",
    )
    assert alone == tmp_path / "a" / "b.html" and alone.exists()


# -- the command


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, plan: Plan) -> Path:
    """A workbook, its plan, and a plan that leaves everybody in place."""
    where = tmp_path_factory.mktemp("stress")
    assert run("generate", where / "bureau.xlsx", "--sample").exit_code == 0
    for name, placed in (("plan", plan), ("today", today(plan.problem))):
        lines = [{"staff": s, "post": p} for s, p in sorted(placed.placements)]
        leaves = [
            {"staff": {"id": leave.person}, "window": leave.window,
             "covers": [{"post": {"id": p}, "cover": {"id": c}} for p, c in leave.covers]}
            for leave in placed.leaves
        ]  # fmt: skip
        content = {"schema": "lungang-plan/3", "placements": lines, "leaves": leaves}
        (where / f"{name}.json").write_text(json.dumps(content), "utf-8")
    return where


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


def test_the_result_is_the_same_wherever_it_was_solved(place: Path) -> None:
    def told(store: str, processes: int) -> str:
        done = run(
            "stress", place / "bureau.xlsx", "--plan", place / "plan.json",
            "--rounds", 3, "--seed", 1, "--store", place / store, "--quiet",
            "--processes", processes, "--out", place / "out", "--json", "--replace",
        )  # fmt: skip
        assert done.exit_code == 0, done.output
        return done.stdout

    alone = told("a.sqlite", 1)
    assert told("b.sqlite", 2) == alone
    assert told("a.sqlite", 2) == alone  # out of the store
    assert json.loads(alone)["seed"] == 1 and len(json.loads(alone)["rounds"]) == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--events", "0"), 2),
        (("--rounds", "0"), 2),
        (("--seed", "-1"), 2),
        (("--kinds", "earthquake"), 2),
        (("--events", "180"), 2),
        (("--plan", "missing.json"), 2),
    ],
)
def test_wrong_words_end_with_their_code(
    place: Path, words: tuple[str, str], code: int
) -> None:
    given = {"--plan": str(place / "plan.json"), words[0]: words[1]}
    flat = [w for pair in given.items() for w in pair]
    done = run("stress", place / "bureau.xlsx", *flat, "--store", place / "x.sqlite")
    assert done.exit_code == code, done.output
    assert not (place / "x.sqlite").exists()


def test_a_plan_that_breaks_rules_or_is_another_s_is_refused(place: Path) -> None:
    out = ("--out", place / "none")
    done = run("stress", place / "bureau.xlsx", "--plan", place / "today.json", *out)
    assert done.exit_code == 6 and "19" in done.stderr
    other = place / "other.xlsx"
    assert run("generate", other, "--staff", "100").exit_code == 0
    done = run("stress", other, "--plan", place / "plan.json", *out)
    assert done.exit_code == 4 and "不是由这份工作簿得出" in done.stderr
