"""Editions: the same document, less what its reader is not to know.

Personnel and the discipline inspectors see it whole. The leadership sees every risk, its
people and its grade; a line that rests on a family, a declaration, a case or a standing
becomes a neutral one. The public gets numbers only: the disclosure of article 5(2).

Neutral lines are all alike, whatever they stand for: one person each (two on one line
could only be kin), a number of their own (the risk's number starts with its kind), no
article, no rule, no arithmetic of the grade, and one term for all of a grade. So for each
of them several kinds of fact remain possible. Which lines these are is decided by
:mod:`lungang.disclosure` from the facts they rest on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar, get_args

from lungang.disclosure import Role, facts_of, facts_of_code, may_see
from lungang.document.parts import (
    AuditDocument,
    BarredLine,
    Coded,
    CoreLine,
    DecisionLine,
    DoubtLine,
    DueLine,
    Edition,
    FindingLine,
    GroundLine,
    MoveLine,
    NotExaminedLine,
    PastLine,
    PersonRef,
    PlanDocument,
    ReasonLine,
    RegisterDocument,
    RegisterPart,
    RepairLine,
    SheetLine,
    StayLine,
    TotalLine,
    VacancyLine,
    WaiverLine,
)
from lungang.formats import Text
from lungang_models.privacy import Fact

Audience = Edition
AUDIENCES: tuple[Edition, ...] = get_args(Edition)
Whole = TypeVar("Whole", PlanDocument, RegisterDocument, AuditDocument)

WITHHELD: Final = "withheld"
KEPT = Text(
    zh="有关情况由组织人事部门掌握", en="the facts are kept by the personnel section"
)
_TITLE = Text(zh="任职限制或待核实事项", en="a restriction, or a fact to verify")
_HANDLED = Text(zh="由组织人事部门办理", en="handled by the personnel section")
_WORD = Coded(code=WITHHELD, says=_TITLE)
_UNEXAMINED = Text(
    zh=f"缺少依据，未检查；{KEPT.zh}",
    en=f"it lacks its evidence and was not examined; {KEPT.en}",
)
_STATE = Coded(code="identified", says=Text(zh="识别", en="identified"))
_GRADES = ("major", "significant", "ordinary")


def seen_by(audience: Edition, whole: Whole) -> Whole:
    """The part of a whole document that an audience may see."""
    role = Role(audience)
    if role is Role.public:
        made = _numbers(whole)
    elif may_see(role, set(Fact) - {Fact.IDENTITY}):
        made = {}
    else:
        made = _reduced(role, whole)
    if isinstance(whole, PlanDocument):
        made |= {"edition": audience, "commitment": None}
    if isinstance(whole, RegisterDocument):
        made |= {"audience": audience}
    return whole.model_copy(update=made)


def for_units(whole: RegisterDocument | PlanDocument) -> tuple[FindingLine, ...]:
    """The risks as heads of units may see them: no family, case or appraisal."""
    return tuple(_findings(Role.unit, whole.findings))


# -- what a role may see


def _sees(role: Role, tells: Iterable[str]) -> bool:
    return may_see(role, map(Fact, tells))


def _rule(role: Role, rule: str) -> bool:
    """Whether what a rule finds may be seen; ``""`` is no rule."""
    return not rule or may_see(role, facts_of(rule))


def _reduced(role: Role, whole: Whole) -> dict[str, Any]:
    """The fields that change for a role that may not see everything."""
    findings = tuple(_findings(role, whole.findings))
    made: dict[str, Any] = {
        "findings": findings,
        "register_": _register(role, whole.register_, findings),
        "waivers": tuple(_waiver(role, w) for w in whole.waivers),
    }
    if isinstance(whole, PlanDocument | RegisterDocument):
        made["moves"] = tuple(_move(role, m) for m in whole.moves)
    if isinstance(whole, RegisterDocument):
        made["avoid"] = ()
        made["leaving"] = tuple(
            i.model_copy(update={"because": KEPT}) for i in whole.leaving
        )
    if isinstance(whole, PlanDocument):
        made["stays"] = tuple(_stay(role, s) for s in whole.stays)
        made["due"] = tuple(_due(role, d) for d in whole.due)
        made["vacancies"] = tuple(_vacancy(role, v) for v in whole.vacancies)
        made["doubts"] = _doubts(whole.doubts)
        made["account"] = _account(whole.account)
        made["not_examined"] = tuple(_unexamined(role, whole.not_examined))
        if whole.reasons is not None:
            made["reasons"] = whole.reasons.model_copy(update={
                "causes": tuple(_cause(role, c) for c in whole.reasons.causes),
                "repairs": tuple(_repair(role, r) for r in whole.reasons.repairs),
            })  # fmt: skip
    return made


def _findings(role: Role, lines: Sequence[FindingLine]) -> Iterator[FindingLine]:
    """Plain lines as they are; then the neutral ones, in an order that tells nothing."""
    hidden = [f for f in lines if not _sees(role, f.tells)]
    terms = {
        g: min((f.due for f in hidden if f.grade.code == g), default=None)
        for g in _GRADES
    }
    yield from (f for f in lines if _sees(role, f.tells))
    neutral = [(f, person, unit) for f in hidden for person, unit in _each_person(f)]
    neutral.sort(key=lambda n: (
        n[0].standing == "resolved", _GRADES.index(n[0].grade.code),
        n[0].standing, n[1].id if n[1] else "",
    ))  # fmt: skip
    for number, (line, person, unit) in enumerate(neutral, start=1):
        yield _neutral(line, number, person, unit, terms[line.grade.code])


def _each_person(
    line: FindingLine,
) -> Iterator[tuple[PersonRef | None, tuple[str, str] | None]]:
    """The people of a line one by one, each with the unit of their own post."""
    alone = len(line.staff) == 1
    for at, person in enumerate(line.staff):
        own = None
        if line.posts and (alone or len(line.posts) == len(line.staff)):
            own = line.posts[0 if alone else at]
        yield person, None if own is None else (own.unit, own.unit_name)
    if not line.staff:
        yield None, None


def _neutral(
    line: FindingLine, number: int, person: PersonRef | None,
    unit: tuple[str, str] | None, due: Any,
) -> FindingLine:  # fmt: skip
    who = person.name if person else ""
    says = Text(
        zh=f"{_TITLE.zh}{f'：涉及{who}' if who else ''}；{KEPT.zh}",
        en=f"{_TITLE.en}{f': {who}' if who else ''}; {KEPT.en}",
    )
    return line.model_copy(update={
        "risk": f"N{number:03}", "rule": WITHHELD, "code": "—", "title": _TITLE,
        "base": line.grade, "steps": (), "proposed": line.grade, "decided": None,
        "graded": line.grade.says, "article": "—", "says": says,
        "before": None if line.before is None else line.grade,
        "measure": _HANDLED, "owner": _HANDLED, "means": _WORD, "state": _STATE,
        "staff": () if person is None else (person,), "posts": (),
        "unit_id": unit[0] if unit else None, "unit": unit[1] if unit else None,
        "due": due, "hard": False, "waiver": None, "carried": None, "tells": (),
    })  # fmt: skip


def _register(
    role: Role, kept: RegisterPart, findings: Iterable[FindingLine]
) -> RegisterPart:
    planned = any(t.after is not None for t in kept.totals)
    return RegisterPart(
        totals=tuple(_totals(findings, planned)),
        vanished=tuple(_past(role, p) for p in kept.vanished),
        idle=tuple(_decision(role, d) for d in kept.idle),
    )


def _totals(lines: Iterable[FindingLine], planned: bool) -> Iterator[TotalLine]:
    """Counted anew from the lines that are shown: the old sums would tell the kinds."""
    before, after = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    first: dict[tuple[str, str, str], FindingLine] = {}
    for f in lines:
        place = (f.unit_id or "", f.means.code, f.grade.code)
        first.setdefault(place, f)
        before[place] += f.before is not None
        after[place] += f.standing != "resolved"
    order = sorted(first, key=lambda p: (p[0], p[1], _GRADES.index(p[2])))
    for place in order:
        line = first[place]
        yield TotalLine(
            unit=line.unit_id, unit_name=line.unit, means=line.means, grade=line.grade,
            before=before[place], after=after[place] if planned else None,
        )  # fmt: skip


def _past(role: Role, line: PastLine) -> PastLine:
    if may_see(role, facts_of_code(line.code)):
        return line
    return line.model_copy(update={
        "risk": "—", "code": "—", "staff": (), "posts": (), "owner": "—", "due": None,
    })  # fmt: skip


def _decision(role: Role, line: DecisionLine) -> DecisionLine:
    if may_see(role, facts_of_code(line.risk.split("-")[0])):
        return line
    return line.model_copy(update={"risk": "—", "reason": KEPT.zh})


def _move(role: Role, line: MoveLine) -> MoveLine:
    reasons = tuple(dict.fromkeys(_reason(role, r) for r in line.reasons))
    return line.model_copy(update={"reasons": reasons})


def _reason(role: Role, line: ReasonLine) -> ReasonLine:
    if _sees(role, line.tells):
        return line
    return ReasonLine(reason=_WORD, article="—", says=KEPT, rule="", tells=())


def _stay(role: Role, line: StayLine) -> StayLine:
    if _sees(role, line.tells):
        return line
    return line.model_copy(update={
        "reason": _WORD, "article": "—", "says": KEPT, "tells": (),
    })  # fmt: skip


def _due(role: Role, line: DueLine) -> DueLine:
    deferred = None if line.deferred is None else _waiver(role, line.deferred)
    line = line.model_copy(update={"deferred": deferred})
    if _sees(role, line.tells):
        return line
    return line.model_copy(update={"excused": KEPT, "tells": ()})


def _waiver(role: Role, line: WaiverLine) -> WaiverLine:
    if _rule(role, line.rule):
        return line
    return line.model_copy(update={
        "rule": WITHHELD, "staff": (), "posts": (), "reason": KEPT.zh,
        "approver": "—", "mitigation": "—",
    })  # fmt: skip


def _vacancy(role: Role, line: VacancyLine) -> VacancyLine:
    """What bars people is added up where a title alone would tell of them."""
    hidden = [b for b in line.barred if not _rule(role, b.rule)]
    if not hidden:
        return line
    others = tuple(b for b in line.barred if b not in hidden)
    people = sum(b.people for b in hidden)
    merged = BarredLine(rule=WITHHELD, title=_TITLE, people=people)
    return line.model_copy(update={"barred": (*others, merged)})


def _doubts(lines: Sequence[DoubtLine]) -> tuple[DoubtLine, ...]:
    count = sum(d.count for d in lines)
    return (DoubtLine(code=WITHHELD, count=count),) if lines else ()


def _account(lines: Sequence[SheetLine] | None) -> tuple[SheetLine, ...] | None:
    """The sums alone: which sheets are filled tells what was declared."""
    if lines is None:
        return None
    offered, used, ignored = (
        sum(getattr(s, name) for s in lines) for name in ("offered", "used", "ignored")
    )
    return (SheetLine(sheet="合计", offered=offered, used=used, ignored=ignored),)


def _unexamined(
    role: Role, lines: Sequence[NotExaminedLine]
) -> Iterator[NotExaminedLine]:
    """Each rule one line, those withheld all alike: every edition tells the same number."""
    yield from (n for n in lines if _rule(role, n.rule))
    for _ in (n for n in lines if not _rule(role, n.rule)):
        yield NotExaminedLine(rule=WITHHELD, title=_TITLE, says=_UNEXAMINED)


# -- why there is no plan


def _cause(role: Role, line: CoreLine) -> CoreLine:
    hidden = any(not _rule(role, g.rule) for g in line.grounds)
    return line.model_copy(update={
        "grounds": tuple(_ground(role, g) for g in line.grounds),
        "counted": None if hidden else line.counted,
    })  # fmt: skip


def _ground(role: Role, line: GroundLine) -> GroundLine:
    if _rule(role, line.rule):
        return line
    return line.model_copy(update={
        "rule": WITHHELD, "title": _TITLE, "article": "—", "says": KEPT,
        "staff": (), "posts": (), "waivable": None,
    })  # fmt: skip


def _repair(role: Role, line: RepairLine) -> RepairLine:
    every = [*line.ways, *(w for c in line.choices for w in c.ways)]
    if all(_rule(role, w.rule) for w in every):
        return line
    ways = tuple(
        w if _rule(role, w.rule) else w.model_copy(update={
            "rule": WITHHELD, "says": KEPT, "kind": _WORD, "authority": _HANDLED,
            "paper": KEPT, "staff": (),
        })
        for w in line.ways
    )  # fmt: skip
    nothing = {"choices": (), "touched": (), "risks": ()}
    return line.model_copy(update={"ways": ways, **nothing})


# -- numbers only


def _numbers(whole: Whole) -> dict[str, Any]:
    """Numbers of the whole organisation: no unit, no name, no id, no reason."""
    provenance = whole.provenance.model_copy(update={"overlaid": {}})
    kept = RegisterPart(totals=_merged(whole.register_.totals), vanished=(), idle=())
    made: dict[str, Any] = {
        "provenance": provenance, "register_": kept, "findings": (), "waivers": (),
    }  # fmt: skip
    lists: tuple[str, ...] = ()
    if isinstance(whole, RegisterDocument):
        lists = ("moves", "avoid", "leaving")
    if isinstance(whole, PlanDocument):
        lists = (
            "placements", "moves", "chains", "concurrent", "stays", "unplaced",
            "vacancies", "leaves", "due", "undated", "doubts", "not_examined",
        )  # fmt: skip
        made |= {"reasons": None, "account": None}
    return made | dict.fromkeys(lists, ())


def _merged(totals: Sequence[TotalLine]) -> tuple[TotalLine, ...]:
    before, after = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    first: dict[tuple[str, str], TotalLine] = {}
    for line in totals:
        place = (line.means.code, line.grade.code)
        first.setdefault(place, line)
        before[place] += line.before
        after[place] += line.after or 0
    order = sorted(first, key=lambda p: (p[0], _GRADES.index(p[1])))
    return tuple(
        first[p].model_copy(update={
            "unit": None, "unit_name": None, "before": before[p],
            "after": None if first[p].after is None else after[p],
        })
        for p in order
    )  # fmt: skip
