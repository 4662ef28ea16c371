"""The command line as its users meet it: files, exit codes, both languages."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from lungang.cli import app

Run = Callable[..., Result]
LUNGANG = [sys.executable, "-m", "lungang.cli"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "bureau.xlsx"
    assert CliRunner().invoke(app, ["generate", str(path), "--sample"]).exit_code == 0
    return path


@pytest.fixture(scope="module")
def solved(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plan")
    done = CliRunner().invoke(app, ["solve", str(book), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "最优方案（已证明）" in done.stdout
    return out


@pytest.fixture
def run() -> Run:
    return lambda *words: CliRunner().invoke(app, [str(w) for w in words])


def test_solve_writes_one_set_of_files(solved: Path) -> None:
    names = {p.name for p in solved.iterdir()}
    assert names == {
        "plan.xlsx", "plan.json", "report.html", "certificate.json", "manifest.json",
    }  # fmt: skip


def test_a_folder_with_a_plan_is_not_overwritten(
    run: Run, book: Path, solved: Path
) -> None:
    before = (solved / "plan.xlsx").read_bytes()
    assert run("solve", book, "--out", solved).exit_code == 2
    assert (solved / "plan.xlsx").read_bytes() == before


def test_todays_state_breaks_rules_and_the_plan_none(
    run: Run, book: Path, solved: Path
) -> None:
    assert run("audit", book).exit_code == 6
    for plan in ("plan.json", "plan.xlsx"):
        done = run("audit", book, "--plan", solved / plan)
        assert done.exit_code == 0, done.output
        assert "违反规则0项" in done.stdout


def test_an_edit_is_told_against_the_plan_it_was_made_of(
    run: Run, book: Path, solved: Path, tmp_path: Path
) -> None:
    import openpyxl

    edited = tmp_path / "edited.xlsx"
    made = openpyxl.load_workbook(solved / "plan.xlsx")
    sheet = made["全员任职"]
    posts = [sheet.cell(row, 3).value for row in (2, 3)]
    sheet.cell(2, 3).value, sheet.cell(3, 3).value = posts[1], posts[0]
    made.save(edited)
    done = run("audit", book, "--plan", edited)
    assert "与原方案相比：2人安排不同" in done.stdout, done.output
    every = run("audit", book, "--plan", edited, "--all")
    assert len(every.stdout.splitlines()) > 40 > len(done.stdout.splitlines())
    made["概要"]["B7"].value = 0
    made.save(edited)
    done = run("audit", book, "--plan", edited)
    assert done.exit_code == 4 and "概要!B7" in done.stderr


def test_the_certificate_is_checked_and_a_changed_one_refused(
    run: Run, book: Path, solved: Path, tmp_path: Path
) -> None:
    def recheck(certificate: Path) -> Result:
        return run(
            "audit", book, "--plan", solved / "plan.json", "--certificate", certificate
        )

    assert recheck(solved / "certificate.json").exit_code == 0
    content = json.loads((solved / "certificate.json").read_text("utf-8"))
    for change in ("rows", "value", "scale"):
        wrong = json.loads(json.dumps(content))
        part = wrong["parts"][0]["tiers"][2]
        if change == "rows":
            part["rows"] = {i: -y for i, y in part["rows"].items()}
        elif change == "value":
            wrong["values"][2] -= 1
            wrong["parts"][0]["values"][2] -= 1
        else:
            part["scale"] *= 2
        file = tmp_path / f"{change}.json"
        file.write_text(json.dumps(wrong), "utf-8")
        assert recheck(file).exit_code == 6, change
    wider = json.loads(json.dumps(content))
    wider["covers"]["rules"].append(wider["covers"]["not_examined"].popitem()[0])
    (tmp_path / "wider.json").write_text(json.dumps(wider), "utf-8")
    done = recheck(tmp_path / "wider.json")
    assert done.exit_code == 6 and "证书所称的规则和数据范围" in done.stdout
    (tmp_path / "empty.json").write_text("{}", "utf-8")
    assert recheck(tmp_path / "empty.json").exit_code == 4
    agreed = json.loads(json.dumps(content))
    agreed["parts"][0]["tiers"][2][
        "rows"
    ] = {}  # the bound is weak, and nothing is wrong
    for proof, code in (("AGREED", 5), ("CERTIFIED", 6)):
        agreed["proofs"]["DISRUPTION"] = proof
        (tmp_path / "agreed.json").write_text(json.dumps(agreed), "utf-8")
        done = recheck(tmp_path / "agreed.json")
        assert done.exit_code == code, done.output
        assert ("并无矛盾" in done.stdout) is (proof == "AGREED")


def test_another_workbook_refuses_the_certificate(
    run: Run, solved: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.xlsx"
    run("generate", other, "--staff", "120")
    done = run("audit", other, "--certificate", solved / "certificate.json")
    assert done.exit_code in (4, 6)


def test_json_is_clean_on_stdout(run: Run, book: Path, solved: Path) -> None:
    for words in (
        ("audit", book, "--json"),
        ("due", book, "--json"),
        ("rules", "--json"),
        ("schema", "plan"),
        ("check", book, "--json"),
        ("kin", "--word", "妻子的堂弟", "--json"),
    ):
        json.loads(run(*words).stdout)


@pytest.mark.parametrize(
    ("word", "recusal"),
    [
        ("妻子的堂弟", True),
        ("mother's brother's wife", True),
        ("同学", False),
        ("亲戚", None),
    ],
)
def test_a_word_for_kin_is_read(run: Run, word: str, recusal: bool | None) -> None:
    assert json.loads(run("kin", "--word", word, "--json").stdout)["recusal"] is recusal


def test_check_gives_every_fault_and_a_marked_copy(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "bureau"
    run("generate", folder, "--sample")
    staff = folder / "人员.csv"
    text = staff.read_text("utf-8-sig").replace("科员", "科圆", 1)
    staff.write_text(text, "utf-8-sig")
    posts = folder / "岗位.csv"
    posts.write_text(
        posts.read_text("utf-8-sig").replace(",BG,", ",U99,", 1), "utf-8-sig"
    )
    marked = tmp_path / "marked.xlsx"
    done = run("check", folder, "--out", marked, "--json")
    assert done.exit_code == 4
    said = json.loads(done.stdout)
    assert said["schema"] == "lungang-check/1" and said["account"]["sheets"]
    faults = said["faults"]
    assert {"unit-unknown"} < {f["code"] for f in faults}
    assert any(f["value"] == "科圆" and f["where"] for f in faults)
    assert marked.exists()
    assert run("solve", folder, "--out", tmp_path / "plan").exit_code == 4
    assert not (tmp_path / "plan").exists()


def test_a_template_can_be_read_back(run: Run, tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        path = tmp_path / f"{lang}.xlsx"
        assert run("template", path, "--lang", lang).exit_code == 0
        assert run("template", path, "--lang", lang).exit_code == 2  # not overwritten
        done = run("check", path, "--json")
        codes = {f["code"] for f in json.loads(done.stdout)["faults"]}
        assert codes == {"effect-missing", "nothing-to-plan"}


@pytest.mark.parametrize("wrong", ["missing.xlsx", "not-a-book.xlsx"])
def test_what_is_no_workbook_is_told_so(run: Run, tmp_path: Path, wrong: str) -> None:
    path = tmp_path / wrong
    if wrong.startswith("not"):
        path.write_bytes(b"\0\1\2 nothing")
    done = run("solve", path, "--out", tmp_path / "plan")
    assert done.exit_code == (2 if wrong == "missing.xlsx" else 4)
    assert "Traceback" not in done.output
    assert ("lungang check" in done.output) is (wrong != "missing.xlsx")
    told = json.loads(run("check", path, "--json").stdout)
    assert next(f["code"] for f in told["faults"]) in ("file-missing", "file-kind")


def test_check_speaks_in_groups_and_ends_with_the_account(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "bureau"
    run("generate", folder, "--sample")
    staff = folder / "人员.csv"
    lines = staff.read_text("utf-8-sig").splitlines(keepends=True)
    lines[2] = lines[2].replace("2021-08-01", "2061-08-01", 1)
    lines[3] = lines[3].replace("2020-03-01", "2060-03-01", 1)
    staff.write_text("".join(lines), "utf-8-sig")
    (folder / "便签.csv").write_text("想到的事\n无关\n", "utf-8")
    done = run("check", folder)
    assert done.exit_code == 4
    assert "必须改正 1类2处" in done.stdout and "请核对" in done.stdout
    assert "人员.csv!K3:K4 任现岗位时间（2处）" in done.stdout
    assert "读取情况" in done.stdout and "便签.csv!" in done.stdout
    copies = sorted(p.name for p in tmp_path.glob("*.xlsx"))
    assert copies == ["bureau-校验.xlsx"]
    run("check", folder)
    assert sorted(p.name for p in tmp_path.glob("*.xlsx")) == copies  # replaced
    run("check", folder, "--json")
    assert sorted(p.name for p in tmp_path.glob("*.xlsx")) == copies


def test_a_copy_mended_by_hand_is_kept(run: Run, tmp_path: Path) -> None:
    import openpyxl

    folder = tmp_path / "bureau"
    run("generate", folder, "--sample")
    run("check", folder)
    copy = tmp_path / "bureau-校验.xlsx"
    book = openpyxl.load_workbook(copy)
    book["人员"]["B2"] = "改过"
    book.save(copy)
    run("check", folder)
    assert openpyxl.load_workbook(copy)["人员"]["B2"].value == "改过"
    assert (tmp_path / "bureau-校验2.xlsx").exists()


def test_faults_are_json_wherever_json_was_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    run("template", path)
    done = run("solve", path, "--out", tmp_path / "plan", "--json")
    assert done.exit_code == 4
    said = json.loads(done.stdout)
    assert said["schema"] == "lungang-faults/1"
    assert {f["code"] for f in said["faults"]} == {"effect-missing", "nothing-to-plan"}


def test_what_is_not_examined_is_named(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "bureau"
    run("generate", folder, "--sample")
    (folder / "任职经历.csv").unlink()
    staff = folder / "人员.csv"
    rows = list(csv.reader(staff.read_text("utf-8-sig").splitlines()))
    for row in rows[1:]:
        row[10] = row[11] = ""
    with staff.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)
    done = run("check", folder)
    assert done.exit_code == 0
    assert "“任职经历”没有记录：最短任期、同一岗位任职年限" in done.stdout
    assert "“人员”的“任现岗位时间”182行中填了0行" in done.stdout


def test_an_impossible_demand_is_proved_and_named(run: Run, tmp_path: Path) -> None:
    """Two people pinned to one seat: no plan, exit code 3, and both pins are named."""
    folder = tmp_path / "bureau"
    run("generate", folder, "--sample")
    pins = folder / "指定与排除.csv"
    pins_text = pins.read_text("utf-8-sig")
    lines = pins_text.splitlines()
    staff = (folder / "人员.csv").read_text("utf-8-sig").splitlines()
    heading = staff[0].split(",")
    rows = [dict(zip(heading, line.split(","), strict=False)) for line in staff[1:]]
    alike = [
        r
        for r in rows
        if r["职务层次"] == "科员"
        and r["编制类型"] == "行政"
        and r["工号"] not in pins_text
    ]
    target = next(r["现任岗位"] for r in alike if r["现任岗位"])
    columns = lines[0].split(",")
    for person in [r["工号"] for r in alike[:2]]:
        cell = {"工号": person, "岗位编号": target, "要求": "必任", "依据": "试"}
        lines.append(",".join(cell.get(c, "") for c in columns))
    pins.write_text("\n".join(lines) + "\n", "utf-8-sig")
    done = run("solve", folder, "--out", tmp_path / "plan")
    assert done.exit_code == 3, done.output
    assert "不存在合法方案" in done.stdout
    assert json.loads((tmp_path / "plan" / "plan.json").read_text("utf-8"))[
        "status"
    ] == ("no-plan")


def test_help_is_quick_and_loads_no_solver() -> None:
    code = (
        "import sys, lungang.cli;"
        "bad = [m for m in ('ortools', 'highspy', 'numpy') if m in sys.modules];"
        "sys.exit(len(bad))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize(
    ("during", "kept"),
    [("正在准备", ("unknown", "best-found")), ("查明理由", ("optimal",))],
)
def test_ctrl_c_keeps_the_best_plan(
    tmp_path: Path, during: str, kept: tuple[str, ...]
) -> None:
    """Interrupted, it ends with 130 and keeps whole files of what it had till then."""
    book = tmp_path / "big"
    CliRunner().invoke(app, ["generate", str(book), "--staff", "600", "--hard"])
    out = tmp_path / "plan"
    process = subprocess.Popen(
        [*LUNGANG, "solve", str(book), "--out", str(out)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    assert process.stderr is not None
    assert any(during in line for line in process.stderr), "it ended before"
    assert process.poll() is None
    # on Windows Ctrl-C goes to a whole console, Ctrl-Break to one group of processes
    process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))
    process.communicate(timeout=120)
    assert process.returncode == 130
    assert json.loads((out / "plan.json").read_text("utf-8"))["status"] in kept


def test_a_plan_that_came_meanwhile_is_not_overwritten(
    run: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two runs into one folder: the later one keeps its hands off."""
    from lungang.cli import planning

    solve_it, out = planning._solve_in_a_thread, tmp_path / "plan"

    def while_another_writes(*given: Any) -> Any:
        done = solve_it(*given)
        out.mkdir()
        (out / "plan.json").write_text("another's", "utf-8")
        return done

    monkeypatch.setattr(planning, "_solve_in_a_thread", while_another_writes)
    assert run("solve", book, "--out", out).exit_code == 2
    assert [f.name for f in out.iterdir()] == ["plan.json"]
    assert (out / "plan.json").read_text("utf-8") == "another's"


