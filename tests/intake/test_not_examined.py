"""A rule whose evidence is absent is named, and by nothing else than its absence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lungang.intake.sample import sample_problem
from lungang_models.consistency import faults
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.scope import by_what_is_missing, scope_of
from lungang_models.unexamined import NotExamined, kinds, not_examined
from lungang_models.vocabulary import Duty, DutyId, Leading, Row, Tables


def bases() -> Iterator[str]:
    for check in checks():
        for basis in check.rests_on:
            yield from basis.split("|")


def test_every_basis_is_a_sheet_or_a_column() -> None:
    for basis in bases():
        kind, _, field = basis.partition(".")
        assert kind in kinds() and (not field or field in kinds()[kind].headings()), (
            basis
        )


def test_a_rule_rests_on_nothing_it_does_not_ask_for() -> None:
    """The sheets named are among those that the rule needs, the nouns apart."""
    for check in checks():
        asked = {k.__name__ for k in check.needs} | {"Unit", "Post", "Person", "Duty"}
        derived = {"Spell"}  # tenure reads the career for every rule
        for basis in "|".join(check.rests_on).split("|") if check.rests_on else ():
            assert basis.partition(".")[0] in asked | derived, (check.id, basis)


def emptied(problem: Problem, basis: str) -> Problem:
    """The problem without one sheet, or with one column empty in every row."""
    name, _, field = basis.partition(".")
    kind = kinds()[name]

    def bare(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        if not field:
            return tuple(r for r in rows if type(r) is not kind)
        value: object = kind.model_fields[field].get_default(call_default_factory=True)
        return tuple(
            r.model_copy(update={field: value}) if type(r) is kind else r for r in rows
        )

    return problem.with_(
        units=bare(problem.units), posts=bare(problem.posts), staff=bare(problem.staff),
        duties=bare(problem.duties), evidence=bare(problem.evidence),
    )  # fmt: skip


@pytest.fixture(scope="module")
def problem() -> Problem:
    return sample_problem()


@pytest.mark.parametrize("basis", sorted(set(bases())))
def test_one_column_less_names_exactly_the_rules_that_rest_on_it(
    problem: Problem, basis: str
) -> None:
    before = {n.rule: n for n in not_examined(problem)}
    after = {n.rule: n for n in not_examined(emptied(problem, basis))}
    for check in checks():
        alone = basis in check.rests_on  # nothing else would do
        if alone and check.id in problem.pack.rules:
            assert check.id in after
        parts = "|".join(check.rests_on).split("|")
        if not any(p == basis or p.startswith(f"{basis}.") for p in parts):
            assert after.get(check.id) == before.get(check.id)


@pytest.mark.parametrize("basis", sorted(set(bases())))
def test_what_a_certificate_covers_changes_by_those_rules_alone(
    problem: Problem, basis: str
) -> None:
    whole, less = scope_of(problem), scope_of(emptied(problem, basis))
    gone = {n.rule for n in less.not_examined} - {n.rule for n in whole.not_examined}
    assert set(whole.rules) - set(less.rules) == gone
    assert set(less.rules) <= set(whole.rules)
    named = {n.rule: [m.en for m in n.missing] for n in less.not_examined}
    assert less.to_json()["not_examined"] == named
    assert less.says != whole.says or not gone


def test_a_verdict_says_its_rules_and_its_facts(problem: Problem) -> None:
    zh, en = scope_of(problem).says
    assert "1项缺少资料未检查，不等于已遵守（交流范围）" in zh and "人员182行" in zh
    assert "1 lack their evidence" in en and "182 staff" in en
    kin = scope_of(emptied(problem, "KinDeclaration"))
    assert "KinDeclaration" not in str(kin.to_json())
    assert problem.known(kinds()["KinDeclaration"]) and len(kin.facts) < len(
        scope_of(problem).facts
    )


def test_what_is_missing_is_told_once_with_the_rules_that_need_it(
    problem: Problem,
) -> None:
    lines = not_examined(emptied(problem, "KinDeclaration"))
    folded = by_what_is_missing(lines)
    assert len({m.says for m in folded}) == len(folded)
    assert {t for m in folded for t in m.titles} == {n.title for n in lines}
    assert any("亲属申报" in m.says.zh for m in folded)
    assert [len(m.titles) for m in folded] == sorted(
        (len(m.titles) for m in folded), reverse=True
    )


def test_nearly_nothing_is_nothing(problem: Problem) -> None:
    some = {p.id for p in problem.staff[:15]}
    staff = tuple(
        p if p.id in some else p.model_copy(update={"retires": None})
        for p in problem.staff
    )
    (found,) = [
        n
        for n in not_examined(problem.with_(staff=staff))
        if n.rule == "near-retirement"
    ]
    assert "182行中填了15行" in found.says.zh and "15 of 182" in found.says.en
    assert NotExamined.model_validate_json(found.model_dump_json()) == found


def test_the_sample_has_evidence_for_all_but_the_pools(problem: Problem) -> None:
    assert [n.rule for n in not_examined(problem)] == ["rotation-pool"]
    assert {n.rule for n in not_examined(problem)} <= problem.pack.rules


def test_a_flag_that_says_no_everywhere_is_no_evidence(problem: Problem) -> None:
    posts = tuple(p.model_copy(update={"leading": Leading.NONE}) for p in problem.posts)
    found = {n.rule for n in not_examined(problem.with_(posts=posts))}
    assert {"chief-and-deputy", "share-of-team"} <= found
    assert all(issubclass(kind, Row) for kind in kinds().values())


def test_a_pair_of_law_that_the_sheet_leaves_out_is_asked_about() -> None:
    """Both duties are listed: their pair is missing, whether or not others are there."""
    duties = [Duty(id=DutyId(n), name=n) for n in ("出纳", "稽核", "记账")]
    pair = IncompatibleDuties(a=DutyId("记账"), b=DutyId("出纳"), waivable=False)

    def told(*rows: IncompatibleDuties) -> list[str]:
        found = faults(Tables({Duty: duties, IncompatibleDuties: list(rows)}))
        return [f.says.en for f in found if f.code == "duty-pair-left-out"]

    assert len(told()) == 2 and len(told(pair)) == 1
    assert "稽核" in told(pair)[0]
    assert not told(pair, IncompatibleDuties(a=DutyId("出纳"), b=DutyId("稽核")))
