"""Who is kin to whom: the closure against set definitions, and the ways it may not err."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinship.bureau import EFFECT, fact, person, problem_of, says, varied
from kinship.oracle import Tree, grown
from lungang_models.facts.kinship import (
    Category,
    KinStanding,
    asked,
    between,
    changes,
    describe,
    recusing,
    strongest,
    suspected,
    ties,
)
from lungang_models.facts.kinship.declaration import FactKind, KinFact
from lungang_models.problem import Problem

NUMBER = "11010519500101001X"
ZHANG, LI, WANG = (person("1", "男", "张甲"), person("2", "女", "李乙"),
                   person("3", "男", "王丙"))  # fmt: skip


def pairs(problem: Problem) -> set[tuple[str, str]]:
    return {(a, b) for a, b, _ in recusing(problem)}


def doubted(problem: Problem) -> set[tuple[str, str]]:
    return {(a, b) for a, b, _ in asked(problem)}


def lawful(tree: Tree) -> set[tuple[str, str]]:
    found = {(x, y) for x in tree.sex for y in tree.recusing(x)}
    assert {(y, x) for x, y in found} == found, "the oracle itself must be symmetric"
    return {(x, y) for x, y in found if x < y}


@pytest.mark.parametrize("seed", range(24))
def test_the_closure_of_facts_is_what_set_definitions_say(seed: int) -> None:
    tree = grown(seed, generations=3, remarriages=seed % 4)
    problem = problem_of(tree.staff(), tree.facts())
    assert pairs(problem) == lawful(tree)
    if not tree.remarriage():
        assert doubted(problem) == set()


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_row_order_and_swapped_sides_change_nothing(
    seed: int, rng: random.Random
) -> None:
    tree = grown(seed, generations=2, remarriages=1)
    rows = tree.facts()
    once = problem_of(tree.staff(), rows)
    shuffled = [_swapped(row) if rng.random() < 0.5 else row for row in rows]
    rng.shuffle(shuffled)
    again = problem_of(tree.staff(), shuffled)
    assert [(t.a, t.b, t.kind, t.standing) for t in ties(once)] == [
        (t.a, t.b, t.kind, t.standing) for t in ties(again)
    ]


def _swapped(row: KinFact) -> KinFact:
    """A marriage may be written from either side."""
    if row.kind is not FactKind.SPOUSE:
        return row
    return row.model_copy(update={"a_staff": row.b_staff, "b_staff": row.a_staff})


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_ending_a_marriage_never_makes_kin(seed: int) -> None:
    tree = grown(seed, generations=2, remarriages=0)
    before = pairs(problem_of(tree.staff(), tree.facts()))
    one = sorted(tree.married)[seed % len(tree.married)]
    other = tree.married[one]
    tree.divorce(one)
    after = pairs(problem_of(tree.staff(), tree.facts()))
    assert after <= before
    assert tuple(sorted((one, other))) in before - after


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_unrelated_people_change_nothing(seed: int) -> None:
    """Trap: adding a stranger must not change the findings of others."""
    tree, others = grown(seed, 2, 1), grown(seed + 1, 2, 0)
    alone = ties(problem_of(tree.staff(), tree.facts()))
    renamed = {n: f"Z{n}" for n in others.sex}
    staff = [p.model_copy(update={"id": renamed[p.id]}) for p in others.staff()]
    rows = [
        r.model_copy(
            update={"a_staff": renamed[r.a_staff], "b_staff": renamed[r.b_staff]}
        )
        for r in others.facts()
    ]
    both = ties(problem_of([*tree.staff(), *staff], [*tree.facts(), *rows]))
    assert both[: len(alone)] == alone
    assert all(t.a.startswith("Z") and t.b.startswith("Z") for t in both[len(alone) :])


@pytest.mark.parametrize(
    "kind", ["同父同母兄弟姐妹", "同父异母或同母异父兄弟姐妹", "兄弟姐妹"]
)
def test_half_and_full_siblings_are_siblings_alike(kind: str) -> None:
    rows = [fact(kind, "1", "2"), fact("夫妻", "2", "3")]
    problem = problem_of([ZHANG, LI, WANG], rows)
    assert pairs(problem) == {("1", "2"), ("2", "3"), ("1", "3")}


def test_declared_words_close_over_the_people_they_name() -> None:
    rows = [says("1", "妻子", "2"), says("2", "弟弟", "3")]
    problem = problem_of([ZHANG, LI, WANG], rows)
    tie = strongest(problem)["1", "3"]
    assert (tie.category, tie.kind, tie.standing) == (
        Category.AFFINITY, "spouse-sibling", KinStanding.COUNTS,
    )  # fmt: skip
    assert tie.inferred and tie.level == "A"
    assert {row.word for row in tie.evidence} == {"妻子", "弟弟"}
    assert tie.path.zh == "张甲 → 妻子 李乙 → 弟 王丙"
    assert not strongest(problem)["1", "2"].inferred


@pytest.mark.parametrize(
    ("word", "back"),
    [("侄女婿", "叔岳父"), ("舅妈", "丈夫的外甥"), ("妯娌", "妯娌"), ("儿媳", "公公"),
     ("表哥", "表弟"), ("外甥女婿", "姨岳母"), ("嫂子", "小叔子"), ("亲家公", "亲家母"),
     ("孙女婿", "太岳父"), ("嫂子的弟弟", "姐夫的弟弟"), ("堂叔", "堂侄"),
     ("继父", "继子"), ("继母的妹妹", "姐姐的继女")],
)  # fmt: skip
def test_both_sides_tell_the_same(word: str, back: str) -> None:
    """Trap: a nephew-in-law and an uncle-in-law are one relation."""
    staff = [person("1"), person("2")]
    one = strongest(problem_of(staff, [says("1", word, "2")]))["1", "2"]
    other = strongest(problem_of(staff, [says("2", back, "1")]))["1", "2"]
    assert one.standing is other.standing
    assert one.category is other.category


def test_two_who_list_one_father_are_siblings() -> None:
    """Trap: by identity number a fact, by name and month of birth to be confirmed."""

    def known(**who: object) -> Problem:
        rows = [says("1", "父亲", relative_name="老 张", **who),
                says("3", "爸爸", relative_name="老张", **who)]  # fmt: skip
        return problem_of([ZHANG, WANG], rows)

    sure = strongest(known(relative_id_number=NUMBER))["1", "3"]
    assert (sure.kind, sure.level, sure.standing) == (
        "sibling",
        "A",
        KinStanding.COUNTS,
    )
    born = known(relative_born=date(1950, 1, 3))
    probable = strongest(born)["1", "3"]
    assert (probable.level, probable.standing) == ("B", KinStanding.ASK)
    assert probable.if_confirmed is KinStanding.COUNTS
    hard = problem_of(born.staff, born.evidence, varied(inferred_kin="hard"))
    assert pairs(hard) == {("1", "3")}
    by_name = known()
    assert ties(by_name) == ()
    assert [(t.a, t.b, t.level) for t in suspected(by_name)] == [("1", "3", "C")]


def test_one_name_and_another_month_of_birth_is_nothing() -> None:
    """Trap: homonyms."""
    rows = [says("1", "父亲", relative_name="老张", relative_born=date(1950, 1, 1)),
            says("3", "父亲", relative_name="老张", relative_born=date(1950, 2, 1))]  # fmt: skip
    problem = problem_of([ZHANG, WANG], rows)
    assert ties(problem) == suspected(problem) == ()


def test_a_cousin_of_unknown_side_contradicts_nothing() -> None:
    """Trap: later the mother's brother is known."""
    rows = [says("1", "表哥", "3"), says("1", "舅舅", relative_name="老舅")]
    tie = strongest(problem_of([ZHANG, WANG], rows))["1", "3"]
    assert (tie.kind, tie.standing, len(tie.readings)) == (
        "cousin",
        KinStanding.COUNTS,
        3,
    )


