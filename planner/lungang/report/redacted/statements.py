"""A plan as single statements, each a sentence with the facts that it rests on.

A statement says one thing: that somebody moves and why are two of them, so that the
first can be shown where the second may not. Whoever may see a statement is decided by
:mod:`lungang.disclosure` from its facts, and by its units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lungang.commitment import compact
from lungang.disclosure import Role, facts_of, facts_of_code, may_see
from lungang.document.file import commitment_of
from lungang.document.parts import (
    DueLine,
    FindingLine,
    Grades,
    MoveLine,
    PersonRef,
    PlanDocument,
    PostRef,
    ReasonsLine,
    StayLine,
    VacancyLine,
    WaiverLine,
)
from lungang.formats import Text
from lungang.review.due import span
from lungang_models.privacy import Fact
from lungang_models.rule import article_words
from lungang_models.words import Words, same

EVERY_FACT = frozenset(Fact) - {Fact.IDENTITY}


@dataclass(frozen=True)
class Statement:
    """One sentence of a plan, and who may see it.

    ``units`` are those whose heads it concerns; ``everybody``: it tells of no person and
    no unit, numbers alone, so that the public may see it too.
    """

    kind: str
    says: Words
    tells: frozenset[Fact] = frozenset()
    units: frozenset[str] = frozenset()
    everybody: bool = False

    @property
    def line(self) -> str:
        """The text that is committed to."""
        said = {"kind": self.kind, "zh": self.says.zh, "en": self.says.en}
        return compact(said).decode("utf-8", "surrogatepass")

    def seen_by(self, role: Role, unit: str = "") -> bool:
        """Whether a reader may see it; ``unit`` is that of the head of a unit."""
        if self.everybody:
            return True
        if not may_see(role, self.tells):
            return False
        return role is not Role.unit or unit in self.units


def statements(document: PlanDocument) -> Iterator[Statement]:
    """Every statement of a whole plan, in the order of its document."""
    yield from _head(document)
    yield from _numbers(document)
    for p in document.placements:
        how = Words("", "") if p.main else Words("（兼任）", " (concurrent)")
        says = Words(
            f"{p.staff} {p.name}任{p.unit_name}{p.post_name}（{p.post}）{how.zh}",
            f"{p.staff} {p.name} holds {p.unit_name} {p.post_name} ({p.post}){how.en}",
        )
        yield Statement("placement", says, units=frozenset({p.unit}))
    for m in document.moves:
        yield from _move(m)
    for s in document.stays:
        yield from _stay(s)
    for v in document.vacancies:
        yield from _vacancy(v)
    for d in document.due:
        yield from _due(d)
    yield from _leaves(document)
    for f in document.findings:
        yield from _finding(f)
    yield from map(_waiver, document.waivers)
    if document.reasons is not None:
        yield from _no_plan(document.reasons)
    yield from _data(document)


def _head(document: PlanDocument) -> Iterator[Statement]:
    of = document.provenance
    yield Statement("plan", _words(document.says), everybody=True)
    says = Words(
        f"自{of.effect}起执行；适用制度：{of.pack.title.zh}（{of.pack.version}）",
        f"in effect from {of.effect}; rules: {of.pack.title.en} ({of.pack.version})",
    )
    yield Statement("rules", says, everybody=True)
    # With these hashes who knows nearly all of a plan could find out the rest by trial.
    root = commitment_of(document).root
    for kind, value in (
        ("plan-file", root), ("plan-hash", of.plan_hash), ("input-hash", of.input_hash),
    ):  # fmt: skip
        if value:
            yield Statement(kind, same(value), EVERY_FACT)
    for name, value in sorted(of.overlaid.items()):
        yield Statement("value-of-own", same(f"{name} = {value}"), EVERY_FACT)


def _numbers(document: PlanDocument) -> Iterator[Statement]:
    """What may be disclosed of a plan: numbers only (article 5(2))."""
    n = document.figures
    pairs = (
        (f"在编{n.staff}人，岗位{n.posts}个，编制{n.seats}个",
         f"{n.staff} staff, {n.posts} posts, {n.seats} seats"),
        (f"调整{n.moves}人：跨单位{n.across}人，单位内{n.within}人",
         f"{n.moves} people move: {n.across} between units, {n.within} within"),
        (f"任职期满须交流{n.forced}人，应交流{n.due}人；本方案解决{n.settled}人，"
         f"按规定暂缓{n.excused}人",
         f"{n.forced} people must rotate, {n.due} are due; the plan settles "
         f"{n.settled}, {n.excused} are excused"),
        (f"空缺{n.empty}个，其中关键、高风险岗位{n.empty_watched}个",
         f"{n.empty} vacant seats, {n.empty_watched} of key or high-risk posts"),
        (f"强制休假安排{n.leaves}人", f"{n.leaves} mandatory leaves"),
    )  # fmt: skip
    for zh, en in pairs:
        yield Statement("numbers", Words(zh, en), everybody=True)
    yield _grades("现状", "today", n.before)
    if n.after is not None:
        yield _grades("实施后", "under the plan", n.after)


def _grades(zh: str, en: str, count: Grades) -> Statement:
    says = Words(
        f"{zh}：重大风险{count.major}项，较大{count.significant}项，一般"
        f"{count.ordinary}项；违反规定{count.breaches}项",
        f"{en}: {count.major} major risks, {count.significant} significant, "
        f"{count.ordinary} ordinary; {count.breaches} breaches",
    )
    return Statement("numbers", says, everybody=True)


def _move(m: MoveLine) -> Iterator[Statement]:
    units = frozenset(p.unit for p in (m.left, m.taken) if p is not None)
    left, taken = _seat(m.left), _seat(m.taken)
    who = _who(m.staff)
    move = Words(
        f"{who}由{left.zh}调任{taken.zh}（{m.kind.says.zh}）",
        f"{who} moves from {left.en} to {taken.en} ({m.kind.says.en})",
    )
    yield Statement("move", _placed_first(m) if m.left is None else move, units=units)
    for r in m.reasons:
        article = article_words(r.article)
        says = Words(
            f"{who}调整的事由：{r.says.zh}（{article.zh}）",
            f"why {who} moves: {r.says.en} ({article.en})",
        )
        yield Statement("reason", says, _facts(r.tells), units)


def _placed_first(m: MoveLine) -> Words:
    taken = _seat(m.taken)
    return Words(
        f"{_who(m.staff)}任{taken.zh}（{m.kind.says.zh}）",
        f"{_who(m.staff)} takes {taken.en} ({m.kind.says.en})",
    )


def _stay(s: StayLine) -> Iterator[Statement]:
    who = _who(s.staff)
    says = Words(f"{who}留任的事由：{s.says.zh}", f"why {who} stays: {s.says.en}")
    yield Statement("stay", says, _facts(s.tells), frozenset({s.post.unit}))


def _vacancy(v: VacancyLine) -> Iterator[Statement]:
    units, seat = frozenset({v.post.unit}), _seat(v.post)
    says = Words(
        f"{seat.zh}空缺{v.empty}个，符合条件{v.candidates}人",
        f"{seat.en}: {v.empty} vacant, {v.candidates} candidates",
    )
    yield Statement("vacancy", says, units=units)
    for b in v.barred:
        says = Words(
            f"{seat.zh}：因“{b.title.zh}”不能任职{b.people}人",
            f"{seat.en}: {b.people} barred by “{b.title.en}”",
        )
        yield Statement("barred", says, facts_of(b.rule), units)


def _due(d: DueLine) -> Iterator[Statement]:
    units, who, seat = frozenset({d.post.unit}), _who(d.staff), _seat(d.post)
    served = span(d.months)
    says = Words(
        f"{who}在{seat.zh}任职{served.zh}：{d.stage.says.zh}（{d.clock.says.zh}）",
        f"{who}, {served.en} in {seat.en}: {d.stage.says.en} ({d.clock.says.en})",
    )
    yield Statement("due", says, units=units)
    if d.excused is not None:
        says = Words(
            f"{who}暂不交流：{d.excused.zh}", f"{who} is excused: {d.excused.en}"
        )
        yield Statement("excused", says, _facts(d.tells), units)


def _leaves(document: PlanDocument) -> Iterator[Statement]:
    """Of no unit: a mandatory leave is told to nobody beforehand."""
    for v in document.leaves:
        covers = "、".join(f"{c.post.id}由{_who(c.cover)}代" for c in v.covers)
        acting = ", ".join(f"{_who(c.cover)} in {c.post.id}" for c in v.covers)
        says = Words(
            f"{_who(v.staff)}在第{v.window}时段强制休假；{covers or '无须代职'}",
            f"{_who(v.staff)} on mandatory leave in window {v.window}; "
            f"{acting or 'no cover'}",
        )
        yield Statement("leave", says)


def _finding(f: FindingLine) -> Iterator[Statement]:
    units = frozenset({f.unit_id} if f.unit_id else ())
    gone = Words("，实施后消除", ", gone under the plan")
    end = gone if f.standing == "resolved" else Words("", "")
    says = Words(
        f"{f.risk}（{f.grade.says.zh}）：{f.says.zh}；{f.owner.zh}于{f.due}前"
        f"{f.measure.zh}{end.zh}",
        f"{f.risk} ({f.grade.says.en}): {f.says.en}; {f.owner.en} by {f.due}: "
        f"{f.measure.en}{end.en}",
    )
    yield Statement("risk", says, _facts(f.tells), units)


def _waiver(w: WaiverLine) -> Statement:
    who = "、".join(map(_who, w.staff))
    says = Words(
        f"豁免：{who}，{w.reason}（{w.approver}，{w.paper}，至{w.until}）",
        f"waiver: {who}, {w.reason} ({w.approver}, {w.paper}, until {w.until})",
    )
    return Statement("waiver", says, facts_of(w.rule))


def _no_plan(reasons: ReasonsLine) -> Iterator[Statement]:
    for cause in reasons.causes:
        for g in cause.grounds:
            yield Statement("cause", _words(g.says), facts_of(g.rule))
    for number, repair in enumerate(reasons.repairs, start=1):
        for w in (*repair.ways, *(w for c in repair.choices for w in c.ways)):
            says = Words(
                f"出路{number}：{w.says.zh}（{w.authority.zh}）",
                f"way out {number}: {w.says.en} ({w.authority.en})",
            )
            yield Statement("way-out", says, facts_of(w.rule))


def _data(document: PlanDocument) -> Iterator[Statement]:
    for n in document.not_examined:
        yield Statement("not-examined", _words(n.says), facts_of(n.rule))
    for s in document.account or ():
        says = Words(
            f"工作表“{s.sheet}”共{s.offered}行，采用{s.used}行，未采用{s.ignored}行",
            f"sheet {s.sheet!r}: {s.offered} rows, {s.used} used, {s.ignored} ignored",
        )
        yield Statement("account", says, EVERY_FACT)
    for p in document.register_.vanished:
        says = Words(f"上期风险{p.risk}已不再出现", f"last year's {p.risk} is gone")
        yield Statement("vanished", says, facts_of_code(p.code))


def _words(says: Text) -> Words:
    return Words(says.zh, says.en)


def _facts(tells: Iterable[str]) -> frozenset[Fact]:
    return frozenset(map(Fact, tells))


def _who(person: PersonRef) -> str:
    return f"{person.id} {person.name}"


def _seat(post: PostRef | None) -> Words:
    if post is None:
        return same("—")
    where = (post.unit_name, post.name, post.id)
    return Words("{}{}（{}）".format(*where), "{} {} ({})".format(*where))
