"""Who on the staff is kin to whom on a given day, by which path, on what evidence.

The closure walks every simple path between two members of the staff over their
relatives, up to two marriages (article 20; the family graph is built in ``family``).
What one row says is direct; what only several rows together say is inferred, and an
inference that is not certain binds nobody before it is confirmed (article 24).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from lungang_models.facts import fact
from lungang_models.facts.kinship.declaration import KinDeclaration, KinFact, KinRow
from lungang_models.facts.kinship.family import family_of, settle
from lungang_models.facts.kinship.graph import Family, Link, Said
from lungang_models.facts.kinship.judgement import Judgement, agreed, judge
from lungang_models.facts.kinship.path_words import said_words, walk_words
from lungang_models.facts.kinship.patterns import Category, KinStanding, Path, mirror
from lungang_models.facts.kinship.people import Level, Node
from lungang_models.facts.kinship.policy import KinPolicy
from lungang_models.facts.kinship.verdict import (
    KinVerdict,
    Outcome,
    dismissals,
    verdicts,
)
from lungang_models.facts.kinship.walking import Walk, walks
from lungang_models.facts.kinship.words import read_word
from lungang_models.problem import Problem
from lungang_models.vocabulary import Leading, StaffId
from lungang_models.words import Words


@dataclass(frozen=True)
class Tie:
    """One relation between two members of the staff; ``b`` is what ``a`` calls it.

    ``standing`` is what binds today, ``if_confirmed`` what would once the relation is
    verified. ``level`` is A for certain identities and sound steps, B for probable
    ones; C and D occur only among the ``suspected``.
    """

    a: StaffId
    b: StaffId
    category: Category
    standing: KinStanding
    if_confirmed: KinStanding
    kind: str
    number: int
    doubts: tuple[str, ...]
    path: Words
    readings: tuple[Path, ...]
    degree: int
    evidence: tuple[KinRow, ...]
    inferred: bool
    level: Level
    since: date | None = None
    until: date | None = None

    def __str__(self) -> str:
        return f"{self.path.zh} ({self.category.value}, {self.standing.value})"


def kin_rows(problem: Problem) -> tuple[KinRow, ...]:
    """All evidence on kin, declarations first."""
    return (*problem.known(KinDeclaration), *problem.known(KinFact))


def family(problem: Problem, on: date | None = None) -> Family:
    """The family graph of all rows on a day, by default the effect date."""
    return _family(problem, on or problem.effect)


@fact
def _family(problem: Problem, day: date) -> Family:
    return family_of(problem.staff, kin_rows(problem), day)


def _established(problem: Problem, day: date) -> Family:
    """The family graph once verification spoke (article 24).

    A relation found untrue is no link any more, and leads nowhere; one found true is a
    link of its own, whether or not anybody declared it.
    """
    untrue = {v.pair for v in dismissals(problem)}
    rows = [
        said.row
        for said in family(problem, day).said
        if _pair(said.a.node, said.b.node) not in untrue
    ]
    true = [
        KinDeclaration(
            declarer=v.a, word=v.word, relative_staff=v.b, verified=True,
            declared=v.on, origin=v.origin,
        )
        for v in verdicts(problem).values()
        if v.result is Outcome.CONFIRMED and v.word
    ]  # fmt: skip
    return family_of(problem.staff, [*rows, *true], day)


def _pair(a: Node, b: Node) -> tuple[StaffId, StaffId] | None:
    """Two of the staff, the smaller number first; ``None`` if one is off the staff."""
    if a[0] != "staff" or b[0] != "staff":
        return None
    one, other = sorted((StaffId(str(a[1])), StaffId(str(b[1]))))
    return one, other


def ties(problem: Problem, on: date | None = None) -> tuple[Tie, ...]:
    """Every relation between two members of the staff, strongest first in each pair."""
    return _verified(problem, on or problem.effect)


@fact
def _verified(problem: Problem, day: date) -> tuple[Tie, ...]:
    """The ties that are left, and added, once verification spoke (article 24)."""
    known = verdicts(problem)
    if not known:
        return derived(problem, day)
    sure = {p for p, v in known.items() if v.result is Outcome.CONFIRMED}
    hints = [t for t in _hints(problem, day) if (t.a, t.b) in sure]
    settled: list[Tie] = []
    for tie in (*_ties(problem, _established(problem, day)), *hints):
        verdict = known.get((tie.a, tie.b))
        if verdict is None:
            settled.append(tie)
        elif verdict.result is Outcome.CONFIRMED:
            asked_for = tie.standing is KinStanding.ASK
            settled.append(_confirmed(problem, tie, verdict) if asked_for else tie)
    return _sorted(settled)


def refuted(problem: Problem, on: date | None = None) -> tuple[Tie, ...]:
    """Ties that a row says, or that would bind, but that verification found untrue."""
    untrue = {v.pair for v in dismissals(problem)}
    return tuple(
        t
        for t in derived(problem, on)
        if (t.a, t.b) in untrue
        and t.standing is not KinStanding.NO
        and (t.standing is KinStanding.COUNTS or not t.inferred)
    )


def _confirmed(problem: Problem, tie: Tie, verdict: KinVerdict) -> Tie:
    """A tie found true: it counts, unless the relation is none that recuses."""
    stands = tie.if_confirmed is not KinStanding.NO
    if verdict.word:
        stands = read_word(verdict.word).recusal(problem.policy(KinPolicy)) is not False
    standing = KinStanding.COUNTS if stands else KinStanding.NO
    return replace(tie, standing=standing, inferred=False)


def derived(problem: Problem, on: date | None = None) -> tuple[Tie, ...]:
    """Every tie that the rows alone say or imply, whatever verification found."""
    return _derived(problem, on or problem.effect)


@fact
def _derived(problem: Problem, day: date) -> tuple[Tie, ...]:
    return _ties(problem, family(problem, day))


def strongest(
    problem: Problem, on: date | None = None
) -> dict[tuple[StaffId, StaffId], Tie]:
    """The strongest tie of each related pair, smaller number first."""
    best: dict[tuple[StaffId, StaffId], Tie] = {}
    for tie in ties(problem, on):
        best.setdefault((tie.a, tie.b), tie)
    return best


def recusing(
    problem: Problem, on: date | None = None
) -> tuple[tuple[StaffId, StaffId, Tie], ...]:
    """The pairs whose relation calls for recusal on the day (article 20)."""
    return _standing(problem, KinStanding.COUNTS, on)


def asked(
    problem: Problem, on: date | None = None
) -> tuple[tuple[StaffId, StaffId, Tie], ...]:
    """The pairs whose relation must be verified before it can bind (article 24)."""
    return _standing(problem, KinStanding.ASK, on)


def _standing(
    problem: Problem, standing: KinStanding, on: date | None
) -> tuple[tuple[StaffId, StaffId, Tie], ...]:
    return tuple(
        (a, b, tie)
        for (a, b), tie in strongest(problem, on).items()
        if tie.standing is standing
    )


def changes(problem: Problem, last: date) -> tuple[date, ...]:
    """The days after the effect date, up to ``last``, on which a relation changes."""
    days = {d for row in kin_rows(problem) for d in (row.since, row.until) if d}
    return tuple(sorted(d for d in days if problem.effect < d <= last))


def _ties(problem: Problem, graph: Family) -> tuple[Tie, ...]:
    policy, narrow = problem.policy(KinPolicy), _ordinary(problem)

    def between(a: Node, b: Node) -> KinPolicy:
        return narrow.get(a, policy) if b in narrow else policy

    found = [
        tie
        for said in graph.said
        for tie in _direct(graph, said, between(said.a.node, said.b.node))
    ]
    found += [
        _inferred(graph, walk, between(walk.links[0].a, walk.links[-1].b))
        for walk in walks(graph)
    ]
    return _sorted(found)


def _ordinary(problem: Problem) -> dict[Node, KinPolicy]:
    """Staff below the level of every leading post, when a narrower set is theirs.

    Guidance on recusal in banks and insurers (2019): between ordinary staff only
    parents, spouse and children, and the parents and spouses of these, count.
    """
    policy = problem.policy(KinPolicy)
    if policy.ordinary_kin_set is None:
        return {}
    narrow = policy.model_copy(update={"kin_set": policy.ordinary_kin_set})
    lowest = min(
        (p.level.rank for p in problem.posts if p.leading is not Leading.NONE),
        default=0,
    )
    return {
        ("staff", p.id): narrow
        for p in problem.staff
        if max(x.rank for x in (p.level, p.promoted_to or p.level)) < lowest
    }


def _sorted(found: Iterable[Tie]) -> tuple[Tie, ...]:
    """One tie for each pair and kind, the strongest; pairs in order of their numbers."""
    best: dict[tuple[StaffId, StaffId, str], Tie] = {}
    for tie in sorted(found, key=_strength):
        best.setdefault((tie.a, tie.b, tie.kind), tie)
    return tuple(sorted(best.values(), key=lambda t: (t.a, t.b, *_strength(t))))


def _strength(tie: Tie) -> tuple[object, ...]:
    return (
        tie.standing.rank, tie.if_confirmed.rank, tie.inferred, tie.level,
        len(tie.readings[0]) if tie.readings else 9, tie.path.zh,
    )  # fmt: skip


def _direct(graph: Family, said: Said, policy: KinPolicy) -> Iterator[Tie]:
    """What one row says of two members of the staff."""
    a, b = said.a.node, said.b.node
    if a[0] != "staff" or b[0] != "staff" or a == b:
        return
    again = any(
        link.step is not None and link.step.state == "current"
        for link in graph.weds.get(a, {}).values()
    )
    paths = tuple(settle(path, again) for path in said.paths)
    sure: Level = "B" if "B" in (said.a.level, said.b.level) else "A"
    path = said_words(graph, said, paths)
    held = _judged(said, paths, policy, graph.on)
    yield _tie(graph, a, b, paths, held, policy, path,
               (said.row,), sure, sure != "A")  # fmt: skip


def _judged(
    said: Said, paths: tuple[Path, ...], policy: KinPolicy, on: date
) -> Judgement:
    if paths:
        held = agreed(judge(path, policy) for path in paths)
        misfit = said.reading is not None and said.reading.misfit
        return replace(held, standing=KinStanding.ASK) if misfit else held
    if said.reading is not None and said.reading.mark:
        none = said.reading.mark == "none"
        return Judgement.stranger() if none else Judgement.unread()
    if said.row.since is not None and said.row.since > on:
        return Judgement.ahead(policy)
    return replace(Judgement.stranger(), ended=True)  # an adoption that was dissolved


def _inferred(graph: Family, walk: Walk, policy: KinPolicy) -> Tie:
    """What several rows say together of two members of the staff."""
    held = agreed(
        judge(path, policy) if path else Judgement.stranger() for path in walk.readings
    )
    paths = tuple(path for path in walk.readings if path)
    a, b = walk.links[0].a, walk.links[-1].b
    rows = tuple(dict.fromkeys(row for link in walk.links for row in link.rows))
    return _tie(graph, a, b, paths, held, policy, walk_words(graph, walk), rows,
                walk.level, True, walk.links)  # fmt: skip


def _tie(
    graph: Family, a: Node, b: Node, paths: tuple[Path, ...], held: Judgement,
    policy: KinPolicy, path: Words, rows: tuple[KinRow, ...], level: Level,
    inferred: bool, links: tuple[Link, ...] = (),
) -> Tie:  # fmt: skip
    """A tie written from the smaller staff number to the larger."""
    one, other = StaffId(str(a[1])), StaffId(str(b[1]))
    if other < one:
        one, other = other, one
        paths = tuple(mirror(p, graph.sex.get(a)) for p in paths)
        held = held.turned()
    standing = held.standing
    if (
        standing is KinStanding.COUNTS
        and level != "A"
        and policy.inferred_kin == "soft"
    ):
        standing = KinStanding.ASK
    since, until = _term(links or rows)
    return Tie(
        one, other, held.category, standing, held.standing, held.kind.name,
        held.kind.number, held.doubts, path, paths, held.degree, rows, inferred,
        level, since, until,
    )  # fmt: skip


def _term(dated: Iterable[Link | KinRow]) -> tuple[date | None, date | None]:
    """From the last beginning to the first end of what a tie stands on."""
    known = tuple(dated)
    begun = [one.since for one in known if one.since]
    ended = [one.until for one in known if one.until]
    return max(begun, default=None), min(ended, default=None)


def suspected(problem: Problem, on: date | None = None) -> tuple[Tie, ...]:
    """Relations that would follow if two relatives of one name were one person.

    Level C: the name is borne by a close relative of both, or by one member of the
    staff; D: only the name is the same. To be listed, never to bind (article 24); a pair
    that was verified is listed no more.
    """
    answered = verdicts(problem)
    hints = _hints(problem, on or problem.effect)
    return tuple(t for t in hints if (t.a, t.b) not in answered)


@fact
def _hints(problem: Problem, day: date) -> tuple[Tie, ...]:
    from lungang_models.facts.kinship.suspicion import suspicions

    known = {(t.a, t.b) for t in derived(problem, day)}
    graph, policy = family(problem, day), problem.policy(KinPolicy)
    found = [
        _inferred(graph, walk, policy) for walk in suspicions(graph, problem.staff)
    ]
    return _sorted(
        replace(t, standing=KinStanding.ASK) for t in found
        if (t.a, t.b) not in known and t.if_confirmed is not KinStanding.NO
    )  # fmt: skip


def by_person(problem: Problem, on: date | None = None) -> dict[StaffId, list[Tie]]:
    """The ties of each person who has any."""
    found: dict[StaffId, list[Tie]] = defaultdict(list)
    for tie in ties(problem, on):
        found[tie.a].append(tie)
        found[tie.b].append(tie)
    return dict(found)
