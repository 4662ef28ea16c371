"""The questions people ask of a plan, each answered in the same form (articles 23, 33).

An answer has a verdict, how far it is proved, its evidence line by line, and what else
could be. It names staff and posts only: relatives who are not on the staff, and family
facts of anybody but the person asked about, never enter it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lungang.explain.contrast import Base, Change, Contrast, contrast, proof_of
from lungang.explain.cores import Core
from lungang.explain.impossible import Impossible
from lungang.explain.pricing import Wish
from lungang.explain.ranking import Ranking, ranking
from lungang.explain.repairs import Repair
from lungang.moves import Stay, moves, stays
from lungang.solve import Proof, Solved
from lungang.statement import barred
from lungang_models.facts.exempt import reason_to_stay
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Ground, Tier
from lungang_models.vocabulary import Person, Post, PostId, StaffId
from lungang_models.words import Words, same

NOTHING_MORE = Words("不变", "unchanged")


SHOWN = 5
"""So many alternatives are listed."""

LISTED = Words(
    "列出者已连同强制休假核算并稽核",
    "those listed were worked out with their leaves and audited",
)

READ = Words("直接依据数据", "read off the data")
"""How far an answer is proved that no solver was asked about."""


@dataclass(frozen=True)
class Answer:
    """A verdict, its proof, the evidence for it, and the alternatives.

    ``proof`` is ``None`` where the answer is read off the data and the plan.
    """

    question: Words
    verdict: Words
    proof: Proof | None
    evidence: tuple[Words, ...] = ()
    alternatives: tuple[Words, ...] = ()
    grounds: tuple[Ground, ...] = ()
    """What of the evidence rules say: bars, or the core of what cannot be."""

    @property
    def proved(self) -> Words:
        """How far it is proved, in words."""
        return READ if self.proof is None else self.proof.value

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data."""
        return {
            "schema": "lungang-answer/1",
            "question": self.question._asdict(),
            "verdict": self.verdict._asdict(),
            "proof": {
                "code": "read" if self.proof is None else self.proof.name.lower(),
                "says": self.proved._asdict(),
            },
            "evidence": [w._asdict() for w in self.evidence],
            "alternatives": [w._asdict() for w in self.alternatives],
        }


# -- about one person


def why(base: Solved | Base, person: StaffId, seconds: float) -> Answer:
    """Why somebody is where the plan puts him, and what any other place would cost."""
    plan, problem = base.plan, base.plan.problem
    who, post = problem.person[person], plan.main_post(problem.person[person])
    if post is None:  # only a plan in hand leaves somebody out
        question = Words(f"{who}为何无岗?", f"Why has {who} no post?")
        none = Words("方案未安排其主任岗位", "the plan gives no main post")
        return Answer(question, none, None)
    found = contrast(base, Wish(person, post.id, False), seconds)
    evidence = [*_reasons(plan, person)]
    return Answer(
        Words(f"{who}为何任{post}?", f"Why does {who} hold {post}?"),
        _verdict(found, Words("改任他岗", "any other post")),
        proof_of(found),
        (*evidence, *_behind(problem, found)),
        tuple(_others(problem, found.others)),
    )


def why_not(
    base: Solved | Base, person: StaffId, post: PostId, seconds: float
) -> Answer:
    """Why somebody does not hold a post: the exact price, or the core that forbids it."""
    problem = base.plan.problem
    who, where = problem.person[person], problem.post[post]
    found = contrast(base, Wish(person, post), seconds)
    return Answer(
        Words(f"{who}为何不任{where}?", f"Why does {who} not hold {where}?"),
        _verdict(found, Words(f"由{who}任{where}", f"{who} in {where}")),
        proof_of(found),
        tuple(_behind(problem, found)),
        tuple(_others(problem, found.others)),
        () if found.core is None else found.core.grounds,
    )