def test_a_divorce_inside_the_horizon_splits_it() -> None:
    rows = [says("1", "妻子", "2", since=date(2010, 1, 1), until=date(2026, 9, 1),
                 end="离婚"), says("2", "哥哥", "3")]  # fmt: skip
    problem = problem_of([ZHANG, LI, WANG], rows)
    assert changes(problem, date(2026, 12, 31)) == (date(2026, 9, 1),)
    assert ("1", "3") in pairs(problem)
    later = {(a, b) for a, b, _ in recusing(problem, date(2026, 9, 1))}
    assert later == {("2", "3")}
    assert strongest(problem)["1", "3"].until == date(2026, 9, 1)


def test_a_wedding_ahead_counts_from_its_day() -> None:
    """Doubt D9."""
    rows = [says("1", "妻子", "2", since=date(2026, 8, 1))]
    problem = problem_of([ZHANG, LI], rows)
    before = strongest(problem)["1", "2"]
    assert (before.standing, before.doubts) == (KinStanding.ASK, ("D9",))
    after = strongest(problem, date(2026, 8, 1))["1", "2"]
    assert (after.standing, after.category) == (KinStanding.COUNTS, Category.SPOUSE)


@pytest.mark.parametrize(
    ("raised", "standing"),
    [("是", KinStanding.COUNTS), ("不详", KinStanding.ASK), ("否", KinStanding.NO)],
)
def test_a_stepfather_counts_if_he_raised_the_child(
    raised: str, standing: KinStanding
) -> None:
    """Trap: upbringing unknown is soft, and the marriage beside it changes nothing."""
    rows = [says("1", "继父", "3", raised=raised), says("1", "母亲", "2"),
            says("2", "丈夫", "3")]  # fmt: skip
    tie = strongest(problem_of([ZHANG, LI, WANG], rows))["1", "3"]
    assert (tie.standing, tie.doubts) == (standing, ("D3",))


