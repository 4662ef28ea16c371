"""Who moves where and why, in which chain; who stays and why (articles 31 and 33).

Every move carries the reasons that the measure knows: a tenure that is up (31(1)), the
need of work (31(2)), a recusal or another bar (31(3)), a decision already taken (33).
A move for which none is found says so, for article 30(4) asks exactly that question.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from lungang.audit import audit
from lungang.due import ClockKind, Due, Stage, dated, due, span
from lungang_models.facts.exempt import reason_to_stay
from lungang_models.facts.kinship import recusing
from lungang_models.facts.tenure import TenureLimits, post_clock, unit_clock
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Finding
from lungang_models.rules.rotation.minimum_stay import MinimumStay, MinimumStayPolicy
from lungang_models.rules.staffing.pins import Pin, PinKind
from lungang_models.vocabulary import Person, Post, PostId, StaffId, Term
from lungang_models.words import Words, listed

MOST_TRIALS = 40
"""Chains without a reason of their own that are tried without; each costs an audit."""


class MoveKind(Term):
    """Article 33: on one level, with a promotion, or a first placement."""

    LATERAL = "平职交流"
    PROMOTION = "提拔交流"
    LOWER_LEVEL = "降低层次"
    FIRST_PLACEMENT = "新任"
    UNPLACED = "待安排"


class Reach(Term):
    """Article 32: between units or within one."""

    WITHIN_UNIT = "单位内"
    BETWEEN_UNITS = "跨单位"
    NONE = "—"


class ReasonCode(Term):
    """Why somebody moves; the value is the heading of the reason."""

    TENURE_FORCED = "任职届满必须交流"
    TENURE_DUE = "任职届满应当交流"
    RECUSAL = "回避"
    SEPARATION_OF_DUTIES = "不相容职责分离"
    UNSUITED = "任职条件不符"
    DECIDED = "组织决定"
    PLACEMENT = "安排岗位"
    VACANCY = "补充空缺"
    SUCCESSION = "接替腾岗"
    UNEXPLAINED = "事由待说明"


class StayCode(Term):
    """Why somebody stays; the value is the heading of the reason."""

    DEFERRED = "批准暂缓"
    EXCUSED = "不纳入交流"
    DECIDED = "组织决定留任"
    DUE_BUT_STAYS = "到期留任"
    RECENTLY_PLACED = "任职不满最短年限"
    KIN_MOVED = "亲属一方已调整"
    DUE_SOON = "即将到期"
    NOT_DUE = "未到期"
    TENURE_UNKNOWN = "任职时间不详"
    NO_LIMIT = "岗位未设年限"


ARTICLES: Mapping[ReasonCode, str] = {
    ReasonCode.TENURE_FORCED: "31(1)", ReasonCode.TENURE_DUE: "31(1)",
    ReasonCode.RECUSAL: "31(3)",
    ReasonCode.SEPARATION_OF_DUTIES: "31(3)", ReasonCode.UNSUITED: "31(3)",
    ReasonCode.DECIDED: "33(1)3", ReasonCode.PLACEMENT: "31(2)",
    ReasonCode.VACANCY: "31(2)",
    ReasonCode.SUCCESSION: "31(2)", ReasonCode.UNEXPLAINED: "30(4)",
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One reason of one move; ``rule`` names the rule that demanded it, if one did."""

    code: ReasonCode
    article: str
    says: Words
    rule: str = ""


@dataclass(frozen=True)
class Move:
    """One change of main post. ``left`` or ``taken`` is ``None`` at the edges.

    ``months`` were served in the post left; ``chain`` is the number of the chain and
    ``place`` the position in it, both from 1. ``procedure`` is the article 33 item.
    """

    person: Person
    left: Post | None
    taken: Post | None
    kind: MoveKind
    reach: Reach
    procedure: str
    months: int | None
    reasons: tuple[Reason, ...] = ()
    chain: int = 0
    place: int = 0


@dataclass(frozen=True)
class Chain:
    """Moves each of which takes the seat that the next one leaves.

    A path begins at a seat left empty (``opens``) or with somebody placed anew, and
    ends in a vacancy (``fills``); a cycle closes on itself and has neither.
    """

    number: int
    moves: tuple[Move, ...]
    cycle: bool
    opens: Post | None
    fills: Post | None
    says: Words


@dataclass(frozen=True)
class Beside:
    """A concurrent post taken up or given up."""

    person: Person
    post: Post
    taken: bool


@dataclass(frozen=True)
class Stay:
    """Somebody who keeps his main post, and why."""

    person: Person
    post: Post
    code: StayCode
    article: str
    says: Words


