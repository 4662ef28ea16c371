"""Rule packs name file and line of what is wrong; waivers switch off one ground only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

import story
from lungang.document import audit_document
from lungang.intake.generate import sample, sample_problem
from lungang.intake.open import check_workbook
from lungang.intake.waivers import waiver_faults, waivers_of_no_case
from lungang.intake.workbook import write_csv_folder
from lungang.review.audit import audit
from lungang.review.waivers import unneeded
from lungang.rulebook.pack_diff import pack_differences
from lungang.solve import Solved, solve
from lungang_models.deciding_bodies import Body, bodies
from lungang_models.facts.kinship import recusing
from lungang_models.families import RuleFamily
from lungang_models.fault import BadInput, Origin
from lungang_models.pack import load, names
from lungang_models.plan import Plan, today
from lungang_models.registry import checks, policies, preferences, rules
from lungang_models.rule import Finding, Rule, cited
from lungang_models.vocabulary import StaffId, Tables
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
        assert isinstance(check.family, RuleFamily)
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
            "      source: 防控办法第三十一条（三）\n",
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
    return Waiver.model_validate(given | changes)


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
        ({"signatory": "Y011"}, "waiver-self-approved"),
        ({"approver": "党组"}, "waiver-not-entitled"),
        ({"approver": "内控委办公室"}, "waiver-not-entitled"),
        ({"approver": "Y001"}, "waiver-not-entitled"),
        (
            {
                "rule": "incompatible-duties",
                "posts": ("XX03", "XX21"),
                "approver": "内控委",
            },
            "waiver-without-control",
        ),
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
    assert code in {f.code for f in check_workbook(tmp_path / "book").faults}


@pytest.mark.parametrize("rule", [r for r in rules() if r.waivable], ids=lambda r: r.id)
def test_each_entitled_body_may_waive_and_no_other(rule: Rule) -> None:
    assert rule.waivable is not None
    for body in Body:
        for name in (body.value, f"本局{body.value}", body.words.en):
            given = waiver(rule=rule.id, approver=name, mitigation="专项审计")
            found = {f.code for f in waiver_faults(Tables({Waiver: [given]}))}
            assert found == (
                set() if body in rule.waivable.by else {"waiver-not-entitled"}
            )
        assert body.value in rule.waivable.says.zh or body not in rule.waivable.by


@pytest.mark.parametrize(
    "rule", [r for r in rules() if not r.waivable], ids=lambda r: r.id
)
def test_what_nobody_may_waive_stays(rule: Rule) -> None:
    given = waiver(rule=rule.id, approver="内控委", mitigation="专项审计")
    found = {f.code for f in waiver_faults(Tables({Waiver: [given]}))}
    assert found == {"waiver-not-possible"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("内控委并报公务员主管部门",
         {Body.INTERNAL_CONTROL_COMMITTEE, Body.CIVIL_SERVICE_AUTHORITY}),
        ("局内部控制委员会", {Body.INTERNAL_CONTROL_COMMITTEE}),
        ("内部控制委员会办公室", set()),
        ("局党组（2026年第3次会议）", {Body.PARTY_GROUP}),
        ("市委组织部", {Body.CIVIL_SERVICE_AUTHORITY}),
        ("Party Group", {Body.PARTY_GROUP}),
        ("张三", set()),
    ],
)  # fmt: skip
def test_bodies_are_read_as_people_write_them(text: str, meant: set[Body]) -> None:
    assert bodies(text) == meant


def test_kin_of_the_beneficiary_may_not_sign(tmp_path: Path) -> None:
    rows, settings = sample()
    problem = sample_problem()
    one, other, _ = recusing(problem)[0]
    for signed, code in ((other, {"waiver-approved-by-kin"}), ("Y001", set())):
        given = waiver(staff=(one,), signatory=signed)
        filled = {**rows, Waiver: [*rows[Waiver], given]}
        folder = tmp_path / signed
        write_csv_folder(folder, filled, settings)
        found = check_workbook(folder).faults
        assert {f.code for f in found} == code
        assert all(f.column == "签批人工号" and f.cell for f in found)


def test_a_workbook_without_the_newer_columns_is_read(tmp_path: Path) -> None:
    rows, settings = sample()
    write_csv_folder(tmp_path / "book", rows, settings)
    sheet = tmp_path / "book" / "豁免.csv"
    lines = sheet.read_text("utf-8-sig").splitlines()
    keep = lines[0].split(",").index("签批人工号")
    assert keep == len(lines[0].split(",")) - 1
    sheet.write_text("\n".join(line.rsplit(",", 1)[0] for line in lines), "utf-8-sig")
    assert not check_workbook(tmp_path / "book").faults


def test_a_waiver_whose_risk_has_gone_is_swept_up() -> None:
    problem = sample_problem()
    breach = next(
        f for f in audit(today(problem)) if f.rule == "tenure-in-post" and f.breach
    )
    needed = waiver(staff=breach.staff)
    calm = next(
        s.id for s in problem.staff
        if not any(s.id in f.staff and f.hard for f in audit(today(problem)))
    )  # fmt: skip
    idle = waiver(staff=(calm,), paper="2号")
    changed = replace(problem, evidence=(*problem.evidence, needed, idle))
    left = unneeded(changed, audit(today(changed)))
    assert idle in left and needed not in left
    lines = audit_document(today(changed)).waivers
    assert {line.paper: line.needed for line in lines}["2号"] is False
    assert {line.paper: line.needed for line in lines}["1号"] is True


SITE = """
pack: our-bureau
version: "1"
title: {zh: 本局, en: ours}
extends: cn-finance-bureau
drop: [closed-ring]
policies:
  tenure-limits:
    watched_must: {value: 8, source: 本局党组会议纪要}
