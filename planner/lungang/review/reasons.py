"""Why somebody moves (articles 31 and 33); a move without a reason says so.

Article 30(4) asks exactly that question. Reasons lie in the person and the post left,
or in what would be broken if nobody of the chain moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from lungang.review.audit import audit
from lungang.review.chains import chain, draft, lines
from lungang.review.compare_findings import FindingsCompared, compare, compared
from lungang.review.due import ClockKind, Due, Stage, due, span
from lungang.review.moves import (
    ARTICLES,
    Chain,
    Move,
    Reach,
    Reason,
    ReasonCode,
    titled,
)
from lungang_models.at_work import counted
from lungang_models.facts import fact
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Finding
from lungang_models.vocabulary import Person, Post, StaffId
from lungang_models.words import Words, listed

MOST_TRIALS = 40
"""Chains without a reason of their own that are tried without; each costs an audit."""


ASKING = Words("正在列出调整的理由", "listing the reasons of the moves")


def moves(plan: Plan, found: FindingsCompared | None = None) -> tuple[Move, ...]:
    """Every change of main post with its reasons, chain by chain.

    ``found`` spares a second audit where the findings are known already.
    """
    return tuple(move for chain in chains(plan, found) for move in chain.moves)


def chains(plan: Plan, found: FindingsCompared | None = None) -> tuple[Chain, ...]:
    """The moves as paths and cycles, numbered from 1, each move with its reasons."""
    return _chains(plan) if found is None else _chains_of(plan, found)


@fact
def _chains(plan: Plan) -> tuple[Chain, ...]:
    return _chains_of(plan, compared(plan))


def _chains_of(plan: Plan, found: FindingsCompared) -> tuple[Chain, ...]:
    drafts = {p.id: draft(plan, p) for p in plan.problem.staff if plan.moved(p)}
    direct = _direct_reasons(plan, found, drafts)
    sitting = Counter(p.post for p in plan.problem.staff)
    trials = Counter[str]()
    made: list[Chain] = []
    found_lines = tuple(lines(plan, drafts))
    for number, (people, cycle) in enumerate(counted(found_lines, ASKING), start=1):
        line = [drafts[p] for p in people]
        linked = chain(plan.problem, sitting, number, line, cycle)
        made.append(_reasoned(plan, found, linked, direct, trials))
    return tuple(made)


def _direct_reasons(
    plan: Plan, found: FindingsCompared, drafts: Mapping[StaffId, Move]
) -> Mapping[StaffId, list[Reason]]:
    """The reasons that lie in a person themselves and the post they leave."""
    reasons: dict[StaffId, list[Reason]] = defaultdict(list)
    for line in due(plan.problem):
        move = drafts.get(line.person.id)
        up = line.stage is not Stage.DUE_SOON
        if up and move is not None and _ends(line, move):
            reasons[line.person.id].append(tenure_reason(line))
    for finding in found.resolved:
        for reason in _of_finding(finding):
            for person in finding.staff:
                move = drafts.get(person)
                if move and move.left is not None and move.left.id in finding.posts:
                    reasons[person].append(reason)
    for move in drafts.values():
        if move.left is None and move.taken is not None:
            reasons[move.person.id].append(_placement(plan.problem, move.taken))
    for pin in plan.problem.known(Pin):
        move = drafts.get(pin.person)
        decided = move is not None and _decided(pin, move)
        if decided:
            reasons[pin.person].append(_by_decision(plan.problem, pin))
    return reasons


def _placement(problem: Problem, post: Post) -> Reason:
    where = titled(problem, post)
    says = Words(
        f"现无本职岗位，安排到{where.zh}", f"holds no main post today: to {where.en}"
    )
    return Reason(ReasonCode.PLACEMENT, ARTICLES[ReasonCode.PLACEMENT], says)


def _ends(line: Due, move: Move) -> bool:
    """Whether a move stops the clock that is up."""
    return line.clock is ClockKind.ONE_POST or move.reach is not Reach.WITHIN_UNIT


def tenure_reason(line: Due) -> Reason:
    """The clock that is up, as a reason to move."""
    forced = line.stage is Stage.FORCED
    years = line.must_years if forced else line.due_years
    code = ReasonCode.TENURE_FORCED if forced else ReasonCode.TENURE_DUE
    where = line.post.name if line.clock is ClockKind.ONE_POST else line.unit.name
    verb = "任" if line.clock is ClockKind.ONE_POST else "在"
    served = span(line.months)
    term = Words(
        f"{'必须' if forced else '应当'}交流的年限（{years}年）",
        f"{'forced' if forced else 'due'} after {years} years",
    )
    says = Words(
        f"自{line.since}起{verb}{where}，已{served.zh}，"
        f"{'达到' if line.months == 12 * (years or 0) else '超过'}{term.zh}",
        f"in {where} since {line.since} ({served.en}): a move is {term.en}",
    )
    rule = "tenure-in-post" if line.clock is ClockKind.ONE_POST else "tenure-in-unit"
    return Reason(code, line.article, says, rule)


def _demand(finding: Finding) -> ReasonCode | None:
    """The kind of reason that a broken rule gives somebody to leave a post."""
    code = _demanding().get(finding.rule)
    return code if finding.hard else None


@cache
def _demanding() -> Mapping[str, ReasonCode]:
    """The rules that can ask for a move, and the kind of reason each gives."""
    return {
        c.id: ReasonCode[c.family.move_reason.upper()]
        for c in checks()
        if c.explains_moves and c.family.move_reason is not None
    }


def _of_finding(finding: Finding) -> Iterator[Reason]:
    """A rule broken today and kept by the plan is a reason to leave the post."""
    code = _demand(finding)
    if code is not None:
        article = f"{ARTICLES[code]}, {finding.article}"
        yield Reason(code, article, finding.says, finding.rule)


def _decided(pin: Pin, move: Move) -> bool:
    if pin.kind is PinKind.MUST:
        return move.taken is not None and move.taken.id == pin.post
    return move.left is not None and move.left.id == pin.post


def _by_decision(problem: Problem, pin: Pin) -> Reason:
    post = titled(problem, problem.post[pin.post])
    must = pin.kind is PinKind.MUST
    verb = Words("任", "to hold") if must else Words("不任", "not to hold")
    says = Words(
        f"决定{verb.zh}{post.zh}：{pin.reason}",
        f"decided {verb.en} {post.en}: {pin.reason}",
    )
    return Reason(ReasonCode.DECIDED, ARTICLES[ReasonCode.DECIDED], says, "pins")


def _reasoned(
    plan: Plan, found: FindingsCompared, chain: Chain,
    direct: Mapping[StaffId, list[Reason]], trials: Counter[str],
) -> Chain:  # fmt: skip
    """The chain with the reasons of each of its moves."""
    own = {m.person.id: list(direct.get(m.person.id, ())) for m in chain.moves}
    if not any(own.values()) and trials["run"] < MOST_TRIALS:
        trials["run"] += 1
        for person, reason in _needed(plan, found, chain):
            own[person].append(reason)
    moving = [m.person for m in chain.moves if own[m.person.id]]
    made = [
        replace(m, reasons=tuple(own[m.person.id]) or (_part(plan, chain, m, moving),))
        for m in chain.moves
    ]
    return replace(chain, moves=tuple(made))


def _needed(
    plan: Plan, found: FindingsCompared, chain: Chain
) -> Iterator[tuple[StaffId, Reason]]:
    """What would be broken if nobody of this chain moved: the audit is asked, by the
    rules that can ask for a move; a finding has its partner within its rule."""
    problem = plan.problem
    people = {m.person.id for m in chain.moves}
    back = {
        (s, p) for s, p in plan.placements
        if s not in people or problem.post[p].concurrent
    }  # fmt: skip
    back |= {(m.person.id, m.left.id) for m in chain.moves if m.left is not None}
    rules = frozenset(_demanding())
    without = audit(Plan(problem, frozenset(back), plan.leaves), rules)
    after = tuple(f for f in found.after if f.rule in rules)
    for finding in compare(after, without).new:
        code = _demand(finding)
        if code is None:
            continue
        says = Words(
            f"如不调整：{finding.says.zh}", f"without the move: {finding.says.en}"
        )
        article = f"{ARTICLES[code]}, {finding.article}"
        reason = Reason(code, article, says, finding.rule)
        for person in sorted(people & set(finding.staff)):
            yield person, reason


def _part(plan: Plan, chain: Chain, move: Move, moving: list[Person]) -> Reason:
    """The part a move plays in its chain, when the person has no reason of their own."""
    if chain.cycle and not moving:
        return _unexplained(
            f"第{chain.number}组为相互轮换，未见制度列明的事由，由领导小组说明",
            f"chain {chain.number} is an exchange without a listed reason: to be stated",
        )
    if move.taken is None:
        return _unexplained("离开原岗，未安排新岗位", "leaves the post, gets no other")
    post, last = titled(plan.problem, move.taken), move.place == len(chain.moves)
    if last and not chain.cycle and chain.fills is None:
        return _unexplained(f"{post.zh}并无空缺", f"{post.en} has no free seat")
    names = listed([Words(p.name, p.name) for p in moving])
    whose = Words(f"，该组由{names.zh}的调整引起", f", set off by {names.en}")
    whose = whose if moving else Words("", "")
    if last and not chain.cycle:
        code = ReasonCode.VACANCY
        part = Words(f"补{post.zh}空缺", f"fills the vacant {post.en}")
    else:
        code = ReasonCode.SUCCESSION
        after = chain.moves[move.place % len(chain.moves)].person.name
        part = Words(f"接替{after}任{post.zh}", f"succeeds {after} in {post.en}")
    says = Words(
        f"第{chain.number}组：{part.zh}{whose.zh}",
        f"chain {chain.number}: {part.en}{whose.en}",
    )
    return Reason(code, ARTICLES[code], says)


def _unexplained(zh: str, en: str) -> Reason:
    code = ReasonCode.UNEXPLAINED
    return Reason(code, ARTICLES[code], Words(zh, en))