@dataclass(frozen=True)
class Compared:
    """The findings of today beside those of a plan.

    A finding is the same when rule, people, posts and unit are, and also when the same
    people meet the same rule again in other posts: then it moved, it was not resolved.
    """

    before: tuple[Finding, ...]
    after: tuple[Finding, ...]
    resolved: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    new: tuple[Finding, ...]
    then: tuple[Finding, ...] = ()
    """What each of the remaining findings is today, in the same order."""


def compared(plan: Plan) -> Compared:
    """Audit today and the plan, and tell what the plan resolves, leaves and brings."""
    return compare(audit(today(plan.problem)), audit(plan))


def compare(before: Found, after: Found) -> Compared:
    """Match two lists of findings, one to one."""
    in_place, gone, rest = _matched(before, after, _in_place)
    in_people, resolved, new = _matched(gone, rest, _in_people)
    partner = in_place | in_people
    remaining = tuple(f for f in after if id(f) in partner)
    then = tuple(partner[id(f)] for f in remaining)
    return Compared(before, after, resolved, remaining, new, then)


Found = tuple[Finding, ...]


def _matched(
    before: Found, after: Found, same: Callable[[Finding], Hashable]
) -> tuple[dict[int, Finding], Found, Found]:
    """The partner of each later finding, and what of the two lists has none."""
    waiting: dict[Hashable, list[Finding]] = defaultdict(list)
    for finding in reversed(before):
        waiting[same(finding)].append(finding)
    partner = {id(f): waiting[same(f)].pop() for f in after if waiting[same(f)]}
    taken = {id(f) for f in partner.values()}
    gone = tuple(f for f in before if id(f) not in taken)
    return partner, gone, tuple(f for f in after if id(f) not in partner)


def _in_place(finding: Finding) -> Hashable:
    people, posts = sorted(finding.staff), sorted(finding.posts)
    return (finding.rule, tuple(people), tuple(posts), finding.unit, finding.about)


def _in_people(finding: Finding) -> Hashable:
    """A finding about nobody in particular is only ever itself."""
    people = tuple(sorted(finding.staff))
    return (finding.rule, people) if people else _in_place(finding)


def titled(problem: Problem, post: Post) -> Words:
    """A post with its unit, unless the name of the post tells it already."""
    unit = problem.unit[post.unit].name
    if unit in post.name:
        return Words(post.name, post.name)
    return Words(f"{unit}{post.name}", f"{post.name} ({unit})")


# -- moves


def moves(plan: Plan, found: Compared | None = None) -> tuple[Move, ...]:
    """Every change of main post with its reasons, chain by chain.

    ``found`` spares a second audit where the findings are known already.
    """
    return tuple(move for chain in chains(plan, found) for move in chain.moves)


def chains(plan: Plan, found: Compared | None = None) -> tuple[Chain, ...]:
    """The moves as paths and cycles, numbered from 1, each move with its reasons."""
    found = compared(plan) if found is None else found
    drafts = {p.id: _draft(plan, p) for p in plan.problem.staff if plan.moved(p)}
    lines = _lines(plan, drafts)
    direct = _direct_reasons(plan, found, drafts)
    sitting = Counter(p.post for p in plan.problem.staff)
    trials = Counter[str]()
    made: list[Chain] = []
    for number, (people, cycle) in enumerate(lines, start=1):
        line = [drafts[p] for p in people]
        chain = _chain(plan.problem, sitting, number, line, cycle)
        made.append(_reasoned(plan, found, chain, direct, trials))
    return tuple(made)


def besides(plan: Plan) -> tuple[Beside, ...]:
    """The changes of concurrent posts."""
    changes: list[Beside] = []
    for person in plan.problem.staff:
        held = {p.id for p in plan.posts_of(person) if p.concurrent}
        for post in sorted(held ^ set(person.concurrent)):
            changes.append(Beside(person, plan.problem.post[post], post in held))
    return tuple(changes)


def _draft(plan: Plan, person: Person) -> Move:
    problem = plan.problem
    left = problem.post[person.post] if person.post is not None else None
    taken = plan.main_post(person)
    months = post_clock(problem, person).months(problem.effect)
    if left is None or taken is None:
        kind = MoveKind.FIRST_PLACEMENT if taken is not None else MoveKind.UNPLACED
        return Move(person, left, taken, kind, Reach.NONE, "33(1)", months)
    step = taken.level.rank - person.level.rank
    kind = MoveKind.LATERAL
    if step:
        kind = MoveKind.PROMOTION if step > 0 else MoveKind.LOWER_LEVEL
    reach = Reach.WITHIN_UNIT if left.unit == taken.unit else Reach.BETWEEN_UNITS
    procedure = "33(2)" if reach is Reach.WITHIN_UNIT else "33(1)"
    if kind is MoveKind.PROMOTION:
        procedure = "33(3)"
    return Move(person, left, taken, kind, reach, procedure, months)


