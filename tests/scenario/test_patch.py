"""A patch on the sample bureau: what it changes, what it refuses, where it says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from lungang.batch.stress import EventKind, rounds
from lungang.intake.generate import sample, sample_problem
from lungang.intake.open import open_problem
from lungang.intake.workbook import write_workbook
from lungang.scenario import (
    Patch,
    Scenario,
    apply,
    differences,
    json_schema,
    parse_patch,
    read_patch,
    read_scenario,
    scenario_files,
    write_patch,
)
from lungang_models.facts.pins import Pin
from lungang_models.facts.tenure import TenureLimits
from lungang_models.fault import BadInput
from lungang_models.problem import OfficeSettings, Problem
from lungang_models.vocabulary import PostId, StaffId, Status

HEAD = {"name": "一问", "author": "人事科", "purpose": "试一试"}


@pytest.fixture(scope="module")
def base() -> Problem:
    return sample_problem()


def patch(**parts: object) -> Patch:
    return Patch.model_validate({**HEAD, **parts})


def faults_of(base: Problem, text: str) -> list[tuple[str, int]]:
    """The codes and lines of what is wrong with a scenario."""
    head = "name: 一问\nauthor: 人事科\npurpose: 试一试\n"
    with pytest.raises(BadInput) as caught:
        apply(base, parse_patch(head + text, "问.yaml"))
    found = caught.value.faults
    assert all(f.says.zh and f.says.en and f.maybe.zh and f.maybe.en for f in found)
    return [(f.code, f.origin.row if f.origin else 0) for f in found]


def test_the_empty_patch_changes_nothing(base: Problem) -> None:
    made = apply(base, patch())
    assert patch().empty
    assert made.hash == base.hash
    assert set(made.doubts) == set(base.doubts)
    assert differences(base, made) == ()


def test_a_workbook_read_at_the_door_keeps_its_doubts(tmp_path: Path) -> None:
    rows, settings = sample()
    book = open_problem(write_workbook(tmp_path / "b.xlsx", rows, settings))
    assert set(apply(book, patch()).doubts) == set(book.doubts)


def test_values_rows_and_rules_change_and_the_difference_tells(base: Problem) -> None:
    made = apply(
        base,
        patch(
            policies={"tenure-limits": {"watched_due": 4, "other_due": "不设"}},
            change={"人员": {"Y105": {"人员状态": "暂缓交流"}}},
            add={
                "指定与排除": [
                    {"工号": "Y181", "post": "BG03", "要求": "不任", "依据": "试"}
                ]
            },
            drop=["long-without-leave"],
            effect="2027-06-01",
        ),
    )
    assert made.policy(TenureLimits).watched_due == 4
    assert made.person[StaffId("Y105")].status is Status.EXEMPT
    assert "long-without-leave" not in made.pack.rules
    assert "tenure-limits.watched_due" in made.pack.overlaid
    assert len(made.known(Pin)) == len(base.known(Pin)) + 1
    told = [d.says.zh for d in differences(base, made)]
    assert len(told) == 5
    assert any("关键、高风险岗位应当交流）：5 → 4" in t for t in told)
    assert any("Y105" in t and "在岗 → 暂缓交流" in t for t in told)


def test_who_leaves_takes_along_the_rows_about_him(base: Problem) -> None:
    made = apply(base, patch(remove={"人员": ["Y011"]}))
    assert StaffId("Y011") not in made.person
    assert len(made.known(Pin)) == len(base.known(Pin)) - 1
    assert all("不显示" not in d.says.zh for d in differences(base, made))


def test_who_sat_in_a_removed_post_is_to_be_placed_anew(base: Problem) -> None:
    made = apply(base, patch(remove={"岗位": ["GZ04"]}))
    holder = next(p for p in base.staff if p.post == "GZ04")
    assert made.person[holder.id].post is None
    assert PostId("GZ04") not in made.post


def test_every_fault_is_told_at_once_with_its_line(base: Problem) -> None:
    found = faults_of(
        base,
        """
policies:
  tenure-limits:
    watched_due: 99
    none_such: 1
change:
  人员:
    Y999: {post: BG01}
    Y105: {人员状态: 度假}
add:
  豁免:
    - {rule: authority, staff: Y011, reason: 试试, approver: 内控委, paper: 一,
       until: 2028-01-01}
  没有的表: []
remove:
  指定与排除:
    - {工号: Y033, 岗位编号: XX03}
