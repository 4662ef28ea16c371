"""Next year's workbook, made of this year's and of the plan as it was carried out.

People sit where the plan put them, from the day the decision was carried out; what
they left is a spell of their career; the register becomes last term's. What was meant
for one year only (pins, wishes, the approved plan) does not go along. Every cell that
changed is marked, so that HR confirms it against the papers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lungang.intake.open import open_problem
from lungang.intake.plan_file import read_plan
from lungang.intake.prepared import Guess, PreparedRows
from lungang.intake.workbook import read
from lungang.intake.workbook.columns import sheet_name
from lungang.intake.workbook.reading import PolicyCell, Setting
from lungang.review.register import register
from lungang_models.facts.approved import Approved
from lungang_models.facts.decisions import Decision, DecisionKind
from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.pins import Pin
from lungang_models.facts.risk import PastRisk, counted
from lungang_models.facts.tenure import Clock, Spell
from lungang_models.facts.wishes import Wish
from lungang_models.fault import BadInput, Fault
from lungang_models.plan import Plan
from lungang_models.registry import sheets
from lungang_models.rules.staffing.key_post_pledge import Pledge
from lungang_models.rules.staffing.key_post_screening import Screening, ScreeningResult
from lungang_models.vocabulary import Person, Post, Row, StaffId
from lungang_models.waiver import Waiver
from lungang_models.words import Words

TITLE = Words("新年度工作簿说明", "What was carried over")

#: Rows of one year: they do not go along.
_OF_ONE_YEAR: tuple[type[Row], ...] = (Pin, Wish, Approved)

MOVED = Words(
    "按方案及执行日期填写，请按任免通知核对",
    "by the plan and the day it was carried out",
)
DECLARED = Words(
    "按全员申报、承诺和排查的日期填写，请按表核对",
    "by the day all declared, pledged and were screened; check the forms",
)
LEFT_OVER = Words("离开的岗位，请核对止日", "the post left; please check the last day")


@dataclass
class _Year:
    """The coming rows, and what is to be confirmed in them."""

    plan: Plan
    rows: dict[type[Row], list[Row]]
    guesses: list[Guess] = field(default_factory=list)
    told: list[Fault] = field(default_factory=list)
    asked: list[Words] = field(default_factory=list)


def next_year(
    plan: Plan,
    rows: Mapping[type[Row], Sequence[Row]],
    settings: Sequence[Setting],
    register: Sequence[PastRisk],
    effect: date,
    declared: date | None = None,
) -> PreparedRows:
    """The workbook of the year after a plan.

    ``rows`` and ``settings`` are what the plan's workbook held, ``register`` the lines
    of its register, ``effect`` the next effect date. A move counts as carried out on
    the day that 决定执行 gives, else on the plan's effect date; one that 决定执行 says is
    not carried out is left as it was, and told. ``declared`` is the day on which
    everybody declared anew what they have to recuse from (article 23).

    Raises ``ValueError`` where ``effect`` is not after the plan's effect date.
    """
    if effect <= plan.problem.effect:
        raise ValueError("the next effect date must come after the last one")
    year = _Year(plan, {k: list(v) for k, v in rows.items()})
    executed = _executed(year)
    spells: list[Spell] = []
    people: list[Row] = []
    for at, person in enumerate(plan.problem.staff):
        moved = _moved(year, at, person, executed.get(person.id))
        people.append(moved)
        spells += _left(plan, person, moved)
    _retiring(year, people, effect)
    year.rows[Person] = _declared(year, people, effect, declared)
    _papers_of_a_year(year, declared)
    _add_spells(year, spells)
    year.rows[PastRisk] = list(register)
    _drop(year, effect)
    return PreparedRows(
        {k: tuple(v) for k, v in year.rows.items()}, _settings(settings, effect, register),
        tuple(year.guesses), tuple(year.told), tuple(year.asked),
    )  # fmt: skip


def _executed(year: _Year) -> dict[StaffId, date | None]:
    """Person → the day the exchange was carried out; ``None`` where it was not."""
    this_year = year.plan.problem.effect.replace(month=1, day=1)
    return {
        row.person: row.executed_on
        for row in year.rows.get(Decision, ())
        if isinstance(row, Decision)
        and row.kind is DecisionKind.EXCHANGE_DECISION
        and row.decided_on >= this_year
    }


def _moved(year: _Year, at: int, person: Person, executed: date | None) -> Person:
    """The person where the plan put them, if that was carried out."""
    plan, problem = year.plan, year.plan.problem
    main = plan.main_post(person)
    beside = tuple(p.id for p in plan.posts_of(person) if p.concurrent)
    decided = person.id in _executed(year)
    if (main and main.id) == person.post and beside == person.concurrent:
        return person
    if decided and executed is None:
        year.asked.append(
            Words(
                f"{person.name}的交流决定尚未执行，仍按原岗位填写",
                f"the decision about {person.name} was not carried out; left as before",
            )
        )
        return person
    day = executed or problem.effect
    change: dict[str, Any] = {"post": main.id if main else None, "concurrent": beside}
    if main is None or main.id != person.post:
        change["entered_post"] = day if main else None
        if main is not None and main.unit != _unit(plan, person):
            change["entered_unit"] = day
        if main is not None and person.promoted_to is main.level:
            change |= {"level": main.level, "promoted_to": None, "promotion_paper": ""}
    change = {n: v for n, v in change.items() if v != getattr(person, n)}
    year.guesses += [Guess(Person, at, name, MOVED, "") for name in change]
    return person.model_copy(update=change)


def _unit(plan: Plan, person: Person) -> str | None:
    return plan.problem.post[person.post].unit if person.post else None


def _left(plan: Plan, before: Person, after: Person) -> Iterator[Spell]:
    """The spell in the main post that somebody left, where its first day is known."""
    if before.post == after.post or before.post is None or before.entered_post is None:
        return
    post: Post = plan.problem.post[before.post]
    until = after.entered_post or plan.problem.effect
    yield Spell(
        person=before.id, post=post.id, unit=post.unit, since=before.entered_post,
        until=max(until, before.entered_post),
    )  # fmt: skip


def _add_spells(year: _Year, left: Sequence[Spell]) -> None:
    """Each post left goes on record: its open line is ended, or a new one is added."""
    rows = year.rows.setdefault(Spell, [])
    is_open = {
        (s.person, s.post): at
        for at, s in enumerate(rows)
        if isinstance(s, Spell) and s.until is None
    }
    for spell in left:
        at = is_open.get((spell.person, spell.post), len(rows))
        if at == len(rows):
            rows.append(spell)
        else:
            rows[at] = rows[at].model_copy(update={"until": spell.until})
        year.guesses.append(Guess(Spell, at, "until", LEFT_OVER, ""))


def _declared(
    year: _Year, people: Sequence[Row], effect: date, day: date | None
) -> list[Row]:
    """Everybody with the day of this year's declarations; told where it is missing."""
    months = year.plan.problem.policy(NoticePolicy).declaration_months
    found: list[Row] = []
    lapsed = 0
    for at, person in enumerate(people):
        assert isinstance(person, Person)
        if day is not None and (person.declared is None or person.declared < day):
            year.guesses.append(Guess(Person, at, "declared", DECLARED, ""))
            found.append(person.model_copy(update={"declared": day}))
            continue
        age = Clock(person.declared).months(effect) if person.declared else None
        lapsed += age is None or age >= months
        found.append(person)
    if lapsed:
        year.asked.append(
            Words(
                f"{lapsed}人没有有效的回避申报（没有日期，或到{effect}已满{months}个月）；"
                "收齐新申报后，用 --declared 写明日期再转一次，或逐人填写",
                f"{lapsed} people have no declaration in force (no date, or {months} "
                f"months old on {effect}); once they are in, carry over again with "
                "--declared DATE",
            )
        )
    return found