# -- chains


def _lines(
    plan: Plan, drafts: Mapping[StaffId, Move]
) -> list[tuple[list[StaffId], bool]]:
    """The movers as paths, then cycles; each in the order of the seats taken."""
    coming: dict[PostId, list[StaffId]] = defaultdict(list)
    going: dict[PostId, list[StaffId]] = defaultdict(list)
    for person, move in sorted(drafts.items()):
        if move.taken is not None:
            coming[move.taken.id].append(person)
        if move.left is not None:
            going[move.left.id].append(person)
    # In a post with several seats the n-th who comes follows the n-th who goes.
    then = {
        comer: goer
        for post, comers in coming.items()
        for comer, goer in zip(comers, going[post], strict=False)
    }
    displaced = set(then.values())
    paths = [[p] for p in sorted(drafts) if p not in displaced]
    for path in paths:
        while path[-1] in then:
            path.append(then[path[-1]])
    left = set(drafts) - {p for path in paths for p in path}
    cycles: list[list[StaffId]] = []
    for start in sorted(left):
        if start in left:
            cycle = [start]
            while then[cycle[-1]] != start:
                cycle.append(then[cycle[-1]])
            left -= set(cycle)
            cycles.append(cycle)
    return [(p, False) for p in paths] + [(c, True) for c in cycles]


def _chain(
    problem: Problem, sitting: Mapping[PostId | None, int], number: int,
    line: list[Move], cycle: bool,
) -> Chain:  # fmt: skip
    numbered = tuple(
        replace(m, chain=number, place=place) for place, m in enumerate(line, start=1)
    )
    opens = None if cycle else line[0].left
    last = line[-1].taken
    empty = last is not None and sitting.get(last.id, 0) < last.seats
    fills = last if empty and not cycle else None
    names = [_step(problem, m) for m in numbered]
    if cycle:
        names.append(Words(line[0].person.name, line[0].person.name))
    elif last is not None:
        names.append(Words("空缺", "vacant") if fills else Words("超编", "overfull"))
    arrow = " → "
    says = Words(arrow.join(n.zh for n in names), arrow.join(n.en for n in names))
    return Chain(number, numbered, cycle, opens, fills, says)


def _step(problem: Problem, move: Move) -> Words:
    name = move.person.name
    if move.taken is None:
        return Words(f"{name} → 待安排", f"{name} → unplaced")
    post = titled(problem, move.taken)
    return Words(f"{name} → {post.zh}", f"{name} → {post.en}")


# -- reasons


def _direct_reasons(
    plan: Plan, found: Compared, drafts: Mapping[StaffId, Move]
) -> Mapping[StaffId, list[Reason]]:
    """The reasons that lie in a person himself and the post he leaves."""
    reasons: dict[StaffId, list[Reason]] = defaultdict(list)
    for line in due(plan.problem):
        move = drafts.get(line.person.id)
        up = line.stage is not Stage.DUE_SOON
        if up and move is not None and _ends(line, move):
            reasons[line.person.id].append(_tenure(line))
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
        f"现无主任岗位, 安排到{where.zh}", f"holds no main post today: to {where.en}"
    )
    return Reason(ReasonCode.PLACEMENT, ARTICLES[ReasonCode.PLACEMENT], says)


def _ends(line: Due, move: Move) -> bool:
    """Whether a move stops the clock that is up."""
    return line.clock is ClockKind.ONE_POST or move.reach is not Reach.WITHIN_UNIT


def _tenure(line: Due) -> Reason:
    forced = line.stage is Stage.FORCED
    years = line.must_years if forced else line.due_years
    code = ReasonCode.TENURE_FORCED if forced else ReasonCode.TENURE_DUE
    where = line.post.name if line.clock is ClockKind.ONE_POST else line.unit.name
    verb = "任" if line.clock is ClockKind.ONE_POST else "在"
    must = Words("必须", "forced") if forced else Words("应当", "due")
    served = span(line.months)
    says = Words(
        f"自{line.since}起{verb}{where}, 已{served.zh}, 满{years}年{must.zh}交流",
        f"in {where} since {line.since} ({served.en}): a move is {must.en} "
        f"after {years} years",
    )
    rule = "tenure-in-post" if line.clock is ClockKind.ONE_POST else "tenure-in-unit"
    return Reason(code, line.article, says, rule)


