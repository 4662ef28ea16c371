"""Rule packs name file and line of what is wrong; waivers switch off one ground only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from lungang.audit import audit
from lungang.door import inspect
from lungang.generate import sample, sample_problem
from lungang.solve import Solved, solve
from lungang.workbook import write_csv_folder
from lungang_models.fault import BadInput
from lungang_models.pack import load, names
from lungang_models.plan import today
from lungang_models.registry import checks, policies, preferences, rules
from lungang_models.vocabulary import StaffId
from lungang_models.waiver import Waiver

PACK = files("lungang_models.profiles").joinpath("cn-finance-bureau.yaml")


@pytest.mark.parametrize("name", names())
def test_every_pack_gives_each_value_a_source(name: str) -> None:
    pack = load(name)
    for key, policy in pack.policies.items():
        for field in type(policy).model_fields:
            assert pack.sources[f"{key}.{field}"].strip()


def test_every_rule_speaks_both_languages_and_cites_an_article() -> None:
    for check in checks():
        texts = [check.title, check.breach, check.measure]
        texts += [check.norm] if check in rules() else []
        assert all(t.zh.strip() and t.en.strip() for t in texts), check.id
        assert check.cites and all(check.cites.values())
        assert type(check).__module__.startswith("lungang_models.rules.")
    for wish in preferences():
        assert wish.title.zh and wish.title.en and wish.cites


def test_ids_are_unique_and_every_knob_is_adopted() -> None:
    ids = [c.id for c in checks()] + [w.id for w in preferences()]
    assert len(ids) == len(set(ids))
    assert set(load("cn-finance-bureau").policies) == set(policies())


@pytest.mark.parametrize(
    ("before", "after", "code", "line_of"),
    [
        (
            "      value: 12\n",
            "      value: 'x'\n",
            "policy-value",
            "interruption_months",
        ),
        ("  - seats\n", "  - seatz\n", "rule-unknown", "rules:"),
        (
            "  concurrent-posts:\n    most:",
            "  concurrent:\n    most:",
            "policy-unknown",
            "  concurrent:",
        ),
        (
            "      source: 防控办法第三十一条(三)\n",
            "",
            "pack-value-without-source",
            "recusal_overrides",
        ),
        ("policies:", "policies: [", "pack-unreadable", None),
    ],
)
def test_a_wrong_pack_names_file_and_line(
    tmp_path: Path, before: str, after: str, code: str, line_of: str | None
) -> None:
    text = PACK.read_text("utf-8")
    assert before in text
    path = tmp_path / "ours.yaml"
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(BadInput) as caught:
        load(path)
    faults = [f for f in caught.value.faults if f.code == code]
    assert faults and faults[0].origin is not None
    assert faults[0].origin.sheet == "ours.yaml"
    if line_of is not None:
        lines = path.read_text("utf-8").splitlines()
        expected = next(i for i, line in enumerate(lines, 1) if line_of in line)
        assert abs(faults[0].origin.row - expected) <= 1


def waiver(**changes: object) -> Waiver:
    given: dict[str, object] = {
        "rule": "tenure-in-post",
        "staff": ("Y011",),
        "reason": "工作需要",
        "approver": "交流轮岗工作领导小组",
        "paper": "1号",
        "until": date(2027, 12, 31),
    }
    return Waiver(**(given | changes))  # type: ignore[arg-type]


def test_a_waiver_holds_until_it_expires() -> None:
    """Past its expiry the rule is back in force at the next solve."""
    problem = sample_problem()
    overdue = next(
        f for f in audit(today(problem)) if f.rule == "tenure-in-post" and f.breach
    )
    person = StaffId(overdue.staff[0])

    def waived_until(day: date) -> bool:
        granted = waiver(staff=(person,), until=day)
        changed = replace(problem, evidence=(*problem.evidence, granted))
        found = [f for f in audit(today(changed)) if f.staff == overdue.staff
                 and f.rule == "tenure-in-post"]  # fmt: skip
        assert found, "a waived breach is still listed"
        outcome = solve(changed)
        assert isinstance(outcome, Solved)
        return not found[0].breach

    assert waived_until(problem.effect)
    assert not waived_until(problem.effect - timedelta(days=1))


def test_a_waiver_frees_nobody_else() -> None:
    problem = sample_problem()
    before = [
        f for f in audit(today(problem)) if f.breach and f.rule == "tenure-in-post"
    ]
    granted = waiver(staff=before[0].staff)
    changed = replace(problem, evidence=(*problem.evidence, granted))
    after = [
        f for f in audit(today(changed)) if f.breach and f.rule == "tenure-in-post"
    ]
    assert {f.staff for f in after} == {f.staff for f in before[1:]}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"approver": "Y011"}, "waiver-self-approved"),
        ({"rule": "no-such-rule"}, "rule-unknown"),
        ({"rule": "qualification"}, "waiver-not-possible"),
        ({"rule": "frozen-person"}, "waiver-not-possible"),
        ({"rule": "incompatible-duties"}, "waiver-not-possible"),
    ],
)
def test_a_waiver_that_cannot_be_is_a_fault(
    tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    rows, settings = sample()
    filled = {**rows, Waiver: [*rows[Waiver], waiver(**changes)]}
    write_csv_folder(tmp_path / "book", filled, settings)
    assert code in {f.code for f in inspect(tmp_path / "book").faults}