def why_rather(
    base: Solved | Base, chosen: StaffId, other: StaffId, post: PostId, seconds: float
) -> Answer:
    """Why one person and not another holds a post."""
    problem = base.plan.problem
    held = (chosen, post) in base.plan.placements
    one, two, where = problem.person[chosen], problem.person[other], problem.post[post]
    found = why_not(base, other, post, seconds)
    says = Words(f"方案中{one}任{where}", f"the plan has {one} in {where}")
    if not held:
        says = Words(
            f"方案中{one}并不任{where}", f"the plan does not have {one} in {where}"
        )
    return Answer(
        Words(f"{where}为何是{one}而不是{two}?", f"Why {one} and not {two} in {where}?"),
        found.verdict, found.proof,
        (says, *_reasons(base.plan, chosen), *found.evidence), found.alternatives,
    )  # fmt: skip


def must_move(base: Solved | Base, person: StaffId, seconds: float) -> Answer:
    """Whether somebody must leave the present post: by which rule, or at which price not."""
    problem = base.plan.problem
    who = problem.person[person]
    question = Words(f"{who}为何必须交流?", f"Why must {who} move?")
    if who.post is None:
        none = Words(f"{who}现无主任岗位", f"{who} has no main post today")
        return Answer(question, none, None)
    bars = list(barred(problem).reasons(person, who.post))
    if bars:
        verdict = Words(
            f"{who}不得留任{problem.post[who.post]}",
            f"{who} may not stay in the present post",
        )
        return Answer(
            question, verdict, None, tuple(_grounds(problem, bars)), (), tuple(bars)
        )
    stay = why_not(base, person, who.post, seconds)
    evidence = (*_reasons(base.plan, person), *stay.evidence)
    return replace(stay, question=question, evidence=evidence)


def exempt(plan: Plan, person: StaffId) -> Answer:
    """Why somebody is not moved."""
    problem = plan.problem
    who = problem.person[person]
    question = Words(f"{who}为何不交流?", f"Why is {who} not moved?")
    excuse = reason_to_stay(problem, who)
    stay = next((s for s in stays(plan) if s.person.id == person), None)
    if stay is None:
        verdict = Words(f"方案中{who}应当交流", f"the plan does move {who}")
        return Answer(question, verdict, None, tuple(_reasons(plan, person)))
    says = _stay(stay)
    more = () if excuse is None or excuse.zh in says.zh else (excuse,)
    return Answer(question, says, None, more)


def alternates(
    base: Solved | Base, post: PostId, seconds: float, most: int = SHOWN
) -> Answer:
    """Who else could hold a post, the cheapest first, each with the exact price.

    All who could hold it are priced until the time is up, people of the same unit first;
    how many were priced is said.
    """
    base, problem = _base(base), base.plan.problem
    where, model = problem.post[post], base.pricing.statement.model
    holders = {h.id for h in base.plan.holders_of(where)}
    columns = [c for seat in model.seats_of(where) for c in model.filled(seat)]
    able = {p.id: p for p in map(model.person_of, columns) if p.id not in holders}
    near = sorted(able, key=lambda s: (not _near(problem, able[s].post, where.unit), s))
    found = ranking(base, [Wish(s, post) for s in near], seconds, most)
    verdict = Words(
        f"另有{len(able)}人符合条件, 已逐一求价{found.priced}人, 其中{found.placed}人"
        f"可以安排; {LISTED.zh}",
        f"{len(able)} others meet the conditions; {found.priced} were priced, and "
        f"{found.placed} of them can be placed; {LISTED.en}",
    )
    lines = [_priced(problem.person[c.wish.person], c) for c in found.shown]
    question = Words(f"{where}的替补人选?", f"Who else could hold {where}?")
    return _ranked(question, verdict, found, lines)


def elsewhere(
    base: Solved | Base, person: StaffId, seconds: float, most: int = SHOWN
) -> Answer:
    """Where else somebody could be placed, the cheapest first, each with its price."""
    base, problem = _base(base), base.plan.problem
    who, model = problem.person[person], base.pricing.statement.model
    held = {p.id for p in base.plan.posts_of(who)}
    posts = {p.id: p for p in map(model.post_at, model.edges_of(who))}
    able = [p for p in posts.values() if not p.concurrent and p.id not in held]
    able.sort(key=lambda p: (not _near(problem, who.post, p.unit), p.id))
    found = ranking(base, [Wish(person, p.id) for p in able], seconds, most)
    verdict = Words(
        f"另有{len(able)}个岗位符合条件, 已逐一求价{found.priced}个, 其中{found.placed}"
        f"个可以安排; {LISTED.zh}",
        f"{len(able)} other posts would be open; {found.priced} were priced, and "
        f"{found.placed} of them can be given; {LISTED.en}",
    )
    lines = [_priced(posts[c.wish.post], c) for c in found.shown]
    question = Words(f"{who}还可任哪些岗位?", f"Where else could {who} be placed?")
    return _ranked(question, verdict, found, lines)