def test_a_child_adopted_away_is_not_bound() -> None:
    """Trap: Civil Code 1111, doubt D5."""
    rows = [says("1", "父亲", "3", adopted_out=True), says("3", "女儿", "2")]
    problem = problem_of([ZHANG, LI, WANG], rows)
    assert pairs(problem) == {("2", "3")}
    assert "D5" in strongest(problem)["1", "2"].doubts


@pytest.mark.parametrize(
    ("word", "category", "standing"),
    [("妯娌", "近姻亲", "应回避"), ("连襟", "近姻亲", "应回避"),
     ("嫂子的弟弟", "四类之外", "不构成"), ("孙女婿", "四类之外", "不构成"),
     ("前妻的哥哥", "四类之外", "不构成")],
)  # fmt: skip
def test_the_words_people_stumble_over(word: str, category: str, standing: str) -> None:
    """Traps: two marriages, in-laws of in-laws, D4, and what a divorce ended."""
    tie = strongest(problem_of([person("1"), person("2")], [says("1", word, "2")]))
    assert tie["1", "2"].category.value == category
    assert tie["1", "2"].standing.value == standing


@pytest.mark.parametrize(("raised", "named"), [("否", "NO"), ("不详", "ASK")])
def test_the_stepfathers_brother_follows_the_stepfather(
    raised: str, named: str
) -> None:
    """That the mother is married to him says no more than his own row does (D7)."""
    brother = person("4", "男")
    rows = [says("1", "继父", "3", raised=raised), says("1", "母亲", "2"),
            says("2", "丈夫", "3"), says("3", "弟弟", "4")]  # fmt: skip
    held = strongest(problem_of([ZHANG, LI, WANG, brother], rows))
    assert held["1", "4"].standing is KinStanding[named]
    assert held["1", "3"].standing is KinStanding[named]


