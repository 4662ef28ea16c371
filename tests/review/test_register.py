"""The register: ids that last, grades with their arithmetic, what is carried over."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from lungang.document import document, register_document, to_json
from lungang.intake.generate import sample_problem
from lungang.review.audit import audit
from lungang.review.register import Means, Register, register
from lungang.review.register.identity import numbered
from lungang.review.register.means import means
from lungang_models.facts.risk import (
    DecidedGrade,
    Grading,
    PastRisk,
    RiskStanding,
    RiskState,
)
from lungang_models.families import DATA, DUTIES
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import checks, family_of
from lungang_models.vocabulary import Evidence, PostId, RiskDomain, Severity
from lungang_models.words import Words
from report import report_bureau as bureau


@pytest.fixture(scope="module")
def of() -> Problem:
    return bureau.problem()


def knowing(of: Problem, *rows: Evidence) -> Problem:
    return of.with_(evidence=(*of.evidence, *rows))


def entry(kept: Register, code: str, *staff: str) -> Any:
    found = [
        e for e in kept.entries if e.finding.code == code and e.finding.staff == staff
    ]
    assert len(found) == 1
    return found[0]


def past(**cells: Any) -> PastRisk:
    given = {"grade": Severity.SIGNIFICANT, "code": "T1", "risk": "T1-00000000"}
    return PastRisk(**(given | cells))


def exposed(of: Problem, *posts: str) -> Problem:
    """The same bureau, some posts handling funds."""
    fields = {"risk_domains": (RiskDomain.FUNDS,)}
    return of.with_(posts=tuple(
        p.model_copy(update=fields) if p.id in posts else p for p in of.posts
    ))  # fmt: skip


# -- ids


def test_ids_are_unique_and_the_same_whatever_the_order_of_rows(of: Problem) -> None:
    one = [e.id for e in register(bureau.plan(of)).entries]
    other = [e.id for e in register(bureau.plan(bureau.problem(-1))).entries]
    assert one == other and len(set(one)) == len(one)


def test_no_two_risks_of_the_sample_share_an_id_before_or_after_a_plan() -> None:
    of = sample_problem()
    moved = {"Y011": "BG08", "Y166": "XX04", "Y033": "YS03", "Y062": "JJ02"}
    held = {(s, moved.get(s, p)) for s, p in today(of).placements if p != "XX21"}
    for plan in (today(of), Plan(of, frozenset((s, PostId(p)) for s, p in held))):
        entries = register(plan).entries
        assert len({e.id for e in entries}) == len(entries) > 50


def test_findings_that_agree_in_everything_but_words_keep_their_ids(
    of: Problem,
) -> None:
    one = audit(today(of))[0]
    a, b = (replace(one, says=Words(w, w)) for w in ("甲事", "乙事"))
    before, after = numbered((a, b), (b,))
    assert dict(after).items() <= dict(before).items() and len(dict(before)) == 2
    (alone,) = numbered((a,))
    assert alone[0][0] == next(iter(dict(before))).rsplit("-", 1)[0]


def test_what_remains_in_place_keeps_its_id_under_a_plan(of: Problem) -> None:
    now = {e.id: e for e in register(today(of)).entries}
    then = register(bureau.plan(of)).entries
    same = [e for e in then if e.standing is RiskStanding.REMAINING and e.id in now]
    assert same and all(now[e.id].finding.rule == e.finding.rule for e in same)
    resolved = [e for e in then if e.standing is RiskStanding.RESOLVED]
    assert resolved and all(e.id in now for e in resolved)


# -- grades


def test_a_post_that_handles_funds_is_graded_up_with_the_arithmetic(
    of: Problem,
) -> None:
    plain = entry(register(today(of)), "T1", "1003")
    assert plain.grade.proposed is Severity.SIGNIFICANT and not plain.grade.steps
    assert plain.grade.says == Words("较大", "significant")
    risen = entry(register(today(exposed(of, "YS2"))), "T1", "1003")
    assert risen.grade.says == Words(
        "较大，因关键岗位经手财政资金分配使用上调一级，拟定为重大",
        "significant, up 1 for: key post handling funds: proposed major",
    )
    assert risen.owner.zh.startswith("内控办")


def test_a_post_that_is_neither_key_nor_high_risk_is_not_exposed(of: Problem) -> None:
    funds = exposed(of, "BG1", "YS1", "YS3")
    grades = [e.grade for e in register(today(funds)).entries]
    assert grades == [e.grade for e in register(today(of)).entries]


def test_two_kinds_of_risk_in_one_person_raise_each_other() -> None:
    kept = register(today(sample_problem())).entries
    kinds: dict[str, set[str]] = {}
    for e in kept:
        for person in e.finding.staff if family_of(e.finding.rule) is not DATA else ():
            kinds.setdefault(person, set()).add(e.finding.rule)
    for e in kept:
        if family_of(e.finding.rule) in (DATA, DUTIES):
            continue
        people = e.finding.staff
        many = max((len(kinds[p]) for p in people), default=0)
        raised = any("类风险" in s.why.zh for s in e.grade.steps)
        assert raised == (many >= 2), e.id
    assert any(len(rules) > 1 for rules in kinds.values())


def test_steps_up_stop_at_what_the_policy_allows(of: Problem) -> None:
    free = bureau.with_policy(exposed(of, "YS2", "GK2", "BG3"), Grading, most=2)
    tight = bureau.with_policy(free, Grading, most=0)
    for e in register(today(tight)).entries:
        assert e.grade.proposed.rank <= e.finding.severity.rank
    for e in register(today(free)).entries:
        up = sum(s.by for s in e.grade.steps if s.by > 0)
        assert e.grade.proposed.rank <= min(2, e.finding.severity.rank + up)


def test_a_case_graver_than_its_kind_counts_among_the_steps_up() -> None:
    graver = 0
    for e in register(today(sample_problem())).entries:
        severity, whys = e.finding.severity, [s.why.zh for s in e.grade.steps]
        if e.grade.base is severity:
            assert "本项情形较重" not in whys
            continue
        assert whys[0] == "本项情形较重" and e.grade.base.rank < severity.rank
        late = any(w.startswith("上期") for w in whys)
        assert e.grade.proposed is severity or late or e.finding.waiver, e.id
        graver += 1
    assert graver > 5


def test_a_mitigated_waiver_takes_a_grade_off_but_never_below_significant(
    of: Problem,
) -> None:
    waived = entry(register(today(of)), "T1", "1009")
    assert waived.finding.waiver.mitigation == "专项审计"
    signs = [s.by for s in waived.grade.steps]
    assert -1 in signs and waived.grade.proposed is Severity.SIGNIFICANT
    assert "不低于较大" in waived.grade.says.zh
    loose = bureau.with_policy(of, Grading, waived_least=Severity.ORDINARY)
    grade = entry(register(today(loose)), "T1", "1009").grade
    assert grade.proposed is Severity.ORDINARY


def test_the_committee_overrides_and_the_proposal_stays_beside(of: Problem) -> None:
    risk = entry(register(today(of)), "T1", "1003").id
    first, last = (
        DecidedGrade(risk=risk, grade=g, reason=why, on=date(2027, 1, day))
        for g, why, day in (
            (Severity.ORDINARY, "初议", 3), (Severity.MAJOR, "影响重大", 9),
        )
    )  # fmt: skip
    stray = DecidedGrade(
        risk="T1-ffffffff", grade=Severity.MAJOR, reason="无此风险", on=date(2027, 1, 1)
    )
    kept = register(today(knowing(of, last, first, stray)))
    found = entry(kept, "T1", "1003")
    assert found.grade.proposed is Severity.SIGNIFICANT
    assert found.grade.final is Severity.MAJOR and found.state is RiskState.GRADED
    assert found.grade.says.zh == "较大；审定重大：影响重大"
    assert kept.idle == (stray,)


# -- last term


def test_a_risk_past_its_term_is_one_grade_up_and_keeps_term_owner_and_state(
    of: Problem,
) -> None:
    risk = entry(register(today(of)), "T1", "1003").id
    term = of.effect - timedelta(days=1)
    line = past(risk=risk, due=term, owner="预算科", state=RiskState.MONITORED)
    found = entry(register(today(knowing(of, line))), "T1", "1003")
    assert found.grade.proposed is Severity.MAJOR and "上期" in found.grade.says.zh
    assert (found.due, found.owner.zh, found.state, found.carried) == (
        term, "预算科", RiskState.MONITORED, line,
    )  # fmt: skip
    on_time = past(risk=risk, due=of.effect, state=RiskState.MONITORED)
    found = entry(register(today(knowing(of, on_time))), "T1", "1003")
    assert found.grade.proposed is Severity.SIGNIFICANT


def test_a_closed_risk_found_again_escalates_and_gets_a_new_term(of: Problem) -> None:
    before = entry(register(today(of)), "T1", "1003")
    settled = past(
        risk=before.id, due=of.effect - timedelta(days=1), owner="预算科",
        standing=RiskStanding.RESOLVED, state=RiskState.REPORTED,
    )  # fmt: skip
    found = entry(register(today(knowing(of, settled))), "T1", "1003")
    assert found.carried == settled and found.state is before.state
    assert (before.grade.proposed, found.grade.proposed) == (
        Severity.SIGNIFICANT, Severity.MAJOR,
    )  # fmt: skip
    assert "再次出现" in found.grade.says.zh
    days = of.policy(Grading).days(found.grade.final)
    assert found.due == of.effect + timedelta(days=days) > settled.due


def test_a_risk_that_moved_on_with_its_people_is_the_same_one(of: Problem) -> None:
    line = past(risk="T1-11111111", staff=("1003",), posts=("GK9",))
    kept = register(today(knowing(of, line)))
    assert entry(kept, "T1", "1003").carried == line and not kept.vanished


def test_what_is_no_longer_found_is_told_unless_it_was_settled(of: Problem) -> None:
    gone = past(risk="K1-22222222", code="K1", staff=("8001", "8002"))
    settled = past(risk="K1-33333333", code="K1", standing=RiskStanding.RESOLVED)
    assert register(today(knowing(of, gone, settled))).vanished == (gone,)


def test_the_registers_own_sheet_is_next_terms_last_one(
    of: Problem, tmp_path: Path
) -> None:
    import openpyxl

    from lungang.intake.workbook import read
    from lungang.report.xlsx import write_xlsx

    made = document(of, bureau.solved(of))
    for language in ("zh", "en"):
        path = write_xlsx(made, tmp_path / f"{language}.xlsx", language)
        book = openpyxl.load_workbook(path)
        kept = "岗位利益冲突风险清单" if language == "zh" else "conflict risks"
        for sheet in book.worksheets:
            if sheet.title != kept:
                sheet.sheet_state = "visible"
                if len(book.worksheets) > 1:
                    book.remove(sheet)
        book[kept].title = PastRisk.sheet.zh
        book.defined_names.clear()
        book.save(path)
        reading = read(path, (PastRisk,))
        assert not reading.faults
        rows = reading.tables.of(PastRisk)
        assert [r.risk for r in rows] == [f.risk for f in made.findings]
        assert [r.due for r in rows] == [f.due for f in made.findings]
        assert [list(r.staff) for r in rows] == [
            [p.id for p in f.staff] for f in made.findings
        ]
        assert [r.grade.words.en for r in rows] == [
            f.grade.says.en for f in made.findings
        ]


# -- totals, terms, means


def test_every_rule_of_the_book_has_its_means() -> None:
    found = {c.family: means(c.id) for c in checks()}
    assert set(found.values()) == set(Means)


def code(word: Any) -> str:
    """A word stands whole in a register, by its code in a plan."""
    return str(word if isinstance(word, str) else word["code"])


def test_totals_recomputed_from_the_json_alone(of: Problem) -> None:
    """No import of ours below this line: plain JSON in, plain counts out."""
    for text in (
        to_json(document(of, bureau.solved(of))), to_json(document(of, bureau.no_plan(of))),
        to_json(register_document(bureau.plan(of))),
    ):  # fmt: skip
        content = json.loads(text)
        before: Counter[tuple[Any, ...]] = Counter()
        after: Counter[tuple[Any, ...]] = Counter()
        for line in content["findings"]:
            place = (line["unit_id"], code(line["means"]))
            if line["before"] is not None:
                before[(*place, code(line["before"]))] += 1
            if line["standing"] in ("remaining", "new"):
                after[(*place, code(line["grade"]))] += 1
        told = {
            (t["unit"], code(t["means"]), code(t["grade"])): (
                t["before"], t["after"] or 0,
            )
            for t in content["register"]["totals"]
        }  # fmt: skip
        assert len(told) == len(content["register"]["totals"]) > 3
        assert told == {p: (before[p], after[p]) for p in before | after}
        figures = content.get("figures") or content["counts"]
        for grade in ("major", "significant", "ordinary"):
            seen = sum(n for p, n in before.items() if p[2] == grade)
            assert figures["before"][grade] == seen
            if figures["after"] is not None:
                seen = sum(n for p, n in after.items() if p[2] == grade)
                assert figures["after"][grade] == seen


def test_terms_follow_the_grade_from_the_effect_date(of: Problem) -> None:
    policy = of.policy(Grading)
    for e in register(today(of)).entries:
        days = policy.days(e.grade.final)
        assert e.due == (e.finding.due or of.effect + timedelta(days=days))