def _base(base: Solved | Base) -> Base:
    return base if isinstance(base, Base) else Base.of(base)


def _ranked(
    question: Words, verdict: Words, found: Ranking, lines: list[Words]
) -> Answer:
    proof = Proof.AGREED if found.whole else Proof.OPEN
    return Answer(question, verdict, proof, (), tuple(lines))


def _near(problem: Problem, post: PostId | None, unit: str) -> bool:
    return post is not None and problem.post[post].unit == unit


def _priced(one: Person | Post, found: Contrast) -> Words:
    price = price_words(found)
    return Words(f"{one}: {price.zh}", f"{one}: {price.en}")


# -- about two plans


def difference(before: Plan, after: Solved | Base, question: Words) -> Answer:
    """Who else is affected when a plan gives way to another."""
    from lungang.explain.contrast import changes

    found = changes(before, after.plan)
    known = after.known if isinstance(after, Base) else after.optimal
    proof = Proof.AGREED if known else Proof.OPEN
    verdict = Words(
        f"{len(found)}人的岗位因此不同", f"{len(found)} people are placed otherwise"
    )
    return Answer(question, verdict, proof, tuple(_others(after.plan.problem, found)))


def remaining(plan: Plan, person: StaffId | None = None) -> Answer:
    """What remains risky in a plan, and who owns it."""
    from lungang.register import register

    entries = [
        e
        for e in register(plan).entries
        if not e.resolved and (person is None or person in e.finding.staff)
    ]
    lines = tuple(
        Words(
            f"{e.grade.final.value} {e.finding.says.zh}; 责任: {e.owner.zh}, {e.due}前",
            f"{e.grade.final.words.en}: {e.finding.says.en}; {e.owner.en}, by {e.due}",
        )
        for e in entries
    )
    return Answer(
        Words("方案后仍有哪些风险, 由谁负责?", "What remains risky, and who owns it?"),
        Words(f"仍有{len(lines)}项", f"{len(lines)} entries remain"), None, lines,
    )  # fmt: skip


# -- the sentences


def _verdict(found: Contrast, wished: Words) -> Words:
    if found.wish.granted(found.plan):
        return Words("方案正是如此, 代价为0", "the plan has it so: the price is 0")
    if found.impossible:
        return Words(f"{wished.zh}没有合法方案", f"{wished.en}: no lawful plan exists")
    if found.granted is None:
        return Words("限时内没有结论", "no conclusion within the time limit")
    if found.tier is None:
        return Words(
            f"{wished.zh}同样好, 只有固定次序不同", f"{wished.en} would be as good: only "
            "the canonical order differs",
        )  # fmt: skip
    price = price_words(found)
    if found.prices[found.tier] < 0:  # only a plan in hand is not the best
        return Words(
            f"{wished.zh}的最优方案比所给方案更好: {price.zh}",
            f"the best plan with {wished.en} is better than the one given: {price.en}",
        )
    return Words(f"{wished.zh}的代价: {price.zh}", f"{wished.en} would cost {price.en}")


def price_words(found: Contrast) -> Words:
    """The price tier by tier, and how many others would be placed otherwise."""
    parts = [(t.value, p) for t, p in found.prices.items() if t is not Tier.CANONICAL]
    told = [(w, p) for w, p in parts if p]
    others = sum(c.person != found.wish.person for c in found.others)
    zh = "、".join(f"{w.zh}{p:+d}" for w, p in told) or NOTHING_MORE.zh
    en = ", ".join(f"{w.en} {p:+d}" for w, p in told) or NOTHING_MORE.en
    return Words(
        f"{zh}; 另有{others}人岗位不同", f"{en}; {others} others placed otherwise"
    )


