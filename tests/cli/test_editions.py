"""Every output has its edition; a result folder stands for the plan in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from cli.test_every_command_json import commands
from lungang.cli import app
from lungang.document import from_json
from lungang.intake.open import open_problem
from lungang.intake.sample import sample_problem
from lungang.jobs.batches import AS_IT_STANDS, answers, write_answer
from lungang.jobs.lists import due_seen
from lungang.jobs.schemas import SCHEMAS
from lungang.review.due import due
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.privacy import without_identity
from lungang_models.problem import Problem
from lungang_models.vocabulary import Status

Run = Callable[..., Result]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.fixture(scope="module")
def problem() -> Problem:
    return sample_problem()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "b.xlsx"
    assert run("generate", path, "--sample").exit_code == 0
    return path


@pytest.fixture(scope="module")
def folders(book: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The whole plan, and the editions made of it."""
    top = tmp_path_factory.mktemp("plans")
    assert run("solve", book, "--out", top / "hr", "--quiet").exit_code == 0
    for audience in ("leadership", "public"):
        line = ("report", top / "hr" / "plan.json", "--audience", audience)
        assert run(*line, "--out", top / audience).exit_code == 0
    return {f.name: f for f in top.iterdir()}


#: Why a command that reads a workbook or a plan has no ``--audience``.
ONE_EDITION = {
    "answers whoever holds the workbook": (
        "check", "forms", "explain", "kin", "scenario new", "scenario show",
        "scenario diff", "ask why", "ask why-not", "ask why-rather", "ask must-move",
        "ask exempt", "ask alternates", "ask elsewhere", "ask what-if", "ask remaining",
        "ask chance",
    ),
    "numbers of the whole alone": ("sweep", "gate"),
    "each file has its own reader": ("papers", "packs", "posts", "ask letter"),
    "makes a workbook": ("next-year",),
    "opens or checks what is there": ("show", "verify-packs"),
    "has rules of its own of what is published": ("draw rules", "draw open", "draw commit"),
}  # fmt: skip


def test_every_output_about_people_has_its_edition() -> None:
    takes, without = set(), set()
    for path, command in commands():
        names = {param.name for param in command.params}
        if "audience" in names:
            takes.add(" ".join(path))
        elif names & {"book", "plan"}:
            without.add(" ".join(path))
    assert {"solve", "report", "stress", "scenario run", "compare"} <= takes
    assert without == {c for listed in ONE_EDITION.values() for c in listed}
    for document in ("sweep", "gate"):
        assert "PersonRef" not in json.dumps(SCHEMAS[document]())
    assert "PersonRef" in json.dumps(SCHEMAS["stress"]())


def test_a_scenario_is_written_for_its_reader(tmp_path: Path) -> None:
    """Neither the certificate nor the lineage, which tells why, goes to others."""
    run("template", tmp_path / "b.xlsx", "--example")
    base, alone = open_problem(tmp_path / "b.xlsx"), AS_IT_STANDS
    (answer,) = answers(base, [alone])
    for edition in ("hr", "public"):
        folder = tmp_path / edition
        write_answer(folder, base, alone, answer, "zh", edition)
        names = {f.name for f in folder.iterdir()}
        more = {"certificate.json", "lineage.json"}
        assert names & more == (more if edition == "hr" else set())
        told = json.loads((folder / "plan.json").read_bytes())
        assert told["edition"] == edition
        assert bool(told["placements"]) is (edition == "hr")


def every_text(folder: Path) -> dict[str, str]:
    """The text of every file of a folder, workbooks cell by cell."""
    found = {}
    for file in sorted(folder.iterdir()):
        if file.suffix == ".xlsx":
            cells = openpyxl.load_workbook(file)
            found[file.name] = "\n".join(
                f"{cell.value}\n{cell.comment.text if cell.comment else ''}"
                for sheet in cells for row in sheet.iter_rows() for cell in row
                if cell.value is not None
            )  # fmt: skip
        else:
            found[file.name] = file.read_text("utf-8")
    return found


def private(problem: Problem) -> set[str]:
    """The sample's own canaries: relatives who are not on the staff, numbers, papers."""
    staff = {p.name for p in problem.staff}
    kin = {
        d.relative_name
        for d in problem.known(KinDeclaration)
        if d.relative_name and d.relative_name not in staff
    }
    numbers = {p.id_number for p in problem.staff if p.id_number}
    numbers |= {
        d.relative_id_number
        for d in problem.known(KinDeclaration)
        if d.relative_id_number
    }
    papers = {p.status_paper for p in problem.staff if p.status is Status.FROZEN}
    firms = {b.entity for b in problem.known(FamilyBusiness)}
    return {text for text in (*kin, *numbers, *papers, *firms) if text}


