"""What the personnel section keeps besides: careers, wishes, decisions, leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from lungang.intake.generate.dice import Dice
from lungang.intake.generate.establishment import Bureau
from lungang.intake.generate.people import PersonDraft, by_unit, incumbents
from lungang_models.facts.leave import LeaveRecord
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.facts.tenure import Spell
from lungang_models.facts.wishes import Wish, WishKind
from lungang_models.vocabulary import DutyId, Evidence, Post, Status
from lungang_models.waiver import Waiver

Apart = Mapping[DutyId, set[DutyId]]


def give_concurrent_posts(
    bureau: Bureau,
    people: Sequence[PersonDraft],
    apart: Apart,
    effect: date,
    dice: Dice,
) -> None:
    """Let colleagues of the unit hold its concurrent posts, one each.

    One post in twenty is in a hand whose main duties do not suffer it, as happens; one
    that may give it up, or no plan could mend it.
    """
    units = by_unit(people)
    for post in (p for p in bureau.posts if p.concurrent):
        able = [p for p in units.get(post.unit, []) if _could_hold(p, post)]
        lawful = [p for p in able if p.post and not _clash(p.post, post, apart)]
        loose = [p for p in able if p.free(effect)]
        chosen = loose if dice.chance(0.05) and loose else lawful
        if chosen:
            dice.one(chosen).concurrent.append(post.id)


def _could_hold(person: PersonDraft, post: Post) -> bool:
    return (
        not person.concurrent
        and person.status is Status.PRESENT  # who is frozen could not give it up
        and person.establishment in post.establishments
        and person.level.rank >= post.level.rank
    )


def _clash(one: Post, other: Post, apart: Apart) -> bool:
    return any(b in apart.get(a, ()) for a in one.duties for b in other.duties)


def papers(
    bureau: Bureau, people: Sequence[PersonDraft], effect: date, dice: Dice
) -> Iterator[Evidence]:
    """The sheets of a bureau that are not about families."""
    yield from _careers(bureau, people, dice)
    yield from _wishes(bureau, people, dice)
    yield from _decisions(bureau, people, effect, dice)
    yield from _leaves(people, effect, dice)


def _careers(
    bureau: Bureau, people: Sequence[PersonDraft], dice: Dice
) -> Iterator[Spell]:
    """Where one in twelve was before: a post of another unit, until the present one."""
    posts = [p for p in bureau.mains if p.within_authority]
    for person, post in incumbents(people):
        since = person.entered_unit
        if not dice.chance(0.08) or since is None or since != person.entered_post:
            continue
        before = dice.one(posts)
        if before.unit != post.unit and before.level is post.level:
            start = since - timedelta(days=dice.between(700, 2500))
            yield Spell(person=person.id, post=before.id, since=start, until=since)


def _wishes(
    bureau: Bureau, people: Sequence[PersonDraft], dice: Dice
) -> Iterator[Wish]:
    units = [u for u in bureau.units if u.parent is not None]
    for person, post in incumbents(people):
        if not dice.chance(0.05):
            continue
        unit = dice.one(units)
        if unit.id == post.unit:
            continue
        voice = dice.weighted((("本人", 6), ("调出单位", 1), ("调入单位", 2)))
        kind = WishKind.WANTS if dice.chance(0.65) else WishKind.UNWILLING
        yield Wish(person=person.id, unit=unit.id, kind=kind, voice=voice)


def _decisions(
    bureau: Bureau, people: Sequence[PersonDraft], effect: date, dice: Dice
) -> Iterator[Evidence]:
    """Now and then a ban, a pin to the present post, a recorded deferral."""
    clerks = [
        (p, q) for p, q in incumbents(people)
        if p.free(effect) and p.promoted_to is None
    ]  # fmt: skip
    if clerks and dice.chance(0.5):
        person, post = dice.one(clerks)
        others = [q for q in bureau.mains if q.level is post.level and q.id != post.id]
        if others:
            yield Pin(person=person.id, post=dice.one(others).id, kind=PinKind.NEVER,
                      reason=f"局党组纪要〔2026〕{dice.between(1, 30)}号")  # fmt: skip
    if clerks and dice.chance(0.4):
        person, post = dice.one(clerks)
        yield Pin(person=person.id, post=post.id, kind=PinKind.MUST,
                  reason=f"局党组纪要〔2026〕{dice.between(31, 60)}号")  # fmt: skip
    late = [
        (p, q) for p, q in incumbents(people)
        if p.must_leave and _long_there(p, effect)
    ]  # fmt: skip
    if late and dice.chance(0.3):
        person, post = dice.one(late)
        yield Waiver(
            rule="tenure-in-post", staff=(person.id,), posts=(post.id,),
            reason="业务衔接，暂缓交流", approver="交流轮岗工作领导小组",
            paper=f"轮岗〔2026〕{dice.between(1, 40)}号",
            until=effect + timedelta(days=dice.between(-90, 300)),
            mitigation="专项审计，双人复核",
        )  # fmt: skip


def _long_there(person: PersonDraft, effect: date) -> bool:
    since = person.entered_post
    return since is not None and since <= effect.replace(year=effect.year - 10)


def _leaves(
    people: Sequence[PersonDraft], effect: date, dice: Dice
) -> Iterator[LeaveRecord]:
    """One in eight holders of key posts was on mandatory leave last year."""
    first = date(effect.year - 1, 1, 1)
    for person, post in incumbents(people):
        if not post.key or not dice.chance(0.125):
            continue
        since = first + timedelta(days=dice.between(10, 340))
        if person.entered_post is not None and since > person.entered_post:
            yield LeaveRecord(
                person=person.id, post=post.id, since=since,
                until=since + timedelta(days=6), result="未发现异常",
            )  # fmt: skip