@cache
def family(rule: str) -> str:
    """The folder a rule lives in: recusal, duties, staffing …"""
    kind = next((type(c) for c in checks() if c.id == rule), None)
    return kind.__module__.split(".")[2] if kind is not None else ""


#: A decision to carry out and a post to find are reasons of their own.
_OWN_REASON = frozenset({"pins", "one-main-post"})
_OF_FAMILY = {
    "recusal": ReasonCode.RECUSAL,
    "duties": ReasonCode.SEPARATION_OF_DUTIES,
    "staffing": ReasonCode.UNSUITED,
}


def _demand(finding: Finding) -> ReasonCode | None:
    """The kind of reason that a broken rule gives somebody to leave a post."""
    if not finding.hard or finding.rule in _OWN_REASON:
        return None
    return _OF_FAMILY.get(family(finding.rule))


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
        f"决定{verb.zh}{post.zh}: {pin.reason}",
        f"decided {verb.en} {post.en}: {pin.reason}",
    )
    return Reason(ReasonCode.DECIDED, ARTICLES[ReasonCode.DECIDED], says, "pins")


def _reasoned(
    plan: Plan, found: Compared, chain: Chain,
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
    plan: Plan, found: Compared, chain: Chain
) -> Iterator[tuple[StaffId, Reason]]:
    """What would be broken if nobody of this chain moved: the audit is asked."""
    problem = plan.problem
    people = {m.person.id for m in chain.moves}
    back = {
        (s, p) for s, p in plan.placements
        if s not in people or problem.post[p].concurrent
    }  # fmt: skip
    back |= {(m.person.id, m.left.id) for m in chain.moves if m.left is not None}
    without = audit(Plan(problem, frozenset(back), plan.leaves))
    for finding in compare(found.after, without).new:
        code = _demand(finding)
        if code is None:
            continue
        says = Words(
            f"如不调整: {finding.says.zh}", f"without the move: {finding.says.en}"
        )
        article = f"{ARTICLES[code]}, {finding.article}"
        reason = Reason(code, article, says, finding.rule)
        for person in sorted(people & set(finding.staff)):
            yield person, reason


def _part(plan: Plan, chain: Chain, move: Move, moving: list[Person]) -> Reason:
    """The part a move plays in its chain, when the person has no reason of his own."""
    if chain.cycle and not moving:
        return _unexplained(
            f"第{chain.number}组为相互轮换, 未见制度列明的事由, 由领导小组说明",
            f"chain {chain.number} is an exchange without a listed reason: to be stated",
        )
    if move.taken is None:
        return _unexplained("离开原岗, 未安排新岗位", "leaves the post, gets no other")
    post, last = titled(plan.problem, move.taken), move.place == len(chain.moves)
    if last and not chain.cycle and chain.fills is None:
        return _unexplained(f"{post.zh}并无空缺", f"{post.en} has no free seat")
    names = listed([Words(p.name, p.name) for p in moving])
    whose = Words(f", 该组由{names.zh}的调整引起", f", set off by {names.en}")
    whose = whose if moving else Words("", "")
    if last and not chain.cycle:
        code = ReasonCode.VACANCY
        part = Words(f"补{post.zh}空缺", f"fills the vacant {post.en}")
    else:
        code = ReasonCode.SUCCESSION
        after = chain.moves[move.place % len(chain.moves)].person.name
        part = Words(f"接替{after}任{post.zh}", f"succeeds {after} in {post.en}")
    says = Words(
        f"第{chain.number}组: {part.zh}{whose.zh}",
        f"chain {chain.number}: {part.en}{whose.en}",
    )
    return Reason(code, ARTICLES[code], says)


def _unexplained(zh: str, en: str) -> Reason:
    code = ReasonCode.UNEXPLAINED
    return Reason(code, ARTICLES[code], Words(zh, en))


# -- stays


def stays(plan: Plan, found: Compared | None = None) -> tuple[Stay, ...]:
    """Who keeps his main post and why, one reason each: the first that holds him."""
    found = compared(plan) if found is None else found
    problem = plan.problem
    lines: dict[StaffId, list[Due]] = defaultdict(list)
    for line in due(problem):
        lines[line.person.id].append(line)
    decided = {
        pin.person: pin for pin in problem.known(Pin)
        if pin.kind is PinKind.MUST and pin.post == problem.person[pin.person].post
    }  # fmt: skip
    freed = _freed(plan, found.resolved)
    context = _Staying(plan, lines, decided, freed, _kin(problem))
    return tuple(
        _stay(context, p, plan.problem.post[p.post])
        for p in problem.staff
        if p.post is not None and not plan.moved(p)
    )