@pytest.mark.parametrize("number", ["0", "4"])
@pytest.mark.parametrize(("raised", "named"), [("否", "NO"), ("不详", "ASK")])
def test_the_stepmothers_sister_follows_the_stepmother(
    raised: str, named: str, number: str
) -> None:
    sister = person(number, "女")
    rows = [fact("亲生父母", "1", "3"), fact("夫妻", "1", "2"),
            fact("继父母", "2", "3", raised=raised),
            fact("兄弟姐妹", "2", number)]  # fmt: skip
    held = strongest(problem_of([ZHANG, LI, WANG, sister], rows))
    first, then = sorted(("3", number))
    assert held[first, then].standing is KinStanding[named]


def test_a_half_brothers_father_is_not_ones_own() -> None:
    staff = [person(n, "男") for n in "1234"]
    rows = [fact("同父异母或同母异父兄弟姐妹", "1", "2"), fact("亲生父母", "3", "1"),
            fact("亲生父母", "4", "2")]  # fmt: skip
    problem = problem_of(staff, rows)
    assert pairs(problem) == {("1", "2"), ("1", "3"), ("2", "4")}
    assert doubted(problem) == set()
    usual = problem_of(
        staff[:3], [fact("兄弟姐妹", "1", "2"), fact("亲生父母", "3", "1")]
    )
    assert doubted(usual) == {("2", "3")}


def test_a_step_siblings_other_parent_is_a_stranger() -> None:
    """The child my father raised has a father of their own, and he parents of his."""
    staff = [person(n, "男") for n in "1234"]
    rows = [fact("亲生父母", "1", "2"), fact("继父母", "1", "3", raised="是"),
            fact("亲生父母", "4", "3")]  # fmt: skip
    problem = problem_of(staff, rows)
    assert ("2", "3") in pairs(problem)
    assert not {("2", "4"), ("1", "4")} & (pairs(problem) | doubted(problem))


@pytest.mark.parametrize(
    ("sibling", "bond", "asks"),
    [
        ("同父同母兄弟姐妹", "继父母", True),
        ("同父同母兄弟姐妹", "养父母", True),
        ("同父异母或同母异父兄弟姐妹", "继父母", False),
    ],
)
def test_who_raised_a_sibling_need_not_have_raised_oneself(
    sibling: str, bond: str, asks: bool
) -> None:
    staff = [person(n, "男") for n in "123"]
    raised = {"raised": "是"} if bond == "继父母" else {}
    rows = [fact(sibling, "1", "2"), fact(bond, "3", "2", **raised)]
    for told in (rows, rows[::-1]):
        problem = problem_of(staff, told)
        assert ("2", "3") in pairs(problem) and ("1", "3") not in pairs(problem)
        assert (("1", "3") in doubted(problem)) is asks


def test_a_half_brothers_stepmother_is_nobodys_mother_else() -> None:
    staff = [person("1", "男"), person("2", "男"), person("3", "女"), person("4", "男")]
    rows = [fact("亲生父母", "1", "2"), fact("亲生父母", "1", "4"),
            fact("继父母", "3", "4", raised="是")]  # fmt: skip
    assert ("2", "3") not in pairs(problem_of(staff, rows))


def test_a_cousins_sister_is_a_cousin_only_if_a_whole_sister() -> None:
    staff = [person(n, "男") for n in "123"]
    for kind, sure in (("同父同母兄弟姐妹", True), ("兄弟姐妹", False)):
        problem = problem_of(staff, [says("1", "表弟", "2"), fact(kind, "2", "3")])
        assert (("1", "3") in pairs(problem)) is sure


def test_what_hangs_on_part_of_a_word_is_no_surer_than_the_part() -> None:
    husband = person("4", "男")
    rows = [says("1", "母亲", "2"), says("1", "舅舅", "3"), says("2", "丈夫", "4")]
    problem = problem_of([ZHANG, LI, WANG, husband], rows)
    assert {("2", "3"), ("3", "4")} <= doubted(problem)
    assert strongest(problem)["3", "4"].kind == "sibling-spouse"


