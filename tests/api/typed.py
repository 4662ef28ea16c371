"""What a type checker knows of the front door; read by mypy, never run."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import assert_type

import pandas as pd

import lungang
from lungang.api.batches import Compared, Stressed, Swept
from lungang.api.draws import Chances
from lungang.document.parts import RegisterDocument
from lungang.jobs.batches import GateVerdict
from lungang.jobs.beginnings import PreparedWorkbook
from lungang.jobs.reading import CheckedRow
from lungang_models.rule import Finding


def every_verb(book: lungang.Workbook, result: lungang.Result) -> None:
    """The verbs with what they give."""
    assert_type(lungang.open_workbook("a.xlsx"), lungang.Workbook)
    assert_type(lungang.check_workbook("a.xlsx"), lungang.Checked)
    assert_type(lungang.sample_bureau(), lungang.Workbook)
    assert_type(lungang.generate_bureau(60, 1, hard=True), lungang.Workbook)
    assert_type(book.solve(60, workers=1, seed=0), lungang.Result)
    assert_type(book.today(), lungang.PlanView)
    assert_type(book.check_row("人员", {"id": "1"}), CheckedRow)
    assert_type(book.next_year("p.json", date(2028, 3, 1), "b.xlsx"), lungang.Workbook)
    assert_type(lungang.import_roster(["a.xls"], "b.xlsx"), PreparedWorkbook)
    assert_type(result.letter("1001"), str)
    assert_type(result.write_papers("papers"), tuple[Path, ...])
    assert_type(result.write("plan", audience="leadership"), tuple[Path, ...])
    assert_type(book.plan("plan.json"), lungang.PlanView)
    assert_type(book.due("en"), pd.DataFrame)
    assert_type(book.compare(["a.yaml"]), Compared)
    assert_type(book.sweep({"tenure-limits.watched_due": range(4, 8)}), Swept)
    assert_type(book.patched("a.yaml"), lungang.Workbook)
    assert_type(book.gate("a.yaml", "gates.yaml"), GateVerdict)
    assert_type(book.why_none(30, "en"), list[str])
    assert_type(book.kin("en"), pd.DataFrame)
    assert_type(book.doubts(), pd.DataFrame)
    assert_type(result.plan, lungang.Plan)
    assert_type(result.optimal, bool)
    assert_type(result.lawful, bool)
    assert_type(result.moves(), pd.DataFrame)
    assert_type(result.stays(), pd.DataFrame)
    assert_type(result.placements(), pd.DataFrame)
    assert_type(result.vacancies(), pd.DataFrame)
    assert_type(result.leaves(), pd.DataFrame)
    assert_type(result.findings("en"), pd.DataFrame)
    assert_type(result.tiers(), pd.DataFrame)
    assert_type(result.why_none("en"), list[str])
    assert_type(result.audit(), tuple[Finding, ...])
    assert_type(result.register("leadership"), RegisterDocument)
    assert_type(result.proved_by("certificate.json"), bool)
    assert_type(result.why("1001"), lungang.Reply)
    assert_type(result.why_not("1001", "B2"), lungang.Reply)
    assert_type(result.must_move("1001"), lungang.Reply)
    assert_type(result.alternates("B2", most=3), pd.DataFrame)
    assert_type(result.elsewhere("1001", most=3), pd.DataFrame)
    assert_type(result.chances(), Chances)
    assert_type(result.stress(rounds=5), Stressed)
    assert_type(result.outcome, lungang.Solved | lungang.NoPlan | lungang.OutOfTime)
