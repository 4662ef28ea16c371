"""A workbook without a plan: every cause and the ways out reach all three files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from lungang.cli import app
from lungang.cli.options import LanguageOption, problem_in
from lungang.document import from_json, to_json
from lungang.explain.questions import remaining
from lungang.intake.sample import sample, sample_problem
from lungang.intake.workbook import write_workbook
from lungang_models.build import barred
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.plan import today


def without_a_plan(book: Path) -> set[str]:
    """The sample bureau with two people who must hold what the law bars them from."""
    rows, settings = sample()
    problem = sample_problem()
    eligibility, pins = barred(problem), list[Pin]()
    spare = [s for s in problem.staff if s.post and problem.post[s.post].may_be_vacant]
    for person in spare:
        for post in problem.posts:
            why = {g.rule for g in eligibility.reasons(person.id, post.id)}
            if why == {"minimum-stay"} and len(pins) < 2:
                must = PinKind.MUST
                pins.append(
                    Pin(person=person.id, post=post.id, kind=must, reason="决定")
                )
                break
    write_workbook(book, {**rows, Pin: [*rows[Pin], *pins]}, settings)
    return {str(p.person) for p in pins}


def test_all_causes_and_the_ways_out_are_in_every_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lungang.explain.repairs.WORK", 0.5)  # a short menu is enough
    book, out = tmp_path / "book.xlsx", tmp_path / "plan"
    hit = without_a_plan(book)
    line = ["solve", str(book), "--out", str(out), "--time-limit", "30", "--quiet"]
    assert CliRunner().invoke(app, line).exit_code == 3
    written = from_json((out / "plan.json").read_text("utf-8"))
    reasons = written.reasons
    assert reasons is not None
    blamed = [{p.id for g in c.grounds for p in g.staff} for c in reasons.causes]
    assert len(hit) == 2 and not reasons.all_causes and hit <= set().union(*blamed)
    assert all(c.counted for c in reasons.causes)
    assert reasons.repairs
    book_out = load_workbook(out / "plan.xlsx", read_only=True)
    cells = "\n".join(
        str(cell) for sheet in book_out for row in sheet.values for cell in row if cell
    )
    page = (out / "report.html").read_text("utf-8")
    for repair in reasons.repairs:
        for way in repair.ways:
            assert way.says.zh in cells and way.authority.zh in cells
    for cause in reasons.causes:
        assert cause.counted is not None
        assert cause.counted.zh in cells and cause.counted.zh in page
    # a way out is taken by the number it has in the report
    number, last = len(reasons.repairs), tmp_path / "last.yaml"
    line = ["explain", str(book), "--take", str(number), "--out", str(last)]
    numbered = ["--report", str(out / "plan.json"), "--time-limit", "30"]
    done = CliRunner().invoke(app, [*line, *numbered])
    assert done.exit_code == 3, done.output
    says = "；".join(w.says.zh for w in reasons.repairs[-1].ways)
    assert says in last.read_text("utf-8").replace("\n    ", "").replace("\n  ", " ")
    # namesakes are told apart: the people count, not their names
    *rest, last_way = reasons.repairs
    ways = tuple(
        w.model_copy(update={
            "staff": tuple(ref.model_copy(update={"id": "9999"}) for ref in w.staff)
        })
        for w in last_way.ways
    )  # fmt: skip
    told = (*rest, last_way.model_copy(update={"ways": ways}))
    other = reasons.model_copy(update={"repairs": told})
    text = to_json(written.model_copy(update={"reasons": other}))
    (out / "plan.json").write_text(text, "utf-8")
    assert CliRunner().invoke(app, [*line, *numbered, "--replace"]).exit_code == 5
    line[3] = str(number + 1)
    assert CliRunner().invoke(app, [*line, *numbered, "--replace"]).exit_code == 2


def test_a_plan_in_hand_is_asked_about_as_it_stands(tmp_path: Path) -> None:
    """A plan that leaves everybody where they are: the risks of today remain."""
    rows, settings = sample()
    book = write_workbook(tmp_path / "book.xlsx", rows, settings)
    held = [
        {"staff": s, "post": p} for s, p in sorted(today(sample_problem()).placements)
    ]
    file = tmp_path / "plan.json"
    form = {"schema": "lungang-plan/3", "placements": held, "leaves": []}
    file.write_text(json.dumps(form), "utf-8")
    line = ["ask", "remaining", str(book), "--plan", str(file), "--json"]
    done = CliRunner().invoke(app, line)
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    expected = remaining(today(problem_in(book, "", "", LanguageOption.zh)))
    assert said["evidence"] == expected.to_json()["evidence"]
    assert len(said["evidence"]) > 1
