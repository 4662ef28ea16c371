"""Redacted packs: each opens what its reader may see, and all are of one plan."""

from __future__ import annotations

import ast
import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lungang.cli import app
from lungang.commitment import sealed
from lungang.disclosure import Role
from lungang.document import document, to_json
from lungang.document.audience import seen_by
from lungang.document.parts import PlanDocument
from lungang.report.redacted import AnotherPlan, pack_names, seal, write_packs
from lungang.report.redacted.packs import units_of
from lungang.report.redacted.statements import statements
from lungang.report.redacted.verify_pack import sentences
from lungang_models.problem import Problem
from report import report_bureau as bureau
from test_commitment import proves

KEY = bytes(range(32))
KIN = ("夫妻", "配偶", "血亲", "姻亲", "立案", "spouse", "relatives")


@pytest.fixture(scope="module")
def of() -> Problem:
    return bureau.problem()


@pytest.fixture(scope="module")
def whole(of: Problem) -> PlanDocument:
    return document(of, bureau.solved(of))


@pytest.fixture
def written(whole: PlanDocument, tmp_path: Path) -> Path:
    write_packs(tmp_path / "packs", whole)
    return tmp_path / "packs"


def opened(pack: dict[str, Any]) -> str:
    return "\n".join(one["line"] for one in pack["opened"])


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "verify_pack.py", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_all_packs_carry_one_commitment_and_each_sentence_proves_it(
    whole: PlanDocument,
) -> None:
    made = seal(whole, KEY)
    roots = set()
    for role, unit, name in pack_names(whole).values():
        pack = made.pack(role, unit, name)
        roots.add(pack["root"])
        assert sentences(pack) == [one["line"] for one in pack["opened"]]
        for one in pack["opened"]:  # the plain file agrees with the room of commitments
            leaf = sealed(one["line"], bytes.fromhex(one["salt"]))
            size = pack["statements"]
            assert proves(leaf, one["at"], size, one["path"], pack["root"])
    assert len(roots) == 1


def test_inspectors_see_every_sentence_others_no_family_and_the_public_no_name(
    whole: PlanDocument,
) -> None:
    made = seal(whole, KEY)
    inspectors = opened(made.pack(Role.inspection))
    assert inspectors.count("\n") + 1 == len(made.said)
    assert any(word in inspectors for word in KIN)
    for role, unit, _ in pack_names(whole).values():
        if role is Role.inspection:
            continue
        text = opened(made.pack(role, unit))
        assert not any(word in text for word in KIN), role
        assert whole.provenance.input_hash not in text
    public = opened(made.pack(Role.public))
    names = {p.name for p in whole.placements} | {p.staff for p in whole.placements}
    assert not any(name in public for name in names)
    assert "调整" in public


def test_a_unit_reads_of_its_own_people_alone(whole: PlanDocument) -> None:
    made = seal(whole, KEY)
    units = {p.unit for p in whole.placements}
    assert len(units) > 2
    for unit in units:
        text = opened(made.pack(Role.unit, unit))
        concerned = {p.staff for p in whole.placements if p.unit == unit}
        concerned |= {
            m.staff.id for m in whole.moves for p in (m.left, m.taken)
            if p is not None and p.unit == unit
        }  # fmt: skip
        concerned |= {d.staff.id for d in whole.due if d.post.unit == unit}
        concerned |= {
            p.id for f in whole.findings if f.unit_id == unit and not f.tells
            for p in f.staff
        }  # fmt: skip
        strangers = {p.staff for p in whole.placements} - concerned
        assert concerned
        assert not [s for s in strangers if f"{s} " in text], unit
        assert '"kind":"leave"' not in text  # a leave is told to nobody beforehand


def test_a_unit_is_shown_every_sentence_that_its_head_may_see(
    whole: PlanDocument,
) -> None:
    made, seen = seal(whole, bytes(32)), 0
    for unit in (*units_of(whole), "nobody"):
        pack = made.pack(Role.unit, unit)
        wanted = [n for n, s in enumerate(made.said) if s.seen_by(Role.unit, unit)]
        assert [one["at"] for one in pack["opened"]] == wanted
        seen += len(wanted)
    assert seen > 20


def test_places_tell_nothing_and_another_key_gives_another_order(
    whole: PlanDocument,
) -> None:
    one, other = seal(whole, KEY), seal(whole, bytes(32))
    assert one.root != other.root
    assert [s.line for s in one.said] != [s.line for s in other.said]
    assert [s.line for s in one.said] != [s.line for s in statements(whole)]
    assert sorted(s.line for s in one.said) == sorted(s.line for s in other.said)


def test_an_edition_cannot_be_sealed(whole: PlanDocument) -> None:
    with pytest.raises(ValueError, match="whole"):
        seal(seen_by("leadership", whole), KEY)