def test_there_are_canaries_in_the_sample(problem: Problem) -> None:
    found = private(problem)
    others = {c for c in found if without_identity(c) == c}
    assert len(found - others) > 100 and len(others) > 8


@pytest.mark.parametrize("edition", ["hr", "leadership", "public"])
def test_no_file_of_an_edition_holds_what_it_may_not(
    edition: str, problem: Problem, folders: dict[str, Path]
) -> None:
    hidden = private(problem)
    if edition == "hr":  # identity numbers are for matching alone
        hidden = {c for c in hidden if without_identity(c) != c}
    texts = every_text(folders[edition])
    assert {"plan.json", "plan.xlsx", "report.html"} <= texts.keys()
    for name, text in texts.items():
        assert not [c for c in hidden if c in text], (edition, name)


def test_the_public_reads_no_name(problem: Problem, folders: dict[str, Path]) -> None:
    for name, text in every_text(folders["public"]).items():
        assert not [p.name for p in problem.staff if p.name in text], name


def test_leaders_cannot_infer_kin_from_who_stands_together(
    problem: Problem, folders: dict[str, Path]
) -> None:
    """No line that is not about moves or covers names two people who are kin."""
    from lungang_models.facts.kinship import ties

    pairs = {frozenset((t.a, t.b)) for t in ties(problem)}
    seen = from_json((folders["leadership"] / "plan.json").read_text("utf-8"))
    hidden = [f for f in seen.findings if f.rule == "withheld"]
    assert pairs and hidden
    for line in hidden:
        named = {p.id for p in problem.staff if p.name in line.says.zh}
        named |= {p.id for p in line.staff}
        assert not [p for p in pairs if p <= named], line


@pytest.mark.parametrize("audience", ["leadership", "public"])
def test_a_due_list_for_others_tells_no_case(problem: Problem, audience: str) -> None:
    frozen = {p.id for p in problem.staff if p.status is Status.FROZEN}
    lines = due(problem)
    assert any(d.person.id in frozen and d.excused for d in lines)
    seen = due_seen(problem, lines, "public" if audience == "public" else "leadership")
    assert len(seen) == (0 if audience == "public" else len(lines))
    assert not [d for d in seen if "立案" in d.says.zh or "investig" in d.says.en]
    assert due_seen(problem, lines, "hr") == tuple(lines)


def test_solve_writes_the_edition_asked_for(tmp_path: Path) -> None:
    book = tmp_path / "b.xlsx"
    run("template", book, "--example")
    out = tmp_path / "leaders"
    done = run("solve", book, "--out", out, "--quiet", "--audience", "leadership")
    assert done.exit_code == 0, done.output
    names = {f.name for f in out.iterdir()}
    assert "plan.json" in names and "certificate.json" not in names
    assert json.loads((out / "plan.json").read_bytes())["edition"] == "leadership"
    again = run("solve", book, "--out", out, "--quiet", "--audience", "public")
    assert again.exit_code == 2  # what is there stays


def test_a_result_folder_is_the_plan_in_it(
    book: Path, folders: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "plan"
    shutil.copytree(folders["hr"], out)
    plain = run("audit", book, "--plan", out)
    assert plain.exit_code == 0 and "违反规则0项" in plain.stdout
    edited = openpyxl.load_workbook(out / "plan.xlsx")
    sheet = edited["全员任职"]
    heads = [c.value for c in sheet[1]]
    at = next(n for n, h in enumerate(heads, 1) if h and "拟任岗位" in h)
    one, two = sheet.cell(20, at), sheet.cell(60, at)
    one.value, two.value = two.value, one.value
    edited.save(out / "plan.xlsx")
    done = run("audit", book, "--plan", out)
    assert "与原方案相比：2人安排不同" in done.stdout, done.output
    text = (out / "plan.json").read_text("utf-8")
    (out / "plan.json").write_text(text.replace("optimal", "best-found", 1), "utf-8")
    both = run("audit", book, "--plan", out)
    assert both.exit_code == 4 and "都改过" in both.stderr