"""


def test_a_site_names_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(SITE, "utf-8")
    ours, theirs = load(path), load("cn-finance-bureau")
    assert ours.lineage == ("our-bureau", "cn-finance-bureau")
    found = {d.name: d for d in pack_differences(theirs, ours)}
    assert set(found) == {"closed-ring", "tenure-limits.watched_must"}
    changed = found["tenure-limits.watched_must"]
    assert changed.left and changed.right and changed.right.value == 8
    assert changed.right.source == "本局党组会议纪要"
    mirrored = {d.name: d for d in pack_differences(ours, theirs)}
    assert {n: (d.right, d.left) for n, d in mirrored.items()} == {
        n: (d.left, d.right) for n, d in found.items()
    }
    line = next(r for r in rules() if r.id == "kinship-line")
    assert cited(line, ours) == cited(line, theirs) == "21(1)"


@pytest.mark.parametrize(
    ("before", "after", "code", "row"),
    [
        ("drop: [closed-ring]", "drop: [seats]", "pack-drops-basic", 6),
        ("drop: [closed-ring]", "drop: [one-main-post]", "pack-drops-basic", 6),
        ("drop: [closed-ring]", "drop: [no-such]", "rule-not-there", 6),
        ("extends: cn-finance-bureau", "extends: nowhere.yaml", "pack-base", 5),
        ("extends: cn-finance-bureau", "extends: ours.yaml", "pack-circle", 5),
        ("value: 8,", "value: acht,", "policy-value", 9),
        ("version:", "colour: red\nversion:", "pack-shape", 3),
    ],
)
def test_a_wrong_site_file_names_its_line(
    tmp_path: Path, before: str, after: str, code: str, row: int
) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(SITE.replace(before, after), "utf-8")
    with pytest.raises(BadInput) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert (fault.code, fault.origin) == (code, Origin("ours.yaml", row))


def test_packs_differ_as_their_law_does() -> None:
    civil, bank = load("cn-civil-2020"), load("cn-bank-2019")
    assert {p for p in names()} >= {
        "cn-bank-2019", "cn-civil-2020", "cn-finance-bureau", "cn-institution-2019",
        "in-psb", "us-bank",
    }  # fmt: skip
    found = {d.name: d for d in pack_differences(civil, bank)}
    must = found["tenure-limits.watched_must"]
    assert must.left and must.right and (must.left.value, must.right.value) == (10, 7)
    assert "leave-quota" in found and "family-abroad" in found
    assert not pack_differences(civil, load("cn-civil-2020"))
    for name in names():
        assert {"seats", "one-main-post"} <= load(name).rules


@pytest.mark.parametrize("name", names())
def test_the_sample_bureau_is_audited_under_every_pack(name: str) -> None:
    pack = load(name)
    found = audit(today(sample_problem().with_(pack=pack)))
    assert found and all(f.rule in pack.rules for f in found)


@pytest.mark.parametrize(
    ("pack", "word", "people", "hit"),
    [
        ("cn-bank-2019", "表妹", ("周", "吴"), False),
        ("cn-bank-2019", "妻子", ("周", "吴"), True),
        ("cn-bank-2019", "表妹", ("孙", "郑"), True),
        ("cn-bank-2019", "表妹", ("孙", "周"), True),
        ("cn-civil-2020", "表妹", ("周", "吴"), True),
        ("us-bank", "祖父", ("周", "吴"), False),
        ("us-bank", "表妹", ("周", "吴"), True),
        ("in-psb", "妻子", ("周", "吴"), False),
    ],
)
def test_each_pack_has_its_kin(
    pack: str, word: str, people: tuple[str, str], hit: bool
) -> None:
    """Between ordinary staff of a bank fewer relations count than with key staff."""
    declared = f"{{申报人工号: {people[0]}, 称谓: {word}, 亲属工号: {people[1]}}}"
    problem = story.world(f"pack: {pack}\n亲属申报: [{declared}]")
    found = {frozenset((a, b)) for a, b, _ in recusing(problem)}
    assert (frozenset(people) in found) is hit


def test_a_rule_is_asked_once_for_all_its_waivers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An organisation has a hundred; asked for each, the time grows with its square."""
    whole, asked = sample_problem(), list[str]()
    (one, *_) = whole.known(Waiver)
    (rule,) = (r for r in rules() if r.id == one.rule)
    audit = type(rule).audit

    def counted(self: Rule, plan: Plan) -> Iterator[Finding]:
        asked.append(self.id)
        return audit(self, plan)

    some = [
        one.model_copy(update={"staff": (p.id,), "until": whole.effect})
        for p in whole.staff[:20]
    ]
    others = tuple(e for e in whole.evidence if not isinstance(e, Waiver))
    monkeypatch.setattr(type(rule), "audit", counted)
    found = tuple(waivers_of_no_case(whole.with_(evidence=(*others, *some))))
    assert len(found) > 10 and asked == [rule.id]