def _papers_of_a_year(year: _Year, day: date | None) -> None:
    """The pledges and screenings that go with the yearly declarations, once more.

    Somebody whose last screening found something is left to be screened.
    """
    if day is None:
        return
    for kind, name in ((Pledge, "signed"), (Screening, "on")):
        rows = year.rows.get(kind, [])
        last: dict[tuple[str, str], Any] = {}
        for row in sorted(rows, key=lambda r: str(getattr(r, name))):
            values: Any = row
            last[values.person, str(getattr(row, "kind", ""))] = values
        for row in last.values():
            clear = getattr(row, "result", ScreeningResult.CLEAR)
            if getattr(row, name) < day and clear is ScreeningResult.CLEAR:
                year.guesses.append(Guess(kind, len(rows), name, DECLARED, ""))
                rows.append(row.model_copy(update={name: day}))


def _retiring(year: _Year, people: Sequence[Row], effect: date) -> None:
    for person in people:
        if isinstance(person, Person) and person.retires and person.retires <= effect:
            year.asked.append(
                Words(
                    f"{person.name}将于{person.retires}退休，如已离开请从人员表删去",
                    f"{person.name} retires on {person.retires}; delete them if they left",
                )
            )


def _drop(year: _Year, effect: date) -> None:
    """What belongs to the year that is over; told with how many rows it was."""
    for kind in _OF_ONE_YEAR:
        gone = year.rows.pop(kind, [])
        if gone:
            name = sheet_name(kind.sheet, "zh"), sheet_name(kind.sheet, "en")
            year.asked.append(
                Words(
                    f"“{name[0]}”{len(gone)}行只用于上一年度，未带入",
                    f"{len(gone)} rows of {name[1]} were of last year and stay behind",
                )
            )
    waivers = [w for w in year.rows.get(Waiver, ()) if isinstance(w, Waiver)]
    valid = [w for w in waivers if w.until >= effect]
    if len(valid) < len(waivers):
        year.asked.append(
            Words(
                f"到{effect}失效的豁免{len(waivers) - len(valid)}项未带入，如需延续请重新报批",
                f"{len(waivers) - len(valid)} waivers end before {effect} and stay behind",
            )
        )
    year.rows[Waiver] = list(valid)
    if year.plan.leaves:
        year.asked.append(
            Words(
                f"方案安排强制休假{len(year.plan.leaves)}人，请在休假记录中按实际执行填写",
                f"{len(year.plan.leaves)} leaves were planned; enter those that were taken",
            )
        )


