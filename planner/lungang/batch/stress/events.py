"""What may befall an approved plan before it takes effect: drawn, and told as a patch.

Every round has a stream of chance of its own, made of the seed and the number of the
round: it does not matter how many rounds there are, nor where they are solved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lungang.document.parts import Edition
from lungang.draw.stream import Stream, digest
from lungang.scenario import Patch, Scenario, apply
from lungang.scenario.patch import Cells
from lungang_models.facts.approved import Approved, as_approved
from lungang_models.facts.business import FamilyBusiness, HoldingForm, Owner
from lungang_models.facts.kinship.closure import recusing
from lungang_models.facts.kinship.declaration import FactKind, KinFact
from lungang_models.fault import BadInput
from lungang_models.objective import Objective
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, StaffId, Status, Term
from lungang_models.words import Words, listed

TRIES = 200
"""Draws for each event of a round before the staff is called too small."""
AUTHOR = "lungang stress"


class EventKind(Term):
    """What may happen to members of the staff."""

    RESIGNS = "辞职"
    ILL = "长期病休"
    MARRIES = "结婚"
    DIES = "去世"
    PARENTAL = "产假"
    BUSINESS = "家属经商"


USUAL = (EventKind.RESIGNS, EventKind.ILL, EventKind.MARRIES)


@dataclass(frozen=True)
class Stress:
    """What befalls an approved plan: ``events`` in each of ``rounds``.

    ``few`` is the number of people, at most, whose being placed otherwise counts as a
    small repair; ``seed`` decides the events; ``audience`` is for whom it is told.
    """

    rounds: int = 50
    events: int = 1
    kinds: tuple[EventKind, ...] = USUAL
    seed: int = 0
    few: int = 3
    audience: Edition = "hr"


Parts = Mapping[str, Any]


@dataclass(frozen=True)
class StressEvent:
    """Something that happens: to whom, as a sentence, and as the parts of a patch."""

    kind: EventKind
    staff: tuple[StaffId, ...]
    says: Words
    parts: Parts


@dataclass(frozen=True)
class Round:
    """The events of one round and the question they make; the first has number 1."""

    number: int
    events: tuple[StressEvent, ...]
    scenario: Scenario

    @property
    def hit(self) -> frozenset[StaffId]:
        """Those to whom something happens."""
        return frozenset(s for e in self.events for s in e.staff)


def as_incumbent(plan: Plan) -> Problem:
    """The problem of a plan that has been approved: what is moved is moved from it.

    Key posts are filled first, as ever; then as few as possible depart from the plan,
    and only then do the terms that are up count.
    """
    return apply(plan.problem, incumbent_patch(plan))


def incumbent_patch(plan: Plan) -> Patch:
    """What makes of a problem that of its plan once approved; see :func:`as_incumbent`."""
    sheet = Approved.sheet.zh
    rows: tuple[Cells, ...] = tuple(
        {"person": s, "post": p} for s, p in sorted(plan.placements)
    )
    return Patch(
        name=sheet,
        author=AUTHOR,
        purpose="已批方案生效前发生变故，须改动多少？",
        policies={Objective.key: {"order": ("unfilled", "disruption")}},
        add={sheet: rows},
        remove={sheet: ({},)} if plan.problem.known(Approved) else {},
    )


def rounds(
    base: Problem, kinds: Sequence[EventKind], events: int, count: int, seed: int
) -> Iterator[Round]:
    """``count`` rounds of ``events`` events each, on a problem of an approved plan.

    Kinds are equally likely, and so are the people to whom each may happen. Raises
    ``ValueError`` when the staff is too small for so many events.
    """
    for number in range(1, count + 1):
        stream = Stream(digest("sha256", f"lungang stress {seed} {number}".encode()))
        yield _round(base, kinds, events, number, stream)


def _round(
    base: Problem, kinds: Sequence[EventKind], events: int, number: int, stream: Stream
) -> Round:
    wanted = [kinds[stream.below(len(kinds))] for _ in range(events)]
    for _ in range(TRIES):
        drawn = tuple(_befalling(base, wanted, stream))
        patch = _patch(number, drawn)
        try:
            apply(base, patch)
        except BadInput:  # they have a spouse already, or link others known by them
            continue
        return Round(number, drawn, Scenario((patch,)))
    raise ValueError(f"{events} events cannot be drawn for each round")


def _befalling(
    base: Problem, kinds: Sequence[EventKind], stream: Stream
) -> Iterator[StressEvent]:
    """An event of each kind, to different people; what may not be is drawn again."""
    hit: set[StaffId] = set()
    for kind in kinds:
        drawn = (_HAPPENS[kind](base, stream) for _ in range(TRIES))
        event = next((e for e in drawn if e and not hit & set(e.staff)), None)
        if event is None:
            raise ValueError(f"{len(kinds)} events cannot be drawn for each round")
        hit |= set(event.staff)
        yield event


def _patch(number: int, events: Sequence[StressEvent]) -> Patch:
    parts: dict[str, Any] = {"add": {}, "change": {}, "remove": {}}
    for event in events:
        for sheet, cells in event.parts.get("change", {}).items():
            parts["change"].setdefault(sheet, {}).update(cells)
        for part in ("add", "remove"):
            for sheet, rows in event.parts.get(part, {}).items():
                parts[part][sheet] = (*parts[part].get(sheet, ()), *rows)
    says = listed([e.says for e in events])
    head = {"name": f"第{number}轮", "author": AUTHOR, "purpose": says.zh}
    return Patch.model_validate({**head, **parts})


# -- what may happen


def _one(base: Problem, stream: Stream) -> Person | None:
    """Somebody whose place is ours to fill; ``None`` when it fell on another."""
    person = base.staff[stream.below(len(base.staff))]
    ours = person.within_authority and as_approved(base, person).post is not None
    return person if ours else None


def _gone(kind: EventKind) -> Callable[[Problem, Stream], StressEvent | None]:
    def happens(base: Problem, stream: Stream) -> StressEvent | None:
        who = _one(base, stream)
        if who is None:
            return None
        says = Words(f"{who}{kind.value}", f"{who} {_ENGLISH[kind]}")
        return StressEvent(
            kind, (who.id,), says, {"remove": {Person.sheet.zh: (who.id,)}}
        )

    return happens


def _absent(kind: EventKind) -> Callable[[Problem, Stream], StressEvent | None]:
    """Stays in post, acts for nobody and is not drawn: as one who is away."""

    def happens(base: Problem, stream: Stream) -> StressEvent | None:
        who = _one(base, stream)
        if who is None or who.post is None or who.status is not Status.PRESENT:
            return None
        says = Words(f"{who}{kind.value}", f"{who} {_ENGLISH[kind]}")
        cells = {"status": Status.AWAY.value, "status_paper": f"（假设）{kind.value}"}
        change = {Person.sheet.zh: {who.id: cells}}
        return StressEvent(kind, (who.id,), says, {"change": change})

    return happens


def _marriage(base: Problem, stream: Stream) -> StressEvent | None:
    """Two of the staff, no kin of each other; whether they are free the kinship tells."""
    one, other = _one(base, stream), _one(base, stream)
    if one is None or other is None or one.id == other.id:
        return None
    if one.sex is not None and one.sex is other.sex:
        return None
    if any({a, b} == {one.id, other.id} for a, b, _ in recusing(base)):
        return None
    row = {
        "kind": FactKind.SPOUSE.value,
        "a_staff": one.id,
        "a_name": one.name,
        "b_staff": other.id,
        "b_name": other.name,
        "since": base.effect.isoformat(),
    }
    says = Words(f"{one}与{other}结婚", f"{one} and {other} marry")
    staff = (one.id, other.id)
    return StressEvent(
        EventKind.MARRIES, staff, says, {"add": {KinFact.sheet.zh: (row,)}}
    )


def _business(base: Problem, stream: Stream) -> StressEvent | None:
    """The spouse begins a business in a trade that some unit supervises."""
    who = _one(base, stream)
    trades = sorted({i for u in base.units for i in u.industries})
    if who is None or not trades:
        return None
    trade = trades[stream.below(len(trades))]
    row = {
        "person": who.id,
        "owner": Owner.SPOUSE.value,
        "entity": "（假设）",
        "form": HoldingForm.SOLE.value,
        "industry": trade,
        "since": base.effect.isoformat(),
    }
    says = Words(
        f"{who}的配偶开始经营{trade}", f"the spouse of {who} starts a business: {trade}"
    )
    return StressEvent(
        EventKind.BUSINESS, (who.id,), says, {"add": {FamilyBusiness.sheet.zh: (row,)}}
    )


_ENGLISH = {
    EventKind.RESIGNS: "resigns",
    EventKind.DIES: "dies",
    EventKind.ILL: "falls ill for long",
    EventKind.PARENTAL: "goes on parental leave",
}
_HAPPENS: Mapping[EventKind, Callable[[Problem, Stream], StressEvent | None]] = {
    EventKind.RESIGNS: _gone(EventKind.RESIGNS),
    EventKind.DIES: _gone(EventKind.DIES),
    EventKind.ILL: _absent(EventKind.ILL),
    EventKind.PARENTAL: _absent(EventKind.PARENTAL),
    EventKind.MARRIES: _marriage,
    EventKind.BUSINESS: _business,
}