def test_the_key_is_kept_so_that_the_published_value_stays(
    of: Problem, whole: PlanDocument, written: Path
) -> None:
    first = json.loads((written / "key.json").read_text("utf-8"))
    with pytest.raises(FileExistsError):
        write_packs(written, whole)
    root, files = write_packs(written, whole, fresh=False)
    assert root == first["root"]
    assert stat.S_IMODE((written / "key.json").stat().st_mode) == 0o600
    assert {f.name for f in files} == {f.name for f in written.iterdir()}
    moved = whole.moves[0].model_copy(update={"required": not whole.moves[0].required})
    other = whole.model_copy(update={"moves": (moved, *whole.moves[1:])})
    with pytest.raises(AnotherPlan):
        write_packs(written, other, fresh=False)


# -- the verifier, as a stranger runs it


def test_the_verifier_stands_alone_and_is_short(written: Path) -> None:
    text = (written / "verify_pack.py").read_text("utf-8")
    tree = ast.parse(text)
    names = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }  # fmt: skip
    assert names <= {"argparse", "hashlib", "json", "sys", "typing", "__future__"}
    assert len(text.splitlines()) < 140


def test_the_verifier_proves_all_packs_against_the_published_value(
    written: Path,
) -> None:
    root = json.loads((written / "key.json").read_text("utf-8"))["root"]
    packs = sorted(p.name for p in written.glob("*.json") if p.name != "key.json")
    done = run(written, *packs, "--root", root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") == len(packs) + 1
    assert run(written, "public.json").returncode == 5
    assert run(written, "public.json", "--root", "0" * 64).returncode == 6


def test_the_verifier_rejects_what_was_changed_added_or_swapped(written: Path) -> None:
    whole = json.loads((written / "leadership.json").read_text("utf-8"))

    def refused(pack: dict[str, Any]) -> bool:
        (written / "forged.json").write_text(json.dumps(pack), "utf-8")
        return run(written, "forged.json", "--root", whole["root"]).returncode == 6

    def changed(**what: Any) -> dict[str, Any]:
        first, *rest = whole["opened"]
        return {**whole, "opened": [{**first, **what}, *rest]}

    first = whole["opened"][0]
    assert refused(changed(line=first["line"].replace('"zh":"', '"zh":"不')))
    assert refused(changed(at=first["at"] ^ 1))
    assert refused(changed(salt="00" * 16))
    assert refused(changed(salt=""))
    assert refused(changed(path=[*first["path"], "00" * 32]))
    assert refused(changed(path=first["path"][:-1]))
    assert refused({**whole, "opened": [*whole["opened"], first]})
    assert refused({**whole, "statements": 1})
    assert refused({**whole, "root": "00" * 32})
    assert refused({"schema": "lungang-pack/1"})
    assert not refused(whole)


def test_a_pack_of_another_plan_is_told(
    whole: PlanDocument, written: Path, tmp_path: Path
) -> None:
    write_packs(tmp_path / "other", whole)  # the same plan under another key
    shutil.copy(tmp_path / "other" / "public.json", written / "other.json")
    assert run(written, "public.json", "other.json").returncode == 6


def test_the_commands_write_and_check_packs(
    whole: PlanDocument, tmp_path: Path
) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / "packs"
    plan.write_text(to_json(whole), "utf-8")
    call = CliRunner().invoke
    done = call(app, ["packs", str(plan), "--out", str(out)])
    assert done.exit_code == 0, done.output
    root = json.loads((out / "key.json").read_text("utf-8"))["root"]
    assert root in done.output
    assert call(app, ["packs", str(plan), "--out", str(out)]).exit_code == 2
    again = call(app, ["packs", str(plan), "--out", str(out), "--replace"])
    assert again.exit_code == 0
    assert root in again.output
    unit = str(out / "unit-001.json")
    checked = call(app, ["verify-packs", unit, "--root", root, "--plan", str(plan)])
    assert checked.exit_code == 0, checked.output
    assert call(app, ["verify-packs", unit]).exit_code == 5
    forged = json.loads((out / "unit-001.json").read_text("utf-8"))
    forged["root"] = "0" * 64
    (out / "unit-001.json").write_text(json.dumps(forged), "utf-8")
    assert call(app, ["verify-packs", unit, "--root", root]).exit_code == 6


@pytest.mark.parametrize("fewer", [True, False])
def test_who_has_the_whole_plan_sees_that_a_pack_says_another(
    whole: PlanDocument, tmp_path: Path, fewer: bool
) -> None:
    """A value that is honest in itself, over statements that the plan does not make."""
    first = whole.moves[0].model_copy(update={"taken": whole.moves[0].left})
    moves = whole.moves[1:] if fewer else (first, *whole.moves[1:])
    write_packs(tmp_path / "packs", whole.model_copy(update={"moves": moves}))
    plan = tmp_path / "plan.json"
    plan.write_text(to_json(whole), "utf-8")
    pack = str(tmp_path / "packs" / "leadership.json")
    done = CliRunner().invoke(app, ["verify-packs", pack, "--plan", str(plan)])
    assert done.exit_code == 6, done.output