def _settings(
    settings: Sequence[Setting], effect: date, register: Sequence[PastRisk]
) -> tuple[Setting, ...]:
    """The policy values of the year before, the next effect date, and what the register
    counted: a line that is lost or regraded on the way shows."""
    own = {
        "plan.effect_on": effect.isoformat(),
        "plan.last_register": counted(register),
    }
    made = (
        PolicyCell(knob=knob, meaning=meaning, value=own[knob])
        for knob, meaning in (
            ("plan.effect_on", "方案生效日期"),
            ("plan.last_register", "上期风险清单各等级项数"),
        )
    )
    return (*made, *(s for s in settings if s.knob not in own))


def carried_over(
    book: str | Path,
    plan_file: str | Path,
    effect: date,
    pack: str | None = None,
    declared: date | None = None,
) -> PreparedRows:
    """Next year's workbook out of this year's and the file of the plan.

    Raises ``BadInput`` with every fault of the two files, or where ``effect`` is not
    after the effect date of the plan.
    """
    problem = open_problem(book, pack)
    plan = read_plan(plan_file, problem)
    if effect <= problem.effect:
        says = Words(
            f"新的生效日期{effect}不晚于本年的{problem.effect}",
            f"the next effect date {effect} is not after this year's {problem.effect}",
        )
        maybe = Words("填写下一年度的生效日期", "give the effect date of the next year")
        raise BadInput((Fault("effect-not-later", says, maybe, value=str(effect)),))
    kinds = sheets()
    reading = read(book, kinds)
    rows = {kind: reading.tables.of(kind) for kind in kinds}
    settings, past = reading.settings, past_lines(plan)
    return next_year(plan, rows, settings, past, effect, declared)


def past_lines(plan: Plan) -> tuple[PastRisk, ...]:
    """The register of a plan as the lines that next year's workbook holds."""
    problem = plan.problem
    return tuple(
        PastRisk(
            risk=e.id, standing=e.standing, state=e.state, grade=e.grade.final,
            graded=e.grade.says.zh, code=e.finding.code, title=e.title.zh,
            article=e.finding.article, says=e.finding.says.zh,
            staff=tuple(e.finding.staff),
            names="、".join(problem.person[s].name for s in e.finding.staff),
            posts=tuple(e.finding.posts),
            posts_named="、".join(problem.post[p].name for p in e.finding.posts),
            unit="" if e.unit is None else problem.unit[e.unit].name,
            measure=e.finding.measure.zh, owner=e.owner.zh, due=e.due,
        )
        for e in register(plan).entries
    )  # fmt: skip


def summary(made: PreparedRows) -> Words:
    """One sentence: how much was carried over, and what is to be confirmed."""
    moved = len(
        {g.row for g in made.guesses if g.kind is Person and g.field != "declared"}
    )
    risks = len(made.rows.get(PastRisk, ()))
    return Words(
        f"已转入新年度：{moved}人任职变动，上期风险清单{risks}项；待核对"
        f"{len(made.guesses)}格，待补充{len(made.asked)}项。",
        f"carried over: {moved} people in new posts, {risks} lines of the register; "
        f"{len(made.guesses)} cells to check, {len(made.asked)} things to fill in.",
    )