drop: [seats]
adopt: [seats, none-such]
""",
    )
    assert set(found) >= {
        ("number-out-of-range", 7),
        ("knob-unknown", 8),
        ("scenario-row", 11),
        ("word-unknown", 12),
        ("waiver-not-possible", 15),
        ("scenario-sheet", 17),
        ("scenario-row", 20),
        ("scenario-rule-fixed", 21),
        ("scenario-rule-idle", 22),
        ("rule-unknown", 22),
    }


def test_a_row_that_fits_nothing_is_told_under_the_line_of_the_scenario(
    base: Problem,
) -> None:
    found = faults_of(
        base,
        "add:\n  人员:\n    - {id: N1, name: 新人, level: 科员, 编制类型: 行政, post: NN}\n",
    )
    assert found == [("post-unknown", 6)]


def test_yaml_that_is_none_and_shapes_that_are_wrong() -> None:
    for text, codes in (
        ("a: [", {"scenario-unreadable"}),
        ("- 1", {"scenario-shape"}),
        ("name: x\nfrobnicate: 1", {"scenario-missing-key", "scenario-key"}),
        ("name: x\nauthor: y\npurpose: z\nadd: 7", {"scenario-shape"}),
    ):
        with pytest.raises(BadInput) as caught:
            parse_patch(text, "问.yaml")
        assert {f.code for f in caught.value.faults} == codes, text


def test_kinship_known_through_somebody_removed_is_not_lost(base: Problem) -> None:
    """王之琛 and 王云晗 stay kin whoever leaves; a link through staff is refused."""
    chain = {
        "亲属申报": [
            {"申报人工号": "Y181", "称谓": "父亲", "亲属工号": "Y062"},
            {"申报人工号": "Y182", "称谓": "父亲", "亲属工号": "Y062"},
        ]
    }
    linked = apply(base, patch(add=chain))
    with pytest.raises(BadInput) as caught:
        apply(linked, patch(remove={"人员": ["Y062"]}))
    assert {f.code for f in caught.value.faults} == {"kin-through-removed"}
    stated = {
        "亲属事实": [{"事实": "兄弟姐妹", "甲工号": "Y181", "乙工号": "Y182"}],
    }
    apply(linked, patch(remove={"人员": ["Y062"]}, add=stated))


def test_a_file_keeps_its_comments_and_its_hash(tmp_path: Path) -> None:
    file = tmp_path / "四年.yaml"
    text = (
        "# 党组会提出\nname: 四年\nauthor: 人事科\npurpose: 试\n"
        "policies:\n  tenure-limits:\n    watched_due: 4  # 由五年\n"
    )
    file.write_text(text, "utf-8")
    read = read_patch(file)
    write_patch(file, read)
    assert file.read_text("utf-8") == text
    renamed = read.model_copy(update={"purpose": "再试"})
    write_patch(file, renamed)
    kept = file.read_text("utf-8")
    assert "# 党组会提出" in kept and "# 由五年" in kept
    assert read_patch(file).hash == renamed.hash != read.hash


def test_lineage_hashes_verify_and_tell_when_a_parent_changes(
    base: Problem, tmp_path: Path
) -> None:
    parent = patch(policies={"tenure-limits": {"watched_due": 4}})
    child = patch(
        name="二问",
        parent="a.yaml",
        parent_hash=parent.hash,
        base_hash=base.hash,
        policies={"mandatory-leave": {"share_percent": 30}},
    )
    write_patch(tmp_path / "a.yaml", parent)
    write_patch(tmp_path / "b.yaml", child)
    scenario = read_scenario(tmp_path / "b.yaml")
    made = scenario.problem(base)
    assert made.policy(TenureLimits).watched_due == 4
    lineage = scenario.lineage(base, made)
    assert lineage.verified and not list(scenario.drift(base))
    for forged in (
        lineage.model_copy(update={"base": made.hash}),
        lineage.model_copy(update={"problem": base.hash}),
        lineage.model_copy(update={"steps": lineage.steps[1:]}),
        lineage.model_copy(update={"steps": lineage.steps[::-1]}),
    ):
        assert not forged.verified
    write_patch(tmp_path / "a.yaml", patch())
    doubts = {d.code for d in read_scenario(tmp_path / "b.yaml").drift(made)}
    assert doubts == {"scenario-parent-changed", "scenario-base-changed"}


def test_parents_in_a_circle_or_elsewhere_are_refused(tmp_path: Path) -> None:
    write_patch(tmp_path / "a.yaml", patch(parent="b.yaml"))
    write_patch(tmp_path / "b.yaml", patch(parent="a.yaml"))
    write_patch(tmp_path / "c.yaml", patch(parent="../c.yaml"))
    for name, code in (("a", "scenario-circular"), ("c", "scenario-missing")):
        with pytest.raises(BadInput) as caught:
            read_scenario(tmp_path / f"{name}.yaml")
        assert {f.code for f in caught.value.faults} == {code}


def test_the_schema_takes_the_scenarios_that_ship() -> None:
    check = Draft202012Validator(json_schema())
    folder = Path(__file__).parents[2] / "scenarios" / "sample-bureau"
    for file in scenario_files(folder):
        content = YAML(typ="safe").load(file.read_text("utf-8"))
        wrong = [e.message for e in check.iter_errors(content)]
        assert not wrong, (file.name, wrong)
    assert list(check.iter_errors({**HEAD, "policies": {"tenure-limits": {"x": 1}}}))


def test_no_patch_at_all_is_the_workbook(base: Problem) -> None:
    assert Scenario().problem(base) is base
    assert Scenario().lineage(base, base).verified


def test_what_chance_changes_shows_in_the_difference_and_the_lineage(
    base: Problem,
) -> None:
    """Whatever is drawn: no change goes unseen, and no other problem passes for it."""
    hashes = {base.hash}
    for drawn in rounds(base, tuple(EventKind), 3, 12, 4):
        made = drawn.scenario.problem(base)
        assert made.hash not in hashes
        hashes.add(made.hash)
        there, back = differences(base, made), differences(made, base)
        assert len(there) == len(back) > 0
        assert [(d.before, d.after) for d in there if d.before.zh] == [
            (d.after, d.before) for d in back if d.before.zh
        ]
        assert differences(made, drawn.scenario.problem(base)) == ()
        lineage = drawn.scenario.lineage(base, made)
        assert lineage.verified
        assert not lineage.model_copy(update={"problem": base.hash}).verified


def test_a_scenario_keeps_who_the_organisation_is(tmp_path: Path) -> None:
    write_workbook(tmp_path / "book.xlsx", *sample())
    read = open_problem(tmp_path / "book.xlsx")
    named = read.with_(office=OfficeSettings(bureau="云溪县财政局"))
    made = Scenario((patch(policies={"tenure-limits": {"watched_due": 6}}),))
    found = made.problem(named)
    assert found.office.bureau == "云溪县财政局"
    assert found.account is not None and found.account == named.account
