"""What came of the rounds: how often, how far and where an approved plan breaks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final, Literal

from pydantic import ConfigDict, Field

from lungang.batch.runs import ScenarioAnswer
from lungang.batch.stress.editions import rounds_for
from lungang.batch.stress.events import EventKind, Round, Stress, StressEvent
from lungang.disclosure import Role
from lungang.document.lines import coded, person_refs, post_ref, post_refs, text_of
from lungang.document.parts import Coded, Edition, PersonRef, PostRef, Status
from lungang.formats import Part, Text
from lungang.scenario import Scenario
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId

STRESS_SCHEMA: Final = "lungang-stress/1"

Verdict = Literal["stands", "few", "many", "impossible", "open"]
VERDICTS: tuple[Verdict, ...] = ("stands", "few", "many", "impossible", "open")
SURE = 1.96
"""Standard deviations within which a share lies 19 times out of 20."""


class EventLine(Part):
    """Something that happens in a round."""

    kind: Coded
    staff: tuple[PersonRef, ...]
    says: Text


class ChangeLine(Part):
    """Somebody whose posts differ from those that the approved plan gives them."""

    staff: PersonRef
    hit: bool = Field(description="the event happened to them")
    approved: tuple[PostRef, ...]
    repaired: tuple[PostRef, ...]


class RoundLine(Part):
    """One round: what happened, and the plan that departs least from the approved one.

    ``verdict``: the plan stands; few people, or many, must be placed otherwise; no
    lawful plan is left; or it was not settled in the time given.
    """

    number: int
    events: tuple[EventLine, ...]
    verdict: Verdict
    status: Status
    proof: Coded | None = Field(
        description="the weakest proof of its tiers or its core"
    )
    changes: tuple[ChangeLine, ...]
    emptied: tuple[PostRef, ...] = Field(description="posts with fewer holders")
    core: tuple[Coded, ...] = Field(
        description="the rules of the cause why no plan is left, where it was narrowed "
        "down to what is needed in the time given"
    )

    @property
    def others(self) -> int:
        """People who must be placed otherwise though nothing happened to them."""
        return sum(not c.hit for c in self.changes)


class VerdictShare(Part):
    """How many rounds end in a verdict, in whole per cent, with bounds.

    ``low`` and ``high`` hold the share of all such rounds 19 times out of 20 (Wilson).
    """

    verdict: Verdict
    rounds: int
    percent: int
    low: int
    high: int


class KindLine(Part):
    """What comes of the rounds in which one kind of event happens."""

    kind: Coded
    verdicts: dict[str, int]
    others: int = Field(description="people moved besides those hit, over all rounds")


class PostLine(Part):
    """How often the holding of a post breaks."""

    post: PostRef
    hit: int = Field(description="rounds in which something happens to a holder")
    changed: int = Field(description="rounds in which it must be held by others")
    dragged: int = Field(description="of them, those in which its holders were not hit")
    emptied: int = Field(description="rounds in which it has fewer holders")
    impossible: int = Field(
        description="rounds without a plan in which a holder is hit"
    )


class StaffLine(Part):
    """How much hangs on somebody."""

    staff: PersonRef
    hit: int
    others: int = Field(description="people moved besides, when something befalls them")
    impossible: int
    dragged: int = Field(description="rounds in which they must move for others")


class StressDocument(Part):
    """An approved plan under rounds of events; equal words give equal documents."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-stress/1"] = Field(default=STRESS_SCHEMA, alias="schema")
    program: str
    pack: str
    edition: Edition = Field(default="hr", description="for whom it was made")
    input_hash: str = Field(description="SHA-256 of workbook and approved plan")
    seed: int
    events: int
    few: int
    baseline: RoundLine | None = Field(
        description="number 0: nothing happens; null for the public, as all rounds"
    )
    shares: tuple[VerdictShare, ...]
    others: dict[int, int] = Field(
        description="rounds with a plan by the people moved besides those hit"
    )
    kinds: tuple[KindLine, ...]
    posts: tuple[PostLine, ...] = Field(description="the most fragile first")
    staff: tuple[StaffLine, ...] = Field(description="those most hangs on first")
    rounds: tuple[RoundLine, ...]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the result of a stress test."""
    made = StressDocument.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lungang-stress:1",
        **made,
    }


@dataclass(frozen=True)
class _Approved:
    """The approved plan by person and by post."""

    problem: Problem
    posts: Mapping[str, tuple[PostId, ...]]
    holders: Mapping[PostId, frozenset[str]]


def stressed(
    plan: Plan,
    base: Problem,
    asked: Sequence[Round],
    baseline: ScenarioAnswer,
    answers: Sequence[ScenarioAnswer],
    test: Stress,
) -> StressDocument:
    """The result of the rounds ``asked`` on ``base``, the problem of the approved ``plan``.

    ``baseline`` is the answer without any event. People and posts are counted over what
    the reader may see; shares and numbers over all rounds.
    """
    approved, role = _approved(plan), Role(test.audience)
    nothing = Round(0, (), Scenario())
    lines = [
        _line(approved, r, a, test.few) for r, a in zip(asked, answers, strict=True)
    ]  # fmt: skip
    planned = [line for line in lines if line.status in ("optimal", "best-found")]
    others = Counter(line.others for line in planned)
    usual = _line(approved, nothing, baseline, test.few)
    shown = tuple(rounds_for(role, lines))
    return StressDocument(
        program=baseline.document.provenance.program,
        pack=f"{plan.problem.pack.name} {plan.problem.pack.version}",
        edition=test.audience,
        input_hash=base.hash,
        seed=test.seed,
        events=test.events,
        few=test.few,
        baseline=next(rounds_for(role, [usual]), None),
        shares=tuple(_shares(lines)),
        others=dict(sorted(others.items())),
        kinds=tuple(_kinds(lines)),
        posts=tuple(_posts(approved, shown)),
        staff=tuple(_staff(approved, shown)),
        rounds=shown,
    )


def _approved(plan: Plan) -> _Approved:
    posts: dict[str, list[PostId]] = defaultdict(list)
    holders: dict[PostId, set[str]] = defaultdict(set)
    for person, post in sorted(plan.placements):
        posts[person].append(post)
        holders[post].add(person)
    return _Approved(
        plan.problem,
        {s: tuple(p) for s, p in posts.items()},
        {p: frozenset(s) for p, s in holders.items()},
    )


# -- a round


def _line(
    approved: _Approved, round_: Round, answer: ScenarioAnswer, few: int
) -> RoundLine:
    document = answer.document
    changes, emptied = _compared(approved, round_, answer)
    cause = document.reasons.causes[0] if document.reasons else None
    rules = {g.rule: g.title for g in cause.grounds} if cause and cause.minimal else {}
    return RoundLine(
        number=round_.number,
        events=tuple(_event(approved.problem, e) for e in round_.events),
        verdict=_verdict(answer.status, len(changes), few),
        status=answer.status,
        proof=answer.proof,
        changes=changes,
        emptied=emptied,
        core=tuple(Coded(code=r, says=t) for r, t in sorted(rules.items())),
    )


def _event(problem: Problem, event: StressEvent) -> EventLine:
    return EventLine(
        kind=coded(event.kind),
        staff=person_refs(problem, event.staff),
        says=text_of(event.says),
    )


def _verdict(status: Status, changed: int, few: int) -> Verdict:
    if status == "no-plan":
        return "impossible"
    if status != "optimal":
        return "open"
    return "stands" if not changed else "few" if changed <= few else "many"


def _compared(
    approved: _Approved, round_: Round, answer: ScenarioAnswer
) -> tuple[tuple[ChangeLine, ...], tuple[PostRef, ...]]:
    """Who is placed otherwise than approved, and which posts have fewer holders."""
    problem, hit = approved.problem, round_.hit
    if not answer.document.placements:
        return (), ()
    there: dict[str, list[PostId]] = defaultdict(list)
    for line in answer.document.placements:
        there[line.staff].append(PostId(line.post))
    changes = []
    for person in problem.staff:
        before, after = (
            approved.posts.get(person.id, ()),
            tuple(there.get(person.id, ())),
        )
        if set(before) != set(after) and after:  # those without a post have left
            (who,) = person_refs(problem, [person.id])
            changes.append(ChangeLine(
                staff=who, hit=person.id in hit, approved=post_refs(problem, before),
                repaired=post_refs(problem, after),
            ))  # fmt: skip
    held = Counter(p for posts in there.values() for p in posts)
    emptied = [p for p, s in sorted(approved.holders.items()) if held[p] < len(s)]
    return tuple(changes), post_refs(problem, emptied)


# -- over all rounds


def _shares(lines: Sequence[RoundLine]) -> Iterator[VerdictShare]:
    count = Counter(line.verdict for line in lines)
    for verdict in VERDICTS:
        low, high = _wilson(count[verdict], len(lines))
        percent = round(100 * count[verdict] / len(lines))
        yield VerdictShare(
            verdict=verdict, rounds=count[verdict], percent=percent, low=low, high=high
        )


def _wilson(some: int, all_: int) -> tuple[int, int]:
    """The interval of a share in whole per cent, rounded outwards (Wilson 1927)."""
    share, z = some / all_, SURE * SURE / all_
    middle = share + z / 2
    reach = sqrt(z * (share * (1 - share) + z / 4))
    low, high = ((middle + s * reach) / (1 + z) for s in (-1, 1))
    return max(0, int(100 * low)), min(100, -int(-100 * high // 1))


def _kinds(lines: Sequence[RoundLine]) -> Iterator[KindLine]:
    for kind in EventKind:
        mine = [
            r for r in lines if any(e.kind.code == coded(kind).code for e in r.events)
        ]
        if mine:
            verdicts = Counter(r.verdict for r in mine)
            yield KindLine(
                kind=coded(kind),
                verdicts={v: verdicts[v] for v in VERDICTS},
                others=sum(r.others for r in mine),
            )


def _posts(approved: _Approved, lines: Sequence[RoundLine]) -> Iterator[PostLine]:
    count: dict[str, Counter[PostId]] = defaultdict(Counter)
    for line in lines:
        struck = {s.id for e in line.events for s in e.staff}
        hit = {p for p, s in approved.holders.items() if s & struck}
        changed = {
            PostId(p.id) for c in line.changes for p in (*c.approved, *c.repaired)
            if (p in c.approved) is not (p in c.repaired)
        }  # fmt: skip
        count["hit"].update(hit)
        count["changed"].update(changed)
        count["dragged"].update(changed - hit)
        count["emptied"].update(PostId(p.id) for p in line.emptied)
        if line.verdict == "impossible":
            count["impossible"].update(hit)
    broken = {p for name in ("changed", "emptied", "impossible") for p in count[name]}
    names = ("impossible", "changed", "emptied", "dragged", "hit")
    for post in sorted(broken, key=lambda p: ([-count[n][p] for n in names], p)):
        ref = post_ref(approved.problem, approved.problem.post[post])
        yield PostLine(post=ref, **{name: count[name][post] for name in names})


def _staff(approved: _Approved, lines: Sequence[RoundLine]) -> Iterator[StaffLine]:
    count: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        struck = {s.id for e in line.events for s in e.staff}
        count["hit"].update(struck)
        count["others"].update(dict.fromkeys(struck, line.others))
        count["dragged"].update(c.staff.id for c in line.changes if not c.hit)
        if line.verdict == "impossible":
            count["impossible"].update(struck)
    names = ("impossible", "others", "dragged", "hit")
    bearing = {s for n in names[:3] for s, times in count[n].items() if times}
    for person in sorted(bearing, key=lambda s: ([-count[n][s] for n in names], s)):
        (ref,) = person_refs(approved.problem, [StaffId(person)])
        yield StaffLine(staff=ref, **{name: count[name][person] for name in names})