def test_a_defect_shows_no_personal_data(tmp_path: Path) -> None:
    """An unexpected error names its place, never the contents of a workbook."""
    book = tmp_path / "bureau"
    CliRunner().invoke(app, ["generate", str(book), "--sample"])
    code = (
        "import lungang.intake.open as d, lungang.cli as c, sys\n"
        "def boom(*a): raise RuntimeError('王小明 的配偶')\n"
        "d.open_problem = boom\n"
        f"sys.argv = ['lungang', 'due', {str(book)!r}]\n"
        "c.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ}
    )
    assert done.returncode == 1
    assert "王小明" not in done.stdout + done.stderr
    assert "RuntimeError" in done.stderr


def test_shuffled_rows_change_no_byte(run: Run, solved: Path, tmp_path: Path) -> None:
    import random

    folder = tmp_path / "bureau"
    run("generate", folder, "--sample")
    random.seed(3)
    for file in folder.glob("*.csv"):
        head, *rows = file.read_text("utf-8-sig").splitlines()
        if all(row.count('"') % 2 == 0 for row in rows):
            random.shuffle(rows)
            file.write_text("\n".join([head, *rows]) + "\n", "utf-8-sig")
    out = tmp_path / "plan"
    done = run("solve", folder, "--out", out, "--workers", "2", "--seed", "7")
    assert done.exit_code == 0, done.output
    assert (out / "certificate.json").read_bytes() == (
        solved / "certificate.json"
    ).read_bytes()
    for name in ("plan.json", "report.html"):
        ours, theirs = ((f / name).read_text("utf-8") for f in (out, solved))
        for parameter in ('"seed": 7', '"seed":7'):
            ours = ours.replace(parameter, parameter.replace("7", "0"))
        for parameter in ('"workers": 2', '"workers":2'):
            ours = ours.replace(parameter, parameter.replace("2", "1"))
        assert len(ours) == len(theirs)
    same = tmp_path / "same"
    done = run("solve", folder, "--out", same)
    assert done.exit_code == 0
    for file in solved.iterdir():
        assert (same / file.name).read_bytes() == file.read_bytes(), file.name
    shutil.rmtree(folder)
