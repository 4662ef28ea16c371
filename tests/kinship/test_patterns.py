"""The seventeen patterns, their mirrors, the doubts and the kin sets."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from kinship.bureau import POLICY, problem_of, varied
from kinship.oracle import Tree
from lungang_models.facts.kinship import KinStanding, asked, recusing
from lungang_models.facts.kinship.judgement import judge
from lungang_models.facts.kinship.patterns import (
    KinStep,
    Move,
    Path,
    mirror,
    path_of,
    shape_of,
)
from lungang_models.facts.kinship.policy import KIN_SETS

MOVES: tuple[Move, ...] = ("up", "down", "side", "wed")


def every_path(longest: int) -> list[Path]:
    """Every path of so many steps that a family can hold without incest or bigamy."""
    found = []
    for length in range(1, longest + 1):
        for moves in product(MOVES, repeat=length):
            path = tuple(KinStep(move) for move in moves)
            pairs = list(pairwise(moves))
            plain = all(
                pair not in (("wed", "wed"), ("up", "down"), ("side", "side"))
                for pair in pairs
            )
            if plain and shape_of(path) is not None:
                found.append(path)
    return found


PATHS = every_path(4)


def built(path: Path) -> tuple[Tree, str, str]:
    """A concrete family in which the path leads from one person to another."""
    tree = Tree()
    start = here = tree.newborn("男")
    for i, step in enumerate(path):
        if step.move == "up":
            parents = tree.newborn("男"), tree.newborn("女")
            tree.parents[here] = parents
            # The other parent is a stranger where the path marries again.
            remarries = i + 1 < len(path) and path[i + 1].move == "wed"
            if remarries:
                tree.divorced.append(parents)
            else:
                tree.wed(*parents)
            here = parents[0]
        elif step.move == "down":
            if here not in tree.married:
                other = tree.newborn("女" if tree.sex[here] == "男" else "男")
                tree.wed(here, other)
            mate = tree.married[here]
            if i and path[i - 1].move == "wed":
                tree.divorced.append((here, tree.newborn(tree.sex[mate])))
                mate = tree.divorced[-1][1]
            here = tree.newborn("女", (here, mate))
        elif step.move == "side":
            if here not in tree.parents:
                tree.parents[here] = (tree.newborn("男"), tree.newborn("女"))
                tree.wed(*tree.parents[here])
            here = tree.newborn("男", tree.parents[here])
        else:
            other = tree.newborn("女" if tree.sex[here] == "男" else "男")
            tree.wed(here, other)
            here = other
    return tree, start, here


@pytest.mark.parametrize("path", PATHS, ids=lambda p: "-".join(s.move for s in p))
def test_each_path_is_decided_as_by_set_definitions(path: Path) -> None:
    tree, start, end = built(path)
    lawful = end in tree.recusing(start)
    held = judge(path, POLICY)
    assert lawful == (held.standing is KinStanding.COUNTS)
    problem = problem_of(tree.staff(), tree.facts())
    pair = tuple(sorted((start, end)))
    assert lawful == (pair in {(a, b) for a, b, _ in recusing(problem)})
    doubted = pair in {(a, b) for a, b, _ in asked(problem)}
    assert doubted == (held.standing is KinStanding.ASK)


def test_the_paths_bite() -> None:
    """Among them are relations that count, that do not, and that are asked about."""
    found = [judge(path, POLICY).standing for path in PATHS]
    assert len(PATHS) > 90
    assert {s: found.count(s) > 5 for s in KinStanding} == dict.fromkeys(
        KinStanding, True
    )


@pytest.mark.parametrize("name", sorted(KIN_SETS))
def test_every_path_and_its_mirror_stand_alike(name: str) -> None:
    policy = varied(kin_set=name)
    for path in every_path(5):
        there, back = judge(path, policy), judge(mirror(path), policy)
        assert there.standing is back.standing
        assert there.category is back.category
        assert there.degree == back.degree


SEVENTEEN = {
    1: ["h", "w", "e"], 2: ["f", "m", "f,f", "m,m"], 3: ["s", "d", "s,s", "d,d"],
    4: ["f,f,f", "m,m,f,f", "s,s,s", "d,d,d,d"], 5: ["xb", "os", "half-x", "full-x"],
    6: ["f,xb", "m,xs"], 7: ["xb,s", "xs,d"], 8: ["f,xb,s", "m,xs,d"],
    9: ["w,f", "h,m"], 10: ["s,w", "d,h"], 11: ["w,xb", "h,xs"], 12: ["xb,w", "xs,h"],
    13: ["h,xb,w", "w,xs,h", "w,xb,w"], 14: ["s,w,f", "d,h,m"],
    15: ["f,xb,w", "xs,s,w", "m,xs,d,h"], 16: ["w,xb,s", "h,m,xs", "w,f,xb,d"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("number", "text"), [(n, t) for n, texts in SEVENTEEN.items() for t in texts]
)
def test_the_statutory_patterns_count(number: int, text: str) -> None:
    held = judge(path_of(text), POLICY)
    assert held.standing is KinStanding.COUNTS
    assert held.kind.number == number


@pytest.mark.parametrize(
    ("text", "switch", "code"),
    [
        ("f,f,f", "d1_beyond_grandparents", "D1"),
        ("w,m,xb", "d2_mirror", "D2"),
        ("step-f", "d3_step_unknown", "D3"),
        ("w,step-f", "d3_step_unknown", "D3"),
        ("step-xb", "d3_step_unknown", "D3"),
        ("s,d,h", "d4_grandchild_spouse", "D4"),
        ("out-f", "d5_adopted_out", "D5"),
        ("fiance-w", "d8_engaged", "D8"),
    ],
)
def test_each_doubt_is_a_switch_and_is_named(text: str, switch: str, code: str) -> None:
    wanted = {
        "counts": KinStanding.COUNTS,
        "ask": KinStanding.ASK,
        "no": KinStanding.NO,
    }
    for value, standing in wanted.items():
        held = judge(path_of(text), varied(**{switch: value}))
        assert held.standing is standing
        assert code in held.doubts


def test_a_step_uncle_needs_upbringing_and_the_reading_d7() -> None:
    raised = tuple(
        KinStep(s.move, s.sex, s.bond, raised=True) for s in path_of("step-f,xb")
    )
    for value in ("counts", "ask", "no"):
        held = judge(raised, varied(d7_step_collateral=value))
        assert held.standing.name.lower() == value
        assert {"D3", "D7"} <= set(held.doubts)
    institution = varied(kin_set="cn_institution", d7_step_collateral="no")
    assert judge(raised, institution).standing is KinStanding.COUNTS


def test_what_death_and_divorce_leave() -> None:
    """Divorce ends affinity (Civil Code 1080); of death the law is silent (D6)."""
    assert judge(path_of("ex-w,xb"), POLICY).standing is KinStanding.NO
    late = path_of("late-w,xb")
    assert judge(late, POLICY).standing is KinStanding.ASK
    lasting = varied(d6_ends_on_remarriage=False)
    assert judge(late, lasting).standing is KinStanding.COUNTS
    assert judge(late, varied(d6_after_death="no")).standing is KinStanding.NO
    assert judge(path_of("dead-f,xb"), POLICY).standing is KinStanding.COUNTS
    assert judge(path_of("m,late-h"), POLICY).doubts == ("D3",)


def test_a_path_that_climbs_after_a_descent_is_refused() -> None:
    with pytest.raises(ValueError, match="climb"):
        judge(path_of("s,m"), POLICY)


def test_the_kin_sets_differ_where_their_texts_do() -> None:
    expected = {
        "cn_civil": "yyyyyyyyn", "cn_institution": "yyyyyyyyn",
        "cn_bank_key": "yyyyyyyyn", "cn_bank_ordinary": "ynnnynnnn",
        "cn_accounting": "yyyyyynnn", "civil_code_close": "yyynnnnnn",
        "us_3110": "ynyyyynnn",
    }  # fmt: skip
    ask = ("h", "f,f", "xb", "m,xb", "w,f", "w,xb", "s,w,f", "f,xb,s,w", "s,d,h")
    for name, answers in expected.items():
        policy = varied(kin_set=name)
        got = "".join(
            "y" if judge(path_of(t), policy).standing is KinStanding.COUNTS else "n"
            for t in ask
        )
        assert (name, got) == (name, answers)


def test_a_custom_set_names_its_kinds() -> None:
    policy = varied(kin_set="custom", custom=("spouse", "cousin-spouse"))
    assert judge(path_of("m,xb,s,w"), policy).standing is KinStanding.COUNTS
    assert judge(path_of("w,m,xb,s"), policy).standing is KinStanding.COUNTS
    assert judge(path_of("m,xb,s"), policy).standing is KinStanding.NO
    with pytest.raises(ValueError, match="no such kinds"):
        varied(kin_set="custom", custom=("neighbour",))