@pytest.mark.parametrize(
    ("dates", "kin"),
    [
        ({"since": date(2000, 1, 1)}, True),
        ({"since": date(2027, 1, 1)}, False),
        ({"since": date(2000, 1, 1), "until": date(2020, 1, 1)}, False),
    ],
)
def test_an_adoption_holds_from_its_day_until_it_is_dissolved(
    dates: dict[str, date], kin: bool
) -> None:
    problem = problem_of([ZHANG, WANG], [says("1", "养父", "3", **dates)])
    assert (("1", "3") in pairs(problem)) == kin


def test_a_tie_reads_from_the_smaller_number() -> None:
    tie = strongest(problem_of([ZHANG, WANG], [says("3", "舅舅", "1")]))["1", "3"]
    assert [step.move for step in tie.readings[0]] == ["side", "down"]
    assert tie.kind == "nephew-niece" and tie.degree == 3
    both = [says("3", "舅舅", "1"), says("1", "外甥", "3")]
    assert len(ties(problem_of([ZHANG, WANG], both))) == 1


def test_a_claim_of_no_upbringing_does_not_undo_a_common_mother() -> None:
    """The strongest evidence stands: whoever hides kin behind a word gains nothing."""
    rows = [says("1", "继弟", "3", raised="否"), fact("亲生父母", "2", "1"),
            fact("亲生父母", "2", "3")]  # fmt: skip
    assert ("1", "3") in pairs(problem_of([ZHANG, LI, WANG], rows))


def test_an_unread_word_is_asked_and_not_dropped() -> None:
    problem = problem_of([ZHANG, LI], [says("1", "老表", "2")])
    tie = strongest(problem)["1", "2"]
    assert (tie.category, tie.standing) == (Category.UNKNOWN, KinStanding.ASK)


def test_two_uncles_of_one_person_are_only_probably_brothers() -> None:
    fourth = person("4", "男")
    rows = [says("1", "舅舅", "3"), says("1", "舅舅", "4")]
    problem = problem_of([ZHANG, WANG, fourth], rows)
    assert pairs(problem) == {("1", "3"), ("1", "4")}
    assert doubted(problem) == {("3", "4")}
    assert strongest(problem)["3", "4"].if_confirmed is KinStanding.COUNTS


def test_part_of_a_word_is_less_certain_than_the_word() -> None:
    """An uncle by word of mouth need not be the brother of the known mother."""
    rows = [says("1", "母亲", "2"), says("1", "舅舅", "3")]
    problem = problem_of([ZHANG, LI, WANG], rows)
    assert pairs(problem) == {("1", "2"), ("1", "3")}
    assert doubted(problem) == {("2", "3")}


def test_people_related_twice_have_two_ties() -> None:
    rows = [says("1", "表哥", "3"), says("1", "亲家公", "3")]
    kinds = {t.kind for t in ties(problem_of([ZHANG, WANG], rows))}
    assert kinds == {"cousin", "child-spouse-parent"}


def test_the_widower_is_bound_until_he_marries_again() -> None:
    """Doubt D6."""
    rows = [says("1", "妻子", "2", until=date(2024, 1, 1), end="去世"),
            says("2", "哥哥", "3")]  # fmt: skip
    problem = problem_of([ZHANG, LI, WANG], rows)
    assert ("1", "3") in pairs(problem)
    assert strongest(problem)["1", "3"].doubts == ("D6",)
    new = says("1", "妻子", relative_name="新妻", since=date(2025, 1, 1))
    again = problem_of([ZHANG, LI, WANG], [*rows, new])
    assert ("1", "3") not in pairs(again)
    switch = varied(d6_ends_on_remarriage=False)
    kept = problem_of([ZHANG, LI, WANG], [*rows, new], switch)
    assert ("1", "3") in pairs(kept)


