"""The questions people ask of a plan, each answered in the same form (articles 23, 33).

An answer has a verdict, how far it is proved, its evidence line by line, and what else
could be. It names staff and posts only: relatives who are not on the staff, and family
facts of anybody but the person asked about, never enter it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lungang.explain.contrast import Base, Contrast, contrast, proof_of
from lungang.explain.folding import FEW, folded, unfolded
from lungang.explain.prices import NO_BETTER, price_words, tier_words
from lungang.explain.pricing import AskedPlacement
from lungang.explain.ranking import Ranking, ranking
from lungang.explain.sentences import (
    FollowUp,
    ask_alternates,
    ask_elsewhere,
    ask_why,
    ask_why_not,
    behind,
    details,
    other_changes,
    recorded_reasons,
    stay_words,
    verdict_on,
)
from lungang.review.moves import titled
from lungang.review.stays import stays
from lungang.solve import Proof, Solved
from lungang_models.build import barred
from lungang_models.ground import Ground
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rules.exemptions import exemption
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words

SHOWN = 5
"""The most alternatives that are listed."""

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
    details: tuple[Words, ...] = ()
    """The same grounds one by one, and the price in points: for who asks for more."""
    next: tuple[FollowUp, ...] = ()
    """What may be asked from here."""

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
            "details": [w._asdict() for w in self.details],
            "next": [{"says": f.says._asdict(), "ask": [*f.ask]} for f in self.next],
        }


# -- about one person


def why(base: Solved | Base, person: StaffId, seconds: float) -> Answer:
    """Why somebody is where the plan puts them, and what any other place would cost."""
    plan, problem = base.plan, base.plan.problem
    who, post = problem.person[person], plan.main_post(problem.person[person])
    if post is None:  # only a plan in hand leaves somebody out
        question = Words(f"{who}为何无岗？", f"Why has {who} no post?")
        none = Words("方案未安排其本职岗位", "the plan gives no main post")
        return Answer(question, none, None)
    found, where = (
        contrast(base, AskedPlacement(person, post.id, False), seconds),
        titled(problem, post),
    )
    price, proof = (
        verdict_on(found, Words("改任他岗", "any other post")),
        proof_of(found),
    )
    reasons = [*recorded_reasons(plan, person)]
    if reasons:  # these are read off the data; only the price was proved
        says = proof.value
        price = Words(f"{price.zh}（{says.zh}）", f"{price.en} ({says.en})")
    return Answer(
        Words(f"{who}为何任{where.zh}？", f"Why does {who} hold {where.en}?"),
        reasons[0] if reasons else price,
        None if reasons else proof,
        (*reasons[1:], *([price] if reasons else ()), *behind(problem, found)),
        tuple(other_changes(problem, found.others)),
        () if found.core is None else found.core.grounds,
        tuple(details(problem, found)),
        (ask_elsewhere(problem, person), ask_alternates(problem, post.id)),
    )


def why_not(
    base: Solved | Base,
    person: StaffId,
    post: PostId,
    seconds: float,
    wished: Words | None = None,
) -> Answer:
    """Why somebody does not hold a post: the exact price, or the core that forbids it.

    ``wished`` says the wish in words of its own.
    """
    problem = base.plan.problem
    who, where = problem.person[person], titled(problem, problem.post[post])
    found = contrast(base, AskedPlacement(person, post), seconds)
    wished = wished or Words(f"由{who}任{where.zh}", f"{who} in {where.en}")
    return Answer(
        Words(f"{who}为何不任{where.zh}？", f"Why does {who} not hold {where.en}?"),
        verdict_on(found, wished),
        proof_of(found),
        tuple(behind(problem, found)),
        tuple(other_changes(problem, found.others)),
        () if found.core is None else found.core.grounds,
        tuple(details(problem, found)),
        (
            *(
                ask_why(problem, h.id)
                for h in base.plan.holders_of(problem.post[post])[:1]
            ),
            ask_elsewhere(problem, person),
            ask_alternates(problem, post),
        ),
    )


def why_rather(
    base: Solved | Base, chosen: StaffId, other: StaffId, post: PostId, seconds: float
) -> Answer:
    """Why one person and not another holds a post."""
    problem = base.plan.problem
    held = (chosen, post) in base.plan.placements
    one, two = problem.person[chosen], problem.person[other]
    where = titled(problem, problem.post[post])
    found = why_not(base, other, post, seconds)
    says = Words(f"方案中{one}任{where.zh}", f"the plan has {one} in {where.en}")
    if not held:
        says = Words(
            f"方案中{one}并不任{where.zh}",
            f"the plan does not have {one} in {where.en}",
        )
    return Answer(
        Words(
            f"{where.zh}为何是{one}而不是{two}？",
            f"Why {one} and not {two} in {where.en}?",
        ),
        found.verdict, found.proof,
        (says, *recorded_reasons(base.plan, chosen), *found.evidence), found.alternatives,
        found.grounds, found.details, found.next,
    )  # fmt: skip


def must_move(base: Solved | Base, person: StaffId, seconds: float) -> Answer:
    """Whether somebody must leave the present post: by which rule, or at which price not."""
    problem = base.plan.problem
    who = problem.person[person]
    question = Words(f"{who}是否必须交流？", f"Must {who} move?")
    if who.post is None:
        none = Words(f"{who}现无本职岗位", f"{who} has no main post today")
        return Answer(question, none, None)
    bars = list(barred(problem).reasons(person, who.post))
    where = titled(problem, problem.post[who.post])
    if bars:
        verdict = Words(f"{who}不得留任{where.zh}", f"{who} may not stay in {where.en}")
        return Answer(
            question, verdict, None, tuple(folded(problem, bars)), (), tuple(bars),
            tuple(unfolded(problem, bars)), (ask_elsewhere(problem, person),),
        )  # fmt: skip
    if (person, who.post) in base.plan.placements:
        verdict = Words(
            f"{who}不必交流，方案中留任{where.zh}",
            f"{who} need not move: the plan keeps them in {where.en}",
        )
        return Answer(
            question, verdict, None, tuple(recorded_reasons(base.plan, person)),
            next=_about(problem, person),
        )  # fmt: skip
    kept = Words(f"如{who}留任{where.zh}，", f"{who} staying in {where.en}")
    stay = why_not(base, person, who.post, seconds, kept)
    evidence = (*recorded_reasons(base.plan, person), *stay.evidence)
    return replace(stay, question=question, evidence=evidence)


def exempt(plan: Plan, person: StaffId) -> Answer:
    """Why somebody is not moved."""
    problem = plan.problem
    who = problem.person[person]
    question = Words(f"{who}为何不交流？", f"Why is {who} not moved?")
    excuse = exemption(problem, who)
    stay = next((s for s in stays(plan) if s.person.id == person), None)
    if stay is None:
        verdict = Words(f"方案中{who}应当交流", f"the plan does move {who}")
        moved = tuple(recorded_reasons(plan, person))
        return Answer(question, verdict, None, moved, next=_about(problem, person))
    says = stay_words(stay)
    more = () if excuse is None or excuse.zh in says.zh else (excuse,)
    return Answer(question, says, None, more, next=_about(problem, person))


def _about(problem: Problem, person: StaffId) -> tuple[FollowUp, ...]:
    return ask_why(problem, person), ask_elsewhere(problem, person)


def alternates(
    base: Solved | Base, post: PostId, seconds: float, most: int = SHOWN
) -> Answer:
    """Who else could hold a post, the cheapest first, each with the exact price.

    All who could hold it are priced until the time is up, people of the same unit first;
    how many were priced is said.
    """
    base, problem = _base(base), base.plan.problem
    able, where = who_else(base, post), titled(problem, problem.post[post])
    found = ranking(base, able, seconds, most)
    verdict = Words(
        f"另有{len(able)}人符合条件，已逐一测算代价{found.priced}人，其中{found.placed}人"
        f"可以安排；{LISTED.zh}",
        f"{len(able)} others meet the conditions; {found.priced} were priced, and "
        f"{found.placed} of them can be placed; {LISTED.en}",
    )
    sure = Proof.OPEN if able else None
    if not able:
        verdict = Words("没有别人符合条件", "nobody else meets the conditions")
    some = (problem.person[c.wish.person] for c in found.shown)
    names = [Words(f"{p}（{p.id}）", f"{p} ({p.id})") for p in some]
    question = Words(f"{where.zh}还有谁可任？", f"Who else could hold {where.en}?")
    holders = tuple(
        ask_why(problem, h.id) for h in base.plan.holders_of(problem.post[post])
    )
    return _ranked(problem, Answer(question, verdict, sure, next=holders), found, names)


def elsewhere(
    base: Solved | Base, person: StaffId, seconds: float, most: int = SHOWN
) -> Answer:
    """Where else somebody could be placed, the cheapest first, each with its price."""
    base, problem = _base(base), base.plan.problem
    able, who = where_else(base, person), problem.person[person]
    found = ranking(base, able, seconds, most)
    verdict = Words(
        f"另有{len(able)}个岗位符合条件，已逐一测算代价{found.priced}个，其中{found.placed}"
        f"个可以安排；{LISTED.zh}",
        f"{len(able)} other posts would be open; {found.priced} were priced, and "
        f"{found.placed} of them can be given; {LISTED.en}",
    )
    sure = Proof.OPEN if able else None
    if not able:
        verdict = Words("没有别的岗位可任", "no other post is open")
    names = [titled(problem, problem.post[c.wish.post]) for c in found.shown]
    question = Words(f"{who}还可任哪些岗位？", f"Where else could {who} be placed?")
    asked = Answer(question, verdict, sure, next=(ask_why(problem, person),))
    return _ranked(problem, asked, found, names)


def who_else(base: Base, post: PostId) -> list[AskedPlacement]:
    """Everybody whom no rule bars from a post and who does not hold it, the near first."""
    problem, model = base.plan.problem, base.pricing.statement.model
    where = problem.post[post]
    holders = {h.id for h in base.plan.holders_of(where)}
    columns = [c for seat in model.seats_of(where) for c in model.filled(seat)]
    able = {p.id: p for p in map(model.person_of, columns) if p.id not in holders}
    near = sorted(able, key=lambda s: (not _near(problem, able[s].post, where.unit), s))
    return [AskedPlacement(s, post) for s in near]


def where_else(base: Base, person: StaffId) -> list[AskedPlacement]:
    """Every main post from which no rule bars somebody, the near ones first."""
    problem, model = base.plan.problem, base.pricing.statement.model
    who = problem.person[person]
    held = {p.id for p in base.plan.posts_of(who)}
    posts = {p.id: p for p in map(model.post_at, model.edges_of(who))}
    able = [p for p in posts.values() if not p.concurrent and p.id not in held]
    able.sort(key=lambda p: (not _near(problem, who.post, p.unit), p.id))
    return [AskedPlacement(person, p.id) for p in able]


def _base(base: Solved | Base) -> Base:
    return base if isinstance(base, Base) else Base.of(base)


def _ranked(
    problem: Problem, asked: Answer, found: Ranking, names: Sequence[Words]
) -> Answer:
    """The answer with the wishes shown, each by its name; as it is where there is none."""
    if not found.priced:
        return asked
    return replace(
        asked,
        proof=Proof.AGREED if found.whole else Proof.OPEN,
        alternatives=tuple(map(_priced, names, found.shown)),
        details=tuple(map(tier_words, found.shown)),
        next=tuple(ask_why_not(problem, c.wish) for c in found.shown) or asked.next,
    )


def _near(problem: Problem, post: PostId | None, unit: str) -> bool:
    return post is not None and problem.post[post].unit == unit


def _priced(one: Words, found: Contrast) -> Words:
    price = NO_BETTER if found.tier is None else price_words(found)
    return Words(f"{one.zh}：{price.zh}", f"{one.en}: {price.en}")


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
    known_still = [c.person for c in found if c.person in before.problem.person]
    return Answer(
        question, verdict, proof, tuple(other_changes(after.plan.problem, found)),
        next=tuple(ask_why(before.problem, s) for s in known_still[:FEW]),
    )  # fmt: skip


def remaining(plan: Plan, person: StaffId | None = None) -> Answer:
    """What remains risky in a plan, and who owns it."""
    from lungang.review.register import register

    entries = [
        e
        for e in register(plan).entries
        if not e.resolved and (person is None or person in e.finding.staff)
    ]
    problem = plan.problem
    named = dict.fromkeys(
        [person] if person else (s for e in entries for s in e.finding.staff)
    )
    lines = tuple(
        Words(
            f"{e.grade.final.value} {e.finding.says.zh}；责任：{e.owner.zh}，{e.due}前",
            f"{e.grade.final.words.en}: {e.finding.says.en}; {e.owner.en}, by {e.due}",
        )
        for e in entries
    )
    return Answer(
        Words("方案后仍有哪些风险，由谁负责？", "What remains risky, and who owns it?"),
        Words(f"仍有{len(lines)}项", f"{len(lines)} entries remain"), None, lines,
        next=tuple(ask_why(problem, s) for s in [*named][:FEW]),
    )  # fmt: skip
