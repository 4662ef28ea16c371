"""One sentence for every person: why their chance is what it is.

First the plain causes (nobody may cover; at the ceiling; at the floor), then the
smallest quota containing the person which is exactly full and in which nobody, save
people lifted by a minimum, is better placed; then the minimum that lifts the person;
else the rule rows which the certificate uses to show that the person cannot rise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lungang.draw.odds import Odds
from lungang.draw.pool import Pool
from lungang.draw.rules import EVERYBODY, Quota
from lungang_models.words import Words

NEAR = Fraction(1, 10**6)


def percent(chance: Fraction) -> str:
    """A chance with one decimal, halves up: 16.7%."""
    tenths = (chance * 2000 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}%"


@dataclass(frozen=True, slots=True)
class _Group:
    quota: Quota
    members: frozenset[int]
    is_full: bool
    is_minimum: bool


def reasons(pool: Pool, odds: Odds, ideal: Sequence[Fraction]) -> tuple[Words, ...]:
    """The sentence of each holder, in the order of ``pool.holders``.

    ``ideal`` are the chances finally taken (the judge may have replaced the compact
    program's).
    """
    groups = []
    for quota, members in pool.groups:
        total = sum((ideal[place] for place in members), Fraction(0))
        groups.append(
            _Group(
                quota,
                frozenset(members),
                is_full=total > quota.max - NEAR,
                is_minimum=quota.id != "K" and quota.min > 0
                and total < quota.min + NEAR,
            )
        )  # fmt: skip
    groups.sort(key=lambda group: (len(group.members), group.quota.id))
    lifted = {place for g in groups if g.is_minimum for place in g.members}
    ratio = [c / w for c, w in zip(ideal, pool.weights, strict=True)]
    level_of = {place: level for level in odds.levels for place in level.people}
    return tuple(
        _sentence(pool, odds, place, ideal, ratio, groups, lifted,
                  level_of[place].multipliers)
        for place in range(len(pool.holders))
    )  # fmt: skip


def _sentence(
    pool: Pool,
    odds: Odds,
    place: int,
    ideal: Sequence[Fraction],
    ratio: Sequence[Fraction],
    groups: Sequence[_Group],
    lifted: set[int],
    multipliers: dict[str, float],
) -> Words:
    chance = ideal[place]
    shown = percent(chance)
    low, high = odds.bounds[place]
    if pool.rules.cover_required and not pool.covers_of(pool.pids[place]):
        return Words(
            "0.0%：没有合格的代职人，本次抽不到；已列为内控缺陷，须落实代职人",
            "0.0%: nobody qualified may cover this post, so it cannot be drawn; listed"
            " as a control weakness, a cover must be found",
        )
    for group in groups:
        mine = group.is_full and place in group.members
        if mine and all(
            ratio[other] <= ratio[place] + NEAR or other in lifted
            for other in group.members
        ):
            own = _own_weight(pool, place)
            return _capped(shown, group.quota, len(group.members), own)
    for group in groups:
        if group.is_minimum and place in group.members:
            return _lifted(shown, group.quota, len(group.members))
    if chance >= high - NEAR and high < 1:
        return Words(
            f"{shown}：已达规定的机会上限",
            f"{shown}: the ceiling of the odds is reached",
        )
    if low > 0 and chance <= low + NEAR:
        return Words(f"{shown}：规定的机会下限", f"{shown}: the floor of the odds")
    if chance >= 1 - NEAR:
        return Words(
            f"{shown}：名额下限只能由本人满足",
            f"{shown}: only this person can meet a minimum",
        )
    return _by_rows(pool, place, shown, multipliers)


def _name(quota: Quota) -> tuple[str, str]:
    if quota.field == EVERYBODY:
        return "全体", "all holders"
    return f"{quota.field}“{quota.value}”", f"{quota.field} {quota.value}"


def _own_weight(pool: Pool, place: int) -> Words:
    """What the person's own weight is, and the average of all."""
    mean = Fraction(sum(pool.weights), len(pool.weights))
    years = pool.holders[place].years_since_draw
    if len(set(pool.weights)) == 1:
        return Words("人人机会相等", "everybody has the same chance")
    return Words(
        f"本人{years}年未强制休假，权重{pool.weights[place]}，全体平均{float(mean):.1f}",
        f"{years} years without leave weigh {pool.weights[place]}, on average"
        f" {float(mean):.1f}",
    )


def _capped(shown: str, quota: Quota, members: int, mine: Words) -> Words:
    if quota.id == "K":
        return Words(
            f"{shown}：全体{members}人抽{quota.max}人，{mine.zh}",
            f"{shown}: {quota.max} of all {members} are drawn; {mine.en}",
        )
    zh, en = _name(quota)
    return Words(
        f"{shown}：{zh}共{members}人，最多抽{quota.max}人",
        f"{shown}: {en} may send at most {quota.max} of its {members}",
    )


def _lifted(shown: str, quota: Quota, members: int) -> Words:
    zh, en = _name(quota)
    return Words(
        f"{shown}：{zh}共{members}人，至少抽{quota.min}人",
        f"{shown}: {en} must send at least {quota.min} of its {members}",
    )


def _by_rows(
    pool: Pool, place: int, shown: str, multipliers: dict[str, float]
) -> Words:
    pid = pool.pids[place]
    zh, en = [], []
    for quota, members in pool.groups:
        used = multipliers.get(f"quota:{quota.id}", 0.0)
        if place in members and used:
            name_zh, name_en = _name(quota)
            if used > 0:
                zh.append(f"{name_zh}最多{quota.max}人")
                en.append(f"{name_en} at most {quota.max}")
            else:
                zh.append(f"{name_zh}至少{quota.min}人")
                en.append(f"{name_en} at least {quota.min}")
    covers = [c for c in pool.covers_of(pid) if f"capacity:{c}" in multipliers]
    if covers or f"covered:{pid}" in multipliers:
        named = covers or list(pool.covers_of(pid))
        many = "人人" if len(named) > 1 else ""
        zh.append(f"可代职的只有{'、'.join(named)}，{many}另有所任或也可能被抽中")
        en.append(
            f"the only free covers are {' and '.join(named)}, also needed elsewhere"
            " or themselves in the draw"
        )
    if f"capacity:{pid}" in multipliers:
        zh.append("本人须为他人代职")
        en.append("this person is needed as a cover for others")
    if not zh:
        zh.append("多项名额与代职条件共同限定")
        en.append("several quotas and covers together")
    return Words(f"{shown}：{'；'.join(zh)}", f"{shown}: {'; '.join(en)}")