def test_the_spouse_of_a_parent_may_be_a_parent() -> None:
    rows = [fact("亲生父母", "1", "3"), fact("夫妻", "1", "2")]
    problem = problem_of([ZHANG, LI, WANG], rows)
    assert doubted(problem) == {("2", "3")}
    mother = fact("亲生父母", "2", "3")
    known = problem_of([ZHANG, LI, WANG], [*rows, mother])
    assert doubted(known) == set() and ("2", "3") in pairs(known)


def test_two_parents_of_one_child_without_a_marriage_are_asked() -> None:
    rows = [says("1", "儿子", relative_name="童", relative_id_number=NUMBER),
            says("2", "儿子", relative_name="童", relative_id_number=NUMBER)]  # fmt: skip
    assert doubted(problem_of([ZHANG, LI], rows)) == {("1", "2")}


def test_a_relative_known_by_number_is_the_member_of_staff() -> None:
    mother = person("2", "女", "李乙", id_number="110105195503030026")
    rows = [says("1", "母亲", relative_name="李乙",
                 relative_id_number="110105195503030026")]  # fmt: skip
    problem = problem_of([ZHANG, mother], rows)
    assert pairs(problem) == {("1", "2")}


def test_a_relative_known_by_name_and_month_is_to_be_confirmed() -> None:
    wife = person("2", "女", "李乙", born=date(1985, 3, 9))
    rows = [says("1", "妻子", relative_name="李乙", relative_born=date(1985, 3, 1))]
    problem = problem_of([ZHANG, wife], rows)
    assert doubted(problem) == {("1", "2")}
    assert strongest(problem)["1", "2"].level == "B"


def test_a_family_in_which_all_declare_all_is_closed_quickly() -> None:
    """Twelve people, each declaring every other: work may not explode."""
    men = [person(f"A{i}", "男") for i in range(4)]
    women = [person(f"B{i}", "女") for i in range(4)]
    sons = [person(f"C{i}", "男") for i in range(4)]
    rows = [says(men[i].id, "妻子", women[i].id) for i in range(4)]
    rows += [says(men[i].id, "儿子", sons[i].id) for i in range(4)]
    for i in range(4):
        for j in set(range(4)) - {i}:
            rows += [says(men[i].id, "兄弟", men[j].id),
                     says(sons[i].id, "堂兄", sons[j].id),
                     says(sons[i].id, "叔叔", men[j].id),
                     says(women[i].id, "妯娌", women[j].id)]  # fmt: skip
    problem = problem_of([*men, *women, *sons], rows)
    assert len(pairs(problem)) == 12 * 11 // 2 - 4  # a wife's own son is presumed hers
    assert len(doubted(problem)) == 4


def test_what_was_derived_is_read_back_with_its_reasons() -> None:
    rows = [says("1", "妻子", "2", row=7), says("2", "弟弟", "3", row=8),
            says("1", "继子", "3", row=9)]  # fmt: skip
    problem = problem_of([ZHANG, LI, WANG], rows)
    told = between(problem, "3", "1")
    assert len(told) == 2
    assert "妻子 李乙" in told[0].zh and "亲属申报第7行、亲属申报第8行" in told[0].zh
    assert "near" not in told[0].en and "Inferred" in told[0].en
    assert "是否形成抚养关系" in told[1].zh and "depends on upbringing" in told[1].en
    assert [w.zh for w in between(problem, "1", "9")] == ["未见亲属关系的申报或事实"]
    everything = " ".join(w.zh for w in describe(problem, "1"))
    assert "李乙" in everything and "王丙" in everything


def test_no_identity_number_is_ever_said() -> None:
    rows = [says("1", "父亲", relative_name="老张", relative_id_number=NUMBER),
            says("3", "父亲", relative_name="老张", relative_id_number=NUMBER)]  # fmt: skip
    problem = problem_of([ZHANG, WANG], rows)
    told = " ".join(w.zh + w.en for w in describe(problem, "1"))
    assert "老张" in told and NUMBER not in told
    assert all(NUMBER not in repr(row) for row in rows)
    assert problem.effect == EFFECT
