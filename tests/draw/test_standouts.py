"""Whoever the rules alone draw or spare is named, before the commitment and by all
verifiers, with the cause; a draw that looks lawful may still be aimed at somebody."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from draw_worlds import calendar_2026, quota, rules_of, rules_raw
from proceeding import OPENED, at, committed, hand_out, write_names
from verifying import run_node, run_python

from lungang.draw import chances, opening
from lungang.draw.assembling import OtherRows, make_pool
from lungang.draw.bundle import write_bundle
from lungang.draw.folder import DrawFolder
from lungang.draw.pool import Holder, Pool
from lungang.draw.pool_files import write_pool
from lungang.draw.rules import rules_bytes
from lungang.draw.standouts import standouts

FRIENDS, ENEMY, ALONE, FRESH = ("p00", "p01", "p02"), "p03", "p04", "p05"


def aimed() -> tuple[Pool, bytes]:
    """Twelve people; a quota of none for three, of one for one, a person nobody covers,
    and years that leave somebody new next to no chance."""
    holders = [
        Holder(f"p{k:02d}", "u", "-", 0 if k == 5 else 5,
               {"team": "a" if k < 3 else "b" if k == 3 else "c"})
        for k in range(12)
    ]  # fmt: skip
    pairs = [(h.pid, f"c{k % 6}") for k, h in enumerate(holders) if h.pid != ALONE]
    raw = rules_raw(
        share="1/4", pages=100, quotas=[quota("team", "a", 0, 0), quota("team", "b", 1, 1)],
        weights={"base": 1, "per_year": 10, "years_cap": 10},
    )  # fmt: skip
    pool = make_pool(
        rules_of(raw), holders, pairs, {c: 2 for _, c in pairs},
        OtherRows([], [], calendar_2026()),
    )  # fmt: skip
    return pool, rules_bytes(raw)


@pytest.fixture(scope="module")
def bundles(
    tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]
) -> tuple[Path, Path, Pool]:
    """The inspection bundle and the public one of that draw, committed to."""
    home = tmp_path_factory.mktemp("aimed")
    folder = DrawFolder(home, "2026-Q1")
    pool, rules = aimed()
    write_pool(folder.public, pool, rules)
    write_names(folder, pool)
    opening.open_draw(folder, opening.Opening("某局", "ab" * 32), at(OPENED))
    hand_out(folder)
    chances.compute_odds(folder)
    chances.make_book(folder)
    committed(folder, keys)
    write_bundle(folder, home / "inspected", inspection=True)
    write_bundle(folder, home / "published")
    return home / "inspected", home / "published", pool


CAUSES = {
    "名额“team=a”最多0人，机会为0": FRIENDS,
    "名额“team=b”至少1人，机会为1": (ENEMY,),
    "无人可代职、机会为0": (ALONE,),
    "机会不到平均的一半": (FRESH,),
}


def test_the_pool_tells_who_stands_out(bundles: tuple[Path, Path, Pool]) -> None:
    inspected, _, pool = bundles
    folder = DrawFolder(inspected.parent, "2026-Q1")
    ideal = chances.final_ideal(pool, chances.read_certificate(folder))
    found = {one.why.zh: one.people for one in standouts(pool, ideal)}
    assert found == CAUSES
    assert not standouts(pool, [Fraction(1, 4)] * 12)
    one_enemy = [Fraction(13, 24), *[Fraction(1, 4)] * 11]
    assert [(o.why.zh, o.people) for o in standouts(pool, one_enemy)] == [
        ("机会超过平均的两倍", (pool.pids[0],))
    ]


def test_both_verifiers_list_them_with_the_cause(
    bundles: tuple[Path, Path, Pool],
) -> None:
    for run in (run_python, run_node):
        said = run(bundles[0])[1]
        for why, people in CAUSES.items():
            line = f"须另行核对 {len(people)}人{why}，逐人核对理由：{' '.join(people)}"
            assert line in said.splitlines(), (line, said)


def test_the_public_bundle_shows_it_by_pages(bundles: tuple[Path, Path, Pool]) -> None:
    for run in (run_python, run_node):
        said = run(bundles[1])[1].splitlines()
        none = " ".join([*FRIENDS, ALONE])
        assert f"须另行核对 4人一页也没有、机会为0，逐人核对理由：{none}" in said
        assert f"须另行核对 1人页页都有、机会为1，逐人核对理由：{ENEMY}" in said


def test_odds_tell_them_before_the_commitment(
    bundles: tuple[Path, Path, Pool], capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer of `odds` names everybody, in figures for programs too."""
    from lungang.jobs.draws.documents import StandoutDocument
    from lungang.jobs.draws.preparing import standing_out

    pool = bundles[2]
    folder = DrawFolder(bundles[0].parent, "2026-Q1")
    ideal = chances.final_ideal(pool, chances.read_certificate(folder))
    told = standing_out(pool, ideal)
    assert {one.zh: tuple(one.people) for one in told} == CAUSES
    assert all(isinstance(one, StandoutDocument) and one.en for one in told)


def test_weights_of_any_size_or_a_refusal() -> None:
    """A common measure changes nothing; weights too far apart are refused in words."""
    from draw_worlds import bureau

    from lungang.draw.faults import Refusal
    from lungang.draw.odds import leximin

    small, _ = bureau(24, seed=5)
    large, _ = bureau(24, seed=5)
    object.__setattr__(
        large, "rules", rules_of(rules_raw(**scaled(small, 1000)))
    )  # fmt: skip
    assert leximin(large).ideal == leximin(small).ideal
    far, _ = bureau(24, seed=5)
    raw = {
        **scaled(small, 1),
        "weights": {"base": 1, "per_year": 1000, "years_cap": 60},
    }
    object.__setattr__(far, "rules", rules_of(rules_raw(**raw)))
    with pytest.raises(Refusal) as refused:
        chances.certificate_bytes(far, judged=False)
    assert refused.value.code == "weights" and "5001" in refused.value.words.zh


def scaled(pool: Pool, times: int) -> dict[str, object]:
    """Quotas and covers of a bureau, its weights so many times as large."""
    quotas = [
        {"id": q.id, "field": q.field, "value": q.value, "min": q.min, "max": q.max,
         "reason": q.reason, "article": q.article}
        for q in pool.rules.quotas
    ]  # fmt: skip
    return {"quotas": quotas, "cover": {"required": True, "drawn_may_cover": False},
            "weights": {"base": times, "per_year": times, "years_cap": 10}}  # fmt: skip