def _behind(problem: Problem, found: Contrast) -> Iterator[Words]:
    """The core of an impossible wish; else what breaks if it is simply granted."""
    if found.core is not None:
        yield from _grounds(problem, found.core.grounds)
        return
    for finding in found.breaks:
        says = finding.says
        yield Words(
            f"若仅此二人对调, 违反第{finding.article}条: {says.zh}",
            f"if only these two changed places, article {finding.article}: {says.en}",
        )


def _grounds(problem: Problem, grounds: Iterable[Ground]) -> Iterator[Words]:
    cited = {c.id: c for c in checks()}
    for ground in grounds:
        article = cited[ground.rule].article(problem)
        yield Words(f"{ground.says.zh} [{article}]", f"{ground.says.en} [{article}]")


def _reasons(plan: Plan, person: StaffId) -> Iterator[Words]:
    """The recorded reasons of a move or of a stay."""
    for move in moves(plan):
        if move.person.id == person:
            for reason in move.reasons:
                head = reason.code.words
                yield Words(
                    f"{head.zh}: {reason.says.zh}", f"{head.en}: {reason.says.en}"
                )
            return
    for stay in stays(plan):
        if stay.person.id == person:
            yield _stay(stay)


def _stay(stay: Stay) -> Words:
    head = stay.code.words
    return Words(f"{head.zh}: {stay.says.zh}", f"{head.en}: {stay.says.en}")


def _others(problem: Problem, found: Sequence[Change]) -> Iterator[Words]:
    for change in found:
        who = problem.person.get(change.person)
        name = same(who if who is not None else change.person)
        was, now = (_post(problem, p) for p in (change.before, change.after))
        yield Words(
            f"{name.zh}: {was.zh} → {now.zh}", f"{name.en}: {was.en} → {now.en}"
        )


def _post(problem: Problem, post: PostId | None) -> Words:
    if post is None or post not in problem.post:
        return Words("无岗位", "no post")
    found = problem.post[post]
    unit = problem.unit[found.unit]
    return same(f"{unit}{found}" if unit.name not in found.name else found)


# -- no plan


def causes(problem: Problem, found: Impossible) -> Iterator[Words]:
    """Why no plan exists, cause by cause."""
    for number, core in enumerate(found.cores, start=1):
        yield _head(problem, number, core)
        for line in _grounds(problem, core.grounds):
            yield Words(f"  · {line.zh}", f"  · {line.en}")


def _head(problem: Problem, number: int, core: Core) -> Words:
    names = {c.id: c.title for c in checks()}
    zh = "、".join(names[k].zh for k in core.kinds)
    en = ", ".join(names[k].en for k in core.kinds)
    proof, need = core.proof.value, Words("缺一即不再矛盾", "each is needed")
    if not core.minimal:
        need = Words("可能有多余的", "some may not be needed")
    tally = core.tally.says(problem) if core.tally is not None else Words("", "")
    return Words(
        f"原因{number}: {zh}({proof.zh}, {need.zh})" + (f"; {tally.zh}" if tally.zh else ""),
        f"Cause {number}: {en} ({proof.en}; {need.en})" + (f"; {tally.en}" if tally.en else ""),
    )  # fmt: skip


def ways(repairs: Sequence[Repair]) -> Iterator[Words]:
    """The menu of repairs, each with its amounts, authority, paper and consequences."""
    for number, repair in enumerate(repairs, start=1):
        people = len(repair.touched)
        tiers = [t for t in repair.outcome.tiers if t.tier is not Tier.CANONICAL]
        zh = "、".join(f"{t.tier.value.zh}{t.value}" for t in tiers)
        en = ", ".join(f"{t.tier.value.en} {t.value}" for t in tiers)
        yield Words(
            f"出路{number}: 涉及{people}人, 需登记的豁免风险{len(repair.risks)}项; {zh}",
            f"Way out {number}: {people} people touched, {len(repair.risks)} "
            f"waived risks for the register; {en}",
        )
        for way in repair.ways:
            says, kind = way.sentence, way.legitimacy.value
            yield Words(
                f"  · {says.zh}[{kind.zh}] — {way.authority.zh}, 凭{way.paper.zh}",
                f"  · {says.en} [{kind.en}] — {way.authority.en}, by {way.paper.en}",
            )
