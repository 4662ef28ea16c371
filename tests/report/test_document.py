"""The document: one form for every outcome, the same bytes for the same question."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lungang import document as documents
from lungang.document import (
    audit_document,
    audit_schema,
    document,
    from_json,
    json_schema,
    plan_hash,
    to_json,
)
from lungang.document.file import Falsified
from lungang.document.parts import AuditDocument, PlanDocument
from lungang.document.vacancy_lines import vacancy_lines
from lungang.formats.shared import LISTS
from lungang_models.fault import Doubt
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.rules.rotation.same_clients import (
    ClientPolicy,
    ClientServed,
    ClientsOfPost,
    SameClients,
)
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words
from report import report_bureau as bureau

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def of() -> Problem:
    return bureau.problem()


@pytest.fixture(scope="module")
def written(of: Problem) -> PlanDocument:
    return document(of, bureau.solved(of))


def same_as_golden(name: str, text: str) -> None:
    """Compare with a file kept; ``LUNGANG_GOLDEN=rewrite`` writes it anew."""
    file = GOLDEN / name
    if os.environ.get("LUNGANG_GOLDEN") == "rewrite":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text("utf-8")


def test_the_document_of_the_bureau(written: PlanDocument) -> None:
    fixed = written.provenance.model_copy(
        update={"program": "0", "input_hash": "0" * 64}
    )
    same_as_golden(
        "plan.json", to_json(written.model_copy(update={"provenance": fixed}))
    )


def test_permuted_rows_give_the_same_bytes(of: Problem) -> None:
    backwards = bureau.problem(-1)
    for one, other in zip(
        bureau.outcomes(of), bureau.outcomes(backwards), strict=True
    ):  # fmt: skip
        assert to_json(document(of, one)) == to_json(document(backwards, other))


def test_the_time_it_took_changes_no_byte(of: Problem) -> None:
    quick, slow = (replace(bureau.run(), seconds=s) for s in (0.1, 99.0))
    solved = bureau.solved(of)
    assert to_json(document(of, replace(solved, run=quick))) == to_json(
        document(of, replace(solved, run=slow))
    )


def test_the_five_outcomes_say_what_is_true(of: Problem) -> None:
    found = [document(of, o) for o in bureau.outcomes(of)]
    assert [d.status for d in found] == [
        "optimal", "optimal", "best-found", "no-plan", "unknown",
    ]  # fmt: skip
    assert [d.says.zh for d in found] == [
        "各项目标均已达到经证明的最优值，并附可独立核验的证书",
        "各项目标均已达到经证明的最优值：1层附证书，4层由经两种独立算法设置复核一致确认",
        "满足全部硬性规则；自“变动”一层起未证毕，该层与已证明的最小值相差3",
        "全部硬性规则不能同时满足（经两种独立算法设置复核一致）",
        "未找到方案，也未证明无方案",
    ]
    assert [len(d.placements) for d in found] == [19, 19, 19, 0, 0]
    assert [d.provenance.plan_hash is None for d in found] == [False] * 3 + [True] * 2


def test_a_tier_left_open_is_never_called_optimal(of: Problem) -> None:
    from lungang.outcome import Proof

    for at in range(5):
        proofs = [Proof.CERTIFIED] * 5
        proofs[at] = Proof.OPEN
        found = document(of, bureau.solved(of, proofs))
        assert found.status == "best-found"
        assert "optimal" not in found.says.en.replace("not proved optimal", "")


def test_the_core_is_told_in_words(of: Problem) -> None:
    reasons = document(of, bureau.no_plan(of)).reasons
    assert reasons is not None and not reasons.all_causes
    (core,) = reasons.causes
    assert core.minimal and core.proof.code == "agreed"
    assert [g.rule for g in core.grounds] == ["seats", "qualification"]
    assert core.grounds[0].says.zh == "总会计岗不得空缺"
    assert core.grounds[1].staff[0].name == "钱乙"


def test_every_row_of_the_plan_is_there_once(
    of: Problem, written: PlanDocument
) -> None:
    plan = bureau.plan(of)
    assert {(p.staff, p.post) for p in written.placements} == plan.placements
    moved, stayed = (
        [m.staff.id for m in written.moves],
        [s.staff.id for s in written.stays],
    )
    assert sorted(moved + stayed) == [p.id for p in of.staff]
    assert written.unplaced == ()
    assert {m.chain for m in written.moves} == {c.number for c in written.chains}
    seats = len([p for p in written.placements]) + sum(
        v.empty for v in written.vacancies
    )
    assert seats == written.figures.seats == sum(p.seats for p in of.posts)


def test_the_figures_are_those_of_the_lists(written: PlanDocument) -> None:
    f = written.figures
    assert (f.moves, f.across, f.within, f.placed) == (6, 4, 1, 1)
    assert (f.chains, f.cycles, f.promotions) == (2, 1, 0)
    assert (f.empty, f.empty_watched) == (2, 1)
    # 钱乙 and 王辛 forced; six more due, one of whom (冯壬) is due soon by the unit too
    assert (f.forced, f.due, f.soon) == (2, 6, 0)
    # kept: 甲局, 冯壬, 陈癸; of 钱乙, 孙丙, 李丁, 朱午 three move; 王辛 has a waiver for
    # the clock of the post and none for that of the unit, so is overdue still
    lines = [d for d in written.due if d.staff.name == "王辛"]
    assert {d.deferred is None for d in lines} == {True, False}
    assert (f.excused, f.settled) == (3, 3)
    standing = [x for x in written.findings if x.standing != "resolved"]
    assert f.after is not None
    assert f.after.major + f.after.significant + f.after.ordinary == len(standing)
    assert f.after.breaches == sum(x.hard and x.waiver is None for x in standing) == 0
    gone = [x for x in written.findings if x.standing in ("resolved", "remaining")]
    assert f.before.major + f.before.significant + f.before.ordinary == len(gone)


def test_resolved_remaining_and_waived(written: PlanDocument) -> None:
    of = {(x.rule, x.staff[0].name if x.staff else ""): x for x in written.findings}
    assert of["kinship-line", "周戊"].standing == "resolved"
    waived = of["tenure-in-post", "王辛"]
    assert waived.standing == "remaining" and waived.waiver is not None
    assert [w.paper for w in written.waivers] == ["岗轮〔2027〕3号"]
    order = [x.standing == "resolved" for x in written.findings]
    assert order == sorted(order)  # what stands comes before what is gone


def test_a_vacancy_says_who_could_and_what_bars_the_rest(written: PlanDocument) -> None:
    key, plain = written.vacancies
    assert (key.post.id, key.candidates) == ("GK3", 0)
    assert key.barred[0].rule == "qualification" and key.barred[0].people == 18
    assert (plain.post.id, plain.empty, plain.empty_today) == ("ZX2", 1, 1)
    assert plain.candidates > 0


def test_a_rule_that_only_reports_keeps_nobody_out_of_an_empty_seat(
    of: Problem,
) -> None:
    served = (
        ClientsOfPost(post=PostId("ZX2"), client="甲公司"),
        ClientServed(
            person=StaffId("1003"), client="甲公司", since=date(2010, 1, 1), until=None
        ),
    )
    pack = replace(of.pack, rules=of.pack.rules | {SameClients.id})
    asked = of.with_(pack=pack, evidence=(*of.evidence, *served))
    could = {}
    for mode in ("forbid", "report"):
        ruled = bureau.with_policy(asked, ClientPolicy, mode=mode)
        seat = vacancy_lines(bureau.plan(ruled))[1]
        kept_out = SameClients.id in {b.rule for b in seat.barred}
        could[mode] = seat.candidates, kept_out
    forbid, report = could.values()
    assert (forbid[1], report[1]) == (True, False)
    assert report[0] == forbid[0] + 1


def test_a_leave_names_the_cover_and_where_he_sits(written: PlanDocument) -> None:
    (leave,) = written.leaves
    assert (leave.staff.name, leave.window, leave.windows) == ("褚子", 2, 12)
    (cover,) = leave.covers
    assert (cover.post.id, cover.cover.name) == ("YS2", "郑庚")
    assert cover.cover_post is not None and cover.cover_post.id == "YS3"


def test_no_relative_from_outside_is_named(of: Problem) -> None:
    for outcome in bureau.outcomes(of):
        assert bureau.OUTSIDER not in to_json(document(of, outcome))
    assert bureau.OUTSIDER not in to_json(audit_document(bureau.plan(of)))


def test_doubts_are_counted_without_their_places(of: Problem) -> None:
    def doubt(row: int) -> Doubt:
        from lungang_models.fault import Origin

        words = Words("只到月", "a month only")
        return Doubt("date-month-only", words, words, Origin("人员", row))

    doubtful = of.with_(doubts=(doubt(3), doubt(9)))
    found = document(doubtful, bureau.out_of_time())
    assert [(d.code, d.count) for d in found.doubts] == [("date-month-only", 2)]
    swapped = document(of.with_(doubts=(doubt(9), doubt(3))), bureau.out_of_time())
    assert to_json(found) == to_json(swapped)


def test_a_document_reads_back_as_itself(of: Problem) -> None:
    for outcome in bureau.outcomes(of):
        made = document(of, outcome)
        assert from_json(to_json(made)) == made
    with pytest.raises(ValueError):
        from_json('{"schema": "lungang-plan/1"}')
    with pytest.raises(ValueError, match="lungang-plan/3"):
        from_json(to_json(made).replace("plan/4", "plan/3"))


def test_the_text_is_canonical(written: PlanDocument) -> None:
    text = to_json(written)
    assert text.endswith("}\n") and "\\u" not in text
    assert json.loads(text)["schema"] == "lungang-plan/4"
    # a line for each entry, and what many speak of said once
    assert text.count('"周戊"') == 1 and text.count("\n") > 200


def test_who_changes_a_line_is_told(written: PlanDocument) -> None:
    text = to_json(written)
    for changed in (
        text.replace('"moves":6', '"moves":5'),
        text.replace('"周戊"', '"周己"'),
        text.replace("轮〔2027〕3号", "轮〔2027〕4号"),
    ):
        assert changed != text
        with pytest.raises(Falsified):
            from_json(changed)
    pretty = json.dumps(json.loads(text), indent=2, sort_keys=True)
    assert from_json(pretty) == written


def objects(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    yield from schema["$defs"].values()


def test_the_schema_describes_every_field() -> None:
    for schema in (json_schema(), audit_schema()):
        for one in objects(schema):
            if one.get("type") == "object":
                assert one["additionalProperties"] is False
                assert one.get("description"), one["title"]
        assert schema["properties"]["schema"]["const"].startswith("lungang-")


def test_the_schema_admits_our_documents_and_no_others(of: Problem) -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(json_schema())
    for outcome in bureau.outcomes(of):
        content = json.loads(to_json(document(of, outcome)))
        validator.validate(content)
        for broken in ({**content, "status": "fine"}, {**content, "more": 1}):
            assert not validator.is_valid(broken)
        del content["provenance"]
        assert not validator.is_valid(content)
    audits = jsonschema.Draft202012Validator(audit_schema())
    audits.validate(json.loads(to_json(audit_document(today(of)))))


def test_an_audit_of_today_and_of_the_plan(of: Problem) -> None:
    before, after = audit_document(today(of)), audit_document(bureau.plan(of))
    assert isinstance(before, AuditDocument)
    assert not before.lawful and before.grades.breaches == 4
    assert before.says.en == "4 breaches of binding rules"
    assert after.lawful and after.moves == 6 and not after.provenance.solvers
    assert all(f.standing == "today" for f in before.findings)
    assert {f.standing for f in after.findings} == {"resolved", "remaining"}


def test_the_hash_of_a_plan_knows_leaves_and_placements(of: Problem) -> None:
    plan = bureau.plan(of)
    assert plan_hash(plan) == plan_hash(bureau.plan(bureau.problem(-1)))
    assert plan_hash(plan) != plan_hash(Plan(of, plan.placements))
    assert plan_hash(plan) != plan_hash(today(of))


def test_the_version_of_a_bare_tree_is_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise documents.PackageNotFoundError(name)

    monkeypatch.setattr(documents, "version", missing)
    assert documents.program_version() == "0"


def test_the_page_on_the_schema_names_every_part() -> None:
    page = (Path(__file__).parents[2] / "docs" / "schema.md").read_text("utf-8")
    rows = [
        line.split("|")[1].strip() for line in page.splitlines() if line[:3] == "| `"
    ]
    fields = {f.alias or name for name, f in PlanDocument.model_fields.items()}
    assert set(rows) == {f"`{name}`" for name in json_schema()["properties"]}
    assert {row.strip("`") for row in rows} == fields | set(LISTS)


def test_the_example_on_the_page_is_a_plan(tmp_path: Path, of: Problem) -> None:
    from lungang.intake.plan_file import read_plan
    from lungang_models.fault import BadInput

    page = (Path(__file__).parents[2] / "docs" / "schema.md").read_text("utf-8")
    path = tmp_path / "plan.json"
    path.write_text(page.split("```json\n")[1].split("```")[0], "utf-8")
    with pytest.raises(BadInput) as bad:
        read_plan(path, of)
    # its shape is right: only the invented ids are unknown here
    assert {(f.code, f.value) for f in bad.value.faults} == {
        ("post-unknown", "P01"),
    }


def test_what_was_read_and_what_was_not_examined_stand_beside_the_verdict(
    of: Problem, tmp_path: Path
) -> None:
    from lungang.report.html import render
    from lungang.report.proved import covered
    from lungang_models.account import Account, Ignored, SheetAccount
    from lungang_models.unexamined import not_examined

    left = Ignored(code="row-remark", says=Words("合计行", "a total"), rows=2)
    sheet = SheetAccount(
        sheet="人员.csv", kind=Words("人员", "staff"), rows=21, rows_heading=1,
        rows_used=18, cells=0, ignored=(left,),
    )  # fmt: skip
    read = of.with_(account=Account(sheets=(sheet,)))
    for outcome in (bureau.solved(read), bureau.no_plan(read)):
        made = document(read, outcome)
        (line,) = made.account or ()
        assert (line.sheet, line.offered, line.used, line.ignored) == (
            "人员",
            20,
            18,
            2,
        )
        assert [w.code for w in line.why] == ["row-remark"]
        rules = [n.rule for n in made.not_examined]
        assert rules and rules == [n.rule for n in not_examined(read)]
        told = "".join(w.zh for w in covered(made))
        assert "提供20行，采用18行，未采用2行" in told
        assert all(n.title.zh in told for n in made.not_examined)
        page = render(made)
        assert "提供20行" in page and made.not_examined[0].title.zh in page
        assert from_json(to_json(made)) == made
