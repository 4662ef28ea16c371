"""Who may stand in for whom: asked of the rules that decide who may hold a post.

Nothing of a rule is written here.  For every possible cover a plan with that one
leave and that one cover is put before the ``audit`` of each adopted rule; a breach
that names the cover in the post covered, or that the plan did not have before,
strikes the pair, and the rule's own article and sentence say why (articles 12, 15,
20 to 22, 36, 38).

To be quick with thousands of staff many leaves are put into one plan, each in a
window of its own or shared with leaves that cannot touch it; a breach that could
belong to several of them is asked again of each alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lungang_models.facts.kinship import recusing
from lungang_models.facts.leave import cover_posts, in_pool
from lungang_models.plan import Leave, Plan
from lungang_models.registry import rules
from lungang_models.rule import Finding, Rule, waived
from lungang_models.rules.leave.leave_caps import LeaveCaps
from lungang_models.rules.leave.leave_quota import LeaveQuota
from lungang_models.vocabulary import Person, PostId, StaffId
from lungang_models.words import Words

OF_THE_WHOLE_LIST = frozenset({LeaveCaps.id, LeaveQuota.id})
"""Rules on how many are away; the draw keeps them itself (K and the window's caps)."""

SET_ASIDE = "set-aside"
"""Reason of a pair struck because the cover is kept for another holder's second post."""

Acting = tuple[tuple[PostId, StaffId], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """One person on leave and who acts in the posts left."""

    holder: StaffId
    acting: Acting


@dataclass(frozen=True, slots=True)
class BarredCover:
    """A cover who may not stand in for a holder, and the rule that says so."""

    holder: StaffId
    cover: StaffId
    rule: str
    code: str
    article: str
    says: Words


@dataclass(frozen=True)
class Covering:
    """The answer: covers of each holder, pairs struck, and standing second covers.

    Somebody who holds several key posts needs one cover in each at the same time.
    All but the first are then covered by a person ``standing`` by for that alone, who
    is no member of the pool and covers for nobody else, hence is always free.
    """

    covers: Mapping[StaffId, tuple[StaffId, ...]]
    barred_pairs: tuple[BarredCover, ...]
    standing: Mapping[StaffId, Acting] = field(default_factory=dict)


def members(plan: Plan) -> tuple[Person, ...]:
    """The holders of key posts under a plan who belong to the pool of the draw."""
    return tuple(p for p in _holders(plan) if in_pool(p))


def left_out(plan: Plan) -> tuple[Person, ...]:
    """Holders of key posts outside the organ's authority, frozen or away."""
    return tuple(p for p in _holders(plan) if not in_pool(p))


def _holders(plan: Plan) -> Iterator[Person]:
    for person in plan.problem.staff:
        if any(post.key for post in plan.posts_of(person)):
            yield person


def key_posts(plan: Plan, person: Person) -> tuple[PostId, ...]:
    """The key posts a person leaves when on leave, the main post first."""
    held = [post for post in plan.posts_of(person) if post.key]
    return tuple(p.id for p in sorted(held, key=lambda p: (p.concurrent, p.id)))


def possible_covers(plan: Plan, person: Person, post: PostId) -> tuple[StaffId, ...]:
    """Everybody who sits near enough to act in the post (``facts.leave``)."""
    problem = plan.problem
    return tuple(
        sorted(
            {
                other.id
                for near in cover_posts(problem, problem.post[post])
                for other in plan.holders_of(problem.post[near])
                if other.id != person.id
            }
        )
    )


def covering(plan: Plan) -> Covering:
    """Decide every pair of a member of the pool and a possible cover."""
    inspector = _Inspector(plan)
    pool = members(plan)
    held = {person.id: key_posts(plan, person) for person in pool}
    several = {holder: posts for holder, posts in held.items() if len(posts) > 1}
    trials = [
        Trial(person.id, ((post, cover),))
        for person in pool
        for post in held[person.id]
        for cover in possible_covers(plan, person, post)
    ]
    blamed = inspector.blamed(trials, partial=frozenset(several))
    able = {t: t not in blamed for t in trials}
    barred_pairs = [
        _barred_by(t.holder, t.acting[0][1], finding)
        for t, finding in blamed.items()
        if t.acting[0][0] == held[t.holder][0]
    ]
    standing, kept, lacking = _set_aside(plan, pool, several, able)
    chosen: list[Trial] = []
    covers: dict[StaffId, list[StaffId]] = {p.id: [] for p in pool}
    for trial, good in able.items():
        post, cover = trial.acting[0]
        if not good or post != held[trial.holder][0]:
            continue
        if cover in kept:
            barred_pairs.append(_kept(trial.holder, cover))
        elif trial.holder not in several:
            covers[trial.holder].append(cover)
        elif trial.holder in standing:
            chosen.append(Trial(trial.holder, (*trial.acting, *standing[trial.holder])))
        else:
            barred_pairs.append(_alone(trial.holder, cover, lacking[trial.holder]))
    refused = inspector.blamed(chosen)
    for trial in chosen:
        cover = trial.acting[0][1]
        if trial in refused:
            barred_pairs.append(_barred_by(trial.holder, cover, refused[trial]))
        else:
            covers[trial.holder].append(cover)
    return Covering(
        covers={s: tuple(sorted(found)) for s, found in covers.items()},
        barred_pairs=tuple(_one_a_pair(barred_pairs)),
        standing=standing,
    )


def _one_a_pair(barred_pairs: Iterable[BarredCover]) -> Iterator[BarredCover]:
    seen = set()
    for row in sorted(barred_pairs, key=lambda s: (s.holder, s.cover)):
        if (row.holder, row.cover) not in seen:
            seen.add((row.holder, row.cover))
            yield row


def _barred_by(holder: StaffId, cover: StaffId, why: Finding) -> BarredCover:
    return BarredCover(holder, cover, why.rule, why.code, why.article, why.says)


def _kept(holder: StaffId, cover: StaffId) -> BarredCover:
    says = Words(
        "已固定代理另一名关键岗位人员的第二个岗位",
        "is kept free to cover the second post of another holder",
    )
    return BarredCover(holder, cover, SET_ASIDE, "F6", "38", says)


def _alone(holder: StaffId, cover: StaffId, post: PostId) -> BarredCover:
    says = Words(
        f"此人任多个关键岗位，岗位{post}没有可固定的代职人，一人不得同时代理多岗",
        f"holds several key posts; nobody can be kept for {post}, and no cover may act"
        " in two posts at once",
    )
    return BarredCover(holder, cover, SET_ASIDE, "F6", "38", says)


def _set_aside(
    plan: Plan,
    pool: Sequence[Person],
    several: Mapping[StaffId, tuple[PostId, ...]],
    able: Mapping[Trial, bool],
) -> tuple[dict[StaffId, Acting], set[StaffId], dict[StaffId, PostId]]:
    """Choose standing covers for second posts: people outside the pool, harm least.

    The choice takes whoever can cover fewest other members, and nobody who is the
    only cover of one.
    """
    inside = {person.id for person in pool}
    options: dict[StaffId, set[StaffId]] = defaultdict(set)
    serves: dict[StaffId, set[StaffId]] = defaultdict(set)
    for trial, good in able.items():
        if good:
            options[trial.holder].add(trial.acting[0][1])
            serves[trial.acting[0][1]].add(trial.holder)
    standing: dict[StaffId, Acting] = {}
    kept: set[StaffId] = set()
    lacking: dict[StaffId, PostId] = {}
    for holder, posts in sorted(several.items()):
        found: list[tuple[PostId, StaffId]] = []
        for post in posts[1:]:
            free = [
                t.acting[0][1]
                for t, good in able.items()
                if good and t.holder == holder and t.acting[0][0] == post
                and t.acting[0][1] not in inside | kept | {c for _, c in found}
                and all(
                    options[other] - kept - {c for _, c in found} - {t.acting[0][1]}
                    for other in serves[t.acting[0][1]]
                )
            ]  # fmt: skip
            if not free:
                lacking[holder] = post
                break
            found.append((post, min(free, key=lambda c: (len(serves[c]), c))))
        else:
            standing[holder] = tuple(found)
            kept |= {cover for _, cover in found}
    return standing, kept, lacking


class _Inspector:
    """Puts leaves before the adopted rules and tells which of them break one."""

    def __init__(self, plan: Plan) -> None:
        self._plan = replace(plan, leaves=())
        adopted = plan.problem.pack.rules - OF_THE_WHOLE_LIST
        self._rules = [
            rule
            for rule in rules()
            if rule.id in adopted and (rule.binds_acting or rule.family.about_leave)
        ]
        self._waivers = plan.problem.waivers()
        self._before = set(self._breaches(self._plan, self._rules))
        self._kin: dict[StaffId, set[StaffId]] = defaultdict(set)
        for a, b, _ in recusing(plan.problem):
            self._kin[a].add(b)
            self._kin[b].add(a)

    def _breaches(self, plan: Plan, asked: Iterable[Rule]) -> Iterator[Finding]:
        found = (finding for rule in asked for finding in rule.audit(plan))
        return (f for f in waived(found, self._waivers) if f.breach)

    def blamed(
        self, trials: Sequence[Trial], partial: frozenset[StaffId] = frozenset()
    ) -> dict[Trial, Finding]:
        """The trials that break a rule, each with the first breach found.

        Holders in ``partial`` leave several posts of which a trial covers one: only
        breaches by the cover count, not that the others stand empty.
        """
        by_role = _Roles(trials)
        guilty: dict[Trial, Finding] = {}
        leaves = self._packed(trials)
        for finding in self._breaches(replace(self._plan, leaves=leaves), self._rules):
            new = finding not in self._before
            suspects = by_role.suspects(finding, new, partial)
            sure = len(finding.staff) == len({t.acting for t in suspects}) == 1
            if sure and all(names_cover(trial, finding) for trial in suspects):
                for trial in suspects:  # one person in one post: whoever is away
                    guilty.setdefault(trial, finding)
                continue
            for trial in suspects:
                if trial not in guilty:
                    found = self._alone(trial, finding.rule, trial.holder in partial)
                    if found is not None:
                        guilty[trial] = found
        return guilty

    def _alone(self, trial: Trial, rule: str, partial: bool) -> Finding | None:
        """The first breach of a rule by this leave and no other."""
        plan = replace(
            self._plan, leaves=(Leave(trial.holder, 1, tuple(sorted(trial.acting))),)
        )
        asked = [one for one in self._rules if one.id == rule]
        for finding in self._breaches(plan, asked):
            if blames(trial, finding, finding not in self._before, partial):
                return finding
        return None

    def _packed(self, trials: Sequence[Trial]) -> tuple[Leave, ...]:
        """Windows in which nobody has two roles and no two covers are kin."""
        taken: list[set[StaffId]] = []
        leaves = []
        for trial in trials:
            people = {trial.holder, *(cover for _, cover in trial.acting)}
            near = people.union(*(self._kin[p] for p in people))
            number = 0
            while number < len(taken) and taken[number] & near:
                number += 1
            if number == len(taken):
                taken.append(set())
            taken[number] |= people
            leaves.append(Leave(trial.holder, number + 1, tuple(sorted(trial.acting))))
        return tuple(leaves)


class _Roles:
    """Which trials a breach may belong to."""

    def __init__(self, trials: Sequence[Trial]) -> None:
        self._of: dict[StaffId, list[Trial]] = defaultdict(list)
        self._all = trials
        for trial in trials:
            for person in {trial.holder, *(cover for _, cover in trial.acting)}:
                self._of[person].append(trial)

    def suspects(
        self, finding: Finding, new: bool, partial: frozenset[StaffId]
    ) -> list[Trial]:
        """The trials whose cover and post the finding names; if it is new and of
        several people, or names no such trial, every one it could belong to.
        """
        near = [t for person in finding.staff for t in self._of[person]]
        if not finding.staff:
            near = list(self._all)
        named = [t for t in dict.fromkeys(near) if names_cover(t, finding)]
        if named and len(finding.staff) == 1:
            return named
        every = (t for t in near if blames(t, finding, new, t.holder in partial))
        return list(dict.fromkeys([*named, *every]))


def names_cover(trial: Trial, finding: Finding) -> bool:
    """Whether a finding names a cover of this leave in the post covered."""
    return any(
        cover in finding.staff and post in finding.posts for post, cover in trial.acting
    )


def blames(trial: Trial, finding: Finding, new: bool, partial: bool) -> bool:
    """Whether a breach is this leave's: it names cover and post, or was not there.

    Of a ``partial`` leave only what the cover breaks counts.
    """
    if names_cover(trial, finding):
        return True
    mine = any(cover in finding.staff for _, cover in trial.acting)
    return new and (mine or not partial)