@dataclass(frozen=True)
class _Staying:
    """What is known of all who stay, gathered once."""

    plan: Plan
    lines: Mapping[StaffId, list[Due]]
    decided: Mapping[StaffId, Pin]
    freed: Mapping[StaffId, Finding]
    kin: frozenset[StaffId]


def _freed(plan: Plan, resolved: Iterable[Finding]) -> Mapping[StaffId, Finding]:
    """Those who may stay because the other one of a finding moves."""
    return {
        person: finding
        for finding in resolved
        if finding.hard and len(finding.staff) > 1
        if family(finding.rule) == "recusal"
        for person in finding.staff
        if plan.problem.person[person].post in finding.posts
    }


def _kin(problem: Problem) -> frozenset[StaffId]:
    """Those with kin to recuse from, where that lifts the shortest stay."""
    if not _shortest_stay(problem):
        return frozenset()
    if not problem.policy(MinimumStayPolicy).recusal_overrides:
        return frozenset()
    return frozenset(s for a, b, _ in recusing(problem) for s in (a, b))


def _shortest_stay(problem: Problem) -> int:
    """Years before which nobody is moved again; 0 where the pack sets none."""
    adopted = MinimumStay.id in problem.pack.rules
    return problem.policy(MinimumStayPolicy).years if adopted else 0


def _stay(context: _Staying, person: Person, post: Post) -> Stay:
    """The first reason that applies; being due goes before what would merely permit."""
    problem = context.plan.problem
    lines = context.lines.get(person.id, [])
    up = [line for line in lines if line.stage is not Stage.DUE_SOON]
    excused = reason_to_stay(problem, person)
    waiver = next((line.deferred for line in up if line.deferred), None)
    if excused is not None:
        article = "29" if not person.within_authority else "31"
        return Stay(person, post, StayCode.EXCUSED, article, excused)
    if waiver is not None:
        says = Words(
            f"{waiver.paper}, 至{waiver.until}", f"{waiver.paper}, until {waiver.until}"
        )
        return Stay(person, post, StayCode.DEFERRED, "31(1)", says)
    if person.id in context.decided:
        reason = context.decided[person.id].reason
        return Stay(person, post, StayCode.DECIDED, "33(1)3", Words(reason, reason))
    if up:
        why = _tenure(up[0]).says
        says = Words(f"{why.zh}, 本轮未调整", f"{why.en}; not moved this round")
        return Stay(person, post, StayCode.DUE_BUT_STAYS, up[0].article, says)
    return _permitted(context, person, post, lines)


def _permitted(context: _Staying, person: Person, post: Post, lines: list[Due]) -> Stay:
    """Why somebody may stay to whom no clock says otherwise."""
    problem = context.plan.problem
    if person.id in context.freed:
        why = context.freed[person.id].says
        says = Words(f"由对方调整: {why.zh}", f"the other one moves: {why.en}")
        return Stay(person, post, StayCode.KIN_MOVED, "22", says)
    years, clock = _shortest_stay(problem), post_clock(problem, person)
    recent = years and clock.since and not clock.reached(years, problem.effect)
    if recent and person.id not in context.kin:
        says = Words(
            f"自{clock.since}任现岗, 不满{years}年",
            f"in the post since {clock.since}, less than {years} years",
        )
        article = MinimumStay().article(problem)
        return Stay(person, post, StayCode.RECENTLY_PLACED, article, says)
    if lines:
        day = lines[0].first_on
        says = Words(f"{day}到期, 列入下一轮", f"due on {day}: next round")
        return Stay(person, post, StayCode.DUE_SOON, lines[0].article, says)
    return _no_clock_up(problem, person, post)


def _no_clock_up(problem: Problem, person: Person, post: Post) -> Stay:
    limits = problem.policy(TenureLimits)
    if not any((*limits.of(post), *limits.unit)):
        says = Words("无交流年限要求", "no limit set")
        return Stay(person, post, StayCode.NO_LIMIT, "31(1)", says)
    clocks = (post_clock(problem, person), unit_clock(problem, person))
    served = [c.months(problem.effect) for c in clocks if c.since is not None]
    months = served[0] if served and dated(problem, person) else None
    if months is None:
        says = Words("无法计算任职年限", "the tenure cannot be counted")
        return Stay(person, post, StayCode.TENURE_UNKNOWN, "31(1)", says)
    return Stay(person, post, StayCode.NOT_DUE, "31(1)", span(months))
